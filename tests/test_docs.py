"""What the documents say exists."""

import re
from pathlib import Path

import pytest
import typer.main
import yaml
from typer.core import TyperGroup

from footlib.cli import app
from footlib.reading import decode_answer
from footlib.settings import NAMES_ALLOWED
from footlib.standin.faults import FAULTS
from footlib.standin.profile import read_profile
from footlib.store.keys import Keys
from tests.wheel import ROOT

DOCUMENTS = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]
ALIASES = {"ANOMALIES_TRASHOLD"}
documents = pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))


def code(document: Path) -> list[str]:
    """Lines of code of a document: those of its blocks, and the spans in its text."""
    parts = re.split(r"^```.*$", document.read_text(), flags=re.MULTILINE)
    spans = [span for text in parts[::2] for span in re.findall(r"`([^`]+)`", text)]
    return [" ".join(span.split()) for span in spans] + [line for block in parts[1::2] for line in block.splitlines()]


def slug(heading: str) -> str:
    """Anchor of a heading, as the forges make it."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


@documents
def test_every_make_target_exists(document: Path) -> None:
    (phony,) = re.findall(r"^\.PHONY: (.*)$", (ROOT / "Makefile").read_text(), re.MULTILINE)
    pattern = r"(?:^|&& )make (?:[A-Z]+=\S+ )?([a-z]+)"
    named = {target for line in code(document) for target in re.findall(pattern, line)}
    assert named <= set(phony.split())


@documents
def test_every_command_and_option_exists(document: Path) -> None:
    commands = typer.main.get_command(app)
    assert isinstance(commands, TyperGroup)
    for line in code(document):
        for name, rest in re.findall(r"(?:^|[\s/])footwatch ([a-z]+)([^|&>#]*)", line):
            assert name in commands.commands, f"`{line}` in {document.name}"
            known = {option for parameter in commands.commands[name].params for option in parameter.opts}
            known |= {option for parameter in commands.commands[name].params for option in parameter.secondary_opts}
            assert set(re.findall(r"(?<=\s)--[a-z-]+", rest)) <= known | {"--help"}, f"`{line}` in {document.name}"


@documents
def test_every_relative_link_leads_somewhere(document: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", document.read_text()):
        if "://" in target or target.startswith("mailto:"):
            continue
        path, _, anchor = target.partition("#")
        linked = (document.parent / path).resolve() if path else document
        assert linked.exists(), f"{target} in {document.name}"
        if anchor:
            headings = re.findall(r"^#+ (.*)$", linked.read_text(), re.MULTILINE)
            assert anchor in map(slug, headings), f"{target} in {document.name}"


@documents
def test_every_file_that_is_named_exists(document: Path) -> None:
    # What a user makes, or a command, is not in the repository.
    made = {line.strip("/") for line in (ROOT / ".gitignore").read_text().splitlines()}
    for line in code(document):
        for name in re.findall(r"^(?:cacher|footlib|notebooks|web|tests|docs|\.ci)/[\w./-]*$", line):
            assert (ROOT / name).exists() or name.strip("/") in made, f"{name} in {document.name}"


@documents
def test_every_variable_is_read_by_somebody(document: Path) -> None:
    compose = set(re.findall(r"\$\{(FOOTWATCH_[A-Z_]+)", (ROOT / "docker-compose.yml").read_text()))
    known = {f"FOOTWATCH_{name.upper()}" for name in NAMES_ALLOWED} | compose | {"FOOTWATCH_BROWSER"}
    assert set(re.findall(r"FOOTWATCH_[A-Z_]*[A-Z]", document.read_text())) <= known


@documents
def test_every_service_that_is_named_exists(document: Path) -> None:
    services = set(yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"])
    pattern = r"docker-compose (?:logs|exec|run|stop|start|restart)((?: -{1,2}\S+)*)((?: [a-z]+)?)"
    named = {service.strip() for line in code(document) for _, service in re.findall(pattern, line)}
    assert named - {""} <= services


def test_the_architecture_names_every_room_and_nothing_else() -> None:
    named = set()
    for row in re.findall(r"^\| .* \|$", (ROOT / "docs" / "architecture.md").read_text(), re.MULTILINE):
        folder = ROOT / "footlib" / "ui"
        for span in re.findall(r"`([\w./]+)`", row):
            if span.startswith(("cacher/", "footlib/", "notebooks/", "tests/", "web/")):
                path = ROOT / span
                folder = path if path.is_dir() else folder
            elif span == "conf.py" or not span.endswith((".py", "/")):
                continue
            else:
                path = folder / span
            assert path.exists(), f"{span} in {row}"
            named.add(path)
    rooms = {path for folder in ("cacher", "footlib", "footlib/ui") for path in (ROOT / folder).iterdir()}
    python = {path for path in rooms if path.suffix == ".py" or (path / "__init__.py").exists()}
    known = {ROOT / "cacher" / name for name in ("__init__.py", "__main__.py", "conf.py", "conf.example.py")}
    assert python - known - {ROOT / "footlib" / "ui" / "__init__.py"} <= named
    assert {path.parent for path in (ROOT / "web").glob("*/*.js") if path.parent.name != "node_modules"} <= named


def test_the_picture_of_the_architecture_names_every_module() -> None:
    drawn = re.findall(r">([^<]+)</t", (ROOT / "docs" / "architecture.svg").read_text())
    named = set(re.findall(r"\w+", " ".join(drawn)))
    rooms = [path for folder in ("footlib", "footlib/ui") for path in (ROOT / folder).iterdir()]
    known = {path.stem for path in rooms if path.suffix == ".py" or (path / "__init__.py").exists()}
    assert known - {"__init__"} <= named


def test_the_contract_names_every_key() -> None:
    keys = Keys(3)
    parts = [
        getattr(keys, name) for name in dir(Keys) if not name.startswith("_") and name not in {"person", "cluster"}
    ]
    named = [keys.trial("name") if callable(part) else part for part in parts]
    stored = {key for part in named for key in ([part] if isinstance(part, str) else part)}
    assert stored == set(re.findall(r"`(3_[\w:]+)`", (ROOT / "docs" / "how-it-works.md").read_text()))


def test_the_readme_lists_every_setting() -> None:
    tables = re.findall(r"(?:^\|.*\n)+", (ROOT / "README.md").read_text(), re.MULTILINE)
    (table,) = (table for table in tables if "REQUEST_DELAY" in table.split("|", 2)[-1])
    first_cells = [row.split("|")[1] for row in table.splitlines()]
    listed = {name for cell in first_cells for name in re.findall(r"[A-Z][A-Z_]+", cell)}
    assert listed == {name.upper() for name in NAMES_ALLOWED} | ALIASES


def test_the_measurement_of_the_readme_is_one() -> None:
    (example,) = re.findall(r"^```json\n(.*?)^```$", (ROOT / "README.md").read_text(), re.MULTILINE | re.DOTALL)
    assert decode_answer(example.encode()).counts == (512, 40, 3, 7, 311, 1023)


def test_the_rehearsal_works_and_lists_every_fault(tmp_path: Path) -> None:
    text = (ROOT / "docs" / "rehearsal.md").read_text()
    (example,) = re.findall(r"^```toml\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    (tmp_path / "trouble.toml").write_text(example)
    assert [fault.kind for fault in read_profile(tmp_path / "trouble.toml")] == ["slow", "status_503"]
    rows: dict[str, str] = dict(re.findall(r"^\| `(\w+)` \| (.*) \|$", text, re.MULTILINE))
    assert list(rows) == list(FAULTS)
    assert all(f"`{name}`" in rows[kind] for kind, fault in FAULTS.items() for name in fault.parameters)
