"""Four optimizers, without and with batch norm: eight nets from the same weights on the digits."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from ...data import digits
from ...network import mlp
from ...optimizers import Adam, GradientDescent, Momentum, RMSprop
from ...style import format_number
from ..controls import log_slider, slider, whole_slider
from ..scene import Frame, Line, Mark, Panel, Scale, Scene, Text
from ..stored import stored
from ..training import Run, TrainingExplorer, side_by_side

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
    learners = {}
    for bn in (0, 1):
        chosen = (
            GradientDescent(learning_rate),
            Momentum(learning_rate, beta1),
            RMSprop(learning_rate, beta2),
            Adam(learning_rate, beta1, beta2),
        )
        for k, optimizer in enumerate(chosen):
            rng = np.random.default_rng(0)
            learners[bn, k] = mlp(SIZES, "sigmoid", batchnorm=bool(bn), rng=rng), optimizer
    steps = side_by_side(learners, data.X_train, data.Y_train, BATCH)
    for step in range(STEPS):
        for place, loss in next(steps).items():
            run["loss"][*place, step] = loss
        run["steps"] += 1
        yield (step + 1) / STEPS


def compute(run: Run, step: int) -> dict[str, Any]:
    """The curves, each point the mean of the last SMOOTH losses (of fewer at the start).

    Returns
    -------
    dict
        "loss": (2, 4, done), NaN from where a net diverged; "step": the one asked for, or the
        newest there is; "now": (2, 4), the curves at that step; "learning_rate".
    """
    done = int(run["steps"])
    total = np.concatenate(
        [np.zeros((2, 4, 1)), np.cumsum(run["loss"][..., :done], axis=-1, dtype=float)], axis=-1
    )
    t = np.arange(1, done + 1)
    start = np.maximum(t - SMOOTH, 0)
    curves = (total[..., t] - total[..., start]) / (t - start)
    step = min(step, done)
    return {
        "loss": curves,
        "step": step,
        "now": curves[..., step - 1] if done else np.full((2, 4), np.nan),
        "learning_rate": float(run["learning_rate"]),
    }


LOOKS = (("ink", "dotted"), ("green", "dashed"), ("purple", "dashdot"), ("gold", "solid"))
GUESS, HIGHEST = np.log(10), 3.0  # losses
NETS = (("without", "without BN"), ("with", "with BN"))


def panel(key: str, name: str) -> Panel:
    """A curve for each optimizer, the loss of guessing, and half of it."""
    marks: dict[str, Mark] = {
        f"{key} guess": Line("ink", width=0.8, fixed=([0, STEPS], [GUESS, GUESS])),
        f"{key} half": Line("ink", width=0.8, fixed=([0, STEPS], [GUESS / 2, GUESS / 2])),
        f"{key} words": Text((STEPS, GUESS + 0.14), anchor="end", fixed="guessing: ln 10"),
        f"{key} half words": Text(
            (0.75 * STEPS, GUESS / 2 - 0.14), anchor="end", fixed="half of it"
        ),
        f"{key} cursor": Line("ink", "dotted", 1.5),
    }
    for optimizer, (colour, dash) in zip(NAMES, LOOKS, strict=True):
        marks[f"{key} {optimizer}"] = Line(colour, dash, 2.4, label=optimizer)
    return Panel(
        x=Scale(0, STEPS, "step"),
        y=Scale(0, HIGHEST, f"loss, mean of {SMOOTH} steps"),
        title=name,
        colour=key,
        height=230,
        marks=marks,
    )


SCENE: Scene = [[panel(key, name) for key, name in NETS], ["step"]]


def frame(result: dict[str, Any]) -> Frame:
    """The curves so far, and how many are below half of guessing's loss at the step."""
    step = result["step"]
    t = np.arange(1, result["loss"].shape[-1] + 1)
    marks: dict[str, Any] = {}
    for (key, _), curves in zip(NETS, result["loss"], strict=True):
        marks[f"{key} cursor"] = ([step, step], [0, HIGHEST])
        for name, curve in zip(NAMES, curves, strict=True):
            marks[f"{key} {name}"] = (t, curve)
    if not step:
        return Frame("Nothing is trained yet", "Nothing is trained yet.", marks)
    good = (result["now"] < GUESS / 2).sum(axis=1)
    told = (
        f"{name} {_said(without)} and {_said(with_)}"
        for name, without, with_ in zip(NAMES, *result["now"], strict=True)
    )
    return Frame(
        f"Below half of guessing's loss at step {step}: {good[0]} of 4 without BN, "
        f"{good[1]} of 4 with it",
        f"Loss after {step} steps at α = {result['learning_rate']:.2g}, without and with batch "
        f"norm: {'; '.join(told)}.",
        marks,
    )


def _said(loss: float) -> str:
    return format_number(loss) if np.isfinite(loss) else "diverged"


def optimizers() -> TrainingExplorer:
    """Choose α, β1 and β2, and watch eight nets train; drag through their steps."""
    settings = {
        "learning_rate": log_slider("*α*, learning rate", START["learning_rate"], -3, 1),
        "beta1": slider("*β*1, average of *g*", START["beta1"], 0, 0.99, 0.01),
        "beta2": slider("*β*2, average of *g*²", START["beta2"], 0, 0.999, 0.001, digits=3),
    }
    return TrainingExplorer(
        settings,
        {"step": whole_slider("step", STEPS, 1, STEPS)},
        train,
        compute,
        SCENE,
        frame,
        stored=stored("optimizers"),
        alt="Loss against steps for four optimizers, at the left without, at the right with batch "
        "norm",
    )
