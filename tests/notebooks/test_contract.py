"""Does every lesson keep the contract, and does the contract see a lesson that breaks it?"""

from pathlib import Path
from types import SimpleNamespace

import contract
import nbformat
import pytest
from gates import code_cells
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from bnlab import exercises, predictions
from tools import notebooks as tool

ROOT = Path(__file__).resolve().parents[2]
LESSONS = sorted(p for p in ROOT.glob("notebooks/*.ipynb") if p.name[0] != "A")
# Lessons that are still told in the old way. Take yours out when it is reworked.
OLD_ARC: set[str] = set()
# Lessons that are being written, while later ones are there already.
COMING: set[str] = set()


def test_every_notebook_is_a_lesson_and_no_number_is_left_out():
    numbers = {p.name[:2] for p in LESSONS} | COMING
    assert sorted(numbers) == [f"{number:02d}" for number in range(len(numbers))]
    assert [p.name for p in LESSONS if not contract.LESSON.fullmatch(p.name)] == []


@pytest.mark.parametrize("path", LESSONS, ids=[p.stem for p in LESSONS])
def test_lesson_keeps_the_contract(path):
    nb = nbformat.read(path, as_version=4)
    old = path.name[:2] in OLD_ARC
    assert (contract.craft_faults if old else contract.faults)(nb, path) == []


# -- a small lesson without a fault, and what may be wrong with it

TITLE = "# 01 · Good\n\nOne picture first."
FOLD = "<details>\n<summary>{}</summary>\n\n{}\n</details>"
EARLIER = FOLD.format(
    "From earlier lessons: two questions", "**00:** This? Yes.\n\n**00:** That? No."
)
GOAL = f"""\
**You will be able to** read [the table](../docs/table.md), and [00](00_before.ipynb).

*About 40 minutes with the exercises (an estimate); runs in about 2 seconds.*

{EARLIER}"""
ENDING = """\
## To recall

{}

## What can go wrong

- **This** and [NumPy](https://numpy.org).
- **That.**

**Back:** [00](00_before.ipynb) · **Next:** [02](02_after.ipynb)""".format(
    "\n\n".join(FOLD.format(f"Question {i}?", "Answer.") for i in (1, 2, 3))
)
BACK_AND_NEXT = "**Back:** [00](00_before.ipynb) · **Next:** [02](02_after.ipynb)"
NAMES = ("one", "two", "three")
STUBS = {"one": "def one(z):\n    var = ...\n    return var", "two": "answer = ...", "three": ""}


@pytest.fixture
def known(monkeypatch):
    """The exercises and predictions of the good lesson, in the place of ours."""
    asked = {f"ask_{name}": SimpleNamespace(lesson=1) for name in NAMES}
    given = {name: SimpleNamespace(lesson=1, stub=stub) for name, stub in STUBS.items()}
    monkeypatch.setattr(exercises, "all_exercises", lambda: given)
    monkeypatch.setattr(predictions, "all_predictions", asked)


def good():
    """The cells of a lesson 01: a result, three predictions, three exercises, its line."""
    cells = [("title", TITLE), ("first", "print(1.5)"), ("goal", GOAL)]
    for name in NAMES:
        cells += [(f"ask-{name}", f"predictions.ask_{name}"), (f"tell-{name}", "word " * 310)]
        cells += [(f"task-{name}", f"exercises.{name}")]
        stub = STUBS[name].replace("...", "...  # yours", 1)
        thing = name if stub else ""
        cells += [(f"answer-{name}", f"{stub}\n\n\nexercises.{name}.check({thing})".lstrip())]
    cells += [("figure", 'ax.set_title("It falls")\nbn.plots.show(ax, alt="It falls")')]
    cells += [("ledger", 'ledger.add(1, "good", run)'), ("ending", ENDING)]
    nb = new_notebook(metadata=tool.METADATA)
    for name, source in cells:
        is_text = name in ("title", "goal", "ending") or name.startswith("tell-")
        new = new_markdown_cell if is_text else new_code_cell
        nb.cells.append(new(source.strip(), id=name))
    cell(nb, "first").outputs = [new_output("stream", text="1.5\n")]
    figure = {"image/png": "iVBORw0KGgo=", "text/plain": "It falls"}
    cell(nb, "figure").outputs = [new_output("display_data", figure)]
    return nb


