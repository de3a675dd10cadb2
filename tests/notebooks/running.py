"""Runs a notebook from top to bottom in a kernel of its own, as nobody watches."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbformat import NotebookNode

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
ALL = sorted(NOTEBOOKS.glob("*.ipynb"))


async def run(notebook: Path, folder: Path, **environment: str) -> NotebookNode:
    """The notebook with its output; a cell that fails raises with its traceback."""
    document = nbformat.read(notebook, as_version=4)
    client = NotebookClient(document, timeout=90, kernel_name="python3", resources={"metadata": {"path": str(folder)}})
    # Subshells start threads that the kernel does not end in time; nobody needs them here.
    with variables(environment):
        await client.async_execute()
    return document


@contextmanager
def variables(values: dict[str, str]) -> Iterator[None]:
    """The process's environment with these variables of Footwatch and no others."""
    kept = dict(os.environ)
    for name in [name for name in os.environ if name.startswith("FOOTWATCH_")]:
        del os.environ[name]
    os.environ.update(values)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(kept)


def shown(document: NotebookNode) -> str:
    """Everything that the cells put out, as text."""
    parts = []
    for output in (output for cell in document.cells for output in cell.get("outputs", ())):
        parts.append(output.get("text", ""))
        parts += [str(content) for kind, content in output.get("data", {}).items() if kind.startswith("text/")]
    return "\n".join(parts)
