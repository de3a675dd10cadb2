"""The kernel provisioner that forks."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import sys
from importlib.metadata import entry_points
from multiprocessing.forkserver import ensure_running, set_forkserver_preload
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any, ClassVar, Final

from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from footlib.launch.forkserver.child import become_kernel

FORKED: Final = "footwatch-forked"
"""Jupyter's name for `ForkedKernel`."""
_GROUP: Final = "jupyter_client.kernel_provisioners"
_PRELOADED: Final = "footlib.launch.forkserver.preload"
_PATIENCE: Final = 15.0
"""Seconds that a fork may take, including the imports before the first one."""


def default_provisioner() -> str:
    """Name of the provisioner to use: the forking one, or Jupyter's own where forks are not possible.

    What is imported bears a fork on Linux only; the fork server's socket is everybody's before Python 3.11.1
    (CVE-2022-42919); and a clone that was updated but not installed again may have another entry point or none.
    """
    possible = sys.platform == "linux" and sys.version_info >= (3, 11, 1)
    here = f"{__name__}:{ForkedKernel.__name__}"
    return FORKED if possible and entry_points(group=_GROUP, name=FORKED, value=here) else "local-provisioner"


def prepare() -> None:
    """Start the fork server, so that its imports are done when the first page opens.

    Raises
    ------
    OSError
        If a process, a socket or a temporary folder cannot be made.
    """
    set_forkserver_preload([_PRELOADED])
    ensure_running()


class ForkedKernel(LocalProvisioner):
    """Starts a kernel by a fork; a kernel of another Python is started as usual."""

    _late: ClassVar[asyncio.Future[None] | None] = None
    """The fork that has not come in time: while it is awaited, no other is, for each would hold a thread."""

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> Any:
        """Start the kernel that a command line describes.

        Parameters
        ----------
        cmd
            As the kernel specification has it.
        **kwargs
            As for `subprocess.Popen`, of which `env` and `cwd` are used.
        """
        if cmd[:3] != [sys.executable, "-m", "ipykernel_launcher"]:
            return await super().launch_kernel(cmd, **kwargs)
        # Nobody types into a page, and kernels of a user would wait for each other at the one history file.
        cmd = [*cmd, "--HistoryManager.enabled=False"]
        if self._late is not None and not self._late.done():
            return await super().launch_kernel(cmd, **kwargs)
        folder = str(kwargs.get("cwd") or Path.cwd())
        # Voilà names its variables by an enumeration, for which a fork would import all of Voilà.
        environment = {_plain(name): _plain(value) for name, value in kwargs["env"].items()}
        forks = multiprocessing.get_context("forkserver")
        fork = forks.Process(target=become_kernel, args=(cmd[3:], environment, folder), daemon=True)
        try:
            # In this thread: the fork server ends with the one that started it.
            prepare()
            await self._start(fork)
        except (OSError, EOFError):
            self.log.warning("no kernel could be forked; it starts from nothing", exc_info=True)
            return await super().launch_kernel(cmd, **kwargs)
        self.process: Any = _Forked(fork)
        self.pid = self.pgid = self.process.pid
        self.cwd = folder
        return self.connection_info

    async def _start(self, fork: BaseProcess) -> None:
        def end(late: asyncio.Future[None]) -> None:
            if not late.cancelled() and late.exception() is None:
                fork.kill()

        starting = asyncio.ensure_future(asyncio.to_thread(fork.start))
        try:
            async with asyncio.timeout(_PATIENCE):
                await asyncio.shield(starting)
        except (TimeoutError, asyncio.CancelledError):
            starting.add_done_callback(end)
            ForkedKernel._late = starting
            raise


class _Forked:
    """A fork, with the methods of `subprocess.Popen` that `LocalProvisioner` uses."""

    stdin = stdout = stderr = None

    def __init__(self, fork: BaseProcess) -> None:
        self._fork = fork
        self.pid = fork.pid
        self.kill, self.terminate = fork.kill, fork.terminate

    def poll(self) -> int | None:
        return self._fork.exitcode

    def wait(self) -> int | None:
        self._fork.join()
        return self._fork.exitcode

    def send_signal(self, number: int) -> None:
        if self.pid is not None and self.poll() is None:
            os.kill(self.pid, number)


def _plain(text: str) -> str:
    return os.fsdecode(os.fsencode(text))
