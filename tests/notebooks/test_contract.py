"""Does every lesson keep the contract, and does the contract see a lesson that breaks it?"""

from pathlib import Path

import contract
import nbformat
import pytest
from gates import code_cells
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from bnlab import exercises
from tools import notebooks as tool

ROOT = Path(__file__).resolve().parents[2]
LESSONS = sorted(ROOT.glob("notebooks/*.ipynb"))


def test_every_notebook_is_a_lesson_and_no_number_is_left_out():
    assert [p.name[:2] for p in LESSONS] == [f"{number:02d}" for number in range(len(LESSONS))]
    assert [p.name for p in LESSONS if not contract.LESSON.fullmatch(p.name)] == []


@pytest.mark.parametrize("path", LESSONS, ids=[p.stem for p in LESSONS])
def test_lesson_keeps_the_contract(path):
    assert contract.faults(nbformat.read(path, as_version=4), path) == []


# -- a small lesson without a fault, and what may be wrong with it

TITLE = """\
# 01 · Good

**What you'll do:** this.

**What you'll learn:** that.

**What you need:** [00](00_before.ipynb), and some [NumPy](https://numpy.org).

*About 1 minutes of reading (an estimate), and the exercises. Runs in about 2 seconds.*"""
FOLD = "<details>\n<summary>{}</summary>\n\nAn answer.\n</details>"
RECALL = "\n\n".join(FOLD.format(f"00: What is {thing}?") for thing in ("this", "that"))
BACK_AND_NEXT = "**Back:** [00](00_before.ipynb) · **Next:** [02](02_after.ipynb)"
RECAP = f"See [the table](../docs/table.md).\n\n{BACK_AND_NEXT}"


def good():
    """The cells of a lesson 01: three predictions, the exercises of 01, links to its neighbours."""
    cells = [("title", TITLE), ("recall", RECALL)]
    for number in ("one", "two", "three"):
        cells += [(f"predict-{number}", "**Predict.** What will it print?")]
        cells += [(f"print-{number}", "print(1.5)")]
        cells += [(f"answer-{number}", FOLD.format("Answer"))]
    for name, exercise in exercises.all_exercises().items():
        if exercise.lesson == 1:
            slug, thing = name.replace("_", "-"), getattr(exercise, "function_name", "answer")
            stub = exercise.stub.replace("...", "...  # yours", 1)
            cells += [(f"{slug}-task", f"exercises.{name}")]
            cells += [(f"{slug}-answer", f"{stub}\n\n\nexercises.{name}.check({thing})")]
    cells += [("figure", 'ax.set_title("It falls")\nbn.plots.show(ax, alt="It falls")')]
    cells += [("recap", RECAP)]
    is_text = ("title", "recall", "predict-", "answer-", "recap")
    nb = new_notebook(metadata=tool.METADATA)
    for name, source in cells:
        new = new_markdown_cell if name.startswith(is_text) else new_code_cell
        nb.cells.append(new(source, id=name))
    figure = {"image/png": "iVBORw0KGgo=", "text/plain": "It falls"}
    cell(nb, "figure").outputs = [new_output("display_data", figure)]
    return nb


@pytest.fixture
def place(tmp_path):
    """Where the lesson stands, between its neighbours."""
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "table.md").touch()
    (tmp_path / "notebooks").mkdir()
    for name in ("00_before.ipynb", "01_good.ipynb", "02_after.ipynb"):
        (tmp_path / "notebooks" / name).touch()
    return tmp_path / "notebooks" / "01_good.ipynb"


def test_a_good_lesson_has_no_faults(place):
    assert contract.faults(good(), place) == []


def test_the_first_and_the_last_lesson_lead_in_one_direction_only(place):
    """Nothing is asked before 00, which has no exercises, and nothing comes after the last."""
    first, last = good(), good()
    replace(first, "title", "# 01 · Good", "# Good")
    replace(first, "title", " Runs in about 2 seconds.", "")
    replace(first, "recap", BACK_AND_NEXT, "**Next:** [01](01_good.ipynb)")
    drop(first, "recall", *[c.id for c in code_cells(first) if "exercises." in c.source])
    assert contract.faults(first, place.with_name("00_before.ipynb")) == []
    replace(last, "recap", " · **Next:** [02](02_after.ipynb)", "")
    place.with_name("02_after.ipynb").unlink()
    assert contract.faults(last, place) == []


