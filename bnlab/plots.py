"""Pictures of batch norm: each takes arrays or a `History`, and `ax=None`, and returns the axes."""

from __future__ import annotations

import base64
import io
from collections.abc import Mapping, Sequence
from typing import Any

import matplotlib
import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch
from numpy.typing import ArrayLike, NDArray
from PIL import Image

RAW, WITHOUT, WITH = "#666666", "#D55E00", "#0072B2"  # Okabe–Ito; always doubled by a line style

GREEN, PURPLE, SKY, YELLOW = "#009E73", "#CC79A7", "#56B4E9", "#E69F00"
HOUSE = ("#000000", RAW, WITHOUT, WITH, GREEN, PURPLE, SKY, YELLOW)

STYLE: dict[Any, Any] = {
    "font.size": 11,
    "axes.titlesize": 12,
    "figure.titlesize": 13,
    "axes.titlelocation": "left",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": "#444444",
    "legend.frameon": False,
    "lines.linewidth": 1.8,
}


# Words in pictures


def headline(figure: Figure, finding: str) -> None:
    """Put the finding above the whole figure, at the left."""
    figure.suptitle(finding, x=0.01, ha="left")


def number(x: float, digits: int = 2) -> str:
    """A number with so many decimals, or in powers of ten where these would hide it; never −0.

    Below 1e-12 it is 0: that is rounding, whose digits differ from machine to machine.
    """
    if abs(x) > 1e-12 and not 10.0**-digits <= abs(x) < 10**5:
        text = f"{x:.1e}".replace("e-0", "e-").replace("e+0", "e").replace("e+", "e")
    else:
        text = f"{round(x, digits) + 0.0:.{digits}f}"
    return text.replace("-", "−")


# Pictures as small PNGs


def image_of(canvas: Any) -> Image.Image:
    """What an Agg canvas shows now, as an RGB image."""
    rgba = canvas.buffer_rgba()
    size = rgba.shape[1::-1]
    return Image.frombuffer("RGBA", size, rgba, "raw", "RGBA", 0, 1).convert("RGB")


def palette_of(image: Image.Image, colours: int = 64) -> Image.Image:
    """A palette for quick encoding: every house colour's tints, then the picture's own colours."""
    own = image.quantize(colours, method=Image.Quantize.MAXCOVERAGE).getpalette()
    tints = [
        round(255 + (int(colour[i : i + 2], 16) - 255) * step / 16)
        for colour in HOUSE
        for step in range(17)
        for i in (1, 3, 5)
    ]
    palette = Image.new("P", (1, 1))
    palette.putpalette((tints + (own or []))[:768])
    return palette


def palette_png(image: Image.Image, palette: Image.Image | None = None) -> bytes:
    """PNG bytes with a palette: half the size of full colour, and encoded four times as fast."""
    return _encode(image.quantize(palette=palette or palette_of(image), dither=Image.Dither.NONE))


