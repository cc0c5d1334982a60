"""Four optimizers, without and with batch norm: eight nets from the same weights on the digits."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from ... import plots
from ...data import digits, minibatches
from ...losses import softmax_cross_entropy
from ...network import mlp
from ...optimizers import Adam, GradientDescent, Momentum, RMSprop
from ..engine import Update, log_slider, slider
from ..live import Run, TrainingExplorer
from ..stored import stored

STEPS, BATCH, SIZES = 150, 60, [64, 30, 30, 10]
NAMES = ("gradient descent", "momentum", "RMSprop", "Adam")
SMOOTH = 10  # the curves are means over so many steps
START: dict[str, Any] = {"learning_rate": 0.1, "beta1": 0.9, "beta2": 0.9}


def train(learning_rate: float, beta1: float, beta2: float) -> tuple[Run, Iterator[float]]:
    """Eight nets, 64-30-30-10 with sigmoids, all on the same mini-batches.

    Returns
    -------
    run, turns
        run["loss"]: (2, 4, STEPS), without and with BN, NaN where not trained (yet); run["steps"].
    """
    run: Run = {
        "loss": np.full((2, 4, STEPS), np.nan),
        "steps": np.array(0),
        "learning_rate": np.array(learning_rate),
    }
    return run, _turns(run, learning_rate, beta1, beta2)


def _turns(run: Run, learning_rate: float, beta1: float, beta2: float) -> Iterator[float]:
    data = digits()
    nets = {}
    for bn in (0, 1):
        chosen = (
            GradientDescent(learning_rate),
            Momentum(learning_rate, beta1),
            RMSprop(learning_rate, beta2),
            Adam(learning_rate, beta1, beta2),
        )
        for k, optimizer in enumerate(chosen):
            rng = np.random.default_rng(0)
            nets[bn, k] = mlp(SIZES, "sigmoid", batchnorm=bool(bn), rng=rng), optimizer
    batches = _for_ever(data.X_train, data.Y_train)
    for step in range(STEPS):
        X, Y = next(batches)
        for place, (net, optimizer) in list(nets.items()):
            try:
                value, dscores = softmax_cross_entropy(net.forward(X), Y)
                net.backward(dscores)
            except ValueError:  # NaN or Inf: this net has diverged, and rests
                del nets[place]
                continue
            optimizer.update(net.theta, net.dtheta)
            run["loss"][*place, step] = value
        run["steps"] += 1
        yield (step + 1) / STEPS


def _for_ever(X: np.ndarray, Y: np.ndarray) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    rng = np.random.default_rng(1)
    while True:
        yield from minibatches(X, Y, BATCH, rng)


def compute(run: Run) -> dict[str, Any]:
    """The curves, each point the mean of the last SMOOTH losses (of fewer at the start).

    Returns
    -------
    dict
        "loss": (2, 4, STEPS), "last": (2, 4), the curves' last points; "steps": how many there are.
    """
    loss = run["loss"]
    done = int(run["steps"])
    total = np.concatenate([np.zeros((2, 4, 1)), np.cumsum(loss[..., :done], axis=-1)], axis=-1)
    t = np.arange(1, done + 1)
    start = np.maximum(t - SMOOTH, 0)
    curves = (total[..., t] - total[..., start]) / (t - start)
    last = curves[..., -1] if done else np.full((2, 4), np.nan)
    return {
        "loss": curves,
        "steps": done,
        "last": last,
        "learning_rate": float(run["learning_rate"]),
    }


LOOKS = (  # colour, line style
    (plots.RAW, ":"),
    (plots.PURPLE, "-."),
    (plots.GREEN, "--"),
    (plots.WITH, "-"),
)


def picture(figure: Figure) -> Update:
    """Two panels, without and with BN; a curve for each optimizer, drawn in while it trains."""
    axes = figure.subplots(1, 2, sharey=True)
    plots.headline(figure, "The same α suits few optimizers; with batch norm it suits more of them")
    lines: list[list[Any]] = []
    for ax, name, colour in zip(
        axes, ("without BN", "with BN"), (plots.WITHOUT, plots.WITH), strict=True
    ):
        ax.set_title(name, color=colour)
        ax.set(xlabel="step", xlim=(0, STEPS), ylim=(0, 3))
        ax.axhline(np.log(10), color="#bbbbbb", linewidth=1)
        lines.append(
            [
                ax.plot([], [], color=c, linestyle=s, linewidth=2.2, label=n, animated=True)[0]
                for (c, s), n in zip(LOOKS, NAMES, strict=True)
            ]
        )
    axes[0].text(
        STEPS, np.log(10) + 0.03, "guessing: ln 10", ha="right", fontsize=10, color="#444444"
    )
    axes[0].set_ylabel(f"loss, mean of {SMOOTH} steps")
    axes[1].legend(loc="upper right", fontsize=10.5, ncols=2, bbox_to_anchor=(1.0, 1.02))

    def update(result: dict[str, Any]) -> str:
        t = np.arange(1, result["steps"] + 1)
        for row, curves in zip(lines, result["loss"], strict=True):
            for line, curve in zip(row, curves, strict=True):
                line.set_data(t, curve)
        if not result["steps"]:
            return "Nothing is trained yet."
        told = (
            f"{name} {_said(without)} and {_said(with_)}"
            for name, without, with_ in zip(NAMES, *result["last"], strict=True)
        )
        return (
            f"Loss after {result['steps']} steps at α = {result['learning_rate']:.2g}, without and "
            f"with batch norm: {'; '.join(told)}."
        )

    return update


def _said(loss: float) -> str:
    return plots.format_number(loss) if np.isfinite(loss) else "diverged"


def optimizers() -> TrainingExplorer:
    """Choose α, β1 and β2, and watch eight nets train."""
    settings = {
        "learning_rate": log_slider("α, learning rate", START["learning_rate"], -3, 1, form=".2g"),
        "beta1": slider("β1, average of g", START["beta1"], 0, 0.99, 0.01),
        "beta2": slider("β2, average of g²", START["beta2"], 0, 0.999, 0.001, form=".3f"),
    }
    return TrainingExplorer(
        settings,
        {},
        train,
        compute,
        picture,
        stored=stored("optimizers"),
        alt="Loss against steps for four optimizers, at the left without, at the right with batch "
        "norm",
        size=(9, 3.9),
    )
