"""The ten digits in fifteen of the fonts that matplotlib ships, for `bnlab.data.drawn_digits`.

``python tools/glyphs.py`` writes bnlab/datasets/glyphs.npz anew. The result is committed, since
another version of the renderer may set a pixel differently; the fonts' licences (DejaVu, STIX,
Computer Modern) allow pictures of their letters to be used and passed on.
"""

from pathlib import Path

import numpy as np
from matplotlib import get_data_path
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

FONTS = [
    *("DejaVuSans", "DejaVuSans-Bold", "DejaVuSans-Oblique", "DejaVuSansMono"),
    *("DejaVuSerif", "DejaVuSerif-Bold", "DejaVuSerif-Italic"),
    *("STIXGeneral", "STIXGeneralBol", "STIXGeneralItalic"),
    *("cmr10", "cmb10", "cmss10", "cmti10", "cmtt10"),
]
SIZE, HEIGHT = 64, 40  # pixels of a picture, and of the digit in its middle


def glyph(font: str, digit: int) -> NDArray[np.uint8]:
    """One digit, 40 pixels high in the middle of 64 × 64."""
    path = Path(get_data_path()) / "fonts" / "ttf" / f"{font}.ttf"
    picture = Image.new("L", (400, 400))
    ImageDraw.Draw(picture).text((200, 200), str(digit), 255, ImageFont.truetype(path, 200), "mm")
    picture = picture.crop(picture.getbbox())
    width = round(picture.width * HEIGHT / picture.height)
    picture = picture.resize((width, HEIGHT), Image.Resampling.BOX)
    middle = Image.new("L", (SIZE, SIZE))
    middle.paste(picture, ((SIZE - width) // 2, (SIZE - HEIGHT) // 2))
    return np.asarray(middle)


if __name__ == "__main__":
    glyphs = np.array([[glyph(font, digit) for digit in range(10)] for font in FONTS])
    target = Path(__file__).parents[1] / "bnlab" / "datasets" / "glyphs.npz"
    np.savez_compressed(target, glyphs=glyphs)
    print(f"{target.name}: {glyphs.shape}, {target.stat().st_size} bytes")
