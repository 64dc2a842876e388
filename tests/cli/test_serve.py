"""The screen in a browser: the page, who may talk to it, and that nothing stays behind."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from curator.dataset.dataset import Dataset
from curator.resources import samples_folder

aiohttp = pytest.importorskip("aiohttp", reason="textual-serve is not installed")
Command = Callable[..., Any]


class Served:
    """A running `curator serve`, in a process group of its own."""

    def __init__(self, *arguments: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "curator", "serve", "--port", "0", *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        assert self.process.stderr is not None
        said, found = "", None
        while found is None and (line := self.process.stderr.readline()):
            said, found = said + line, re.search(r"http://[\d.]+:\d+", line)
        assert found is not None, said
        self.address = found[0]

    def group(self) -> list[int]:
        """The processes of its group that are alive, the server among them."""
        found: list[int] = []
        for place in Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = place.read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(fields[2]) == self.process.pid and fields[0] != "Z":
                found.append(int(place.parent.name))
        return found

    def stop(self, how: signal.Signals) -> tuple[int, str]:
        """Send a signal, wait, and give back the status and what was said last."""
        self.process.send_signal(how)
        assert self.process.stdout is not None and self.process.stderr is not None
        out, err = self.process.stdout.read(), self.process.stderr.read()
        assert out == ""
        return self.process.wait(60), err


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    """A copy of the dirty sample."""
    path = tmp_path / "support.jsonl"
    path.write_bytes((samples_folder() / "support-dirty.jsonl").read_bytes())
    return path


@pytest.fixture
def served(sample: Path) -> Iterator[Served]:
    running = Served(str(sample))
    yield running
    if running.process.poll() is None:
        os.killpg(running.process.pid, signal.SIGKILL)
    running.process.communicate()


async def _drawn_until(page: Any, word: bytes) -> bytes:
    """All that was drawn until a word stands in it."""
    drawn = b""
    async with asyncio.timeout(60):
        while word not in drawn:
            message = await page.receive()
            assert message.type is aiohttp.WSMsgType.BINARY, message
            drawn += message.data
    return drawn


async def _look_until_closed(page: Any) -> None:
    """Answer the server's goodbye, as a browser does."""
    async for _message in page:
        pass


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="process groups are read from /proc")
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
async def test_it_draws_takes_keys_and_leaves_nothing_behind(served: Served, sample: Path, how: signal.Signals) -> None:
    headers = {"Origin": served.address}
    async with aiohttp.ClientSession() as session:
        async with session.get(served.address) as answer:
            page = await answer.text()
            assert answer.status == 200 and f"{served.address[4:]}/ws" in page
            assert "<title>support.jsonl · curator</title>" in page and "https://" not in page
            policy = answer.headers["Content-Security-Policy"]
            assert "default-src 'self'" in policy and "sandbox" in policy and "allow-popups" not in policy
        async with session.ws_connect(f"{served.address}/ws?width=100&height=30", headers=headers) as drawn:
            await _drawn_until(drawn, b"1/246")
            await drawn.send_json(["stdin", "o"])
            await _drawn_until(drawn, b"browser")
            assert len(served.group()) >= 2
            (status, err), _ = await asyncio.gather(asyncio.to_thread(served.stop, how), _look_until_closed(drawn))
    assert status == 0 and "curator serve has ended." in err and "Traceback" not in err, err
    assert served.group() == []
    assert sample.read_bytes() == (samples_folder() / "support-dirty.jsonl").read_bytes()


async def test_another_page_cannot_talk_to_it(served: Served) -> None:
    port = served.address.rpartition(":")[2]
    async with aiohttp.ClientSession() as session:
        for origin in ("http://example.org", "null", served.address.replace("http:", "https:"), None):
            headers = {} if origin is None else {"Origin": origin}
            with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
                await session.ws_connect(f"{served.address}/ws", headers=headers)
            assert refused.value.status == 403
        for host in (f"rebound.example:{port}", "[bad", ""):
            async with session.get(served.address, headers={"Host": host}) as answer:
                assert answer.status == 403
        async with session.get(served.address, headers={"Host": f"localhost:{port}"}) as answer:
            assert answer.status == 200 and f"ws://localhost:{port}/ws" in await answer.text()


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="process groups are read from /proc")
async def test_screens_end_when_the_server_is_killed(served: Served) -> None:
    async with aiohttp.ClientSession() as session:
        page = await session.ws_connect(f"{served.address}/ws", headers={"Origin": served.address})
        await _drawn_until(page, b"first words")
        screens = set(served.group()) - {served.process.pid}
        assert screens
        served.process.kill()
        served.process.wait()
        async with asyncio.timeout(30):
            while served.group():
                await asyncio.sleep(0.05)
        await page.close()


