"""Lesson 11's runs: the experiment of section 4.1 of Ioffe & Szegedy (2015), on drawn digits.

The paper states the network (784-100-100-100-10, sigmoid), binary images, mini-batches of 60 and
50,000 steps. It does not state the learning rate, the optimizer, the size of the first W, or the
threshold: here they are gradient descent, standard deviation √(1/n_in), and 0.5.
"""

import functools
import os
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .. import data, experiments
from ..history import History
from ..network import Network, mlp
from ..optimizers import GradientDescent
from ..training import fit
from . import column, looks

SIZES = [784, 100, 100, 100, 10]
BATCH, STEPS, RATE = 60, 50_000, 0.1
SEEDS = range(5)
SHOWN = 2  # the start whose insides are stored
THRESHOLD = 0.5  # a pixel above it is ink
VALIDATION = 10_000  # images
TARGET = 0.95  # of the validation images, to count the steps to
GRID_STEPS = 5000  # the grid's runs end there, or at the target
RATES = (0.5, 1.0, 2.0, 5.0, 10.0)
PROBE = 1000  # test images whose way through the network is recorded
PERCENTILES = (15, 50, 85)
LIMIT, BINS = 6, 48  # of the histograms, as in the explorer of lesson 07
EDGES = np.concatenate([[-np.inf], np.linspace(-LIMIT, LIMIT, BINS + 1), [np.inf]])


def binary(X: NDArray) -> NDArray[np.float32]:
    """Images of ink and paper, as the paper has them: 0 and 1, of the same shape."""
    return (np.asarray(X) > THRESHOLD).astype(np.float32)


@functools.lru_cache(1)
def digits() -> data.Dataset:
    """The 60,000 + 10,000 drawn digits, binary."""
    drawn = data.drawn_digits()
    return data.Dataset(binary(drawn.X_train), drawn.Y_train, binary(drawn.X_test), drawn.Y_test)


@functools.lru_cache(1)
def validation() -> tuple[NDArray, NDArray]:
    """As many more, to choose a learning rate by: the test images have no say in that."""
    drawn = data.drawn_digits(1, np.random.default_rng(2), m_test=VALIDATION)
    return binary(drawn.X_test), drawn.Y_test


def network(seed: int, batchnorm: bool) -> Network:
    """The paper's network; equal seeds have equal W's, with batch norm and without."""
    rng = np.random.default_rng(seed)
    return mlp(SIZES, "sigmoid", batchnorm=batchnorm, rng=rng, dtype=np.float32)


def run(
    seed: int,
    batchnorm: bool,
    learning_rate: float = RATE,
    steps: int = STEPS,
    until: float | None = None,
    inside: bool = False,
) -> dict[str, Any]:
    """Train once, and look at what is there after 1, 2, … steps, evenly on a logarithmic axis.

    Parameters
    ----------
    seed : int
        Draws W and the order of the mini-batches; the images are always the same.
    batchnorm : bool
    learning_rate : float
    steps : int
        Looks are at the same steps for any number of them.
    until : float, optional
        Stop when this share of the *validation* images is right; not given, look at the test images
        and go on to the end.
    inside : bool
        Whether to record what enters each sigmoid.

    Returns
    -------
    found : dict
        "step"; "right", of 10,000 images; "loss", the mean since the last look; and with `inside`
        also "percentiles", (looks, 3 layers, 3, 100 units), "layers", the same over all units of a
        layer, (looks, 3 layers, 3), and "histograms", (looks, 3 layers, 50): of `PROBE` test
        images, by their own statistics, also for step 0.
    """
    images = digits()
    X, Y = validation() if until else (images.X_test, images.Y_test)
    probe = images.X_test[:, :PROBE]
    net, at = network(seed, batchnorm), {int(step) for step in looks(STEPS)}
    found: dict[str, list[Any]] = {"step": [], "right": [], "loss": []}

    def look(net: Network, step: int, history: History) -> bool:
        if step not in at:
            return False
        first = found["step"][-1] if found["step"] else 0
        found["step"].append(step)
        found["right"].append(int(np.count_nonzero(net.predict(X) == Y)))
        found["loss"].append(round(float(np.mean(history.loss[first:])), 5))
        if inside:
            look_inside(net)
        return bool(until and found["right"][-1] >= until * len(Y))

    def look_inside(net: Network) -> None:
        arrays = net.trace(probe)
        entering = [arrays[f"{'z_tilde' if batchnorm else 'z'}{layer}"] for layer in (1, 2, 3)]
        percentiles = [np.percentile(z, PERCENTILES, axis=1).round(3).tolist() for z in entering]
        found.setdefault("percentiles", []).append(percentiles)
        layers = [np.percentile(z, PERCENTILES).round(3).tolist() for z in entering]
        found.setdefault("layers", []).append(layers)
        counts = [np.histogram(z, EDGES)[0].tolist() for z in entering]
        found.setdefault("histograms", []).append(counts)

    if inside:
        look_inside(net)
    fit(
        net,
        GradientDescent(learning_rate),
        images.X_train,
        images.Y_train,
        steps=steps,
        batch_size=BATCH,
        rng=np.random.default_rng([1, seed]),
        callbacks=[look],
    )
    return found


