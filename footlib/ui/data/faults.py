"""Unexpected exceptions: a sentence for the screen, and a traceback for the log, once for each type and place."""

from __future__ import annotations

import logging
import os
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, Final, TextIO

from footlib.errors import FootlibError

log: Final = logging.getLogger("footwatch.page")
_logged: Final[set[object]] = set()
_OURS: Final = str(Path(__file__).parents[2])


def sentence(error: Exception) -> str:
    """What the screen says of an exception; a fault of Footwatch is logged, once for its type and place."""
    if isinstance(error, FootlibError):
        return str(error)
    log_once(error)
    kind = type(error).__name__
    if isinstance(error, OSError):
        return f"{kind}: {error}"
    return sentence_of(kind)


def sentence_of(kind: str) -> str:
    """What the screen says of a type of exception that is a fault of Footwatch."""
    return f"Footwatch made a mistake ({kind}). The dashboard's log says where; what else is on the page goes on."


def log_once(error: BaseException, what: str = "a mistake of Footwatch's own; it is logged once") -> None:
    """Log an exception that has not been logged before, under a sentence that says what it is."""
    frames = traceback.extract_tb(error.__traceback__)
    # Within a library, mistakes of many places meet.
    places = [(frame.filename, frame.lineno) for frame in frames if frame.filename.startswith(_OURS)]
    kind = (type(error), *(places or [(frame.filename, frame.lineno) for frame in frames])[-1:])
    if kind not in _logged:
        _logged.add(kind)
        log.error("%s", what, exc_info=error)


def log_trace_once(trace: str) -> None:
    """Log the traceback of another process of ours, if it has not been logged before."""
    if trace not in _logged:
        _logged.add(trace)
        log.error("a mistake of Footwatch's own; it is logged once\n%s", trace)


def subscribe(listener: Callable[[Exception], None]) -> None:
    """Call a listener with exceptions of our handlers of clicks and messages, which ipywidgets leaves to IPython."""
    python: Any = sys.modules.get("IPython")
    shell = python and python.get_ipython()
    if shell is None:
        return
    shown = shell.showtraceback

    def showtraceback(*args: Any, **kwargs: Any) -> None:
        error = sys.exc_info()[1]
        if isinstance(error, Exception) and _handled(error):
            listener(error)
        shown(*args, **kwargs)

    shell.showtraceback = showtraceback


def _handled(error: Exception) -> bool:
    # What cells raise comes to IPython too, and is the business of whoever wrote them.
    files = [frame.filename for frame in traceback.extract_tb(error.__traceback__)]
    return "ipywidgets" in Path(files[0]).parts and any(file.startswith(_OURS) for file in files)


def log_to_terminal() -> None:
    """Send the log of this process to the terminal of the server, and not to the page."""
    root = logging.getLogger()
    if not any(isinstance(handler, _Terminal) for handler in root.handlers):
        root.addHandler(_Terminal(_terminal()))


class _Terminal(logging.StreamHandler[TextIO]):
    """Writes tracebacks without the texts of exceptions, which may quote what somebody's answer held."""

    def __init__(self, stream: TextIO) -> None:
        super().__init__(stream)
        self.setLevel(logging.ERROR)
        self.setFormatter(_Formatter("%(asctime)s [%(levelname)s] %(name)s: %(message)s"))


class _Formatter(logging.Formatter):
    def formatException(  # noqa: N802 - logging's own name
        self, ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
    ) -> str:
        return "" if ei[1] is None else without_texts(ei[1])


def without_texts(error: BaseException) -> str:
    """Where an exception and those behind it came from, and what they were; texts are those of our own errors only."""
    text = f": {error}" if isinstance(error, FootlibError) else ""
    own = "".join(traceback.format_tb(error.__traceback__)) + f"{type(error).__name__}{text}"
    behind = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return own if behind is None else f"{without_texts(behind)}\n\nand then\n\n{own}"


def _terminal() -> TextIO:
    # Of a kernel's standard error, ipykernel makes messages to the page; it keeps the way to the terminal here.
    kept = getattr(sys.stderr, "_original_stdstream_copy", None)
    return sys.__stderr__ or sys.stderr if kept is None else os.fdopen(os.dup(kept), "w", buffering=1)
