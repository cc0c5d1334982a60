"""What an explorer draws, as plain data: panels with scales and named marks, and frames of numbers.

A *scene* says once what there is: a list of rows, each row a list of cells, each cell a `Panel`, a
list of panels one below the other, or a control's name (the control then stands there). A *frame*
says what it shows now: for each mark, by name, its numbers. `view.js` draws both in the page,
`paint.py` as a picture. Labels may hold `*italics*`, `_{sub}` and `^{super}`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

import numpy as np

from .. import style

# One encoding for the whole series: on a light page, on a dark one. The first three have a meaning;
# the others never stand for batch norm.
COLOURS = {
    "with": (style.WITH, "#5CB3E8"),
    "without": (style.WITHOUT, "#FF9A52"),
    "raw": (style.RAW, "#A8A8A8"),
    "green": (style.GREEN, "#3CCB9F"),
    "purple": (style.PURPLE, "#E39CC8"),
    "gold": (style.GOLD, "#E9B949"),
    "ink": ("#222222", "#DDDDDD"),
    "halo": ("#FFFFFF", "#FFFFFF"),  # beneath a frame on coloured tiles
    "chosen": ("#D40000", "#D40000"),  # such a frame
}

Colour = str  # one of COLOURS
Dash = str  # "solid", "dashed", "dotted", "dashdot"
Points = tuple[Any, Any]  # xs and ys; NaN makes a gap


@dataclass(frozen=True)
class Scale:
    """An axis from `low` to `high` (either may be the larger); ticks are (number, label) pairs."""

    low: float
    high: float
    label: str = ""
    log: bool = False
    ticks: Sequence[tuple[float, str]] | None = None
    shown: bool = True


# Marks. Each says how it looks; its numbers come in the frame, or stand in `fixed` for ever.


@dataclass(frozen=True)
class Bars:
    """A histogram. Frame: heights, for equal bins from `low` to `high` (else the whole x axis)."""

    colour: Colour = "ink"
    low: float | None = None
    high: float | None = None
    look: Literal["solid", "outline"] = "solid"
    dash: Dash = "solid"
    fixed: Any = None


@dataclass(frozen=True)
class Area:
    """Filled polygons. Frame: (xs, ys), NaN between two polygons."""

    colour: Colour = "ink"
    look: Literal["solid", "outline"] = "solid"
    fixed: Points | None = None


@dataclass(frozen=True)
class Line:
    """A line, its label at its end. Frame: (xs, ys); where it leaves the panel: a triangle."""

    colour: Colour = "ink"
    dash: Dash = "solid"
    width: float = 2
    label: str = ""
    caps: bool = False
    arrow: bool = False
    fixed: Points | None = None


@dataclass(frozen=True)
class Dots:
    """A sign at each point. Frame: (xs, ys); beyond the panel: a triangle at its border."""

    colour: Colour = "ink"
    shape: Literal["circle", "square", "diamond", "cross"] = "circle"
    size: float = 8
    look: Literal["solid", "faint", "hollow"] = "solid"
    fixed: Points | None = None


@dataclass(frozen=True)
class Tiles:
    """A tile at each whole (column, row). Frame: {"values": rows of 0…1 or NaN, "says": texts}.

    `colours` is a ramp of "#rrggbb" from 0 to 1; with k colours, i/(k−1) is exactly the i-th.
    """

    colours: Sequence[str]
    gap: float = 1
    fixed: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Text:
    """Words at a point of the panel. Frame: the words, or {"at": (x, y), "words": …}."""

    at: tuple[float, float] = (0, 0)
    colour: Colour = "ink"
    anchor: Literal["start", "middle", "end"] = "start"
    fixed: Any = None


@dataclass(frozen=True)
class Says:
    """Words at the right of the panel's title. Frame: the words."""

    colour: Colour = "ink"


@dataclass(frozen=True)
class Graph:
    """Nodes {name: {"at": (x, y), "words": …}} and edges {name: (from, to)}.

    Frame: {"lit": names of nodes and edges that stand out, "done": names in colour, "says": {name:
    words}}.
    """

    nodes: Mapping[str, Mapping[str, Any]]
    edges: Mapping[str, tuple[str, str]]
    colour: Colour = "with"
    fixed: Mapping[str, Any] | None = None


Mark = Bars | Area | Line | Dots | Tiles | Text | Says | Graph


@dataclass(frozen=True)
class Panel:
    """Marks on two axes, drawn in the order of `marks`.

    Parameters
    ----------
    x, y : Scale
    marks : dict of str to Mark
        Their names are unique in the whole scene.
    title : str
        In the `colour` of what it names.
    height : int
        Of the space between the axes, in pixels; `left` is the room for the numbers beside it.
    share, least : float
        The panel's share of its row's width, and the pixels below which it takes a row of its own.
    name : str
        For frames that move an axis.
    equal : bool
        A unit is as long in x as in y: the panel becomes narrower or lower than it could be.
    pick : (str, str)
        The controls that a click or drag in the panel, or an arrow key, sets to that x and y; a
        control with options is set to the option of that number. "" for none.
    """

    x: Scale
    y: Scale
    marks: Mapping[str, Mark]
    title: str = ""
    colour: Colour = "ink"
    height: int = 160
    left: int = 44
    share: float = 1
    least: int = 260
    name: str = ""
    equal: bool = False
    pick: tuple[str, str] | None = None


Cell = Panel | str | Sequence[Panel | str]
Scene = Sequence[Sequence[Cell]]


@dataclass(frozen=True)
class Frame:
    """What the scene shows now: a finding, a sentence, the marks' numbers, axes that have moved.

    `scales` has entries like "panel.x": (low, high).
    """

    headline: str
    text: str
    marks: Mapping[str, Any]
    scales: Mapping[str, tuple[float, float]] = field(default_factory=dict)


def panels(scene: Scene) -> list[Panel]:
    """Every panel, in reading order."""
    cells = [cell for row in scene for cell in row]
    stacks = [cell if isinstance(cell, Sequence) else [cell] for cell in cells]
    return [part for stack in stacks for part in stack if isinstance(part, Panel)]


def data_of(scene: Scene) -> list[Any]:
    """The scene as lists and dicts, each mark with its kind."""

    def of(cell: Any) -> Any:
        if isinstance(cell, str):
            return cell
        if not isinstance(cell, Panel):
            return [of(part) for part in cell]
        marks = {
            name: {"kind": type(mark).__name__.lower(), **asdict(mark)}
            for name, mark in cell.marks.items()
        }
        return plain({**asdict(cell), "marks": marks})

    return [[of(cell) for cell in row] for row in scene]


def plain(value: Any, digits: int | None = None) -> Any:
    """Numbers, lists and dicts for JSON: arrays become lists, NaN and infinities None.

    `digits`: so many significant ones are enough for a picture.
    """
    if isinstance(value, Mapping):
        return {key: plain(part, digits) for key, part in value.items()}
    if isinstance(value, np.ndarray | np.generic):
        value = value.tolist()
    if isinstance(value, list | tuple):
        return [plain(part, digits) for part in value]
    if isinstance(value, float):
        if not np.isfinite(value):
            return None
        return float(f"{value:.{digits}g}") if digits else value
    return value
