"""Structured logs, for eyes or for machines."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterable
from itertools import pairwise
from typing import Final, Literal

import structlog

_SHOWN_RANGES: Final = 10

Log = structlog.stdlib.BoundLogger


def configure(log_format: Literal["human", "json"]) -> None:
    """Send the logs of this process and of its libraries to standard error, one event a line."""
    common: list[structlog.typing.Processor] = [
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=log_format == "json"),
        structlog.processors.format_exc_info,
    ]
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer()
        if log_format == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=common,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    logging.getLogger("cacher").setLevel(logging.INFO)
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *common,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


def get() -> Log:
    """The cacher's logger."""
    log: Log = structlog.get_logger("cacher")
    return log


def as_ranges(persons: Iterable[int]) -> str:
    """Person numbers in few characters: ``1-6,9``; of very many the first ranges."""
    numbers = sorted(persons)
    if not numbers:
        return ""
    starts = [numbers[0], *(right for left, right in pairwise(numbers) if right != left + 1)]
    ends = [*(left for left, right in pairwise(numbers) if right != left + 1), numbers[-1]]
    ranges = [f"{a}-{b}" if b > a else f"{a}" for a, b in zip(starts, ends, strict=True)]
    more = f" and {len(ranges) - _SHOWN_RANGES} more groups" if len(ranges) > _SHOWN_RANGES else ""
    return ",".join(ranges[:_SHOWN_RANGES]) + more