def small_png(png: bytes, colours: int = 24) -> bytes:
    """The same picture with few colours, thoroughly compressed: for storing in a notebook."""
    image = Image.open(io.BytesIO(png)).convert("RGB")
    few = image.quantize(colours, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    out = io.BytesIO()
    few.save(out, "png", optimize=True)
    return out.getvalue()


def _encode(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "png", compress_level=1)
    return out.getvalue()


# Figures of the lessons: `ax = some_plot(…)`, a title that says the finding, then `show(ax, alt=…)`


def axes(
    rows: int = 1, columns: int = 1, size: tuple[float, float] = (7, 3), **options: Any
) -> Any:
    """Empty axes of a new figure in the house style; options are those of `Figure.subplots`.

    Parameters
    ----------
    rows, columns : int
    size : (float, float)
        Width and height of the figure in units of 100 pixels.

    Returns
    -------
    axes : Axes, or an array of them if there are several
    """
    with matplotlib.rc_context(STYLE):
        figure = Figure(figsize=size, dpi=100, layout="constrained")
        FigureCanvasAgg(figure)  # never pyplot's: nobody has to close it
        return figure.subplots(rows, columns, **options)


def show(ax: Any, alt: str) -> None:
    """Show the figure that `ax` is part of, as a small PNG with a description in words.

    Parameters
    ----------
    ax : Axes or array of Axes
    alt : str
        What the picture shows, for those who cannot see it.
    """
    from IPython.display import display  # a plot in plain Python needs no IPython

    figure = np.ravel(ax)[0].figure
    for panel in figure.axes:
        panel.set_title(panel.get_title() or panel.get_title(loc="left"), loc="left")
        panel.set_title("", loc="center")
    with matplotlib.rc_context(STYLE):
        figure.canvas.draw()
    image = image_of(figure.canvas).quantize(64, Image.Quantize.MAXCOVERAGE)
    png = base64.b64encode(_encode(image)).decode()
    display({"image/png": png, "text/plain": alt}, raw=True, metadata={"image/png": {"alt": alt}})


LOOKS = (  # for runs that are neither "with" nor "without" batch norm
    (GREEN, "-."),
    (PURPLE, ":"),
    ("#000000", (0, (5, 1))),
    (YELLOW, (0, (1, 1))),
    (SKY, (0, (3, 1, 1, 1))),
)


def look(label: str, number: int = 0) -> dict[str, Any]:
    """Colour and line style of a run: dashed orange "without …", blue "with …", else by number."""
    if label.startswith("without"):
        return {"color": WITHOUT, "linestyle": "--"}
    if label.startswith("with"):
        return {"color": WITH, "linestyle": "-"}
    colour, style = LOOKS[number % len(LOOKS)]
    return {"color": colour, "linestyle": style}


def _histogram(panel: Any, values: NDArray, edges: NDArray, colour: str, top: float) -> None:
    """Bars up to 1 whatever they count, with room for words above them."""
    counts, _ = np.histogram(values, edges)
    panel.stairs(counts / counts.max(), edges, fill=True, color=colour, alpha=0.6)
    panel.set(yticks=[], ylim=(0, top))
    panel.spines["left"].set_visible(False)


def raw_and_normalized(zs: Sequence[ArrayLike], ax: Any = None) -> Any:
    """One unit in several mini-batches: above each raw z, below it z_norm, all on one scale.

    Parameters
    ----------
    zs : sequence of arrays (1, m)
    ax : array (2, len(zs)) of Axes, optional
    """
    from . import normalize

    if ax is None:
        ax = axes(2, len(zs), size=(3 * len(zs), 3.4), sharex=True, sharey=True, squeeze=False)
    normalized = [normalize(z)[0] for z in zs]
    largest = max(np.abs(z).max() for z in [*zs, *normalized])
    edges = np.linspace(-largest, largest, 81)
    for row, values, colour in zip(ax, (zs, normalized), (RAW, WITH), strict=True):
        for panel, value in zip(row, map(np.asarray, values), strict=True):
            _histogram(panel, value, edges, colour, top=1.35)
            panel.axvline(np.mean(value), ymax=0.78, color=colour, linewidth=1)
            text = f"μ = {np.mean(value):.1f}   σ = {np.std(value):.1f}".replace("-0.0", "0.0")
            panel.text(0.5, 0.98, text, transform=panel.transAxes, ha="center", va="top")
    ax[0, 0].set_ylabel("raw $z$")
    ax[1, 0].set_ylabel(r"$z_{norm}$")
    for panel in ax[-1]:
        panel.set_xlabel("value in the mini-batch")
    return ax


def images(X: ArrayLike, Y: ArrayLike, ax: Any = None) -> Any:
    """A row of square images, each with its label below.

    Parameters
    ----------
    X : array (pixels, m)
        A few images in columns, 0 white to 1 black.
    Y : array (m,)
    ax : Axes, optional
    """
    X, Y = np.asarray(X), np.asarray(Y)
    side, m = int(np.sqrt(len(X))), X.shape[1]
    ax = axes(size=(7.5, 1.4)) if ax is None else ax
    strip = np.zeros((side, m * (side + 1)))
    for i in range(m):
        strip[:, i * (side + 1) : i * (side + 1) + side] = X[:, i].reshape(side, side)
    ax.imshow(strip, cmap="gray_r", vmin=0, vmax=1)
    ax.set(yticks=[], xticks=np.arange(m) * (side + 1) + side / 2 - 0.5, xticklabels=Y)
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)
    return ax


