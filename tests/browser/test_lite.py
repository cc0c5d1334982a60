"""The lab in the browser, with the outside blocked: every lesson gives the outputs that are stored.

`make lite-test` builds it and runs this: 00, 01 and 07, or with LESSONS=all every notebook.
"""

from __future__ import annotations

import functools
import http.server
import json
import os
import re
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from chromium import require_chromium
from playwright.sync_api import Browser, expect

from bnlab import lessons
from bnlab.exercises import all_exercises
from bnlab.progress import NOTHING
from browser.jupyter import FLAGS, READY, Notebook

pytestmark = [pytest.mark.browser, pytest.mark.timeout(1200)]

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = ROOT / "notebooks"
CHOSEN = os.environ.get("LESSONS", "00 01 07").split()
NAMES = [
    path.name
    for path in sorted(NOTEBOOKS.glob("*.ipynb"))
    if CHOSEN == ["all"] or path.name.startswith(tuple(CHOSEN))
]
OUTSIDE_BLOCKED = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
SOLVED = (
    f"{all_exercises()['scale_and_shift']._solution}\n"
    "exercises.scale_and_shift.check(scale_and_shift)"
)


OLDER = """import json
from pathlib import Path
mine = json.loads(Path("FILE").read_text())
mine["metadata"]["bnlab"]["copy_of"] = "another"
Path("FILE").write_text(json.dumps(mine))"""


class Server(http.server.SimpleHTTPRequestHandler):
    """Files, as any web server hands them out."""

    def guess_type(self, path: Any) -> str:
        """The kinds that not every system knows by their endings."""
        kinds = {".mjs": "text/javascript", ".js": "text/javascript", ".wasm": "application/wasm"}
        return kinds.get(Path(path).suffix) or super().guess_type(path)

    def log_message(self, *_: Any) -> None:
        """Stay silent."""


class InTheBrowser(Notebook):
    """A notebook open in JupyterLite, in a browser profile of its own."""

    def __init__(self, browser: Browser, address: str, name: str) -> None:
        self.page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
        self.problems = []
        self.failed: list[str] = []
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.problems.append(str(error)))
        self.page.on("requestfailed", lambda request: self.failed.append(request.url))
        self.page.goto(f"{address}/lab/index.html?path={name}")
        self.page.wait_for_function(READY, timeout=300_000)

    def _console(self, message: Any) -> None:
        url = message.location.get("url", "")
        if message.type == "error" and not url.endswith("/favicon.ico"):  # a site's own affair
            self.problems.append(f"{message.text} {url}")

    def outputs(self) -> dict[str, list[tuple[str, str]]]:
        """What stands below each cell."""
        model = "() => window.jupyterapp.shell.currentWidget.content.model.toJSON()"
        return texts(self.page.evaluate(model))

    def run_cell(self, cell: str, source: str | None = None) -> None:
        """Run one cell, with other code in it if wanted, and scroll to it."""
        self.page.evaluate(
            """async ([id, source]) => {
                const content = window.jupyterapp.shell.currentWidget.content;
                const index = content.widgets.findIndex(cell => cell.model.id === id);
                content.activeCellIndex = index;
                await content.scrollToItem(index, 'start');
                if (source) content.widgets[index].model.sharedModel.setSource(source);
                await window.jupyterapp.commands.execute('notebook:run-cell');
            }""",
            [cell, source],
        )

    def ask(self, expression: str) -> str:
        """The repr of an expression; this kernel knows no user expressions without code."""
        return self.page.evaluate(
            """async code => {
                const kernel = window.jupyterapp.shell.currentWidget.sessionContext.session.kernel;
                const future = kernel.requestExecute({code: `print(repr(${code}))`});
                let said = '';
                future.onIOPub = message => {
                    said += message.content.text ?? message.content.evalue ?? '';
                };
                await future.done;
                return said.trim();
            }""",
            expression,
        )

    def close(self) -> None:
        """Close the page; its kernel goes with it."""
        self.page.context.close()


def texts(nb: dict[str, Any]) -> dict[str, list[tuple[str, str]]]:
    """The plain text of a notebook's outputs, by cell; pictures and pages have their own beside."""
    found = {}
    for cell in nb["cells"]:
        if cell["cell_type"] != "code" or "nbval-ignore-output" in cell["metadata"].get("tags", ()):
            continue
        said: list[tuple[str, str]] = []
        for output in cell["outputs"]:
            kind = output.get("name", output["output_type"])
            text = output.get("text", output.get("data", {}).get("text/plain", ""))
            if kind == "error":
                text = f"{output['ename']}: {output['evalue']}"
            text = re.sub(r"0x[0-9a-fA-F]{6,}", "ADDRESS", "".join(text))
            if said and said[-1][0] == kind in ("stdout", "stderr"):
                text = said.pop()[1] + text
            if text:
                said.append((kind, text))
        found[cell["id"]] = said
    return found


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """A server of what `make lite-test` has built."""
    handler = functools.partial(Server, directory=os.environ["BNLAB_LITE"])
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def alone(browser: Browser) -> Iterator[Browser]:
    """A Chromium that reaches nothing but this machine."""
    alone = browser.browser_type.launch(
        executable_path=require_chromium(), args=[*FLAGS, OUTSIDE_BLOCKED]
    )
    yield alone
    alone.close()


