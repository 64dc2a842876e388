"""Makes the README's picture of the screen anew: ``python tests/tui/make_pictures.py``."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from pathlib import Path

from curator.resources import samples_folder
from curator.settings import Settings
from curator.tui.app import make_app

PICTURES = Path(__file__).resolve().parent / "pictures"


async def picture_of_data() -> str:
    """The Data screen on the dirty sample, at a fault."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "support-dirty.jsonl"
        shutil.copyfile(samples_folder() / path.name, path)
        app = make_app(path, settings=Settings(), workers=0)
        async with app.run_test(size=(120, 36)) as pilot:
            while app.bench is None or app.bench.measuring.complete is None:
                await pilot.pause(0.05)
            await pilot.press("n", "n", "n", "n", "n", "n")
            await pilot.pause(0.5)
            return app.export_screenshot(title="curator support-dirty.jsonl")


def main() -> None:
    PICTURES.mkdir(exist_ok=True)
    (PICTURES / "data.svg").write_text(asyncio.run(picture_of_data()), encoding="utf-8")


if __name__ == "__main__":
    main()
