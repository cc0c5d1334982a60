"""One unit and one mini-batch: raw z, z_norm and z̃, one below the other on the same axis."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.figure import Figure

from .. import plots
from ..batchnorm import batchnorm_forward, normalize
from .engine import Explorer, Update, log_slider, slider, whole_slider

EDGES = np.linspace(-16, 16, 129)
MOST = 1000  # examples


def _shape() -> np.ndarray:
    """MOST values, lopsided with two humps: batch norm moves and stretches, it never reshapes."""
    rng = np.random.default_rng(7)
    left = rng.random(MOST) < 0.7
    x = np.where(left, rng.normal(-0.6, 0.5, MOST), rng.normal(1.4, 0.5, MOST))
    return ((x - x.mean()) / x.std())[None, :]  # (1, MOST)


SHAPE = _shape()


def compute(
    mean: float, scale: float, gamma: float, beta: float, eps: float = 1e-5, m: int = 500
) -> dict[str, Any]:
    """z = mean + scale · (a fixed shape), for m examples of one unit, and its batch norm.

    Returns
    -------
    dict with z, z_norm, z_tilde, each (1, m).
    """
    z = mean + scale * SHAPE[:, :m]
    z_norm, _, _ = normalize(z, eps)
    z_tilde, _ = batchnorm_forward(z, np.array([[gamma]]), np.array([[beta]]), eps)
    return {"z": z, "z_norm": z_norm, "z_tilde": z_tilde}


ROWS = (  # array, label, colour, line style
    ("z", "raw  $z$", plots.RAW, ":"),
    ("z_norm", r"$z_{norm} = (z-\mu)\,/\,\sqrt{\sigma^2+\varepsilon}$", plots.GREEN, "--"),
    ("z_tilde", r"$\tilde z = \gamma\, z_{norm} + \beta$", plots.WITH, "-"),
)


def picture(figure: Figure) -> Update:
    """Three histograms; a line at the mean, a bar of one standard deviation to each side."""
    artists = {}
    plots.headline(figure, "Wherever raw z goes, z_norm has mean 0, spread 1; γ and β do the rest")
    for ax, (key, label, colour, style) in zip(figure.subplots(3, sharex=True), ROWS, strict=True):
        ax.set(xlim=(EDGES[0], EDGES[-1]), ylim=(0, 1.3), yticks=[])
        ax.spines["left"].set_visible(False)
        ax.tick_params(labelbottom=key == "z_tilde", length=3)
        ax.axvline(0, color="#bbbbbb", linewidth=0.8)
        ax.text(0.005, 0.92, label, transform=ax.transAxes, va="top", fontsize=13)
        bars = ax.stairs(np.zeros(EDGES.size - 1), EDGES, fill=True, color=colour, alpha=0.45)
        (line,) = ax.plot([0, 0], [0, 1.12], color=colour, linestyle=style, linewidth=2.2)
        (arm,) = ax.plot([-1, 1], [1.12, 1.12], color=colour, marker="|", markersize=9)
        says = ax.text(0.995, 0.92, "", transform=ax.transAxes, ha="right", va="top", color=colour)
        artists[key] = bars, line, arm, says
        for artist in artists[key]:
            artist.set_animated(True)
    ax.set_xlabel("value of each example in the mini-batch, same scale in all three rows")

    def update(arrays: dict[str, Any]) -> str:
        told = []
        for key, name in (("z", "Raw z"), ("z_norm", "z_norm"), ("z_tilde", "z̃")):
            bars, line, arm, says = artists[key]
            values = arrays[key]
            mean, sd = values.mean() + 0.0, values.std()
            counts, _ = np.histogram(values, EDGES)
            bars.set_data(counts / max(counts.max(), 1))
            line.set_xdata([mean, mean])
            arm.set_xdata([mean - sd, mean + sd])
            says.set_text(f"μ = {plots.format_number(mean)}    σ = {plots.format_number(sd)}")
            told.append(
                f"{name} has mean {plots.format_number(mean)} "
                f"and standard deviation {plots.format_number(sd)}"
            )
        return "; ".join(told) + "."

    return update


def one_layer(simple: bool = False) -> Explorer:
    """Drag a unit's raw distribution about, and see what γ and β make of its normalised copy.

    Parameters
    ----------
    simple : bool
        Leave out ε and the size of the mini-batch.
    """
    controls = {
        "mean": slider("mean of raw z", 4.0, -6, 6, 0.1),
        "scale": slider("scale of raw z", 2.0, 0.1, 3, 0.1),
        "gamma": slider("γ, scale of z̃", 1.0, -3, 3, 0.1),
        "beta": slider("β, shift of z̃", 0.0, -6, 6, 0.1),
    }
    if not simple:
        controls |= {
            "eps": log_slider("ε, added to σ²", 1e-5, -8, 1),
            "m": whole_slider("m, examples", 500, 2, MOST),
        }
    return Explorer(
        controls,
        compute,
        picture,
        alt="Three histograms, one below the other: raw z, z_norm and z̃",
        size=(9, 4.2),
    )
