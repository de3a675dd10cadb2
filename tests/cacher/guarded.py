"""An API that wants to know who asks, and the cacher's own client that asks it."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from aiohttp import web

from cacher.api_client import AnswerError, ApiClient, session
from footlib.reading import Reading
from footlib.settings import Settings
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
