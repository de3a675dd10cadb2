"""Faults of an API, to rehearse what a poller makes of them."""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Annotated, Any, Final

from aiohttp import web
from msgspec import Meta

from footlib.standin import malformed

Values = Mapping[str, Any]

_POLL_SEC: Final = 0.05
_JSON: Final = "application/json"
_CHUNK: Final = b" " * 16_384
_CHUNK_SECONDS: Final = 0.002


@dataclass(frozen=True, slots=True)
class FaultyRequest:
    """A request that a fault strikes.

    Attributes
    ----------
    request
        The client's request.
    answer
        Returns the body of the right answer at this moment.
    values
        The fault's parameters.
    """

    request: web.Request
    answer: Callable[[], bytes]
    values: Values


Handler = Callable[[FaultyRequest], Awaitable[web.StreamResponse]]


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a fault: its default, and the type that msgspec checks a profile's value with."""

    default: float | str
    type: Any


def bounded(low: float, high: float) -> Any:
    """The type of a number from `low` to `high`, with the sentence that says so."""
    return Annotated[float, Meta(ge=low, le=high, description=f"a number from {low:g} to {high:g}")]


@dataclass(frozen=True, slots=True)
class FaultKind:
    """A way to fail.

    Attributes
    ----------
    handler
        Makes the answer.
    parameters
        What a profile may set.
    """

    handler: Handler
    parameters: Mapping[str, Parameter] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault that strikes a share of the requests.

    Attributes
    ----------
    kind
        A name of `FAULTS`.
    share
        Share of the requests, 0..1.
    persons
        Whose requests; ``None`` for everybody's.
    values
        Parameters that differ from the kind's defaults.
    """

    kind: str
    share: float = 1.0
    persons: frozenset[int] | None = None
    values: Values = field(default_factory=dict)

    async def respond(self, request: web.Request, answer: Callable[[], bytes]) -> web.StreamResponse:
        """Answer a request with this fault."""
        kind = FAULTS[self.kind]
        defaults = {name: parameter.default for name, parameter in kind.parameters.items()}
        return await kind.handler(FaultyRequest(request, answer, defaults | dict(self.values)))


async def pause(request: web.Request, seconds: float) -> None:
    """Wait `seconds`, or until the client has left."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + seconds
    # aiohttp does not cancel a handler whose client has left.
    while (left := deadline - loop.time()) > 0 and _listening(request):  # noqa: ASYNC110
        await asyncio.sleep(min(left, _POLL_SEC))


def _listening(request: web.Request) -> bool:
    return request.transport is not None and not request.transport.is_closing()


def _drop(request: web.Request, *, reset: bool) -> None:
    transport = request.transport
    if transport is None:
        return
    if reset and (sock := transport.get_extra_info("socket")):
        # Closing without lingering sends RST in place of FIN.
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()


async def _slow(faulty: FaultyRequest) -> web.StreamResponse:
    await pause(faulty.request, faulty.values["seconds"])
    return web.Response(body=faulty.answer(), content_type=_JSON)


async def _hang(faulty: FaultyRequest) -> web.StreamResponse:
    await pause(faulty.request, faulty.values["seconds"])
    return await _close(faulty)


async def _close(faulty: FaultyRequest) -> web.StreamResponse:
    _drop(faulty.request, reset=False)
    return web.Response()


async def _reset(faulty: FaultyRequest) -> web.StreamResponse:
    body = faulty.answer()
    response = web.StreamResponse()
    response.content_type = _JSON
    response.content_length = len(body)
    await response.prepare(faulty.request)
    await response.write(malformed.truncated(body))
    _drop(faulty.request, reset=True)
    return response


async def _endless(faulty: FaultyRequest) -> web.StreamResponse:
    response = web.StreamResponse()
    response.content_type = _JSON
    response.enable_chunked_encoding()
    left = faulty.values["megabytes"] * 1e6
    try:
        async with asyncio.timeout(faulty.values["seconds"]):
            await response.prepare(faulty.request)
            await response.write(b"{")
            while left > 0:
                await response.write(_CHUNK)
                left -= len(_CHUNK)
                await asyncio.sleep(_CHUNK_SECONDS)
    except (ConnectionError, TimeoutError):
        pass
    _drop(faulty.request, reset=False)
    return response


