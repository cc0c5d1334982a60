"""The first lesson as a student sees it: a picture within five seconds, and a slider moves it."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from browser.jupyter import Notebook
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

LESSON = Path(__file__).resolve().parents[2] / "notebooks" / "00_start_here.ipynb"


@pytest.mark.alone
def test_run_all_then_a_slider_moves_the_picture(
    open_notebook: Callable[..., Notebook], artifacts: Path
) -> None:
    notebook = open_notebook(LESSON)
    page = notebook.page
    start = time.perf_counter()
    page.evaluate("() => void window.jupyterapp.commands.execute('notebook:run-all-cells')")
    image = notebook.explorer().locator("img")
    expect(image).to_be_visible(timeout=30_000)
    seconds = time.perf_counter() - start
    notebook.wait_until_done()

    live, readout = notebook.explorer().locator("[aria-live]"), notebook.explorer()
    readout = readout.locator(".widget-readout").first
    expect(live).to_contain_text("Raw z has mean")
    source, said, value = image.get_attribute("src"), live.inner_text(), readout.inner_text()
    handle = notebook.explorer().locator(".noUi-handle").first
    handle.focus()
    for _ in range(5):
        handle.press("ArrowLeft")
    expect(readout).not_to_have_text(value)
    expect(live).not_to_have_text(said)
    assert image.get_attribute("src") != source
    notebook.explorer().scroll_into_view_if_needed()
    page.screenshot(path=artifacts / "00_start_here.png")

    assert notebook.errors() == []
    assert notebook.problems == []
    assert seconds < 5, f"the first picture took {seconds:.1f} s"
