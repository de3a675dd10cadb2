"""What is written to the store, and the results of writing it."""

from __future__ import annotations

from dataclasses import dataclass, field

import msgspec

from footlib.errors import StoreError
from footlib.reading import Reading


class Entry(msgspec.Struct, frozen=True, gc=False):
    """A reading to be stored, with its person and the time at which it came, epoch microseconds."""

    person: int
    time: int
    reading: Reading


@dataclass(slots=True)
class AppendResult:
    """The result of storing a batch.

    Attributes
    ----------
    stored
        Readings written by this call.
    passed_over
        Readings that were not later than the last stored one: written by an earlier try.
    held_elsewhere
        Persons that another writer holds, with its name.
    failed
        Persons whose keys refused the readings, with the reason.
    lost_writes
        Persons whose readings were refused because Redis has lost some that it had acknowledged: the lost ones
        go first, then these. What comes next is taken as it is.
    """

    stored: int = 0
    passed_over: int = 0
    held_elsewhere: dict[int, str] = field(default_factory=dict)
    failed: dict[int, StoreError] = field(default_factory=dict)
    lost_writes: set[int] = field(default_factory=set)


@dataclass(slots=True)
class LeaseResult:
    """What came of asking for leases: those of persons who are not named here were taken.

    Attributes
    ----------
    held_elsewhere
        Persons that another writer holds, with its name.
    failed
        Persons whose keys refused the lease, with the reason.
    ahead
        Persons whose stored readings lie ahead of the clock, with the microseconds; told once, since their own
        clock goes on from there.
    """

    held_elsewhere: dict[int, str] = field(default_factory=dict)
    failed: dict[int, StoreError] = field(default_factory=dict)
    ahead: dict[int, int] = field(default_factory=dict)
