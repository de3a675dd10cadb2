"""Every notebook from top to bottom, as a machine without a screen runs it."""

import json
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from nbformat import NotebookNode

from footlib import tables
from footlib.analysis import episodes
from footlib.importing import import_recording
from footlib.reading import Person
from footlib.recording import Recording
from footlib.settings import Settings
from footlib.sources import load
from footlib.standin import Walker, walk
from footlib.store import Label, Store, TrialNote
from footlib.store.connection import Client
from footlib.trials import bring_in
from tests.conftest import SHARED_DATA
from tests.notebooks.running import run, shown

KNOWN = Person("Ambrosia", "Quickfeather", "1991")
SEARCH = "motif_frame"
"""In the cell that searches, which takes half of the notebook's time and is the same for whatever was loaded."""
FILES = ("gaco01_six_sensors_20hz.csv", "moticon_walk_text_export.txt")


def walked(rate: float, seconds: float, walker: Walker) -> Recording:
    time = np.arange(round(seconds * rate) + 1) / rate
    counts, flagged = walk(walker, time)
    flags = np.repeat(flagged[:, None], 6, axis=1)
    return replace(Recording.from_columns(time, counts, anomaly=flags), person=KNOWN)


@pytest.fixture
def filled(settings: Settings, client: Client) -> dict[str, str]:
    """A store with a walk at 20 Hz and one at 4 Hz; the variables that name it."""
    import_recording(settings, walked(20, 90, Walker(anomaly_share=0.15)), 3)
    import_recording(settings, walked(4, 90, Walker(cadence=95)), 8)
    return settings.environment()


def assert_anonymous(document: NotebookNode) -> None:
    """A notebook is passed on with its output, so no personal name may stay in it."""
    kept = json.dumps(document)
    assert "person 3" in kept
    assert KNOWN.firstname not in kept
    assert KNOWN.lastname not in kept


def nowhere(folder: Path) -> dict[str, str]:
    """Variables that name no store."""
    return {"FOOTWATCH_DATA_DIR": str(folder)}


def state(document: NotebookNode) -> str:
    """What the widgets show, and the page in a frame as it is."""
    return json.dumps(document.metadata["widgets"])


async def test_the_tour_of_a_live_store(filled: dict[str, str], store: Store, tmp_path: Path) -> None:
    document = await run("explore", tmp_path, filled)
    text = shown(document)
    assert "person 3: 1801 readings in 90.0 s at 20.0 Hz by the wall clock of reception, no gaps" in text
    assert "refused: needs 10 Hz, got 4.0 Hz" in text, "person 8 is compared with"
    assert "reviewed in Winter 1991" in text
    assert "similarity" in text
    assert "<th>next_contact</th>" in text
    assert all(f"stride-plot {foot}" in state(document) for foot in ("left", "right")), "strides, laid over each other"
    for pattern in ("motif 1", "motif 3", "discord 1", "discord 3"):
        assert f"<th>{pattern}</th>" in text
    written, stored = tables.read(tmp_path / "exported" / "walk.parquet"), await store.window(3)
    assert written.counts.tolist() == stored.counts.tolist()
    assert written.time.tolist() == stored.time.tolist()
    figure = ET.parse(tmp_path / "exported" / "figure.svg").getroot()
    assert len(figure.findall(".//{*}path")) == 6 + 3, "six sensors and the legend"
    assert_anonymous(document)


async def test_progress_is_told_of_the_trials_of_a_live_store(
    filled: dict[str, str], store: Store, tmp_path: Path
) -> None:
    for day in range(3):
        walker = Walker(cadence=100.0 + 5 * day)
        recording = replace(walked(20, 40, walker), time=1.6e9 + 86400 * day + np.arange(801) / 20)
        await bring_in(store, 3, recording, TrialNote("6 min walk", "stick"))
    await store.labels.add(3, Label(1.6e9 + 3, 1.6e9 + 9, "turn"))
    document = await run("progress", tmp_path, filled)
    text = shown(document)
    assert "6 min walk" in text
    assert "beyond_scatter" in text
    assert "labels ['', 'turn']" in text
    assert "footwatch archive exported/archive" in text
    explored = shown(await run("explore", tmp_path, filled))
    assert "6 min walk" in explored
    assert "beyond_scatter" in explored
    for kept in (json.dumps(document), explored):
        assert KNOWN.firstname not in kept


