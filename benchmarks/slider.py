"""How quick is a slider? From a key press to changed pixels, in real Chromium.

    python benchmarks/slider.py                    all explorers, and the usual way, in one run
    python benchmarks/slider.py one_layer depth    only these

For each explorer 20 moves of its first control in JupyterLab, after 4 to warm up; then the same for
the usual way, `ipywidgets.interactive` and the same picture drawn anew by matplotlib, in a kernel
and page of its own. A move begins when the browser gets the key and ends when it begins to draw
the frame after the one that shows the change.
Target, in median: at most 16 ms where the page computes, at most 40 ms where the kernel does.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_notebook
from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from browser.jupyter import FLAGS, Notebook, jupyterlab  # noqa: E402
from chromium import HOW, find_chromium  # noqa: E402

import bnlab as bn  # noqa: E402
from bnlab.explorers.explorer import Explorer  # noqa: E402

MOVES, WARM = 20, 4
TARGETS = {"page": 16, "kernel": 40}  # ms

OURS = "import bnlab as bn\nbn.explorers.{name}()"
USUAL = """
import bnlab as bn
import ipywidgets
from bnlab.explorers import paint
from IPython.display import Image, display

explorer = bn.explorers.{name}()

def draw(**values):
    frame = explorer.frame(explorer.compute(**values))
    display(Image(paint.png(explorer.scene, frame)))

ipywidgets.interactive(draw, **{{
    name: ipywidgets.SelectionSlider(options=control.positions(), value=control.value)
    for name, control in explorer.controls.items()
}})
"""

# Resolves when a picture other than the present one is about to be seen. (It does not wait for
# `image.decode()`, which Chromium answers a frame or two after the image has been shown.)
WATCH = """root => {
    const shown = () => root.querySelector('img')?.src
        ?? [...root.querySelectorAll('svg')].map(svg => svg.outerHTML).join('');
    const before = shown();
    let start = NaN;
    const pressed = event => { start = event.timeStamp; };
    window.addEventListener('keydown', pressed, {capture: true, once: true});
    window.took = new Promise((resolve, reject) => {
        const watch = new MutationObserver(async () => {
            const now = shown();
            if (!now || now === before) return;
            watch.disconnect();
            const image = root.querySelector('img');
            if (image && !image.complete)
                await new Promise(resolve => image.addEventListener('load', resolve));
            requestAnimationFrame(() => {
                const channel = new MessageChannel();
                channel.port1.onmessage = () => resolve(performance.now() - start);
                channel.port2.postMessage(0);
            });
        });
        watch.observe(root,
            {subtree: true, childList: true, attributes: true, characterData: true});
        setTimeout(() => reject('a key press changed no picture'), 10_000);
    });
}"""


def keys(explorer: Explorer) -> list[str]:
    """Up to three steps away from where the first control starts, and back again."""
    control = next(iter(explorer.controls.values()))
    positions = control.positions()
    below = positions.index(control.value)
    above = len(positions) - 1 - below
    away, back = ("ArrowLeft", "ArrowRight") if below >= above else ("ArrowRight", "ArrowLeft")
    reach = min(3, max(below, above))
    return [away if i % (2 * reach) < reach else back for i in range(WARM + MOVES)]


def measure(notebook: Notebook, root: str, handle: str, keys: list[str]) -> list[float]:
    """Milliseconds of the moves that these keys make."""
    page = notebook.page
    place = page.wait_for_selector(root)
    page.wait_for_timeout(500)
    page.locator(f"{root} {handle}").first.focus()
    times = []
    for key in keys:
        page.evaluate(WATCH, place)
        page.keyboard.press(key)
        times.append(page.evaluate("took"))
        page.wait_for_timeout(60)
    return times[WARM:]


def row(times: list[float]) -> tuple[float, float]:
    """Median and 95th percentile."""
    return statistics.median(times), sorted(times)[round(0.95 * (len(times) - 1))]


def compare(name: str, folder: Path, address: str, browser: Browser) -> bool:
    """Print the explorer's line; is it as quick as it should be?"""
    explorer = getattr(bn.explorers, name)()
    where = "page" if explorer._in_page else "kernel"
    first = next(iter(explorer.controls))
    found = []
    for cell, root, handle in (
        (OURS, ".bnlab-explorer", f"input[data-name={first}]:is([type=range], :checked)"),
        (USUAL, ".widget-interact", ".noUi-handle"),
    ):
        notebook = new_notebook(
            cells=[new_code_cell(cell.format(name=name))],
            metadata={
                "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}
            },
        )
        file = f"{name}-{root.strip('.')}.ipynb"
        nbformat.write(notebook, folder / file)
        opened = Notebook(browser, address, file)
        opened.run_all()
        found.append(row(measure(opened, root, handle, keys(explorer))))
        assert opened.errors() == [], opened.errors()
        opened.close()
    (median, p95), (usual, usual_p95) = found
    print(
        f"{name:18} {where:6} {median:6.1f} {p95:6.1f}  {usual:6.1f} {usual_p95:6.1f}"
        f"  {usual / median:5.1f}×",
        flush=True,
    )
    return median <= TARGETS[where]


def main(names: list[str]) -> int:
    chromium = find_chromium()
    if chromium is None:
        print(HOW)
        return 1
    print(f"{MOVES} moves each, ms: median, 95th percentile")
    print(f"{'explorer':18} {'where':6} {'ours':>13}  {'interactive':>13}  {'ratio':>6}")
    with tempfile.TemporaryDirectory() as scratch:
        folder, home = Path(scratch, "served"), Path(scratch, "home")
        folder.mkdir()
        home.mkdir()
        with jupyterlab(folder, home) as address, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
            met = [compare(name, folder, address, browser) for name in names]
            browser.close()
    target = ", ".join(f"{where} ≤ {most} ms" for where, most in TARGETS.items())
    print(f"target ({target}): met by {sum(met)} of {len(met)}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or list(bn.explorers.__all__)))
