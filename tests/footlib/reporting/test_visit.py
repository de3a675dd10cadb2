import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from footlib.drawing.times import LocalTime
from footlib.errors import ExportError
from footlib.reading import Person
from footlib.recording import Recording
from footlib.reporting import Letter, Visit, gather_visit, render
from footlib.settings import Settings
from footlib.store import Label, Store, TrialNote
from footlib.trials import bring_in
from tests.commands import footwatch
from tests.footlib.reporting.stored import DAY, HOUR, UTC, kept, on
from tests.footlib.reporting.test_page import Page


async def two_days(store: Store) -> None:
    await kept(store, DAY - 24 * HOUR, "yesterday")
    for i in range(3):
        await kept(store, DAY + 600 * i, condition=("shoe", "stick", "shoe")[i], text=f"note {i}")


async def visit(store: Store, day: date | None = None, times: LocalTime = UTC) -> Visit:
    return await gather_visit(store, 3, day, times=times)


async def test_a_visit_is_the_trials_of_a_day_in_the_order_of_time(store: Store) -> None:
    await two_days(store)
    last = await visit(store)
    assert last.day == date(2026, 11, 3)
    assert [walked.trial.note.text for walked in last.walks] == ["note 0", "note 1", "note 2"]
    assert all(len(walked.recording) == 600 for walked in last.walks)
    before = await visit(store, date(2026, 11, 2))
    assert [walked.trial.note.name for walked in before.walks] == ["yesterday"]


async def test_the_day_is_that_of_whoever_is_told(store: Store) -> None:
    await kept(store, DAY + 13.5 * HOUR)
    await kept(store, DAY + 14.5 * HOUR)
    assert len((await visit(store)).walks) == 1
    assert len((await visit(store, times=LocalTime("America/New_York"))).walks) == 2
    assert (await visit(store, times=LocalTime("Asia/Tokyo"))).day == date(2026, 11, 4)


async def test_a_day_without_a_trial_is_refused_with_those_that_have_one(store: Store) -> None:
    with pytest.raises(ExportError, match=r"no trial of person 3 is kept; record one"):
        await visit(store)
    await two_days(store)
    await store.trials.begin(3, now=DAY + 48 * HOUR)
    with pytest.raises(ExportError, match=r"no trial that is kept of 2026-11-05; .* are 2026-11-03, 2026-11-02$"):
        await visit(store, date(2026, 11, 5))


async def test_one_that_still_runs_is_said_to_be_left_out(store: Store) -> None:
    await two_days(store)
    assert "told of" not in Page(render(await visit(store))).text
    await store.trials.begin(3, now=DAY + HOUR)
    told = await visit(store)
    assert (len(told.walks), told.left_out) == (3, 1)
    assert "1 trial of this day is not told of" in Page(render(told)).text


async def test_the_first_page_has_a_row_a_trial_and_a_map_a_condition(store: Store) -> None:
    await two_days(store)
    html = render(await visit(store), Letter(times=UTC))
    page, cells = Page(html), " ".join(re.sub(r"<[^>]+>", " ", html).split())
    assert page.open == []
    assert "Visit of Tuesday, 3 Nov 2026" in page.text
    assert "From10:00:00 To10:20:29 Walked1:30 in 3 trials" in page.text
    for row in ("1 10:00 10 m walk · shoe 0:30 104 59 / 59 % 17 % 50 % 20.0 Hz", "2 10:10 10 m walk · stick 0:30"):
        assert row in cells
    first, _, details = page.text.partition("note 0")
    assert "Mean of each sensor, shoe" in first
    assert "Mean of each sensor, stick" in first
    assert details.count("Maximum of each sensor") == 3
    assert details.count("Symmetry index of the integral") == 3
    for once in ("Winter 1991", "Robinson, Herzog", "rises over its upper threshold"):
        assert page.text.count(once) == 1


