"""The commands about what is kept of a person for good, as a shell sees them."""

import asyncio
import json
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import numpy as np
import pytest

from cacher import spill
from footlib import load
from footlib.recording import Recording
from footlib.settings import Settings
from footlib.store import Clock, Label, Store, Trial, TrialFacts, TrialNote, Writer, redis_client
from footlib.store.connection import Client
from footlib.store.embedded import EmbeddedStore
from footlib.store.trial import new_id
from footlib.trials import keep_complete
from tests import commands
from tests.footlib.store.test_writer import START, entries

T = TypeVar("T")
SECOND = 1_000_000


@dataclass
class Parts:
    """What writes and reads a store, on an event loop of its own: a command runs one itself."""

    writer: Writer
    store: Store
    client: Any


Work = Callable[[Parts], Coroutine[Any, Any, T]]
Do = Callable[[Work[Any]], Any]


async def on_loop(settings: Settings, work: Work[T]) -> T:
    client: Client = redis_client(settings)
    store = Store(settings)
    try:
        return await work(Parts(Writer(client, settings, Clock()), store, client))
    finally:
        await store.close()
        await client.aclose()


@pytest.fixture
def do(settings: Settings) -> Do:
    """Does something with a store that is empty at first."""

    def run(work: Work[Any]) -> Any:
        return asyncio.run(on_loop(settings, work))

    run(lambda parts: parts.client.flushall())
    return run


def footwatch(*arguments: str | Path, settings: Settings, code: int = 0, typed: str = "") -> str:
    done = commands.footwatch(*arguments, environment=settings.environment(), typed=typed)
    assert done.code == code, done.out + done.err
    return " ".join((done.out + (done.err if code else "")).split())


async def walk(parts: Parts, person: int, first: int, name: str = "walk") -> Trial:
    """Record a trial of ten seconds that ends `first` seconds and eleven after START."""
    start = START + first * SECOND
    await parts.writer.append(entries(person, 10, start=start, flagged={3}))
    trial = await parts.store.trials.begin(person, TrialNote(name, "stick"), now=start / 1e6 + 1)
    await parts.writer.append(entries(person, 100, start=start + SECOND))
    await parts.store.trials.end(person, trial.id, now=start / 1e6 + 11)
    await parts.writer.append(entries(person, 10, start=start + 12 * SECOND))
    await parts.writer.release([person])
    return trial


async def keep(parts: Parts, person: int, start: float) -> str:
    recording = Recording.from_columns(start + np.arange(10) / 10, np.zeros((10, 6), np.int16))
    facts = TrialFacts(start=start, stop=start + 1, readings=10, first=start, last=start + 0.9)
    trial_id = new_id(start)
    assert await parts.store.trials.keep(person, trial_id, facts, recording, TrialNote())
    return trial_id


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


async def of_others(parts: Parts) -> dict[bytes, bytes]:
    return {key: await parts.client.dump(key) for key in sorted(await parts.client.keys("?3_*"))}


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


def test_a_person_is_forgotten_and_nobody_else(settings: Settings, do: Do) -> None:
    async def begin(parts: Parts) -> None:
        for person in (3, 13, 33):
            await walk(parts, person, 0)
            await keep_complete(parts.store, person)

    do(begin)
    left_over = [*entries(3, 2, start=START + 10**9), *entries(13, 1)]
    spill.write(Path(settings.data_dir), left_over, "gone")
    others = do(of_others)
    said = footwatch("forget", "3", settings=settings, typed="n\n", code=1)
    what = "120 readings, 1 flagged reading, 1 trial, personal data, 2 readings that a cacher could not store yet."
    assert f"Stored of person 3: {what}" in said
    assert do(lambda parts: parts.client.exists("3_data"))
    said = footwatch("forget", "3", settings=settings, typed="y\n")
    assert f"Deleted of person 3: {what}" in said
    assert do(lambda parts: parts.client.keys("3_*")) == []
    assert do(of_others) == others
    assert spill.count(Path(settings.data_dir), 3) == 0
    assert spill.count(Path(settings.data_dir), 13) == 1
    line = msgspec.json.decode(do(lambda parts: parts.client.lindex("forgotten", -1)))
    assert line["person"] == 3
    assert abs(line["time"] - time.time()) < 3600
    assert line["what"] == ["120 readings", "1 flagged reading", "1 trial", "personal data"]
    assert footwatch("forget", "3", settings=settings) == "Nothing is stored of person 3."
    assert do(lambda parts: parts.store.persons()) == [13, 33]


