"""Explorers in JupyterLab and Notebook 7: they appear, move by keyboard, and survive a storm."""

from __future__ import annotations

import ast
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import nbformat
import pytest
from helpers import later
from nbformat.v4 import new_code_cell, new_notebook
from playwright.sync_api import Locator, expect

import bnlab as bn
from browser.gallery import write_gallery
from browser.jupyter import STORM, Notebook

pytestmark = pytest.mark.browser

NAMES = list(bn.explorers.__all__)


@pytest.fixture(scope="module")
def gallery(
    open_notebook: Callable[..., Notebook], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Notebook]:
    path = tmp_path_factory.mktemp("gallery") / "gallery.ipynb"
    write_gallery(path)
    notebook = open_notebook(path)
    notebook.run_all()
    yield notebook
    assert notebook.problems == []
    assert notebook.errors() == []


@pytest.fixture(params=NAMES)
def shown(request: pytest.FixtureRequest, gallery: Notebook) -> tuple[str, Locator]:
    """An explorer's name and its place in the page, reset and scrolled into view."""
    place = gallery.explorer(NAMES.index(request.param))
    place.scroll_into_view_if_needed()
    place.get_by_role("button", name="Reset").click()
    return request.param, place


def wait_for(place: Locator, test: Callable[[], bool]) -> None:
    """Wait until the test is true, for at most five seconds."""
    for _ in range(100):
        if test():
            return
        place.page.wait_for_timeout(50)
    raise AssertionError("waited for five seconds in vain")


def sentence(place: Locator) -> str:
    return place.locator("[role=status]").inner_text()


def drawing(place: Locator) -> str:
    return " ".join(svg.inner_html() for svg in place.locator("svg[data-scales]").all())


SELECTED = "() => window.jupyterapp.shell.currentWidget.content.activeCellIndex"


def said(gallery: Notebook, name: str) -> str:
    """The sentence as the kernel has it."""
    return ast.literal_eval(gallery.ask(f"{name}.text"))


def test_appears_and_moves_by_keyboard(
    shown: tuple[str, Locator], gallery: Notebook, artifacts: Path
) -> None:
    name, place = shown
    wait_for(place, lambda: sentence(place) == said(gallery, name))
    start = sentence(place)
    expect(place.locator("svg[data-scales]").first).to_be_visible()
    place.screenshot(path=artifacts / f"{name}.png")
    handle = place.locator("input[type=range], input[type=radio]:checked").first
    handle.focus()
    for key in ("End", "Home") if handle.get_attribute("type") == "range" else ("ArrowRight",):
        handle.press(key)
        place.page.wait_for_timeout(500)
        if sentence(place) != start:
            break
    assert sentence(place) != start
    wait_for(place, lambda: gallery.ask(f"getattr({name}, 'training', False)") == "False")
    wait_for(place, lambda: sentence(place) == said(gallery, name))
    place.get_by_role("button", name="Reset").click()
    wait_for(place, lambda: sentence(place) == start)


# What Notebook 7.6.5 complains of when it opens any notebook, and after JupyterLab was open.
NOTEBOOK_7_SAYS = {
    "Cannot read properties of undefined (reading 'schema')",
    "Command 'filebrowser:open-path' not registered.",
}


