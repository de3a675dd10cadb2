"""Where Voilà listens and what it asks for; everything else stands in voila.json."""

import contextlib
import logging
import os
from typing import Any

from traitlets.config import get_config
from voila.exporter import VoilaExporter

from footlib.launch import kernels
from footlib.launch.templates import CompiledOnce

c = get_config()
c.Voila.ip = os.environ.get("FOOTWATCH_BIND", "127.0.0.1")
c.Voila.port = int(os.environ.get("FOOTWATCH_WEB_PORT", "8050"))
c.Voila.port_retries = 0
# A command line is visible to every user of the machine, the environment is not.
c.Voila.token = os.environ.get("FOOTWATCH_TOKEN", "")
# jupyter_server waits for a pong three times as long as it pauses between pings, in ms; at once as long it would
# close every page's socket before the first ping. Tornado takes both for seconds of its own, and warns in vain.
logging.getLogger("tornado.general").addFilter(lambda record: "websocket_ping_timeout" not in record.getMessage())


def _hand_out_xsrf(handler: Any, **_: Any) -> None:
    # Reading the token sets its cookie. Without it the page's farewell is refused, and its kernel lives on.
    assert handler.xsrf_token


c.Voila.kernel_websocket_connection_class = "footlib.launch.sockets.PromptConnection"
c.VoilaConfiguration.prelaunch_hook = _hand_out_xsrf
# nbconvert takes loaders, but not from a configuration.
VoilaExporter.extra_loaders.tag(config=True)
c.VoilaExporter.extra_loaders = [CompiledOnce()]
c.Voila.log_level = "WARN"
# Personal data go through the sockets between Voilà and a kernel.
c.KernelManager.transport_encryption = "auto"
c.KernelManager.client_class = "footlib.launch.clients.PromptClient"

# An error in a user's own configuration of IPython is no reason for a kernel not to start.
os.environ.pop("TRAITLETS_APPLICATION_RAISE_CONFIG_FILE_ERROR", None)

# JUPYTER_DEFAULT_PROVISIONER_NAME=local-provisioner starts each page's kernel from nothing, as Jupyter does.
provisioner = os.environ.get("JUPYTER_DEFAULT_PROVISIONER_NAME") or kernels.provisioner()
c.KernelProvisionerFactory.default_provisioner_name = provisioner
if provisioner == kernels.FORKED:
    # Where that fails now, the first page tries again.
    with contextlib.suppress(OSError):
        kernels.prepare()
