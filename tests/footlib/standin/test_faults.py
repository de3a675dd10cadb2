from __future__ import annotations

import asyncio
import json
import logging
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import msgspec
import pytest

from footlib.errors import ReadingError
from footlib.reading import MAX_BODY, decode_answer
from footlib.standin import FAULTS, Monitor, StandinOptions, running

Ask = Callable[[str], Awaitable[Any]]
RIGHT = Monitor(StandinOptions()).answer(1, 5.0)
WRONG_BODIES = {
    "html": "HTML",
    "empty": "an empty body",
    "truncated_json": "no JSON",
    "duplicate_keys": "twice",
    "deep_nesting": "nesting",
    "numbers_as_strings": '"',
    "huge_number": "value",
    "nan": "",
    "out_of_range": "1024",
    "five_sensors": "[0, 1, 2, 3, 4]",
    "seven_sensors": "sensors[6].id: found 6",
    "duplicate_ids": "[0, 1, 2, 3, 4, 4]",
    "missing_field": "found nothing",
}
FAILING_OTHERWISE = {
    "slow",
    "hang",
    "close",
    "reset",
    "status_500",
    "status_503",
    "status_429",
    "redirect",
    "gzip_bomb",
    "endless_chunked",
    "large_body",
    "wrong_content_type",
    "invalid_utf8",
}


@asynccontextmanager
async def failing(folder: Path, kind: str, **values: float | str) -> AsyncIterator[str]:
    lines = "\n".join(f"{name} = {json.dumps(value)}" for name, value in values.items())
    path = folder / "profile.toml"
    path.write_text(f'[[fault]]\nkind = "{kind}"\npersons = [1]\n{lines}\n')
    async with running(StandinOptions(port=0, faults=path), clock=lambda: 5.0) as url:
        yield url


def test_every_fault_is_tried_here() -> None:
    assert set(FAULTS) == set(WRONG_BODIES) | FAILING_OTHERWISE


@pytest.mark.parametrize("kind", WRONG_BODIES)
async def test_a_wrong_body_is_whole_on_the_wire_and_no_measurement(kind: str, ask: Ask, tmp_path: Path) -> None:
    async with failing(tmp_path, kind) as url:
        answer = await ask(f"{url}1")
        assert (await ask(f"{url}2")).body == Monitor(StandinOptions()).answer(2, 5.0), "others are not concerned"
    assert answer.status == 200
    assert len(answer.body) == int(answer.headers["content-length"])
    assert answer.headers["content-type"].startswith("text/html" if kind == "html" else "application/json")
    with pytest.raises(ReadingError) as caught:
        decode_answer(answer.body)
    assert WRONG_BODIES[kind] in str(caught.value)


async def body(ask: Ask, folder: Path, kind: str, **values: float | str) -> bytes:
    async with failing(folder, kind, **values) as url:
        found: bytes = (await ask(f"{url}1")).body
    return found


