"""Which resource is spoken to: the form that makes a profile and tries it, keys typed unseen, and no guessing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from curator.tui.screens.train import TrainScreen
from curator.tui.screens.train.confirming import ConfirmScreen
from curator.tui.screens.train.profile_form import ProfileScreen
from curator.tuning.choosing import own_file
from curator.tuning.practice.faults import Fault
from curator.tuning.practice.pace import Pace
from curator.tuning.practice.server import PracticeServer
from curator.tuning.profiles import load_profiles
from tests.tui.test_train import clerk

__all__ = ["clerk"]
KEY = "c0ffee-not-to-be-found-in-any-file"
ENDPOINT = 1
"""How often down goes to the field, from the first one."""
KEY_FIELD = 4


@pytest.fixture(autouse=True)
def _own_configuration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setattr("sys.platform", "linux")
    for name in ("CURATOR_PROFILE", "CURATOR_PRACTICE_URL", "CURATOR_PRACTICE_KEY", "AZURE_OPENAI_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def resource(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PracticeServer]:
    """A service that speaks as Azure does, elsewhere."""
    with PracticeServer(tmp_path_factory.mktemp("resource"), Pace().at(300.0), KEY) as server:
        yield server


async def go_to(seen, downs: int) -> None:
    """Put the form's cursor on a field, and open it."""
    fields = seen.app.screen.fields
    fields.move(-20)
    fields.move(downs)
    await seen.press("enter")


async def fill(seen, downs: int, text: str) -> None:
    """Put a value into a field of the form."""
    await go_to(seen, downs)
    seen.app.screen.field.value = text
    await seen.press("enter")


def files_below(folder: Path) -> str:
    """Everything written below a folder."""
    return "".join(path.read_bytes().decode("utf-8", "replace") for path in folder.rglob("*") if path.is_file())


async def test_a_form_makes_a_profile_tries_it_and_speaks_to_it(opened, clerk: Path, resource, tmp_path: Path) -> None:
    async with opened(clerk, (120, 36)) as seen:
        await seen.press("4")
        assert "rehearses with the practice service" in seen.text and "n makes a profile" in seen.text
        await seen.press("n")
        assert isinstance(seen.app.screen, ProfileScreen) and "needed" in seen.text
        await seen.press("t")
        assert "A profile needs an endpoint." in seen.said
        await fill(seen, ENDPOINT, resource.address.endpoint)
        await seen.press("t")
        assert "There is no key" in seen.lines[-2]
        await go_to(seen, KEY_FIELD)
        await seen.press(*KEY)
        assert KEY not in seen.text and "•" * 10 in seen.text
        await seen.press("enter", "t")
        assert "✓ models       6 base models can be trained" in seen.text and "✓ jobs         0 jobs" in seen.text
        assert "✓ deployments  0 deployments" in seen.text, "not Azure's control plane but this machine's is asked"
        assert "Every door opens." in seen.lines[-2]
        assert not own_file().exists()
        await seen.press("w")
        screen = seen.app.screen
        assert isinstance(screen, TrainScreen) and "profile prod is written to" in seen.text
        assert seen.lines[1].endswith("prod · practice") and load_profiles([own_file()])["prod"].key_variable == (
            "AZURE_OPENAI_API_KEY"
        )
        await seen.press("enter")
        assert isinstance(seen.app.screen, ConfirmScreen) and "profile prod" not in seen.lines[0]
        assert "as whoever holds the resource's key" in seen.text
    assert KEY not in files_below(tmp_path) and KEY not in own_file().read_text()


async def test_what_the_resource_refuses_is_said_door_by_door(opened, clerk: Path, resource) -> None:
    async with opened(clerk, (120, 36)) as seen:
        await seen.press("4", "n")
        await fill(seen, ENDPOINT, resource.address.endpoint)
        await fill(seen, KEY_FIELD, "wrong")
        await seen.press("t")
        assert "✗ models" in seen.text and "401" in seen.text and "Access denied due to invalid" in seen.text
        assert seen.text.count("It said") == 1, "the same failure is told once"
        await fill(seen, KEY_FIELD, KEY)
        resource.faults.arm(Fault("refuse", "list-models", status=403, code="", message="Public access is disabled."))
        await seen.press("t")
        assert "✗ models" in seen.text and "Public access is disabled." in seen.text and "✓ files" in seen.text
        await fill(seen, ENDPOINT, "http://contoso.example")
        await seen.press("w")
        assert "never sent without encryption" in seen.lines[-2] and not own_file().exists()


async def test_the_datas_own_file_keeps_every_byte(opened, clerk: Path, resource) -> None:
    beside = clerk.with_name("curator.toml")
    before = b"# ours\r\n[filters]\r\nlong = 'tokens>10'   # words"
    beside.write_bytes(before)
    async with opened(clerk, (80, 24)) as seen:
        await seen.press("4", "n")
        seen.app.screen.fields.move(20)
        await seen.press("space")
        assert str(beside)[:20] in seen.text
        await fill(seen, ENDPOINT, resource.address.endpoint)
        await seen.press("w")
        assert seen.lines[1].rstrip().endswith("prod · practice")
    after = beside.read_bytes()
    assert after.startswith(before) and not own_file().exists()
    assert load_profiles([beside])["prod"].endpoint == resource.address.endpoint


async def test_a_key_that_is_nowhere_is_asked_for_and_again_when_it_is_refused(
    opened, clerk: Path, resource, tmp_path: Path
) -> None:
    place = f'endpoint = "{resource.address.endpoint}"\n'
    (tmp_path / "curator.toml").write_text(f"[profile.here]\n{place}")
    async with opened(clerk, (120, 36)) as seen:
        await seen.press("4", "enter")
        assert "AZURE_OPENAI_API_KEY is not set. The key of here" in seen.lines[-2]
        await seen.press(*"wrong", "enter")
        assert "401" in seen.text and "Access denied" in seen.text
        await seen.press("r")
        await seen.press(*KEY)
        assert KEY not in seen.text
        await seen.press("enter")
        assert isinstance(seen.app.screen, ConfirmScreen)
        assert seen.app.screen_stack[-2].field.value == ""
    assert KEY not in files_below(tmp_path)


async def test_of_several_resources_none_is_guessed(opened, clerk: Path, resource, tmp_path: Path) -> None:
    place = f'endpoint = "{resource.address.endpoint}"\nkey_variable = "CURATOR_TEST_KEY"\n'
    (tmp_path / "curator.toml").write_text(f"[profile.here]\n{place}[profile.there]\n{place}production = true\n")
    async with opened(clerk, (80, 24)) as seen:
        await seen.press("4")
        assert "Which resource?" in seen.text and "here" in seen.text and "there" in seen.text
        await seen.press("enter")
        assert "1 here" in seen.text and "3 practice" in seen.text
        await seen.press("2")
        assert "The key of there" in seen.text
