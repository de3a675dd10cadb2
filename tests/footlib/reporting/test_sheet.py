from pathlib import Path

import pytest

from footlib.errors import ExportError
from footlib.recording import UNKNOWN_TRACE, Recording
from footlib.reporting.sheet import episode_sheet, write_page
from footlib.sensors import FULL_SCALE, NAMES
from footlib.store import Episode
from tests.footlib.reporting.contents import START, walk
from tests.footlib.reporting.test_page import Page, episodes


def around(episode: Episode) -> Recording:
    return walk(seconds=12, flagged=slice(100, 140), start=episode.start - 5)


def test_every_episode_has_its_line_and_both_feet() -> None:
    found = episodes(30)
    page = Page(episode_sheet("person 3", [(episode, around(episode)) for episode in found]))

    assert page.open == []
    assert page.references == []
    assert page.tags.count("article") == page.tags.count("h3") == 30
    assert "Anomalies, person 3" in page.text
    assert "30 episodes, 60.0 s in all" in page.text
    assert page.text.count("20 readings · L2, R0 · peak 9") == 30
    assert page.text.count("bach 2350401012010") == 30
    assert page.text.count("Left foot around an episode") == page.text.count("Right foot around an episode") == 30


def test_what_is_special_about_an_episode_is_said() -> None:
    short = Episode(START, START, 0, 1, NAMES, FULL_SCALE, UNKNOWN_TRACE)
    text = Page(episode_sheet("person 3", [(short, Recording.empty())])).text

    assert "1 episode, 0.0 s in all" in text
    assert "0.0 s · 1 reading · all six · peak 1023 (saturated)" in text
    assert "Its readings are not stored any more." in text
    assert str(UNKNOWN_TRACE) not in text


def test_nobody_without_episodes_gets_an_empty_sheet() -> None:
    assert "No reading was ever flagged." in Page(episode_sheet("walk.csv", [])).text


def test_names_are_text() -> None:
    assert "<script" not in episode_sheet("<script>alert(1)</script>.csv", [])


def test_the_sheet_is_written_into_a_new_folder_and_over_an_old_one(tmp_path: Path) -> None:
    file = tmp_path / "new" / "anomalies.html"
    assert write_page(file, "<p>first") == file
    write_page(file, "<p>second")

    assert file.read_text() == "<p>second"
    assert list(file.parent.iterdir()) == [file]


@pytest.mark.e2e
def test_the_sheet_is_printed(tmp_path: Path) -> None:
    found = episodes(8)
    file = write_page(
        tmp_path / "anomalies.pdf", episode_sheet("person 3", [(episode, around(episode)) for episode in found])
    )

    assert file.read_bytes().startswith(b"%PDF-")
    assert list(tmp_path.iterdir()) == [file]


def test_other_endings_and_places_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match=r"ends in '.docx', allowed are .html and .pdf"):
        write_page(tmp_path / "new" / "sheet.docx", "")
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "file").touch()
    with pytest.raises(ExportError, match="cannot be made"):
        write_page(tmp_path / "file" / "sheet.html", "")
    (tmp_path / "taken.html").mkdir()
    with pytest.raises(ExportError, match="cannot be written"):
        write_page(tmp_path / "taken.html", "")
