import asyncio
import time
from pathlib import Path

import msgspec

from cacher import spill
from footlib.settings import Settings
from footlib.store import Label
from footlib.store.embedded import EmbeddedStore
from footlib.trials import keep_complete
from tests.footlib.store.test_writer import START, entries
from tests.footlib.trial_commands import SECOND, Do, Parts, footwatch, keep, on_loop, walk


async def of_others(parts: Parts) -> dict[bytes, bytes]:
    return {key: await parts.client.dump(key) for key in sorted(await parts.client.keys("?3_*"))}


def test_a_person_is_forgotten_and_nobody_else(settings: Settings, do: Do) -> None:
    async def begin(parts: Parts) -> None:
        for person in (3, 13, 33):
            await walk(parts, person, 0)
            await keep_complete(parts.store, person)

    do(begin)
    left_over = [*entries(3, 2, start=START + 10**9), *entries(13, 1)]
    spill.write(Path(settings.data_dir), left_over, "gone")
    others = do(of_others)
    said = footwatch("forget", "3", settings=settings, typed="n\n", code=1)
    what = "120 readings, 1 flagged reading, 1 trial, personal data, 2 readings that a cacher could not store yet."
    assert f"Stored of person 3: {what}" in said
    assert do(lambda parts: parts.client.exists("3_data"))
    said = footwatch("forget", "3", settings=settings, typed="y\n")
    assert f"Deleted of person 3: {what}" in said
    assert do(lambda parts: parts.client.keys("3_*")) == []
    assert do(of_others) == others
    assert spill.count(Path(settings.data_dir), 3) == 0
    assert spill.count(Path(settings.data_dir), 13) == 1
    line = msgspec.json.decode(do(lambda parts: parts.client.lindex("forgotten", -1)))
    assert line["person"] == 3
    assert abs(line["time"] - time.time()) < 3600
    assert line["what"] == ["120 readings", "1 flagged reading", "1 trial", "personal data"]
    assert footwatch("forget", "3", settings=settings) == "Nothing is stored of person 3."
    assert do(lambda parts: parts.store.persons()) == [13, 33]


def test_whom_a_cacher_follows_is_not_forgotten(settings: Settings, do: Do) -> None:
    async def follow(parts: Parts) -> str:
        await parts.writer.append(entries(3, 10))
        return parts.writer.name

    holder = do(follow)
    said = footwatch("forget", "3", "--yes", settings=settings, code=1)
    assert f"person 3 is followed by {holder}, which would store the next reading at once" in said
    assert do(lambda parts: parts.client.llen("3_data")) == 10


def test_what_is_old_goes_and_what_is_left_is_counted_anew(settings: Settings, do: Do) -> None:
    day = 86400 * SECOND

    async def begin(parts: Parts) -> tuple[str, str]:
        now = parts.writer.clock.now(3)
        await parts.writer.append(entries(3, 50, start=now - 40 * day, flagged={10, 11}))
        await parts.writer.sweep(3, 10 * 86400)
        await parts.writer.append(entries(3, 50, start=now - 2 * day, flagged={20, 45}))
        assert (await parts.store.anomaly_counts(3)).readings == 4
        for days in (40, 2):
            at = (now - days * day) / 1e6
            await parts.store.labels.add(3, Label(at, at, "turn", f"{days} days ago"))
        return await keep(parts, 3, (now - 40 * day) / 1e6), await keep(parts, 3, (now - 2 * day) / 1e6)

    async def left(parts: Parts) -> tuple[list[str], int, list[int], int]:
        assert (await parts.store.anomaly_counts(3)).counted == 0
        assert [share async for share in parts.store.count_foreign(3)][-1] == 1
        return (
            [trial.id async for trial in parts.store.trials.all(3)],
            (await parts.store.anomaly_counts(3)).counted,
            [episode.n for episode in await parts.store.episodes(3)],
            len(await parts.store.window(3)),
        )

    old, new = do(begin)
    forget = ("forget", "3", "--older-than", "30", "--yes")
    said = footwatch(*forget, settings=settings)
    assert "Deleted of person 3: 2 flagged readings, 1 trial, 1 label, 50 readings around flagged ones." in said
    assert [label.text for label in do(lambda parts: parts.store.labels.all(3))] == ["2 days ago"]
    assert do(lambda parts: parts.client.exists(f"3_trial:{old}")) == 0
    assert do(left) == ([new], 2, [1, 1], 50)
    assert "Deleted of person 3: nothing." in footwatch(*forget, settings=settings)


def test_the_embedded_stores_file_holds_nothing_of_a_forgotten_person(tmp_path: Path) -> None:
    settings = Settings(data_dir=str(tmp_path))
    embedded = EmbeddedStore(tmp_path)
    filled = embedded.filled(settings)

    async def begin(parts: Parts) -> None:
        await parts.writer.append(entries(3, 50))
        await parts.writer.release([3])

    async def written_anew(parts: Parts) -> None:
        deadline = time.monotonic() + 20
        while (await parts.client.info("persistence"))["aof_rewrite_in_progress"]:
            assert time.monotonic() < deadline
            await asyncio.sleep(0.01)

    def held() -> bool:
        return any(b"Halfmoonstep" in file.read_bytes() or b"Janek" in file.read_bytes() for file in files())

    def files() -> list[Path]:
        return [file for file in tmp_path.rglob("*.aof") if file.is_file()]

    try:
        asyncio.run(on_loop(filled, begin))
        assert held()
        footwatch("forget", "3", "--yes", settings=settings)
        asyncio.run(on_loop(filled, written_anew))
        assert files()
        assert not held()
    finally:
        embedded.close()


def test_a_key_of_a_wrong_type_lets_nothing_be_deleted_half(settings: Settings, do: Do) -> None:
    async def begin(parts: Parts) -> None:
        await walk(parts, 3, 0)
        await parts.client.delete("3_anomaly_count")
        await parts.client.set("3_anomaly_count", "a text")

    do(begin)
    said = footwatch("forget", "3", "--yes", "--older-than", "1", settings=settings, code=1)
    assert "WRONGTYPE" in said
    assert do(lambda parts: parts.client.llen("3_anomaly")) == 1
