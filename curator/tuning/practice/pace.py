"""How long the practice service takes for each thing it does."""

from __future__ import annotations

from dataclasses import dataclass, fields


@dataclass(frozen=True)
class Pace:
    """Seconds of real time for each stage. The real service takes minutes and hours for the same stages."""

    file_pending: float = 0.3
    file_running: float = 0.7
    job_pending: float = 1.5
    job_stage: float = 0.4
    training: float = 15.0
    pausing: float = 0.5
    resuming: float = 0.5
    provisioning: float = 2.0
    """Until a deployment says Succeeded."""
    lag: float = 2.5
    """From Succeeded until the deployment really answers."""
    deleting: float = 0.5
    word: float = 0.02
    """Between two words of a streamed answer."""
    developer_life: float = 24 * 3600.0
    """How long a deployment of the developer tier lives; not made shorter by `at`."""

    def at(self, speed: float) -> Pace:
        """The same stages `speed` times faster; the life of developer deployments stays."""
        if speed <= 0:
            raise ValueError("speed must be above 0")
        faster = {field.name: getattr(self, field.name) / speed for field in fields(self)}
        return Pace(**{**faster, "developer_life": self.developer_life})

    @property
    def job_total(self) -> float:
        """Seconds from the creation of a job to its end, when nobody pauses it."""
        return self.job_pending + 8 * self.job_stage + self.training
