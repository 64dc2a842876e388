"""Faults of the text itself, and texts in a language the set does not speak."""

from __future__ import annotations

from .registry import Ground, plants

REFUSALS = (
    "I cannot help with this request.",
    "I'm not able to provide that information.",
    "As an AI language model, I cannot answer this question.",
    "Sorry, I can't do that.",
)
LOOPS = ("Please wait a moment. ", "That is all there is to it. ", "and so on, ", "Thank you for asking! ")
MARKERS = (
    "\nUser: thanks, and the next one?\nAssistant: Here it is.",
    "\n\n### Instruction:\nGo on.\n\n### Response:\nGladly.",
    "\n\nHuman: why?\n\nAssistant: Because.",
)
TOKENS = ("<|im_end|>", "</s>", "<|eot_id|>", "<|endoftext|>", "<|im_start|>assistant", "<end_of_turn>")
UNFINISHED = (" It also depends on", " This is because the", " There are three reasons: the first is", " You can then")
FOREIGN = (
    (
        "Comment puis-je ouvrir un compte commun avec ma femme dans votre agence de Lyon ?",
        "Prenez rendez-vous ensemble, avec vos deux pièces d'identité et un justificatif de domicile récent. "
        "Le compte sera ouvert le jour même si tous les papiers sont complets.",
    ),
    (
        "Wie bekomme ich einen neuen Ausweis, wenn ich meinen alten im Urlaub verloren habe?",
        "Melden Sie den Verlust zuerst bei der Polizei am Ort und danach im Bürgeramt. Bringen Sie ein Foto mit, "
        "der neue Ausweis ist nach etwa drei Wochen fertig und kann dort abgeholt werden.",
    ),
    (
        "Где можно купить билеты на вечерний поезд до Казани?",
        "Билеты продаются в кассе вокзала и на сайте железной дороги. Вечерний поезд отправляется в девять часов.",
    ),
    (
        "Quali documenti servono per iscrivere mia figlia alla scuola di musica?",
        "Bastano un documento di identità, il modulo firmato da entrambi i genitori e una piccola fotografia. "
        "Le lezioni cominciano sempre la seconda settimana di settembre.",
    ),
    ("图书馆周末几点开门？", "图书馆周六上午九点开门，下午五点关门，周日全天休息。请带上您的借书证。"),
)


def _embed(ground: Ground, piece: str) -> list[bytes]:
    """Put the piece after the first word of the last answer, or in a sentence after its code."""
    text = ground.answer()["content"].strip()
    first, _, rest = text.partition(" ")
    ground.answer()["content"] = f"{text}\n\nSo much{piece} for that." if "```" in text else f"{first}{piece} {rest}"
    return ground.dump()


@plants("control_chars", "text", "warning")
def control_chars(ground: Ground) -> list[bytes]:
    return _embed(ground, ground.choose("\x07", "\x1b[1m", "\x1b]0;title\x07", "\x0c", "\x85\x9d"))


@plants("nul_escaped", "text", "warning")
def nul_escaped(ground: Ground) -> list[bytes]:
    return _embed(ground, ground.choose("\x00", "\x00\x00\x00"))


@plants("mojibake", "text", "warning")
def mojibake(ground: Ground) -> list[bytes]:
    phrase = ground.choose(" – in Málaga, señor –", " (“très bien”, said Zoë)", " for 5 € in Köln, it’s true,")
    broken = phrase.encode("utf-8").decode(ground.choose("latin-1", "cp1252"), "replace").replace("�", "")
    return _embed(ground, broken)


@plants("replacement_char", "text", "warning")
def replacement_char(ground: Ground) -> list[bytes]:
    return _embed(ground, ground.choose(" (M�laga)", " it�s", " na�ve", " 5 � 7"))


@plants("zero_width", "text", "info")
def zero_width(ground: Ground) -> list[bytes]:
    mark = ground.choose("\u2060", "\ufeff", "\u200b", "\u00ad\u200b")
    words = ground.answer()["content"].split(" ")
    for at in ground.random.sample(range(len(words)), min(3, len(words))):
        words[at] = words[at][:2] + mark + words[at][2:]
    ground.answer()["content"] = " ".join(words)
    return ground.dump()


@plants("html_leftovers", "text", "warning")
def html_leftovers(ground: Ground) -> list[bytes]:
    text = ground.answer()["content"].strip()
    wrapped = ground.choose(
        f'<span style="color:red">{text}</span><br>',
        f"<p>{text}</p>\n<p>&copy;&nbsp;2024</p>",
        f'{text} <a href="/more">read&nbsp;more</a></li></ul>',
    )
    ground.answer()["content"] = wrapped
    return ground.dump()


@plants("placeholder_answer", "text", "warning")
def placeholder_answer(ground: Ground) -> list[bytes]:
    ground.answer()["content"] = ground.choose(
        "TODO", "[insert answer here]", "N/A", "xxx", "test test test", "{{answer}}"
    )
    return ground.dump()


@plants("refusal", "text", "warning")
def refusal(ground: Ground) -> list[bytes]:
    ground.answer()["content"] = ground.random.choice(REFUSALS)
    return ground.dump()


@plants("repetition_loop", "text", "warning")
def repetition_loop(ground: Ground) -> list[bytes]:
    words = ground.answer()["content"].split(" ")
    head = " ".join(words[: max(3, len(words) // 3)])
    ground.answer()["content"] = f"{head} {ground.random.choice(LOOPS) * ground.random.randrange(12, 30)}".rstrip()
    return ground.dump()


@plants("role_marker_leak", "text", "warning")
def role_marker_leak(ground: Ground) -> list[bytes]:
    ground.answer()["content"] += ground.random.choice(MARKERS)
    return ground.dump()


@plants("special_token_leak", "text", "warning")
def special_token_leak(ground: Ground) -> list[bytes]:
    ground.answer()["content"] += ground.random.choice(TOKENS)
    return ground.dump()


@plants("surrounding_whitespace", "text", "info")
def surrounding_whitespace(ground: Ground) -> list[bytes] | None:
    text = ground.answer()["content"]
    if text != text.strip():
        return None
    ground.answer()["content"] = ground.choose(f"\n{text}", f"{text}\n\n\n", f"\t{text} ", f"  {text}")
    return ground.dump()


@plants("truncated_answer", "text", "warning")
def truncated_answer(ground: Ground) -> list[bytes] | None:
    text = ground.answer()["content"].rstrip()
    if not text.endswith((".", "!", "?")):
        return None
    ground.answer()["content"] = text + ground.random.choice(UNFINISHED)
    return ground.dump()


@plants("language_outlier", "language", "warning")
def language_outlier(ground: Ground) -> list[bytes] | None:
    if not ground.house.english:
        return None
    question, reply = ground.random.choice(FOREIGN)
    ground.first("user")["content"] = question
    del ground.messages[ground.messages.index(ground.first("user")) + 1 :]
    ground.messages.append({"role": "assistant", "content": reply})
    return ground.dump()


@plants("language_answer_mismatch", "language", "warning")
def language_answer_mismatch(ground: Ground) -> list[bytes] | None:
    if not ground.house.english or len(ground.first("user")["content"].split()) < 9:
        return None
    ground.answer()["content"] = ground.random.choice(FOREIGN)[1]
    return ground.dump()
