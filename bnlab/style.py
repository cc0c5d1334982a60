"""The house style of every picture: colours, type sizes, numbers, and small PNGs."""

from __future__ import annotations

import base64
import io
from html import escape
from typing import Any

import matplotlib
import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from PIL import Image

# Okabe and Ito's colours, which colour-blind readers tell apart, purple and yellow a little darker:
# all have a contrast of at least 3 on white, and inverted on black. A line style says it again.
RAW, WITHOUT, WITH = "#666666", "#D55E00", "#0072B2"
BLACK, GREEN, PURPLE, GOLD = "#000000", "#009E73", "#B4538F", "#9A7500"

# Runs with colours of their own, which never mean with or without batch norm.
OPTIMIZERS: dict[str, tuple[str, Any]] = {
    "gradient descent": (BLACK, ":"),
    "momentum": (GREEN, "--"),
    "RMSprop": (PURPLE, "-."),
    "Adam": (GOLD, "-"),
}
DECAYS: dict[float, tuple[str, Any]] = {  # the longer the memory, the darker
    0.5: ("#C879B2", (0, (1, 1))),
    0.9: ("#A64A93", "-"),
    0.99: ("#7B2A75", "-."),
    0.999: ("#4A1259", (0, (5, 1))),
}
NAMED = OPTIMIZERS | {f"decay {decay}": style for decay, style in DECAYS.items()}
OTHERS = ((GREEN, "-."), (PURPLE, ":"), (BLACK, (0, (5, 1))), (GOLD, (0, (3, 1, 1, 1))))

STYLE: dict[Any, Any] = {
    "font.size": 11,
    "axes.titlesize": 12,
    "figure.titlesize": 13,
    "figure.dpi": 200,  # twice the pixels that a figure covers on a page: sharp on fine screens
    "axes.titlelocation": "left",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": "#444444",
    "legend.frameon": False,
    "lines.linewidth": 1.8,
}

SMALL = 9  # points: numbers and words inside a picture

# Jupyter's dark themes and VS Code's: light and dark change places, hues stay.
DARK = (
    "<style>[data-jp-theme-light=false] .bnlab-figure,.vscode-dark .bnlab-figure"
    "{filter:invert(.93) hue-rotate(180deg)}</style>"
)


def line_style(label: str, place: int = 0) -> dict[str, Any]:
    """Colour and line style of a run.

    Dashed orange "without …", solid blue "with …"; an optimizer ("Adam", "Adam, without …") and a
    decay ("decay 0.9") have their own; whatever else there is gets one by its place.
    """
    if label.startswith("without"):
        colour, dashes = WITHOUT, "--"
    elif label.startswith("with"):
        colour, dashes = WITH, "-"
    else:
        colour, dashes = NAMED.get(label.split(",")[0], OTHERS[place % len(OTHERS)])
    return {"color": colour, "linestyle": dashes}


def ink(colour: str) -> tuple[float, ...]:
    """A colour as words have it: darker, for a contrast of at least 4.5 on white."""
    return tuple(0.78 * part for part in to_rgb(colour))


def format_number(x: float, digits: int = 2) -> str:
    """A number with so many decimals, or in powers of ten where these would hide it; never −0.

    Below 1e-12 it is 0: that is rounding, whose digits differ from machine to machine.
    """
    if abs(x) > 1e-12 and not 10.0**-digits <= abs(x) < 10**5:
        text = f"{x:.1e}".replace("e-0", "e-").replace("e+0", "e").replace("e+", "e")
    else:
        text = f"{round(x, digits) + 0.0:.{digits}f}"
    return text.replace("-", "−")


def axes(
    rows: int = 1, columns: int = 1, size: tuple[float, float] = (7, 3), **options: Any
) -> Any:
    """Empty axes of a new figure in the house style; options are those of `Figure.subplots`.

    Parameters
    ----------
    rows, columns : int
    size : (float, float)
        Width and height on the page in units of 100 pixels.

    Returns
    -------
    axes : Axes, or an array of them if there are several
    """
    with matplotlib.rc_context(STYLE):
        figure = Figure(figsize=size, layout="constrained")
        FigureCanvasAgg(figure)  # never pyplot's: nobody has to close it
        return figure.subplots(rows, columns, **options)


