"""What a person must see in Review to choose: the question of a conflict, what a fix leaves, what each key does."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

MAIN = "You help the guests of a small hotel. Answer politely and in one sentence."
WORDS = [
    "anchor", "beacon", "cabin", "drawer", "engine", "feather", "garden", "hammer", "island", "jacket", "kettle",
    "ladder", "mirror", "needle",
]  # fmt: skip
OPEN = "Is the museum beside the hotel open on Mondays too?"


def line(number: int, system: str = MAIN, question: str = "", answer: str = "") -> str:
    one, two, three = (WORDS[(number * step + step) % len(WORDS)] for step in (1, 3, 5))
    asked = question or f"Where is the {one} that stood {number} days beside the {two} of house {number * 7}?"
    said = answer or f"In room {number * 3}: the {three} was in the way of guest {number}, so it went to the {two}."
    messages = [{"role": "system", "content": system}] if system else []
    messages += [{"role": "user", "content": asked}, {"role": "assistant", "content": said}]
    return json.dumps({"messages": messages}, ensure_ascii=False)


def written(path: Path, *faulty: str) -> Path:
    """Thirty good lines, and these from line 31 on."""
    path.write_text("\n".join([*(line(number) for number in range(30)), *faulty]) + "\n", encoding="utf-8")
    return path


async def go_to(seen, rule: str) -> None:
    """Put the cursor on a rule of Review."""
    screen = seen.app.screen
    screen.found.go_to_rule(rule)
    screen._on_entry()
    await seen.settle()
    assert screen.found.rule.name == rule, f"{rule} is not in the list:\n{seen.text}"


def right_of(seen) -> str:
    """The words of the right pane, or of a panel over the whole width."""
    return " ".join(" ".join(text.rpartition("│")[2] for text in seen.lines).split())


@pytest.mark.parametrize("size", [(80, 24), (130, 36)])
async def test_a_conflict_shows_what_both_were_asked(opened, tmp_path: Path, size) -> None:
    path = written(
        tmp_path / "hotel.jsonl",
        line(41, question=OPEN, answer="Yes, from ten to six, as on all other days of the week."),
        line(42, question=OPEN, answer="No. They shut that place whenever a new month begins."),
    )
    async with opened(path, size) as seen:
        await seen.press("2")
        await go_to(seen, "conflict")
        await seen.press("right")
        assert seen.app.screen.in_pairs
        rows = [number for number, text in enumerate(seen.lines) if OPEN in text]
        answers = [number for number, text in enumerate(seen.lines) if "from ten to six" in text]
        assert len(rows) == 1 and rows[0] < answers[0], seen.text


async def test_a_long_question_of_a_conflict_says_how_much_more_there_is(opened, tmp_path: Path) -> None:
    asked = "\n".join(f"{number}. Which of the {WORDS[number % 14]}s goes to house {number}?" for number in range(40))
    path = written(
        tmp_path / "hotel.jsonl",
        line(41, question=asked, answer="Every odd one, as it was agreed with the owner of the hotel."),
        line(42, question=asked, answer="None; they have all been sold to a museum in another town."),
    )
    async with opened(path, (120, 36)) as seen:
        await seen.press("2")
        await go_to(seen, "conflict")
        await seen.press("right")
        assert "0. Which of the anchors goes to house 0?" in seen.text
        assert "33 more lines, same on both sides" in seen.text, seen.text
        assert "Every odd one" in seen.text and "None; they" in seen.text


KEY_TWICE = line(50, system="").replace('{"messages"', '{"messages": [], "messages"')
WEIGHT = line(51).replace('"}]}', '", "weight": -1}]}')


@pytest.mark.parametrize("mode", ["1", "2"])
async def test_what_a_guess_leaves_is_said_before_it_is_made(opened, tmp_path: Path, mode: str) -> None:
    path = written(tmp_path / "hotel.jsonl", KEY_TWICE, WEIGHT)
    async with opened(path, (120, 36)) as seen:
        for row, rule, left in (
            (31, "key-twice", "nothing more to find in the record itself; system-missing between records stays."),
            (32, "weight-value", "nothing-learned comes to light."),
        ):
            await seen.press(mode)
            if mode == "1":
                seen.app.screen.table.go_to_row(row)
                await seen.settle()
            else:
                await go_to(seen, rule)
                assert left in right_of(seen), seen.text
            await seen.press("f")
            assert "A guess:" in seen.text
            assert left in right_of(seen), seen.text
            await seen.press("escape")


NOT_A_TEXT = json.dumps(
    {
        "messages": [
            {"role": "user", "content": "Where does the tram stop that goes down to the old harbour?"},
            {"role": "system", "content": MAIN},
            {"role": "assistant", "content": "At the corner, in front of the baker's shop."},
            "thanks",
        ]
    }
)


async def test_what_is_no_message_is_taken_out_of_the_list(opened, tmp_path: Path) -> None:
    async with opened(written(tmp_path / "hotel.jsonl", NOT_A_TEXT), (80, 24)) as seen:
        seen.app.screen.table.go_to_row(31)
        await seen.press("enter")
        seen.app.screen.conversation.message = 3
        assert "d drop" in seen.lines[-1], seen.text
        await seen.press("D")
        assert len(json.loads(seen.app.bench.raw(31))["messages"]) == 3, seen.text


async def test_a_key_that_mends_a_lesser_finding_names_it(opened, tmp_path: Path) -> None:
    async with opened(written(tmp_path / "hotel.jsonl", NOT_A_TEXT), (120, 36)) as seen:
        seen.app.screen.table.go_to_row(31)
        await seen.settle()
        assert "message-type" in seen.lines[-3], seen.text
        assert "f fix system-late" in seen.lines[-1], seen.text
        await seen.press("f")
        assert "This mends system-late; no key mends message-type." in right_of(seen), seen.text
        await seen.press("f")
        assert "(system-late; no key mends message-type)" in seen.lines[-2], seen.text


async def test_a_line_dropped_by_hand_is_no_drop_of_the_rule(opened, tmp_path: Path) -> None:
    path = written(tmp_path / "hotel.jsonl", line(60, system=""))
    async with opened(path, (120, 36)) as seen:
        await seen.press("2")
        await go_to(seen, "system-missing")
        await seen.press("d")
        bench = seen.app.bench
        assert bench.dataset.is_dropped(31) and bench.dataset.drop_reason(31) == "by hand"


TOOLS = [
    json.dumps(
        {
            "messages": [
                {"role": "user", "content": f"Is room {number} free on the {number}th of the month after this one?"},
                {"role": "assistant", "content": f"It is free for {number} nights, but for its balcony."},
            ],
            "tools": [{"type": "function", "function": {"name": "book", "parameters": {"type": "object"}}}],
        }
    )
    for number in range(6)
]


async def test_the_keys_of_system_messages_say_which_text_goes_where(opened, tmp_path: Path) -> None:
    path = written(tmp_path / "hotel.jsonl", line(61, system=MAIN.replace("guests", "gusets")), *TOOLS)
    async with opened(path, (130, 36)) as seen:
        await seen.press("2")
        await go_to(seen, "system-variant")
        screen = seen.app.screen
        assert screen.variant.how == "typo"
        assert "f write main here" in seen.lines[-1] and "m make this main" in seen.lines[-1], seen.text
        await seen.press("f", "f")
        assert "system message (typo) replaced by the main one: line 31" in seen.lines[-2], seen.text
        screen.at = next(place for place, one in enumerate(screen.variants) if one.how == "none")
        screen.show()
        await seen.press("f")
        assert "The main text is of records of another kind" in seen.lines[-2], seen.text


async def test_what_asks_keeps_the_keys_under_help_and_palette(opened, tmp_path: Path) -> None:
    path = written(tmp_path / "hotel.jsonl", KEY_TWICE)
    async with opened(path, (80, 24)) as seen:
        await seen.press("2")
        await go_to(seen, "key-twice")
        await seen.press("right", "f")
        panel = seen.app.focused
        assert "A guess: f does it" in seen.text
        for over in ("question_mark", "ctrl+p"):
            await seen.press(over, "escape")
            assert seen.app.focused is panel, over
        await seen.press("f")
        assert "line 31: keep the last" in seen.lines[-2], seen.text
        await seen.press("slash", "ctrl+p", "escape", *"line=1")
        assert seen.app.screen.filter_bar.field.value == "line=1"


@pytest.mark.parametrize("mode", ["1", "2"])
async def test_a_click_elsewhere_leaves_a_fix_that_is_asked_about(opened, tmp_path: Path, mode: str) -> None:
    path = written(tmp_path / "hotel.jsonl", KEY_TWICE)
    async with opened(path, (120, 36)) as seen:
        seen.app.screen.table.go_to_row(31)
        await seen.press(mode)
        if mode == "2":
            await go_to(seen, "key-twice")
        await seen.press("f")
        assert "A guess: f does it" in seen.text
        await seen.pilot.click("RecordTable" if mode == "1" else "#found", offset=(10, 3))
        await seen.settle()
        assert seen.app.screen.asked is None and "A guess: f does it" not in seen.lines[-4]
        assert seen.app.screen.situation() != "proposal" and seen.app.focused.display


LONG_TWICE = line(52).replace(
    '{"messages"', '{"messages": [{"role": "user", "content": "' + "old words " * 300 + '"}], "messages"'
)


@pytest.mark.parametrize("mode", ["1", "2"])
async def test_what_a_long_fix_leaves_stays_in_sight(opened, tmp_path: Path, mode: str) -> None:
    path = written(tmp_path / "hotel.jsonl", LONG_TWICE)
    async with opened(path, (80, 24)) as seen:
        seen.app.screen.table.go_to_row(31)
        await seen.press(mode)
        if mode == "2":
            await go_to(seen, "key-twice")
            await seen.press("right")
            assert "Then: 3 messages" in seen.text, seen.text
        await seen.press("f")
        assert "characters …" in right_of(seen) and "Then: 3 messages" in seen.text, seen.text


async def test_lengths_stand_still_while_outliers_are_dropped(opened, tmp_path: Path) -> None:
    usual = [line(100 + number, answer="It is told in words. " * (4 + number)) for number in range(40)]
    long = [line(70 + number, answer="It is told at length. " * (3000 - 300 * number)) for number in range(4)]
    path = tmp_path / "hotel.jsonl"
    path.write_text("\n".join([*usual, *long]) + "\n", encoding="utf-8")
    async with opened(path, (80, 24)) as seen:
        await seen.press("2")
        await go_to(seen, "length-outlier")
        await seen.press("right")
        screen, bench = seen.app.screen, seen.app.bench
        before = screen.lengths.bounds
        outside = screen.number_of_lines
        assert outside > 1
        await seen.press("x")
        assert "✓" in "".join(seen.lines[14:-2]), seen.text
        await seen.press("d", "d")
        assert screen.lengths.bounds == before and bench.lengths("record").bounds != before
        assert screen.number_of_lines == outside - 2
        await seen.press("left")
        assert "→" in seen.lines[-2] and "r takes the measured one again" in seen.lines[-2]
        await seen.press("r", "escape")
        assert not screen.usual_as_come


async def test_a_note_and_an_empty_filter_are_said_in_words(opened, tmp_path: Path) -> None:
    async with opened(written(tmp_path / "hotel.jsonl", KEY_TWICE, WEIGHT), (80, 24)) as seen:
        await seen.press("2", "slash", *"nowhere-at-all", "enter")
        assert "No row matches this filter. esc shows all findings." in " ".join(seen.text.split())
        await seen.press("escape")
        await go_to(seen, "weight-value")
        await seen.press("N")
        assert seen.app.screen.found.rule.name != "weight-value"


async def test_what_is_decided_for_all_waits_until_what_was_undone_is_known(opened, tmp_path: Path) -> None:
    alike = [line(number).replace("that stood", "which once stood") for number in (3, 7, 11, 16)]
    async with opened(written(tmp_path / "hotel.jsonl", *alike), (120, 36)) as seen:
        bench = seen.app.bench
        await seen.press("2")
        await go_to(seen, "near-duplicate")
        await seen.press("right", "F")
        assert len(bench.dataset.dropped_rows()) == 4
        await seen.press("u", "F")
        assert len(bench.dataset.dropped_rows()) == 4 and len(bench.history()) == 3
        await seen.press("1", "g", "N")
        assert not bench.dataset.is_dropped(seen.app.screen.row), "what is dropped is no fault to go to"
