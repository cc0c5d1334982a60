"""Every exercise of every lesson: complete, its solution passes, its stub is not started, and each
of its known mistakes is recognised, on other random inputs as well."""

import re
from collections import Counter

import pytest
from helpers import draws

from bnlab.exercises import Choice, Function, Value, all_exercises

ALL = list(all_exercises().values())
FUNCTIONS = [q for q in ALL if isinstance(q, Function)]
SEEDS = range(draws(1, 6))


def names(questions):
    return pytest.mark.parametrize("q", questions, ids=lambda q: q.name)


def test_at_least_three_per_lesson():
    count = Counter(q.lesson for q in ALL)
    assert set(count) >= set(range(1, 11)) and min(count.values()) >= 3


@names(ALL)
def test_is_complete(q):
    assert re.fullmatch(r"[a-z][a-z0-9_]+", q.name)
    assert len(q.hints) >= 2 and all(q.hints) and q.why and q.task and q.title
    if isinstance(q, Choice):
        assert set(q.wrong) == set(q.options) - q.right and q.right < set(q.options)
        assert set(q.missing) <= q.right
        assert len(q.wrong) + len(q.missing) >= 3
    else:
        assert len(q.slips) >= 3


@names([q for q in ALL if q.stub])
def test_stub_is_not_started(q):
    namespace = {}
    exec(q.stub, namespace)
    answer = namespace[q.function_name] if isinstance(q, Function) else namespace["answer"]
    assert q.judge(answer).status == "Not started"


@names(ALL)
def test_nothing_handed_over_is_not_started(q):
    assert q.judge().status == "Not started"


@names(FUNCTIONS)
@pytest.mark.parametrize("seed", SEEDS)
def test_solution_passes(q, seed):
    assert q.judge(q.reference, seed), q.judge(q.reference, seed).text


@names(FUNCTIONS)
@pytest.mark.parametrize("seed", SEEDS)
def test_slips_are_recognised(q, seed):
    for slip in q.slips:
        for source in slip.wrong:
            result = q.judge(q.run(source), seed)
            assert (result.status, result.words) == ("Not yet", slip.words), source


@names([q for q in ALL if isinstance(q, Value)])
def test_values(q):
    assert q.judge(q.right)
    for slip in q.slips:
        for wrong in slip.wrong:
            assert q.judge(wrong).words == slip.words


@names([q for q in ALL if isinstance(q, Choice)])
def test_choices(q):
    assert q.judge("".join(sorted(q.right)))
    for key, words in q.wrong.items():
        assert words in q.judge(key).words
    for key, words in q.missing.items():
        chosen = q.right - {key}
        assert not chosen or q.judge(chosen).status == "Not yet"
        if key == min(q.missing):
            assert words in q.judge(chosen).words


@names(FUNCTIONS)
def test_words_do_not_hold_the_solution(q):
    """No line of code of the solution stands in what is said about a mistake."""
    lines = [line.split("=", 1)[-1].split("#")[0].strip() for line in q._solution.splitlines()]
    telling = [line for line in lines if len(line) > 24 and not line.startswith(("def", "for"))]
    for slip in q.slips:
        assert not [line for line in telling if line in slip.words]
