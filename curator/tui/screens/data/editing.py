"""Typing: a message or a line edited in place or in the person's own editor, with drafts that are never lost."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from textual.app import SuspendNotSupported

from curator.checks.rule import Finding
from curator.errors import CuratorError
from curator.measures.text import visible
from curator.progress import Progress
from curator.records.spans import NoSuchPlace, place_of
from curator.tui.disguise import can_be_disguised
from curator.tui.glyphs import severity_glyph
from curator.tui.outside import HOW_TO_CHOOSE, NoEditor, edited_outside, editor_command, editor_is_chosen
from curator.tui.screens.data.edited import (
    KEY_OF_KIND,
    Edited,
    Kind,
    as_text,
    content_of,
    next_role_of,
    place_in,
    split_at,
    what_to_edit,
)
from curator.tui.screens.data.mending import Mending
from curator.tui.widgets.lines import Piece

if TYPE_CHECKING:
    from curator.tui.widgets.editor import Editor

_SECONDS_AFTER_TYPING = 0.15


class Editing(Mending):
    """The keys that type."""

    def __init__(self) -> None:
        super().__init__()
        self.edited: Edited | None = None
        self.editor: Editor | None = None

    def action_edit(self) -> None:
        """Edit the message under the cursor; in the raw view, or where there is no such text, the whole line."""
        bench, row = self.bench, self.row
        if self.refuse() or bench is None or row is None or self.edited is not None or self.is_for_one("edit", "edits"):
            return
        self.begin_to_edit(what_to_edit(bench.record(row), self.conversation.message, self.raw))

    def begin_to_edit(self, edited: Edited) -> None:
        """Open a text in the editor, or in $EDITOR where it is too long for it."""
        if not _fits_here(edited.text):
            self._edit_outside(edited)
            return
        self._open_editor(edited)

    def _open_editor(self, edited: Edited, typed: str | None = None) -> None:
        from curator.tui.widgets.editor import Editor

        self.edited = edited
        draft = self.draft_of(edited) if typed in (None, edited.text) else typed
        self.editor = Editor(edited.text if draft is None else draft, edited.said, self._fault_in(edited))
        self.add_class("-editing")
        self.query_one("#record-pane").mount(self.editor, before=self.conversation)
        self.call_after_refresh(self.conversation.put_message_on_top)
        self.say("draft, not taken yet" if draft is not None else edited.said)
        self.show_keys()

    def _fault_in(self, edited: Edited) -> int | None:
        """Where in the text of a line or of a call the fault is, in characters; None for texts one goes on with."""
        shown = self.conversation.record
        if shown is None or shown.record.row != edited.row or not edited.is_json:
            return None
        if shown.record.readable:
            here = self.finding
            told = [here, *shown.findings] if here is not None else shown.findings
            places = (place_in(edited, finding.pointer) for finding in told if finding.pointer)
            return next((place for place in places if place is not None), 0)
        column = next((finding.column for finding in shown.findings if finding.column), None)
        return None if column is None else len(as_text(edited.raw[: column - 1]))

    def close_editor(self) -> None:
        """The editor goes; the keys are the list's or the record's again."""
        if self.editor is not None:
            self.editor.remove()
        self.editor, self.edited = None, None
        self.remove_class("-editing")
        self.back_to_rows()

    # ---- drafts

    def draft_of(self, edited: Edited) -> str | None:
        """The draft kept for a text, None where there is none."""
        return self.bench.kept_state(edited.key) if self.bench is not None else None

    def keep_draft(self, edited: Edited, text: str | None) -> None:
        """Keep a draft, or forget it."""
        bench = self.bench
        if bench is not None and (text is not None or bench.kept_state(edited.key) is not None):
            self.host.try_to(lambda: bench.keep_state(edited.key, text))

    # ---- while typing

    def on_editor_changed(self) -> None:
        self.set_timer(_SECONDS_AFTER_TYPING, self._judge_draft)

    def _judge_draft(self) -> None:
        bench, edited, editor = self.bench, self.edited, self.editor
        if bench is None or edited is None or editor is None:
            return
        try:
            content = content_of(edited, editor.text)
        except json.JSONDecodeError as error:
            editor.say([[("  ", ""), (f"{error.lineno}:{error.colno} is not JSON: {error.msg}", "error")]])
            return
        except CuratorError as error:
            editor.say([[("  ", ""), (visible(_sentence(error), multiline=False), "error")]])
            return
        self.say("as it stands in the data" if content == edited.raw else "draft, not taken yet")

        known = {_key(finding) for finding in bench.findings(edited.row)}
        habits = bench.habits()

        def job(_progress: Progress) -> list[Finding]:
            # What was found before and is silent now, as it was accepted, stays silent.
            silent = {_key(finding) for finding in bench.mender.findings(edited.row, edited.raw)} - known
            found = [one for one in bench.mender.findings(edited.row, content) if one.rule.name not in habits]
            return [one for one in found if _key(one) not in silent]

        self.host.works.start("draft", "looking", job, self._say_findings, stops=False)

    def _say_findings(self, findings: list[Finding]) -> None:
        if self.editor is None:
            return
        if not findings:
            self.editor.say([[("  No finding of its own on this line.", "good")]])
            return
        lines: list[list[Piece]] = []
        for finding in sorted(findings, key=lambda finding: -finding.severity):
            said = visible(finding.message, multiline=False)
            lines.append([(f" {severity_glyph(finding.severity)} ", finding.severity.word), (said, "")])
        self.editor.say(lines)

    # ---- leaving

    def on_editor_asked(self, message: Editor.Asked) -> None:
        edited, editor = self.edited, self.editor
        if edited is None or editor is None:
            return
        text = editor.text
        if message.what == "take":
            self._take(edited, text)
        elif message.what == "leave":
            self.keep_draft(edited, text if text != edited.text else None)
            self.close_editor()
            key = self.host.mapped_keys[KEY_OF_KIND.get(edited.kind, "edit")].shown
            self.say(f"kept as a draft: {key} goes on with it" if text != edited.text else "nothing was changed")
        elif message.what == "outside":
            self.close_editor()
            self._edit_outside(edited, text)
        elif message.what == "role":
            self._next_role(edited)
        elif message.what == "split":
            self._split(edited, text, editor.cursor)
        else:
            editor.text = edited.text
            self.keep_draft(edited, None)
            self.say("as it stands in the data")

    def _take(self, edited: Edited, text: str, beside: str = "") -> None:
        bench = self.bench
        if bench is None:
            return
        try:
            content = content_of(edited, text)
        except json.JSONDecodeError as error:
            self.keep_draft(edited, text)
            if self.editor is not None:
                self.editor.point_at(error.lineno - 1, error.colno - 1)
            where = f"line {error.lineno}, column {error.colno}"
            self.say(f"not JSON at {where} ({error.msg}); kept as a draft", "error")
            return
        except CuratorError as error:
            self.keep_draft(edited, text)
            self.say(f"not taken, kept as a draft: {visible(_sentence(error), multiline=False)}", "error")
            return
        except (NoSuchPlace, ValueError) as error:
            self.host.show_failure(error)
            return
        if content == edited.raw:
            self.close_editor()
            self.say("nothing was changed")
            return
        self._take_content(edited, text, content, edited.step_name, beside)

    def _take_content(self, edited: Edited, text: str, content: bytes, name: str, beside: str = "") -> None:
        bench = self.bench
        if bench is None:
            return
        step = self.host.try_to(lambda: bench.edit(edited.row, content, f"{name} {self.line_word(edited.row)}"))
        if step is None:
            self.keep_draft(edited, text)
            return
        self.keep_draft(edited, None)
        self.close_editor()
        if edited.kind is Kind.AFTER and edited.message is not None:
            self.conversation.message = edited.message + 1
        self.took(step, f"taken: {visible(step.name, multiline=False)} · u undoes it{beside}")

    # ---- the message that is edited

    def _next_role(self, edited: Edited) -> None:
        role = next_role_of(edited)
        if role is None or self.editor is None:
            self.say("The role of what is edited here cannot be changed; the record as JSON has it.")
            return
        self.edited = replace(edited, role=role)
        self.editor.relabel(self.edited.said)
        self._judge_draft()
        self.say(f"role {role} with ^s, ^r gives the next one")

    def _split(self, edited: Edited, text: str, at: int) -> None:
        try:
            content = split_at(edited, text, at)
        except CuratorError as error:
            self.say(visible(_sentence(error), multiline=False), "warning")
            return
        self._take_content(edited, text, content, "split a message of")

    # ---- $EDITOR

    def action_edit_outside(self) -> None:
        """Edit the record in $EDITOR."""
        bench, row = self.bench, self.row
        if self.refuse() or bench is None or row is None or self.edited is not None:
            return
        if self.is_for_one("edit-outside", "edits"):
            return
        self._edit_outside(what_to_edit(bench.record(row), None, True))

    def _edit_outside(self, edited: Edited, start: str | None = None) -> None:
        text = edited.text if start is None else start
        if self.host.asked.in_browser:
            self._edit_here(edited, start, "a browser cannot be lent to $EDITOR, so the text")
            return
        if not editor_is_chosen() and _fits_here(text):
            # Nobody is put into a program they did not choose and may not know how to leave.
            self._edit_here(edited, start, "EDITOR names no program of yours, so the text")
            return
        try:
            changed = self._lent_to_editor(text, ".json" if edited.is_json else ".txt")
        except SuspendNotSupported:
            self._edit_here(edited, start, "this terminal cannot be lent to $EDITOR, so the text")
            return
        except NoEditor as error:
            self._edit_here(edited, start, f"{visible(_sentence(error), multiline=False)} The text")
            return
        except Exception as error:
            self._keep_typed(edited, start)
            self.host.show_failure(error)
            return
        said = "" if _fits_here(text) else _said_of_a_long_text()
        # Editors end a file with a line break; the text did not have one.
        changed = changed.removesuffix("\n") if not text.endswith("\n") else changed
        if changed == edited.text:
            self.say("nothing was changed" + said)
            return
        self._take(edited, changed, said)
        if place_exists(edited) and self.draft_of(edited) is not None and self.editor is None:
            self._open_editor(edited)

    def _lent_to_editor(self, text: str, suffix: str) -> str:
        """The text as the person's editor leaves it."""
        command = editor_command()
        failed: Exception | None = None
        changed = text
        with self.app.suspend():
            # Textual takes the terminal back only where nothing is raised in here.
            try:
                changed = edited_outside(command, text, suffix)
            except Exception as error:
                failed = error
        if failed is not None:
            raise failed
        return changed

    def _edit_here(self, edited: Edited, start: str | None, said: str) -> None:
        """Edit in the screen's own editor what $EDITOR could not be asked for."""
        if not can_be_disguised(edited.text if start is None else start):
            self.say(f"{said} cannot be edited here.", "warning")
            return
        self._open_editor(edited, start)
        self.say(f"{said} opens here.", "warning")

    def _keep_typed(self, edited: Edited, typed: str | None) -> None:
        """Keep as a draft what was typed here before $EDITOR was asked for."""
        if typed is not None and typed != edited.text:
            self.keep_draft(edited, typed)


def _fits_here(text: str) -> bool:
    """Whether the screen's own editor takes a text without a key being felt."""
    from curator.tui.widgets.editor import MOST_LETTERS, MOST_LETTERS_OF_A_LINE

    longest = max(map(len, text.split("\n")), default=0)
    return len(text) <= MOST_LETTERS and longest <= MOST_LETTERS_OF_A_LINE and can_be_disguised(text)


def _said_of_a_long_text() -> str:
    """Why a text did not open here, and where nobody chose the program it went to, how one is chosen."""
    if editor_is_chosen():
        return " · the text is too long to be edited here"
    return f" · too long to be edited here, so in {Path(editor_command()[0]).name}: {HOW_TO_CHOOSE}"


def _sentence(error: CuratorError) -> str:
    return " ".join(part for part in (error.title, error.detail, error.hint) if part)


def _key(finding: Finding) -> tuple[str, str | None]:
    return finding.rule.code, finding.pointer


def place_exists(edited: Edited) -> bool:
    """Whether the edited text still has its place in the line."""
    try:
        return edited.pointer is None or place_of(edited.raw, edited.pointer).end > 0
    except NoSuchPlace:
        return False
