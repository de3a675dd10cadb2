"""What a fork does to become a kernel; it imports nothing that the fork server has not imported."""

from __future__ import annotations

import atexit
import logging
import multiprocessing
import os
import sys
import time
from collections.abc import Mapping
from threading import Thread


def become_kernel(arguments: list[str], environment: Mapping[str, str], folder: str) -> None:
    """Become a kernel with the given command-line arguments, environment and working directory."""
    os.setsid()
    os.environ.clear()
    os.environ.update(environment)
    time.tzset()
    os.chdir(folder)
    sys.argv = ["ipykernel_launcher", *arguments]
    Thread(target=_end_with_voila, daemon=True).start()
    # Notebooks may have processes of their own, started as they like.
    multiprocessing.current_process().daemon = False
    multiprocessing.set_start_method(None, force=True)

    logging.getLogger("tornado.general").addFilter(_while_it_lives)
    import numpy as np
    from ipykernel.kernelapp import launch_new_instance

    # All forks would draw the same numbers.
    np.random.seed()  # noqa: NPY002 - the generator that notebooks share without naming it
    own = [
        # Jupyter takes a kernel whose fork server has died for dead, so it must end.
        f"--IPKernelApp.parent_handle={os.getppid()}",
        # ipywidgets registers its comm targets only if a kernel is there when it is imported.
        "--ext=ipywidgets",
    ]
    try:
        launch_new_instance([*arguments, *own])
    finally:
        # multiprocessing ends a fork without the exit functions.
        atexit._run_exitfuncs()  # noqa: SLF001 - as Python 3.13 does


def _while_it_lives(record: logging.LogRecord) -> bool:
    # A kernel that ends may write to a socket that it has closed, and logs that with a traceback.
    return not record.exc_info or "Socket operation on non-socket" not in str(record.exc_info[1])


def _end_with_voila() -> None:
    # The fork server lives as long as a kernel does, so each would keep the other alive.
    voila = multiprocessing.parent_process()
    if voila is not None:
        voila.join()
        os._exit(1)
