import subprocess
import sys


def test_nothing_heavy_is_imported_before_it_is_used() -> None:
    script = (
        "import sys, footlib.analysis, footlib.analysis.patterns, footlib.sources, footlib.tables\n"
        "print(sorted({'pandas', 'scipy', 'stumpy', 'numba', 'pyarrow'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"
