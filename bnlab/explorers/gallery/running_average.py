"""The running average's pursuit of a statistic that moves, and what inference says meanwhile."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

from ...style import format_number as number
from ..controls import steps, whole_slider
from ..explorer import Explorer
from ..scene import Bars, Dots, Frame, Line, Panel, Says, Scale, Scene
from .one_layer import SHAPE

STEPS = 400
SIZES = (2, 8, 32, 128, 512)
DECAYS = (0.0, 0.5, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.999)
LIMIT = 6
EDGES = np.linspace(-LIMIT, LIMIT, 97)
EPS = 1e-5


def _truth() -> tuple[np.ndarray, np.ndarray]:
    """Mean and standard deviation of one unit's z while it trains: quick at first, then slowly."""
    t = np.arange(STEPS + 1)
    mean = 3 * (1 - np.exp(-t / 60)) - 1.5 / (1 + np.exp(-(t - 260) / 8))
    return mean, 0.5 + 1.0 * (1 - np.exp(-t / 120))


@cache
def _batches(m: int) -> np.ndarray:
    """Mean and variance of the mini-batch of m examples of each step: (2, STEPS)."""
    mean, sd = _truth()
    picks = np.random.default_rng(11).integers(0, SHAPE.size, (STEPS, 512))[:, :m]
    z = mean[1:, None] + sd[1:, None] * SHAPE[0][picks]  # (STEPS, m)
    return np.round([z.mean(axis=1), z.var(axis=1)], 3)  # few digits for the page


def compute(decay: float, step: int, m: int) -> dict[str, Any]:
    """Mini-batch statistics and their running averages up to a step of training.

    Returns
    -------
    dict
        "truth", "batch" and "running": means at steps 0 to STEPS (truth), 1 to STEPS (batch) and
        0 to `step` (running); "z_norm": (1, 1000), all examples at that step as inference would
        normalise them; "off": mean of z_norm, "spread": its standard deviation. The running mean
        less the true one is "late", what it would be without noise, plus "noise".
    """
    mean, sd = _truth()
    batch = _batches(m)
    running = np.empty((2, step + 1))
    running[:, 0] = 0, 1
    calm = 0.0  # the running mean if every mini-batch had the true mean
    for t in range(1, step + 1):
        running[:, t] = decay * running[:, t - 1] + (1 - decay) * batch[:, t - 1]
        calm = decay * calm + (1 - decay) * mean[t]
    now = mean[step] + sd[step] * SHAPE
    z_norm = (now - running[0, -1]) / np.sqrt(running[1, -1] + EPS)
    return {
        "step": step,
        "decay": decay,
        "truth": mean,
        "batch": batch[0],
        "running": running[0],
        "z_norm": z_norm,
        "off": float(z_norm.mean()),
        "spread": float(z_norm.std()),
        "late": float(calm - mean[step]),
        "noise": float(running[0, -1] - calm),
    }


IDEAL, _ = np.histogram(SHAPE, EDGES)
MEANS = Panel(
    x=Scale(0, STEPS),
    y=Scale(-2, 5, "grey: each mini-batch's"),
    title="mean of one unit's *z*",
    height=230,
    share=1.3,
    marks={
        "batch": Dots("raw", size=4, look="faint"),
        "truth": Line("ink", "dashed", 1.5, label="true"),
        "running": Line("purple", width=2.6, label="running"),
        "cursor": Line("ink", "dotted", 1.5),
        "means": Says("purple"),
    },
)
INFERENCE = Panel(
    x=Scale(-LIMIT, LIMIT, "*z*_{norm} of all examples, by the running averages"),
    y=Scale(0, 1.3, shown=False),
    title="what inference would see; dashed: ideal",
    height=230,
    marks={
        "z_norm": Bars("purple"),
        "ideal": Bars("ink", look="outline", dash="dashed", fixed=IDEAL / IDEAL.max()),
        "outside": Dots("purple"),
        "spread": Says("purple"),
    },
)
SCENE: Scene = [[[MEANS, "step"], INFERENCE]]


def frame(result: dict[str, Any]) -> Frame:
    """The pursuit up to the step, what z_norm has become, and where the error comes from."""
    step, z_norm = result["step"], result["z_norm"]
    t = np.arange(STEPS + 1)
    running, true = result["running"][-1], result["truth"][step]
    counts, _ = np.histogram(z_norm + 1e-10, EDGES)  # rounding moves no z from bin to bin
    outside = [end for end in (z_norm.min(), z_norm.max()) if abs(end) > LIMIT]
    off, spread = number(result["off"]), number(result["spread"])
    error, late, noise = (
        number(round(part, 2)) for part in (running - true, result["late"], result["noise"])
    )
    return Frame(
        f"The running mean is off by {error}: {late} by being late, {noise} by noise",
        f"Step {step}, decay {result['decay']:g}: the running mean is {number(running)}, the true "
        f"one {number(true)}; inference would see z_norm with mean {off} and standard deviation "
        f"{spread}.",
        {
            "batch": (t[1:], result["batch"]),
            "truth": (t, result["truth"]),
            "running": (t[: step + 1], result["running"]),
            "cursor": ([step, step], [-2, 5]),
            "means": f"running {number(running)}, true {number(true)}",
            "z_norm": counts / max(counts.max(), 1),
            "outside": (outside, [0.05] * len(outside)),
            "spread": f"mean {off}, spread {spread}",
        },
    )


def running_average() -> Explorer:
    """Choose the decay, drag through training, and see what inference would make of it."""
    controls = {
        "decay": steps("decay", [(f"{d:g}", d) for d in DECAYS], 0.95),
        "step": whole_slider("step of training", 120, 0, STEPS),
        "m": steps("*m*, examples", SIZES, 32),
    }
    return Explorer(
        controls,
        compute,
        SCENE,
        frame,
        alt="A unit's true mean, its mini-batch means and their running average over training; and "
        "all examples as inference would normalise them at this step",
        script="running_average.js",
        data={"shape": SHAPE[0], "batches": {str(m): _batches(m) for m in SIZES}},
    )
