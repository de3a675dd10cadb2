"""Forked kernels, as Jupyter's own manager starts, asks and ends them."""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import psutil
import pytest
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning.factory import KernelProvisionerFactory

from footlib.launch.forkserver import provisioner
from footlib.launch.forkserver.provisioner import ForkedKernel
from tests.processes import is_kernel

PATIENCE = 60
WHO = """
import json, os, sys
loaded = [name for name in ("footlib.ui.dashboard", "numba", "llvmlite") if name in sys.modules]
import numpy
print(json.dumps({"pid": os.getpid(), "folder": os.getcwd(), "environment": dict(os.environ), "loaded": loaded,
                  "chance": numpy.random.rand(), "command": sys.argv[0], "name": __name__}))
"""
POOL = """
import atexit, json, multiprocessing, pathlib
atexit.register(pathlib.Path("ended").touch)
multiprocessing.set_start_method("fork")
with multiprocessing.Pool(1) as pool:
    print(json.dumps(pool.map(abs, [-1])))
"""
KEPT = """
import json, os, pathlib
print(json.dumps([path.name for path in pathlib.Path(os.environ["IPYTHONDIR"]).rglob("*")]))
"""
TOLD = """
import json, logging, zmq
def told(error):
    made = logging.LogRecord("tornado.general", logging.ERROR, "", 0, "callback", (), (type(error), error, None))
    return bool(logging.getLogger("tornado.general").filter(made))
print(json.dumps([told(zmq.ZMQError(zmq.ENOTSOCK)), told(zmq.ZMQError(zmq.EAGAIN))]))
"""
MISTAKE = """
import json
from footlib.ui.data import faults
faults.log_to_terminal()
try:
    {}["ambrosia"]
except KeyError as error:
    faults.log_once(error)
print(json.dumps("done"))
"""
Start = Callable[..., Awaitable[AsyncKernelManager]]


@pytest.fixture
async def start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Start]:
    monkeypatch.setattr(KernelProvisionerFactory.instance(), "default_provisioner_name", "footwatch-forked")
    managers: list[AsyncKernelManager] = []

    async def started(spec: KernelSpec | None = None, **variables: str) -> AsyncKernelManager:
        manager = AsyncKernelManager(kernel_name="python3", shutdown_wait_time=PATIENCE)
        if spec is not None:
            manager._kernel_spec = spec
        managers.append(manager)
        environment = {name: os.environ[name] for name in ("PATH", "HOME")}
        await manager.start_kernel(cwd=str(tmp_path), env=environment | variables)
        return manager

    yield started
    for manager in managers:
        if manager.has_kernel:
            await manager.shutdown_kernel(now=True)


async def asked(manager: AsyncKernelManager, code: str = WHO) -> Any:
    """What a kernel prints, as JSON."""
    said: list[str] = []
    client = manager.client()
    client.start_channels()
    try:
        await client.wait_for_ready(timeout=PATIENCE)
        reply = await client.execute_interactive(
            code, timeout=PATIENCE, output_hook=lambda message: said.append(message["content"].get("text", ""))
        )
    finally:
        client.stop_channels()
    assert reply["content"]["status"] == "ok", reply["content"]
    return json.loads("".join(said))


def fail() -> None:
    raise OSError("AF_UNIX path too long")


async def known_dead(manager: AsyncKernelManager) -> None:
    """Wait until the manager knows that a kernel has ended, which it does a moment after the process is gone."""
    async with asyncio.timeout(PATIENCE):
        while await manager.is_alive():  # noqa: ASYNC110 - another process sends no event
            await asyncio.sleep(0.01)


async def test_each_fork_is_a_kernel_of_its_own_with_its_imports_done(start: Start, tmp_path: Path) -> None:
    one, other = [await asked(await start(QUERY_STRING=f"person={i}")) for i in (1, 2)]
    for number, who in enumerate((one, other), 1):
        assert who["loaded"] == ["footlib.ui.dashboard"]
        assert who["folder"] == str(tmp_path)
        assert who["environment"]["QUERY_STRING"] == f"person={number}"
        assert "PYTEST_CURRENT_TEST" not in who["environment"], "of its server it takes nothing over"
        assert (who["command"], who["name"]) == ("ipykernel_launcher", "__main__")
        assert is_kernel(psutil.Process(who["pid"]))
    assert one["chance"] != other["chance"]
    assert psutil.Process(one["pid"]).parent() == psutil.Process(other["pid"]).parent()


