"""Batch size against accuracy: lesson 13's recorded runs, each network at its own best rate."""

from __future__ import annotations

from typing import Any

from ...runs import load
from ...runs.batch_sizes import BATCH_SIZES, NORMS, best
from ..controls import choice, steps
from ..explorer import Explorer
from ..scene import Dots, Frame, Line, Panel, Scale, Scene

# name, colour, dash, shape of its dots; places left and right of m, so that dots stay apart
NETS: dict[str, tuple[str, str, str, Any, float]] = {
    "batch": ("batch norm", "with", "solid", "circle", 0.93),
    "layer": ("layer norm", "purple", "dashdot", "square", 1.0),
    "none": ("without", "without", "dashed", "diamond", 1.075),
}
PICKS = [(m, str(m)) for m in BATCH_SIZES]
RATE_TICKS = [(0.001, "0.001"), (0.01, "0.01"), (0.1, "0.1"), (1.0, "1")]


def compute(runs: dict[str, Any], m: int, averages: str) -> dict[str, Any]:
    """What the three networks read after training with mini-batches of m.

    Parameters
    ----------
    runs : dict
        As `bnlab.runs.load("batch_sizes")` gives.
    m : int
        One of the recorded batch sizes.
    averages : "running" or "all"
        Batch norm's at test time: those of training, or taken anew from all training images.

    Returns
    -------
    dict
        For each network, in percent: "means" (sizes,) at its best rates, "starts" (5,) at this m,
        "by_rate" (rates,) at this m; "rate", its best one here. "rates": (rates,).
    """
    measured = "accuracy" if averages == "running" else "reestimated"
    chosen, size = best(runs), BATCH_SIZES.index(m)
    nets = {}
    for k, norm in enumerate(NORMS):
        nets[norm] = {
            "means": 100 * chosen[measured][k].mean(axis=-1),
            "starts": 100 * chosen[measured][k, size],
            "by_rate": 100 * runs[measured][k, size].mean(axis=-1),
            "rate": float(runs["rate"][size, chosen["place"][k, size]]),
        }
    return {"m": m, "averages": averages, "rates": runs["rate"][size], "nets": nets}


def _scene() -> Scene:
    sizes: dict[str, Any] = {"cursor": Line("ink", "dotted", 1.5)}
    rates: dict[str, Any] = {}
    for norm, (name, colour, dash, shape, _) in NETS.items():
        sizes[f"{norm} means"] = Line(colour, dash, 2.4, label=name)
        sizes[f"{norm} starts"] = Dots(colour, shape, 7)
        rates[f"{norm} by rate"] = Line(colour, dash, 2.4, label=name)
        rates[f"{norm} best"] = Dots(colour, shape, 10)
    left = Panel(
        x=Scale(1.7, 185, "*m*, images in a mini-batch", log=True, ticks=PICKS),
        y=Scale(0, 100, "test images read, %"),
        title="each at its own best *α*; dots: five starts",
        height=230,
        share=1.3,
        marks=sizes,
    )
    right = Panel(
        x=Scale(0.0007, 4.5, "*α*, learning rate", log=True, ticks=RATE_TICKS),
        y=Scale(0, 100, "test images read, %"),
        title="at this *m*, by learning rate",
        height=230,
        marks=rates,
    )
    return [[left, right]]


SCENE = _scene()


def frame(result: dict[str, Any]) -> Frame:
    """Curves over m with the starts at the chosen one; at that m, curves over the rate."""
    nets, m = result["nets"], result["m"]
    marks: dict[str, Any] = {"cursor": ([m, m], [0, 100])}
    for norm, net in nets.items():
        place = net["by_rate"][list(result["rates"]).index(net["rate"])]
        marks[f"{norm} means"] = (BATCH_SIZES, net["means"])
        marks[f"{norm} starts"] = ([m * NETS[norm][-1]] * len(net["starts"]), net["starts"])
        marks[f"{norm} by rate"] = (result["rates"], net["by_rate"])
        marks[f"{norm} best"] = ([net["rate"]], [place])
    read = {norm: round(float(net["starts"].mean())) for norm, net in nets.items()}
    gap = read["batch"] - max(read["layer"], read["none"])
    behind, ahead = nets["batch"]["starts"], nets["layer"]["starts"]
    if gap > 0:
        finding = f"batch norm reads most, {read['batch']}%"
    elif gap > -2 or behind.max() >= ahead.min():
        finding = f"no clear winner; batch norm reads {read['batch']}%"
    else:
        finding = f"batch norm falls {-gap} points behind"
    whose = "running averages" if result["averages"] == "running" else "averages of all images"
    return Frame(
        f"With *m* = {m}, {finding}",
        f"m = {m}, batch norm with {whose}: {read['batch']}% of the test images read, layer norm "
        f"{read['layer']}%, without either {read['none']}%; means of five starts.",
        marks,
    )


def batch_sizes() -> Explorer:
    """Choose the size of the mini-batches; see what each network reads, and at which rate."""
    runs = load("batch_sizes")
    averages = [("running averages", "running"), ("all training images", "all")]
    return Explorer(
        {
            "m": steps("*m*, images in a mini-batch", BATCH_SIZES, 32),
            "averages": choice("batch norm at test time by", averages, "running"),
        },
        lambda m, averages: compute(runs, m, averages),
        SCENE,
        frame,
        alt="Test accuracy against batch size for batch norm, layer norm and neither; and at the "
        "chosen batch size against the learning rate",
        table=True,
    )
