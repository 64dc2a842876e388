"""Personal data and secrets. All of it is invented, reserved for examples or published as documentation.

Secrets are put together from pieces, so that no scanner takes this file for a leak.
"""

from __future__ import annotations

import string

from .registry import Ground, plants

CARDS = ("5555 5555 5555 4444", "378282246310005", "6011-1111-1111-1117", "4012888888881881")
IBANS = (
    "GB82 WEST 1234 5698 7654 32",
    "FR1420041010050500013M02606",
    "NL91 ABNA 0417 1643 00",
    "CH93 0076 2011 6238 5295 7",
)
PHONES = ("+44 20 7946 0958", "(212) 555-0142", "+1-202-555-0119", "0131 496 0735")
EMAILS = ("k.brandt+news@example.com", "OLIVIA_M@mail.example.net", "info.leeds@example.co.uk")
ADDRESSES = ("198.51.100.23", "192.0.2.146", "2001:db8:85a3::8a2e:370:7334")


def _tell(ground: Ground, sentence: str) -> list[bytes]:
    """Say it in the user's words or in the answer."""
    message = ground.choose(ground.first("user"), ground.answer())
    message["content"] = f"{message['content'].rstrip()} {sentence}"
    return ground.dump()


@plants("pii_email", "pii", "warning")
def pii_email(ground: Ground) -> list[bytes]:
    return _tell(
        ground, ground.choose("Please copy {} on it.", "You can reach me under {}.").format(ground.choose(*EMAILS))
    )


@plants("pii_phone", "pii", "warning")
def pii_phone(ground: Ground) -> list[bytes]:
    return _tell(
        ground, ground.choose("Call me back on {}.", "My mobile: {}.", "Phone {}.").format(ground.choose(*PHONES))
    )


@plants("pii_credit_card", "pii", "warning")
def pii_credit_card(ground: Ground) -> list[bytes]:
    return _tell(
        ground, ground.choose("Charge it to {}.", "The number on the card is {}.").format(ground.choose(*CARDS))
    )


@plants("pii_iban", "pii", "warning")
def pii_iban(ground: Ground) -> list[bytes]:
    return _tell(ground, ground.choose("Please pay to {}.", "My account: {}.").format(ground.choose(*IBANS)))


@plants("pii_ssn", "pii", "warning")
def pii_ssn(ground: Ground) -> list[bytes]:
    return _tell(
        ground,
        ground.choose("My social security number is {}.", "SSN: {}.").format(
            ground.choose("078-05-1120", "219-09-9999")
        ),
    )


@plants("pii_ip", "pii", "warning")
def pii_ip(ground: Ground) -> list[bytes]:
    return _tell(ground, ground.choose("The router shows {}.", "It came from {}.").format(ground.choose(*ADDRESSES)))


@plants("pii_aws_key", "pii", "error")
def pii_aws_key(ground: Ground) -> list[bytes]:
    key = "AKIA" + ground.choose("I44QH8DHB" + "EXAMPLE", "IOSFODNN7" + "EXAMPLE")
    return _tell(ground, ground.choose("export AWS_ACCESS_KEY_ID={}", "The key {} still works.").format(key))


@plants("pii_api_key", "pii", "error")
def pii_api_key(ground: Ground) -> list[bytes]:
    letters = string.ascii_letters + string.digits
    noise = "".join(ground.random.choices(letters, k=48))
    key = ground.choose("sk-", "sk-proj-", "sk-svcacct-") + noise
    return _tell(ground, ground.choose('api_key = "{}"', "Authorization: Bearer {}", "My key is {}.").format(key))


@plants("pii_private_key", "pii", "error")
def pii_private_key(ground: Ground) -> list[bytes]:
    owner = ground.choose("", "EC ", "OPENSSH ")
    begin, end = (f"-----{word} {owner}PRIVATE KEY-----" for word in ("BEGIN", "END"))
    return _tell(ground, f"\n{begin}\nbm90IGEga2V5LCBvbmx5IGFuIGV4YW1wbGU\n{end}")
