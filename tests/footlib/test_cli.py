"""The `footwatch` command as a shell sees it."""

import csv
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import msgspec
import pytest

from footlib import __version__
from footlib.cli_options import span_of
from footlib.errors import SettingsError
from footlib.settings import Settings
from footlib.store import Writer
from footlib.store.connection import Client
from footlib.store.embedded import free_port
from footlib.store.endpoint import read_endpoint
from tests import commands
from tests.conftest import SHARED_DATA
from tests.footlib.store.test_writer import entries

RECORDING = SHARED_DATA / "gaco01_six_sensors_20hz.csv"


def footwatch(*arguments: str | Path, settings: Settings | None = None, code: int = 0) -> str:
    """Run the command; what it printed, standard error too where it fails."""
    done = commands.footwatch(*arguments, environment=settings.environment() if settings else {})
    assert done.code == code, done.out + done.err
    return done.out + (done.err if code else "")


def walk(folder: Path, rate: int) -> Path:
    """A minute of square steps: contact 60 % of a stride of one second, feet half a stride apart."""
    rows = ["t_s,L0,L1,L2,R0,R1,R2"]
    for i in range(60 * rate):
        phase = i / rate
        loads = [900 if (phase + shift) % 1 < 0.6 else 5 for shift in (0, 0.5)]
        rows.append(f"{phase:.3f}," + ",".join(str(load) for load in loads for _ in range(3)))
    file = folder / f"walk{rate}.csv"
    file.write_text("\n".join(rows) + "\n")
    return file


def test_version_and_help() -> None:
    program = Path(sys.executable).with_name("footwatch")
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout
    assert said.strip() == footwatch("--version").strip() == __version__
    assert "standin" in footwatch("--help")


KEYS: Sequence[str] = (
    "rate_hz",
    "steps_left",
    "steps_right",
    "cadence",
    "stance_left",
    "stance_right",
    "contact_left",
    "contact_right",
    "double_support",
    "load_share_left",
)


def test_analyse_as_json(tmp_path: Path) -> None:
    summary = json.loads(footwatch("analyse", walk(tmp_path, 100), "--json"))
    assert list(summary) == [*KEYS, "refused"]
    assert summary["rate_hz"] == pytest.approx(100)
    assert summary["cadence"] == pytest.approx(120, rel=0.01)
    assert summary["stance_left"] == pytest.approx(60, abs=1)
    assert summary["load_share_left"] == pytest.approx(50, abs=1)
    assert summary["refused"] == {}


def test_analyse_refuses_what_the_rate_does_not_carry(tmp_path: Path) -> None:
    summary = json.loads(footwatch("analyse", walk(tmp_path, 3), "--json"))
    for key in ("steps_left", "steps_right", "cadence", "stance_left", "stance_right"):
        assert summary[key] is None
        assert summary["refused"][key] == "needs 10 Hz, got 3.0 Hz"
    assert summary["contact_left"] == pytest.approx(60, abs=8)
    table = footwatch("analyse", walk(tmp_path, 3))
    assert "refused" in table
    assert "recording's own clock" in table


def test_analyse_prints_what_the_numbers_rest_on(tmp_path: Path) -> None:
    said = " ".join(footwatch("analyse", walk(tmp_path, 100)).split())
    assert "6000 readings at 100.0 Hz, 0 gaps, times by the recording's own clock" in said
    assert "left on over 268, off under 134 counts; right on over 268, off under 134 counts" in said
    assert "[1] laboratory walks of healthy adults" in said
    assert "100 to 120 [1]" in said
    file = tmp_path / "still.csv"
    file.write_text("t_s,L0,L1,L2,R0,R1,R2\n0,1,2,3,4,5,6\n")
    said = " ".join(footwatch("analyse", file).split())
    assert "1 readings at an unknown rate" in said
    assert "Contact: left none, the left foot's load spans 0 counts" in said


@pytest.mark.data
@pytest.mark.skipif(not RECORDING.exists(), reason=f"{RECORDING} is not here")
def test_analyse_a_real_walk() -> None:
    summary = json.loads(footwatch("analyse", RECORDING, "--json"))
    assert summary["cadence"] == pytest.approx(97.6, rel=0.02)
    assert summary["contact_left"] == pytest.approx(61.7, abs=2)


def test_file_that_is_no_recording_is_a_sentence(tmp_path: Path) -> None:
    file = tmp_path / "letter.txt"
    file.write_text("Dear Sir or Madam,\n")
    assert footwatch("analyse", file, code=1).startswith("footwatch: ")
    assert "letter.txt" in footwatch("analyse", file, code=1)


@pytest.fixture
async def stored(writer: Writer) -> None:
    """Fifty readings of person 3, of which one is flagged."""
    await writer.append(entries(3, 50, flagged={7}))


