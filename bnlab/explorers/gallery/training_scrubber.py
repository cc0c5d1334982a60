"""Train once, then drag through time: two nets, without and with batch norm, layer by layer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from ... import plots
from ...data import digits, minibatches
from ...history import History, Recorder
from ...losses import softmax_cross_entropy
from ...network import mlp
from ...optimizers import GradientDescent
from ..engine import Update, log_slider, menu, whole_slider
from ..live import Run, TrainingExplorer
from ..stored import stored

STEPS, EVERY, BATCH, LAYERS = 400, 5, 60, 3
SIZES = [64, 50, 50, 50, 10]
LOOKS = STEPS // EVERY + 1
EDGES = np.linspace(-6, 6, 61)
KEYS = ("without", "with")
START: dict[str, Any] = {"learning_rate": 10**-0.5, "activation": "sigmoid"}
PERCENTILES = (15, 50, 85)


def train(learning_rate: float, activation: str) -> tuple[Run, Iterator[float]]:
    """Two nets from equal W on equal mini-batches of digits, by gradient descent.

    Returns
    -------
    run, turns
        run["loss"]: (2, STEPS), without and with BN; run["histograms"]: (2, LOOKS, LAYERS, 60),
        counts of what enters the activation (z without BN, z̃ with it); run["gradient"] and
        run["ratio"]: (2, LOOKS, LAYERS), root mean squares of dW and of update over W;
        run["looks"]: how many looks there are so far. NaN and 0 where not trained (yet).
    """
    run: Run = {
        "loss": np.full((2, STEPS), np.nan),
        "histograms": np.zeros((2, LOOKS, LAYERS, EDGES.size - 1), np.uint16),
        "gradient": np.full((2, LOOKS, LAYERS), np.nan),
        "ratio": np.full((2, LOOKS, LAYERS), np.nan),
        "looks": np.array(0),
        "learning_rate": np.array(learning_rate),
    }
    return run, _turns(run, learning_rate, activation)


def _turns(run: Run, learning_rate: float, activation: str) -> Iterator[float]:
    data = digits()
    probe = data.X_train[:, :200]
    history = History()
    nets: list[Any] = []
    recorders: list[Recorder] = []
    for key in KEYS:
        rng = np.random.default_rng(0)
        net = mlp(SIZES, activation, batchnorm=key == "with", rng=rng)
        nets.append((net, GradientDescent(learning_rate)))
        recorders.append(Recorder(probe, every=EVERY, bins=EDGES))
    for bn, recorder in enumerate(recorders):
        recorder.start(nets[bn][0], history)
        _store(run, bn, recorder)
    run["looks"] += 1
    alive = [True, True]
    step = 0
    rng = np.random.default_rng(1)
    while step < STEPS:
        for X, Y in minibatches(data.X_train, data.Y_train, BATCH, rng):
            step += 1
            for bn, (net, optimizer) in enumerate(nets):
                if not alive[bn]:
                    continue
                try:
                    value, dscores = softmax_cross_entropy(net.forward(X), Y)
                    net.backward(dscores)
                    optimizer.update(net.theta, net.dtheta)
                    recorders[bn](net, step, history)
                except ValueError:  # NaN or Inf: this net has diverged, and rests
                    alive[bn] = False
                    continue
                run["loss"][bn, step - 1] = value
                if step % EVERY == 0:
                    _store(run, bn, recorders[bn])
            if step % EVERY == 0:
                run["looks"] += 1
            yield step / STEPS
            if step == STEPS:
                break


def _store(run: Run, bn: int, recorder: Recorder) -> None:
    """Copy the recorder's newest look to its place."""
    look = len(recorder.step) - 1
    for layer in range(LAYERS):
        entering = f"z_tilde{layer + 1}" if bn else f"z{layer + 1}"
        run["histograms"][bn, look, layer] = recorder.histograms[entering][-1]
        run["gradient"][bn, look, layer] = recorder.gradient_scale[f"W{layer + 1}"][-1]
        run["ratio"][bn, look, layer] = recorder.update_ratio[f"W{layer + 1}"][-1]


