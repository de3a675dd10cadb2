"""Newer notebooks reach a folder of edited ones, and no edit is lost."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from footlib.cli import app
from footlib.errors import FootlibError
from footlib.launch import notebooks
from footlib.launch.notebook_updates import Updated, record, update_files


@pytest.fixture
def delivered(tmp_path: Path) -> Path:
    folder = tmp_path / "delivered"
    (folder / "voila").mkdir(parents=True)
    for name in ("dashboard.ipynb", "explore.ipynb", "voila/page.html"):
        (folder / name).write_text(f"first {name}")
    return folder


@pytest.fixture
def mine(tmp_path: Path, delivered: Path) -> Path:
    """A copy of the first version, with one file edited and one of its user's own."""
    folder = tmp_path / "mine"
    assert update_files(folder, delivered).kept == {}
    (folder / "explore.ipynb").write_text("edited")
    (folder / "own.ipynb").write_text("own")
    return folder


def test_edited_files_stay_and_their_new_version_is_beside_them_once(mine: Path, delivered: Path) -> None:
    for name in ("dashboard.ipynb", "explore.ipynb"):
        (delivered / name).write_text("second")
    assert update_files(mine, delivered) == Updated(["dashboard.ipynb"], {"explore.ipynb": "explore.new.ipynb"})
    assert (mine / "dashboard.ipynb").read_text() == "second"
    assert (mine / "explore.ipynb").read_text() == "edited"
    assert (mine / "explore.new.ipynb").read_text() == "second"
    assert (mine / "own.ipynb").read_text() == "own"
    (mine / "explore.new.ipynb").unlink()
    assert update_files(mine, delivered) == Updated([], {}), "what was seen does not come again"


def test_a_new_version_that_was_edited_is_not_written_over(mine: Path, delivered: Path) -> None:
    (delivered / "explore.ipynb").write_text("second")
    update_files(mine, delivered)
    (delivered / "explore.ipynb").write_text("third")
    assert update_files(mine, delivered).kept == {"explore.ipynb": "explore.new.ipynb"}
    (mine / "explore.new.ipynb").write_text("edited too")
    (delivered / "explore.ipynb").write_text("fourth")
    assert update_files(mine, delivered).kept == {"explore.ipynb": "explore.new2.ipynb"}
    assert (mine / "explore.new.ipynb").read_text() == "edited too"


def test_in_a_folder_of_unknown_age_all_that_differs_counts_as_edited(mine: Path, delivered: Path) -> None:
    (mine / ".footwatch.json").write_text("no record")
    (delivered / "dashboard.ipynb").write_text("second")
    (delivered / "voila" / "new.html").write_text("new")
    found = update_files(mine, delivered)
    assert found.replaced == ["voila/new.html"]
    assert found.kept == {"dashboard.ipynb": "dashboard.new.ipynb", "explore.ipynb": "explore.new.ipynb"}


def test_the_command_says_what_it_did(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    first = CliRunner().invoke(app, ["notebooks", str(folder)])
    assert first.exit_code == 0
    again = CliRunner().invoke(app, ["notebooks", str(folder), "--update"])
    assert again.output == f"Nothing in {folder} is older than this version of Footwatch\n"
    # As a version of before would have left them.
    (folder / "dashboard.ipynb").write_text("older")
    record(folder)
    (folder / "explore.ipynb").write_text("edited")
    (folder / "conf.py").write_text("WEB_PORT = 8051")
    (folder / "anomalies.ipynb").unlink()
    said = CliRunner().invoke(app, ["notebooks", str(folder), "--update"]).output.splitlines()
    assert said == ["anomalies.ipynb is new", "dashboard.ipynb is new"]
    assert (folder / "explore.ipynb").read_text() == "edited"
    assert (folder / "conf.py").read_text() == "WEB_PORT = 8051"


def test_what_cannot_be_brought_up_to_date_is_said(tmp_path: Path) -> None:
    with pytest.raises(FootlibError, match=r"no dashboard\.ipynb"):
        notebooks.update(tmp_path)
    with pytest.raises(FootlibError, match="name a copy"):
        notebooks.update(notebooks.folder())
    notebooks.copy(tmp_path / "mine")
    with pytest.raises(FootlibError, match="--update"):
        notebooks.copy(tmp_path / "mine")


def test_a_copy_of_ones_own_is_made_once_and_kept_up_to_date(tmp_path: Path) -> None:
    folder = tmp_path / "data" / "notebooks"
    assert "explore.ipynb" in notebooks.own(folder).replaced
    assert notebooks.own(folder) == Updated([], {})
    (folder / "progress.ipynb").write_text("older")
    record(folder)
    (folder / "explore.ipynb").write_text("edited")
    assert notebooks.own(folder) == Updated(["progress.ipynb"], {})
    assert (folder / "explore.ipynb").read_text() == "edited"
