"""A stored figure as readers have it: in light and dark, and read out by assistive technology."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from nbconvert import HTMLExporter
from nbformat.v4 import new_code_cell, new_notebook
from playwright.sync_api import Browser, expect

from browser.jupyter import Notebook
from tools import notebooks as tool

pytestmark = pytest.mark.browser

ALT = 'A line, "rising": 1 < 2'
SOURCE = f"""\
import bnlab as bn

ax = bn.plots.axes(size=(9, 3))
ax.plot([1, 2])
bn.plots.show(ax, alt={ALT!r})
"""


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A notebook that was run elsewhere: Jupyter here doesn't trust it."""
    notebook = new_notebook(cells=[new_code_cell(SOURCE)])
    path = tmp_path_factory.mktemp("figure") / "figure.ipynb"
    tool.run(notebook, path.parent)
    tool.tidy(notebook)
    path.write_bytes(tool.stored(notebook))
    return path


def test_jupyterlab_reads_out_a_figure_of_a_notebook_it_does_not_trust(
    stored: Path, open_notebook: Callable[..., Notebook]
) -> None:
    notebook = open_notebook(stored)
    expect(notebook.page.get_by_role("img", name=ALT, exact=True)).to_be_visible()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_an_exported_page_shows_and_reads_out_a_figure(
    theme: str, stored: Path, browser: Browser, artifacts: Path
) -> None:
    html, _ = HTMLExporter(theme=theme).from_notebook_node(nbformat.read(stored, as_version=4))
    page = browser.new_page(viewport={"width": 390, "height": 600}, device_scale_factor=2)
    page.set_content(html, wait_until="domcontentloaded")
    figure = page.get_by_role("img", name=ALT, exact=True)
    expect(figure).to_be_visible()
    box = figure.bounding_box()
    assert box is not None and box["x"] + box["width"] <= 390, "cut off on a phone"
    dark = figure.evaluate("image => getComputedStyle(image).filter")
    assert ("invert" in dark) == (theme == "dark")
    page.screenshot(path=artifacts / f"figure_{theme}.png")
    page.close()
