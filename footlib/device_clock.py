"""The device's own clock, as a trace's number tells it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def device_clock(trace_id: NDArray[np.int64]) -> NDArray[np.datetime64]:
    """Read numbers of the form ``[H]HMMSSDDMMYYYY``.

    Parameters
    ----------
    trace_id
        As received, shape (n,).

    Returns
    -------
    ndarray
        Shape (n,), ``datetime64[s]``; NaT where a number is no moment.
    """
    year, month, day = trace_id % 10_000, trace_id // 10_000 % 100, trace_id // 1_000_000 % 100
    second, minute = trace_id // 100_000_000 % 100, trace_id // 10_000_000_000 % 100
    hour = trace_id // 1_000_000_000_000
    valid = (trace_id >= 0) & (year >= 1) & (month >= 1) & (month <= 12) & (day >= 1) & (day <= 31)
    valid &= (second < 60) & (minute < 60) & (hour < 24)
    months = (np.where(valid, year, 1970) - 1970).astype("timedelta64[Y]") + np.datetime64("1970", "Y")
    month_of = months.astype("datetime64[M]") + (np.where(valid, month, 1) - 1)
    days = month_of.astype("datetime64[D]") + (np.where(valid, day, 1) - 1)
    valid &= days.astype("datetime64[M]") == month_of
    clock = days.astype("datetime64[s]") + (hour * 3600 + minute * 60 + second).astype("timedelta64[s]")
    return np.where(valid, clock, np.datetime64("NaT", "s"))
