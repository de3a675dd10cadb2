from footlib.ui.model.annotations import Annotation, episode, spread


def test_a_word_never_runs_into_that_of_an_earlier_mark() -> None:
    marks = [
        Annotation(10, 13, "chosen"),
        Annotation(30, 33, "1"),
        Annotation(12, 15, "2"),
        Annotation(30.5, 33.5, "3"),
        Annotation(9, 12, "4"),
    ]
    assert [mark.word for mark in spread(marks, 0.9, 0, 60)] == ["chosen", "1", "", "", "4"]
    assert [mark.word for mark in spread(marks, 0.1, 0, 60)] == ["chosen", "1", "2", "3", "4"]


def test_a_word_ends_within_the_window() -> None:
    early, late, before = spread([episode(10, 12), episode(28, 30), episode(4, 9.5)], 0.5, 9, 30)
    assert (early.start, early.shift) == (10, 0)
    assert late.start - late.shift + 0.5 * len(late.word) == 30
    assert (before.word, before.start - before.shift) == ("", 4)
    assert spread([episode(4, 9.5)], 0.5, 9, 30)[0].shift == -5


def test_a_mark_without_a_word_takes_no_place() -> None:
    marks = [Annotation(10, 13, ""), Annotation(10, 13, "1")]
    assert [mark.word for mark in spread(marks, 1.0, 0, 60)] == ["", "1"]
