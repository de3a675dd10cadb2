from __future__ import annotations

import resource
import signal
from pathlib import Path

import pytest
import structlog

from cacher import spill
from cacher.log import Log
from footlib.reading import decode_answer
from footlib.store import Entry
from tests.conftest import answer

ENTRIES = [Entry(3, 1_700_000_000_000_000 + n, decode_answer(answer(trace_id=n, anomaly=n % 2 == 0))) for n in range(5)]


def test_comes_back_as_it_was_oldest_file_first(tmp_path: Path, log: Log) -> None:
    folder = tmp_path / "new" / "folder"
    later, earlier = spill.write(folder, ENTRIES[2:], "b"), spill.write(folder, ENTRIES[:2], "a")
    assert [(path, spilled.entries, spilled.writer) for path, spilled in spill.read(folder, log)] == [
        (earlier, ENTRIES[:2], "a"),
        (later, ENTRIES[2:], "b"),
    ]


def test_file_names_hold_nothing_personal_and_files_are_private(tmp_path: Path) -> None:
    path = spill.write(tmp_path, ENTRIES, "a")
    assert path.stat().st_mode & 0o777 == 0o600
    assert ENTRIES[0].reading.person.lastname.lower() not in path.name.lower()
    assert [path] == list(tmp_path.iterdir())


def test_a_damaged_file_is_set_aside(tmp_path: Path, log: Log, capture: structlog.testing.LogCapture) -> None:
    good, bad = spill.write(tmp_path, ENTRIES[2:], "a"), spill.write(tmp_path, ENTRIES[:2], "a")
    bad.write_bytes(bad.read_bytes()[:100])
    newer = spill.write(tmp_path, ENTRIES[1:2], "a")
    newer.write_bytes(newer.read_bytes().replace(b"version\x01", b"version\x02"))
    assert [path for path, _ in spill.read(tmp_path, log)] == [good]
    assert {path.suffix for path in tmp_path.iterdir()} == {".damaged", ".msgpack"}
    assert len(capture.entries) == 2


def test_a_good_file_that_cannot_be_read_stays(tmp_path: Path, log: Log, capture: structlog.testing.LogCapture) -> None:
    good = spill.write(tmp_path, ENTRIES, "a")
    folder = tmp_path / f"{good.stem}0{good.suffix}"
    folder.mkdir()
    assert [path for path, _ in spill.read(tmp_path, log)] == [good]
    assert folder.is_dir()
    assert [entry["log_level"] for entry in capture.entries] == ["warning"]


def test_a_file_that_another_cacher_has_stored_meanwhile_is_passed_over(tmp_path: Path, log: Log) -> None:
    spill.write(tmp_path, ENTRIES[:2], "a")
    later = spill.write(tmp_path, ENTRIES[2:], "a")
    files = spill.read(tmp_path, log)
    next(files)
    later.unlink()
    assert list(files) == []


def test_a_full_disk_leaves_nothing_half_written(tmp_path: Path) -> None:
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10, limits[1]))
    try:
        with pytest.raises(OSError, match="large"):
            spill.write(tmp_path, ENTRIES, "a")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, before)
    assert not list(tmp_path.iterdir())


def test_no_folder_no_files(tmp_path: Path, log: Log) -> None:
    assert list(spill.read(tmp_path / "absent", log)) == []
