"""Pictures of batch norm: each takes arrays or a `History`, and `ax=None`, and returns the axes."""

import io

from PIL import Image

RAW, WITHOUT, WITH = "#666666", "#D55E00", "#0072B2"  # Okabe–Ito; always doubled by a line style

STYLE = {
    "font.size": 11,
    "axes.titlesize": 12,
    "axes.titlelocation": "left",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": "#444444",
    "legend.frameon": False,
    "lines.linewidth": 1.8,
}


def palette_png(rgba):
    """PNG bytes of at most 64 colours: a third smaller, and quicker to make, than full colour.

    Parameters
    ----------
    rgba : buffer of shape (height, width, 4), uint8
    """
    height, width = rgba.shape[:2]
    image = Image.frombuffer("RGBA", (width, height), rgba, "raw", "RGBA", 0, 1).convert("RGB")
    image = image.quantize(64, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    image.putpalette([255 if level >= 254 else level for level in image.getpalette()])
    out = io.BytesIO()
    image.save(out, "png", compress_level=1)
    return out.getvalue()
