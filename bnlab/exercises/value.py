"""An exercise whose answer is a number, a tuple of numbers, or an array."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from .comparing import as_numbers, plain, same
from .exercise import Exercise, NotStarted, Unreadable
from .slips import Slip
from .wording import show


class Value(Exercise):
    """An exercise whose answer is a number, a tuple of numbers, or an array.

    `right` is the value, `kind` says in words what is asked for, `rtol` how exact it must be.
    `slips` maps the words for a mistake to the values that show it.
    """

    def __init__(
        self, *, right: Any, kind: str, slips: Mapping[str, tuple], rtol: float = 1e-3, **rest: Any
    ) -> None:
        super().__init__(**rest)
        self.right = np.asarray(right)
        self.kind = kind
        self.slips = tuple(Slip(" ".join(words.split()), wrong) for words, wrong in slips.items())
        self.rtol = rtol

    def read(self, answer: Any, seed: int | None) -> np.ndarray:
        if callable(answer):
            raise Unreadable(f"this is a function; the answer is {self.kind}.")
        answer = plain(answer)
        if isinstance(answer, str):
            if not answer.strip(" ._"):
                raise NotStarted
            raise Unreadable(f"this is a text; the answer is {self.kind}, without quotes.")
        if isinstance(answer, bool):
            raise Unreadable(f"this is {answer}; the answer is {self.kind}.")
        if isinstance(answer, tuple | list) and any(part is Ellipsis for part in answer):
            raise NotStarted
        numbers = as_numbers(answer)
        if numbers is None:
            raise Unreadable(f"the answer is {self.kind}.")
        return (
            numbers.reshape(self.right.shape) if numbers.size == self.right.size == 1 else numbers
        )

    def accepts(self, numbers: np.ndarray) -> bool:
        return same(numbers, self.right, self.rtol)

    def explain(self, numbers: np.ndarray) -> str:
        for slip in self.slips:
            if any(same(numbers, np.asarray(wrong), self.rtol) for wrong in slip.wrong):
                return slip.words
        if numbers.shape != self.right.shape:
            return f"the answer is {self.kind}."
        if np.isnan(numbers).any():
            return "the answer has NaN in it."
        if numbers.ndim:
            n = int(np.sum(~np.isclose(numbers, self.right, rtol=self.rtol)))
            return f"{n} of the {numbers.size} numbers {'is' if n == 1 else 'are'} something else."
        return f"{show(numbers)} is too {'large' if numbers > self.right else 'small'}."
