"""`pytest tests/site --site`, or BNLAB_SITE=1 before any pytest, looks at the site in `_site`.

`make site-test` builds it and says so. Without it, what needs no built site is tested all the same.
"""

import functools
import http.server
import os
import threading
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SITE = ROOT / "_site"


def pytest_addoption(parser):
    parser.addoption("--site", action="store_true", help="look at _site, which make site builds")


def pytest_configure(config):
    config.addinivalue_line(
        "markers", "site: needs the built site; only with --site or BNLAB_SITE=1"
    )


def pytest_collection_modifyitems(config, items):
    if config.getoption("site", default=False) or os.environ.get("BNLAB_SITE", "0") != "0":
        return
    left_out = [item for item in items if item.get_closest_marker("site")]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in left_out]


@pytest.fixture(scope="session")
def site():
    """The folder of the built site."""
    assert (SITE / "contents.html").exists(), "no site: make site"
    return SITE


@pytest.fixture(scope="session")
def base(site):
    """The address under which the site is served on this machine."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_):
            pass

    handler = functools.partial(Quiet, directory=str(site))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="session")
def browser():
    """A Chromium that reaches this machine alone."""
    from chromium import require_chromium
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        options = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        chromium = playwright.chromium.launch(executable_path=require_chromium(), args=options)
        yield chromium
        chromium.close()
