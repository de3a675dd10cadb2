"""Export of 100,000 and of 1,000,000 stored readings: seconds and peak memory, beside one whole frame."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any, Final

from tests.bench.tools import store
from tests.bench.tools.exporting import Exported, measure
from tests.bench.tools.result import Result, Target

SIZES: Final = (100_000, 1_000_000)
GROWTH: Final = 1.2
"""Peak memory of the larger export by that of the smaller one, at the most."""


def run() -> Iterator[Result]:
    """Each kind of file: both sizes in parts and as one frame, then how memory grew with the rows."""
    with store.server() as server, tempfile.TemporaryDirectory(prefix="footwatch-") as folder:
        for person, rows in enumerate(SIZES, 1):
            store.run(partial(store.filled, server, [person], rows))
        for suffix in (".csv", ".parquet"):
            peaks = []
            for person, rows in enumerate(SIZES, 1):
                file = Path(folder) / f"{rows}{suffix}"
                parts, frame = (measure(how, server.port, person, file) for how in ("parts", "whole frame"))
                yield from _both(suffix, rows, parts, frame)
                peaks.append(parts.peak)
            conditions = {"file": suffix, "what": "peak memory, many rows by few", "rows": SIZES[-1], "than": SIZES[0]}
            yield Result(peaks[-1], "MB", peaks[0], conditions, (Target("ratio", at_most=GROWTH),))


def _both(suffix: str, rows: int, parts: Exported, frame: Exported) -> Iterator[Result]:
    assert parts.rows == frame.rows == rows
    told: dict[str, Any] = {"file": suffix, "rows": rows, **store.VERSIONS}
    yield Result(parts.seconds, "s", frame.seconds, {**told, "what": "time, beside one whole frame"})
    memory = {"before_mb": round(parts.before, 1), "file_mb": round(parts.size, 1)}
    yield Result(parts.peak, "MB", frame.peak, {**told, **memory, "what": "peak memory, beside one whole frame"})
