"""Footwatch as docker-compose.yml describes it, handled with the commands of docs/deploy.md."""

import json
import re
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.stack.engine import Engine, compose_command, run, until
from tests.wheel import ROOT, copy_sources

PARTS = {
    "redis": "valkey-server",
    "cacher": "-m cacher",
    "standin": "standin --host",
    "dashboard": "footwatch dashboard",
}
"""The services, and by what the command line of each is known."""
# Anomalies often enough that some seconds bring them.
SETTINGS = "FOOTWATCH_ANOMALIES_TRASHOLD=0.9\n"
_BESIDE = ("docker-compose.yml", ".dockerignore", "cacher/Dockerfile", "notebooks/Dockerfile")
_COMMAND_SEC = 120.0
_END = "--"
HEALTHY_SEC = 180.0


@dataclass
class Project:
    """A clone of its own and the engine that runs it.

    Attributes
    ----------
    engine
        Runs the containers.
    clone, home
        Where commands are typed, and the home folder of who types them.
    health_log
        Every change of a part's health.
    """

    engine: Engine
    clone: Path
    home: Path
    health_log: Path

    def shell(self, commands: str, timeout: float = _COMMAND_SEC) -> str:
        """Run commands as a user types them in the clone; the first that fails ends them."""
        said = commands.replace("docker-compose", " ".join(compose_command() or []))
        environment = {**self.engine.environment, "HOME": str(self.home)}
        return run(["bash", "-euc", said], environment=environment, folder=self.clone, timeout=timeout)

    def documented(self, section: str) -> list[str]:
        """The blocks of commands under a heading of docs/deploy.md."""
        text = (ROOT / "docs" / "deploy.md").read_text()
        (body,) = re.findall(rf"^## {re.escape(section)}\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
        return re.findall(r"^```sh\n(.*?)^```", body, re.MULTILINE | re.DOTALL)

    def containers(self) -> dict[str, dict[str, Any]]:
        """What the engine knows of each service's container."""
        services = ("--filter", "label=com.docker.compose.oneoff=False")
        known = self.engine.docker("ps", "--all", "--quiet", *services).split()
        told = json.loads(self.engine.docker("inspect", *known)) if known else []
        return {one["Config"]["Labels"]["com.docker.compose.service"]: one for one in told}

    def started(self, service: str) -> str:
        """When a service's container was started last."""
        return str(self.containers()[service]["State"]["StartedAt"])

    def health(self) -> dict[str, str]:
        return {service: one["State"]["Health"]["Status"] for service, one in self.containers().items()}

    def until_healthy(self) -> None:
        well = dict.fromkeys(PARTS, "healthy")
        until(lambda: self.health() == well, "all parts to be healthy", HEALTHY_SEC)

    def kill(self, service: str) -> None:
        """Kill a part's process as the machine would that lacks memory; Docker does not know that it was wanted."""
        (process,) = self.engine.processes(PARTS[service])
        process.kill()

    def stored(self, *keys: str) -> dict[str, list[str]]:
        """Lists of the store."""
        asked = "; ".join(f"valkey-cli --raw lrange {key} 0 -1; echo {_END}" for key in keys)
        told = self.engine.docker("exec", self.containers()["redis"]["Id"], "sh", "-euc", asked)
        return {key: rows.split("\n")[:-1] for key, rows in zip(keys, told.split(f"{_END}\n"), strict=False)}


def project(engine: Engine, folder: Path) -> Project:
    """A copy of what the images are made of and of the compose file, with settings of its own."""
    clone = folder / "footwatch"
    clone.mkdir()
    copy_sources(clone)
    for name in (*_BESIDE, *(path.name for path in ROOT.glob("requirements*.lock"))):
        shutil.copy(ROOT / name, clone / name)
    (clone / ".env").write_text(SETTINGS)
    home = folder / "home"
    home.mkdir()
    return Project(engine, clone, home, folder / "health.log")
