"""The commands about what is kept of a person for good, as a shell sees them."""

import json
from functools import partial
from pathlib import Path

import msgspec
import numpy as np
import pytest

from footlib import load
from footlib.recording import Recording
from footlib.settings import Settings
from footlib.store import Label
from footlib.tables import write
from footlib.trials import keep_complete
from tests.footlib.store.test_writer import START
from tests.footlib.trial_commands import Do, Parts, footwatch, walk


async def add_label(person: int, label: Label, parts: Parts) -> None:
    await parts.store.labels.add(person, label)


async def labels_of(person: int, parts: Parts) -> list[Label]:
    return await parts.store.labels.all(person)


def test_trials_are_listed_and_kept_by_the_way(settings: Settings, do: Do) -> None:
    assert footwatch("trials", "3", settings=settings) == "No trial of person 3 is stored."
    first = do(lambda parts: walk(parts, 3, 0, "10 m walk"))
    second = do(lambda parts: walk(parts, 3, 100, "[TUG]"))
    said = footwatch("trials", "3", settings=settings)
    assert said.index(second.id) < said.index(first.id)
    told = json.loads(footwatch("trials", "3", "--json", settings=settings))
    assert [one["id"] for one in told] == [second.id, first.id]
    assert told[0]["name"] == "[TUG]"
    assert told[1]["facts"]["readings"] == 100
    assert told[1]["facts"]["numbers"].keys() >= {"cadence", "stance_left", "double_support"}
    do(lambda parts: parts.store.trials.delete(3, first.id))
    (deleted,) = json.loads(footwatch("trials", "3", "--json", "--deleted", settings=settings))
    assert deleted["id"] == first.id


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_a_trial_is_exported_and_read_back_equal(settings: Settings, do: Do, tmp_path: Path, suffix: str) -> None:
    trial = do(lambda parts: walk(parts, 3, 0))
    do(lambda parts: walk(parts, 3, 100))
    file = tmp_path / f"walk.{suffix}"
    assert "100 readings are in" in footwatch("export", "3", file, "--trial", trial.id, settings=settings)

    async def kept(parts: Parts) -> Recording:
        found = await parts.store.trials.get(3, trial.id)
        assert found is not None
        return await parts.store.trials.readings(3, found)

    recording, back = do(kept), load(file)
    for column in ("time", "counts", "anomaly", "trace_id"):
        np.testing.assert_array_equal(getattr(back, column), getattr(recording, column))
    refused = footwatch("export", "3", file, "--trial", "last", settings=settings, code=1)
    assert "exists; choose another name" in refused
    assert "100 readings" in footwatch("export", "3", file, "--trial", "last", "--force", settings=settings)


@pytest.mark.parametrize("way", ["--trial", "--all", "--anomalies", "history"])
@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_exports_carry_labels(settings: Settings, do: Do, tmp_path: Path, suffix: str, way: str) -> None:
    do(lambda parts: walk(parts, 3, 0))
    start = START / 1e6
    turn, fall = Label(start + 0.2, start + 0.4, "turn", "left"), Label(start + 4.04, start + 4.06, "fall")
    for label in (turn, fall, Label(start - 50.0, start - 40.0, "before")):
        do(partial(add_label, 3, label))
    options: tuple[str | Path, ...] = {
        "--trial": (tmp_path / f"walk.{suffix}", way, "last"),
        "--all": (tmp_path, way, "--format", suffix),
        "--anomalies": (tmp_path / f"walk.{suffix}", way),
        "history": (tmp_path / f"walk.{suffix}",),
    }[way]
    footwatch("export", "3", *options, settings=settings)
    (file,) = tmp_path.glob(f"*.{suffix}")
    told = [(label.kind, label.text if suffix == "parquet" else "") for label in load(file).labels]
    expected = {"--trial": [fall], "--all": [fall], "--anomalies": [turn], "history": [turn, fall]}[way]
    assert told == [(label.kind, label.text if suffix == "parquet" else "") for label in expected]


def test_an_import_brings_labels_once(settings: Settings, do: Do, tmp_path: Path) -> None:
    trial = do(lambda parts: walk(parts, 3, 0))
    label = Label(START / 1e6 + 5.0, START / 1e6 + 6.0, "turn", "left", ("R2",))
    do(partial(add_label, 3, label))
    file = tmp_path / "walk.parquet"
    footwatch("export", "3", file, "--trial", trial.id, settings=settings)
    for number in ("4", "4", "3"):
        footwatch("import", file, "--person", number, "--trial-only", settings=settings)
    for person in (3, 4):
        (found,) = do(partial(labels_of, person))
        assert msgspec.structs.replace(found, id="") == label


