"""Of how much walking the numbers are, in a sentence."""

import numpy as np

from footlib.analysis import summarise
from footlib.drawing.walked import walked
from footlib.recording import Recording
from tests.footlib.analysis.test_bouts import in_a_row, steps, still


def test_it_says_of_how_long_a_walk_the_numbers_are() -> None:
    assert walked(summarise(in_a_row(20, steps(60, 20)))) == "Gait numbers are of 60 s of walking."
    mixed = walked(summarise(in_a_row(20, steps(30, 20), still(10, 20), steps(30, 20))))
    assert mixed in {f"Gait numbers are of {60 + more} s of walking; {10 - more} s of standing are left out."
                     for more in (-1, 0, 1)}  # fmt: skip


def test_it_says_that_nobody_walked() -> None:
    whole = in_a_row(20, steps(60, 20), still(30, 20))
    assert walked(summarise(whole.window(25), summarise(whole).thresholds)) == "Nobody walked: 25 s of standing."


def test_it_says_why_it_cannot_tell() -> None:
    slow = walked(summarise(in_a_row(1.0, steps(600, 1.0))))
    assert slow.startswith("Gait numbers are of all the time, standing included: it needs a reading every 0.4 s")
    assert walked(summarise(Recording.from_columns(np.arange(90.0), np.full((90, 6), 12)))) == ""
