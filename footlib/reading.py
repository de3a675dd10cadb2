"""One answer of the monitor API, decoded and checked."""

from __future__ import annotations

import json
import re
from typing import Annotated, Any, Final

import msgspec

from footlib.errors import ReadingError
from footlib.sensors import FULL_SCALE, NAMES

MAX_BODY: Final = 64 * 1024
"""Bytes; a measurement takes about 500, so a larger body is none and is refused unread."""

_SHOWN: Final = 60
_Id = Annotated[int, msgspec.Meta(ge=0, le=2**63 - 1)]


# No garbage collection here: none can be part of a cycle, and thousands of them live for seconds.
class Sensor(msgspec.Struct, frozen=True, gc=False):
    """What one sensor showed."""

    id: Annotated[int, msgspec.Meta(ge=0, lt=len(NAMES))]
    value: Annotated[int, msgspec.Meta(ge=0, le=FULL_SCALE)]
    anomaly: bool


class Person(msgspec.Struct, frozen=True, gc=False):
    """Personal data of an answer; never to be logged.

    The JSON's own ``id`` is not among them: it is the same for everybody. The person is
    the number in the URL.
    """

    firstname: str = ""
    lastname: str = ""
    birthdate: str = ""
    disabled: bool = False


class _Trace(msgspec.Struct, frozen=True, gc=False):
    id: _Id
    sensors: msgspec.Raw
    name: str = ""


class _Answer(Person, frozen=True, kw_only=True, gc=False):
    trace: _Trace
    id: _Id | None = None


class Reading(msgspec.Struct, frozen=True, gc=False):
    """One checked measurement.

    Attributes
    ----------
    sensors
        The ``sensors`` array byte for byte as received, JSON.
    counts
        Raw counts 0..1023 in the order of the sensor ids 0..5.
    anomaly
        Flag of each sensor, same order.
    trace_id, trace_name
        The device's clock as it came, and the trace's name.
    person
        Personal data of the answer.
    """

    sensors: bytes
    counts: tuple[int, ...]
    anomaly: tuple[bool, ...]
    trace_id: int
    trace_name: str
    person: Person

    @property
    def flagged(self) -> bool:
        """Whether any sensor is flagged."""
        return any(self.anomaly)


_answer_decoder: Final = msgspec.json.Decoder(_Answer)
_sensors_decoder: Final = msgspec.json.Decoder(list[Sensor])

_ALLOWED: Final = {
    "id": "an integer from 0 to 5 that no other sensor has",
    "value": f"an integer from 0 to {FULL_SCALE}",
    "anomaly": "true or false",
    "sensors": "an array of six sensors with the ids 0 to 5",
    "trace": "an object with id, name and sensors",
    "disabled": "true or false",
}
_PERSONAL: Final = frozenset(Person.__struct_fields__)
_KNOWN_KEYS: Final = frozenset({*_ALLOWED, *_PERSONAL, "name"})
# How often a key's bytes stand in a plain answer; any other count is looked at closely.
_KEY_COUNTS: Final = tuple(
    (f'"{key}"'.encode(), count)
    for key, count in {
        "value": 6,
        "anomaly": 6,
        "id": 8,
        "sensors": 1,
        "trace": 1,
        **dict.fromkeys(_PERSONAL, 1),
    }.items()
)


def decode_answer(body: bytes) -> Reading:
    """Decode and check one answer of the API.

    Unknown fields are passed over; personal data may be absent.

    Raises
    ------
    ReadingError
        Names the field, what was found and what is allowed. The text holds no personal data.
    """
    if len(body) > MAX_BODY:
        raise ReadingError("body", f"{len(body)} bytes", f"at most {MAX_BODY}")
    try:
        if not body.isascii():
            body.decode()
        answer = _answer_decoder.decode(body)
        sensors = bytes(answer.trace.sensors)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise _explained(error, body, "") from None
    counts, anomaly = _ordered(sensors)
    if b"\\" in body or any(body.count(key) != count for key, count in _KEY_COUNTS):
        _refuse_repeated_keys(body)
    person = Person(answer.firstname, answer.lastname, answer.birthdate, answer.disabled)
    return Reading(sensors, counts, anomaly, answer.trace.id, answer.trace.name, person)


