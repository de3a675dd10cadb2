import numpy as np
import pytest

from footlib.drawing.outline import BOTTOM, TOP, WIDTH, inside, on_axis, outline, svg_path
from footlib.sensors import Foot


@pytest.mark.parametrize("foot", list(Foot))
def test_the_foot_lies_within_the_drawing(foot: Foot) -> None:
    points = np.concatenate(outline(foot).curves)
    assert points[:, 0].min() > 0
    assert points[:, 0].max() < WIDTH
    assert points[:, 1].min() >= BOTTOM
    assert points[:, 1].max() <= TOP
    assert 0.97 < np.ptp(points[:, 1]) < 1.03, "a foot is one length long"
    assert 0.37 < np.ptp(outline(foot).sole[:, 0]) < 0.43


@pytest.mark.parametrize("foot", list(Foot))
def test_the_sensors_lie_within_the_sole(foot: Foot) -> None:
    shape = outline(foot)
    assert inside(shape.sole, shape.sensors).all()
    assert (np.diff(shape.sensors[:, 1]) < 0).all(), "front, middle, back"


@pytest.mark.parametrize("foot", list(Foot))
def test_the_centre_of_pressure_stays_within_the_sole(foot: Foot) -> None:
    y = np.linspace(0.14, 0.73, 50)
    assert inside(outline(foot).sole, np.column_stack([on_axis(foot, y), y])).all()


def test_left_mirrors_right_with_the_big_toes_inside() -> None:
    left, right = outline(Foot.LEFT), outline(Foot.RIGHT)
    for one, other in zip(left.curves, right.curves, strict=True):
        assert np.allclose(one[:, 0], WIDTH - other[:, 0])
        assert np.allclose(one[:, 1], other[:, 1])
    assert left.toes[0][:, 0].mean() > left.toes[4][:, 0].mean()
    assert right.toes[0][:, 0].mean() < right.toes[4][:, 0].mean()
    assert left.sole[:, 0].max() < right.sole[:, 0].min()


def test_inside_tells_a_square() -> None:
    square = np.array([(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)])
    points = np.array([(0.5, 0.5), (1.5, 0.5), (0.5, -0.1), (0.99, 0.01)])
    assert inside(square, points).tolist() == [True, False, False, True]


def test_a_path_names_every_curve() -> None:
    path = svg_path(outline(Foot.LEFT).curves)
    assert path.count("M") == path.count("Z") == 6
