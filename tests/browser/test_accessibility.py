"""No serious finding of axe-core on an explorer's page or on a prediction, light and dark."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from helpers import later
from playwright.sync_api import Browser, Page

import bnlab as bn
from bnlab.predictions import Prediction
from browser.test_explorer_pages import NAMES, write
from browser.test_predictions_in_browser import FRUIT, SHARE, SPAN, render

pytestmark = pytest.mark.browser

AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"

FINDINGS = """async () => (await axe.run()).violations
    .filter(found => ['serious', 'critical'].includes(found.impact))
    .map(found => [found.id, found.nodes.map(node => node.html.slice(0, 120))])"""


@pytest.fixture(scope="module")
def page(browser: Browser) -> Any:
    if not AXE.exists():
        (pytest.fail if os.environ.get("CI") else pytest.skip)("axe-core is missing: make lint")
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    yield page
    page.close()


def findings(page: Page) -> list[Any]:
    page.add_script_tag(path=AXE)
    return page.evaluate(FINDINGS)


@pytest.mark.parametrize("scheme", ["light", later("dark")])
@pytest.mark.parametrize("name", NAMES)
def test_an_explorers_page(page: Page, name: str, scheme: Any, tmp_path: Path) -> None:
    write(getattr(bn.explorers, name)(), tmp_path / "page.html")
    page.emulate_media(color_scheme=scheme)
    page.goto((tmp_path / "page.html").as_uri())
    page.wait_for_function("document.querySelectorAll('svg[data-scales]').length")
    assert findings(page) == []


@pytest.mark.parametrize("prediction, guess", [(FRUIT, "banana"), (SHARE, 16), (SPAN, [-2, 4])])
def test_a_prediction_asked_and_answered(page: Page, prediction: Prediction, guess: Any) -> None:
    page.goto("about:blank")
    page.set_content('<html lang="en"><title>A prediction</title><body></body></html>')
    for made in (None, guess):
        render(page, prediction, made)
        page.evaluate("document.title = 'A prediction'")
        assert findings(page) == []


def test_it_finds_what_is_wrong(page: Page) -> None:
    page.set_content('<html lang="en"><title>Bad</title><input type="range"></html>')
    assert [name for name, _ in findings(page)] == ["label"]
