"""Finds a Chromium for the browser tests; without one they are skipped, but fail in CI."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
ELSEWHERE = (  # where macOS and Windows keep it, off the PATH
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Google\Chrome\Application\chrome.exe",
)
HOW = (
    "no Chromium found. Install one (Debian, Ubuntu: sudo apt-get install chromium; "
    "macOS: brew install --cask chromium; Windows: winget install Google.Chrome) "
    "or name its executable in the variable BNLAB_CHROMIUM"
)


def find_chromium() -> str | None:
    """The path of a Chromium or Chrome on this machine, or None."""
    named = os.environ.get("BNLAB_CHROMIUM")
    if named:
        return named
    found = (shutil.which(name) for name in NAMES)
    return next((path for path in found if path), None) or next(
        (path for path in ELSEWHERE if Path(path).exists()), None
    )


def require_chromium() -> str:
    """The path of a Chromium; without one skip the test, or fail it when the variable CI is set."""
    path = find_chromium()
    if path is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(HOW)
    return path
