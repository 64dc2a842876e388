"""Talking to a deployment, with everything said kept."""

from __future__ import annotations

import dataclasses
import json
import sqlite3
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from curator.chat.answers import Answer, ChatParameters, ask_deployment
from curator.errors import CuratorError
from curator.progress import Progress
from curator.split.options import SPLIT_FOLDER
from curator.tuning.private import make_private
from curator.tuning.service import ToolCall, TuningService, Usage

_SCHEMA = """
CREATE TABLE IF NOT EXISTS conversation (
    id INTEGER PRIMARY KEY, endpoint TEXT NOT NULL, deployment TEXT NOT NULL, began_at REAL NOT NULL,
    system TEXT NOT NULL, parameters TEXT NOT NULL, place TEXT NOT NULL DEFAULT '');
CREATE TABLE IF NOT EXISTS turn (
    conversation INTEGER NOT NULL, position INTEGER NOT NULL, said_at REAL NOT NULL, message TEXT NOT NULL,
    answer TEXT, replaced INTEGER NOT NULL DEFAULT 0);
CREATE INDEX IF NOT EXISTS turn_of ON turn (conversation, position);
"""


@dataclass(frozen=True)
class Turn:
    """One message of a conversation; `answer` holds what is known of it where a deployment said it."""

    position: int
    said_at: float
    message: Mapping[str, Any]
    answer: Answer | None = None

    @property
    def role(self) -> str:
        """user, assistant or tool."""
        return str(self.message.get("role", ""))

    @property
    def text(self) -> str:
        """The words of the message."""
        content = self.message.get("content")
        return content if isinstance(content, str) else ""

    @property
    def whole(self) -> bool:
        """Whether nothing is missing at its end: no person stopped it, and neither limit nor filter cut it off."""
        answer = self.answer
        cut_off = ("length", "content_filter")
        return answer is None or not (answer.stopped or answer.broken or answer.finish in cut_off)


def calls_of(turn: Turn) -> list[ToolCall]:
    """The tools an answer asks to call."""
    found: list[ToolCall] = []
    for call in turn.message.get("tool_calls") or ():
        called = call.get("function") or {}
        found.append(ToolCall(str(call.get("id", "")), str(called.get("name", "")), str(called.get("arguments", ""))))
    return found


@dataclass(frozen=True)
class Conversation:
    """A conversation with one deployment, as it stands."""

    id: int
    endpoint: str
    deployment: str
    began_at: float
    system: str
    parameters: ChatParameters
    turns: tuple[Turn, ...]
    place: str = ""
    """The data file or the folder it was begun with; empty where nobody said."""

    def belongs_to(self, path: Path) -> bool:
        """Whether it was begun with this data file, or with what was divided from it."""
        if not self.place:
            return False
        file, place = path.resolve(), Path(self.place)
        return place == file or place.parent == file.parent / SPLIT_FOLDER

    def messages(self) -> list[dict[str, Any]]:
        """What is sent: the system message, unless it is empty, and all turns."""
        system = [{"role": "system", "content": self.system}] if self.system else []
        return [*system, *(dict(turn.message) for turn in self.turns)]

    def open_calls(self) -> list[ToolCall]:
        """The calls of the last answer that nobody has said the result of: the service takes nothing else before."""
        said = [turn.role for turn in self.turns]
        if "assistant" not in said:
            return []
        last = len(said) - 1 - said[::-1].index("assistant")
        known = {str(turn.message.get("tool_call_id", "")) for turn in self.turns[last + 1 :]}
        return [call for call in calls_of(self.turns[last]) if call.id not in known]

    def record(self) -> dict[str, Any]:
        """The conversation as a training record of the chat shape; it ends with the last answer.

        An answer that a person stopped or that broke off has weight 0: it is read on the way, and not learned.

        Raises:
            CuratorError: There is no answer, or the last one is not whole.
        """
        said = [turn for turn in self.turns if turn.role == "assistant"]
        if said and not said[-1].whole:
            raise CuratorError(
                "This answer is not whole, so it is not kept.",
                said[-1].answer.remark() if said[-1].answer is not None else "",
                "Ask again, or correct it first.",
            )
        system = self.messages()[: len(self.messages()) - len(self.turns)]
        messages = [*system, *({**turn.message, **({} if turn.whole else {"weight": 0})} for turn in self.turns)]
        while messages and messages[-1]["role"] != "assistant":
            messages.pop()
        if not messages:
            raise CuratorError("There is no answer to keep.", hint="Ask something first.")
        tools = [dict(tool) for tool in self.parameters.tools]
        return {"messages": messages, **({"tools": tools} if tools else {})}


