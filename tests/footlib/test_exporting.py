import json
import os
import pty
import subprocess
import sys
import tracemalloc
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
import redis

from footlib import tables
from footlib.errors import ExportError
from footlib.exporting import export_stored
from footlib.settings import Settings

START = 1_600_000_000


def fill(server: redis.Redis, person: int, n: int, name: str = "") -> None:
    """Ten readings a second from START on, the value counting up."""
    rows = [
        json.dumps([{"anomaly": bool(name), "id": i, "value": value} for i in range(6)])
        for value in range(min(n, 1000))
    ]
    for first in range(0, n, 1000):
        server.rpush(f"{person}_{name or 'data'}", *rows[: n - first])
        times = [f"{START + i / 10:.6f}" for i in range(first, min(first + 1000, n))]
        server.rpush(f"{person}_{name + '_' if name else ''}timestamp", *times)


def test_history_and_anomalies_go_to_files(settings: Settings, server: redis.Redis, tmp_path: Path) -> None:
    fill(server, 3, 12_000)
    fill(server, 3, 700, "anomaly")
    assert export_stored(settings, 3, tmp_path / "a.csv") == 12_000
    assert tables.read(tmp_path / "a.csv").counts[:, 0].tolist() == [i % 1000 for i in range(12_000)]
    assert export_stored(settings, 3, tmp_path / "b.parquet", anomalies=True) == 700
    assert tables.read(tmp_path / "b.parquet").anomaly.all()


def test_span_is_cut_on_both_sides(settings: Settings, server: redis.Redis, tmp_path: Path) -> None:
    fill(server, 3, 3000)
    assert export_stored(settings, 3, tmp_path / "a.csv", (START + 10, START + 250.05)) == 2401
    read = tables.read(tmp_path / "a.csv")
    assert (read.time[0], read.time[-1]) == (START + 10, START + 250)


def test_nothing_stored_names_who_is(settings: Settings, server: redis.Redis, tmp_path: Path) -> None:
    fill(server, 3, 10)
    fill(server, 5, 10)
    for person, span in ((4, (None, None)), (3, (START + 99.0, None))):
        with pytest.raises(ExportError, match=r"nothing is stored .* stored persons are: 3, 5"):
            export_stored(settings, person, tmp_path / "a.csv", span)
    assert not list(tmp_path.glob("*.csv"))


def test_a_person_without_anomalies_is_told_from_one_without_readings(
    settings: Settings, server: redis.Redis, tmp_path: Path
) -> None:
    fill(server, 3, 10)
    fill(server, 5, 10)
    fill(server, 5, 4, "anomaly")
    with pytest.raises(ExportError, match=r"no anomaly of person 3 is stored; leave --anomalies out for the history"):
        export_stored(settings, 3, tmp_path / "a.csv", anomalies=True)
    with pytest.raises(ExportError, match=r"no anomaly of person 5 is stored in that span, 4 are outside it"):
        export_stored(settings, 5, tmp_path / "a.csv", (START + 99.0, None), anomalies=True)
    with pytest.raises(ExportError, match=r"nothing is stored for person 4"):
        export_stored(settings, 4, tmp_path / "a.csv", anomalies=True)


def test_existing_file_stays_unless_forced(settings: Settings, server: redis.Redis, tmp_path: Path) -> None:
    fill(server, 3, 10)
    file = tmp_path / "a.csv"
    file.write_text("precious")
    with pytest.raises(ExportError, match="--force"):
        export_stored(settings, 3, file)
    assert file.read_text() == "precious"
    assert export_stored(settings, 3, file, force=True) == 10


def test_a_terminal_shows_how_far_it_has_come(settings: Settings, server: redis.Redis, tmp_path: Path) -> None:
    fill(server, 3, 20_000)
    command = [str(Path(sys.executable).with_name("footwatch")), "export", "3", str(tmp_path / "a.csv")]
    screen, terminal = pty.openpty()
    environment = os.environ | settings.environment() | {"TERM": "xterm", "COLUMNS": "100"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=terminal, env=environment) as export:
        os.close(terminal)
        seen = b""
        # The last one to write closes the terminal, which reads as an error.
        with suppress(OSError):
            while part := os.read(screen, 65536):
                seen += part
        os.close(screen)
        assert export.stdout
        assert b"20000 readings" in export.stdout.read()
    assert b"Exporting" in seen
    assert b"20000/20000" in seen


@pytest.mark.parametrize("suffix", [".csv", ".parquet"])
def test_memory_does_not_grow_with_the_rows(
    settings: Settings, server: redis.Redis, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, suffix: str
) -> None:
    monkeypatch.setattr(tables, "CHUNK", 5000)
    export = tmp_path / f"a{suffix}"
    fill(server, 3, 20_000)
    fill(server, 4, 80_000)
    export_stored(settings, 3, export)
    peaks = []
    for person, rows in ((3, 20_000), (4, 80_000)):
        tracemalloc.start()
        assert export_stored(settings, person, export, force=True) == rows
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert np.diff(peaks) < 0.25 * peaks[0]
