"""The parts of Train & try and what its steps share: the resource, the job, the deployment, the pane."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textual import getters
from textual.widgets import Input

from curator.dataset.place import state_folder
from curator.errors import Cancelled, CuratorError
from curator.measures.text import visible
from curator.tui.screens.mode import ModeScreen
from curator.tui.screens.panel import Lines
from curator.tui.screens.train.chat_pane import ChatLines, MessageField
from curator.tui.screens.train.loss import LOSS
from curator.tui.screens.train.session import Session
from curator.tui.screens.train.steps import StepList
from curator.tui.widgets.choices import Choices
from curator.tui.widgets.field import open_field
from curator.tui.widgets.lines import Said
from curator.tuning.choosing import PRACTICE
from curator.tuning.cost import CostClock, clock
from curator.tuning.profiles import Profile, practice_profile
from curator.workbench.trained import Trained, TrainedFile, trained_with
from curator.workbench.training import Wishes

if TYPE_CHECKING:
    from curator.chat.answers import Answer
    from curator.chat.conversation import Conversation
    from curator.tui.widgets.editor import Editor
    from curator.tui.work import Running
    from curator.tuning.jobs import JobView
    from curator.tuning.secret import Secret
    from curator.tuning.service import Deployment, Job
    from curator.tuning.store import Submission
    from curator.workbench.training import Outgoing

SEND = "train send"
FOLLOW = "train follow"
ACT = "train act"
DEPLOY = "train deploy"
CHAT = "train chat"
OPEN = "train open"
READ = "train read"
_LETTERS_OF_ID = 8
"""So many letters of an id tell a nameless job from others."""
GROUPS = (SEND, FOLLOW, ACT, DEPLOY, CHAT, OPEN, READ)


class TrainParts(ModeScreen):
    """Parts and small verbs that the steps are made of."""

    MODE = "train"
    head = getters.query_one("#train-head", Said)
    steps = getters.query_one(StepList)
    pane = getters.query_one("#train-pane", Lines)
    talk_lines = getters.query_one(ChatLines)
    message = getters.query_one(MessageField)
    field = getters.query_one("#train-value", Input)
    choices = getters.query_one(Choices)

    def __init__(self) -> None:
        super().__init__()
        self.session: Session | None = None
        self.profiles: dict[str, Profile] = {}
        self.step = "files"
        self.outgoing: Outgoing | None = None
        self.wishes = Wishes()
        self.profile_name = ""
        """The profile a person chose, or the one that is usual here; "" where a person has to choose."""
        self.keys: dict[str, Secret] = {}
        """Keys that were typed, by profile; gone when the program ends."""
        self.sent_name = ""
        """How the job is called that is being sent; "" where none is."""
        self.job: JobView | None = None
        self.curve = LOSS
        """What is drawn of the job."""
        self.deployment: Deployment | None = None
        """The one that is talked to."""
        self.standing: tuple[Deployment, ...] = ()
        """All deployments of models that were trained from here, the one that is talked to among them."""
        self.beside: tuple[Deployment, ...] = ()
        """All deployments of the resource, as they were last asked for a comparison."""
        self.adds = False
        """Whether another deployment is being put together beside those that stand."""
        self.at_work_on = ""
        """The deployment that was made or removed last."""
        self.wanted_name = ""
        """The name of the next deployment; "" takes the job's."""
        self.wanted_model = ""
        """A checkpoint in place of the last model."""
        self.talk: Conversation | None = None
        self.waits_to_talk = False
        """Whether a conversation is to begin as soon as the data has been measured."""
        self.live: Answer | None = None
        self.kept: dict[int, int] = {}
        """Answers of this conversation that were kept, by their position, each with its row."""
        self.kept_rows: list[int] = []
        """Rows that answers kept since the screen was opened became: they have taught nothing yet."""
        self.trained = Trained()
        """What most training records begin with."""
        self.trained_at = -1
        """The version of the data in which that was so."""
        self.trained_by_system: dict[str, Trained] = {}
        self.trained_file: TrainedFile | None = None
        """What the file begins with that the job was trained on, or else would be; None where there is none."""
        self.trained_file_key: tuple[object, ...] = ()
        """Which file that is, and as of when."""
        self.raw_answers = False
        """Whether answers are shown as they came, and not as Markdown."""
        self.trouble: CuratorError | None = None
        self.trouble_step = ""
        self.retry: Callable[[], None] | None = None
        self.editor: Editor | None = None
        """Where a text is edited now."""
        self.take_text: Callable[[str], None] = self.say
        """What is done with that text, once it is taken."""
        self.take_value: Callable[[str], None] | None = None
        """What is done with the value in the field, once it is taken."""

    # ---- what is known

    @property
    def folder(self) -> Path:
        """Where jobs and conversations are kept."""
        return state_folder()

    @property
    def profile(self) -> Profile | None:
        """The resource that is spoken to, or would be; None where none is known."""
        if self.session is not None:
            return self.session.profile
        if self.profile_name == PRACTICE:
            return practice_profile("")
        return self.profiles.get(self.profile_name)

    @property
    def place(self) -> str:
        """Which resource is spoken to, as the second line says it."""
        profile = self.profile
        return "no resource yet" if profile is None else visible(profile.label, multiline=False)

    def trained_for(self, system: str) -> Trained:
        """What the training records with a system message begin with."""
        bench = self.bench
        if self.trained_file is not None:
            return self.trained_file.of(system)
        if system == self.trained.system or bench is None or not self.host.measuring.final:
            return self.trained if system == self.trained.system else Trained(system)
        if system not in self.trained_by_system:
            self.trained_by_system[system] = trained_with(bench, system)
        return self.trained_by_system[system]

    @property
    def clock(self) -> CostClock | None:
        """What the deployment costs, None where there is none."""
        if self.deployment is None or self.session is None or self.bench is None:
            return None
        return clock(self.deployment, self.session.profile, self.bench.target)

    @property
    def clocks(self) -> list[CostClock]:
        """What each standing deployment costs."""
        session, bench = self.session, self.bench
        if session is None or bench is None:
            return []
        return [clock(one, session.profile, bench.target) for one in self.standing]

    @property
    def job_name(self) -> str:
        """How the job is called."""
        if self.job is None:
            return ""
        return visible(self.job.job.suffix or self.job.job.id[-_LETTERS_OF_ID:], multiline=False)

    @property
    def kept_rows_now(self) -> list[int]:
        """Rows that kept answers became and that stand in the data still: a kept answer can be undone."""
        data = self.bench.dataset if self.bench is not None else None
        return [row for row in self.kept_rows if data is not None and data.exists(row) and not data.is_dropped(row)]

    @property
    def kept_now(self) -> set[int]:
        """Positions of the answers whose records stand in the data."""
        rows = set(self.kept_rows_now)
        return {position for position, row in self.kept.items() if row in rows}

    def doing(self, group: str) -> str:
        """What work of a group says of itself; "" where none runs."""
        running = self.host.works._running.get(group)
        return "" if running is None else visible(running.progress.label or running.label, multiline=False)

    # ---- work at the service

    def begin_work(
        self,
        group: str,
        step: str,
        label: str,
        job: Callable[..., Any],
        done: Callable[[Any], None],
        *,
        retry: Callable[[], None] | None = None,
        stops: bool = True,
        asked: bool = True,
        stopped: Callable[[], str] | None = None,
    ) -> Running:
        """Do something at the service; what it refuses is shown in the step's own place.

        Args:
            group: What it replaces.
            step: Where a refusal is shown.
            label: What the status line says while it runs.
            job: Called on a thread.
            done: Called with what it found.
            retry: How it is done once more.
            stops: Whether esc stops it.
            asked: Whether a person asked for it; what only looks behind the screen never takes the cursor away.
            stopped: Says how it stands once it was stopped; None where nothing has come of it.
        """

        def failed(error: Exception) -> None:
            if isinstance(error, Cancelled):
                self.say("stopped" if stopped is None else stopped())
            elif isinstance(error, CuratorError):
                self.trouble, self.trouble_step, self.retry = error, step, self.retry_of(error, retry)
                if asked:
                    self.step = step
                    self.steps.focus()
            else:
                self.host.show_failure(error)
            self.refresh_all()

        def ended(result: Any) -> None:
            done(result)
            self.refresh_all()

        self.forget_trouble()
        running = self.host.works.start(group, label, job, ended, failed=failed, stops=stops)
        self.refresh_all()
        return running

    @property
    def in_trouble(self) -> bool:
        """Whether an error stands in the place of the step under the cursor."""
        return self.trouble is not None and self.trouble_step == self.step

    def forget_trouble(self) -> None:
        """The error has been read, or what failed is done again."""
        self.trouble, self.trouble_step, self.retry = None, "", None

    # ---- one line to type in

    def ask_value(self, question: str, value: str, take: Callable[[str], None], *, secret: bool = False) -> None:
        """Ask for one value in the line above the status line; a secret one is not shown."""
        self.take_value = take
        self.field.password = secret
        open_field(self.field, value)
        self.say(question)

    def close_value(self) -> None:
        """Leave the line."""
        # What was typed unseen must not stay where it could be shown.
        self.field.value = ""
        self.field.password = False
        self.field.display = False
        self.take_value = None
        self.status.forget()
        self.focus_step()

    def focus_step(self) -> None:
        """Give the keys to what the step is made of."""
        shows_talk = self.step == "try" and self.talk is not None and not self.in_trouble
        (self.talk_lines if shows_talk else self.steps).focus()

    def wish(self, **values: Any) -> None:
        """Ask something else of the training."""
        self.wishes = replace(self.wishes, **values)
        self.refresh_all()

    # ---- what one part does for another

    def refresh_all(self) -> None:
        """Show everything as it is now known."""
        raise NotImplementedError

    def show_talk(self) -> None:
        """Show the conversation as it stands."""
        raise NotImplementedError

    def edit_text(self, text: str, label: str, take: Callable[[str], None]) -> None:
        """Edit a text in the pane."""
        raise NotImplementedError

    def retry_of(self, error: CuratorError, retry: Callable[[], None] | None) -> Callable[[], None] | None:
        """How what failed is done once more."""
        raise NotImplementedError

    def leave_session(self) -> None:
        """Close the loop; what was known of its job is looked up again another time."""
        raise NotImplementedError

    def job_started(self, job: Job) -> None:
        """There is a job: follow it."""
        raise NotImplementedError

    def find_unfinished(self, sent: Submission) -> None:
        """Something was interrupted while it was sent: offer to go on."""
        raise NotImplementedError

    def look_for_deployment(self) -> None:
        """See whether the job's model is deployed already."""
        raise NotImplementedError

    def look_at_trained(self) -> None:
        """Read what the model was trained on, or would be."""
        raise NotImplementedError

    def begin_talk(self) -> None:
        """There is somebody to talk to."""
        raise NotImplementedError

    def compare(self) -> None:
        """Two deployments side by side."""
        raise NotImplementedError
