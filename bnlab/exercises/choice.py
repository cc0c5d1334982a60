"""An exercise that is answered by a letter, or by all the letters that are true."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import numpy as np

from .comparing import plain
from .exercise import Exercise, NotStarted, Unreadable


class Choice(Exercise):
    """An exercise that is answered by a letter, or with `many=True` by all letters that are true.

    `options` maps each letter to its text; `right` names the true ones, in one string. `wrong`
    maps each of the others to what to say to those who choose it; `missing` (only with `many`)
    maps a true one to what to say to those who leave it out.
    """

    def __init__(
        self,
        *,
        options: Mapping[str, str],
        right: str,
        wrong: Mapping[str, str],
        missing: Mapping[str, str] | None = None,
        many: bool = False,
        **rest: Any,
    ) -> None:
        super().__init__(**rest)
        self.options = {key: " ".join(text.split()) for key, text in options.items()}
        self.right = frozenset(right)
        self.wrong = {key: " ".join(words.split()) for key, words in wrong.items()}
        self.missing = {key: " ".join(words.split()) for key, words in (missing or {}).items()}
        self.many = many

    def _text(self) -> str:
        listed = "\n".join(f"- **{key}** · {text}" for key, text in self.options.items())
        return f"{self.task}\n\n{listed}"

    def read(self, answer: Any, seed: int | None) -> set[str]:
        letters = ", ".join(self.options)
        how = (
            f'answer with all the letters that are true, as in "{"".join(list(self.options)[:2])}".'
            if self.many
            else f"answer with one of the letters {letters}, in quotes."
        )
        if isinstance(answer, np.ndarray):
            answer = answer.tolist()
        parts = list(answer) if isinstance(answer, tuple | list | set | frozenset) else [answer]
        parts = plain(parts)
        if any(part is Ellipsis or part is None for part in parts):
            raise NotStarted
        if not all(isinstance(part, str) for part in parts):
            raise Unreadable(how)
        if not "".join(parts).strip(" ._?"):
            raise NotStarted
        chosen = set().union(*(self._letters(part) for part in parts))
        if not chosen or not chosen <= set(self.options):
            raise Unreadable(how)
        return chosen

    def _letters(self, text: str) -> set[str]:
        """The letters in "b", "(B)", "b)", "a, d", "ad", or the letter of a whole option."""
        plain_text = " ".join(text.split()).lower()
        for key, option in self.options.items():
            if plain_text == option.lower():
                return {key}
        words = re.split(r"[\s,;.()+&]+|\band\b", plain_text)
        return {letter for word in words for letter in (word if len(word) <= 6 else "?")}

    def accepts(self, chosen: set[str]) -> bool:
        return chosen == self.right

    def explain(self, chosen: set[str]) -> str:
        wrong = sorted(chosen - self.right)
        if not self.many and len(chosen) > 1:
            return f"choose only one letter. ({wrong[0]}) {self.wrong[wrong[0]]}"
        if wrong:
            return f"({wrong[0]}) {self.wrong[wrong[0]]}"
        for key, words in self.missing.items():
            if key not in chosen:
                return f"what you chose is true, but not all of it. {words}"
        return "what you chose is true, but something true is missing."
