"""Records in a language that hardly any other has, and answers in another language than the question."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from curator.checks.language.asked import asks_for, close
from curator.checks.language.examples import GERMAN, english, german, line
from curator.checks.relation import Related, Relation, found_frame
from curator.checks.rule import Arguments, Page, Rule, Severity
from curator.settings import Thresholds

if TYPE_CHECKING:
    import polars as pl

STRAYS = 2
"""So many records never make a language of the file's own, unless they are a twentieth of it."""
NAMES = {
    "ar": "Arabic", "bg": "Bulgarian", "bn": "Bengali", "ca": "Catalan", "cs": "Czech", "da": "Danish", "de": "German",
    "el": "Greek", "en": "English", "es": "Spanish", "et": "Estonian", "fa": "Persian", "fi": "Finnish", "fr": "French",
    "he": "Hebrew", "hi": "Hindi", "hr": "Croatian", "hu": "Hungarian", "id": "Indonesian", "it": "Italian",
    "ja": "Japanese", "ko": "Korean", "lt": "Lithuanian", "lv": "Latvian", "nl": "Dutch", "no": "Norwegian",
    "pl": "Polish", "pt": "Portuguese", "ro": "Romanian", "ru": "Russian", "sk": "Slovak", "sl": "Slovenian",
    "sv": "Swedish", "sw": "Swahili", "th": "Thai", "tl": "Tagalog", "tr": "Turkish", "uk": "Ukrainian", "ur": "Urdu",
    "vi": "Vietnamese", "zh": "Chinese", "Cyrl": "Cyrillic script", "Arab": "Arabic script", "Deva": "Devanagari",
}  # fmt: skip


def name_of_language(language: str) -> str:
    """A verdict of curator.measures.language as people read it."""
    return NAMES.get(language, language)


def _judged(relation: Relation) -> pl.DataFrame:
    """Rows whose language was judged: row, language of the answers, language of the user."""
    import polars

    known = polars.col("language").is_not_null() | polars.col("language_user").is_not_null()
    measured = ~polars.col("row").is_in(list(relation.broken))
    return relation.table.filter(known & measured).select("row", "language", "language_user")


def _shares(rows: pl.DataFrame) -> dict[str, float]:
    """Language -> share of the judged records; a record counts with its answers' language, else with the user's."""
    import polars

    languages = rows.select(polars.coalesce("language", "language_user"))["language"].to_list()
    return {language: count / len(languages) for language, count in Counter(languages).items()}


def _is_rare(share: float, judged: int, thresholds: Thresholds) -> bool:
    """Whether a language is a stray: a small share, or a record or two where few are judged, as in files of code."""
    few = round(share * judged) <= STRAYS and share < thresholds.language_house_share
    return few or share < thresholds.language_rare_share


def _house(shares: dict[str, float], relation: Relation) -> list[str]:
    """The languages that belong to this file."""
    return [
        language for language, share in shares.items() if share >= relation.settings.thresholds.language_house_share
    ]


def _outliers(relation: Relation) -> Iterator[tuple[int, str, float]]:
    rows = _judged(relation)
    shares = _shares(rows)
    house = _house(shares, relation)
    thresholds = relation.settings.thresholds
    for row, *both in rows.iter_rows():
        told = [language for language in both if language is not None]
        if not house or any(close(language, usual) for language in told for usual in house):
            continue
        if all(_is_rare(shares.get(language, 0.0), rows.height, thresholds) for language in told):
            yield row, told[0], shares.get(told[0], 0.0)


def _relate_outliers(relation: Relation) -> pl.DataFrame:
    rows = list(_outliers(relation))
    house = max(shares, key=lambda key: (shares[key], key)) if (shares := _shares(_judged(relation))) else ""
    thresholds = relation.settings.thresholds
    found: list[Related] = []
    for row, language, share in rows:
        # Where a house language is spoken somewhere in the record, the other one was asked for.
        if not asks_for(relation.record(row), house, thresholds):
            found.append(Related(row, {"language": language, "house": house, "share": round(share, 4)}))
    return found_frame(found)


def _relate_answers(relation: Relation) -> pl.DataFrame:
    import polars

    rows = _judged(relation).filter(polars.col("language") != polars.col("language_user"))
    thresholds = relation.settings.thresholds
    found: list[Related] = []
    for row, answer, question in rows.iter_rows():
        if not close(answer, question) and not asks_for(relation.record(row), answer, thresholds):
            found.append(Related(row, {"answer": answer, "question": question}))
    return found_frame(found)


