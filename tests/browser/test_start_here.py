"""The first lesson as a student sees it: untouched when opened, a picture soon, kept when saved."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook
from playwright.sync_api import expect

from bnlab import lessons
from browser.jupyter import Notebook

pytestmark = pytest.mark.browser

LESSON = Path(__file__).resolve().parents[2] / "notebooks" / "00_start_here.ipynb"


def test_run_all_then_a_slider_moves_the_picture(
    open_notebook: Callable[..., Notebook], artifacts: Path
) -> None:
    notebook = open_notebook(LESSON)
    page = notebook.page
    page.evaluate("() => void window.jupyterapp.commands.execute('notebook:run-all-cells')")
    bars = notebook.explorer().locator("[data-mark='z_tilde bars'] path")
    notebook.explorer().scroll_into_view_if_needed()  # what is out of sight is not drawn yet
    expect(bars).to_be_attached(timeout=30_000)
    notebook.wait_until_done()

    live = notebook.explorer().locator("[aria-live]")
    readout = notebook.explorer().locator(".readout").nth(2)
    expect(live).to_contain_text("Raw z has mean")
    drawn, said, value = bars.get_attribute("d"), live.inner_text(), readout.input_value()
    handle = notebook.explorer().locator("input[type=range]").nth(2)  # γ
    handle.focus()
    for _ in range(5):
        handle.press("ArrowLeft")
    expect(readout).not_to_have_value(value)
    expect(live).not_to_have_text(said)
    assert bars.get_attribute("d") != drawn
    notebook.explorer().scroll_into_view_if_needed()
    page.screenshot(path=artifacts / "00_start_here.png")

    assert notebook.errors() == []
    assert notebook.problems == []


def test_opening_a_copy_changes_nothing_and_nothing_covers_it(
    open_notebook: Callable[..., Notebook], tmp_path: Path
) -> None:
    lessons.copy(tmp_path)
    notebook = open_notebook((tmp_path / lessons.START).rename(tmp_path / "copied.ipynb"))
    shown = "window.jupyterapp.shell.currentWidget"
    notebook.page.evaluate(f"async () => void await {shown}.sessionContext.session.kernel.info")
    notebook.page.wait_for_timeout(500)  # then JupyterLab notes what the kernel is
    assert notebook.page.evaluate(f"() => {shown}.context.model.dirty") is False
    expect(notebook.page.locator(".Toastify__toast, .jp-Dialog")).to_have_count(0)


def test_a_saved_explorer_is_a_picture_when_the_kernel_is_gone(
    open_notebook: Callable[..., Notebook], folder: Path, tmp_path: Path
) -> None:
    cell = new_code_cell("import bnlab as bn\nbn.explorers.one_layer()")
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    nb = new_notebook(cells=[cell], metadata={"kernelspec": kernel})
    nbformat.write(nb, tmp_path / "kept.ipynb")
    notebook = open_notebook(tmp_path / "kept.ipynb")
    notebook.run_all()
    expect(notebook.explorer()).to_be_visible()
    notebook.page.evaluate("() => window.jupyterapp.commands.execute('docmanager:save')")
    notebook.page.wait_for_timeout(500)
    (stored,) = json.loads((folder / "kept.ipynb").read_text())["cells"][0]["outputs"]
    assert not [kind for kind in stored["data"] if "widget" in kind]

    shutil.copy(folder / "kept.ipynb", tmp_path / "reopened.ipynb")
    again = open_notebook(tmp_path / "reopened.ipynb")
    expect(again.page.locator(".jp-OutputArea-output img")).to_be_visible()
    assert "rror displaying widget" not in again.page.inner_text(".jp-Notebook")
