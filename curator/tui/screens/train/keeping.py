"""What becomes of an answer: a good one is kept as a record, a bad one leads to the records that taught it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from curator.amounts import counted
from curator.chat.conversation import Turn
from curator.errors import CuratorError
from curator.measures.text import visible
from curator.progress import Progress
from curator.tui.screens.panel import PanelScreen, Row
from curator.tui.screens.train.chat_rows import last_question
from curator.tui.screens.train.parts import TrainParts
from curator.workbench import harvesting
from curator.workbench.bad_answers import BadAnswer, send_to_review, sources_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from curator.workbench import Workbench
    from curator.workbench.harvesting import Near


TOLD_CALL = "(would call a tool:"
"""How the practice service begins an answer in place of a call, where it was offered no tools."""


class Keeping(TrainParts):
    """Verbs for the last answer."""

    def keep(self) -> None:
        """Keep the conversation up to its last answer as a record of the data."""
        bench, talk = self.bench, self.talk
        if bench is None or talk is None:
            return
        said = [turn for turn in talk.turns if turn.role == "assistant"]
        if not said:
            self.say("There is no answer to keep yet.")
            return
        if said[-1].position in self.kept_now:
            self.say("This answer is kept already.")
            return
        try:
            record = talk.record()
        except CuratorError as error:
            words = " ".join(part for part in (error.title, error.detail, error.hint) if part)
            self.say(visible(words, multiline=False), "warning")
            return
        step = self.host.try_to(lambda: bench.keep_answer(record, self._origin(said[-1])))
        if step is None:
            return
        self.kept[said[-1].position] = step.rows[-1]
        self.kept_rows.append(step.rows[-1])
        self.host.measuring.touched(step.rows)
        self.host.data_changed()
        halves = sum(not turn.whole for turn in said)
        unlearned = f"; {counted(halves, 'answer')} cut off: weight 0" if halves else ""
        words = f"kept as new line {step.rows[-1]:,}, tagged {harvesting.TAG}{unlearned}; u on 1 undoes it"
        if said[-1].text.startswith(TOLD_CALL) and not talk.parameters.tools:
            self.say(f"{words}. It only tells of a call: o offers the tools, r asks again", "warning")
        else:
            self.say(words)
        self.refresh_all()

    def _origin(self, said: Turn) -> harvesting.Origin:
        name, model = ("", "") if self.deployment is None else (self.deployment.name, self.deployment.model)
        return harvesting.Origin(name, model, said.said_at, corrected=said.answer is None)

    def correct(self) -> None:
        """Edit the last answer."""
        talk = self.talk
        if talk is None or not talk.turns or talk.turns[-1].role != "assistant":
            self.say("There is no answer to correct.")
            return
        self.edit_text(talk.turns[-1].text, "the answer, corrected: a keeps it afterwards", self._take_correction)

    def _take_correction(self, text: str) -> None:
        session, talk = self.session, self.talk
        if session is not None and talk is not None:
            self.talk = self.host.try_to(lambda: session.loop.chat.correct(talk, text)) or talk
            self.kept.pop(talk.turns[-1].position, None)

    # ---- what taught it

    def show_taught_by(self) -> None:
        """Show the training records nearest to the last question."""
        bench, talk = self.bench, self.talk
        question = last_question(talk) if talk is not None else ""
        if bench is None or not question:
            self.say("Ask something first.")
            return
        self.show_nearest(question)

    def show_nearest(self, question: str) -> None:
        """Look for the records nearest to a question, and show them."""
        bench = self.bench
        if bench is None:
            return

        untaught = self._untaught(bench)

        def job(progress: Progress) -> list[Near]:
            return harvesting.nearest_records(bench, question, progress, without=untaught(progress))

        def done(found: list[Near]) -> None:
            self.host.push_screen(PanelScreen("what taught it", near_rows(found), counted(len(found), "record")))

        self.host.works.start("nearest", "looking for what taught it", job, done, keys_wait=True)

    def _untaught(self, bench: Workbench) -> Callable[[Progress], set[int]]:
        """Finds the rows that taught the model nothing: what was kept since, and what it was only measured on."""
        kept = set(self.kept_rows)
        validation = self.outgoing.validation if self.outgoing is not None else None

        def find(progress: Progress) -> set[int]:
            return kept | (harvesting.rows_in(bench, validation, progress) if validation is not None else set())

        return find

    def send_to_review(self) -> None:
        """Send the last answer to Review, with the records that stand nearest to it, and go there."""
        bench, talk = self.bench, self.talk
        if bench is None or talk is None or not talk.turns or talk.turns[-1].role != "assistant":
            self.say("There is no answer to send to Review.")
            return
        said, question, untaught = talk.turns[-1], last_question(talk), self._untaught(bench)

        def job(progress: Progress) -> BadAnswer:
            near = sources_of(bench, question, said.text, progress, without=untaught(progress))
            return BadAnswer(talk.deployment, talk.system, question, said.text, said.said_at, near)

        def done(bad: BadAnswer) -> None:
            count = self.host.try_to(lambda: send_to_review(bench, bad))
            if count is None:
                return
            self.say(f"{counted(count, 'answer')} to look at in Review: A there shows them again")
            self._show_in_review(bench)

        self.host.works.start("nearest", "looking for what taught it", job, done, keys_wait=True)

    def _show_in_review(self, bench: Workbench) -> None:
        from curator.tui.screens.review.answers import AnswersScreen

        self.host.action_switch_to("review")
        # One that is open there already shows the answers as they were.
        if isinstance(self.host.screen, AnswersScreen):
            self.host.screen.dismiss(None)
        self.host.push_screen(AnswersScreen(bench, self.header.facts, at=-1), self._back_from_review)

    def _back_from_review(self, result: str | None) -> None:
        """Who was taken to Review from here comes back here by esc."""
        if result is not None and self.host.current_mode == "review":
            self.host.switch_mode("train")


def near_rows(found: list[Near]) -> list[Row]:
    """Records near to a question, for a panel."""
    if not found:
        return [(), (("No record shares a word with the question.", ""),)]
    rows: list[Row] = [()]
    for near in found:
        rows += [
            ((f"line {near.row:,}", "bold"), (f"   {near.likeness:.0%} of the words shared".replace("%", " %"), "dim")),
            (("user       ", "user"), (visible(near.prompt), "")),
            (("assistant  ", "assistant"), (visible(near.answer), "")),
            (),
        ]
    return rows