def _relate_minorities(relation: Relation) -> pl.DataFrame:
    thresholds = relation.settings.thresholds
    rows = _judged(relation)
    shares = _shares(rows)
    house = _house(shares, relation)
    between = {
        language: round(share * rows.height)
        for language, share in sorted(shares.items())
        if share < thresholds.language_house_share
        and not _is_rare(share, rows.height, thresholds)
        and not any(close(language, usual) for usual in house)
    }
    if not between or rows.height < thresholds.outlier_least_records:
        return found_frame([])
    return found_frame([Related(None, {"languages": between, "of": rows.height})])


def _outlier_message(arguments: Arguments) -> str:
    return (
        f"The record is in {name_of_language(arguments['language'])}, as {arguments['share']:.1%} of the judged "
        f"records are; most are in {name_of_language(arguments['house'])}."
    )


def _answer_message(arguments: Arguments) -> str:
    question, answer = name_of_language(arguments["question"]), name_of_language(arguments["answer"])
    return f"The question is in {question}, the answer in {answer}."


def _minority_message(arguments: Arguments) -> str:
    told = ", ".join(f"{count:,} in {name_of_language(language)}" for language, count in arguments["languages"].items())
    return f"Of {arguments['of']:,} judged records {told}: too many for a slip, few for a language of the file."


def _outlier_habit(marked: int, records: int) -> str:
    return f"{marked:,} of {records:,} records are in languages that few others have: many languages are usual here."


def _answer_habit(marked: int, records: int) -> str:
    return f"{marked:,} of {records:,} records are answered in another language than they are asked in: usual here."


_SOURCE = (
    "Measured: prose of 40 letters and 8 words, probability 0.9, and scripts from 5 letters on gave no false alarm on "
    "five files without known faults, where judging the first 400 characters as they are gave 403."
)

OUTLIER = Rule(
    code="LNG001",
    name="language-outlier",
    family="language",
    severity=Severity.WARNING,
    summary="a language hardly any other has",
    message=_outlier_message,
    page=Page(
        what="A record in a language that less than 2 % of the judged records have (or one or two records, and less "
        "than 5 %), where question and answer agree in it. From 5 % on a language belongs to the file. Code is no "
        "language, and short text is no evidence.",
        why="A stray record in another language is most often from another project; a few teach the model to change "
        "language where nobody expects it.",
        mend="Translate it, drop it, or add more where the language is wanted.",
        source=_SOURCE,
    ),
    triggers=([*(english(number) for number in range(60)), german(90)],),
    passes=(
        [*(english(number) for number in range(40)), *(german(number) for number in range(90, 96))],
        [
            *(english(number) for number in range(60)),
            line("Say it in German, please, and in one long sentence.", GERMAN),
        ],
    ),
    relate=_relate_outliers,
    style=True,
    habit=_outlier_habit,
    thresholds=(
        "language_rare_share",
        "language_house_share",
        "outlier_least_records",
        "language_letters",
        "language_words",
        "language_probability",
        "script_letters",
    ),
)

ANSWER_LANGUAGE = Rule(
    code="LNG002",
    name="answer-language",
    family="language",
    severity=Severity.WARNING,
    summary="answered in another language",
    message=_answer_message,
    page=Page(
        what="A record whose answers are in another language than the user's messages. Silent where a language is "
        "named, a translation is asked for, or the question holds text in the answer's language.",
        why="The model learns to answer people in a language they did not use.",
        mend="Answer in the question's language, or drop the record.",
        source=_SOURCE,
    ),
    triggers=([english(1), line("How do I find out when the museum is open on the days around Easter?", GERMAN)],),
    passes=(
        [line("How would you tell somebody in German when the museum is open around Easter?", GERMAN)],
        [line(f"What does this sign at the door of the museum mean for us today? {GERMAN}", "It is closed on Monday.")],
    ),
    relate=_relate_answers,
    style=True,
    habit=_answer_habit,
    thresholds=("language_house_share", "language_letters", "language_words", "language_probability", "script_letters"),
)

MINORITY = Rule(
    code="LNG003",
    name="language-minority",
    family="language",
    severity=Severity.INFO,
    summary="a language with few records",
    message=_minority_message,
    page=Page(
        what="One note for a file in which a language has between 2 % and 5 % of the judged records.",
        why="Too many for a slip, and few to learn a language's way of answering from.",
        mend="Nothing has to be done. Look at them with the filter lang:.",
        source="Judgement; both shares are settings (language_rare_share, language_house_share).",
    ),
    triggers=([*(english(number) for number in range(97)), *(german(number) for number in range(90, 93))],),
    passes=([*(english(number) for number in range(40)), *(german(number) for number in range(90, 96))],),
    relate=_relate_minorities,
    thresholds=(
        "language_rare_share",
        "language_house_share",
        "language_letters",
        "language_words",
        "language_probability",
        "script_letters",
    ),
)

RULES = (OUTLIER, ANSWER_LANGUAGE, MINORITY)
