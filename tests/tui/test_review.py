"""The Review screen on a file with a fault of each kind: what is seen, what the keys do, that undo returns."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
from rich.cells import cell_len

from tests.tui.conftest import chat

MAIN = "You help the guests of a small hotel. Answer politely and in one sentence."
WORDS = [
    "anchor", "beacon", "cabin", "drawer", "engine", "feather", "garden", "hammer", "island", "jacket", "kettle",
    "ladder", "mirror", "needle", "oyster", "pillow", "quilt", "ribbon", "saddle", "teapot", "umbrella", "window",
]  # fmt: skip
KETTLE = (
    "The kettle on the stove whistles for a while before anybody in the house gets up to see to it. What should the "
    "family do about that?"
)
TURNS = "They could take turns: whoever sat down last gets up, and the others pour the tea when it is ready."
OPEN = "Is the museum beside the hotel open on Mondays too?"


def line(number: int, system: str = MAIN, question: str = "", answer: str = "") -> str:
    one, two, three, four, five, six = random.Random(number).sample(WORDS, k=6)
    asked = (
        question or f"Did you find the {one} that I left beside the {two}, under the old {three}, {number} days ago?"
    )
    said = answer or f"We did: the {four} was in the way, so the {five} is now kept with the {six} in room {number}."
    messages = [{"role": "system", "content": system}] if system else []
    messages += [{"role": "user", "content": asked}, {"role": "assistant", "content": said}]
    return json.dumps({"messages": messages}, ensure_ascii=False)


GOOD = [line(number) for number in range(80)]
FAULTY = [
    '{"messages": [{“role”: "user", "content": "Hi there"}, {"role": "assistant", "content": "Hello."}]}',  # 81
    '{"messages": [{“role”: "user", "content": "Hi you"}, {"role": "assistant", "content": "Hello."}]}',  # 82
    line(82, MAIN.lower()),  # 83
    line(83, MAIN.replace("guests", "gusets")),  # 84
    line(84, ""),  # 85
    line(85, question=KETTLE, answer=TURNS),  # 86
    line(86, question=KETTLE.replace("a while", "a good while"), answer=TURNS),  # 87
    line(87, question=OPEN, answer="Yes, from ten to six, as on all other days of the week."),  # 88
    line(88, question=OPEN, answer="No. They shut that place whenever a new month begins."),  # 89
    line(89, answer="\x1b[2J \u202ek"),  # 90
    line(90, question=KETTLE.replace("kettle", "big kettle"), answer=TURNS.replace("tea", "hot tea")),  # 91
    '{"messages": [{"role": "user", "content": "Hi all"}, {"role": "assistant", "content": "Hello."}],}',  # 92
]


@pytest.fixture
def faulty(tmp_path: Path) -> Path:
    path = tmp_path / "hotel.jsonl"
    path.write_text("\n".join([*GOOD, *FAULTY]) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def clean(tmp_path: Path) -> Path:
    path = tmp_path / "clean.jsonl"
    path.write_text("\n".join(GOOD) + "\n", encoding="utf-8")
    return path


async def go_to(seen, rule: str) -> None:
    """Put the cursor on a rule."""
    screen = seen.app.screen
    screen.found.go_to_rule(rule)
    screen._on_entry()
    await seen.settle()
    assert screen.found.rule.name == rule, f"{rule} is not in the list:\n{seen.text}"


def count_of(seen, name: str) -> str:
    """The line of the list for a rule or a group."""
    return next(line for line in seen.lines[3:] if name in line.split("│")[0]).split("│")[0]


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_findings_stand_in_groups_with_the_one_under_the_cursor_open(opened, faulty: Path, size) -> None:
    async with opened(faulty, size) as seen:
        await seen.press("2")
        lines = seen.lines
        assert "2 Review" in lines[0] and lines[1].endswith("findings")
        assert "finding" in lines[2] and "lines" in lines[2] and "safe fix" in lines[2]
        assert all(cell_len(line) <= size[0] for line in lines)
        titles = [line.split("│")[0].strip("▌ ✗!·") for line in lines[4:-2]]
        order = [title.split("  ")[0] for title in titles]
        assert order.index("Broken JSON") < order.index("System messages") < order.index("Near-duplicates")
        assert any("quote-typographic" in line.split("│")[0] for line in seen.lines)
        for _ in range(12):
            if seen.app.screen.found.rule is not None and seen.app.screen.found.rule.name == "system-variant":
                break
            await seen.press("j")
        assert count_of(seen, "system-variant").startswith("▌  ! system-variant")
        assert not any("quote-typographic" in line.split("│")[0] for line in seen.lines), "its group is closed"


async def test_the_lines_of_a_rule_stand_beside_with_the_fix_of_one(opened, faulty: Path) -> None:
    async with opened(faulty, (120, 36)) as seen:
        await seen.press("2")
        await go_to(seen, "quote-typographic")
        right = "\n".join(line.partition("│")[2] for line in seen.lines)
        assert "error · 2 lines · safe fix" in right
        assert "▌   81" in right and "   82" in right
        assert "─ fix of line 81 ─" in right and "Straighten 2 quotes." in right
        assert "f fix line 81" in seen.lines[-1] and "F fix all 2" in seen.lines[-1]
        assert [len(line.partition("│")[0]) for line in seen.lines[2:-2]] == [44] * (36 - 4)


async def test_counts_go_down_in_place_and_what_is_done_stays_until_one_leaves(opened, faulty: Path) -> None:
    async with opened(faulty, (120, 36)) as seen:
        await seen.press("2")
        await go_to(seen, "quote-typographic")
        before = [line.split("│")[0][4:28] for line in seen.lines[4:12]]
        await seen.press("f")
        assert count_of(seen, "quote-typographic").split()[-2:] == ["1", "1"]
        assert seen.lines[-2].startswith(" line 81: straighten 2 quotes") and "1 edit" in seen.lines[-2]
        await seen.press("F")
        assert "✓ quote-typographic" in count_of(seen, "quote-typographic")
        assert [line.split("│")[0][4:28] for line in seen.lines[4:12]] == before, "nothing moves by itself"
        await seen.press("1", "2")
        assert "quote-typographic" not in seen.text and "json-comma" in seen.text
        await seen.press("u")
        assert "quote-typographic" in seen.text


async def test_a_narrow_terminal_shows_one_pane_at_a_time(opened, faulty: Path) -> None:
    async with opened(faulty, (80, 24)) as seen:
        await seen.press("2")
        await go_to(seen, "quote-typographic")
        assert "→ lines" in seen.lines[-1] and "F fix all 2" in seen.lines[-1] and "x accept" not in seen.lines[-1]
        await seen.press("right")
        assert seen.lines[1].endswith("Broken JSON › quote-typographic") or "quote-typographic" in seen.lines[1]
        assert "─ fix of line 81 ─" in seen.text and "← back" in seen.lines[-1]
        await seen.press("down")
        assert "─ fix of line 82 ─" in seen.text
        await seen.press("left")
        assert "safe fix" in seen.lines[2]


async def test_system_messages_are_grouped_by_how_they_differ(opened, faulty: Path) -> None:
    async with opened(faulty, (120, 36)) as seen:
        await seen.press("2")
        await go_to(seen, "system-variant")
        right = [line.partition("│")[2] for line in seen.lines]
        kinds = [line[15:24].strip() for line in right[5:11]]
        assert kinds[:4] == ["main", "case", "typo", "missing"]
        assert right[6].startswith("▌    1"), "the cursor stands on what the rule is about"
        assert "only case changes" in " ".join(right)
        await seen.press("F")
        assert json.loads(seen.app.bench.raw(83))["messages"][0]["content"] == MAIN
        await seen.press("u")
        assert json.loads(seen.app.bench.raw(83))["messages"][0]["content"] == MAIN.lower()
        await seen.press("m", "m")
        assert seen.app.bench.systems.chosen is None
        await go_to(seen, "system-variant")
        await seen.press("n", "f")
        assert "A guess: f does it" in seen.text
        assert "gusets" in json.loads(seen.app.bench.raw(84))["messages"][0]["content"]
        await seen.press("escape", "f", "f")
        assert json.loads(seen.app.bench.raw(84))["messages"][0]["content"] == MAIN
        screen = seen.app.screen
        assert (screen.found.rule.name, screen.variant.how) == ("system-variant", "case"), "one of its rule is left"
        await seen.press("f")
        assert (screen.found.rule.name, screen.variant.how) == ("system-variant", "main"), "none of its rule is left"
        await seen.press("f")
        assert seen.lines[-2].startswith(" This is the main text.")
        await seen.press("n")
        assert (screen.found.rule.name, screen.variant.how) == ("system-missing", "missing")
        assert seen.lines[-2].startswith(" now: system-missing, 1 line")
        await seen.press("right", "k")
        assert screen.found.rule.name == "system-missing", "the main text is no rule's"


async def test_pairs_take_the_whole_width_and_go_on_at_once(opened, faulty: Path) -> None:
    async with opened(faulty, (120, 36)) as seen:
        await seen.press("2")
        await go_to(seen, "near-duplicate")
        alike = next(line for line in seen.lines if "86 and 87" in line).split()[-1]
        await seen.press("right")
        assert seen.lines[1].startswith(" Near-duplicates · pair 1 of 2 · 0 decided")
        assert f"alike {alike} · " in seen.lines[1] and seen.lines[1].endswith("1 word differs")
        assert seen.lines[2].startswith(" line 86") and "│ line 87" in seen.lines[2]
        assert seen.text.count("same on both sides") == 4, "system and assistant, on either side"
        assert seen.lines[-1].startswith(" ← keep 86   → keep 87   b keep both   n N pair")
        assert "l keep longest   L all longest   F all best-formed" in seen.lines[-1]
        await seen.press("left")
        assert seen.app.bench.dataset.dropped_rows() == [87]
        assert seen.lines[-2].startswith(" kept line 86, dropped line 87")
        assert " · 1 decided" in seen.lines[1] and "line 91" in seen.lines[2]
        await seen.press("b")
        assert " · 2 decided" in seen.lines[1]
        await seen.press("u")
        assert "line 91" in seen.lines[2] and " · 1 decided" in seen.lines[1]
        await seen.press("u")
        assert seen.app.bench.dataset.dropped_rows() == []
        assert "│ line 87" in seen.lines[2] and " · 0 decided" in seen.lines[1]
        await seen.press("l")
        assert seen.app.bench.dataset.dropped_rows() == [86]
        await seen.press("u", "f")
        assert seen.app.bench.dataset.dropped_rows() == [86], "neither has a finding: the longer one"


async def test_all_pairs_are_decided_as_one_step(opened, faulty: Path) -> None:
    async with opened(faulty, (200, 36)) as seen:
        await seen.press("2")
        await go_to(seen, "near-duplicate")
        await seen.press("right")
        assert "F all best-formed" in seen.lines[-1]
        await seen.press("F")
        assert seen.lines[-2].startswith(" keep the best-formed, drop 2 lines: near-duplicate · u brings them back")
        assert len(seen.app.bench.dataset.dropped_rows()) == 2
        assert " · 2 decided" in seen.lines[1]
        await seen.press("F")
        assert "decided already" in seen.lines[-2]
        await seen.press("u")
        assert seen.app.bench.dataset.dropped_rows() == []
        assert " · 0 decided" in seen.lines[1]
        await seen.press("L")
        assert seen.app.bench.undo_name == "keep the longest, drop 2 lines: near-duplicate"


async def test_progress_with_pairs_survives_closing(opened, faulty: Path) -> None:
    async with opened(faulty, (80, 24)) as seen:
        await seen.press("2")
        await go_to(seen, "near-duplicate")
        await seen.press("right", "left")
        assert "1 decided" in seen.lines[1]
        place = seen.app.screen.pairs[seen.app.screen.at]
        await seen.press("q")
    async with opened(faulty, (80, 24)) as seen:
        await seen.press("2")
        await go_to(seen, "near-duplicate")
        await seen.press("right")
        again = seen.app.screen.pairs[seen.app.screen.at]
        assert (again.left, again.right) == (place.left, place.right)
        assert "1 decided" in seen.lines[1]


async def test_conflicts_are_not_marked_and_colourless_ones_are_in_signs(opened, faulty: Path) -> None:
    async with opened(faulty, (80, 24), ascii=True) as seen:
        await seen.press("2")
        await go_to(seen, "near-duplicate")
        await seen.press("right")
        assert "{+good+} while" in " ".join(seen.text.split())
        assert seen.text.isascii()
        await seen.press("escape")
        await go_to(seen, "conflict")
        await seen.press("right")
        assert "{-Yes, from ten to six" in seen.text and "{+No. They shut" in seen.text


async def test_bounds_move_by_arrows_and_are_kept(opened, faulty: Path) -> None:
    async with opened(faulty, (120, 36)) as seen:
        await seen.press("2")
        await go_to(seen, "answer-short")
        assert "Tokens in the answers of a record" in seen.text and "▲" in seen.text
        await seen.press("a")
        assert "Turns of a conversation" in seen.text
        await seen.press("a")
        assert "Tokens in a record" in seen.text
        before = seen.app.bench.lengths("record").bounds.high
        assert "▲" in seen.text
        await seen.press(*["left"] * 16)
        assert seen.app.bench.settings.thresholds.record_high < before
        marked = len(seen.app.bench.rows_of("length-outlier"))
        assert marked > 3
        assert count_of(seen, "length-outlier").split()[-2] == str(marked)
        kept = seen.app.bench.settings.thresholds.record_high
        await seen.press("q")
    async with opened(faulty, (80, 24)) as seen:
        assert seen.app.bench.settings.thresholds.record_high == kept
        await seen.press("2")
        await go_to(seen, "length-outlier")
        await seen.press("right", "right", "right")
        assert "set by you" in seen.text and "u undoes it" in seen.lines[-2]
        assert seen.app.bench.settings.thresholds.record_high > kept
        await seen.press("u")
        assert seen.app.bench.settings.thresholds.record_high == kept, "moves in a row are one step"
        await seen.press("u")
        assert seen.app.bench.settings.thresholds.record_high == 0
        await seen.press("ctrl+r", "ctrl+r")
        assert seen.app.bench.settings.thresholds.record_high > kept
        await seen.press("r")
        assert seen.app.bench.settings.thresholds.record_high == 0
        assert "usual spread" in seen.text


async def test_enter_shows_exactly_these_lines_in_data_and_esc_comes_back(opened, faulty: Path) -> None:
    async with opened(faulty, (120, 36)) as seen:
        await seen.press("G", "2", "g", "enter")
        assert seen.app.screen.row == 81, "of a group its first line"
        await seen.press("escape", "1", "slash", *"line<=85", "enter", "2")
        await go_to(seen, "quote-typographic")
        await seen.press("enter")
        assert "[1 Data]" in seen.lines[0] or seen.app.current_mode == "data"
        assert seen.lines[1].startswith(" / has:quote-typographic") and seen.lines[1].endswith("2 of 92")
        await seen.press("escape")
        assert seen.app.current_mode == "review"
        assert seen.app.screen.found.rule.name == "quote-typographic"
        await seen.press("1")
        assert seen.lines[1].startswith(" / line<=85"), "Data has its own filter back"


async def test_a_filter_counts_what_was_found_on_its_rows(opened, faulty: Path) -> None:
    async with opened(faulty, (120, 36)) as seen:
        await seen.press("2", "slash", *"line>=83 line<=84", "enter")
        assert count_of(seen, "System messages").split()[-2] == "2"
        assert "Broken JSON" not in seen.text
        await seen.press("escape")
        assert "Broken JSON" in seen.text
        await seen.press("slash", *"rol:x", "enter")
        assert "▲" in seen.lines[2]
        await seen.press("escape")
        assert "Broken JSON" in seen.text


async def test_accepting_dropping_and_help(opened, faulty: Path) -> None:
    async with opened(faulty, (120, 36)) as seen:
        await seen.press("2")
        await go_to(seen, "control-in-text")
        await seen.press("x")
        assert seen.app.bench.rows_of("control-in-text") == []
        assert "accepted control-in-text on line 90" in seen.lines[-2]
        await seen.press("u")
        await go_to(seen, "quote-typographic")
        await seen.press("x")
        assert "quote-typographic: the service would refuse it: mend it, or d drops it" in seen.lines[-2]
        await seen.press("d")
        assert seen.app.bench.dataset.dropped_rows() == [81]
        await seen.press("u")
        assert seen.app.bench.rows_of("quote-typographic") == [81, 82]
        await seen.press("question_mark")
        assert "quote-typographic" in seen.text and "Everything that was found" in " ".join(seen.text.split())
        await seen.press("escape", "ctrl+p")
        assert "mend all" in seen.text


async def test_the_rule_that_the_cursor_comes_to_is_named(opened, faulty: Path) -> None:
    async with opened(faulty, (120, 36)) as seen:
        await seen.press("2")
        await go_to(seen, "quote-typographic")
        await seen.press("right", "G", "d", "n")
        assert seen.lines[-2].startswith(" now: json-comma, 1 of 1")
        assert seen.app.screen.found.rule.name == "json-comma"
        await seen.press("N")
        assert seen.lines[-2].startswith(" now: quote-typographic, 1 of 1")
        assert "f fix line 81" in seen.lines[-1] and "now" not in seen.lines[-1]


async def test_keys_that_can_do_nothing_here_say_why(opened, faulty: Path) -> None:
    async with opened(faulty, (120, 36)) as seen:
        await seen.press("2", "g")
        assert seen.app.screen.view == "group"
        for key, why in (
            ("x", "x accepts what one rule has found"),
            ("d", "No line is under the cursor here"),
            ("V", "One file is open"),
            ("i", "Nothing was found about the file as a whole."),
        ):
            await seen.press(key)
            assert why in seen.lines[-2], key


async def test_a_line_that_no_key_mends_can_be_dropped_and_the_footer_says_so(opened, tmp_path: Path) -> None:
    path = tmp_path / "hotel.jsonl"
    path.write_text("\n".join([*GOOD, GOOD[0][:60], FAULTY[0]]) + "\n", encoding="utf-8")
    async with opened(path, (120, 36)) as seen:
        await seen.press("2")
        await go_to(seen, "json-truncated")
        assert seen.lines[-1].startswith(" d drop line 81   ")
        await go_to(seen, "quote-typographic")
        assert "d drop" not in seen.lines[-1] and "f fix line 82" in seen.lines[-1]


async def test_nothing_found_says_what_was_looked_for(opened, clean: Path) -> None:
    async with opened(clean, (80, 24)) as seen:
        await seen.press("2")
        assert seen.lines[3] == " Nothing found in 80 records."
        text = " ".join(seen.text.split())
        assert "looked for" in text and "rules: bytes and line ends, broken JSON" in text
        assert "one shape chat, 3 messages each" in text and "one system 80 of 80" in text
        assert "alike no two records at 0.80 or above" in text
        await seen.press("S")
        assert seen.app.current_mode == "data" and "at random" in seen.lines[1]


async def test_nothing_in_review_acts_on_the_terminal(opened, faulty: Path) -> None:
    async with opened(faulty, (120, 36)) as seen:
        await seen.press("2")
        for _ in range(14):
            assert "\x1b" not in seen.text and "\u202e" not in seen.text
            await seen.press("n")
        await go_to(seen, "conflict")
        await seen.press("right", "e")
        assert seen.app.current_mode == "data" and seen.lines[1].endswith("2 of 92")


async def test_help_shows_the_whole_page_of_the_rule(opened, faulty: Path) -> None:
    async with opened(faulty, (140, 60)) as seen:
        await seen.press("2")
        await go_to(seen, "system-missing")
        await seen.press("right", "question_mark")
        for title in ("What it finds", "Why it matters", "Triggers it", "Does not", "How it is mended", "Source"):
            assert title in seen.text, title
        assert "curator.toml" in seen.text


async def test_exactly_the_lines_that_are_counted_are_shown_in_data(opened, tmp_path: Path) -> None:
    path = tmp_path / "replaced.jsonl"
    replaced = [chat(f"What is number {word}?", f"Number {word} � rings.") for word in ("one", "two", "three")]
    path.write_text("\n".join([*replaced, chat("Who rings?", "Nobody rings here.")]) + "\n", "utf-8")
    async with opened(path, (120, 36)) as seen:
        await seen.press("d", "2")
        while "replacement-char" not in seen.app.screen.found.entry.rule:
            await seen.press("j")
        await seen.press("enter")
        assert seen.lines[1].startswith(" / has:replacement-char -is:dropped") and "2 of 4" in seen.lines[1]
        await seen.press("3", "1", "escape", "escape")
        assert seen.app.current_mode == "data", "who came by the digit is not on a visit"