def steps_to(target: float, step: NDArray, values: NDArray) -> NDArray[np.int64]:
    """The first look at which values were at the target or above, for each run.

    Parameters
    ----------
    target : float
    step : array (looks,)
    values : array (…, looks)

    Returns
    -------
    steps : array (…), int64
        0 where it never was.
    """
    there = np.asarray(values) >= target
    return np.where(there.any(axis=-1), np.asarray(step)[there.argmax(axis=-1)], 0)


def record(path: str | os.PathLike[str], n_jobs: int = -1) -> dict[str, NDArray]:
    """All runs that lesson 11 shows, without batch norm and with it, from every seed.

    Parameters
    ----------
    path : str or path
        Of the finished runs.
    n_jobs : int

    Returns
    -------
    arrays : dict
        At `RATE`, "step": (looks,), "right": (2, seeds, looks), of 10,000 test images, and "loss".
        From the grid, "rate": (rates,), "reached": (2, rates, seeds), the step at which a
        validation accuracy of `TARGET` was there, 0 if never, and "right_in_grid", of the
        validation images at the last look. Of what enters the sigmoids, "middle": (2, seeds,
        looks + 1, 3 layers, 3), percentiles over all units of a layer; and for the start `SHOWN`
        "unit_hundredths": (2, looks + 1, 3, 100), percentiles of each unit of the last hidden
        layer, times 100, and "histogram": (2, looks + 1, 3 layers, 50). Their first look is before
        the first step.
    """
    sweep = functools.partial(experiments.sweep, run, n_jobs=n_jobs, path=path, progress=True)
    both = [False, True]
    grid: dict[str, Any] = {"steps": [GRID_STEPS], "until": [TARGET]}
    grid |= {"batchnorm": both, "learning_rate": RATES}
    rows = sweep(grid, SEEDS)
    reached = np.array([_reached(row["result"]) for row in rows], np.uint16)
    last = np.array([right[-1] for right in column(rows, "right")], np.uint16)
    full = sweep({"batchnorm": both, "learning_rate": [RATE], "inside": [True]}, SEEDS)
    curves = {
        name: np.array(column(full, name), np.float32).reshape(2, len(SEEDS), -1)
        for name in ("right", "loss")
    }
    inside = full[SHOWN :: len(SEEDS)]  # without and with
    units = np.array([np.array(row["result"]["percentiles"])[:, -1] for row in inside])
    middle = np.array(column(full, "layers"), np.float32)
    return {
        **curves,
        "step": looks(STEPS),
        "rate": np.array(RATES),
        "reached": reached.reshape(2, len(RATES), len(SEEDS)),
        "right_in_grid": last.reshape(2, len(RATES), len(SEEDS)),
        "middle": middle.reshape(2, len(SEEDS), *middle.shape[1:]),
        "unit_hundredths": (100 * units).round().astype(np.int16),
        "histogram": np.array(column(inside, "histograms"), np.uint32),
    }


def _reached(result: dict[str, Any]) -> int:
    """The step at which a run of the grid was at the target; 0 if never."""
    return result["step"][-1] if result["right"][-1] >= TARGET * VALIDATION else 0
