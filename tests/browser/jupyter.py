"""JupyterLab in headless Chromium: start a server, open a notebook, run it, move things, look."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Locator, Page

from bnlab.lab import SETTINGS

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

READY = """() => {
    const app = window.jupyterapp;
    const panel = app && app.shell.currentWidget;
    return Boolean(panel && panel.context && panel.context.isReady && panel.sessionContext.isReady
        && panel.sessionContext.session?.kernel?.status === 'idle');
}"""

DONE = """() => {
    const panel = window.jupyterapp.shell.currentWidget;
    const code = panel.content.widgets.filter(cell => cell.model.type === 'code'
        && cell.model.sharedModel.source.trim());
    return panel.sessionContext.session.kernel.status === 'idle'
        && code.every(cell => cell.model.executionCount !== null);
}"""


# Moves of the first slider, at even times, as a hand that plays with it makes them; the last one
# goes to the slider's lower end.
STORM = """async ([place, moves, seconds]) => {
    const slider = place.querySelector('input[type=range]');
    const start = performance.now();
    for (let i = 1; i <= moves; i++) {
        if (i === moves) slider.value = slider.min;
        else if (i % 40 < 20) slider.stepDown(); else slider.stepUp();
        slider.dispatchEvent(new Event('input'));
        const next = start + 1000 * seconds * i / moves;
        await new Promise(resolve => setTimeout(resolve, next - performance.now()));
    }
}"""


def free_port() -> int:
    """A port that was free a moment ago."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return sock.getsockname()[1]


@contextlib.contextmanager
def jupyterlab(folder: Path, home: Path) -> Iterator[str]:
    """Serve `folder` with JupyterLab, its own state kept in `home`; yield the address."""
    port = free_port()
    env = dict(os.environ, PYTHONUNBUFFERED="1", JUPYTER_CONFIG_PATH=str(SETTINGS))
    for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR"):
        env[name] = str(Path(home) / name.lower())
    env["JUPYTERLAB_SETTINGS_DIR"] = str(Path(home) / "settings")
    env["JUPYTERLAB_WORKSPACES_DIR"] = str(Path(home) / "workspaces")
    command = [
        *(sys.executable, "-m", "jupyter", "lab", "--no-browser"),
        *("--ip=127.0.0.1", f"--port={port}", "--ServerApp.port_retries=0"),
        *("--IdentityProvider.token=", f"--ServerApp.root_dir={folder}"),
        "--LabApp.expose_app_in_browser=True",
        "--JupyterNotebookApp.expose_app_in_browser=True",  # the same server has Notebook 7
    ]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        command.append("--allow-root")
    log = Path(home) / "server.log"
    with log.open("w") as out:
        server = subprocess.Popen(command, env=env, stdout=out, stderr=subprocess.STDOUT)
        address = f"http://127.0.0.1:{port}"
        try:
            for _ in range(1200):  # a busy machine takes its time
                if server.poll() is not None:
                    break
                with contextlib.suppress(OSError):
                    urllib.request.urlopen(f"{address}/api", timeout=5).close()
                    break
                time.sleep(0.1)
            else:
                raise TimeoutError(f"JupyterLab did not answer: {log.read_text()[-2000:]}")
            if server.poll() is not None:
                raise RuntimeError(f"JupyterLab did not start: {log.read_text()[-2000:]}")
            yield address
        finally:
            server.terminate()  # shuts its kernels down too
            try:
                server.wait(15)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


class Notebook:
    """A notebook open in the browser, in JupyterLab or in Notebook 7."""

    def __init__(
        self, browser: Browser, address: str, path: str, width: int = 1280, seven: bool = False
    ) -> None:
        self.page: Page = browser.new_page(viewport={"width": width, "height": 900})
        self.problems: list[str] = []  # what the console complained about
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.problems.append(str(error)))
        name = Path(path).stem.replace(".", "-")
        lab = f"lab/workspaces/{name}-{width}/tree/{path}?reset"
        self.page.goto(f"{address}/{f'notebooks/{path}' if seven else lab}")
        # Running cells before the kernel is known opens a dialog that waits for ever.
        self.page.wait_for_function(READY, timeout=60_000)

    def _console(self, message: Any) -> None:
        if message.type == "error":
            self.problems.append(message.text)

    def hide_sidebar(self) -> None:
        """Give the notebook the window's whole width, as a reader of a narrow window would."""
        self.page.evaluate("() => window.jupyterapp.shell.collapseLeft()")

    def run_all(self, seconds: float = 120) -> float:
        """Run every cell; return how many seconds it took."""
        start = time.perf_counter()
        self.page.evaluate("() => window.jupyterapp.commands.execute('notebook:run-all-cells')")
        self.wait_until_done(seconds)
        return time.perf_counter() - start

    def wait_until_done(self, seconds: float = 120) -> None:
        """Wait until every cell has a count and the kernel is idle."""
        self.page.wait_for_function(DONE, timeout=1000 * seconds)

    def errors(self) -> list[str]:
        """Tracebacks and warnings in the cells' outputs."""
        kinds = ("error", "stderr")
        bad = ", ".join(f'[data-mime-type="application/vnd.jupyter.{kind}"]' for kind in kinds)
        return self.page.locator(f".jp-Notebook :is({bad})").all_inner_texts()

    def ask(self, expression: str) -> str:
        """The repr of a Python expression, evaluated in the notebook's kernel."""
        return self.page.evaluate(
            """async code => {
                const kernel = window.jupyterapp.shell.currentWidget.sessionContext.session.kernel;
                const reply = await kernel.requestExecute(
                    {code: '', silent: true, user_expressions: {answer: code}}).done;
                const answer = reply.content.user_expressions.answer;
                return answer.status === 'ok' ? answer.data['text/plain'] : String(answer.evalue);
            }""",
            expression,
        )

    def explorer(self, number: int = 0) -> Locator:
        """The notebook's explorer of that number, from 0."""
        return self.page.locator(".bnlab-explorer").nth(number)

    def close(self) -> None:
        """Shut the kernel down and close the page."""
        self.page.evaluate("() => window.jupyterapp.shell.currentWidget.sessionContext.shutdown()")
        self.page.close()