def headline(figure: Figure, finding: str) -> None:
    """Put the finding above the whole figure, at the left."""
    figure.suptitle(finding, x=0.01, ha="left")


def show(ax: Any, alt: str) -> None:
    """Show the figure that `ax` is part of, with a description in words.

    Lines with a label get it at their end, in their colour, unless their panel has a legend.

    Parameters
    ----------
    ax : Axes or array of Axes
    alt : str
        What the picture shows, for those who cannot see it.
    """
    from IPython.display import display  # a plot in plain Python needs no IPython

    figure = np.ravel(ax)[0].figure
    with matplotlib.rc_context(STYLE):
        for panel in figure.axes:
            panel.set_title(panel.get_title() or panel.get_title(loc="left"), loc="left")
            panel.set_title("", loc="center")
            if legend := panel.get_legend():
                legend.set_frame_on(False)
            else:
                label_lines(panel)
        figure.canvas.draw()
    width = round(100 * figure.get_figwidth())
    html = html_image(png(image_of(figure.canvas)), alt, width)
    display({"text/html": html, "text/plain": alt}, raw=True)


def label_lines(ax: Any) -> None:
    """Write the label of every line beside its last point, and move labels apart that overlap."""
    lines = [line for line in ax.lines if not line.get_label().startswith("_")]
    texts = []
    for line in lines:
        x, y = line.get_xydata()[np.isfinite(line.get_ydata())][-1]
        texts.append(
            ax.annotate(
                line.get_label(),
                (x, np.clip(y, *sorted(ax.get_ylim()))),
                xytext=(6, 0),
                textcoords="offset points",
                va="center",
                color=ink(line.get_color()),
            )
        )
    if not texts:
        return
    ax.figure.draw_without_rendering()  # only now is it known where the points lie
    points = 72 / ax.figure.dpi
    y = np.array([ax.transData.transform(text.xy)[1] for text in texts]) * points
    order, gap = np.argsort(y, kind="stable"), 1.25 * texts[0].get_fontsize()
    apart = y[order]
    for _ in range(100):
        overlap = np.maximum(gap - np.diff(apart), 0)
        apart[:-1] -= overlap / 2
        apart[1:] += overlap / 2
    for text, shift in zip(np.array(texts)[order], apart - y[order], strict=True):
        text.xyann = (6, shift)


def html_image(data: bytes, alt: str, width: int) -> str:
    """HTML of a PNG with a description that assistive technology reads; it follows dark themes.

    Jupyter's own pictures carry no description: neither in JupyterLab nor in an exported page.

    Parameters
    ----------
    data : bytes
    alt : str
    width : int
        On the page, in CSS pixels; less where the page is narrower.
    """
    source = f"data:image/png;base64,{base64.b64encode(data).decode()}"
    return (
        f'{DARK}<img class="bnlab-figure" alt="{escape(alt)}" width="{width}" '
        f'style="max-width:100%;height:auto" src="{source}">'
    )


def image_of(canvas: Any) -> Image.Image:
    """What an Agg canvas shows now, as an RGB image."""
    rgba = canvas.buffer_rgba()
    size = rgba.shape[1::-1]
    return Image.frombuffer("RGBA", size, rgba, "raw", "RGBA", 0, 1).convert("RGB")


def png(image: Image.Image, colours: int = 24) -> bytes:
    """PNG bytes of an image on white with few colours: half the size of full colour.

    Parameters
    ----------
    image : Image
        A palette image is stored as it is.
    colours : int
    """
    if image.mode != "P":
        rgba = image.convert("RGBA")
        image = Image.alpha_composite(Image.new("RGBA", rgba.size, "white"), rgba).convert("RGB")
        # A quarter of the pixels has all colours too, and takes a quarter of the time.
        half = image.resize([-(-side // 2) for side in image.size], Image.Resampling.NEAREST)
        # Maximum coverage keeps a thin line as blue as it was drawn; k-means, grey grey.
        palette = half.quantize(colours, Image.Quantize.MAXCOVERAGE, kmeans=1)
        image = image.quantize(palette=palette, dither=Image.Dither.NONE)
    image.info.clear()
    out = io.BytesIO()
    image.save(out, "png", optimize=True)
    return out.getvalue()