def test_whom_a_cacher_follows_is_not_forgotten(settings: Settings, do: Do) -> None:
    async def follow(parts: Parts) -> str:
        await parts.writer.append(entries(3, 10))
        return parts.writer.name

    holder = do(follow)
    said = footwatch("forget", "3", "--yes", settings=settings, code=1)
    assert f"person 3 is followed by {holder}, which would store the next reading at once" in said
    assert do(lambda parts: parts.client.llen("3_data")) == 10


def test_what_is_old_goes_and_what_is_left_is_counted_anew(settings: Settings, do: Do) -> None:
    day = 86400 * SECOND

    async def begin(parts: Parts) -> tuple[str, str]:
        now = parts.writer.clock.now(3)
        await parts.writer.append(entries(3, 50, start=now - 40 * day, flagged={10, 11}))
        await parts.writer.sweep(3, 10 * 86400)
        await parts.writer.append(entries(3, 50, start=now - 2 * day, flagged={20, 45}))
        assert (await parts.store.anomaly_counts(3)).readings == 4
        for days in (40, 2):
            at = (now - days * day) / 1e6
            await parts.store.labels.add(3, Label(at, at, "turn", f"{days} days ago"))
        return await keep(parts, 3, (now - 40 * day) / 1e6), await keep(parts, 3, (now - 2 * day) / 1e6)

    async def left(parts: Parts) -> tuple[list[str], int, list[int], int]:
        assert (await parts.store.anomaly_counts(3)).counted == 0
        assert [share async for share in parts.store.count_foreign(3)][-1] == 1
        return (
            [trial.id async for trial in parts.store.trials.all(3)],
            (await parts.store.anomaly_counts(3)).counted,
            [episode.n for episode in await parts.store.episodes(3)],
            len(await parts.store.window(3)),
        )

    old, new = do(begin)
    forget = ("forget", "3", "--older-than", "30", "--yes")
    said = footwatch(*forget, settings=settings)
    assert "Deleted of person 3: 2 flagged readings, 1 trial, 1 label, 50 readings around flagged ones." in said
    assert [label.text for label in do(lambda parts: parts.store.labels.all(3))] == ["2 days ago"]
    assert do(lambda parts: parts.client.exists(f"3_trial:{old}")) == 0
    assert do(left) == ([new], 2, [1, 1], 50)
    assert "Deleted of person 3: nothing." in footwatch(*forget, settings=settings)


def test_the_embedded_stores_file_holds_nothing_of_a_forgotten_person(tmp_path: Path) -> None:
    settings = Settings(data_dir=str(tmp_path))
    embedded = EmbeddedStore(tmp_path)
    filled = embedded.filled(settings)

    async def begin(parts: Parts) -> None:
        await parts.writer.append(entries(3, 50))
        await parts.writer.release([3])

    async def written_anew(parts: Parts) -> None:
        deadline = time.monotonic() + 20
        while (await parts.client.info("persistence"))["aof_rewrite_in_progress"]:
            assert time.monotonic() < deadline
            await asyncio.sleep(0.01)

    def held() -> bool:
        return any(b"Halfmoonstep" in file.read_bytes() or b"Janek" in file.read_bytes() for file in files())

    def files() -> list[Path]:
        return [file for file in tmp_path.rglob("*.aof") if file.is_file()]

    try:
        asyncio.run(on_loop(filled, begin))
        assert held()
        footwatch("forget", "3", "--yes", settings=settings)
        asyncio.run(on_loop(filled, written_anew))
        assert files()
        assert not held()
    finally:
        embedded.close()


def test_a_key_of_a_wrong_type_lets_nothing_be_deleted_half(settings: Settings, do: Do) -> None:
    async def begin(parts: Parts) -> None:
        await walk(parts, 3, 0)
        await parts.client.delete("3_anomaly_count")
        await parts.client.set("3_anomaly_count", "a text")

    do(begin)
    said = footwatch("forget", "3", "--yes", "--older-than", "1", settings=settings, code=1)
    assert "WRONGTYPE" in said
    assert do(lambda parts: parts.client.llen("3_anomaly")) == 1


def test_a_narrow_table_loses_no_digit(settings: Settings, do: Do) -> None:
    do(lambda parts: walk(parts, 3, 0, "six minutes along the corridor and back"))
    assert "…" not in footwatch("trials", "3", settings=settings)
