"""By which names the dashboard may be asked for.

A page of anybody's may have its name resolved to 127.0.0.1 while it is open (DNS rebinding): its scripts then read what
answers there as their own. So a dashboard without a token answers to names that are its own only.
"""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Collection, Iterable
from typing import Any, Final

from jupyter_server.base.handlers import JupyterHandler
from tornado.web import HTTPError

_PORT: Final = re.compile(r":\d*$")
_SAYABLE: Final = re.compile(r"[A-Za-z0-9._-]{1,100}")


def known_names(names: Iterable[str]) -> frozenset[str]:
    """Names of this machine and others, as `is_known` compares them; blank ones are left out.

    Parameters
    ----------
    names
        Of BIND and HOSTS, each of which may be unset.
    """
    own = socket.gethostname()
    return frozenset(map(_plain, (own, f"{own}.local", *names))) - {""}


def is_known(asked: str, names: Collection[str]) -> bool:
    """Whether a request's ``Host`` names this dashboard: by number, as localhost, or by a known name.

    Parameters
    ----------
    asked
        The header: a name or a number, and perhaps a port.
    names
        As `known_names` gives them.
    """
    host = _plain(_PORT.sub("", asked).removeprefix("[").removesuffix("]"))
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return bool(host) and (host == "localhost" or host.endswith(".localhost") or host in names)
    # A number is nobody's to resolve.
    return True


def enforce(names: Iterable[str]) -> None:
    """Refuse what asks Voilà by another name than its own.

    Parameters
    ----------
    names
        Of BIND and HOSTS; this machine's own one counts too.
    """
    known = known_names(names)

    def check_host(handler: Any) -> bool:
        asked = str(handler.request.host)
        if not is_known(asked, known):
            name = _PORT.sub("", asked)
            # Jupyter's page of an error asks who is logged in.
            handler.current_user = handler._jupyter_current_user = None  # noqa: SLF001 - as it does itself
            said = name if _SAYABLE.fullmatch(name) else "that name"
            raise HTTPError(403, reason=f"The dashboard does not answer to {said}; name it in HOSTS, or set a TOKEN")
        return True

    JupyterHandler.check_host = check_host  # type: ignore[method-assign, assignment]


def _plain(name: str) -> str:
    return name.strip().rstrip(".").lower()
