"""What `footwatch doctor` says about parts that answer in their own way."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from cacher.health import Report
from footlib.launch.doctor import examine
from footlib.launch.run_file import announced, running
from footlib.settings import Settings
from footlib.store.connection import Client
from footlib.store.embedded import free_port
from tests.conftest import answer
from tests.footlib.store.protected import ADVICE, protected

# The doctor imports what Footwatch needs, and JupyterLab's own import warns.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


@pytest.fixture
def nothing(settings: Settings) -> Settings:
    """A store, and nobody at the other addresses."""
    ports = {"health_port": free_port(), "web_port": free_port()}
    return msgspec.structs.replace(settings, base_url=f"http://127.0.0.1:{free_port()}/", **ports)


async def said(settings: Settings, capsys: pytest.CaptureFixture[str], part: str) -> str:
    """The line about a part."""
    await examine(settings)
    (line,) = (line for line in capsys.readouterr().out.splitlines() if line[4:].startswith(f"{part}:"))
    return line


async def test_store_that_works(client: Client, nothing: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    assert (await said(nothing, capsys, "store")).startswith("ok  store: version ")
    await client.config_set("list-compress-depth", 0)
    try:
        assert (await said(nothing, capsys, "store")).startswith("!!")
    finally:
        await client.config_set("list-compress-depth", 1)


async def test_store_that_forbids_config_is_well(
    client: Client, nothing: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    await client.execute_command("ACL", "SETUSER", "limited", "on", ">word", "~*", "&*", "+@all", "-config")
    limited = msgspec.structs.replace(nothing, username="limited", password="word")
    line = await said(limited, capsys, "store")
    assert line.startswith("ok  store: version ")
    assert "forbids CONFIG" in line
    wrong = msgspec.structs.replace(nothing, username="limited", password="another")
    assert (await said(wrong, capsys, "store")).startswith("!!")


async def test_store_that_may_lose_anomalies_is_not_well(
    unsafe: None, nothing: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    line = await said(nothing, capsys, "store")
    assert line.startswith("!!  store: version ")
    assert "Anomalies are not safe: " in line
    assert "maxmemory-policy allkeys-lru" in line


async def test_store_that_does_not_tell_of_itself_is_well(
    client: Client, nothing: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    await client.execute_command("ACL", "SETUSER", "limited", "on", ">word", "~*", "&*", "+@all", "-@dangerous")
    line = await said(msgspec.structs.replace(nothing, username="limited", password="word"), capsys, "store")
    assert line.startswith("ok  store: ")
    assert "it forbids INFO, so whether anomalies are safe is unknown" in line


async def test_store_in_protected_mode_gets_the_right_advice_only(
    nothing: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    with protected() as settings:
        line = await said(msgspec.structs.replace(nothing, host=settings.host, port=settings.port), capsys, "store")
    assert line.startswith("!!  store: ")
    assert line.endswith(ADVICE)
    assert "check its version" not in line
    assert "Check HOST" not in line


@asynccontextmanager
async def silent() -> AsyncIterator[int]:
    """The port of a server that takes connections and says nothing."""
    ended = asyncio.Event()

    async def listen(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await ended.wait()
        writer.close()

    server = await asyncio.start_server(listen, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1]
        ended.set()


async def test_store_that_hangs_is_told(
    nothing: Settings, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("footlib.store.connection.TIMEOUT", 1.0)
    async with silent() as port:
        line = await said(msgspec.structs.replace(nothing, port=port), capsys, "store")
    assert line.startswith("!!  store: ")
    assert "no answer within 1 s" in line


async def test_answer_in_pieces_is_a_measurement(nothing: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    halfway = len(answer()) // 2

    async def measurement(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        await response.write(answer()[:halfway])
        # The first piece is on its way before the second.
        await asyncio.sleep(0.1)
        await response.write(answer()[halfway:])
        return response

    app = web.Application()
    app.router.add_get("/{person}", measurement)
    async with TestServer(app) as server:
        line = await said(msgspec.structs.replace(nothing, base_url=str(server.make_url("/"))), capsys, "API")
    assert line.startswith("ok")


async def test_how_an_api_is_asked_is_looked_at(
    nothing: Settings, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    api = msgspec.structs.replace(nothing, base_url="https://api.invalid/")
    (tmp_path / "ca.pem").write_text("none")
    line = await said(msgspec.structs.replace(api, api_ca=str(tmp_path / "ca.pem")), capsys, "API")
    assert line.startswith("!!  API: https://api.invalid cannot be asked. API_CA is ")
    monkeypatch.setenv("HTTPS_PROXY", "socks5://proxy.example")
    assert "cannot be asked. HTTPS_PROXY is socks5://proxy.example" in await said(api, capsys, "API")
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:1")
    assert "the proxy that HTTP_PROXY, HTTPS_PROXY or ALL_PROXY names cannot be reached" in await said(
        api, capsys, "API"
    )


async def test_values_over_the_full_scale_lead_to_the_setting(
    nothing: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    async def measurement(_: web.Request) -> web.Response:
        return web.Response(body=answer().replace(b'"value": 100', b'"value": 4000'))

    app = web.Application()
    app.router.add_get("/{person}", measurement)
    async with TestServer(app) as server:
        api = msgspec.structs.replace(nothing, base_url=str(server.make_url("/")))
        line = await said(api, capsys, "API")
        assert "4000" in line
        assert "FULL_SCALE and API_SENSORS tell how an API differs" in line
        assert (await said(msgspec.structs.replace(api, full_scale=4095), capsys, "API")).startswith("ok")


async def test_strangers_at_the_ports_are_none_of_ours(nothing: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    async def anything(_: web.Request) -> web.Response:
        return web.Response(text="<!doctype html><title>Another program</title>", content_type="text/html")

    app = web.Application()
    app.router.add_get("/{tail:.*}", anything)
    async with TestServer(app, host="127.0.0.1") as server:
        strange = msgspec.structs.replace(nothing, web_port=server.port, health_port=server.port)
        for part, setting in (("dashboard", "WEB_PORT"), ("cacher", "HEALTH_PORT")):
            line = await said(strange, capsys, part)
            assert line.startswith("!!")
            assert "is none" in line
            assert setting in line


async def test_what_the_run_does_not_have_is_told_from_what_it_has(
    nothing: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    report = Report(ok=True, reason="", persons=6, failing=0, elsewhere=0, buffered=0, process=os.getpid())

    async def healthy(_: web.Request) -> web.Response:
        return web.Response(body=msgspec.json.encode(report))

    app = web.Application()
    app.router.add_get("/healthz", healthy)
    async with TestServer(app, host="127.0.0.1") as server:
        own = msgspec.structs.replace(nothing, health_port=server.port, base_url="http://monitor.example:9080/key/")
        with announced(Path(nothing.data_dir)) as tell:
            assert running(Path(nothing.data_dir)) is None, "its parts have not started"
            tell(own, None)
            assert b"key" not in (Path(nothing.data_dir) / "run.lock").read_bytes()
            assert "not that of the run" in await said(nothing, capsys, "cacher")
            assert "http://monitor.example:9080" in await said(nothing, capsys, "API")
            assert (await said(nothing, capsys, "run")).startswith("ok")
        assert "nothing answers" in await said(nothing, capsys, "cacher")
        assert (await said(own, capsys, "cacher")).startswith("ok")


async def test_a_letter_head_is_looked_at_where_there_is_one(
    nothing: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "logo.svg"
    headed = msgspec.structs.replace(nothing, report_logo=str(file))
    line = await said(headed, capsys, "letter head")
    assert line.startswith(f"!!  letter head: REPORT_LOGO is {file}, which cannot be read")
    file.write_text('<svg xmlns="http://www.w3.org/2000/svg"/>')
    assert await said(headed, capsys, "letter head") == f"ok  letter head: {file} is a picture"
    await examine(nothing)
    assert "letter head" not in capsys.readouterr().out
