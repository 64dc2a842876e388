"""The language a text is told in: ten languages, scripts, code, and what is no evidence."""

from __future__ import annotations

import sys
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curator.measures import language
from curator.measures.language import judge, language_columns, same_language
from curator.measures.text import prose
from curator.settings import Thresholds

TOLD = {
    "en": "You can return the parcel within thirty days if it has not been opened, and we will pay the money back.",
    "de": "Sie können das Paket innerhalb von dreißig Tagen zurückgeben, wenn es nicht geöffnet wurde.",
    "fr": "Vous pouvez renvoyer le colis dans les trente jours, à condition qu'il ne soit pas ouvert par vous.",
    "es": "Usted puede devolver el paquete en un plazo de treinta días, pero sólo cuando todavía no está abierto.",
    "it": "Il pacco può essere restituito entro trenta giorni, ma solo quando non è stato ancora aperto da nessuno.",
    "pt": "Você pode devolver a encomenda até trinta dias depois da compra, mas ela não pode estar aberta ainda.",
    "nl": "Het pakket kan binnen dertig dagen worden teruggestuurd, maar dan mag het nog niet zijn geopend door u.",
    "pl": "Paczkę można zwrócić w ciągu trzydziestu dni, jeżeli nie została jeszcze otwarta przez kupującego.",
    "tr": "Paketi henüz açmadıysanız otuz gün içinde geri gönderebilirsiniz ve paranızı hemen geri öderiz.",
    "ru": "Вы можете вернуть посылку в течение тридцати дней, если она ещё не была открыта покупателем.",
    "ar": "يمكنك إعادة الطرد خلال ثلاثين يوما إذا لم يتم فتحه من قبل المشتري حتى الآن",
    "hi": "यदि पार्सल अभी तक नहीं खोला गया है तो आप उसे तीस दिनों के भीतर वापस कर सकते हैं और हम पूरा पैसा लौटा देंगे",
    "el": "Μπορείτε να επιστρέψετε το δέμα",
    "he": "אפשר להחזיר את החבילה",
    "th": "คุณสามารถคืนพัสดุได้ภายในสามสิบวัน",
    "ko": "삼십일 안에 반품할 수 있습니다",
    "ja": "三十日以内に返品できます",
    "zh": "您可以在三十天内退货",
}

CODE = """def total(values):
    result = 0
    for value in values:
        result += value
    return result
print(total([1, 2, 3]))"""


@pytest.mark.parametrize("code", TOLD)
def test_languages_are_told_apart(code: str) -> None:
    assert judge([TOLD[code]]) == [code]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Yes.",
        "12 + 30 = 42, 7 * 6 = 42, 84 / 2 = 42 and so on: 42, 42, 42, 42, 42",
        CODE,
        f"```python\n{CODE}\n```",
        f"```\n{TOLD['en']}",
        '{"name": "the parcel and the money that you have", "value": "it was not what they are"}',
        "SELECT name, price FROM orders WHERE price > 10 AND name IS NOT NULL ORDER BY price;",
        "https://example.com/a/b/c?the=and&of=to https://example.org/that/have/they/are/was/which",
        "\ud800\udfff",
    ],
)
def test_what_is_no_prose_is_no_evidence(text: str) -> None:
    assert judge([text]) == [None]


def test_code_around_prose_is_left_out() -> None:
    assert judge([f"{TOLD['de']}\n```python\n{CODE}\n```\n"]) == ["de"]
    assert judge([f"```python\n{CODE}\n```\n{TOLD['fr']}"]) == ["fr"]


def test_another_script_needs_five_letters_and_the_weight() -> None:
    assert judge(["你好世界啊"]) == ["zh"]
    assert judge(["你好世界"]) == [None]
    assert judge(["Привет"]) == ["Cyrl"]
    assert judge(["请使用 Python 的 asyncio 模块来写这个程序"]) == ["zh"]
    assert judge([f"{TOLD['en']} In Chinese this is 您可以在三十天内退货."]) == ["en"]


def test_a_script_agrees_with_its_languages() -> None:
    assert same_language("Cyrl", "uk")
    assert same_language("ru", "Cyrl")
    assert same_language("en", "en")
    assert not same_language("ru", "uk")
    assert not same_language("Arab", "ru")


def test_a_word_that_comes_again_and_again_does_not_carry_the_verdict_away() -> None:
    text = " 1/6 * 240 students = <<1/6*240=40>>40 students. So 40 students read three or more books. 200 students - 40"
    assert judge([text]) != ["nl"]


def test_columns_by_role(chat: Any) -> None:
    records = [
        chat(("system", TOLD["it"]), ("user", TOLD["en"]), ("assistant", TOLD["es"])),
        chat(("user", "Hi"), ("assistant", TOLD["en"][:40]), ("user", "?"), ("assistant", TOLD["en"][40:])),
    ]
    assert language_columns(records) == (["es", "en"], ["en", None])


def test_thresholds_are_kept() -> None:
    assert judge([TOLD["en"]], Thresholds(language_words=40)) == [None]
    assert judge([TOLD["en"]], Thresholds(language_letters=90)) == [None]
    assert judge(["你好世界"], Thresholds(script_letters=4)) == ["zh"]


def test_both_libraries_give_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("langdetect_rs")
    pytest.importorskip("langdetect")
    texts = [*TOLD.values(), "two words", "", *(f"{a[:60]} {b[:60]}" for a in TOLD.values() for b in TOLD.values())]
    quick = [language._detector()(text) for text in texts]
    language._detector.cache_clear()
    monkeypatch.setitem(sys.modules, "langdetect_rs", None)
    try:
        assert [language._detector()(text) for text in texts] == quick
    finally:
        language._detector.cache_clear()


@given(st.text(st.characters(codec=None)))
def test_any_text_is_judged(text: str) -> None:
    assert judge([text])[0] is None or isinstance(judge([text])[0], str)
    assert isinstance(prose(text), str)


def test_prose_keeps_what_is_told() -> None:
    assert prose(TOLD["de"]) == TOLD["de"]
    assert prose("Call `f(x)` or see https://example.com now.").split() == ["Call", "or", "see", "now."]
    assert prose("It is <b>bold</b> &amp; \\(x^2\\) or $x_1$.").split() == ["It", "is", "bold", "or", "."]
