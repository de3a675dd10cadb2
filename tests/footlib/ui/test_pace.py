from time import monotonic

from footlib.ui.pace import Pace


def test_it_is_due_at_first() -> None:
    assert Pace(0.5).due


def test_work_that_cost_little_is_due_after_its_rest() -> None:
    pace = Pace(0.5)
    began = monotonic()
    with pace.work(rest=0.05):
        pass
    while not pace.due:
        pass
    assert monotonic() - began >= 0.05


def test_work_that_cost_more_is_due_by_its_share() -> None:
    pace = Pace(0.25)
    began = monotonic()
    with pace.work(rest=0.001):
        while monotonic() - began < 0.02:
            pass
    while not pace.due:
        pass
    assert monotonic() - began >= 0.08


def test_hurried_it_is_due_at_once() -> None:
    pace = Pace(0.5)
    with pace.work(rest=3600):
        pass
    pace.hurry()
    assert pace.due