@pytest.fixture
def place(tmp_path, known):
    """Where the lesson stands, between its neighbours."""
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "table.md").touch()
    (tmp_path / "notebooks").mkdir()
    for name in ("00_before.ipynb", "01_good.ipynb", "02_after.ipynb"):
        (tmp_path / "notebooks" / name).touch()
    return tmp_path / "notebooks" / "01_good.ipynb"


def test_a_good_lesson_has_no_faults(place):
    assert contract.faults(good(), place) == []


def test_the_last_lesson_leads_in_one_direction_only(place):
    last = good()
    replace(last, "ending", " · **Next:** [02](02_after.ipynb)", "")
    place.with_name("02_after.ipynb").unlink()
    assert contract.faults(last, place) == []


def test_an_exercise_may_stand_in_an_appendix(place):
    nb = good()
    four = exercises.all_exercises()
    four["four"] = SimpleNamespace(lesson=1, stub="answer = ...")
    assert contract.faults(nb, place) == ["exercises of this lesson that are not in it: four"]
    place.with_name("A1_more.ipynb").write_text("exercises.four.check(answer)")
    assert contract.faults(nb, place) == []


def test_the_first_lesson_needs_no_exercise_and_asks_nothing_earlier(place):
    first = good()
    replace(first, "title", "# 01 · Good", "# Good")
    replace(first, "goal", EARLIER, "")
    replace(first, "goal", "runs in about 2 seconds", "no more")
    replace(first, "ledger", "add(1,", "add(0,")
    replace(first, "ending", BACK_AND_NEXT, "**Next:** [01](01_good.ipynb)")
    drop(first, *[c.id for c in code_cells(first) if "exercises." in c.source])
    drop(first, *[f"ask-{name}" for name in NAMES])
    assert contract.faults(first, place.with_name("00_before.ipynb")) == []


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
        if "predictions." not in c.source:
            c.source += "\nx = 1" * 8


def many_cells(nb):
    for i in range(30):
        append(nb, f"more-{i}", "x = 1\nexercises.one")


def stores_an_error(nb):
    """With the tag that lets validation expect it."""
    error = new_output("error", ename="ValueError", evalue="no", traceback=[])
    cell(nb, "first").update(outputs=[error])
    cell(nb, "first").metadata.tags = ["raises-exception"]


