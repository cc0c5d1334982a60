"""make slides: every lesson is in them, nothing is cut off, and no network is asked."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from playwright.sync_api import Browser

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))
import slides  # noqa: E402

pytestmark = [pytest.mark.browser, pytest.mark.thorough]


def test_slides_are_whole_and_ask_nobody(browser: Browser, tmp_path: Path, artifacts: Path) -> None:
    if not (ROOT / "node_modules" / "reveal.js").exists():
        (pytest.fail if os.environ.get("CI") else pytest.skip)("reveal.js is missing: make slides")
    path = slides.write(tmp_path)
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    problems: list[str] = []
    page.on("request", lambda r: r.url.startswith(("file:", "data:")) or problems.append(r.url))
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.goto(path.as_uri())
    page.wait_for_function("window.Reveal?.isReady()")
    titles = page.evaluate("[...document.querySelectorAll('.slides h1')].map(h => h.textContent)")
    lessons = sorted((ROOT / "notebooks").glob("[0-9][0-9]_*.ipynb"))
    assert [t[:2] for t in titles[1:]] == [lesson.stem[:2] for lesson in lessons[1:]]
    assert page.locator(".katex").count() > 5
    page.evaluate(
        "document.querySelectorAll('.slides section').forEach(s => s.style.display = 'block')"
    )
    heights = page.evaluate(
        "[...document.querySelectorAll('.slides section section')].map(s => s.scrollHeight)"
    )
    assert max(heights) <= 720, [(i, h) for i, h in enumerate(heights) if h > 720]
    page.screenshot(path=artifacts / "slides.png")
    assert problems == []
    page.close()
