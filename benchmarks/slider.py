"""How quick is a slider? From a key press to changed pixels, in real Chromium.

    python benchmarks/slider.py                 all explorers, and the usual way, in one run
    python benchmarks/slider.py one_layer depth only these

For each explorer 40 moves of its first slider, after 4 to warm up; then the same for the usual way,
`ipywidgets.interactive` and the same figure drawn anew, in a kernel and page of its own. A move
ends when the browser has loaded the new image and begins to draw the next frame. (It does not wait
for `image.decode()`, which Chromium answers a frame or two after the image has been shown.)
Target: median at most 50 ms, and at least 4 × faster.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_notebook
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from browser.jupyter import FLAGS, Notebook, jupyterlab  # noqa: E402
from chromium import HOW, find_chromium  # noqa: E402

import bnlab as bn  # noqa: E402

MOVES, WARM = 40, 4
TRAINS = ("optimizers",)  # a move starts a training: there is no usual way to compare with

USUAL = """
import ipywidgets, matplotlib.pyplot as plt
import bnlab as bn

def usual(name):
    explorer = getattr(bn.explorers, name)()
    draw, size = explorer.picture, explorer.figure.get_size_inches()
    def redraw(**values):
        figure = plt.figure(figsize=size, layout="constrained")
        draw(figure)(explorer.compute(**values))
        plt.show()
    explorer.redraw = lambda: None  # its controls now move the other picture
    return ipywidgets.interactive(redraw, **explorer.controls)
"""

MOVE = """async ([root, key]) => {
    const handle = root.querySelector('.noUi-handle');
    const shown = () => root.querySelector('img')?.src;
    const before = shown();
    const start = performance.now();
    const changed = new Promise(resolve => {
        const watch = new MutationObserver(async () => {
            const image = root.querySelector('img');
            if (!image || image.src === before) return;
            watch.disconnect();
            if (!image.complete)
                await new Promise(resolve => image.addEventListener('load', resolve));
            requestAnimationFrame(() => {
                const channel = new MessageChannel();
                channel.port1.onmessage = () => resolve(performance.now() - start);
                channel.port2.postMessage(0);
            });
        });
        watch.observe(root, {subtree: true, childList: true, attributes: true});
        setTimeout(() => resolve(5000), 5000);
    });
    handle.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true}));
    const took = await changed;
    await new Promise(resolve => setTimeout(resolve, 150));
    return took;
}"""


def measure(notebook: Notebook, root: str) -> list[float]:
    """Milliseconds of MOVES moves of the first slider below `root`."""
    notebook.page.wait_for_selector(f"{root} img")
    notebook.page.wait_for_timeout(500)
    place = notebook.page.locator(root).element_handle()
    there, back = "ArrowLeft", "ArrowRight"
    handle = notebook.page.locator(f"{root} .noUi-handle").first
    if handle.get_attribute("aria-valuenow") == handle.get_attribute("aria-valuemin"):
        there, back = back, there
    keys = [there if i % 6 < 3 else back for i in range(WARM + MOVES)]
    return [notebook.page.evaluate(MOVE, [place, key]) for key in keys][WARM:]


def row(times: list[float]) -> tuple[float, float]:
    """Median and 95th percentile."""
    return statistics.median(times), sorted(times)[round(0.95 * (len(times) - 1))]


def main(names: list[str]) -> int:
    chromium = find_chromium()
    if chromium is None:
        print(HOW)
        return 1
    print(f"{MOVES} moves each, ms: median, 95th percentile")
    print(f"{'explorer':18} {'ours':>12}  {'interactive':>12}  {'ratio':>6}")
    met = True
    with tempfile.TemporaryDirectory() as scratch:
        folder, home = Path(scratch, "served"), Path(scratch, "home")
        folder.mkdir()
        home.mkdir()
        with jupyterlab(folder, home) as address, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
            for name in names:
                ways = [(f"bn.explorers.{name}()", ".bnlab-explorer")]
                if name not in TRAINS:
                    ways.append((f"usual('{name}')", ".widget-interact"))
                found = []
                for cell, root in ways:
                    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
                    notebook = new_notebook(
                        cells=[new_code_cell(USUAL), new_code_cell(cell)],
                        metadata={"kernelspec": kernel},
                    )
                    file = f"{name}-{root.strip('.')}.ipynb"
                    nbformat.write(notebook, folder / file)
                    page = Notebook(browser, address, file)
                    page.run_all()
                    found.append(row(measure(page, root)))
                    assert page.errors() == [], page.errors()
                    page.close()
                (median, p95), *other = found
                line = f"{name:18} {median:5.0f} {p95:6.0f}"
                if other:
                    ratio = other[0][0] / median
                    line += f"  {other[0][0]:5.0f} {other[0][1]:6.0f}  {ratio:5.1f}×"
                    met &= median <= 50 and ratio >= 4
                print(line, flush=True)
            browser.close()
    print("target (median ≤ 50 ms, ≥ 4 ×): " + ("met" if met else "missed"))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or list(bn.explorers.__all__)))
