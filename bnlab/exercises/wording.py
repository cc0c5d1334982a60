"""Say in words how what a student's code returned differs from what it should be.

The words say in which way (shape, sign, factor, NaN). Where they can say no more than the place,
they give both numbers there: inputs are drawn, so one number is no answer. All values are plain
data, see `comparing.plain`.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from .comparing import RTOL, Thing, as_numbers, close, same


def kind_of(value: Any) -> str:
    """The name of a value's type."""
    return value.kind if isinstance(value, Thing) else type(value).__name__


def show(value: Any) -> str:
    """A small value, rounded, on one line."""
    if isinstance(value, str):
        return repr(value)
    if isinstance(value, dict):
        return "{" + ", ".join(f"{k!r}: {show(v)}" for k, v in value.items()) + "}"
    array = as_numbers(value)
    if array is None:
        if isinstance(value, tuple | list):
            return "[" + ", ".join(show(v) for v in value) + "]"
        return f"a {kind_of(value)}"
    if array.size > 12:
        return f"an array of shape {array.shape}"
    if isinstance(value, tuple) and array.dtype.kind in "iu":
        return repr(value)
    if array.dtype.kind == "b":
        return repr(array.tolist())
    return _nested(array)


def _nested(array: np.ndarray) -> str:
    if array.ndim == 0:
        return f"{array.item():.4g}"
    return "[" + ", ".join(_nested(row) for row in array) + "]"


def difference(got: Any, want: Any) -> str:
    """How `got` differs from `want`; both are single things (no tuples of results)."""
    if got is None:
        return "is None (is a `return` missing?)"
    if got is Ellipsis:
        return "is still `...`"
    if isinstance(got, Thing) and got.kind == "generator":
        return "is a generator: return a list (`[...]` for `(...)`, `return` for `yield`)"
    if isinstance(got, Thing) and got.kind == "coroutine":
        return "is a coroutine: write `def`, not `async def`"
    if isinstance(want, str):
        return "is not the right text"
    if isinstance(want, dict):
        return _dict_difference(got, want)
    if isinstance(want, tuple | list):
        return _sequence_difference(got, want)
    w, g = np.asarray(want), as_numbers(got)
    if g is None and w.dtype.kind == "b":
        return f"is a {kind_of(got)}, where True or False is expected"
    if g is None:
        complex_ = np.iscomplexobj(got) if isinstance(got, np.ndarray) else isinstance(got, complex)
        kind = "complex numbers" if complex_ else f"a {kind_of(got)}"
        expected = "a number" if w.ndim == 0 else "an array of numbers"
        return f"is {kind}, where {expected} is expected"
    if w.dtype.kind == "b" and w.ndim == 0:
        return f"is {show(got)}: wrong" if g.dtype.kind == "b" else "should be True or False"
    if g.shape != w.shape:
        return _shape_difference(g, w)
    return _number_difference(g.astype(float), w.astype(float))


def _dict_difference(got: Any, want: dict) -> str:
    if not isinstance(got, dict):
        return f"is a {kind_of(got)}, where a dict is expected"
    if extra := [k for k in got if k not in want]:
        return f"has {extra[0]!r} in it, which does not belong there"
    if len(got) < len(want):
        return f"has {len(got)} entries: something is missing"
    key = next(k for k in want if not same(got[k], want[k]))
    return f"has another value at {key!r}: it {difference(got[key], want[key])}"


def _sequence_difference(got: Any, want: tuple | list) -> str:
    if not isinstance(got, tuple | list):
        return f"is {_kind(got)}, where a list or tuple is expected"
    if len(got) != len(want):
        return f"has {len(got)} entries: too {'few' if len(got) < len(want) else 'many'}"
    i = next(i for i in range(len(want)) if not same(got[i], want[i]))
    if got[i] is None:
        return f"has None at [{i}]"
    return f"has another value at [{i}]: it {difference(got[i], want[i])}"


def _kind(value: Any) -> str:
    array = as_numbers(value)
    if array is None:
        return f"a {kind_of(value)}"
    return "a number" if array.ndim == 0 else f"an array of shape {array.shape}"


def _shape_difference(g: np.ndarray, w: np.ndarray) -> str:
    words = f"has shape {g.shape}, where {w.shape} is expected"
    if g.ndim == 2 and g.T.shape == w.shape:
        return words + ": it lies on its side (columns are examples)"
    if g.size == w.size and g.ndim < w.ndim:
        return words + ": an axis got lost (keepdims=True keeps it)"
    return words


def _number_difference(g: np.ndarray, w: np.ndarray) -> str:
    if np.isnan(g).any() and not np.isnan(w).any():
        return "has NaN in it (0/0, or the root of a negative number?)"
    if np.isinf(g).any() and not np.isinf(w).any():
        return "has infinity in it (a division by zero?)"
    if w.ndim == 0:
        return f"is too {'large' if g > w else 'small'}: yours {g:.4g}, expected {w:.4g}"
    if close(-g, w, RTOL):
        return "has the wrong sign everywhere"
    if not g.any():
        return "is zero everywhere"
    if g.ndim == 2 and g.shape[0] == g.shape[1] and close(g.T, w, RTOL):
        return "lies on its side (columns are examples)"
    big = np.abs(w) > 1e-6 * np.abs(w).max()
    ratio = np.where(big, g, 1.0) / np.where(big, w, 1.0)
    if big.sum() > 1 and np.ptp(ratio[big]) < 1e-6 * np.abs(ratio[big]).max():
        size = ratio[big].flat[0]
        if size > 0 and close(g, size * w, RTOL):  # where 0 is right, too
            return f"is {size:.3g} times what it should be, everywhere"
    shift = g - w
    if g.size > 1 and np.ptp(shift) < 1e-6 * np.abs(shift).max():
        return "is off by the same amount everywhere: something is added or left out"
    if g.ndim == 2 and g.shape[1] > 1:
        if np.ptp(shift, axis=1).max() < 1e-6 * np.abs(shift).max():
            return "is off by one amount per row: something is added or left out"
        if big.all() and np.ptp(ratio, axis=1).max() < 1e-6 * np.abs(ratio).max():
            return "is off by one factor per row"
        rows = g.shape[0]
        if rows > 1 and big.all() and np.ptp(ratio, axis=0).max() < 1e-6 * np.abs(ratio).max():
            return "is off by one factor per column"
    where = np.unravel_index(int(np.argmax(np.abs(shift))), g.shape)
    place = ", ".join(str(int(i)) for i in where)
    way = "too large" if shift[where] > 0 else "too small"
    return (
        f"of shape {g.shape} is {way} at [{place}], where it is furthest off: "
        f"yours {g[where]:.4g}, expected {w[where]:.4g}"
    )
