"""The archive of trials and anomalies, as a shell makes it and others read it."""

import shutil
from pathlib import Path

import fsspec
import numpy as np
import pandas as pd
import pytest
from msgspec.structs import replace

from footlib.archiving import archive
from footlib.errors import ExportError
from footlib.recording import Recording
from footlib.settings import Settings
from footlib.store import Label, TrialNote
from footlib.trials import bring_in
from tests.footlib.store.test_writer import START, entries
from tests.footlib.trial_commands import Do, Parts, footwatch, keep, walk

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
    assert set(anomalies["trace_id"]) == {2350401012010}

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
        ("data:abc", "data:abc cannot be written: "),
        ("reference://", "reference:// cannot be written: "),
        ("ftp://key:secret@127.0.0.1:1/folder?token=hidden", r"ftp://127.0.0.1:1/folder cannot be written: "),
        ("http://key:secret@127.0.0.1:1/folder", r"http://127.0.0.1:1/folder cannot be written: "),
    ],
)
def test_what_cannot_be_written_is_named_without_its_secrets(
    settings: Settings, do: Do, target: str, words: str
) -> None:
    do(lambda parts: walk(parts, 3, 0))
    with pytest.raises(ExportError, match=words) as failed:
        archive(settings, target)
    assert "secret" not in str(failed.value)
    assert "hidden" not in str(failed.value)


def test_what_another_program_wrote_leads_out_of_no_folder_and_stops_nobody(
    settings: Settings, do: Do, tmp_path: Path
) -> None:
    async def spoil(parts: Parts) -> None:
        for person in (2, 3, 4, 5):
            await walk(parts, person, 0)
        for trial_id in ("../../../../out", "/out", "..", "a\x1b[2J", "late"):
            await parts.client.hset("2_trial", trial_id, '{"start":1e300,"stop":2e300,"readings":1}')
            await parts.client.zadd("2_trial_start", {trial_id: 5})
        await parts.client.delete("3_label", "3_trial_deleted")
        await parts.client.set("3_label_start", "a text")
        await keep(parts, 4, 1.6e9)
        lost = await keep(parts, 4, 1.5e9)
        await parts.client.delete(f"4_trial:{lost}")

    do(spoil)
    folder = tmp_path / "a" / "b" / "archive"
    said = footwatch("archive", folder, settings=settings, code=1)
    assert "5 trials and 4 flagged readings of 4 persons were added" in said
    assert "Person 3: Redis refused a command (ResponseError: WRONGTYPE" in said
    assert "Person 4: the readings of trial" in said
    assert {path.name for path in tmp_path.rglob("*.parquet") if folder not in path.parents} == set()
    assert set(pd.read_parquet(folder / "trials")["person"].astype(int)) == {2, 3, 4, 5}


def test_a_table_goes_with_the_last_of_its_rows(settings: Settings, do: Do, tmp_path: Path) -> None:
    do(lambda parts: walk(parts, 3, 0, "of somebody"))
    archive(settings, str(tmp_path))
    assert (tmp_path / "trials.parquet").exists()
    do(lambda parts: parts.client.flushall())
    archive(settings, str(tmp_path))
    assert not (tmp_path / "trials.parquet").exists()


def test_who_may_only_read_archives_and_lists_all_the_same(settings: Settings, do: Do, tmp_path: Path) -> None:
    async def restrict(parts: Parts) -> None:
        await walk(parts, 3, 0)
        await parts.client.acl_setuser("reader", enabled=True, nopass=True, keys=["*"], categories=["+@all", "-@write"])

    do(restrict)
    reader = replace(settings, username="reader", password="any")
    try:
        assert '"facts": null' in footwatch("trials", "3", "--json", settings=reader)
        assert archive(reader, str(tmp_path)).anomalies == 1
    finally:
        do(lambda parts: parts.client.acl_deluser("reader"))
