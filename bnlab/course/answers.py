"""Which cells of a lesson ask for an answer, and how many points an answer is worth."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from functools import cache
from typing import Any

from ..exercises import Exercise, all_exercises
from ..lessons import fresh_copies


def worth(exercise: Exercise) -> int:
    """Points: 2 for a task without a scaffold, 1 for the others."""
    return 1 if exercise.stub else 2


def answer_cells(nb: dict[str, Any]) -> Iterator[tuple[dict[str, Any], Exercise]]:
    """The cells of a lesson in which an answer is checked, each with its exercise.

    Raises a ValueError where such a cell is not the exercise's stub and its check.
    """
    for cell in nb["cells"]:
        text = "".join(cell["source"])
        if cell["cell_type"] != "code" or ".check(" not in text:
            continue
        lines, _, call = text.rpartition("exercises.")
        name = call.partition(".")[0]
        exercise = all_exercises().get(name)
        if exercise is None or ast.dump(ast.parse(lines)) != ast.dump(ast.parse(exercise.stub)):
            raise ValueError(f"the answer cell of `{name}` does not hold its stub.")
        yield cell, exercise


@cache
def asked() -> dict[str, list[str]]:
    """The exercises of each lesson and appendix, by its number ("03", "A2"), in their order."""
    found = {}
    for name, content in fresh_copies():
        names = [exercise.name for _, exercise in answer_cells(json.loads(content))]
        if names:
            found[name.partition("_")[0]] = names
    return found
