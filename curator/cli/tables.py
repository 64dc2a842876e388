"""The README's tables, made from the code: rules, shapes, commands, filters, targets, keys."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

import click

TABLES = ("commands", "verbs", "filters", "rules", "shapes", "targets", "keys")


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    def line(cells: Iterable[str]) -> str:
        return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"

    heads = list(head)
    return "\n".join([line(heads), line("---" for _ in heads), *(line(row) for row in rows)])


def _option_text(option: click.Option) -> str:
    names = "/".join([*option.opts, *option.secondary_opts])
    if option.is_flag:
        return f"`{names}`"
    kind = option.type
    choices = "\\|".join(kind.choices) if isinstance(kind, click.Choice) else ""
    value = choices or option.metavar or kind.name.upper()
    return f"`{names} {value}`".replace("\\|", "|")


def commands_table() -> str:
    """Each command with its options."""
    from curator.cli.commands import COMMAND_NAMES, curator

    context = click.Context(curator, info_name="curator")
    rows: list[list[str]] = []
    for name in COMMAND_NAMES:
        command = curator.get_command(context, name)
        assert command is not None
        arguments = " ".join(
            parameter.make_metavar(context) for parameter in command.params if isinstance(parameter, click.Argument)
        )
        options = [_option_text(option) for option in command.params if isinstance(option, click.Option)]
        first = (command.help or "").split("\n\n")[0].replace("\n", " ")
        said = ", ".join(options)
        if isinstance(command, click.Group):
            arguments, said = f"{arguments} VERB", "of each verb: `--line N[,N-M]` or `--where QUERY`, `--dry-run`"
        rows.append([f"`curator {name} {arguments}`".replace(" `", "`"), first, said])
    return _table(["command", "what it does", "options"], rows)


def verbs_table() -> str:
    """Every verb that changes, writes or sends, with its name on each floor."""
    from curator.tui.keys import KEYS
    from curator.workbench.verbs import VERBS

    rows: list[list[str]] = []
    for verb in VERBS:
        keys = dict.fromkeys(key.shown for key in KEYS if key.verb == verb.name)
        method = verb.method.rpartition(":")[2]
        rows.append([
            verb.name, verb.kind.value, verb.sentence, ", ".join(f"`{key}`" for key in keys), f"`{verb.shell()}`",
            f"`{method}`",
        ])  # fmt: skip
    return _table(["verb", "it", "what it does", "keys", "command line", "method"], rows)


def filters_table() -> str:
    """The fields of the filter language."""
    from curator.engine.query.words import FIELDS, NUMBERS, ROLES_OF_TEXT

    rows = [[f"`{name}:`", text] for name, text in FIELDS.items()]
    rows.append(
        [
            ", ".join(f"`{name}`" for name in NUMBERS),
            "a number: `tokens>2000`, `messages=3`, `answer:100..200`, `tokens>1.5k`",
        ]
    )
    rows.append(
        [
            ", ".join(f"`{name}:`" for name in ROLES_OF_TEXT if name != "system"),
            "words in the text of one role: `user:refund`, `assistant:/sorry.*/i`",
        ]
    )
    rows.append(["`@name`", "a filter saved in curator.toml, as if it stood there in brackets: `@long -is:dropped`"])
    return _table(["term", "what it asks"], rows)


def rules_table() -> str:
    """Every rule by family."""
    from curator.checks.registry import FAMILIES, FAMILY_TITLES, all_rules
    from curator.checks.rule import Mend

    mends = {Mend.NONE: "", Mend.UNSAFE: "to look at", Mend.SAFE: "safe"}
    rows = [
        [FAMILY_TITLES[family], rule.code, f"`{rule.name}`", rule.severity.word, mends[rule.mend], rule.summary]
        for family in FAMILIES
        for rule in all_rules()
        if rule.family == family
    ]
    return _table(["family", "code", "name", "severity", "fix", "what it flags"], rows)


def shapes_table() -> str:
    """Every shape of record that is recognised."""
    from curator.records.shapes import all_shapes

    rows = [
        [
            f"`{shape.name}`",
            shape.title,
            "no: named in one finding" if shape.foreign else f"`schemas/{shape.schema}.json`",
        ]
        for shape in all_shapes()
    ]
    return _table(["shape", "what it is", "read by the service"], rows)


def targets_table() -> str:
    """Every target, with what is known of it."""
    from curator.records.target import all_targets

    rows: list[list[str]] = []
    for target in all_targets():
        limit = target.limits.tokens_per_record
        tokens = "–" if limit is None else f"{limit.number:,}{'' if limit.verified else ' (unverified)'}"
        rows.append([f"`{target.name}`", target.encoding or "–", ", ".join(target.methods), tokens])
    return _table(["target", "encoding", "methods", "tokens in a record"], rows)


def keys_table() -> str:
    """The keys of the screen."""
    from curator.tui.keys import KEYS

    return _table(["where", "key", "what it does"], ([key.place, f"`{key.shown}`", key.sentence] for key in KEYS))


_MAKERS: dict[str, Callable[[], str]] = {
    "commands": commands_table,
    "verbs": verbs_table,
    "filters": filters_table,
    "rules": rules_table,
    "shapes": shapes_table,
    "targets": targets_table,
    "keys": keys_table,
}


def with_tables(readme: str) -> str:
    """The README with every table made anew between its two marks."""
    for name in TABLES:
        made = _MAKERS[name]()
        mark = re.compile(rf"<!-- {name} -->.*?<!-- /{name} -->", re.DOTALL)
        readme = mark.sub(lambda _found, made=made, name=name: f"<!-- {name} -->\n{made}\n<!-- /{name} -->", readme)
    return readme


if __name__ == "__main__":
    from pathlib import Path

    readme = Path(__file__).resolve().parents[2] / "README.md"
    readme.write_text(with_tables(readme.read_text(encoding="utf-8")), encoding="utf-8")
