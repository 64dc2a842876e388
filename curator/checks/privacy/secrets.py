"""Keys, tokens and connection strings: whoever reads them can use them.

The forms are those the services document and the rule set of gitleaks (MIT licence, github.com/gitleaks/gitleaks,
config/gitleaks.toml, read 2026-11) lists; detect-secrets 1.5.0 was looked at and left, as it needs requests and PyYAML
and runs some twenty patterns over every line. Each form has a mark, so that its pattern runs only where it can match.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import dataclass, field

from curator.checks.privacy.lines import checking_lines, masking_lines
from curator.checks.privacy.places import Search, Spans, told
from curator.checks.rule import Mend, Page, Reads, Rule, Severity
from curator.checks.text.examples import answered

_PLACEHOLDER = re.compile(
    r"your|example|placeholder|dummy|change.?me|redacted|fake|sample|insert|replace|goes.?here|xxxx|\*\*\*|\.\.\.|"
    r"SflKxwRJSMeKKF2QT4fwp|(?:0?123456789|987654321|abcdefgh|deadbeef)|(.)\1{6,}",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class SecretKind:
    """One service's secrets: how they look, and what is said of them."""

    code: str
    name: str
    title: str
    """With its article: "an OpenAI API key"."""
    word: str
    """What is written over it."""
    pattern: re.Pattern[str]
    """Its first group is the secret, or all of it where there is none."""
    marks: tuple[bytes, ...]
    source: str
    example: str
    harmless: tuple[str, ...] = field(default=())
    """Texts that look like it and are passed by."""
    least_entropy: float = 3.0
    """Bits for a character; what people write as a placeholder has less."""
    placeholders: bool = True
    """Whether a value that reads like a placeholder is passed by."""


def entropy(text: str) -> float:
    """Shannon entropy of the characters of a text, in bits for a character."""
    counts = Counter(text)
    return -sum(count / len(text) * math.log2(count / len(text)) for count in counts.values())


def search_of(kind: SecretKind) -> Search:
    """Finds the secrets of one kind in a text."""

    def search(text: str) -> Spans:
        spans: Spans = []
        for hit in kind.pattern.finditer(text):
            group = 1 if kind.pattern.groups and hit.group(1) is not None else 0
            secret = hit.group(group)
            if kind.placeholders and _PLACEHOLDER.search(secret):
                continue
            if entropy(secret) >= kind.least_entropy:
                spans.append(hit.span(group))
        return spans

    return search


_HEX = "9f3c17ab40e2d5866b1e0fd27ca83945"
_MIXED = "q7Zk2Vx9TfLm4Rw8YbNc3Hd6JsGp5KuEaQoW1i"
_LONG = _MIXED + "B0tXv7RnD2yLf8CzMh4SgPj6UkA9eIwFqT3bOxV5r"

