"""A small dirty file, the app on it, and what stands on its screen as text."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from curator.tui.app import CuratorApp, make_app
from curator.tui.widgets.sentence import Sentence

SYSTEM = {"role": "system", "content": "Answer as a clerk."}


@pytest.fixture(autouse=True)
def _own_state_folder(homes: Iterator[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reads or writes what the person at this machine keeps."""
    state = next(homes)
    state.mkdir()
    monkeypatch.setenv("XDG_STATE_HOME", str(state))
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TEXTUAL_THEME", "ansi-dark")


def chat(question: str, answer: str, role: str = "user") -> str:
    """One good record."""
    return json.dumps(
        {"messages": [SYSTEM, {"role": role, "content": question}, {"role": "assistant", "content": answer}]},
        ensure_ascii=False,
    )


DIRTY = [
    chat("Where is the post office?", "Behind the town hall, second door on the left."),
    chat("How much is a stamp for a letter?", "Eighty cents within the country.", role="gpt"),
    '{"messages": [{"role": "user", "content": "Is it "open" today?"}, {"role": "assistant", "content": "Yes."}]}',
    chat("Do you sell envelopes?", "We do, at the counter by the window."),
    chat("When do you close?", "At six in the evening, on Saturdays at noon."),
    chat("[bold red]markup[/] [@click=app.quit]click me[/]", "\x1b]0;owned\x07 \x1b[2J and \u202eright to left"),
    chat("a" + "\u0301" * 200, "Marks above a letter."),
    chat("Where is the post office?", "Behind the town hall, second door on the left."),
]


@pytest.fixture
def dirty(tmp_path: Path) -> Path:
    """Eight lines: a wrong role, a broken line, hostile texts and a duplicate."""
    path = tmp_path / "dirty.jsonl"
    path.write_text("\n".join(DIRTY) + "\n", encoding="utf-8")
    return path


@dataclass
class Seen:
    """The running app and what is on its screen."""

    app: CuratorApp
    pilot: Pilot[Any]

    async def press(self, *keys: str) -> None:
        """Press keys and wait until all they caused is done."""
        await self.pilot.press(*keys)
        await self.settle()

    async def settle(self) -> None:
        """Wait until no work runs and every message is handled."""
        while True:
            await self.pilot.pause()
            await self.app.workers.wait_for_complete()
            await self.pilot.pause()
            if not self.app.works._running and not self.app.keys_wait:
                return

    async def until(self, happened: Callable[[], bool]) -> None:
        """Wait for something a timer brings about."""
        async with asyncio.timeout(20):
            while not happened():
                await self.settle()

    @property
    def lines(self) -> list[str]:
        """The screen as text, line by line."""
        strips = self.app.screen._compositor.render_strips()
        return ["".join(segment.text for segment in strip).rstrip() for strip in strips]

    @property
    def said(self) -> str:
        """What the screen answers, on however many lines it stands."""
        place = self.app.screen.query_one(Sentence).region
        return " ".join(" ".join(self.lines[place.y : place.bottom]).split())

    @property
    def text(self) -> str:
        """The screen as text."""
        return "\n".join(self.lines)


Opened = Callable[..., AbstractAsyncContextManager[Seen]]


@pytest.fixture
def opened() -> Opened:
    """Opens the app on a file and waits until it is measured: `async with opened(path, (80, 24)) as seen`."""

    @asynccontextmanager
    async def open_it(path: Path | None, size: tuple[int, int] = (120, 36), **options: Any) -> AsyncIterator[Seen]:
        app = make_app(path, **{"workers": 0, "ascii": False, **options})
        async with app.run_test(size=size) as pilot:
            seen = Seen(app, pilot)
            await seen.settle()
            yield seen

    return open_it
