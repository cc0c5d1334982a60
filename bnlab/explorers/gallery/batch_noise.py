"""Many mini-batches of one size: how far their means and variances scatter, and the 1/√m law."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

from ...style import format_number as number
from ..controls import Button, steps, whole_slider
from ..explorer import Explorer
from ..scene import Dots, Frame, Line, Panel, Says, Scale, Scene
from .one_layer import SHAPE

SIZES = (2, 4, 8, 16, 32, 64, 128, 256, 512)
BATCHES, DRAWS = 200, 3
KURTOSIS = float((SHAPE**4).mean())  # SHAPE has mean 0, variance 1


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


CLOUD = Panel(
    Scale(-2.4, 2.4, "*μ* of the mini-batch"),
    Scale(0, 4.4, "*σ*² of the mini-batch"),
    {
        "true mean": Line("ink", "dotted", 1.5, fixed=([0, 0], [0, 4.4])),
        "true variance": Line("ink", "dotted", 1.5, "all z", fixed=([-2.4, 2.4], [1, 1])),
        "batches": Dots("green", size=6, look="faint"),
        "mean of variances": Line("purple", "dashed", label="mean"),
        "says": Says("purple"),
    },
    title="200 mini-batches",
    height=260,
)
LAWS: dict[str, Any] = {  # array: what scatters, its law times √m, colour, line style, sign
    "scatter_mean": ("*μ*", 1.0, "green", "solid", "circle"),
    "scatter_var": ("*σ*²", np.sqrt(KURTOSIS - 1), "purple", "dashed", "square"),
}
LAW = Panel(
    Scale(
        1.6,
        640,
        "*m*, examples in the mini-batch",
        log=True,
        ticks=[(m, str(m)) for m in SIZES[::2]],
    ),
    Scale(
        0.025,
        1.5,
        "lines: the laws; signs: measured",
        log=True,
        ticks=[(y, str(y)) for y in (0.03, 0.1, 0.3, 1)],
    ),
    {
        **{
            f"{key} law": Line(c, dash, 1.5, name, fixed=(SIZES, factor / np.sqrt(SIZES)))
            for key, (name, factor, c, dash, _) in LAWS.items()
        },
        **{key: Dots(colour, sign) for key, (*_, colour, _, sign) in LAWS.items()},
        **{f"{key} here": Dots("ink", "circle", 15, "hollow") for key in LAWS},
    },
    title="scatter (standard deviation)",
    height=260,
)
SCENE: Scene = [[CLOUD, LAW]]


def frame(result: dict[str, Any]) -> Frame:
    """A dot for each mini-batch at (μ, σ²), the mean of all σ², the scatter of both against m."""
    m, variance = result["m"], result["var"].mean()
    at = SIZES.index(m)
    marks: dict[str, Any] = {
        "batches": (np.round(result["mean"], 2), np.round(result["var"], 2)),  # half a pixel
        "mean of variances": ([-2.4, 2.4], [variance, variance]),
        "says": f"mean of *σ*² = {number(variance)}",
    }
    for key in LAWS:
        marks[key] = (SIZES, result[key])
        marks[f"{key} here"] = ([m], [result[key][at]])
    mean, var = result["scatter_mean"][at], result["scatter_var"][at]
    headline = f"*μ* of {m} examples scatters by {number(mean, 3)}; "
    if m < 16:
        headline += f"*σ*² is on average {number(variance)}, not 1"
    else:
        headline += "four times the examples halve that"
    return Frame(
        headline,
        f"With m = {m}, μ scatters by {mean:.3f} (law: 1/√m = {1 / np.sqrt(m):.3f}) and σ² by "
        f"{var:.3f} (law: √((κ − 1)/m) = {np.sqrt((KURTOSIS - 1) / m):.3f}, for the kurtosis "
        f"κ = {KURTOSIS:.2f}). The 200 σ² average "
        f"{variance:.3f} (law: (m − 1)/m = {(m - 1) / m:.3f}): examples lie closer to their own "
        "mean than to that of all z.",
        marks,
    )


def batch_noise() -> Explorer:
    """Choose the mini-batches' size, draw them again, and see how noisy they are."""
    return Explorer(
        {
            "m": steps("*m*, examples", SIZES, 16),
            "draw": whole_slider("which draw", 1, 1, DRAWS),
        },
        compute,
        SCENE,
        frame,
        alt="A dot for each mini-batch at its mean and variance; the scatter of both against m",
        buttons={"resample": Button("Resample", "Draw 200 new mini-batches", moves="draw")},
        table=True,
    )
