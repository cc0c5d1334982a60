"""Networks and computations as graphs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.patches import FancyBboxPatch
from numpy.typing import ArrayLike

from ..style import BLACK, GOLD, GREEN, PURPLE, RAW, SMALL, axes, ink


def backward_graph(ax: Any = None) -> Any:
    """Batch norm as a graph from z to J, each arrow with its own derivative: three paths to z.

    Parameters
    ----------
    ax : Axes, optional
    """
    ax = axes(size=(9, 4)) if ax is None else ax
    places = {
        "$z$": (0, 1),
        r"$\mu$": (1.6, 2),
        r"$\sigma^2$": (1.6, 0),
        "$z_{norm}$": (3.2, 1),
        r"$\tilde z$": (4.5, 1),
        "$J$": (5.5, 1),
        r"$\gamma$": (4.1, 2),
        r"$\beta$": (4.9, 2),
    }
    for name, place in places.items():
        ax.plot(*place, "o", markersize=38, color="white", markeredgecolor="#444444", zorder=3)
        ax.text(*place, name, ha="center", va="center", fontsize=13, zorder=4)
    z, mu, var, norm, tilde, loss, gamma, beta = places.values()
    for start, end, text, shift, colour, style in (
        (z, norm, r"$1/\sqrt{\sigma^2+\varepsilon}$", (-0.6, 0.15), GOLD, "-"),
        (z, mu, "$1/m$", (-0.25, 0.1), GREEN, "-."),
        (mu, norm, r"$-1/\sqrt{\sigma^2+\varepsilon}$", (0.5, 0.15), GREEN, "-."),
        (z, var, r"$2(z-\mu)/m$", (-0.5, -0.12), PURPLE, ":"),
        (
            var,
            norm,
            r"$-\frac{1}{2}(z-\mu)(\sigma^2+\varepsilon)^{-3/2}$",
            (0.95, -0.15),
            PURPLE,
            ":",
        ),
        (mu, var, "adds up\nto 0", (0.3, -0.4), RAW, "-"),
        (norm, tilde, r"$\gamma$", (0, 0.13), BLACK, "-"),
        (tilde, loss, r"$d\tilde z$", (0, 0.13), BLACK, "-"),
        (gamma, tilde, "$z_{norm}$", (-0.27, 0), BLACK, "-"),
        (beta, tilde, "$1$", (0.15, 0), BLACK, "-"),
    ):
        arrow = {"arrowstyle": "-|>", "color": colour, "linestyle": style, "linewidth": 1.8}
        ax.annotate("", end, start, arrowprops=arrow | {"shrinkA": 20, "shrinkB": 20}, zorder=2)
        middle = [(a + b) / 2 + s for a, b, s in zip(start, end, shift, strict=True)]
        ax.text(*middle, text, ha="center", va="center", color=ink(colour), fontsize=12)
    ax.set(xlim=(-0.35, 5.85), ylim=(-0.3, 2.3))
    ax.set_axis_off()
    return ax


def _short_number(value: float) -> str:
    """Two decimals; three where two would make it look like 0."""
    shown = round(float(value), 2) or round(float(value), 3) + 0.0
    return f"{shown:.3g}".replace("-", "−")


def flow(rows: Sequence[Sequence[Any]], ax: Any = None) -> Any:
    """A small network with its numbers: a box for each unit, an arrow for each thing done to it.

    Parameters
    ----------
    rows : sequence of rows
        Each row alternates stages and links. A stage is (label, array (n, m)): one box a unit,
        with the values of the m examples in it. A link is a matrix W, drawn as one arrow a weight,
        or a list of texts, one straight arrow a unit.
    ax : Axes, optional
    """
    heights = [max(len(values) for _, values in row[::2]) + 0.75 for row in rows]
    columns = max((len(row) + 1) // 2 for row in rows)
    if ax is None:
        ax = axes(size=(2.4 * columns, 0.58 * sum(heights)))
    ax.set_axis_off()
    half = 0.3  # of a box's width
    ax.set(xlim=(-half - 0.03, columns - 1 + half + 0.03), ylim=(-sum(heights) + 0.4, 0.2))
    box: dict[str, Any] = {
        "boxstyle": "round,pad=0.02",
        "facecolor": "#F4F4F4",
        "edgecolor": RAW,
    }

    def arrow(start: tuple[float, float], end: tuple[float, float], text: str, at: float) -> None:
        ax.annotate("", end, start, arrowprops={"arrowstyle": "->", "color": RAW, "linewidth": 1})
        x, y = (s + at * (e - s) for s, e in zip(start, end, strict=True))
        white = {"facecolor": "white", "edgecolor": "none", "pad": 0.6}
        ax.text(x, y, text, ha="center", va="center", fontsize=SMALL, bbox=white)

    top = 0.0  # of the row that is drawn next
    for row, height in zip(rows, heights, strict=True):
        middle = top - 0.55 - (height - 0.75) / 2
        places = [[middle + (len(v) - 1) / 2 - j for j in range(len(v))] for _, v in row[::2]]
        for x, (label, values) in enumerate(row[::2]):
            ax.text(x, places[x][0] + 0.42, label, ha="center", fontsize=13)
            for y, unit in zip(places[x], np.asarray(values), strict=True):
                patch = FancyBboxPatch((x - half, y - 0.2), 2 * half, 0.4, **box)
                ax.add_patch(patch)
                words = [_short_number(value) for value in unit]
                for i, text in enumerate(words):
                    at = x + half * ((2 * i + 1) / len(unit) - 1)
                    ax.text(at, y, text, ha="center", va="center_baseline", fontsize=SMALL)
        for x, link in enumerate(row[1::2]):
            start, end = x + half + 0.02, x + 1 - half - 0.02
            if isinstance(link, np.ndarray):
                for (j, i), weight in np.ndenumerate(link):
                    text = f"{weight:g}".replace("-", "−")
                    arrow((start, places[x][i]), (end, places[x + 1][j]), text, 0.2 + 0.22 * j)
            else:
                for y, text in zip(places[x], link, strict=True):
                    arrow((start, y), (end, y), "", 0)
                    ax.text(x + 0.5, y + 0.1, text, ha="center", va="bottom", fontsize=SMALL)
        top -= height
    return ax


def forward_pass(net: Any, X: ArrayLike, ax: Any = None) -> Any:
    """A small network of ReLU units with batch norm, from X to ŷ: a row a layer, all numbers shown.

    Parameters
    ----------
    net : Network
        As from ``mlp([n_x, …, 1], "relu")``.
    X : array (n_x, m)
        A few examples.
    ax : Axes, optional
    """
    arrays, P = net.trace(X), net.parameters()
    rows, a, layer = [], ("$x$", arrays["x"]), 1
    while f"gamma{layer}" in P:
        z, mu, sigma = arrays[f"z{layer}"], arrays[f"mu{layer}"], np.sqrt(arrays[f"var{layer}"])
        columns = np.hstack([mu, sigma, P[f"gamma{layer}"], P[f"beta{layer}"]])
        words = ["μ {:.3g}  σ {:.3g}\nγ {:.3g}  β {:.3g}".format(*unit) for unit in columns]
        z_tilde = rf"$\tilde z^{{[{layer}]}}$", arrays[f"z_tilde{layer}"]
        after = f"$a^{{[{layer}]}}$", arrays[f"a{layer}"]
        stage = f"$z^{{[{layer}]}}$", z
        rows.append([a, P[f"W{layer}"], stage, words, z_tilde, ["ReLU"] * len(z), after])
        a, layer = after, layer + 1
    scores = arrays[f"z{layer}"]
    last = f"$z^{{[{layer}]}}$, with b = {P[f'b{layer}'].item():g}", scores
    y_hat = r"$\hat y$", 1 / (1 + np.exp(-scores))
    return flow([*rows, [a, P[f"W{layer}"], last, ["sigmoid"], y_hat]], ax)
