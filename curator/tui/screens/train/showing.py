"""What stands on the Train & try screen: the second line, the steps, the pane, how it stands, what can be pressed."""

from __future__ import annotations

import time
from collections.abc import Mapping

from curator.measures.text import visible
from curator.tui.glyphs import ERROR, MARKED
from curator.tui.keys import working
from curator.tui.screens.panel import Row
from curator.tui.screens.train.compare_step import Comparing
from curator.tui.screens.train.deploying import Deploying
from curator.tui.screens.train.following import Following
from curator.tui.screens.train.loss import LOSS
from curator.tui.screens.train.parts import CHAT, DEPLOY, FOLLOW, SEND
from curator.tui.screens.train.sending import Sending
from curator.tui.screens.train.steps import Known, cost_note, short_line
from curator.tui.screens.train.trouble import trouble_rows
from curator.tui.widgets.lines import Piece, Said
from curator.tui.widgets.status_line import Standing, duration


class Showing(Sending, Following, Deploying, Comparing):
    """All of it, shown as it is now known."""

    def refresh_all(self) -> None:
        """Show everything as it is now known."""
        if not self.is_mounted:
            return
        self._show_head()
        self._show_steps()
        self._show_pane()
        self._show_standing()
        self.show_work()
        self.show_keys()

    def _known(self) -> dict[str, Known]:
        return {
            "files": self.files_known(),
            "job": self.job_known(),
            "deploy": self.deploy_known(),
            "try": self.try_known(),
        }

    def _show_head(self) -> None:
        profile = self.profile
        production, practice = profile is not None and profile.production, profile is not None and profile.practice
        ink = "error bold" if production else "warning bold" if practice else ""
        name = visible(self.sent_name, multiline=False) if self.sending_words else self.job_name
        job = f"job {name}" if name else ""
        narrow = self.has_class("-narrow")
        place = " · ".join(part for part in (self.place, name if narrow else "") if part)
        if narrow:
            left: list[Piece] = short_line(self._known(), self.step, colourless=self.head.colourless)
        else:
            left = [(f" {job}", "")]
        self.head.say(left, [(place + " ", ink)])

    def _show_steps(self) -> None:
        notes = [f"cost\t{cost_note(self.job, self.clocks)}"] if self.job is not None else []
        self.steps.put(self._known(), notes, self.step)
        if self.has_class("-narrow"):
            self._show_head()

    def _show_pane(self) -> None:
        talks = self.step == "try" and self.talk is not None and not self.in_trouble
        editing = self.editor is not None
        self.pane.display = not talks and not editing
        # What is corrected answers something, and that stays in sight.
        self.talk_lines.display = talks
        self.message.display = talks and not editing
        talk_head = self.query_one("#talk-head", Said)
        talk_head.display = talks and not editing
        if editing:
            self.show_talk()
        elif talks:
            name = visible(self.talk.deployment if self.talk is not None else "", multiline=False)
            self.message.placeholder = self.wanted_text
            talk_head.say([(f" you are talking to {name}", "dim")], [(self.temperature + " ", "dim")])
            self.show_talk()
        else:
            self.pane.put(self._pane_rows())
            # Only now is it known whether there is more to see than is in sight.
            self.call_after_refresh(self.show_keys)

    def show_talk(self) -> None:
        self.talk_lines.put(self.try_pane(max(20, self.query_one("#train-right").size.width)))

    def _pane_rows(self) -> list[Row]:
        if self.trouble is not None and self.in_trouble:
            return trouble_rows(self.trouble)
        width, height = max(30, self.pane.size.width - 2), max(8, self.pane.size.height)
        panes = {
            "files": self.files_pane,
            "job": lambda: self.job_pane(width, height),
            "deploy": self.deploy_pane,
            "try": lambda: self.try_pane(width),
        }
        return panes[self.step]()

    def _show_standing(self) -> None:
        bench = self.bench
        if bench is None:
            return
        self.status.stand(
            Standing(position_said=self._standing_words(), edits=bench.edit_count, read_only=bench.read_only)
        )

    def _standing_words(self) -> str:
        if self.step == "try" and self.talk is not None:
            return f"try · {self.try_known().words}"
        sending = self.sending_words
        if sending:
            return f"{MARKED} {visible(self.sent_name, multiline=False)} {sending}"
        view = self.job
        if self.trouble is not None and self.in_trouble:
            return f"{ERROR} {visible(self.trouble.title, multiline=False)}"
        if view is None:
            return "no job runs"
        known = self.job_known()
        sign = MARKED if self.host.works.runs(FOLLOW) else known.sign
        return f"{sign} {self.job_name} {known.words}"

    def _asked_note(self) -> str:
        """When the service was last asked about the job, and when it will be again."""
        view, session = self.job, self.session
        if view is None or session is None or view.known.asked_at is None or not self.host.works.runs(FOLLOW):
            return ""
        ago = max(0.0, time.time() - view.known.asked_at)
        return f"asked {duration(ago)} ago, next in {duration(max(0.0, session.loop.interval - ago))}"

    def show_work(self) -> None:
        self.status.working(self.host.works.now(), self._asked_note())
        if any(self.host.works.runs(group) for group in (SEND, DEPLOY, CHAT)):
            self._show_steps()
            self._show_pane()

    # ---- what can be pressed

    def situation(self) -> str:
        if self.field.display:
            return "train"
        if self.choices.display:
            return "choices"
        if self.field.display:
            return "value"
        if self.editor is not None:
            return "editor"
        if self.in_trouble:
            return "trouble"
        if self.message.has_focus:
            return "message"
        return "chat" if self.talk_lines.has_focus else "train"

    def working_keys(self) -> Mapping[str, str]:
        if self.field.display:
            return {"do-step": "take it", "train-back": "leave it"}
        situation = self.situation()
        if situation == "value":
            return {"do-step": "take it", "train-back": "leave it"}
        if situation == "editor":
            return working("take-draft", "leave-draft")
        if situation == "trouble":
            return self._trouble_keys()
        if situation == "message":
            answering = self.host.works.runs(CHAT)
            return {"leave-message": "stop the answer"} if answering else {"write-message": "send", "leave-message": ""}
        if situation == "chat":
            return self._chat_keys()
        return self._step_keys() if situation == "train" else working("leave-choices")

    def _trouble_keys(self) -> dict[str, str]:
        works = working("copy-trouble", "train-back")
        works |= working("try-again") if self.retry is not None else {}
        works |= working("undeploy") if self.trouble_step == "deploy" else {}
        works |= working("show-causes") if self.blamed is not None else {}
        return works | (working("set-step") if self.trouble_step in ("files", "job") else {})

    def _chat_keys(self) -> dict[str, str]:
        works = working("write-message", "system-message", "settings", "raw-answers", "leave-chat")
        works |= working("offer-tools") if self.talk is not None and self.trained_for(self.talk.system).tools else {}
        divided = self.outgoing is not None and self.outgoing.validation is not None
        works |= working("compare") if divided or (self.talk is not None and self.talk.turns) else {}
        if self.talk is not None and self.talk.turns:
            works |= working("ask-again")
            answered = self.talk.turns[-1].role == "assistant"
            works |= working("keep-answer", "bad-answer", "correct-answer") if answered else {}
        return works

    def _step_keys(self) -> dict[str, str]:
        works = working("step-down", "copy-job", "leave")
        works |= working("pane-down") if self.pane.longer else {}
        works |= {"train-back": "stop"} if self.host.works.stoppable else {}
        works |= {"train-back": "leave it"} if self.step == "deploy" and self.wants_another else {}
        verbs = {"files": "look and send", "deploy": "deploy", "try": "write", "job": ""}
        view = self.job
        ready = {
            "files": not self.host.works.runs(SEND),
            "job": view is not None and view.job.status == "succeeded",
            "deploy": bool(self.model or self.awaited) and not self.host.works.runs(DEPLOY),
            "try": self.talk is not None,
        }
        if ready[self.step]:
            works["do-step"] = "go on" if self.step == "deploy" and self.talkable else verbs[self.step]
        works |= working("other-jobs") if self.session is not None else {}
        if self.step == "deploy" and ready["deploy"] and self.awaited is not None:
            works["do-step"] = "wait for it"
        deploys = bool(self.model or self.checkpoints) and not self.host.works.runs(DEPLOY)
        if self.step == "files" or (self.step == "deploy" and deploys):
            works |= working("set-step")
        if self.step == "files" and self.session is None and self.host.asked.practice is None:
            works |= working("new-profile")
        if view is not None and not view.job.ended and self.step == "job":
            works |= {"pause-job": "go on" if view.job.status in ("paused", "pausing") else "", "cancel-job": ""}
            works["leave"] = "leave, job goes on"
        if view is not None and view.points and self.step == "job":
            works["other-curve"] = LOSS if self.curve != LOSS else ""
        if self.step == "deploy":
            others = [one for one in self.standing if self.deployment is None or one.name != self.deployment.name]
            works |= working("other-deployment") if others else {}
            works |= working("undeploy") if self.deployment is not None or self.awaited is not None else {}
        return works
