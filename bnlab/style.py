"""The house style of every picture: colours, type sizes, numbers, and small PNGs."""

from __future__ import annotations

import base64
import io
from typing import Any

import matplotlib
import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

# Okabe and Ito's colours, which colour-blind readers tell apart; a line style always says it again.
RAW, WITHOUT, WITH = "#666666", "#D55E00", "#0072B2"
GREEN, PURPLE, SKY, YELLOW = "#009E73", "#CC79A7", "#56B4E9", "#E69F00"
BLACK = "#000000"
HOUSE = (BLACK, RAW, WITHOUT, WITH, GREEN, PURPLE, SKY, YELLOW)

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

OTHERS = (  # runs that are neither "with" nor "without" batch norm, in this order
    (GREEN, "-."),
    (PURPLE, ":"),
    (BLACK, (0, (5, 1))),
    (YELLOW, (0, (1, 1))),
    (SKY, (0, (3, 1, 1, 1))),
)


def line_style(label: str, place: int = 0) -> dict[str, Any]:
    """Colour and line style of a run: dashed orange "without …", blue "with …", else by place."""
    if label.startswith("without"):
        return {"color": WITHOUT, "linestyle": "--"}
    if label.startswith("with"):
        return {"color": WITH, "linestyle": "-"}
    colour, style = OTHERS[place % len(OTHERS)]
    return {"color": colour, "linestyle": style}


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
        Width and height of the figure in units of 100 pixels.

    Returns
    -------
    axes : Axes, or an array of them if there are several
    """
    with matplotlib.rc_context(STYLE):
        figure = Figure(figsize=size, dpi=100, layout="constrained")
        FigureCanvasAgg(figure)  # never pyplot's: nobody has to close it
        return figure.subplots(rows, columns, **options)


def headline(figure: Figure, finding: str) -> None:
    """Put the finding above the whole figure, at the left."""
    figure.suptitle(finding, x=0.01, ha="left")


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
    data = base64.b64encode(png(image_of(figure.canvas))).decode()
    display({"image/png": data, "text/plain": alt}, raw=True, metadata={"image/png": {"alt": alt}})


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


def png(image: Image.Image, colours: int = 64, palette: Image.Image | None = None) -> bytes:
    """PNG bytes of an image on white with few colours: half the size of full colour.

    Parameters
    ----------
    image : Image
        A palette image is stored as it is.
    colours : int
    palette : Image, optional
        Its colours instead; encoded quickly rather than small.
    """
    if image.mode != "P":
        rgba = image.convert("RGBA")
        image = Image.alpha_composite(Image.new("RGBA", rgba.size, "white"), rgba).convert("RGB")
        # Maximum coverage keeps rare colours: a thin line stays as blue as it was drawn.
        image = image.quantize(
            colours, Image.Quantize.MAXCOVERAGE, palette=palette, dither=Image.Dither.NONE
        )
    image.info.clear()
    out = io.BytesIO()
    if palette:
        image.save(out, "png", compress_level=1)
    else:
        image.save(out, "png", optimize=True)
    return out.getvalue()
