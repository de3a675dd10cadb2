"""Where Voilà listens and what it asks for; everything else stands in voila.json."""

import os
from typing import Any

from traitlets.config import get_config

c = get_config()
c.Voila.ip = os.environ.get("FOOTWATCH_BIND", "127.0.0.1")
c.Voila.port = int(os.environ.get("FOOTWATCH_WEB_PORT", "8050"))
c.Voila.port_retries = 0
# A command line is visible to every user of the machine, the environment is not.
c.Voila.token = os.environ.get("FOOTWATCH_TOKEN", "")
c.Voila.tornado_settings = {"ws_ping_interval": 30_000, "ws_ping_timeout": 30_000}


def _hand_out_xsrf(handler: Any, **_: Any) -> None:
    # Reading the token sets its cookie. Without it the page's farewell is refused, and its kernel lives on.
    assert handler.xsrf_token


c.VoilaConfiguration.prelaunch_hook = _hand_out_xsrf
c.Voila.log_level = "WARN"
# Personal data go through the sockets between Voilà and a kernel.
c.KernelManager.transport_encryption = "auto"
