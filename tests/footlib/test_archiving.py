"""The archive of trials and anomalies, as a shell makes it and others read it."""

import shutil
from pathlib import Path

import fsspec
import numpy as np
import pandas as pd
import pytest

from footlib.archiving import archive
from footlib.errors import ExportError
from footlib.recording import Recording
from footlib.settings import Settings
from footlib.store import Label, TrialNote
from footlib.trials import bring_in
from tests.footlib.store.test_writer import START, entries
from tests.footlib.test_trial_commands import Do, Parts, do, footwatch, walk

__all__ = ["do"]
DAY = 86400 * 1_000_000
# Ten seconds before a midnight of UTC.
MIDNIGHT = START - START % DAY + DAY - 10_000_000


async def flag(parts: Parts, person: int, start: int, n: int = 200) -> None:
    await parts.writer.append(entries(person, n, start=start, flagged=set(range(0, n, 4))))
    await parts.writer.release([person])


def data(folder: Path, kind: str) -> pd.DataFrame:
    return pd.read_parquet(folder / kind).sort_values(["person", "time"], ignore_index=True)


def test_what_is_new_is_added_and_nothing_is_written_twice(settings: Settings, do: Do, tmp_path: Path) -> None:
    first = do(lambda parts: walk(parts, 3, 0, "10 m walk"))
    do(lambda parts: parts.store.labels.add(3, Label(START / 1e6, START / 1e6 + 1, "turn", sensors=("L0", "R2"))))
    do(lambda parts: flag(parts, 12, MIDNIGHT))
    folder = tmp_path / "archive"
    said = footwatch("archive", folder, settings=settings)
    assert said == "1 trials and 51 flagged readings of 2 persons were added; 0 trials were there already."
    files = {path: path.stat().st_mtime_ns for path in folder.rglob("*.parquet") if path.parent != folder}
    assert {path.parent.relative_to(folder).as_posix() for path in files} == {
        "trials/person=3/date=2023-11-14",
        "anomalies/person=3/date=2023-11-14",
        "anomalies/person=12/date=2023-11-14",
        "anomalies/person=12/date=2023-11-15",
    }
    readings = data(folder, "trials")
    assert len(readings) == 100
    assert set(readings["person"].astype(int)) == {3}
    anomalies = data(folder, "anomalies")
    assert anomalies.groupby("person", observed=True).size().to_dict() == {3: 1, 12: 50}
    assert anomalies["L0_anomaly"].all()

    do(lambda parts: walk(parts, 3, 500, "TUG"))
    do(lambda parts: flag(parts, 12, MIDNIGHT + 60_000_000, 8))
    said = footwatch("archive", folder, settings=settings)
    assert said == "1 trials and 3 flagged readings of 2 persons were added; 1 trials were there already."
    assert all(path.stat().st_mtime_ns == written for path, written in files.items())
    assert len(data(folder, "anomalies")) == 54
    assert data(folder, "anomalies")["time"].is_unique
    catalogue = pd.read_parquet(folder / "trials.parquet").set_index("trial")
    assert catalogue.loc[first.id, "name"] == "10 m walk"
    assert catalogue.loc[first.id, "readings"] == 100
    assert "cadence" in catalogue
    (label,) = pd.read_parquet(folder / "labels.parquet").itertuples()
    assert (label.person, label.kind, label.sensors) == (3, "turn", "L0 R2")
    assert footwatch("archive", folder, settings=settings).startswith("0 trials and 0 flagged readings")
    assert not list(folder.rglob("*.part"))


def test_a_run_that_broke_off_is_gone_on_with(settings: Settings, do: Do, tmp_path: Path) -> None:
    do(lambda parts: walk(parts, 3, 0))
    do(lambda parts: walk(parts, 3, 500))
    archive(settings, str(tmp_path / "whole"))
    archive(settings, str(tmp_path / "broken"))
    (trial, *_) = sorted((tmp_path / "broken").glob("trials/*/*/*.parquet"))
    trial.rename(trial.with_name(f".{trial.name}.part"))
    shutil.rmtree(tmp_path / "broken" / "anomalies")
    done = archive(settings, str(tmp_path / "broken"))
    assert (done.trials, done.anomalies, done.known) == (1, 2, 1)
    for kind in ("trials", "anomalies"):
        pd.testing.assert_frame_equal(data(tmp_path / "whole", kind), data(tmp_path / "broken", kind))


def test_an_address_of_object_storage_is_a_place_too(settings: Settings, do: Do) -> None:
    async def bring(parts: Parts) -> None:
        recording = Recording.from_columns(1.6e9 + np.arange(20) / 10, np.ones((20, 6)))
        await bring_in(parts.store, 5, recording, TrialNote("from elsewhere"))

    do(bring)
    assert archive(settings, "memory://bucket/footwatch").trials == 1
    files = fsspec.filesystem("memory")
    (name,) = files.glob("/bucket/footwatch/trials/person=5/date=2020-09-13/*.parquet")
    assert len(pd.read_parquet(f"memory:/{name}")) == 20
    assert archive(settings, "memory://bucket/footwatch").known == 1


@pytest.mark.parametrize(
    ("target", "words"),
    [
        ("nowhere://key:secret@bucket/folder?token=hidden", r"nowhere://bucket/folder cannot be written: Protocol not"),
        ("/proc/archive", r"/proc/archive cannot be written: "),
    ],
)
def test_what_cannot_be_written_is_named_without_its_secrets(settings: Settings, target: str, words: str) -> None:
    with pytest.raises(ExportError, match=words) as failed:
        archive(settings, target)
    assert "secret" not in str(failed.value)
    assert "hidden" not in str(failed.value)
