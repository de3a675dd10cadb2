"""Which requests fail, and how."""

from __future__ import annotations

import random
from typing import Final, Self

from footlib.standin.faults import Fault
from footlib.standin.options import StandinOptions
from footlib.standin.profile import read_profile

RANDOM: Final = ("status_500", "truncated_json", "reset")
"""Ways to fail that ``--fault-rate`` draws from."""


class FaultPicker:
    """Decides for each request whether it fails, and how.

    Parameters
    ----------
    faults
        Tried in this order; the first that strikes counts.
    fault_rate
        Share of the remaining requests that fail in one of the ways of `RANDOM`.
    seed
        Of the random numbers.
    """

    def __init__(self, faults: tuple[Fault, ...], fault_rate: float, seed: int) -> None:
        self._faults = faults
        self._rate = fault_rate
        self._random = random.Random(seed)  # noqa: S311 - chance to rehearse with, no secret

    @classmethod
    def from_options(cls, options: StandinOptions) -> Self:
        """The picker of a stand-in API; reads its fault profile."""
        return cls(read_profile(options.faults) if options.faults else (), options.fault_rate, options.seed)

    def pick(self, person: int) -> Fault | None:
        """The fault that strikes a request for `person`, if any."""
        for fault in self._faults:
            concerned = fault.persons is None or person in fault.persons
            if concerned and self._random.random() < fault.share:
                return fault
        if self._rate and self._random.random() < self._rate:
            return Fault(self._random.choice(RANDOM))
        return None
