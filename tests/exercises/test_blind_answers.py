"""The blind answers of `blind_answers.py`: each is refused with the hint for its own mistake.

They were written by somebody who had not seen the checks. A keyword stands for each hint; a
reply that only says where the numbers differ, as any wrong answer would get, does not count.
The inputs of a check are drawn afresh each time, so every answer is checked on many draws.
"""

import re

import numpy as np
import pytest
from blind_answers import BLIND_ANSWERS, answers_to, function_of
from helpers import draws

from bnlab import exercises
from bnlab.exercises import Function, running

ALL = exercises.all_exercises()
FUNCTIONS = [name for name, q in ALL.items() if isinstance(q, Function)]
DRAWS = range(draws(1, 20))

# What the checks say by themselves, without a known mistake, that names the mistake all the same.
NAMED_WITHOUT_A_SLIP = (
    "is a `return` missing",
    "NameError",
    "in another order",
    "returns 1 thing",
    "returns 2 things",
    "returns 3 things",
    "changes its input",
    "another result the second time",
    "should be True or False",
    "where True or False is expected",
    "where a list or tuple is expected",
    "in quotes",
    "run the cell again",
    "power as `**`",
    "brackets are missing",
    "calls `bn`",
)


def known(q):
    """The words for all mistakes that the exercise knows."""
    words = [slip.words for slip in getattr(q, "slips", ())]
    return [*words, *getattr(q, "wrong", {}).values(), *getattr(q, "missing", {}).values()]


def test_every_exercise_has_blind_answers():
    assert set(BLIND_ANSWERS) == set(ALL)
    assert all(len(answers_to(q)) >= 3 for q in ALL.values())


@pytest.mark.parametrize("name", BLIND_ANSWERS)
def test_reply_names_the_mistake(name):
    q = ALL[name]
    for mistake, keyword, answer in answers_to(q):
        for seed in DRAWS if isinstance(q, Function) else (0,):
            result = q.judge(answer, seed)
            assert result.status == ("Not started" if "run the" in keyword else "Not yet"), mistake
            assert keyword in result.words, (mistake, seed, result.words)
            own = any(words in result.words for words in known(q))
            assert own or keyword in NAMED_WITHOUT_A_SLIP, (mistake, seed, result.words)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_no_hint_prints_the_answer(name):
    """No right-hand side of the solution stands in what is said of a mistake, however spaced."""
    q = ALL[name]
    given = "".join((q.task + q.stub).split())
    lines = [line.split("#")[0] for line in q._solution.splitlines() if not line.startswith("def")]
    answers = [
        "".join(line.split("=", 1)[-1].strip().removeprefix("return").split()) for line in lines
    ]
    telling = [text for text in answers if re.search(r"\w[-+*/@(]", text) and text not in given]
    for words in known(q):
        assert not [text for text in telling if text in "".join(words.split())], words


@pytest.mark.parametrize("name", FUNCTIONS)
def test_solution_passes_on_many_draws(name):
    for seed in DRAWS:
        assert ALL[name].judge(ALL[name].reference, seed), seed


@pytest.mark.parametrize("name", FUNCTIONS)
def test_endless_loop_is_ended(name, monkeypatch):
    monkeypatch.setattr(running, "TIME_LIMIT", 0.05)
    head = re.search(r"^def .*:$", ALL[name]._solution, re.MULTILINE)[0]
    result = ALL[name].judge(function_of(f"{head}\n    while True:\n        pass"))
    assert result.status == "Not yet" and "never ends" in result.words


def plain(value):
    """A text that is the same only for the same numbers, names and kinds of layer."""
    if isinstance(value, dict):
        return str({key: plain(one) for key, one in value.items()})
    if isinstance(value, list | tuple):
        return str([plain(one) for one in value])
    if isinstance(value, np.ndarray):
        return str(value.tolist())
    if hasattr(value, "theta"):
        return plain(value.theta)
    return type(value).__name__ if hasattr(value, "forward") else repr(value)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_inputs_are_fresh_at_each_check(name):
    """Some numbers may be the same each time (sizes, ε), but never all of them."""
    q, seen = ALL[name], []
    taken = re.search(r"^def \w+\((.*)\):", q._solution, re.MULTILINE)[1]
    for _ in range(3):
        namespace = {"drawn": [], "plain": plain}
        exec(f"def f({taken}):\n    drawn.append(plain([{taken}]))", namespace)
        q.judge(namespace["f"])
        seen.append(str(namespace["drawn"]))
    assert len(set(seen)) > 1
