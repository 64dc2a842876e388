"""Secrets and personal data: found by form and check digits, masked, and told from numbers that look like them."""

import json
from collections.abc import Callable

import pytest

from curator.checks.forms import Form, forms_of
from curator.checks.privacy.accounts import cards, iban_is_right, ibans, luhn
from curator.checks.privacy.contact import addresses, emails, long_addresses, phones
from curator.checks.privacy.national import national_numbers, social_security_numbers
from curator.checks.privacy.places import Spans, masked
from curator.checks.privacy.secrets import KINDS, SecretKind, entropy
from curator.checks.registry import rule_named
from curator.checks.rule import FixContext
from curator.checks.text.examples import answered, asked_and_answered
from curator.engine.judge import judge_lines, read_line
from curator.settings import Settings

SETTINGS = Settings()
SEARCHES: dict[Form, Callable[[str], Spans]] = {
    Form.ADDRESS: addresses,
    Form.PHONE: phones,
    Form.SOCIAL_SECURITY: social_security_numbers,
    Form.CARD: cards,
    Form.ACCOUNT: ibans,
    Form.NATIONAL: national_numbers,
}
NUMBERS = {
    Form.ADDRESS: ["203.0.113.77", "at 93.184.216.34:8080", "81.2.69.142,"],
    Form.PHONE: [
        "202-555-0178",
        "(202) 555-0178",
        "202.555.0178",
        "+1 202 555 0178",
        "+442079460958",
        "+44 (0)20 7946 0958",
        "+49-30-901820",
        "01 99 00 12 34",
        "Tel.: 030 901820",
        "phone number is 5550178",
        "Call me back on 0131 496 0735",
    ],
    Form.SOCIAL_SECURITY: ["123-45-6789", "SSN: 123456789", "social security number 123 45 6789"],
    Form.CARD: [
        "4111 1111 1111 1111",
        "5555-5555-5555-4444",
        "3782 822463 10005",
        "card 6011111111111117",
        "Charge it to 378282246310005",
    ],
    Form.ACCOUNT: [
        "DE89 3704 0044 0532 0130 00",
        "GB29NWBK60161331926819",
        "NL91 ABNA 0417 1643 00",
        "NO93 8601 1117 947",
        "FR14 2004 1010 0505 0001 3M02 606",
        "MT84 MALT 0110 0001 2345 MTLC AST0 01S",
        "BE68 5390 0754 7034",
    ],
    Form.NATIONAL: [
        "529.982.247-25",
        "11010519491231002X",
        "1 84 12 76 451 089 46",
        "RSSMRA85T10A562S",
        "DNI 12345678Z",
        "NIE X1234567L",
        "PESEL 44051401359",
        "Aadhaar 2341 2341 2346",
        "national insurance number AB 12 34 56 C",
    ],
}
LOOK_ALIKES = [
    "Version 10.2.3.4000, ISBN 978-3-16-148410-0, 1600-1650 AD, user@localhost.",
    "See section 1.2.3.4 and RFC 1918: 10.0.0.1, 192.168.1.1, 127.0.0.1.",
    "Python 3.11.4.2 runs on build 10.0.19045.3803.",
    "100 - 50 = 50, 200-100-50, 1200/4=<<1200/4=300>>300 and 20+35-4000",
    "Order 2025550178, ticket 395526, invoice 1234567890123456.",
    "The card 4111 1111 1111 1112 and the account DE89 3704 0044 0532 0130 01 have a wrong digit.",
    "000-12-3456 and 666-12-3456 and 912-34-5678 were never given out.",
    "2024-05-12, 12.05.2024, 2024-05-12T10:20:30, 1,000,000,000 and 3.141592653589793",
    "0.4111111111111111 and 1e4111111111111111",
    "10.1000/182 and 978-0-306-40615-7",
    "def f(x): return x @ y  # @decorator and icon@2x.png",
    "UUID 123e4567-e89b-12d3-a456-426614174000, sha 9f86d081884c7d659a2feaa0c55ad015",
]


def of_privacy(raw: bytes) -> list[str]:
    return [f.rule.name for f in judge_lines([(1, raw)], SETTINGS) if f.rule.family == "privacy"]


@pytest.mark.parametrize(("form", "text"), [(form, text) for form, texts in NUMBERS.items() for text in texts])
def test_a_number_is_found_and_the_line_has_its_form(form: Form, text: str) -> None:
    sentence = f"It is this one: {text} as you know."
    assert SEARCHES[form](sentence), text
    for raw in (answered(sentence), json.dumps(json.loads(answered(sentence)), separators=(",", ":")).encode()):
        assert forms_of(raw) & form.value


