"""What an operator is told."""

import logging

import pytest
from nbclient.exceptions import DeadKernelError

from footlib.launch.logs import without_token, worth_logging


def record(message: str, error: Exception | None = None) -> logging.LogRecord:
    raised = None if error is None else (type(error), error, None)
    return logging.LogRecord("Voila", logging.WARNING, "", 0, message, (), raised)


@pytest.mark.parametrize(
    "message",
    [
        "Notebook dashboard.ipynb is not trusted",
        "404 GET /api/kernels/1aa95b51-3bb6-4535-bf21-81d61cd65380/channels (127.0.0.1) 2.83ms",
        "AsyncIOLoopKernelRestarter: restart failed",
        "Culling 'idle' kernel 'python3' (1aa95b51) with 0 connections due to 179 seconds of inactivity.",
    ],
)
def test_pages_that_come_and_go_are_not_told(message: str) -> None:
    assert not worth_logging(record(message))


def test_a_dead_kernel_is_told_once() -> None:
    assert not worth_logging(record("Error at server while executing cell", DeadKernelError("Kernel died")))
    assert worth_logging(record("Kernel 1aa95b51 died, removing from map."))


@pytest.mark.parametrize(
    "message",
    [
        "404 GET /nothing (127.0.0.1)",
        "500 GET /api/kernels/1aa95b51",
        "WebSocket ping timeout after 9 ms.",
        "Culling 'idle' kernel 'python3' (1aa95b51) with 1 connections due to 179 seconds of inactivity.",
    ],
)
def test_anything_else_is(message: str) -> None:
    assert worth_logging(record(message))
    assert worth_logging(record("Error at server while executing cell", ValueError("wrong")))


def test_a_token_is_left_out() -> None:
    told = record("404 GET /nothing?person=1&token=secret&theme=dark (127.0.0.1)")
    assert without_token(told)
    assert told.getMessage() == "404 GET /nothing?person=1&token=***&theme=dark (127.0.0.1)"
