"""Exercises with checks, hints and solutions: `q = exercises.bias_drops_out`, then `q.check(...)`.

`q` alone shows the task. `q.check(answer)` looks at what the answer does, `q.hint()` helps a
little, and more each time, `q.solution()` shows a solution. The exercises of lesson 4 are in
`bnlab.exercises.lesson_04`; all of them can be had here by name, and `dir(exercises)` lists them.
"""

from __future__ import annotations

import difflib
import functools
import importlib
import pkgutil
from types import MappingProxyType

from .engine import Choice, Exercise, Function, Result, Slip, Value, solutions

__all__ = [
    "Choice",
    "Exercise",
    "Function",
    "Result",
    "Slip",
    "Value",
    "all_exercises",
    "solutions",
]


@functools.cache
def all_exercises() -> MappingProxyType[str, Exercise]:
    """Every exercise by its name, in the order of the lessons."""
    found: dict[str, Exercise] = {}
    modules = sorted(m.name for m in pkgutil.iter_modules(__path__) if m.name[:7] == "lesson_")
    for module in modules:
        for thing in vars(importlib.import_module(f"{__name__}.{module}")).values():
            if isinstance(thing, Exercise):
                found[thing.name] = thing
    return MappingProxyType(found)


def __getattr__(name: str) -> Exercise:
    if name.startswith("_"):
        raise AttributeError(name)
    known = all_exercises()
    if name in known:
        return known[name]
    near = difflib.get_close_matches(name, known, n=1)
    advice = f" Did you mean {near[0]}?" if near else ""
    raise AttributeError(f"there is no exercise called {name}.{advice}")


def __dir__() -> list[str]:
    return sorted({*__all__, *all_exercises()})