@pytest.mark.parametrize("name", NAMES)
def test_run_all_gives_what_is_stored_then_slider_and_prediction_answer(
    alone: Browser, address: str, artifacts: Path, name: str
) -> None:
    notebook = InTheBrowser(alone, address, name)
    seconds = notebook.run_all(1000)
    with (artifacts / "lite_times.txt").open("a") as times:
        times.write(f"{name} {seconds:.0f}\n")
    stored = texts(json.loads((NOTEBOOKS / name).read_text(encoding="utf-8")))
    shown = notebook.outputs()
    for cell, said in stored.items():
        if said == [("execute_result", NOTHING)]:  # here the copies are the reader's own
            assert said != shown[cell]
            assert lessons.START[:-6] in shown[cell][0][1]
            shown[cell] = said
    assert shown == stored
    assert sum(map(len, stored.values())) >= 3

    sliders = notebook.page.locator(".bnlab-explorer input[type=range]")
    if "explorers." in (NOTEBOOKS / name).read_text(encoding="utf-8"):
        notebook.explorer().scroll_into_view_if_needed()
        live, handle = notebook.explorer().locator("[aria-live]"), sliders.first
        said = live.inner_text()
        handle.focus()
        for _ in range(6):
            handle.press("ArrowRight")
        expect(live).not_to_have_text(said, timeout=20_000)
        notebook.page.screenshot(path=artifacts / f"lite_{name[:2]}_slider.png")

    if "predictions." in (NOTEBOOKS / name).read_text(encoding="utf-8"):
        card = notebook.page.locator("form:has(button[type=submit])").first
        card.scroll_into_view_if_needed()
        choice = card.locator("input[type=radio]")
        if choice.count():
            choice.first.check()
        else:
            card.locator("input").first.fill("1")
        card.locator("button[type=submit]").click()
        expect(notebook.page.locator("[role=status]:visible").first).to_contain_text(
            "answer", timeout=20_000
        )

    assert notebook.problems == []
    assert notebook.failed == []
    notebook.close()


def test_work_is_judged_stays_in_the_browser_and_hears_of_a_newer_lesson(
    alone: Browser, address: str, artifacts: Path
) -> None:
    name = "01_normalizing_activations.ipynb"
    notebook = InTheBrowser(alone, address, name)
    notebook.run_cell("two-bowls")
    notebook.run_cell("scale-task")
    notebook.run_cell("scale-answer", SOLVED)
    said = notebook.outputs()["scale-answer"]
    assert "Correct" in str(said), said
    notebook.page.screenshot(path=artifacts / "lite_exercise.png")
    assert notebook.ask("bn.progress.recall('exercise', 'scale_and_shift')['done']") == "True"

    # An update of the site changes the lesson; the copy in this browser is the older one.
    notebook.page.evaluate("() => window.jupyterapp.commands.execute('docmanager:save')")
    notebook.run_cell("line-1-code", OLDER.replace("FILE", name))
    assert notebook.ask("bn.lessons.newer()") == f"[{name!r}]"
    notebook.page.reload()
    notebook.page.wait_for_function(READY, timeout=300_000)
    source = "() => window.jupyterapp.shell.currentWidget.content.model.toJSON()"
    cells = {cell["id"]: cell for cell in notebook.page.evaluate(source)["cells"]}
    assert "".join(cells["scale-answer"]["source"]) == SOLVED
    notebook.run_cell("two-bowls")
    first = " ".join(text for _, text in notebook.outputs()["two-bowls"])
    assert f"{name} has a newer version" in first
    notebook.page.screenshot(path=artifacts / "lite_newer.png")
    assert "is the lesson as it comes" in notebook.ask("bn.lessons.reset('01')")
    kept = notebook.ask("sorted(__import__('os').listdir('.'))")
    assert "01_normalizing_activations_old1.ipynb" in kept
    assert notebook.problems == []
    assert notebook.failed == []
    notebook.close()


LACKING = """digits = bn.data.digits()
X, Y = digits.X_train[:, :120], digits.Y_train[:120]

def run(learning_rate, seed):
    net = bn.mlp([64, 10, 10], rng=np.random.default_rng(seed))
    history = bn.fit(net, bn.GradientDescent(learning_rate), X, Y, steps=3, batch_size=60,
                     rng=np.random.default_rng(seed), progress=True)
    return history.loss[-1]

rates = {"a": {"learning_rate": 0.1}, "b": {"learning_rate": 0.2}}
print(bn.experiments.compare(run, rates, range(2), n_jobs=2, progress=True))
try:
    bn.fast.on()
except ImportError as error:
    print(error)
net = bn.mlp([64, 10, 10], rng=np.random.default_rng(0))
net.save("net.npz")
print((bn.Network.load("net.npz").theta == net.theta).all())"""


def test_what_a_browser_lacks_is_done_without_or_said_in_a_sentence(
    alone: Browser, address: str
) -> None:
    notebook = InTheBrowser(alone, address, "00_start_here.ipynb")
    notebook.run_cell("two-networks", "import numpy as np\nimport bnlab as bn\n" + LACKING)
    said = notebook.outputs()["two-networks"]
    text = "".join(text for _, text in said)
    assert "error" not in dict(said), text
    assert "Warning" not in text, text
    assert "go on without" in text  # numba
    assert text.rstrip().endswith("True")
    notebook.close()


def test_the_address_of_a_lesson_is_the_one_that_the_site_links_to(address: str) -> None:
    from tools import launchers

    served = Path(os.environ["BNLAB_LITE"])
    for path in launchers.lessons():
        assert launchers.lite(path.name) == f"lite/lab/index.html?path={path.name}"
        assert (served / "files" / path.name).is_file()
        assert not any(
            cell.get("outputs")
            for cell in json.loads((served / "files" / path.name).read_text())["cells"]
        )
    for path in served.glob("files/*.ipynb"):
        for link in re.findall(r"\]\((docs/[^)#]+)", path.read_text(encoding="utf-8")):
            assert (served / "files" / link).is_file(), f"{path.name}: {link}"
