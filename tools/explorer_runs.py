"""Trains the runs that three explorers show first, and stores them in bnlab/explorers/runs/.

    python tools/explorer_runs.py        all of them, some two minutes

The map of lesson 12 takes longest: 560 trainings.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

from bnlab.explorers.training import Run

FOLDER = Path(__file__).resolve().parents[1] / "bnlab" / "explorers" / "runs"


def finished(run: Run, turns: Any) -> Run:
    """The run after its last turn."""
    for _ in turns:
        pass
    return run


def small(run: Run) -> Run:
    """Floats of half the size; counts as they are."""
    return {k: np.float32(v) if np.asarray(v).dtype == np.float64 else v for k, v in run.items()}


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    for name in ("optimizers", "training_scrubber", "lr_scale_map"):
        explorer: Any = import_module(f"bnlab.explorers.gallery.{name}")
        grid = getattr(explorer, "grid", None)
        run = grid() if grid else finished(*explorer.train(**explorer.START))
        path = FOLDER / f"{name}.npz"
        np.savez_compressed(path, **small(run))
        print(f"{path.name}: {path.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
