"""APIs that are asked otherwise than the documented one, each by the cacher's own client at a real server."""

from __future__ import annotations

import json
from typing import Any, cast

import pytest
import structlog
from aiohttp import web
from aiohttp.test_utils import TestServer

from cacher.api_client import ApiClient, session
from footlib.reading import decode_sensors
from footlib.settings import load
from footlib.store.connection import Client
from tests.cacher.guarded import MARK, Guarded, asked, basic, refused
from tests.cacher.helpers import eventually
from tests.cacher.served import Serve, healthz, metrics


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
