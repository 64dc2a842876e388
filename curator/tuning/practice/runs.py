"""A practice job from its queue to its end: a thread that walks the stages the real service reports."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from curator.amounts import counted
from curator.tuning.practice.billing import billed_tokens
from curator.tuning.practice.examples import MINIMUM_EXAMPLES, TrainingFile, read_training_file
from curator.tuning.practice.ngram import StepResult, TrainingPlan, steps_in_epoch, train
from curator.tuning.practice.pace import Pace
from curator.tuning.practice.results import checkpoint_metrics, results_csv
from curator.tuning.practice.state import FINISHED, State, StoredFile, StoredJob, StoredModel, new_id

_MOST_ANSWERS = 5000
_KEPT_CHECKPOINTS = 3


class _Ended(Exception):
    """The job has reached a final status, or the server is closing."""


@dataclass(frozen=True)
class _Lesson:
    answers: list[str]
    held: list[str]
    plan: TrainingPlan

    @property
    def in_epoch(self) -> int:
        return steps_in_epoch(len(self.answers), self.plan.batch_size)


class JobRun(threading.Thread):
    """Works on one job until it ends or the server closes; a run started again goes on where the job stands.

    Args:
        state: What the service remembers.
        job: The job; only this thread changes it, except for its wish.
    """

    def __init__(self, state: State, job: StoredJob) -> None:
        super().__init__(name=f"practice {job.id}", daemon=True)
        self._state = state
        self._job = job

    def run(self) -> None:
        """Walk through all stages."""
        try:
            self._queue()
            lesson = self._prepare()
            self._announce(lesson)
            results = self._train(lesson)
            self._finish(lesson, results)
        except _Ended:
            return

    def _queue(self) -> None:
        self._say(0, "Job enqueued. Waiting for jobs ahead to complete.")
        if self._job.status == "pending":
            self._rest(lambda pace: pace.job_pending)

    def _prepare(self) -> _Lesson:
        job = self._job
        if job.status == "pending":
            self._become("running")
        self._say(1, "Preprocessing running for file training file.")
        self._check_data()
        training = read_training_file(self._state.contents.get(f"answers-{job.id}"))
        held = TrainingFile()
        if job.validation_file:
            held = read_training_file(self._state.contents.get(f"held-{job.id}"))
        if training.examples < MINIMUM_EXAMPLES:
            words = (
                f"Training file has {training.examples} example(s), but must have at least {MINIMUM_EXAMPLES} examples"
            )
            self._fail("invalidPayload", words)
        for name, file in (("Training", training), ("Validation", held)):
            line = file.wrong_for(job.method)
            if line is not None:
                self._fail(
                    "invalidPayload", f"{name} file has an invalid schema for method {job.method} in line {line}."
                )
        self._say(2, "Preprocessing completed for file training file.")
        if job.validation_file:
            self._say(3, "Preprocessing completed for file validation file.")
        return self._lesson_of(training, held)

    def _check_data(self) -> None:
        fault = self._state.faults.take("training", "fail-data-check")
        if fault is not None:
            self._fail(
                "invalidPayload",
                f"The provided training data failed RAI checks for harm types: [{fault.words}]. Please fix the data "
                "and try again.",
            )
        fault = self._state.faults.take("training", "fail-job")
        if fault is not None:
            self._fail(fault.code or "internalFailure", fault.words)

    def _lesson_of(self, training: TrainingFile, held: TrainingFile) -> _Lesson:
        answers = training.answers()
        if len(answers) > _MOST_ANSWERS:
            self._say(4, f"Practice: learns {_MOST_ANSWERS} of {len(answers)} examples, evenly taken.")
            answers = [answers[index * len(answers) // _MOST_ANSWERS] for index in range(_MOST_ANSWERS)]
        values = self._job.hyperparameters
        if values["n_epochs"] <= 0:
            values["n_epochs"] = 3 if len(answers) < 1000 else 2
        if values["batch_size"] <= 0:
            values["batch_size"] = max(1, math.ceil(len(answers) / 500))
        plan = TrainingPlan(
            int(values["n_epochs"]), int(values["batch_size"]), values["learning_rate_multiplier"], self._job.seed
        )
        return _Lesson(answers, held.answers()[:_MOST_ANSWERS], plan)

    def _announce(self, lesson: _Lesson) -> None:
        stages = ("Job started.", "Data Import started.", "Finetuning started.", "Job queued, waiting for GPUs.")
        for offset, message in enumerate((*stages, "Training started.")):
            if self._job.stage <= 5 + offset:
                self._rest(lambda pace: pace.job_stage)
            self._say(5 + offset, message)
        if not self._job.result_files:
            self._job.result_files = [new_id("file")]
        self._say(10, f"Created results file: {self._job.result_files[0]}")

    def _train(self, lesson: _Lesson) -> list[StepResult]:
        results: list[StepResult] = []
        seen_before = self._job.step
        steps = lesson.in_epoch * lesson.plan.epochs
        for result in train(lesson.answers, lesson.held, lesson.plan):
            results.append(result)
            if result.step <= seen_before:
                continue
            self._rest(lambda pace: pace.training / steps)
            self._preempt(result)
            self._job.step = result.step
            self._report(lesson, result)
        return results

    def _report(self, lesson: _Lesson, result: StepResult) -> None:
        if result.step == 1 or result.step % 10 == 0:
            data = {"step": result.step, "train_loss": result.train_loss}
            self._event(f"Step {result.step}: training loss={result.train_loss:.4g}", kind="metrics", data=data)
        if result.step % lesson.in_epoch == 0:
            self._checkpoint(result)

    def _checkpoint(self, result: StepResult) -> None:
        job = self._job
        checkpoint_id = new_id("ftchkpt")
        name = f"{job.model.split('.ft-')[0]}.ft-{job.id.removeprefix('ftjob-')}:ckpt-step-{result.step}"
        checkpoint = {
            "id": checkpoint_id,
            "object": "fine_tuning.job.checkpoint",
            "created_at": int(time.time()),
            "fine_tuned_model_checkpoint": name,
            "fine_tuning_job_id": job.id,
            "metrics": checkpoint_metrics(result),
            "step_number": result.step,
        }
        with self._state.lock:
            job.checkpoints = [*job.checkpoints, checkpoint][-_KEPT_CHECKPOINTS:]
            self._keep_model(name, checkpoint_id)
            self._state.save(job)

    def _keep_model(self, name: str, deployable_as: str | None) -> None:
        base = self._job.model.split(".ft-")[0]
        model = StoredModel(name, base, self._job.id, time.time(), deployable_as)
        self._state.models[name] = model
        self._state.save(model)

    def _finish(self, lesson: _Lesson, results: list[StepResult]) -> None:
        job = self._job
        fault = self._state.faults.take("training", "fail-model-check")
        if fault is not None:
            self._fail(
                "modelEvaluationFailed",
                "This model is unable to be deployed. Model evaluation identified that this fine tuned model scores "
                f"above acceptable thresholds for [{fault.words}]. Please review your training data set and resubmit "
                "the job.",
            )
        base = job.model.split(".ft-")[0]
        name = f"{base}.ft-{job.id.removeprefix('ftjob-')}"
        tokens, counted_as = billed_tokens(self._state.contents.get(f"answers-{job.id}"), base)
        with self._state.lock:
            self._write_results(results)
            job.fine_tuned_model = f"{name}-{job.suffix}" if job.suffix else name
            job.trained_tokens = tokens * lesson.plan.epochs
            self._keep_model(job.fine_tuned_model, None)
            self._event("Job succeeded.")
            self._event("Model Evaluation Passed.")
            self._event(f"Completed results file: {(job.result_files or [''])[0]}")
            self._event(f"Practice: {tokens} {counted_as}, seen {counted(lesson.plan.epochs, 'time')}.")
            self._event(f"Training tokens billed: {job.trained_tokens}")
            self._end("succeeded")

    def _write_results(self, results: list[StepResult]) -> None:
        data = results_csv(results)
        name = (self._job.result_files or [new_id("file")])[0]
        file = StoredFile(name, "results.csv", "fine-tune-results", len(data), time.time())
        self._state.contents.put(name, data)
        self._state.files[name] = file
        self._state.save(file)

    def _rest(self, stage: Callable[[Pace], float]) -> None:
        """Let a stage take its time, heeding wishes meanwhile; a new pace counts at once."""
        begin = time.monotonic()
        with self._state.changed:
            while True:
                self._heed_wishes()
                left = begin + stage(self._state.pace) - time.monotonic()
                if left <= 0:
                    return
                self._state.changed.wait(left)

    def _heed_wishes(self) -> None:
        if self._state.closing:
            raise _Ended
        if self._job.wish == "cancel":
            self._event("Job cancelled.")
            self._end("cancelled")
            raise _Ended
        if self._job.wish == "pause":
            self._job.wish = ""
            self._pause("Job paused.", None)

    def _preempt(self, result: StepResult) -> None:
        if self._state.faults.take("training", "preempt") is not None:
            with self._state.changed:
                self._pause("Job preempted by jobs of higher priority.", self._state.pace.pausing)

    def _pause(self, message: str, seconds: float | None) -> None:
        """Stand still until somebody resumes, or for `seconds` where the service itself paused the job."""
        state = self._state
        self._become("pausing")
        state.changed.wait_for(self._must_stop, state.pace.pausing)
        self._become("paused")
        self._event(message)
        state.changed.wait_for(lambda: self._must_stop() or self._job.wish == "resume", seconds)
        if self._must_stop():
            self._heed_wishes()
        self._job.wish = ""
        self._become("resuming")
        state.changed.wait_for(self._must_stop, state.pace.resuming)
        self._become("running")
        self._event("Job resumed.")

    def _must_stop(self) -> bool:
        return self._state.closing or self._job.wish == "cancel"

    def _become(self, status: str) -> None:
        self._job.status = status
        self._state.save(self._job)

    def _say(self, stage: int, message: str) -> None:
        """Report a stage once, also over a restart."""
        if self._job.stage <= stage:
            self._job.stage = stage + 1
            self._event(message)

    def _event(self, message: str, level: str = "info", kind: str = "message", data: dict | None = None) -> None:
        event = {
            "id": new_id("ftevent"),
            "object": "fine_tuning.job.event",
            "created_at": int(time.time()),
            "level": level,
            "message": message,
            "type": kind,
        }
        with self._state.lock:
            self._job.events.append(event if data is None else {**event, "data": data})
            self._state.save(self._job)

    def _fail(self, code: str, message: str) -> None:
        self._job.error = {"code": code, "message": message, "param": None}
        self._event(message, level="error")
        self._end("failed")
        raise _Ended

    def _end(self, status: str) -> None:
        if status not in FINISHED:
            raise ValueError(status)
        with self._state.lock:
            self._job.finished_at = int(time.time())
            self._job.wish = ""
            if status != "succeeded":
                self._job.result_files = None
            self._become(status)
