"""Mark what students hand in, by the exercises that their cells name.

A submission is a lesson as the student saved it. Its cells run in a fresh process and an empty
folder; the answers that they hand to checks are judged in a second process, with the installed
package. So a cell may loop for ever, end Python, or replace the checks: that costs the cell, no
other. This is a process, not a container: code can read and delete what the account can. Run it
as a user, or in a container, that has nothing to lose.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from ..exercises import all_exercises
from ..exercises.exercise import CORRECT, NOT_STARTED, NOT_YET
from ..lessons import read
from .answers import asked, worth

NAMED = re.compile(r"\bexercises\.(\w+)|\bimport +(\w+)")
START = 60  # more seconds until the first step: a busy machine loads Python slowly


@dataclass(frozen=True)
class Limits:
    """What one submission may use.

    Attributes
    ----------
    seconds : float, for one cell, and for one answer's checks
    total : float, seconds for all cells together
    megabytes : int, memory (not on Windows)
    restarts : int, how many cells may end their process before the rest is left alone
    """

    seconds: float = 60
    total: float = 600
    megabytes: int = 4096
    restarts: int = 5


@dataclass
class Mark:
    """One exercise of one submission: its points, and the reason in the words of `check`."""

    exercise: str
    of: float
    status: str = NOT_STARTED
    words: str = "no cell hands an answer to this exercise's check."

    @property
    def points(self) -> float:
        return self.of if self.status == CORRECT else 0


@dataclass
class Graded:
    """One submission: its marks in the lesson's order, and what else there is to say."""

    file: str
    lesson: str | None = None
    marks: list[Mark] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def points(self) -> float:
        return sum(mark.points for mark in self.marks)

    @property
    def of(self) -> float:
        return sum(mark.of for mark in self.marks)


def grade(
    files: Iterable[str | os.PathLike[str]],
    *,
    points: Mapping[str, float] | None = None,
    seeds: int = 3,
    jobs: int = 2,
    limits: Limits | None = None,
    progress: bool = False,
) -> list[Graded]:
    """Mark submissions; a broken one is a line of the result, never an exception.

    Parameters
    ----------
    files : paths of notebooks
    points : points by exercise, where they are not 1 (2 for a task without a scaffold)
    seeds : int, how many draws of inputs an answer must be right on
    jobs : int, how many submissions are marked at the same time
    limits : what one submission may use
    progress : whether a bar shows how long it will take

    Returns
    -------
    list of Graded, in the order of `files`

    Raises
    ------
    ValueError
        If `points` names no exercise, or a number is not positive.
    ImportError
        If the packages that run notebooks are missing.
    """
    if missing := [name for name in ("IPython", "cloudpickle") if find_spec(name) is None]:
        raise ImportError(f"{missing[0]} is missing: python -m pip install 'bnlab[course]'")
    given = dict(points or {})
    for name, value in given.items():
        if name not in all_exercises():
            raise ValueError(f"there is no exercise called {name}.")
        if not value >= 0:
            raise ValueError(f"{name} can't have {value} points.")
    if seeds < 1 or jobs < 1:
        raise ValueError(f"seeds and jobs must be at least 1, not {seeds} and {jobs}.")
    paths, allowed = [Path(file) for file in files], limits or Limits()
    with ThreadPoolExecutor(jobs) as pool:
        found: Any = pool.map(lambda path: _graded(path, given, seeds, allowed), paths)
        if progress:
            from tqdm import tqdm

            found = tqdm(found, total=len(paths), unit="submission")
        return list(found)


def _graded(path: Path, points: Mapping[str, float], seeds: int, limits: Limits) -> Graded:
    """Mark one submission."""
    graded = Graded(str(path))
    nb = read(path)
    if nb is None:
        graded.notes.append(_why_unreadable(path))
        return graded
    language = str(_get(nb, "metadata", "kernelspec", "language") or "python").lower()
    if language != "python":
        graded.notes.append(f"this notebook is written for {language}, not for Python.")
        return graded
    cells = [_source(cell) for cell in nb["cells"] if _get(cell, "cell_type") == "code"]
    graded.lesson = _lesson(cells)
    if graded.lesson is None:
        graded.notes.append("no cell names an exercise of bnlab.")
        return graded
    known = all_exercises()
    marks = {n: Mark(n, points.get(n, worth(known[n]))) for n in asked()[graded.lesson]}
    graded.marks = list(marks.values())
    with tempfile.TemporaryDirectory(prefix="bnlab-", ignore_cleanup_errors=True) as folder:
        _fill(graded, marks, cells, Path(folder), seeds, limits)
    return graded


