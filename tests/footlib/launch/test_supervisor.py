"""Processes side by side: how they are waited for, and how they end."""

import asyncio
import os
import signal
import sys
from pathlib import Path

import aiohttp
import pytest

from footlib.errors import FootlibError
from footlib.launch import probes
from footlib.launch.parts import Part
from footlib.launch.supervisor import Supervisor, until_stopped
from footlib.store.embedded import free_port

# Says that it is ready in a file named after it; does what the second argument says when SIGTERM comes.
PROCESS = """
import pathlib, signal, sys, time
folder, name = pathlib.Path(sys.argv[1]), sys.argv[2]
def end(*_):
{end}
    sys.exit()
signal.signal(signal.SIGTERM, end)
(folder / (name + ".ready")).touch()
while True:
    time.sleep(60)
"""


def part(folder: Path, name: str, end: str, *, needed: bool = False, probe: str = "") -> Part:
    code = PROCESS.format(end="\n".join(f"    {line}" for line in end.splitlines()))
    return Part(name, (sys.executable, "-c", code, str(folder), name), needed=needed, probe=probe)


async def running(folder: Path, *parts: Part) -> Supervisor:
    supervisor = Supervisor()
    for each in parts:
        await supervisor.start(each)
    async with asyncio.timeout(20):
        while not all((folder / f"{each.name}.ready").exists() for each in parts):  # noqa: ASYNC110 - other processes
            await asyncio.sleep(0.02)
    return supervisor


async def test_one_that_hangs_takes_no_time_from_another(tmp_path: Path) -> None:
    save = 'time.sleep(0.3)\n(folder / "saved").touch()'
    supervisor = await running(tmp_path, part(tmp_path, "cacher", save), part(tmp_path, "hanging", "time.sleep(60)"))
    await supervisor.close()
    assert (tmp_path / "saved").exists()


async def test_what_others_need_ends_after_them(tmp_path: Path) -> None:
    save = 'time.sleep(0.3)\n(folder / "saved").touch()'
    look = '(folder / "saved").rename(folder / "seen")'
    supervisor = await running(
        tmp_path, part(tmp_path, "api", look, needed=True), part(tmp_path, "cacher", save), part(tmp_path, "page", "")
    )
    await supervisor.close()
    assert (tmp_path / "seen").exists()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_a_signal_is_heard_while_a_part_is_waited_for(tmp_path: Path, number: signal.Signals) -> None:
    silent = part(tmp_path, "silent", "", probe=f"http://127.0.0.1:{free_port()}/")
    supervisor = Supervisor()
    waiting = asyncio.create_task(until_stopped(supervisor.start(silent)))
    async with asyncio.timeout(20):
        while not (tmp_path / "silent.ready").exists():  # noqa: ASYNC110 - another process
            await asyncio.sleep(0.02)
        assert not waiting.done()
        os.kill(os.getpid(), number)
        await waiting
    await supervisor.close()


async def test_work_that_is_done_leaves_the_wait_for_a_signal_and_a_failure_ends_it(tmp_path: Path) -> None:
    async def done() -> None:
        (tmp_path / "done").touch()

    waiting = asyncio.create_task(until_stopped(done()))
    async with asyncio.timeout(20):
        while not (tmp_path / "done").exists():  # noqa: ASYNC110 - the signal must not come before
            await asyncio.sleep(0)
        assert not waiting.done()
        os.kill(os.getpid(), signal.SIGTERM)
        await waiting
    supervisor = Supervisor()
    failing = Part("failing", (sys.executable, "-c", "raise SystemExit(3)"), probe=f"http://127.0.0.1:{free_port()}/")
    with pytest.raises(FootlibError, match="the failing ended with code 3"):
        await until_stopped(supervisor.start(failing))
    await supervisor.close()


# Answers once it has taken `work` seconds of a core, and never once the file "stuck" is there.
SERVER = """
import http.server, pathlib, sys, time
folder, port, work = pathlib.Path(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])
with (folder / "starts").open("a") as starts:
    starts.write("x")
while time.process_time() < work:
    pass
class Answer(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        while (folder / "stuck").exists():
            time.sleep(0.05)
        self.send_response(200)
        self.end_headers()
    def log_message(self, *_):
        pass
http.server.HTTPServer(("127.0.0.1", port), Answer).serve_forever()
"""


def server(folder: Path, work: float = 0.0) -> Part:
    port = free_port()
    command = (sys.executable, "-c", SERVER, str(folder), str(port), str(work))
    return Part("page server", command, {"PYTHONFAULTHANDLER": "1"}, f"http://127.0.0.1:{port}/")


async def test_one_that_answers_no_more_is_ended_and_started_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(probes, "STUCK_SEC", 1.0)
    monkeypatch.setattr(probes, "_PATIENCE", aiohttp.ClientTimeout(total=0.3))
    supervisor = Supervisor()
    served = server(tmp_path)
    await supervisor.start(served)
    try:
        (tmp_path / "stuck").touch()
        async with asyncio.timeout(30):
            while len((tmp_path / "starts").read_text()) < 2:  # noqa: ASYNC110 - another process
                await asyncio.sleep(0.05)
            (tmp_path / "stuck").unlink()
            async with aiohttp.ClientSession() as session:
                while not await probes._responds(session, served):  # noqa: ASYNC110 - another process
                    await asyncio.sleep(0.05)
    finally:
        await supervisor.close()
    told = capfd.readouterr()
    assert "answers no more and is ended" in told.out
    assert "do_GET" in told.err, "it says where it stood"


async def test_one_that_works_is_waited_for_and_one_that_does_not_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(probes, "READY_SEC", 1.5)
    supervisor = Supervisor()
    try:
        await supervisor.start(server(tmp_path, work=3.0))
        assert "a part still starts" in capsys.readouterr().out
        with pytest.raises(FootlibError, match="the idle gave no answer at http://"):
            await supervisor.start(part(tmp_path, "idle", "", probe=f"http://127.0.0.1:{free_port()}/"))
    finally:
        await supervisor.close()
