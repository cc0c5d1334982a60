"""Marks are what they should be, whatever a notebook does; and each comes with its reason."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from helpers import draws

from bnlab import course
from bnlab.course.answers import answer_cells, asked, worth
from bnlab.course.report import mistake
from bnlab.exercises import Choice, Function, all_exercises
from bnlab.lessons import fresh_copies

LESSON = "01"
NAMES = asked()[LESSON]
EXERCISES = {name: all_exercises()[name] for name in NAMES}
OF = sum(worth(exercise) for exercise in EXERCISES.values())
LIMITS = course.Limits(seconds=30, total=120)


def right(name: str) -> str:
    """A cell that answers an exercise rightly."""
    exercise = EXERCISES[name]
    if isinstance(exercise, Function):
        own = exercise.function_name
        return f"{exercise._solution}\n\nexercises.{name}.check({own})"
    return f"exercises.{name}.check({''.join(exercise.right)!r})"


def wrong(name: str, rng: np.random.Generator) -> tuple[str, str]:
    """A cell with a mistake that a student makes, and what the check should say of it."""
    exercise = EXERCISES[name]
    if isinstance(exercise, Choice):
        letter = str(rng.choice(sorted(exercise.wrong)))
        return f"exercises.{name}.check({letter!r})", exercise.wrong[letter]
    runs = [
        (source, slip.words)
        for slip in exercise.slips
        for source in slip.wrong
        if not {*exercise.run(source).__code__.co_names} & {*exercise.helpers} - {"np", "bn"}
    ]
    source, words = runs[rng.integers(len(runs))]
    return f"{source}\n\nexercises.{name}.check({exercise.function_name})", words


def write(path: Path, cells: list[str], metadata: dict[str, Any] | None = None) -> Path:
    """A notebook of code cells, some front-ends' way: no ids, no metadata."""
    code = [
        {"cell_type": "code", "source": c, "metadata": {}, "outputs": [], "execution_count": None}
        for c in ["import numpy as np\nimport bnlab as bn\nfrom bnlab import exercises", *cells]
    ]
    nb = {"cells": code, "metadata": metadata or {}, "nbformat": 4, "nbformat_minor": 4}
    path.write_text(json.dumps(nb), encoding="utf-8")
    return path


def test_marks_are_those_of_what_was_handed_in(tmp_path: Path) -> None:
    """Synthetic students of known quality: points, reasons and named mistakes as expected."""
    rng = np.random.default_rng(3)
    files, expected = [], []
    for i in range(draws(4, 24)):
        cells, words = [], {}
        for name in NAMES:
            kind = rng.choice(["right", "wrong", "stub", "nothing"], p=[0.5, 0.3, 0.1, 0.1])
            if kind == "right":
                cells.append(right(name))
                words[name] = ("Correct", EXERCISES[name].why)
            elif kind == "wrong":
                cell, said = wrong(name, rng)
                cells.append(cell)
                words[name] = ("Not yet", said)
            elif kind == "stub" and isinstance(EXERCISES[name], Function) and EXERCISES[name].stub:
                own = EXERCISES[name].function_name
                cells.append(f"{EXERCISES[name].stub}\n\nexercises.{name}.check({own})")
                words[name] = ("Not started", "")
        files.append(write(tmp_path / f"student {i}.ipynb", [*cells, right(NAMES[0])]))
        words[NAMES[0]] = ("Correct", EXERCISES[NAMES[0]].why)  # a second cell: the best counts
        expected.append(words)
    graded = course.grade(files, limits=LIMITS)
    for one, words in zip(graded, expected, strict=True):
        assert one.notes == []
        assert (one.lesson, one.of) == (LESSON, OF)
        for mark in one.marks:
            status, said = words.get(mark.exercise, ("Not started", ""))
            assert (mark.status, said in mark.words) == (status, True), mark
            if status == "Not yet":
                assert mistake(EXERCISES[mark.exercise], mark.words) is not None

    table = course.write_csv(graded, tmp_path / "m.csv").read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(table)))
    assert [float(row["points"]) for row in rows] == [one.points for one in graded]
    assert all(
        row[f"{m.exercise}: reason"].endswith(m.words)
        for row, g in zip(rows, graded, strict=True)
        for m in g.marks
    )
    pages = course.write_feedback(graded, tmp_path / "feedback")
    assert len(pages) == len(files) + 1
    told = sum(mark.status == "Not yet" for one in graded for mark in one.marks)
    assert pages[-1].read_text(encoding="utf-8").count('class="bar"') <= told


FUNCTION = next(name for name in NAMES if isinstance(EXERCISES[name], Function))
OWN = EXERCISES[FUNCTION].function_name
CHECK = f"exercises.{FUNCTION}.check({OWN})"
ALL = [right(name) for name in NAMES]  # FUNCTION's cell is the first
OTHERS = ALL[1:]
AS_Q = ALL[0].replace(f"exercises.{FUNCTION}", "q")


def cheat(line: str) -> str:
    """A wrong answer that does something when it is called."""
    return f"def {OWN}(*arguments):\n    {line}\n    return 0\n\n{CHECK}"


PATCH_SAME = "import bnlab.exercises.function as f; f.same = lambda *_: True"
PATCH_NUMPY = "np.allclose = np.array_equal = lambda *_, **__: True"
PATCH_CHECK = (
    "from bnlab.exercises.exercise import Exercise as E; E.check = E.judge = lambda *_: True"
)
CLOSE = "import os, sys; os.close(1); sys.stdout.close()"

