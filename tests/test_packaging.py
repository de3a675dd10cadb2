"""What is installed: requirements, locks, the conda environment, the wheel."""

import ast
import json
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from itertools import chain
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.wheel import ROOT, build_wheel, copy_sources, install_wheel, run

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
LOCKS = sorted(ROOT.glob("requirements*.lock"))
PROMISED = {"voila", "ipywidgets", "bqplot", "redis", "aiohttp", "jupyterlab"}
CONDA_NAMES = {"redis-py": "redis"}


def ranges(requirements: list[str]) -> dict[str, str]:
    """Version range and marker by canonical name."""
    parsed = map(Requirement, requirements)
    return {canonicalize_name(one.name): f"{one.specifier};{one.marker or ''}" for one in parsed}


CORE = ranges(PROJECT["project"]["dependencies"])
EXTRAS = PROJECT["project"]["optional-dependencies"]
DECLARED = CORE | ranges([*EXTRAS["patterns"], *EXTRAS["xarray"]])
GROUPS = PROJECT["dependency-groups"]


def imported(path: Path) -> Iterator[str]:
    """Top-level names of the packages that a file imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text(), str(path))):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module.partition(".")[0]


def distributions(folder: str) -> dict[str, str]:
    """Which distribution each foreign package comes from that a folder's modules import, with the place."""
    known = packages_distributions()
    found: dict[str, str] = {}
    for path in sorted((ROOT / folder).rglob("*.py")):
        for name in set(imported(path)) - sys.stdlib_module_names - {"footlib", "cacher", "conf"}:
            assert name in known, f"{path} imports {name}, which is not installed"
            found[canonicalize_name(known[name][0])] = str(path.relative_to(ROOT))
    return found


def pins(lock: Path) -> dict[str, str]:
    """Locked version by name."""
    return dict(re.findall(r"^([a-z0-9.-]+)(?:\[[a-z,]+\])?==(\S+)", lock.read_text(), re.MULTILINE))


@pytest.mark.parametrize("folder", ["cacher", "footlib", "notebooks"])
def test_every_import_is_declared(folder: str) -> None:
    missing = {name: place for name, place in distributions(folder).items() if name not in DECLARED}
    assert not missing


def test_what_the_cacher_imports_is_in_its_image() -> None:
    missing = {name: place for name, place in distributions("cacher").items() if name not in ranges(GROUPS["cacher"])}
    assert not missing


def test_the_image_of_the_cacher_has_the_same_ranges_as_the_package() -> None:
    group = ranges(GROUPS["cacher"])
    assert group == {name: CORE.get(name) for name in group}
    assert not {"voila", "jupyterlab", "numpy", "pandas"} & pins(ROOT / "requirements-cacher.lock").keys()


def test_conda_and_pip_ask_for_the_same() -> None:
    dependencies = yaml.safe_load((ROOT / "environment.yml").read_text())["dependencies"]
    plain = [line for line in dependencies if isinstance(line, str)]
    (nested,) = [line["pip"] for line in dependencies if isinstance(line, dict)]
    conda = {CONDA_NAMES.get(name, name): text for name, text in ranges(plain).items()}
    assert conda.pop("python") == f"{PROJECT['project']['requires-python']};"
    assert conda.pop("pip") == ";"
    assert nested[-1] == "-e ."
    assert conda | ranges(nested[:-1]) == DECLARED
    assert not conda.keys() & ranges(nested[:-1]).keys()


def test_the_promised_requirements_are_core() -> None:
    assert CORE.keys() >= PROMISED


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_a_lock_has_a_hash_for_every_pin_and_names_no_registry(lock: Path) -> None:
    text = lock.read_text()
    assert not re.findall(
        r"^.*(?:://|--index|--extra-index|--find-links|file:|(?<![\w.-])/\w+/).*$", text, re.MULTILINE
    )
    blocks = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)[1:]
    assert len(blocks) == len(re.findall(r"^[a-z0-9].*==", text, re.MULTILINE))
    assert not [block.splitlines()[0] for block in blocks if "--hash=sha256:" not in block]


def test_the_lock_of_npm_has_a_hash_for_every_package_and_names_no_registry() -> None:
    packages: dict[str, dict[str, Any]] = json.loads((ROOT / "web/package-lock.json").read_text())["packages"]
    wanted = json.loads((ROOT / "web/package.json").read_text())["devDependencies"]
    assert packages.pop("")["devDependencies"] == wanted, "run `.venv/bin/npm --prefix web install`"
    assert {f"node_modules/{name}" for name in wanted} <= packages.keys()
    assert not [name for name, package in packages.items() if "integrity" not in package or "resolved" in package]


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_a_lock_leaves_out_what_nothing_uses(lock: Path) -> None:
    assert not set(PROJECT["tool"]["uv"]["exclude-dependencies"]) & pins(lock).keys()


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_locks_agree(lock: Path) -> None:
    assert pins(lock).items() <= pins(ROOT / "requirements-dev.lock").items()


@pytest.mark.parametrize(
    ("lock", "wanted"),
    [
        ("requirements.lock", PROJECT["project"]["dependencies"]),
        ("requirements-cacher.lock", GROUPS["cacher"]),
        ("requirements-build.lock", GROUPS["build"]),
        ("requirements-docs.lock", GROUPS["docs"]),
        (
            "requirements-dev.lock",
            [*PROJECT["project"]["dependencies"], *chain(*EXTRAS.values(), GROUPS["docs"])],
        ),
    ],
)
def test_a_lock_is_as_new_as_pyproject(lock: str, wanted: list[str]) -> None:
    locked = pins(ROOT / lock)
    stale = [
        one
        for one in wanted
        if not Requirement(one).specifier.contains(locked.get(canonicalize_name(Requirement(one).name), "0"))
    ]
    assert not stale, "run `make lock`"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    sources = copy_sources(tmp_path_factory.mktemp("sources"))
    for module in ("cacher", "notebooks"):
        (sources / module / "conf.py").write_text("PASSWORD = 'of somebody'\n")
    return build_wheel(sources, tmp_path_factory.mktemp("dist"))


def test_the_wheel_carries_the_notebooks_and_nobodys_settings(wheel: Path) -> None:
    with ZipFile(wheel) as archive:
        names = archive.namelist()
    carried = {
        f"footlib/_notebooks/{path.relative_to(ROOT / 'notebooks').as_posix()}"
        for path in (ROOT / "notebooks").rglob("*")
        if path.is_file()
        and path.name not in {"conf.py", "Dockerfile"}
        and not {"__pycache__", ".ipynb_checkpoints"} & {*path.parts}
    }
    assert carried <= set(names)
    assert {"footlib/py.typed", "cacher/py.typed"} <= set(names)
    assert {f"footlib/ui/browser/static/{name}.js" for name in ("page", "still")} <= set(names)
    assert not [name for name in names if Path(name).name in {"conf.py", "Dockerfile"} or "test" in name.split("/")[0]]
    assert {name.split("/")[0] for name in names if ".dist-info/" not in name} == {"cacher", "footlib"}


def test_the_wheel_works_outside_the_clone(wheel: Path, tmp_path: Path) -> None:
    programs = install_wheel(wheel, tmp_path / "venv")
    found = run(str(programs / "python"), "-c", "import cacher, footlib; print(footlib.__file__)", cwd=tmp_path)
    assert Path(found.strip()).is_relative_to(tmp_path)
    assert (programs / "footwatch").exists()
