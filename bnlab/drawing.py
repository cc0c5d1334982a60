"""Digits drawn at random: printed ones, resized, slanted, shifted, warped and made noisy.

Everything is done in whole numbers, also where they are stored as floats: so the same seed draws
the same pixels on every machine.
"""

from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

SIDE = 28  # pixels of a drawn digit
_AT_ONCE = 1000  # images: their numbers stay in the processor's cache

# Coordinates on a glyph are counted in 64ths of its pixels, from its middle. One pixel of a drawn
# digit is two steps of `_BASIS`'s first two rows: −27, −25, …, 27.
_UNIT = 64


def draw(m: int, rng: np.random.Generator) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Draw m digits.

    Parameters
    ----------
    m : int
        How many.
    rng : np.random.Generator
        Chooses digits, fonts, strokes, distortions and noise.

    Returns
    -------
    images : array (m, 28, 28), uint8
    labels : array (m,), uint8
    """
    images = np.empty((m, SIDE, SIDE), np.uint8)
    labels = np.empty(m, np.uint8)
    masters = _masters()
    for start in range(0, m, _AT_ONCE):
        part = slice(start, min(start + _AT_ONCE, m))
        n = part.stop - part.start
        labels[part] = rng.integers(0, 10, n)
        master = rng.integers(0, masters.shape[0], n) * 10 + labels[part]
        seen = _look_up(masters.reshape(-1, *masters.shape[2:]), master, rng)
        images[part] = _with_noise(seen, rng).reshape(n, SIDE, SIDE)
    return images, labels


def _masters() -> NDArray[np.uint8]:
    """Each font in three strokes: (fonts × strokes, 10, side, side)."""
    with np.load(str(files("bnlab") / "datasets" / "glyphs.npz"), allow_pickle=False) as file:
        glyphs = file["glyphs"]
    bold = _grown(glyphs)
    return np.concatenate([_blurred(g) for g in (glyphs, bold, _grown(bold))])


def _grown(a: NDArray) -> NDArray:
    """Strokes one pixel wider on each side."""
    for axis in (-1, -2):
        a = np.maximum(a, np.maximum(np.roll(a, 1, axis), np.roll(a, -1, axis)))
    return a


def _blurred(a: NDArray) -> NDArray:
    """The mean of 3 × 3 pixels: about what one pixel of a drawn digit sees."""
    wide = a.astype(np.uint16)
    for axis in (-1, -2):
        wide = wide + np.roll(wide, 1, axis) + np.roll(wide, -1, axis)
    return (wide // 9).astype(np.uint8)


def _basis() -> NDArray:
    """What an image's coordinates are made of: x, y, 1, and 5 × 5 overlapping hills."""
    steps = np.arange(1 - SIDE, SIDE, 2)
    hills = np.maximum(0, 14 - np.abs(steps - np.arange(-28, 29, 14)[:, None]))  # (5, 28)
    x, y = np.meshgrid(steps, steps)
    warp = (hills[:, None, :, None] * hills[None, :, None, :]).reshape(25, SIDE, SIDE)
    return np.stack([x, y, np.ones_like(x), *warp]).reshape(28, -1).astype(np.float32)


def _look_up(masters: NDArray, chosen: NDArray, rng: np.random.Generator) -> NDArray:
    """Each image's pixels, (n, 784): where each of them lies on its glyph, and what is there."""
    n, side = len(chosen), masters.shape[-1]
    plan = np.empty((2, n, 28), np.float32)
    across = rng.integers(60, 83, n)  # of a glyph's pixel for half a pixel: the size
    plan[0, :, 0] = across + rng.integers(-10, 11, n)
    plan[0, :, 1] = rng.integers(-28, 29, n)  # slant
    plan[1, :, 0] = rng.integers(-22, 23, n)
    plan[1, :, 1] = across
    plan[:, :, 2] = rng.integers(-144, 145, (2, n)) + side // 2 * _UNIT  # shift
    plan[:, :, 3:] = rng.integers(-1, 2, (2, n, 25))  # warp
    u, v = (plan @ _basis()).astype(np.int32) // _UNIT  # sums of whole numbers below 2²⁴: exact
    inside = np.clip(v, 0, side - 1) * side + np.clip(u, 0, side - 1)
    return masters.reshape(-1).take(inside + chosen[:, None].astype(np.int32) * side**2)


def _with_noise(images: NDArray, rng: np.random.Generator) -> NDArray:
    """Ink of different strength on a grainy paper."""
    ink = rng.integers(150, 257, (len(images), 1), np.int32)
    grain = rng.integers(-24, 25, images.shape, np.int8)
    return np.clip((images * ink >> 8) + grain, 0, 255).astype(np.uint8)
