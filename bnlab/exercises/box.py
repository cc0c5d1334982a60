"""A check's result in a notebook: a coloured box with a sign and a word.

The colour lies thinly over whatever page is there, light or dark, and the text keeps the page's
own. Beside the HTML stands the plain text, for terminals and for whoever reads the file.
"""

from __future__ import annotations

import html
import re
import sys
import textwrap

from ..markup import as_html

LOOKS = {"Correct": ("✓", "26, 127, 55"), "Not yet": ("✗", "191, 135, 0")}
WRAP = "white-space: pre-wrap; overflow-wrap: break-word; word-break: normal"


def box(status: str, words: str) -> str:
    """The result as HTML; lines that are indented are set as code."""
    sign, colour = LOOKS[status]
    parts = []
    for block in re.findall(r"(?:^    .*\n?)+|(?:^(?!    ).*\n?)+", words, re.MULTILINE):
        if block.startswith("    "):
            code = html.escape(textwrap.dedent(block).rstrip())
            parts.append(f'<pre style="margin: 0.4em 0; {WRAP}">{code}</pre>')
        else:
            parts.append(as_html(block.strip()).replace("\n", "<br>"))
    return (
        f'<div style="border-left: 4px solid rgb({colour}); background: rgba({colour}, 0.13); '
        'max-width: 46em; padding: 0.6em 1em; white-space: normal; overflow-wrap: break-word">'
        f"<strong>{sign} {status}:</strong> {''.join(parts)}</div>"
    )


def show(status: str, words: str) -> None:
    """Print a result, or show its box where there is a notebook and an answer to speak of."""
    text = f"{status}: {words}"
    shell = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    if shell is None or status not in LOOKS:
        print(text)
    else:
        from IPython.display import display

        display({"text/plain": text, "text/html": box(status, words)}, raw=True)
