"""What a class has gained: the ten questions before the series and after it."""

from __future__ import annotations

import csv
import os
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

RIGHT = "cadbabcdba"  # of docs/concept_inventory.md, question by question


@dataclass(frozen=True)
class Gain:
    """The class before and after.

    Attributes
    ----------
    before, after : mean number of right answers
    questions : for each question the shares of right answers, before and after, and the wrong
        option that most chose afterwards with its share ("" and 0 if nobody was wrong)
    """

    before: float
    after: float
    questions: Sequence[tuple[float, float, str, float]]

    @property
    def gain(self) -> float:
        """(after − before)/(10 − before): of what could be gained, the part that was (Hake)."""
        return (self.after - self.before) / (len(RIGHT) - self.before)

    def __str__(self) -> str:
        means = f"before {self.before:.1f}, after {self.after:.1f} of {len(RIGHT)} right"
        lines = [f"{means}: gain {self.gain:.2f}"]
        for number, (before, after, wrong, share) in enumerate(self.questions, 1):
            left = f"; {share:.0%} chose {wrong}" if wrong else ""
            lines.append(f"question {number:2}: {before:4.0%} → {after:4.0%} right{left}")
        return "\n".join(lines)


def gain(before: str | os.PathLike[str], after: str | os.PathLike[str]) -> Gain:
    """Compare two sheets of answers.

    Parameters
    ----------
    before, after : CSV files, a line a student: a name, then ten letters a to d, empty where the
        student gave no answer; a first line of headings is passed over. Only students who are in
        both count.

    Raises
    ------
    ValueError
        If a line has not ten answers, an answer is no letter from a to d, or no student is in both.
    """
    sheets = [_sheet(before), _sheet(after)]
    both = [name for name in sheets[0] if name in sheets[1]]
    if not both:
        raise ValueError("no student's name stands in both sheets; are they spelled alike?")
    rights = [
        [[sheet[name][i] == letter for i, letter in enumerate(RIGHT)] for name in both]
        for sheet in sheets
    ]
    questions = []
    for i, letter in enumerate(RIGHT):
        wrong = Counter(
            sheets[1][name][i] for name in both if sheets[1][name][i] not in ("", letter)
        )
        ((most, count),) = wrong.most_common(1) or [("", 0)]
        was, now = (sum(student[i] for student in right) / len(both) for right in rights)
        questions.append((was, now, most, count / len(both)))
    first, last = (sum(map(sum, right)) / len(both) for right in rights)
    if first == len(RIGHT):
        raise ValueError("everybody had everything right before: there was nothing to gain.")
    return Gain(first, last, questions)


def _sheet(path: str | os.PathLike[str]) -> dict[str, list[str]]:
    """The answers by name."""
    with open(path, newline="", encoding="utf-8-sig") as file:
        rows = [row for row in csv.reader(file) if any(row)]
    found = {}
    for number, (name, *answers) in enumerate(rows, 1):
        answers = [answer.strip().lower() for answer in answers]
        fits = len(answers) == len(RIGHT) and all(answer in ("", *"abcd") for answer in answers)
        if not fits and number == 1:
            continue  # headings
        if not fits:
            raise ValueError(
                f"{path}, line {number}: expected a name and {len(RIGHT)} letters a to d, "
                f"got {', '.join(answers)}"
            )
        found[name.strip()] = answers
    return found
