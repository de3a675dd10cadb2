"""Labels in the store."""

from typing import Any

import msgspec
import pytest

from footlib.errors import LabelError, StoreError
from footlib.store import Label, Store
from footlib.store.connection import Client

AT = 1_700_000_000.0


async def test_labels_come_back_in_order_and_can_be_changed_and_removed(store: Store) -> None:
    later = await store.labels.add(3, Label(AT + 10, AT + 12, " stairs ", "down\x07"))
    moment = await store.labels.add(3, Label(AT, AT, "stumble", sensors=("R2", "L0"), by="mk"))
    await store.labels.add(4, Label(AT, AT, "of another"))
    assert await store.labels.all(3) == [moment, later]
    assert (moment.sensors, later.kind, later.text) == (("L0", "R2"), "stairs", "down")
    assert await store.labels.between(3, AT + 1, AT + 10) == [later]
    assert await store.labels.between(3, AT - 5, AT) == [moment]
    moved = await store.labels.add(3, msgspec.structs.replace(later, start=AT - 1, stop=AT - 1))
    assert await store.labels.all(3) == [moved, moment]
    await store.labels.remove(3, moment.id)
    assert await store.labels.all(3) == [moved]
    with pytest.raises(LabelError, match="person 3 has no such label any more"):
        await store.labels.remove(3, moment.id)


async def test_readers_hear_of_every_change(store: Store) -> None:
    label = await store.labels.add(3, Label(AT, AT, "turn"))
    first = (await store.watch({3: None}))[3].trials
    await store.labels.remove(3, label.id)
    assert (await store.watch({3: None}))[3].trials > first > 0


@pytest.mark.parametrize(
    ("label", "words"),
    [
        (Label(AT, AT, " \x00 "), "a label needs a kind"),
        (Label(AT, AT, "x" * 41), "the kind has 41 characters, allowed are 40"),
        (Label(AT, AT, "turn", "x" * 401), "the text has 401 characters, allowed are 400"),
        (Label(AT, AT - 1, "turn"), "makes no sense; give epoch seconds that rise"),
        (Label(float("nan"), AT, "turn"), "makes no sense"),
        (Label(AT, float("inf"), "turn"), "makes no sense"),
        (Label(AT, AT, "turn", sensors=("L0", "L9")), "there is no sensor L9; allowed are L0, L1"),
    ],
)
async def test_what_makes_no_sense_is_refused(store: Store, label: Label, words: str) -> None:
    with pytest.raises(LabelError, match=words):
        await store.labels.add(3, label)
    assert await store.labels.all(3) == []


@pytest.mark.parametrize(
    "foreign", ["{}", "nonsense", '{"start":-1e300,"stop":1e300,"kind":"x"}', '{"start":2,"stop":1,"kind":"x"}']
)
async def test_a_foreign_label_hides_no_other(
    store: Store, client: Client, caplog: pytest.LogCaptureFixture, foreign: str
) -> None:
    label = await store.labels.add(3, Label(AT, AT, "turn"))
    raw: Any = client
    await raw.zadd("3_label_start", {"a": 1})
    assert await store.labels.all(3) == [label], "one that was never written is none"
    await raw.hset("3_label", "a", foreign)
    for _ in range(2):
        assert await store.labels.all(3) == [label]
    said = [record for record in caplog.records if "a label in the store cannot be read" in record.message]
    assert len(said) <= 1, "once for each reason, whatever was read before"


async def test_a_label_that_was_removed_does_not_come_back_by_a_change(store: Store, client: Client) -> None:
    label = await store.labels.add(3, Label(AT, AT, "turn"))
    await store.labels.remove(3, label.id)
    with pytest.raises(LabelError, match="person 3 has no such label any more"):
        await store.labels.add(3, msgspec.structs.replace(label, text="typed on another page"))
    assert await store.labels.all(3) == []


async def test_a_foreign_version_leaves_nothing_half_done(store: Store, client: Client) -> None:
    raw: Any = client
    await raw.rpush("3_trial_version", "a list")
    with pytest.raises(StoreError, match="WRONGTYPE"):
        await store.labels.add(3, Label(AT, AT, "turn"))
    assert await store.labels.all(3) == []
