"""γ in six shapes: which entry of γ each entry of z_norm would meet, and who notices a mistake."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...batchnorm import batchnorm_forward
from ..controls import choice, whole_slider
from ..explorer import Explorer
from ..scene import Frame, Line, Panel, Says, Scale, Text, Tiles

MOST = 6
SHAPES = ("(n, 1)", "(n,)", "(1, n)", "(m, 1)", "(1, m)", "(n, m)")
TINTS = ("#a6cbe3", "#f3b98c", "#8fd3bc", "#f0d59a", "#e3bcd1", "#c9c9c9")


def compute(shape: str, n: int, m: int) -> dict[str, Any]:
    """What `gamma * z_norm` does when γ has that shape and z_norm is (n, m).

    Returns
    -------
    dict
        "n", "m"; "gamma": numbers of γ's entries, in γ's shape; "met": array of the product's
        shape, which entry of γ stands at each place, or None if NumPy refuses; "right": whether γ
        is (n, 1); "refused": bnlab's message, or None; "verdict": a sentence.
    """
    sizes = {"(n, 1)": (n, 1), "(n,)": (n,), "(1, n)": (1, n)}
    sizes |= {"(m, 1)": (m, 1), "(1, m)": (1, m), "(n, m)": (n, m)}
    gamma = np.arange(int(np.prod(sizes[shape]))).reshape(sizes[shape])
    try:
        met = gamma * np.ones((n, m), dtype=int)
    except ValueError:
        met = None
    refused = None
    rng = np.random.default_rng(0)
    try:
        batchnorm_forward(rng.standard_normal((n, m)), gamma + 1.0, np.zeros((n, 1)))
    except ValueError as error:
        refused = str(error)
    return {
        "n": n,
        "m": m,
        "gamma": gamma,
        "met": met,
        "right": gamma.shape == (n, 1),
        "refused": refused,
        "verdict": _verdict(gamma, met, n, m),
    }


def _verdict(gamma: np.ndarray, met: np.ndarray | None, n: int, m: int) -> str:
    if met is None:
        return "NumPy refuses: these shapes do not broadcast"
    if met.shape != (n, m):
        return f"NumPy says nothing: the product has become {met.shape}"
    if gamma.shape == (n, 1):
        return "right: each unit (row) has its own γ, for all examples"
    if gamma.size == 1:
        return "NumPy says nothing, and with one unit the product is right by luck"
    if gamma.shape == (n, m):
        return "NumPy says nothing: a γ for every example, useless for the next mini-batch"
    return "NumPy says nothing: each example (column) gets a γ, not each unit"


def grid(key: str, title: str, *colours: str) -> Panel:
    """Room for MOST × MOST tiles, the first row at the top."""
    marks: dict[str, Any] = {f"{key} tiles": Tiles(colours), f"{key} shape": Says()}
    if key == "product":
        marks |= {
            "right": Line("green", width=4),
            "wrong": Line("purple", "dashed", width=4),
            "error": Text((-0.4, 0), "purple"),
        }
    return Panel(
        Scale(-0.6, MOST - 0.4, shown=False),
        Scale(MOST - 0.4, -0.6, shown=False),
        marks,
        title=title,
        height=210,
        least=200,
    )


SCENE = [
    [
        grid("gamma", "*γ*", *TINTS),
        grid("z_norm", "× *z*_{norm}", "#e6e6e6"),
        grid("product", "= *γ* · *z*_{norm}", *TINTS),
    ]
]


def tiles(numbers: np.ndarray) -> dict[str, Any]:
    """A tile for each entry, in the tint and with the name of its γ."""
    rows = np.atleast_2d(numbers)
    tints = rows % len(TINTS) / (len(TINTS) - 1)
    return {"values": tints, "says": [[f"γ{number + 1}" for number in row] for row in rows]}


def frame(result: dict[str, Any]) -> Frame:
    """γ, z_norm, and which γ meets each entry of z_norm."""
    gamma, met, right, verdict = (result[key] for key in ("gamma", "met", "right", "verdict"))
    n, m = result["n"], result["m"]
    none: dict[str, Any] = {"values": [], "says": []}
    no_line: tuple[list[float], list[float]] = ([], [])
    border = no_line
    if met is not None:
        bottom, end = met.shape[0] - 0.5, met.shape[1] - 0.5
        border = [-0.5, end, end, -0.5, -0.5], [-0.5, -0.5, bottom, bottom, -0.5]
    ours = "bnlab takes it" if result["refused"] is None else "bnlab refuses it, and says why"
    return Frame(
        ("✓ " if right else "✗ ") + verdict,
        f"γ of shape {gamma.shape} with z_norm ({n}, {m}): {verdict}; {ours}.",
        {
            "gamma tiles": tiles(gamma),
            "gamma shape": str(gamma.shape),
            "z_norm tiles": {"values": np.zeros((n, m))},
            "z_norm shape": f"({n}, {m})",
            "product tiles": none if met is None else tiles(met),
            "product shape": "ValueError" if met is None else str(met.shape),
            "right": border if right else no_line,
            "wrong": no_line if right else border,
            "error": "no product" if met is None else "",
        },
    )


def shapes() -> Explorer:
    """Choose γ's shape and see the broadcast."""
    return Explorer(
        {
            "shape": choice("shape of *γ*", SHAPES, "(n, 1)"),
            "n": whole_slider("*n*, units", 4, 1, MOST),
            "m": whole_slider("*m*, examples", 6, 2, MOST),
        },
        compute,
        SCENE,
        frame,
        alt="Three grids of tiles: γ, z_norm, and their product with the γ that each entry meets",
        table=True,
    )
