"""How quick is a slider? From a key press to changed pixels, in real Chromium.

    python benchmarks/slider.py                 all explorers, and the usual way, in one run
    python benchmarks/slider.py one_layer depth only these

For each explorer 40 moves of its first slider, after 4 to warm up; the same for the usual way,
`ipywidgets.interactive` and the same figure drawn anew. Both kinds of moves take turns, so that
both see the same machine. A move ends when the browser has decoded the new image and is about to
draw the next frame. Target: median at most 50 ms, and at least 4 × faster.
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
            await image.decode();
            requestAnimationFrame(() => {
                const channel = new MessageChannel();
                channel.port1.onmessage = () => resolve(performance.now() - start);
                channel.port2.postMessage(0);
            });
        });
        watch.observe(root, {subtree: true, childList: true, attributes: true});
        setTimeout(() => resolve(NaN), 5000);
    });
    handle.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true}));
    const took = await changed;
    await new Promise(resolve => setTimeout(resolve, 150));
    return took;
}"""


def measure(notebook: Notebook, roots: list[str]) -> list[list[float]]:
    """Milliseconds of MOVES moves in each of the given places, taking turns."""
    places = [notebook.page.locator(root).element_handle() for root in roots]
    times: list[list[float]] = [[] for _ in roots]
    for i in range(WARM + MOVES):
        for k, place in enumerate(places):
            key = "ArrowLeft" if i % 10 < 5 else "ArrowRight"
            times[k].append(notebook.page.evaluate(MOVE, [place, key]))
    return [found[WARM:] for found in times]


def row(name: str, times: list[float]) -> tuple[float, float]:
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
                cells = [USUAL, f"bn.explorers.{name}()"]
                if name not in TRAINS:
                    cells.append(f"usual('{name}')")
                kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
                notebook = new_notebook(
                    cells=[new_code_cell(cell) for cell in cells],
                    metadata={"kernelspec": kernel},
                )
                nbformat.write(notebook, folder / f"{name}.ipynb")
                page = Notebook(browser, address, f"{name}.ipynb")
                page.run_all()
                roots = [".bnlab-explorer", ".widget-interact"]
                roots = roots[: len(cells) - 1]
                for root in roots:
                    page.page.wait_for_selector(f"{root} img")
                page.page.wait_for_timeout(500)
                times = measure(page, roots)
                assert page.errors() == [], page.errors()
                (median, p95), *other = (row(name, found) for found in times)
                line = f"{name:18} {median:5.0f} {p95:6.0f}"
                if other:
                    ratio = other[0][0] / median
                    line += f"  {other[0][0]:5.0f} {other[0][1]:6.0f}  {ratio:5.1f}×"
                    met &= median <= 50 and ratio >= 4
                print(line, flush=True)
                page.close()
            browser.close()
    print("target (median ≤ 50 ms, ≥ 4 ×): " + ("met" if met else "missed"))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or list(bn.explorers.__all__)))