def test_export_of_stored_readings(stored: None, settings: Settings, tmp_path: Path) -> None:
    file = tmp_path / "out.csv"
    assert "50 readings" in footwatch("export", "3", file, settings=settings)
    with file.open(newline="") as lines:
        rows = list(csv.reader(lines))
    assert ",".join(rows[0]) == "time,iso_time,trace_id,L0,L1,L2,R0,R1,R2,anomaly"
    assert len(rows) == 51
    assert rows[1][0] == "1700000000.000000"
    assert [row[-1] for row in rows[1:]] == ["1" if i == 7 else "0" for i in range(50)]
    assert "exists" in footwatch("export", "3", file, settings=settings, code=1)
    assert "1 readings" in footwatch("export", "3", file, "--anomalies", "--force", settings=settings)
    some = footwatch(
        "export", "3", file, "--since", "1700000001", "--until", "1700000001.95", "--force", settings=settings
    )
    assert "10 readings" in some
    assert "Grzegorczyk" not in file.read_text()
    footwatch("export", "3", file, "--with-person", "--force", settings=settings)
    assert "Grzegorczyk" in file.read_text()
    assert "stored persons are: 3" in footwatch("export", "4", tmp_path / "no.csv", settings=settings, code=1)
    refused = footwatch("export", "3", file, "--since", "10 minutes", settings=settings, code=1)
    assert "or how long ago it was, as 10m (s, m, h, d)" in " ".join(refused.split())
    assert "--since is 'noon'" in footwatch("export", "3", file, "--since", "noon", settings=settings, code=1)
    assert "--until is 'nan'" in footwatch("export", "3", file, "--until=nan", settings=settings, code=1)
    assert "is later than --until 1" in footwatch(
        "export", "3", file, "--since", "2", "--until", "1", settings=settings, code=1
    )


@pytest.mark.parametrize(
    "never", ["nan", "inf", "1e30", "-1e30", "1780000000000", "0001-01-01", "9999-12-31T23:59:59-23:59"]
)
def test_a_moment_that_nobody_can_have_measured_is_a_sentence(never: str) -> None:
    with pytest.raises(SettingsError, match=f"--until is '{re.escape(never)}'"):
        span_of(None, never)


def test_notebooks_are_copied_once(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    assert str(folder) in footwatch("notebooks", folder)
    assert (folder / "dashboard.ipynb").is_file()
    assert (folder / "voila" / "templates" / "footwatch").is_dir()
    assert not (folder / "Dockerfile").exists()
    assert "not empty" in footwatch("notebooks", folder, code=1)
    assert "name a folder to write in" in footwatch("notebooks", folder / "dashboard.ipynb" / "below", code=1)


def test_wrong_option_of_the_stand_in_is_a_sentence() -> None:
    assert "--fault-rate is 2.0" in footwatch("standin", "--fault-rate", "2", code=1)


def test_recording_goes_in_and_comes_out_and_is_reported(client: Client, settings: Settings, tmp_path: Path) -> None:
    imported = footwatch("import", walk(tmp_path, 20), "--person", "9", settings=settings)
    assert "1200 readings are stored for person 9" in imported
    assert "it ends now" in imported
    assert "another number" in footwatch("import", walk(tmp_path, 20), "--person", "9", settings=settings, code=1)
    assert "1200 readings" in footwatch("export", "9", tmp_path / "out.csv", settings=settings)
    report = tmp_path / "out.html"
    assert "1200 readings and 0 episodes" in footwatch("report", "9", "--out", report, settings=settings)
    assert "Person 9" in report.read_text()
    assert "exists" in footwatch("report", "9", "--out", report, settings=settings, code=1)
    long_ago = ("--until", "2020-01-01T00:00:00+00:00", "--force")
    told = footwatch("report", "9", "--out", report, *long_ago, settings=settings, code=1)
    assert "stored persons are: 9" in told


def test_six_channels_alone_are_imported_with_a_rate(client: Client, settings: Settings, tmp_path: Path) -> None:
    bare = tmp_path / "bare.csv"
    bare.write_text("1,2,3,4,5,6\n" * 50)
    assert "--rate" in footwatch("import", bare, "--person", "9", settings=settings, code=1)
    assert "50 readings" in footwatch("import", bare, "--person", "9", "--rate", "10", settings=settings)


@pytest.mark.parametrize("storing", [False, True], ids=["starting", "storing"])
def test_import_that_is_ended_leaves_no_store_behind(tmp_path: Path, *, storing: bool) -> None:
    bare = tmp_path / "bare.csv"
    bare.write_text("1,2,3,4,5,6\n" * 300_000)
    environment = os.environ | Settings(data_dir=str(tmp_path / "data")).environment()
    program = str(Path(sys.executable).with_name("footwatch"))
    command = [program, "import", str(bare), "--person", "9", "--rate", "100"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE) as process:
        deadline = time.monotonic() + 60
        while not ((endpoint := read_endpoint(tmp_path / "data")) and (endpoint.answers() or not storing)):
            assert process.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.001)
        process.terminate()
        assert process.wait(30) == 128 + signal.SIGTERM
    assert not endpoint.answers()
    assert not (tmp_path / "data" / "store.json").exists()


@pytest.mark.parametrize(("typed", "seconds"), [("90s", 90), ("10m", 600), ("1.5 H", 5400), ("2d", 172_800)])
def test_a_time_is_so_long_ago(typed: str, seconds: float) -> None:
    before = time.time()
    since, until = span_of(typed, None)
    assert since is not None
    assert before - seconds <= since <= time.time() - seconds
    assert until is None


def test_a_run_does_not_start_with_an_api_that_cannot_be_asked(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text("none")
    wrong = {"base_url": "https://api.invalid/", "api_ca": str(tmp_path / "ca.pem"), "web_port": free_port()}
    said = footwatch("run", "--no-browser", settings=msgspec.structs.replace(settings, **wrong), code=1)
    assert "ca.pem, which holds no certificate; allowed is a file of certificates as PEM" in said
