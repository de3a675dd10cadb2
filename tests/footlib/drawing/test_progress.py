import re
from dataclasses import replace

import pytest

from footlib.drawing import progress
from footlib.drawing.progress import Course, Shown
from footlib.drawing.times import LocalTime
from footlib.store import Trial, TrialFacts, TrialNote

DAY = 86_400.0
CADENCE = progress.FIRST[0]


def trial(day: float, cadence: float | None, condition: str = "", name: str = "walk") -> Trial:
    facts = TrialFacts(start=DAY * day, stop=DAY * day + 60, readings=600, numbers={"cadence": cadence})
    return Trial(f"t{day}", facts.start, facts.stop, facts.start, TrialNote(name, condition), facts)


def course(values: tuple[float, ...], shown: Shown = CADENCE, colours: tuple[int, ...] = ()) -> Course:
    return Course(shown, values, colours or (0,) * len(values), tuple((str(i), "") for i in range(len(values))))


def test_a_course_has_the_trials_that_carry_the_number() -> None:
    trials = [trial(1, 100.0, "shoe"), trial(2, None, "shoe"), trial(3, 104.0, "stick"), trial(4, 90.0, "shoe")]
    (found,) = progress.courses(trials, LocalTime("UTC"), [CADENCE])
    assert found.values == (100.0, 104.0, 90.0)
    assert found.colours == (0, 1, 0)
    assert found.visits == (("2 Jan 1970", "shoe"), ("4 Jan 1970", "stick"), ("5 Jan 1970", "shoe"))
    kept = replace(trials[0], facts=None)
    (none,) = progress.courses([kept], LocalTime("UTC"), [CADENCE])
    assert none.values == ()


def test_conditions_have_a_colour_each_until_there_are_no_more() -> None:
    trials = [trial(i, 100.0, str(i % 7)) for i in range(14)]
    assert progress.conditions_of(trials) == [(i % 5, str(i)) for i in range(7)]


def test_names_that_two_trials_have_come_first_by_number() -> None:
    trials = [trial(i, 1.0, name=name) for i, name in enumerate(("b", "a", "a", "b", "c", "d", "d", "d"))]
    assert progress.names_of(trials) == ["d", "a", "b"]


def test_many_names_are_not_compared_each_with_each() -> None:
    class Counted(str):
        __slots__ = ()
        compared = 0
        __hash__ = str.__hash__

        def __eq__(self, other: object) -> bool:
            Counted.compared += 1
            return str.__eq__(self, other)

    trials = [trial(i, 1.0, name=Counted(i // 2)) for i in range(1000)]
    assert len(progress.names_of(trials)) == 500
    assert Counted.compared < 20_000


def heights(svg: str) -> list[float]:
    return [float(y) for y in re.findall(r'cy="([-\d.]+)"', svg)]


def test_points_lie_on_the_scale_that_stands_beside_them() -> None:
    svg = progress.chart(course((90.0, 110.0, 130.0), colours=(0, 1, 2)))
    assert re.findall(r">([\d.]+)</text>", svg) == ["90.0", "130.0"]
    low, middle, high = heights(svg)
    assert low > middle > high
    assert middle == pytest.approx((low + high) / 2, abs=0.1)
    assert re.findall(r'class="condition-(\d)"', svg) == ["0", "1", "2"]
    (top, height) = (float(x) for x in re.findall(r'<rect [^>]*y="([\d.]+)" height="([\d.]+)"', svg)[0])
    assert high < top < middle < top + height < low, "the band of 100 to 120"


def test_what_hardly_differs_does_not_look_as_if_it_did() -> None:
    load = Shown("mean_load_left", "Mean load, left", "counts", 0)
    spread = heights(progress.chart(course((1000.0, 1005.0), load)))
    assert abs(spread[0] - spread[1]) < 10
    assert len(set(heights(progress.chart(course((0.0, 0.0), load))))) == 1


def test_words_tell_the_change_beside_the_scatter() -> None:
    repeated = Course(CADENCE, (98.0, 99.0, 97.0, 108.0, 109.0, 107.0), (0,) * 6, tuple((d, "") for d in "aaabbb"))
    assert progress.words(repeated) == (
        "<b>107.0</b>, +9.0 since the first: more than the scatter (±3.9); −2.0 since the one before"  # noqa: RUF001
    )
    assert progress.words(course((90.0, 91.0))) == "90.0, then 91.0; whether that is a change needs 3 trials, got 2"
    assert progress.words(course((90.0,))) == "90.0"
    step = Shown("step_time_left", "Step time, left", "s", 2)
    assert progress.words(course((0.5, 0.52, 0.5), step)).startswith("<b>0.50</b>, +0.00 since the first: within")
