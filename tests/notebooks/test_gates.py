"""Does validation see what is wrong with a notebook? Each gate sees a bad one, and must fail."""

import base64
import hashlib
import io
import os
import random
import re
import shutil
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import nbformat
import numpy as np
import pytest
from gates import VIEW, code_cells, faults, looks_away, numeric
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from PIL import Image

import bnlab as bn
from bnlab.style import html_image
from tools import notebooks as tool

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
WITH_EXPLORER = [p for p in NOTEBOOKS if "explorers." in p.read_text(encoding="utf-8")]


def each(paths, quick=None):
    """One test a notebook; with `quick` only that lesson's when the run is a quick one."""
    later = () if quick is None else pytest.mark.thorough
    params = [
        pytest.param(p, id=p.stem, marks=() if p.name.startswith(quick or "") else later)
        for p in paths
    ]
    return pytest.mark.parametrize("path", params)


# -- the committed notebooks


def test_there_are_notebooks_and_explorers_in_them():
    assert NOTEBOOKS
    assert WITH_EXPLORER


@each(NOTEBOOKS)
def test_notebook_has_no_faults(path):
    found = list(faults(nbformat.read(path, as_version=4)))
    assert not found


@each(NOTEBOOKS)
def test_notebook_is_stored_as_the_tool_stores_it(path):
    nb = nbformat.read(path, as_version=4)
    tool.tidy(nb)
    assert tool.stored(nb) == path.read_bytes(), "run it with `make notebooks`"


@each(NOTEBOOKS, quick="01")
def test_one_edited_number_fails_validation(path, tmp_path):
    nb = nbformat.read(path, as_version=4)
    edited, place = with_an_edited_number(nb, seed=path.stem)
    # The copy ends at the edited cell: what comes after it cannot change the verdict.
    write_copy(edited.cells[:place], path, tmp_path / "edited.ipynb")
    *before, last = validate(tmp_path)
    assert "Cell outputs differ" in last
    assert not any(before)


@each(WITH_EXPLORER, quick="01")
def test_a_broken_callback_fails_validation(path, tmp_path):
    nb = nbformat.read(path, as_version=4)
    place = next(
        i for i, c in enumerate(nb.cells) if c.cell_type == "code" and "explorers." in c.source
    )
    sabotage = new_code_cell(BREAK_EVERY_CALLBACK, execution_count=1)
    write_copy([sabotage, *nb.cells[: place + 1]], path, tmp_path / "broken.ipynb")
    *before, last = validate(tmp_path)
    assert "a broken callback" in last
    assert not any(before)


BREAK_EVERY_CALLBACK = """\
from bnlab.explorers import explorer

def sabotaged(whole):  # a function: the notebook may use any of these names itself
    def broken(**values):
        raise RuntimeError("a broken callback")
    def init(self, controls, compute, *args, **kw):
        whole(self, controls, broken, *args, **kw)
    return init

explorer.Explorer.__init__ = sabotaged(explorer.Explorer.__init__)
"""


@pytest.mark.thorough
@pytest.mark.timeout(900)
@each(NOTEBOOKS)
def test_lesson_says_the_same_when_the_last_bits_differ(path, tmp_path):
    """As on another processor. Cells that print all digits show that the core is disturbed."""
    nb = nbformat.read(path, as_version=4)
    disturb = new_code_cell(f"import runpy\nrunpy.run_path({LAST_BITS!r})['disturb']()")
    shown = [new_code_cell(f"print({code})", execution_count=1) for code in ALL_DIGITS]
    for cell, code in zip(shown, ALL_DIGITS, strict=True):
        value = eval(code, {"bn": bn, "np": np})
        cell.outputs = [new_output("stream", text=f"{value}\n")]
    imports = new_code_cell("import bnlab as bn\nimport numpy as np")
    write_copy([disturb, *nb.cells, imports, *shown], path, tmp_path / "disturbed.ipynb")
    messages = validate(tmp_path, seconds=400)  # the disturbance takes time at every call
    assert not "".join(messages[: -len(shown)])
    assert all("Cell outputs differ" in message for message in messages[-len(shown) :])


LAST_BITS = str(Path(__file__).with_name("last_bits.py"))
ALL_DIGITS = [
    "bn.normalize([[0.1, 0.7, 0.3]])[0].tolist()",
    "bn.Tanh().forward([[0.1, 0.2, 0.4, 0.6, 0.8]]).tolist()",
    "(net := bn.BatchNorm(1)).forward([[1, 2, 4]]).any() and net.backward([[1, 2, 9]]).tolist()",
    "bn.softmax_cross_entropy([[0.2], [0.7], [0.3]], [0])[0]",
    "bn.Adam(0.1).update(theta := np.array([0.5, 0.7]), np.array([0.1, 0.2])) or theta.tolist()",
]


