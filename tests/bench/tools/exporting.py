"""One export in a process of its own: `python -m tests.bench.tools.exporting HOW PORT PERSON FILE`."""

from __future__ import annotations

import asyncio
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import Literal, NamedTuple

import msgspec

from footlib.exporting import export_stored
from footlib.recording import Recording
from footlib.settings import Settings
from footlib.store import Store
from footlib.tables import write

How = Literal["parts", "whole frame"]


class Exported(NamedTuple):
    """What an export took.

    Attributes
    ----------
    rows, seconds
        Written, and in what time.
    before, peak
        Largest resident memory of the process before it began and at its end, MB.
    size
        Of the file, MB.
    """

    rows: int
    seconds: float
    before: float
    peak: float
    size: float


def measure(how: How, port: int, person: int, file: Path) -> Exported:
    """Export a person's readings in a new process."""
    command = [sys.executable, "-m", "tests.bench.tools.exporting", how, str(port), str(person), str(file)]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True)
    return msgspec.json.decode(done.stdout, type=Exported)


def _export(how: str, settings: Settings, person: int, file: Path) -> int:
    if how == "parts":
        return export_stored(settings, person, file, force=True)
    frame = Recording.join(asyncio.run(_everything(settings, person))).to_pandas()
    if file.suffix == ".csv":
        frame.to_csv(file)
    else:
        frame.to_parquet(file)
    return len(frame)


async def _everything(settings: Settings, person: int) -> list[Recording]:
    store = Store(settings)
    try:
        return [chunk async for chunk in store.chunks(person)]
    finally:
        await store.close()


def _resident() -> float:
    # Kilobytes on Linux, bytes on macOS.
    largest = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return largest / 1e6 if sys.platform == "darwin" else largest / 1e3


def _main(how: str, port: str, person: str, name: str) -> None:
    file = Path(name)
    # What is imported once is no cost of an export.
    few = Recording.from_columns([0.0], [[0] * 6])
    write(file, [few], force=True)
    few.to_pandas()
    before, started = _resident(), time.perf_counter()
    rows = _export(how, Settings(host="127.0.0.1", port=int(port)), int(person), file)
    told = Exported(rows, time.perf_counter() - started, before, _resident(), file.stat().st_size / 1e6)
    sys.stdout.buffer.write(msgspec.json.encode(told))


if __name__ == "__main__":
    _main(*sys.argv[1:])
