import pytest

from footlib.ui.model.throttle import Throttle


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr("footlib.ui.model.throttle.monotonic", clock)
    return clock


@pytest.mark.parametrize(
    ("cost", "rest", "due_after"),
    [
        pytest.param(0.1, 2.0, 2.0, id="work that cost little rests as it has to"),
        pytest.param(1.0, 2.0, 4.0, id="work that cost much takes its share"),
        pytest.param(1.0, 0.0, 4.0, id="or only that"),
    ],
)
def test_work_is_due_again_so_long_after_it_began(clock: Clock, cost: float, rest: float, due_after: float) -> None:
    pace = Throttle(0.25)
    assert pace.due
    began = clock.now
    with pace.work(rest=rest):
        clock.now += cost
    clock.now = began + due_after - 0.001
    early = pace.due
    clock.now = began + due_after
    assert (early, pace.due) == (False, True)


def test_work_that_failed_stays_due(clock: Clock) -> None:
    pace = Throttle(0.25)
    with pytest.raises(ZeroDivisionError), pace.work(rest=2.0):
        clock.now /= 0
    assert pace.due


def test_hurried_it_is_due_at_once(clock: Clock) -> None:
    pace = Throttle(0.25)
    with pace.work(rest=2.0):
        clock.now += 1.0
    pace.hurry()
    assert pace.due
