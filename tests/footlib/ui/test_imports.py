import subprocess
import sys

# bqplot brings pandas, which looks for pyarrow itself.
SPARED = {"aiohttp", "jinja2", "matplotlib", "numba", "rich", "scipy", "structlog", "stumpy"}


def test_a_viewers_kernel_imports_nothing_heavy_before_its_use() -> None:
    code = "import sys; from footlib.ui import Dashboard; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", code], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert "bqplot" in loaded
    assert not loaded & SPARED
