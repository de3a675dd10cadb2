from __future__ import annotations

import asyncio
import gzip
import tracemalloc
import zlib
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cacher.api_client import LONGEST_RETRY_AFTER, AnswerError, ApiClient, retry_after, session
from footlib.reading import MAX_BODY, Reading, decode_answer
from footlib.settings import Settings
from footlib.standin import FAULTS, StandinOptions, running
from tests.cacher.api import Api, Behaviour, answering, respond
from tests.conftest import answer

BODY = answer(value=7)
SURNAME = "Grzegorczyk"


@pytest.fixture
async def source(api: Api) -> AsyncIterator[ApiClient]:
    settings = Settings(base_url=api.url, request_timeout=10)
    async with session(settings) as client:
        yield ApiClient(client, settings)


@pytest.fixture
async def hasty(api: Api) -> AsyncIterator[ApiClient]:
    settings = Settings(base_url=api.url, request_timeout=0.5)
    async with session(settings) as client:
        yield ApiClient(client, settings)


async def refused(source: ApiClient, person: int = 1) -> AnswerError:
    with pytest.raises(AnswerError) as caught:
        await source.fetch(source.address(person))
    assert SURNAME not in caught.value.reason
    assert caught.value.kind in AnswerError.KINDS
    return caught.value


async def test_asks_for_one_person_and_checks_the_answer(api: Api, source: ApiClient) -> None:
    reading = await source.fetch(source.address(4))
    assert reading.trace_id == 1
    assert api.served == {4: [1]}
    head = api.heads[0].decode().lower()
    assert head.startswith("get /v2/monitor/4 http/1.1")
    assert "accept-encoding: identity" in head
    assert "user-agent: footwatch/" in head


async def test_keeps_its_connection_and_no_cookies(api: Api, source: ApiClient) -> None:
    api.behaviours[1] = answering(respond(BODY, headers="Set-Cookie: a=b; Path=/\r\n"))
    for _ in range(3):
        await source.fetch(source.address(1))
    assert (len(api.heads), api.accepted) == (3, 1)
    assert not any(b"cookie" in head.lower() for head in api.heads)


def packed(body: bytes, encoding: str) -> Behaviour:
    return answering(respond(body, headers=f"Content-Encoding: {encoding}\r\n"))


@pytest.mark.parametrize(
    ("encoding", "pack"), [("gzip", gzip.compress), ("deflate", zlib.compress)], ids=["gzip", "deflate"]
)
async def test_reads_a_packed_body_that_it_did_not_ask_for(
    api: Api, source: ApiClient, encoding: str, pack: Callable[[bytes], bytes]
) -> None:
    api.behaviours[1] = packed(pack(BODY), encoding)
    assert (await source.fetch(source.address(1))).counts[0] == 7
    api.behaviours[1] = packed(pack(BODY)[:-6], encoding)
    assert "broke off" in (await refused(source)).reason


