"""The same input through many layers: what depth makes of the activations, without and with BN."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure

from ... import plots
from ...batchnorm import normalize
from ..engine import Explorer, Update, log_slider, menu, whole_slider

UNITS, EXAMPLES, DEEPEST, BINS = 60, 200, 10, 40
RANGES = {"sigmoid": (0.0, 1.0), "tanh": (-1.0, 1.0), "relu": (0.0, 4.0)}
SPREADS = (1e-4, 1e4)  # what the log axis shows


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
        (layers, BINS): the root of the counts, so that a pile at 0 hides no tail; and "spread",
        (layers,): standard deviation over the examples, root mean square over the units.
    """
    x, draws = _draws()
    low, high = RANGES[activation]
    result: dict[str, Any] = {"range": (low, high)}
    for key in ("without", "with"):
        a, histograms, spread = x, [], []
        for W in draws[:layers]:
            z = scale * (W @ a)
            if key == "with":
                z, _, _ = normalize(z)  # γ = 1, β = 0
            a = _activate(activation, z)
            counts, _ = np.histogram(np.clip(a, low, high), BINS, (low, high))
            histograms.append(np.sqrt(counts / counts.max()))
            spread.append(np.sqrt(a.var(axis=1).mean()))
        result[key] = {"histograms": np.array(histograms), "spread": np.array(spread)}
    return result


LOOKS = {
    "without": ("without BN (○, dashed)", plots.WITHOUT, "--", "o"),
    "with": ("with BN (□, solid)", plots.WITH, "-", "s"),
}


def picture(figure: Figure) -> Update:
    """A sideways histogram for each layer, without and with BN; the spread against depth."""
    axes = figure.subplots(1, 3, width_ratios=(5, 5, 4))
    plots.headline(
        figure, "Without BN each layer hands its spread on to the next; with BN each sets it anew"
    )
    hills = {}
    for ax, key in zip(axes, LOOKS, strict=False):
        name, colour, _, _ = LOOKS[key]
        ax.set_title(name, color=colour)
        ax.set(xlabel="layer", xlim=(0.6, DEEPEST + 1.1), xticks=range(1, DEEPEST + 1))
        hills[key] = PolyCollection([], facecolor=colour, alpha=0.55, animated=True)
        ax.add_collection(hills[key])
    axes[1].tick_params(labelleft=False)
    axes[0].set_ylabel("activation $a$, all units and examples")
    lines = {}
    for key, (name, colour, style, marker) in LOOKS.items():
        (lines[key],) = axes[2].plot(
            [], [], color=colour, linestyle=style, marker=marker, label=name, animated=True
        )
    axes[2].set(
        title="spread of $a$",
        xlabel="layer",
        yscale="log",
        ylim=SPREADS,
        xlim=(0.6, DEEPEST + 0.4),
        xticks=range(1, DEEPEST + 1, 3),
    )
    axes[2].grid(alpha=0.25)

    def update(result: dict[str, Any]) -> str:
        low, high = result["range"]
        edges = np.repeat(np.linspace(low, high, BINS + 1), 2)[1:-1]
        margin = 0.04 * (high - low)
        for ax, key in zip(axes, LOOKS, strict=False):
            if ax.get_ylim() != (low - margin, high + margin):
                ax.set_ylim(low - margin, high + margin)
            histograms, spread = result[key]["histograms"], result[key]["spread"]
            hills[key].set_verts(
                [
                    np.column_stack(
                        [
                            np.r_[layer, layer + 0.85 * np.repeat(heights, 2), layer],
                            np.r_[low, edges, high],
                        ]
                    )
                    for layer, heights in enumerate(histograms, start=1)
                ]
            )
            lines[key].set_data(np.arange(1, len(spread) + 1), np.clip(spread, *SPREADS))
        last = {key: plots.format_number(result[key]["spread"][-1]) for key in LOOKS}
        return (
            f"After layer {len(spread)} the activations spread by {last['without']} over the "
            f"examples without batch norm, and by {last['with']} with it."
        )

    return update


def depth() -> Explorer:
    """Stack layers, scale their initial weights, and see where the activations go."""
    controls = {
        "layers": whole_slider("layers", 8, 1, DEEPEST),
        "scale": log_slider("scale of W · √n", 0.5, -1.5, 1, 0.05, form=".2f"),
        "activation": menu("activation", ["tanh", "sigmoid", "relu"], "tanh"),
    }
    return Explorer(
        controls,
        compute,
        picture,
        alt="A histogram of the activations for each layer, without and with batch norm, and their "
        "spread against depth",
        size=(9, 3.8),
    )
