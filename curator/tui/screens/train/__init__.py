"""Train & try: files, job, deployment and conversation on one screen."""

from curator.tui.screens.train.screen import TrainScreen

__all__ = ["TrainScreen"]
