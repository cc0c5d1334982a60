"""A bias before batch norm: z moves, z̃ stands still, and the bias's gradient is zero."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.figure import Figure

from ... import plots
from ...batchnorm import batchnorm_backward, batchnorm_forward
from ..engine import Explorer, Update, slider, steps
from .one_layer import SHAPE

M = 200
GAMMA, BETA = np.array([[1.0]]), np.array([[0.0]])
BINS = 100
FLOOR = 1e-18  # the log axis ends here; below it stands 0


def compute(b: float, unit: float) -> dict[str, Any]:
    """z = Wa + b and its batch norm, and the same without b.

    Parameters
    ----------
    b : float
        The bias, in units of `unit`.
    unit : float

    Returns
    -------
    dict
        "b"; "z" and "z_tilde", (1, M); "z_tilde_0", (1, M): without b; "moved": the largest change
        of z̃; "db" and "db_plain": gradients of a loss with respect to b, with BN and without it.
    """
    Wa = 2 * SHAPE[:, :M]
    z = Wa + b * unit
    z_tilde, cache = batchnorm_forward(z, GAMMA, BETA)
    z_tilde_0, _ = batchnorm_forward(Wa, GAMMA, BETA)
    dz_tilde = (z_tilde_0 - np.roll(z_tilde_0, 1) + 0.5) / M  # some gradient; that of a mean
    dz, _, _ = batchnorm_backward(dz_tilde, cache)
    return {
        "b": b * unit,
        "limit": 16 * unit,
        "z": z,
        "z_tilde": z_tilde,
        "z_tilde_0": z_tilde_0,
        "moved": float(np.abs(z_tilde - z_tilde_0).max()),
        "db": abs(float(dz.sum())),
        "db_plain": abs(float(dz_tilde.sum())),
    }


def picture(figure: Figure) -> Update:
    """Histograms of z and z̃ at the left; at the right what is left of b, on a log axis."""
    grid = figure.subplot_mosaic([["z", "what"], ["tilde", "what"]], width_ratios=(5, 4))
    plots.headline(
        figure, "z follows b; subtracting μ takes b away again (a huge b takes digits with it)"
    )
    z_ax, tilde_ax, ax = grid["z"], grid["tilde"], grid["what"]
    bars = {}
    for part, colour, label in (
        (z_ax, plots.RAW, "$z = Wa + b$"),
        (tilde_ax, plots.WITH, r"$\tilde z = \gamma\, z_{norm} + \beta$"),
    ):
        part.set(ylim=(0, 1.15), yticks=[], title=label)
        part.spines["left"].set_visible(False)
        bars[part] = part.stairs(
            np.zeros(BINS), np.linspace(-16, 16, BINS + 1), fill=True, color=colour, alpha=0.55
        )
        bars[part].set_animated(True)
    tilde_ax.set_xlim(-4, 4)
    (cursor,) = z_ax.plot([0, 0], [0, 1.15], color="black", linestyle=":", animated=True)
    reference = _histogram(compute(0, 1)["z_tilde"], 4)
    tilde_ax.stairs(reference, np.linspace(-4, 4, BINS + 1), color="black", linewidth=1)
    tilde_ax.text(0.99, 0.9, "black outline: b = 0", transform=tilde_ax.transAxes, ha="right")

    rows = ("moved", "db", "db_plain")
    names = (r"largest change of $\tilde z$", "|db| with BN", "|db| without BN")
    ax.set(
        xscale="log",
        xlim=(FLOOR / 3, 30),
        ylim=(-0.6, 2.7),
        yticks=[],
        xticks=[1e-18, 1e-15, 1e-12, 1e-9, 1e-6, 1e-3, 1],
        title="what is left of b",
    )
    ax.set_xticklabels(["0", *(f"$10^{{{k}}}$" for k in (-15, -12, -9, -6, -3)), "1"])
    ax.spines["left"].set_visible(False)
    ax.axvspan(FLOOR / 3, 1e-14, color="#dddddd", zorder=0)
    ax.text(1.3e-18, -0.45, "rounding", color="#444444", fontsize=10)
    dots, says = {}, {}
    for y, (key, name) in enumerate(zip(rows, names, strict=True)):
        colour = plots.WITHOUT if key == "db_plain" else plots.WITH
        marker = "D" if key == "db_plain" else "o"
        ax.axhline(y, color="#cccccc", linewidth=0.8)
        ax.text(20, y + 0.16, name, ha="right")
        (dots[key],) = ax.plot([1], [y], marker, color=colour, markersize=9, animated=True)
        says[key] = ax.text(20, y - 0.34, "", ha="right", color=colour, animated=True)

    def update(result: dict[str, Any]) -> str:
        limit = result["limit"]
        if z_ax.get_xlim()[1] != limit:
            z_ax.set_xlim(-limit, limit)
        bars[z_ax].set_data(_histogram(result["z"], limit), np.linspace(-limit, limit, BINS + 1))
        cursor.set_xdata([result["b"], result["b"]])
        bars[tilde_ax].set_data(_histogram(result["z_tilde"], 4), np.linspace(-4, 4, BINS + 1))
        for key in rows:
            dots[key].set_xdata([max(result[key], FLOOR)])
            says[key].set_text(f"{result[key]:.1e}".replace("-", "−") if result[key] else "0")
        still = "stands still to" if result["moved"] < 1e-9 else "moves, by rounding alone, by"
        return (
            f"b = {plots.format_number(result['b'])}: z̃ {still} {_small(result['moved'])}; |db| is "
            f"{_small(result['db'])} with batch norm and {_small(result['db_plain'])} without."
        )

    return update


def _small(x: float) -> str:
    """The digits of rounding differ from machine to machine: they are not worth words."""
    return "less than 1e−12" if x < 1e-12 else plots.format_number(x, 3)


def _histogram(values: np.ndarray, limit: float) -> np.ndarray:
    counts, _ = np.histogram(values, BINS, (-limit, limit))
    return counts / max(counts.max(), 1)


def bias() -> Explorer:
    """Slide the bias and see what batch norm leaves of it; then make it huge."""
    units = [("1", 1.0), ("10³", 1e3), ("10⁶", 1e6), ("10⁹", 1e9), ("10¹²", 1e12), ("10¹⁵", 1e15)]
    controls = {
        "b": slider("b, the bias", 5.0, -10, 10, 0.5),
        "unit": steps("b is in units of", units, 1.0),
    }
    return Explorer(
        controls,
        compute,
        picture,
        alt="Histograms of z and of z̃, and on a log axis the change of z̃ and the gradient of b",
        size=(9, 3.8),
    )
