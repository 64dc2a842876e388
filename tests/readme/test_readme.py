"""The README's tables are those of the code, and its commands exist."""

import ast
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from curator.cli.commands import COMMAND_NAMES, curator
from curator.cli.tables import TABLES, with_tables

README = Path(__file__).resolve().parents[2] / "README.md"

pytestmark = pytest.mark.skipif(not README.exists(), reason="the README is only there in a checkout")


def test_tables_are_in_step_with_the_code() -> None:
    text = README.read_text(encoding="utf-8")
    for name in TABLES:
        assert f"<!-- {name} -->" in text
    assert with_tables(text) == text, "run `python -m curator.cli.tables` to make the tables anew"


@pytest.mark.parametrize("name", COMMAND_NAMES)
def test_every_command_has_help(name: str) -> None:
    result = CliRunner().invoke(curator, [name, "--help"])
    assert result.exit_code == 0
    assert len(result.output.splitlines()) > 4


def test_commands_named_in_the_tour_exist() -> None:
    named = re.findall(r"^curator ([a-z]+) ", README.read_text(encoding="utf-8"), re.MULTILINE)
    assert named
    assert set(named) - {"data"} <= set(COMMAND_NAMES)


def test_every_test_named_for_a_convention_exists() -> None:
    (table,) = re.findall(r"<!-- conventions -->\n(.*?)<!-- /conventions -->", README.read_text("utf-8"), re.DOTALL)
    rows = table.strip().splitlines()[2:]
    assert len(rows) == 20
    tests = {
        node.name
        for path in README.parent.joinpath("tests").rglob("test_*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    for row in rows:
        _, how, named = row.strip("| ").split(" | ")
        assert how
        proofs = re.findall(r"`(test_\w+)`", named)
        assert proofs and set(proofs) <= tests, f"{row}: {set(proofs) - tests}"