def compute(run: Run, step: int) -> dict[str, Any]:
    """The run as it was at a step, or at its newest look.

    Returns
    -------
    dict
        "step"; "loss": (2, STEPS); "now": (2,), each net's loss around the step;
        "histograms": (2, LAYERS, 60) with maximum 1; "percentiles": (2, LAYERS, 3);
        "gradient", "ratio": (2, LAYERS).
    """
    look = max(min(step // EVERY, int(run["looks"]) - 1), 0)
    at = look * EVERY
    counts = run["histograms"][:, look].astype(float)
    loss = run["loss"].astype(float)
    near = loss[:, max(at - 10, 0) : at] if at else loss[:, :1]
    known = np.isfinite(near)
    some = known.any(axis=1)
    now = np.where(
        some, np.where(known, near, 0).sum(axis=1) / np.maximum(known.sum(axis=1), 1), np.nan
    )
    return {
        "step": at,
        "learning_rate": float(run["learning_rate"]),
        "loss": loss,
        "now": now,
        "histograms": counts / np.maximum(counts.max(axis=-1, keepdims=True), 1),
        "percentiles": _percentiles(counts),
        "gradient": run["gradient"][:, look],
        "ratio": run["ratio"][:, look],
    }


def _percentiles(counts: np.ndarray) -> np.ndarray:
    """15th, 50th and 85th percentile of each histogram, straight lines within a bin."""
    found = np.full((*counts.shape[:-1], 3), np.nan)
    for place in np.ndindex(counts.shape[:-1]):
        total = counts[place].sum()
        if total:
            share = np.concatenate([[0], np.cumsum(counts[place])]) / total
            found[place] = np.interp(np.array(PERCENTILES) / 100, share, EDGES)
    return found


NETS = (("without BN", plots.WITHOUT, "--", "o"), ("with BN", plots.WITH, "-", "s"))


def picture(figure: Figure) -> Update:
    """Loss with a cursor; gradients and update ratios; each layer's distribution, side by side."""
    plots.headline(
        figure, "What enters each activation, step by step: batch norm keeps it in range"
    )
    grid = figure.add_gridspec(6, 3, width_ratios=(5, 4, 4))
    top, low = figure.add_subplot(grid[:3, 0]), figure.add_subplot(grid[3:, 0])
    top.set(xlim=(0, STEPS + 6), ylim=(0, 2.8), title="loss of each mini-batch")
    low.set(
        xlim=(0.6, LAYERS + 0.4),
        ylim=(1e-6, 1e0),
        yscale="log",
        xticks=range(1, LAYERS + 1),
        xlabel="layer",
        title="● |dW|   ✕ |update| / |W|",
    )
    low.grid(alpha=0.25)
    moving: list[Any] = []
    losses, gradients, ratios = [], [], []
    for name, colour, style, marker in NETS:
        losses.append(top.plot([], [], color=colour, linestyle=style, linewidth=1.4, label=name)[0])
        gradients.append(low.plot([], [], marker, color=colour, markersize=7)[0])
        ratios.append(low.plot([], [], "x", color=colour, markersize=8, markeredgewidth=2.4)[0])

    top.legend(loc="center right", fontsize=10)
    (cursor,) = top.plot([0, 0], [0, 2.8], color="black", linestyle=":")
    bars, marks = {}, {}
    for bn, (name, colour, _, _) in enumerate(NETS):
        for layer in range(LAYERS):
            ax = figure.add_subplot(grid[2 * layer : 2 * layer + 2, 1 + bn])
            ax.set(xlim=(-6, 6), ylim=(0, 1.15), yticks=[], xticks=(-5, 0, 5))
            ax.spines["left"].set_visible(False)
            ax.tick_params(labelbottom=layer == LAYERS - 1)
            letter = r"\tilde z" if bn else "z"
            ax.text(0.01, 0.95, f"${letter}^{{[{layer + 1}]}}$", transform=ax.transAxes, va="top")
            if layer == 0:
                ax.set_title(name, color=colour)
            if layer == LAYERS - 1:
                ax.set_xlabel("all units, 200 images")
            bars[bn, layer] = ax.stairs(
                np.zeros(EDGES.size - 1), EDGES, fill=True, color=colour, alpha=0.5
            )
            marks[bn, layer] = [
                ax.plot([0, 0], [0, 1.1], color="black", linewidth=1.3, linestyle=s)[0]
                for s in (":", "-", ":")
            ]
            moving += [bars[bn, layer], *marks[bn, layer]]
    for artist in (*moving, *losses, *gradients, *ratios, cursor):
        artist.set_animated(True)
    steps = np.arange(1, STEPS + 1)
    layers = np.arange(1, LAYERS + 1)

    def update(result: dict[str, Any]) -> str:
        cursor.set_xdata([result["step"], result["step"]])
        for bn in (0, 1):
            losses[bn].set_data(steps, result["loss"][bn])
            for lines, key in ((gradients, "gradient"), (ratios, "ratio")):
                shown = np.clip(result[key][bn], *low.get_ylim())
                lines[bn].set_data(layers + (0.1 if bn else -0.1), shown)
            for layer in range(LAYERS):
                bars[bn, layer].set_data(result["histograms"][bn, layer])
                for line, x in zip(marks[bn, layer], result["percentiles"][bn, layer], strict=True):
                    line.set_xdata([x, x])
        without, with_ = (
            plots.format_number(x) if np.isfinite(x) else "gone" for x in result["now"]
        )
        width = result["percentiles"][:, -1, 2] - result["percentiles"][:, -1, 0]
        wide = [plots.format_number(x) if np.isfinite(x) else "gone" for x in width]
        return (
            f"Step {result['step']} at α = {result['learning_rate']:.2g}: loss {without} without "
            f"batch norm, {with_} with it; in layer {LAYERS} the middle 70% of what enters the "
            f"activation spans {wide[0]} without, {wide[1]} with."
        )

    return update


def training_scrubber() -> TrainingExplorer:
    """Drag through a training run; train anew with another α or activation."""
    settings = {
        "learning_rate": log_slider("α, learning rate", START["learning_rate"], -2, 1, form=".2g"),
        "activation": menu("activation", ["sigmoid", "tanh", "relu"], START["activation"]),
    }
    views = {"step": whole_slider("step", STEPS, 0, STEPS, EVERY)}
    return TrainingExplorer(
        settings,
        views,
        train,
        compute,
        picture,
        stored=stored("training_scrubber"),
        alt="Loss of two nets over training, with a cursor; size of gradients and updates; and for "
        "each layer, without and with batch norm, a histogram of what enters the activation with "
        "its 15th, 50th and 85th percentiles",
        size=(9, 5.4),
    )
