"""curator.toml: found, read, held to, and every mistake in it named with its line."""

import json
import pickle
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curator.checks.registry import rule_named, selected_rules, severity_of
from curator.checks.rule import Severity
from curator.cli import run
from curator.configuration import configuration_for, settings_for, user_folder
from curator.errors import CuratorError
from curator.settings import DEFAULT_TARGET, Settings, line_of
from curator.tui.asked import own_keys

ALL = """\
# A team's settings
target = "azure/gpt-4o"
select = [
  "SHA",
  "duplicates",
]
ignore = "SHA001, near-duplicate"

[thresholds]
near_similarity = 0.9
prompt_repeats = 5

[severities]
duplicate = "info"
"shape-*" = "off"

[filters]
long = "tokens>2000"

[keys]
drop = "x,delete"

[profile.prod]
endpoint = "https://contoso.example"
"""
TWICE = b'{"messages": [{"role": "user", "content": "Hello?"}, {"role": "assistant", "content": "Hello."}]}\n' * 2


@pytest.fixture
def data(tmp_path: Path) -> Path:
    path = tmp_path / "project" / "data" / "a.jsonl"
    path.parent.mkdir(parents=True)
    path.write_bytes(TWICE)
    return path


def test_every_key_is_read(data: Path) -> None:
    (data.parent / "curator.toml").write_text(ALL)
    found = configuration_for(data)
    made = found.settings()
    assert made.target == "azure/gpt-4o"
    assert (made.select, made.ignore) == (("SHA", "duplicates"), ("SHA001", "near-duplicate"))
    assert (made.thresholds.near_similarity, made.thresholds.prompt_repeats) == (0.9, 5)
    assert made.thresholds.habit_least == Settings().thresholds.habit_least
    assert made.severities == (("duplicate", "info"), ("shape-*", "off"))
    assert (found.filters, found.keys) == ({"long": "tokens>2000"}, {"drop": "x,delete"})


