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
        said = self.process.stderr.readline()
        found = re.search(r"http://127\.0\.0\.1:\d+", said)
        assert found is not None, said + self.process.stderr.read()
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
            assert answer.status == 200 and "support.jsonl" in page and f"{served.address[4:]}/ws" in page
            assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
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
        for headers in ({"Origin": "http://example.org"}, {}, {"Origin": "null"}):
            with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
                await session.ws_connect(f"{served.address}/ws", headers=headers)
            assert refused.value.status == 403
        async with session.get(served.address, headers={"Host": f"rebound.example:{port}"}) as answer:
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


async def test_two_files_are_shown_as_on_a_terminal(sample: Path) -> None:
    beside = sample.with_name("validation.jsonl")
    beside.write_bytes((samples_folder() / "support-validation.jsonl").read_bytes())
    running = Served(str(sample), str(beside))
    try:
        async with aiohttp.ClientSession() as session:
            address = f"{running.address}/ws?width=120&height=30"
            async with session.ws_connect(address, headers={"Origin": running.address}) as drawn:
                await _drawn_until(drawn, b"validation.jsonl against support.jsonl")
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
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        busy = command("serve", str(sample), "--port", str(port))
    assert busy.status == 2 and f"Port {port} of 127.0.0.1 cannot be had." in busy.err
    monkeypatch.setitem(sys.modules, "textual_serve.server", None)
    monkeypatch.delitem(sys.modules, "curator.tui.serving", raising=False)
    missing = command("serve", str(sample))
    assert missing.status == 2 and "pip install 'textual-serve" in missing.err and "Traceback" not in missing.err
