import json
import logging
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cacher.log import as_ranges


@given(st.sets(st.integers(0, 60), max_size=15))
def test_ranges_name_the_same_persons(persons: set[int]) -> None:
    text = as_ranges(persons)
    shown, _, more = text.partition(" and ")
    bounds = [tuple(map(int, part.split("-"))) for part in shown.split(",") if part]
    named = [person for bound in bounds for person in range(bound[0], bound[-1] + 1)]
    assert named == sorted(persons)[: len(named)]
    assert bool(more) == (len(named) < len(persons))


def test_a_thousand_persons_in_a_row_are_short() -> None:
    assert as_ranges(range(1, 1001)) == "1-1000"
    assert len(as_ranges(range(0, 1000, 2))) < 80


SCRIPT = """
import logging
from cacher import log
log.configure({!r})
log.get().info("Redis is back", after_s=3)
logging.getLogger("asyncio").error("from a library")
logging.getLogger("asyncio").info("too much detail")
"""


@pytest.mark.parametrize("log_format", ["human", "json"])
def test_both_formats_take_the_libraries_along(log_format: str) -> None:
    done = subprocess.run([sys.executable, "-c", SCRIPT.format(log_format)], capture_output=True, text=True, check=True)
    assert not done.stdout
    lines = done.stderr.splitlines()
    assert len(lines) == 2
    if log_format == "json":
        first, second = map(json.loads, lines)
        assert (first["event"], first["level"], first["after_s"]) == ("Redis is back", "info", 3)
        assert (second["event"], second["level"]) == ("from a library", "error")
    else:
        assert "Redis is back" in lines[0]
        assert "from a library" in lines[1]
    assert logging.getLogger("cacher").handlers == []