def test_the_nearest_file_counts_and_only_that(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert settings_for(data) == Settings()
    user_folder().mkdir(parents=True)
    (user_folder() / "curator.toml").write_text('target = "a"')
    assert settings_for(data).target == "a"
    top = data.parent.parent
    (top / "pyproject.toml").write_text('[project]\nname = "x"\n[tool.curator]\ntarget = "b"\n')
    assert settings_for(data).target == "b"
    (top / "curator.toml").write_text('target = "c"')
    assert settings_for(data).target == "c"
    (data.parent / "pyproject.toml").write_text('[tool.other]\ntarget = "curator"\n')
    assert settings_for(data).target == "c"
    (data.parent / "curator.toml").write_text('select = ["SHA"]')
    assert settings_for(data).target == DEFAULT_TARGET
    monkeypatch.chdir(data.parent)
    assert settings_for(None).select == ("SHA",)


def test_the_command_line_wins(data: Path) -> None:
    (data.parent / "curator.toml").write_text(ALL)
    made = settings_for(data, "azure/gpt-4.1", ("LNG",), ("LNG001",))
    assert (made.target, made.select, made.ignore) == ("azure/gpt-4.1", ("LNG",), ("LNG001",))
    assert made.thresholds.near_similarity == 0.9


def test_where_settings_were_read_decides_nothing(data: Path) -> None:
    (data.parent / "curator.toml").write_text('target = "azure/gpt-4o"')
    read, given_ = settings_for(data), Settings(target="azure/gpt-4o")
    assert read == given_ and hash(read) == hash(given_) and repr(read) == repr(given_)
    assert pickle.loads(pickle.dumps(read)) == read


def test_severities_change_and_silence_rules() -> None:
    made = Settings(severities=(("duplicates", "off"), ("duplicate", "error")))
    spoken = {rule.name for rule in selected_rules(made)}
    assert "duplicate" in spoken and "near-duplicate" not in spoken
    assert severity_of(rule_named("duplicate"), made) is Severity.ERROR
    assert severity_of(rule_named("near-duplicate"), made) is rule_named("near-duplicate").severity


@pytest.mark.parametrize(
    ("was", "now", "line", "title", "hint"),
    [
        ("target =", "taget =", 2, "taget", '"target"'),
        ("near_similarity", "near_similarty", 10, "near_similarty", '"near_similarity"'),
        ("0.9", "1.9", 10, "share from 0 to 1", ""),
        ("0.9", "nan", 10, "share from 0 to 1", ""),
        ("0.9", "true", 10, "must be a number", ""),
        ("= 5", "= 5.5", 11, "whole number", ""),
        ("= 5", "= -5", 11, "negative", ""),
        ('"info"', '"inf"', 14, "inf", '"info"'),
        ('"info"', "3", 14, "severities.duplicate", ""),
        ("[filters]", "[filter]", 17, "filter", '"filters"'),
        ('"tokens>2000"', "2000", 18, "filters.long", ""),
        ('"x,delete"', '["x"]', 21, "keys.drop", ""),
        ('"azure/gpt-4o"', "4", 2, "target", ""),
        ('"SHA",', "3,", 3, "select", ""),
        ("[keys]", "[key", 20, "TOML", ""),
    ],
)
def test_a_mistake_is_named_with_file_and_line(
    data: Path, was: str, now: str, line: int, title: str, hint: str
) -> None:
    path = data.parent / "curator.toml"
    path.write_text(ALL.replace(was, now, 1))
    with pytest.raises(CuratorError) as caught:
        settings_for(data)
    shown = f"{caught.value.title} {caught.value.detail}"
    assert title in shown and str(path) in shown
    assert f"line {line}" in shown
    assert hint in caught.value.hint


@pytest.mark.parametrize(
    ("was", "now", "line", "said"),
    [
        ('  "SHA",', '  "SHAX",', 3, "SHAX"),
        ("near-duplicate", "near-duplicat", 7, "near-duplicate"),
        ("duplicate =", "duplicat =", 14, "duplicate"),
        ("azure/gpt-4o", "azure/gpt-4oo", 2, "azure/gpt-4o"),
    ],
)
def test_a_rule_or_target_that_is_not_known_is_named_with_file_and_line(
    data: Path, capsys: pytest.CaptureFixture[str], was: str, now: str, line: int, said: str
) -> None:
    path = data.parent / "curator.toml"
    path.write_text(ALL.replace(was, now, 1))
    assert run(["check", str(data)]) == 2
    shown = capsys.readouterr().err
    assert f"{path}, line {line}" in shown and said in shown and "Traceback" not in shown


def test_a_wrong_word_on_the_command_line_blames_no_file(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (data.parent / "curator.toml").write_text(ALL)
    assert run(["check", str(data), "--select", "SHAX"]) == 2
    assert "curator.toml" not in capsys.readouterr().err


def test_a_table_in_pyproject_is_named_with_its_line(data: Path) -> None:
    path = data.parent / "pyproject.toml"
    path.write_text('[project]\nname = "x"\n\n[tool.curator.thresholds]\nprompt_repeat = 3\n')
    with pytest.raises(CuratorError) as caught:
        settings_for(data)
    assert f"{path}, line 5" in caught.value.detail and "prompt_repeats" in caught.value.hint


def findings(capsysbinary: pytest.CaptureFixture[bytes], data: Path, *more: str) -> dict[str, Any]:
    run(["check", str(data), "--format", "json", *more])
    return json.loads(capsysbinary.readouterr().out)


def test_check_holds_to_it(data: Path, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    assert run(["check", str(data), "--select", "duplicate"]) == 0
    capsysbinary.readouterr()
    before = findings(capsysbinary, data)
    assert {one["severity"] for one in before["findings"] if one["name"] == "duplicate"} == {"warning"}
    (data.parent / "curator.toml").write_text('target = "azure/gpt-4o"\n[severities]\nduplicate = "error"\n')
    after = findings(capsysbinary, data)
    assert after["target"]["name"] == "azure/gpt-4o"
    assert {one["severity"] for one in after["findings"] if one["name"] == "duplicate"} == {"error"}
    assert run(["check", str(data), "--select", "duplicate"]) == 1
    capsysbinary.readouterr()
    (data.parent / "curator.toml").write_text('[severities]\nduplicates = "off"\n')
    assert not [one for one in findings(capsysbinary, data)["findings"] if one["rule"].startswith("DUP")]


def test_an_own_table_of_targets_is_read_from_beside_the_file(
    data: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    own = {
        "format": "curator.targets/1",
        "models": [
            {
                "name": "azure/own-model",
                "service": "azure",
                "model": "own-model",
                "encoding": "cl100k_base",
                "methods": ["supervised"],
                "source": {"source": "our own", "date": "2026", "verified": True},
            }
        ],
    }
    (data.parent / "own.json").write_text(json.dumps(own))
    (data.parent / "curator.toml").write_text('targets = "own.json"\ntarget = "own-model"\n')
    assert findings(capsysbinary, data)["target"] == {"name": "azure/own-model", "encoding": "cl100k_base"}
    (data.parent / "curator.toml").write_text('targets = "gone.json"\n')
    assert run(["check", str(data)]) == 2
    assert f"{data.parent / 'curator.toml'}, line 1" in capsysbinary.readouterr().err.decode()


def test_two_files_with_settings_of_their_own_are_spoken_of(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = data.parent.parent / "other" / "b.jsonl"
    other.parent.mkdir()
    other.write_bytes(TWICE)
    (other.parent / "curator.toml").write_text('target = "azure/gpt-4o"')
    run(["check", str(data), str(other)])
    assert "is not used" in capsys.readouterr().err


def test_a_key_for_a_verb_that_does_not_exist_is_named_with_its_line(data: Path) -> None:
    (data.parent / "curator.toml").write_text('[keys]\ndrop = "x"\n')
    assert own_keys(configuration_for(data)) == {"drop": "x"}
    (data.parent / "curator.toml").write_text('[keys]\ndrop = "x"\nacept = "d"\n')
    with pytest.raises(CuratorError) as caught:
        own_keys(configuration_for(data))
    assert "line 3" in caught.value.detail and '"accept"' in caught.value.hint


NAMES = st.text("abc-_ .\"'\\=[]#\n", min_size=1, max_size=6)
WORDS = st.text("ab\"'=[]#\n \\", max_size=12)


def quoted(text: str) -> str:
    return json.dumps(text)


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(NAMES, WORDS | st.lists(WORDS, max_size=3), min_size=1, max_size=6))
def test_the_line_of_a_key_is_found_whatever_stands_around_it(entries) -> None:
    lines, expected = ["# a = 1", "", "[table]"], {}
    for name, value in entries.items():
        expected[name] = len(lines) + 1
        if isinstance(value, str):
            lines.append(f"{quoted(name)} = {quoted(value)} # {quoted(name)} = 1")
        else:
            lines += [f"{quoted(name)} = [", *(f"  {quoted(word)}," for word in value), "]", ""]
    text = "\n".join(lines)
    assert {name: line_of(text, ("table", name)) for name in entries} == expected
    assert line_of(text, ("table", "never written")) is None
