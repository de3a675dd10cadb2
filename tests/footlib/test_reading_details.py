import json
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from footlib.errors import ReadingError
from footlib.reading import (
    UNKNOWN_TRACE,
    Person,
    Reading,
    decode_answer,
    decode_person,
    decode_sensors,
)
from footlib.sensor_rows import flag_sensor
from footlib.store.rows import to_recording
from tests.footlib.test_reading import encoded, replaced

DETAILS = ("firstname", "lastname", "birthdate", "disabled", "trace.id", "trace.name")
HALF = b'"\\ud83d"'
READABLE = {
    "text": ("", "1982", "Zo\u00eb \U0001f45f", "\0", "x" * 200),
    "disabled": (True, False),
    "trace.id": (0, 2350401012010, "2350401012010", 2350401012010.0, 10**18 - 1),
}
UNREADABLE = (
    *(b"null", b"-1", b"1.5", b"1e400", b"-1e400", b"9" * 400, b"9" * 5000, b"[]", b"{}", b'[{"value": [1, {}]}]'),
    *(
        b'{"id": 1, "id": 2}',
        b'"%s"' % (b"x" * 201),
        b'"\xfc"',
        HALF,
        b'"\\udf5f"',
        b'"\\ufffd"',
        b"[" * 90 + b"]" * 90,
    ),
)


def with_detail(field: str, raw: bytes) -> bytes:
    """A plain answer whose detail is these bytes of JSON."""
    marker = "here it stands"

    def change(body: dict[str, Any]) -> None:
        (body["trace"] if "." in field else body)[field.removeprefix("trace.")] = marker

    return encoded(change).replace(json.dumps(marker).encode(), raw)


def detail(reading: Reading, field: str) -> object:
    return getattr(reading, field.replace(".", "_")) if "." in field else getattr(reading.person, field)


@pytest.mark.parametrize("raw", UNREADABLE, ids=lambda raw: raw[:12].decode(errors="replace"))
@pytest.mark.parametrize("field", DETAILS)
def test_a_detail_that_cannot_be_read_is_unknown_and_stops_nothing(field: str, raw: bytes) -> None:
    reading = decode_answer(with_detail(field, raw))
    plain = decode_answer(encoded())
    assert (reading.counts, reading.anomaly, reading.sensors) == (plain.counts, plain.anomaly, plain.sensors)
    assert reading.unreadable == (field,)
    for name in DETAILS:
        unknown = {"disabled": None, "trace.id": UNKNOWN_TRACE}.get(name, "")
        assert detail(reading, name) == (unknown if name == field else detail(plain, name))


@pytest.mark.parametrize(
    ("field", "value"), [(field, v) for field in DETAILS for v in READABLE.get(field, READABLE["text"])]
)
def test_a_detail_that_can_be_read_is_taken(field: str, value: object) -> None:
    reading = decode_answer(with_detail(field, json.dumps(value).encode()))
    assert reading.unreadable == ()
    assert detail(reading, field) == (int(value) if field == "trace.id" else value)  # type: ignore[call-overload]
    assert decode_person(msgspec.json.encode(reading.person)) == reading.person


@pytest.mark.parametrize("number", [b"1982", b"1982.0"])
def test_a_text_may_be_written_as_a_whole_number(number: bytes) -> None:
    for field in ("firstname", "lastname", "birthdate", "trace.name"):
        assert detail(decode_answer(with_detail(field, number)), field) == "1982"


def test_a_detail_that_stands_twice_is_unknown() -> None:
    reading = decode_answer(replaced(b'"Janek"', b'"Janek", "first\\u006eame": "Ada"'))
    assert (reading.person.firstname, reading.unreadable) == ("", ("firstname",))
    assert decode_answer(replaced(b'"id": 12', b'"id": 12, "id": 13, "x": {"value": 1, "value": 2}')).unreadable == ()


def test_details_that_are_absent_are_unknown_without_a_word_but_for_the_clock() -> None:
    reading = decode_answer(b'{"trace": {"sensors": ' + decode_answer(encoded()).sensors + b"}}")
    assert (reading.person, reading.trace_name, reading.trace_id) == (Person(), "", UNKNOWN_TRACE)
    assert reading.unreadable == ("trace.id",)


@pytest.mark.parametrize(
    "raw", [*UNREADABLE, b'"12"', b'"\xc3\x28"', b"true"], ids=lambda raw: raw[:12].decode(errors="replace")
)
def test_fields_that_nobody_reads_are_passed_over(raw: bytes) -> None:
    assert decode_answer(replaced(b'"id": 12', b'"id": ' + raw)).unreadable == ()
    assert decode_answer(replaced(b'"name"', b'"extra": ' + raw + b', "name"')).unreadable == ()
    if b"\\ud" in raw:
        return
    reading = decode_answer(replaced(b'"value": 1023', b'"name": ' + raw + b', "value": 1023'))
    assert raw in reading.sensors
    assert len(to_recording([reading.sensors] * 60, [b"1.0"] * 60)) == 60
    assert decode_sensors(flag_sensor(reading.sensors, 2))[2].anomaly


def test_half_a_character_within_the_sensors_is_refused() -> None:
    with pytest.raises(ReadingError) as caught:
        decode_answer(replaced(b'"value": 1023', b'"name": ' + HALF + b', "value": 1023'))
    assert caught.value.field == "trace.sensors"


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
)


@given(st.dictionaries(st.sampled_from(DETAILS), JSON_VALUES), JSON_VALUES)
def test_details_of_any_type_stop_nothing_and_are_stored(values: dict[str, Any], number: object) -> None:
    def change(body: dict[str, Any]) -> None:
        body["id"] = number
        for field, value in values.items():
            (body["trace"] if "." in field else body)[field.removeprefix("trace.")] = value

    reading = decode_answer(encoded(change))
    assert reading.counts == (1023, 1022, 1021, 1020, 1019, 1018)
    assert set(reading.unreadable) <= set(values)
    assert decode_person(msgspec.json.encode(reading.person)) == reading.person
    assert -1 <= reading.trace_id < 10**18
    assert reading.trace_name.encode() is not None


@pytest.mark.parametrize("stored", [b"", b"[]", b"null", b'{"firstname": "\xff"}', b"{", b'"x"'])
def test_stored_personal_data_that_are_none(stored: bytes) -> None:
    assert decode_person(stored) in {None, Person()}


def test_stored_personal_data_of_others_are_read_as_an_answer_is() -> None:
    assert decode_person(b'{"firstname": null, "birthdate": 1982, "disabled": 3}') == Person(birthdate="1982")