def loss(histories: Mapping[str, Any], ax: Any = None) -> Any:
    """Loss of the mini-batches, averaged over each epoch, against the step.

    Parameters
    ----------
    histories : dict of label to History
        "without …" is drawn dashed in orange, "with …" in blue.
    ax : Axes, optional
    """
    ax = axes() if ax is None else ax
    for number, (label, history) in enumerate(histories.items()):
        ends = np.asarray(history.epoch_step)
        starts = np.concatenate([[0], ends[:-1]])
        means = np.add.reduceat(history.loss[: ends[-1]], starts) / (ends - starts)
        ax.plot(ends, means, label=label, **look(label, number))
    ax.set(xlabel="step (mini-batches so far)", ylabel="training loss (nats, epoch mean)")
    ax.set_ylim(bottom=0)
    ax.legend(frameon=False)
    return ax


def accuracy(histories: Mapping[str, Any], ax: Any = None) -> Any:
    """Accuracy on the validation set after each epoch, against the step.

    Parameters
    ----------
    histories : dict of label to History
    ax : Axes, optional
    """
    ax = axes() if ax is None else ax
    for number, (label, history) in enumerate(histories.items()):
        percent = 100 * np.asarray(history.validation_accuracy)
        ax.plot(history.epoch_step, percent, label=label, **look(label, number))
    ax.set(xlabel="step (mini-batches so far)", ylabel="test accuracy (%)", ylim=(0, 100))
    ax.legend(frameon=False)
    return ax


def percentiles(recorder: Any, name: str, unit: int = 0, ax: Any = None, label: str = "") -> Any:
    """What one unit receives while the net learns: median, and the band between two percentiles.

    Parameters
    ----------
    recorder : Recorder
    name : str
        "z1", "z_tilde1", "a1", …
    unit : int
    ax : Axes, optional
    label : str
        "without …" or "with …" chooses the colour.
    """
    ax = axes() if ax is None else ax
    low, median, high = np.array(recorder.percentiles[name])[:, :, unit].T
    colours = look(label or "with")
    ax.fill_between(recorder.step, low, high, color=colours["color"], alpha=0.3, linewidth=0)
    ax.plot(recorder.step, median, label=label, **colours)
    return ax


def layers_over_training(recorders: Mapping[str, Any], unit: int = 0, ax: Any = None) -> Any:
    """What the sigmoids of each hidden layer receive during training: one row a net.

    Parameters
    ----------
    recorders : dict of label to Recorder
        Nets with batch norm are shown by z̃, others by z.
    unit : int
        Which unit of each layer.
    ax : array of Axes, optional
    """
    known = next(iter(recorders.values())).percentiles
    layers = sum(name.startswith("a") for name in known)
    if ax is None:
        ax = axes(len(recorders), layers, size=(8.4, 4.4), sharex=True, sharey=True, squeeze=False)
    for row, (label, recorder) in zip(ax, recorders.items(), strict=True):
        normalized = "z_tilde1" in recorder.percentiles
        for number, panel in enumerate(row, start=1):
            name = f"z_tilde{number}" if normalized else f"z{number}"
            percentiles(recorder, name, unit, panel, label)
        row[0].set_ylabel(f"{label}\n" + (r"$\tilde z$" if normalized else "$z$"))
    for number, panel in enumerate(ax[-1], start=1):
        panel.set_xlabel("step")
        ax[0, number - 1].set_title(f"layer {number}")
    return ax


def by_layer(values: Mapping[str, Sequence[float]], names: Sequence[str], ax: Any = None) -> Any:
    """One number for each layer, on a scale of powers of ten.

    Parameters
    ----------
    values : dict of label to numbers
        As many numbers as names.
    names : sequence of str
        "W1", "W2", …
    ax : Axes, optional
    """
    ax = axes(size=(4.5, 3)) if ax is None else ax
    for number, (label, numbers) in enumerate(values.items()):
        ax.plot(names, numbers, marker="o", label=label, **look(label, number))
    ax.set_yscale("log")
    ax.legend(frameon=False)
    return ax


