"""Recorded runs: trainings too long for a lesson, made by `make experiments`, shipped as numbers.

A module here, `paper.py` say, describes one experiment. It has

- `run(seed, …)`: one training, as `bnlab.experiments.sweep` calls it;
- `record(path, n_jobs)`: all of them, by `sweep(…, path=path, n_jobs=n_jobs)`, so that a stop
  costs at most the runs under way; it returns the arrays that the lesson shows.

`tools/experiments.py` finds the modules by their files, and stores what `record` returns in
`paper.npz` beside it, compressed and below 300 kB, with the command and the versions of Python and
NumPy under "about". `load("paper")` reads it.
"""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

FOLDER = Path(__file__).parent


def load(name: str) -> dict[str, Any]:
    """What one experiment recorded.

    Parameters
    ----------
    name : str
        That of its module: "paper".

    Returns
    -------
    recorded : dict
        The arrays that its `record` returned; "about" is a dict with the command that made them
        and the versions that it used.

    Raises
    ------
    FileNotFoundError
        If nothing is recorded under that name.
    """
    path = FOLDER / f"{name}.npz"
    if not path.is_file():
        known = ", ".join(sorted(p.stem for p in FOLDER.glob("*.npz")))
        raise FileNotFoundError(f"no runs are recorded as {name!r}; there are: {known}.")
    with np.load(path, allow_pickle=False) as file:
        found: dict[str, Any] = dict(file)
    found["about"] = json.loads(str(found["about"]))
    return found


def looks(steps: int, count: int = 120) -> NDArray[np.int64]:
    """Steps to look at, evenly on a logarithmic axis: 1, 2, 3, …, steps."""
    return np.unique(np.geomspace(1, steps, count).round().astype(np.int64))


def column(rows: Iterable[dict[str, Any]], name: str) -> list[Any]:
    """One entry of each row's result, as `sweep` returns rows."""
    return [row["result"][name] for row in rows]
