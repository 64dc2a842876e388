"""From the conversation to a comparison: which deployment beside this one, over which records."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from curator.amounts import counted
from curator.chat.compare import Pair, Question
from curator.measures.text import visible
from curator.progress import Progress
from curator.tui.screens.train.comparing import CompareScreen
from curator.tui.screens.train.parts import ACT
from curator.tui.screens.train.trying import Trying
from curator.tui.widgets.choices import Choice
from curator.workbench import Workbench, harvesting
from curator.workbench.questions import questions_of

if TYPE_CHECKING:
    from curator.tuning.service import Deployment

_MOST_QUESTIONS = 50
_MOST_OFFERED = 9


class Comparing(Trying):
    """Choosing what is compared."""

    def compare(self) -> None:
        """Ask which deployment is to stand beside this one."""
        session = self.session
        if session is None or not (self._validation or self._here()):
            self.say("There is nothing to compare on: say something first, or divide the data on 3.")
            return

        def job(progress: Progress) -> list[Deployment]:
            return [*session.loop.deployer.list(progress)]

        self.begin_work(ACT, "try", "asking for deployments", job, self._offer)

    def _offer(self, deployments: list[Deployment]) -> None:
        self.beside = tuple(deployments)
        if not self.is_current or self.message.has_focus:
            return
        here = self.deployment.name if self.deployment is not None else ""
        others = [one.name for one in deployments if one.name != here and one.state == "Succeeded"][:_MOST_OFFERED]
        if not others:
            self.say("There is no second deployment; e on the deploy step makes one.")
            return
        choices = [Choice(str(place), visible(name, multiline=False), name) for place, name in enumerate(others, 1)]
        self.choices.ask("compare", choices)
        self.say("which deployment is A, beside this one as B?")

    @property
    def _validation(self) -> Path | None:
        """The validation set that was written, None where there is none."""
        return self.outgoing.validation if self.outgoing is not None else None

    def _here(self) -> list[Question]:
        """What this conversation asks last, as a question for both; empty before the first word."""
        talk = self.talk
        turns = list(talk.turns) if talk is not None else []
        while turns and turns[-1].role == "assistant":
            turns.pop()
        if talk is None or not turns:
            return []
        return [Question(tuple(replace(talk, turns=tuple(turns)).messages()), None, None, talk.parameters.tools)]

    def compare_with(self, other: str) -> None:
        """Ask both this conversation, then validation records, and show their answers beside each other."""
        session, deployment, talk = self.session, self.deployment, self.talk
        if session is None or deployment is None or talk is None:
            return
        path, here, names = self._validation, self._here(), (other, deployment.name)
        # What a deployment of the same name answered that stood here before is not this one's answer.
        since = max((one.created_at or 0.0 for one in self.beside if one.name in names), default=0.0)

        def job(progress: Progress) -> tuple[int, str]:
            asked, records = _questions_in(path, progress) if path is not None else ([], 0)
            name = path.name if path is not None else "this conversation"
            found = [*here, *asked]
            comparisons = session.loop.comparisons
            begun = comparisons.begin(session.profile.endpoint, names, found, talk.parameters, name, since)
            return begun, _of_what(bool(here), len(asked), records)

        def begun(result: tuple[int, str]) -> None:
            comparison, what = result
            facts = self.header.facts
            screen = CompareScreen(session, comparison, names, facts, what, self._keep_pair, self.show_nearest)
            self.host.push_screen(screen)

        self.begin_work(ACT, "try", "reading the validation set", job, begun)

    def _keep_pair(self, pair: Pair) -> str:
        """Keep B's answer as a record."""
        bench, deployment = self.bench, self.deployment
        if bench is None or deployment is None or pair.b is None or pair.b.answer is None:
            return "There is no answer to keep."
        answer = pair.b.answer.message()
        tools = {"tools": list(pair.question.tools)} if pair.question.tools else {}
        record: dict[str, Any] = {"messages": [*pair.question.messages, answer], **tools}
        origin = harvesting.Origin(deployment.name, deployment.model)
        step = self.host.try_to(lambda: bench.keep_answer(record, origin))
        if step is None:
            return "It was not kept."
        self.kept_rows.append(step.rows[-1])
        self.host.measuring.touched(step.rows)
        self.host.data_changed()
        return f"kept as new line {step.rows[-1]:,} of the data"


def _of_what(here: bool, asked: int, records: int) -> str:
    """What is compared on, in a few words."""
    of = f"{asked:,} of {counted(records, 'validation record')}" if asked < records else f"{asked:,} validation records"
    parts = [part for part in ("the conversation" if here else "", of if asked else "") if part]
    return " + ".join(parts)


def _questions_in(path: Path, progress: Progress) -> tuple[list[Question], int]:
    """Questions of a written file, and how many records it has.

    Raises:
        CuratorError: It cannot be read, or asks nothing.
    """
    written = Workbench.open(path, as_is=True, read_only=True)
    try:
        written.index(progress)
        return questions_of(written, _MOST_QUESTIONS), written.row_count
    finally:
        written.close()
