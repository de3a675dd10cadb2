"""Which processes are kernels: those that Jupyter starts, and those that the dashboard forks."""

import psutil

_STARTED = "ipykernel_launcher"
_FORK_SERVER = "multiprocessing.forkserver"


def is_kernel(process: psutil.Process) -> bool:
    """Whether a living process is the kernel of a page."""
    own = command_line(process)
    if _STARTED in own:
        return True
    parent = process.parent() if _FORK_SERVER in own else None
    return parent is not None and _FORK_SERVER in command_line(parent)


def command_line(process: psutil.Process) -> str:
    """Empty once the process has ended; a zombie counts as gone."""
    try:
        return " ".join(process.cmdline())
    except psutil.NoSuchProcess:
        return ""
