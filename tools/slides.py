"""Slides for a lecture, made from the lessons as they are stored: make slides.

    python tools/slides.py [FOLDER]

Each lesson gives its first screen (title, picture or number, question) and its explorer's picture,
so that slides and lessons can't part. reveal.js shows them and KaTeX sets the formulas; both come
from npm and are copied, so that a lecture hall needs no network. Right goes to the next lesson,
down goes on in this one, S opens the speaker's view, ?print-pdf prints.
"""

from __future__ import annotations

import html
import re
import shutil
import sys
from pathlib import Path
from typing import Any

import nbformat
from nbconvert.filters import ansi2html, markdown2html

ROOT = Path(__file__).resolve().parents[1]
LONG = 6  # a slide shows no cell of more lines
ALSO = ("explorer", "algebra", "loop")  # cells after the first screen that a lecture wants

PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Fitting batch normalisation into a network</title>
<link rel="stylesheet" href="reveal/reveal.css">
<link rel="stylesheet" href="reveal/theme/white.css">
<link rel="stylesheet" href="katex/katex.min.css">
<style>
:root { --r-main-font: system-ui, sans-serif; --r-heading-font: system-ui, sans-serif;
  --r-main-font-size: 22px; --r-heading1-size: 1.6em; --r-heading2-size: 1.3em; }
.reveal h1, .reveal h2, .reveal h3 { text-transform: none; }
.reveal section { text-align: left; }
.reveal pre { font-size: 15px; width: auto; margin: 0.5em 0; padding: 0.6em; box-shadow: none;
  background: #f4f4f4; white-space: pre-wrap; }
.reveal pre.out { background: none; font-size: 20px; }
.reveal img { height: 470px !important; width: auto !important; max-width: 100%;
  object-fit: contain; margin: 0 auto; display: block; }
.reveal section:has(pre.out) img { height: 380px !important; }
.reveal .anchor-link { display: none; }
.reveal table { font-size: 0.75em; }
</style>
<body>
<div class="reveal"><div class="slides">
SLIDES
</div></div>
<script src="katex/katex.min.js"></script>
<script src="katex/contrib/auto-render.min.js"></script>
<script src="reveal/reveal.js"></script>
<script src="reveal/plugin/notes.js"></script>
<script>
const dollars = [["$$", "$$", true], ["$", "$", false]];
const delimiters = dollars.map(([left, right, display]) => ({ left, right, display }));
renderMathInElement(document.body, { delimiters });
Reveal.initialize({ width: 1100, height: 720, hash: true, slideNumber: "c/t",
  controlsLayout: "edges",
  plugins: [RevealNotes] });
</script>
</body>
</html>
"""


def chosen(cells: list[Any]) -> list[Any]:
    """The cells of a lesson that become slides: up to its question, and a few more by their ids."""
    goal = [cell.id for cell in cells].index("goal") + 1
    return cells[:goal] + [cell for cell in cells[goal:] if cell.id in ALSO]


def slide(cell: Any) -> str:
    """A cell as a slide; "" if it shows nothing."""
    if cell.cell_type == "markdown":
        text = re.sub(r"\[([^\]]+)\]\((?!http)[^)]+\)", r"\1", cell.source)  # other files
        return markdown2html(text)
    parts = []
    for output in cell.outputs:
        data = output.get("data", {})
        if "text/html" in data:
            parts.append(data["text/html"])
        else:
            plain = output.get("text") or data.get("text/plain", "")
            parts.append(f'<pre class="out">{ansi2html(plain)}</pre>')
    drawn = any("<img" in part for part in parts)
    if parts and not drawn and cell.source.count("\n") < LONG:
        parts.insert(0, f"<pre>{html.escape(cell.source)}</pre>")
    return "\n".join(parts)


def slides() -> str:
    """All lessons: a column of slides each."""
    columns = []
    for path in sorted((ROOT / "notebooks").glob("[0-9][0-9]_*.ipynb")):
        shown = [slide(cell) for cell in chosen(nbformat.read(path, as_version=4).cells)]
        sections = "\n".join(f"<section>{text}</section>" for text in shown if text)
        columns.append(f"<section>\n{sections}\n</section>")
    return "\n".join(columns)


def write(folder: Path) -> Path:
    """Write the slides and what they need into a folder; its index.html is to be opened."""
    reveal, katex = (ROOT / "node_modules" / name / "dist" for name in ("reveal.js", "katex"))
    shutil.copytree(reveal, folder / "reveal", dirs_exist_ok=True)
    shutil.copytree(katex, folder / "katex", dirs_exist_ok=True)
    path = folder / "index.html"
    path.write_text(PAGE.replace("SLIDES", slides()), encoding="utf-8")
    return path


if __name__ == "__main__":
    print(write(Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / "build" / "slides")))