async def test_a_kernel_that_is_no_fork_tells_a_mistake_to_the_terminal_and_not_to_its_page(
    start: Start, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(KernelProvisionerFactory.instance(), "default_provisioner_name", "local-provisioner")
    assert await asked(await start(), MISTAKE) == "done"
    said = capfd.readouterr().err
    assert "a mistake of Footwatch's own" in said
    assert "KeyError" in said
    assert "ambrosia" not in said.replace('{}["ambrosia"]', "")


async def test_a_kernel_that_ends_does_not_log_the_socket_that_it_closed(start: Start) -> None:
    assert await asked(await start(), TOLD) == [False, True]


async def test_a_kernel_that_ended_is_told_and_starts_again(start: Start) -> None:
    manager = await start()
    first = psutil.Process((await asked(manager))["pid"])
    first.kill()
    first.wait(PATIENCE)
    await known_dead(manager)
    await manager.restart_kernel(now=True)
    again = psutil.Process((await asked(manager))["pid"])
    assert again != first
    await manager.shutdown_kernel()
    again.wait(PATIENCE)


async def test_kernels_end_with_their_fork_server_and_another_takes_its_place(start: Start) -> None:
    manager = await start()
    kernel = psutil.Process((await asked(manager))["pid"])
    server = kernel.parent()
    assert server is not None
    assert server != psutil.Process()
    server.kill()
    kernel.wait(PATIENCE)
    await known_dead(manager)
    assert psutil.Process((await asked(await start()))["pid"]).parent() != server


async def test_a_notebook_has_processes_and_an_end_of_its_own(start: Start, tmp_path: Path) -> None:
    manager = await start()
    assert await asked(manager, POOL) == [1]
    await manager.shutdown_kernel()
    assert (tmp_path / "ended").exists()


async def test_a_kernel_starts_from_nothing_where_none_can_be_forked(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(provisioner, "ensure_running", fail)
    who = await asked(await start())
    assert who["loaded"] == []
    assert psutil.Process(who["pid"]).parent() == psutil.Process()


async def test_a_kernel_starts_from_nothing_where_its_fork_does_not_come(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    kernel = psutil.Process((await asked(await start()))["pid"])
    server = kernel.parent()
    assert server is not None
    with monkeypatch.context() as patch:
        patch.setattr(provisioner, "_PATIENCE", 0.5)
        server.suspend()
        try:
            manager = await start()
            who = await asked(manager)
            # With this one's ports free, one that comes too late could live.
            await manager.shutdown_kernel(now=True)
            patch.setattr(provisioner, "_PATIENCE", PATIENCE)
            assert (await asked(await start()))["loaded"] == [], "the next one does not wait for it"
        finally:
            server.resume()
    assert who["loaded"] == []
    async with asyncio.timeout(PATIENCE):
        # Forked again, and so after the one that came too late.
        while (last := psutil.Process((await asked(await start()))["pid"])).parent() != server:
            pass
        while set(server.children()) != {kernel, last}:  # noqa: ASYNC110 - another process sends no event
            await asyncio.sleep(0.01)


@pytest.mark.parametrize("forked", [True, False])
async def test_viewers_of_one_computer_share_no_file_of_what_their_kernels_ran(
    start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, forked: bool
) -> None:
    if not forked:
        monkeypatch.setattr(provisioner, "ensure_running", fail)
    kept = await asked(await start(IPYTHONDIR=str(tmp_path)), KEPT)
    assert "profile_default" in kept
    assert not [name for name in kept if "sqlite" in name]


async def test_a_kernel_of_another_command_starts_as_usual(start: Start) -> None:
    command = [sys.executable, "-X", "utf8", "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    manager = await start(KernelSpec(argv=command, language="python"))
    who = await asked(manager)
    assert isinstance(manager.provisioner, ForkedKernel)
    assert who["loaded"] == []
    assert psutil.Process(who["pid"]).cmdline()[1:3] == ["-X", "utf8"]


def test_jupyter_finds_the_way_that_the_dashboard_names() -> None:
    assert provisioner.default_provisioner() in KernelProvisionerFactory.instance().get_provisioner_entries()


@pytest.mark.parametrize(
    ("found", "asked_for"),
    [
        ("footlib.launch.forkserver.provisioner:ForkedKernel", "footwatch-forked"),
        ("footlib.older:Kernel", "local-provisioner"),
    ],
)
def test_only_the_entry_point_of_this_version_is_asked_for(
    found: str, asked_for: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed = tmp_path / "footwatch-0.dist-info"
    installed.mkdir()
    (installed / "METADATA").write_text("Metadata-Version: 2.1\nName: footwatch\nVersion: 0\n")
    (installed / "entry_points.txt").write_text(f"[jupyter_client.kernel_provisioners]\nfootwatch-forked = {found}\n")
    monkeypatch.syspath_prepend(tmp_path)
    assert provisioner.default_provisioner() == asked_for
