"""`pytest tests/parity --live`, or BNLAB_LIVE=1 before any pytest, also asks the frameworks now.

(pytest knows the option only if this folder is on its command line; it always sees the variable.)
"""

import os


def pytest_addoption(parser):
    parser.addoption(
        "--live", action="store_true", help="run the frameworks too, none may be missing"
    )


def pytest_configure(config):
    config.addinivalue_line("markers", "live: runs a framework; only with --live or BNLAB_LIVE=1")


def pytest_collection_modifyitems(config, items):
    if config.getoption("live", default=False) or os.environ.get("BNLAB_LIVE", "0") != "0":
        return
    live = [item for item in items if item.get_closest_marker("live")]
    config.hook.pytest_deselected(items=live)
    items[:] = [item for item in items if item not in live]
