"""One unit of two weights with batch norm: the loss sees where W points, not how long it is."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...batchnorm import batchnorm_backward, batchnorm_forward
from ...style import format_number as number
from ..controls import log_slider, slider, whole_slider
from ..explorer import Explorer
from ..scene import Dots, Frame, Line, Panel, Says, Scale, Scene

STEPS = 40
LIMIT = 4
EPS = 1e-12  # so small that scale invariance holds to the digits shown
ONE = (np.ones((1, 1)), np.zeros((1, 1)))  # γ and β, which stay
ROUND = np.linspace(0, 2 * np.pi, 73)


def _batch() -> tuple[np.ndarray, np.ndarray]:
    """Eight examples of two inputs, (2, 8), and the target, (1, 8): what W = TEACHER would give."""
    X = np.round(np.random.default_rng(4).normal(0.5, 1, (2, 8)), 2)
    target, _ = batchnorm_forward(TEACHER @ X, *ONE, EPS)
    return X, target


TEACHER = np.array([[0.8, 1.0]])
X, TARGET = _batch()


def look(W: np.ndarray) -> tuple[float, np.ndarray]:
    """Loss of the unit with weights W, (1, 2), and its gradient dW, (1, 2).

    The loss is half the mean of (z_norm − target)²: 0 where W points along TEACHER, 2 opposite.
    """
    z_norm, cache = batchnorm_forward(W @ X, *ONE, EPS)
    error = z_norm - TARGET
    dz, _, _ = batchnorm_backward(error / error.size, cache)
    return float(np.mean(error**2) / 2), dz @ X.T


def descend(a: float, angle: float, alpha: float) -> dict[str, np.ndarray]:
    """STEPS steps of gradient descent from a W of length a.

    Returns
    -------
    dict
        "W" and "dW", (STEPS + 1, 2); "loss" and "length" of W, (STEPS + 1,).
    """
    turn = np.radians(angle)
    W = a * np.array([[np.cos(turn), np.sin(turn)]])
    rows = []
    for _ in range(STEPS + 1):
        loss, dW = look(W)
        rows.append((W[0], dW[0], loss, np.sqrt(np.sum(W**2))))
        W = W - alpha * dW
    Ws, dWs, losses, lengths = zip(*rows, strict=True)
    return {
        "W": np.array(Ws),
        "dW": np.array(dWs),
        "loss": np.array(losses),
        "length": np.array(lengths),
    }


def compute(a: float, angle: float, alpha: float, step: int) -> dict[str, Any]:
    """Gradient descent from a start of length a, and from one of length 1 in the same direction.

    Returns
    -------
    dict
        What `descend` returns for a; "one", its loss from length 1; and the arguments.
    """
    one = descend(1.0, angle, alpha)
    run = descend(a, angle, alpha)
    return {**run, "one": one["loss"], "a": a, "alpha": alpha, "step": step}


BEST = 0.8 * LIMIT * TEACHER[0] / np.linalg.norm(TEACHER)
PLANE = Panel(
    x=Scale(-LIMIT, LIMIT, "first weight"),
    y=Scale(-LIMIT, LIMIT, "second weight"),
    title="*W*, and its way",
    height=300,
    equal=True,
    marks={
        "best": Line("green", "dashed", 1.5, label="loss 0", fixed=([0, BEST[0]], [0, BEST[1]])),
        "circle": Line("raw", "dotted", 1.5),
        "path": Line("with", width=2),
        "steps": Dots("with", size=4),
        "W": Line("ink", width=2.5, arrow=True),
        "down": Line("purple", width=2.5, arrow=True),
        "length": Says("purple"),
    },
)
TICKS = [(10.0**k, f"{10.0**k:g}") for k in range(-3, 3)]
LOSS = Panel(
    x=Scale(0, STEPS),
    y=Scale(0, 2.05, "loss"),
    title="training from this start",
    height=118,
    marks={
        "one": Line("raw", "dotted", 2, label="from length 1"),
        "loss": Line("with", label="from *a*"),
        "loss cursor": Line("ink", "dotted", 1.5),
        "loss says": Says("with"),
    },
)
RATE = Panel(
    x=Scale(0, STEPS),
    y=Scale(3e-4, 100, log=True, ticks=TICKS),
    title="length, and effective learning rate",
    height=118,
    marks={
        "lengths": Line("ink", width=2.5, label="‖*W*‖"),
        "rates": Line("gold", "dashed", 2.5, label="*α* / ‖*W*‖²"),
        "rate cursor": Line("ink", "dotted", 1.5),
    },
)
SCENE: Scene = [[PLANE, [LOSS, RATE, "step"]]]


def frame(result: dict[str, Any]) -> Frame:
    """The way of W so far, where it goes next, and what has become of length and learning rate."""
    a, alpha, step = result["a"], result["alpha"], result["step"]
    W, dW = result["W"][step], result["dW"][step]
    lengths, losses = result["length"], result["loss"]
    length, loss = lengths[step], losses[step]
    slope = np.sqrt(np.sum(dW**2))
    fallen = (a / length) ** 2
    way = result["W"][: step + 1].T
    steps = np.arange(STEPS + 1)
    if slope < 1e-9:
        headline = "The gradient is 0: *W* stays as it is"
    elif step == 0:
        headline = (
            f"Length {number(a)}: loss {number(loss)}, as at any length; the gradient is that of "
            f"length 1, divided by {number(a)}"
        )
    elif fallen > 0.98:
        ago = f"{step} step{'s' * (step > 1)} later"
        headline = f"{ago} *W* is hardly longer: *α* counts nearly as much as before"
    else:
        headline = (
            f"*W* is {number(length / a)} times as long as at the start, so *α* counts only "
            f"{number(fallen)} times as much"
        )
    at = "is 0" if slope < 1e-9 else f"has length {number(slope)} and is at right angles to W"
    text = (
        f"Step {step}: W has length {number(length)}, the loss is {number(loss)} (from length 1: "
        f"{number(result['one'][step])}), the gradient {at}; the effective learning rate is "
        f"{number(alpha / length**2, 3)}."
    )
    return Frame(
        headline,
        text,
        {
            "circle": (a * np.cos(ROUND), a * np.sin(ROUND)),
            "path": way,
            "steps": way,
            "W": ([0, W[0]], [0, W[1]]),
            "down": ([W[0], W[0] - dW[0]], [W[1], W[1] - dW[1]]),
            "length": f"−*dW*, length {number(slope)}",
            "one": (steps, result["one"]),
            "loss": (steps, losses),
            "loss cursor": ([step, step], [0, 2.05]),
            "loss says": f"loss {number(loss)}",
            "lengths": (steps, lengths),
            "rates": (steps, alpha / lengths**2),
            "rate cursor": ([step, step], [3e-4, 100]),
        },
    )


def scale_invariance() -> Explorer:
    """Stretch W, turn it, and let gradient descent run: only its direction reaches the loss.

    Each step of gradient descent is at right angles to W, so W only ever grows, and a longer W
    turns less for the same α.
    """
    return Explorer(
        {
            "a": log_slider("*a*, length of *W* at the start", 1, -0.5, 0.5, 0.1),
            "angle": slider("direction at the start, degrees", -65, -180, 180, 5, 0),
            "alpha": log_slider("*α*, learning rate", 0.1, -2, 0.5, 0.25),
            "step": whole_slider("step", 0, 0, STEPS),
        },
        compute,
        SCENE,
        frame,
        alt="W as an arrow in the plane of its two weights, with the path that gradient descent "
        "takes and the negative gradient; beside it the loss, the length of W and the effective "
        "learning rate at each step",
        script="scale_invariance.js",
        data={"X": X, "target": TARGET[0]},
    )
