"""The same input through many layers: what depth makes of the activations, without and with BN."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

from ...batchnorm import normalize
from ...style import format_number as number
from ..controls import choice, steps
from ..explorer import Explorer
from ..scene import Area, Dots, Frame, Line, Panel, Scale, Scene

UNITS, EXAMPLES, DEEPEST, BINS = 60, 200, 10, 25
RANGES = {"sigmoid": (0.0, 1.0), "tanh": (-1.0, 1.0), "relu": (0.0, 6.0)}
SCALES = (0.03, 0.1, 0.25, 0.5, 0.7, 1.0, 1.2, 1.4, 1.7, 2.0, 4.0, 10.0)


@cache
def _draws() -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(3)
    x = rng.standard_normal((UNITS, EXAMPLES))  # (n, m)
    return x, rng.standard_normal((DEEPEST, UNITS, UNITS)) / np.sqrt(UNITS)


def _activate(name: str, z: np.ndarray) -> np.ndarray:
    if name == "relu":
        return np.maximum(z, 0)
    return np.tanh(z) if name == "tanh" else (1 + np.tanh(z / 2)) / 2


def compute(layers: int, scale: float, activation: str) -> dict[str, Any]:
    """Activations of every layer for 200 examples, 60 units a layer.

    Parameters
    ----------
    layers : int
    scale : float
        Standard deviation of the weights, in units of 1/√n.
    activation : "sigmoid", "tanh" or "relu"

    Returns
    -------
    dict
        "range": the values that the histograms span; for "without" and "with": "histograms",
        (layers, BINS): the root of the counts, so that a pile at 0 hides no tail; "spread",
        (layers,): standard deviation over the examples, root mean square over the units; "most",
        (layers,): the largest activation; "full": the share of the last layer's activations
        within 5 % of the ends of a sigmoid or tanh, 0 for ReLU.
    """
    x, draws = _draws()
    low, high = RANGES[activation]
    result: dict[str, Any] = {"range": (low, high)}
    for key in ("without", "with"):
        a, histograms, spread, most = x, [], [], []
        for W in draws[:layers]:
            z = scale * (W @ a)
            if key == "with":
                z, _, _ = normalize(z)  # γ = 1, β = 0
            a = _activate(activation, z)
            counts, _ = np.histogram(a, BINS, (low, high))
            histograms.append(np.sqrt(counts / counts.max()))
            spread.append(np.sqrt(a.var(axis=1).mean()))
            most.append(a.max())
        near = np.minimum(a - low, high - a) < 0.05 * (high - low)
        result[key] = {
            "histograms": np.array(histograms),
            "spread": np.array(spread),
            "most": np.array(most),
            "full": 0.0 if activation == "relu" else float(near.mean()),
        }
    return result


NETS: dict[str, Any] = {"without": ("dashed", "circle"), "with": ("solid", "square")}
LAYERS = np.arange(1, DEEPEST + 1)


def hills(key: str) -> Panel:
    """A sideways histogram for each layer; a triangle where a layer has values beyond the panel."""
    return Panel(
        Scale(0.6, DEEPEST + 1.1, "layer", ticks=[(k, str(k)) for k in LAYERS.tolist()]),
        Scale(-1, 1, "activation *a*"),
        {f"{key} hills": Area(key), f"{key} beyond": Dots(key)},
        title=f"{key} BN",
        colour=key,
        height=240,
        least=230,
        name=key,
    )


SPREAD = Panel(
    Scale(0.6, DEEPEST + 0.4, "layer", ticks=[(k, str(k)) for k in range(1, DEEPEST + 1, 3)]),
    Scale(0.01, 10, "over the examples", log=True),
    {
        **{f"{key} line": Line(key, dash, label=key) for key, (dash, _) in NETS.items()},
        **{f"{key} dots": Dots(key, sign) for key, (_, sign) in NETS.items()},
    },
    title="spread of *a*",
    height=240,
    least=230,
    name="spread",
)
SCENE: Scene = [[hills("without"), hills("with"), SPREAD]]


def frame(result: dict[str, Any]) -> Frame:
    """Histograms and spread of every layer, and what depth makes of the spread."""
    low, high = result["range"]
    edges = np.linspace(low, high, BINS + 1)
    ys = np.round(np.r_[low, (edges[1:] + edges[:-1]) / 2, high, np.nan], 2)
    marks: dict[str, Any] = {}
    for key in NETS:
        histograms, spread, most = (result[key][k] for k in ("histograms", "spread", "most"))
        xs = [np.r_[k, k + 0.85 * row, k, np.nan] for k, row in enumerate(histograms, start=1)]
        marks[f"{key} hills"] = np.round(np.concatenate(xs), 2), np.tile(ys, len(xs))
        above = most > high
        marks[f"{key} beyond"] = 0.3 + np.flatnonzero(above) + 1, most[above]
        marks[f"{key} line"] = marks[f"{key} dots"] = LAYERS[: len(spread)], spread
    spreads = np.r_[result["without"]["spread"], result["with"]["spread"], 0.01, 10]
    last = result["without"]["spread"][-1]
    return Frame(
        _headline(result["without"], result["with"]),
        f"After layer {len(spread)} the activations spread by "
        f"{number(last) if last > 1e-12 else 'less than 1e−12'} over the examples without batch "
        f"norm, and by {number(spread[-1])} with it.",
        marks,
        {
            **{f"{key}.y": (low, high) for key in NETS},
            "spread.y": (
                10 ** np.floor(np.log10(spreads.min())),
                10 ** np.ceil(np.log10(spreads.max())),
            ),
        },
    )


def _headline(without: dict[str, Any], with_: dict[str, Any]) -> str:
    first, last, kept = without["spread"][0], without["spread"][-1], number(with_["spread"][-1])
    if last < first / 10:
        return f"Without BN the spread dies layer by layer; with BN each layer sets it anew: {kept}"
    if last > first * 10:
        return f"Without BN the spread explodes; with BN each layer sets it anew: {kept}"
    if without["full"] > 0.25:
        return (
            f"Without BN {without['full']:.0%} of the last activations are stuck at the ends; "
            f"with BN {with_['full']:.0%}"
        )
    return f"At this scale the spread lasts without BN too: {number(last)}; with BN it is {kept}"


def depth() -> Explorer:
    """Scale the initial weights of ten layers, and see where the activations go."""
    return Explorer(
        {
            "scale": steps("scale of *W* · √*n*", [(f"{s:g}", s) for s in SCALES], 0.5),
            "activation": choice("activation", ["tanh", "sigmoid", "relu"], "tanh"),
        },
        lambda scale, activation: compute(DEEPEST, scale, activation),
        SCENE,
        frame,
        alt="A histogram of the activations for each layer, without and with batch norm, and their "
        "spread against depth",
    )
