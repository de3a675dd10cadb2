"""What a notebook in the repository may hold."""

from pathlib import Path

import nbformat
import pytest

from tests.notebooks.running import ALL, read

MOST_CELLS = 10
MOST_LINES = 12
notebooks = pytest.mark.parametrize("notebook", ALL, ids=lambda path: path.stem)


def test_the_notebooks_are_there() -> None:
    assert {path.stem for path in ALL} >= {"dashboard", "explore", "anomalies"}


@notebooks
def test_few_short_cells(notebook: Path) -> None:
    document = read(notebook)
    nbformat.validate(document)
    assert 0 < len(document.cells) <= MOST_CELLS
    for cell in document.cells:
        assert len(cell.source.splitlines()) <= MOST_LINES
        assert not any(line.startswith(("def ", "class ", "for ", "while ")) for line in cell.source.splitlines())


@notebooks
def test_no_output_and_stable_ids(notebook: Path) -> None:
    document = read(notebook)
    for cell in document.cells:
        assert not cell.get("outputs")
        assert cell.get("execution_count") is None
    assert [cell.id for cell in document.cells] == [str(number) for number in range(len(document.cells))]
