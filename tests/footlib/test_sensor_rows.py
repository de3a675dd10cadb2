"""What another API calls its sensors and how far it counts."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from footlib.errors import ReadingError
from footlib.reading import Reading, decode_answer, decode_sensors
from footlib.sensor_rows import SensorDialect
from footlib.sensors import NAMES

FEET = ("toe_l", "mid_l", "heel_l", "toe_r", "mid_r", "heel_r")


def body(ids: Any, values: Any = range(6), **more: Any) -> bytes:
    sensors = [{"id": i, "value": v, "anomaly": False, **more} for i, v in zip(ids, values, strict=True)]
    return json.dumps({"trace": {"sensors": sensors}}).encode()


def refusal(dialect: SensorDialect, answer: bytes) -> str:
    with pytest.raises(ReadingError) as caught:
        decode_answer(answer, dialect)
    return str(caught.value)


@pytest.mark.parametrize("ids", [range(6), "012345", NAMES, [0, "1", "L2", 3, "4", "R2"]])
def test_ids_may_be_texts(ids: Any) -> None:
    reading = decode_answer(body(ids))
    assert reading.counts == (0, 1, 2, 3, 4, 5)
    # What is stored can be read without the settings of the API.
    assert [sensor.id for sensor in decode_sensors(reading.sensors)] == list(range(6))


@pytest.mark.parametrize(
    ("called", "sent"),
    [(FEET, FEET), (tuple("123456"), range(1, 7)), (tuple("123456"), "123456"), (tuple("543210"), range(5, -1, -1))],
)
def test_ids_are_what_the_setting_calls_them(called: tuple[str, ...], sent: Any) -> None:
    assert decode_answer(body(sent), SensorDialect(ids=called)).counts == (0, 1, 2, 3, 4, 5)
    assert decode_answer(body(list(sent)[::-1]), SensorDialect(ids=called)).counts == (5, 4, 3, 2, 1, 0)


@pytest.mark.parametrize("wrong", ["heel", "6", "", "l0", 6, 0.0, True, None, ["0"], {"0": 0}])
@pytest.mark.parametrize("called", [FEET, ()])
def test_an_id_of_no_sensor_is_named(called: tuple[str, ...], wrong: Any) -> None:
    ids = [*(called or "01234")[:5], wrong]
    said = refusal(SensorDialect(ids=called), body(ids))
    assert "trace.sensors[5].id" in said
    assert "API_SENSORS" in said


def test_an_id_that_is_there_twice_is_refused() -> None:
    assert "ids" in refusal(SensorDialect(), body(["0", 0, 1, 2, 3, 4]))


@given(
    st.integers(1, 2**32 - 1).flatmap(
        lambda full: st.tuples(st.just(full), st.lists(st.integers(0, full), min_size=6, max_size=6))
    )
)
def test_counts_of_another_converter_keep_order_and_only_the_last_saturates(drawn: tuple[int, list[int]]) -> None:
    full, values = drawn
    counts = decode_answer(body(range(6), values), SensorDialect(full)).counts
    assert all(0 <= count <= 1023 for count in counts)
    for value, count in zip(values, counts, strict=True):
        assert (count == 1023) is (value == full)
        assert abs(count / 1023 - value / full) < 1 / 1023
        assert value or not count
    assert [counts[i] for i in sorted(range(6), key=values.__getitem__)] == sorted(counts)


@pytest.mark.parametrize("wrong", [4096, -1, 12.5, "7", True, None, 10**30])
def test_a_value_beyond_the_converter_is_named(wrong: Any) -> None:
    said = refusal(SensorDialect(4095), body(range(6), [0, 1, 2, wrong, 4, 5]))
    assert "trace.sensors[3].value" in said
    assert "from 0 to 4095, as FULL_SCALE says" in said


def test_what_needs_no_change_keeps_every_byte() -> None:
    answer = body(range(6), mark="\u00e4", large=10**25)
    reading = decode_answer(answer)
    assert reading.sensors in answer
    translated = decode_answer(answer, SensorDialect(1023, tuple("012345"))).sensors
    assert [item["mark"] for item in json.loads(translated)] == ["\u00e4"] * 6


@pytest.mark.parametrize("sensors", ["[]", "{}", "[1]", '"x"', "null", '[{"id": "0"}]', '[{"value": 4000}]'])
def test_what_is_no_array_of_sensors_is_told_as_ever(sensors: str) -> None:
    answer = b'{"trace": {"sensors": ' + sensors.encode() + b"}}"
    assert "trace.sensors" in refusal(SensorDialect(4095, FEET[::-1]), answer) or "API_SENSORS" in refusal(
        SensorDialect(4095, FEET), answer
    )


def test_a_key_that_is_there_twice_is_refused_in_any_dialect() -> None:
    answer = body(FEET).replace(b'"value": 0', b'"value": 0, "value": 4000')
    assert "twice" in refusal(SensorDialect(4095, FEET), answer)


def test_the_whole_reading_is_read() -> None:
    reading = decode_answer(body(FEET, [4095, 2048, 0, 1, 4094, 819]), SensorDialect(4095, FEET))
    assert isinstance(reading, Reading)
    assert reading.counts == (1023, 511, 0, 0, 1022, 204)