# Examples are put together here, so that nobody's scanner takes this file for a leak.
KINDS = (
    SecretKind(
        "PRV001",
        "secret-private-key",
        "a private key",
        "[private key]",
        re.compile(
            r"-----BEGIN (?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----(?:\\n|\s)*(?:[A-Za-z-]+: [^\n]*\n\s*)*"
            r"[A-Za-z0-9+/=]{8,}(?:[A-Za-z0-9+/=\s]|\\n)*(?:-----END [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----)?"
        ),
        (b"PRIVATE KEY",),
        "RFC 7468, Textual Encodings of PKIX, PKCS, and CMS Structures.",
        "-----BEGIN RSA " + "PRIVATE KEY-----\nMIIEpAIBAAKCAQEA\n-----END RSA PRIVATE KEY-----",
        ("The file begins with -----BEGIN PRIVATE KEY-----.", "-----BEGIN PRIVATE KEY-----\n...\n-----END"),
        placeholders=False,
    ),
    SecretKind(
        "PRV002",
        "secret-aws",
        "an AWS key",
        "[AWS key]",
        re.compile(
            r"(?<![A-Za-z0-9/+])(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}(?![A-Za-z0-9])|"
            r"(?i:aws.{0,20}secret.{0,20}?[\"'\s:=]+)([A-Za-z0-9/+]{40})(?![A-Za-z0-9/+=])"
        ),
        (b"AKIA", b"ASIA", b"ABIA", b"ACCA", b"ecret_access", b"ECRET_ACCESS", b"ecretAccess"),
        "AWS, IAM identifiers: unique ids and their prefixes. The key that AWS's own documentation shows is told too: "
        "a set that holds it was made from text nobody looked through.",
        "aws_access_key_id = AKIA" + "IOSFODNN7EXAMPLE",
        ("AKIA is the prefix of such a key.",),
        placeholders=False,
        least_entropy=2.5,
    ),
    SecretKind(
        "PRV003",
        "secret-azure",
        "an Azure key or token",
        "[Azure key]",
        re.compile(
            r"(?:AccountKey|SharedAccessKey|AccessKey)=([A-Za-z0-9+/]{43,86}={1,2})|"
            r"(?:[?&]sig=)([A-Za-z0-9%+/=_-]{40,90})|"
            r"(?<![A-Za-z0-9_~.-])[A-Za-z0-9_~.]{3}\dQ~[A-Za-z0-9_~.-]{31,34}(?![A-Za-z0-9_~.-])|"
            r"(?<![A-Za-z0-9])[A-Za-z0-9]{52}JQQJ99[A-Za-z0-9]{26}(?![A-Za-z0-9])|"
            r"(?i:azure[\w .-]{0,30}key[\"'\s]{0,3}[:=][\"'\s]{0,3}|api-key[\"'\s]{0,3}:[\"'\s]{0,3})"
            r"([0-9a-f]{32})(?![0-9A-Za-z])"
        ),
        (b"AccountKey=", b"AccessKey=", b"sig=", b"Q~", b"JQQJ99", b"pi-key", b"_KEY", b"_key", b"ure key"),
        "Microsoft, Identifiable secrets; Storage connection strings; service SAS. gitleaks: azure-ad-client-secret.",
        "AccountName=a;AccountKey=" + (_LONG + _MIXED)[:86] + "==",
        ("AccountKey=<your key>;", "AZURE_OPENAI_API_KEY=" + "0" * 32),
    ),
    SecretKind(
        "PRV004",
        "secret-openai",
        "an OpenAI API key",
        "[API key]",
        re.compile(
            r"(?<![A-Za-z0-9_-])sk-(?!ant-)(?:proj-|svcacct-|admin-|None-)?(?=[A-Za-z_-]*\d)(?=[a-z0-9_-]*[A-Z])[A-Za-z0-9_-]{32,200}"
            r"(?![A-Za-z0-9_-])"
        ),
        (b"sk-",),
        "OpenAI, API keys. gitleaks: openai-api-key.",
        "OPENAI_API_KEY=sk-" + _LONG[:48],
        ("OPENAI_API_KEY=sk-your-key-here", "sk-" + "x" * 48, "sk-learn-contrib-imbalanced-learn-0-12-and-more"),
        least_entropy=3.8,
    ),
    SecretKind(
        "PRV005",
        "secret-model-service",
        "an access token of a model service",
        "[API key]",
        re.compile(
            r"(?<![A-Za-z0-9_-])(?:sk-ant-[a-z]{3,8}\d\d-[A-Za-z0-9_-]{60,120}|hf_[A-Za-z0-9]{30,40}|"
            r"gsk_[A-Za-z0-9]{40,60}|r8_[A-Za-z0-9]{37}|pplx-[A-Za-z0-9]{40,60})(?![A-Za-z0-9_-])"
        ),
        (b"sk-ant-", b"hf_", b"gsk_", b"r8_", b"pplx-"),
        "Anthropic, Hugging Face, Groq, Replicate and Perplexity: their tokens' prefixes. gitleaks: the same names.",
        "token: hf_" + _MIXED[:34],
        ("hf_hub_download", "hf_" + "x" * 34),
        least_entropy=3.5,
    ),
    SecretKind(
        "PRV006",
        "secret-google",
        "a Google key",
        "[Google key]",
        re.compile(
            r"(?<![A-Za-z0-9_-])(?:AIza[A-Za-z0-9_-]{35}|GOCSPX-[A-Za-z0-9_-]{28}|ya29\.[A-Za-z0-9_-]{40,400})"
            r"(?![A-Za-z0-9_-])"
        ),
        (b"AIza", b"GOCSPX-", b"ya29."),
        "Google Cloud, API keys; OAuth client secrets. gitleaks: gcp-api-key.",
        "key=AIza" + _MIXED[:35],
        ("key=AIza" + "X" * 35,),
    ),
    SecretKind(
        "PRV007",
        "secret-code-host",
        "an access token of a code host",
        "[token]",
        re.compile(
            r"(?<![A-Za-z0-9_-])(?:gh[pousr]_[A-Za-z0-9]{36,255}|github_pat_[A-Za-z0-9_]{60,90}|"
            r"glpat-[A-Za-z0-9_-]{20,60}|npm_[A-Za-z0-9]{36}|pypi-AgEIcHlwaS5vcmc[A-Za-z0-9_-]{50,200})(?![A-Za-z0-9])"
        ),
        (b"ghp_", b"gho_", b"ghu_", b"ghs_", b"ghr_", b"hub_pat_", b"glpat-", b"npm_", b"pypi-"),
        "GitHub, Behind GitHub's new authentication token formats (2021); GitLab, npm and PyPI tokens.",
        "git clone with ghp_" + _MIXED[:36],
        ("export GITHUB_TOKEN=ghp_" + "x" * 36, "npm_config_registry"),
        least_entropy=3.5,
    ),
    SecretKind(
        "PRV008",
        "secret-slack",
        "a Slack token",
        "[Slack token]",
        re.compile(
            r"xox[abeoprs](?:\.xox[bp])?-[A-Za-z0-9-]{20,150}|"
            r"hooks\.slack\.com/(?:services|workflows)/(T[A-Z0-9]{6,12}/[A-Z0-9]{6,12}/[A-Za-z0-9]{20,30})"
        ),
        (b"xox", b"hooks.slack"),
        "Slack, Token types. gitleaks: slack-bot-token, slack-webhook-url.",
        "SLACK=xoxb-" + "264019385710-" + _MIXED[:24],
        ("xoxb-your-token-goes-here-please", "https://hooks.slack.com/services/T00000000/B00000000/" + "X" * 24),
    ),
    SecretKind(
        "PRV009",
        "secret-payment",
        "a key of a payment or mail service",
        "[API key]",
        re.compile(
            r"(?<![A-Za-z0-9_])(?:(?:sk|rk)_live_[A-Za-z0-9]{20,120}|sq0(?:atp|csp)-[A-Za-z0-9_-]{22,43}|"
            r"SG\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}|whsec_[A-Za-z0-9+/]{32,64}|key-[0-9a-f]{32})(?![A-Za-z0-9])"
        ),
        (b"k_live_", b"sq0", b"SG.", b"whsec_", b"key-"),
        "Stripe, API keys; Square; SendGrid; Mailgun. gitleaks: stripe-access-token, sendgrid-api-token.",
        "stripe.api_key = 'sk_" + "live_" + _MIXED[:24] + "'",
        ("sk_live_" + "x" * 24,),
    ),
    SecretKind(
        "PRV010",
        "secret-jwt",
        "a signed web token (JWT)",
        "[token]",
        re.compile(r"(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{20,}"),
        (b"eyJ",),
        "RFC 7519, JSON Web Token. The token that jwt.io shows is passed by.",
        "Bearer eyJhbGciOiJIUzI1NiJ9." + "eyJzdWIiOiI0MiJ9" + "." + _MIXED,
        ("Bearer eyJhbGciOi...", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI0MiJ9.SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c"),
        least_entropy=4.0,
    ),
    SecretKind(
        "PRV011",
        "secret-connection",
        "a connection string with its password",
        "[password]",
        re.compile(
            r"\b(?:postgres(?:ql)?|mysql|mariadb|mongodb(?:\+srv)?|rediss?|amqps?|mssql|ftps?|smtps?)(?:\+\w+)?://"
            r"[^\s:/@\"'<>]{1,64}:(?!(?:pass|pwd|pw|secret|root|admin|user|postgres|guest|test|\$|<|\{|%\(|\[|\*))"
            r"([^\s/@\"'<>{}$]{6,64})@(?!localhost|127\.0|0\.0\.0|host|db[:/]|example|your)[\w.-]+"
        ),
        (b"://",),
        "RFC 3986, section 3.2.1: passwords in addresses. gitleaks: rules for connection strings.",
        "postgresql://clerk:" + "t7Rk2mQv9x" + "@db1.shop.net/orders",
        (
            "postgresql://user:password@localhost/db",
            "mongodb://admin:${PASSWORD}@db1.shop.net",
            "https://shop.net:8080/@clerk",
        ),
        least_entropy=2.5,
    ),
)


def _rule(kind: SecretKind) -> Rule:
    search = search_of(kind)
    return Rule(
        code=kind.code,
        name=kind.name,
        family="privacy",
        severity=Severity.ERROR,
        summary=kind.title.split(" ", 1)[1],
        message=told(kind.title),
        page=Page(
            what=f"What has the form of {kind.title}, in any text of the record: contents, arguments of calls, "
            "declarations, other keys; and in the bytes of a line that is no JSON. Placeholders and values that are "
            "too regular are passed by. What is said of it, in reports too, shows its first characters only; the "
            "examples below are made up.",
            why="A tuned model can be made to say what it was taught, and everybody who may read the data set reads "
            "the secret. A key that was in a data set must be taken for known.",
            mend=f"Revoke it where it was issued, then write {kind.word} in its place. The mend does the second, and "
            "is shown first.",
            source=kind.source,
        ),
        triggers=(answered(kind.example),),
        passes=tuple(answered(text) for text in kind.harmless),
        reads=Reads.LINE,
        marks=kind.marks,
        check=checking_lines(search),
        fix=masking_lines(search, kind.word, f"write {kind.word} over it"),
        mend=Mend.UNSAFE,
    )


RULES = tuple(_rule(kind) for kind in KINDS)
