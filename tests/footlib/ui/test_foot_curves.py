import numpy as np
from bqscales import LinearScale

from footlib.sensors import Foot
from footlib.ui.figures.foot_curves import CEILING, FootCurves
from footlib.ui.model.annotations import Annotation, episode


def test_every_box_has_a_shade_of_its_own() -> None:
    # bqplot takes the n-th opacity for the n-th box, and none where the list is shorter.
    foot = FootCurves(Foot.LEFT, LinearScale(), LinearScale())
    foot.shade([episode(1, 2), episode(5, 5), episode(7, 9)])
    foot.mark([Annotation(1, 2, "chosen", 0.3), Annotation(3, 4, "1")])
    for boxes, n in ((foot.boxes, 3), (foot.places, 2)):
        assert np.asarray(boxes.x).shape == np.asarray(boxes.y).shape == (n, 4)
        assert np.asarray(boxes.y).max() == CEILING
        assert len(boxes.fill_opacities) == n
        assert boxes.fill_colors == [], "the line's own colour"
    assert np.ptp(np.asarray(foot.boxes.x), axis=1).min() > 0, "a single reading is seen too"
    assert list(foot.signs.text) == ["⚠ 1.0 s", "⚠", "⚠ 2.0 s"]
    assert list(foot.ranks.text) == ["chosen", "1"]


def test_without_anything_to_show_nothing_is_seen() -> None:
    foot = FootCurves(Foot.RIGHT, LinearScale(), LinearScale())
    foot.shade([episode(1, 2)])
    foot.mark([Annotation(1, 2, "1")])
    foot.shade([])
    foot.mark([])
    for boxes, label in ((foot.boxes, foot.signs), (foot.places, foot.ranks)):
        assert np.asarray(boxes.y).max() < 0
        assert list(label.text) == [""]
