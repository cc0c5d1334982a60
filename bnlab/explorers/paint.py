"""An explorer's scene as a picture: matplotlib draws what `view.js` draws in the page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import matplotlib
import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import PolyCollection
from matplotlib.colors import LinearSegmentedColormap, ListedColormap
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke

from .. import style
from .scene import (
    COLOURS,
    Area,
    Bars,
    Dots,
    Frame,
    Graph,
    Line,
    Panel,
    Says,
    Scale,
    Scene,
    Text,
    Tiles,
)

WIDTH, SHARP = 860, 2  # pixels of the page, and of the picture for each of them
LINE, TITLE, GAP = 22, 24, 16  # heights of a line of words and a title, space between cells
LETTER = 7.2  # pixels of a letter in a label at a line's end
STYLES = {"solid": "-", "dashed": (0, (4, 2.2)), "dotted": ":", "dashdot": "-."}
SIGNS = {"circle": "o", "square": "s", "diamond": "D", "cross": "x"}


def png(scene: Scene, frame: Frame) -> bytes:
    """The picture as a small sharp PNG."""
    with matplotlib.rc_context(style.STYLE):
        figure = draw(scene, frame)
        figure.canvas.draw()
    return style.png(style.image_of(figure.canvas))


def draw(scene: Scene, frame: Frame) -> Figure:
    """The figure; each artist of a mark has the mark's name as its `gid`."""
    rows = [[_stack(cell) for cell in row if _stack(cell)] for row in scene]
    heights = [max(sum(map(_height, stack)) for stack in row) for row in rows if row]
    total = sum(heights) + LINE + GAP
    with matplotlib.rc_context({**style.STYLE, "font.size": 14, "mathtext.default": "regular"}):
        figure = Figure(figsize=(WIDTH / 72, total / 72), dpi=72 * SHARP)
        FigureCanvasAgg(figure)
        figure.text(
            4 / WIDTH, 1 - 4 / total, rich(frame.headline), va="top", fontsize=17, weight="bold"
        )
        top: float = LINE + GAP
        for row, height in zip([row for row in rows if row], heights, strict=True):
            shares = [max(panel.share for panel in stack) for stack in row]
            room = WIDTH - GAP * (len(row) - 1)
            left = 0.0
            for stack, share in zip(row, shares, strict=True):
                width = room * share / sum(shares)
                y = top
                for panel in stack:
                    _panel(figure, panel, frame, (left, y, width), total)
                    y += _height(panel)
                left += width + GAP
            top += height
    return figure


def rich(text: str) -> str:
    """*z*_{norm} in matplotlib's own markup."""
    text = re.sub(r"\*([^*]+)\*", r"$\\mathit{\1}$", text)
    return re.sub(
        r"([_^])\{([^}]*)\}", lambda m: f"${m[1]}{{{m[2].replace(' ', chr(92) + ' ')}}}$", text
    )


def _stack(cell: Any) -> list[Panel]:
    parts = cell if isinstance(cell, Sequence) and not isinstance(cell, str) else [cell]
    return [part for part in parts if isinstance(part, Panel)]


def _titled(panel: Panel) -> bool:
    return bool(panel.title) or any(isinstance(mark, Says) for mark in panel.marks.values())


def _height(panel: Panel) -> float:
    """Pixels from the title to the label of the x axis."""
    return (
        TITLE * _titled(panel)
        + LINE * (bool(panel.y.label) + bool(panel.x.label))
        + (8 + panel.height + (22 if panel.x.shown else 4))
    )


def _panel(
    figure: Figure, panel: Panel, frame: Frame, place: tuple[float, float, float], total: float
) -> None:
    left, top, width = place
    above = TITLE * _titled(panel) + LINE * bool(panel.y.label) + 8
    longest = max((len(getattr(mark, "label", "")) for mark in panel.marks.values()), default=0)
    inset = panel.left if panel.y.shown else 8
    across = width - inset - (14 + LETTER * longest if longest else 10)
    height: float = panel.height
    if panel.equal:
        ratio = abs((panel.x.high - panel.x.low) / (panel.y.high - panel.y.low))
        across = min(across, height * ratio)
        height = across / ratio
    ax = figure.add_axes(
        (
            (left + inset) / WIDTH,
            1 - (top + above + height) / total,
            across / WIDTH,
            height / total,
        )
    )
    ax.set_facecolor("none")
    ax.set_axisbelow(True)
    for axis, scale in (("x", panel.x), ("y", panel.y)):
        _axis(ax, axis, scale, frame.scales.get(f"{panel.name}.{axis}", (scale.low, scale.high)))
    edge = left / WIDTH
    if panel.title:
        figure.text(edge, 1 - top / total, rich(panel.title), va="top", color=_ink(panel.colour))
    if panel.y.label:
        y = 1 - (top + TITLE * _titled(panel)) / total
        figure.text(edge, y, rich(panel.y.label), va="top", fontsize=13)
    labels = []
    for name, mark in panel.marks.items():
        data = frame.marks.get(name, getattr(mark, "fixed", None))
        if data is None:
            continue
        if isinstance(mark, Says):
            right = (left + width) / WIDTH
            words = figure.text(
                right, 1 - top / total, rich(data), va="top", ha="right", color=_ink(mark.colour)
            )
            words.set_gid(name)
            continue
        before = set(ax.get_children())
        _mark(ax, mark, data)
        for artist in set(ax.get_children()) - before:
            artist.set_gid(name)
        if isinstance(mark, Line) and mark.label:
            labels.append((mark, data))
    _labels(ax, labels)


