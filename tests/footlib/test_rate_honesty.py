"""Step timing needs 10 Hz; whatever shows numbers shows the reason in its place, and the shares of time."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from footlib.analysis import Refused, detect, require, strides, summarise
from footlib.analysis.frames import gait_frame
from footlib.cli import app
from footlib.recording import Recording
from footlib.reporting import render
from tests.footlib.analysis.walks import half_sine_walk, seen_stance
from tests.footlib.reporting.contents import content
from tests.footlib.reporting.test_page import Page

TIMED = {"steps", "cadence", "stride_variability", "step_time", "stance", "swing"}
STANDING = {"standing_share", "sway_sd", "sway_range"}
NO_STANDING = "needs 5 s of standing still, got 0.0 s"
RATES = pytest.mark.parametrize(
    ("rate", "reason"),
    [
        (1.0, "needs 10 Hz, got 1.0 Hz"),
        (5.0, "needs 10 Hz, got 5.0 Hz"),
        (9.4, "needs 10 Hz, got 9.4 Hz"),
        (9.9, None),
        (10.0, None),
        (20.0, None),
        (100.0, None),
    ],
)


STANCE = 0.62, 0.58


def walk(rate: float) -> Recording:
    """Ten minutes of 104.3 steps a minute."""
    return half_sine_walk(rate=rate, seconds=600.0, stance=STANCE)


@RATES
def test_the_type_of_a_result_carries_the_reason(rate: float, reason: str | None) -> None:
    contact = detect(walk(rate))

    assert isinstance(strides(contact), Refused) == (reason is not None)
    for measure in summarise(contact.recording).measures:
        kind = measure.key.removesuffix("_left").removesuffix("_right")
        told = NO_STANDING if kind in STANDING else reason if kind in TIMED else None
        if rate < 2.5 and kind in STANDING | {"walking_time", "standing_time"}:
            told = "needs a reading every 0.4 s to tell walking from standing, got one every 1.0 s"
        assert measure.reason == told, measure.key
        assert (measure.value is None) == (measure.reason is not None)


@RATES
def test_shares_of_time_stay_at_every_rate(rate: float, reason: str | None) -> None:
    summary = summarise(walk(rate))

    left, right = (100 * seen_stance(stance) for stance in STANCE)
    for key, expected in (("contact_left", left), ("contact_right", right), ("double_support", left + right - 100)):
        assert require(summary[key].result) == pytest.approx(expected, abs=2), key
    assert require(summary["load_share_left"].result) == pytest.approx(100 * 62 / 120, abs=2)
    assert require(summary["symmetry_contact"].result) == pytest.approx(-100 * 4 / 60, abs=5)
    if reason is None:
        assert require(summary["cadence"].result) == pytest.approx(104.3, rel=0.02)
        assert require(summary["stance_left"].result) == pytest.approx(left, abs=2)


@RATES
def test_the_command_says_it(rate: float, reason: str | None, tmp_path: Path) -> None:
    recording = walk(rate).window(60)
    rows = [",".join(map(str, (time, *counts))) for time, counts in zip(recording.time, recording.counts, strict=True)]
    file = tmp_path / "walk.csv"
    file.write_text("\n".join(["t_s,L0,L1,L2,R0,R1,R2", *rows]))
    table = CliRunner().invoke(app, ["analyse", str(file)], env={"COLUMNS": "200"})
    told = json.loads(CliRunner().invoke(app, ["analyse", str(file), "--json"]).stdout)

    assert (told["cadence"] is None) == (reason is not None)
    assert told["refused"].get("stance_right") == reason
    assert "contact_left" not in told["refused"]
    assert (f"refused: {reason}" in table.stdout) == (reason is not None)


@RATES
def test_the_report_and_the_notebook_say_it(rate: float, reason: str | None) -> None:
    recording = walk(rate)
    report = Page(render(content(recording))).text
    frame = gait_frame({"walk": recording})["walk"]

    assert (f"refused: {reason}" in report) == (reason is not None)
    assert (frame["Cadence"] == f"refused: {reason}") == (reason is not None)
    assert float(frame["Double support"]) == pytest.approx(sum(100 * seen_stance(s) for s in STANCE) - 100, abs=2)
