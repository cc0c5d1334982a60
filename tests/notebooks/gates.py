"""What every committed notebook must be, beyond passing strict validation: a list of its faults.

Validation compares the outputs that are stored: a notebook that stores none passes in vain.
"""

import base64
import re

LOOKS_AWAY = {
    "nbval-ignore-output",
    "pytest-validate-ignore-output",
    "nbval-skip",
    "skip-execution",
}
MARKER = re.compile(r"^\s*#+\s*(NBVAL_\w+|PYTEST_VALIDATE_IGNORE_OUTPUT)\s*$", re.MULTILINE)
MAX_PNG_BYTES = 40_000
PNG_COLOUR_TYPE, PALETTE = 25, 3  # the byte of a PNG that says how it stores colours
VIEW = "application/vnd.jupyter.widget-view+json"
# What says nothing about a result: the size of a figure, a widget's or an object's description.
NO_RESULT = re.compile(r"<[^<>]*>|^[A-Z]\w*\(.*|0x[0-9a-fA-F]+", re.DOTALL)
MACHINE = re.compile(
    r"(?<![\w.])/(home|Users|root|tmp|usr|opt|work|private|var)/|[A-Z]:\\\\?Users|site-packages"
)
PICTURE = re.compile(r'<img\b[^>]*\bsrc="data:image/png;base64,(?P<png>[^"]*)"[^>]*>')
ALT = re.compile(r'\balt="([^"]*)"')
MARKDOWN_IMAGE = re.compile(r"!\[(?P<alt>[^\]]*)\]\(|<img\b(?P<tag>[^>]*)>")


def text_of(output):
    """The text of one stored output that validation compares."""
    if output.output_type == "stream":
        return output.text
    if output.output_type == "error":
        return output.evalue
    return output.data.get("text/plain", "")


def pictures(output):
    """Each picture in one stored output: the bytes of its PNG, and its description."""
    data = output.get("data", {})
    if "image/png" in data:
        alt = output.metadata.get("image/png", {}).get("alt", "")
        yield base64.b64decode(data["image/png"]), alt
    for picture in PICTURE.finditer(data.get("text/html", "")):
        yield base64.b64decode(picture["png"]), "".join(ALT.findall(picture[0]))


def looks_away(cell):
    return LOOKS_AWAY & set(cell.metadata.get("tags", []))


def numeric(output):
    """Whether validation of this output compares a number that the lesson computed."""
    if output.output_type == "stream":
        return bool(re.search(r"\d", re.sub(r"0x[0-9a-fA-F]+", "", output.text)))
    return bool(re.search(r"\d", NO_RESULT.sub("", text_of(output))))


def code_cells(nb):
    return [cell for cell in nb.cells if cell.cell_type == "code"]


def faults(nb):
    """Everything that is wrong with a notebook, each as one line for its author."""
    return [*run_faults(nb), *cell_faults(nb), *figure_faults(nb), *text_faults(nb)]


def run_faults(nb):
    """Was it run from top to bottom, and is enough of it compared?"""
    cells = code_cells(nb)
    counts = [cell.execution_count for cell in cells]
    if counts != list(range(1, len(cells) + 1)):
        yield f"execution counts are {counts}, not 1 to {len(cells)}: run it with `make notebooks`"
    compared = [o for cell in cells if not looks_away(cell) for o in cell.outputs if numeric(o)]
    if len(compared) < 3:
        yield f"{len(compared)} outputs with a number are compared, and 3 is the least"
    if "widgets" in nb.metadata:
        yield "widget state is stored: run it with `make notebooks`"


def cell_faults(nb):
    """Does a cell keep validation from seeing what it should?"""
    for cell in code_cells(nb):
        if not cell.source.strip():
            yield f"{cell.id}: an empty cell"
        if looks_away(cell) and not str(cell.metadata.get("reason", "")).strip():
            yield f"{cell.id}: {looks_away(cell)} without a `reason` in the cell's metadata"
        if MARKER.search(cell.source):
            yield f"{cell.id}: a comment steers validation; use a tag, with a `reason` beside it"
        for output in cell.outputs:
            if output.output_type == "stream" and output.name == "stderr":
                yield f"{cell.id}: stores stderr (a warning? a progress bar?): {output.text[:80]!r}"
            if output.output_type == "error" and "raises-exception" not in cell.metadata.get(
                "tags", []
            ):
                yield f"{cell.id}: stores an error without the tag raises-exception"
            if VIEW in output.get("data", {}):
                yield f"{cell.id}: stores a widget view: run it with `make notebooks`"
            html = output.get("data", {}).get("text/html", "")
            if found := MACHINE.search(text_of(output) + PICTURE.sub("", html)):
                yield f"{cell.id}: its output names a path of a machine ({found[0]})"
            if html and not NO_RESULT.sub("", text_of(output)).strip():
                yield f"{cell.id}: stores HTML without words beside it that validation compares"


def figure_faults(nb):
    """Are figures small, described in words, and accompanied by a number that is compared?"""
    cells = code_cells(nb)
    for cell, following in zip(cells, [*cells[1:], None], strict=True):
        figures = [picture for output in cell.outputs for picture in pictures(output)]
        for png, alt in figures:
            if len(png) > MAX_PNG_BYTES:
                yield f"{cell.id}: a figure of {len(png) / 1000:.1f} KB, and 40 KB is the most"
            if png[PNG_COLOUR_TYPE] != PALETTE:
                yield f"{cell.id}: a figure that is no palette PNG: run it with `make notebooks`"
            if not alt.strip():
                yield f"{cell.id}: a figure without alt text"
        beside = [cell, following] if following else [cell]
        if figures and not any(numeric(o) for c in beside if not looks_away(c) for o in c.outputs):
            yield f"{cell.id}: a figure with no number beside it that is compared"


def text_faults(nb):
    """Do images in the text have alt text, and are attachments small?"""
    for cell in nb.cells:
        if cell.cell_type != "markdown":
            continue
        for image in MARKDOWN_IMAGE.finditer(cell.source):
            if not (image["alt"] or re.search(r"""\balt=["'][^"']""", image["tag"] or "")):
                yield f"{cell.id}: an image in the text without alt text"
        for name, data in cell.get("attachments", {}).items():
            if sum(len(base64.b64decode(content)) for content in data.values()) > MAX_PNG_BYTES:
                yield f"{cell.id}: the attachment {name} is over 40 KB"