def _ink(colour: str) -> str:
    return COLOURS[colour][0]


def _axis(ax: Any, axis: str, scale: Scale, limits: tuple[float, float]) -> None:
    ax.set(**{f"{axis}lim": limits, f"{axis}scale": "log" if scale.log else "linear"})
    own = getattr(ax, f"{axis}axis")
    if not scale.shown:
        own.set_visible(False)
        ax.spines["bottom" if axis == "x" else "left"].set_visible(False)
        return
    if scale.ticks is not None:
        own.set_ticks([at for at, _ in scale.ticks], [rich(words) for _, words in scale.ticks])
        ax.minorticks_off()
    own.set_tick_params(labelsize=13)
    if axis == "y":
        ax.spines["left"].set_visible(False)
        ax.grid(axis="y", alpha=0.25)
        own.set_tick_params(length=0)
    if axis == "x" and scale.label:
        ax.set_xlabel(rich(scale.label), fontsize=13)


def _mark(ax: Any, mark: Any, data: Any) -> None:
    if isinstance(mark, Bars):
        whole = ax.get_xlim()
        low = whole[0] if mark.low is None else mark.low
        high = whole[1] if mark.high is None else mark.high
        solid = mark.look == "solid"
        ax.stairs(
            np.asarray(data, float),
            np.linspace(low, high, len(data) + 1),
            fill=solid,
            color=_ink(mark.colour),
            alpha=0.45 if solid else 1,
            linestyle=STYLES[mark.dash],
        )
    elif isinstance(mark, Area):
        solid = mark.look == "solid"
        ax.add_collection(
            PolyCollection(
                _polygons(data),
                facecolor=_ink(mark.colour) if solid else "none",
                edgecolor="none" if solid else _ink(mark.colour),
                alpha=0.45 if solid else 1,
            )
        )
    elif isinstance(mark, Line):
        xs, ys = _points(data)
        ends = {"marker": "|", "markersize": 10, "markevery": [0, -1]} if mark.caps else {}
        ax.plot(
            xs,
            ys,
            color=_ink(mark.colour),
            linestyle=STYLES[mark.dash],
            linewidth=mark.width,
            **ends,
        )
        if mark.arrow and len(xs) > 1:
            head = {"arrowstyle": "->", "color": _ink(mark.colour), "linewidth": mark.width}
            ax.annotate("", (xs[-1], ys[-1]), (xs[-2], ys[-2]), arrowprops=head)
        _beyond(ax, xs, ys, mark.colour, runs=True)
    elif isinstance(mark, Dots):
        xs, ys = _points(data)
        ink = _ink(mark.colour)
        face = "none" if mark.look == "hollow" else ink
        inside = ~_outside(ax, xs, ys)
        ax.plot(
            xs[inside],
            ys[inside],
            SIGNS[mark.shape],
            markersize=mark.size,
            markerfacecolor=face,
            markeredgecolor="none" if mark.look != "hollow" and mark.shape != "cross" else ink,
            markeredgewidth=2,
            alpha=0.45 if mark.look == "faint" else 1,
            clip_on=False,
        )
        _beyond(ax, xs, ys, mark.colour)
    elif isinstance(mark, Tiles):
        _tiles(ax, mark, data)
    elif isinstance(mark, Text):
        at, words = (mark.at, data) if isinstance(data, str) else (data["at"], data["words"])
        where = {"start": "left", "middle": "center", "end": "right"}[mark.anchor]
        ax.text(*at, rich(words), ha=where, va="center", color=_ink(mark.colour), fontsize=13)
    elif isinstance(mark, Graph):
        _graph(ax, mark, data)


def _points(data: Any) -> tuple[np.ndarray, np.ndarray]:
    xs, ys = (np.asarray(part, float) for part in data)
    return xs, ys


def _polygons(data: Any) -> list[np.ndarray]:
    points = np.column_stack(_points(data))
    gaps = np.flatnonzero(np.isnan(points[:, 0]))
    parts = np.split(points, gaps)
    return [part[~np.isnan(part[:, 0])] for part in parts if len(part) > 1]


