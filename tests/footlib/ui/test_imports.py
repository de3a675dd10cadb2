"""What a viewer's kernel imports, and when."""

import subprocess
import sys

SPARED = {"aiohttp", "jinja2", "matplotlib", "numba", "pandas", "pyarrow", "rich", "scipy", "structlog", "stumpy"}

OF_OTHERS = """
import sys
from footlib.ui import Dashboard
import bqplot
import bqplot.pyplot

scales = {"x": bqplot.DateScale(), "y": bqplot.LinearScale()}
plain = bqplot.Lines(x=[1, 2], y=[1, 2], scales=scales)
assert "pandas" not in sys.modules
words = bqplot.Label(x=[1], y=[1], text=["a"], scales=scales)
assert "pandas" not in sys.modules
import pandas
dates = [pandas.Timestamp("2026-01-01"), pandas.Timestamp("2026-01-02")]
for x in dates, pandas.Series(dates):
    print(bqplot.Lines(x=x, y=[1, 2], scales=scales).get_state()["x"]["type"])
names = {}
exec("from bqplot import *", names)
assert names["Radar"] is bqplot.Radar is bqplot.plotting_widgets.Radar
print(bqplot.Radar(data=pandas.DataFrame([[1, 2], [3, 4]])).data.shape)
from bqplot.market_map import MarketMap
print(MarketMap(names=["a"], ref_data=pandas.DataFrame([[1]])).ref_data.shape)
try:
    bqplot.Nothing
except AttributeError as error:
    print(error)
"""
"""Dates, tables and a radar, by a researcher in the notebook of the dashboard."""


def printed(code: str) -> list[str]:
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.split("\n")[:-1]


def test_a_viewers_kernel_imports_nothing_heavy_before_its_use() -> None:
    loaded = set(printed("import sys; from footlib.ui import Dashboard; print(*sys.modules, sep='\\n')"))
    assert "bqplot" in loaded
    assert not loaded & SPARED


def test_bqplot_has_pandas_once_it_is_used() -> None:
    assert printed(OF_OTHERS) == [
        "date",
        "date",
        "(2, 2)",
        "(1, 1)",
        "module 'bqplot' has no attribute 'Nothing'",
    ]


def test_bqplot_may_use_pandas_while_it_is_imported() -> None:
    code = """
import sys
import bqscales

class Finder:
    def find_spec(self, name, path, target=None):
        if name == "bqplot.toolbar":
            from pandas import DataFrame
            print(DataFrame.__name__)

sys.meta_path.insert(0, Finder())
from footlib.ui import Dashboard
print(sys.modules["pandas"].DataFrame.__name__)
"""
    assert printed(code) == ["DataFrame", "DataFrame"]


def test_bqplot_is_left_alone_where_somebody_has_it_already() -> None:
    code = "import bqplot, sys; radar = bqplot.Radar; from footlib.ui import Dashboard; print(bqplot.Radar is radar)"
    assert printed(code) == ["True"]
    code = "import pandas, sys; from footlib.ui import Dashboard; print(sys.modules['bqplot.traits'].pd is pandas)"
    assert printed(code) == ["True"]
