"""What the teaching guide quotes and names is there."""

from __future__ import annotations

import re
from pathlib import Path

import bnlab as bn
from bnlab.exercises import all_exercises

GUIDE = (Path(__file__).resolve().parents[2] / "docs" / "teaching.md").read_text(encoding="utf-8")
ROWS = dict(re.findall(r"^\| (\d\d) \| (.+) \|$", GUIDE, re.MULTILINE))


def test_the_mistakes_it_quotes_are_the_checks_own_words() -> None:
    quoted = 0
    for number, row in ROWS.items():
        words = " ".join(
            slip.words
            for exercise in all_exercises().values()
            if exercise.lesson == int(number)
            for slip in getattr(exercise, "slips", ())
        )
        for text in re.findall(r'"([^"]+)"', row):
            assert text in words, (number, text)
            quoted += 1
    assert quoted >= 10


def test_every_lesson_has_its_row_and_every_explorer_it_names_exists() -> None:
    assert list(ROWS) == [f"{i:02d}" for i in range(1, 14)]
    for name in re.findall(r"`([a-z_]+)`", "".join(ROWS.values())):
        assert hasattr(bn.explorers, name), name
