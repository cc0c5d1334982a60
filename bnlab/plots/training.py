"""Pictures of training: the loss, the accuracy, and what each layer receives and changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..style import BLACK, GREEN, RAW, SMALL, WITH, axes, format_number, ink, line_style


def loss(histories: Mapping[str, Any], ax: Any = None) -> Any:
    """Loss of the mini-batches, averaged over each epoch, against the step.

    Parameters
    ----------
    histories : dict of label to History
        "without …" is drawn dashed in orange, "with …" in blue.
    ax : Axes, optional
    """
    ax = axes() if ax is None else ax
    for place, (label, history) in enumerate(histories.items()):
        ends = np.asarray(history.epoch_step)
        starts = np.concatenate([[0], ends[:-1]])
        means = np.add.reduceat(history.loss[: ends[-1]], starts) / (ends - starts)
        ax.plot(ends, means, label=label, **line_style(label, place))
    ax.set(xlabel="step (mini-batches so far)", ylabel="training loss (nats, epoch mean)")
    ax.set_ylim(bottom=0)
    return ax


def accuracy(histories: Mapping[str, Any], ax: Any = None) -> Any:
    """Accuracy on the validation set after each epoch, against the step.

    Parameters
    ----------
    histories : dict of label to History
    ax : Axes, optional
    """
    ax = axes() if ax is None else ax
    for place, (label, history) in enumerate(histories.items()):
        percent = 100 * np.asarray(history.validation_accuracy)
        ax.plot(history.epoch_step, percent, label=label, **line_style(label, place))
    ax.set(xlabel="step (mini-batches so far)", ylabel="test accuracy (%)", ylim=(0, 100))
    return ax


def shares(values: Mapping[str, float], ax: Any = None) -> Any:
    """Shares of test images as bars in per cent, the first on top, each with its number.

    Networks "with …" and "without …" among the labels have the colours of all figures; where there
    is no such label, the bars are of one network with batch norm.

    Parameters
    ----------
    values : dict of label to number
        Shares between 0 and 1.
    ax : Axes, optional
    """
    ax = axes(size=(7, 0.3 * len(values) + 0.8)) if ax is None else ax
    several = any(label.startswith("with") for label in values)
    colours = [line_style(label)["color"] if several else WITH for label in values]
    bars = ax.barh(list(values), [100 * share for share in values.values()], color=colours)
    ax.bar_label(bars, fmt="%.0f %%", padding=3)
    ax.invert_yaxis()
    ax.set(xlabel="test images read (%)", xlim=(0, 108), xticks=range(0, 101, 20))
    return ax


def layers_over_training(recorders: Mapping[str, Any], unit: int = 0, ax: Any = None) -> Any:
    """What one sigmoid of each hidden layer receives during training: one row a net.

    A line at the median of the recorder's examples, a band between its outer percentiles.

    Parameters
    ----------
    recorders : dict of label to Recorder
        Nets with batch norm are shown by z̃, others by z.
    unit : int
        Which unit of each layer.
    ax : array of Axes, optional
    """
    known = next(iter(recorders.values())).percentiles
    layers = sum(name.startswith("a") for name in known)
    if ax is None:
        ax = axes(len(recorders), layers, size=(8.4, 4.4), sharex=True, sharey=True, squeeze=False)
    for row, (label, recorder) in zip(ax, recorders.items(), strict=True):
        normalized = "z_tilde1" in recorder.percentiles
        style = line_style(label)
        for layer, panel in enumerate(row, start=1):
            name = f"z_tilde{layer}" if normalized else f"z{layer}"
            low, median, high = np.array(recorder.percentiles[name])[:, :, unit].T
            # the edge keeps a band visible that is thinner than a pixel
            panel.fill_between(recorder.step, low, high, color=style["color"], alpha=0.3)
            panel.plot(recorder.step, median, linewidth=1, **style)
            width = f"at last {format_number(high[-1] - low[-1])} wide"
            panel.set_title(width, loc="right", fontsize=SMALL, color=ink(style["color"]))
        row[0].set_ylabel(f"{label}\n" + (r"$\tilde z$" if normalized else "$z$"))
    for layer, panel in enumerate(ax[-1], start=1):
        panel.set_xlabel("step")
        ax[0, layer - 1].set_title(f"layer {layer}")
    return ax


def by_layer(values: Mapping[str, Sequence[float]], names: Sequence[str], ax: Any = None) -> Any:
    """One number for each layer, on a scale of powers of ten.

    Parameters
    ----------
    values : dict of label to numbers
        As many numbers as names.
    names : sequence of str
        "W1", "W2", …
    ax : Axes, optional
    """
    ax = axes(size=(4.5, 3)) if ax is None else ax
    for place, (label, numbers) in enumerate(values.items()):
        ax.plot(names, numbers, marker="o", label=label, **line_style(label, place))
    ax.set_yscale("log")
    return ax


def by_rate(runs: Mapping[str, tuple[ArrayLike, ArrayLike]], ax: Any = None) -> Any:
    """What runs gave at each learning rate: a line at the mean, a band from the worst to the best.

    Parameters
    ----------
    runs : dict of label to (rates, values)
        k learning rates and values of shape (k, starts).
    ax : Axes, optional
    """
    ax = axes() if ax is None else ax
    for place, (label, (rates, values)) in enumerate(runs.items()):
        style, each = line_style(label, place), np.asarray(values)
        band = (each.min(axis=1), each.max(axis=1))
        ax.fill_between(rates, *band, color=style["color"], alpha=0.25, linewidth=0)
        ax.plot(rates, each.mean(axis=1), label=label, marker="o", markersize=4, **style)
    ax.set_xscale("log")
    return ax


def over_steps(runs: Mapping[str, tuple[ArrayLike, ArrayLike]], ax: Any = None) -> Any:
    """What runs gave at each look: a line at the mean, a band from the worst to the best start.

    Parameters
    ----------
    runs : dict of label to (steps, values)
        Steps (looks,), on a logarithmic axis, and values of shape (starts, looks); NaN where a
        start was no longer running.
    ax : Axes, optional
    """
    ax = axes() if ax is None else ax
    for place, (label, (steps, values)) in enumerate(runs.items()):
        style, each = line_style(label, place), np.asarray(values)
        band = (np.nanmin(each, axis=0), np.nanmax(each, axis=0))
        ax.fill_between(steps, *band, color=style["color"], alpha=0.25, linewidth=0)
        ax.plot(steps, np.nanmean(each, axis=0), label=label, **style)
    ax.set_xscale("log")
    ax.set_xlabel("step")
    return ax


def percentiles_over_steps(step: ArrayLike, inputs: Mapping[str, ArrayLike], ax: Any = None) -> Any:
    """What one sigmoid receives during training: one panel a net, as the paper's Figure 1 b, c.

    Parameters
    ----------
    step : array (looks,)
        On a logarithmic axis.
    inputs : dict of label to array (looks, 3)
        The 15th, 50th and 85th percentile.
    ax : array of Axes, optional
    """
    if ax is None:
        ax = axes(1, len(inputs), size=(8.4, 2.8), sharey=True, squeeze=False)[0]
    for panel, (label, percentiles) in zip(ax, inputs.items(), strict=True):
        style = line_style(label)
        low, median, high = np.asarray(percentiles).T
        panel.fill_between(step, low, high, color=style["color"], alpha=0.25, linewidth=0)
        for line in (low, high):
            panel.plot(step, line, linewidth=0.8, color=style["color"])
        panel.plot(step, median, **style)
        panel.set(xscale="log", xlabel="step", title=label)
    return ax


def descend(X: ArrayLike, y: ArrayLike, steps: int = 400) -> tuple[NDArray, int]:
    """Gradient descent from w = 0 in the bowl of a linear fit, by its best constant learning rate.

    Parameters
    ----------
    X : array (2, m)
        Inputs with mean 0.
    y : array (m,)
        What w X is fitted to; the loss is half its mean squared error.
    steps : int

    Returns
    -------
    path : array (steps + 1, 2)
        The weights on the way.
    needed : int
        Steps until the loss was a thousandth of what it was at the start.
    """
    X, y = np.asarray(X), np.asarray(y)
    m = X.shape[1]
    # With α = 2/(flattest + steepest curvature) both directions shrink equally fast.
    alpha = 2 / np.linalg.eigvalsh(X @ X.T / m).sum()
    path = [np.zeros(2)]
    for _ in range(steps):
        path.append(path[-1] - alpha * (path[-1] @ X - y) @ X.T / m)
    losses = np.array([np.mean((w @ X - y) ** 2) for w in path])
    return np.array(path), int(np.argmax(losses < 1e-3 * losses[0]))


def descent(inputs: Mapping[str, ArrayLike], y: ArrayLike, ax: Any = None) -> Any:
    """Gradient descent in the bowl of a linear fit: one panel for each scaling of the inputs.

    Parameters
    ----------
    inputs : dict of label to array (2, m)
    y : array (m,)
        What w X is fitted to.
    ax : array of Axes, optional
    """
    if ax is None:
        ax = axes(1, len(inputs), size=(2.6 * len(inputs), 3), squeeze=False)[0]
    for panel, (label, X) in zip(ax, inputs.items(), strict=True):
        path, needed = descend(X, y)
        centre = path[-1]
        reach = 1.3 * np.abs(path - centre).max()
        offsets = np.linspace(-reach, reach, 61)
        w1, w2 = np.meshgrid(centre[0] + offsets, centre[1] + offsets)
        w = np.stack([w1.ravel(), w2.ravel()], axis=1)  # (61², 2)
        J = np.mean((w @ np.asarray(X) - y) ** 2, axis=1).reshape(w1.shape) / 2
        panel.contour(
            w1, w2, J, levels=J.max() * np.linspace(0.05, 1, 6) ** 2, colors=RAW, linewidths=0.7
        )
        panel.plot(*path.T, color=GREEN, marker="o", markersize=2.5, linewidth=1.2)
        panel.plot(*centre, color=BLACK, marker="*", markersize=12, linestyle="none")
        panel.set(title=f"{label}: {needed} steps", xlabel="weight $w_1$", aspect="equal")
    ax[0].set_ylabel("weight $w_2$")
    return ax
