"""The heat surface of the foot map as a small palette picture."""

from __future__ import annotations

import struct
import zlib
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from footlib.drawing.outline import BOTTOM, TOP, WIDTH, inside, outline
from footlib.drawing.palette import LEVELS, Theme, diverging, ramp
from footlib.sensors import FULL_SCALE, LEFT, RIGHT, Foot

COLUMNS: Final = 96
ROWS: Final = 82
SPREAD: Final = 0.16
"""Reach of a sensor in lengths of a foot; the three together cover the sole."""
_REACHES: Final = (20, 50, 100, 200, 500, FULL_SCALE)
"""Ends of the scale of differences, counts."""
_LEVEL: Final = 3
"""Of compression: 1.0 kB where 6 makes 0.8, in a third of the time."""


@cache
def _grid() -> NDArray[np.float64]:
    x = (np.arange(COLUMNS) + 0.5) / COLUMNS * WIDTH
    y = TOP - (np.arange(ROWS) + 0.5) / ROWS * (TOP - BOTTOM)
    return np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)


@cache
def weights() -> tuple[NDArray[np.intp], NDArray[np.float32]]:
    """How much each sensor counts at each point of the feet.

    Returns
    -------
    points
        Numbers of the grid points within the feet and one point around, shape (k,).
    share
        Normalised Gaussian weights of the six sensors there, shape (k, 6); a foot's own only.
    """
    grid = _grid()
    points, shares = [], []
    for foot, columns in ((Foot.LEFT, LEFT), (Foot.RIGHT, RIGHT)):
        shape = outline(foot)
        mask = np.logical_or.reduce([inside(curve, grid) for curve in shape.curves]).reshape(ROWS, COLUMNS)
        # One point around the edge lets the browser's smoothing reach the outline, which clips it.
        padded = np.pad(mask, 1)
        grown = np.logical_or.reduce(
            [padded[1 + i : ROWS + 1 + i, 1 + j : COLUMNS + 1 + j] for i in (-1, 0, 1) for j in (-1, 0, 1)]
        )
        numbers = np.flatnonzero(grown)
        distance = np.linalg.norm(grid[numbers, None] - shape.sensors[None], axis=2)
        raw = np.exp(-0.5 * (distance / SPREAD) ** 2) + 1e-9
        share = np.zeros((len(numbers), 6), np.float32)
        share[:, columns] = raw / raw.sum(axis=1, keepdims=True)
        points.append(numbers)
        shares.append(share)
    return np.concatenate(points), np.concatenate(shares)


def picture(counts: NDArray[np.number], theme: Theme) -> bytes:
    """The surface of six counts as a PNG of `COLUMNS` x `ROWS` points, transparent off the feet.

    Parameters
    ----------
    counts
        Shape (6,), 0..1023.
    theme
        Whose ramp to use.
    """
    return _painted((counts / FULL_SCALE).astype(np.float32), _head(ramp(theme).tobytes()))


def difference_picture(change: NDArray[np.number], theme: Theme, reach: float = FULL_SCALE) -> bytes:
    """The surface of six differences as `picture`; less than none by `reach` is all green, more by it all purple."""
    # A little over the half, so that no difference has one colour and not two by rounding.
    share = ((change / reach + 1) / 2 + 1e-6).astype(np.float32)
    return _painted(share, _head(diverging(theme).tobytes()))


def reach_of(change: NDArray[np.number]) -> int:
    """The end of a scale on which six differences are told: one of the whole range would show most of them as none."""
    largest = np.abs(change).max()
    return next(reach for reach in _REACHES if largest <= reach)


def _painted(share_of_range: NDArray[np.float32], head: bytes) -> bytes:
    points, share = weights()
    image = np.zeros((ROWS, 1 + COLUMNS), np.uint8)
    flat = np.zeros(ROWS * COLUMNS, np.uint8)
    flat[points] = np.rint(share @ (share_of_range * np.float32(LEVELS - 1))).astype(np.uint8) + 1
    image[:, 1:] = flat.reshape(ROWS, COLUMNS)
    return head + _chunk(b"IDAT", zlib.compress(image.tobytes(), _LEVEL)) + _chunk(b"IEND", b"")


@cache
def _head(colours: bytes) -> bytes:
    # Bit depth 8, colour type 3: a palette whose entry 0 is transparent.
    header = struct.pack(">IIBBBBB", COLUMNS, ROWS, 8, 3, 0, 0, 0)
    signature = b"\x89PNG\r\n\x1a\n"
    return signature + _chunk(b"IHDR", header) + _chunk(b"PLTE", bytes(3) + colours) + _chunk(b"tRNS", b"\0")


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