def decode_sensors(row: bytes) -> list[Sensor]:
    """Decode and check one ``sensors`` array, in the order in which the sensors stand there.

    Raises
    ------
    ReadingError
        As `decode_answer`.
    """
    try:
        sensors = _sensors_decoder.decode(row)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise _explained(error, row, "trace.sensors") from None
    ids = [sensor.id for sensor in sensors]
    if sorted(ids) != list(range(len(NAMES))):
        raise ReadingError("trace.sensors", f"the ids {ids[:8]}", _ALLOWED["sensors"])
    return sensors


def flag_sensor(row: bytes, sensor: int) -> bytes:
    """A ``sensors`` array in which one sensor is flagged, every other field as it was."""
    array: list[dict[str, Any]] = msgspec.json.decode(row)
    return msgspec.json.encode([item | {"anomaly": True} if item["id"] == sensor else item for item in array])


def _ordered(sensors: bytes) -> tuple[tuple[int, ...], tuple[bool, ...]]:
    by_id = sorted(decode_sensors(sensors), key=lambda sensor: sensor.id)
    return tuple(s.value for s in by_id), tuple(s.anomaly for s in by_id)


def _refuse_repeated_keys(body: bytes) -> None:
    # A repeated key means that two parsers may read two different measurements.
    def unique(pairs: list[tuple[str, Any]]) -> None:
        keys = [key for key, _ in pairs if key in _KNOWN_KEYS]
        if len(keys) != len(set(keys)):
            repeated = next(key for key in keys if keys.count(key) > 1)
            raise ReadingError(repeated, "the key twice in one object", "once")

    json.loads(body, object_pairs_hook=unique)


def _explained(error: Exception, body: bytes, prefix: str) -> ReadingError:
    if isinstance(error, RecursionError):
        return ReadingError(prefix or "body", "deeper nesting than any measurement has", "three levels")
    match = re.search(r"^(?P<why>.*?)(?: - at `\$(?P<path>.*)`)?$", str(error), re.DOTALL)
    why, path = (match["why"], match["path"] or "") if match else (str(error), "")
    if missing := re.search(r"missing required field `(\w+)`", why):
        field = _joined(prefix, path, missing[1])
        return ReadingError(field, "nothing", _allowed(field, missing[1], ""))
    if not isinstance(error, msgspec.ValidationError):
        start = body[:_SHOWN].lstrip()[:1]
        what = "HTML" if start == b"<" else "an empty body" if not body.strip() else f"no JSON ({why})"
        return ReadingError(prefix or "body", what, "a measurement in JSON, UTF-8")
    field = _joined(prefix, path, "")
    name = re.sub(r"\[.*", "", field.rsplit(".", 1)[-1])
    return ReadingError(field or "body", _found(body, path, why, name), _allowed(field, name, why))


def _joined(prefix: str, path: str, last: str) -> str:
    field = f"{prefix}{path}" if prefix else path.lstrip(".")
    return ".".join(part for part in (field, last) if part)


def _allowed(field: str, name: str, why: str) -> str:
    if name == "id" and "sensors" not in field:
        return "an integer from 0 on"
    expected = re.search(r"Expected `([^`]+)`", why)
    return _ALLOWED.get(name) or (f"a value of the type {expected[1]}" if expected else "a measurement")


def _found(body: bytes, path: str, why: str, name: str) -> str:
    if name in _PERSONAL:
        return re.sub(r".*got `([^`]+)`.*", r"a value of the type \1", why)
    try:
        value = json.loads(body)
        for key, index in re.findall(r"\.(\w+)|\[(\d+)\]", path):
            value = value[key] if key else value[int(index)]
    except (ValueError, LookupError, TypeError, RecursionError):
        return why
    # A whole object could hold personal data, so only its kind is told.
    if isinstance(value, dict | list):
        return "an object" if isinstance(value, dict) else "an array"
    shown = json.dumps(value)
    return shown if len(shown) <= _SHOWN else shown[:_SHOWN] + "…"
