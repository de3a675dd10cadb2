import re

import numpy as np
import pytest

from footlib.analysis import Quantity
from footlib.recording import Recording
from footlib.ui import StridePlot
from tests.footlib.analysis.walks import half_sine_walk


def press(plot: StridePlot, name: str) -> None:
    (button,) = (one for one in plot.children[1].children if getattr(one, "description", "") == name)
    button.click()


def test_both_feet_are_drawn_and_a_button_changes_what_is_shown() -> None:
    plot = StridePlot(half_sine_walk(rate=20.0))
    assert re.findall(r"n = (\d+) strides", plot._body.value) == ["52", "52"]
    assert "load over the stride" in plot._body.value
    press(plot, "Centre of pressure")
    assert "centre of pressure over the stride" in plot._body.value
    assert plot._body.value.count('class="mean"') == 2


def test_it_begins_with_what_is_asked_for() -> None:
    plot = StridePlot(half_sine_walk(rate=20.0), "integral")
    assert "SD in count-seconds;" in plot._body.value
    with pytest.raises(ValueError, match="nonsense"):
        plot.show("nonsense")


@pytest.mark.parametrize(
    ("recording", "reason"),
    [
        (half_sine_walk(rate=4.0), "needs 10 Hz, got 4.0 Hz"),
        (Recording.empty(), "needs 10 Hz, got too few readings to tell"),
        (Recording.from_columns(np.arange(600) / 20, np.full((600, 6), 300)), "counts, a step needs"),
    ],
)
def test_what_cannot_be_laid_over_each_other_says_why(recording: Recording, reason: str) -> None:
    for quantity in Quantity:
        assert reason in StridePlot(recording, quantity)._body.value