# What a notebook's cells are; whether FUNCTION is right all the same; what is noted.
TROUBLES: dict[str, tuple[list[str], bool, str]] = {
    "a cell twice": ([*ALL, *ALL], True, ""),
    "the check's line deleted": ([ALL[0].rpartition("\n")[0], *OTHERS], True, ""),
    "a name of one's own": ([f"q = exercises.{FUNCTION}", AS_Q, *OTHERS], True, ""),
    "imported": ([f"from bnlab.exercises import {FUNCTION} as q", AS_Q, *OTHERS], True, ""),
    "an assertion": ([ALL[0].replace("exercises.", "assert exercises."), *OTHERS], True, ""),
    "check replaced": ([PATCH_CHECK, cheat(""), *OTHERS], False, ""),
    "comparison replaced": ([PATCH_SAME, PATCH_NUMPY, cheat(""), *OTHERS], False, ""),
    "replaced while it is judged": ([cheat(PATCH_SAME), *OTHERS], False, ""),
    "a missing bracket": (["print((", *ALL], True, "code cell 2: SyntaxError"),
    "ends Python": (["import os; os._exit(0)", *ALL], True, "code cell 2: this ended Python"),
    "raises SystemExit": (["raise SystemExit", *ALL], True, "code cell 2: SystemExit"),
    "an endless loop": (["while True: pass", *ALL], True, "code cell 2: this took longer than"),
    "an answer that ends Python": ([cheat("import os; os._exit(0)"), *OTHERS], False, ""),
    "an answer that never ends": ([cheat("import time; time.sleep(99)"), *OTHERS], False, ""),
    "all memory": (["x = np.ones(10**12)", *ALL], True, "code cell 2: "),
    "a gigabyte printed": (["for _ in range(1000): print('x' * 10**6)", *ALL], True, ""),
    "stdout closed": ([CLOSE, *ALL], True, ""),
    "mean deleted": (["del np.mean, np.sqrt", *OTHERS, ALL[0]], True, ""),
    "a fork": (["import os\nif os.fork() == 0: os._exit(0)", *ALL], True, ""),
    "waits for input": (["input()", *ALL], True, "code cell 2: "),
}
QUICK = ["a cell twice", "the check's line deleted", "a name of one's own", "check replaced"]
QUICK += ["comparison replaced", "ends Python", "an endless loop", "an answer that ends Python"]


def test_trouble_costs_its_own_cell_and_no_other(tmp_path: Path) -> None:
    chosen = draws(QUICK, list(TROUBLES))
    files = [write(tmp_path / f"{name}.ipynb", TROUBLES[name][0]) for name in chosen]
    graded = course.grade(files, limits=course.Limits(seconds=12, total=200), seeds=2)
    for name, one in zip(chosen, graded, strict=True):
        _, good, note = TROUBLES[name]
        points = {mark.exercise: mark.points for mark in one.marks}
        assert [points[n] > 0 for n in NAMES] == [good or n != FUNCTION for n in NAMES], (name, one)
        assert note in " ".join(one.notes), (name, one.notes)
        assert bool(note) == bool(one.notes), (name, one.notes)


@pytest.mark.parametrize(
    "content, words",
    [
        ("", "this file is empty."),
        ('{"cells": [', "this file is no notebook."),
        ('{"cells": [1, null, {"cell_type": "code"}]}', "no cell names an exercise"),
        ('{"cells": [], "metadata": {"kernelspec": {"language": "R"}}}', "written for r, not"),
        (None, "there is no such file."),
    ],
)
def test_what_is_no_submission_is_a_line_of_the_report(
    tmp_path: Path, content: str | None, words: str
) -> None:
    path = tmp_path / "=broken.ipynb"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    (one,) = course.grade([path])
    assert one.marks == [] and words in one.notes[0]
    row = (
        course.write_csv([one], tmp_path / "m.csv").read_text(encoding="utf-8-sig").splitlines()[1]
    )
    assert words in row
    assert len(course.write_feedback([one], tmp_path / "feedback")) == 2


def test_a_spreadsheet_takes_no_name_for_a_formula(tmp_path: Path) -> None:
    one = course.Graded("=HYPERLINK(1)")
    assert "'=HYPERLINK(1)" in course.write_csv([one], tmp_path / "m.csv").read_text("utf-8-sig")


def test_points_can_be_chosen(tmp_path: Path) -> None:
    path = write(tmp_path / "a.ipynb", [ALL[0]])
    (one,) = course.grade([path], points={FUNCTION: 5}, limits=LIMITS)
    assert (one.points, one.of) == (5, OF - 1 + 5)
    for bad in ({"no_such": 1}, {FUNCTION: -1}, {FUNCTION: float("nan")}):
        with pytest.raises(ValueError, match=r"no exercise called no_such|can't have"):
            course.grade([path], points=bad)
    with pytest.raises(ValueError, match="at least 1"):
        course.grade([path], seeds=0)


def test_two_files_of_one_name_get_two_pages(tmp_path: Path) -> None:
    graded = [course.Graded(f"{who}/class.ipynb") for who in ("ada", "bo", "ada")]
    pages = course.write_feedback(graded, tmp_path)
    assert len({page.name for page in pages}) == 4


@pytest.mark.thorough
def test_every_lesson_as_it_is_with_its_solutions_has_full_marks(tmp_path: Path) -> None:
    """And none as students get it: the whole lesson is run, not only its answers."""
    course.export(tmp_path / "course", run=False)
    for folder, share in (("instructor", 1), ("student", 0)):
        files = sorted((tmp_path / "course" / folder).glob("*.ipynb"))
        graded = course.grade(files, limits=course.Limits(seconds=120))
        for one in graded:
            if Path(one.file).name[:2] in asked():
                assert (one.points, one.notes) == (share * one.of, []), one


def test_all_lessons_ask_with_their_stubs() -> None:
    for name, content in fresh_copies():
        assert list(answer_cells(json.loads(content))) or name[:2] in ("00", "A4")
