"""Many mini-batches of one size: how far their means and variances scatter, and the 1/√m law."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from ... import plots
from ..engine import Explorer, Update, button, steps, whole_slider
from .one_layer import SHAPE

SIZES = (2, 4, 8, 16, 32, 64, 128, 256, 512)
BATCHES, DRAWS = 200, 50
# Standard deviation of (z − mean)² over that of z: the variance scatters by this much over √m.
TAIL = float(np.sqrt((SHAPE**4).mean() - 1))


@cache
def _statistics(draw: int) -> dict[int, tuple[np.ndarray, np.ndarray]]:
    """Mean and variance of 200 mini-batches of every size; of all z they are 0 and 1."""
    rng = np.random.default_rng([5, draw])
    found = {}
    for m in SIZES:
        z = rng.choice(SHAPE[0], (BATCHES, m))
        found[m] = z.mean(axis=1), z.var(axis=1)
    return found


def compute(m: int, draw: int) -> dict[str, Any]:
    """Statistics of 200 mini-batches of m examples of one unit.

    Returns
    -------
    dict
        "mean", "var": (200,) each; "scatter_mean", "scatter_var": their standard deviations for
        each of SIZES; "m".
    """
    found = _statistics(draw)
    return {
        "m": m,
        "mean": found[m][0],
        "var": found[m][1],
        "scatter_mean": np.array([found[size][0].std() for size in SIZES]),
        "scatter_var": np.array([found[size][1].std() for size in SIZES]),
    }


def picture(figure: Figure) -> Update:
    """A dot for each mini-batch at (mean, variance); the scatter of both against m."""
    left, right = figure.subplots(1, 2)
    plots.headline(
        figure, "A mini-batch's μ and σ² are noisy, and four times the m halves the noise"
    )
    left.set(
        xlim=(-2.2, 2.2),
        ylim=(-0.1, 3.2),
        xlabel="μ of the mini-batch",
        ylabel="σ² of the mini-batch",
        title="200 mini-batches",
    )
    left.axvline(0, color="#999999", linewidth=1)
    left.axhline(1, color="#999999", linewidth=1)
    left.text(2.2, 1.03, "all examples", ha="right", color="#444444", fontsize=10)
    (dots,) = left.plot([], [], "o", markersize=4, color=plots.WITH, alpha=0.45, animated=True)
    right.set(
        xscale="log",
        yscale="log",
        xlabel="m, examples in the mini-batch",
        title="scatter (standard deviation)",
        xlim=(1.6, 640),
        ylim=(0.025, 1.3),
        xticks=SIZES,
        yticks=(0.03, 0.1, 0.3, 1),
    )
    right.set_xticklabels(SIZES)
    right.set_yticklabels(("0.03", "0.1", "0.3", "1"))
    right.minorticks_off()
    sizes = np.array(SIZES)
    rows = (
        ("scatter_mean", "μ", 1.0, plots.WITH, "-", "o"),
        ("scatter_var", "σ²", TAIL, plots.PURPLE, "--", "s"),
    )
    found, here = {}, {}
    for key, name, factor, colour, style, marker in rows:
        law = "law 1/√m" if factor == 1 else f"law {factor:.2f}/√m"
        right.plot(sizes, factor / np.sqrt(sizes), style, color=colour, linewidth=1.2, label=law)
        (found[key],) = right.plot(
            [], [], marker, color=colour, label=f"{name}, measured", animated=True
        )
        (here[key],) = right.plot(
            [], [], marker, color="none", markeredgecolor="black", markersize=13, animated=True
        )
    right.legend(loc="lower left", fontsize=10)

    def update(result: dict[str, Any]) -> str:
        dots.set_data(result["mean"], np.minimum(result["var"], 3.15))
        at = SIZES.index(result["m"])
        for key in found:
            found[key].set_data(sizes, result[key])
            here[key].set_data(sizes[at : at + 1], result[key][at : at + 1])
        return (
            f"With m = {result['m']} the mini-batch's mean scatters by "
            f"{result['scatter_mean'][at]:.3f} (1/√m is {1 / np.sqrt(result['m']):.3f}) and its "
            f"variance by {result['scatter_var'][at]:.3f}."
        )

    return update


def batch_noise() -> Explorer:
    """Choose the mini-batches' size, draw them again, and see how noisy they are."""
    controls = {
        "m": steps("m, examples", SIZES, 16),
        "draw": whole_slider("which draw", 1, 1, DRAWS),
    }

    def resample() -> None:
        controls["draw"].value = controls["draw"].value % DRAWS + 1

    return Explorer(
        controls,
        compute,
        picture,
        alt="A dot for each mini-batch at its mean and variance; the scatter of both against m",
        size=(9, 3.8),
        more=[button("Resample", "Draw 200 new mini-batches", resample)],
    )
