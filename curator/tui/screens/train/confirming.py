"""One question, once, before something leaves the machine or costs money: what, where to, as whom, at what price."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, cast

from textual import getters
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import ModalScreen
from textual.widgets import Input

from curator.amounts import counted, size_text
from curator.measures.text import visible
from curator.tui.glyphs import thousands
from curator.tui.keys import bindings_of, working
from curator.tui.screens.help import help_panel
from curator.tui.screens.panel import Lines, Row
from curator.tui.screens.train.commands import submit_command
from curator.tui.widgets.footer import KeyFooter
from curator.tui.widgets.header import Header, Mode
from curator.tui.widgets.lines import Said
from curator.tui.widgets.sentence import Sentence
from curator.tuning.methods import method_reason
from curator.tuning.preflight import Preflight
from curator.tuning.store import OutgoingData

if TYPE_CHECKING:
    from curator.tui.app import CuratorApp

_LABEL = 11
_INKS = {"error": "error", "warning": "warning", "note": "dim"}


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked."""

    title: str
    rows: tuple[Row, ...]
    verb: str
    """What is done on yes; "" where an error stands in the way."""
    note: str
    """Where it stands now, for the line above the keys."""
    place: str
    """Which resource, always in sight."""
    production: bool = False
    command: str = ""
    may_force: bool = False
    """Whether errors alone stand in the way, so that a typed reason opens it."""


class ConfirmScreen(ModalScreen[object]):
    """Cancel is chosen at first. Dismissed with True, with False, or with the reason to send in spite of errors."""

    HELP = """Nothing has happened yet. ← → chooses between cancelling and doing it, Enter does what is chosen.
Esc leaves everything as it is."""
    BINDINGS: ClassVar[list[BindingType]] = bindings_of("confirm")
    lines = getters.query_one(Lines)
    field = getters.query_one("#reason", Input)

    def __init__(self, question: Question, facts: Sequence[str], modes: Sequence[Mode]) -> None:
        super().__init__()
        self.question = question
        self.facts = facts
        self.modes = modes
        self.agrees = False

    def compose(self) -> ComposeResult:
        header = Header(self.modes, "train")
        header.say(self.facts)
        yield header
        yield Said(id="train-head")
        yield Lines(())
        yield Said(id="confirm-answers")
        reason = Input(id="reason", compact=True, classes="path-field", placeholder="the reason")
        reason.display = False
        yield reason
        yield Sentence(id="confirm-note")
        yield KeyFooter()

    def on_mount(self) -> None:
        ink = "error" if self.question.production else ""
        place = visible(self.question.place, multiline=False)
        self.query_one("#train-head", Said).say((), [(place + " ", ink)])
        self.query_one("#confirm-note", Sentence).say(self.question.note)
        self.lines.focus()
        self._show()

    def _show(self) -> None:
        cancel = ("  Cancel  ", "") if self.agrees else ("[ Cancel ]", "open")
        verb = self.question.verb
        send = ("", "") if not verb else (f"[ {verb} ]", "open") if self.agrees else (f"  {verb}  ", "")
        self.lines.put(self.question.rows)
        # In a line of its own: however long the question is, what Enter does stays in sight.
        self.query_one("#confirm-answers", Said).say([(" " * (_LABEL + 1), ""), cancel, ("      ", ""), send])
        works = working("do-answer", "leave-confirm")
        works |= working("choose-other") if verb else {}
        works |= working("copy-as-command") if self.question.command else {}
        works |= working("force") if self.question.may_force else {}
        self.query_one(KeyFooter).offer("confirm", works)

    def action_confirm_help(self) -> None:
        self.app.push_screen(help_panel(cast("CuratorApp", self.app)))

    def action_choose_other(self) -> None:
        if self.question.verb:
            self.agrees = not self.agrees
            self._show()

    def action_do_answer(self) -> None:
        self.dismiss(self.agrees)

    def action_leave_confirm(self) -> None:
        if self.field.display:
            self.field.display = False
            self.lines.focus()
        else:
            self.dismiss(False)

    def action_confirm_page_down(self) -> None:
        self.lines.scroll_rows(max(1, self.lines.size.height - 2))

    def action_confirm_page_up(self) -> None:
        self.lines.scroll_rows(-max(1, self.lines.size.height - 2))

    def action_confirm_down(self) -> None:
        self.lines.scroll_rows(1)

    def action_confirm_up(self) -> None:
        self.lines.scroll_rows(-1)

    def action_copy_as_command(self) -> None:
        if self.question.command:
            self.app.copy_to_clipboard(self.question.command)
            said = f"the command was sent to {cast('CuratorApp', self.app).clipboard_said}"
            self.query_one("#confirm-note", Sentence).say(said)

    def action_force(self) -> None:
        if self.question.may_force:
            self.field.display = True
            self.field.focus()
            self.query_one("#confirm-note", Sentence).say(
                "Why may the errors go out? It is shown with the job.", "warning"
            )

    def on_input_submitted(self, event: Input.Submitted) -> None:
        if event.value.strip():
            self.dismiss(event.value.strip())


