"""Two deployments, asked the same: side by side, and over many records with the wanted answer beside them."""

from __future__ import annotations

import csv
import dataclasses
import functools
import io
import json
import sqlite3
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from curator.chat.answers import Answer, ChatParameters, ask_deployment
from curator.chat.conversation import answer_of
from curator.chat.scores import Score, score
from curator.errors import CuratorError
from curator.progress import Progress
from curator.tuning.failures import ServiceFailure
from curator.tuning.private import make_private
from curator.tuning.service import TuningService

MARKS = ("A", "B", "same")
_SCHEMA = """
CREATE TABLE IF NOT EXISTS comparison (
    id INTEGER PRIMARY KEY, endpoint TEXT NOT NULL, name TEXT NOT NULL, a TEXT NOT NULL, b TEXT NOT NULL,
    began_at REAL NOT NULL, parameters TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS question (
    comparison INTEGER NOT NULL, position INTEGER NOT NULL, row INTEGER, asked TEXT NOT NULL, tools TEXT NOT NULL,
    wanted TEXT, a TEXT, b TEXT, mark TEXT, PRIMARY KEY (comparison, position));
"""


@dataclass(frozen=True)
class Question:
    """One record to ask: the messages before its last answer, and that answer's words (None where it has none)."""

    messages: tuple[Mapping[str, Any], ...]
    wanted: str | None
    row: int | None = None
    tools: tuple[Mapping[str, Any], ...] = ()


def question_of(record: Mapping[str, Any], row: int | None = None) -> Question | None:
    """The question a chat record asks: everything before its last assistant message. None where there is none."""
    messages = [message for message in record.get("messages") or () if isinstance(message, Mapping)]
    places = [place for place, message in enumerate(messages) if message.get("role") == "assistant"]
    if not places or places[-1] == 0:
        return None
    content = messages[places[-1]].get("content")
    tools = tuple(tool for tool in record.get("tools") or () if isinstance(tool, Mapping))
    return Question(tuple(messages[: places[-1]]), content if isinstance(content, str) else None, row, tools)


@dataclass(frozen=True)
class Reply:
    """What one deployment answered, or why it did not (`failure`, in our words)."""

    answer: Answer | None = None
    failure: str = ""

    @property
    def text(self) -> str:
        """The words of the answer; empty where there is none."""
        return self.answer.text if self.answer else ""


@dataclass(frozen=True)
class Pair:
    """One question with both replies; a reply is None until it has been asked for."""

    position: int
    question: Question
    a: Reply | None = None
    b: Reply | None = None
    mark: str | None = None

    @property
    def answered(self) -> bool:
        """Whether both have been asked."""
        return self.a is not None and self.b is not None


@dataclass(frozen=True)
class Summary:
    """How far a comparison is, and how both did."""

    questions: int
    answered: int
    marked: int
    same: int
    a: Score
    b: Score


def ask_both(
    service: TuningService,
    deployments: tuple[str, str],
    messages: Sequence[Mapping[str, Any]],
    parameters: ChatParameters,
    progress: Progress,
    listener: Callable[[int, Answer], None] | None = None,
) -> tuple[Reply, Reply]:
    """Ask two deployments the same at the same time.

    Args:
        service: The resource both are of.
        deployments: Their names, A and B.
        messages: The conversation so far.
        parameters: The same for both.
        progress: Its `cancel` stops both; what came until then is returned.
        listener: Called with 0 for A or 1 for B and the answer so far, on two other threads.

    Raises:
        Cancelled: Somebody asked to stop before either had said a word.
    """

    def ask(index: int) -> Reply:
        heard = functools.partial(listener, index) if listener else None
        try:
            return Reply(ask_deployment(service, deployments[index], messages, parameters, progress, heard))
        except ServiceFailure as failure:
            return Reply(failure=failure.explanation)

    with ThreadPoolExecutor(2, "asking both") as pool:
        first, second = pool.submit(ask, 0), pool.submit(ask, 1)
        return first.result(), second.result()


