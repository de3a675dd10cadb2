"""Where the notebooks are, and a copy of them to edit."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import footlib
from footlib.errors import FootlibError
from footlib.launch import notebook_updates

_LEFT_OUT = shutil.ignore_patterns("Dockerfile", "conf.py", "__pycache__", ".ipynb_checkpoints", "exported")


def folder(chosen: Path | None = None) -> Path:
    """The folder of the notebooks: the chosen one, the clone's, or the installed package's.

    Raises
    ------
    FootlibError
        If there is no dashboard notebook in it.
    """
    package = Path(footlib.__file__).parent
    candidates = [chosen] if chosen else [package.parent / "notebooks", package / "_notebooks"]
    for candidate in candidates:
        if (candidate / "dashboard.ipynb").is_file():
            return candidate.resolve()
    raise FootlibError(
        f"there is no dashboard.ipynb in {candidates[-1]}; `footwatch notebooks DIR` makes a folder with one"
    )


def copy(target: Path) -> Path:
    """Copy the notebooks to a new or empty folder.

    Raises
    ------
    FootlibError
        If the folder holds something, since nobody's edits are overwritten, or cannot be written.
    """
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise FootlibError(
            f"{target} is not empty, and nothing in it is overwritten; name a new folder, or bring newer notebooks "
            f"into one that has some: footwatch notebooks {target} --update"
        )
    with _written(target):
        shutil.copytree(folder(), target, dirs_exist_ok=True, ignore=_LEFT_OUT)
        notebook_updates.record(target)
    return target.resolve()


def own(target: Path) -> notebook_updates.Updated:
    """Make a folder the user's own copy, or bring the one that it is up to date, as `update` does.

    Raises
    ------
    FootlibError
        If the folder cannot be written.
    """
    with _written(target), TemporaryDirectory() as delivered:
        shutil.copytree(folder(), delivered, dirs_exist_ok=True, ignore=_LEFT_OUT)
        target.mkdir(parents=True, exist_ok=True)
        return notebook_updates.update_files(target, Path(delivered))


def update(target: Path) -> notebook_updates.Updated:
    """Bring the notebooks in a folder up to date; edited files stay, and their new version is put beside them.

    Raises
    ------
    FootlibError
        If there are no notebooks in the folder, or it cannot be written.
    """
    source, chosen = folder(), folder(target)
    if source == chosen:
        raise FootlibError(f"{target} holds the notebooks that others are made from; name a copy of them")
    return own(chosen)


@contextmanager
def _written(target: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise FootlibError(f"{target} cannot take the notebooks ({error}); name a folder to write in") from error