def test_a_prediction_that_is_committed_needs_no_fold(place):
    nb = good()
    i = nb.cells.index(cell(nb, "predict-two"))
    nb.cells[i] = new_code_cell("predictions.third_valley", id="predict-two")
    drop(nb, "answer-two")
    assert contract.faults(nb, place) == []


def cell(nb, name):
    return next(c for c in nb.cells if c.id == name)


def replace(nb, name, old, new):
    """In one cell; the text must be there, or the test would test nothing."""
    assert old in cell(nb, name).source
    cell(nb, name).source = cell(nb, name).source.replace(old, new)


def drop(nb, *names):
    assert {c.id for c in nb.cells} >= set(names)
    nb.cells = [c for c in nb.cells if c.id not in names]


def swap(nb, one, other):
    i, j = (nb.cells.index(cell(nb, name)) for name in (one, other))
    nb.cells[i], nb.cells[j] = nb.cells[j], nb.cells[i]


def append(nb, name, source):
    nb.cells.insert(-1, new_code_cell(source, id=name))


def long_cells(nb):
    for c in code_cells(nb):
        c.source += "\nx = 1" * 6


def stores_an_error(nb):
    """With the tag that lets validation expect it."""
    error = new_output("error", ename="ValueError", evalue="no", traceback=[])
    cell(nb, "print-one").update(outputs=[error])
    cell(nb, "print-one").metadata.tags = ["raises-exception"]


