"""The verdict: is what a function returned what it should be, but for rounding?

Whatever student's code returns is first made into plain data (numbers, arrays, tuples, lists,
dicts, texts), so that nothing that it defines can run, or fail, in the middle of a comparison.
"""

from __future__ import annotations

import dataclasses
import inspect
from typing import Any

import numpy as np

RTOL = 1e-6  # of the largest entry: ways to write the same formula differ by far less
ATOL = 1e-9
DEPTH = 8  # of lists in lists; nothing that an exercise asks for is nested as deeply


@dataclasses.dataclass(frozen=True)
class Thing:
    """What can't be compared: all that is known of it is the name of its type."""

    kind: str


def plain(value: Any, depth: int = DEPTH) -> Any:
    """A copy of the value made of plain data; anything else becomes a `Thing`."""
    try:
        return _plain(value, depth)
    except Exception:  # raised by a method of the student's own
        return Thing(type(value).__name__)


def _plain(value: Any, depth: int) -> Any:
    if value is None or value is Ellipsis or type(value) in (bool, int, float, complex, str):
        return value
    if inspect.iscoroutine(value):
        value.close()
    if inspect.isgenerator(value) or inspect.iscoroutine(value) or depth == 0:
        return Thing(type(value).__name__)
    if isinstance(value, dict):
        if all(type(key) in (str, int) for key in value):
            return {key: plain(value[key], depth - 1) for key in value}
        return Thing(type(value).__name__)
    if isinstance(value, tuple | list):
        parts = [plain(part, depth - 1) for part in value]
        return tuple(parts) if isinstance(value, tuple) else parts
    if isinstance(value, bytes | set | frozenset | str):
        return Thing(type(value).__name__)
    array = np.array(value)
    return array if array.dtype.kind in "biufc" else Thing(type(value).__name__)


def as_numbers(value: Any) -> np.ndarray | None:
    """Plain data as an array of real numbers, or None when it is none."""
    if value is None or value is Ellipsis or isinstance(value, str | dict | Thing):
        return None
    try:
        array = np.asarray(value)
    except ValueError:  # a ragged list
        return None
    return array if array.dtype.kind in "biuf" else None


def same(got: Any, want: Any, rtol: float = RTOL) -> bool:
    """Equal in structure, shape and, but for rounding, in numbers; both are plain data."""
    if want is None or isinstance(want, str):
        return type(got) is type(want) and got == want
    if isinstance(want, dict):
        return (
            isinstance(got, dict)
            and got.keys() == want.keys()
            and all(same(got[k], want[k], rtol) for k in want)
        )
    if isinstance(want, tuple | list):
        return (
            isinstance(got, tuple | list)
            and len(got) == len(want)
            and all(same(g, w, rtol) for g, w in zip(got, want, strict=True))
        )
    w, g = as_numbers(want), as_numbers(got)
    if w is None or g is None or w.shape != g.shape:
        return False
    return close(g, w, rtol)


def close(g: np.ndarray, w: np.ndarray, rtol: float) -> bool:
    """Arrays of equal shape, equal but for rounding; NaN and infinity at the same places."""
    g, w = g.astype(float), w.astype(float)
    finite = np.isfinite(w)
    if not np.array_equal(finite, np.isfinite(g)):
        return False
    if not np.array_equal(g[~finite], w[~finite], equal_nan=True):
        return False
    if not finite.any():
        return True
    scale = np.abs(w[finite]).max()
    return bool(np.all(np.abs(g[finite] - w[finite]) <= ATOL + rtol * scale))


def identical(one: Any, other: Any) -> bool:
    """The same plain data to the last bit."""
    if type(one) is not type(other):
        return False
    if isinstance(one, np.ndarray):
        return (one.shape, one.dtype, one.tobytes()) == (other.shape, other.dtype, other.tobytes())
    if isinstance(one, dict):
        return list(one) == list(other) and all(identical(one[k], other[k]) for k in one)
    if isinstance(one, tuple | list):
        return len(one) == len(other) and all(map(identical, one, other))
    return one == other or one != one  # NaN is what it was
