"""One open data set and all that can be done with it: the Python API that the screen and the command line are skins of."""

from curator.workbench.bench import Workbench

__all__ = ["Workbench"]
