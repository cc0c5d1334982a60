"""nbgrader's own commands on an exported lesson; make nbgrader has it installed."""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bnlab import course, exercises

pytest.importorskip("nbgrader", reason="make nbgrader has it")

LESSON = "03_shapes_of_gamma_and_beta"  # the shortest to run
NAMES = course.answers.asked()["03"]
FIRST = NAMES[0]

# student → what is done to the lesson as it was released; the points expected
Edit = Callable[[dict[str, Any]], None]


def nbgrader(folder: Path, *arguments: str) -> str:
    """Run a command of nbgrader's; what it says."""
    command = [sys.executable, "-m", "nbgrader", *arguments]
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])  # for alembic
    run = subprocess.run(
        command, cwd=folder, env=os.environ | {"PATH": path},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr[-3000:]
    return run.stderr


def cell(nb: dict[str, Any], name: str) -> dict[str, Any]:
    """The cell of a grade_id."""
    return next(c for c in nb["cells"] if c["metadata"].get("nbgrader", {}).get("grade_id") == name)


def solve(nb: dict[str, Any]) -> None:
    for name in NAMES:
        cell(nb, f"answer-{name}")["source"] = course.sets.solution_of(
            exercises.all_exercises()[name]
        )


def half_wrong(nb: dict[str, Any]) -> None:
    solve(nb)
    exercise = exercises.all_exercises()[FIRST]
    cell(nb, f"answer-{FIRST}")["source"] = exercise.slips[0].wrong[0]


def tampered(nb: dict[str, Any]) -> None:
    """Mark cells that give points of their own: nbgrader puts the released ones back."""
    for name in NAMES:
        cell(nb, f"mark-{name}")["source"] = "1"


def test_generate_autograde_feedback_and_export(tmp_path: Path) -> None:
    course.export(tmp_path / "course", ["03"], run=False)
    folder = tmp_path / "course" / "nbgrader"
    nbgrader(folder, "generate_assignment", LESSON)
    released = folder / "release" / LESSON / f"{LESSON}.ipynb"
    text = released.read_text(encoding="utf-8")
    assert "SOLUTION" not in text
    for name in NAMES:  # only the stub is left
        left = "".join(cell(json.loads(text), f"answer-{name}")["source"])
        assert left.endswith(course.sets.CLEARED)

    students: dict[str, tuple[Edit, float]] = {
        "right": (solve, 1),
        "empty": (lambda nb: None, 0),
        "tampered": (tampered, 0),
        "half": (half_wrong, -1),
    }
    for student, (edit, _) in students.items():
        target = folder / "submitted" / student / LESSON
        target.mkdir(parents=True)
        nb = json.loads(text)
        edit(nb)
        (target / released.name).write_text(json.dumps(nb), encoding="utf-8")
    nbgrader(folder, "autograde", LESSON, "--create")
    nbgrader(folder, "generate_feedback", LESSON)
    nbgrader(folder, "export")
    rows = list(csv.DictReader((folder / "grades.csv").read_text("utf-8").splitlines()))
    got = {row["student_id"]: float(row["score"]) for row in rows}
    full = sum(course.answers.worth(exercises.all_exercises()[name]) for name in NAMES)
    assert got == {"right": full, "empty": 0, "tampered": 0, "half": full - 1}
    page = (folder / "feedback" / "half" / LESSON / f"{LESSON}.html").read_text(encoding="utf-8")
    told = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", page))
    first_words = re.sub(r"[`*]", "", exercises.all_exercises()[FIRST].slips[0].words)[:40]
    assert first_words in told  # the check's own sentence
    shutil.rmtree(folder)
