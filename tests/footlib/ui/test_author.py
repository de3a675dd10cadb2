"""Who is said to have written, where the operator wants that."""

import pytest

from footlib.store import Store, Writer
from footlib.ui import Dashboard, Session
from footlib.ui.browser.page import Page
from footlib.ui.cards.author import AuthorField
from footlib.ui.cards.labels import LabelsCard
from tests.footlib.store.test_writer import entries
from tests.footlib.ui.waiting import until

pytestmark = pytest.mark.asyncio

HERE = {"kind": "here", "visible": True, "dark": False, "width": 1000, "zone": "", "offset": 0}


def hear(page: Page, author: object) -> None:
    page._receive(page, {**HERE, "author": author}, [])


@pytest.mark.parametrize(
    ("setting", "said", "author"),
    [
        ("", "Mallory", ""),
        ("ask", " Anna\n", "Anna"),
        ("Ask", "Anna", "Anna"),
        ("ask", 5, ""),
        ("ask", "x" * 100, "x" * 80),
        ("X-Forwarded-User", "Mallory", "Berta"),
        ("X-Remote-User", "Mallory", ""),
    ],
)
async def test_a_name_comes_from_whom_the_operator_trusts(setting: str, said: object, author: str) -> None:
    page = Page()
    page.name_author(setting, {"HTTP_X_FORWARDED_USER": "Berta\u0000"})
    hear(page, said)
    assert page.author == author
    page.close()


@pytest.mark.parametrize(
    ("header", "author"),
    [
        ("Jörg Müller".encode().decode("latin-1"), "Jörg Müller"),
        ("Łukasz Żółć".encode().decode("latin-1"), "Łukasz Żółć"),
        ("Jörg Müller", "Jörg Müller"),
        ("Łukasz", "Łukasz"),
    ],
)
async def test_a_name_that_a_proxy_says_is_read_as_it_was_written(header: str, author: str) -> None:
    page = Page()
    page.name_author("X-Forwarded-User", {"HTTP_X_FORWARDED_USER": header})
    assert page.author == author
    page.close()


async def test_a_name_just_given_is_not_taken_back_by_what_was_under_way() -> None:
    page = Page()
    page.name_author("ask")
    hear(page, "Zoe")
    page.sign("Anna")
    hear(page, "Zoe")
    assert page.author == "Anna"
    page.sign("Berta")
    for under_way in ("Zoe", "Anna"):
        hear(page, under_way)
        assert page.author == "Berta"
    hear(page, "Berta")
    hear(page, "Zoe")
    assert page.author == "Zoe", "said on another page of this browser"
    page._receive(page, HERE, [])
    assert page.author == "Zoe", "a browser that knows no name takes none back"
    page.close()


async def test_a_viewer_says_a_name_once_and_signs_with_it(session: Session, store: Store, writer: Writer) -> None:
    await writer.append(entries(1, 100, start=writer.clock.now() - 10_000_000, flagged={90}))
    page = session.page
    page.name_author("ask")
    sent: list[object] = []
    page.send = sent.append
    card = LabelsCard(session)
    field = next(child for child in card.children if isinstance(child, AuthorField))
    await until(lambda: session.data.newest is not None)
    field.value = "Anna"
    assert {"kind": "keep_author", "name": "Anna"} in sent
    session.labeller.add("turn")
    await until(lambda: "Anna" in card._table.value)
    session.recorder.begin({})
    await until(lambda: session.trials.known.open)
    (episode,) = await store.episodes(1)
    session.labeller.judge(episode, "artefact")
    await until(lambda: session.trials.known.judging)
    hear(page, "Berta")
    assert field.value == "Berta", "another page of this browser was signed so"
    label = session.trials.known.labels[-1]
    session.labeller.change(label)
    await until(lambda: session.trials.known.labels[-1].by == "Berta")
    assert {label.by for label in await store.labels.all(1)} == {"Anna", "Berta"}
    assert (await store.trials.page(1)).open[0].note.by == "Anna"
    card.close()


async def test_nobody_is_asked_where_nobody_is_to_be_named(store: Store) -> None:
    dashboard = Dashboard(store, {"person": "1"})
    assert not [child for card in dashboard.one for child in card.children if isinstance(child, AuthorField)]
    dashboard.close()
    signed = Dashboard(store, {"person": "1"}, author="ask")
    assert len([child for card in signed.one for child in card.children if isinstance(child, AuthorField)]) == 1
    signed.close()
