"""`python -m tests.bench [NAME]`: results on standard output, progress on standard error."""

from __future__ import annotations

import importlib
import pkgutil
import sys
import time
import traceback
from collections.abc import Iterator, Sequence
from typing import Protocol, cast

import tests.bench
from tests.bench.tools.result import Result


class Bench(Protocol):
    """A module of this package."""

    def run(self) -> Iterator[Result]:
        """Measure every condition, smallest first."""


def names() -> list[str]:
    """Names of all benches."""
    return sorted(
        module.name
        for module in pkgutil.iter_modules(tests.bench.__path__)
        if not module.ispkg and not module.name.startswith("_")
    )


def main(arguments: Sequence[str]) -> int:
    """Run the named benches, or all of them.

    Returns
    -------
    int
        0; 1 where a bench broke down; 2 where there is none of that name.
    """
    there = names()
    wanted = list(arguments) or there
    if missing := [name for name in wanted if name not in there]:
        _tell(f"there is no bench {', '.join(missing)}; there are {', '.join(there)}")
        return 2
    broken = [name for name in wanted if not _measured(name)]
    if broken:
        _tell(f"broken: {', '.join(broken)}")
    return 1 if broken else 0


def _measured(name: str) -> bool:
    _tell(f"{name} ...")
    started = time.monotonic()
    try:
        bench = cast("Bench", importlib.import_module(f"tests.bench.{name}"))
        for result in bench.run():
            sys.stdout.write(result.line(name) + "\n")
            sys.stdout.flush()
            for target in result.targets:
                _tell(f"  {target}: {'reached' if target.reached(result) else 'MISSED'}")
    except Exception:  # noqa: BLE001  one broken bench must not hide the others
        traceback.print_exc()
        return False
    _tell(f"{name}: {time.monotonic() - started:.0f} s")
    return True


def _tell(sentence: str) -> None:
    sys.stderr.write(f"{sentence}\n")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
