"""One open data set and all that can be done with it: the Python API under the screen and the command line."""

from curator.workbench.bench import Workbench

__all__ = ["Workbench"]
