"""A container engine of the tests' own, in namespaces that take everything of it along when they end."""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import psutil

T = TypeVar("T")
PROGRAMS = ("dockerd", "docker", "mmdebstrap", "slirp4netns", "setpriv", "unshare", "nsenter")
INSTALL = "apt-get install docker.io docker-compose mmdebstrap slirp4netns"
# What the shell of a developer says to another stack or engine is not meant for these.
VARIABLES = {
    name: value for name, value in os.environ.items() if not name.startswith(("FOOTWATCH_", "COMPOSE_", "DOCKER_"))
}
# Tests that are killed cannot end what they started.
ENDS_WITH_TESTS = ("setpriv", "--pdeathsig", "KILL", "--")
# The address at which slirp4netns hands questions on to the resolver of the machine.
DNS = "10.0.2.3"
_READY_SEC = 60.0
_END_SEC = 60.0


class NoEngineError(Exception):
    """No container engine can be had here; the message says why, and what to do."""


def until(condition: Callable[[], T], what: str, patience: float) -> T:
    """Wait until a condition holds."""
    deadline = time.monotonic() + patience
    while not (value := condition()):
        assert time.monotonic() < deadline, f"not within {patience:g} s: {what}"
        time.sleep(0.1)
    return value


def compose_command() -> list[str] | None:
    """How Compose is called here; None without it."""
    if shutil.which("docker-compose"):
        return ["docker-compose"]
    has_plugin = (
        shutil.which("docker")
        and not subprocess.run(["docker", "compose", "version"], capture_output=True, check=False).returncode
    )
    return ["docker", "compose"] if has_plugin else None


@dataclass
class Engine:
    """A running dockerd.

    Attributes
    ----------
    folder
        Everything that it writes.
    process
        The `unshare` that holds its namespaces; dockerd and all containers are its children.
    """

    folder: Path
    process: subprocess.Popen[bytes]

    @property
    def environment(self) -> dict[str, str]:
        """Variables with which docker and Compose talk to this engine, and build without any plugin."""
        settings = {"DOCKER_HOST": f"unix://{self.folder}/socket", "DOCKER_CONFIG": str(self.folder / "config")}
        return {**settings, "DOCKER_BUILDKIT": "0", "COMPOSE_DOCKER_CLI_BUILD": "0"}

    def docker(self, *arguments: str, timeout: float = 60.0) -> str:
        """What a docker command prints; it fails with what the command said."""
        return run(["docker", *arguments], environment=self.environment, timeout=timeout)

    def inside(self) -> list[str]:
        """Put before a command, has it run in the network of the containers' host."""
        return ["nsenter", f"--net=/proc/{self._daemon().pid}/ns/net"]

    @contextmanager
    def watched(self, event: str, log: Path) -> Iterator[None]:
        """Write events of a kind to a file; the engine itself remembers the last few of all kinds only."""
        command = [*ENDS_WITH_TESTS, "docker", "events", "--filter", f"event={event}"]
        with log.open("wb") as said:
            watcher = subprocess.Popen(command, env={**VARIABLES, **self.environment}, stdout=said)
        try:
            yield
        finally:
            watcher.terminate()
            watcher.wait(_END_SEC)

    def processes(self, *words: str) -> list[psutil.Process]:
        """Processes of the containers whose command line holds all the words."""
        found = []
        for process in psutil.Process(self.process.pid).children(recursive=True):
            try:
                line = " ".join(process.cmdline())
            except psutil.NoSuchProcess:
                continue
            # docker-init stands before each part and hands its end on.
            if all(word in line for word in words) and not line.startswith("/sbin/docker-init"):
                found.append(process)
        return found

    def log(self) -> str:
        return (self.folder / "dockerd.log").read_text(errors="replace")[-2000:]

    def _daemon(self) -> psutil.Process:
        (daemon,) = psutil.Process(self.process.pid).children()
        return daemon


def run(
    command: Sequence[str],
    *,
    environment: dict[str, str] | None = None,
    folder: Path | None = None,
    timeout: float = 60.0,
) -> str:
    """Run a command in time and return what it printed; what it said is in the error when it fails."""
    done = subprocess.run(
        command,
        cwd=folder,
        env={**VARIABLES, **(environment or {})},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )
    assert done.returncode == 0, f"{' '.join(command)} ended with {done.returncode}:\n{done.stdout}{done.stderr}"
    return done.stdout


