"""The running average's pursuit of a statistic that moves, and what inference says meanwhile."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.figure import Figure

from ... import plots
from ..engine import Explorer, Update, steps, whole_slider
from .one_layer import SHAPE

STEPS = 400
DECAYS = (0.0, 0.5, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.999)
EDGES = np.linspace(-6, 6, 97)
EPS = 1e-5


def _truth() -> tuple[np.ndarray, np.ndarray]:
    """Mean and standard deviation of one unit's z while it trains: quick at first, then slowly."""
    t = np.arange(STEPS + 1)
    mean = 3 * (1 - np.exp(-t / 60)) - 1.5 / (1 + np.exp(-(t - 260) / 8))
    return mean, 0.5 + 1.0 * (1 - np.exp(-t / 120))


def compute(decay: float, step: int, m: int) -> dict[str, Any]:
    """Mini-batch statistics and their running averages up to a step of training.

    Returns
    -------
    dict
        "truth", "batch" and "running": means at steps 0 to STEPS (truth), 1 to STEPS (batch) and
        0 to `step` (running); "z_norm": (1, 1000), all examples at that step as inference would
        normalise them; "off": mean of z_norm, "spread": its standard deviation.
    """
    mean, sd = _truth()
    rng = np.random.default_rng(11)
    picks = rng.integers(0, SHAPE.size, (STEPS, 512))[:, :m]
    z = mean[1:, None] + sd[1:, None] * SHAPE[0][picks]  # (STEPS, m)
    batch = np.stack([z.mean(axis=1), z.var(axis=1)])  # (2, STEPS)
    running = np.empty((2, step + 1))
    running[:, 0] = 0, 1
    for t in range(1, step + 1):
        running[:, t] = decay * running[:, t - 1] + (1 - decay) * batch[:, t - 1]
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
    }


def picture(figure: Figure) -> Update:
    """The means over the steps, with a cursor; at the right all examples as inference sees them."""
    left, right = figure.subplots(1, 2, width_ratios=(5, 4))
    plots.headline(figure, "More decay: a calmer running average, and a later one")
    left.set(
        xlim=(0, STEPS), ylim=(-2.2, 4.6), xlabel="step of training", title="mean of one unit's z"
    )
    (truth,) = left.plot([], [], color="black", linewidth=1.2, linestyle="--", label="all examples")
    (batch,) = left.plot([], [], ".", color=plots.RAW, markersize=3.5, label="mini-batch μ")
    (running,) = left.plot([], [], color=plots.WITH, linewidth=2.4, label="running average")
    (cursor,) = left.plot([0, 0], [-2.2, 4.6], color=plots.WITHOUT, linestyle=":")
    left.legend(loc="lower right", ncols=3, fontsize=10, columnspacing=1, handlelength=1.4)
    right.set(
        xlim=(EDGES[0], EDGES[-1]),
        ylim=(0, 1.3),
        yticks=[],
        xlabel="$z_{norm}$ of all examples, by the running averages",
        title="what inference would say now",
    )
    right.spines["left"].set_visible(False)
    ideal, _ = np.histogram(SHAPE, EDGES)
    right.stairs(ideal / ideal.max(), EDGES, color="black", linestyle="--", label="ideal: 0 ± 1")
    bars = right.stairs(np.zeros(EDGES.size - 1), EDGES, fill=True, color=plots.WITH, alpha=0.5)
    says = right.text(0.99, 0.98, "", transform=right.transAxes, ha="right", va="top")
    right.text(0.01, 0.98, "dashed: ideal", transform=right.transAxes, va="top", fontsize=10)
    for artist in (truth, batch, running, cursor, bars, says):
        artist.set_animated(True)
    says.set_color(plots.WITH)

    def update(result: dict[str, Any]) -> str:
        t = np.arange(STEPS + 1)
        step = result["step"]
        truth.set_data(t, result["truth"])
        batch.set_data(t[1:], result["batch"])
        running.set_data(t[: step + 1], result["running"])
        cursor.set_xdata([step, step])
        counts, _ = np.histogram(result["z_norm"], EDGES)
        bars.set_data(counts / max(counts.max(), 1))
        off, spread = plots.format_number(result["off"]), plots.format_number(result["spread"])
        says.set_text(f"mean {off}\nspread {spread}")
        return (
            f"Step {step}, decay {result['decay']:g}: the running mean is "
            f"{plots.format_number(result['running'][-1])}, the true one "
            f"{plots.format_number(result['truth'][step])}; inference would see z_norm with mean "
            f"{off} and standard deviation {spread}."
        )

    return update


def running_average() -> Explorer:
    """Choose the decay, drag through training, and see what inference would make of it."""
    controls = {
        "decay": steps("decay", [(f"{d:g}", d) for d in DECAYS], 0.95),
        "step": whole_slider("step of training", 120, 0, STEPS),
        "m": steps("m, examples", (2, 8, 32, 128, 512), 32),
    }
    return Explorer(
        controls,
        compute,
        picture,
        alt="A unit's true mean, its mini-batch means and their running average over training; and "
        "all examples as inference would normalise them at this step",
        size=(9, 3.8),
    )
