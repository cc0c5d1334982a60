"""Pictures of batch norm: each takes arrays or a `History`, and `ax=None`, and returns the axes."""

from __future__ import annotations

import io
from typing import Any

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
    out = io.BytesIO()
    image.quantize(palette=palette or palette_of(image), dither=Image.Dither.NONE).save(
        out, "png", compress_level=1
    )
    return out.getvalue()