def _fill(
    graded: Graded,
    marks: dict[str, Mark],
    cells: list[str],
    folder: Path,
    seeds: int,
    limits: Limits,
) -> None:
    """Run the cells, judge the answers, and write both down."""
    task: dict[str, Any] = {"cells": cells, "asked": list(marks)}
    ran, died = _supervised("run", folder, "cells.json", task, limits)
    errors = {e["end"]: e["error"] for e in ran if e.get("error") and "end" in e} | died
    for cell, error in sorted(errors.items()):
        graded.notes.append(f"code cell {cell + 1}: {error}")
    answers = []
    for event in ran:
        mark = marks.get(event.get("answer", ""))
        if mark and "error" in event:
            _better(mark, NOT_YET, f"the answer can't be handed over: {event['error']}")
        elif mark:
            answers.append((mark.exercise, event["file"]))
    task = {"answers": answers, "seeds": seeds}
    judged, died = _supervised("judge", folder, "answers.json", task, limits)
    for number, words in died.items():
        _better(marks[answers[number][0]], NOT_YET, words)
    for event in judged:
        if "end" in event:
            _better(marks[answers[event["end"]][0]], event["status"], event["words"])
    for mark in marks.values():  # its own cell failed, so no answer came
        for cell, error in errors.items():
            if mark.status == NOT_STARTED and f"exercises.{mark.exercise}.check" in cells[cell]:
                _better(mark, NOT_YET, f"the cell fails: {error}")


def _better(mark: Mark, status: str, words: str) -> None:
    """Of several answers to one exercise the best counts, of equals the last."""
    order = (NOT_STARTED, NOT_YET, CORRECT)
    if order.index(status) >= order.index(mark.status):
        mark.status, mark.words = status, words


def _supervised(
    what: str, folder: Path, name: str, task: dict[str, Any], limits: Limits
) -> tuple[list[dict[str, Any]], dict[int, str]]:
    """Let a worker do all steps of a task; begin again without a step that hangs or ends it.

    Returns the events of the last run, and for each step that was left out the reason.
    """
    left_out: dict[int, str] = {}
    log, end = folder / "events.jsonl", time.monotonic() + limits.total
    while True:
        (folder / name).write_text(json.dumps({**task, "skip": list(left_out)}), encoding="utf-8")
        log.unlink(missing_ok=True)
        why = _worker(what, folder, log, min(limits.seconds, end - time.monotonic()), limits)
        events = _events(log)
        if any("done" in event for event in events):
            return events, left_out
        ended = {event["end"] for event in events if "end" in event}
        open_steps = [e["begin"] for e in events if "begin" in e and e["begin"] not in ended]
        late = time.monotonic() > end
        if not open_steps or late or len(left_out) >= limits.restarts:
            left_out[open_steps[-1] if open_steps else 0] = f"{why} Nothing after it was run."
            return events, left_out
        left_out[open_steps[-1]] = why


def _worker(what: str, folder: Path, log: Path, seconds: float, limits: Limits) -> str:
    """Run a worker until it ends, or until a step takes too long; say how it ended."""
    work = folder / "work"  # where the notebook believes itself to be
    work.mkdir(exist_ok=True)
    environment = {
        **os.environ,
        "BNLAB_MEGABYTES": str(limits.megabytes),
        "HOME": str(work),
        "IPYTHONDIR": str(work),
        "MPLBACKEND": "agg",
        "MPLCONFIGDIR": str(work),
        "OPENBLAS_NUM_THREADS": "1",
        "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    worker = subprocess.Popen(
        [sys.executable, "-P", "-m", "bnlab.course.worker", what, str(folder)],
        cwd=work,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    size, since, why = 0, time.monotonic(), "this ended Python itself."
    try:
        while worker.poll() is None:
            now = log.stat().st_size if log.exists() else 0
            if now != size:
                size, since = now, time.monotonic()
            elif time.monotonic() - since > seconds + (0 if size else START):
                why = f"this took longer than {limits.seconds:g} seconds."
                break
            time.sleep(0.02)
    finally:
        _end(worker)
    return why


def _end(worker: subprocess.Popen) -> None:
    """End a worker and what it has started."""
    if hasattr(os, "killpg"):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(worker.pid, signal.SIGKILL)
    else:
        worker.kill()
    worker.wait()


def _events(log: Path) -> list[dict[str, Any]]:
    """What a worker wrote; a torn line is passed over."""
    events = []
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines() if log.exists() else []
    for line in lines:
        try:
            event = json.loads(line)
        except ValueError:
            continue
        if isinstance(event, dict):
            events.append(event)
    return events


def _lesson(cells: list[str]) -> str | None:
    """The lesson that most of the named exercises stand in."""
    named = {name for found in NAMED.findall("\n".join(cells)) for name in found}
    met = {number: len(named & set(names)) for number, names in asked().items()}
    most = max(met, key=lambda number: met[number])
    return most if met[most] else None


def _why_unreadable(path: Path) -> str:
    if not path.exists():
        return "there is no such file."
    if path.is_dir():
        return "this is a folder."
    return "this file is empty." if path.stat().st_size == 0 else "this file is no notebook."


def _source(cell: Any) -> str:
    source = _get(cell, "source") or ""
    return source if isinstance(source, str) else "".join(map(str, source))


def _get(thing: Any, *keys: str) -> Any:
    """thing[key][key]…, or None where something else than a dict stands."""
    for key in keys:
        thing = thing.get(key) if isinstance(thing, dict) else None
    return thing
