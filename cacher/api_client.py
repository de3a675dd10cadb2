"""The client of the monitor API: one request, and a sentence for each way in which it may fail."""

from __future__ import annotations

import os
import ssl
import zlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final
from urllib.parse import urlsplit

import aiohttp
from aiohttp.http import HttpProcessingError
from yarl import URL

from cacher import api_access
from footlib import __version__
from footlib.errors import FootlibError, ReadingError
from footlib.reading import MAX_BODY, Reading, decode_answer
from footlib.sensor_rows import SensorDialect
from footlib.settings import Settings

LONGEST_RETRY_AFTER: Final = 300.0
"""Seconds; a server that asks for a longer pause is asked again after this one."""

_HEADERS: Final = {
    "Accept": "application/json",
    "Accept-Encoding": "identity",
    "User-Agent": f"footwatch/{__version__}",
}
_KEEP_ALIVE_SEC: Final = 60.0
_WINDOWS: Final = {"gzip": (zlib.MAX_WBITS | 32,), "deflate": (zlib.MAX_WBITS | 32, -zlib.MAX_WBITS)}
"""How zlib may take a coding: with a head of its own or of gzip, and a deflate of older servers without any."""
_MOST_CODINGS: Final = 3
_SIGN_IN: Final = "the API wants another sign-in; look at API_TOKEN, API_USERNAME, API_PASSWORD and API_HEADERS"
_WANTING: Final = {
    401: _SIGN_IN,
    403: _SIGN_IN,
    407: "the proxy wants a user and a password, as in HTTPS_PROXY=http://user:password@host:port",
}
"""What a status says is missing."""


# The errors' own texts may hold addresses and pieces of answers.
_REASONS: Final[tuple[tuple[tuple[type[Exception], ...], str, str], ...]] = (
    (
        (aiohttp.ClientProxyConnectionError,),
        "connection",
        "the proxy that HTTP_PROXY, HTTPS_PROXY or ALL_PROXY names cannot be reached",
    ),
    (
        (aiohttp.ClientSSLError, ssl.SSLError),
        "connection",
        "no safe connection: the server speaks no TLS, or of another version",
    ),
    (
        (aiohttp.ClientConnectorDNSError,),
        "connection",
        "a host name cannot be resolved: that of BASE_URL, or of the proxy where one is named",
    ),
    ((aiohttp.ServerDisconnectedError,), "connection", "the server closed the connection without an answer"),
    ((aiohttp.ClientPayloadError,), "body", "the body broke off before its end"),
    (
        (aiohttp.ClientResponseError, HttpProcessingError, ValueError),
        "body",
        "the answer is no HTTP that can be read",
    ),
)


class AnswerError(FootlibError):
    """The API gave no reading.

    Parameters
    ----------
    kind
        One of `KINDS`.
    reason
        A sentence without personal data.
    retry_after
        Seconds to wait before the next request, as the server asks.
    """

    KINDS: Final = ("status", "redirect", "timeout", "connection", "body", "invalid", "unexpected")

    def __init__(self, kind: str, reason: str, retry_after: float = 0.0) -> None:
        self.kind = kind
        self.reason = reason
        self.retry_after = retry_after
        super().__init__(reason)


@asynccontextmanager
async def session(settings: Settings) -> AsyncIterator[aiohttp.ClientSession]:
    """A client session with the limits of the settings; it keeps no cookies and decompresses nothing.

    Raises
    ------
    SettingsError
        If API_CA holds no certificates, or a proxy of the environment cannot be one.
    """
    proxy = api_access.proxy(settings)
    connector = aiohttp.TCPConnector(
        limit=settings.connections,
        ttl_dns_cache=60,
        keepalive_timeout=_KEEP_ALIVE_SEC,
        happy_eyeballs_delay=None,
        ssl=api_access.trusted(settings),
    )
    async with aiohttp.ClientSession(
        connector=connector,
        # No secret: a proxy is sent these as well.
        headers=_HEADERS,
        proxy=proxy.url if proxy else None,
        timeout=aiohttp.ClientTimeout(total=settings.request_timeout, ceil_threshold=float("inf")),
        cookie_jar=aiohttp.DummyCookieJar(),
        auto_decompress=False,
        raise_for_status=False,
    ) as opened:
        yield opened