@contextmanager
def engine() -> Iterator[Engine]:
    """Start a dockerd in process, mount and network namespaces of its own; end it and remove what it made.

    Another engine on the machine has its own bridges and rules: nothing of this one is seen outside.

    Raises
    ------
    NoEngineError
        If something is missing, or this user or machine may not run one.
    """
    missing = [program for program in PROGRAMS if shutil.which(program) is None]
    missing += [] if compose_command() else ["docker-compose"]
    if missing:
        raise NoEngineError(f"no container engine: {', '.join(missing)} not found; as root: {INSTALL}")
    if os.geteuid() != 0:
        raise NoEngineError("no container engine: only root may start one; run `sudo make test-stack`")
    # A short path: a socket's has a limit of some hundred characters.
    folder = Path(tempfile.mkdtemp(prefix="footwatch-stack-"))
    started = Engine(folder, _unshared(folder))
    try:
        with _network(started):
            until(lambda: _answers(started) or started.process.poll() is not None, "dockerd to answer", _READY_SEC)
            if started.process.poll() is not None:
                raise NoEngineError(f"no container engine: dockerd ended at once, and said: {started.log()}")
            try:
                yield started
            finally:
                _end(started)
    finally:
        # The first process of a process namespace takes all others along.
        started.process.kill()
        started.process.communicate()
        shutil.rmtree(folder)
        for pattern in (folder.name, f"*/{folder.name}"):
            for group in Path("/sys/fs/cgroup").glob(pattern):
                group.rmdir()


def _unshared(folder: Path) -> subprocess.Popen[bytes]:
    """The namespaces with a shell that waits for its network, then becomes dockerd."""
    daemon = (
        f"read -r mtu && exec dockerd --data-root {folder}/data --exec-root {folder}/run --pidfile {folder}/pid"
        f' --host unix://{folder}/socket --dns {DNS} --mtu "$mtu" --log-level warn'
        f" --exec-opt native.cgroupdriver=cgroupfs --cgroup-parent {folder.name}"
    )
    namespaces = ("unshare", "--pid", "--mount", "--net", "--fork", "--kill-child", "--mount-proc")
    command = [*ENDS_WITH_TESTS, *namespaces, "sh", "-c", daemon]
    with (folder / "dockerd.log").open("wb") as log:
        return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=log, stderr=log)


@contextmanager
def _network(started: Engine) -> Iterator[None]:
    """Lead the engine's network out through a process of this user, without a rule or a bridge on the machine."""
    up = [interface.mtu for name, interface in psutil.net_if_stats().items() if interface.isup and name != "lo"]
    mtu = min(up, default=1500)
    shell = until(
        lambda: psutil.Process(started.process.pid).children() or started.process.poll() is not None,
        "the namespaces",
        _READY_SEC,
    )
    if not isinstance(shell, list):
        raise NoEngineError(f"no container engine: no namespaces may be made here: {started.log()}")
    ready, told = os.pipe()
    command = [
        *ENDS_WITH_TESTS,
        "slirp4netns",
        "--configure",
        f"--mtu={mtu}",
        "--disable-host-loopback",
        f"--ready-fd={told}",
    ]
    with (started.folder / "slirp4netns.log").open("wb") as log:
        carrier = subprocess.Popen([*command, str(shell[0].pid), "tap0"], pass_fds=[told], stdout=log, stderr=log)
    os.close(told)
    try:
        with os.fdopen(ready, "rb") as readiness:
            if not readiness.read(1):
                said = (started.folder / "slirp4netns.log").read_text()
                raise NoEngineError(f"no container engine: slirp4netns makes no network: {said}")
        assert started.process.stdin
        with started.process.stdin as shell_input:
            shell_input.write(b"%d\n" % mtu)
        yield
    finally:
        carrier.terminate()
        carrier.wait(_END_SEC)


def _answers(started: Engine) -> bool:
    command = ["docker", "version"]
    environment = {**VARIABLES, **started.environment}
    return not subprocess.run(command, env=environment, capture_output=True, check=False).returncode


def _end(started: Engine) -> None:
    """Stop the containers and dockerd in order, so that no control group of theirs stays."""
    if running := started.docker("ps", "--quiet").split():
        started.docker("rm", "--force", *running)
    started._daemon().terminate()
    started.process.wait(_END_SEC)