SPOILED = {  # a name for each: what is done to the good lesson, and what the contract says
    "another title": (
        lambda nb: replace(nb, "title", "# 01 ·", "# 1 ·"), "does not begin with '# 01 · '"),
    "opens with code": (lambda nb: swap(nb, "title", "figure"), "does not begin with"),
    "a long opening": (
        lambda nb: replace(nb, "title", "first.", "word " * 80), "the first cell has 8"),
    "no result in the first screen": (lambda nb: swap(nb, "first", "ledger"), "the first result"),
    "a lecture before the result": (
        lambda nb: nb.cells.insert(1, new_markdown_cell("word " * 150, id="talk")),
        "the first result comes after 2 cells and 15"),
    "no goal": (
        lambda nb: replace(nb, "goal", "**You will be able to**", "You"), "You will be able to"),
    "no time": (lambda nb: replace(nb, "goal", "About 40 minutes", "Minutes"), "About N minutes"),
    "time not called an estimate": (
        lambda nb: replace(nb, "goal", " (an estimate)", ""), "(an estimate)"),
    "a very long lesson": (lambda nb: replace(nb, "goal", "About 40", "About 400"), "About N min"),
    "no run time": (lambda nb: replace(nb, "goal", "runs in", "runs"), "runs in about N seconds"),
    "nothing from earlier": (lambda nb: replace(nb, "goal", EARLIER, ""), "asks 0 questions"),
    "one question from earlier": (
        lambda nb: replace(nb, "goal", "**00:** That", "That"), "asks 1 questions"),
    "a question on this lesson": (
        lambda nb: replace(nb, "goal", "**00:** That", "**01:** That"), "is on lesson 01"),
    "too many cells": (many_cells, "45 is the most"),
    "too much code": (
        lambda nb: [append(nb, f"more-{i}", "x = 1") for i in range(20)], "20 is the most"),
    "too many words": (
        lambda nb: replace(nb, "tell-one", "word ", "three more words "), "900 to 1600"),
    "too few words": (lambda nb: drop(nb, "tell-one"), "900 to 1600"),
    "two predictions": (lambda nb: drop(nb, "ask-one"), "2 predictions; a lesson has 3 to 5"),
    "a prediction left out": (lambda nb: drop(nb, "ask-one"), "are not in it: ask_one"),
    "a prediction twice": (
        lambda nb: append(nb, "again", "predictions.ask_one"), "asked twice: ask_one"),
    "a prediction of nobody": (
        lambda nb: append(nb, "else", "predictions.ask_four"), "does not have: ask_four"),
    "a prediction above its result": (
        lambda nb: replace(nb, "ask-one", "predictions.ask_one", "predictions.ask_one\nprint(1)"),
        "not the last line"),
    "nothing to recall": (
        lambda nb: replace(nb, "ending", "## To recall", "## Recap"), "asks 0 folded questions"),
    "no warnings": (
        lambda nb: replace(nb, "ending", "## What can go wrong", "## Errors"), "lists 0 things"),
    "too many warnings": (
        lambda nb: replace(nb, "ending", "- **That.**", "- **That.**\n" * 4), "lists 5 things"),
    "no line in the ledger": (
        lambda nb: replace(nb, "ledger", "add(1,", "add(2,"), "no cell adds the lesson's line"),
    "no blank line in a fold": (
        lambda nb: replace(nb, "ending", "</summary>\n\n", "</summary>\n"),
        "ending: a fold is not"),
    "a fold left open": (
        lambda nb: replace(nb, "ending", "</details>", ""), "ending: a fold is not"),
    "a fold without summary": (
        lambda nb: replace(nb, "goal", "<summary>", "<summery>"), "goal: a fold is not"),
    "another stub": (
        lambda nb: replace(nb, "answer-one", "var = ...", "v = ..."), "with the stub of"),
    "a solved stub": (lambda nb: replace(nb, "answer-one", "...", "z.var()"), "with the stub of"),
    "no task": (lambda nb: drop(nb, "task-one"), "the task, a cell"),
    "task after the stub": (lambda nb: swap(nb, "task-one", "answer-one"), "the task, a cell"),
    "an exercise left out": (lambda nb: drop(nb, "answer-one"), "that are not in it: one"),
    "two exercises": (
        lambda nb: drop(nb, "task-two", "answer-two"), "2 exercises; a lesson has 3 to 5"),
    "no exercise without help": (
        lambda nb: swap(nb, "answer-two", "answer-three"), "the last exercise, two, has a stub"),
    "unknown exercise": (
        lambda nb: append(nb, "unknown", "exercises.unknown.check(1)"), "no exercise unknown"),
    "asks for a hint": (
        lambda nb: append(nb, "help", "exercises.one.hint()"), "asks for no hint"),
    "shows a solution": (
        lambda nb: append(nb, "help", "exercises.one.solution()"), "asks for no hint"),
    "a dead link": (
        lambda nb: replace(nb, "goal", "table.md", "tables.md"), "../docs/tables.md does not"),
    "a dead link to a lesson": (
        lambda nb: replace(nb, "goal", "00_before", "00_after"), "00_after.ipynb does not exist"),
    "a link to a heading": (
        lambda nb: replace(nb, "goal", "table.md", "table.md#top"),
        "name headings differently"),
    "no way back": (
        lambda nb: replace(nb, "ending", "**Back:** [00](00_before.ipynb)", ""),
        "no link '**Back:"),
    "next is not the next": (
        lambda nb: replace(nb, "ending", "02_after", "00_before"), "no link '**Next:** […](02_"),
    "next without link": (
        lambda nb: replace(nb, "ending", "[02](02_after.ipynb)", "02"), "no link '**Next:"),
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
        lambda nb: cell(nb, "first").update(id="Cell_1"), "Cell_1: the id of a cell"),
    "an id twice": (
        lambda nb: cell(nb, "first").update(id="figure"), "figure: two cells"),
    "stores an error": (stores_an_error, "first: stores an error"),
}  # fmt: skip


@pytest.mark.parametrize("name", SPOILED)
def test_the_contract_sees(name, place):
    spoil, says = SPOILED[name]
    nb = good()
    spoil(nb)
    assert says in "\n".join(contract.faults(nb, place))
