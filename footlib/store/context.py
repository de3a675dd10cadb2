"""Readings around an episode, from wherever they are kept by now."""

from __future__ import annotations

from footlib.recording import Recording
from footlib.store import script_calls
from footlib.store.clock import as_microseconds
from footlib.store.connection import Client
from footlib.store.episodes import Episode
from footlib.store.keys import Keys
from footlib.store.rows import to_recording


async def read(client: Client, keys: Keys, episode: Episode, context: float | None, default: float) -> Recording:
    """Read an episode with its context, each reading once.

    Parameters
    ----------
    client, keys
        Where the person's readings are.
    episode
        As stored.
    context
        Seconds before its start and after its end; None for the largest that was kept.
    default
        Seconds where nothing is recorded.
    """
    parts = await script_calls.run_one(
        client,
        "episode",
        (*keys.history, *keys.context, *keys.anomalies, keys.counts),
        repr(episode.start),
        repr(episode.stop),
        episode.first,
        episode.n,
        "" if context is None else repr(float(context)),
        repr(default),
    )
    rows, times, traces = [], [], []
    for part in parts[:2]:
        n = min(len(part[0]), len(part[1]))
        rows += part[0][:n]
        times += part[1][:n]
        traces += [*part[2], *[b""] * n][:n]
    # Flagged rows have their copy among the others, unless they were swept before contexts were kept.
    known = {as_microseconds(time) for time in times}
    for row, time in zip(*parts[2][:2], strict=False):
        if as_microseconds(time) not in known:
            rows.append(row)
            times.append(time)
            traces.append(b"")
    return to_recording(rows, times, traces)
