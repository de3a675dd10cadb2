import json
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from footlib.errors import ReadingError
from footlib.reading import (
    MAX_BODY,
    UNKNOWN_TRACE,
    Person,
    Reading,
    decode_answer,
    decode_person,
    decode_sensors,
    flag_sensor,
)
from footlib.store.rows import to_recording

PLAIN: dict[str, Any] = {
    "birthdate": "1982",
    "disabled": False,
    "firstname": "Janek",
    "id": 12,
    "lastname": "Grzegorczyk",
    "trace": {
        "id": 2350401012010,
        "name": "bach",
        "sensors": [{"anomaly": False, "id": i, "value": 1023 - i} for i in range(6)],
    },
}


def encoded(change: Callable[[dict[str, Any]], object] = lambda _: None) -> bytes:
    body = deepcopy(PLAIN)
    change(body)
    return json.dumps(body).encode()


def test_plain_answer() -> None:
    reading = decode_answer(encoded())
    assert reading.counts == (1023, 1022, 1021, 1020, 1019, 1018)
    assert reading.anomaly == (False,) * 6
    assert not reading.flagged
    assert (reading.trace_id, reading.trace_name) == (2350401012010, "bach")
    assert (reading.person.firstname, reading.person.lastname) == ("Janek", "Grzegorczyk")


def test_sensors_array_is_kept_byte_for_byte() -> None:
    array = b'[ {"id":5,"value":5,"anomaly":true , "name":"R2"},' + b",".join(
        b'{"id":%d, "value" : 7,"anomaly":false}' % i for i in range(5)
    )
    body = b'{"trace": {"id": 1, "name": "x", "sensors": ' + array + b"]}}"
    reading = decode_answer(body)
    assert reading.sensors == array + b"]"
    assert reading.counts == (7, 7, 7, 7, 7, 5)
    assert reading.anomaly == (False, False, False, False, False, True)


def test_unknown_fields_are_passed_over_and_personal_data_may_be_absent() -> None:
    def change(body: dict[str, Any]) -> None:
        del body["firstname"], body["lastname"], body["birthdate"], body["disabled"], body["id"]
        body["extra"] = {"deep": [1, 2]}
        body["trace"]["sensors"][0]["name"] = "L0"

    assert decode_answer(encoded(change)).person.firstname == ""


def sensor(index: int, **fields: object) -> Callable[[dict[str, Any]], object]:
    return lambda body: body["trace"]["sensors"][index].update(fields)


@pytest.mark.parametrize(
    ("change", "field", "found"),
    [
        (sensor(2, value=1024), "trace.sensors[2].value", "1024"),
        (sensor(2, value=-1), "trace.sensors[2].value", "-1"),
        (sensor(2, value="12"), "trace.sensors[2].value", '"12"'),
        (sensor(2, value=1.5), "trace.sensors[2].value", "1.5"),
        (sensor(2, value=True), "trace.sensors[2].value", "true"),
        (sensor(2, value=None), "trace.sensors[2].value", "null"),
        (sensor(1, anomaly=1), "trace.sensors[1].anomaly", "1"),
        (sensor(1, id=6), "trace.sensors[1].id", "6"),
        (sensor(1, id=0), "trace.sensors", "the ids [0, 0, 2, 3, 4, 5]"),
        (lambda b: b["trace"]["sensors"].pop(), "trace.sensors", "the ids [0, 1, 2, 3, 4]"),
        (lambda b: b["trace"]["sensors"].append({"id": 5, "value": 1, "anomaly": False}), "trace.sensors", "the ids"),
        (lambda b: b["trace"]["sensors"][3].pop("value"), "trace.sensors[3].value", "nothing"),
        (lambda b: b["trace"].pop("sensors"), "trace.sensors", "nothing"),
        (lambda b: b.pop("trace"), "trace", "nothing"),
        (lambda b: b["trace"].update(sensors={}), "trace.sensors", "an object"),
        (lambda b: b["trace"].update(sensors=["Ada"] * 6), "trace.sensors[0]", "a text"),
        (lambda b: b.update(trace=None), "trace", "null"),
        (lambda b: b.update(trace="Ada"), "trace", "a text"),
        (lambda b: b.update(trace=[b["trace"]]), "trace", "an array"),
    ],
)
def test_wrong_answer_names_field_found_and_allowed(
    change: Callable[[dict[str, Any]], object], field: str, found: str
) -> None:
    with pytest.raises(ReadingError) as caught:
        decode_answer(encoded(change))
    assert caught.value.field == field
    assert caught.value.found.startswith(found)
    assert caught.value.allowed
    for part in (field, caught.value.found, caught.value.allowed):
        assert part in str(caught.value)


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


