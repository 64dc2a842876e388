"""Faults on demand: what can go wrong between a program and the service, made to happen."""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace

from curator.tuning.practice.refusals import Refusal, rate_limited


@dataclass(frozen=True)
class Fault:
    """One thing that shall go wrong.

    Kinds, with the operations they fit:
        refuse: any operation; answers `status`, `code`, `message`, with Retry-After where `seconds` is above 0.
        delay: any operation; takes the request in and works on it `seconds` late.
        drop: any operation; reads `after` bytes of the request and closes the connection.
        lose-answer: any operation; does what was asked, then closes the connection without an answer.
        drop-stream: chat; closes the connection after `after` chunks of a stream.
        stream-error: chat; sends an error object after `after` chunks.
        filter-prompt, filter-answer: chat; the content filter steps in, for the category in `message`.
        reject-file: upload; the file ends in status error with `message`.
        fail-data-check, fail-model-check: training; the responsible-AI checks fail for the harm types in `message`.
        fail-job: training; the job fails with `code` and `message`.
        preempt: training; the job is paused and resumed by the service itself.
        fail-deployment: put-deployment; provisioning ends in Failed.
        never-ready: put-deployment; says Succeeded and never answers.
    """

    kind: str
    operation: str = ""
    """The operation it waits for, such as upload or create-job; empty for any that the kind fits."""
    times: int = 1
    """How often it happens; 0 for ever."""
    status: int = 500
    code: str | None = "InternalServerError"
    message: str = "The server had an error while processing your request. Sorry about that!"
    seconds: float = 0.0
    after: int = 0

    def refusal(self) -> Refusal:
        """The answer of a fault of kind refuse."""
        if self.status == 429 and self.code in (None, "429", "InternalServerError"):
            return rate_limited(self.seconds)
        headers = {"retry-after": f"{self.seconds:g}"} if self.seconds else {}
        return Refusal(self.status, self.code, self.message, headers)


class Faults:
    """The faults that wait to happen, oldest first."""

    def __init__(self) -> None:
        self._waiting: list[Fault] = []
        self._lock = threading.Lock()

    def arm(self, fault: Fault) -> None:
        """Let this go wrong at the next occasion."""
        with self._lock:
            self._waiting.append(fault)

    def clear(self) -> None:
        """Let nothing more go wrong."""
        with self._lock:
            self._waiting.clear()

    def waiting(self) -> list[Fault]:
        """What has not happened yet."""
        with self._lock:
            return list(self._waiting)

    def expects(self, operation: str, *kinds: str) -> bool:
        """Whether a fault of these kinds waits for this operation."""
        with self._lock:
            return any(fault.kind in kinds and fault.operation in ("", operation) for fault in self._waiting)

    def take(self, operation: str, *kinds: str) -> Fault | None:
        """The first fault of these kinds for this operation, counted as having happened; None if there is none."""
        with self._lock:
            for index, fault in enumerate(self._waiting):
                if fault.kind in kinds and fault.operation in ("", operation):
                    return self._count(index, fault)
        return None

    def _count(self, index: int, fault: Fault) -> Fault:
        if fault.times == 1:
            del self._waiting[index]
        elif fault.times > 1:
            self._waiting[index] = replace(fault, times=fault.times - 1)
        return fault
