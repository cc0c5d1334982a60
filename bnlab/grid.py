"""Lesson 08's grid: four optimizers at nine learning rates, with batch norm and without.

Each run is the ledger's experiment with another optimizer, from ten starts. These runs take longer
than a lesson: `python tools/lesson_runs.py` makes them, and grid.json holds what came out.
"""

import json
import warnings
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from . import ledger
from .optimizers import Adam, GradientDescent, Momentum, Optimizer, RMSprop
from .training import DivergenceWarning

Rule = type[GradientDescent] | type[Momentum] | type[RMSprop] | type[Adam]

FILE = Path(__file__).with_name("grid.json")
STARTS = range(10)
_LARGE = (0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0, 100.0)
_SMALL = (0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0)
RULES: dict[str, tuple[Rule, tuple[float, ...]]] = {
    "gradient descent": (GradientDescent, _LARGE),
    "momentum": (Momentum, _LARGE),
    "RMSprop": (RMSprop, _SMALL),  # these two divide by √s: α is the step's own length
    "Adam": (Adam, _SMALL),
}


class Row(NamedTuple):
    """One optimizer, with batch norm or without: what each α gave from each start."""

    rates: NDArray  # (9,)
    accuracy: NDArray  # (9, 10), on the test images; NaN where the run diverged
    loss: NDArray  # (9, 10), mean over the last epoch; NaN where the run diverged

    @property
    def best(self) -> int:
        """Place of the α with the lowest mean training loss; the test images have no say."""
        return int(np.nanargmin(self.loss.mean(axis=1)))


def run(
    name: str, batchnorm: bool, rate: float, seed: int, activation: str = "sigmoid"
) -> tuple[float, float] | None:
    """Train the ledger's network by one of `RULES`.

    Returns
    -------
    accuracy, loss : float
        As in the ledger; None if training diverged.
    """
    rule: type[Optimizer] = RULES[name][0]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DivergenceWarning)
        net = ledger.network(seed, batchnorm, activation)
        history = ledger.train(net, rule(rate), start=seed)
    if history.stopped == "diverged":
        return None
    accuracy, loss = ledger.result(history)
    return round(accuracy, 4), round(loss, 4)


def recorded(activation: str = "sigmoid") -> dict[tuple[str, bool], Row]:
    """The recorded runs, by optimizer and batch norm: ``recorded()["Adam", True]``."""
    found = {}
    for entry in json.loads(FILE.read_text(encoding="utf-8")):
        if entry["activation"] == activation:
            runs = [[pair or (None, None) for pair in starts] for starts in entry["runs"]]
            accuracy, loss = np.array(runs, dtype=float).transpose(2, 0, 1)
            rates = np.array(RULES[entry["name"]][1])
            found[entry["name"], entry["batchnorm"]] = Row(rates, accuracy, loss)
    return found
