"""What `import footlib` gives: its names, an example of each that runs, and what importing costs."""

import ast
import contextlib
import doctest
import inspect
import io
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import footlib
import footlib.store
import footlib.ui
from footlib import tables
from footlib.reading import decode_answer
from footlib.recording import Recording
from footlib.settings import Settings
from footlib.standin import Monitor, StandinOptions, Walker, walk
from footlib.store import Entry, Store, Writer

NAMES = {
    *("FootlibError", "Recording", "Refused", "Store", "connect", "load"),
    *("detect", "episodes", "find_similar", "summarise"),
    *("analysis", "tables", "ui"),
}
DOCUMENTED: dict[str, Any] = {"footlib": footlib} | {name: getattr(footlib, name) for name in sorted(NAMES)}
DOCUMENTED["analysis.stride_curves"] = footlib.analysis.stride_curves
DOCUMENTED["analysis.bouts"] = footlib.analysis.bouts
HEAVY = {
    *("aiohttp", "bqplot", "cacher", "footlib.standin", "ipywidgets", "numba", "numpy"),
    *("pandas", "pyarrow", "redis", "stumpy", "xarray"),
}
START = 1_790_000_000_000_000


def test_the_names_are_these() -> None:
    assert set(footlib.__all__) == NAMES


@pytest.mark.filterwarnings("ignore:metadata")
@pytest.mark.parametrize("package", [footlib, footlib.store, footlib.ui])
def test_a_lazy_package_has_what_it_names_and_nothing_else(package: Any) -> None:
    assert set(package.__all__) <= set(dir(package))
    assert all(getattr(package, name) is not None for name in package.__all__)
    with pytest.raises(AttributeError, match=f"module '{package.__name__}' has no attribute 'Nothing'"):
        _ = package.Nothing


@pytest.mark.parametrize(
    ("code", "loaded"),
    [
        ("import footlib", set()),
        ("import footlib.store", set()),
        ("import footlib.ui", set()),
        ("from footlib import connect", {"numpy", "redis"}),
        ("from footlib.ui import connect", {"numpy", "redis"}),
        ("from footlib import Recording, load, summarise, detect, episodes, find_similar, tables", {"numpy"}),
        ("from footlib.ui import Dashboard", {"numpy", "redis", "ipywidgets", "bqplot"}),
        # The writing side.
        ("from cacher import service", {"aiohttp", "cacher", "redis"}),
    ],
)
def test_nothing_is_imported_before_it_is_used(code: str, loaded: set[str]) -> None:
    script = f"import sys\n{code}\nprint(*sys.modules)"
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", script], capture_output=True, text=True, check=True)
    assert set(done.stdout.split()) & HEAVY == loaded


@pytest.fixture(scope="module")
def shown() -> list[list[Entry]]:
    """Readings of a minute that the stand-in showed of three persons."""
    monitor = Monitor(StandinOptions(anomaly_share=0.1))
    return [
        [Entry(person, START + k * 100_000, decode_answer(monitor.answer(person, k / 10))) for k in range(600)]
        for person in (1, 2, 3)
    ]


@pytest.fixture
async def examples(
    writer: Writer, shown: list[list[Entry]], settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[dict[str, object]]:
    """A store of three persons whom the stand-in showed, and files of a minute, where examples run."""
    for entries in shown:
        await writer.append(entries)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FOOTWATCH_HOST", settings.host or "")
    monkeypatch.setenv("FOOTWATCH_PORT", str(settings.port))
    time = np.arange(0, 60, 0.05)
    counts, flagged = walk(Walker(cadence=104.0, anomaly_share=0.08), time)
    walked = Recording.from_columns(time, counts, anomaly=np.repeat(flagged[:, None], 6, axis=1))
    tables.write("walk.csv", [walked])
    np.savetxt("forces.csv", counts / 4, fmt="%.2f", delimiter=",", header="lt,lm,lh,rt,rm,rh", comments="")
    names: dict[str, object] = {"footlib": footlib}
    yield names
    for one in names.values():
        if isinstance(one, Store):
            await one.close()


async def printed(example: doctest.Example, names: dict[str, object]) -> str:
    """What Python prints of an example, which may await as in a notebook."""
    out = io.StringIO()
    code = compile(example.source, "<example>", "single", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    with contextlib.redirect_stdout(out):
        done = eval(code, names)
        if isinstance(done, Awaitable):
            await done
    return out.getvalue()


@pytest.mark.timeout(300)
@pytest.mark.parametrize("name", DOCUMENTED)
async def test_every_name_has_examples_and_they_run(name: str, examples: dict[str, object]) -> None:
    text = inspect.getdoc(DOCUMENTED[name])
    assert text
    assert "\nExamples\n--------\n" in text
    if inspect.isfunction(DOCUMENTED[name]):
        assert "\nParameters\n----------\n" in text
        assert all(parameter in text for parameter in inspect.signature(DOCUMENTED[name]).parameters)
    found = doctest.DocTestParser().get_examples(text)
    assert found
    assert not any(example.options for example in found)
    for example in found:
        got = await printed(example, examples)
        assert doctest.OutputChecker().check_output(example.want, got, 0), f"{example.source}gave {got}"
