"""Where Voilà listens and what it asks for; everything else stands in voila.json."""

import contextlib
import os
from typing import Any

from jupyter_server import DEFAULT_STATIC_FILES_PATH
from traitlets.config import get_config
from voila.exporter import VoilaExporter

from footlib.launch import host_names, logs
from footlib.launch.forkserver import provisioner
from footlib.launch.templates import CachingLoader

c = get_config()
c.Voila.ip = os.environ.get("FOOTWATCH_BIND", "127.0.0.1")
c.Voila.port = int(os.environ.get("FOOTWATCH_WEB_PORT", "8050"))
c.Voila.port_retries = 0
# A command line is visible to every user of the machine, the environment is not.
c.Voila.token = os.environ.get("FOOTWATCH_TOKEN", "")
# Without it each error page is an error of its own, with a traceback: Voilà has none, and Jupyter's page asks for it.
c.Voila.tornado_settings = {"static_path": DEFAULT_STATIC_FILES_PATH}
logs.install()
if not c.Voila.token:
    host_names.enforce([c.Voila.ip, *os.environ.get("FOOTWATCH_HOSTS", "").split(",")])


def _hand_out_xsrf(handler: Any, **_: Any) -> None:
    # Reading the token sets its cookie. Without it the page's farewell is refused, and its kernel lives on.
    assert handler.xsrf_token


c.Voila.kernel_websocket_connection_class = "footlib.launch.sockets.PromptConnection"
# The page's process is told what a proxy says of the viewer, and nothing else of the request.
_author = os.environ.get("FOOTWATCH_AUTHOR", "")
c.VoilaConfiguration.http_header_envs = [_author] if _author.lower() not in {"", "ask"} else []
c.VoilaConfiguration.prelaunch_hook = _hand_out_xsrf
# nbconvert takes loaders, but not from a configuration.
VoilaExporter.extra_loaders.tag(config=True)
c.VoilaExporter.extra_loaders = [CachingLoader()]
c.VoilaConfiguration.show_tracebacks = os.environ.get("FOOTWATCH_SHOW_TRACEBACKS") == "true"
c.VoilaExecutor.cell_error_instruction = (
    "What went wrong stands in the log of Footwatch, "
    "and here too with SHOW_TRACEBACKS or `footwatch run --notebooks DIR`."
)
c.Voila.log_level = "WARN"
# Personal data go through the sockets between Voilà and a kernel.
c.KernelManager.transport_encryption = "auto"
c.KernelManager.client_class = "footlib.launch.clients.PromptClient"

# An error in a user's own configuration of IPython is no reason for a kernel not to start.
os.environ.pop("TRAITLETS_APPLICATION_RAISE_CONFIG_FILE_ERROR", None)

# JUPYTER_DEFAULT_PROVISIONER_NAME=local-provisioner starts each page's kernel from nothing, as Jupyter does.
name = os.environ.get("JUPYTER_DEFAULT_PROVISIONER_NAME") or provisioner.default_provisioner()
c.KernelProvisionerFactory.default_provisioner_name = name
if name == provisioner.FORKED:
    # Where that fails now, the first page tries again.
    with contextlib.suppress(OSError):
        provisioner.prepare()
