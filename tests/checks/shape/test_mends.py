"""Mends of records that are JSON: each removes its finding, makes no error, and changes nothing when done again."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, assume, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from curator.checks.rule import FixContext, Mend, Severity
from curator.engine.judge import Judge, Judged, read_line
from curator.settings import Settings

FAMILIES = ("shape", "messages", "tools", "limits")
SETTINGS = Settings(select=FAMILIES)
JUDGE = Judge(SETTINGS)
CONTEXT = FixContext(SETTINGS, lambda _row: None, lambda _record: None)


def judged(raw: bytes) -> list[Judged]:
    return JUDGE.judge(read_line(1, raw))


def mended_lines(raw: bytes, item: Judged) -> tuple[bytes, ...]:
    """The lines a finding's mend makes of a line."""
    rule = item.rule
    assert rule.fix is not None, rule.code
    fix = rule.fix(read_line(1, raw), item.finding(1), CONTEXT)
    assert fix is not None, f"{rule.code} offers a mend and makes none"
    assert fix.mend is item.found.mend
    change = fix.changes[0]
    return change.divide or ((change.content,) if change.content is not None else ())


def count(found: list[Judged], code: str) -> int:
    return sum(item.rule.code == code for item in found)


def errors_of(found: list[Judged]) -> set[str]:
    return {item.rule.code for item in found if item.severity is Severity.ERROR}


def check_mends(raw: bytes, least: Mend = Mend.UNSAFE) -> None:
    """Every mend on offer removes a finding of its rule and gains no error."""
    found = judged(raw)
    for item in found:
        if item.found.mend < least:
            continue
        for line in mended_lines(raw, item):
            after = judged(line)
            assert count(after, item.rule.code) < count(found, item.rule.code), (item.rule.name, line)
            gained = errors_of(after) - errors_of(found)
            assert not gained or item.found.mend is Mend.UNSAFE, (item.rule.name, gained, raw, line)


def test_mends_of_planted_faults(shared: Path) -> None:
    for raw in (shared / "data/dirty/train.jsonl").read_bytes().split(b"\n"):
        if raw.strip() and read_line(1, raw).readable and len(raw) < 50_000:
            check_mends(raw)


def safely_mended(raw: bytes) -> bytes:
    """A line after all safe mends, one after another."""
    for _ in range(40):
        item = next((item for item in judged(raw) if item.found.mend is Mend.SAFE), None)
        if item is None:
            return raw
        lines = mended_lines(raw, item)
        assert lines != (raw,)
        raw = lines[0]
    raise AssertionError(f"no end of mends: {raw!r}")


CALL = {"id": "call_1", "type": "function", "function": {"name": "find", "arguments": '{"what": "key"}'}}
BASE: dict[str, Any] = {
    "messages": [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": "Where is the key?", "name": "bob"},
        {"role": "assistant", "tool_calls": [CALL]},
        {"role": "tool", "tool_call_id": "call_1", "content": "mat"},
        {"role": "assistant", "content": "Under the mat.", "weight": 1},
    ],
    "tools": [{"type": "function", "function": {"name": "find", "parameters": {"type": "object"}}}],
}
ODD = st.sampled_from(
    [
        *(None, True, 1, 1.0, 0, "1", "", "x y", "Assistant", " user", "gpt", "human", "{}", "{a: 1}", '"{}"'),
        *([], ["a"], [None], [{"text": "a"}], {}, {"text": "a"}, {"type": "text", "text": "a"}),
    ]
)


def places_of(value: Any, place: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in a value, as the keys and indices that lead there."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [place] * bool(place) + [found for key, item in inner for found in places_of(item, (*place, key))]


PLACES = places_of(BASE)


def _has(holder: Any, step: Any) -> bool:
    return step in holder if isinstance(holder, dict) else isinstance(holder, list) and step in range(len(holder))


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A good record with a few of its parts removed, exchanged or renamed."""
    record = copy.deepcopy(BASE)
    for _ in range(draw(st.integers(1, 3))):
        *path, last = draw(st.sampled_from(PLACES))
        holder: Any = record
        for step in path:
            if not _has(holder, step):
                break
            holder = holder[step]
        else:
            if isinstance(holder, dict):
                if draw(st.booleans()):
                    holder[last if isinstance(last, str) else "extra"] = copy.deepcopy(draw(ODD))
                else:
                    holder.pop(last, None)
            elif isinstance(holder, list) and isinstance(last, int) and last < len(holder):
                holder[last] = copy.deepcopy(draw(ODD))
    value = draw(
        st.sampled_from([record, {"data": record}, [record], {"message": record.get("messages")}, json.dumps(record)])
    )
    return json.dumps(value).encode()


@hypothesis_settings(max_examples=250, deadline=None)
@given(damaged())
def test_mends_of_damaged_records(raw: bytes) -> None:
    check_mends(raw)


@hypothesis_settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(damaged())
def test_safe_mends_come_to_an_end_and_gain_no_error(raw: bytes) -> None:
    found = judged(raw)
    assume(any(item.found.mend is Mend.SAFE for item in found))
    clean = safely_mended(raw)
    assert not any(item.found.mend is Mend.SAFE for item in judged(clean))
