"""One unit and one mini-batch: raw z, z_norm and z̃, one below the other on the same axis."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...batchnorm import batchnorm_forward, normalize
from ...style import format_number as number
from ..controls import log_slider, slider, whole_slider
from ..explorer import Explorer
from ..scene import Bars, Frame, Line, Panel, Says, Scale

LIMIT, BINS = 16, 128
EDGES = np.linspace(-LIMIT, LIMIT, BINS + 1)
MOST = 1000  # examples


def _shape() -> np.ndarray:
    """MOST values, lopsided with two humps: batch norm moves and stretches, it never reshapes."""
    rng = np.random.default_rng(7)
    left = rng.random(MOST) < 0.7
    x = np.where(left, rng.normal(-0.6, 0.5, MOST), rng.normal(1.4, 0.5, MOST))
    return np.round((x - x.mean()) / x.std(), 4)[None, :]  # (1, MOST); few digits for the page


SHAPE = _shape()


def compute(
    mu: float, sigma: float, gamma: float, beta: float, eps: float = 1e-5, m: int = 500
) -> dict[str, Any]:
    """z of mean μ and standard deviation σ, for m examples of one unit, and its batch norm.

    The shape is always that of the first m of SHAPE.

    Returns
    -------
    dict with z, z_norm, z_tilde, each (1, m).
    """
    some = SHAPE[:, :m]
    z = mu + sigma * (some - some.mean()) / some.std()
    z_norm, _, _ = normalize(z, eps)
    z_tilde, _ = batchnorm_forward(z, np.array([[gamma]]), np.array([[beta]]), eps)
    return {"z": z, "z_norm": z_norm, "z_tilde": z_tilde}


ROWS = {  # array: name, title, colour, line style
    "z": ("Raw z", "raw *z*", "raw", "dotted"),
    "z_norm": ("z_norm", "*z*_{norm} = (*z* − *μ*) / √(*σ*² + *ε*)", "green", "dashed"),
    "z_tilde": ("z̃", "*z̃* = *γ* *z*_{norm} + *β*", "with", "solid"),
}


def panel(key: str) -> Panel:
    """A histogram; a line at the mean, a bar of one standard deviation to each side."""
    _, title, colour, dash = ROWS[key]
    last = key == "z_tilde"
    return Panel(
        x=Scale(-LIMIT, LIMIT, "value of each example, same scale in all three rows" * last),
        y=Scale(0, 1.15, shown=False),
        title=title,
        colour=colour,
        height=78,
        marks={
            f"{key} zero": Line("ink", "dotted", 1, fixed=([0, 0], [0, 1.15])),
            f"{key} bars": Bars(colour),
            f"{key} mean": Line(colour, dash, 2.2),
            f"{key} spread": Line(colour, caps=True),
            f"{key} says": Says(colour),
        },
    )


SCENE = [[[panel(key) for key in ROWS]]]


def frame(arrays: dict[str, Any]) -> Frame:
    """What the three rows show, and how far z_norm is from mean 0, spread 1."""
    marks: dict[str, Any] = {}
    told, spread = [], {}
    for key, (name, *_) in ROWS.items():
        values = arrays[key]
        mean, sd = values.mean() + 0.0, values.std()
        counts, _ = np.histogram(values + 1e-10, EDGES)  # on an edge: to the right, here and there
        marks[f"{key} bars"] = counts / max(counts.max(), 1)
        marks[f"{key} mean"] = ([mean, mean], [0, 1.05])
        marks[f"{key} spread"] = ([mean - sd, mean + sd], [1.05, 1.05])
        marks[f"{key} says"] = f"*μ* = {number(mean)}   *σ* = {number(sd)}"
        told.append(f"{name} has mean {number(mean)} and standard deviation {number(sd)}")
        spread[key] = sd
    if spread["z_norm"] > 0.995:
        headline = "Wherever raw *z* goes, *z*_{norm} has mean 0, spread 1; *γ* and *β* do the rest"
    else:
        headline = (
            "*ε* is no longer small beside *σ*²: "
            f"*z*_{{norm}} has spread {number(spread['z_norm'])}, not 1"
        )
    return Frame(headline, "; ".join(told) + ".", marks)


def one_layer(simple: bool = False) -> Explorer:
    """Drag a unit's raw distribution about, and see what γ and β make of its normalised copy.

    Parameters
    ----------
    simple : bool
        Leave out ε and the size of the mini-batch.
    """
    controls = {
        "mu": slider("*μ*, mean of raw *z*", 4, -6, 6, 0.1),
        "sigma": slider("*σ*, spread of raw *z*", 2, 0.1, 3, 0.1),
        "gamma": slider("*γ*, scale of *z̃*", 2, -3, 3, 0.1),
        "beta": slider("*β*, shift of *z̃*", -3, -6, 6, 0.1),
    }
    if not simple:
        controls |= {
            "eps": log_slider("*ε*, added to *σ*²", 1e-5, -8, 1),
            "m": whole_slider("*m*, examples", 500, 2, MOST),
        }
    return Explorer(
        controls,
        compute,
        SCENE,
        frame,
        alt="Three histograms, one below the other: raw z, z_norm and z̃",
        script="one_layer.js",
        data=SHAPE[0],
    )