class ChatHistory:
    """Conversations in SQLite. Every change is on disk when its call returns.

    Args:
        path: The SQLite file; its folder is made where there is none.
    """

    def __init__(self, path: Path) -> None:
        self._lock = threading.RLock()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            make_private(path)
            self._database = sqlite3.connect(path, timeout=30, check_same_thread=False)
            self._database.row_factory = sqlite3.Row
            self._database.execute("PRAGMA journal_mode=WAL")
            self._database.executescript(_SCHEMA)
            self._add_place()
        except (OSError, sqlite3.Error) as error:
            raise CuratorError("The conversations cannot be opened.", f"{path}: {error}") from error

    def _add_place(self) -> None:
        """A file of an earlier version does not say where its conversations were begun."""
        columns = {row["name"] for row in self._database.execute("PRAGMA table_info(conversation)")}
        if "place" not in columns:
            self._database.execute("ALTER TABLE conversation ADD COLUMN place TEXT NOT NULL DEFAULT ''")

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._database.close()

    def begin(
        self, endpoint: str, deployment: str, system: str, parameters: ChatParameters, place: str = ""
    ) -> Conversation:
        """Begin a conversation that belongs to a place: a data file or a folder. Raises as `change` does."""
        parameters.check()
        with self._lock, self._database:
            made = self._database.execute(
                "INSERT INTO conversation (endpoint, deployment, began_at, system, parameters, place) "
                "VALUES (?, ?, ?, ?, ?, ?)",
                (endpoint, deployment, time.time(), system, json.dumps(dataclasses.asdict(parameters)), place),
            )
        return self.get(int(made.lastrowid or 0))

    def get(self, conversation_id: int) -> Conversation:
        """One conversation. Raises CuratorError where there is none."""
        with self._lock:
            row = self._database.execute("SELECT * FROM conversation WHERE id = ?", (conversation_id,)).fetchone()
            if row is None:
                raise CuratorError("There is no such conversation.", str(conversation_id))
            turns = self._database.execute(
                "SELECT * FROM turn WHERE conversation = ? AND NOT replaced ORDER BY position", (conversation_id,)
            ).fetchall()
        values = {**dict(row), "parameters": _parameters_of(json.loads(row["parameters"]))}
        return Conversation(**values, turns=tuple(_turn_of(turn) for turn in turns))

    def list(self, endpoint: str | None = None, limit: int = 100) -> list[Conversation]:
        """The newest conversations, newest first."""
        with self._lock:
            rows = self._database.execute(
                "SELECT id FROM conversation WHERE ? IN (endpoint, '') ORDER BY began_at DESC LIMIT ?",
                (endpoint or "", limit),
            ).fetchall()
        return [self.get(row["id"]) for row in rows]

    def change(self, conversation_id: int, system: str, parameters: ChatParameters) -> Conversation:
        """Use another system message or other parameters from now on.

        Raises:
            CuratorError: A parameter is out of the service's bounds.
        """
        parameters.check()
        with self._lock, self._database:
            self._database.execute(
                "UPDATE conversation SET system = ?, parameters = ? WHERE id = ?",
                (system, json.dumps(dataclasses.asdict(parameters)), conversation_id),
            )
        return self.get(conversation_id)

    def say(self, conversation_id: int, message: Mapping[str, Any], answer: Answer | None = None) -> Conversation:
        """Add a turn at the end."""
        with self._lock, self._database:
            position = len(self.get(conversation_id).turns)
            self._database.execute(
                "INSERT INTO turn (conversation, position, said_at, message, answer) VALUES (?, ?, ?, ?, ?)",
                (
                    conversation_id,
                    position,
                    time.time(),
                    json.dumps(message),
                    json.dumps(dataclasses.asdict(answer)) if answer else None,
                ),
            )
        return self.get(conversation_id)

    def cut(self, conversation_id: int, position: int) -> Conversation:
        """Take the turns from this position on out of the conversation; they stay in the file, marked as replaced."""
        with self._lock, self._database:
            self._database.execute(
                "UPDATE turn SET replaced = 1 WHERE conversation = ? AND position >= ?", (conversation_id, position)
            )
        return self.get(conversation_id)


