"""The processes of a running Footwatch: which are kernels, and which have ended."""

from collections.abc import Iterable

import psutil

_STARTED = "ipykernel_launcher"
_FORK_SERVER = "multiprocessing.forkserver"


def is_kernel(process: psutil.Process) -> bool:
    """Whether a living process is the kernel of a page."""
    own = command_line(process)
    if _STARTED in own:
        return True
    try:
        parent = process.parent() if _FORK_SERVER in own else None
    except psutil.NoSuchProcess:
        return False
    return parent is not None and _FORK_SERVER in command_line(parent)


def command_line(process: psutil.Process) -> str:
    """Empty once the process has ended; a zombie counts as gone."""
    try:
        return " ".join(process.cmdline())
    except psutil.NoSuchProcess:
        return ""


def left(processes: Iterable[psutil.Process], seconds: float) -> list[psutil.Process]:
    """Those that have not ended within so many seconds; a zombie whose parent is gone has."""
    return [one for one in psutil.wait_procs(list(processes), timeout=seconds)[1] if command_line(one)]