async def test_the_sheet_holds_every_episode_of_a_live_store(
    filled: dict[str, str], store: Store, tmp_path: Path
) -> None:
    document = await run("anomalies", tmp_path, filled)
    stored = await store.episodes(3)
    assert stored
    assert f"person 3: {len(stored)} episodes" in shown(document)
    sheet = (tmp_path / "exported" / "anomalies.html").read_text()
    assert sheet.count("<article>") == len(stored)
    assert sheet.count('<svg class="chart"') == 2 * len(stored)
    assert "srcdoc=" in state(document)
    assert_anonymous(document)


async def test_the_dashboard_on_a_live_store(filled: dict[str, str], tmp_path: Path) -> None:
    assert "Dashboard(" in shown(await run("dashboard", tmp_path, filled))


@pytest.mark.parametrize(("name", "without"), [("explore", SEARCH), ("anomalies", "")])
async def test_without_a_store_made_up_walks_stand_in(name: str, without: str, tmp_path: Path) -> None:
    document = await run(name, tmp_path, nowhere(tmp_path), without=without)
    assert "a made-up brisk walk" in shown(document)
    assert "These walks are made up." in state(document)
    assert f"No store runs for {tmp_path}" in state(document)


async def test_an_empty_store_says_so(settings: Settings, client: Client, tmp_path: Path) -> None:
    document = await run("anomalies", tmp_path, settings.environment())
    assert "The store is empty. These walks are made up." in state(document)


async def test_a_file_that_a_researcher_brings(tmp_path: Path) -> None:
    file = tmp_path / "mine.csv"
    recording = walked(12, 60, Walker(cadence=104, anomaly_share=0.1))
    tables.write(file, [recording])
    text = shown(await run("explore", tmp_path, nowhere(tmp_path), [file], without=SEARCH))
    assert "mine.csv: 721 readings in 60.0 s at 12.0 Hz by the recording's own clock, no gaps" in text
    assert "mine.csv, first half" in text
    assert "mine.csv, second half" in text


async def test_the_sheet_of_a_file_that_a_researcher_brings(tmp_path: Path) -> None:
    file = tmp_path / "mine.parquet"
    recording = walked(12, 120, Walker(cadence=104, anomaly_share=0.1))
    tables.write(file, [recording])
    found = episodes(recording)
    assert found
    text = shown(await run("anomalies", tmp_path, nowhere(tmp_path), [file]))
    assert f"mine.parquet: {len(found)} episodes" in text
    assert (tmp_path / "exported" / "anomalies.html").read_text().count("<article>") == len(found)


@pytest.mark.data
@pytest.mark.skipif(not SHARED_DATA.exists(), reason="../shared/data is not here")
async def test_a_real_walk_without_anomalies_makes_an_empty_sheet(tmp_path: Path) -> None:
    text = shown(await run("anomalies", tmp_path, nowhere(tmp_path), [SHARED_DATA / FILES[0]]))
    assert "No reading was ever flagged." in text
    assert "No reading was ever flagged." in (tmp_path / "exported" / "anomalies.html").read_text()


@pytest.mark.data
@pytest.mark.skipif(not SHARED_DATA.exists(), reason="../shared/data is not here")
async def test_two_recordings_of_real_walking_are_compared(tmp_path: Path) -> None:
    files = [SHARED_DATA / name for name in FILES]
    document = await run("explore", tmp_path, nowhere(tmp_path), files, without=SEARCH)
    recording = load(files[0])
    assert f"{files[0].name}: {len(recording)} readings" in shown(document)
    assert tables.read(tmp_path / "exported" / "walk.parquet").counts.tolist() == recording.counts.tolist()
    (compared,) = (cell for cell in document.cells if "browser.both()" in cell.source)
    table = compared.outputs[0].data["text/html"]
    assert all(name in table for name in FILES)
