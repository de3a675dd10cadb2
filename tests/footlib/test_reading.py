import json
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from footlib.errors import ReadingError
from footlib.reading import (
    MAX_BODY,
    decode_answer,
    decode_sensors,
)
from footlib.sensor_rows import flag_sensor

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


def test_a_byte_order_mark_is_passed_over() -> None:
    assert decode_answer(b"\xef\xbb\xbf" + encoded()) == decode_answer(encoded())


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
