"""Keys typed ahead: each goes to what the one before it has put in focus.

Textual forwards a key to the widget in focus as soon as it comes, and moves the focus some messages later. So of `/d`
typed in a burst, or while the screen is busy, the `d` would reach the list and drop a line. Here a key waits until the
one before it has gone all its way.
"""

from __future__ import annotations

from collections import deque
from typing import Any

from textual import events
from textual.app import App
from textual.message import Message

_LONGEST_WAIT = 0.5
"""Seconds a key waits for the one before it: what took that one may be gone, and keys must never be lost."""


class KeysInOrder(App[int]):
    """An app that handles one key at a time."""

    class Handled(Message):
        """Follows a key on its way up, from the widget that got it."""

        def __init__(self, number: int) -> None:
            super().__init__()
            self.number = number

    def __init__(self, **more: Any) -> None:
        super().__init__(**more)
        self._typed_ahead: deque[events.Key] = deque()
        self._key_in_hand = 0
        """Number of the key that is on its way; 0 where there is none."""
        self._keys_taken = 0

    async def on_event(self, event: events.Event) -> None:
        if not isinstance(event, events.Key) or event.is_forwarded:
            await super().on_event(event)
        elif self._key_in_hand:
            self._typed_ahead.append(event)
            if len(self._typed_ahead) == 1:
                self._wait_no_longer_than(self._key_in_hand)
        else:
            await self._take(event)

    async def _take(self, key: events.Key) -> None:
        self._keys_taken += 1
        self._key_in_hand = number = self._keys_taken
        target = self.focused or self.screen
        await super().on_event(key)
        # Each widget on the way handles its messages in order, so this one comes after whatever the key has done.
        if not target.post_message(self.Handled(number)):
            self.call_later(self._take_next, number)

    def on_keys_in_order_handled(self, message: Handled) -> None:
        # What the key asked for, such as another focus, stands in the queue before this.
        self.call_later(self._take_next, message.number)

    async def _take_next(self, number: int) -> None:
        if number != self._key_in_hand:
            return
        self._key_in_hand = 0
        if self._typed_ahead:
            await self._take(self._typed_ahead.popleft())
            if self._typed_ahead:
                self._wait_no_longer_than(self._key_in_hand)

    def _wait_no_longer_than(self, number: int) -> None:
        async def enough() -> None:
            await self._take_next(number)

        self.set_timer(_LONGEST_WAIT, enough)
