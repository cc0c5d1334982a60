"""The three kinds of prediction: one of several options, a number, an interval.

All hold the question, the true answer, what each guess reveals, and the result, in plain text with
`code`, *emphasis*, <sub>…</sub> and <sup>…</sup>. `card.py` shows them in the page.
"""

from __future__ import annotations

import math
import re
import textwrap
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ..markup import as_html
from .card import Card

NUMBER = re.compile(r"[-−]?\d+(?:\.\d+)?(?:e[-+]?\d+)?")


def as_plain(text: str) -> str:
    """A text for a terminal: z<sub>1</sub> becomes z_1, x<sup>2</sup> becomes x^2."""
    text = text.replace("<sub>", "_").replace("<sup>", "^")
    return re.sub(r"</su[bp]>|`", "", text)


def bullets(texts: Iterable[str]) -> list[str]:
    """A list, as lines of HTML."""
    return ["<ul>", *(f"<li>{as_html(text)}</li>" for text in texts), "</ul>"]


def one_line(text: str) -> str:
    return " ".join(text.split())


def number(x: float, unit: str = "") -> str:
    """A number as a student writes it: 16 %, −0.5."""
    return f"{x:g} {unit}".strip().replace("-", "−")


class Prediction:
    """What all predictions share. The package sets `name` and `lesson` from variable and file.

    Parameters
    ----------
    question : str
        What is asked, with everything that one needs to answer it.
    result : str
        The result in words, and why. Shown below the reply, once the student has committed.
    seen : str
        Words that a cell further down in the lesson prints, and no cell above: a test compares them
        with the stored output, so an answer cannot become false unnoticed. For numbers they hold
        the answer.
    """

    name = ""
    lesson = 0
    kind = ""

    def __init__(self, question: str, *, result: str, seen: str) -> None:
        self.question = one_line(question)
        self.result = one_line(result)
        self.seen = one_line(seen)
        self._card: Card | None = None

    @property
    def guess(self) -> Any:
        """What the student has committed in this kernel; None before."""
        return self._card.guess if self._card else None

    # what each kind says for itself

    def accepts(self, guess: Any) -> bool:
        """Whether this is an answer that the control can give."""
        raise NotImplementedError

    def _truth(self) -> str:
        """The true answer in words."""
        raise NotImplementedError

    def _cases(self) -> Iterator[tuple[str, str]]:
        """Each kind of guess, in words, with what it reveals."""
        raise NotImplementedError

    def _control(self) -> dict[str, Any]:
        """What the page needs for the control and to find the reply."""
        raise NotImplementedError

    # how it is shown

    def content(self) -> dict[str, Any]:
        """Everything that the page needs, ready for JSON; texts are HTML."""
        return {
            "kind": self.kind,
            "question": as_html(self.question),
            "truth": as_html(self._truth()),
            "result": as_html(self.result),
            **self._control(),
        }

    def _options(self) -> list[str]:
        """What stands below the question where there is no control, as lines of HTML."""
        return []

    def folded(self) -> str:
        """The question with its answer folded away, as HTML, for readers without a kernel."""
        return "\n".join(
            [
                f"<p><strong>Predict.</strong> {as_html(self.question)}</p>",
                *self._options(),
                "<details><summary>Answer</summary>",
                f"<p><strong>{as_html(self._truth())}.</strong> {as_html(self.result)}</p>",
                "<p>What a guess reveals:</p>",
                *bullets(f"{guess}: {reply}" for guess, reply in self._cases()),
                "</details>",
            ]
        )

    def __repr__(self) -> str:
        return textwrap.fill(f"Predict: {as_plain(self.question)}", 88)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        if self._card is None:
            self._card = Card(self)
        return {"text/plain": repr(self), "text/html": self.folded(), **self._card.view()}


class Choice(Prediction):
    """One of several options, by radio buttons.

    Parameters
    ----------
    options : dict
        Each option with what choosing it reveals.
    answer : str
        The true option.
    question, result, seen : str
        As for every `Prediction`.

    Raises
    ------
    ValueError
        `answer` is none of the options.
    """

    kind = "choice"

    def __init__(
        self, question: str, *, options: Mapping[str, str], answer: str, result: str, seen: str
    ) -> None:
        super().__init__(question, result=result, seen=seen)
        self.options = {one_line(option): one_line(reply) for option, reply in options.items()}
        self.answer = answer
        if answer not in self.options:
            raise ValueError(f"answer is {answer!r}; expected one of {list(self.options)}")

    def accepts(self, guess: Any) -> bool:
        return isinstance(guess, str) and guess in self.options

    def _truth(self) -> str:
        return self.answer

    def _cases(self) -> Iterator[tuple[str, str]]:
        yield from self.options.items()

    def _control(self) -> dict[str, Any]:
        return {
            "options": [
                {"guess": option, "words": as_html(option), "reply": as_html(reply)}
                for option, reply in self.options.items()
            ]
        }

    def _options(self) -> list[str]:
        return bullets(self.options)

    def __repr__(self) -> str:
        return "\n".join([super().__repr__(), *(f"  - {as_plain(o)}" for o in self.options)])


