"""What a fork does to become a kernel; it imports nothing that the fork server has not."""

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
    """Go on as a kernel with the command-line arguments, environment and folder that it is to have."""
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
        # A kernel whose fork server has died is taken for dead, and so has to be.
        f"--IPKernelApp.parent_handle={os.getppid()}",
        # Imported without a kernel, ipywidgets has not told the browser's questions where to go.
        "--ext=ipywidgets",
    ]
    try:
        launch_new_instance([*arguments, *own])
    finally:
        # A fork ends without them otherwise.
        atexit._run_exitfuncs()  # noqa: SLF001 - as Python 3.13 does


def _while_it_lives(record: logging.LogRecord) -> bool:
    # A kernel that ends says so by a socket that it may have closed already, and then logs that with a traceback.
    return not record.exc_info or "Socket operation on non-socket" not in str(record.exc_info[1])


def _end_with_voila() -> None:
    # The fork server lives on while a kernel does, so that alone would keep both.
    voila = multiprocessing.parent_process()
    if voila is not None:
        voila.join()
        os._exit(1)
