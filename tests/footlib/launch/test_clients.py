"""A page goes on when its kernel answers."""

import asyncio
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from jupyter_client.manager import AsyncKernelManager

from footlib.launch import notebooks
from footlib.launch.clients import PromptClient

pytestmark = pytest.mark.asyncio
PATIENCE = 60.0


@pytest.fixture
async def kernel() -> AsyncIterator[AsyncKernelManager]:
    manager = AsyncKernelManager(kernel_name="python3", client_class="footlib.launch.clients.PromptClient")
    await manager.start_kernel()
    yield manager
    await manager.shutdown_kernel(now=True)


@pytest.fixture
async def client(kernel: AsyncKernelManager) -> AsyncIterator[PromptClient]:
    client = kernel.client()
    assert isinstance(client, PromptClient)
    client.start_channels()
    yield client
    client.stop_channels()


async def test_nothing_is_left_to_hear_and_nothing_is_missed_once_it_is_ready(client: PromptClient) -> None:
    await client.wait_for_ready(PATIENCE)

    asked = client.execute("print('heard')")
    heard = []
    async with asyncio.timeout(PATIENCE):
        while "idle" not in heard:
            message = await client.get_iopub_msg()
            assert message["parent_header"]["msg_id"] == asked
            heard.append(message["content"].get("text") or message["content"].get("execution_state"))
    assert [word for word in heard if word] == ["busy", "heard\n", "idle"]


async def test_one_that_ends_before_is_not_waited_for(kernel: AsyncKernelManager, client: PromptClient) -> None:
    await kernel.signal_kernel(signal.SIGKILL)

    await client.wait_for_ready(PATIENCE)
    assert not await client.is_alive()


async def test_one_that_does_not_answer_is_told(kernel: AsyncKernelManager, client: PromptClient) -> None:
    await kernel.signal_kernel(signal.SIGSTOP)

    with pytest.raises(RuntimeError, match=r"the kernel did not answer within 0\.1 s"):
        await client.wait_for_ready(0.1)


async def test_voila_is_told_to_use_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("JUPYTER_DEFAULT_PROVISIONER_NAME", "local-provisioner")
    file = notebooks.copy(tmp_path / "notebooks") / "voila" / "config" / "voila.py"
    code = f"""
from runpy import run_path
from traitlets.utils.importstring import import_item
config = run_path({str(file)!r})["c"]
print(import_item(config.KernelManager.client_class).__name__)
print(import_item(config.Voila.kernel_websocket_connection_class).__name__)
"""
    done = await asyncio.to_thread(subprocess.check_output, [sys.executable, "-W", "ignore", "-c", code], text=True)
    assert done.split() == ["PromptClient", "PromptConnection"]