def backward_graph(ax: Any = None) -> Any:
    """Batch norm as a graph from z to J, each arrow with its own derivative: three paths to z.

    Parameters
    ----------
    ax : Axes, optional
    """
    ax = axes(size=(9, 4)) if ax is None else ax
    places = {
        "$z$": (0, 1),
        r"$\mu$": (1.6, 2),
        r"$\sigma^2$": (1.6, 0),
        "$z_{norm}$": (3.2, 1),
        r"$\tilde z$": (4.5, 1),
        "$J$": (5.5, 1),
        r"$\gamma$": (4.1, 2),
        r"$\beta$": (4.9, 2),
    }
    for name, place in places.items():
        ax.plot(*place, "o", markersize=38, color="white", markeredgecolor="#444444", zorder=3)
        ax.text(*place, name, ha="center", va="center", fontsize=13, zorder=4)
    z, mu, var, norm, tilde, loss, gamma, beta = places.values()
    for start, end, text, shift, colour, style in (
        (z, norm, r"$1/\sqrt{\sigma^2+\varepsilon}$", (-0.6, 0.15), WITH, "-"),
        (z, mu, "$1/m$", (-0.25, 0.1), GREEN, "-."),
        (mu, norm, r"$-1/\sqrt{\sigma^2+\varepsilon}$", (0.5, 0.15), GREEN, "-."),
        (z, var, r"$2(z-\mu)/m$", (-0.5, -0.12), PURPLE, ":"),
        (
            var,
            norm,
            r"$-\frac{1}{2}(z-\mu)(\sigma^2+\varepsilon)^{-3/2}$",
            (0.95, -0.15),
            PURPLE,
            ":",
        ),
        (mu, var, "adds up\nto 0", (0.3, -0.4), "#777777", "-"),
        (norm, tilde, r"$\gamma$", (0, 0.13), "black", "-"),
        (tilde, loss, r"$d\tilde z$", (0, 0.13), "black", "-"),
        (gamma, tilde, "$z_{norm}$", (-0.27, 0), "black", "-"),
        (beta, tilde, "$1$", (0.15, 0), "black", "-"),
    ):
        arrow = {"arrowstyle": "-|>", "color": colour, "linestyle": style, "linewidth": 1.8}
        ax.annotate("", end, start, arrowprops=arrow | {"shrinkA": 20, "shrinkB": 20}, zorder=2)
        middle = [(a + b) / 2 + s for a, b, s in zip(start, end, shift, strict=True)]
        ax.text(*middle, text, ha="center", va="center", color=colour, fontsize=12)
    ax.set(xlim=(-0.35, 5.85), ylim=(-0.3, 2.3))
    ax.set_axis_off()
    return ax


# Lessons 01 to 03


def descent(paths: Mapping[str, tuple[ArrayLike, ArrayLike]], y: ArrayLike, ax: Any = None) -> Any:
    """Gradient descent in the bowl of a linear fit: one panel for each scaling of the inputs.

    Parameters
    ----------
    paths : dict of label to (X, path)
        X (2, m) are the inputs, path (steps + 1, 2) the weights on the way.
    y : array (1, m)
        What w X is fitted to; the loss is half its mean squared error.
    ax : array of Axes, optional
    """
    ax = axes(1, len(paths), size=(2.6 * len(paths), 3)) if ax is None else ax
    for panel, (label, (X, path)) in zip(ax, paths.items(), strict=True):
        X, path, y = np.asarray(X), np.asarray(path), np.asarray(y)
        centre = path[-1]
        reach = 1.3 * np.abs(path - centre).max()
        offsets = np.linspace(-reach, reach, 61)
        w1, w2 = np.meshgrid(centre[0] + offsets, centre[1] + offsets)
        w = np.stack([w1.ravel(), w2.ravel()], axis=1)  # (61², 2)
        J = np.mean((w @ X - y) ** 2, axis=1).reshape(w1.shape) / 2
        panel.contour(
            w1, w2, J, levels=J.max() * np.linspace(0.05, 1, 6) ** 2, colors=RAW, linewidths=0.7
        )
        panel.plot(*path.T, color=WITH, marker="o", markersize=2.5, linewidth=1.2)
        panel.plot(*centre, color=WITHOUT, marker="*", markersize=12, linestyle="none")
        panel.set(title=label, xlabel="weight $w_1$", aspect="equal")
    ax[0].set_ylabel("weight $w_2$")
    return ax


