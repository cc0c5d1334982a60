"""Experiments: pairs, grids, files of finished runs, and processes."""

import json

import numpy as np
import pytest
from helpers import refused

from bnlab import experiments

CALLS = []


def run(seed, a=1, b=0):
    CALLS.append((seed, a, b))
    return 10 * a + b + seed / 100


def fails_at_2(seed):
    if seed == 2:
        raise ArithmeticError("seed 2")
    return seed


@pytest.fixture(autouse=True)
def no_calls_yet():
    CALLS.clear()


VARIANTS = {"one": {"a": 1}, "two": {"a": 2, "b": 5}}


def test_compare_pairs_equal_seeds():
    found = experiments.compare(run, VARIANTS, range(3))
    assert found.variants == ["one", "two"]
    assert found.seeds == [0, 1, 2]
    assert np.allclose(found.values, [[10, 10.01, 10.02], [25, 25.01, 25.02]])
    assert np.allclose(found.differences, [[0] * 3, [15] * 3])
    assert np.allclose(found.standard_error, 0, atol=1e-12)
    assert [(seed, a, b) for a, b in ((1, 0), (2, 5)) for seed in range(3)] == CALLS
    assert len(experiments.compare(run, VARIANTS).seeds) == 5


def test_the_standard_error_is_that_of_the_mean_difference():
    values = np.array([[1.0, 2.0, 4.0], [2.0, 2.0, 9.0]])
    found = experiments.compare(
        lambda seed, row: values[row, seed], {"x": {"row": 0}, "why": {"row": 1}}, range(3)
    )
    d = values[1] - values[0]
    assert found.standard_error[1] == pytest.approx(np.std(d, ddof=1) / np.sqrt(3))
    lines = str(found).splitlines()
    assert len(lines) == 3
    assert "2.3333" in lines[1]
    assert lines[2].startswith("why")
    assert "+2.0000 ± 1.5275" in lines[2]


def test_one_seed_has_no_standard_error():
    found = experiments.compare(run, VARIANTS, [7])
    assert np.isnan(found.standard_error).all()
    assert "nan" in str(found)


def test_sweep_runs_every_combination_in_order():
    rows = experiments.sweep(run, {"a": [1, 2], "b": (3, 4)}, seeds=[0, 50])
    assert [(r["a"], r["b"], r["seed"], r["result"]) for r in rows] == [
        (a, b, seed, 10 * a + b + seed / 100) for a in (1, 2) for b in (3, 4) for seed in (0, 50)
    ]
    assert len(experiments.sweep(run, {"a": [1, 2, 3]})) == 3


def test_results_may_be_anything_that_json_holds_and_numpys_numbers():
    def gives(seed, a):
        return {"loss": [np.float64(0.5)], "n": np.int64(a), "curve": np.arange(3)}

    (row,) = experiments.sweep(gives, {"a": np.array([4])})
    assert row["result"] == {"loss": [0.5], "n": 4, "curve": [0, 1, 2]}


def test_processes_give_the_same_as_one():
    alone = experiments.compare(run, VARIANTS, range(4))
    together = experiments.compare(run, VARIANTS, range(4), n_jobs=2)
    assert np.array_equal(alone.values, together.values)


def test_a_finished_run_is_not_run_again(tmp_path):
    path = tmp_path / "runs.jsonl"
    first = experiments.compare(run, VARIANTS, range(2), path=path)
    assert len(CALLS) == 4
    again = experiments.compare(run, VARIANTS, range(3), path=str(path))
    assert len(CALLS) == 6  # the new seed alone
    assert np.array_equal(again.values[:, :2], first.values)
    assert len(path.read_text().splitlines()) == 6
    experiments.sweep(run, {"a": [1]}, seeds=range(3), path=path)
    assert len(CALLS) == 6


def test_equal_settings_are_run_once():
    experiments.compare(run, {"x": {"a": 1}, "same": {"a": 1}}, range(2))
    assert len(CALLS) == 2


def test_an_interrupted_experiment_goes_on_where_it_stopped(tmp_path):
    path = tmp_path / "runs.jsonl"
    with pytest.raises(ArithmeticError):
        experiments.compare(fails_at_2, {"x": {}}, range(4), path=path)
    assert len(path.read_text().splitlines()) == 2


@pytest.mark.parametrize("cut", [1, 2, 10])
def test_a_line_that_was_cut_off_is_run_again(tmp_path, cut):
    path = tmp_path / "runs.jsonl"
    expected = experiments.compare(run, VARIANTS, range(2), path=path)
    path.write_text(path.read_text()[:-cut])
    CALLS.clear()
    for _ in range(2):
        found = experiments.compare(run, VARIANTS, range(2), path=path)
        assert np.array_equal(found.values, expected.values)
    assert CALLS == [(1, 2, 5)]
    assert all(json.loads(line) for line in path.read_text().splitlines())


@pytest.mark.parametrize("content", ["W1,W2\n", "[1, 2]\n", '{"job": 1}\n', "\n", "3\n"])
def test_another_file_is_refused_and_left_alone(tmp_path, content):
    path = tmp_path / "mine.csv"
    path.write_text(content)
    call = lambda: experiments.compare(run, VARIANTS, path=path)  # noqa: E731
    refused(call, "line 1", "mine.csv", "another file", error=ValueError)
    assert path.read_text() == content
    assert not CALLS


def test_progress_is_shown_when_asked(capfd):
    experiments.compare(run, VARIANTS, range(2))
    assert capfd.readouterr().err == ""
    experiments.compare(run, VARIANTS, range(2), progress=True)
    assert "4/4" in capfd.readouterr().err


@pytest.mark.parametrize(
    ("call", "words", "error"),
    [
        (lambda: experiments.compare(run, {}), ("variants", "{name: settings"), ValueError),
        (lambda: experiments.compare(run, [1]), ("variants", "{name: settings"), ValueError),
        (lambda: experiments.compare(run, VARIANTS, []), ("seeds is empty", "one"), ValueError),
        (lambda: experiments.compare(run, VARIANTS, 5), ("seeds is 5", "range(5)"), TypeError),
        (lambda: experiments.compare(run, VARIANTS, [0.5]), ("seed is 0.5", "whole"), TypeError),
        (lambda: experiments.compare(run, VARIANTS, [-1]), ("seed is -1", "least 0"), ValueError),
        (lambda: experiments.compare(3, VARIANTS), ("run is a int", "function"), TypeError),
        (lambda: experiments.compare(lambda seed, **k: "x", VARIANTS), ("a result of run",),
         TypeError),
        (lambda: experiments.compare(lambda seed, **k: object(), VARIANTS),
         ("object", "file of results"), TypeError),
        (lambda: experiments.compare(lambda seed, **k: np.nan, VARIANTS), ("result", "nan"),
         ValueError),
        (lambda: experiments.sweep(run, {}), ("grid", "{setting: [values]"), ValueError),
        (lambda: experiments.sweep(run, [1]), ("grid", "{setting: [values]"), ValueError),
    ],
)  # fmt: skip
def test_bad_input_is_refused_in_our_words(call, words, error):
    refused(call, *words, error=error)
