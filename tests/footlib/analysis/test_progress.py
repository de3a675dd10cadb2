"""Whether a number changed over trials, beside how far it scatters."""

import numpy as np
import pytest

from footlib.analysis import Change, Refused, change_between
from footlib.analysis.progress import student_quantile


@pytest.mark.parametrize(
    ("freedom", "tabulated"),
    [(1, 12.7062), (2, 4.3027), (3, 3.1824), (4, 2.7764), (5, 2.5706), (10, 2.2281), (30, 2.0423), (1000, 1.9623)],
)
def test_quantiles_are_those_of_the_tables(freedom: int, tabulated: float) -> None:
    assert student_quantile(freedom) == pytest.approx(tabulated, rel=2e-3)


def changed(values: list[float], visits: list[int], *which: int) -> Change:
    found = change_between(values, visits, *which)
    assert isinstance(found, Change)
    return found


def test_the_scatter_is_that_of_repeated_trials_whatever_lies_between_visits() -> None:
    found = changed([10.0, 12.0, 50.0, 52.0, 90.0, 94.0], [1, 1, 2, 2, 3, 3])
    assert (found.repeated, found.freedom) == (True, 3)
    assert found.scatter == pytest.approx(np.sqrt((2 + 2 + 8) / 3))
    assert found.difference == 84.0
    assert found.margin == pytest.approx(3.1824 * np.sqrt(2) * 2.0, rel=2e-3)
    assert found.beyond_scatter
    last = changed([10.0, 12.0, 50.0, 52.0, 90.0, 94.0], [1, 1, 2, 2, 3, 3], -2, -1)
    assert last.difference == 4.0
    assert not last.beyond_scatter


def test_without_repeated_trials_it_is_that_from_one_to_the_next() -> None:
    found = changed([100.0, 104.0, 101.0, 103.0], [1, 2, 3, 4])
    assert (found.repeated, found.freedom) == (False, 3)
    assert found.scatter == pytest.approx(np.sqrt((16 + 9 + 4) / 2 / 3))


@pytest.mark.parametrize("n", [0, 1, 2])
def test_two_trials_tell_no_scatter(n: int) -> None:
    assert change_between([1.0] * n, [1] * n) == Refused(f"needs 3 trials, got {n}")


@pytest.mark.parametrize("repeats", [1, 3])
def test_an_unchanged_person_is_said_to_have_changed_once_in_twenty(repeats: int) -> None:
    draw = np.random.default_rng(7)
    visits = [day for day in range(8) for _ in range(repeats)]
    found = [changed(draw.normal(100, 3, len(visits)).tolist(), visits) for _ in range(2000)]
    share = sum(one.beyond_scatter for one in found) / len(found)
    assert 0.03 < share < 0.07


def test_a_change_of_twice_the_margin_is_found() -> None:
    draw = np.random.default_rng(8)
    visits = [day for day in range(4) for _ in range(3)]
    # The margin of eight degrees of freedom is 2.3 sqrt(2) 3 = 9.8.
    steps = np.repeat([0.0, 10.0, 20.0, 30.0], 3)
    assert all(changed((draw.normal(100, 3, 12) + steps).tolist(), visits).beyond_scatter for _ in range(100))