class Number(Prediction):
    """One number, typed in.

    Parameters
    ----------
    answer : float
        The true number, with as many digits as the lesson prints.
    replies : list of (low, high, str)
        What a guess from `low` up to, but not including, `high` reveals. Each interval begins where
        the one before it ends; together they are what the control accepts, the last `high` too.
        The first may begin at -inf, the last may end at inf.
    unit : str
        Stands behind the number: "%", "steps".
    question, result, seen : str
        As for every `Prediction`; `seen` holds the answer.

    Raises
    ------
    ValueError
        The intervals leave a gap or overlap, the answer lies in none of them, or `seen` does not
        hold it.
    """

    kind = "number"

    def __init__(
        self,
        question: str,
        *,
        answer: float,
        replies: list[tuple[float, float, str]],
        unit: str = "",
        result: str,
        seen: str,
    ) -> None:
        super().__init__(question, result=result, seen=seen)
        self.answer, self.unit = answer, unit
        self.replies = [(low, high, one_line(reply)) for low, high, reply in replies]
        ends = [end for low, high, _ in replies for end in (low, high)]
        joined = all(replies[i][1] == replies[i + 1][0] for i in range(len(replies) - 1))
        if not joined or ends != sorted(ends):
            raise ValueError(
                f"the replies' intervals have the ends {ends}; expected each to begin where the "
                "one before it ends"
            )
        if not self.accepts(answer):
            raise ValueError(f"answer is {answer}; expected a number from {ends[0]} to {ends[-1]}")
        must_hold(seen, answer)

    def accepts(self, guess: Any) -> bool:
        return isinstance(guess, int | float) and self.replies[0][0] <= guess <= self.replies[-1][1]

    def _truth(self) -> str:
        return number(self.answer, self.unit)

    def _cases(self) -> Iterator[tuple[str, str]]:
        last = len(self.replies) - 1
        for i, (low, high, reply) in enumerate(self.replies):
            if i == 0:
                yield f"below {number(high, self.unit)}", reply
            elif i == last:
                yield f"{number(low, self.unit)} or more", reply
            else:
                yield f"{number(low)} to {number(high, self.unit)}", reply

    def _control(self) -> dict[str, Any]:
        return {
            "answer": self.answer,
            "unit": self.unit,
            "replies": [  # JSON knows no infinity
                {
                    "low": low if math.isfinite(low) else None,
                    "high": high if math.isfinite(high) else None,
                    "reply": as_html(reply),
                }
                for low, high, reply in self.replies
            ],
        }


class Range(Prediction):
    """An interval, drawn by two handles on a track.

    Parameters
    ----------
    answer : (float, float)
        The true ends, with as many digits as the lesson prints.
    track : (float, float)
        The ends of the track.
    step : float
        How far a handle moves at a time.
    within : float
        A guess whose ends are both this close is `near`.
    near, wider, narrower, lower, higher : str
        What a guess reveals that is near; that goes beyond both ends; that stays inside both; whose
        two ends are both too low; too high.
    unit : str
        Stands behind the numbers.
    question, result, seen : str
        As for every `Prediction`; `seen` holds both ends.

    Raises
    ------
    ValueError
        The answer is not an interval on the track, or `seen` does not hold its ends.
    """

    kind = "range"

    def __init__(
        self,
        question: str,
        *,
        answer: tuple[float, float],
        track: tuple[float, float],
        step: float,
        within: float,
        near: str,
        wider: str,
        narrower: str,
        lower: str,
        higher: str,
        unit: str = "",
        result: str,
        seen: str,
    ) -> None:
        super().__init__(question, result=result, seen=seen)
        self.answer, self.track, self.unit = answer, track, unit
        self.step, self.within = step, within
        replies = {"near": near, "wider": wider, "narrower": narrower}
        replies |= {"lower": lower, "higher": higher}
        self.replies = {way: one_line(reply) for way, reply in replies.items()}
        if not self.accepts(answer):
            raise ValueError(f"answer is {answer}; expected (low, high) on the track {track}")
        must_hold(seen, *answer)

    def accepts(self, guess: Any) -> bool:
        if not isinstance(guess, list | tuple) or len(guess) != 2:
            return False
        numbers = all(isinstance(end, int | float) for end in guess)
        return numbers and self.track[0] <= guess[0] <= guess[1] <= self.track[1]

    def _truth(self) -> str:
        low, high = self.answer
        return f"{number(low)} to {number(high, self.unit)}"

    def _cases(self) -> Iterator[tuple[str, str]]:
        yield from self.replies.items()

    def _control(self) -> dict[str, Any]:
        return {
            "answer": list(self.answer),
            "track": list(self.track),
            "step": self.step,
            "within": self.within,
            "unit": self.unit,
            "replies": {way: as_html(reply) for way, reply in self.replies.items()},
        }


def must_hold(seen: str, *answers: float) -> None:
    """Refuse words to be seen in the lesson that do not hold the answer."""
    numbers = [float(found.replace("−", "-")) for found in NUMBER.findall(seen)]
    for answer in answers:
        if answer not in numbers:
            raise ValueError(f"the answer {answer:g} is not in what the lesson prints: {seen!r}")