def stages(rows: Mapping[str, ArrayLike], ax: Any = None) -> Any:
    """What becomes of a mini-batch on its way: a row of histograms for each stage, a column a unit.

    Parameters
    ----------
    rows : dict of label to array (n, m)
        In the order of the way; each row has a scale of its own.
    ax : array (len(rows), n) of Axes, optional
    """
    arrays = [np.asarray(row) for row in rows.values()]
    n = len(arrays[0])
    if ax is None:
        ax = axes(len(rows), n, size=(2.8 * n, 1.5 * len(rows)), sharex="row", squeeze=False)
    colours = (RAW, GREEN, WITH, PURPLE)
    for number, (panels, label, values) in enumerate(zip(ax, rows, arrays, strict=True)):
        edges = np.linspace(values.min(), values.max(), 41)
        for panel, value in zip(panels, values, strict=True):
            colour = colours[number % len(colours)]
            _histogram(panel, value, edges, colour, top=1.4)
            panel.axvline(value.mean(), ymax=0.76, color=colour)
            text = f"μ = {value.mean():.2f}   σ = {value.std():.2f}".replace("-0.00", "0.00")
            panel.text(0.5, 1, text, transform=panel.transAxes, ha="center", va="top", fontsize=9)
        panels[0].set_ylabel(label)
    for number, panel in enumerate(ax[0], start=1):
        panel.set_title(f"unit {number}")
    for panel in ax[-1]:
        panel.set_xlabel("value in the mini-batch")
    return ax


def _short_number(value: float) -> str:
    """Two decimals; three where two would make it look like 0."""
    shown = round(float(value), 2) or round(float(value), 3) + 0.0
    return f"{shown:.3g}".replace("-", "−")


def flow(rows: Sequence[Sequence[Any]], ax: Any = None) -> Any:
    """A small network with its numbers: a box for each unit, an arrow for each thing done to it.

    Parameters
    ----------
    rows : sequence of rows
        Each row alternates stages and links. A stage is (label, array (n, m)): one box a unit,
        with the values of the m examples in it. A link is a matrix W, drawn as one arrow a weight,
        or a list of texts, one straight arrow a unit.
    ax : Axes, optional
    """
    heights = [max(len(values) for _, values in row[::2]) + 0.75 for row in rows]
    columns = max((len(row) + 1) // 2 for row in rows)
    if ax is None:
        ax = axes(size=(2.3 * columns, 0.58 * sum(heights)))
    ax.set_axis_off()
    ax.set(xlim=(-0.32, columns - 0.68), ylim=(-sum(heights) + 0.4, 0.2))
    half = 0.29  # of a box's width
    look_of_box: dict[str, Any] = {
        "boxstyle": "round,pad=0.02",
        "facecolor": "#EAF2F8",
        "edgecolor": WITH,
    }

    def arrow(start: tuple[float, float], end: tuple[float, float], text: str, at: float) -> None:
        ax.annotate("", end, start, arrowprops={"arrowstyle": "->", "color": RAW, "linewidth": 1})
        x, y = (s + at * (e - s) for s, e in zip(start, end, strict=True))
        white = {"facecolor": "white", "edgecolor": "none", "pad": 0.6}
        ax.text(x, y, text, ha="center", va="center", fontsize=9.5, bbox=white)

    top = 0.0  # of the row that is drawn next
    for row, height in zip(rows, heights, strict=True):
        middle = top - 0.55 - (height - 0.75) / 2
        places = [[middle + (len(v) - 1) / 2 - j for j in range(len(v))] for _, v in row[::2]]
        for x, (label, values) in enumerate(row[::2]):
            ax.text(x, places[x][0] + 0.42, label, ha="center", fontsize=13)
            for y, unit in zip(places[x], np.asarray(values), strict=True):
                patch = FancyBboxPatch((x - half, y - 0.2), 2 * half, 0.4, **look_of_box)
                ax.add_patch(patch)
                words = [_short_number(value) for value in unit]
                size = 10 if len(" ".join(words)) < 20 else 8.5  # or four long ones would touch
                for i, text in enumerate(words):
                    at = x + half * ((2 * i + 1) / len(unit) - 1)
                    ax.text(at, y, text, ha="center", va="center_baseline", fontsize=size)
        for x, link in enumerate(row[1::2]):
            start, end = x + half + 0.02, x + 1 - half - 0.02
            if isinstance(link, np.ndarray):
                for (j, i), weight in np.ndenumerate(link):
                    text = f"{weight:g}".replace("-", "−")
                    arrow((start, places[x][i]), (end, places[x + 1][j]), text, 0.2 + 0.22 * j)
            else:
                for y, text in zip(places[x], link, strict=True):
                    arrow((start, y), (end, y), "", 0)
                    ax.text(x + 0.5, y + 0.1, text, ha="center", va="bottom", fontsize=9.5)
        top -= height
    return ax
