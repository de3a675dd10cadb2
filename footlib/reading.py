"""One answer of the monitor API, decoded and checked."""

from __future__ import annotations

import json
import re
from typing import Annotated, Any, Final

import msgspec

from footlib.errors import ReadingError
from footlib.refusal import ALLOWED, explained
from footlib.sensor_rows import SensorDialect, short
from footlib.sensors import FULL_SCALE, NAMES

MAX_BODY: Final = 64 * 1024
"""Bytes; a measurement takes about 500, so a larger body is none and is refused unread."""

UNKNOWN_TRACE: Final = -1
"""Stands in the place of the device's clock where that is not known."""

_LONGEST_TEXT: Final = 200
_LONGEST_NUMBER: Final = 18
"""Digits that surely fit 64 bits; a device's clock has 14."""
_LARGEST_NUMBER: Final = 10**_LONGEST_NUMBER - 1


# No garbage collection here: none can be part of a cycle, and thousands of them live for seconds.
class SensorValue(msgspec.Struct, frozen=True, gc=False):
    """What one sensor showed: its number, 0 to 5, raw counts, 0 to 1023, and whether the device flags them."""

    id: Annotated[int, msgspec.Meta(ge=0, lt=len(NAMES))]
    value: Annotated[int, msgspec.Meta(ge=0, le=FULL_SCALE)]
    anomaly: bool


class Person(msgspec.Struct, frozen=True, gc=False):
    """Personal data of an answer; never to be logged. An empty text and None are unknown.

    The JSON's own ``id`` is not among them: it is the same for everybody. The person is
    the number in the URL. A birth date is mostly a year.
    """

    firstname: str = ""
    lastname: str = ""
    birthdate: str = ""
    disabled: bool | None = None


# Details are of any type here, since none of them may stop a measurement.
class _Trace(msgspec.Struct, frozen=True, gc=False):
    sensors: msgspec.Raw
    id: Any = None
    name: Any = ""


class _Details(msgspec.Struct, frozen=True, gc=False):
    firstname: Any = ""
    lastname: Any = ""
    birthdate: Any = ""
    disabled: Any = msgspec.UNSET


class _Answer(_Details, frozen=True, kw_only=True, gc=False):
    trace: _Trace


class _BareTrace(msgspec.Struct, frozen=True, gc=False):
    sensors: msgspec.Raw


class _BareAnswer(msgspec.Struct, frozen=True, gc=False):
    trace: _BareTrace


class Reading(msgspec.Struct, frozen=True, gc=False):
    """One checked measurement.

    Attributes
    ----------
    sensors
        The ``sensors`` array byte for byte as received, JSON; in Footwatch's form where the API has another.
    counts
        Raw counts 0..1023 in the order of the sensor ids 0..5.
    anomaly
        Flag of each sensor, same order.
    trace_id, trace_name
        The device's clock, or `UNKNOWN_TRACE`, and the trace's name.
    person
        Personal data of the answer.
    unreadable
        Which details of person and trace came in a form that is not read, and count as unknown.
    """

    sensors: bytes
    counts: tuple[int, ...]
    anomaly: tuple[bool, ...]
    trace_id: int
    trace_name: str
    person: Person
    unreadable: tuple[str, ...] = ()

    @property
    def flagged(self) -> bool:
        """Whether any sensor is flagged."""
        return any(self.anomaly)


_answer_decoder: Final = msgspec.json.Decoder(_Answer)
_details_decoder: Final = msgspec.json.Decoder(_Details)
_bare_decoder: Final = msgspec.json.Decoder(_BareAnswer)
_sensors_decoder: Final = msgspec.json.Decoder(list[SensorValue])

# How often a key's bytes stand in a plain answer; any other count is looked at closely.
_KEY_COUNTS: Final = tuple(
    (f'"{key}"'.encode(), count)
    for key, count in {
        "value": 6,
        "anomaly": 6,
        "id": 8,
        "sensors": 1,
        "trace": 1,
        **dict.fromkeys(Person.__struct_fields__, 1),
    }.items()
)
_BOM: Final = b"\xef\xbb\xbf"
_ESCAPE: Final = re.compile(rb"\\(?:u[dD][89abAB]..\\u[dD][c-fC-F]..|(u[dD][89a-fA-F]..)|.)", re.DOTALL)
"""Of an escape that is half a character, the other half of which is missing, the group is set."""
_UNREADABLE: Final = "\ufffd"
_DIALECT: Final = SensorDialect()
_TWICE: Final = object()
"""Stands for the value of a key that an object has twice."""


