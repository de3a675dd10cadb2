"""What a bench found, and the one line that tells it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

import msgspec

Unit = Literal["ms", "s", "readings/s", "bytes", "kB", "MB", "cores", "count", "percent"]
CORES: Final = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@dataclass(frozen=True, slots=True)
class Target:
    """A bound to reach.

    Parameters
    ----------
    of
        Whether the value is bound, or its ratio to the baseline.
    at_least, at_most
        The bound; one of them or both.
    """

    of: Literal["value", "ratio"]
    at_least: float | None = None
    at_most: float | None = None

    def reached(self, result: Result) -> bool:
        """Whether a result keeps the bound."""
        found = result.value if self.of == "value" else result.ratio
        if found is None:
            return False
        return (self.at_least is None or found >= self.at_least) and (self.at_most is None or found <= self.at_most)

    def __str__(self) -> str:
        bounds = [("at least", self.at_least), ("at most", self.at_most)]
        return f"{self.of} " + ", ".join(f"{words} {bound:g}" for words, bound in bounds if bound is not None)


@dataclass(frozen=True, slots=True)
class Result:
    """One condition of a bench.

    Parameters
    ----------
    value
        What was measured, in `unit`.
    unit
        One of `Unit`.
    baseline
        The same of what it is compared with; None without a comparison.
    conditions
        What was measured, how often, against what; the cores are added.
    targets
        Bounds to reach; they are told on standard error only.
    """

    value: float
    unit: Unit
    baseline: float | None = None
    conditions: Mapping[str, str | float | bool | None] = field(default_factory=dict)
    targets: tuple[Target, ...] = ()

    @property
    def ratio(self) -> float | None:
        """Value by baseline; None without a baseline."""
        return self.value / self.baseline if self.baseline else None

    def line(self, bench: str) -> str:
        """The result as one JSON object."""
        told = {
            "bench": bench,
            "value": _rounded(self.value),
            "unit": self.unit,
            "baseline": None if self.baseline is None else _rounded(self.baseline),
            "ratio": None if self.ratio is None else _rounded(self.ratio),
            "conditions": {**self.conditions, "cores": CORES},
        }
        return msgspec.json.encode(told).decode()


def _rounded(number: float) -> float:
    """Six digits, more than any clock here can tell."""
    return number if isinstance(number, int) else float(f"{number:.6g}")
