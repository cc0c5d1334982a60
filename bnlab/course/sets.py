"""Sets of lessons for a course: for students, for instructors, and for nbgrader.

The student set is the lessons without outputs, with their stubs, and `solution()` switched off by
the file `course.json` beside them. The instructor set has every solution filled in and was run.
Solutions can't be hidden from whoever reads the installed package: marks from it are formative.
"""

from __future__ import annotations

import copy
import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ..exercises import Choice, Exercise, Function, Value
from ..exercises.exercise import COURSE
from ..lessons import fresh_copies
from .answers import answer_cells, worth

BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"
CLEARED = "# Change the lines above, or write yours here."

STUDENTS = """Lessons on batch normalisation. To open them:

    pip install "bnlab[lab]"
    bnlab lab .

Work in the notebooks and save them. Hand in the .ipynb files as they are: no need to rename a cell
or to clear an output. What you predict and solve is kept in this folder and sent nowhere.
"""

NBGRADER = f'''"""nbgrader's configuration for this course."""

c = get_config()  # noqa: F821
c.CourseDirectory.course_id = "bnlab"
c.ClearSolutions.code_stub = {{"python": "{CLEARED}"}}
c.ClearSolutions.enforce_metadata = True
c.ExecutePreprocessor.timeout = 120
'''


def export(
    out: str | os.PathLike[str], chosen: Sequence[str] = (), *, run: bool = True
) -> list[str]:
    """Write the three sets.

    Parameters
    ----------
    out : a folder that is new or empty
    chosen : numbers of lessons, such as "03"; without any, all
    run : whether the instructor set is run, so that its outputs stand in it

    Returns
    -------
    list of str
        What was written, in sentences.

    Raises
    ------
    ValueError
        If there is no such lesson, or a lesson's answer cell is not its exercise's stub.
    FileExistsError
        If the folder holds something.
    """
    out = Path(out)
    if out.exists() and any(out.iterdir()):
        raise FileExistsError(f"{out} is not empty: name a new folder.")
    all_lessons = dict(fresh_copies())
    names = _chosen(list(all_lessons), chosen)
    student, instructor, source = (out / n for n in ("student", "instructor", "nbgrader/source"))
    for folder in (student, instructor, source):
        folder.mkdir(parents=True)
    (student / COURSE).write_text('{"solutions": false}\n', encoding="utf-8")
    (student / "README.txt").write_text(STUDENTS, encoding="utf-8")
    (out / "nbgrader" / "nbgrader_config.py").write_text(NBGRADER, encoding="utf-8")
    graded = 0
    for name in names:
        nb = json.loads(all_lessons[name])
        _write(nb, student / name)
        _write(_solved(nb, run, instructor), instructor / name)
        assignment = _for_nbgrader(nb)
        if assignment:
            graded += 1
            stem = Path(name).stem
            (source / stem).mkdir()
            _write(assignment, source / stem / name)
    return [
        f"{student}: {len(names)} lessons without outputs, for students.",
        f"{instructor}: the same with solutions{', run' if run else ''}.",
        f"{source}: {graded} of them as nbgrader assignments.",
        "Solutions can't be hidden from whoever reads the installed package: "
        "call marks from these lessons formative.",
    ]


def _chosen(names: list[str], chosen: Sequence[str]) -> list[str]:
    found = []
    for number in chosen:
        fits = [name for name in names if name.startswith(number)] if number else []
        if len(fits) != 1:
            known = ", ".join(name.partition("_")[0] for name in names)
            raise ValueError(f"there is no lesson {number!r}; there are {known}.")
        found += fits
    return found or names


def solution_of(exercise: Exercise) -> str:
    """An exercise's solution as code."""
    if isinstance(exercise, Function):
        return exercise._solution
    answer: Any = ...
    if isinstance(exercise, Choice):
        answer = "".join(sorted(exercise.right))
    elif isinstance(exercise, Value):
        answer = exercise.right.tolist()
    why = "\n".join(f"# {line}" for line in exercise._solution.splitlines())
    return f"{why}\nanswer = {answer!r}"


def _check(exercise: Exercise) -> str:
    """The line that checks the answer."""
    own = exercise.function_name if isinstance(exercise, Function) else "answer"
    return f"exercises.{exercise.name}.check({own})"


def _solved(nb: dict[str, Any], run: bool, folder: Path) -> dict[str, Any]:
    """A lesson with every solution filled in, run unless it should not be."""
    nb = copy.deepcopy(nb)
    names = []
    for cell, exercise in answer_cells(nb):
        cell["source"] = f"{solution_of(exercise)}\n\n\n{_check(exercise)}"
        names.append(exercise.name)
    if not run:
        return nb
    import nbclient
    import nbformat

    done = nbformat.from_dict(nb)
    resources = {"metadata": {"path": str(folder)}}
    nbclient.NotebookClient(done, timeout=300, resources=resources).execute()
    for cell in done["cells"]:
        for name in names:
            if f"exercises.{name}.check(" in cell["source"] and "Correct" not in str(
                cell["outputs"]
            ):
                raise ValueError(f"the solution of `{name}` is not accepted: {cell['outputs']}")
    done["metadata"].pop("widgets", None)
    return dict(done)


def _for_nbgrader(nb: dict[str, Any]) -> dict[str, Any] | None:
    """A lesson as nbgrader's source: stub and solution in one cell, the mark in the next.

    The mark cell's last line is a number, which nbgrader takes for the points; the check's own
    sentence stands above it, so that feedback shows it. None if the lesson has no exercise.
    """
    nb = copy.deepcopy(nb)
    answers = {id(cell): exercise for cell, exercise in answer_cells(nb)}
    cells = []
    for cell in nb["cells"]:
        exercise = answers.get(id(cell))
        if exercise is None:
            cells.append(cell)
            continue
        stub = exercise.stub or "# Your function:"
        points = worth(exercise)
        cell["source"] = f"{stub}\n{BEGIN}\n{solution_of(exercise)}\n{END}"
        cell["metadata"]["nbgrader"] = _grader(f"answer-{exercise.name}", solution=True)
        mark: dict[str, Any] = {
            "cell_type": "code",
            "id": f"mark-{exercise.lesson:02d}-{len(cells)}",
            "metadata": {"nbgrader": _grader(f"mark-{exercise.name}", points=points)},
            "source": f"result = {_check(exercise)}\n{points} * bool(result)",
            "outputs": [],
            "execution_count": None,
        }
        cells += [cell, mark]
    nb["cells"] = cells
    return nb if answers else None


def _grader(name: str, *, solution: bool = False, points: float | None = None) -> dict[str, Any]:
    """nbgrader's metadata of a cell: one to fill in, or one that gives points."""
    what = {"grade": points is not None, "solution": solution, "locked": points is not None}
    extra = {} if points is None else {"points": points}
    return {
        "grade_id": name,
        "schema_version": 3,
        "task": False,
        "cell_type": "code",
        **what,
        **extra,
    }


def _write(nb: dict[str, Any], path: Path) -> None:
    path.write_text(json.dumps(nb, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
