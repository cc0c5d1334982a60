"""γ in six shapes: which entry of γ each entry of z_norm would meet, and who notices a mistake."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.collections import PathCollection, PolyCollection
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.path import Path
from matplotlib.textpath import TextPath
from matplotlib.transforms import Affine2D

from ... import plots
from ...batchnorm import batchnorm_forward
from ..engine import Explorer, Update, steps, whole_slider

MOST = 6
SHAPES = ("(n, 1)", "(n,)", "(1, n)", "(m, 1)", "(1, m)", "(n, m)")
TINTS = ("#a6cbe3", "#f3b98c", "#8fd3bc", "#f0d59a", "#e3bcd1", "#c9c9c9")


def compute(shape: str, n: int, m: int) -> dict[str, Any]:
    """What `gamma * z_norm` does when γ has that shape and z_norm is (n, m).

    Returns
    -------
    dict
        "gamma": numbers of γ's entries, in γ's shape; "met": array of the product's shape, which
        entry of γ stands at each place, or None if NumPy refuses; "right": whether every unit has
        one γ of its own; "refused": bnlab's message, or None; "verdict": a sentence.
    """
    sizes = {"(n, 1)": (n, 1), "(n,)": (n,), "(1, n)": (1, n)}
    sizes |= {"(m, 1)": (m, 1), "(1, m)": (1, m), "(n, m)": (n, m)}
    gamma = np.arange(int(np.prod(sizes[shape]))).reshape(sizes[shape])
    try:
        met = gamma * np.ones((n, m), dtype=int)
    except ValueError:
        met = None
    right = met is not None and gamma.shape == (n, 1)
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
        "right": right,
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
    if gamma.shape == (n, m):
        return "NumPy says nothing: a γ for every example, useless for the next mini-batch"
    if gamma.size == 1:
        return "NumPy says nothing: one γ for all"
    return "NumPy says nothing: each example (column) gets a γ, not each unit"


TILE = np.array([[0.03, 0.03], [0.97, 0.03], [0.97, 0.97], [0.03, 0.97]])


def _letter(text: str) -> Path:
    """The letters as a shape in the middle of a tile: 60 texts took longer than all the rest."""
    path = TextPath((0, 0), text, size=0.4)
    middle = path.get_extents().get_points().mean(axis=0)
    return path.transformed(Affine2D().translate(*(0.5 - middle)))


LETTERS = [_letter(f"γ{k + 1}") for k in range(MOST**2)]


class Grid:
    """Up to MOST × MOST tiles with a label each."""

    def __init__(self, ax: Any, left: float, name: str) -> None:
        self.left = left
        self.tiles = ax.add_collection(PolyCollection([], linewidth=0))
        self.labels = ax.add_collection(PathCollection([], color="black", linewidth=0))
        self.title = ax.text(left, MOST + 0.35, "", va="bottom", fontsize=12)
        self.frame = ax.add_patch(Rectangle((0, 0), 1, 1, fill=False, linewidth=3))
        self.name = name
        for artist in (self.tiles, self.labels, self.title, self.frame):
            artist.set_animated(True)

    def show(self, numbers: np.ndarray | None, letter: str, right: bool | None = None) -> None:
        for artist in (self.tiles, self.labels, self.frame):
            artist.set_visible(False)
        if numbers is None:
            self.title.set_text(f"{self.name}: ValueError")
            return
        rows = np.atleast_2d(numbers)
        self.title.set_text(f"{self.name}: {numbers.shape}")
        plain = letter == "z"
        j, i = np.meshgrid(*map(np.arange, rows.shape[::-1]))
        corners = np.stack([self.left + j, MOST - 1 - i], axis=-1).reshape(-1, 2)
        self.tiles.set_verts(corners[:, None] + TILE)
        self.tiles.set_facecolor(
            "#e6e6e6" if plain else [TINTS[number % len(TINTS)] for number in rows.flat]
        )
        self.tiles.set_visible(True)
        if not plain:
            self.labels.set_paths(
                [
                    LETTERS[number].transformed(Affine2D().translate(*corner))
                    for corner, number in zip(corners, rows.flat, strict=True)
                ]
            )
            self.labels.set_visible(True)
        if right is not None:
            height, width = rows.shape
            self.frame.set_bounds(self.left, MOST - height, width, height)
            self.frame.set_edgecolor(plots.WITH if right else plots.WITHOUT)
            self.frame.set_linestyle("-" if right else "--")
            self.frame.set_visible(True)


def picture(figure: Figure) -> Update:
    """γ, z_norm, and which γ meets each entry of z_norm."""
    ax = figure.add_subplot()
    plots.headline(figure, "Only γ of shape (n, 1) gives each unit its own γ")
    ax.set(xlim=(-0.2, 22.2), ylim=(-1.2, MOST + 1.2), aspect="equal")
    ax.axis("off")
    gamma, z_norm = Grid(ax, 0, "γ"), Grid(ax, 7.7, "z_norm")
    product = Grid(ax, 15.4, "γ · z_norm")
    for x, sign in ((6.85, "×"), (14.55, "=")):
        ax.text(x, MOST - 0.55, sign, ha="center", va="center", fontsize=18)
    says = ax.text(0, -0.75, "", fontsize=12, va="center", fontweight="bold", animated=True)

    def update(result: dict[str, Any]) -> str:
        right, met = result["right"], result["met"]
        gamma.show(result["gamma"], "γ")
        n, m = result["n"], result["m"]
        z_norm.show(np.zeros((n, m), dtype=int), "z")
        product.show(met, "γ", right)
        mark = "✓ " if right else "✗ "
        says.set_text(mark + result["verdict"])
        says.set_color(plots.WITH if right else plots.WITHOUT)
        ours = "bnlab takes it" if result["refused"] is None else "bnlab refuses it, and says why"
        return (
            f"γ of shape {result['gamma'].shape} with z_norm ({n}, {m}): "
            f"{result['verdict']}; {ours}."
        )

    return update


def shapes() -> Explorer:
    """Choose γ's shape and see the broadcast."""
    controls = {
        "shape": steps("shape of γ", SHAPES, "(n, 1)"),
        "n": whole_slider("n, units", 4, 1, MOST),
        "m": whole_slider("m, examples", 6, 2, MOST),
    }
    return Explorer(
        controls,
        compute,
        picture,
        alt="Three grids of tiles: γ, z_norm, and their product with the γ that each entry meets",
        size=(9, 3.5),
    )
