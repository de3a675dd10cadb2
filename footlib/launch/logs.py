"""Filters of Voilà's log: secrets, and noise in which an operator would miss what matters."""

from __future__ import annotations

import logging
import re
from typing import Final

from nbclient.exceptions import DeadKernelError

_LOGGERS: Final = ("Voila", "tornado.access", "tornado.application", "tornado.general")
_EVERY_PAGE: Final = (
    "is not trusted",
    "Got events for closed stream",
    # A page that vanished without closing its socket: its kernel is culled a few minutes later.
    "with 0 connections due to",
    "invalid/expired login cookie",
    # A setting in milliseconds, which tornado takes for its own, in seconds.
    "websocket_ping_timeout",
)
_TOKEN: Final = re.compile(r"(?<=token=)[^&\s'\"]+")
# A kernel's death is logged once; its page goes on to ask for it for a minute.
_AFTER_A_KERNEL: Final = (
    "KernelRestarter: restart failed",
    "Kernel died while waiting for execute reply",
    "Kernel does not exist",
    "404 GET /api/kernels/",
)


def worth_logging(record: logging.LogRecord) -> bool:
    """Whether a record is more than the usual noise of pages that come and go."""
    if record.exc_info and isinstance(record.exc_info[1], DeadKernelError):
        return False
    message = record.getMessage()
    return not any(words in message for words in (*_EVERY_PAGE, *_AFTER_A_KERNEL))


def without_token(record: logging.LogRecord) -> bool:
    """Take the token out of a logged address."""
    text = record.getMessage()
    if "token=" in text:
        record.msg, record.args = _TOKEN.sub("***", text), ()
    return True


def install() -> None:
    """Add the filters to Voilà's and tornado's loggers."""
    for name in _LOGGERS:
        logger = logging.getLogger(name)
        logger.addFilter(worth_logging)
        logger.addFilter(without_token)
