"""Each explorer as a page by itself: drawn as matplotlib draws it, at every width, by keyboard."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from helpers import later
from playwright.sync_api import Browser, Page, expect

import bnlab as bn
from bnlab.explorers import explorer as engine
from bnlab.explorers import paint
from bnlab.explorers.explorer import Explorer
from bnlab.explorers.scene import Dots, Line, panels, plain
from browser.jupyter import STORM

pytestmark = pytest.mark.browser

NAMES = [
    name
    for name in bn.explorers.__all__
    if hasattr(importlib.import_module(f"bnlab.explorers.gallery.{name}"), "frame")
]


def write(explorer: Explorer, path: Path) -> bool:
    """Write the explorer's page; if only a kernel could move it, its first frame. Does it move?"""
    try:
        explorer.export_html(path)
        return True
    except ValueError:
        still = {"axes": {}, "still": {}, "frames": [plain({"headline": "", **vars(explorer.now)})]}
        spec = {**explorer._spec, "table": still}
        path.write_text(engine.page(spec, "", "still"), encoding="utf-8")
        return False


@pytest.fixture(scope="module", params=NAMES)
def opened(
    request: pytest.FixtureRequest, browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Explorer, Page, bool]]:
    explorer = getattr(bn.explorers, request.param)()
    path = tmp_path_factory.mktemp("pages") / f"{request.param}.html"
    moves = write(explorer, path)
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda message: problems.append(message.text))
    page.on("request", lambda sent: sent.url.startswith("file:") or problems.append(sent.url))
    page.goto(path.as_uri())
    page.wait_for_function("document.querySelectorAll('svg[data-scales]').length")
    yield explorer, page, moves
    assert problems == []
    page.close()
    explorer.close()


# Every mark's points, from pixels back to numbers by its panel's scales.
POINTS = """() => Object.fromEntries(
[...document.querySelectorAll('svg[data-scales]')].flatMap(svg => {
    const back = ({low, high, log, from, to}) => p => {
        const [a, b] = log ? [Math.log10(low), Math.log10(high)] : [low, high];
        const u = a + (p - from) / (to - from) * (b - a);
        return log ? 10 ** u : u;
    };
    const {x, y} = JSON.parse(svg.dataset.scales);
    return [...svg.querySelectorAll('.line, .dots')].map(group => {
        const d = group.querySelector('path.main')?.getAttribute('d') ?? '';
        const starts = d.matchAll(group.matches('.dots') ? /M([-\\d.]+) ([-\\d.]+)/g
                                                         : /[ML]([-\\d.]+) ([-\\d.]+)/g);
        return [group.dataset.mark, [...starts].map(m => [back(x)(+m[1]), back(y)(+m[2])])];
    });
}))"""


def test_the_page_draws_what_matplotlib_draws(opened: tuple[Explorer, Page, bool]) -> None:
    """Lines and dots: as many points, at the same places to half a pixel."""
    explorer, page, _ = opened
    explorer.reset()
    there = page.evaluate(POINTS)
    figure = paint.draw(explorer.scene, explorer.now)
    compared = 0
    for panel in panels(explorer.scene):
        for name, mark in panel.marks.items():
            if not isinstance(mark, Line | Dots):
                continue
            artist = next(
                (a for a in figure.findobj() if a.get_gid() == name and hasattr(a, "get_xydata")),
                None,
            )
            points = artist.get_xydata() if artist else np.empty((0, 2))
            points = points[~np.isnan(points).any(axis=1)]
            assert len(there[name]) == len(points), name
            for axis, k in (("x", 0), ("y", 1)):
                scale = getattr(panel, axis)
                low, high = explorer.now.scales.get(f"{panel.name}.{axis}", (scale.low, scale.high))
                put = np.log10 if scale.log else np.asarray
                width = abs(put(high) - put(low))
                if len(points):
                    off = put(np.array(there[name])[:, k]) - put(points[:, k])
                    assert np.abs(off).max() < 0.005 * width, name
                    compared += 1
    assert compared or not any(
        isinstance(mark, Line | Dots) for p in panels(explorer.scene) for mark in p.marks.values()
    )