def with_an_edited_number(nb, seed):
    """A copy with another digit in one of the first three numeric outputs, and its cell's end."""
    edited = nbformat.from_dict(nb)
    places = [
        (i, output)
        for i, cell in enumerate(edited.cells)
        if cell.cell_type == "code" and not looks_away(cell)
        for output in cell.outputs
        if numeric(output) and output.output_type != "error"
    ]
    choose = random.Random(hashlib.sha256(seed.encode()).digest())
    i, output = choose.choice(places[:3])
    holder, key = (output, "text") if "text" in output else (output.data, "text/plain")
    digit = choose.choice(list(re.finditer(r"(?<![0-9A-Za-z])\d", holder[key])))
    changed = str((int(digit[0]) + 1) % 10)
    holder[key] = holder[key][: digit.start()] + changed + holder[key][digit.end() :]
    return edited, i + 1


def write_copy(cells, original, target):
    """A notebook of `cells`, beside copies of the files (pictures, data) that the original has."""
    for neighbour in original.parent.iterdir():
        if neighbour.suffix != ".ipynb" and not neighbour.name.startswith("."):
            put = shutil.copytree if neighbour.is_dir() else shutil.copy
            if not (target.parent / neighbour.name).exists():
                put(neighbour, target.parent / neighbour.name)
    nbformat.write(new_notebook(cells=cells, metadata=tool.METADATA), target)


def validate(folder, seconds=120):
    """Strict validation of the notebook in a folder: each code cell's message, "" if it passed."""
    report = folder / "report.xml"
    command = [sys.executable, "-m", "pytest", "--nbval", str(folder), "--rootdir", str(folder)]
    command += ["-c", str(ROOT / "pyproject.toml"), f"--junitxml={report}", "--color=no"]
    command += ["-p", "no:cacheprovider", "-p", "pytest_timeout", "-p", "nbval.plugin"]
    command += [f"--nbval-cell-timeout={seconds}"]
    command += ["-p", "conftest"]  # which pytest does not find above the copies
    only_these = os.environ | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}  # half the time
    run = subprocess.run(command, cwd=ROOT, env=only_these, capture_output=True, text=True)
    assert run.returncode in (0, 1), run.stdout + run.stderr
    return [
        "".join(f"{child.get('message')}\n{child.text}" for child in case)
        for case in ElementTree.parse(report).iter("testcase")
    ]


# -- the rules, each shown a notebook that breaks it


