"""Trials as a Motion-BIDS data set: by the standard's own validator, and read back."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from footlib import load
from footlib.calibration import Calibration
from footlib.recording import Recording
from footlib.settings import Settings
from footlib.store import Label, Trial, TrialNote
from footlib.trials import bring_in
from tests import commands
from tests.footlib.store.test_writer import START
from tests.footlib.trial_commands import Do, Parts, footwatch, walk

SESSION = "sub-03/ses-20231114"
COLUMNS = ("time", "counts", "anomaly", "trace_id")


@pytest.fixture
def errors(tmp_path: Path) -> Callable[[Path], list[str]]:
    """What the validator of BIDS finds wrong with a data set."""

    def found(folder: Path) -> list[str]:
        program = Path(sys.executable).with_name("bids-validator-deno")
        environment = os.environ | {"DENO_DIR": str(tmp_path / "deno"), "DENO_NO_UPDATE_CHECK": "1"}
        done = subprocess.run(
            [program, folder, "--format", "json"], capture_output=True, text=True, env=environment, check=False
        )
        issues = json.loads(done.stdout)["issues"]["issues"]
        return [f"{one['code']} {one.get('location')}" for one in issues if one["severity"] == "error"]

    return found


def recorded(do: Do, person: int, first: int, name: str) -> Trial:
    trial: Trial = do(lambda parts: walk(parts, person, first, name))
    return trial


def kept(do: Do, person: int, trial: Trial) -> Recording:
    async def read(parts: Parts) -> Recording:
        found = await parts.store.trials.get(person, trial.id)
        assert found
        return await parts.store.trials.readings(person, found)

    recording: Recording = do(read)
    return recording


def files_of(folder: Path) -> dict[str, tuple[int, bytes]]:
    found = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): (path.stat().st_mtime_ns, path.read_bytes()) for path in found}


def motion(folder: Path, task: str, run: int = 1, ending: str = "motion.tsv", session: str = SESSION) -> Path:
    name = f"{session.replace('/', '_')}_task-{task}_tracksys-insoles_run-{run:02d}_{ending}"
    return folder / session / "motion" / name


def cells(path: Path) -> list[list[str]]:
    return [line.split("\t") for line in path.read_text().removesuffix("\n").split("\n")]


def test_persons_and_their_trials_are_a_valid_data_set_and_read_back_equal(
    settings: Settings, do: Do, tmp_path: Path, errors: Callable[[Path], list[str]]
) -> None:
    names = {(3, 0): "10 m walk", (3, 500): "10 M Walk!", (12, 0): "Prüfung", (12, 500): "", (123, 0): "歩行 [TUG]"}
    trials = {who: recorded(do, *who, name) for who, name in names.items()}
    begin = START / 1e6
    do(lambda parts: parts.store.labels.add(3, Label(begin + 2, begin + 3.5, "turn", sensors=("L0", "R2"), by="Dr X")))
    do(lambda parts: parts.store.labels.add(3, Label(begin + 3, begin + 3, "stumble", text="Janek fell")))
    folder = tmp_path / "data"
    for person, n in ((3, 2), (12, 2), (123, 1)):
        said = footwatch("export", str(person), folder, "--bids", settings=settings)
        assert said == f"{n} trial{'s were' if n > 1 else ' was'} added to {folder}, 0 were there already"
    assert errors(folder) == []

    places = {
        (3, 0): motion(folder, "10mwalk"),
        (3, 500): motion(folder, "10mwalk", 2),
        (12, 0): motion(folder, "prufung", session="sub-12/ses-20231114"),
        (12, 500): motion(folder, "unnamed", session="sub-12/ses-20231114"),
        (123, 0): motion(folder, "tug", session="sub-123/ses-20231114"),
    }
    assert set(folder.rglob("*_motion.tsv")) == set(places.values())
    for who, place in places.items():
        recording, back = kept(do, who[0], trials[who]), load(place)
        for column in COLUMNS:
            np.testing.assert_array_equal(getattr(back, column), getattr(recording, column))
    assert cells(motion(folder, "10mwalk", ending="events.tsv"))[1:] == [
        ["1.000000", "1.500000", "turn", "L0,R2"],
        ["2.000000", "0.000000", "stumble", "n/a"],
    ]
    assert cells(folder / "sub-123/ses-20231114/sub-123_ses-20231114_scans.tsv")[1] == [
        "motion/sub-123_ses-20231114_task-tug_tracksys-insoles_run-01_motion.tsv",
        "2023-11-14T22:13:21.000000Z",
        "stick",
        trials[123, 0].id,
    ]
    sidecar = json.loads(motion(folder, "10mwalk", 2, "motion.json").read_text())
    assert sidecar["TaskName"] == "10 M Walk!"
    assert sidecar["SamplingFrequency"] == 10
    written = b"".join(content for _, content in files_of(folder).values())
    assert not [word for word in (b"Janek", b"Grzegorczyk", b"Dr X", b"1982") if word in written]

    before = files_of(folder)
    said = footwatch("export", "3", folder, "--bids", settings=settings)
    assert said == f"0 trials were added to {folder}, 2 were there already"
    assert files_of(folder) == before
    channels = motion(folder, "10mwalk", ending="channels.tsv")
    channels.write_text(channels.read_text().replace("MISC", "Pressure"))
    assert errors(folder)


def test_what_the_validator_does_not_look_at_is_by_the_standard(settings: Settings, do: Do, tmp_path: Path) -> None:
    do(lambda parts: walk(parts, 3, 0, "TUG"))
    folder = tmp_path / "data"
    footwatch("export", "3", folder, "--bids", settings=settings)
    readings, channels = cells(motion(folder, "tug")), cells(motion(folder, "tug", ending="channels.tsv"))
    assert channels[0][:5] == ["name", "component", "type", "tracked_point", "units"]
    assert {len(row) for row in readings} == {len(channels) - 1}
    assert [row[0] for row in channels[1:8]] == ["latency", "L0", "L1", "L2", "R0", "R1", "R2"]
    assert channels[1][2] == "LATENCY"
    assert {row[2] for row in channels[2:]} == {"MISC"}
    assert all(re.fullmatch(r"\d+\.\d{6}", row[0]) for row in readings)
    sidecar = json.loads(motion(folder, "tug", ending="motion.json").read_text())
    assert sidecar["MotionChannelCount"] == sidecar["MiscChannelCount"] + sidecar["LATENCYChannelCount"] == 14
    assert sidecar["RecordingDuration"] == float(readings[-1][0])
    scans = cells(folder / SESSION / "sub-03_ses-20231114_scans.tsv")
    assert all((folder / SESSION / row[0]).exists() for row in scans[1:])


def test_what_is_new_is_added_beside_what_others_have_added(
    settings: Settings, do: Do, tmp_path: Path, errors: Callable[[Path], list[str]]
) -> None:
    do(lambda parts: walk(parts, 3, 0, "TUG"))
    do(lambda parts: walk(parts, 3, 500, "TUG"))
    do(lambda parts: walk(parts, 5, 0, "TUG"))
    folder, odd = tmp_path / "data", "age\x85(years)"
    assert footwatch("export", "3", folder, "--bids", "--trial", "last", settings=settings).startswith("1 trial was")
    (folder / "README").rename(folder / "README.md")
    (folder / "participants.tsv").write_text(f"participant_id\t{odd}\r\nsub-03\t63\u2028\x0b\r\n", newline="")
    sidecar = motion(folder, "tug", ending="motion.json")
    sidecar.write_text(json.dumps(json.loads(sidecar.read_text()) | {"InstitutionName": "Gait Lab"}))
    before = sidecar.read_text()
    assert footwatch("export", "3", folder, "--bids", settings=settings).startswith("1 trial was added")
    assert footwatch("export", "5", folder, "--bids", settings=settings).startswith("1 trial was added")
    assert errors(folder) == []
    assert sidecar.read_text() == before
    assert cells(folder / "participants.tsv") == [
        ["participant_id", odd],
        ["sub-03", "63\u2028\x0b"],
        ["sub-05", "n/a"],
    ]
    assert {path.name for path in folder.glob("README*")} == {"README.md"}
    scans = cells(folder / SESSION / "sub-03_ses-20231114_scans.tsv")
    assert [row[0][-17:] for row in scans[1:]] == ["run-01_motion.tsv", "run-02_motion.tsv"]
    assert load(motion(folder, "tug", 2)).time[0] == START / 1e6 + 1


def test_a_run_that_broke_off_is_gone_on_with(
    settings: Settings, do: Do, tmp_path: Path, errors: Callable[[Path], list[str]]
) -> None:
    do(lambda parts: walk(parts, 3, 0, "TUG"))
    do(lambda parts: walk(parts, 3, 500, "TUG"))
    folder = tmp_path / "data"
    footwatch("export", "3", folder, "--bids", settings=settings)
    whole = {name: content for name, (_, content) in files_of(folder).items()}
    file = motion(folder, "tug", 2)
    file.rename(file.with_name(f".{file.name}.part"))
    motion(folder, "tug", 2, "events.tsv").unlink()
    assert "1 trial was added" in footwatch("export", "3", folder, "--bids", settings=settings)
    assert {name: content for name, (_, content) in files_of(folder).items()} == whole
    assert errors(folder) == []


def test_nothing_is_written_over(settings: Settings, do: Do, tmp_path: Path) -> None:
    do(lambda parts: walk(parts, 3, 0, "TUG"))
    folder = tmp_path / "data"
    footwatch("export", "3", folder, "--bids", settings=settings)
    do(lambda parts: parts.store.labels.add(3, Label(START / 1e6 + 2, START / 1e6 + 2, "turn")))
    do(lambda parts: walk(parts, 3, 500, "TUG"))
    before = files_of(folder)
    said = footwatch("export", "3", folder, "--bids", settings=settings, code=1)
    events = motion(folder, "tug", ending="events.tsv")
    assert f"what is stored differs by now from {events.relative_to(folder)}, and nothing is written over" in said
    assert "(new trials: 1). Move what is to be written anew" in said
    assert motion(folder, "tug", 2).exists()
    changed = {name for name, file in files_of(folder).items() if name in before and before[name] != file}
    assert changed == {f"{SESSION}/sub-03_ses-20231114_scans.tsv"}
    events.unlink()
    assert "1 trial was added" in footwatch("export", "3", folder, "--bids", settings=settings)
    assert cells(events)[1][2] == "turn"


def test_a_folder_of_something_else_is_left_alone(settings: Settings, do: Do, tmp_path: Path) -> None:
    said = footwatch("export", "3", tmp_path / "data", "--bids", settings=settings, code=1)
    assert "no trial of person 3 is kept" in said
    assert not (tmp_path / "data").exists()
    do(lambda parts: walk(parts, 3, 0))
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis/chapter.txt").write_text("precious")
    said = footwatch("export", "3", tmp_path / "thesis", "--bids", settings=settings, code=1)
    assert "holds files and no dataset_description.json, so it is no BIDS data set" in said
    assert [path.name for path in (tmp_path / "thesis").iterdir()] == ["chapter.txt"]
    said = footwatch("export", "3", tmp_path / "thesis/chapter.txt", "--bids", settings=settings, code=1)
    assert "cannot be written" in said
    assert (tmp_path / "thesis/chapter.txt").read_text() == "precious"
    (tmp_path / "data/.git").mkdir(parents=True)
    assert "1 trial was added" in footwatch("export", "3", tmp_path / "data", "--bids", settings=settings)


def test_a_single_reading_has_no_rate_and_stays_out(settings: Settings, do: Do, tmp_path: Path) -> None:
    newtons = Calibration("N", 0.5, 12.0)

    async def bring(parts: Parts) -> None:
        for n in (1, 30):
            time, counts = 1.6e9 + 100 * n + np.arange(n) / 10, np.full((n, 6), n)
            await bring_in(parts.store, 5, Recording.from_columns(time, counts, calibration=newtons), TrialNote())

    do(bring)
    said = footwatch("export", "5", tmp_path / "data", "--bids", settings=settings)
    assert said.endswith("0 were there already; 1 of less than two readings stayed out")
    (file,) = (tmp_path / "data").rglob("*_motion.tsv")
    # Nobody knows the device's clock here, so there is no channel of it.
    assert {len(row) for row in cells(file)} == {13}
    assert load(file).trace_id.tolist() == [-1] * 30
    assert load(file).calibration == newtons


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--with-person",), "holds no personal data and is never written over; leave --with-person and --force out"),
        (("--force",), "leave --with-person and --force out"),
        (("--anomalies",), "--bids names readings already; leave --anomalies"),
        (("--until", "5"), "--bids names readings already"),
        (("--format", "csv"), "--format is for --all"),
        (("--all", "--trial", "last"), "leave one of them out"),
    ],
)
def test_options_that_contradict_each_other_are_refused(
    settings: Settings, tmp_path: Path, arguments: tuple[str, ...], words: str
) -> None:
    said = footwatch("export", "3", tmp_path / "data", "--bids", *arguments, settings=settings, code=1)
    assert words in said


def test_a_recording_of_the_data_set_is_analysed_and_brought_in(settings: Settings, do: Do, tmp_path: Path) -> None:
    trial = do(lambda parts: walk(parts, 3, 0, "TUG"))
    folder = tmp_path / "data"
    footwatch("export", "3", folder, "--bids", settings=settings)
    file = motion(folder, "tug")
    done = commands.footwatch("analyse", file, "--json", environment={})
    assert json.loads(done.out)["rate_hz"] == pytest.approx(10)
    footwatch("import", file, "--person", "9", "--trial-only", settings=settings)
    (brought,) = json.loads(footwatch("trials", "9", "--json", settings=settings))
    recording = kept(do, 3, trial)
    assert (brought["start"], brought["stop"]) == (recording.time[0], recording.time[-1])