def test_labels_stay_with_their_trial_however_often_it_is_imported(settings: Settings, do: Do, tmp_path: Path) -> None:
    labels = [Label(1.0, 2.0, "turn"), Label(1.0, 2.0, "turn", "again", id="seen")]
    recording = Recording.from_columns(np.arange(50) / 10, np.zeros((50, 6)), labels=labels)
    file = tmp_path / "walk.parquet"
    write(file, [recording])
    for _ in range(3):
        footwatch("import", file, "--person", "4", "--trial-only", settings=settings)
    stored = do(partial(labels_of, 4))
    (trial,) = json.loads(footwatch("trials", "4", "--json", settings=settings))
    assert [(label.kind, label.text) for label in stored] == [("turn", ""), ("turn", "again")]
    assert all(label.start == pytest.approx(trial["start"] + 1.0) for label in stored)

    async def change(parts: Parts) -> None:
        await parts.store.labels.change(4, "seen", kind="stairs")

    do(change)
    footwatch("import", file, "--person", "4", "--trial-only", settings=settings)
    assert sorted(label.kind for label in do(partial(labels_of, 4))) == ["stairs", "turn"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--trial", "2023"), "2 trials of person 3 begin with 2023; `footwatch trials 3` lists them"),
        (("--trial", "1999"), "--trial is '1999', but person 3 has none"),
        (("--trial", "last", "--anomalies"), "--trial names readings already; leave --anomalies"),
        (("--trial", "last", "--since", "5"), "leave --anomalies, --since and --until out"),
    ],
)
def test_what_is_no_trial_is_refused(
    settings: Settings, do: Do, tmp_path: Path, arguments: tuple[str, ...], words: str
) -> None:
    do(lambda parts: walk(parts, 3, 0))
    do(lambda parts: walk(parts, 3, 100))
    assert words in footwatch("export", "3", tmp_path / "x.csv", *arguments, settings=settings, code=1)


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_all_trials_are_exported_and_what_is_new_is_added(
    settings: Settings, do: Do, tmp_path: Path, suffix: str
) -> None:
    folder = tmp_path / "new" / "walks"
    command: list[str | Path] = ["export", "3", folder, "--all", *(["--format", "csv"] if suffix == "csv" else [])]
    assert "no trial of person 3 is kept" in footwatch(*command, settings=settings, code=1)
    assert not folder.exists()
    first = do(lambda parts: walk(parts, 3, 0))
    do(lambda parts: walk(parts, 5, 0))
    said = footwatch(*command, settings=settings)
    assert said == f"1 trial was written to {folder}, 0 were there already"
    second = do(lambda parts: walk(parts, 3, 500))
    do(lambda parts: parts.store.trials.begin(3))
    file = folder / f"{first.id}.{suffix}"
    file.write_text("precious")
    said = footwatch(*command, settings=settings)
    assert said == f"1 trial was written to {folder}, 1 were there already"
    assert file.read_text() == "precious"
    assert {path.name for path in folder.iterdir()} == {f"{trial.id}.{suffix}" for trial in (first, second)}
    assert load(folder / f"{second.id}.{suffix}").time[0] == START / 1e6 + 501
    footwatch(*command, "--force", "--with-person", settings=settings)
    person = load(file).person
    assert person
    assert person.lastname == "Grzegorczyk"


@pytest.mark.parametrize("option", ["--all", "--bids"])
def test_a_trial_that_cannot_be_read_holds_up_no_other(settings: Settings, do: Do, tmp_path: Path, option: str) -> None:
    _, broken, _ = [do(partial(walk, person=3, first=first)) for first in (0, 500, 1000)]
    do(lambda parts: keep_complete(parts.store, 3))
    do(lambda parts: parts.client.set(f"3_trial:{broken.id}", b"broken"))
    said = footwatch("export", "3", tmp_path / "x", option, settings=settings, code=1)
    assert f"trial {broken.id} cannot be read" in said
    assert said.endswith("; the other trials were written")
    files = [*(tmp_path / "x").rglob("*.parquet"), *(tmp_path / "x").rglob("*_motion.tsv")]
    assert sorted(load(file).time[0] for file in files) == [START / 1e6 + 1, START / 1e6 + 1001]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--all", "--trial", "last"), "--trial names one trial, --all means every one; leave one of them out"),
        (("--all", "--anomalies"), "--all names readings already; leave --anomalies, --since and --until out"),
        (("--format", "csv"), "--format is for --all; a file's ending tells its format"),
        (("--trial", "last", "--format", "csv"), "--format is for --all"),
    ],
)
def test_options_of_an_export_that_contradict_each_other_are_refused(
    settings: Settings, tmp_path: Path, arguments: tuple[str, ...], words: str
) -> None:
    assert words in footwatch("export", "3", tmp_path / "x.csv", *arguments, settings=settings, code=1)


def test_a_trial_is_reported_long_after_its_readings_were_swept(settings: Settings, do: Do, tmp_path: Path) -> None:
    trial = do(lambda parts: walk(parts, 3, 0, "10 m walk"))
    do(lambda parts: parts.store.labels.add(3, Label(START / 1e6 + 2, START / 1e6 + 3, "stumble")))
    do(lambda parts: parts.store.labels.add(3, Label(START / 1e6 + 90, START / 1e6 + 90, "elsewhere")))
    do(lambda parts: keep_complete(parts.store, 3))
    do(lambda parts: parts.client.delete("3_data", "3_timestamp", "3_trace"))
    file = tmp_path / "report.html"
    said = footwatch("report", "3", "--out", file, "--trial", trial.id, settings=settings)
    assert "tells of 100 readings and 0 episodes" in said
    text = file.read_text()
    assert "10 m walk" in text
    assert "stumble" in text
    assert "elsewhere" not in text
    refused = footwatch("report", "3", "--out", file, "--trial", "last", "--since", "5", settings=settings, code=1)
    assert "--trial names readings already; leave --since and --until out" in refused


def test_a_narrow_table_loses_no_digit(settings: Settings, do: Do) -> None:
    do(lambda parts: walk(parts, 3, 0, "six minutes along the corridor and back"))
    assert "…" not in footwatch("trials", "3", settings=settings)
