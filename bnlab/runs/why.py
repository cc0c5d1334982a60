"""Lesson 12's runs: the ledger's network with batch norm, without, shaken behind it, and held.

`Shaken` moves and stretches what every unit receives, anew at each step, so that no layer ever
meets the same distribution twice (after Santurkar et al. 2018). "length held" puts each unit's W
back to its first length after each step, so that the effective learning rate can't fall. Each runs
at nine learning rates from five starts.
"""

import copy
import os
import warnings
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .. import experiments, ledger
from ..layers import BatchNorm, Layer, Linear
from ..network import Network
from ..optimizers import GradientDescent
from ..training import DivergenceWarning
from . import load

KINDS = ("without batch norm", "with batch norm", "shaken", "length held")
RATES = (0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0, 100.0)
STARTS = range(5)
HIDDEN = ("W1", "W2", "W3")


class Shaken(Layer):
    """Noise whose distribution is new at each step: r z̃ + s + e.

    For each unit a step draws a factor r between ½ and 2 and a shift s of standard deviation 1,
    and for each example an e of standard deviation 1. At test time z̃ passes as it is.

    Parameters
    ----------
    rng : np.random.Generator
        Where the draws come from.
    """

    def __init__(self, rng: np.random.Generator) -> None:
        self.rng = rng

    def compute(self, a: NDArray) -> tuple[NDArray, Any]:
        r = 2 ** self.rng.uniform(-1, 1, (len(a), 1))  # (n, 1)
        s = self.rng.normal(size=(len(a), 1))  # (n, 1)
        return r * a + s + self.rng.normal(size=a.shape), r

    def gradient(self, d_output: NDArray, cache: Any) -> NDArray:
        return cache * d_output

    def at_test_time(self, a: NDArray) -> NDArray:
        return a


def shaken(start: int = 0) -> Network:
    """The ledger's network with batch norm and a `Shaken` behind each; the same W's as it has."""
    rng, layers = np.random.default_rng([12, start]), []
    for layer in copy.deepcopy(ledger.network(start).layers):
        layers.append(layer)
        if isinstance(layer, BatchNorm):
            layers.append(Shaken(rng))
    return Network(layers)


class Hold:
    """A callback that puts each row of every hidden W back to the length it had at the start."""

    def start(self, net: Network, history: Any) -> None:
        P = net.parameters()
        self.lengths = {name: row_lengths(P[name]) for name in HIDDEN}

    def __call__(self, net: Network, step: int, history: Any) -> None:
        P = net.parameters()
        for name, length in self.lengths.items():
            P[name] *= length / row_lengths(P[name])


class Shift:
    """A callback that measures how far one step moves what each W receives.

    After each step it sends `X` through the network in training mode, noise included, and compares
    the mean of every unit in front of W2, W3, … with its mean one step before.

    Parameters
    ----------
    X : array (n_x, m)
        Examples to look at.

    Attributes
    ----------
    jumps : list, one entry per step from the second on
        For each of W2, W3, …: root mean square over the units of (mean − mean before) / spread.
    """

    def __init__(self, X: NDArray) -> None:
        self.X = X
        self.jumps: list[list[float]] = []
        self._before: list[NDArray] = []

    def __call__(self, net: Network, step: int, history: Any) -> None:
        a, received = self.X, []
        for layer in net.layers:
            if isinstance(layer, Linear):
                received.append(a)
            a, _ = layer.compute(a)
        means = [x.mean(axis=1) for x in received[1:]]
        spreads = [x.std(axis=1) for x in received[1:]]
        if self._before:
            steps = zip(means, self._before, spreads, strict=True)
            self.jumps.append([float(np.sqrt(np.mean(((m - b) / s) ** 2))) for m, b, s in steps])
        self._before = means


def row_lengths(W: NDArray) -> NDArray:
    """Length of each unit's weights: (n, n_prev) to (n, 1)."""
    return np.linalg.norm(W, axis=1, keepdims=True)


def run(kind: str, rate: float, seed: int) -> dict[str, float] | None:
    """Train one of `KINDS` by gradient descent as the ledger does, and measure W of layer 1.

    Returns
    -------
    dict
        "accuracy" and "loss" as in the ledger; "growth", the length of W1 at the end over that at
        the start. None if training diverged.
    """
    net = shaken(seed) if "shaken" in kind else ledger.network(seed, "without" not in kind)
    before = np.linalg.norm(net.parameters()["W1"])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DivergenceWarning)
        held = [Hold()] if "held" in kind else []
        history = ledger.train(net, GradientDescent(rate), start=seed, callbacks=held)
    if history.stopped == "diverged":
        return None
    accuracy, loss = ledger.result(history)
    growth = float(np.linalg.norm(net.parameters()["W1"]) / before)
    return {"accuracy": round(accuracy, 4), "loss": round(loss, 4), "growth": round(growth, 4)}


class Row(NamedTuple):
    """One of `KINDS`: what each α gave from each start; NaN where the run diverged."""

    accuracy: NDArray  # (9, 5), on the test images
    loss: NDArray  # (9, 5), mean over the last epoch
    growth: NDArray  # (9, 5)

    @property
    def best(self) -> int:
        """Place of the α with the lowest mean training loss; the test images have no say."""
        return int(np.nanargmin(self.loss.mean(axis=1)))


def record(path: str | os.PathLike[str], n_jobs: int = -1) -> dict[str, NDArray]:
    """All runs that lesson 12 shows.

    Parameters
    ----------
    path : str or path
        Of the finished runs.
    n_jobs : int

    Returns
    -------
    arrays : dict
        "accuracy", "loss" and "growth", each (4 kinds, 9 rates, 5 starts).
    """
    grid = {"kind": KINDS, "rate": RATES}
    rows = experiments.sweep(run, grid, STARTS, n_jobs=n_jobs, path=path, progress=True)
    nothing = dict.fromkeys(Row._fields, np.nan)
    results = [row["result"] or nothing for row in rows]
    shape = len(KINDS), len(RATES), len(STARTS)
    return {name: np.reshape([result[name] for result in results], shape) for name in Row._fields}


def recorded() -> dict[str, Row]:
    """The recorded runs: ``recorded()["with batch norm"].accuracy``."""
    found = load("why")
    return {kind: Row(*(found[name][i] for name in Row._fields)) for i, kind in enumerate(KINDS)}
