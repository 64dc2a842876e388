"""The palette: every verb that can be done here, with its key and its form on the command line."""

from __future__ import annotations

import shlex
from collections import Counter
from typing import TYPE_CHECKING, Any, cast

from textual.binding import ActiveBinding
from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content
from textual.screen import Screen

from curator.measures.text import visible
from curator.tui.key import UNPRESSED, Key
from curator.tui.keys import KEYS, NEEDING_A_TERMINAL
from curator.workbench.verbs import filled_in

if TYPE_CHECKING:
    from curator.tui.app import CuratorApp

_MOVING = ("table", "record", "choices", "filter", "panel", "found", "rule-lines")
"""Places whose keys only move about or belong to a field: not listed."""
_SEVERAL = Counter((key.place, key.verb) for key in KEYS if key.verb)


_SAME = "make system messages the same, uniform, one system prompt for all"
_ALSO = {
    "unify": _SAME,
    "unify-variant": _SAME,
    "unify-safe": _SAME,
    "export": "save, write the file",
    "revert": "undo this line, as in the file, source, original, take back edits",
    "drop": "remove, delete the record",
    "decide": "duplicates, keep one of two",
    "decide-all": "duplicates, keep one of each",
}
"""Other words that people look for a verb by."""


def is_listed(key: Key) -> bool:
    """Whether the palette has an entry, where it works."""
    return key.place not in _MOVING and key.id != "all-verbs"


def palette_name(key: Key) -> str:
    """The entry's name: the verb's; where several keys of a place do it differently, each with its own label."""
    if key.verb and _SEVERAL[key.place, key.verb] > 1:
        return f"{key.title}: {key.label}"
    return key.title


def _title(key: Key) -> str:
    """The entry's name with its key; a verb without one has none to show."""
    name = palette_name(key)
    return name if key.keys.startswith(UNPRESSED) else f"{name}  ({key.shown})"


def offered_keys(app: CuratorApp, screen: Screen[Any]) -> dict[str, ActiveBinding]:
    """The keys that work on a screen now, by id, but for those that a browser has nothing for."""
    active = {entry.binding.id or "": entry for entry in screen.active_bindings.values()}
    left_out = NEEDING_A_TERMINAL if app.asked.in_browser else frozenset()
    return {id: entry for id, entry in active.items() if id not in left_out}


class VerbsProvider(Provider):
    """The verbs of the screen the palette was opened over."""

    @property
    def _host(self) -> CuratorApp:
        return cast("CuratorApp", self.app)

    def _verbs(self) -> list[tuple[Key, ActiveBinding]]:
        active = offered_keys(self._host, self.screen)
        listed = [key for key in KEYS if is_listed(key) and key.id in active]
        return [(self._host.mapped_keys[key.id], active[key.id]) for key in listed]

    def _said(self, key: Key) -> str:
        command = visible(filled_in(key.command, self._known()), multiline=False)
        return f"{key.sentence}   {command}" if command else key.sentence

    def _known(self) -> dict[str, str]:
        """What the screen can fill in: the file, the row, the message and the rule under the cursor."""
        path, row = self._host.path, getattr(self.screen, "row", None)
        conversation = getattr(self.screen, "conversation", None)
        message, finding = getattr(conversation, "message", None), getattr(self.screen, "finding", None)
        return {
            "path": shlex.quote(path.name) if path is not None else "",
            "line": str(row) if row is not None else "",
            "message": str(message + 1) if message is not None else "",
            "rule": finding.rule.name if finding is not None else "",
        }

    def _runner(self, entry: ActiveBinding):
        async def run() -> None:
            await self.app.run_action(entry.binding.action, entry.node)

        return run

    async def discover(self) -> Hits:
        for key, entry in self._verbs():
            text = _title(key)
            yield DiscoveryHit(Content(text), self._runner(entry), text=palette_name(key), help=self._said(key))

    async def search(self, query: str) -> Hits:
        matcher = self.matcher(query)
        for key, entry in self._verbs():
            text = _title(key)
            also = matcher.match(_ALSO.get(key.verb, ""))
            score = max(matcher.match(text), matcher.match(key.sentence) * 0.6, also * 0.5)
            if palette_name(key) == query.strip().lower():
                # Who types a whole name means that verb, not the longer one that begins like it.
                score += 1
            if score > 0:
                yield Hit(
                    score, matcher.highlight(text), self._runner(entry), text=palette_name(key), help=self._said(key)
                )
