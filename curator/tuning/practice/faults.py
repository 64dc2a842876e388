"""Faults on demand: what can go wrong between a program and the service, made to happen."""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace

from curator.tuning.practice.fault_names import READY, unfit
from curator.tuning.practice.refusals import Refusal, rate_limited

_BROKEN = "The server had an error while processing your request. Sorry about that!"
_USUAL_WORDS = {
    "reject-file": "Validation of jsonl file failed: line 1 is not valid: it is not what a training file holds.",
    "fail-data-check": "hate_fairness",
    "fail-model-check": "Violence",
    "fail-job": "The job failed due to an internal error.",
    "filter-prompt": "hate",
    "filter-answer": "violence",
}


@dataclass(frozen=True)
class Fault:
    """One thing that shall go wrong.

    Kinds, with the operations they fit:
        refuse: any operation; answers `status`, `code`, `message`, with Retry-After where `seconds` is above 0.
        delay: any operation; takes the request in and works on it `seconds` late.
        drop: any operation; reads `after` bytes of the request and closes the connection.
        lose-answer: any operation; does what was asked, then closes the connection without an answer.
        drop-stream: chat, ready; closes the connection after `after` chunks of a stream.
        stream-error: chat, ready; sends an error object after `after` chunks.
        filter-prompt, filter-answer: chat, ready; the content filter steps in, for the category in `message`.
        reject-file: upload; the file ends in status error with `message`.
        fail-data-check, fail-model-check: training; the responsible-AI checks fail for the harm types in `message`.
        fail-job: training; the job fails with `code` and `message`.
        preempt: training; the job is paused and resumed by the service itself.
        fail-deployment: put-deployment; provisioning ends in Failed.
        never-ready: put-deployment; says Succeeded and never answers.
    """

    kind: str
    operation: str = ""
    """The operation it waits for (see `fault_names`); empty for any that the kind fits, but not for `ready`."""
    times: int = 1
    """How often it happens; 0 for ever."""
    status: int = 500
    code: str | None = "InternalServerError"
    message: str = ""
    """The service's words, or what they name; empty for the usual ones (see `words`)."""
    seconds: float = 0.0
    after: int = 0

    def __post_init__(self) -> None:
        """Refuse a fault that could never happen."""
        wrong = unfit(self.kind, self.operation)
        if wrong:
            raise ValueError(wrong)

    @property
    def words(self) -> str:
        """What the service says, or names in what it says."""
        return self.message or _USUAL_WORDS.get(self.kind, _BROKEN)

    def waits_for(self, operation: str) -> bool:
        """Whether it is this operation's turn."""
        return self.operation == operation or (not self.operation and operation != READY)

    def refusal(self) -> Refusal:
        """The answer of a fault of kind refuse."""
        if self.status == 429 and self.code in (None, "429", "InternalServerError"):
            return rate_limited(self.seconds)
        headers = {"retry-after": f"{self.seconds:g}"} if self.seconds else {}
        return Refusal(self.status, self.code, self.words, headers)


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
            return any(fault.kind in kinds and fault.waits_for(operation) for fault in self._waiting)

    def take(self, operation: str, *kinds: str) -> Fault | None:
        """The first fault of these kinds for this operation, counted as having happened; None if there is none."""
        with self._lock:
            for index, fault in enumerate(self._waiting):
                if fault.kind in kinds and fault.waits_for(operation):
                    return self._count(index, fault)
        return None

    def _count(self, index: int, fault: Fault) -> Fault:
        if fault.times == 1:
            del self._waiting[index]
        elif fault.times > 1:
            self._waiting[index] = replace(fault, times=fault.times - 1)
        return fault
