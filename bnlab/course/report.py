"""What grading found, for three readers: the gradebook, each student, and the class."""

from __future__ import annotations

import collections
import csv
import html
import os
from collections.abc import Sequence
from pathlib import Path

from ..exercises import Exercise, all_exercises
from ..exercises.box import LOOKS, box
from ..exercises.exercise import CORRECT, NOT_STARTED, NOT_YET
from .grading import Graded

STYLE = """
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { max-width: 46em; margin: 2em auto; padding: 0 1em; }
h2 { font-size: 1.1em; margin: 1.6em 0 0.3em; }
.bar { background: #0072B2; height: 0.9em; min-width: 2px; border-radius: 2px; }
table { border-collapse: collapse; width: 100%; }
td, th { text-align: left; vertical-align: top; padding: 0.35em 0.8em 0.35em 0; }
td:nth-child(2) { width: 30%; }
"""


def write_csv(graded: Sequence[Graded], path: str | os.PathLike[str]) -> Path:
    """Write a line a submission: points in all, and by exercise points and the reason.

    A spreadsheet takes text that begins with =, +, - or @ for a formula; such text gets an
    apostrophe in front.
    """
    names = [n for n in all_exercises() if any(m.exercise == n for g in graded for m in g.marks)]
    head = ["submission", "lesson", "points", "of", "notes"]
    head += [column for name in names for column in (name, f"{name}: reason")]
    path = Path(path)
    with path.open("w", newline="", encoding="utf-8-sig") as file:
        writer = csv.writer(file)
        writer.writerow(head)
        for one in graded:
            marks = {mark.exercise: mark for mark in one.marks}
            row: list[object] = [_text(one.file), one.lesson or "", _number(one.points)]
            row += [_number(one.of), _text(" ".join(one.notes))]
            for name in names:
                mark = marks.get(name)
                row += (
                    [_number(mark.points), _text(f"{mark.status}: {mark.words}")]
                    if mark
                    else [""] * 2
                )
            writer.writerow(row)
    return path


def write_feedback(graded: Sequence[Graded], folder: str | os.PathLike[str]) -> list[Path]:
    """Write a page for each submission, and `class.html` with the mistakes of all.

    Two submissions of one file name keep apart by the name of their folder.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    taken = {"class"}
    written = []
    for one in graded:
        file = Path(one.file)
        name = file.stem
        if name in taken:
            name = f"{file.parent.name}_{file.stem}"
        while name in taken:
            name += "_"
        taken.add(name)
        written.append(folder / f"{name}.html")
        written[-1].write_text(_page(name, _feedback(one)), encoding="utf-8")
    written.append(folder / "class.html")
    written[-1].write_text(_page("The class", _class(graded)), encoding="utf-8")
    return written


def mistake(exercise: Exercise, words: str) -> str | None:
    """The known mistake that a check's words name, or None where they name none."""
    known = [slip.words for slip in getattr(exercise, "slips", ())]
    known += [*getattr(exercise, "wrong", {}).values(), *getattr(exercise, "missing", {}).values()]
    return next((text for text in known if text in words), None)


def _feedback(one: Graded) -> str:
    """What a student reads: each exercise with its points and the check's own words."""
    parts = [f"<p>{_number(one.points)} of {_number(one.of)} points.</p>"] if one.marks else []
    parts += [f"<p>{html.escape(note)}</p>" for note in one.notes]
    for mark in one.marks:
        exercise = all_exercises()[mark.exercise]
        points = f"{_number(mark.points)} of {_number(mark.of)}"
        parts.append(f"<h2>{html.escape(exercise.title)} <small>({points})</small></h2>")
        if mark.status in LOOKS:
            parts.append(box(mark.status, mark.words))
        else:
            parts.append(f"<p>{mark.status}: {html.escape(mark.words)}</p>")
    return "\n".join(parts)


def _class(graded: Sequence[Graded]) -> str:
    """What the teacher reads: how many got each exercise, and the mistakes, most frequent first."""
    counts: dict[str, collections.Counter[str]] = {}
    mistakes: collections.Counter[tuple[str, str]] = collections.Counter()
    for mark in (mark for one in graded for mark in one.marks):
        counts.setdefault(mark.exercise, collections.Counter())[mark.status] += 1
        if mark.status == NOT_YET:
            exercise = all_exercises()[mark.exercise]
            what = mistake(exercise, mark.words) or "(a mistake without a name)"
            mistakes[mark.exercise, what] += 1
    rows = [
        f"<tr><td>{name}</td><td>{count[CORRECT]} right</td><td>{count[NOT_YET]} wrong, "
        f"{count[NOT_STARTED]} not started</td></tr>"
        for name, count in counts.items()
    ]
    most = max(mistakes.values(), default=1)
    bars = [
        f"<tr><td>{html.escape(what)}<br><small>{name}</small></td>"
        f'<td>{number}<div class="bar" style="width: {100 * number / most:.0f}%"></div></td></tr>'
        for (name, what), number in mistakes.most_common()
    ]
    troubles = [
        f"<li>{html.escape(g.file)}: {html.escape(n)}</li>" for g in graded for n in g.notes
    ]
    whole = [one for one in graded if one.marks]
    average = sum(one.points for one in whole) / max(len(whole), 1)
    return "\n".join(
        [
            f"<p>{len(graded)} submissions, {average:.1f} points on average.</p>",
            "<h2>Exercises</h2>",
            f"<table>{''.join(rows)}</table>",
            "<h2>Mistakes by their names: what to talk about next time</h2>",
            f"<table>{''.join(bars)}</table>" if bars else "<p>None.</p>",
            "<h2>Notebooks and cells that failed</h2>",
            f"<ul>{''.join(troubles)}</ul>" if troubles else "<p>None.</p>",
        ]
    )


def _page(title: str, body: str) -> str:
    title = html.escape(title)
    return (
        f'<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width">\n<title>{title}</title>\n'
        f"<style>{STYLE}</style>\n<body>\n<h1>{title}</h1>\n{body}\n</body>\n</html>\n"
    )


def _number(x: float) -> str:
    return f"{x:g}"


def _text(text: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
