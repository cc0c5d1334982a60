"""What all exercises share: a task, hints, a solution, and the result of a check.

A kind of exercise says three things: how it reads an answer, whether it accepts what was read, and
how it explains to a student what is wrong. The verdict never depends on the explanation.
"""

from __future__ import annotations

import contextlib
import json
import os
import textwrap
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ..progress import record
from .box import show
from .pristine import pristine

CORRECT, NOT_YET, NOT_STARTED = "Correct", "Not yet", "Not started"

COURSE = "course.json"  # beside a course's notebooks: {"solutions": false}

_MISSING = object()
_switch = {"solutions": True}


def solutions(on: bool | None = None) -> bool:
    """Say whether solutions are shown; `solutions(False)` switches them off for this session.

    The environment variable `BNLAB_SOLUTIONS=off` switches them off from outside, and so does a
    file `course.json` beside the notebook that says {"solutions": false}.
    """
    if on is not None:
        _switch["solutions"] = bool(on)
    from_outside = os.environ.get("BNLAB_SOLUTIONS", "on").strip().lower()
    by_course = True
    with contextlib.suppress(OSError, ValueError, AttributeError):
        by_course = (
            json.loads(Path(COURSE).read_text(encoding="utf-8")).get("solutions") is not False
        )
    return _switch["solutions"] and by_course and from_outside not in ("off", "0", "no", "false")


class NotStarted(Exception):
    """The answer is still the stub, or empty."""


class Unreadable(Exception):
    """The answer is of a kind that can't be judged; the message says what to hand over."""


class Result:
    """What a check found: `status` and `text`. True when the answer is correct."""

    def __init__(self, status: str, words: str) -> None:
        self.status = status
        self.words = words

    @property
    def text(self) -> str:
        return f"{self.status}: {self.words}"

    def __bool__(self) -> bool:
        return self.status == CORRECT

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return f"<{self.status}>"

    def _ipython_display_(self) -> None:
        """Nothing: `check` has shown it, so a notebook need not show it again."""


class Exercise:
    """A task with its check, hints and solution.

    `name` and `lesson` are set by the package: the variable's name, and its file's number.
    """

    name = "exercise"
    lesson = 0
    helpers: Mapping[str, Any] = {}  # what stands in the lesson's file, for the slips' code

    def __init__(
        self,
        *,
        title: str,
        task: str,
        solution: str,
        hints: Sequence[str],
        why: str,
        stub: str = "answer = ...",
    ) -> None:
        self.title = title
        self.task = textwrap.dedent(task).strip()
        self.stub = textwrap.dedent(stub).strip()
        self.why = " ".join(why.split())
        self.hints = tuple(" ".join(hint.split()) for hint in hints)
        self._solution = textwrap.dedent(solution).strip()
        self._hints_given = 0

    # what the student calls

    def check(self, answer: Any = _MISSING) -> Result:
        """Look at an answer, show what was found, and return it."""
        result = self.judge(answer)
        if result.status != NOT_STARTED:
            record("exercise", self.name, bool(result))
        show(result.status, result.words)
        return result

    def hint(self) -> None:
        """Print a hint; each call prints a stronger one."""
        self._hints_given = min(self._hints_given + 1, len(self.hints))
        n = self._hints_given
        last = n == len(self.hints) and solutions()
        more = f"\n(That was the last hint; exercises.{self.name}.solution() shows a solution.)"
        print(f"Hint {n} of {len(self.hints)}: {self.hints[n - 1]}{more if last else ''}")

    def solution(self) -> None:
        """Print a solution, unless the course has switched solutions off."""
        print(self._solution if solutions() else "Solutions are switched off in this course.")

    # what a kind of exercise says

    def read(self, answer: Any, seed: int | None) -> Any:
        """What `accepts` and `explain` look at. Raises `NotStarted` or `Unreadable`."""
        raise NotImplementedError

    def accepts(self, found: Any) -> bool:
        """The verdict."""
        raise NotImplementedError

    def explain(self, found: Any) -> str:
        """What to say of an answer that is not accepted."""
        raise NotImplementedError

    # for those who write lessons and tests

    def judge(self, answer: Any = _MISSING, seed: int | None = None) -> Result:
        """As `check`, but prints nothing. Without a `seed` the inputs are new at each call."""
        if answer is _MISSING:
            return Result(NOT_STARTED, f"hand your answer over: {self._call('check', 'answer')}")
        if answer is None or answer is Ellipsis or answer is NotImplemented:
            return Result(NOT_STARTED, self._begin())
        try:
            with pristine():
                found = self.read(answer, seed)
                if self.accepts(found):
                    return Result(CORRECT, self.why)
                return Result(NOT_YET, self.explain(found))
        except NotStarted:
            return Result(NOT_STARTED, self._begin())
        except Unreadable as error:
            return Result(NOT_YET, str(error))
        except Exception as error:
            raise RuntimeError(
                f"the check of `{self.name}` itself failed; that is not your answer's fault. "
                "Please report it, with this message and your answer."
            ) from error

    def _begin(self) -> str:
        return (
            "replace the `...` by your answer and run the cell again. "
            f"{self._call('hint')} helps you to begin."
        )

    def _call(self, method: str, argument: str = "") -> str:
        return f"exercises.{self.name}.{method}({argument})"

    def _text(self) -> str:
        return self.task

    def _repr_markdown_(self) -> str:
        return (
            f"**Exercise: {self.title}**\n\n{self._text()}\n\n"
            f"*Stuck?* `{self._call('hint')}` gives a hint, and a stronger one each time; "
            f"`{self._call('solution')}` shows a solution."
        )

    def __repr__(self) -> str:
        return f"Exercise: {self.title}\n\n{self._text()}"