@pytest.mark.parametrize("text", LOOK_ALIKES)
def test_numbers_that_look_like_them_stay_silent(text: str) -> None:
    assert of_privacy(answered(text)) == []


def test_check_digits() -> None:
    assert luhn("4111111111111111") and not luhn("4111111111111112")
    assert iban_is_right("DE89370400440532013000") and not iban_is_right("DE88370400440532013000")
    assert not iban_is_right("DE8937040044053201300") and not iban_is_right("XX89370400440532013000")


def test_an_account_number_ends_where_its_country_says() -> None:
    text = "IBAN DE89 3704 0044 0532 0130 00 BIC COBADEFF"
    assert [text[start:end] for start, end in ibans(text)] == ["DE89 3704 0044 0532 0130 00"]


def test_addresses_of_all_kinds() -> None:
    assert emails("jane.doe+x@mail.example.org, git@github.com:a/b, a@b") == [(0, 27)]
    assert long_addresses("2001:db8:85a3::8a2e:370:7334 and fe80::1") == [(0, 28)]


def test_what_users_say_and_what_is_told_are_two_things() -> None:
    assert of_privacy(asked_and_answered("Call me: 202-555-0178", "Will do.")) == ["pii-phone"]
    assert of_privacy(asked_and_answered("Your number?", "It is 202-555-0178.")) == ["pii-phone-told"]
    assert of_privacy(asked_and_answered("Your number?", "My mobile: +1-202-555-0119.")) == ["pii-phone"]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_a_secret_is_never_shown(kind: SecretKind) -> None:
    hit = next(kind.pattern.finditer(kind.example))
    secret = next((group for group in hit.groups() if group), hit.group())
    for finding in judge_lines([(1, answered(kind.example))], SETTINGS):
        if finding.rule.family == "privacy":
            told = finding.message + json.dumps(dict(finding.arguments))
            assert secret not in told and secret[:8] not in told
    assert kind.name in of_privacy(answered(kind.example))


def test_masks_are_short() -> None:
    assert masked("t7Rk2mQv") == "t7…"
    assert masked("AKIA" + "IOSFODNN7EXAMPLE") == "AKIA…"


def test_one_finding_for_each_message_with_the_count() -> None:
    raw = asked_and_answered("a@b.org", "c@d.org, e@f.org")
    found = [finding for finding in judge_lines([(1, raw)], SETTINGS) if finding.rule.name == "pii-email"]
    assert [(finding.pointer, finding.arguments["count"]) for finding in found] == [
        ("/messages/0", 1),
        ("/messages/1", 2),
    ]


def test_arguments_of_calls_are_looked_at_and_masked() -> None:
    call = {"id": "c", "type": "function", "function": {"name": "mail", "arguments": '{"to": "jane@example.org"}'}}
    record = {"messages": [{"role": "user", "content": "x"}, {"role": "assistant", "tool_calls": [call]}]}
    raw = json.dumps(record).encode()
    (finding,) = [finding for finding in judge_lines([(1, raw)], SETTINGS) if finding.rule.name == "pii-email"]
    rule = rule_named("pii-email")
    assert rule.fix is not None
    fix = rule.fix(read_line(1, raw), finding, FixContext(SETTINGS, lambda row: None, lambda record: None))
    assert fix is not None and fix.changes[0].content is not None
    mended = json.loads(fix.changes[0].content)["messages"][1]["tool_calls"][0]["function"]["arguments"]
    assert json.loads(mended) == {"to": "[e-mail]"}


def test_records_without_messages_are_searched_too() -> None:
    raw = json.dumps({"prompt": "Card 4111 1111 1111 1111", "completion": "ok"}).encode()
    assert "pii-card" in of_privacy(raw)


@pytest.mark.parametrize("value", ["sk-" + "x" * 48, "sk-your-api-key-goes-here-and-is-long-enough", "AIza" + "A" * 35])
def test_placeholders_are_passed_by(value: str) -> None:
    assert of_privacy(answered(f"key = {value}")) == []


def test_entropy_tells_keys_from_placeholders() -> None:
    assert entropy("aaaaaaaa") == 0
    assert entropy("q7Zk2Vx9TfLm4Rw8YbNc3Hd6") > 4
