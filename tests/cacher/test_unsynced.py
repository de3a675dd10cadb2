from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cacher import unsynced
from cacher.buffer import BufferedEntry
from cacher.unsynced import Unsynced
from footlib.reading import Person, Reading
from footlib.store import Entry

READING = Reading(b"[]", (0,) * 6, (False,) * 6, 0, "", Person())


class Hand:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.time = 0.0

    def __call__(self) -> float:
        return self.time


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Hand:
    hand = Hand()
    monkeypatch.setattr(unsynced, "boot_seconds", hand)
    return hand


def item(number: int, person: int = 1, size: int = 1000) -> BufferedEntry:
    return BufferedEntry(number, Entry(person, number, READING), size)


def numbers(kept: Unsynced, *persons: int) -> list[int]:
    return [one.number for one in kept.take(persons or None)]


def test_keeps_the_last_seconds(clock: Hand) -> None:
    kept = Unsynced(10**9)
    for number in range(10):
        clock.time = number
        kept.add([item(number)])
    assert numbers(kept, 1) == [6, 7, 8, 9]
    assert numbers(kept, 1) == []


def test_a_person_s_newest_stays_until_a_later_one_was_acknowledged(clock: Hand) -> None:
    kept = Unsynced(10**9)
    kept.add([item(0, person=1)])
    for number in range(1, 100):
        clock.time = number
        kept.add([item(number, person=2)])
    assert numbers(kept, 1) == [0]


def test_comes_in_the_order_of_arrival(clock: Hand) -> None:
    kept = Unsynced(10**9)
    kept.add([item(number, person=number % 3) for number in range(9)])
    assert numbers(kept, 1, 2) == [1, 2, 4, 5, 7, 8]
    assert numbers(kept) == [0, 3, 6]


@given(st.lists(st.tuples(st.integers(1, 3), st.integers(0, 5000)), max_size=60))
def test_bytes_are_bounded_and_the_newest_is_there(added: list[tuple[int, int]]) -> None:
    kept = Unsynced(10_000)
    for number, (person, size) in enumerate(added):
        kept.add([item(number, person, size)])
    newest = {person: number for number, (person, _) in enumerate(added)}
    left = kept.take()
    assert newest.items() <= {one.entry.person: one.number for one in left}.items()
    # One of each person is kept in any case.
    assert sum(one.size for one in left) <= 10_000 + 3 * 5000