class Comparisons:
    """Comparisons in SQLite: questions, answers and marks are on disk as soon as they are there.

    Args:
        path: The SQLite file; may be the one of the conversations.
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
        except (OSError, sqlite3.Error) as error:
            raise CuratorError("The comparisons cannot be opened.", f"{path}: {error}") from error

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._database.close()

    def begin(
        self,
        endpoint: str,
        deployments: tuple[str, str],
        questions: Sequence[Question],
        parameters: ChatParameters | None = None,
        name: str = "",
        since: float | None = None,
    ) -> int:
        """Begin a comparison of two deployments over these questions; returns its id. Nothing is asked yet.

        Args:
            endpoint: The resource's address.
            deployments: Their names, A and B.
            questions: What both are asked.
            parameters: The same for both.
            name: What the questions are of.
            since: Take over what the same two answered to the same questions in comparisons begun after this moment
                (Unix seconds), and a person's marks; None takes nothing over.
        """
        settings = json.dumps(dataclasses.asdict(parameters or ChatParameters()))
        with self._lock, self._database:
            made = self._database.execute(
                "INSERT INTO comparison (endpoint, name, a, b, began_at, parameters) VALUES (?, ?, ?, ?, ?, ?)",
                (
                    endpoint,
                    name,
                    *deployments,
                    time.time(),
                    settings,
                ),
            )
            comparison = int(made.lastrowid or 0)
            self._database.executemany(
                "INSERT INTO question (comparison, position, row, asked, tools, wanted) VALUES (?, ?, ?, ?, ?, ?)",
                [
                    (comparison, place, one.row, json.dumps(one.messages), json.dumps(one.tools), one.wanted)
                    for place, one in enumerate(questions)
                ],
            )
            if since is not None:
                self._take_over(comparison, (endpoint, *deployments, settings), since)
        return comparison

    def _take_over(self, comparison: int, same: tuple[str, str, str, str], since: float) -> None:
        """Answers and marks of earlier comparisons under the same conditions, the latest of each question."""
        earlier = self._database.execute(
            "SELECT q.asked, q.tools, q.a, q.b, q.mark FROM question q JOIN comparison c ON c.id = q.comparison "
            "WHERE c.endpoint = ? AND c.a = ? AND c.b = ? AND c.parameters = ? AND c.began_at >= ? AND c.id < ? "
            "AND q.a IS NOT NULL AND q.b IS NOT NULL ORDER BY c.id",
            (*same, since, comparison),
        ).fetchall()
        self._database.executemany(
            "UPDATE question SET a = ?, b = ?, mark = ? WHERE comparison = ? AND asked = ? AND tools = ?",
            [(row["a"], row["b"], row["mark"], comparison, row["asked"], row["tools"]) for row in earlier],
        )

    def replay(
        self,
        comparison: int,
        service: TuningService,
        progress: Progress,
        listener: Callable[[Pair], None] | None = None,
    ) -> Summary:
        """Ask both deployments what has not been asked yet, in order; may be stopped and taken up again.

        Args:
            comparison: Its id.
            service: The resource.
            progress: Counts questions, and carries the wish to stop (Cancelled); answers until then are kept.
            listener: Called with each pair when both have answered, on this thread.
        """
        deployments, parameters = self._settings(comparison)
        pairs = self.pairs(comparison)
        for pair in pairs:
            progress.update(pair.position, total=len(pairs), label="asking both")
            progress.stop_if_cancelled()
            if pair.answered:
                continue
            tools = pair.question.tools or parameters.tools
            asked = dataclasses.replace(parameters, tools=tools)
            a, b = ask_both(service, deployments, pair.question.messages, asked, progress)
            # A half answer that a person stopped is no answer to judge.
            progress.stop_if_cancelled()
            self._keep(comparison, pair.position, a, b)
            if listener is not None:
                listener(dataclasses.replace(pair, a=a, b=b))
        progress.update(len(pairs), total=len(pairs))
        return self.summary(comparison)

    def pairs(self, comparison: int) -> list[Pair]:
        """All questions of a comparison with what has been answered."""
        with self._lock:
            rows = self._database.execute(
                "SELECT * FROM question WHERE comparison = ? ORDER BY position", (comparison,)
            ).fetchall()
        return [_pair_of(row) for row in rows]

    def mark(self, comparison: int, position: int, mark: str | None) -> None:
        """Note which answer is better: "A", "B" or "same"; None takes the mark back."""
        if mark is not None and mark not in MARKS:
            raise CuratorError("This is no mark.", repr(mark), f"Marks are {', '.join(MARKS)}.")
        with self._lock, self._database:
            self._database.execute(
                "UPDATE question SET mark = ? WHERE comparison = ? AND position = ?", (mark, comparison, position)
            )

    def summary(self, comparison: int) -> Summary:
        """How far a comparison is, and how both did."""
        pairs = self.pairs(comparison)
        marks = Counter(pair.mark for pair in pairs if pair.mark)
        return Summary(
            questions=len(pairs),
            answered=sum(pair.answered for pair in pairs),
            marked=sum(marks.values()),
            same=marks["same"],
            a=score([(pair.question.wanted, pair.a.text if pair.a else None) for pair in pairs], marks["A"]),
            b=score([(pair.question.wanted, pair.b.text if pair.b else None) for pair in pairs], marks["B"]),
        )

    def export(self, comparison: int, form: str = "jsonl") -> str:
        """Everything of a comparison as text, one question a line: "jsonl" or "csv"."""
        deployments, _ = self._settings(comparison)
        rows = [_export_row(pair, deployments) for pair in self.pairs(comparison)]
        if form == "jsonl":
            return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        if form != "csv":
            raise CuratorError("A comparison is not exported in this form.", form, "Use jsonl or csv.")
        text = io.StringIO()
        writer = csv.DictWriter(text, list(_export_row(_EMPTY, deployments)), lineterminator="\n")
        writer.writeheader()
        writer.writerows({**row, "messages": json.dumps(row["messages"], ensure_ascii=False)} for row in rows)
        return text.getvalue()

    def _settings(self, comparison: int) -> tuple[tuple[str, str], ChatParameters]:
        with self._lock:
            row = self._database.execute("SELECT * FROM comparison WHERE id = ?", (comparison,)).fetchone()
        if row is None:
            raise CuratorError("There is no such comparison.", str(comparison))
        wire = json.loads(row["parameters"])
        parameters = ChatParameters(**{**wire, "stop": tuple(wire["stop"]), "tools": tuple(wire["tools"])})
        return (row["a"], row["b"]), parameters

    def _keep(self, comparison: int, position: int, a: Reply, b: Reply) -> None:
        with self._lock, self._database:
            self._database.execute(
                "UPDATE question SET a = ?, b = ? WHERE comparison = ? AND position = ?",
                (json.dumps(dataclasses.asdict(a)), json.dumps(dataclasses.asdict(b)), comparison, position),
            )


_EMPTY = Pair(0, Question((), None))


def _export_row(pair: Pair, deployments: tuple[str, str]) -> dict[str, Any]:
    return {
        "position": pair.position,
        "row": pair.question.row,
        "messages": list(pair.question.messages),
        "wanted": pair.question.wanted,
        "a_deployment": deployments[0],
        "b_deployment": deployments[1],
        "a": pair.a.text if pair.a else None,
        "b": pair.b.text if pair.b else None,
        "a_failure": pair.a.failure if pair.a else "",
        "b_failure": pair.b.failure if pair.b else "",
        "mark": pair.mark,
    }


def _pair_of(row: sqlite3.Row) -> Pair:
    question = Question(tuple(json.loads(row["asked"])), row["wanted"], row["row"], tuple(json.loads(row["tools"])))
    return Pair(row["position"], question, _reply_of(row["a"]), _reply_of(row["b"]), row["mark"])


def _reply_of(text: str | None) -> Reply | None:
    if text is None:
        return None
    wire = json.loads(text)
    return Reply(answer_of(wire["answer"]) if wire["answer"] else None, wire["failure"])
