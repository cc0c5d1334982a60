"""The gain of a class, from two sheets of answers."""

from pathlib import Path

import pytest
from test_concept_inventory import KEY

from bnlab.course import gain
from bnlab.course.gain import RIGHT

WRONG = "".join("a" if letter != "a" else "b" for letter in RIGHT)


def sheet(path: Path, rows: dict[str, str], head: str = "name,1,2,3,4,5,6,7,8,9,10\n") -> Path:
    path.write_text(head + "".join(f"{n},{','.join(r)}\n" for n, r in rows.items()), "utf-8")
    return path


def test_the_answers_are_those_of_the_key() -> None:
    assert "".join(letter for letter, _ in KEY.values()) == RIGHT


def test_gain_is_the_part_of_what_could_be_gained(tmp_path: Path) -> None:
    half = RIGHT[:5] + WRONG[5:]
    before = sheet(tmp_path / "b.csv", {"Ada": WRONG, "Bo": half, "gone": RIGHT})
    after = sheet(tmp_path / "a.csv", {"Ada": half, "Bo": RIGHT.upper(), "new": WRONG}, head="")
    found = gain(before, after)
    assert (found.before, found.after, found.gain) == (2.5, 7.5, 5 / 7.5)
    assert found.questions[0] == (0.5, 1.0, "", 0.0)
    assert found.questions[9] == (0.0, 0.5, WRONG[9], 0.5)
    assert "gain 0.67" in str(found) and f"50% chose {WRONG[9]}" in str(found)


def test_a_sheet_that_cannot_be_read_says_where(tmp_path: Path) -> None:
    good = sheet(tmp_path / "a.csv", {"Ada": RIGHT})
    for rows, words in (
        ({"Ada": RIGHT, "Bo": "ab"}, "line 3: expected a name and 10 letters"),
        ({"Ada": RIGHT, "Bo": "abcdabcdax"}, "line 3"),
        ({"Cy": RIGHT}, "no student's name stands in both"),
        ({"Ada": RIGHT}, "nothing to gain"),
    ):
        with pytest.raises(ValueError, match=words):
            gain(sheet(tmp_path / "b.csv", rows), good)
