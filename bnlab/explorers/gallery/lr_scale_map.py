"""Learning rate × initial scale: where a net trains at all, without and with batch norm."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np

from ...data import digits
from ...network import mlp
from ...optimizers import GradientDescent
from ...training import DivergenceWarning, fit
from ..controls import steps
from ..explorer import Explorer
from ..scene import Frame, Line, Panel, Scale, Scene, Tiles
from ..stored import stored

RATES = tuple(float(f"{10**k:.2g}") for k in np.arange(-2, 1.75, 0.5))
SCALES = (0.125, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0)
STARTS = range(5)
STEPS, EVERY = 300, 10
HIGHEST = 3.0  # loss
CIVIDIS = (
    "#00224E",
    "#123570",
    "#3B496C",
    "#575D6D",
    "#707173",
    "#8A8678",
    "#A59C74",
    "#C3B369",
    "#FEE838",
)
SIZES = [64, 32, 32, 32, 10]


def grid() -> dict[str, Any]:
    """Train every cell: 64-32-32-32-10, tanh, gradient descent, 300 steps of 60 digits.

    Returns
    -------
    dict
        "rates", "scales"; "accuracies": (starts, 2, scales, rates), on the test images, without and
        with BN, and "accuracy", their mean over the starts; "loss": (2, scales, rates,
        STEPS/EVERY), of the first start, means over EVERY steps; NaN once diverged.
    """
    data = digits()
    accuracies = np.zeros((len(STARTS), 2, len(SCALES), len(RATES)))
    loss = np.full((*accuracies.shape[1:], STEPS // EVERY), np.nan)
    for start, bn, i, j in np.ndindex(accuracies.shape):
        net = mlp(SIZES, "tanh", batchnorm=bool(bn), rng=np.random.default_rng(STARTS[start]))
        for name, W in net.parameters().items():
            if name.startswith("W") and name != f"W{len(SIZES) - 1}":
                W *= SCALES[i]
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DivergenceWarning)
            history = fit(
                net,
                GradientDescent(RATES[j]),
                data.X_train,
                data.Y_train,
                steps=STEPS,
                batch_size=60,
                rng=np.random.default_rng(1 + STARTS[start]),
                validation=(data.X_test, data.Y_test),
            )
        accuracies[start, bn, i, j] = history.validation_accuracy[-1]
        if start == 0:
            whole = len(history.loss) // EVERY
            means = np.reshape(history.loss[: whole * EVERY], (whole, EVERY)).mean(axis=1)
            loss[bn, i, j, :whole] = means
    return {
        "rates": np.array(RATES),
        "scales": np.array(SCALES),
        "accuracies": accuracies,
        "accuracy": accuracies.mean(axis=0),
        "loss": loss,
    }


def compute(run: dict[str, Any], rate: int, scale: int) -> dict[str, Any]:
    """One cell of the map.

    Parameters
    ----------
    run : dict
        As from `grid`.
    rate, scale : int
        The cell's place.

    Returns
    -------
    dict
        The cell's "rate", "scale", "place", and "accuracy", (2,), and "loss", (2, STEPS/EVERY);
        "range": (2, 2), worst and best start of each; "good": (2,), how many cells of each map end
        above 90 %; "cells": of how many.
    """
    every = run.get("accuracies", run["accuracy"][None])
    return {
        "rate": float(run["rates"][rate]),
        "scale": float(run["scales"][scale]),
        "place": (rate, scale),
        "accuracy": run["accuracy"][:, scale, rate],
        "range": np.stack([every[..., scale, rate].min(0), every[..., scale, rate].max(0)], 1),
        "loss": run["loss"][:, scale, rate],
        "good": (run["accuracy"] > 0.9).sum(axis=(1, 2)),
        "cells": run["accuracy"][0].size,
    }


NETS = (("without", "without BN", "dashed"), ("with", "with BN", "solid"))


def scene_of(run: dict[str, Any]) -> Scene:
    """Two maps with a frame around the chosen cell, and the cell's curves."""
    rates, scales = run["rates"], run["scales"]
    maps = []
    for accuracy, (key, name, _) in zip(run["accuracy"], NETS, strict=True):
        says = [[f"{100 * share:.0f}" for share in row] for row in accuracy]
        maps.append(
            Panel(
                x=Scale(
                    -0.5,
                    len(rates) - 0.5,
                    "*α*, learning rate",
                    ticks=[(k, f"{x:.2g}") for k, x in enumerate(rates)][::2],
                ),
                y=Scale(
                    -0.5,
                    len(scales) - 0.5,
                    "scale of *W* · √*n*",
                    ticks=[(k, f"{x:g}") for k, x in enumerate(scales)],
                ),
                title=f"{name}: % right",
                colour=key,
                height=210,
                marks={
                    f"{key} map": Tiles(
                        CIVIDIS, fixed={"values": (accuracy - 0.1) / 0.9, "says": says}
                    ),
                    f"{key} halo": Line("halo", width=6),
                    f"{key} cell": Line("chosen", width=3),
                },
                pick=("rate", "scale"),
            )
        )
    curves = Panel(
        x=Scale(0, STEPS, "step"),
        y=Scale(0, HIGHEST, f"loss, mean of {EVERY} steps"),
        title="training in the framed cell",
        height=210,
        marks={f"{key} loss": Line(key, dash, label=name.split()[0]) for key, name, dash in NETS},
    )
    return [[*maps, curves]]


def frame(cell: dict[str, Any]) -> Frame:
    """The framed cell and its curves; a curve that diverged ends where it did."""
    j, i = cell["place"]
    box = (
        [j - 0.5, j + 0.5, j + 0.5, j - 0.5, j - 0.5],
        [i - 0.5, i - 0.5, i + 0.5, i + 0.5, i - 0.5],
    )
    steps = EVERY * np.arange(1, cell["loss"].shape[-1] + 1)
    marks: dict[str, Any] = {}
    for (key, _, _), loss in zip(NETS, cell["loss"], strict=True):
        marks |= {f"{key} halo": box, f"{key} cell": box, f"{key} loss": (steps, loss)}
    good, cells = cell["good"], cell["cells"]
    without, with_ = (
        f"{100 * mean:.0f}%" + (f" ({100 * low:.0f} to {100 * high:.0f})" if low < high else "")
        for mean, (low, high) in zip(cell["accuracy"], cell["range"], strict=True)
    )
    return Frame(
        f"Over 90% right in {good[0]} of {cells} cells without BN, in {good[1]} with it",
        f"α = {cell['rate']:.2g}, initial weights scaled by {cell['scale']:g}: {without} of the "
        f"test images right without batch norm, {with_} with it.",
        marks,
    )


def lr_scale_map(run: dict[str, Any] | None = None) -> Explorer:
    """Click a cell of the map, or go there with the arrow keys; its curves appear.

    Parameters
    ----------
    run : dict, optional
        Another grid, with the arrays that `grid` returns.
    """
    found = stored("lr_scale_map") if run is None else run
    rates = [(f"{x:.2g}", k) for k, x in enumerate(found["rates"])]
    scales = [(f"{x:g}", k) for k, x in enumerate(found["scales"])]
    return Explorer(
        {
            "rate": steps("*α*, learning rate", rates, len(rates) // 2),
            "scale": steps("scale of *W* · √*n*", scales, len(scales) // 2),
        },
        lambda rate, scale: compute(found, rate, scale),
        scene_of(found),
        frame,
        alt="Two maps of test accuracy by learning rate and initial scale, without and with batch "
        "norm; the loss curves of the chosen cell",
        table=True,
    )
