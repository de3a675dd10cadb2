"""Brings newer notebooks into a folder of edited ones."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Final, NamedTuple

_RECORD: Final = ".footwatch.json"
"""Which version of each file was delivered last, so that an edited one is known; beside the notebooks."""


class Updated(NamedTuple):
    """What was done with the files, by their paths in the folder.

    Attributes
    ----------
    replaced
        Those that are now as they are delivered.
    kept
        Edited ones, which were left as they are, and the files that hold their new versions.
    """

    replaced: list[str]
    kept: dict[str, str]


def record(folder: Path) -> None:
    """Record the files of a folder as delivered."""
    _write(folder, {name: _digest(path) for name, path in _files(folder)})


def update_files(folder: Path, delivered: Path) -> Updated:
    """Copy the delivered files; the new version of an edited one is put beside it, once."""
    last = _read(folder)
    updated = Updated([], {})
    for name, new in _files(delivered):
        digest, old = _digest(new), folder / name
        if not old.exists() or _digest(old) == last.get(name) != digest:
            old.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(new, old)
            updated.replaced.append(name)
        elif digest not in {_digest(old), last.get(name)}:
            place = next(one for one in _places(old) if not one.exists() or _digest(one) in {digest, last.get(name)})
            shutil.copyfile(new, place)
            updated.kept[name] = place.relative_to(folder).as_posix()
        last[name] = digest
    _write(folder, last)
    return updated


def _files(folder: Path) -> list[tuple[str, Path]]:
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() and path.name != _RECORD)
    return [(path.relative_to(folder).as_posix(), path) for path in files]


def _places(path: Path) -> Iterator[Path]:
    """Names for a new version of a file: `explore.new.ipynb`, then `explore.new2.ipynb`."""
    for number in count(1):
        yield path.with_name(f"{path.stem}.new{number if number > 1 else ''}{path.suffix}")


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _read(folder: Path) -> dict[str, str]:
    try:
        return dict(json.loads((folder / _RECORD).read_text()))
    except (OSError, ValueError, TypeError):
        # A folder of before there was a record: whatever differs may have been edited.
        return {}


def _write(folder: Path, digests: dict[str, str]) -> None:
    (folder / _RECORD).write_text(json.dumps(digests, indent=1, sort_keys=True))
