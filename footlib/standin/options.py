"""What can be set on the stand-in API."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from footlib.errors import SettingsError
from footlib.standin.personas import PERSONAS

MAX_PERSONS: Final = 100_000
MAX_LATENCY: Final = 3600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class StandinOptions:
    """How the stand-in API serves.

    Parameters
    ----------
    host, port
        Where it listens; port 0 takes a free one.
    fd
        File descriptor of a socket that listens already, in place of host and port.
    persons
        Persons 1 to this number exist. ``None``: six, or one for each file of `replay`.
    replay
        Recordings to serve in place of the walking model, file k for person k; with more
        persons than files they go round.
    rate
        Readings a second of recordings without times.
    time_unit
        Unit of the times of recordings that do not tell it: ``s``, ``ms``, ``us`` or ``ns``.
    latency
        Seconds before each answer.
    fault_rate
        Share of requests that fail at random: with a 500, with half a JSON, with a reset.
    seed
        Draws everything that is left to chance.
    anomaly_share
        Share of the time within anomalous episodes for every person; ``None`` leaves each their own.
        A replay shows what its recording has.
    faults
        Profile of faults to rehearse, see `footlib.standin.profile`.

    Raises
    ------
    SettingsError
        Names the option, its value and what is allowed.
    """

    host: str = "127.0.0.1"
    port: int = 9080
    fd: int | None = None
    persons: int | None = None
    replay: tuple[Path, ...] = ()
    rate: float | None = None
    time_unit: str | None = None
    latency: float = 0.0
    fault_rate: float = 0.0
    seed: int = 1
    anomaly_share: float | None = None
    faults: Path | None = None

    def __post_init__(self) -> None:
        _check("port", self.port, 0, 65535, "a port from 0 (any free one) to 65535")
        _check("persons", self.persons, 1, MAX_PERSONS, f"a number of persons from 1 to {MAX_PERSONS}")
        if not self.replay and (self.rate is not None or self.time_unit is not None):
            raise SettingsError("--rate and --time-unit are of recordings; name one with --replay, or leave them out")
        _check("latency", self.latency, 0, MAX_LATENCY, f"seconds from 0 to {MAX_LATENCY:g}")
        _check("fault-rate", self.fault_rate, 0, 1, "a share from 0 to 1")
        _check("seed", self.seed, 0, 2**63 - 1, "a whole number from 0 on")
        _check("anomaly-share", self.anomaly_share, 0, 1, "a share from 0 to 1")

    @property
    def population(self) -> int:
        """How many persons there are."""
        return self.persons or len(self.replay) or len(PERSONAS)


def _check(option: str, value: float | None, low: float, high: float, allowed: str) -> None:
    if value is not None and not low <= value <= high:
        raise SettingsError(f"--{option} is {value}; allowed is {allowed}")
