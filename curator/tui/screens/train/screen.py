"""The Train & try screen: what it is made of, and what happens when something moves."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Input

from curator.errors import CuratorError
from curator.measures.text import visible
from curator.tui.keys import bindings_of
from curator.tui.screens.panel import Lines
from curator.tui.screens.train.chat_pane import ChatLines, MessageField
from curator.tui.screens.train.parts import CHAT, DEPLOY, GROUPS, OPEN, SEND
from curator.tui.screens.train.showing import Showing
from curator.tui.screens.train.steps import STEPS, StepList
from curator.tui.screens.train.trouble import trouble_text
from curator.tui.widgets.choices import Choices
from curator.tui.widgets.footer import KeyFooter
from curator.tui.widgets.header import Header
from curator.tui.widgets.lines import Said
from curator.tui.widgets.status_line import StatusLine
from curator.tuning.cost import still_costing

if TYPE_CHECKING:
    from curator.tui.widgets.editor import Editor


class TrainScreen(Showing):
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
        self.set_class(self.host.plain_only, "-plain")
        self.set_interval(0.5, self._tick)

    def opened(self) -> None:
        self.show_facts()
        self.look_for_profiles()
        self.look_at_files()
        self.find_last_job()
        self.refresh_all()

    def on_screen_suspend(self) -> None:
        self.choices.close()
        # What was said may no longer be so when the person comes back.
        self.status.forget()

    def on_screen_resume(self) -> None:
        if self.bench is not None:
            self.show_facts()
            self.look_at_files()
            self.refresh_all()

    def known_better(self) -> None:
        if self.is_mounted:
            self.look_at_files()
            if self.waits_to_talk and self.host.measuring.final:
                self.begin_talk()
            self.refresh_all()

    def data_changed(self) -> None:
        if self.is_mounted:
            self.show_facts()
        self.known_better()

    def on_resize(self) -> None:
        self.call_after_refresh(self.refresh_all)

    def _tick(self) -> None:
        """Clocks go on while nothing else happens."""
        if self.is_current:
            self._show_standing()
            self.show_work()

    def on_unmount(self) -> None:
        self.leave_session()

    def leave_session(self) -> None:
        """Close the loop; jobs go on at the service and are found again."""
        for group in GROUPS:
            self.host.works.stop(group)
        session, self.session = self.session, None
        self.job, self.deployment, self.talk, self.live = None, None, None, None
        self.standing, self.adds = (), False
        self.forget_trouble()
        if session is not None:
            session.close()

    # ---- moving between the steps

    def action_step_down(self) -> None:
        self._move(1)

    def action_step_up(self) -> None:
        self._move(-1)

    def _move(self, by: int) -> None:
        if self.field.display:
            # What is typed belongs to the step it was asked for.
            return
        self.step = STEPS[max(0, min(STEPS.index(self.step) + by, len(STEPS) - 1))]
        self.pane.scroll_to(y=0, animate=False, force=True)
        self.status.forget()
        self.steps.focus()
        self.refresh_all()

    def on_step_list_moved(self) -> None:
        self.step = self.steps.step
        self.refresh_all()

    def action_do_step(self) -> None:
        """Do the step under the cursor."""
        if self.in_trouble:
            return
        waits_for = {"deploy": (OPEN, SEND, DEPLOY), "try": (SEND,)}.get(self.step, (OPEN, SEND))
        awaited = next((self.doing(group) for group in waits_for if self.host.works.runs(group)), "")
        if awaited:
            self.say(f"{awaited}: ⏎ once that has ended")
            return
        if self.step == "files":
            self.look_before_sending()
        elif self.step == "job" and self.job is not None and self.job.job.status == "succeeded":
            self._move(1)
        elif self.step == "deploy" and self.awaited is not None:
            self.deploy(self.awaited)
        elif self.step == "deploy" and not self.talkable:
            self.ask_to_deploy()
        elif self.step == "deploy":
            self._move(1)
        elif self.step == "try" and self.talk is not None:
            # At once, so that what is typed right after it is written and not pressed.
            self.set_focus(self.message)

    def action_submit(self) -> None:
        """Go to the files and look at what would be sent."""
        self._do("files")

    def action_deploy(self) -> None:
        """Go to the deployment, and ask to deploy where nothing is deployed yet."""
        self._do("deploy")

    def _do(self, step: str) -> None:
        self.step = step
        self.steps.focus()
        self.refresh_all()
        self.action_do_step()

    def action_set_step(self) -> None:
        """Change what is asked of the step."""
        if self.step == "deploy":
            self.set_deployment()
        else:
            self.set_files()

    def action_try_again(self) -> None:
        """Do once more what failed."""
        retry = self.retry
        if self.in_trouble and retry is not None:
            self.forget_trouble()
            retry()

    def action_copy_trouble(self) -> None:
        if self.in_trouble and self.trouble is not None:
            self.app.copy_to_clipboard(trouble_text(self.trouble))
            self.say(f"all of it was sent to {self.host.clipboard_said}")

    def action_train_back(self) -> None:
        """One step back, the innermost thing first."""
        if self.field.display:
            self.close_value()
        elif self.in_trouble:
            self.forget_trouble()
            if self.talk is not None and self.step == "try":
                self.reload_talk()
            self.focus_step()
        elif stopped := self.host.works.ask_to_stop():
            self.say(f"stopping: {visible(stopped, multiline=False)}")
        elif self.step == "deploy" and self.wants_another:
            self.forget_another()
        else:
            self.say("Nothing is open here: 1 goes to Data.")
        self.refresh_all()

    def action_pane_down(self) -> None:
        self.pane.scroll_rows(max(1, self.pane.size.height - 2))

    def action_pane_up(self) -> None:
        self.pane.scroll_rows(-max(1, self.pane.size.height - 2))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keys of a job that goes on are none where none does: neither pressed nor in the help."""
        if action in ("pause_job", "cancel_job"):
            return self.job is not None and not self.job.job.ended
        return super().check_action(action, parameters)

    # ---- fields, choices, the editor

    def on_input_submitted(self, event: Input.Submitted) -> None:
        if event.input is self.message:
            if self.host.works.runs(CHAT):
                self.say("still answering: esc stops it; what you wrote is sent by ⏎ afterwards")
            else:
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
            "talk to": self.take_deployment_to_talk_to,
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
        from curator.tui.widgets.editor import Editor

        self.editor = Editor(text, label)
        self.query_one("#train-right", Vertical).mount(self.editor)
        self.refresh_all()

    def on_editor_asked(self, message: Editor.Asked) -> None:
        editor = self.editor
        if editor is None or message.what not in ("take", "leave"):
            return
        if message.what == "take":
            self.take_text(editor.text)
        self.editor = None
        # It is removed once it is no longer drawn: a text area that is gone cannot be drawn once more.
        editor.display = False
        self.call_after_refresh(editor.remove)
        self.refresh_all()
        self.focus_step()

    def on_descendant_focus(self) -> None:
        self.show_keys()

    # ---- leaving

    def reasons_to_stay(self) -> list[str]:
        """What costs money while nobody is here."""
        if self.session is None or self.bench is None:
            return []
        clocks = still_costing(self.standing, self.session.profile, self.bench.target)
        return [
            f"The deployment {visible(one.deployment, multiline=False)} costs "
            + ("a price nobody knows" if one.per_hour is None else f"${one.per_hour:.2f}")
            + " an hour until it is removed."
            for one in clocks
        ]

    def farewell(self) -> list[str]:
        """What goes on after leaving."""
        view, session = self.job, self.session
        standing = self.standing_words()
        if view is None or session is None or view.job.ended:
            return standing
        if session.profile.practice:
            where = "stands still, as the practice service ends with curator; the next start takes it up again"
            return [f"The practice job {self.job_name} {where}.", *standing]
        return [f"The job {self.job_name} goes on at {self.place}; the next start finds it.", *standing]
