import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from footlib.analysis import Refused, detect, require, stance_bands, strides, symmetry_index
from footlib.recording import Recording
from tests.footlib.analysis.walks import square_walk

amounts = st.floats(0.01, 1e6)


def test_symmetry_index_of_robinson() -> None:
    assert symmetry_index(90.0, 110.0) == pytest.approx(20.0)
    assert symmetry_index(5.0, 5.0) == 0.0


@given(amounts, amounts)
def test_symmetry_index_changes_its_sign_with_the_feet(left: float, right: float) -> None:
    index = require(symmetry_index(left, right))

    assert require(symmetry_index(right, left)) == pytest.approx(-index)
    assert -200.0 <= index <= 200.0


def test_symmetry_index_is_refused_near_zero_and_hands_reasons_on() -> None:
    assert symmetry_index(0.0, 0.0) == Refused("both feet are near zero")
    assert symmetry_index(Refused("why"), 1.0) == Refused("why")
    assert symmetry_index(1.0, Refused("why")) == Refused("why")


def test_stance_bands_sort_neighbouring_strides() -> None:
    even = require(stance_bands(strides(detect(square_walk(stance=(0.62, 0.62))))))
    lame = require(stance_bands(strides(detect(square_walk(stance=(0.66, 0.57))))))

    assert (even.within, even.warning, even.beyond) == (100.0, 0.0, 0.0)
    assert lame.warning == 100.0
    assert lame.n > 40
    strict = require(stance_bands(strides(detect(square_walk(stance=(0.66, 0.57)))), warning=1.0, limit=5.0))
    assert strict.beyond == 100.0


def test_strides_on_both_sides_of_a_gap_are_no_pair() -> None:
    walk = square_walk()
    for cut in np.arange(20.0, 22.0, 0.1):
        parts = [walk.between(0, cut), walk.between(cut + 10, 61)]
        pairs = [require(stance_bands(strides(detect(part)))).n for part in parts]

        assert require(stance_bands(strides(detect(Recording.join(parts))))).n == sum(pairs)


def test_stance_bands_need_strides() -> None:
    still = Recording.from_columns(np.arange(100) / 10, np.zeros((100, 6), int))

    assert isinstance(stance_bands(strides(detect(still))), Refused)
    assert isinstance(stance_bands(strides(detect(square_walk(seconds=1.5)))), Refused)
