"""The palette: every verb that can be done here, with its key and its form on the command line."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, cast

from textual.binding import ActiveBinding
from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from curator.tui.keys import KEYS, Key

if TYPE_CHECKING:
    from curator.tui.app import CuratorApp

_MOVING = ("table", "record", "choices", "filter", "panel", "found", "rule-lines")
"""Places whose keys only move about or belong to a field: not listed."""


class VerbsProvider(Provider):
    """The verbs of the screen the palette was opened over."""

    @property
    def _host(self) -> CuratorApp:
        return cast("CuratorApp", self.app)

    def _verbs(self) -> list[tuple[Key, ActiveBinding]]:
        active = {entry.binding.id: entry for entry in self.screen.active_bindings.values()}
        listed = [key for key in KEYS if key.place not in _MOVING and key.id in active and key.id != "all-verbs"]
        return [(self._host.mapped_keys[key.id], active[key.id]) for key in listed]

    def _said(self, key: Key) -> str:
        path = self._host.path
        command = key.command.replace("{path}", shlex.quote(path.name) if path is not None else "FILE")
        return f"{key.sentence}   {command}" if command else key.sentence

    def _runner(self, entry: ActiveBinding):
        async def run() -> None:
            await self.app.run_action(entry.binding.action, entry.node)

        return run

    async def discover(self) -> Hits:
        for key, entry in self._verbs():
            yield DiscoveryHit(
                Content(f"{key.title}  ({key.shown})"), self._runner(entry), text=key.title, help=self._said(key)
            )

    async def search(self, query: str) -> Hits:
        matcher = self.matcher(query)
        for key, entry in self._verbs():
            text = f"{key.title}  ({key.shown})"
            score = max(matcher.match(text), matcher.match(key.sentence) * 0.6)
            if score > 0:
                yield Hit(score, matcher.highlight(text), self._runner(entry), text=key.title, help=self._said(key))
