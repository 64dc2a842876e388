"""The process behind one page: what it draws goes to the page, and so does why it did not start."""

from __future__ import annotations

import asyncio
import contextlib
import sys

from textual_serve.app_service import AppService

from curator.measures.text import visible

_SECONDS_TO_END = 2.0
"""Its end and its last words on standard error are waited for so long; a child of it may hold that open after it."""
_BEGINS = b"__GANGLION__\n"
"""The line after which a Textual app speaks in packets."""


class ServedScreen(AppService):
    """A screen's process. However it ends, the page is told."""

    async def run(self) -> None:
        """Carry what the process draws until it has ended, then close the page."""
        process = self._process
        assert process is not None and process.stdout is not None and process.stderr is not None
        said = bytearray()
        listening = asyncio.create_task(_listen(process.stderr, said))
        began = await _has_begun(process.stdout)
        if began:
            await self._carry(process.stdout)
        ending = asyncio.create_task(process.wait())
        await asyncio.wait([listening, ending], timeout=_SECONDS_TO_END)
        listening.cancel()
        words = said.decode("utf-8", "replace")
        sys.stderr.write(words)
        # A page that is gone needs no word.
        with contextlib.suppress(ConnectionError):
            if not began:
                await self.remote_write_bytes(_shown(words or "curator could not start.").encode())
            await self.remote_close()

    async def _carry(self, drawn: asyncio.StreamReader) -> None:
        """Hand over packets. Those for a page that is gone are read too, so that the process can go on and leave."""
        kinds = {b"D": self.on_data, b"M": self.on_meta, b"P": self.on_packed}
        with contextlib.suppress(asyncio.IncompleteReadError):
            while True:
                take = kinds[await drawn.readexactly(1)]
                packet = await drawn.readexactly(int.from_bytes(await drawn.readexactly(4), "big"))
                with contextlib.suppress(ConnectionError):
                    await take(packet)


async def _has_begun(drawn: asyncio.StreamReader) -> bool:
    """Whether the process came to draw at all."""
    while line := await drawn.readline():
        if line == _BEGINS:
            return True
    return False


async def _listen(said: asyncio.StreamReader, into: bytearray) -> None:
    while words := await said.read(4096):
        into += words


def _shown(words: str) -> str:
    """Words of a program as a terminal shows them."""
    return "\r\n".join(visible(line, multiline=False) for line in words.splitlines())
