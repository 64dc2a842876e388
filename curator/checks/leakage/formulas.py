"""Short prompts that open, hold up or close a talk: everybody writes them, so sharing one proves nothing."""

from __future__ import annotations

import re

from curator.measures.text import folded

_WORD = re.compile(r"[^\W_]+")
_WRITTEN_WITHOUT_SPACES = re.compile(r"[\u0e00-\u0eff\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
_LEAST_SIGNS = 3
"""Letters and digits of the shortest prompt that asks for something: SQL, VAT."""

_WORDS = """
hi hello hey hiya yo howdy greetings good morning afternoon evening night day welcome there bot
assistant friend all everyone sir madam thanks thank thx ty you u so very much many lot a the is it
that this for your help ok okay k yes yeah yep yup no nope nah sure right fine great nice cool
perfect awesome wow well bye goodbye see later please sorry continue go on ahead next more again
stop start begin test testing why how what who when where which really and then but or because huh
hm hmm oh ah haha lol are do i im me too agree done not maybe hallo servus moin guten gruss tag
morgen abend nacht danke bitte schön sehr ja nein doch gut genau warum wie was wer wann wo weiter
und dann tschüss hilfe bonjour salut bonsoir coucou merci beaucoup oui non bien sûr pourquoi comment
quoi qui quand où encore suite et alors au revoir aide plaît il vous te hola buenos buenas días
tardes noches gracias muchas sí si bueno vale por favor qué que cómo quién cuándo dónde sigue más y
entonces adiós ayuda ciao salve buongiorno buonasera grazie prego perché come cosa chi quando dove
ancora avanti aiuto olá oi bom boa dia tarde noite obrigado obrigada sim não porquê quem onde mais
tchau ajuda hoi dag goedemorgen dank je wel nee waarom hoe wat waar verder doei cześć dzień dobry
dzięki dziękuję tak nie dlaczego привет здравствуйте спасибо да нет почему как что кто когда где ещё
дальше пока помощь merhaba selam teşekkürler evet hayır neden nasıl 你好 您好 谢谢 是 不是 好 好的 为什么 继续 再见
こんにちは ありがとう はい いいえ なぜ 続けて 안녕 안녕하세요 감사합니다 네 아니요 왜 계속
"""
"""In English, German, French, Spanish, Italian, Portuguese, Dutch, Polish, Russian, Turkish, Chinese, Japanese and
Korean; after folding."""
_FORMULAS = frozenset(_WORDS.split())


def is_formula(prompt: str) -> bool:
    """Whether a prompt is a greeting, thanks, a bare yes or no, a bare question word, or hardly a word at all."""
    words = _WORD.findall(folded(prompt).replace("'", "").replace("’", ""))
    signs = sum(map(len, words)) + len(_WRITTEN_WITHOUT_SPACES.findall(prompt))
    sum_of_numbers = sum(word.isdecimal() for word in words) > 1
    return (signs < _LEAST_SIGNS and not sum_of_numbers) or all(word in _FORMULAS for word in words)
