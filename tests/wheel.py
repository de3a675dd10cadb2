"""Footwatch as a stranger gets it: a wheel, in a virtual environment outside the clone."""

import re
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

ROOT = Path(__file__).parent.parent
PACKAGED = ("cacher", "footlib", "notebooks")


def copy_sources(into: Path) -> Path:
    """Copy what a wheel is made of to the folder ``into``, so that a build leaves nothing in the clone."""
    for name in PACKAGED:
        shutil.copytree(ROOT / name, into / name, ignore=shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints"))
    for name in ("pyproject.toml", "README.md", "LICENSE", ".gitignore"):
        shutil.copy(ROOT / name, into)
    return into


def build_wheel(sources: Path, into: Path) -> Path:
    """Build the wheel of ``sources`` in the folder ``into`` and return its path."""
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(into), cwd=sources)
    (wheel,) = into.glob("*.whl")
    return wheel


def make_environment(into: Path) -> Path:
    """Make a bare virtual environment and return its folder of programs."""
    run(sys.executable, "-m", "venv", "--without-pip", str(into))
    return into / "bin"


def install_wheel(wheel: Path, into: Path, *, lock: str = "requirements.lock") -> Path:
    """Install the locked requirements and the wheel in a new environment; return its folder of programs."""
    programs = make_environment(into)
    install = (uv(), "pip", "install", "--quiet", "--python", str(programs / "python"))
    run(*install, "--no-deps", "--require-hashes", "--requirement", str(ROOT / lock))
    run(*install, "--no-deps", str(wheel))
    return programs


def install_wheel_alone(wheel: Path, into: Path) -> Path:
    """Install the wheel in a new environment that finds the requirements, compiled, where the tests have them."""
    programs = make_environment(into)
    run(uv(), "pip", "install", "--quiet", "--python", str(programs / "python"), "--no-deps", str(wheel))
    (library,) = into.glob("lib/python*/site-packages")
    # A path alone: what is installed there for editing stays out.
    (library / "requirements.pth").write_text(f"{sysconfig.get_path('purelib')}\n")
    # Jupyter's extensions and their configuration.
    for name in ("share", "etc"):
        (into / name).symlink_to(Path(sys.prefix) / name)
    return programs


def stages(dockerfile: str) -> tuple[str, str]:
    """The text of a Dockerfile's first stage, which builds, and of its last."""
    _, first, last = re.split(r"^FROM .*$", (ROOT / dockerfile).read_text().replace("\\\n", " "), flags=re.MULTILINE)
    return first, last


def uv() -> str:
    """Path of the uv beside the Python that runs the tests."""
    return str(Path(sysconfig.get_path("scripts")) / "uv")


def run(*command: str, cwd: Path | None = None, env: dict[str, str] | None = None, timeout: float = 300) -> str:
    """Run a command and return what it printed; what it said is in the error when it fails."""
    done = subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, timeout=timeout, check=False)
    assert done.returncode == 0, f"{' '.join(command)} ended with {done.returncode}:\n{done.stdout}{done.stderr}"
    return done.stdout