def raw_deflate(body: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(body) + packer.flush()


@pytest.mark.parametrize(
    ("encoding", "pack"),
    [
        ("GZIP", gzip.compress),
        ("x-gzip", gzip.compress),
        (" X-Gzip\t", gzip.compress),
        ("gzip, identity", gzip.compress),
        ("identity", bytes),
        ("", bytes),
        (" Identity , ", bytes),
        ("Deflate", raw_deflate),
        ("deflate", raw_deflate),
        ("deflate,gzip", lambda body: gzip.compress(raw_deflate(body))),
        ("gzip\r\nContent-Encoding: gzip", lambda body: gzip.compress(gzip.compress(body))),
    ],
)
async def test_codings_are_read_in_any_case_form_and_number(
    api: Api, source: ApiClient, encoding: str, pack: Callable[[bytes], bytes]
) -> None:
    api.behaviours[1] = packed(pack(BODY), encoding)
    assert (await source.fetch(source.address(1))).sensors == decode_answer(BODY).sensors


async def test_many_packings_are_refused_unread(api: Api, source: ApiClient) -> None:
    api.behaviours[1] = packed(BODY, ", ".join(["gzip"] * 500))
    assert "packed 500 times" in (await refused(source)).reason


async def test_refuses_other_packings(api: Api, source: ApiClient) -> None:
    api.behaviours[1] = packed(BODY, "br")
    assert "'br'" in (await refused(source)).reason
    api.behaviours[1] = packed(BODY, "gzip")
    assert "no gzip" in (await refused(source)).reason


@pytest.mark.parametrize(
    ("encoding", "pack"),
    [
        ("gzip", gzip.compress),
        ("deflate", raw_deflate),
        ("gzip, gzip", lambda body: gzip.compress(gzip.compress(body))),
    ],
)
async def test_a_bomb_takes_no_memory(
    api: Api, source: ApiClient, encoding: str, pack: Callable[[bytes], bytes]
) -> None:
    once = pack(bytes(40_000_000))
    assert len(once) < MAX_BODY
    api.behaviours[1] = packed(once, encoding)
    tracemalloc.start()
    failure = await refused(source)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert failure.kind == "body"
    assert peak < 2_000_000


async def test_a_body_that_says_it_is_large_is_not_read(api: Api, source: ApiClient) -> None:
    api.behaviours[1] = answering(b"HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n{")
    failure = await refused(source)
    assert "100000000 bytes" in failure.reason
    assert str(MAX_BODY) in failure.reason


async def test_an_endless_body_is_read_up_to_the_limit(api: Api, source: ApiClient) -> None:
    sent = 0

    async def endless(_: asyncio.StreamReader, writer: asyncio.StreamWriter, __: bytes) -> None:
        nonlocal sent
        writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        while True:
            writer.write(b"4000\r\n" + b" " * 0x4000 + b"\r\n")
            await writer.drain()
            sent += 0x4000

    api.behaviours[1] = endless
    assert (await refused(source)).kind == "body"
    # What was under way in the sockets' buffers may be more than what was read.
    assert sent < 50_000_000


async def test_a_trickle_is_given_up_in_time(api: Api, hasty: ApiClient) -> None:
    async def trickle(_: asyncio.StreamReader, writer: asyncio.StreamWriter, __: bytes) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        while True:
            writer.write(b"1\r\n \r\n")
            await writer.drain()
            await asyncio.sleep(0.05)

    api.behaviours[1] = trickle
    failure = await refused(hasty)
    assert failure.kind == "timeout"
    assert "REQUEST_TIMEOUT" in failure.reason


async def test_a_redirect_is_an_error_and_not_followed(api: Api, source: ApiClient) -> None:
    api.behaviours[1] = answering(respond(b"", "302 Found", f"Location: {api.url}2?name={SURNAME}\r\n"))
    failure = await refused(source)
    assert failure.kind == "redirect"
    assert "BASE_URL" in failure.reason
    assert 2 not in api.served


async def test_retry_after_comes_with_the_failure(api: Api, source: ApiClient) -> None:
    api.behaviours[1] = answering(respond(b"{}", "503 Service Unavailable", "Retry-After: 7\r\n"))
    failure = await refused(source)
    assert (failure.kind, failure.retry_after) == ("status", 7)
    assert "503" in failure.reason


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", "closed the connection"),
        (b"SSH-2.0-OpenSSH_9.2\r\n\r\n", "no HTTP"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n", "no HTTP"),
        (b"HTTP/1.1 200 OK\r\nX: " + b"x" * 100_000 + b"\r\n\r\n", "no HTTP"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{", "broke off"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "no HTTP"),
        (respond(b"", "204 No Content"), "status 204"),
    ],
)
async def test_what_is_no_http(api: Api, source: ApiClient, raw: bytes, reason: str) -> None:
    api.behaviours[1] = answering(raw, close=True)
    assert reason in (await refused(source)).reason


async def test_nobody_listens(source: ApiClient) -> None:
    lonely = Settings(base_url="http://127.0.0.1:1/", request_timeout=2)
    async with session(lonely) as client:
        assert "refused" in (await refused(ApiClient(client, lonely))).reason.lower()


async def test_no_safe_connection(api: Api) -> None:
    settings = Settings(base_url=api.url.replace("http:", "https:"), request_timeout=2)
    async with session(settings) as client:
        assert (await refused(ApiClient(client, settings))).kind in {"connection", "timeout"}


def test_retry_after_may_be_a_date() -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    in_a_minute = format_datetime(now + timedelta(seconds=60), usegmt=True)
    assert retry_after(in_a_minute, now) == 60
    assert retry_after(format_datetime(now - timedelta(days=1), usegmt=True), now) == 0
    assert retry_after(format_datetime(now + timedelta(days=1), usegmt=True), now) == LONGEST_RETRY_AFTER


@given(st.none() | st.text() | st.integers().map(str))
def test_any_retry_after_gives_seconds_within_the_limit(header: str | None) -> None:
    assert 0 <= retry_after(header) <= LONGEST_RETRY_AFTER


RIGHT = {"slow", "wrong_content_type", "invalid_utf8"}
HANGING = {"hang"}
VALUES = {"slow": "seconds = 0.1", "endless_chunked": "seconds = 5.0", "status_503": "retry_after = 9.0"}
KINDS = {
    "hang": "timeout",
    "close": "connection",
    "status_500": "status",
    "status_503": "status",
    "status_429": "status",
    "redirect": "redirect",
    "gzip_bomb": "body",
    "endless_chunked": "body",
    "large_body": "body",
}


@pytest.mark.parametrize("fault", FAULTS)
async def test_every_fault_of_the_stand_in(fault: str, tmp_path: Path) -> None:
    profile = tmp_path / "faults.toml"
    profile.write_text(f'[[fault]]\nkind = "{fault}"\npersons = [1]\n{VALUES.get(fault, "")}\n')
    async with running(StandinOptions(port=0, faults=profile)) as url:
        settings = Settings(base_url=url, request_timeout=0.5 if fault in HANGING else 10)
        async with session(settings) as client:
            source = ApiClient(client, settings)
            if fault in RIGHT:
                assert isinstance(await source.fetch(source.address(1)), Reading)
                return
            failure = await refused(source)
            assert failure.kind in {
                KINDS.get(fault, "invalid"),
                "connection" if fault == "reset" else "",
                "body" if fault == "reset" else "",
            }
            assert (await source.fetch(source.address(2))).counts


def test_an_answer_of_the_tests_is_right() -> None:
    assert decode_answer(BODY).counts[0] == 7
