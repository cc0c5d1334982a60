"""z_norm on its sphere: subtract the mean, scale to length √m; for m = 3 that is a circle."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...batchnorm import normalize
from ...style import format_number as number
from ..controls import slider
from ..explorer import Explorer
from ..scene import Dots, Frame, Line, Panel, Says, Scale, Scene

# Three directions at right angles: two in the plane of mean 0, and the one along which μ moves z.
PLANE = np.array([[1, -1, 0], [1, 1, -2]]) / np.sqrt([[2], [6]])  # (2, 3)
ONES = np.ones(3)
# What an eye far away sees, from the side and from above: z⁽³⁾ points up.
TURN, TILT = np.radians(-30), np.radians(18)
EYE = np.array(
    [
        [-np.sin(TURN), np.cos(TURN), 0],
        [-np.cos(TURN) * np.sin(TILT), -np.sin(TURN) * np.sin(TILT), np.cos(TILT)],
    ]
)  # (2, 3)
ROUND = np.linspace(0, 2 * np.pi, 73)
CIRCLE = np.sqrt(3) * np.array([np.cos(ROUND), np.sin(ROUND)])  # (2, 73), length √m


def compute(a: float, b: float, mu: float) -> dict[str, Any]:
    """z of mean μ whose part in the plane of mean 0 is (a, b), and its z_norm, for m = 3 examples.

    Returns
    -------
    dict
        "z", "centred", "z_norm", each (3,).
    """
    centred = np.array([a, b]) @ PLANE
    z = mu * ONES + centred
    z_norm, _, _ = normalize(z[None, :])
    return {"z": z, "centred": centred, "z_norm": z_norm[0]}


def seen(*points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Points of space, each (3,), as the left panel shows them: xs and ys."""
    xs, ys = EYE @ np.column_stack(points)
    return xs, ys


def inside(*points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Points of the plane of mean 0, each (3,), as the right panel shows them."""
    xs, ys = PLANE @ np.column_stack(points)
    return xs, ys


AXES = {
    f"axis {k + 1}": Line(
        "raw", "dotted", 1, label=f"*z*^{{({k + 1})}}", fixed=seen(0 * ONES, 4.2 * np.eye(3)[k])
    )
    for k in range(3)
}
BOTH = (("space", seen), ("plane", inside))


def marks_of(where: str) -> dict[str, Any]:
    """z − μ, z_norm, and the way from one to the other."""
    return {
        f"{where} scale": Line("green", width=3, arrow=True),
        f"{where} centred": Dots("purple", "diamond", 12),
        f"{where} z_norm": Dots("green", size=11),
    }


SCENE: Scene = [
    [
        Panel(
            Scale(-4.4, 4.4, shown=False),
            Scale(-4.4, 4.4, shown=False),
            {
                **AXES,
                "sphere": Line("raw", "dotted", 1, fixed=CIRCLE),
                "mean line": Line("ink", "dotted", 1, fixed=seen(-2.6 * ONES, 2.6 * ONES)),
                "circle": Line("green", "dashed", fixed=EYE @ (PLANE.T @ CIRCLE)),
                "subtract": Line("raw", "dashed"),
                "z": Dots("raw", "square", 10),
                **marks_of("space"),
                "lengths": Says(),
            },
            title="a mini-batch is a point",
            height=330,
            equal=True,
        ),
        Panel(
            Scale(-3.2, 3.2, shown=False),
            Scale(-3.2, 3.2, shown=False),
            {
                "face circle": Line("green", "dashed", fixed=CIRCLE),
                **marks_of("plane"),
                "length": Says("green"),
            },
            title="the plane of mean 0: drag",
            height=330,
            equal=True,
            pick=("a", "b"),
        ),
    ]
]


def frame(result: dict[str, Any]) -> Frame:
    """The two steps from z to z_norm, in space and in the plane of mean 0."""
    z, centred, z_norm = (result[key] for key in ("z", "centred", "z_norm"))
    marks: dict[str, Any] = {"subtract": seen(z, centred), "z": seen(z)}
    for where, put in BOTH:
        marks |= {
            f"{where} scale": put(centred, z_norm),
            f"{where} centred": put(centred),
            f"{where} z_norm": put(z_norm),
        }
    before, after = np.sqrt(np.sum(centred**2)), np.sqrt(np.sum(z_norm**2))
    marks["lengths"] = "■ *z*   ◆ *z* − *μ*   ● *z*_{norm}"
    marks["length"] = f"*z*_{{norm}} has length {number(after)}"
    if before < 1e-12:
        headline = "All three examples are equal: *z* − *μ* is 0, and so is *z*_{norm}"
    elif after < 0.995 * np.sqrt(3):
        headline = "*σ*² is no longer large beside *ε*: *z*_{norm} falls short of the circle"
    elif after > 1.005 * before:
        headline = "Subtract the mean, then stretch to length √3: *z*_{norm} is on the circle"
    elif after < 0.995 * before:
        headline = "Subtract the mean, then shrink to length √3: *z*_{norm} is on the circle"
    else:
        headline = "Subtract the mean: *z* − *μ* has length √3 already, and is *z*_{norm}"
    text = (
        f"z = ({', '.join(map(number, z))}); without its mean it has length {number(before)}; "
        f"z_norm = ({', '.join(map(number, z_norm))}) has length {number(after)}."
    )
    return Frame(headline, text, marks)


def sphere() -> Explorer:
    """Drag a mini-batch of three examples, and see where batch norm puts it.

    Normalising subtracts the mean, which leads into the plane of mean 0, and scales to length √m.
    Of the sphere of that length the plane cuts out one of a dimension less: for m = 3 a circle.
    """
    return Explorer(
        {
            "a": slider("*a*, along (1, −1, 0) / √2", 1.5, -3, 3, 0.1),
            "b": slider("*b*, along (1, 1, −2) / √6", -2.5, -3, 3, 0.1),
            "mu": slider("*μ*, along (1, 1, 1)", 1, -1.5, 1.5, 0.1),
        },
        compute,
        SCENE,
        frame,
        alt="A mini-batch of three examples as a point of space, its projection on the plane of "
        "mean 0, and z_norm on the circle of length √3 in that plane; beside it the plane alone",
        script="sphere.js",
        data={"eye": EYE, "plane": PLANE},
    )