def png(size=(40, 30), colours=2):
    """A base64 PNG of noise; with 2 colours a palette one."""
    noise = np.random.default_rng(0).integers(0, colours, (*size[::-1], 3), dtype=np.uint8)
    image = Image.fromarray(noise * (255 // max(colours - 1, 1)))
    buffer = io.BytesIO()
    (image.quantize(8) if colours == 2 else image).save(buffer, "PNG")
    return base64.b64encode(buffer.getvalue()).decode()


def good():
    """A notebook without a fault: text, and three cells with a number, the last with a figure."""
    figure = new_output(
        "display_data",
        {"text/html": html_image(base64.b64decode(png()), "noise", 20), "text/plain": "noise"},
    )
    cells = [
        new_markdown_cell("# Title\n![a graph](graph.png)"),
        new_code_cell("print(1.5)", outputs=[new_output("stream", text="1.5\n")]),
        new_code_cell("2 + 2", outputs=[new_output("execute_result", {"text/plain": "4"})]),
        new_code_cell("show()", outputs=[figure, new_output("stream", text="accuracy 0.97\n")]),
    ]
    for number, cell in enumerate(cells[1:], 1):
        cell.execution_count = number
    return new_notebook(cells=cells)


def test_a_good_notebook_has_no_faults():
    assert not list(faults(good()))


def never_run(nb):
    nb.cells[2].update(execution_count=None, outputs=[])


def stripped(nb):
    for cell in code_cells(nb):
        cell.update(execution_count=None, outputs=[])


def out_of_order(nb):
    nb.cells[1].execution_count, nb.cells[2].execution_count = 2, 1


def two_numbers_only(nb):
    nb.cells[1].outputs = []


def a_number_that_is_only_a_figures_size(nb):
    nb.cells[1].outputs = [new_output("display_data", {"text/plain": "<Figure size 9x4>"})]


def a_number_that_is_only_a_widgets_start(nb):
    text = "FloatSlider(value=0.0, description='mean')"
    nb.cells[1].outputs = [new_output("display_data", {"text/plain": text})]


def a_number_that_is_only_an_address(nb):
    nb.cells[1].outputs = [new_output("stream", text="object at 0x7f001122aabb\n")]


def looked_away_from(nb):
    nb.cells[1].metadata.update(tags=["nbval-ignore-output"], reason="times differ")


def tag_without_reason(nb):
    nb.cells.append(new_code_cell("x = 1", execution_count=4))
    nb.cells[-1].metadata.tags = ["nbval-ignore-output"]


def steering_comment(nb):
    nb.cells[1].source = "# NBVAL_IGNORE_OUTPUT\nprint(1.5)"


def empty_cell(nb):
    nb.cells.append(new_code_cell("", execution_count=4))


def stores_stderr(nb):
    nb.cells[1].outputs.append(new_output("stream", name="stderr", text="UserWarning: …"))


def stores_an_error(nb):
    nb.cells[1].outputs.append(new_output("error", ename="E", evalue="no", traceback=[]))


def names_a_path(nb):
    nb.cells[1].outputs[0].text = "saved 1 file to /Users/Me/net.npz\n"


def stores_a_widget_view(nb):
    nb.cells[2].outputs[0].data[VIEW] = {"model_id": "0"}


def stores_widget_state(nb):
    nb.metadata.widgets = {}


def change_figure(nb, png, alt):
    nb.cells[3].outputs[0].data["text/html"] = html_image(base64.b64decode(png), alt, 20)


def large_figure(nb):
    change_figure(nb, png((400, 300)), "noise")


def full_colour_figure(nb):
    change_figure(nb, png(colours=250), "noise")


def figure_without_alt_text(nb):
    change_figure(nb, png(), "")


def large_raw_picture(nb):
    nb.cells[3].outputs[0].data["image/png"] = png((400, 300))


def raw_picture_without_alt_text(nb):
    nb.cells[3].outputs[0].data = {"image/png": png(), "text/plain": "noise"}


def names_a_path_in_html(nb):
    nb.cells[3].outputs[0].data["text/html"] += "<p>/Users/ada/net.npz</p>"


def html_that_is_not_compared(nb):
    nb.cells[3].outputs[0].data["text/plain"] = "<IPython.core.display.HTML object>"


def figure_without_a_number(nb):
    text = nb.cells[3].outputs.pop()
    nb.cells[2].outputs.append(text)


def image_without_alt_text(nb):
    nb.cells[0].source = "![](graph.png)"


def html_image_without_alt_text(nb):
    nb.cells[0].source = '<img src="graph.png" alt="">'


def large_attachment(nb):
    nb.cells[0].attachments = {"a.png": {"image/png": png((400, 300))}}


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (never_run, "execution counts"),
        (stripped, "0 outputs with a number"),
        (out_of_order, "execution counts"),
        (two_numbers_only, "2 outputs with a number"),
        (a_number_that_is_only_a_figures_size, "2 outputs with a number"),
        (a_number_that_is_only_a_widgets_start, "2 outputs with a number"),
        (a_number_that_is_only_an_address, "2 outputs with a number"),
        (looked_away_from, "2 outputs with a number"),
        (tag_without_reason, "without a `reason`"),
        (steering_comment, "a comment steers"),
        (empty_cell, "an empty cell"),
        (stores_stderr, "stores stderr"),
        (stores_an_error, "without the tag raises-exception"),
        (names_a_path, "path of a machine"),
        (stores_a_widget_view, "stores a widget view"),
        (stores_widget_state, "widget state"),
        (large_figure, "40 KB is the most"),
        (full_colour_figure, "no palette PNG"),
        (figure_without_alt_text, "a figure without alt text"),
        (large_raw_picture, "40 KB is the most"),
        (raw_picture_without_alt_text, "a figure without alt text"),
        (names_a_path_in_html, "path of a machine"),
        (html_that_is_not_compared, "stores HTML without words"),
        (figure_without_a_number, "no number beside it"),
        (image_without_alt_text, "an image in the text without alt text"),
        (html_image_without_alt_text, "an image in the text without alt text"),
        (large_attachment, "is over 40 KB"),
    ],
)
def test_the_gate_refuses(spoil, says):
    nb = good()
    spoil(nb)
    assert says in "\n".join(faults(nb))
