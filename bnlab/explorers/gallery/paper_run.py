"""The paper's experiment, as recorded: drag through 50,000 steps, layer by layer."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...runs import load
from ...runs.paper import SHOWN
from ..controls import steps
from ..explorer import Explorer
from ..scene import Frame, Line, Panel, Scale, Scene
from .training_scrubber import LAYERS, NETS, inside, panel

ENDS = (0.0, 100.0)  # of the accuracy's axis, in %


def compute(run: dict[str, Any], look: int) -> dict[str, Any]:
    """The run of one start, at a look; look 0 is before the first step.

    Parameters
    ----------
    run : dict
        As `bnlab.runs.load("paper")` returns it.
    look : int

    Returns
    -------
    dict
        "step"; "steps", (looks,), and "accuracy", (2, looks), in %, without and with BN; "now",
        (2,), NaN before the first step; "histograms", (2, LAYERS, bins) with maximum 1; "outside",
        (2, LAYERS, 2), counts below and above them; "percentiles", (2, LAYERS, 3).
    """
    counts = run["histogram"][:, look].astype(float)
    bars = counts[..., 1:-1]
    accuracy = run["right"][:, SHOWN] / 100
    return {
        "step": int(run["step"][look - 1]) if look else 0,
        "steps": run["step"],
        "accuracy": accuracy,
        "now": accuracy[:, look - 1] if look else np.full(2, np.nan),
        "histograms": bars / bars.max(axis=-1, keepdims=True),
        "outside": counts[..., [0, -1]],
        "percentiles": run["middle"][:, SHOWN, look],
    }


def scene(last: int) -> Scene:
    """The accuracy over all steps with a cursor, above what enters each layer's activation."""
    accuracy = Panel(
        x=Scale(1, last, "step", log=True),
        y=Scale(*ENDS, "test images read (%)"),
        height=120,
        marks={
            **{
                f"{key} accuracy": Line(key, dash, 2, label=name.split()[0])
                for key, name, dash, _ in NETS
            },
            "cursor": Line("ink", "dotted", 2),
        },
    )
    return [
        [[accuracy, "look"]],
        [
            [panel(key, name, letter, layer, "1,000") for layer in range(1, LAYERS + 1)]
            for key, name, _, letter in NETS
        ],
    ]


def frame(result: dict[str, Any]) -> Frame:
    """Both accuracies with a cursor; for each net and layer what enters the activation."""
    step, place = result["step"], max(result["step"], 1)
    marks: dict[str, Any] = {"cursor": ([place, place], list(ENDS)), **inside(result)}
    for bn, (key, *_) in enumerate(NETS):
        marks[f"{key} accuracy"] = (result["steps"], result["accuracy"][bn])
    spans = np.diff(result["percentiles"][..., [0, 2]])[..., 0]  # (2, LAYERS)
    wide = [", ".join(f"{x:.2f}" for x in net) for net in spans]
    read = [f"{x:.0f} %" for x in result["now"]] if step else ["nothing yet"] * 2
    return Frame(
        f"What enters layer {LAYERS}'s sigmoids, its middle 70%: {spans[0, -1]:.2f} wide without "
        f"BN, {spans[1, -1]:.2f} with it",
        f"Step {step:,} of {result['steps'][-1]:,}: without batch norm {read[0]} read, with it "
        f"{read[1]}; in layers 1 to {LAYERS} the middle 70% of what enters the sigmoids spans "
        f"{wide[0]} without, {wide[1]} with.",
        marks,
    )


def paper_run() -> Explorer:
    """Drag through the recorded 50,000 steps of lesson 11."""
    run = load("paper")
    places = [("0", 0), *((f"{step:,}", look + 1) for look, step in enumerate(run["step"]))]
    return Explorer(
        {"look": steps("step", places, len(run["step"]))},
        lambda look: compute(run, look),
        scene(int(run["step"][-1])),
        frame,
        alt="Test accuracy of two nets over 50,000 steps, with a cursor; and for each layer, "
        "without and with batch norm, a histogram of what enters its sigmoids",
    )