@pytest.mark.parametrize(
    "app, name",  # of one_layer the page computes, of depth the kernel
    [
        ("lab", "one_layer"),
        ("notebook_7", "depth"),
        later("lab", "depth"),
        later("notebook_7", "one_layer"),
    ],
)
def test_an_arrow_key_moves_the_slider_and_not_the_notebook(
    app: str,
    name: str,
    open_notebook: Callable[..., Notebook],
    tmp_path: Path,
    artifacts: Path,
) -> None:
    source = f"import bnlab as bn\n{name} = bn.explorers.{name}()\n{name}"
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    cells = [new_code_cell(source), new_code_cell("'the next cell'")]
    path = tmp_path / f"{name}_in_{app}.ipynb"
    nbformat.write(new_notebook(cells=cells, metadata={"kernelspec": kernel}), path)
    notebook = open_notebook(path, seven=app == "notebook_7")
    assert ("/notebooks/" in notebook.page.url) == (app == "notebook_7")
    notebook.run_all()
    place = notebook.explorer()
    handle = place.locator("input[type=range]").first
    handle.focus()
    selected = notebook.page.evaluate(SELECTED)
    for key, by in (("ArrowLeft", -1), ("ArrowDown", -1), ("ArrowRight", 1), ("ArrowUp", 1)):
        number, drawn = float(handle.input_value()), drawing(place)
        handle.press(key)
        assert (float(handle.input_value()) - number) * by > 0
        wait_for(place, lambda drawn=drawn: drawing(place) != drawn)
        wait_for(place, lambda: sentence(place) == said(notebook, name))
    assert notebook.page.evaluate(SELECTED) == selected
    notebook.page.screenshot(path=artifacts / f"{name}_in_{app}.png")
    assert notebook.errors() == []
    assert set(notebook.problems) <= (NOTEBOOK_7_SAYS if app == "notebook_7" else set())


# However fast the machine, the training lasts while it is looked at: 400 steps take 20 s.
SLOWLY = """
import time
train = training_scrubber.train
def slowly(**settings):
    run, job = train(**settings)
    return run, (time.sleep(0.05) or share for share in job)
training_scrubber.train = slowly
"""


@pytest.mark.thorough
def test_training_shows_progress_answers_and_stops(gallery: Notebook) -> None:
    gallery.ask(f"exec({SLOWLY!r})")
    place = gallery.explorer(NAMES.index("training_scrubber"))
    place.scroll_into_view_if_needed()
    place.get_by_role("button", name="Train", exact=True).click()
    stop = place.get_by_role("button", name="Stop", exact=True)
    expect(stop).to_be_enabled()
    for _ in range(3):  # the kernel answers while it trains
        assert gallery.ask("training_scrubber.training") == "True"
    assert 0 < place.locator("progress").evaluate("bar => bar.value") < 1
    stop.click()
    wait_for(place, lambda: gallery.ask("training_scrubber.training") == "False")
    assert int(gallery.ask("int(training_scrubber.run['steps'])")) < 400
    wait_for(place, lambda: re.match(r"Step \d+ of the \d+ trained", sentence(place)) is not None)
    expect(stop).to_be_disabled()
    place.get_by_role("button", name="Reset").click()
    wait_for(place, lambda: sentence(place).startswith("Step 400 at"))
    gallery.ask("setattr(training_scrubber, 'train', train)")


STORMS = int(os.environ.get("BNLAB_STORMS", "3"))  # the full measure is eleven
MEMORY = "int(open('/proc/self/statm').read().split()[1]) * 4096 / 2**20"


@pytest.mark.thorough
@pytest.mark.alone
def test_a_storm_ends_on_the_last_value_with_memory_flat(
    shown: tuple[str, Locator], gallery: Notebook
) -> None:
    name, place = shown
    if not place.locator("input[type=range]").count():
        pytest.skip("not for this explorer: nothing slides")
    control = place.locator("input[type=range]").first.get_attribute("data-name")
    memory = []
    for _ in range(STORMS):
        place.get_by_role("button", name="Reset").click()
        gallery.page.wait_for_timeout(200)
        gallery.page.evaluate(STORM, [place.element_handle(), 200, 2])
        wait_for(place, lambda: gallery.ask(f"getattr({name}, 'training', False)") == "False")
        reached = f"{name}.{control} == {name}.controls['{control}'].positions()[0]"
        wait_for(place, lambda reached=reached: gallery.ask(reached) == "True")
        wait_for(place, lambda: sentence(place) == said(gallery, name))
        memory.append(float(gallery.ask(f"__import__('gc').collect() and 0 or {MEMORY}")))
    assert memory[-1] - memory[0] < 4  # MB over all storms but the first
