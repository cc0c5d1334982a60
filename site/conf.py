"""How Sphinx makes the site's pages; site/build.py lays out what it reads, and calls it."""

from __future__ import annotations

import re
import sys
from html import escape
from pathlib import Path
from typing import Any

from docutils import nodes

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
sys.path.insert(0, str(ROOT / "tools"))
import launchers  # noqa: E402

SITE = launchers.PLACE["site"]

project = html_title = "bnlab"
author = "The bnlab authors"
project_copyright = "The bnlab authors. Text and figures CC BY 4.0, code MIT"
root_doc = "contents"
language = "en"
extensions = [
    "myst_nb",
    "sphinx.ext.autodoc",
    "sphinx.ext.mathjax",
    "sphinx.ext.viewcode",
    "numpydoc",
]
source_suffix = {".md": "myst-nb", ".ipynb": "myst-nb"}

myst_enable_extensions = ["dollarmath", "amsmath", "attrs_inline"]
myst_heading_anchors = 3
nb_execution_mode = "off"  # the lessons are stored as run, and strict validation holds them to it
nb_merge_streams = True
suppress_warnings = ["myst.header"]  # a prediction or a fold may stand before a lesson's first part

autodoc_typehints = "none"  # numpydoc's sections say the types, with shapes
autodoc_member_order = "bysource"
numpydoc_show_class_members = False
numpydoc_class_members_toctree = False

mathjax_path = "../mathjax/tex-chtml.js"
mathjax4_config = {
    "loader": {"paths": {"mathjax-newcm": "[mathjax]/font"}},
    "output": {"fontPath": "[mathjax]/font"},
    "options": {"menuOptions": {"settings": {"enrich": True}}},
}

html_theme = "sphinx_book_theme"
html_static_path = [str(HERE / "static")]
templates_path = [str(HERE / "templates")]
html_additional_pages = {"index": "front.html"}
html_css_files = ["site.css"]
html_js_files = [("explorer.js", {"type": "module"}), ("site.js", {"defer": "defer"})]
html_favicon = str(HERE / "static" / "favicon.svg")
html_baseurl = f"{SITE}/"
html_show_sphinx = False
html_show_sourcelink = False
html_copy_source = False
html_context = {"default_mode": "auto"}
html_theme_options = {
    "repository_url": launchers.source(),
    "use_repository_button": True,
    "use_download_button": False,
    "use_fullscreen_button": False,
    "show_navbar_depth": 1,
    "show_toc_level": 2,
    "home_page_in_toc": False,
    "navbar_persistent": [],  # one search is enough
    "logo": {"text": "bnlab"},
    "search_bar_text": "Search the lessons",
}

FRONT = (
    "The same weights, the same images: without batch norm this network reads 16 % of them, "
    "with it 91 %. Flip the switch in the page, then learn why, step by step, on NumPy alone."
)

# -- each page its own description and preview picture


def description(doctree: nodes.document) -> str:
    """The first paragraph of a page, to the end of a sentence within 200 letters or so."""
    for paragraph in doctree.findall(nodes.paragraph):
        text = re.sub(r"\s+", " ", paragraph.astext()).strip()
        if len(text) < 40:
            continue
        sentences = re.split(r"(?<=[.?!:])\s", text)
        taken = sentences[0]
        for sentence in sentences[1:]:
            if len(taken) + len(sentence) > 200:
                break
            taken += f" {sentence}"
        return taken
    return ""


def picture(pagename: str) -> str:
    """The first figure of a lesson; for other pages the explorer that stands for the series."""
    stem = pagename.rpartition("/")[2]
    notebook = ROOT / "notebooks" / f"{stem}.ipynb"
    if notebook.exists():
        text = notebook.read_text(encoding="utf-8")
        ids = re.findall(r'"id": "([\w-]+)"', text)
        for cell in ids:
            if (ROOT / "_site" / "figures" / f"{stem}-{cell}.png").exists():
                return f"figures/{stem}-{cell}.png"
    return "_static/preview.png"


def meta(app: Any, pagename: str, _template: str, context: dict[str, Any], doctree: Any) -> None:
    """The tags by which a link to this page shows something."""
    title = re.sub(r"<[^>]+>", "", context.get("title", "bnlab"))
    about = description(doctree) if doctree else ""
    about = about or f"{title}: bnlab, batch normalisation step by step."
    if pagename == "index":
        title, about = "bnlab: one argument wakes a dead neural network", FRONT
        context["lessons"] = len(list((ROOT / "notebooks").glob("[0-9]*.ipynb")))
        context["repository"] = launchers.source()
        lab = launchers.lite("00_start_here.ipynb")
        context["lab"] = lab if (ROOT / "_site" / "lite" / "lab").exists() else ""
    tags = {
        "og:title": title,
        "og:description": about,
        "og:type": "article",
        "og:site_name": "bnlab",
        "og:url": f"{SITE}/{pagename}.html",
        "og:image": f"{SITE}/{picture(pagename)}",
    }
    lines = [f'<meta name="description" content="{escape(about)}">']
    lines += [f'<meta property="{name}" content="{escape(text)}">' for name, text in tags.items()]
    lines.append('<meta name="twitter:card" content="summary_large_image">')
    context["theme_logo_link"] = context["pathto"]("index")
    context["metatags"] = context.get("metatags", "") + "\n".join(lines)


def setup(app: Any) -> None:
    app.connect("html-page-context", meta)
