import re
from dataclasses import replace
from pathlib import Path

import pytest

from footlib.errors import ExportError
from footlib.recording import Recording
from footlib.reporting import Letter, Progress, gather_progress, render
from footlib.settings import Settings
from footlib.store import Store, TrialNote
from footlib.trials import bring_in
from tests.commands import footwatch
from tests.footlib.reporting.stored import DAY, HOUR, UTC, kept, on
from tests.footlib.reporting.test_page import Page

WEEK = 7 * 24 * HOUR


async def three_weeks(store: Store) -> None:
    for week in range(3):
        await kept(store, DAY + week * WEEK, "10 m walk", ("shoe", "stick")[week % 2])
        await kept(store, DAY + week * WEEK + HOUR, "TUG")
    await kept(store, DAY + 2 * HOUR, "10 m walk", "shoe")
    await kept(store, DAY + 3 * HOUR, "once")


def told(progress: Progress) -> list[int]:
    return [round((trial.start - DAY) / HOUR) for trial in progress.trials]


async def test_it_is_of_what_most_trials_are_called_or_of_a_name(store: Store) -> None:
    await three_weeks(store)
    progress = await gather_progress(store, 3)
    assert (progress.name, progress.others) == ("10 m walk", ("TUG",))
    assert told(progress) == [0, 2, 168, 336]
    assert [round(recording.time[0] - DAY) for _, recording in progress.ends] == [0, 2 * WEEK]
    other = await gather_progress(store, 3, "TUG")
    assert (other.name, other.others, told(other)) == ("TUG", ("10 m walk",), [1, 169, 337])


async def test_a_span_leaves_out_what_began_before_or_after(store: Store) -> None:
    await three_weeks(store)
    assert told(await gather_progress(store, 3, None, (DAY + HOUR, None))) == [2, 168, 336]
    assert told(await gather_progress(store, 3, "TUG", (None, DAY + WEEK + HOUR))) == [1, 169]


async def test_too_few_trials_are_refused_with_the_names_that_have_more(store: Store) -> None:
    with pytest.raises(ExportError, match=r"needs two trials of one name, and person 3 has none such"):
        await gather_progress(store, 3)
    await three_weeks(store)
    with pytest.raises(ExportError, match=r"'once' has 1 of person 3 in that time; .* are '10 m walk', 'TUG'$"):
        await gather_progress(store, 3, "once")
    with pytest.raises(ExportError, match=r"'TUG' has 1 of person 3 in that time; names .* are '10 m walk'$"):
        await gather_progress(store, 3, "TUG", (None, DAY + WEEK))


async def test_the_first_page_has_charts_changes_and_maps(store: Store) -> None:
    await three_weeks(store)
    html = render(await gather_progress(store, 3), Letter(times=UTC))
    page = Page(html)
    assert page.open == []
    assert "10 m walk" in page.text
    assert "From3 Nov 2026 To17 Nov 2026 Trials4 on 3 days" in page.text
    first = html[html.index("<main>") : html.index("All trials")]
    assert first.count('<svg class="course"') == 6
    assert re.search(r"<b>104\.\d</b>, [+−]0\.\d since the first: within the scatter \(±\d\.\d\)", first)  # noqa: RUF001
    assert 'class="condition-0"></i>shoe' in first
    assert 'class="condition-1"></i>stick' in first
    for words in ("First, 3 Nov 2026 · shoe", "Last, 17 Nov 2026 · shoe", "Last less first"):
        assert words in page.text
    names = [part.partition('"')[0] for part in html.split(' id="')[1:]]
    assert len(names) == len(set(names)) == 3


async def test_behind_are_all_trials_and_the_other_numbers(store: Store) -> None:
    await three_weeks(store)
    html = render(await gather_progress(store, 3), Letter(times=UTC))
    behind = html[html.index("All trials") :]
    assert " ".join(re.sub(r"<[^>]+>", " ", behind).split()).count("10:00 ") == 3
    assert behind.count('<svg class="course"') == 17
    assert "Step time, left, s" in behind
    assert html.count("Winter 1991") == 1


async def test_the_difference_is_last_less_first(store: Store) -> None:
    for i, level in enumerate((200, 180, 90)):
        still = Recording.from_columns([DAY + 60 * i + k / 10 for k in range(100)], [[level] * 3 + [200] * 3] * 100)
        await bring_in(store, 3, still, TrialNote("standing"))
    html = render(await gather_progress(store, 3))
    assert "<title>difference: L0 −110, L1 −110, L2 −110, R0 +0, R1 +0, R2 +0</title>" in html  # noqa: RUF001
    assert "+200 counts" in html
    assert html.count("no trial has it") == 6, "nobody walked"


async def test_trials_without_readings_have_no_map(store: Store) -> None:
    await three_weeks(store)
    progress = await gather_progress(store, 3)
    assert "Pressure under the feet" not in render(replace(progress, ends=()))


async def test_names_and_conditions_are_text(store: Store) -> None:
    for i in range(2):
        await kept(store, DAY + i * HOUR, "<b>walk</b>", f"<i>{i}")
    html = render(await gather_progress(store, 3))
    assert "&lt;b&gt;walk" in html
    assert "&lt;i&gt;1" in html
    assert "<b>walk" not in html
    assert "<i>1" not in html


def test_the_command_tells_progress(settings: Settings, tmp_path: Path) -> None:
    on(settings, three_weeks)
    out = tmp_path / "progress.html"

    def ask(*options: str, code: int = 0) -> str:
        asked = "report", "3", "--out", str(out), "--progress", "--force", *options
        done = footwatch(*asked, environment=settings.environment())
        assert done.code == code, done.err
        return (done.err if code else done.out).strip()

    assert ask("--note", "all well") == f"{out} tells of 4 trials '10 m walk'; --name tells of 'TUG'"
    assert "all well" in out.read_text()
    assert (
        ask("--name", "TUG", "--until", "2026-11-10") == f"{out} tells of 2 trials 'TUG'; --name tells of '10 m walk'"
    )
    assert "'TUG' has 1 of person 3 in that time" in ask("--name", "TUG", "--until", "2026-11-09", code=1)
    assert "--trial and --progress each say what is told" in ask("--trial", "last", code=1)


def test_a_name_is_for_progress(settings: Settings, tmp_path: Path) -> None:
    done = footwatch("report", "3", "--out", tmp_path / "x.html", "--name", "TUG", environment=settings.environment())
    assert done.code == 1
    assert "--name is for --progress; a trial is named with --trial" in done.err
