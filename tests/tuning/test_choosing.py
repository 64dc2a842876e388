"""Which profile counts: one rule for the screen and the commands; and a profile in the making."""

from __future__ import annotations

from pathlib import Path

import pytest

from curator.configuration import user_folder
from curator.errors import CuratorError
from curator.tuning.choosing import choose_profile, known_profiles, own_file, profile_files, usual_name
from curator.tuning.draft import ProfileDraft, account_of, as_endpoint
from curator.tuning.profiles import add_profile, load_profiles, make_profile


@pytest.fixture(autouse=True)
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A configuration folder, a working folder and a data folder of our own."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setattr("sys.platform", "linux")
    for name in ("CURATOR_PROFILE", "CURATOR_PRACTICE_URL", "CURATOR_PRACTICE_KEY"):
        monkeypatch.delenv(name, raising=False)
    for name in ("work/here", "data/set"):
        (tmp_path / name).mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "work" / "here")
    return tmp_path


def put(path: Path, *names: str, host: str = "a") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(f'[profile.{name}]\nendpoint = "https://{host}.example"\n' for name in names))
    return path


def test_own_file_then_the_working_folder_then_the_datas_folder(world: Path) -> None:
    data = world / "data" / "set" / "train.jsonl"
    assert profile_files(data) == [own_file()] and own_file().parent == user_folder()
    own = put(own_file(), "mine", "shared", host="own")
    work = put(world / "work" / "curator.toml", "team", "shared", host="work")
    near = put(world / "data" / "curator.toml", "shared", host="data")
    assert profile_files(data) == [own, work, near] and profile_files() == [own, work]
    known = known_profiles(data)
    assert {name: one.path for name, one in known.items()} == {"mine": own, "team": work, "shared": near}
    assert known["shared"].profile.endpoint == "https://data.example"
    assert known_profiles()["shared"].profile.endpoint == "https://work.example"
    chosen = choose_profile("team", data)
    assert chosen is not None and chosen.endpoint == "https://work.example"


def test_nobody_is_guessed_where_there_are_several(world: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(CuratorError, match="no profile yet"):
        choose_profile(None)
    put(own_file(), "a")
    assert usual_name(known_profiles()) == "a"
    put(own_file(), "a", "b")
    assert usual_name(known_profiles()) == ""
    with pytest.raises(CuratorError, match="Which profile"):
        choose_profile(None)
    monkeypatch.setenv("CURATOR_PROFILE", "b")
    assert usual_name(known_profiles()) == "b"
    monkeypatch.setenv("CURATOR_PROFILE", "c")
    with pytest.raises(CuratorError, match='no profile "c"'):
        choose_profile(None)


def test_practice_is_a_name_of_its_own_and_stays_on_this_machine(world: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert choose_profile("practice") is None
    monkeypatch.setenv("CURATOR_PRACTICE_URL", "http://127.0.0.1:8599/")
    chosen = choose_profile(None)
    assert chosen is not None and chosen.practice and chosen.endpoint == "http://127.0.0.1:8599"
    monkeypatch.setenv("CURATOR_PRACTICE_URL", "https://elsewhere.example")
    with pytest.raises(CuratorError, match="on this machine only"):
        choose_profile("practice")
    put(own_file(), "practice")
    with pytest.raises(CuratorError, match="kept for the practice service"):
        known_profiles()


@pytest.mark.parametrize(
    "before",
    [
        b"",
        b"target = 'azure/gpt-4.1'   # ours\n\n\n",
        b"\xef\xbb\xbf# a remark\r\n[thresholds]\r\nnear_similarity = 0.85\r\n",
        b"[filters]\nlong = 'tokens>2000'",
        "# gr\u00fc\u00dfe \u2028 \n[profile.old]\nendpoint = 'https://o.example'\n".encode(),
    ],
)
def test_a_new_profile_leaves_every_other_byte_alone(tmp_path: Path, before: bytes) -> None:
    path = tmp_path / "some" / "curator.toml"
    path.parent.mkdir()
    if before:
        path.write_bytes(before)
        path.chmod(0o640)
    made = make_profile("new", {"endpoint": "https://n.example", "region": "norwayeast"})
    add_profile(path, made)
    after = path.read_bytes()
    assert after.startswith(before) and b"api" not in after[len(before) :]
    ends = {b"\r\n" if line.endswith(b"\r\n") else b"\n" for line in after.splitlines(keepends=True)}
    assert ends == {b"\r\n" if b"\r\n" in before else b"\n"}
    assert load_profiles([path])["new"] == made
    assert not before or path.stat().st_mode & 0o777 == 0o640
    assert [one.name for one in path.parent.iterdir()] == ["curator.toml"]


def test_a_form_that_takes_no_further_table_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    path = tmp_path / "curator.toml"
    before = "profile = { a = { endpoint = 'https://a.example' } }\n"
    path.write_text(before)
    with pytest.raises(CuratorError, match="cannot be read"):
        add_profile(path, make_profile("new", {"endpoint": "https://n.example"}))
    assert path.read_text() == before


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("contoso-ft", "https://contoso-ft.openai.azure.com"),
        ("contoso-ft.openai.azure.com/", "https://contoso-ft.openai.azure.com"),
        (" https://contoso-ft.openai.azure.com/openai/v1/ ", "https://contoso-ft.openai.azure.com"),
        ("https://c.services.ai.azure.com/api/projects/p/openai/v1", "https://c.services.ai.azure.com/api/projects/p"),
        ("http://127.0.0.1:8599", "http://127.0.0.1:8599"),
        ("", ""),
    ],
)
def test_an_address_is_taken_as_people_copy_it(typed: str, address: str) -> None:
    assert as_endpoint(typed) == address


def test_a_draft_becomes_a_profile_or_says_what_is_missing() -> None:
    made = ProfileDraft("prod", "contoso-ft", region="swedencentral", capacity="1,000", production=True).profile()
    assert (made.endpoint, made.region, made.capacity) == ("https://contoso-ft.openai.azure.com", "swedencentral", 1000)
    assert made.sku == "DeveloperTier" and made.production and made.key_variable == "AZURE_OPENAI_API_KEY"
    assert account_of("contoso-ft") == "contoso-ft" and account_of("https://a.example") == ""
    for draft, words in (
        (ProfileDraft(), "needs an endpoint"),
        (ProfileDraft(name="practice", endpoint="a"), "name of its own"),
        (ProfileDraft(endpoint="a", capacity="many"), "no capacity"),
        (ProfileDraft(endpoint="http://a.example"), "without encryption"),
        (ProfileDraft(endpoint="a", authentication="magic"), '"key" or "entra"'),
    ):
        with pytest.raises(CuratorError) as caught:
            draft.profile()
        assert words in str(caught.value)
