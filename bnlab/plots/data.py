"""Pictures of data: images, and distributions before and after batch norm."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.patches import ConnectionPatch
from numpy.typing import ArrayLike, NDArray

from ..batchnorm import normalize
from ..style import GREEN, PURPLE, RAW, SMALL, WITH, axes, format_number


def histograms(rows: Mapping[str, ArrayLike], ax: Any = None) -> Any:
    """The same quantity under several conditions: a histogram a row, all on one scale.

    Parameters
    ----------
    rows : dict of label to array
    ax : array (len(rows),) of Axes, optional
    """
    arrays = [np.ravel(row) for row in rows.values()]
    if ax is None:
        ax = axes(len(rows), 1, size=(7, 0.9 * len(rows)), sharex=True, squeeze=False)[:, 0]
    edges = np.linspace(np.min(np.hstack(arrays)), np.max(np.hstack(arrays)), 61)
    for panel, label, values in zip(ax, rows, arrays, strict=True):
        _histogram(panel, values, edges, WITH, top=1.1)
        panel.set_ylabel(label)
    return ax


def images(X: ArrayLike, Y: ArrayLike, ax: Any = None) -> Any:
    """A row of square images, each with its label below.

    Parameters
    ----------
    X : array (pixels, m)
        A few images in columns, 0 white to 1 black.
    Y : array (m,)
    ax : Axes, optional
    """
    X, Y = np.asarray(X), np.asarray(Y)
    side, m = int(np.sqrt(len(X))), X.shape[1]
    ax = axes(size=(7.5, 1.4)) if ax is None else ax
    strip = np.zeros((side, m * (side + 1)))
    for i in range(m):
        strip[:, i * (side + 1) : i * (side + 1) + side] = X[:, i].reshape(side, side)
    ax.imshow(strip, cmap="gray_r", vmin=0, vmax=1)
    ax.set(yticks=[], xticks=np.arange(m) * (side + 1) + side / 2 - 0.5, xticklabels=Y)
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)
    return ax


def _histogram(
    panel: Any, values: NDArray, edges: NDArray, colour: str, top: float, alpha: float = 0.6
) -> None:
    """Bars up to 1 whatever they count, with room for words above them."""
    counts, _ = np.histogram(values, edges)
    panel.stairs(counts / counts.max(), edges, fill=True, color=colour, alpha=alpha)
    panel.set(yticks=[], ylim=(0, top))
    panel.spines["left"].set_visible(False)


def raw_and_normalized(zs: Sequence[ArrayLike], ax: Any = None) -> Any:
    """One unit in several mini-batches: where each raw z lies, and where batch norm moves it.

    Lines lead from μ − σ, μ and μ + σ of each mini-batch to −1, 0 and 1 of its z_norm.

    Parameters
    ----------
    zs : sequence of arrays (1, m)
    ax : array (2, 1) of Axes, optional
    """
    if ax is None:
        ax = axes(2, size=(8, 4), squeeze=False)
        ax[0, 0].figure.get_layout_engine().set(hspace=0.15)  # room for the lines
    raw, normalized = ax[:, 0]
    lowest, highest = min(np.min(z) for z in zs), max(np.max(z) for z in zs)
    for z in map(np.asarray, zs):
        z_norm, mean, sd = normalize(z)[0], float(z.mean()), float(z.std())
        _histogram(raw, z, np.linspace(lowest, highest, 121), RAW, top=1.35)
        _histogram(normalized, z_norm, np.linspace(-4, 4, 41), WITH, top=1, alpha=0.25)
        text = f"μ = {format_number(round(mean, 1), 1)}\nσ = {format_number(round(sd, 1), 1)}"
        raw.text(mean, 1.05, text, ha="center", fontsize=SMALL)
        for k in (-1, 0, 1):
            line = ConnectionPatch(
                xyA=(mean + k * sd, 0),
                xyB=(k, 1),
                axesA=raw,
                axesB=normalized,
                coordsA="data",
                coordsB="data",
                color=RAW,
                linewidth=0.8,
                zorder=-1,
            )
            line.set_in_layout(False)
            raw.figure.add_artist(line)
    raw.tick_params(pad=6)
    for number in raw.get_xticklabels():
        number.set_bbox({"facecolor": "white", "edgecolor": "none", "pad": 1})  # over the lines
    raw.set_ylabel("raw $z$")
    normalized.set(ylabel="$z_{norm}$", xlabel="after batch norm: mean 0, spread 1")
    return ax


def stages(rows: Mapping[str, ArrayLike], ax: Any = None) -> Any:
    """What becomes of a mini-batch on its way: a row of histograms for each stage, a column a unit.

    Parameters
    ----------
    rows : dict of label to array (n, m)
        In the order of the way; each row has a scale of its own.
    ax : array (len(rows), n) of Axes, optional
    """
    arrays = [np.asarray(row) for row in rows.values()]
    n = len(arrays[0])
    if ax is None:
        ax = axes(len(rows), n, size=(2.8 * n, 1.5 * len(rows)), sharex="row", squeeze=False)
    colours = (RAW, GREEN, WITH, PURPLE)
    for row, (panels, label, values) in enumerate(zip(ax, rows, arrays, strict=True)):
        edges = np.linspace(values.min(), values.max(), 41)
        for panel, value in zip(panels, values, strict=True):
            colour = colours[row % len(colours)]
            _histogram(panel, value, edges, colour, top=1.4)
            panel.axvline(value.mean(), ymax=0.76, color=colour)
            text = f"μ = {format_number(value.mean())}   σ = {format_number(value.std())}"
            panel.text(0.5, 1, text, transform=panel.transAxes, ha="center", va="top", size=SMALL)
        panels[0].set_ylabel(label)
    for unit, panel in enumerate(ax[0], start=1):
        panel.set_title(f"unit {unit}")
    for panel in ax[-1]:
        panel.set_xlabel("value in the mini-batch")
    return ax
