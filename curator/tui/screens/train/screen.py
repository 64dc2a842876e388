"""The Train & try screen: what it is made of, and what happens when something moves."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Input

from curator.errors import CuratorError
from curator.measures.text import visible
from curator.tui.glyphs import ERROR, MARKED
from curator.tui.keys import bindings_of, working
from curator.tui.screens.panel import Lines
from curator.tui.screens.train.chat_pane import ChatLines, MessageField
from curator.tui.screens.train.compare_step import Comparing
from curator.tui.screens.train.deploying import Deploying
from curator.tui.screens.train.following import Following
from curator.tui.screens.train.parts import CHAT, DEPLOY, FOLLOW, GROUPS, SEND
from curator.tui.screens.train.sending import Sending
from curator.tui.screens.train.steps import STEPS, Known, StepList, cost_note, short_line
from curator.tui.screens.train.trouble import trouble_rows, trouble_text
from curator.tui.widgets.choices import Choices
from curator.tui.widgets.editor import Editor
from curator.tui.widgets.footer import KeyFooter
from curator.tui.widgets.header import Header
from curator.tui.widgets.lines import Piece, Said
from curator.tui.widgets.status_line import Standing, StatusLine, duration
from curator.tuning.cost import still_costing


class TrainScreen(Sending, Following, Deploying, Comparing):
    """Four steps at the left; the right pane is the step under the cursor."""

    HELP = """Four steps: the files that are sent, the job that trains, the deployment that answers, the conversation.
