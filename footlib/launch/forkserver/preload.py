"""Imports what all kernels need; the fork server runs it once, before the first fork."""

import gc
import os
from contextlib import suppress
from importlib import import_module
from typing import Final

from footlib.launch.orphans import die_with_parent

_NEEDED: Final = (
    "footlib.launch.forkserver.child",
    "footlib.ui.dashboard",
    "ipykernel.kernelapp",
    "ipykernel.zmqshell",
)
_WHILE_STARTING: Final = (
    "ipykernel.debugger",
    "IPython.core.completerlib",
    "IPython.core.debugger",
    "IPython.core.oinspect",
    "IPython.extensions.storemagic",
    "psutil",
    "sqlite3",
    "tornado.platform.asyncio",
)
"""What a kernel imports only while it starts, in the present versions of Jupyter and IPython."""

die_with_parent()
# The debugger of each kernel warns otherwise that it may miss breakpoints in frozen modules.
os.environ["PYDEVD_DISABLE_FILE_VALIDATION"] = "1"
for name in _NEEDED:
    import_module(name)
for name in _WHILE_STARTING:
    with suppress(ImportError):
        import_module(name)
# A garbage collection would write to the shared objects, and so copy their memory into every kernel.
gc.freeze()