async def test_the_map_of_trials_is_the_mean_of_their_readings(store: Store) -> None:
    for i, level in enumerate((100, 300)):
        still = Recording.from_columns(
            [DAY + 60 * i + k / 10 for k in range(100 + 200 * i)], [[level] * 6] * (100 + 200 * i)
        )
        await bring_in(store, 3, still, TrialNote("standing"))
    assert "<title>map 0: L0 250, L1 250" in render(await visit(store))


async def test_names_of_maps_on_a_page_are_unique(store: Store) -> None:
    await two_days(store)
    html = render(await visit(store))
    names = [part.partition('"')[0] for part in html.split(' id="')[1:]]
    assert len(names) == len(set(names)) == 8


async def test_a_trial_without_readings_has_its_row_and_no_more(store: Store) -> None:
    trial = await store.trials.begin(3, TrialNote("nothing <came>"), now=DAY)
    await store.trials.end(3, trial.id, now=DAY + 5)
    await kept(store, DAY + 60)
    told = await visit(store)
    seen = (Label(DAY + 61, DAY + 61, "stumble", by="Anna"),)
    gone = replace(told.walks[0], recording=told.walks[0].recording[:1], labels=seen)
    page = Page(render(replace(told, walks=(gone,))))
    assert "Fewer than two readings came" in page.text
    assert "stumbleAnna" in page.text
    assert "Mean of each sensor" in page.text


async def test_what_was_seen_stands_with_its_trial_and_a_name_is_text(store: Store) -> None:
    await kept(store, DAY, "<b>fast</b>", "", "line one\nline <two>")
    await kept(store, DAY + 60)
    await store.labels.add(3, Label(DAY + 3, DAY + 5, "turn", "to the <left>"))
    told = await visit(store)
    assert [len(walked.labels) for walked in told.walks] == [1, 0]
    html = render(told)
    assert "<b>&lt;b&gt;fast&lt;/b&gt;</b>" in html
    assert "line one\nline &lt;two&gt;" in html
    assert html.count("What was seen") == 1
    assert "to the &lt;left&gt;" in html


async def test_personal_data_only_where_they_were_asked_for(store: Store) -> None:
    await kept(store, DAY)
    told = replace(await visit(store), known=Person("Adelheid", "Byron", "1815", disabled=True))
    assert "Adelheid" in render(told)
    html = render(await visit(store))
    assert "Person 3" in html
    assert "born" not in html


def test_the_command_writes_a_visit(settings: Settings, tmp_path: Path) -> None:
    on(settings, two_days)
    out = tmp_path / "visit.html"
    environment = settings.environment()
    done = footwatch("report", "3", "--out", out, "--visit", "last", "--note", "all well", environment=environment)
    assert done.code == 0, done.err
    assert done.out.strip() == f"{out} tells of 3 trials of 2026-11-03"
    assert "all well" in out.read_text()
    done = footwatch("report", "3", "--out", out, "--visit", "2026-11-02", "--force", environment=environment)
    assert done.out.strip() == f"{out} tells of 1 trial of 2026-11-02"


@pytest.mark.parametrize(
    ("options", "why"),
    [
        (
            ("--visit", "last", "--trial", "last"),
            "--trial and --visit each say what is told; leave all of them out but one",
        ),
        (("--visit", "last", "--since", "0"), "--visit names readings already; leave --since and --until out"),
        (("--trial", "last", "--until", "0"), "--trial names readings already; leave --since and --until out"),
        (("--visit", "yesterday"), "--visit is 'yesterday'; allowed are a day as 2026-11-03, and last"),
        (("--visit", "2026-11-01"), "person 3 has no trial that is kept of 2026-11-01"),
    ],
)
def test_options_that_make_no_sense_are_refused(
    settings: Settings, tmp_path: Path, options: tuple[str, ...], why: str
) -> None:
    on(settings, two_days)
    done = footwatch("report", "3", "--out", tmp_path / "x.html", *options, environment=settings.environment())
    assert done.code == 1
    assert why in done.err
    assert not list(tmp_path.iterdir())
