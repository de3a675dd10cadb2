"""Rows that differ in their digits only become columns all at once, without a JSON parser."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from footlib.sensors import FULL_SCALE, NAMES

_DIGITS: Final = b"0123456789"
_FIELD: Final = rb'"anomaly":\s*(?:true|false)|"id":\s*\d|"value":\s*\d+|"name":\s*"[LR]\d"'
_SENSOR: Final = rb"\{(?:%b)(?:,\s*(?:%b))*\}" % (_FIELD, _FIELD)
_ROW: Final = re.compile(rb"\[%b(?:,\s*%b){%d}\]" % (_SENSOR, _SENSOR, len(NAMES) - 1))
_NUMBER: Final = re.compile(rb'"(\w+)":\s*"?[LR]?(\d+)')
_FLAG: Final = re.compile(rb"true|false")
_KEYS: Final = (b'"anomaly"', b'"id"', b'"value"')
_LONGEST: Final = 18
"""Characters of a number that surely fits 64 bits."""


class DecodedRows(NamedTuple):
    """Sensors in the order in which they stand in the rows.

    Attributes
    ----------
    ids, counts, anomaly
        Shape (n, 6).
    """

    ids: NDArray[np.int16]
    counts: NDArray[np.int16]
    anomaly: NDArray[np.bool_]


class _Shape(NamedTuple):
    """What is the same in all rows.

    Attributes
    ----------
    text
        A row without its digits, with a line feed behind it.
    numbers
        Where in it digits were.
    ids, values
        Which of those are ids and counts.
    anomaly
        Flags, shape (6,).
    """

    text: bytes
    numbers: NDArray[np.int64]
    ids: list[int]
    values: list[int]
    anomaly: NDArray[np.bool_]


def decode_rows(rows: Sequence[bytes]) -> DecodedRows | None:
    """Decode rows of the documented form that differ from the first one in digits only.

    Every byte is looked at: None where a row is anything else, or not what `footlib.reading` allows.
    """
    shape = _shape_of(rows[0])
    if shape is None:
        return None
    # The first row has no line feed, so that no byte moves from one row to the next unseen.
    text = b"\n".join((*rows, b""))
    if text.translate(None, _DIGITS) != shape.text * len(rows):
        return None
    digits = np.frombuffer(text, np.uint8) - ord("0")
    inside = digits < 10
    # A row begins with a bracket and ends with a line feed, so that every run of digits has a start and a stop.
    edges = np.flatnonzero(inside[1:] != inside[:-1]) + 1
    starts, stops = edges[::2], edges[1::2]
    if starts.size != len(rows) * shape.numbers.size:
        return None
    lengths = stops - starts
    places = (starts - np.cumsum(lengths) + lengths).reshape(len(rows), -1)
    if (places - len(shape.text) * np.arange(len(rows))[:, None] != shape.numbers).any():
        return None
    lengths, stops = lengths.reshape(places.shape), stops.reshape(places.shape)
    counts = _counts(digits, stops[:, shape.values], lengths[:, shape.values])
    ids = digits[stops[:, shape.ids] - 1].astype(np.int16)
    if counts is None or (lengths[:, shape.ids] > 1).any():
        return None
    return DecodedRows(ids, counts, np.broadcast_to(shape.anomaly, counts.shape))


def decode_numbers(texts: Sequence[bytes], decimals: int = 0) -> NDArray[np.int64] | None:
    """Decode decimal numbers of equal length as integers, in units of the last of their `decimals` digits.

    None where one is longer, shorter or written otherwise.
    """
    width = len(texts[0])
    text = b"".join(texts)
    if not 0 < width <= _LONGEST or len(text) != width * len(texts) or max(map(len, texts)) != width:
        return None
    characters = np.frombuffer(text, np.uint8).reshape(len(texts), width)
    if decimals:
        point = width - 1 - decimals
        if point < 1 or (characters[:, point] != ord(".")).any():
            return None
        characters = np.delete(characters, point, axis=1)
    digits = characters - ord("0")
    return None if (digits > 9).any() else digits @ 10 ** np.arange(digits.shape[1] - 1, -1, -1)


def _counts(
    digits: NDArray[np.uint8], stops: NDArray[np.int64], lengths: NDArray[np.int64]
) -> NDArray[np.int16] | None:
    """Values of runs of digits; None where one is over full scale or begins with a needless zero."""
    longest = int(lengths.max())
    if longest > len(str(FULL_SCALE)) or ((digits[stops - lengths] == 0) & (lengths > 1)).any():
        return None
    value = digits[stops - 1].astype(np.int16)
    for place in range(1, longest):
        value += np.where(lengths > place, digits[stops - 1 - place], np.uint8(0)) * np.int16(10**place)
    return None if value.max() > FULL_SCALE else value


def _shape_of(row: bytes) -> _Shape | None:
    if b"\n" in row or not _ROW.fullmatch(row):
        return None
    found = [(match[1], match.start(2)) for match in _NUMBER.finditer(row)]
    names = [name for name, _ in found]
    ids, values = ([i for i, name in enumerate(names) if name == wanted] for wanted in (b"id", b"value"))
    flags = _FLAG.findall(row)
    # A brace ends a sensor and stands nowhere else. What is missing in one must not be there twice in another.
    if any(sensor.count(key) != 1 for sensor in row.split(b"}")[:-1] for key in _KEYS):
        return None
    return _Shape(
        row.translate(None, _DIGITS) + b"\n",
        np.array([len(row[:place].translate(None, _DIGITS)) for _, place in found]),
        ids,
        values,
        np.array([flag == b"true" for flag in flags]),
    )
