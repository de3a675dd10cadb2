from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from footlib import tables
from footlib.errors import RecordingError, SourceError
from footlib.importing import import_recording
from footlib.reading import decode_answer
from footlib.recording import Recording
from footlib.sensors import NAMES
from footlib.settings import Settings
from footlib.standin import Walker, walk
from footlib.store import Entry, Label, Store, TrialNote, Writer
from footlib.trial_frames import changes_frame
from footlib.trials import bring_in
from footlib.ui import Browser
from footlib.ui.notebook.catalogue import HeldRecording, made_up
from tests.conftest import answer
from tests.footlib.ui.waiting import until


def walked(seconds: float, rate: float = 20.0) -> Recording:
    time = np.arange(round(seconds * rate) + 1) / rate
    counts, flagged = walk(Walker(anomaly_share=0.2), time)
    return Recording.from_columns(time, counts, anomaly=np.repeat(flagged[:, None], 6, axis=1))


async def put(writer: Writer, person: int) -> None:
    await writer.append([Entry(person, writer.clock.stamp(person), decode_answer(answer()))])


def persons(browser: Browser) -> list[str]:
    """Names of those listed, without their trials."""
    return [name for name in browser.picker.options if "," not in name]


@pytest.fixture
def filled(settings: Settings, store: Store) -> Store:
    """A store that holds a minute of person 3 and half of one of person 8."""
    import_recording(settings, walked(60), 3)
    import_recording(settings, walked(30), 8)
    return store


async def test_a_file_of_any_columns_is_read_by_its_mapping(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("t_s,a,b,c,d,e,f\n" + "".join(f"{n / 10},1,2,3,4,5,{n}\n" for n in range(30)))
    columns = "\n".join(f'{name} = "{title}"' for name, title in zip(NAMES, "abcdef", strict=True))
    (tmp_path / "a.toml").write_text(f'unit = "kPa"\n[columns]\n{columns}\n')
    browser = await Browser.find(tmp_path / "a.csv", mapping=tmp_path / "a.toml")
    recording = await browser.load()
    assert (recording.calibration.unit, round(recording.values.max())) == ("kPa", 29)


async def test_it_lists_who_is_stored_and_loads_the_one_who_is_picked(filled: Store) -> None:
    browser = Browser(filled)
    assert len(await browser.load()) == len(await filled.window(3))
    assert persons(browser) == ["person 3", "person 8"]
    assert browser._list.value.count("fw-browse-row") == len(browser.picker.options)
    assert (browser.name, browser.other.label) == ("person 3", "person 8")
    browser.picker.index = 1
    assert browser.name == "person 8"
    assert (await browser.load()).time.tolist() == (await filled.window(8)).time.tolist()
    assert "(30 s)" in browser._span.value


async def test_trials_stand_behind_the_persons_and_load_with_their_labels(store: Store) -> None:
    begin = 1.6e9
    for day in range(2):
        recording = walked(20 + day)
        recording = replace(recording, time=begin + 86400 * day + recording.time)
        await bring_in(store, 3, recording, TrialNote(f"walk {day}", "stick"))
    await store.labels.add(3, Label(begin + 3, begin + 9, "turn"))
    browser = Browser(store)
    recording = await browser.load()
    newer, older = browser.picker.options
    assert newer.startswith("person 3, walk 1, stick, 14 Sep 2020")
    assert older.startswith("person 3, walk 0, stick, 13 Sep 2020")
    assert recording.time[0] == begin + 86400
    assert not recording.labels
    browser.picker.label = older
    browser.part.value = (100, 1000)
    part = await browser.load()
    assert (part.time[0], part.time[-1]) == (begin + 2, begin + 20)
    assert [label.kind for label in part.labels] == ["turn"]
    browser.other.label = newer
    assert set(await browser.both()) == {newer, older}
    assert (await browser.trials())["name"].tolist() == ["walk 0", "walk 1"]
    assert len(await browser.episodes()) > 0


async def test_who_has_no_trial_has_an_empty_table_of_them(store: Store, writer: Writer) -> None:
    await put(writer, 2)
    assert (await Browser(store).trials()).empty
    assert (await Browser(made_up()).trials()).empty
    assert changes_frame(await Browser(made_up()).trials()).empty


async def test_a_part_is_loaded_and_an_end_that_was_not_moved_stays_open(filled: Store, writer: Writer) -> None:
    browser = Browser(filled)
    whole = await browser.load()
    browser.part.value = (500, 1000)
    half = await browser.load()
    assert half.time[0] == pytest.approx(whole.time[0] + 30, abs=0.06)
    assert half.time[-1] == whole.time[-1]
    assert "(30 s)" in browser._span.value
    await put(writer, 3)
    assert (await browser.load()).time[-1] > whole.time[-1]


async def test_read_again_finds_who_came_and_keeps_the_choice(filled: Store, writer: Writer) -> None:
    browser = Browser(filled)
    await browser.load()
    browser.picker.index = 1
    await put(writer, 2)
    browser.again.click()
    await until(lambda: len(persons(browser)) == 3)
    assert persons(browser) == ["person 2", "person 3", "person 8"]
    assert (browser.name, browser.other.label) == ("person 8", "person 8")


async def test_two_are_compared_over_the_chosen_part(filled: Store) -> None:
    browser = Browser(filled)
    assert set(await browser.both()) == {"person 3", "person 8"}
    browser.other.index = 0
    halves = await browser.both()
    assert set(halves) == {"person 3, first half", "person 3, second half"}
    assert sum(map(len, halves.values())) == len(await browser.load())


async def test_files_keep_their_own_clocks(tmp_path: Path) -> None:
    for name, seconds in (("a.csv", 40), ("b.csv", 20)):
        tables.write(tmp_path / name, [walked(seconds)])
    browser = await Browser.find(tmp_path / "a.csv", tmp_path / "b.csv")
    assert browser.again.layout.display == "none", "a file does not change"
    browser.part.value = (500, 1000)
    first, second = (await browser.both()).values()
    assert first.duration == pytest.approx(20, abs=0.1)
    assert second.duration == pytest.approx(20, abs=0.1), "the part is of the first one's clock"
    episodes = await browser.episodes()
    assert episodes
    assert all(around.time[0] <= episode.start <= around.time[-1] for episode, around in episodes)


async def test_what_is_no_recording_is_refused(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("walked well\n")
    with pytest.raises(SourceError):
        await Browser.find(tmp_path / "notes.txt")


async def test_without_a_store_there_is_something_to_look_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOOTWATCH_DATA_DIR", str(tmp_path))
    browser = await Browser.find()
    assert [entry.name for entry in made_up()] == list(browser.picker.options)
    assert "These walks are made up." in browser._note.value
    assert len(await browser.load()) > 1000


async def test_an_empty_store_has_nothing_to_load(store: Store) -> None:
    browser = Browser(store)
    with pytest.raises(RecordingError, match="nothing to look at yet"):
        await browser.load()
    assert "Nothing is stored yet." in browser._list.value
    assert browser.name == "nothing"


async def test_a_store_that_is_away_is_told() -> None:
    store = Store(Settings(host="127.0.0.1", port=1))
    browser = Browser(store)
    await until(lambda: 'role="alert"' in browser._note.value)
    await store.close()


def test_names_are_text_never_markup() -> None:
    browser = Browser([HeldRecording("<script>alert(1)</script>", walked(5))], note="<b>made up</b>")
    assert "<script>" not in browser._list.value
    assert "<b>made up" not in browser._note.value
