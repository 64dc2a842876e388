"""The fourth step: talking to the model, with the training data's own system message."""

from __future__ import annotations

import time
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from curator.amounts import counted
from curator.chat.answers import ChatParameters
from curator.chat.conversation import Turn
from curator.errors import CuratorError
from curator.measures.text import visible
from curator.progress import Progress
from curator.tui.screens.panel import Row
from curator.tui.screens.train.chat_pane import Asked
from curator.tui.screens.train.chat_rows import Manner, chat_rows
from curator.tui.screens.train.keeping import Keeping
from curator.tui.screens.train.parts import CHAT, READ
from curator.tui.screens.train.steps import Known, try_known
from curator.tui.widgets.cells import shorten
from curator.tui.widgets.choices import Choice

if TYPE_CHECKING:
    from collections.abc import Callable

    from curator.chat.answers import Answer
    from curator.chat.conversation import Chat, Conversation
    from curator.tui.work import Gathering

_MOST_SYSTEMS = 5
_SETTINGS = {"temperature": float, "top_p": float, "max_tokens": int, "seed": int}


class Trying(Keeping):
    """The conversation."""

    def begin_talk(self) -> None:
        """Take up the last conversation with the deployment, or begin one."""
        session, deployment = self.session, self.deployment
        if session is None or deployment is None:
            return
        loop, name = session.loop, deployment.name
        earlier = self.host.try_to(lambda: loop.history.list(session.profile.endpoint)) or []
        mine = (one for one in earlier if self._place is not None and one.belongs_to(self._place))
        same = next((one for one in mine if one.deployment == name), None)
        # How the training data begins is only known once it is measured.
        self.waits_to_talk = same is None and (not self.host.measuring.final or self.host.works.runs(READ))
        if self.waits_to_talk:
            self.talk = None
            return
        self.talk = same or self.host.try_to(lambda: self._first(loop.chat, name))
        self.kept = {}

    def _first(self, chat: Chat, name: str) -> Conversation:
        """A new conversation, as the training data begins one."""
        parameters = ChatParameters(tools=self.trained.usual_tools)
        return chat.begin(name, self.trained.system, parameters, self._place)

    @property
    def _place(self) -> Path | None:
        """The data file a conversation belongs to."""
        return self.bench.path if self.bench is not None else None

    def try_known(self) -> Known:
        """What is known of the conversation."""
        turns = sum(1 for turn in self.talk.turns if turn.role == "user") if self.talk is not None else 0
        return try_known(turns, len(self.kept_rows_now), self.host.works.runs(CHAT), self.talk is not None)

    def try_pane(self, width: int) -> list[Row]:
        """The conversation as lines."""
        if self.talk is None:
            words = "Nobody to talk to yet. The step above deploys the model."
            if self.waits_to_talk:
                words = "The records are still being measured; then the system message is known, and you can talk."
            return [(), ((words, "dim"),)]
        doing = self.doing(CHAT) or "answering" if self.host.works.runs(CHAT) else ""
        manner = Manner(width, self.raw_answers, self.head.colourless, doing)
        offered = replace(self.trained_for(self.talk.system), system=self.trained.system)
        return chat_rows(self.talk, self.live, offered, self.kept_now, manner)

    @property
    def temperature(self) -> str:
        """What the right end of the conversation's head says."""
        if self.talk is None:
            return ""
        value = self.talk.parameters.temperature
        return "temperature left to the service" if value is None else f"temperature {value:g}"

    @property
    def wanted_text(self) -> str:
        """What the line to write in is for."""
        calls = self.talk.open_calls() if self.talk is not None else []
        return f"what {visible(calls[0].name, multiline=False)} returns" if calls else "write to the model"

    # ---- asking

    def say_to_model(self, text: str) -> None:
        """Send a message and take the answer as it comes."""
        session, talk = self.session, self.talk
        if session is None or talk is None or not text.strip() or self.host.works.runs(CHAT):
            return
        role = "tool" if talk.open_calls() else "user"
        asked = Turn(len(talk.turns), time.time(), {"role": role, "content": text})
        chat = session.loop.chat
        self._ask(replace(talk, turns=(*talk.turns, asked)), partial(chat.say, talk, text))

    def ask_again(self) -> None:
        """Ask the last question once more."""
        session, talk = self.session, self.talk
        if session is None or talk is None or not talk.turns or self.host.works.runs(CHAT):
            return
        turns = talk.turns[:-1] if talk.turns[-1].role == "assistant" else talk.turns
        self.kept.pop(talk.turns[-1].position, None)
        self._ask(replace(talk, turns=turns), partial(session.loop.chat.again, talk))

    def _ask(self, shown: Conversation, ask: Callable[..., Conversation]) -> None:
        gathering: list[Gathering] = []

        def job(progress: Progress) -> Conversation:
            return ask(progress, gathering[0].add)

        self.talk, self.live = shown, None
        self.status.forget()
        before = shown.id
        self.begin_work(CHAT, "try", "", job, self._answered, retry=partial(self._retry, before))
        running = self.host.works._running[CHAT]
        gathering.append(self.host.works.gathering(running, self._heard_words))
        self.talk_lines.to_end()

    def _retry(self, talk_id: int) -> None:
        self.reload_talk(talk_id)
        self.ask_again()

    def _heard_words(self, answers: list[Answer]) -> None:
        self.live = answers[-1]
        self.show_talk()
        self.talk_lines.to_end()

    def _answered(self, talk: Conversation) -> None:
        self.talk, self.live = talk, None
        self.talk_lines.to_end()

    def reload_talk(self, talk_id: int | None = None) -> None:
        """The conversation as it is kept, after an answer did not come."""
        session, talk = self.session, self.talk
        if session is not None and talk is not None:
            found = self.host.try_to(lambda: session.loop.history.get(talk_id or talk.id))
            self.talk, self.live = found, None

    # ---- what the conversation's keys do

    def on_asked(self, message: Asked) -> None:
        if message.what == "keys":
            self.leave_message()
        elif message.what == "leave":
            self.steps.focus()
        elif message.what == "write":
            self.set_focus(self.message)
        elif self.talk is not None and not self.host.works.runs(CHAT):
            verbs: dict[str, Callable[[], None]] = {
                "keep": self.keep,
                "correct": self.correct,
                "again": self.ask_again,
                "compare": self.compare,
                "system": self.choose_system,
                "settings": self.choose_setting,
                "new": self.new_talk,
                "taught": self.show_taught_by,
                "bad": self.send_to_review,
                "tools": self.offer_tools,
                "raw": self.show_raw,
            }
            verbs[message.what]()
        self.show_keys()

    def leave_message(self) -> None:
        """Stop the answer that is on its way, else give the keys to the conversation."""
        if self.host.works.runs(CHAT):
            self.host.works._running[CHAT].progress.cancel()
        else:
            self.talk_lines.focus()

    def new_talk(self) -> None:
        """Begin another conversation, with the same system message and settings."""
        session, talk = self.session, self.talk
        if session is not None and talk is not None:
            chat = session.loop.chat
            self.talk = (
                self.host.try_to(lambda: chat.begin(talk.deployment, talk.system, talk.parameters, self._place)) or talk
            )
            self.kept = {}
            self.refresh_all()

    def show_raw(self) -> None:
        """Answers as they came, or as Markdown again."""
        self.raw_answers = not self.raw_answers
        self.refresh_all()

    # ---- the system message, the tools and the settings

    def choose_system(self) -> None:
        """Offer the training data's system messages, and a free one."""
        choices = [Choice("t", "as in training", "training"), Choice("e", "edit", "edit"), Choice("n", "none", "none")]
        self.systems = self._other_systems()
        for number, (text, records) in enumerate(self.systems, 1):
            label = f"{shorten(visible(text, multiline=False), 24)} ({records:,})"
            choices.append(Choice(str(number), label, str(number - 1)))
        self.choices.ask("system", choices)

    def _other_systems(self) -> list[tuple[str, int]]:
        bench = self.bench
        if self.trained_file is not None:
            texts = [(one.system, one.records) for one in self.trained_file.by_system.values() if one.system]
            others = [pair for pair in texts if pair[0] != self.trained.system]
            return sorted(others, key=lambda pair: -pair[1])[:_MOST_SYSTEMS]
        if bench is None or not self.host.measuring.final:
            return []
        found = self.host.try_to(bench.system_variants) or []
        others = [(one.text, len(one.rows)) for one in found if one.text and one.text != self.trained.system]
        return sorted(others, key=lambda pair: -pair[1])[:_MOST_SYSTEMS]

    def take_system(self, value: str) -> None:
        """Talk with this system message from now on."""
        talk = self.talk
        if talk is None:
            return
        if value == "edit":
            self.edit_text(talk.system, "the system message of this conversation", self._change_system)
        elif value in ("training", "none"):
            self._change_system(self.trained.system if value == "training" else "")
        else:
            self._change_system(self.systems[int(value)][0])

    def _change_system(self, text: str) -> None:
        session, talk = self.session, self.talk
        if session is not None and talk is not None:
            here = self.trained_for(text)
            # What the model was offered with this system message; where nothing is known of it, as it was.
            tools = here.usual_tools if here.records else talk.parameters.tools
            parameters = replace(talk.parameters, tools=tools)
            self.talk = self.host.try_to(lambda: session.loop.history.change(talk.id, text, parameters)) or talk
            self.say(_tools_words(len(talk.parameters.tools), len(tools)))
            self.refresh_all()

    def offer_tools(self) -> None:
        """Offer the training data's tools with each message from now on, or no longer."""
        session, talk = self.session, self.talk
        if session is None or talk is None:
            return
        tools = () if talk.parameters.tools else self.trained_for(talk.system).tools
        if not tools and not talk.parameters.tools:
            self.say("The training records with this system message declare no tools.")
            return
        parameters = replace(talk.parameters, tools=tools)
        self.talk = self.host.try_to(lambda: session.loop.history.change(talk.id, talk.system, parameters)) or talk
        self.say(f"{counted(len(tools), 'tool')} offered from now on" if tools else "no tools are offered from now on")
        self.refresh_all()

    def choose_setting(self) -> None:
        """Offer what can be set."""
        self.choices.ask(
            "settings",
            (
                Choice("t", "temperature", "temperature"),
                Choice("p", "top p", "top_p"),
                Choice("m", "most tokens", "max_tokens"),
                Choice("s", "seed", "seed"),
            ),
        )

    def take_setting(self, name: str) -> None:
        """Ask for the value of a setting."""
        if self.talk is not None:
            value = getattr(self.talk.parameters, name)
            asked = f"{name.replace('_', ' ')}: a number; empty leaves it to the service"
            self.ask_value(asked, "" if value is None else f"{value:g}", partial(self._set, name))

    def _set(self, name: str, text: str) -> None:
        session, talk = self.session, self.talk
        if session is None or talk is None:
            return
        try:
            value: Any = _SETTINGS[name](text.strip()) if text.strip() else None
        except ValueError:
            raise CuratorError(f"{text.strip()} is no number for {name}.", hint="Type one, or nothing.") from None
        parameters = replace(talk.parameters, **{name: value})
        self.talk = session.loop.history.change(talk.id, talk.system, parameters)


def _tools_words(before: int, now: int) -> str:
    """What another system message did to the tools that are offered."""
    said = "another system message from now on"
    if now and now != before:
        return f"{said}, and {counted(now, 'tool')} offered, as in training with it"
    if before and not now:
        return f"{said}, and no tools: most training records with it declare none; o offers them all the same"
    return said
