"""The door for scripts: it owns standard output, standard error and the exit status.

0: nothing at or above --fail-on. 1: findings at or above it (split: something was left out). 2: wrong usage, or
something could not be read or reached. 130: interrupted.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Sequence

from curator.errors import CuratorError

FINDINGS = 1
BROKEN = 2
INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line; never returns."""
    _keep_libraries_to_one_thread()
    sys.exit(run(sys.argv[1:] if arguments is None else list(arguments)))


def _keep_libraries_to_one_thread() -> None:
    """Our workers are the threads: those of numpy and polars mostly wait, and they wait by spinning.

    They cost half of the start-up's CPU and a sixth of a check's. Whoever sets the variables is obeyed.
    """
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "POLARS_MAX_THREADS"):
        os.environ.setdefault(name, "1")


def run(arguments: Sequence[str]) -> int:
    """Run one command and give its exit status. What goes wrong is said on standard error, in one screen."""
    import click

    from curator.cli.commands import curator
    from curator.cli.output import say_error

    try:
        status = curator.main(args=list(arguments), prog_name="curator", standalone_mode=False)
        sys.stdout.flush()
        return status if isinstance(status, int) else 0
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.ClickException as error:
        error.show()
        return BROKEN
    except CuratorError as error:
        say_error(error)
        return BROKEN
    except (KeyboardInterrupt, click.Abort):
        print("\nStopped.", file=sys.stderr)  # noqa: T201
        return INTERRUPTED
    except BrokenPipeError:
        # The reader of our output went away (curator check ... | head): that is its right, and no error.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 128 + signal.SIGPIPE
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        say_error(CuratorError("The system refused.", f"{where}{error.strerror or error}"))
        return BROKEN
