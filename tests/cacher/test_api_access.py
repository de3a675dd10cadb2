"""APIs that are asked otherwise than the documented one, each by the cacher's own client at a real server."""

from __future__ import annotations

import base64
import json
import os
import socket
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, cast

import pytest
import structlog
import trustme
from aiohttp import web
from aiohttp.test_utils import TestServer

from cacher import api_access
from cacher.api_client import AnswerError, ApiClient, session
from footlib.errors import SettingsError
from footlib.reading import Reading, decode_sensors
from footlib.settings import Settings, load
from footlib.store.connection import Client
from tests.cacher.forward_proxy import forwarding
from tests.cacher.helpers import eventually
from tests.cacher.served import Serve, healthz, metrics
from tests.conftest import answer

MARK = "hush4711"
MEASURED = answer(value=7)


class Guarded:
    """An API that remembers what it was asked, and answers whoever sends the headers that it wants."""

    def __init__(self, wanted: dict[str, str] | None = None, body: bytes = MEASURED) -> None:
        self.wanted = wanted or {}
        self.body = body
        self.asked: list[str] = []
        self.seen: list[dict[str, str]] = []
        self.app = web.Application()
        self.app.router.add_get("/{tail:.*}", self._answer)

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(request.path_qs)
        self.seen.append(dict(request.headers))
        if any(request.headers.get(name) != text for name, text in self.wanted.items()):
            return web.Response(status=401)
        return web.Response(body=self.body, content_type="application/json")


async def asked(person: int = 3, **settings: Any) -> Reading:
    own = Settings(**settings)
    async with session(own) as client:
        api = ApiClient(client, own)
        return await api.fetch(api.address(person))


async def refused(**settings: Any) -> str:
    with pytest.raises(AnswerError) as caught:
        await asked(**settings)
    assert MARK not in caught.value.reason
    return caught.value.reason


def basic(user: str) -> str:
    return f"Basic {base64.b64encode(user.encode()).decode()}"


@pytest.mark.parametrize(
    ("variables", "wanted"),
    [
        ({"API_TOKEN": MARK}, {"Authorization": f"Bearer {MARK}"}),
        ({"API_HEADERS": f"X-Api-Key: {MARK}"}, {"X-Api-Key": MARK}),
        ({"API_HEADERS": f"X-Api-Key:{MARK}\\nX-Tenant: ward 7"}, {"X-Api-Key": MARK, "X-Tenant": "ward 7"}),
        ({"API_HEADERS": f"Authorization: Token token={MARK}"}, {"Authorization": f"Token token={MARK}"}),
        ({"API_HEADERS": "Accept: application/vnd.ward+json"}, {"Accept": "application/vnd.ward+json"}),
        ({"API_USERNAME": "wärd", "API_PASSWORD": f" {MARK}:/@é "}, {"Authorization": basic(f"wärd: {MARK}:/@é ")}),
        ({"API_USERNAME": MARK}, {"Authorization": basic(f"{MARK}:")}),
        ({"API_TOKEN": MARK, "API_HEADERS": "X-Tenant: 7"}, {"Authorization": f"Bearer {MARK}", "X-Tenant": "7"}),
    ],
    ids=["token", "header", "headers", "scheme", "accept", "basic", "user", "token-and-header"],
)
async def test_an_api_that_asks_who_asks(variables: dict[str, str], wanted: dict[str, str]) -> None:
    api = Guarded(wanted)
    async with TestServer(api.app) as server:
        environ = {f"FOOTWATCH_{name}": value for name, value in variables.items()}
        settings = load(environ=environ | {"FOOTWATCH_BASE_URL": str(server.make_url("/"))})
        async with session(settings) as client:
            reading = await ApiClient(client, settings).fetch(ApiClient(client, settings).address(3))
        assert reading.counts[0] == 7
        assert "API_TOKEN" in await refused(base_url=settings.base_url, api_headers="X-Api-Key: another")


async def test_user_and_password_in_the_address_are_sent_as_a_header() -> None:
    api = Guarded({"Authorization": basic("ada:h/ü 1")})
    async with TestServer(api.app, host="127.0.0.1") as server:
        await asked(base_url=f"http://ada:h%2F%C3%BC%201@127.0.0.1:{server.port}/v2/")
    assert api.asked == ["/v2/3"]


@pytest.mark.parametrize(
    ("written", "path"),
    [
        ("persons/{person}/latest", "/persons/3/latest"),
        ("persons/{person}/latest?unit=raw", "/persons/3/latest?unit=raw"),
        ("latest?person={person}&unit=raw", "/latest?person=3&unit=raw"),
        ("{person}", "/3"),
        ("{person}/", "/3/"),
        ("p{person}/{person}.json", "/p3/3.json"),
        ("latest?person=", "/latest?person=3"),
        ("persons", "/persons/3"),
    ],
)
async def test_the_person_s_number_stands_where_the_address_says(written: str, path: str) -> None:
    api = Guarded()
    async with TestServer(api.app) as server:
        settings = load(environ={"FOOTWATCH_BASE_URL": f"{server.make_url('/')}{written}"})
        await asked(base_url=settings.base_url)
    assert api.asked == [path]


