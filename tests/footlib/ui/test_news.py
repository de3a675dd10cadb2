"""What is news, and for how long."""

from footlib.ui.model.news import LASTS, News


def test_what_was_so_at_first_is_no_news_and_what_begins_is_for_a_while() -> None:
    news = News[str]()
    assert news.of(["L0", "R0"], 0.0) == []
    assert news.of(["L0", "L1", "R0"], 100.0) == ["L1"]
    assert news.of(["L0", "L1", "R0"], 99.0 + LASTS) == ["L1"]
    assert news.of(["L0", "L1", "R0"], 100.0 + LASTS) == []


def test_what_ends_and_begins_again_is_news() -> None:
    news = News[str]()
    assert news.of(["L0"], 0.0) == []
    assert news.of([], 5.0) == []
    assert news.of(["L0"], 10.0) == ["L0"]