async def test_wrong_bodies_are_wrong_in_the_way_that_they_say(ask: Ask, tmp_path: Path) -> None:
    right = msgspec.json.decode(RIGHT)
    assert await body(ask, tmp_path, "truncated_json") == RIGHT[: len(RIGHT) // 2]
    nameless = await body(ask, tmp_path, "invalid_utf8")
    assert b"\xff" in nameless
    assert decode_answer(nameless).unreadable == ("firstname",)
    assert (await body(ask, tmp_path, "duplicate_keys")).count(b'"value"') == 7
    assert b'"value":1e400' in await body(ask, tmp_path, "huge_number")
    assert b'"value":NaN' in await body(ask, tmp_path, "nan")
    assert (await body(ask, tmp_path, "deep_nesting", depth=77)).count(b"[") == 78
    strings = msgspec.json.decode(await body(ask, tmp_path, "numbers_as_strings"))
    assert [s["value"] for s in strings["trace"]["sensors"]] == [str(s["value"]) for s in right["trace"]["sensors"]]
    missing = msgspec.json.decode(await body(ask, tmp_path, "missing_field"))
    assert [len(s) for s in missing["trace"]["sensors"]] == [2, 3, 3, 3, 3, 3]


@pytest.mark.parametrize("kind", ["status_500", "status_503", "status_429"])
async def test_a_status(kind: str, ask: Ask, tmp_path: Path) -> None:
    parameters = {"retry_after": 7} if "retry_after" in FAULTS[kind].parameters else {}
    async with failing(tmp_path, kind, **parameters) as url:
        answer = await ask(f"{url}1")
    assert answer.status == int(kind.removeprefix("status_"))
    assert answer.headers.get("retry-after") == (None if kind == "status_500" else "7")


async def test_a_redirect_leads_where_it_is_told(ask: Ask, tmp_path: Path) -> None:
    async with failing(tmp_path, "redirect", location="http://127.0.0.1:9/x") as url:
        answer = await ask(f"{url}1")
    assert (answer.status, answer.headers["location"]) == (302, "http://127.0.0.1:9/x")


async def test_a_wrong_content_type(ask: Ask, tmp_path: Path) -> None:
    async with failing(tmp_path, "wrong_content_type", content_type="image/png") as url:
        answer = await ask(f"{url}1")
    assert (answer.headers["content-type"], answer.body) == ("image/png", RIGHT)


async def test_a_large_body_would_be_right(ask: Ask, tmp_path: Path) -> None:
    async with failing(tmp_path, "large_body") as url:
        answer = await ask(f"{url}1")
    assert 1_000_000 < len(answer.body) == int(answer.headers["content-length"])
    assert len(answer.body) > MAX_BODY
    assert msgspec.json.decode(answer.body)["trace"] == msgspec.json.decode(RIGHT)["trace"]


async def test_a_slow_answer_is_right(ask: Ask, tmp_path: Path) -> None:
    loop = asyncio.get_running_loop()
    async with failing(tmp_path, "slow", seconds=0.2) as url:
        start = loop.time()
        answer = await ask(f"{url}1")
        assert loop.time() - start >= 0.2
    assert answer.body == RIGHT


@pytest.mark.parametrize(("kind", "values"), [("close", {}), ("hang", {"seconds": 0.1})])
async def test_nothing_is_said(kind: str, values: dict[str, float], ask: Ask, tmp_path: Path) -> None:
    async with failing(tmp_path, kind, **values) as url:
        answer = await ask(f"{url}1")
    assert (answer.status, answer.body) == (0, b"")


async def test_a_reset_comes_in_the_middle_of_the_body(ask: Ask, tmp_path: Path) -> None:
    async with failing(tmp_path, "reset") as url:
        answer = await ask(f"{url}1")
    assert answer.reset
    assert answer.status == 200
    assert int(answer.headers["content-length"]) == len(RIGHT)
    assert answer.body == RIGHT[: len(RIGHT) // 2]


async def test_a_gzip_bomb_unpacks_to_its_size(ask: Ask, tmp_path: Path) -> None:
    async with failing(tmp_path, "gzip_bomb", megabytes=8) as url:
        answer = await ask(f"{url}1")
    assert answer.headers["content-encoding"] == "gzip"
    assert len(answer.body) < 20_000
    unpacked = zlib.decompress(answer.body, wbits=zlib.MAX_WBITS | 16)
    assert unpacked == b" " * (8 * 1024 * 1024)


async def test_a_gzip_bomb_is_small_enough_to_be_unpacked(ask: Ask, tmp_path: Path) -> None:
    packed = await body(ask, tmp_path, "gzip_bomb")
    assert len(packed) < MAX_BODY < 100 * MAX_BODY < len(zlib.decompress(packed, wbits=zlib.MAX_WBITS | 16))


async def test_an_endless_body_ends_at_its_size(ask: Ask, tmp_path: Path) -> None:
    async with failing(tmp_path, "endless_chunked", megabytes=1) as url:
        answer = await ask(f"{url}1")
    assert answer.headers["transfer-encoding"] == "chunked"
    assert 1_000_000 < len(answer.body) < 1_100_000
    assert b"\r\n0\r\n\r\n" not in answer.body, "it is cut off, not finished"


async def test_an_endless_body_ends_at_its_time_even_if_nobody_reads(tmp_path: Path) -> None:
    async with failing(tmp_path, "endless_chunked", megabytes=1000, seconds=0.3) as url:
        before = asyncio.all_tasks()
        parts = urlsplit(url)
        reader, writer = await asyncio.open_connection(parts.hostname, parts.port, limit=1024)
        writer.write(f"GET {parts.path}1 HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        assert await reader.readexactly(12) == b"HTTP/1.1 200"
        await _until(lambda: asyncio.all_tasks() <= before)
        writer.close()


@pytest.mark.parametrize("kind", ["slow", "hang", "endless_chunked"])
async def test_nothing_is_left_when_the_client_goes_away(
    kind: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with failing(tmp_path, kind, seconds=3600) as url:
        before = asyncio.all_tasks()
        parts = urlsplit(url)
        _, writer = await asyncio.open_connection(parts.hostname, parts.port)
        writer.write(f"GET {parts.path}1 HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        await writer.drain()
        await _until(lambda: asyncio.all_tasks() != before)
        writer.transport.abort()
        await _until(lambda: asyncio.all_tasks() <= before)
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []


async def test_a_hanging_request_does_not_hold_up_the_end(tmp_path: Path) -> None:
    async with asyncio.timeout(20):
        async with failing(tmp_path, "hang", seconds=3600) as url:
            before = asyncio.all_tasks()
            parts = urlsplit(url)
            _, writer = await asyncio.open_connection(parts.hostname, parts.port)
            writer.write(f"GET {parts.path}1 HTTP/1.1\r\nHost: x\r\n\r\n".encode())
            await _until(lambda: asyncio.all_tasks() != before)
        writer.close()


async def _until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not condition():  # noqa: ASYNC110 - tasks end without an event
            await asyncio.sleep(0.01)