@pytest.mark.parametrize("scheme", ["light", later("dark")])
@pytest.mark.parametrize("width", [later(320), 390, later(800), 1280])
def test_it_fits(
    opened: tuple[Explorer, Page, bool], width: int, scheme: Any, artifacts: Path
) -> None:
    _, page, _ = opened
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    page.wait_for_timeout(100)
    name = Path(page.url).stem
    page.screenshot(path=artifacts / f"{name}_{width}_{scheme}.png", full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for track in page.locator("input[type=range]").all():
        assert track.bounding_box()["width"] >= (300 if width == 1280 else 120)
    for control in page.locator("button, input.readout, label:has(input), input[type=range]").all():
        assert control.bounding_box()["height"] >= 24
    outside = page.evaluate(
        """() => [...document.querySelectorAll('svg text')].filter(text => {
            const box = text.getBoundingClientRect();
            return box.left < 0 || box.right > window.innerWidth;
        }).map(text => text.textContent)"""
    )
    assert outside == []


def test_at_200_percent_nothing_scrolls_sideways(
    opened: tuple[Explorer, Page, bool], browser: Browser, artifacts: Path
) -> None:
    """A window of 1280 pixels at 200 % zoom: half as many, each drawn by two."""
    _, page, _ = opened
    zoomed = browser.new_page(viewport={"width": 640, "height": 450}, device_scale_factor=2)
    zoomed.goto(page.url)
    zoomed.wait_for_function("document.querySelectorAll('svg[data-scales]').length")
    zoomed.screenshot(path=artifacts / f"{Path(page.url).stem}_200_percent.png", full_page=True)
    assert zoomed.evaluate("[innerWidth, devicePixelRatio]") == [640, 2]
    assert zoomed.evaluate("document.documentElement.scrollWidth") <= 640
    zoomed.close()


@pytest.mark.thorough
def test_a_storm_ends_on_the_last_value(opened: tuple[Explorer, Page, bool]) -> None:
    explorer, page, moves = opened
    slider = page.locator("input[type=range]").first
    if not moves or not slider.count():
        pytest.skip("not for this explorer: nothing slides without a kernel")
    page.get_by_role("button", name="Reset").click()
    page.evaluate(STORM, [page.locator("main").element_handle(), 200, 2])
    name = slider.get_attribute("data-name")
    explorer.reset()
    explorer.set(**{name: explorer.controls[name].positions()[0]})
    expect(page.locator("[role=status]")).to_have_text(explorer.text)
    explorer.reset()
    page.get_by_role("button", name="Reset").click()


def test_each_control_has_a_name_and_moves_by_keyboard(opened: tuple[Explorer, Page, bool]) -> None:
    explorer, page, moves = opened
    page.set_viewport_size({"width": 1280, "height": 900})
    for name in explorer._movable():
        control = explorer.controls[name]
        page.get_by_role("button", name="Reset").click()
        handle = page.locator(f"input[data-name={name}]")
        if control.kind == "choice":
            handle = handle.and_(page.locator(":checked"))
        handle.focus()
        before = page.locator(".picture").inner_html()
        spoken = handle.get_attribute("aria-valuetext")
        end = "Home" if control.value == control.positions()[-1] else "End"
        page.keyboard.press({"switch": "Space", "choice": "ArrowRight"}.get(control.kind, end))
        if spoken is not None:
            assert handle.get_attribute("aria-label")
            assert handle.get_attribute("aria-valuetext") != spoken
        if moves:
            assert page.locator(".picture").inner_html() != before, name
    page.get_by_role("button", name="Reset").click()


def test_the_sentence_is_announced_once_after_a_move(opened: tuple[Explorer, Page, bool]) -> None:
    explorer, page, moves = opened
    slider = page.locator("input[type=range]").first
    if not moves or not slider.count():
        pytest.skip("not for this explorer: nothing slides without a kernel")
    page.evaluate(
        """() => {
            const status = document.querySelector('[role=status]');
            window.heard = [];
            const hear = () => status.ariaLive === 'polite' && heard.push(status.textContent);
            new MutationObserver(hear).observe(status,
                {childList: true, characterData: true, subtree: true});
        }"""
    )
    slider.focus()
    for _ in range(4):
        page.keyboard.press("ArrowLeft")
    page.wait_for_timeout(600)
    heard = page.evaluate("heard")
    page.get_by_role("button", name="Reset").click()
    assert len(heard) == 1
    expect(page.locator("[role=status]")).to_have_text(explorer.text)


def test_a_typed_value_stays_as_typed_and_a_wrong_one_is_kept_and_told(
    opened: tuple[Explorer, Page, bool],
) -> None:
    explorer, page, _ = opened
    readout = page.locator("input.readout").first
    if not readout.count():
        pytest.skip("not for this explorer: no control here takes any number")
    before = page.locator(".picture").inner_html()
    kinds = [control.kind for control in explorer.controls.values()]
    good = "3.0" if next(k for k in kinds if k in ("range", "log", "whole")) == "whole" else "1.250"
    for text, invalid in ((good, "false"), ("lots", "true"), ("1e9", "true")):
        readout.fill(text)
        readout.press("Enter")
        assert readout.input_value() == text
        assert readout.get_attribute("aria-invalid") == invalid
    page.get_by_role("button", name="Reset").click()
    assert page.locator(".picture").inner_html() == before


def test_a_panel_to_pick_from_answers_a_click_and_a_key(
    opened: tuple[Explorer, Page, bool],
) -> None:
    _, page, moves = opened
    panel = page.locator("svg.pick").first
    if not moves or not panel.count():
        pytest.skip("not for this explorer: nothing to pick")
    status = page.locator("[role=status]")
    seen = {status.inner_text()}
    panel.focus()
    for key in ("ArrowLeft", "ArrowUp"):
        page.keyboard.press(key)
        assert status.inner_text() not in seen
        seen.add(status.inner_text())
    box = panel.bounding_box()
    page.mouse.click(box["x"] + box["width"] * 0.9, box["y"] + 20)
    assert status.inner_text() not in seen
    page.get_by_role("button", name="Reset").click()
