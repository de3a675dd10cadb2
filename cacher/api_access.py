"""How the API is reached and told who asks: headers, certificates that are trusted, a proxy."""

from __future__ import annotations

import base64
import ipaddress
import ssl
import urllib.request
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from yarl import URL

from footlib.errors import SettingsError
from footlib.secrecy import place_of
from footlib.settings import Settings


@dataclass(frozen=True, slots=True)
class Proxy:
    """A proxy that the API is asked through.

    Attributes
    ----------
    url
        Its address, without user and password.
    headers
        By which it knows who asks.
    """

    url: URL
    headers: dict[str, str] = field(default_factory=dict, repr=False)


def check(settings: Settings) -> None:
    """Refuse what no request could be made with.

    Raises
    ------
    SettingsError
        As `trusted` and `proxy`.
    """
    trusted(settings)
    proxy(settings)


def headers(settings: Settings) -> dict[str, str]:
    """Headers by which the API knows who asks: those of API_HEADERS, and one for a token or a user."""
    found = dict(line.split(":", 1) for line in filter(None, settings.api_headers.split("\n")))
    found = {name: text.strip() for name, text in found.items()}
    if settings.api_token:
        found["Authorization"] = f"Bearer {settings.api_token}"
    if user := _user(settings):
        found["Authorization"] = _basic(*user)
    return found


def _basic(user: str, password: str) -> str:
    return f"Basic {base64.b64encode(f'{user}:{password}'.encode()).decode()}"


def _user(settings: Settings) -> tuple[str, str] | None:
    if settings.api_username or settings.api_password:
        return settings.api_username or "", settings.api_password or ""
    parts = urlsplit(settings.api_url)
    if parts.username is None and parts.password is None:
        return None
    return unquote(parts.username or ""), unquote(parts.password or "")


def trusted(settings: Settings) -> ssl.SSLContext | bool:
    """What the API's certificate has to lead to: one of API_CA alone, else one that the system trusts.

    Raises
    ------
    SettingsError
        If API_CA cannot be read or holds no certificate.
    """
    if settings.api_ca is None:
        return True
    try:
        return ssl.create_default_context(cafile=settings.api_ca)
    except OSError as error:
        why = "holds no certificate" if isinstance(error, ssl.SSLError) else f"cannot be read: {error.strerror}"
        raise SettingsError(
            f"API_CA is {settings.api_ca}, which {why}; allowed is a file of certificates as PEM, "
            "which begin with -----BEGIN CERTIFICATE-----"
        ) from None


def proxy(settings: Settings) -> Proxy | None:
    """The proxy that HTTP_PROXY, HTTPS_PROXY or ALL_PROXY names for the API; None for a host of NO_PROXY or loopback.

    Raises
    ------
    SettingsError
        If it is none that can be asked over HTTP.
    """
    api = urlsplit(settings.api_url)
    found = urllib.request.getproxies_environment()
    named = next((name for name in (api.scheme, "all") if name in found), None)
    # A host and, where there is one, its port, which may stand in NO_PROXY too.
    place = api.netloc.rpartition("@")[2]
    if named is None or _on_loopback(api.hostname or "") or urllib.request.proxy_bypass(place):
        return None
    text = found[named]
    try:
        url = URL(text if "://" in text else f"http://{text}")
        user, password = url.user, url.password
    except ValueError:
        url, user, password = URL(), None, None
    if url.scheme != "http" or not url.host:
        raise SettingsError(
            f"{named.upper()}_PROXY is {place_of(text)}, which is no proxy that the API can be asked through; allowed "
            "is an address as http://proxy.example:3128, or the API's host in NO_PROXY to do without"
        )
    nobody = user is None and password is None
    return Proxy(url.origin(), {} if nobody else {"Proxy-Authorization": _basic(user or "", password or "")})


def _on_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