ANSWER = "batch-variance-answer"
SPOILED = {  # a name for each: what is done to the good lesson, and what the contract says
    "another title": (
        lambda nb: replace(nb, "title", "# 01 ·", "# 1 ·"), "does not begin with '# 01 · '"),
    "no need": (
        lambda nb: replace(nb, "title", "**What you need:**", "Needs:"), "what you need"),
    "learn before do": (
        lambda nb: replace(nb, "title", "**What you'll do:** this.\n\n**What you'll learn:** that.",
                           "**What you'll learn:** that.\n\n**What you'll do:** this."),
        "what you'll do"),
    "opens with code": (lambda nb: swap(nb, "title", "print-one"), "does not begin with"),
    "no time": (lambda nb: replace(nb, "title", "About 1 minutes", "Minutes"), "About N minutes"),
    "time not called an estimate": (
        lambda nb: replace(nb, "title", " (an estimate)", ""), "(an estimate)"),
    "another time": (
        lambda nb: replace(nb, "title", "About 1 ", "About 3 "), "3 minutes are stated"),
    "no run time": (lambda nb: replace(nb, "title", "Runs in", "Runs"), "Runs in about N seconds"),
    "no retrieval": (lambda nb: drop(nb, "recall"), "asks 0 retrieval questions"),
    "one retrieval question": (
        lambda nb: replace(nb, "recall", "00: What is that?", "That"), "asks 1 retrieval"),
    "retrieval later": (lambda nb: swap(nb, "recall", "answer-one"), "asks 0 retrieval"),
    "retrieval of this lesson": (
        lambda nb: replace(nb, "recall", "00: What is that?", "01: What is that?"),
        "asks for lesson 01"),
    "two predictions": (
        lambda nb: replace(nb, "predict-two", "**Predict.**", "Guess."), "2 predictions come"),
    "an answer before the run": (
        lambda nb: swap(nb, "print-two", "answer-two"), "answered before the code has run"),
    "question after the run": (
        lambda nb: swap(nb, "predict-two", "print-two"), "2 predictions come"),
    "predictions in a list only": (
        lambda nb: replace(nb, "predict-two", "**Predict.**", "1. **Predict.**"),
        "2 predictions come"),
    "an answer not folded": (lambda nb: drop(nb, "answer-three"), "2 predictions come"),
    "no blank line in a fold": (
        lambda nb: replace(nb, "answer-one", "</summary>\n\n", "</summary>\n"),
        "answer-one: a fold is not"),
    "a fold left open": (
        lambda nb: replace(nb, "answer-one", "</details>", ""), "answer-one: a fold is not"),
    "a fold without summary": (
        lambda nb: replace(nb, "answer-one", "<summary>Answer</summary>", "Answer"),
        "answer-one: a fold is not"),
    "another stub": (lambda nb: replace(nb, ANSWER, "var = ...", "v = ..."), "with the stub of"),
    "a solved stub": (lambda nb: replace(nb, ANSWER, "...", "np.var(z)"), "with the stub of"),
    "no task": (lambda nb: drop(nb, "batch-variance-task"), "the task, a cell"),
    "task after the stub": (lambda nb: swap(nb, "batch-variance-task", ANSWER), "the task, a cell"),
    "an exercise left out": (lambda nb: drop(nb, ANSWER), "that are not in it: batch_variance"),
    "two exercises": (
        lambda nb: drop(nb, *[c.id for c in nb.cells if ".check(" in c.source][2:]),
        "2 exercises, and 3 is the least"),
    "unknown exercise": (
        lambda nb: append(nb, "unknown", "exercises.unknown.check(1)"), "no exercise unknown"),
    "asks for a hint": (
        lambda nb: append(nb, "help", "exercises.normalise.hint()"), "asks for no hint"),
    "shows a solution": (
        lambda nb: append(nb, "help", "exercises.normalise.solution()"), "asks for no hint"),
    "a dead link": (
        lambda nb: replace(nb, "recap", "table.md", "tables.md"), "../docs/tables.md does not"),
    "a dead link to a lesson": (
        lambda nb: replace(nb, "title", "00_before", "00_after"), "00_after.ipynb does not exist"),
    "a link to a heading": (
        lambda nb: replace(nb, "recap", "table.md", "table.md#top"), "name headings differently"),
    "no way back": (
        lambda nb: replace(nb, "recap", "**Back:** [00](00_before.ipynb)", ""), "no link '**Back:"),
    "next is not the next": (
        lambda nb: replace(nb, "recap", "02_after", "00_before"), "no link '**Next:** […](02_"),
    "next without link": (
        lambda nb: replace(nb, "recap", "[02](02_after.ipynb)", "02"), "no link '**Next:"),
    "goes on after the links": (
        lambda nb: nb.cells.append(new_markdown_cell("Bye.", id="bye")), "no link '**Back:"),
    "long cells": (long_cells, "the median code cell has"),
    "a very long cell": (
        lambda nb: append(nb, "long", "\n\n".join(["x = 1"] * 16)), "long: 16 lines of code"),
    "a figure without title": (
        lambda nb: replace(nb, "figure", 'ax.set_title("It falls")', "ax.plot(x)"),
        "figure: a figure whose axes get no title"),
    "downloads by address": (
        lambda nb: append(nb, "get", 'np.loadtxt("https://numpy.org/x.csv")'), "needs no network"),
    "imports a client": (
        lambda nb: append(nb, "get", "from urllib.request import urlopen"), "needs no network"),
    "downloads a data set": (
        lambda nb: append(nb, "get", "keras.datasets.mnist.load_data()"), "needs no network"),
    "installs something": (
        lambda nb: append(nb, "get", "%pip install torch"), "needs no network"),
    "asks the shell": (lambda nb: append(nb, "get", "!ls"), "needs no network"),
    "another kernel": (
        lambda nb: nb.metadata.kernelspec.update(name="bnlab"), "not python3"),
    "no kernel": (lambda nb: nb.metadata.pop("kernelspec"), "not python3"),
    "an id that says nothing": (
        lambda nb: cell(nb, "print-one").update(id="Cell_1"), "Cell_1: the id of a cell"),
    "an id twice": (
        lambda nb: cell(nb, "print-one").update(id="print-two"), "print-two: two cells"),
    "stores an error": (stores_an_error, "print-one: stores an error"),
}  # fmt: skip


@pytest.mark.parametrize("name", SPOILED)
def test_the_contract_sees(name, place):
    spoil, says = SPOILED[name]
    nb = good()
    spoil(nb)
    assert says in "\n".join(contract.faults(nb, place))
