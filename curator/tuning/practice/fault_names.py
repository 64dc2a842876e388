"""What can be made to go wrong at the practice service, and where: the names that faults are told by."""

from __future__ import annotations

READY = "ready"
"""Whether a deployment answers yet, asked with one token; faults of `chat` do not meet such a question."""
OPERATIONS = (
    *("upload", "list-files", "get-file", "delete-file", "file-content"),
    *("start-upload", "upload-part", "complete-upload", "cancel-upload"),
    *("create-job", "list-jobs", "get-job", "events", "checkpoints"),
    *("cancel-job", "pause-job", "resume-job", "delete-job", "training"),
    *("list-models", "get-model", "chat", READY, "token"),
    *("put-deployment", "get-deployment", "patch-deployment", "delete-deployment", "list-deployments"),
    *("skus", "operation", "region-models"),
)
"""Everything a fault can wait for."""
_CHAT = ("chat", READY)
KINDS: dict[str, tuple[str, ...]] = {
    "refuse": (),
    "delay": (),
    "drop": (),
    "lose-answer": (),
    "drop-stream": _CHAT,
    "stream-error": _CHAT,
    "filter-prompt": _CHAT,
    "filter-answer": _CHAT,
    "reject-file": ("upload",),
    "fail-data-check": ("training",),
    "fail-model-check": ("training",),
    "fail-job": ("training",),
    "preempt": ("training",),
    "fail-deployment": ("put-deployment",),
    "never-ready": ("put-deployment",),
}
"""What can go wrong, and the operations it fits; none for any but training."""


def unfit(kind: str, operation: str) -> str:
    """Why such a fault can never happen; "" where it can."""
    if kind not in KINDS:
        return f'There is no fault "{kind}". Known: {", ".join(KINDS)}.'
    if operation and operation not in OPERATIONS:
        return f'There is no operation "{operation}". Known: {", ".join(OPERATIONS)}.'
    fitting = KINDS[kind] or tuple(one for one in OPERATIONS if one != "training")
    if operation and operation not in fitting:
        return f"{kind} does not happen to {operation}. It fits: {', '.join(fitting)}."
    return ""
