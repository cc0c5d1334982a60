"""Runs trained beforehand, so that a picture is there at once; made by tools/explorer_runs.py."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

import numpy as np


def stored(name: str) -> dict[str, Any]:
    """The arrays of one explorer's stored run."""
    with (files(__package__) / "runs" / f"{name}.npz").open("rb") as file:
        return dict(np.load(file))
