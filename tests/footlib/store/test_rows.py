"""Rows decoded all at once must say what a JSON parser says of each."""

import json
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from footlib.store import vectorised
from footlib.store.rows import _columns, _columns_one_by_one, to_recording

COUNTS = st.lists(st.one_of(st.integers(0, 1023), st.sampled_from([0, 9, 10, 1000, 1023])), min_size=6, max_size=6)
FLAGS = st.one_of(st.just([False] * 6), st.just([True] * 6), st.lists(st.booleans(), min_size=6, max_size=6))


def row(
    counts: list[int], flags: list[bool], *, names: bool = False, compact: bool = False, turned: bool = False
) -> bytes:
    sensors: list[dict[str, Any]] = []
    for i, (value, flag) in enumerate(zip(counts, flags, strict=True)):
        name = {"name": f"{'LR'[i // 3]}{i % 3}"} if names else {}
        sensors.append({"anomaly": flag, "id": i, **name, "value": value})
    if turned:
        sensors.reverse()
    return json.dumps(sensors, separators=(",", ":") if compact else None).encode()


def same(rows: list[bytes]) -> bool:
    found, expected = _columns(rows), _columns_one_by_one(rows)
    return all(np.array_equal(*pair) for pair in zip(found, expected, strict=True))


@st.composite
def histories(draw: st.DrawFn) -> list[bytes]:
    names, compact, turned = draw(st.booleans()), draw(st.booleans()), draw(st.booleans())
    different = draw(st.lists(st.tuples(COUNTS, FLAGS), min_size=1, max_size=8))
    rows = [row(*one, names=names, compact=compact, turned=turned) for one in different]
    return (rows * 60)[: draw(st.integers(51, 200))]


@given(histories())
def test_documented_rows(rows: list[bytes]) -> None:
    assert same(rows)
    assert _columns(rows)[2].all()


@given(histories(), st.data())
@settings(max_examples=150)
def test_one_damaged_row_among_many(rows: list[bytes], data: st.DataObject) -> None:
    i = data.draw(st.integers(0, len(rows) - 1))
    at = data.draw(st.integers(0, len(rows[i])))
    cut = data.draw(st.integers(0, 3))
    put = data.draw(
        st.one_of(st.binary(max_size=3), st.sampled_from([b"0", b"7", b"-", b"true", b" ", b"1024", b".0"]))
    )
    rows[i] = rows[i][:at] + put + rows[i][at + cut :]
    assert same(rows)


@given(histories(), st.data())
def test_bytes_that_moved_from_one_row_to_the_next(rows: list[bytes], data: st.DataObject) -> None:
    i = data.draw(st.integers(1, len(rows) - 1))
    n = data.draw(st.integers(1, 40))
    rows[i - 1], rows[i] = rows[i - 1] + rows[i][:n], rows[i][n:]
    assert same(rows)
    assert not _columns(rows)[2][i - 1 : i + 1].any()


def test_a_sensor_that_lacks_what_another_has_twice() -> None:
    wrong = row([7, 2, 3, 4, 5, 6], [False] * 6).replace(b'"value": 7', b'"value": 7, "value": 8')
    wrong = wrong.replace(b', "value": 2', b"")
    assert same([wrong] * 60)
    assert not _columns([wrong] * 60)[2].any()


def test_documented_rows_need_no_parser() -> None:
    found = vectorised.decode_rows([row([1, 20, 300, 1023, 0, 6], [False] * 6)] * 3)
    assert found is not None
    assert found.counts.tolist() == [[1, 20, 300, 1023, 0, 6]] * 3


@given(st.lists(st.integers(0, 9_007_199_253_999_999), min_size=1, max_size=30))
@example([1_700_000_000_123_456, 1_700_000_000_123_457])
def test_times_are_what_float_says(micros: list[int]) -> None:
    times = [f"{m // 1_000_000}.{m % 1_000_000:06d}".encode() for m in sorted(micros)]
    recording = to_recording([row([1] * 6, [False] * 6)] * len(times), times)
    assert recording.time.tolist() == [float(t) for t in times]


@given(st.lists(st.one_of(st.text("0123456789.-+e", max_size=8), st.just("12345.000001")), min_size=1, max_size=9))
def test_numbers_of_any_form(texts: list[str]) -> None:
    for decimals in (0, 6):
        found = vectorised.decode_numbers([text.encode() for text in texts], decimals)
        if found is not None:
            assert found.tolist() == [round(float(text) * 10**decimals) for text in texts]


@pytest.mark.parametrize("n", [2, 200])
@pytest.mark.parametrize("stamp", [b"1780000000000.000000", b"-1e300", b"1e11", b"nan", b"inf", b"soon"])
def test_a_time_that_cannot_be_is_skipped_and_counted(stamp: bytes, n: int) -> None:
    times = [stamp, *(b"1780000000.%06d" % i for i in range(n))]
    found = to_recording([row([7] * 6, [False] * 6)] * (n + 1), times)

    assert (len(found), found.skipped) == (n, 1)


def test_trace_ids() -> None:
    rows, times = [row([1] * 6, [False] * 6)] * 4, [b"1.000000", b"2.000000", b"3.000000", b"4.000000"]
    assert to_recording(rows, times, [b"2350401012010"] * 4).trace_id.tolist() == [2350401012010] * 4
    assert to_recording(rows, times, [b"2350401012010", b"", b"x", b"7"]).trace_id.tolist() == [
        2350401012010,
        -1,
        -1,
        7,
    ]
    assert to_recording(rows, times, [b""] * 4).trace_id.tolist() == [-1] * 4
    assert to_recording(rows, times, [b"5"]).trace_id.tolist() == [5, -1, -1, -1]
    assert to_recording(rows, times, [b"7", b"9" * 30], runs=[3, 1]).trace_id.tolist() == [7, 7, 7, -1]
    assert to_recording(rows, times, [b"7", b"8"], runs=[1, 2]).trace_id.tolist() == [7, 8, 8, -1]
    assert to_recording(rows, times, [b"7"], runs=[9]).trace_id.tolist() == [7] * 4
