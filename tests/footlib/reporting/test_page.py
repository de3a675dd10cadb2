import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from footlib.analysis import Quantity, summarise
from footlib.calibration import Calibration
from footlib.drawing.times import LocalTime
from footlib.reading import Person
from footlib.recording import Recording
from footlib.reporting import Letter, render
from footlib.reporting.content import LISTED
from footlib.store import AnomalyCounts, Episode, Label, Trial, TrialNote
from footlib.store.reader import Span
from tests.footlib.reporting.contents import START, content, walk

EMPTY_ELEMENTS = {"meta", "br", "img", "input", "link"}
OPTIONAL_END = {"th", "td", "tr", "p", "dt", "dd"}


class Page(HTMLParser):
    """Text of a page; complains about elements that are not closed."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.words: list[str] = []
        self.references: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.references += [value or "" for name, value in attrs if name in {"src", "href", "data", "action"}]
        if tag not in EMPTY_ELEMENTS:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.references += [value or "" for name, value in attrs if name in {"src", "href"}]

    def handle_endtag(self, tag: str) -> None:
        while self.open[-1] != tag and self.open[-1] in OPTIONAL_END:
            self.open.pop()
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] != "style":
            self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join("".join(self.words).split())


def episodes(n: int) -> tuple[Episode, ...]:
    return tuple(
        Episode(START - 100 * i, START - 100 * i + 2, 20 * i, 20, ("L2", "R0"), 900 + i, 2350401012010, "bach")
        for i in range(n)
    )


def test_the_page_is_whole_and_needs_nothing_else() -> None:
    page = Page(render(content(walk(flagged=slice(100, 140)), episodes(3))))
    assert page.open == []
    assert "script" not in page.tags
    assert [one for one in page.references if not one.startswith("data:image/png;base64,")] == []
    assert len(page.references) == 2


def test_no_address_of_another_host_is_on_the_page() -> None:
    html = render(content(walk(), episodes(1)))
    assert not re.findall(r"(?:https?:)?//[\w.]+\.\w+", html)
    assert "@import" not in html
    assert "url(" not in html.replace("url(#soles-", "")


def test_numbers_are_those_of_the_analysis_with_band_and_source() -> None:
    recording = walk()
    summary = summarise(recording)
    text = Page(render(content(recording))).text
    assert f"{summary['cadence'].value:.1f}" in text
    assert f"{summary['stance_left'].value:.1f} / {summary['stance_right'].value:.1f}" in text
    assert "60 to 62" in text
    assert all(source in text for source in ("Winter 1991", "Kirtley", "Murray"))
    assert f"{len(recording)} readings" in text
    assert "20.0 Hz" in text
    assert "no judgement on one person" in text
    assert f"on over {summary.thresholds.left.on[-1]:.0f}" in text


def test_what_the_rate_does_not_carry_is_refused_with_the_reason() -> None:
    text = Page(render(content(walk().thin(6)))).text
    assert text.count("refused: needs 10 Hz, got 3.3 Hz") >= 6
    assert "Double support" in text


def test_values_of_a_unit_are_told_in_it() -> None:
    unit = "N <b>"
    newtons = replace(walk(), calibration=Calibration(unit, 0.5, 12))
    page = Page(render(content(newtons)))
    assert "b" not in page.open
    assert f"\N{MINUS SIGN}6506 {unit}" in page.text, "the ends of the map's colours"
    parts = "{} above the baseline", "were taken, in {}:", "Load, {}", "integral, {} s", "12 counts are 0 {}, 1023"
    for words in parts:
        assert words.format(unit) in page.text
    assert not re.search(r"\d counts(?! are)|, counts|count-seconds|Counts of uncalibrated sensors, 0", page.text)
    means = {round((count - 12) / 2) for count in newtons.counts.mean(axis=0)}
    maps = re.findall(r"<title>mean: (.*?)</title>", render(content(newtons)))
    assert {int(told.split()[1]) for told in maps[0].split(", ")} == means


def test_one_foot_that_cannot_be_measured_does_not_hide_the_other() -> None:
    whole = walk()
    counts = whole.counts.copy()
    counts[:, :3] = 100
    page = Page(render(content(Recording.from_columns(whole.time, counts))))
    assert "flat" in page.text
    assert re.search(r"Steps, left refused: the left foot's load spans 0 counts", page.text)


def test_gaps_and_unreadable_rows_are_told() -> None:
    whole = walk()
    broken = replace(Recording.join([whole[:400], whole[600:]]), skipped=4)
    text = Page(render(content(broken))).text
    assert "1 gap of 10.0 s" in text
    assert "4 stored rows could not be read" in text


def test_personal_data_only_where_they_were_asked_for() -> None:
    known = Person("Adelheid", "<b>Byron</b> & 'Co'", "1815", disabled=True)
    without, with_them = render(content(walk())), render(content(walk(), known=known))
    for word in ("Adelheid", "Byron", "1815", "disability"):
        assert word not in without
        assert word in with_them
    assert "<b>Byron" not in with_them
    assert re.findall("<title>(.*)</title>", with_them)[0] == "Footwatch report, person 3"


@pytest.mark.parametrize(
    ("known", "words"),
    [
        (Person("", "", "", disabled=None), ("<h1>Person 3</h1>", "born \u2013", "disability: unknown")),
        (Person("", "Byron", "1815", disabled=False), ("<h1>Byron</h1>", "born 1815", "disability: no")),
    ],
)
def test_what_is_unknown_of_a_person_is_said_to_be(known: Person, words: tuple[str, ...]) -> None:
    html = render(content(walk(), known=known))
    for word in words:
        assert word in html


def test_names_of_traces_are_shown_as_text() -> None:
    (episode,) = episodes(1)
    html = render(content(walk(), (replace(episode, trace_name="<script>alert(1)</script>"),)))
    assert "<script" not in html
    assert "&lt;script&gt;" in html


def test_a_trial_is_told_by_its_name_with_what_was_seen_in_it() -> None:
    trial = Trial("x", START, START + 60, START, TrialNote("6 min <walk>", "stick", "slow & steady"))
    labels = (Label(START + 3, START + 3, "turn"), Label(START + 9, START + 12, "<b>", "down", ("L0", "R2")))
    page = Page(render(replace(content(walk()), trial=trial, labels=labels)))
    assert "6 min <walk> · stick slow & steady" in page.text
    assert re.search(r"\d\d:\d\d:\d\d\.0\s*3\.0 s\s*<b>\s*down\s*L0 R2", page.text)
    assert "What was seen" not in Page(render(content(walk()))).text


def at(seconds: float, by: str = "") -> Label:
    return Label(START + seconds, START + seconds, "turn", by=by)


def labels_of(page: Page) -> str:
    return page.text.partition("What was seen")[2].partition("Gait numbers")[0].partition("Anomalies")[0]


def test_what_was_seen_outlives_the_readings() -> None:
    page = Page(render(replace(content(walk()[:0]), labels=(at(3),)), Letter(times=LocalTime("UTC"))))
    assert page.text.index("holds no readings") < page.text.index("What was seen") < page.text.index("No reading was")
    assert re.search(r"14 Nov 2023 22:13:23\.0\S* turn", labels_of(page))


@pytest.mark.parametrize(
    ("labels", "span", "dated"),
    [
        ((at(3), at(50)), (START, START + 60), False),
        ((at(3), at(90_000)), (START, START + 90_001), True),
        ((at(3),), (START - 90_000, START + 60), True),
        ((Label(START - 90_000, START + 60, "rest"), at(3)), (START, START + 60), True),
        ((at(3),), (START, None), True),
    ],
)
def test_labels_of_several_days_are_dated(labels: tuple[Label, ...], span: Span, dated: bool) -> None:
    said = labels_of(
        Page(render(replace(content(walk()[:0]), labels=labels, span=span), Letter(times=LocalTime("UTC"))))
    )
    assert ("14 Nov 2023 22:13:23.0" in said) is dated
    assert "22:13:23.0" in said


def test_the_newest_labels_are_listed_and_the_others_counted() -> None:
    page = Page(render(replace(content(walk()), labels=tuple(at(i / 10) for i in range(LISTED + 1)))))
    assert labels_of(page).count(" turn") == LISTED
    assert "The newest 200 labels are listed; 1 more is stored of this span." in page.text
    assert ":20.0" not in labels_of(page), "the oldest is left out"
    assert "newest" not in labels_of(Page(render(replace(content(walk()), labels=(at(1),)))))


def test_who_signed_is_told_where_anybody_did() -> None:
    told = labels_of(Page(render(replace(content(walk()), labels=(at(1), at(2, "Jörg <Müller>"))))))
    assert "SensorsSigned by" in told
    assert "turnJörg <Müller>" in told
    assert "Signed" not in Page(render(replace(content(walk()), labels=(at(1),)))).text


def test_episodes_are_listed_and_the_newest_drawn() -> None:
    page = Page(render(content(walk(), episodes(20))))
    assert page.text.count("20 readings · L2, R0") == 12
    assert "The newest 12 are drawn" in page.text
    assert page.text.count("bach 2350401012010") == 20
    assert page.tags.count("article") == 12


def test_more_episodes_than_are_listed_are_told() -> None:
    many = replace(content(walk(), episodes(20)), number=4321)
    text = Page(render(many)).text
    assert "4321 episodes" in text
    assert "The newest 20 are listed." in text


@pytest.mark.parametrize("n", [0, 1])
def test_history_that_was_swept_leaves_the_episodes(n: int) -> None:
    page = Page(render(content(walk()[:n], episodes(2))))
    assert "holds no readings of this span any more" in page.text
    assert page.tags.count("article") == 2
    assert "Gait numbers" not in page.text


def test_strides_are_laid_over_each_other_for_both_feet() -> None:
    html = render(content(walk()))
    text = Page(html).text
    assert html.count('class="stride-plot left"') == html.count('class="stride-plot right"') == len(Quantity)
    assert "Left foot n = 51 strides; Right foot n = 51 strides. Mean" in text
    assert "rough" not in text
    assert "Pressure-time integral, count-seconds" in text
    slow = Page(render(content(walk(rate=10.0)))).text
    assert "heel strike and toe-off are rough at 10.0 Hz, they need 20 Hz" in slow


def test_strides_are_refused_with_the_reason() -> None:
    html = render(content(walk(rate=4.0)))
    assert 'class="stride-plot' not in html
    assert "Strides laid over each other refused: needs 10 Hz, got 4.0 Hz" in Page(html).text


def test_episodes_outside_the_span_are_told_apart() -> None:
    told = content(walk(), episodes(3))
    assert "3 episodes in this span" in Page(render(told)).text
    assert "outside" not in Page(render(told)).text
    assert "2 more are stored outside it." in Page(render(replace(told, counts=AnomalyCounts(episodes=5)))).text
    swept = replace(told, recording=told.recording[:0])
    assert re.search(r"3 episodes since \d+ \w+ \d{4}", Page(render(swept)).text)
