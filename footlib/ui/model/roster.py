"""All persons at one moment: how the data of each are, in which order, and who is on the page."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import Any, Final

from footlib.reading import Person
from footlib.recording import Recording
from footlib.ui.model.anomalies import Anomalies
from footlib.ui.model.data_status import DataStatus, StatusKind

CURVE: Final = 60.0
"""Seconds of load that are shown of each person."""
RECENT: Final = 600.0
"""Seconds that anomalies are counted of."""
ALARM: Final = 10.0
"""Seconds for which an anomaly is in sight at least, so that nobody misses a short one."""
PAGE_SIZE: Final = 48
"""Persons on the page at a time: as many as neither kernel nor browser gets slow with."""
WALL_SIZE: Final = 12
"""Persons on a wall screen at a time: as many as are told apart from five metres."""
_LONG: Final = 86_400.0
"""Seconds without a reading after which nobody waits for the next one any more."""
_PAGES: Final = {str(page) for page in range(1, 1000)}


class SortOrder(StrEnum):
    """How persons are sorted."""

    NUMBER = "by number"
    NAME = "by name"
    TROUBLE = "by trouble"


@dataclass(frozen=True, slots=True)
class Arrangement:
    """How the viewer wants all persons to be arranged.

    Attributes
    ----------
    order
        How they are sorted.
    page
        Which page is shown, from 0.
    """

    order: SortOrder = SortOrder.TROUBLE
    page: int = 0

    @classmethod
    def from_query(cls, asked: Mapping[str, str]) -> Arrangement:
        """That of an address; what is missing or makes no sense is as usual."""
        page = asked.get("page", "")
        order = next((one for one in SortOrder if one.name.lower() == asked.get("order")), SortOrder.TROUBLE)
        return cls(order, int(page) - 1 if page in _PAGES else 0)

    @property
    def query(self) -> dict[str, str]:
        """What differs from the usual, for an address."""
        order = {"order": self.order.name.lower()} if self.order is not SortOrder.TROUBLE else {}
        return order | ({"page": str(self.page + 1)} if self.page else {})


class Trouble(IntEnum):
    """What is the matter with a person, the most urgent first."""

    ANOMALY = 0
    SILENT = 1
    LATE = 2
    WAITING = 3
    NONE = 4
    LEFT = 5
    RECORDED = 6


_TROUBLE_OF: Final = {
    StatusKind.GONE: Trouble.SILENT,
    StatusKind.LATE: Trouble.LATE,
    StatusKind.LIVE: Trouble.NONE,
    StatusKind.RECORDING: Trouble.RECORDED,
}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PersonSnapshot:
    """How the data of one person are at a moment.

    Attributes
    ----------
    number, person
        Who it is.
    state
        How the data are.
    silent
        Seconds since the newest reading; 0 before the first.
    recording
        The readings that are known, at least those of `CURVE` once they have come.
    anomalies, recent
        What is known of anomalies, and how many there were within `RECENT`.
    flagged, alarmed
        Whether an anomaly goes on, and whether one did within `ALARM`.
    recorded
        Seconds for which a trial has been recorded; None while none is.
    """

    number: int
    person: Person | None
    state: DataStatus
    silent: float
    recording: Recording
    anomalies: Anomalies
    recent: int
    flagged: bool
    alarmed: bool
    recorded: float | None

    @property
    def name(self) -> str:
        """First and last name; empty if unknown."""
        return f"{self.person.firstname} {self.person.lastname}".strip() if self.person else ""

    @property
    def sort_name(self) -> str:
        """Key of the order by name."""
        return f"{self.person.lastname} {self.person.firstname}".casefold() if self.person else ""

    @property
    def trouble(self) -> Trouble:
        """What is the matter."""
        if self.alarmed:
            return Trouble.ANOMALY
        if self.state.kind is StatusKind.GONE and self.silent > _LONG:
            return Trouble.LEFT
        return _TROUBLE_OF.get(self.state.kind, Trouble.WAITING)


_SORT_KEYS: Final[dict[SortOrder, Callable[[PersonSnapshot], tuple[Any, ...]]]] = {
    SortOrder.NUMBER: lambda one: (one.number,),
    SortOrder.NAME: lambda one: (one.sort_name, one.number),
    # Not by how many anomalies there were: tiles that change their places all the time are not looked at.
    SortOrder.TROUBLE: lambda one: (one.trouble, not one.recent, one.number),
}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Roster:
    """All persons at one moment.

    Attributes
    ----------
    persons
        Everybody known so far, sorted; in a large store they are added a few dozen at a time.
    total
        How many persons the store has; None until it has answered.
    order
        How they are sorted.
    page, size
        Which page is shown, from 0, and how many persons a page has.
    outage, reason
        Why nothing comes from the store, and the store's own words; None and empty while it does.
    """

    persons: tuple[PersonSnapshot, ...]
    total: int | None
    order: SortOrder
    page: int
    size: int
    outage: StatusKind | None
    reason: str

    @classmethod
    def arranged(
        cls,
        persons: Sequence[PersonSnapshot],
        arrangement: Arrangement,
        *,
        size: int = PAGE_SIZE,
        total: int | None,
        outage: StatusKind | None,
        reason: str,
    ) -> Roster:
        """Sort persons and open a page; once everybody is known, one behind the last page becomes the last."""
        page = arrangement.page
        if persons and len(persons) == total:
            page = min(page, _pages(total, size) - 1)
        ordered = tuple(sorted(persons, key=_SORT_KEYS[arrangement.order]))
        order = arrangement.order
        return cls(persons=ordered, total=total, order=order, page=page, size=size, outage=outage, reason=reason)

    @property
    def placed(self) -> tuple[PersonSnapshot, ...]:
        """Those on the page."""
        return self.persons[self.page * self.size : (self.page + 1) * self.size]

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return _pages(len(self.persons), self.size)


def _pages(persons: int, size: int) -> int:
    return max(1, -(-persons // size))
