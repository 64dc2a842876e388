"""curator undeploy: take a deployment away; its model is kept."""

from __future__ import annotations

import sys

import click

from curator.cli.tuning_options import PROFILE, forget_typed, opened_loop, stoppable, tell
from curator.errors import CuratorError


@click.command("undeploy")
@click.argument("name")
@PROFILE
@click.option(
    "--name-again", default=None, metavar="NAME", help="The name once more, in place of typing it when asked."
)
def command(name: str, profile: str | None, name_again: str | None) -> int:
    """Remove the deployment NAME, after its name was typed once more. Its model is kept and can be deployed again."""
    with opened_loop(profile) as loop:
        with stoppable(lambda: "Nothing was removed.") as progress:
            present = {one.name: one for one in loop.deployer.list(progress)}
        if name not in present:
            known = ", ".join(present) or "none"
            raise CuratorError(f"There is no deployment {name}.", f"At {loop.profile.label} there are: {known}.")
        tell(f"{name} serves {present[name].model} ({present[name].sku}). Whoever uses it gets no answer any more.")
        typed = name_again if name_again is not None else _typed(name)
        unsure = (
            "Whether it was removed shows when the deployments are next listed; until then it may cost by the hour."
        )
        with stoppable(lambda: unsure) as progress:
            loop.deployer.undeploy(name, typed, progress)
            left = next((one for one in loop.deployer.list(progress) if one.name == name), None)
        if left is None:
            tell(f"{name} is gone. Its model is kept and costs nothing.")
        else:
            tell(
                f"{name} is being removed ({left.state}); its model is kept. curator deployments shows when it is gone."
            )
    return 0


def _typed(name: str) -> str:
    if not sys.stdin.isatty():
        raise CuratorError(
            "The deployment was not removed.",
            "Nobody can be asked here: standard input is no terminal.",
            f"Add --name-again {name}.",
        )
    forget_typed()
    answer: str = click.prompt(f"Type {name} to remove it", default="", show_default=False, err=True)
    return answer.strip()
