"""Commands as a shell runs them, in this process: a process of its own imports everything anew."""

import os
import signal
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from footlib import cli

_HEEDED = (signal.SIGINT, signal.SIGTERM)


@dataclass(frozen=True, slots=True)
class Done:
    """How a command ended, and what it printed to the two streams."""

    code: int
    out: str
    err: str


def footwatch(*arguments: str | Path, environment: Mapping[str, str], typed: str = "") -> Done:
    """Run `footwatch` with the variables of Footwatch that are named and no others, and with what is typed."""
    return run(cli.main, "footwatch", *arguments, environment=environment, typed=typed)


def run(main: Callable[[], object], *words: str | Path, environment: Mapping[str, str], typed: str = "") -> Done:
    """Run what stands behind a command; what it does to this process is taken back."""
    out, err, argv, stdin = StringIO(), StringIO(), sys.argv, sys.stdin
    handlers = [signal.getsignal(number) for number in _HEEDED]
    sys.argv, sys.stdin = [str(word) for word in words], StringIO(typed)
    code: object = None
    try:
        with variables(environment), redirect_stdout(out), redirect_stderr(err):
            main()
    except SystemExit as end:
        code = end.code
    finally:
        sys.argv, sys.stdin = argv, stdin
        for number, handler in zip(_HEEDED, handlers, strict=True):
            signal.signal(number, handler)
    return Done(code if isinstance(code, int) else int(code is not None), out.getvalue(), err.getvalue())


@contextmanager
def variables(values: Mapping[str, str]) -> Iterator[None]:
    """The process's environment with these variables of Footwatch and no others."""
    kept = dict(os.environ)
    for name in [name for name in os.environ if name.startswith("FOOTWATCH_")]:
        del os.environ[name]
    os.environ.update(values)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(kept)
