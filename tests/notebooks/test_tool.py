"""Does `tools/notebooks.py` store the same bytes for the same run, and only what it should?"""

import base64
import io

import nbformat
import pytest
from gates import VIEW
from nbformat.v4 import new_code_cell, new_notebook
from PIL import Image

from tools import notebooks as tool

FIGURE = """\
import matplotlib.pyplot as plt
from IPython.display import display

figure, ax = plt.subplots(figsize=(4, 2), dpi=80)
ax.plot([0, 1], [0, 1], color="#0072B2", linewidth=0.8)
ax.set_title("A finding")
display(figure, metadata={"image/png": {"alt": "a line", "width": 300}})
plt.close(figure)
"""
STREAMS = """\
import sys

for i in range(50):
    print(i, end=" ", flush=True)
    print("!", end="", file=sys.stderr, flush=True)
"""
WIDGETS = """\
import ipywidgets as widgets

out = widgets.Output()
with out:
    print("inside")
display(out)
widgets.FloatSlider()
"""
HUGE = """\
from PIL import Image

Image.effect_noise((300, 300), 90)
"""


def write(path, *sources, tags=()):
    cells = [new_code_cell(source.strip(), id=f"cell-{i}") for i, source in enumerate(sources)]
    cells[-1].metadata = nbformat.from_dict({"tags": list(tags), "collapsed": True})
    nbformat.write(new_notebook(cells=cells), path)
    return path


@pytest.fixture(scope="module")
def refreshed(tmp_path_factory):
    """A notebook with everything that could differ from run to run, after its first refresh."""
    path = tmp_path_factory.mktemp("tool") / "all.ipynb"
    write(path, FIGURE, STREAMS, WIDGETS, "x=1", "1 / 0", tags=["raises-exception"])
    assert tool.main([str(path)]) == 0
    return path


@pytest.mark.thorough
def test_a_second_run_gives_the_same_bytes(refreshed, capsys):
    before = refreshed.read_bytes()
    assert tool.main(["--check", str(refreshed)]) == 0
    assert "unchanged" in capsys.readouterr().out
    refreshed.with_name("edited.ipynb").write_bytes(before.replace(b"0 1 2 3", b"0 1 2 4"))
    assert tool.main(["--check", str(refreshed.with_name("edited.ipynb"))]) == 1
    assert tool.main([str(refreshed.with_name("edited.ipynb"))]) == 0
    assert refreshed.with_name("edited.ipynb").read_bytes() == before


def test_only_what_means_something_is_stored(refreshed):
    nb = nbformat.read(refreshed, as_version=4)
    assert dict(nb.metadata) == tool.METADATA
    assert [cell.id for cell in nb.cells] == [f"cell-{i}" for i in range(5)]
    assert [cell.execution_count for cell in nb.cells] == [1, 2, 3, 4, 5]
    assert [dict(cell.metadata) for cell in nb.cells] == [{}] * 4 + [{"tags": ["raises-exception"]}]
    assert nb.cells[3].source == "x = 1"
    data = [o.data for cell in nb.cells for o in cell.outputs if "data" in o]
    assert not [d for d in data if VIEW in d]
    (error,) = nb.cells[4].outputs
    assert error.traceback == ["ZeroDivisionError: division by zero"]


def test_streams_are_joined(refreshed):
    outputs = nbformat.read(refreshed, as_version=4).cells[1].outputs
    assert {o.name: o.text for o in outputs} == {
        "stdout": "".join(f"{i} " for i in range(50)),
        "stderr": "!" * 50,
    }


def test_a_figure_is_a_small_palette_png_that_keeps_its_thin_line_blue(refreshed):
    (figure,) = nbformat.read(refreshed, as_version=4).cells[0].outputs
    assert figure.metadata == {"image/png": {"alt": "a line"}}
    png = base64.b64decode(figure.data["image/png"])
    image = Image.open(io.BytesIO(png))
    assert (image.mode, image.info) == ("P", {})
    assert len(image.getcolors()) <= 64
    assert len(png) < 4000
    pixels = [colour for _, colour in image.convert("RGB").getcolors()]
    assert (
        min(sum(abs(c - d) for c, d in zip(p, (0, 0x72, 0xB2), strict=True)) for p in pixels) < 60
    )


@pytest.mark.parametrize(
    ("source", "says"),
    [(HUGE, "a lesson stores 40 KB at most"), ("1 / 0", "ZeroDivisionError")],
)
def test_what_cannot_be_stored_leaves_the_file_alone(source, says, tmp_path, capsys):
    path = write(tmp_path / "bad.ipynb", source)
    before = nbformat.read(path, as_version=4)
    assert tool.main([str(path)]) == 1
    assert says in capsys.readouterr().err
    assert nbformat.read(path, as_version=4) == before
