"""Lesson 13's runs: three networks, mini-batches of 2 to 128, each at its own best rate.

64-100-100-100-10 with ReLU (so that it learns without batch norm, too) on the first 1,200 digits
for training, gradient descent, five epochs, five starts. The other 200 choose the learning rate;
the test digits have no say.
"""

import functools
import os
import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .. import experiments, norms
from ..data import digits
from ..ledger import SIZES
from ..optimizers import GradientDescent
from ..training import DivergenceWarning, fit

NORMS: tuple[norms.Norm, ...] = ("batch", "layer", "none")
BATCH_SIZES = (2, 4, 8, 16, 32, 64, 128)
SEEDS = range(5)
EPOCHS = 5
KEPT = 1200  # training digits that train; the others choose the rate
MEASURED = ("accuracy", "reestimated", "held_out", "loss")


def rates(m: int) -> tuple[float, ...]:
    """The learning rates that were tried: small mini-batches need small ones."""
    first = {2: 0.001, 4: 0.003, 8: 0.01}.get(m, 0.03)
    ladder = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0)
    return ladder[ladder.index(first) :][:5]


def run(seed: int, norm: norms.Norm, m: int, rate: float) -> list[float] | None:
    """Train one network.

    Returns
    -------
    measured : list of float
        Test accuracy; the same with averages of all training digits; accuracy on the 200 digits
        that choose; mean loss over the last epoch. None if training diverged.
    """
    data = digits()
    X, Y = data.X_train[:, :KEPT], data.Y_train[:KEPT]
    net = norms.network(SIZES, norm, rng=np.random.default_rng(seed))
    rng = np.random.default_rng([1, seed])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DivergenceWarning)
        history = fit(net, GradientDescent(rate), X, Y, epochs=EPOCHS, batch_size=m, rng=rng)
    if history.stopped == "diverged" or not np.isfinite(net.theta).all():
        return None
    test, rest = (data.X_test, data.Y_test), (data.X_train[:, KEPT:], data.Y_train[KEPT:])
    accuracy, held_out = (float(np.mean(net.predict(X) == Y)) for X, Y in (test, rest))
    norms.reestimate(net, X)
    fresh = float(np.mean(net.predict(data.X_test) == data.Y_test))
    loss = float(np.mean(history.loss[-len(history.loss) // EPOCHS :]))
    return [round(x, 4) for x in (accuracy, fresh, held_out, loss)]


def record(
    path: str | os.PathLike[str], n_jobs: int = -1, sizes: Sequence[int] = BATCH_SIZES
) -> dict[str, NDArray]:
    """All of them, or those of some batch sizes.

    Returns
    -------
    arrays : dict
        "rate": (sizes, rates); "accuracy", "reestimated", "held_out", "loss": (norms, sizes, rates,
        seeds), NaN where training diverged.
    """
    sweep = functools.partial(experiments.sweep, run, seeds=SEEDS, n_jobs=n_jobs, path=path)
    results = np.full((len(NORMS), len(BATCH_SIZES), 5, len(SEEDS), len(MEASURED)), np.nan)
    for m in sorted(sizes, reverse=True):  # the quick ones first
        for norm, name in enumerate(NORMS):
            rows = sweep({"norm": [name], "m": [m], "rate": list(rates(m))}, progress=True)
            for k, row in enumerate(rows):
                if row["result"] is not None:
                    results[norm, BATCH_SIZES.index(m), *divmod(k, len(SEEDS))] = row["result"]
    arrays = dict(zip(MEASURED, results.transpose(4, 0, 1, 2, 3), strict=True))
    return {"rate": np.array([rates(m) for m in BATCH_SIZES]), **arrays}


def best(runs: dict[str, Any]) -> dict[str, NDArray]:
    """Each normalisation and batch size at its own best learning rate, by the 200 held-out digits.

    Parameters
    ----------
    runs : dict
        As `record` returns.

    Returns
    -------
    arrays : dict
        "place": (norms, sizes) of the rate; "accuracy", "reestimated", "held_out", "loss": (norms,
        sizes, seeds).
    """
    place = np.nan_to_num(runs["held_out"]).mean(axis=-1).argmax(axis=-1)
    at_best = {
        name: np.take_along_axis(runs[name], place[..., None, None], axis=2)[:, :, 0]
        for name in MEASURED
    }
    return {"place": place} | at_best