class Chat:
    """Talks to the deployments of one resource.

    Args:
        service: The resource.
        history: Where everything said is kept.
        endpoint: The resource's address, by which its conversations are found again.
    """

    def __init__(self, service: TuningService, history: ChatHistory, endpoint: str) -> None:
        self._service = service
        self._history = history
        self._endpoint = endpoint

    def begin(
        self,
        deployment: str,
        system: str = "",
        parameters: ChatParameters | None = None,
        place: Path | None = None,
    ) -> Conversation:
        """Begin a conversation, with the system message of the training data.

        Args:
            deployment: Who answers.
            system: The system message; may be empty.
            parameters: Temperature and the like.
            place: The data file it belongs to, or a folder; None for none.
        """
        where = "" if place is None else str(place.resolve())
        return self._history.begin(self._endpoint, deployment, system, parameters or ChatParameters(), where)

    def say(
        self,
        conversation: Conversation,
        text: str,
        progress: Progress,
        listener: Callable[[Answer], None] | None = None,
    ) -> Conversation:
        """Say something and take the answer.

        Where the last answer asks for tools, the text is what the first of them returned that nobody has spoken for
        yet; the answer is taken once all have.

        Args:
            conversation: As it stands.
            text: What the user says, or what the tool returned.
            progress: Its `cancel` stops the answer; what came until then is kept.
            listener: Called with the answer so far after each piece, on this thread.

        Returns:
            The conversation with the question and the answer.

        Raises:
            ServiceFailure: No answer came. The question is kept; `again` asks it once more.
            Cancelled: Stopped before the first word. The question is kept.
        """
        calls = conversation.open_calls()
        message = {"role": "tool", "tool_call_id": calls[0].id} if calls else {"role": "user"}
        asked = self._history.say(conversation.id, {**message, "content": text})
        return asked if len(calls) > 1 else self._answer(asked, progress, listener)

    def give_tool_results(
        self,
        conversation: Conversation,
        results: Sequence[tuple[str, str]],
        progress: Progress,
        listener: Callable[[Answer], None] | None = None,
    ) -> Conversation:
        """Give what the called tools said, as (call id, text) pairs, and take the answer. Raises as `say` does."""
        for call_id, text in results:
            message = {"role": "tool", "tool_call_id": call_id, "content": text}
            conversation = self._history.say(conversation.id, message)
        return self._answer(conversation, progress, listener)

    def again(
        self, conversation: Conversation, progress: Progress, listener: Callable[[Answer], None] | None = None
    ) -> Conversation:
        """Ask the last question once more; the answer it had is replaced. Raises as `say` does."""
        turns = conversation.turns
        if not turns:
            raise CuratorError("There is nothing to ask again.", hint="Ask something first.")
        if turns[-1].role == "assistant":
            conversation = self._history.cut(conversation.id, turns[-1].position)
        return self._answer(conversation, progress, listener)

    def correct(self, conversation: Conversation, text: str) -> Conversation:
        """Put a person's words in the place of the last answer. Raises CuratorError where there is none."""
        if not conversation.turns or conversation.turns[-1].role != "assistant":
            raise CuratorError("There is no answer to correct.", hint="Ask something first.")
        last = conversation.turns[-1]
        self._history.cut(conversation.id, last.position)
        return self._history.say(conversation.id, {**last.message, "content": text})

    def _answer(
        self, conversation: Conversation, progress: Progress, listener: Callable[[Answer], None] | None
    ) -> Conversation:
        answer = ask_deployment(
            self._service, conversation.deployment, conversation.messages(), conversation.parameters, progress, listener
        )
        return self._history.say(conversation.id, answer.message(), answer)


def _parameters_of(wire: dict[str, Any]) -> ChatParameters:
    return ChatParameters(**{**wire, "stop": tuple(wire["stop"]), "tools": tuple(wire["tools"])})


def _turn_of(row: sqlite3.Row) -> Turn:
    answer = answer_of(json.loads(row["answer"])) if row["answer"] else None
    return Turn(row["position"], row["said_at"], json.loads(row["message"]), answer)


def answer_of(wire: dict[str, Any]) -> Answer:
    """An answer, from the JSON object it was kept as."""
    return Answer(
        **{
            **wire,
            "tool_calls": tuple(ToolCall(**call) for call in wire["tool_calls"]),
            "usage": Usage(**wire["usage"]) if wire["usage"] else None,
            "filtered": tuple(wire["filtered"]),
        }
    )
