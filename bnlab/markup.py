"""Light markup in the package's own texts: `code`, *emphasis*, <sub>…</sub> and <sup>…</sup>."""

from __future__ import annotations

import html
import re


def as_html(text: str) -> str:
    """A text as HTML: its light markup as tags, everything else escaped."""
    text = re.sub(r"&lt;(/?su[bp])&gt;", r"<\1>", html.escape(text, quote=False))
    return re.sub(
        r"`([^`]+)`|(?<![\w*])\*([^\s*][^*]*)\*(?![\w*])",
        lambda found: f"<code>{found[1]}</code>" if found[1] else f"<em>{found[2]}</em>",
        text,
    )
