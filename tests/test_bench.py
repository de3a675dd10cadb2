"""The benches' command and the form of its lines; what they measure is not tested here."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.bench.__main__ import main, names
from tests.bench.tools.result import Result, Target

ROOT = Path(__file__).parents[1]


def test_mistyped_name_lists_what_there_is() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "tests.bench", "store_apend"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert run.returncode == 2
    assert run.stdout == ""
    assert "store_apend" in run.stderr
    assert all(name in run.stderr for name in names())


def test_line_has_the_fixed_form() -> None:
    line = json.loads(Result(30.0, "ms", 60.0, {"readings": 6000}).line("store_window"))
    assert list(line) == ["bench", "value", "unit", "baseline", "ratio", "conditions"]
    assert line["ratio"] == 0.5
    assert line["conditions"]["readings"] == 6000
    assert line["conditions"]["cores"] >= 1


def test_line_without_baseline_has_no_ratio() -> None:
    line = json.loads(Result(12, "bytes").line("store_bytes"))
    assert line["baseline"] is None
    assert line["ratio"] is None


@pytest.mark.parametrize(("value", "reached"), [(0.5, False), (1.0, True), (2.0, True), (2.5, False)])
def test_target_bounds_both_ends(value: float, *, reached: bool) -> None:
    target = Target("ratio", at_least=1.0, at_most=2.0)
    assert target.reached(Result(value, "s", 1.0)) is reached


def test_ratio_without_baseline_misses() -> None:
    assert not Target("ratio", at_most=1.0).reached(Result(0.1, "s"))


def test_a_broken_bench_is_told_and_the_others_run(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a_broken_one.py").write_text("def run():\n    raise RuntimeError('no luck')\n    yield\n")
    (tmp_path / "whole.py").write_text(
        "from tests.bench.tools.result import Result\n\n\ndef run():\n    yield Result(1.5, 's')\n"
    )
    monkeypatch.setattr("tests.bench.__path__", [str(tmp_path)])
    assert main([]) == 1
    told = capsys.readouterr()
    assert [json.loads(line)["bench"] for line in told.out.splitlines()] == ["whole"]
    assert "no luck" in told.err
    assert "broken: a_broken_one" in told.err
