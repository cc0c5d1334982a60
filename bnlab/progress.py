"""What a student has predicted and solved, kept beside the student's own copies and nowhere else.

Copies made by `make lab` or `bnlab lessons` lie in a folder with a file `.progress`. There each
prediction and each check adds a line; anywhere else, and where the file can't be written, nothing
is recorded and nobody is disturbed.
"""

from __future__ import annotations

import contextlib
import html
import json
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .lessons import PROGRESS, newer, originals, read, tell

KINDS = ("prediction", "exercise")

NOTHING = "Your progress is kept beside your own copies of the lessons: make lab, or bnlab lab."

# `q = exercises.adam_step` or `predictions.third_valley`, alone on a line of a code cell
USE = re.compile(r"^(?:\w+ *= *)?(?:\w+\.)?(prediction|exercise)s\.([a-z]\w*)$", re.MULTILINE)


def record(kind: str, name: str, done: bool, answer: Any = None) -> None:
    """Remember that a prediction or an exercise was tried (`done=False`) or done.

    Parameters
    ----------
    kind : "prediction" or "exercise"
    name : the name it has in `bn.predictions` or `bn.exercises`
    done : whether it is done; what was done once stays done
    answer : the prediction, anything that JSON can hold, for `recall`

    Raises
    ------
    ValueError
        For another kind. A file that can't be written is no error.
    """
    if kind not in KINDS:
        raise ValueError(f"kind is {kind!r}; it should be one of {', '.join(KINDS)}.")
    before = recall(kind, name)
    now = {"done": done or bool(before and before["done"]), "answer": answer}
    if not os.path.isfile(PROGRESS) or now == before:
        return
    line = json.dumps({"kind": kind, "name": name, **now}, ensure_ascii=False)
    # Added in one write, so that two notebooks never mix theirs; begun by a line's end, so that a
    # line torn by a crash spoils no other.
    with contextlib.suppress(OSError), open(PROGRESS, "ab", buffering=0) as lines:
        lines.write(f"\n{line}".encode())


def recall(kind: str, name: str) -> dict[str, Any] | None:
    """What was last recorded, as {"done": …, "answer": …}, or None."""
    return _recorded(Path()).get((kind, name))


def _recorded(folder: Path) -> dict[tuple[str, str], dict[str, Any]]:
    """Everything recorded in a folder, by (kind, name); unreadable lines are passed over."""
    try:
        lines = (folder / PROGRESS).read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return {}
    found = {}
    for line in lines:
        try:
            entry = json.loads(line)
            found[entry["kind"], entry["name"]] = {"done": entry["done"], "answer": entry["answer"]}
        except (ValueError, TypeError, KeyError):
            continue
    return found


def table(folder: str | os.PathLike[str] = ".") -> Table:
    """Show which predictions and exercises of the copies in `folder` are done, and which not yet.

    It is a cell's last line: `bn.progress.table()`. A lesson that has a newer version says so.
    """
    folder = Path(folder)
    if not (folder / PROGRESS).is_file():
        return Table([])
    done = {key for key, entry in _recorded(folder).items() if entry["done"]}
    stale, rows = newer(folder), []
    for path in sorted(originals().glob("*.ipynb")):
        cells = (read(folder / path.name) or {"cells": []})["cells"]
        code = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
        for kind in KINDS:
            asked = dict.fromkeys(name for k, name in USE.findall("\n".join(code)) if k == kind)
            if asked:
                marks = " ".join(f"{'✓' if (kind, name) in done else '○'} {name}" for name in asked)
                rows.append((path.stem, f"{kind}s", marks))
        if path.name in stale:
            number = path.name.partition("_")[0]
            rows.append((path.stem, "newer version", f'bn.lessons.reset("{number}")'))
    return Table(rows)


@dataclass(frozen=True)
class Table:
    """Progress as rows of three words or phrases: the lesson, of what kind, which are done (✓)."""

    rows: list[tuple[str, str, str]]

    def __repr__(self) -> str:
        if not self.rows:
            return NOTHING
        wide, kinds = (max(len(row[i]) for row in self.rows) for i in (0, 1))
        return "\n".join(f"{a:{wide}}  {b:{kinds}}  {c}" for a, b, c in self.rows)

    def _repr_html_(self) -> str:
        if not self.rows:
            return f"<p>{NOTHING}</p>"
        cell = "<td style='text-align: left'>{}</td>".format
        rows = ("".join(cell(html.escape(text)) for text in row) for row in self.rows)
        return f"<table><tr>{'</tr><tr>'.join(rows)}</tr></table>"


tell()  # exercises and predictions load this module, and every lesson has some
