"""Readings that outlive a stop: files in DATA_DIR, stored at the next start."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final, Literal

import msgspec

from cacher.log import Log
from footlib.store import Entry

_VERSION: Final = 1
_PREFIX: Final = "cacher-buffer-"
_SUFFIX: Final = ".msgpack"


class Spilled(msgspec.Struct):
    """What a stop left over.

    Attributes
    ----------
    version
        Of the file format.
    entries
        Readings, those of one person in the order of their times.
    writer
        Name of the writer that may still hold their leases.
    """

    version: Literal[1]
    entries: list[Entry]
    writer: str = ""


def write(folder: Path, entries: Sequence[Entry], writer: str) -> Path:
    """Write readings atomically to a new file that only its owner can read.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    OSError
        If the file cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{_PREFIX}{entries[0].time}-{secrets.token_hex(4)}{_SUFFIX}"
    unfinished = path.with_suffix(".part")
    try:
        with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(msgspec.msgpack.encode(Spilled(_VERSION, list(entries), writer)))
            file.flush()
            os.fsync(file.fileno())
        unfinished.rename(path)
    except OSError:
        unfinished.unlink(missing_ok=True)
        raise
    # Some systems open no folder.
    with suppress(OSError):
        _sync(folder)
    return path


def read(folder: Path, log: Log) -> Iterator[tuple[Path, Spilled]]:
    """The files that earlier stops left, oldest first, with their contents; a damaged one is renamed and logged."""
    for path in sorted(folder.glob(f"{_PREFIX}*{_SUFFIX}")):
        try:
            spilled = msgspec.msgpack.decode(path.read_bytes(), type=Spilled)
        except FileNotFoundError:
            # Another cacher with the same DATA_DIR has taken it.
            continue
        except OSError as error:
            log.warning("a file of buffered readings cannot be read", file=str(path), reason=str(error))
            continue
        except ValueError as error:
            aside = path.with_suffix(".damaged")
            with suppress(FileNotFoundError):
                path.rename(aside)
            log.warning("a file of buffered readings is damaged; set aside", file=str(aside), reason=str(error))
            continue
        yield path, spilled


def count(folder: Path, person: int) -> int:
    """How many readings of a person earlier stops have left in a folder."""
    return sum(entry.person == person for _, spilled in _readable(folder) for entry in spilled.entries)


def forget(folder: Path, person: int) -> None:
    """Delete a person's readings from the files of earlier stops.

    Raises
    ------
    OSError
        If a file cannot be written.
    """
    for path, spilled in _readable(folder):
        others = [entry for entry in spilled.entries if entry.person != person]
        if others and len(others) < len(spilled.entries):
            write(folder, others, spilled.writer)
        if len(others) < len(spilled.entries):
            path.unlink()


def _readable(folder: Path) -> list[tuple[Path, Spilled]]:
    found = []
    for path in sorted(folder.glob(f"{_PREFIX}*{_SUFFIX}")):
        with suppress(OSError, ValueError):
            found.append((path, msgspec.msgpack.decode(path.read_bytes(), type=Spilled)))
    return found


def _sync(folder: Path) -> None:
    # Without it the new name may be lost with the power, whatever the file's own fsync said.
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
