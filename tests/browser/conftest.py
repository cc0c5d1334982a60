"""A JupyterLab server and a Chromium, started once for all browser tests."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from chromium import require_chromium
from playwright.sync_api import Browser, sync_playwright

from browser.jupyter import FLAGS, Notebook, jupyterlab

ROOT = Path(__file__).resolve().parents[2]

# The lab in the browser has to be built beforehand: make lite-test.
collect_ignore = [] if os.environ.get("BNLAB_LITE") else ["test_lite.py"]


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    chromium = require_chromium()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the server serves: an empty folder, to which tests copy their notebooks."""
    return tmp_path_factory.mktemp("served")


@pytest.fixture(scope="package")
def address(
    folder: Path, browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    with jupyterlab(folder, tmp_path_factory.mktemp("jupyter")) as address:
        yield address


@pytest.fixture(scope="package")
def open_notebook(
    folder: Path, address: str, browser: Browser
) -> Iterator[Callable[..., Notebook]]:
    """A function that opens a copy of a notebook; all are closed at the end."""
    opened = []

    def open_copy(source: Path, width: int = 1280, seven: bool = False) -> Notebook:
        shutil.copy(source, folder / source.name)
        opened.append(Notebook(browser, address, source.name, width, seven))
        return opened[-1]

    yield open_copy
    for notebook in opened:
        notebook.close()


@pytest.fixture(scope="session")
def artifacts() -> Path:
    """Where screenshots go; git ignores it, CI keeps it."""
    folder = ROOT / "artifacts"
    folder.mkdir(exist_ok=True)
    return folder
