"""Named views into one vector: each parameter has a name and a shape, and all are one array."""

from collections.abc import Iterable, Iterator, Mapping, ValuesView
from typing import Any

import numpy as np
from numpy.typing import NDArray

from . import checks


class Views(Mapping[str, NDArray]):
    """A mapping of names to arrays in which assigning *writes into* the array that is there.

    ``views["W1"] = W`` checks W's shape and copies its values, so that the vector behind the views
    changes as well and nothing comes apart. A plain ``W = …`` in your own code only renames.

    Parameters
    ----------
    arrays : mapping of str to array
        The arrays themselves, not copies.
    """

    def __init__(self, arrays: Mapping[str, NDArray]) -> None:
        self._arrays = dict(arrays)

    def __getitem__(self, name: str) -> NDArray:
        try:
            return self._arrays[name]
        except KeyError:
            known = ", ".join(self._arrays) or "none at all"
            raise KeyError(f"there is no {name!r} here; the names are: {known}") from None

    def __setitem__(self, name: str, value: Any) -> None:
        view = self[name]
        if value is view:  # what `views[name] -= step` ends with: the work is done
            return
        view[...] = checks.finite(
            name, checks.same_shape(name, value, view.shape, f"the shape of {name}", view.dtype)
        )

    def values(self) -> ValuesView[NDArray]:
        """The arrays."""
        return self._arrays.values()

    def __iter__(self) -> Iterator[str]:
        return iter(self._arrays)

    def __len__(self) -> int:
        return len(self._arrays)

    def __repr__(self) -> str:
        return "{" + ", ".join(f"{name}: {a.shape}" for name, a in self._arrays.items()) + "}"


def end_to_end(parts: Iterable[Views], dtype: np.dtype) -> NDArray:
    """One vector with all their values; from now on they are views of it."""
    parts = list(parts)
    vector = np.empty(sum(a.size for views in parts for a in views.values()), dtype)
    start = 0
    for views in parts:
        for name, old in views.items():
            stop = start + old.size
            view = vector[start:stop].reshape(old.shape)
            view[...] = old
            views._arrays[name] = view
            start = stop
    return vector