async def test_who_is_sent_elsewhere_takes_no_secret_there() -> None:
    other = Guarded()
    async with TestServer(other.app) as elsewhere:
        app = web.Application()

        async def redirect(_: web.Request) -> web.StreamResponse:
            raise web.HTTPTemporaryRedirect(elsewhere.make_url(f"/{MARK}"))

        app.router.add_get("/{person}", redirect)
        async with TestServer(app) as server:
            reason = await refused(base_url=str(server.make_url("/")), api_token=MARK, api_headers=f"X-Key: {MARK}")
    assert "BASE_URL must name the API itself" in reason
    assert other.seen == []


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA(organization_name="Ward 7")


@pytest.fixture
def pem(authority: trustme.CA, tmp_path: Path) -> str:
    file = tmp_path / "ward7.pem"
    authority.cert_pem.write_to_path(str(file))
    return str(file)


@asynccontextmanager
async def safely(api: Guarded, authority: trustme.CA, name: str = "127.0.0.1") -> AsyncIterator[int]:
    """An API with a certificate of an authority, in that name; its port."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(name).configure_cert(context)
    runner = web.AppRunner(api.app, access_log=None)
    await runner.setup()
    listening = socket.create_server(("127.0.0.1", 0))
    await web.SockSite(runner, listening, ssl_context=context).start()
    try:
        yield listening.getsockname()[1]
    finally:
        await runner.cleanup()


async def test_a_certificate_of_an_authority_of_one_s_own(authority: trustme.CA, pem: str) -> None:
    api = Guarded({"Authorization": f"Bearer {MARK}"})
    async with safely(api, authority) as port:
        own: dict[str, Any] = {"base_url": f"https://127.0.0.1:{port}/", "api_token": MARK}
        assert (await asked(**own, api_ca=pem)).counts[0] == 7
        asked_before = len(api.seen)
        assert "API_CA" in await refused(**own)
    assert len(api.seen) == asked_before


async def test_a_certificate_of_another_authority_or_name_is_told_no_secret(authority: trustme.CA, pem: str) -> None:
    api = Guarded()
    for issuer, name, why in (
        (trustme.CA(), "127.0.0.1", "certificate is refused"),
        (authority, "other.example", "IP address mismatch"),
    ):
        async with safely(api, issuer, name) as port:
            reason = await refused(base_url=f"https://127.0.0.1:{port}/", api_ca=pem, api_token=MARK)
            assert why in reason
    assert api.seen == []


@pytest.mark.parametrize("text", [None, "", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"])
async def test_a_file_without_a_certificate_is_named(text: str | None, tmp_path: Path) -> None:
    file = tmp_path / "ca.pem"
    if text is not None:
        file.write_text(text)
    with pytest.raises(SettingsError, match=r"API_CA is .*ca\.pem, which .*PEM"):
        await asked(api_ca=str(file))


@pytest.fixture
def variables(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """An environment without a proxy, to which the test adds its own."""
    for name in list(os.environ):
        if name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)
    return monkeypatch


API = "api.ward.example"


async def test_a_proxy_that_the_environment_names(variables: pytest.MonkeyPatch) -> None:
    api = Guarded({"X-Tenant": "7"})
    async with TestServer(api.app) as server, forwarding({API: server.port or 0}) as proxy:
        for name, place in (
            ("http_proxy", proxy.place),
            ("HTTP_PROXY", f"http://{proxy.place}/"),
            ("ALL_PROXY", proxy.place),
        ):
            with variables.context() as changed:
                changed.setenv(name, place)
                assert (await asked(base_url=f"http://{API}/v2/", api_headers="X-Tenant: 7")).counts[0] == 7
    assert api.asked == ["/v2/3"] * 3
    assert [head.split("\r\n")[0] for head in proxy.heads] == [f"GET http://{API}/v2/3 HTTP/1.1"] * 3


async def test_a_proxy_is_shown_no_secret_of_an_api_that_speaks_tls(
    variables: pytest.MonkeyPatch, authority: trustme.CA, pem: str
) -> None:
    api = Guarded({"Authorization": f"Bearer {MARK}"})
    async with safely(api, authority, API) as port, forwarding({API: port}, f"{MARK}p:/ü") as proxy:
        own: dict[str, Any] = {
            "base_url": f"https://{API}/",
            "api_token": MARK,
            "api_headers": f"X-Key: {MARK}",
            "api_ca": pem,
        }
        variables.setenv("HTTPS_PROXY", f"http://{proxy.place}")
        reason = await refused(**own)
        assert "407" in reason
        assert "HTTPS_PROXY=http://user:password@" in reason
        variables.setenv("HTTPS_PROXY", f"http://{MARK}p:%2F%C3%BC@{proxy.place}")
        assert (await asked(**own)).counts[0] == 7
        assert MARK not in repr(api_access.proxy(Settings(**own)))
    assert {head.split("\r\n")[0] for head in proxy.heads} == {f"CONNECT {API}:443 HTTP/1.1"}
    assert not any(MARK in head for head in proxy.heads)
    assert api.asked == ["/3"]


async def test_a_proxy_that_wants_a_password_of_plain_http(variables: pytest.MonkeyPatch) -> None:
    api = Guarded()
    async with TestServer(api.app) as server, forwarding({API: server.port or 0}, f"ward:{MARK}") as proxy:
        variables.setenv("HTTP_PROXY", proxy.place)
        assert "the proxy wants a user" in await refused(base_url=f"http://{API}/")
        variables.setenv("HTTP_PROXY", f"ward:{MARK}@{proxy.place}")
        await asked(base_url=f"http://{API}/")
    assert not any("Proxy-Authorization" in headers for headers in api.seen)


async def test_a_proxy_that_is_not_there_is_told_from_an_api_that_is_not(variables: pytest.MonkeyPatch) -> None:
    variables.setenv("HTTP_PROXY", f"http://{MARK}:{MARK}@127.0.0.1:1")
    assert "the proxy" in await refused(base_url=f"http://{API}/")


@pytest.mark.parametrize("no_proxy", ["", API, ".ward.example", f"other.example,{API}", "*"])
async def test_what_is_asked_past_a_proxy(variables: pytest.MonkeyPatch, no_proxy: str) -> None:
    variables.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    variables.setenv("NO_PROXY", no_proxy)
    assert (api_access.proxy(Settings(base_url=f"http://{API}:8080/")) is None) is bool(no_proxy)
    assert api_access.proxy(Settings(base_url=f"https://{API}/")) is None, "HTTP_PROXY is for http alone"
    api = Guarded()
    async with TestServer(api.app, host="127.0.0.1") as server:
        # What runs on this machine, as the stand-in does, is out of a proxy's reach.
        await asked(base_url=f"http://127.0.0.1:{server.port}/")
        await asked(base_url=f"http://localhost:{server.port}/")
    assert len(api.asked) == 2


@pytest.mark.parametrize(
    "text", [f"socks5://{MARK}@proxy.example:1080", f"https://{MARK}@proxy.example", f"http://{MARK}@", "http://h:port"]
)
async def test_a_proxy_that_cannot_be_used_is_named(variables: pytest.MonkeyPatch, text: str) -> None:
    variables.setenv("HTTPS_PROXY", text)
    with pytest.raises(SettingsError, match=r"HTTPS_PROXY is .*NO_PROXY") as caught:
        await asked(base_url=f"https://{API}/")
    assert MARK not in str(caught.value)
    assert api_access.proxy(Settings(base_url="https://127.0.0.1:1/")) is None, "it is not needed"


FEET = ("toe_l", "mid_l", "heel_l", "toe_r", "mid_r", "heel_r")


async def test_the_store_holds_another_api_s_readings_as_any_others_and_no_secret(
    serve: Serve, client: Client, capture: structlog.testing.LogCapture
) -> None:
    sensors = [{"id": name, "value": 819 * i, "anomaly": False, "side": name[-1]} for i, name in enumerate(FEET)]
    api = Guarded({"X-Key": MARK}, json.dumps({"trace": {"id": 5, "sensors": sensors}}).encode())
    async with TestServer(api.app) as server:
        url = f"http://{MARK}:{MARK}@127.0.0.1:{server.port}/{MARK}/{{person}}/latest?key={MARK}"
        dialect: dict[str, Any] = {"base_url": url, "api_sensors": FEET, "full_scale": 4095}
        dialect |= {"api_headers": f"X-Key: {MARK}", "ids": (3,)}
        async with serve(**dialect) as own:

            async def several() -> bool:
                return await client.llen("3_data") > 2

            await eventually(several)
            rows = cast("list[bytes]", await client.lrange("3_data", 0, -1))
            # Then the API wants another key.
            api.wanted = {"X-Key": "changed"}

            async def told() -> bool:
                return await client.hexists("3_status", "last_error")

            await eventually(told)
            said = [await metrics(own), str(await healthz(own)), str(await client.hgetall("3_status")), repr(own)]
    assert [sensor.value for sensor in decode_sensors(rows[0])] == [0, 204, 409, 613, 818, 1023]
    assert [json.loads(rows[0])[i]["side"] for i in (2, 3)] == ["l", "r"], "other fields stay"
    assert api.asked[0] == f"/{MARK}/3/latest?key={MARK}"
    assert "API_HEADERS" in said[2]
    assert MARK not in "".join(said) + str(capture.entries)
