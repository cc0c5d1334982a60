"""Learning rate × initial scale: where a net trains at all, without and with batch norm."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from .. import plots
from ..data import digits
from ..network import mlp
from ..optimizers import GradientDescent
from ..training import DivergenceWarning, fit
from .engine import Explorer, Update, steps
from .stored import stored

RATES = tuple(float(f"{10**k:.2g}") for k in np.arange(-2, 1.75, 0.5))
SCALES = (0.125, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0)
STEPS, EVERY = 300, 10
SIZES = [64, 32, 32, 32, 10]


def grid() -> dict[str, Any]:
    """Train every cell: 64-32-32-32-10, tanh, gradient descent, 300 steps of 60 digits.

    Returns
    -------
    dict
        "rates", "scales"; "accuracy": (2, scales, rates), on the test images, without and with BN;
        "loss": (2, scales, rates, STEPS/EVERY), means over EVERY steps; NaN once diverged.
    """
    data = digits()
    accuracy = np.zeros((2, len(SCALES), len(RATES)))
    loss = np.full((*accuracy.shape, STEPS // EVERY), np.nan)
    for bn, i, j in np.ndindex(accuracy.shape):
        net = mlp(SIZES, "tanh", batchnorm=bool(bn), rng=np.random.default_rng(0))
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
                rng=np.random.default_rng(1),
                validation=(data.X_test, data.Y_test),
            )
        accuracy[bn, i, j] = history.validation_accuracy[-1]
        whole = len(history.loss) // EVERY
        loss[bn, i, j, :whole] = np.reshape(history.loss[: whole * EVERY], (whole, EVERY)).mean(1)
    return {
        "rates": np.array(RATES),
        "scales": np.array(SCALES),
        "accuracy": accuracy,
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
        The cell's "rate", "scale", "place", and "accuracy", (2,), and "loss", (2, STEPS/EVERY).
    """
    return {
        "rate": float(run["rates"][rate]),
        "scale": float(run["scales"][scale]),
        "place": (rate, scale),
        "accuracy": run["accuracy"][:, scale, rate],
        "loss": run["loss"][:, scale, rate],
    }


def picture_of(run: dict[str, Any]) -> Any:
    """The picture of one grid: two maps with a frame around the cell, and the cell's curves."""

    def picture(figure: Figure) -> Update:
        accuracy = run["accuracy"]
        axes = figure.subplots(1, 3, width_ratios=(5, 5, 5))
        good = (accuracy > 0.9).sum(axis=(1, 2))
        of = accuracy[0].size
        plots.headline(
            figure, f"Over 90% right in {good[0]} of {of} cells without BN, in {good[1]} with it"
        )
        frames = []
        for bn, (ax, name, colour) in enumerate(
            zip(axes, ("without BN", "with BN"), (plots.WITHOUT, plots.WITH), strict=False)
        ):
            ax.imshow(accuracy[bn], cmap="cividis", vmin=0.1, vmax=1, origin="lower", aspect="auto")
            for (i, j), share in np.ndenumerate(accuracy[bn]):
                ink = "black" if share > 0.6 else "white"
                ax.text(j, i, f"{100 * share:.0f}", ha="center", va="center", color=ink, fontsize=9)
            ax.set_title(f"{name}: % right", color=colour)
            ax.set_xlabel("α, learning rate")
            labels = [f"{x:.2g}" for x in run["rates"][::2]]
            ax.set_xticks(range(0, len(run["rates"]), 2), labels, fontsize=9)
            ax.set_yticks(range(len(run["scales"])), [f"{x:g}" for x in run["scales"]], fontsize=9)
            frames.append(ax.plot([], [], color="white", linewidth=5)[0])
            frames.append(ax.plot([], [], color="#D55E00", linewidth=2.5)[0])
        axes[0].set_ylabel("scale of W · √n")
        right = axes[2]
        t = EVERY * np.arange(1, run["loss"].shape[-1] + 1)
        right.set(title="loss in this cell", xlabel="step", xlim=(0, t[-1]), ylim=(0, 3))
        lines = [
            right.plot([], [], color=plots.WITHOUT, linestyle="--", label="without BN")[0],
            right.plot([], [], color=plots.WITH, label="with BN")[0],
        ]
        right.legend(loc="upper right", fontsize=10)
        for artist in (*frames, *lines):
            artist.set_animated(True)

        def update(cell: dict[str, Any]) -> str:
            j, i = cell["place"]
            for frame in frames:
                frame.set_data(
                    [j - 0.5, j + 0.5, j + 0.5, j - 0.5, j - 0.5],
                    [i - 0.5, i - 0.5, i + 0.5, i + 0.5, i - 0.5],
                )
            for line, loss in zip(lines, cell["loss"], strict=True):
                line.set_data(t, np.minimum(loss, 2.97))
            without, with_ = (f"{100 * x:.0f}%" for x in cell["accuracy"])
            return (
                f"α = {cell['rate']:.2g}, initial weights scaled by {cell['scale']:g}: "
                f"{without} of the test images right without batch norm, {with_} with it."
            )

        return update

    return picture


def lr_scale_map(run: dict[str, Any] | None = None) -> Explorer:
    """Move over the map; the cell's curves appear.

    Parameters
    ----------
    run : dict, optional
        Another grid, with the arrays that `grid` returns.
    """
    found = stored("lr_scale_map") if run is None else run
    rates = [(f"{x:.2g}", k) for k, x in enumerate(found["rates"])]
    scales = [(f"{x:g}", k) for k, x in enumerate(found["scales"])]
    controls = {
        "rate": steps("α, learning rate", rates, len(rates) // 2),
        "scale": steps("scale of W · √n", scales, len(scales) // 2),
    }

    def cell(rate: int, scale: int) -> dict[str, Any]:
        return compute(found, rate, scale)

    return Explorer(
        controls,
        cell,
        picture_of(found),
        alt="Two maps of test accuracy by learning rate and initial scale, without and with batch "
        "norm; the loss curves of the chosen cell",
        size=(9, 3.9),
    )