async def _gzip_bomb(faulty: FaultyRequest) -> web.StreamResponse:
    packed = await asyncio.to_thread(malformed.gzip_bomb, int(faulty.values["megabytes"]))
    return web.Response(body=packed, content_type=_JSON, headers={"Content-Encoding": "gzip"})


async def _redirect(faulty: FaultyRequest) -> web.StreamResponse:
    return web.Response(status=302, headers={"Location": faulty.values["location"]})


async def _large(faulty: FaultyRequest) -> web.StreamResponse:
    return web.Response(
        body=malformed.padded(faulty.answer(), int(faulty.values["kilobytes"] * 1000)), content_type=_JSON
    )


async def _nested(faulty: FaultyRequest) -> web.StreamResponse:
    return web.Response(body=malformed.nested(faulty.answer(), int(faulty.values["depth"])), content_type=_JSON)


async def _wrong_type(faulty: FaultyRequest) -> web.StreamResponse:
    return web.Response(body=faulty.answer(), headers={"Content-Type": faulty.values["content_type"]})


def _status(status: int) -> Handler:
    async def handler(faulty: FaultyRequest) -> web.StreamResponse:
        headers = {"Retry-After": f"{faulty.values['retry_after']:.0f}"} if "retry_after" in faulty.values else {}
        return web.json_response({"error": f"rehearsed status {status}"}, status=status, headers=headers)

    return handler


def _body(change: Callable[[bytes], bytes], content_type: str = _JSON) -> Handler:
    async def handler(faulty: FaultyRequest) -> web.StreamResponse:
        return web.Response(body=change(faulty.answer()), content_type=content_type)

    return handler


_UP_TO_AN_HOUR: Final = bounded(0, 3600)
_PRINTABLE: Final = Annotated[
    str, Meta(pattern=r"\A[^\x00-\x1f\x7f-\x9f]+\Z", description="a text of printable characters")
]
_RETRY_AFTER: Final = {"retry_after": Parameter(5.0, _UP_TO_AN_HOUR)}

FAULTS: Final[Mapping[str, FaultKind]] = MappingProxyType(
    {
        "slow": FaultKind(_slow, {"seconds": Parameter(2.0, _UP_TO_AN_HOUR)}),
        "hang": FaultKind(_hang, {"seconds": Parameter(60.0, _UP_TO_AN_HOUR)}),
        "close": FaultKind(_close),
        "reset": FaultKind(_reset),
        "status_500": FaultKind(_status(500)),
        "status_503": FaultKind(_status(503), _RETRY_AFTER),
        "status_429": FaultKind(_status(429), _RETRY_AFTER),
        "redirect": FaultKind(_redirect, {"location": Parameter("http://elsewhere.invalid/v2/monitor/1", _PRINTABLE)}),
        "gzip_bomb": FaultKind(_gzip_bomb, {"megabytes": Parameter(50, bounded(1, 1000))}),
        "endless_chunked": FaultKind(
            _endless, {"megabytes": Parameter(64, bounded(1, 1000)), "seconds": Parameter(60.0, _UP_TO_AN_HOUR)}
        ),
        "large_body": FaultKind(_large, {"kilobytes": Parameter(1000, bounded(1, 10_000))}),
        "wrong_content_type": FaultKind(_wrong_type, {"content_type": Parameter("text/plain", _PRINTABLE)}),
        "html": FaultKind(_body(lambda _: malformed.HTML, "text/html")),
        "empty": FaultKind(_body(lambda _: b"")),
        "truncated_json": FaultKind(_body(malformed.truncated)),
        "invalid_utf8": FaultKind(_body(malformed.invalid_utf8)),
        "duplicate_keys": FaultKind(_body(malformed.duplicate_keys)),
        "deep_nesting": FaultKind(_nested, {"depth": Parameter(10_000, bounded(1, 1_000_000))}),
        "numbers_as_strings": FaultKind(_body(malformed.numbers_as_strings)),
        "huge_number": FaultKind(_body(malformed.huge_number)),
        "nan": FaultKind(_body(malformed.not_a_number)),
        "out_of_range": FaultKind(_body(malformed.out_of_range)),
        "five_sensors": FaultKind(_body(malformed.five_sensors)),
        "seven_sensors": FaultKind(_body(malformed.seven_sensors)),
        "duplicate_ids": FaultKind(_body(malformed.duplicate_ids)),
        "missing_field": FaultKind(_body(malformed.missing_field)),
    }
)
"""Every fault by the name that a profile calls it; docs/rehearsal.md says what the client gets."""
