"""A bias before batch norm: z moves, z̃ stands still, and the bias's gradient is zero."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...batchnorm import batchnorm_backward, batchnorm_forward
from ...style import format_number as number
from ..controls import choice, whole_slider
from ..explorer import Explorer
from ..scene import Area, Bars, Dots, Frame, Line, Panel, Scale, Scene, Text
from .one_layer import SHAPE

M = 200
GAMMA, BETA = np.array([[1.0]]), np.array([[0.0]])
BINS = 64
FLOOR = 1e-18  # the log axis ends here; 0 stands here too
ROUNDING = 1e-12  # smaller than this, digits differ from machine to machine


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
        "b"; "unit"; "z" and "z_tilde", (1, M); "moved": the largest change of z̃ by b;
        "db" and "db_plain": gradients of a loss with respect to b, with BN and without it.
    """
    Wa = 2 * SHAPE[:, :M]
    z = Wa + b * unit
    z_tilde, cache = batchnorm_forward(z, GAMMA, BETA)
    z_tilde_0, _ = batchnorm_forward(Wa, GAMMA, BETA)
    dz_tilde = (z_tilde_0 - np.roll(z_tilde_0, 1) + 0.5) / M  # some gradient; its sum is 0.5
    dz, _, _ = batchnorm_backward(dz_tilde, cache)
    return {
        "b": b * unit,
        "unit": unit,
        "z": z,
        "z_tilde": z_tilde,
        "moved": float(np.abs(z_tilde - z_tilde_0).max()),
        "db": abs(float(dz.sum())),
        "db_plain": abs(float(dz_tilde.sum())),
    }


def histogram(values: np.ndarray, limit: float) -> np.ndarray:
    """Heights of BINS bars from −limit to limit, the highest 1."""
    counts, _ = np.histogram(values, BINS, (-limit, limit))
    return np.round(counts / counts.max(), 3)


LEFT = {  # one below the other: what b does to z, and to z̃
    "z": Panel(
        Scale(-16, 16, "in the unit of *b*; dotted line: *b*"),
        Scale(0, 1.15, shown=False),
        {"z bars": Bars("raw"), "b": Line("ink", "dotted")},
        title="*z* = *Wa* + *b*",
        colour="raw",
        height=90,
    ),
    "z_tilde": Panel(
        Scale(-4, 4, "outline: *b* = 0"),
        Scale(0, 1.15, shown=False),
        {
            "z_tilde bars": Bars("with"),
            "without b": Bars("ink", look="outline", fixed=histogram(compute(0, 1)["z_tilde"], 4)),
        },
        title="*z̃* = *γ* *z*_{norm} + *β*",
        colour="with",
        height=90,
    ),
}
ROWS: dict[str, Any] = {  # key: its height, words, colour, sign
    "moved": (2, "largest change of *z̃*", "with", "circle"),
    "db": (1, "|d*b*| with BN", "with", "square"),
    "db_plain": (0, "|d*b*| without BN", "without", "diamond"),
}
POWERS = (-15, -12, -9, -6, -3)
REST = Panel(
    Scale(
        FLOOR / 3,
        30,
        log=True,
        ticks=[(FLOOR, "0"), *((10.0**k, f"10^{{−{-k}}}") for k in POWERS), (1, "1")],
    ),
    Scale(-0.3, 3, shown=False),
    {
        "rounding": Area("raw", fixed=([FLOOR / 3, 1e-14, 1e-14, FLOOR / 3], [-0.3, -0.3, 3, 3])),
        **{
            f"{key} row": Line("raw", width=1, fixed=([FLOOR / 3, 30], [y, y]))
            for key, (y, *_) in ROWS.items()
        },
        **{
            f"{key} name": Text((20, y + 0.58), "ink", "end", fixed=name)
            for key, (y, name, *_) in ROWS.items()
        },
        **{key: Dots(colour, sign, 12) for key, (_, _, colour, sign) in ROWS.items()},
        **{f"{key} says": Text((20, y + 0.24), c, "end") for key, (y, _, c, _) in ROWS.items()},
    },
    title="what is left of *b* (grey: only rounding)",
    height=220,
)
SCENE: Scene = [[list(LEFT.values()), REST]]


def frame(result: dict[str, Any]) -> Frame:
    """Where z and z̃ are, and what is left of b."""
    b, unit, moved = result["b"], result["unit"], result["moved"]
    marks: dict[str, Any] = {
        "z bars": histogram(result["z"] / unit, 16),
        "b": ([b / unit, b / unit], [0, 1.15]),
        "z_tilde bars": histogram(result["z_tilde"], 4),
    }
    for key, (y, *_) in ROWS.items():
        marks[key] = ([max(result[key], FLOOR)], [y])
        marks[f"{key} says"] = _small(result[key])
    if b == 0:
        headline = "Without *b* there is nothing to subtract: move *b*"
    elif moved < ROUNDING:
        headline = "*z* follows *b*; *z̃* does not: subtracting *μ* takes *b* away again"
    else:
        headline = f"*z* follows *b*; rounding alone changes *z̃*, by up to {number(moved)}"
    how = "moves by" if moved < ROUNDING else "changes, by rounding alone, by up to"
    return Frame(
        headline,
        f"b = {number(b, 0)}: z̃ {how} {_small(moved)}; |db| is {_small(result['db'])} with "
        f"batch norm and {_small(result['db_plain'])} without.",
        marks,
    )


def _small(x: float) -> str:
    return "less than 1e−12" if x < ROUNDING else number(x, 3)


def bias() -> Explorer:
    """Slide the bias and see what batch norm leaves of it; then make it huge."""
    units = [("1", 1.0), ("10³", 1e3), ("10⁶", 1e6), ("10⁹", 1e9), ("10¹²", 1e12), ("10¹⁵", 1e15)]
    return Explorer(
        {
            "b": whole_slider("*b*, the bias", 5, -10, 10),
            "unit": choice("then make it huge: *b* in units of", units, 1.0),
        },
        compute,
        SCENE,
        frame,
        alt="Histograms of z and of z̃, and on a log axis the change of z̃ and the gradient of b",
        table=True,
    )
