"""The text form of known mistakes: each form is read as it is meant, anything else is told."""

import pytest

from bnlab.exercises.slips import read_entries, read_slips, source_of

SOLUTION = """def f(a, b):
    for x in a:
        b = b + x
    return b"""


@pytest.mark.parametrize(
    ("answer", "source"),
    [
        ("b + x -> b - x", SOLUTION.replace("b + x", "b - x")),
        ("b -> c", SOLUTION.replace("b", "c")),
        (
            "b + x -> b - x; in a -> in b",
            SOLUTION.replace("b + x", "b - x").replace("in a", "in b"),
        ),
        ("drop + x", SOLUTION.replace("+ x", "")),
        ("return b -> return -b", SOLUTION.replace("return b", "return -b")),
        ("b = b -> b += 1 ¶ b = b", SOLUTION.replace("b = b", "b += 1\n        b = b")),
        ("x ¶ return -> x ¶ return", SOLUTION.replace("    return", "        return")),
        ("return a\n    + b", "def f(a, b):\n    return a + b"),
        ("def f(a):\n    return a", "def f(a):\n    return a"),
    ],
)
def test_forms_of_a_wrong_answer(answer, source):
    assert source_of(answer, SOLUTION) == source


def test_words_and_answers():
    text = """
        some words
        that go on
            a -> b
            def g():
                return 1
        other words

            drop a;
                drop b
        """
    assert read_entries(text) == [
        ("some words that go on", ["a -> b", "def g():\n    return 1"]),
        ("other words", ["drop a;\n    drop b"]),
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("words\n    b + y -> b - y", "'b \\+ y' is not in the solution"),
        ("words\n    b = 3", "neither"),
        ("words\n    drop y", "not in the solution"),
        ("words", "no wrong answer below them: words"),
        ("    b -> c\nwords", "without words above it"),
    ],
)
def test_what_does_not_fit_is_told_when_the_exercise_is_made(text, words):
    with pytest.raises(ValueError, match=words):
        read_slips("\n" + text, SOLUTION)
