"""The rows of the table of keys that belong to Train & try; curator.tui.keys puts them in with the others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Row(NamedTuple):
    """One key, as `curator.tui.keys.Key` has it."""

    place: str
    id: str
    keys: str
    shown: str
    label: str
    sentence: str
    short: str = ""
    command: str = ""
    verb: str = ""


TRAINING_KEYS: tuple[Row, ...] = (
    # Train & try
    Row("train", "step-down", "down", "↓", "step", "the next step"),
    Row("train", "step-up", "up", "↑", "step up", "the step before"),
    Row(
        "train",
        "do-step",
        "enter",
        "⏎",
        "open",
        "do the step under the cursor: look at what would be sent, deploy, write to the model",
        command="curator submit {path}",
    ),
    Row("train", "set-step", "e", "e", "change", "what is asked of the step: name, epochs, seed, profile, model"),
    Row("train", "new-profile", "n", "n", "new profile", "name a resource of yours in a form, and try it", "profile"),
    Row("train", "pause-job", "p", "p", "pause", "let the job stand still, or go on", verb="pause"),
    Row("train", "cancel-job", "X", "X", "cancel job", "end the job", verb="cancel"),
    Row(
        "train", "other-curve", "a", "a", "accuracy", "draw the token accuracy in place of the loss, or the loss again"
    ),
    Row(
        "train",
        "other-jobs",
        "j",
        "j",
        "other jobs",
        "all jobs of the resource, to look at another one",
        "jobs",
        command="curator jobs",
    ),
    Row("train", "copy-job", "y", "y", "copy", "copy the job's id, its model, or the command"),
    Row(
        "train",
        "other-deployment",
        "t",
        "t",
        "talk to",
        "choose which deployment is talked to, compared and removed, where more than one stands",
    ),
    Row("train", "undeploy", "D", "D", "undeploy", "remove the deployment that is talked to", verb="undeploy"),
    Row("train", "try-again", "r", "r", "try again", "do once more what failed"),
    Row(
        "train",
        "show-causes",
        "w",
        "w",
        "likely lines",
        "the records that are the likely cause of a failure, in Data",
    ),
    Row("train", "copy-trouble", "c", "c", "copy all this", "copy all of the error"),
    Row("train", "pane-down", "pagedown,ctrl+d", "PgDn", "page down", "one page down in what stands beside the steps"),
    Row("train", "pane-up", "pageup,ctrl+u", "PgUp", "page up", "one page up in what stands beside the steps"),
    Row("train", "train-back", "escape", "esc", "back", "one step back: the field, the error, running work"),
    # the jobs of a resource
    Row("jobs", "job-down", "down,j", "↓", "choose", "the next job"),
    Row("jobs", "job-up", "up,k", "↑", "up", "the job before"),
    Row("jobs", "open-job", "enter", "⏎", "look at it", "look at the job under the cursor"),
    Row("jobs", "leave-jobs", "escape,q", "esc", "back", "leave the list"),
    # the form for a profile
    Row("profile", "profile-down", "down", "↓", "field", "the next field"),
    Row("profile", "profile-up", "up", "↑", "field up", "the field before"),
    Row("profile", "change-entry", "enter", "⏎", "change", "type another value, or turn the switch"),
    Row("profile", "turn-entry", "space", "space", "turn", "turn to what is usual next"),
    Row(
        "profile",
        "try-profile",
        "t",
        "t",
        "try it",
        "ask the resource for its models, files, jobs and deployments; nothing is changed",
        "try",
    ),
    Row("profile", "write-profile", "w", "w", "write", "write the profile and speak to it; a key is never written"),
    Row("profile", "tried-down", "pagedown,ctrl+d", "PgDn", "page down", "one page down in what the resource said"),
    Row("profile", "tried-up", "pageup,ctrl+u", "PgUp", "page up", "one page up in what the resource said"),
    Row("profile", "leave-profile", "escape", "esc", "back", "leave the field, stop trying, leave the form"),
    # the conversation with a deployed model
    Row("chat", "chat-down", "down", "↓", "down", "further down"),
    Row("chat", "chat-up", "up", "↑", "up", "further up"),
    Row("chat", "chat-page-down", "pagedown,ctrl+d", "PgDn", "page down", "one page down"),
    Row("chat", "chat-page-up", "pageup,ctrl+u", "PgUp", "page up", "one page up"),
    Row("chat", "write-message", "enter,i", "⏎", "write", "write to the model", verb="chat"),
    Row(
        "chat",
        "keep-answer",
        "a",
        "a",
        "add to data",
        "keep the conversation up to the last answer as a record of the data",
        "add",
        verb="keep-answer",
    ),
    Row("chat", "correct-answer", "e", "e", "correct", "correct the last answer"),
    Row("chat", "ask-again", "r", "r", "again", "ask the last question once more", verb="again"),
    Row(
        "chat",
        "compare",
        "c",
        "c",
        "compare",
        "two deployments side by side over the validation set",
        verb="compare",
    ),
    Row("chat", "system-message", "s", "s", "system", "talk with another system message"),
    Row("chat", "settings", "t", "t", "settings", "temperature and the like"),
    Row("chat", "offer-tools", "o", "o", "tools", "offer the training data's tools with each message, or no longer"),
    Row("chat", "raw-answers", "v", "v", "raw", "answers as they came, or laid out as Markdown again"),
    Row("chat", "new-talk", "n", "n", "new", "begin a new conversation"),
    Row("chat", "taught-by", "w", "w", "what taught it", "the records nearest to the last question", "why"),
    Row(
        "chat",
        "bad-answer",
        "b",
        "b",
        "bad: to Review",
        "send the last answer to Review, with the records that most likely taught it",
        "bad",
    ),
    Row("chat", "leave-chat", "escape", "esc", "steps", "back to the steps"),
    # bad answers, in Review
    Row("answers", "source-down", "down,j", "↓", "record", "the next record near to the answer"),
    Row("answers", "source-up", "up,k", "↑", "record up", "the record before"),
    Row("answers", "show-source", "enter", "⏎", "in Data", "show the records in Data, the cursor on this one"),
    Row("answers", "next-answer", "n", "n", "next answer", "the next answer to look at", "next"),
    Row("answers", "previous-answer", "N", "N", "previous", "the answer before", "back"),
    Row("answers", "answer-done", "d", "d", "done", "this answer has been looked at; it leaves the list"),
    Row("answers", "answers-back", "escape", "esc", "review", "back to what was found"),
    # the line to write in
    Row("message", "leave-message", "escape", "esc", "keys", "stop the answer, else give the keys to the conversation"),
    # the question before something leaves the machine or costs money
    Row("confirm", "choose-other", "left,right,tab", "← →", "choose", "the other answer"),
    Row("confirm", "do-answer", "enter", "⏎", "do it", "do what is chosen"),
    Row("confirm", "force", "f", "f", "in spite of errors", "send in spite of errors; the reason is typed", "force"),
    Row("confirm", "copy-as-command", "y", "y", "copy as command", "the same on the command line", "copy"),
    Row("confirm", "confirm-down", "down", "↓", "down", "further down"),
    Row("confirm", "confirm-up", "up", "↑", "up", "further up"),
    Row("confirm", "confirm-page-down", "pagedown,ctrl+d", "PgDn", "page down", "one page down"),
    Row("confirm", "confirm-page-up", "pageup,ctrl+u", "PgUp", "page up", "one page up"),
    Row("confirm", "confirm-help", "question_mark,f1", "?", "help", "help for this question"),
    Row("confirm", "leave-confirm", "escape", "esc", "cancel", "do nothing"),
    # leaving while something costs money
    Row("leaving", "leave-now", "enter,q", "⏎", "leave all the same", "leave; what costs money goes on", "leave"),
    Row("leaving", "stay", "escape", "esc", "stay", "stay here"),
    # two deployments side by side
    Row("compare", "mark-a", "left", "←", "A better", "A's answer is the better one", "A"),
    Row("compare", "mark-b", "right", "→", "B better", "B's answer is the better one", "B"),
    Row("compare", "mark-same", "equals_sign", "=", "same", "both are as good"),
    Row("compare", "next-question", "n", "n", "next", "the next question"),
    Row("compare", "previous-question", "N", "N", "back", "the question before"),
    Row(
        "compare",
        "keep-b",
        "a",
        "a",
        "add B to data",
        "keep B's answer as a record of the data",
        "add B",
        verb="keep-answer",
    ),
    Row(
        "compare", "show-sources", "s", "s", "show source rows", "the training records nearest to the question", "rows"
    ),
    Row("compare", "asked-down", "down", "↓", "question", "further down in what was asked and wanted"),
    Row("compare", "asked-up", "up", "↑", "question up", "further up in what was asked and wanted"),
    Row("compare", "replies-down", "pagedown,ctrl+d", "PgDn", "answers", "one page down in both answers"),
    Row("compare", "replies-up", "pageup,ctrl+u", "PgUp", "answers up", "one page up in both answers"),
    Row("compare", "export-comparison", "w", "w", "write", "write questions, answers and marks to a file"),
    Row("compare", "leave-compare", "escape,q", "esc", "back", "back; what was answered and marked is kept"),
)

TRAINING_FOOTERS: Mapping[str, tuple[str, ...]] = {
    "train": (
        "step-down", "do-step", "pause-job", "cancel-job", "other-curve", "other-jobs", "set-step", "new-profile",
        "train-back", "other-deployment", "undeploy", "copy-job", "pane-down", "leave",
    ),
    "jobs": ("job-down", "open-job", "leave-jobs"),
    "value": ("do-step", "train-back"),
    "profile": (
        "profile-down", "change-entry", "turn-entry", "try-profile", "write-profile", "tried-down", "leave-profile",
    ),
    "trouble": ("try-again", "undeploy", "show-causes", "copy-trouble", "set-step", "train-back"),
    "chat": (
        "write-message", "keep-answer", "bad-answer", "correct-answer", "ask-again", "offer-tools", "compare",
        "system-message", "settings", "raw-answers", "leave-chat",
    ),
    "answers": ("source-down", "show-source", "next-answer", "previous-answer", "answer-done", "answers-back"),
    "message": ("write-message", "leave-message"),
    "confirm": ("choose-other", "do-answer", "leave-confirm", "force", "copy-as-command"),
    "leaving": ("leave-now", "stay"),
    "compare": (
        "mark-a", "mark-b", "mark-same", "next-question", "asked-down", "replies-down", "previous-question", "keep-b",
        "show-sources", "leave-compare",
    ),
}  # fmt: skip