class ApiClient:
    """Asks the API for measurements.

    Parameters
    ----------
    client
        An open `session`.
    settings
        Those of the session.
    """

    def __init__(self, client: aiohttp.ClientSession, settings: Settings) -> None:
        self._client = client
        self._settings = settings
        proxy, secure = api_access.proxy(settings), settings.api_url.startswith("https:")
        of_proxy = proxy.headers if proxy else {}
        self._headers = api_access.headers(settings) | ({} if secure else of_proxy)
        self._proxy_headers = of_proxy if secure else None
        self._dialect = SensorDialect(settings.full_scale, settings.api_sensors)
        self._timeout = settings.request_timeout

    def address(self, person: int) -> URL:
        """The address of a person's measurement."""
        # User and password go in a header, as the others do.
        return URL(self._settings.api_address(person)).with_user(None)

    async def fetch(self, address: URL) -> Reading:
        """Ask for one measurement.

        Raises
        ------
        AnswerError
            If the answer is not a reading, or none comes.
        """
        try:
            body = await self._body(address)
            return decode_answer(body, self._dialect)
        except ReadingError as error:
            raise AnswerError("invalid", str(error)) from None
        except (aiohttp.ClientError, HttpProcessingError, OSError, EOFError, ValueError) as error:
            raise self._named(error) from error

    async def _body(self, address: URL) -> bytes:
        async with self._client.get(
            address, allow_redirects=False, headers=self._headers, proxy_headers=self._proxy_headers
        ) as response:
            if response.status != 200:
                raise _refusal(response)
            if (response.content_length or 0) > MAX_BODY:
                response.close()
                raise _too_large(f"{response.content_length} bytes")
            content = response.content
            body = await content.readany()
            while not content.at_eof():
                body += await content.readany()
                if len(body) > MAX_BODY:
                    response.close()
                    raise _too_large("more")
            if "Content-Encoding" in response.headers:
                body = _unpacked(body, ",".join(response.headers.getall("Content-Encoding")))
            return body

    def _named(self, error: Exception) -> AnswerError:
        if isinstance(error, TimeoutError):
            return AnswerError("timeout", f"no whole answer within {self._timeout:g} s (REQUEST_TIMEOUT)")
        if isinstance(error, aiohttp.ClientConnectorCertificateError):
            return AnswerError("connection", _mistrust(error.certificate_error))
        if isinstance(error, aiohttp.ClientHttpProxyError):
            return AnswerError("connection", f"the proxy answers: {_refused(error.status)}")
        for types, kind, reason in _REASONS:
            if isinstance(error, types):
                return AnswerError(kind, reason)
        if isinstance(error, OSError) and error.errno and error.errno > 0:
            return AnswerError("connection", f"no connection: {os.strerror(error.errno)}")
        return AnswerError("connection", f"the connection failed ({type(error).__name__})")


def _refusal(response: aiohttp.ClientResponse) -> AnswerError:
    status = response.status
    if 300 <= status < 400:
        host = urlsplit(response.headers.get("Location", "")).hostname or "the same host"
        return AnswerError(
            "redirect",
            f"status {status} sends to {host[:60]}, which is not followed; BASE_URL must name the API itself",
        )
    return AnswerError("status", _refused(status), retry_after(response.headers.get("Retry-After")))


def _refused(status: int) -> str:
    wanting = _WANTING.get(status)
    return f"status {status} in place of 200{f': {wanting}' if wanting else ''}"


def _mistrust(error: Exception) -> str:
    why = getattr(error, "verify_message", "") or "it is none that can be read"
    return f"no safe connection: the server's certificate is refused ({why}); an own CA is named with API_CA"


def retry_after(header: str | None, now: datetime | None = None) -> float:
    """Seconds that a Retry-After header asks for: from 0 to `LONGEST_RETRY_AFTER`; 0 where it cannot be read."""
    text = (header or "").strip()
    if text.isascii() and text.isdigit():
        seconds = float(text)
    else:
        try:
            until = parsedate_to_datetime(text)
        except ValueError:
            return 0.0
        if until.tzinfo is None:
            until = until.replace(tzinfo=UTC)
        seconds = (until - (now or datetime.now(UTC))).total_seconds()
    return min(max(seconds, 0.0), LONGEST_RETRY_AFTER)


def _unpacked(body: bytes, header: str) -> bytes:
    """The body without its codings, which stand in the order in which they were applied (RFC 9110, 8.4)."""
    names = [name.strip(" \t").lower() for name in header.split(",")]
    codings = [name.removeprefix("x-") for name in names if name not in {"", "identity"}]
    if len(codings) > _MOST_CODINGS:
        raise AnswerError("body", f"the body is packed {len(codings)} times; allowed are {_MOST_CODINGS} at the most")
    for coding in codings:
        if coding not in _WINDOWS:
            raise AnswerError(
                "body", f"the body is packed with {coding[:20]!r}; allowed are identity, gzip and deflate"
            )
    for coding in reversed(codings):
        body = _unpacked_once(body, coding)
    return body


def _unpacked_once(body: bytes, coding: str) -> bytes:
    for window in _WINDOWS[coding]:
        unpacker = zlib.decompressobj(window)
        try:
            # Bounded, so that a kilobyte cannot become a gigabyte.
            unpacked = unpacker.decompress(body, MAX_BODY + 1)
        except zlib.error:
            continue
        if len(unpacked) > MAX_BODY:
            raise _too_large("more, unpacked")
        if not unpacker.eof:
            raise AnswerError("body", "the body broke off before its end")
        return unpacked
    raise AnswerError("body", f"the body is no {coding}")


def _too_large(found: str) -> AnswerError:
    return AnswerError("body", f"body: found {found}, allowed is at most {MAX_BODY} bytes")