def _outside(ax: Any, xs: np.ndarray, ys: np.ndarray) -> np.ndarray:
    (a, b), (c, d) = sorted(ax.get_xlim()), sorted(ax.get_ylim())
    known = ~(np.isnan(xs) | np.isnan(ys))
    return known & ~((xs >= a) & (xs <= b) & (ys >= c) & (ys <= d))


def _beyond(ax: Any, xs: np.ndarray, ys: np.ndarray, colour: str, runs: bool = False) -> None:
    """Triangles at the border for points beyond it; of a line's run of them only the first."""
    outside = _outside(ax, xs, ys)
    if runs:
        outside[1:] &= ~outside[:-1]
    (a, b), (c, d) = sorted(ax.get_xlim()), sorted(ax.get_ylim())
    for x, y in zip(xs[outside], ys[outside], strict=True):
        sign = "<" if x < a else ">"
        if not c <= y <= d:
            sign = "^" if (y > d) == (ax.get_ylim()[1] == d) else "v"
        ax.plot(min(max(x, a), b), min(max(y, c), d), sign, color=_ink(colour), clip_on=False)


def _tiles(ax: Any, mark: Tiles, data: Any) -> None:
    ramp = list(mark.colours)
    colours = LinearSegmentedColormap.from_list("", ramp) if len(ramp) > 1 else ListedColormap(ramp)
    across, down = (abs(np.diff(ax.transData.transform([(0, 0), (1, 1)]), axis=0))[0]) / SHARP
    width, height = 1 - mark.gap / across, 1 - mark.gap / down
    for i, row in enumerate(data["values"]):
        for j, value in enumerate(row):
            if value is None or np.isnan(value):
                continue
            rgb = colours(float(value))[:3]
            corner = (j - width / 2, i - height / 2)
            ax.add_patch(
                matplotlib.patches.Rectangle(corner, width, height, color=rgb, linewidth=0)
            )
            if data.get("says"):
                dark = np.dot(rgb, (0.3, 0.59, 0.11)) > 140 / 255
                ink, size = "black" if dark else "white", 10 if across < 30 else 12
                words = rich(data["says"][i][j])
                ax.text(j, i, words, ha="center", va="center", color=ink, fontsize=size)


def _graph(ax: Any, mark: Graph, data: Any) -> None:
    lit, done, says = data.get("lit", ()), data.get("done", ()), data.get("says", {})

    def ink(name: str) -> str:
        return _ink(mark.colour) if name in lit or name in done else "#767676"

    for name, ends in mark.edges.items():
        start, end = (mark.nodes[node]["at"] for node in ends)
        width = 3 if name in lit else 1.2
        look = {"arrowstyle": "->", "color": ink(name), "linewidth": width}
        ax.annotate("", end, start, arrowprops={**look, "shrinkA": 20, "shrinkB": 20})
    for name, node in mark.nodes.items():
        ax.plot(*node["at"], "o", markersize=40, markerfacecolor="none", markeredgecolor=ink(name))
        ax.text(*node["at"], rich(node["words"]), ha="center", va="center")
    across = ax.get_window_extent().width / SHARP
    for name, words in says.items():
        points = [mark.nodes[node]["at"] for node in mark.edges.get(name, (name, name))]
        middle = np.mean(points, axis=0)
        x = (ax.transData.transform(middle)[0] - ax.get_window_extent().x0) / SHARP
        half = 4 * len(words)
        shift = min(max(x, half), across - half) - x
        ax.annotate(
            rich(words),
            middle,
            (shift, 26 if name in mark.edges else -38),
            textcoords="offset points",
            ha="center",
            weight="bold",
            path_effects=[withStroke(linewidth=5, foreground="white")],
        )


def _labels(ax: Any, labels: list[tuple[Line, Any]]) -> None:
    """Words at the lines' ends, pushed apart where they would touch."""
    height = ax.get_window_extent().height / SHARP
    ends = []
    for mark, data in labels:
        xs, ys = _points(data)
        known = np.flatnonzero(~(np.isnan(xs) | np.isnan(ys)))
        if known.size:
            point = ax.transAxes.inverted().transform(
                ax.transData.transform((xs[known[-1]], ys[known[-1]]))
            )
            x, y = np.clip(point, 0, 1)
            ends.append([(1 - y) * height, x, mark])
    ends.sort(key=lambda end: end[0])
    for i in range(1, len(ends)):
        ends[i][0] = max(ends[i][0], ends[i - 1][0] + 16)
    for k, end in enumerate(reversed(ends)):
        end[0] = min(end[0], height - 16 * k)
        ax.annotate(
            rich(end[2].label),
            (end[1], 1 - end[0] / height),
            (6, 0),
            xycoords="axes fraction",
            textcoords="offset points",
            va="center",
            color=_ink(end[2].colour),
        )