def test_a_byte_order_mark_is_passed_over() -> None:
    assert decode_answer(b"\xef\xbb\xbf" + encoded()) == decode_answer(encoded())


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


def replaced(old: bytes, new: bytes) -> bytes:
    body = encoded()
    assert old in body
    return body.replace(old, new, 1)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (b"", "body"),
        (b"<html><body>hello</body></html>", "body"),
        (b"[1, 2]", "body"),
        (b"null", "body"),
        (encoded()[:100], "body"),
        (b"\xff\xfe{}", "body"),
        (replaced(b"1023", b"NaN"), "body"),
        (replaced(b"1023", b"1e400"), "trace.sensors[0].value"),
        (replaced(b'"value": 1023', b'"value": 1023, "value": 4'), "value"),
        (replaced(b'"value": 1023', b'"value": 1023, "val\\u0075e": 4'), "value"),
        (replaced(b'"trace": {', b'"trace": {"id": 1, "sensors": []}, "trace": {'), "trace"),
        (replaced(b'"id": 12', b'"id": 12, "x": ' + b"[" * 20_000 + b"]" * 20_000), "body"),
    ],
    ids=["empty", "html", "array", "null", "cut", "utf16", "nan", "1e400", "twice", "escaped", "trace", "deep"],
)
def test_body_that_is_no_measurement(body: bytes, field: str) -> None:
    with pytest.raises(ReadingError) as caught:
        decode_answer(body)
    assert caught.value.field == field


def test_larger_body_is_refused_unread() -> None:
    body = encoded() + b" " * MAX_BODY
    with pytest.raises(ReadingError, match="at most 65536"):
        decode_answer(body)


@given(st.text(min_size=1), st.sampled_from(["firstname", "lastname", "birthdate"]))
def test_personal_data_never_reach_a_message(secret: str, field: str) -> None:
    marked = f"secret-{secret}"

    def change(body: dict[str, Any]) -> None:
        body[field] = [marked]
        body["firstname" if field != "firstname" else "lastname"] = marked
        body["trace"] = marked

    with pytest.raises(ReadingError) as caught:
        decode_answer(encoded(change))
    assert "secret" not in str(caught.value)


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(body: bytes) -> None:
    with pytest.raises(ReadingError):
        decode_answer(body)


@given(
    st.lists(st.integers(0, 1023), min_size=6, max_size=6),
    st.lists(st.booleans(), min_size=6, max_size=6),
    st.permutations(range(6)),
)
def test_values_come_back_in_the_order_of_the_ids(values: list[int], flags: list[bool], order: list[int]) -> None:
    def change(body: dict[str, Any]) -> None:
        body["trace"]["sensors"] = [{"id": i, "value": values[i], "anomaly": flags[i]} for i in order]

    reading = decode_answer(encoded(change))
    assert reading.counts == tuple(values)
    assert reading.anomaly == tuple(flags)


@given(st.integers(0, 5))
def test_flagging_changes_one_flag_only(which: int) -> None:
    row = json.dumps([s | {"name": f"S{s['id']}"} for s in PLAIN["trace"]["sensors"]]).encode()
    flagged = flag_sensor(row, which)
    assert [s.anomaly for s in decode_sensors(flagged)] == [i == which for i in range(6)]
    expected = json.loads(row)
    expected[which]["anomaly"] = True
    assert json.loads(flagged) == expected
