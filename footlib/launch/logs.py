"""What a server of pages must not write into its log."""

from __future__ import annotations

import logging
import re
from typing import Final

_LOGGERS: Final = ("tornado.access", "tornado.application", "tornado.general")
_TOKEN: Final = re.compile(r"(?<=token=)[^&\s'\"]+")


def hide_tokens() -> None:
    """Leave the token out of the addresses that Tornado logs when a request fails; Voilà's requests are told so."""
    for name in _LOGGERS:
        logging.getLogger(name).addFilter(_without_token)


def _without_token(record: logging.LogRecord) -> bool:
    text = record.getMessage()
    if "token=" in text:
        record.msg, record.args = _TOKEN.sub("***", text), ()
    return True
