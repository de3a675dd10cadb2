"""The processes of Footwatch: their command lines and when they are ready."""

from __future__ import annotations

import errno
import os
import socket
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from footlib.errors import SettingsError
from footlib.settings import Settings, is_setting, reachable

STANDIN_PORT: Final = 9080
IOPUB_BYTES, IOPUB_MESSAGES = 100_000_000, 10_000
"""Bytes that a kernel may send in a second."""


@dataclass(frozen=True, slots=True)
class Part:
    """A process that `footwatch run` starts.

    Attributes
    ----------
    name
        Its name in messages.
    command
        Its command line.
    environment
        Variables in addition to those of this process.
    probe
        Address that answers once it is ready; empty: ready at once.
    needed
        Whether the other parts need it until they have ended.
    listening
        A socket that it inherits; this process holds it, so that no other takes the port while the part restarts.
    """

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict)
    probe: str = ""
    needed: bool = False
    listening: socket.socket | None = None

    def variables(self) -> dict[str, str]:
        """The environment of the process; settings of this process are not inherited."""
        inherited = {name: value for name, value in os.environ.items() if not is_setting(name)}
        return {**inherited, **self.environment}


def standin(settings: Settings) -> Part:
    """The stand-in API on loopback, at `STANDIN_PORT` where that is free.

    Raises
    ------
    SettingsError
        If no port can be taken.
    """
    listening = _listening(STANDIN_PORT) or _listening(0)
    if listening is None:
        raise SettingsError("no port of 127.0.0.1 can be taken for the stand-in API; name an API with BASE_URL")
    persons = str(max(*settings.ids, 6))
    command = (sys.executable, "-m", "footlib.cli", "standin", "--fd", str(listening.fileno()), "--persons", persons)
    probe = f"http://127.0.0.1:{listening.getsockname()[1]}/v2/monitor/1"
    return Part("stand-in API", command, probe=probe, needed=True, listening=listening)


def _listening(port: int) -> socket.socket | None:
    try:
        return socket.create_server(("127.0.0.1", port))
    except OSError:
        return None


def cacher(settings: Settings) -> Part:
    """The cacher with settings that are already resolved."""
    return Part("cacher", (sys.executable, "-m", "cacher"), settings.environment())


def dashboard(settings: Settings, notebooks: Path) -> Part:
    """Voilà on the dashboard notebook."""
    command = (sys.executable, "-m", "voila", str(notebooks / "dashboard.ipynb"), "--no-browser")
    paths = {
        "JUPYTER_PATH": _joined("JUPYTER_PATH", notebooks),
        "JUPYTER_CONFIG_PATH": _joined("JUPYTER_CONFIG_PATH", notebooks / "voila" / "config", notebooks),
        # By default Jupyter ignores a configuration that fails, and the token would be lost with it.
        "TRAITLETS_APPLICATION_RAISE_CONFIG_FILE_ERROR": "1",
        # A process that hangs prints its traceback when the supervisor ends it by SIGABRT.
        "PYTHONFAULTHANDLER": "1",
    }
    probe = f"http://{reachable(settings.bind)}:{settings.web_port}/voila/static/voila.js"
    return Part("dashboard", command, {**settings.environment(), **paths}, probe)


def lab(settings: Settings, notebooks: Path, port: int, *, browser: bool) -> Part:
    """JupyterLab on the notebooks."""
    command = (
        *(sys.executable, "-m", "jupyterlab", f"--ServerApp.root_dir={notebooks}"),
        *(f"--ServerApp.ip={settings.bind}", f"--ServerApp.port={port}", "--ServerApp.port_retries=0"),
        *(() if browser else ("--no-browser",)),
        *(("--allow-root",) if hasattr(os, "geteuid") and os.geteuid() == 0 else ()),
        *(("--LabApp.default_url=/lab/tree/explore.ipynb",) if (notebooks / "explore.ipynb").is_file() else ()),
        f"--LabApp.extra_labextensions_path={notebooks / 'lab' / 'labextensions'}",
        # Nothing is asked of other hosts; labconfig takes the question about news away.
        "--LabApp.news_url=None",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        "--LabApp.extension_manager=readonly",
        # The sheet of all episodes is one message of megabytes, which the default limit drops.
        f"--ZMQChannelsWebsocketConnection.iopub_data_rate_limit={IOPUB_BYTES}",
        f"--ZMQChannelsWebsocketConnection.iopub_msg_rate_limit={IOPUB_MESSAGES}",
        "--ServerApp.kernel_websocket_connection_class=footlib.launch.sockets.PromptConnection",
    )
    # JupyterLab takes its token from this variable; a command line is visible to other users.
    token = {"JUPYTER_TOKEN": settings.token} if settings.token else {}
    paths = {"JUPYTER_CONFIG_PATH": _joined("JUPYTER_CONFIG_PATH", notebooks / "lab")}
    return Part("JupyterLab", command, {**settings.environment(), **paths, **token}, "")


def require_free(bind: str, port: int, setting: str) -> None:
    """Check that a port can be taken.

    Raises
    ------
    SettingsError
        If something listens there already, or the address is none of this machine.
    """
    try:
        with socket.create_server((bind, port), family=socket.AF_INET6 if ":" in bind else socket.AF_INET):
            return
    except OSError as error:
        others = error.errno != errno.EADDRINUSE
        mend = "name an address of this machine with BIND" if others else "stop what listens there"
        raise SettingsError(
            f"port {port} on {bind} cannot be taken ({error.strerror}); {mend}, or choose another port with {setting}"
        ) from error


def _joined(variable: str, *folders: Path) -> str:
    return os.pathsep.join([*map(str, folders), *filter(None, [os.environ.get(variable)])])