def sending_question(preflight: Preflight) -> Question:
    """The question before files are sent and a job is started."""
    order, profile = preflight.order, preflight.profile
    service = "the practice service" if profile.practice else order.target.service_title
    rows: list[Row] = [(), ((f"Send to {service}", "bold"),), ()]
    rows.append(_row("what", _sent(preflight.training)))
    rows += [_row("", _sent(preflight.validation))] if preflight.validation else []
    rows.append(_row("where", profile.label if profile.practice else f"profile {profile.label}"))
    rows.append(_row("", f"as {preflight.identity}"))
    epochs = order.hyperparameters.get("n_epochs")
    training = f"{epochs} epochs" if epochs is not None else "epochs left to the service"
    rows.append(_row("job", f"{order.method} · {preflight.model} · {profile.training_type} · {training}"))
    reason = "" if order.method == "supervised" else method_reason(order.checked.shapes)
    rows += [_row("", f"{order.method}, as {reason}")] if reason else []
    rows += [_row("", f"name {order.suffix} · seed {preflight.seed}"), ()]
    rows.append(_row("cost", preflight.cost.text()))
    source = " · ".join(part for part in (preflight.cost.source, preflight.cost.date) if part)
    free = profile.practice
    rows += [_row("", f"price: {source}" + ("" if free else ". Hosting is extra, after deploy."))] if source else []
    rows.append(_row("checks", _checks(preflight)))
    for number, objection in enumerate(preflight.objections):
        title = "note" if objection.severity == "note" else objection.severity
        said = f"{objection.text} {objection.hint}".strip()
        same = number and preflight.objections[number - 1].severity == objection.severity
        rows.append(_row("" if same else title, said, _INKS[objection.severity]))
    return Question(
        title="send",
        rows=tuple(rows),
        verb="" if preflight.blocked else "Send",
        note="nothing has left this machine" if not preflight.blocked else "an error stands in the way",
        place=profile.label,
        production=profile.production,
        command=submit_command(preflight),
        may_force=preflight.forcible,
    )


def deploying_question(
    rows: Sequence[Row], place: str, production: bool, command: str, standing: Sequence[str] = ()
) -> Question:
    """The question before a model is deployed, beside the deployments that stand already."""
    note = f"{counted(len(standing), 'deployment')} standing already" if standing else "nothing is deployed yet"
    shown = ((), (("Deploy the model", "bold"),), *rows)
    return Question("deploy", shown, "Deploy", note, place, production, command)


def asking(title: str, rows: Sequence[Row], verb: str, note: str, base: Question) -> Question:
    """Another question about the same resource."""
    return replace(base, title=title, rows=tuple(rows), verb=verb, note=note, command="", may_force=False)


def _row(title: str, text: str, ink: str = "") -> Row:
    return (f"  {title:<{_LABEL - 2}}", "dim"), (visible(text, multiline=False), ink)


def _sent(data: OutgoingData) -> str:
    path = Path(data.path)
    return f"{path.parent.name}/{path.name}   {thousands(data.records)} records   {size_text(data.size)}"


def _checks(preflight: Preflight) -> str:
    checked = preflight.order.checked
    parts = [counted(checked.errors, "error"), counted(checked.warnings, "warning")]
    parts[-1] += f", {checked.accepted:,} accepted" if checked.accepted else ""
    if preflight.validation is not None and checked.in_both_files is not None:
        both = checked.in_both_files
        parts.append("nothing in both files" if not both else f"{counted(both, 'record')} in both files")
    return " · ".join(parts)
