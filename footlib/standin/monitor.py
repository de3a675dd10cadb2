"""What the monitor shows of each person at a given time, and its JSON."""

from __future__ import annotations

import dataclasses
from typing import Final, Protocol

import msgspec
import numpy as np

from footlib.standin.gait import walk
from footlib.standin.options import StandinOptions
from footlib.standin.personas import Persona, persona
from footlib.standin.replay import Replay, Sample, load_recording

JSON_ID: Final = 12
"""The ``id`` within the JSON: the same for everybody, as the real service has it."""


class Player(Protocol):
    """Something that has a sample for every time."""

    def sample(self, elapsed: float) -> Sample:
        """The sample at `elapsed` seconds after the start, from 0 on."""


class WalkingModel:
    """Plays a persona by the walking model."""

    def __init__(self, played: Persona, seed: int) -> None:
        self._played = played
        self._seed = seed

    def sample(self, elapsed: float) -> Sample:
        """The sample at `elapsed` seconds after the start, from 0 on."""
        counts, flagged = walk(self._played.walker, np.array([elapsed]), self._seed)
        return Sample(tuple(counts[0].tolist()), (bool(flagged[0]),) * 6, self._played.clock.at(elapsed))


class _Trace(msgspec.Struct, frozen=True):
    id: int
    name: str
    sensors: list[_Sensor]


class _Sensor(msgspec.Struct, frozen=True):
    anomaly: bool
    id: int
    value: int


class _Answer(msgspec.Struct, frozen=True):
    birthdate: str
    disabled: bool | None
    firstname: str
    id: int
    lastname: str
    trace: _Trace


class Monitor:
    """All persons of a stand-in API as a pure function of time.

    Parameters
    ----------
    options
        Persons, replay, seed and anomaly share count here.

    Raises
    ------
    SourceError
        If a file to replay cannot be read.
    SettingsError
        If it holds no reading.
    """

    def __init__(self, options: StandinOptions) -> None:
        self._options = options
        self._recordings = tuple(load_recording(path, options) for path in options.replay)
        self._players: dict[int, Player] = {}
        self._personas: dict[int, Persona] = {}
        self._encoder = msgspec.json.Encoder()

    def __contains__(self, person: int) -> bool:
        return 1 <= person <= self._options.population

    def sample(self, person: int, elapsed: float) -> Sample:
        """What `person`, who must be in the monitor, shows `elapsed` seconds after the start."""
        player = self._players.get(person)
        if player is None:
            player = self._players[person] = self._player(person)
        return player.sample(elapsed)

    def answer(self, person: int, elapsed: float) -> bytes:
        """The same as the documented JSON."""
        sample = self.sample(person, elapsed)
        played = self._persona(person)
        sensors = [
            _Sensor(flag, number, count)
            for number, (flag, count) in enumerate(zip(sample.anomaly, sample.counts, strict=True))
        ]
        who = played.person
        trace = _Trace(sample.trace_id, played.trace, sensors)
        return self._encoder.encode(_Answer(who.birthdate, who.disabled, who.firstname, JSON_ID, who.lastname, trace))

    def _persona(self, person: int) -> Persona:
        if person not in self._personas:
            self._personas[person] = persona(person, self._options.seed)
        return self._personas[person]

    def _player(self, person: int) -> Player:
        played = self._persona(person)
        if self._recordings:
            return Replay(self._recordings[(person - 1) % len(self._recordings)], played.clock)
        share = self._options.anomaly_share
        if share is not None:
            played = dataclasses.replace(played, walker=dataclasses.replace(played.walker, anomaly_share=share))
        return WalkingModel(played, self._options.seed * (2**20) + person)
