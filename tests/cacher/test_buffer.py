from hypothesis import given
from hypothesis import strategies as st

from cacher.buffer import Buffer
from footlib.reading import Person, Reading
from footlib.store import Entry


def entry(number: int, *, flagged: bool = False, size: int = 100) -> Entry:
    reading = Reading(b"x" * size, (0,) * 6, (flagged,) * 6, number, "", Person())
    return Entry(1, number, reading)


def numbers(buffer: Buffer) -> list[int]:
    return [item.entry.time for item in buffer.take(len(buffer))]


@given(st.lists(st.booleans(), max_size=60), st.integers(1, 30))
def test_gives_up_the_oldest_ordinary_first_and_keeps_the_order(flags: list[bool], most: int) -> None:
    buffer = Buffer(most, 10**9)
    kept: list[tuple[int, bool]] = []
    gone = [0, 0]
    for number, flagged in enumerate(flags):
        dropped = buffer.put(entry(number, flagged=flagged))
        kept.append((number, flagged))
        if len(kept) > most:
            victim = next((old for old in kept if not old[1]), kept[0])
            kept.remove(victim)
            gone[victim[1]] += 1
        assert (dropped.ordinary, dropped.flagged) <= (1, 1)
    assert numbers(buffer) == [number for number, _ in kept]
    assert sum(gone) == max(0, len(flags) - most)


@given(st.lists(st.integers(0, 70_000), max_size=40))
def test_bytes_are_bounded(sizes: list[int]) -> None:
    buffer = Buffer(1000, 100_000)
    dropped = 0
    for number, size in enumerate(sizes):
        gone = buffer.put(entry(number, size=size))
        dropped += gone.ordinary
        assert buffer.bytes <= 100_000
    assert dropped + len(buffer) == len(sizes)
    buffer.take(1000)
    assert buffer.bytes == 0


@given(st.lists(st.booleans(), min_size=1, max_size=40), st.integers(1, 40), st.integers(0, 5))
def test_a_batch_put_back_stands_where_it_stood(flags: list[bool], taken: int, later: int) -> None:
    buffer = Buffer(1000, 10**9)
    for number, flagged in enumerate(flags):
        buffer.put(entry(number, flagged=flagged))
    batch = buffer.take(taken)
    for number in range(later):
        buffer.put(entry(len(flags) + number))
    buffer.put_back(batch)
    assert numbers(buffer) == list(range(len(flags) + later))


def test_long_texts_count() -> None:
    buffer = Buffer(1000, 10**9)
    reading = Reading(b"", (0,) * 6, (False,) * 6, 0, "n" * 5000, Person("f" * 20_000, "l" * 20_000, "b" * 5000))
    buffer.put(Entry(1, 1, reading))
    assert buffer.bytes > 50_000


def test_tells_what_a_batch_put_back_pushed_out() -> None:
    buffer = Buffer(2, 10**9)
    buffer.put(entry(0))
    buffer.put(entry(1, flagged=True))
    batch = buffer.take(2)
    buffer.put(entry(2))
    assert buffer.put_back(batch).ordinary == 1
    assert numbers(buffer) == [1, 2]
