"""Back through batch norm, one edge of the graph at a time, each number beside a measured slope."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...style import format_number as number
from ..controls import Button, slider, whole_slider
from ..explorer import Explorer
from ..scene import Dots, Frame, Graph, Line, Panel, Says, Scale, Scene, Text

EPS, BETA = 1e-5, 0.5
D = np.array([1.0, -2.0, 0.5])  # J = Σ D z̃: the simplest loss, so dz̃ = D

# In the order of the walk back: the edge, what flows along it, its formula, the finding.
WALK = [
    ("z̃→J", "*dz̃*", "*D*", "*J* = Σ *D* *z̃*, so each *z̃* gets its own *D*"),
    ("β→z̃", "*dβ*", "Σ *dz̃*", "All examples share *β*: its gradient is a sum over them"),
    ("γ→z̃", "*dγ*", "Σ *dz̃* *z*_{norm}", "All share *γ* too: a sum, weighted by *z*_{norm}"),
    ("z_norm→z̃", "*dz*_{norm}", "*γ* *dz̃*", "Along an edge, multiply: here by *γ*"),
    (
        "σ²→z_norm",
        "*dσ*²",
        "−½ (*σ*² + *ε*)^{−3/2} Σ *dz*_{norm} (*z* − *μ*)",
        "All examples share *σ*²: again a sum over them",
    ),
    (
        "μ→z_norm",
        "*dμ*",
        "−Σ *dz*_{norm} / √(*σ*² + *ε*)",
        "All share *μ*: a sum over *z*_{norm}, with a minus",
    ),
    (
        "μ→σ²",
        "*μ*'s part through *σ*²",
        "−*dσ*² (2/*m*) Σ (*z* − *μ*)",
        "This edge carries 0: the distances from the mean add up to 0",
    ),
    (
        "z→z_norm",
        "*z*'s direct part",
        "*dz*_{norm} / √(*σ*² + *ε*)",
        "Three edges leave *z*; this one goes straight to *z*_{norm}",
    ),
    (
        "z→σ²",
        "*z*'s part through *σ*²",
        "*dσ*² (2/*m*) (*z* − *μ*)",
        "The second edge: every *z* moves *σ*², and so all of *z*_{norm}",
    ),
    (
        "z→μ",
        "*z*'s part through *μ*",
        "*dμ* / *m*",
        "The third edge: every *z* moves *μ*, by the same share 1/*m*",
    ),
    ("z", "*dz*", "the sum of the three", "Where edges meet, add: what the three bring is *dz*"),
]


def loss(z: np.ndarray, gamma: float, edge: str = "", by: Any = 0.0) -> float:
    """J, where what one edge carries is larger by so much; edge "z": all three that leave z."""

    def along(name: str, value: Any) -> Any:
        return value + by if name == edge or (edge == "z" and name[:2] == "z→") else value

    mu = along("z→μ", z).mean()
    var = np.mean((along("z→σ²", z) - along("μ→σ²", mu)) ** 2)
    above, below = along("z→z_norm", z) - along("μ→z_norm", mu), along("σ²→z_norm", var) + EPS
    z_norm = above / np.sqrt(below)
    z_tilde = along("γ→z̃", gamma) * along("z_norm→z̃", z_norm) + along("β→z̃", BETA)
    return float(np.sum(D * along("z̃→J", z_tilde)))


def compute(z1: float, z2: float, z3: float, gamma: float, step: int) -> dict[str, Any]:
    """The gradients that the edges carry, and beside each the slope of J.

    Returns
    -------
    dict
        "step"; "J"; "z_norm", (3,); "formula", "measured": {edge: array}, of one number where all
        three examples share what the edge carries, else of three. "z" is dz, the sum.
    """
    z = np.array([z1, z2, z3])
    mu, var = z.mean(), z.var()
    root = np.sqrt(var + EPS)
    z_norm = (z - mu) / root
    dz_norm = gamma * D
    dvar = -0.5 * root**-3 * np.sum(dz_norm * (z - mu))
    dmu = -np.sum(dz_norm) / root
    parts = {
        "z→z_norm": dz_norm / root,
        "z→σ²": dvar * 2 / 3 * (z - mu),
        "z→μ": np.full(3, dmu / 3),
    }
    formula = {
        "z̃→J": D,
        "β→z̃": D.sum(),
        "γ→z̃": np.sum(D * z_norm),
        "z_norm→z̃": dz_norm,
        "σ²→z_norm": dvar,
        "μ→z_norm": dmu,
        "μ→σ²": -dvar * 2 / 3 * np.sum(z - mu),
        **parts,
        "z": sum(parts.values()),
    }
    measured = {}
    for edge, gradient in formula.items():
        h = 1e-4 * (root**2 if edge == "σ²→z_norm" else root)  # small beside what it moves
        ways = h * np.eye(3) if np.size(gradient) == 3 else [h]
        measured[edge] = [
            (loss(z, gamma, edge, way) - loss(z, gamma, edge, -way)) / (2 * h) for way in ways
        ]
    return {
        "step": step,
        "J": loss(z, gamma),
        "z_norm": z_norm,
        "formula": {edge: exact(gradient) for edge, gradient in formula.items()},
        "measured": {edge: exact(slopes) for edge, slopes in measured.items()},
    }


def exact(numbers: Any) -> np.ndarray:
    """An array of one axis; what is 0 but for rounding is 0."""
    array = np.atleast_1d(np.asarray(numbers, dtype=float))
    return np.where(np.abs(array) < 1e-6, 0.0, array)


NODES: dict[str, Any] = {
    "z": {"at": (0, 1), "words": "*z*"},
    "μ": {"at": (1, 2), "words": "*μ*"},
    "σ²": {"at": (1, 0), "words": "*σ*²"},
    "z_norm": {"at": (2, 1), "words": "*z*_{norm}"},
    "γ": {"at": (2.6, 2), "words": "*γ*"},
    "β": {"at": (2.6, 0), "words": "*β*"},
    "z̃": {"at": (3.2, 1), "words": "*z̃*"},
    "J": {"at": (4.2, 1), "words": "*J*"},
}
EDGES = {name: (name.split("→")[0], name.split("→")[1]) for name, *_ in WALK[:-1]}
INTO_Z = [name for name in EDGES if name[:2] == "z→"]

SCENE: Scene = [
    [
        Panel(
            Scale(-0.3, 4.5, shown=False),
            Scale(-0.35, 2.35, shown=False),
            {"graph": Graph(NODES, EDGES), "flow": Says("with")},
            title="what is computed from what",
            height=240,
        )
    ],
    ["step"],
    [
        Panel(
            Scale(0.4, 3.6, shown=False),
            Scale(-3, 3, "gradient of *J*"),
            {
                "zero": Line("ink", "dotted", 1, fixed=([0.4, 3.6], [0, 0])),
                "measured": Dots("purple", size=17, look="hollow"),
                "formula": Dots("with"),
                **{f"words {k}": Text(anchor="middle") for k in (1, 2, 3)},
                "legend": Says("purple"),
            },
            title="● by the formula",
            colour="with",
            height=110,
            name="slopes",
        )
    ],
]


def frame(result: dict[str, Any]) -> Frame:
    """This step's edge, its formula and numbers, and beside them the measured slopes."""
    marks: dict[str, Any] = {f"words {k}": "" for k in (1, 2, 3)}
    norm = ", ".join(map(number, result["z_norm"]))
    if result["step"] == 0:
        nothing: tuple[list[float], list[float]] = ([], [])
        marks |= {"graph": {}, "formula": nothing, "measured": nothing, "legend": ""}
        marks["flow"] = f"*J* = {number(result['J'])}"
        text = f"z_norm is {norm}, and J = Σ D z̃ is {number(result['J'])}, with D = 1, −2, 0.5."
        return Frame("Forward is done. Press Back: one edge at a time", text, marks)
    edge, what, formula, headline = WALK[result["step"] - 1]
    ours, slopes = result["formula"][edge], result["measured"][edge]
    numbers = ", ".join(map(number, ours))
    walked = [name for name, *_ in WALK[: result["step"]] if name != "z"]
    lit = ["z", *INTO_Z] if edge == "z" else [edge]
    marks["graph"] = {"lit": lit, "done": walked, "says": {edge: numbers}}
    marks["flow"] = f"{what} = {formula}"
    high = 1.6 * max(1, *np.abs(ours))
    places = [1, 2, 3] if len(ours) == 3 else [2]
    for k, value in zip(places, ours, strict=True):
        words = f"no. {k}: {number(value)}" if len(ours) == 3 else number(value)
        clear = -0.75 * high if value >= 0 else 0.75 * high
        marks[f"words {k}"] = {"at": (k, clear), "words": words}
    marks |= {"formula": (places, ours), "measured": (places, slopes)}
    marks["legend"] = "○ slope of *J*, measured"
    plain = what.replace("*", "").replace("_{norm}", "_norm")
    text = (
        f"Step {result['step']} of {len(WALK)}: the formula says {plain} = {numbers}; moving what "
        f"{'z' if edge == 'z' else 'the edge'} carries a little changes J at the rate "
        f"{', '.join(map(number, slopes))}."
    )
    return Frame(headline, text, marks, {"slopes.y": (-high, high)})


def backward_graph() -> Explorer:
    """Walk back from J to z, edge by edge; every gradient stands beside a slope that is measured.

    The mini-batch has three examples, and J = Σ D z̃ with D = (1, −2, 0.5), β = 0.5.
    """
    return Explorer(
        {
            "z1": slider("*z*^{(1)}", 1, -5, 5, 0.1, 1),
            "z2": slider("*z*^{(2)}", 2, -5, 5, 0.1, 1),
            "z3": slider("*z*^{(3)}", 4.5, -5, 5, 0.1, 1),
            "gamma": slider("*γ*, scale of *z̃*", 2, -3, 3, 0.1, 1),
            "step": whole_slider("steps back", 0, 0, len(WALK)),
        },
        compute,
        SCENE,
        frame,
        alt="The graph of batch norm from z to J; below it the gradient that the lit edge carries, "
        "by its formula and as a measured slope",
        buttons={
            "back": Button("Back", "One edge further back", moves="step", by=1, wrap=False),
            "undo": Button("Undo", "One edge forward again", moves="step", by=-1, wrap=False),
        },
        script="backward_graph.js",
        data=WALK,
    )
