"""Train once, then drag through time: two nets, without and with batch norm, layer by layer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from ...checks import NotFiniteError
from ...data import digits
from ...network import mlp
from ...optimizers import GradientDescent
from ...style import format_number
from ..controls import choice, log_slider, whole_slider
from ..scene import Bars, Dots, Frame, Line, Panel, Says, Scale, Scene
from ..stored import stored
from ..training import Run, TrainingExplorer, side_by_side

STEPS, EVERY, BATCH, LAYERS = 400, 5, 60, 3
SIZES = [64, 50, 50, 50, 10]
LOOKS = STEPS // EVERY + 1
LIMIT, BINS = 6, 48
EDGES = np.linspace(-LIMIT, LIMIT, BINS + 1)
START: dict[str, Any] = {"learning_rate": 10**-0.5, "activation": "sigmoid"}
PERCENTILES = (15, 50, 85)
HIGHEST = 2.8  # loss


def train(learning_rate: float, activation: str) -> tuple[Run, Iterator[float]]:
    """Two nets from equal W on equal mini-batches of digits, by gradient descent.

    Returns
    -------
    run, turns
        run["loss"]: (2, STEPS), without and with BN; of what enters the activation of 200 images (z
        without BN, z̃ with it), every EVERY steps: run["histograms"]: (2, LOOKS, LAYERS, BINS + 2),
        counts, the first and the last of what lies outside EDGES, and run["percentiles"]:
        (2, LOOKS, LAYERS, 3); run["steps"]: how many there are so far. NaN and 0 where not trained
        (yet).
    """
    run: Run = {
        "loss": np.full((2, STEPS), np.nan),
        "histograms": np.zeros((2, LOOKS, LAYERS, BINS + 2), np.uint16),
        "percentiles": np.full((2, LOOKS, LAYERS, 3), np.nan),
        "steps": np.array(0),
        "learning_rate": np.array(learning_rate),
        "activation": np.array(activation),
    }
    return run, _turns(run, learning_rate, activation)


def _turns(run: Run, learning_rate: float, activation: str) -> Iterator[float]:
    data = digits()
    probe = data.X_train[:, :200]
    nets = [
        mlp(SIZES, activation, batchnorm=bn, rng=np.random.default_rng(0)) for bn in (False, True)
    ]
    learners = {bn: (net, GradientDescent(learning_rate)) for bn, net in enumerate(nets)}
    steps = side_by_side(learners, data.X_train, data.Y_train, BATCH)
    for bn in learners:
        _look(run, nets, bn, probe, 0)
    for step in range(1, STEPS + 1):
        for bn, loss in next(steps).items():
            run["loss"][bn, step - 1] = loss
            if step % EVERY == 0:
                _look(run, nets, bn, probe, step // EVERY)
        run["steps"] += 1
        yield step / STEPS


def _look(run: Run, nets: list[Any], bn: int, probe: np.ndarray, look: int) -> None:
    """What enters each activation now; nothing, if the last update was a leap out of the floats."""
    try:
        arrays = nets[bn].trace(probe)
    except NotFiniteError:
        return
    for layer in range(LAYERS):
        entering = arrays[f"{'z_tilde' if bn else 'z'}{layer + 1}"]
        edges = np.concatenate([[-np.inf], EDGES, [np.inf]])
        run["histograms"][bn, look, layer] = np.histogram(entering, edges)[0]
        run["percentiles"][bn, look, layer] = np.percentile(entering, PERCENTILES)


def compute(run: Run, step: int) -> dict[str, Any]:
    """The run as it was at a step, or at its newest look.

    Returns
    -------
    dict
        "step", "steps" (trained so far), "learning_rate", "activation"; "loss": (2, STEPS); "now":
        (2,), each net's mean loss over the ten steps before; "histograms": (2, LAYERS, BINS) with
        maximum 1; "outside": (2, LAYERS, 2), counts below and above them; "percentiles":
        (2, LAYERS, 3). NaN where a net has diverged.
    """
    steps = int(run["steps"])
    look = min(step, steps) // EVERY
    at = look * EVERY
    counts = run["histograms"][:, look]
    inside = counts[..., 1:-1]
    loss = run["loss"].astype(float)
    return {
        "step": at,
        "steps": steps,
        "learning_rate": float(run["learning_rate"]),
        "activation": str(run["activation"]),
        "loss": loss,
        "now": loss[:, max(at - 10, 0) : max(at, 1)].mean(axis=1),
        "histograms": inside / np.maximum(inside.max(axis=-1, keepdims=True), 1),
        "outside": counts[..., [0, -1]],
        "percentiles": run["percentiles"][:, look],
    }


NETS = (("without", "without BN", "dashed", "*z*"), ("with", "with BN", "solid", "*z̃*"))
LOSS = Panel(
    x=Scale(0, STEPS),
    y=Scale(0, HIGHEST, "loss of each mini-batch"),
    height=120,
    marks={
        **{
            f"{key} loss": Line(key, dash, 1.6, label=name.split()[0])
            for key, name, dash, _ in NETS
        },
        "cursor": Line("ink", "dotted", 2),
    },
)


def panel(key: str, name: str, letter: str, layer: int, images: str = "200") -> Panel:
    """What enters one layer's activation: a histogram, its median and its middle 70%."""
    place = f"{key} {layer}"
    return Panel(
        x=Scale(-LIMIT, LIMIT, f"all units, {images} images" * (layer == LAYERS)),
        y=Scale(0, 1.3, shown=False),
        title=f"{letter}^{{[{layer}]}} {name}",
        colour=key,
        height=56,
        marks={
            f"{place} bars": Bars(key),
            f"{place} outside": Dots(key),
            f"{place} median": Line("ink", width=1.6),
            f"{place} middle": Line(key, width=2.4, caps=True),
            f"{place} says": Says(key),
        },
    )