async def test_an_exposed_one_knows_numbers_and_its_own_names(sample: Path) -> None:
    running = Served(str(sample), "--host", "0.0.0.0", "--yes-expose")
    try:
        async with aiohttp.ClientSession() as session:
            for host, status in (("rebound.example", 403), ("192.0.2.7", 200), (socket.gethostname(), 200)):
                async with session.get(running.address, headers={"Host": host}) as answer:
                    assert answer.status == status, host
        assert running.stop(signal.SIGTERM)[0] == 0
    finally:
        running.process.kill()
        running.process.communicate()


async def test_the_page_is_told_when_the_screen_dies_or_cannot_start(served: Served, sample: Path) -> None:
    async with aiohttp.ClientSession() as session, asyncio.timeout(60):
        page = await session.ws_connect(f"{served.address}/ws", headers={"Origin": served.address})
        await _drawn_until(page, b"first words")
        for screen in set(served.group()) - {served.process.pid}:
            os.kill(screen, signal.SIGKILL)
        await _look_until_closed(page)
        sample.unlink()
        page = await session.ws_connect(f"{served.address}/ws", headers={"Origin": served.address})
        await _drawn_until(page, f"There is no file {sample}".encode())
        await _look_until_closed(page)


async def test_what_is_being_typed_is_kept_when_ctrl_c_ends_all_of_it(served: Served, sample: Path) -> None:
    async with aiohttp.ClientSession() as session:
        page = await session.ws_connect(f"{served.address}/ws?width=120&height=30", headers={"Origin": served.address})
        await _drawn_until(page, b"1/246")
        await page.send_json(["stdin", "e"])
        await _drawn_until(page, b"F1")
        await page.send_json(["stdin", "§"])
        await _drawn_until(page, b"draft, not taken")
        os.killpg(served.process.pid, signal.SIGINT)
        await _look_until_closed(page)
    assert await asyncio.to_thread(served.process.wait, 60) == 0
    with Dataset.open(sample) as dataset:
        assert dataset.journal is not None
        kept = dataset.journal.remembered()
        assert any("§" in text for key, text in kept.items() if key.startswith("draft:")), kept


async def test_two_files_are_shown_as_on_a_terminal(sample: Path) -> None:
    beside = sample.with_name("validation.jsonl")
    beside.write_bytes((samples_folder() / "support-validation.jsonl").read_bytes())
    running = Served(str(sample), str(beside))
    try:
        async with aiohttp.ClientSession() as session:
            address = f"{running.address}/ws?width=120&height=30"
            async with session.ws_connect(address, headers={"Origin": running.address}) as drawn:
                await _drawn_until(drawn, b"support.jsonl with validation.jsonl")
                await drawn.close()
        assert running.stop(signal.SIGTERM)[0] == 0
    finally:
        running.process.kill()
        running.process.communicate()


def test_other_addresses_need_a_word(command: Command, sample: Path) -> None:
    refused = command("serve", str(sample), "--host", "0.0.0.0", "--port", "0")
    assert refused.status == 2 and refused.out == ""
    assert "WARNING: 0.0.0.0 can be reached from other machines." in refused.err
    assert "read and change the data" in refused.err and "--yes-expose" in refused.err


def test_what_is_not_there_is_said(command: Command, sample: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "There is no file nothing.jsonl." in command("serve", "nothing.jsonl").err
    twice = command("serve", str(sample), str(sample.parent / "." / sample.name))
    assert twice.status == 2 and "Both names are of one file" in twice.err
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        busy = command("serve", str(sample), "--port", str(port))
    assert busy.status == 2 and f"Port {port} of 127.0.0.1 cannot be had." in busy.err
    monkeypatch.setitem(sys.modules, "textual_serve.server", None)
    monkeypatch.delitem(sys.modules, "curator.tui.serving", raising=False)
    missing = command("serve", str(sample))
    assert missing.status == 2 and "pip install 'textual-serve" in missing.err and "Traceback" not in missing.err
