from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from footlib.errors import SettingsError
from footlib.standin import StandinOptions


def test_defaults() -> None:
    options = StandinOptions()
    assert (options.host, options.port, options.population) == ("127.0.0.1", 9080, 6)
    assert (options.latency, options.fault_rate, options.seed) == (0.0, 0.0, 1)


def test_there_are_as_many_persons_as_files_unless_said_otherwise() -> None:
    files = (Path("a.csv"), Path("b.csv"))
    assert StandinOptions(replay=files).population == 2
    assert StandinOptions(replay=files, persons=5).population == 5


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"port": 65536}, "--port is 65536; allowed is a port from 0"),
        ({"persons": 0}, "--persons is 0; allowed is a number of persons from 1"),
        ({"latency": -0.1}, r"--latency is -0\.1; allowed is seconds from 0 to 3600"),
        ({"latency": float("nan")}, "--latency is nan; allowed is seconds"),
        ({"fault_rate": 1.5}, r"--fault-rate is 1\.5; allowed is a share from 0 to 1"),
        ({"seed": -1}, "--seed is -1; allowed is a whole number"),
        ({"anomaly_share": 15}, "--anomaly-share is 15; allowed is a share from 0 to 1"),
    ],
)
def test_a_wrong_value_is_named_with_what_is_allowed(values: dict[str, Any], sentence: str) -> None:
    with pytest.raises(SettingsError, match=sentence):
        StandinOptions(**values)
