"""Pictures of data: images, and distributions before and after batch norm."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..batchnorm import normalize
from ..style import GREEN, PURPLE, RAW, WITH, axes


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


def _histogram(panel: Any, values: NDArray, edges: NDArray, colour: str, top: float) -> None:
    """Bars up to 1 whatever they count, with room for words above them."""
    counts, _ = np.histogram(values, edges)
    panel.stairs(counts / counts.max(), edges, fill=True, color=colour, alpha=0.6)
    panel.set(yticks=[], ylim=(0, top))
    panel.spines["left"].set_visible(False)


def raw_and_normalized(zs: Sequence[ArrayLike], ax: Any = None) -> Any:
    """One unit in several mini-batches: above each raw z, below it z_norm, all on one scale.

    Parameters
    ----------
    zs : sequence of arrays (1, m)
    ax : array (2, len(zs)) of Axes, optional
    """
    if ax is None:
        ax = axes(2, len(zs), size=(3 * len(zs), 3.4), sharex=True, sharey=True, squeeze=False)
    normalized = [normalize(z)[0] for z in zs]
    largest = max(np.abs(z).max() for z in [*zs, *normalized])
    edges = np.linspace(-largest, largest, 81)
    for row, values, colour in zip(ax, (zs, normalized), (RAW, WITH), strict=True):
        for panel, value in zip(row, map(np.asarray, values), strict=True):
            _histogram(panel, value, edges, colour, top=1.35)
            panel.axvline(np.mean(value), ymax=0.78, color=colour, linewidth=1)
            text = f"μ = {np.mean(value):.1f}   σ = {np.std(value):.1f}".replace("-0.0", "0.0")
            panel.text(0.5, 0.98, text, transform=panel.transAxes, ha="center", va="top")
    ax[0, 0].set_ylabel("raw $z$")
    ax[1, 0].set_ylabel(r"$z_{norm}$")
    for panel in ax[-1]:
        panel.set_xlabel("value in the mini-batch")
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
            text = f"μ = {value.mean():.2f}   σ = {value.std():.2f}".replace("-0.00", "0.00")
            panel.text(0.5, 1, text, transform=panel.transAxes, ha="center", va="top", fontsize=9)
        panels[0].set_ylabel(label)
    for unit, panel in enumerate(ax[0], start=1):
        panel.set_title(f"unit {unit}")
    for panel in ax[-1]:
        panel.set_xlabel("value in the mini-batch")
    return ax