def decode_answer(body: bytes, dialect: SensorDialect = _DIALECT) -> Reading:
    """Decode and check one answer of the API.

    Six sensors decide. A detail of person or trace that cannot be read is unknown, whatever it is, and every other
    field is passed over.

    Parameters
    ----------
    body
        JSON of `MAX_BODY` bytes at the most, as the API sends it.
    dialect
        How it tells the sensors.

    Returns
    -------
    Reading
        Its `unreadable` names the details that count as unknown.

    Raises
    ------
    ReadingError
        Names the field, what was found and what is allowed. The text holds no personal data.
    """
    if len(body) > MAX_BODY:
        raise ReadingError("body", f"{len(body)} bytes", f"at most {MAX_BODY}")
    body = body.removeprefix(_BOM)
    try:
        answer, received = _decoded(body)
        sensors = dialect.plain(received)
        counts, anomaly = _ordered(sensors)
        if answer is None or b"\\" in body or any(body.count(key) != count for key, count in _KEY_COUNTS):
            answer = _looked_at_closely(body)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise explained(error, body) from None
    return _reading(answer, sensors, counts, anomaly)


def decode_person(stored: bytes) -> Person | None:
    """Personal data as the store keeps them, a detail that cannot be read unknown; None where there are none."""
    try:
        return _person(_details_decoder.decode(stored))[0]
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return None


def decode_sensors(row: bytes) -> list[SensorValue]:
    """Decode and check one ``sensors`` array, in the order in which the sensors stand there.

    Parameters
    ----------
    row
        The array as JSON, as it stands in an answer and in the store.

    Raises
    ------
    ReadingError
        As `decode_answer`.
    """
    try:
        sensors = _sensors_decoder.decode(row)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise explained(error, row, "trace.sensors") from None
    ids = [sensor.id for sensor in sensors]
    if sorted(ids) != list(range(len(NAMES))):
        raise ReadingError("trace.sensors", f"the ids {ids[:8]}", ALLOWED["sensors"])
    return sensors


def clock_of(value: Any) -> int:
    """The device's clock, be it a number or a text of digits; `UNKNOWN_TRACE` where it is neither."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= _LONGEST_NUMBER:
        return int(value)
    number = _whole(value)
    return UNKNOWN_TRACE if number is None else number


def _decoded(body: bytes) -> tuple[_Answer | None, bytes]:
    """The answer, or None where a detail cannot even be decoded, and its sensors as they came."""
    try:
        answer = _answer_decoder.decode(body)
        return answer, bytes(answer.trace.sensors)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        sensors = bytes(_bare_decoder.decode(_mended(body)).trace.sensors)
    if sensors not in body:
        raise ReadingError("trace.sensors", "half a character", "whole ones")
    return None, sensors


def _mended(body: bytes) -> bytes:
    return _ESCAPE.sub(lambda escape: rb"\ufffd" if escape[1] else escape[0], body)


def _ordered(sensors: bytes) -> tuple[tuple[int, ...], tuple[bool, ...]]:
    by_id = sorted(decode_sensors(sensors), key=lambda sensor: sensor.id)
    return tuple(s.value for s in by_id), tuple(s.anomaly for s in by_id)


def _looked_at_closely(body: bytes) -> _Answer:
    # A repeated key means that two parsers may read two different measurements.
    text = _mended(body).decode(errors="replace")
    fields = json.loads(text, object_pairs_hook=_members, parse_int=short)
    trace = _once(fields, "trace")
    for sensor in _once(trace, "sensors"):
        for key in SensorValue.__struct_fields__:
            _once(sensor, key)
    of_trace = {name: trace[name] for name in ("id", "name") if name in trace}
    of_person = {name: fields[name] for name in Person.__struct_fields__ if name in fields}
    return _Answer(trace=_Trace(msgspec.Raw(), **of_trace), **of_person)


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members: dict[str, Any] = {}
    for key, value in pairs:
        members[key] = _TWICE if key in members else value
    return members


def _once(fields: dict[str, Any], key: str) -> Any:
    if fields[key] is _TWICE:
        raise ReadingError(key, "the key twice in one object", "once")
    return fields[key]


def _reading(answer: _Answer, sensors: bytes, counts: tuple[int, ...], anomaly: tuple[bool, ...]) -> Reading:
    person, unreadable = _person(answer)
    clock, name = clock_of(answer.trace.id), _text(answer.trace.name)
    if clock == UNKNOWN_TRACE:
        unreadable += ("trace.id",)
    if name is None:
        unreadable += ("trace.name",)
    return Reading(sensors, counts, anomaly, clock, name or "", person, unreadable)


def _person(details: _Details) -> tuple[Person, tuple[str, ...]]:
    """What is known of a person, and the names of the details that cannot be read."""
    given = details.disabled
    disabled = given if isinstance(given, bool) else None
    first, last, born = _text(details.firstname), _text(details.lastname), _text(details.birthdate)
    found = (first, last, born, given if given is msgspec.UNSET else disabled)
    unreadable: tuple[str, ...] = ()
    if None in found:
        fields = Person.__struct_fields__
        unreadable = tuple(field for field, value in zip(fields, found, strict=True) if value is None)
    return Person(first or "", last or "", born or "", disabled), unreadable


def _text(value: Any) -> str | None:
    """A text; that of a whole number, which is how some write a year."""
    if isinstance(value, str):
        return value if len(value) <= _LONGEST_TEXT and _UNREADABLE not in value else None
    number = _whole(value)
    return None if number is None else str(number)


def _whole(value: Any) -> int | None:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return value if type(value) is int and 0 <= value <= _LARGEST_NUMBER else None
