"""A ``sensors`` array written anew: in Footwatch's own form where an API has another, or with a flag."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any, Final

import msgspec

from footlib.errors import ReadingError
from footlib.refusal import ALLOWED, shortened
from footlib.sensors import FULL_SCALE, NAMES

_TEXT_ID: Final = re.compile(rb'"id"\s*:\s*"')
_LONGEST_NUMBER: Final = 18
"""Digits that surely fit 64 bits."""


class SensorDialect:
    """How an API tells the six sensors, where it is not how Footwatch stores them.

    Parameters
    ----------
    full_scale
        The largest value of the API's converter, which says that a sensor is saturated.
    ids
        What it calls the sensors in the order of `footlib.sensors.NAMES`; by default 0 to 5 or L0 to R2, in texts too.
    """

    def __init__(self, full_scale: int = FULL_SCALE, ids: Sequence[str] = ()) -> None:
        self._full_scale = full_scale
        called = ids or NAMES
        self._numbers = {name: number for number, name in enumerate(called)}
        if not ids:
            self._numbers |= {str(number): number for number in range(len(NAMES))}
        self._ids = f"one of {', '.join(called)}, as API_SENSORS says" if ids else f"{ALLOWED['id']}, or API_SENSORS"
        self._own = full_scale == FULL_SCALE and not ids

    def plain(self, row: bytes) -> bytes:
        """The array as it is stored: ids 0 to 5, values 0 to 1023, every other field as it came.

        A value becomes ``value * 1023 // full_scale``, so that 0 stays 0, and 1023 is what was saturated and nothing
        else. An array of Footwatch's own form keeps every byte; what is no array of sensors is left to the decoder.

        Raises
        ------
        ReadingError
            For an id or a value that the dialect does not have.
        """
        if self._own and not _TEXT_ID.search(row):
            return row
        array: Any = _loaded(row)
        if not isinstance(array, list) or not all(isinstance(item, dict) for item in array):
            return row
        return msgspec.json.encode([item | self._plain(place, item) for place, item in enumerate(array)])

    def _plain(self, place: int, item: dict[str, Any]) -> dict[str, int]:
        found: dict[str, int] = {}
        # A field that is not there is told by the decoder.
        if "id" in item:
            named = item["id"]
            number = self._numbers.get(str(named)) if isinstance(named, str) or type(named) is int else None
            if number is None:
                raise ReadingError(f"trace.sensors[{place}].id", shortened(named), self._ids)
            found["id"] = number
        if "value" in item and self._full_scale != FULL_SCALE:
            value = item["value"]
            if type(value) is not int or not 0 <= value <= self._full_scale:
                allowed = f"an integer from 0 to {self._full_scale}, as FULL_SCALE says"
                raise ReadingError(f"trace.sensors[{place}].value", shortened(value), allowed)
            found["value"] = value * FULL_SCALE // self._full_scale
        return found


def flag_sensor(row: bytes, sensor: int) -> bytes:
    """A ``sensors`` array that was checked, JSON, in which sensor 0 to 5 is flagged, every other field as it was."""
    array: list[dict[str, Any]] = _loaded(row)
    return msgspec.json.encode([item | {"anomaly": True} if item["id"] == sensor else item for item in array])


def short(digits: str) -> float:
    """A whole number of JSON; one of more digits than 64 bits surely hold as a float."""
    return int(digits) if len(digits) <= _LONGEST_NUMBER else float(digits)


def _loaded(row: bytes) -> Any:
    return json.loads(row.decode(errors="replace"), parse_int=short)
