"""Keys typed ahead: each acts on what the one before it has shown.

Textual forwards a key to the widget in focus as soon as it comes, and moves the focus some messages later. So of `/d`
typed in a burst, or while the screen is busy, the `d` would reach the list and drop a line. Here a key waits until all
that the one before it has set off is done: every widget has handled its messages, and the work that opens something or
changes rows has ended, however long that takes. Only esc does not wait for work: it takes back what was typed ahead,
for that was meant for what is not to come now.
"""

from __future__ import annotations

import asyncio
from collections import deque
from typing import Any

from textual import events
from textual.app import App, ScreenStackError
from textual.message_pump import MessagePump

_URGENT = ("escape", "ctrl+q", "ctrl+c")
_MOST_ROUNDS = 40
"""So many messages in a row can one key set off, each by the one before it; what never rests holds no key for ever."""
_SECONDS_BETWEEN_LOOKS = 0.05
"""A widget that was taken away never answers: so often it is looked whether one was."""


class KeysInOrder(App[int]):
    """An app that handles one key at a time."""

    def __init__(self, **more: Any) -> None:
        super().__init__(**more)
        self._typed_ahead: deque[events.Key | events.Paste] = deque()
        self._settling: asyncio.Task[None] | None = None
        """Runs while what the last key has set off goes on."""
        self._has_moved = False
        """Whether keys that only move the cursor were taken and what they set off was not waited for."""

    def holds(self, key: str) -> bool:
        """Whether work is under way that this key has to wait for; "" stands for pasted text."""
        return False

    def moves(self, key: str) -> bool:
        """Whether a key only moves the cursor: another such key need not wait for what it sets off."""
        return False

    @property
    def keys_wait(self) -> bool:
        """Whether a key waits, or what the last one has set off goes on."""
        return bool(self._typed_ahead) or self._settling is not None

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, events.Key | events.Paste) and not event.is_forwarded:
            self._typed_ahead.append(event)
            await self._take_next()
        else:
            await super().on_event(event)

    def press_first(self, key: str) -> None:
        """Let a key act once more, before those that were typed after it."""
        event = events.Key(key, None)
        # A key that a screen sends stops at that screen.
        event.set_sender(self)
        self._typed_ahead.appendleft(event)
        self.look_at_keys()

    def look_at_keys(self) -> None:
        """Take the key that waits, as soon as all that was set off is done."""
        if self._typed_ahead and self._settling is None:
            self._settling = asyncio.create_task(self._settle())

    async def _take_next(self) -> None:
        if self._settling is not None or not self._typed_ahead:
            return
        if self.holds(_name_of(self._typed_ahead[0])):
            if not any(_name_of(event) in _URGENT for event in self._typed_ahead):
                return
            while _name_of(self._typed_ahead[0]) not in _URGENT:
                self._typed_ahead.popleft()
        moves = self.moves(_name_of(self._typed_ahead[0]))
        if self._has_moved and not moves:
            self._has_moved = False
            self._settling = asyncio.create_task(self._settle())
            return
        await super().on_event(self._typed_ahead.popleft())
        self._has_moved = moves
        if moves:
            self.call_later(self._take_next)
        elif self.is_running:
            self._settling = asyncio.create_task(self._settle())

    async def _settle(self) -> None:
        """Wait until no widget has anything left to handle, twice in a row: what one handles may be another's."""
        still = 0
        for _round in range(_MOST_ROUNDS):
            before = (self._stack_now(), self._focused_now())
            pumps = self._pumps()
            await self._answers(pumps)
            if not self.is_running:
                self._typed_ahead.clear()
                break
            at_rest = not any(pump.message_queue_size for pump in pumps)
            same = before == (self._stack_now(), self._focused_now()) and pumps == self._pumps()
            still = still + 1 if at_rest and same else 0
            if still == 2:
                break
        self._settling = None
        self.call_later(self._take_next)

    async def _answers(self, pumps: list[MessagePump]) -> None:
        """Wait until each has handled what it had to handle, or is gone."""
        loop = asyncio.get_running_loop()
        asked: dict[asyncio.Future[None], MessagePump] = {}
        for pump in pumps:
            answer: asyncio.Future[None] = loop.create_future()
            if pump.call_later(_resolve, answer):
                asked[answer] = pump
        while asked and self.is_running:
            done, waiting = await asyncio.wait(asked, timeout=_SECONDS_BETWEEN_LOOKS)
            gone = () if done else [one for one in waiting if asked[one] is not self and not asked[one].is_attached]
            for answer in (*done, *gone):
                asked.pop(answer, None)

    def _pumps(self) -> list[MessagePump]:
        stack = self._stack_now()
        return [self, *(stack[-1].walk_children(with_self=True) if stack else ())]

    def _stack_now(self) -> list[Any]:
        try:
            return list(self.screen_stack)
        except (ScreenStackError, KeyError):
            # One mode goes and the next is not there yet.
            return []

    def _focused_now(self) -> object:
        stack = self._stack_now()
        return stack[-1].focused if stack else None


def _name_of(event: events.Key | events.Paste) -> str:
    return event.key if isinstance(event, events.Key) else ""


def _resolve(answer: asyncio.Future[None]) -> None:
    if not answer.done():
        answer.set_result(None)
