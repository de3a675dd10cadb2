"""The way to an API: certificates that are trusted, and proxies, each by a real one."""

from __future__ import annotations

import os
import socket
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
import trustme
from aiohttp import web
from aiohttp.test_utils import TestServer

from cacher import api_access
from footlib.errors import SettingsError
from footlib.settings import Settings
from tests.cacher.forward_proxy import forwarding
from tests.cacher.guarded import MARK, Guarded, asked, refused


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
