"""Exercises with checks, hints and solutions: `q = exercises.bias_drops_out`, then `q.check(...)`.

`q` alone shows the task. `q.check(answer)` looks at what the answer does, `q.hint()` helps a
little, and more each time, `q.solution()` shows a solution. The exercises of lesson 4 are in
`bnlab.exercises.lesson_04`; all of them can be had here by name, and `dir(exercises)` lists them.
"""

from __future__ import annotations

import difflib
import importlib
import pkgutil
from types import MappingProxyType

from .choice import Choice
from .exercise import Exercise, Result, solutions
from .function import Function
from .pristine import remember
from .value import Value

__all__ = [
    "Choice",
    "Exercise",
    "Function",
    "Result",
    "Value",
    "all_exercises",
    "solutions",
]


def _load() -> dict[str, Exercise]:
    """The exercises of all files `lesson_NN.py`; each gets its name and its lesson from there."""
    found: dict[str, Exercise] = {}
    for file in sorted(m.name for m in pkgutil.iter_modules(__path__) if m.name[:7] == "lesson_"):
        helpers = vars(importlib.import_module(f"{__name__}.{file}"))
        for name, thing in helpers.items():
            if isinstance(thing, Exercise):
                thing.name, thing.lesson, thing.helpers = name, int(file[7:]), helpers
                found[name] = thing
    return found


_ALL = MappingProxyType(_load())
remember()


def all_exercises() -> MappingProxyType[str, Exercise]:
    """Every exercise by its name, in the order of the lessons."""
    return _ALL


def __getattr__(name: str) -> Exercise:
    if name in _ALL:
        return _ALL[name]
    if name.startswith("_"):
        raise AttributeError(name)
    near = difflib.get_close_matches(name, _ALL, n=1)
    advice = f" Did you mean {near[0]}?" if near else ""
    raise AttributeError(f"there is no exercise called {name}.{advice}")


def __dir__() -> list[str]:
    return sorted({*__all__, *_ALL})