Up and down chooses a step, Enter does it. Nothing leaves the machine and nothing that costs is begun without one
question that says what, where to, as whom and at what price. A job goes on when curator is closed; the next start
finds it."""
    BINDINGS: ClassVar[list[BindingType]] = bindings_of("train")
    AUTO_FOCUS = "#steps"

    def compose(self) -> ComposeResult:
        yield Header(self.host.modes, self.MODE)
        yield Said(id="train-head")
        with Horizontal(id="train-body"):
            yield StepList()
            with Vertical(id="train-right"):
                yield Said(id="talk-head")
                pane = Lines(())
                pane.id = "train-pane"
                pane.can_focus = False
                yield pane
                yield ChatLines()
                yield MessageField()
        value = Input(id="train-value", compact=True, classes="path-field")
        value.display = False
        yield value
        yield Choices()
        yield StatusLine()
        yield KeyFooter()

    # ---- what happens

    def on_mount(self) -> None:
        self.set_interval(0.5, self._tick)
        super().on_mount()

    def opened(self) -> None:
        self.show_facts()
        self.look_for_profiles()
        self.look_at_files()
        self.find_last_job()
        self.refresh_all()

    def on_screen_resume(self) -> None:
        if self.bench is not None:
            self.look_at_files()
            self.refresh_all()

    def known_better(self) -> None:
        if self.is_mounted:
            self.look_at_files()
            self.refresh_all()

    def data_changed(self) -> None:
        self.known_better()

    def on_resize(self) -> None:
        self.call_after_refresh(self.refresh_all)

    def _tick(self) -> None:
        """Clocks go on while nothing else happens."""
        if self.is_current:
            self._show_standing()
            self.show_work()

    def show_work(self) -> None:
        self.status.working(self.host.works.now(), self._asked_note())
        if self.host.works.runs(SEND) or self.host.works.runs(DEPLOY):
            self._show_steps()
            self._show_pane()

    def on_unmount(self) -> None:
        self.leave_session()

    def leave_session(self) -> None:
        """Close the loop; jobs go on at the service and are found again."""
        for group in GROUPS:
            self.host.works.stop(group)
        session, self.session = self.session, None
        self.job, self.deployment, self.talk, self.live = None, None, None, None
        self.forget_trouble()
        if session is not None:
            session.close()

    # ---- showing

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
        job = f"job {self.job_name}" if self.job_name else ""
        narrow = self.has_class("-narrow")
        place = " · ".join(part for part in (self.place, self.job_name if narrow else "") if part)
        if narrow:
            left: list[Piece] = short_line(self._known(), self.step, colourless=self.head.colourless)
        else:
            left = [(f" {job}", "")]
        self.head.say(left, [(place + " ", ink)])

    def _show_steps(self) -> None:
        notes = [f"cost\t{cost_note(self.job, self.clock)}"] if self.job is not None else []
        self.steps.put(self._known(), notes, self.step)
        if self.has_class("-narrow"):
            self._show_head()

    def _show_pane(self) -> None:
        talks = self.step == "try" and self.talk is not None and self.trouble is None
        editing = bool(self.query(Editor))
        self.pane.display = not talks and not editing
        self.talk_lines.display = talks and not editing
        self.message.display = talks and not editing
        talk_head = self.query_one("#talk-head", Said)
        talk_head.display = talks and not editing
        if talks:
            name = visible(self.talk.deployment if self.talk is not None else "", multiline=False)
            talk_head.say([(f" you are talking to {name}", "dim")], [(self.temperature + " ", "dim")])
            self.show_talk()
        else:
            self.pane.put(self._pane_rows())

    def show_talk(self) -> None:
        self.talk_lines.put(self.try_pane(max(20, self.talk_lines.size.width)))

    def _pane_rows(self):
        if self.trouble is not None and self.trouble_step == self.step:
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
        view = self.job
        if self.trouble is not None:
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

    # ---- moving between the steps

    def action_step_down(self) -> None:
        self._move(1)

    def action_step_up(self) -> None:
        self._move(-1)

    def _move(self, by: int) -> None:
        self.step = STEPS[max(0, min(STEPS.index(self.step) + by, len(STEPS) - 1))]
        self.status.forget()
        self.steps.focus()
        self.refresh_all()

    def on_step_list_moved(self) -> None:
        self.step = self.steps.step
        self.refresh_all()

    def action_do_step(self) -> None:
        """Do the step under the cursor."""
        if self.trouble is not None or self.host.works.runs(SEND):
            return
        if self.step == "files":
            self.look_before_sending()
        elif self.step == "job" and self.job is not None and self.job.job.status == "succeeded":
            self._move(1)
        elif self.step == "deploy" and self.deployment is None:
            self.ask_to_deploy()
        elif self.step == "deploy":
            self._move(1)
        elif self.step == "try" and self.talk is not None:
            # At once, so that what is typed right after it is written and not pressed.
            self.set_focus(self.message)

    def action_set_step(self) -> None:
        """Change what is asked of the step."""
        if self.step == "deploy":
            self.set_deployment()
        else:
            self.set_files()

    def action_try_again(self) -> None:
        """Do once more what failed."""
        retry = self.retry
        if self.trouble is not None and retry is not None:
            self.forget_trouble()
            retry()

    def action_copy_trouble(self) -> None:
        if self.trouble is not None:
            self.app.copy_to_clipboard(trouble_text(self.trouble))
            self.say("all of it was sent to the terminal's clipboard")

    def action_train_back(self) -> None:
        """One step back, the innermost thing first."""
        if self.field.display:
            self.close_value()
        elif self.trouble is not None:
            self.forget_trouble()
            if self.talk is not None and self.step == "try":
                self.reload_talk()
            self.focus_step()
        elif stopped := self.host.works.ask_to_stop():
            self.say(f"stopping: {visible(stopped, multiline=False)}")
        else:
            self.host.action_switch_to("data")
        self.refresh_all()

    # ---- fields, choices, the editor

    def on_input_submitted(self, event: Input.Submitted) -> None:
        if event.input is self.message:
            text, self.message.value = event.value, ""
            self.say_to_model(text)
            return
        take = self.take_value
        if take is None:
            return
        try:
            take(event.value)
        except CuratorError as error:
            self.say(visible(" ".join(part for part in (error.title, error.hint) if part), multiline=False), "error")
            return
        self.close_value()
        self.refresh_all()

    def on_choices_chosen(self, message: Choices.Chosen) -> None:
        self.on_choices_closed()
        takes: Mapping[str, Callable[[str], None]] = {
            "change": self.change_wish,
            "profile": self.take_profile,
            "jobs": self.take_job,
            "copy": self.copy_what,
            "deploy": self.take_deployment,
            "system": self.take_system,
            "settings": self.take_setting,
            "compare": self.compare_with,
            "cancel": lambda value: self.cancel_now() if value == "yes" else None,
        }
        takes[message.question](message.value)
        self.show_keys()

    def on_choices_closed(self) -> None:
        self.status.forget()
        self.focus_step()
        self.show_keys()

    def edit_text(self, text: str, label: str, take: Callable[[str], None]) -> None:
        self.take_text = take
        self.query_one("#train-right", Vertical).mount(Editor(text, label))
        self.call_after_refresh(self.refresh_all)

    async def on_editor_asked(self, message: Editor.Asked) -> None:
        editor = self.query_one(Editor)
        if message.what == "take":
            self.take_text(editor.text)
        if message.what in ("take", "leave"):
            await editor.remove()
            self.focus_step()
            self.refresh_all()
            self.talk_lines.focus()

    def on_descendant_focus(self) -> None:
        self.show_keys()

    # ---- leaving

    def reasons_to_stay(self) -> list[str]:
        """What costs money while nobody is here."""
        if self.session is None or self.deployment is None or self.bench is None:
            return []
        clocks = still_costing([self.deployment], self.session.profile, self.bench.target)
        return [
            f"The deployment {visible(one.deployment, multiline=False)} costs "
            + ("a price nobody knows" if one.per_hour is None else f"${one.per_hour:.2f}")
            + " an hour until it is removed."
            for one in clocks
        ]

    def farewell(self) -> list[str]:
        """What goes on after leaving."""
        view, session = self.job, self.session
        if view is None or session is None or view.job.ended:
            return []
        if session.profile.practice:
            where = "stands still, as the practice service ends with curator; the next start takes it up again"
            return [f"The practice job {self.job_name} {where}."]
        return [f"The job {self.job_name} goes on at {self.place}; the next start finds it."]

    # ---- what can be pressed

    def situation(self) -> str:
        if self.choices.display:
            return "choices"
        if self.query(Editor):
            return "editor"
        if self.trouble is not None:
            return "trouble"
        if self.message.has_focus:
            return "message"
        return "chat" if self.talk_lines.has_focus else "train"

    def working_keys(self) -> Mapping[str, str]:
        situation = self.situation()
        if situation == "editor":
            return working("take-draft", "leave-draft")
        if situation == "trouble":
            return self._trouble_keys()
        if situation == "message":
            answering = self.host.works.runs(CHAT)
            return {"write-message": "send", "leave-message": "stop the answer" if answering else ""}
        if situation == "chat":
            return self._chat_keys()
        return self._step_keys() if situation == "train" else working("leave-choices")

    def _trouble_keys(self) -> dict[str, str]:
        works = working("copy-trouble", "train-back")
        works |= working("try-again") if self.retry is not None else {}
        return works | (working("set-step") if self.trouble_step in ("files", "job") else {})

    def _chat_keys(self) -> dict[str, str]:
        works = working("write-message", "system-message", "settings", "leave-chat")
        works |= working("compare") if self.outgoing is not None and self.outgoing.validation else {}
        if self.talk is not None and self.talk.turns:
            works |= working("ask-again")
            works |= working("keep-answer", "correct-answer") if self.talk.turns[-1].role == "assistant" else {}
        return works

    def _step_keys(self) -> dict[str, str]:
        works = working("step-down", "copy-job", "leave") | {"train-back": "data"}
        verbs = {"files": "look and send", "deploy": "deploy", "try": "write", "job": ""}
        view = self.job
        ready = {
            "files": not self.host.works.runs(SEND),
            "job": view is not None and view.job.status == "succeeded",
            "deploy": bool(self.model) and not self.host.works.runs(DEPLOY),
            "try": self.talk is not None,
        }
        if ready[self.step]:
            works["do-step"] = "go on" if self.step == "deploy" and self.deployment is not None else verbs[self.step]
        works |= working("other-jobs") if self.session is not None else {}
        if self.step == "files" or (self.step == "deploy" and ready["deploy"]):
            works |= working("set-step")
        if view is not None and not view.job.ended and self.step == "job":
            works |= {"pause-job": "go on" if view.job.status in ("paused", "pausing") else "", "cancel-job": ""}
            works["leave"] = "leave, job goes on"
        if self.deployment is not None and self.step == "deploy":
            works |= working("undeploy")
        return works
