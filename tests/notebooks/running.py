"""Runs a notebook from top to bottom in a kernel of its own, as nobody watches."""

from collections.abc import Sequence
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbformat import NotebookNode

from tests.commands import variables

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
ALL = sorted(NOTEBOOKS.glob("*.ipynb"))


def read(notebook: Path) -> NotebookNode:
    document: NotebookNode = nbformat.reads(notebook.read_text(), as_version=4)  # type: ignore[no-untyped-call]
    return document


async def run(
    name: str, folder: Path, environment: dict[str, str], files: Sequence[Path] = (), *, without: str = ""
) -> NotebookNode:
    """The notebook with its output, its FILES set; a cell that fails raises with its traceback.

    The one cell that holds the text `without` is left out.
    """
    document = read(NOTEBOOKS / f"{name}.ipynb")
    if without:
        (left_out,) = (cell for cell in document.cells if without in cell.source)
        document.cells.remove(left_out)
    if files:
        (cell,) = (cell for cell in document.cells if "\nFILES = []\n" in cell.source)
        cell.source = cell.source.replace("FILES = []", f"FILES = {[str(file) for file in files]}")
    client = NotebookClient(document, timeout=90, kernel_name="python3", resources={"metadata": {"path": str(folder)}})
    with variables(environment):
        await client.async_execute()
    return document


def shown(document: NotebookNode) -> str:
    """Everything that the cells put out, as text."""
    parts = []
    for output in (output for cell in document.cells for output in cell.get("outputs", ())):
        parts.append(output.get("text", ""))
        parts += [str(content) for kind, content in output.get("data", {}).items() if kind.startswith("text/")]
    return "\n".join(parts)
