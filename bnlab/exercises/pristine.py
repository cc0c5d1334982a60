"""During a check all that it relies on is what it was at import, whatever was replaced since.

A session may have a `np.mean` of its own, or have deleted it; a student's function may do so while
it is checked. The verdict is made with the originals, and afterwards the session is as before.
"""

from __future__ import annotations

import builtins
import contextlib
import sys
from collections.abc import Iterator
from types import ModuleType
from typing import Any

_MISSING = object()
_originals: list[tuple[Any, dict[str, Any]]] = []


def remember() -> None:
    """Take what is there now for the originals: functions and classes of all that bnlab uses."""
    ours = [m for name, m in sys.modules.items() if f"{name}.".startswith("bnlab.")]
    things = [thing for module in ours for thing in vars(module).values()]
    used = [thing for thing in things if isinstance(thing, ModuleType)]
    classes = [t for t in things if isinstance(t, type) and t.__module__.startswith("bnlab.")]
    for owner in {id(owner): owner for owner in (builtins, *ours, *used, *classes)}.values():
        kept = {
            name: value
            for name, value in vars(owner).items()
            if (callable(value) or isinstance(value, property | classmethod | staticmethod))
            and name != "_"  # Python's prompt keeps the last value there
        }
        _originals.append((owner, kept))


@contextlib.contextmanager
def pristine() -> Iterator[None]:
    """Inside, the originals; afterwards everything as it was before."""
    before = _restore()
    try:
        yield
    finally:
        _restore()  # what was replaced inside
        for owner, name, value in before:
            if value is _MISSING:
                delattr(owner, name)
            else:
                setattr(owner, name, value)


def _restore() -> list[tuple[Any, str, Any]]:
    """Put the originals back, and say what stood in their places."""
    replaced = []
    for owner, kept in _originals:
        present = vars(owner)
        for name, original in kept.items():
            value = present.get(name, _MISSING)
            if value is not original:
                replaced.append((owner, name, value))
                setattr(owner, name, original)
    return replaced
