"""`footwatch run` as a user starts and ends it."""

import asyncio
import re
import signal
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import psutil
import pytest

from footlib.store.embedded import free_port
from tests import commands
from tests.e2e.conftest import Running, accepts, demonstration, footwatch, until
from tests.processes import command_line, left


async def rows(running: Running, person: int) -> int:
    store = running.store()
    try:
        return len(await store.window(person))
    finally:
        await store.close()


async def anomalies(running: Running, person: int) -> int:
    store = running.store()
    try:
        return (await store.anomaly_counts(person)).readings
    finally:
        await store.close()


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """The demonstration, on a worker beside that of the pages."""
    with demonstration(tmp_path_factory.mktemp("run")) as running:
        yield running


async def test_six_persons_walk_from_the_start(demo: Running) -> None:
    store = demo.store()
    try:
        deadline = time.monotonic() + 60
        while True:
            walks = {person: await store.window(person) for person in range(1, 7)}
            if all(len(walk) > 30 for walk in walks.values()):
                break
            assert time.monotonic() < deadline, {person: len(walk) for person, walk in walks.items()}
        for person, walk in walks.items():
            assert walk.counts.max() > 300, person
        assert len({walk.counts.tobytes() for walk in walks.values()}) == 6
        assert len({str(person) for person in (await store.people(range(1, 7))).values()}) == 6
    finally:
        await store.close()


def stops(running: Running, number: signal.Signals) -> None:
    """End a run with a signal, and see that nothing of it is left."""
    family = running.family()
    assert len(family) >= 4
    assert running.stop(number) == 0
    assert left(family, 1) == []
    assert not (running.data_dir / "store.json").exists()


async def test_however_a_run_ends_no_process_is_left_and_the_next_has_its_anomalies(tmp_path: Path) -> None:
    with demonstration(tmp_path, FOOTWATCH_ANOMALIES_TRASHOLD="0.5", FOOTWATCH_IDS="1-2") as running:
        deadline = time.monotonic() + 60
        while (kept := await anomalies(running, 1)) < 5:
            assert time.monotonic() < deadline
            await asyncio.sleep(0.05)
        stops(running, signal.SIGINT)
    with demonstration(tmp_path, FOOTWATCH_IDS="1-2") as killed:
        assert (before := await anomalies(killed, 1)) >= kept
        parts = [child for child in killed.family() if "valkey" not in child.name() and "redis" not in child.name()]
        killed.process.kill()
        killed.process.wait(5)
        assert left(parts, 10) == []
    with demonstration(tmp_path, FOOTWATCH_IDS="1-2") as again:
        assert await anomalies(again, 1) >= before
        stops(again, signal.SIGTERM)


def test_the_stand_in_keeps_its_port_and_a_dashboard_that_hangs_takes_no_time_from_the_cacher(tmp_path: Path) -> None:
    with demonstration(tmp_path, FOOTWATCH_IDS="1") as running:
        (address,) = re.findall(r"api=http://127\.0\.0\.1:(\d+)", running.text())
        dead = running.part("standin")
        dead.kill()
        dead.wait(10)
        # Nobody else gets it between its end and its next start.
        with pytest.raises(OSError, match="in use"), socket.create_server(("127.0.0.1", int(address))):
            pass
        until(lambda: "a part ended and is started anew" in running.text(), "another stand-in")
        with urlopen(f"http://127.0.0.1:{address}/v2/monitor/1", timeout=30) as answer:
            assert answer.status == 200
        family = running.family()
        running.part("voila").suspend()
        assert running.stop() == 0
        assert left(family, 1) == []
        assert "the cacher ends" in running.text()


def test_second_run_on_the_same_data_is_told_who_holds_them(demo: Running) -> None:
    with pytest.raises(AssertionError, match=f"held by process {demo.process.pid}"), demonstration(demo.data_dir):
        pass
    assert demo.process.poll() is None


async def test_run_uses_the_store_of_an_earlier_lab_and_keeps_it(tmp_path: Path) -> None:
    command = ("lab", "--no-browser", "--port", str(free_port()))
    jupyter = {f"JUPYTER{name}_DIR": str(tmp_path / name) for name in ("_CONFIG", "_DATA", "_RUNTIME")}
    with footwatch(tmp_path / "lab", *command, ready="JupyterLab starts on", **jupyter) as lab:
        server = lab.part("valkey")
        copy = lab.data_dir / "notebooks"
        assert f"JupyterLab starts on {copy.resolve()};" in lab.text(), "never on those that others are made from"
        assert f"--ServerApp.root_dir={copy.resolve()}" in command_line(lab.part("jupyterlab"))
        assert (copy / "explore.ipynb").is_file()
        with demonstration(lab.data_dir, FOOTWATCH_IDS="1") as running:
            assert lab.stop() == 0
            had = await rows(running, 1)
            async with asyncio.timeout(20):
                while await rows(running, 1) <= had:  # noqa: ASYNC110 - the cacher is another process
                    await asyncio.sleep(0.05)
            assert running.stop() == 0
    assert not command_line(server)


def test_busy_port_is_a_sentence(demo: Running, tmp_path: Path) -> None:
    port = demo.url.rsplit(":", 1)[1].strip("/")
    with (
        pytest.raises(AssertionError, match=rf"port {port} on 127\.0\.0\.1 cannot be taken"),
        footwatch(tmp_path, "run", "--no-browser", "--port", port),
    ):
        pass


def test_wrong_setting_is_a_sentence(tmp_path: Path) -> None:
    with (
        pytest.raises(AssertionError, match="REQUEST_DELAY is 'soon'"),
        demonstration(tmp_path, FOOTWATCH_REQUEST_DELAY="soon"),
    ):
        pass


# The doctor imports what Footwatch needs, and JupyterLab's own import warns.
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_doctor_finds_every_part_where_the_run_has_it(demo: Running) -> None:
    beside = {"FOOTWATCH_DATA_DIR": str(demo.data_dir)}
    done = commands.footwatch("doctor", environment=beside)
    assert done.code == 0, done.out
    assert [line.split()[0] for line in done.out.splitlines()] == ["ok"] * 7
    assert f"served at {demo.url}" in done.out
    asked = psutil.Process(demo.part("-m", "cacher").pid).environ()["FOOTWATCH_BASE_URL"]
    assert f"API: {asked.removesuffix('/v2/monitor/')} gives measurements" in done.out


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_doctor_says_what_does_not_run(tmp_path: Path) -> None:
    ports = {f"FOOTWATCH_{name}_PORT": str(free_port()) for name in ("WEB", "HEALTH")}
    nobody = {"FOOTWATCH_BASE_URL": f"http://127.0.0.1:{free_port()}/", "FOOTWATCH_DATA_DIR": str(tmp_path)}
    ill = commands.footwatch("doctor", environment=ports | nobody)
    assert ill.code == 1
    assert "gives no measurement of person 1: no connection" in ill.out
    assert "footwatch dashboard" in ill.out


@pytest.mark.parametrize("words", [("-m", "cacher"), ("standin",), ("voila",)])
def test_a_part_that_dies_is_started_anew(demo: Running, words: tuple[str, ...]) -> None:
    first = demo.part(*words)
    first.kill()
    first.wait(5)
    until(lambda: demo.part(*words).pid != first.pid, f"another {words}")
    until(lambda: accepts(int(demo.url.rsplit(":", 1)[1].strip("/"))), "the dashboard to listen again")
    assert demo.process.poll() is None
