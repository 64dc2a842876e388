"""A wish to stop is answered while a process is still at its batch, and that process can be used again afterwards."""

from __future__ import annotations

import os
import signal
import threading

from curator.dataset.dataset import Dataset
from curator.engine.job import plan_jobs
from curator.engine.local import Worker, run_jobs
from curator.progress import Progress
from curator.settings import Settings

LINE = b'{"messages": [{"role": "user", "content": "Where is it?"}, {"role": "assistant", "content": "Over there."}]}\n'


def test_stopping_does_not_wait_for_the_batch_in_hand(tmp_path) -> None:
    path = tmp_path / "train.jsonl"
    path.write_bytes(LINE * 20)
    settings = Settings()
    with Dataset.open(path) as dataset, Worker(settings, yields=True) as worker:
        dataset.lines.index()
        jobs = plan_jobs(dataset)
        worker.warm()
        assert os.getpriority(os.PRIO_PROCESS, worker.id) > os.getpriority(os.PRIO_PROCESS, 0)
        # A process that stands still never ends its batch; were it waited for, the alarm would wake it.
        os.kill(worker.id, signal.SIGSTOP)
        woken = threading.Event()

        def wake() -> None:
            woken.set()
            os.kill(worker.id, signal.SIGCONT)

        alarm = threading.Timer(30, wake)
        alarm.start()
        progress = Progress()
        wish = threading.Timer(0.1, progress.cancel)
        wish.start()
        assert list(run_jobs(jobs, settings, progress, [worker])) == []
        assert not woken.is_set(), "it waited for the batch"
        alarm.cancel()
        os.kill(worker.id, signal.SIGCONT)
        (part,) = run_jobs(jobs, settings, Progress(), [worker])
        assert (part.first, part.last) == (1, 20)