SCENE: Scene = [
    [[LOSS, "step"]],
    [
        [panel(key, name, letter, layer) for layer in range(1, LAYERS + 1)]
        for key, name, _, letter in NETS
    ],
]


def frame(result: dict[str, Any]) -> Frame:
    """Both losses with a cursor; for each net and layer what enters the activation at that step."""
    step = result["step"]
    marks: dict[str, Any] = {"cursor": ([step, step], [0, HIGHEST]), **inside(result)}
    spans = np.diff(result["percentiles"][..., [0, 2]])[..., 0]  # (2, LAYERS)
    for bn, (key, *_) in enumerate(NETS):
        marks[f"{key} loss"] = (np.arange(1, STEPS + 1), result["loss"][bn])
    without, with_ = map(_said, result["now"])
    wide = [", ".join(map(_said, net)) for net in spans]
    so_far = "" if result["steps"] == STEPS else f" of the {result['steps']} trained so far"
    return Frame(
        f"What enters layer {LAYERS}'s activation, its middle 70%: "
        f"{_said(spans[0, -1])} wide without BN, {_said(spans[1, -1])} with it",
        f"Step {step}{so_far} at α = {result['learning_rate']:.2g}, {result['activation']}: loss "
        f"{without} without batch norm, {with_} with it; in layers 1 to {LAYERS} the middle 70% of "
        f"what enters the activation spans {wide[0]} without, {wide[1]} with.",
        marks,
    )


def inside(result: dict[str, Any]) -> dict[str, Any]:
    """The marks of every `panel`, by "percentiles", "histograms" and "outside"."""
    marks: dict[str, Any] = {}
    for bn, (key, *_) in enumerate(NETS):
        for layer in range(LAYERS):
            place = f"{key} {layer + 1}"
            low, median, high = result["percentiles"][bn, layer]
            ends = np.array([-LIMIT - 1, LIMIT + 1])[result["outside"][bn, layer] > 0]
            marks |= {
                f"{place} bars": np.round(result["histograms"][bn, layer], 3),
                f"{place} outside": (ends, np.full(len(ends), 0.1)),
                f"{place} median": ([median, median], [0, 1.15]),
                f"{place} middle": ([low, high], [1.15, 1.15]),
                f"{place} says": f"middle 70%: {_said(high - low)} wide",
            }
    return marks


def _said(x: float) -> str:
    return format_number(x) if np.isfinite(x) else "diverged"


def training_scrubber() -> TrainingExplorer:
    """Drag through a training run; train anew with another α or activation."""
    settings = {
        "learning_rate": log_slider("*α*, learning rate", START["learning_rate"], -2, 1),
        "activation": choice("activation", ["sigmoid", "tanh", "relu"], START["activation"]),
    }
    return TrainingExplorer(
        settings,
        {"step": whole_slider("step", STEPS, 0, STEPS, EVERY)},
        train,
        compute,
        SCENE,
        frame,
        stored=stored("training_scrubber"),
        alt="Loss of two nets over training, with a cursor; and for each layer, without and with "
        "batch norm, a histogram of what enters the activation with its median and its middle 70%",
    )
