"""What all tests and notebooks share: one BLAS thread, the quick run or the thorough one, turns to
measure time, no skips in CI."""

import contextlib
import os
import re
from pathlib import Path

import pytest

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None

# Before NumPy is loaded, here and in every kernel that a test starts. The tests run side by side.
for library in ("OPENBLAS", "OMP", "MKL"):
    os.environ.setdefault(f"{library}_NUM_THREADS", "1")


# Installed with the package, the tests have no repository around them. And bnlab, which ends a
# student's endless loop, trusts the files in its own folder.
REPOSITORY = (Path(__file__).parent / "pyproject.toml").exists()
OUTSIDE = re.compile(r"parents\[|from (tools|nbclient|chromium)|endless")


def pytest_ignore_collect(collection_path):
    """Without a repository, leave out the tests that look into it, or that need to be outside."""
    if not REPOSITORY and collection_path.suffix == ".py":
        return bool(OUTSIDE.search(collection_path.read_text(encoding="utf-8"))) or None


def pytest_configure(config):
    if not REPOSITORY:
        for mark in ("browser", "alone", "thorough"):
            config.addinivalue_line("markers", mark)
    config.pluginmanager.register(Turns(config), "turns")


def pytest_collectstart(collector):
    """Validation of a notebook compares the words beside a page or picture, not how it looks."""
    if hasattr(collector, "skip_compare"):
        collector.skip_compare += ("text/html",)


def pytest_collection_modifyitems(config, items):
    """Leave the tests marked `thorough` to runs with BNLAB_THOROUGH=1."""
    if os.environ.get("BNLAB_THOROUGH"):
        return
    left_out = [item for item in items if item.get_closest_marker("thorough")]
    if left_out:
        items[:] = [item for item in items if item not in left_out]
        config.hook.pytest_deselected(items=left_out)


class Turns:
    """Tests marked `alone` measure time: while one runs, the other workers wait.

    Two file locks do it: every test holds `running`, shared or alone; and `door` is held while
    waiting for it, so that nobody slips in before the one who waits.
    """

    def __init__(self, config):
        one_of_several = hasattr(config, "workerinput")  # xdist's; not a pytest that a test starts
        self.folder = config.cache.mkdir("turns") if one_of_several and fcntl else None

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self, item):
        with self.turn(alone=item.get_closest_marker("alone") is not None):
            return (yield)

    @contextlib.contextmanager
    def turn(self, alone):
        if self.folder is None:
            yield
            return
        with open(self.folder / "door", "w") as door, open(self.folder / "running", "w") as running:
            fcntl.flock(door, fcntl.LOCK_EX)
            fcntl.flock(running, fcntl.LOCK_EX if alone else fcntl.LOCK_SH)
            fcntl.flock(door, fcntl.LOCK_UN)
            yield

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item):
        report = yield
        in_ci = os.environ.get("CI") and item.get_closest_marker("browser")
        meant = hasattr(report, "wasxfail") or "not for this explorer" in str(report.longrepr)
        if in_ci and report.skipped and not meant:
            report.outcome = "failed"
            report.longrepr = f"skipped, and in CI no browser test may be: {report.longrepr}"
        return report
