"""Experiments: pairs, grids, files of finished runs, and processes."""

import functools
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
import warnings

import numpy as np
import pytest
from helpers import refused

import bnlab as bn
from bnlab import experiments, files, parallel
from bnlab.results import Results

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


def test_two_seeds_have_one():
    values = np.array([[1.0, 2.0], [2.0, 5.0]])
    found = experiments.compare(
        lambda seed, row: values[row, seed], {"x": {"row": 0}, "why": {"row": 1}}, [0, 1]
    )
    assert found.standard_error == pytest.approx([0, 1])


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


def test_equal_settings_are_one_run_whatever_their_order_and_kind(tmp_path):
    def takes_anything(seed, **settings):
        CALLS.append(settings)
        return 1

    path = tmp_path / "runs.jsonl"
    first = {"sizes": (1, 2), "rate": 0.1}
    for settings in (
        first,
        {"rate": 0.1, "sizes": (1, 2)},
        {"rate": np.float64(0.1), "sizes": [1, 2]},
        {"rate": 0.1, "sizes": np.array([1, 2])},
    ):
        experiments.compare(takes_anything, {"x": settings}, [0], path=path)
    assert [first] == CALLS
    experiments.compare(takes_anything, {"x": {"rate": 0.1, "sizes": (1, 2.0)}}, [0], path=path)
    assert len(CALLS) == 2


# -- runs that fail


def test_a_run_that_fails_is_named_and_costs_no_other(tmp_path):
    path = tmp_path / "runs.jsonl"
    with pytest.warns(RuntimeWarning) as caught:
        found = experiments.compare(fails_at_2, {"x": {}}, range(4), path=path)
    text = str(caught[0].message)
    assert "1 of 4 runs failed" in text
    assert "variant 'x', seed 2: ArithmeticError: seed 2" in text
    assert caught[0].filename == __file__
    assert np.array_equal(found.values, [[0, 1, np.nan, 3]], equal_nan=True)
    assert "1 of 4 failed" in str(found)
    assert "1.3333" in str(found)
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    assert len(lines) == 4
    (failed,) = [line for line in lines if "error" in line]
    assert json.loads(failed["job"]) == {"seed": 2}
    assert "result" not in failed
    assert "fails_at_2" in failed["traceback"]


def test_a_run_that_failed_is_run_again_next_time(tmp_path):
    path, weather = tmp_path / "runs.jsonl", tmp_path / "bad weather"
    weather.touch()

    def run(seed, a):
        CALLS.append(seed)
        if seed == 1 and weather.exists():
            raise OSError("bad weather")
        return seed

    with pytest.warns(RuntimeWarning, match="a = 3, seed = 1: OSError: bad weather"):
        rows = experiments.sweep(run, {"a": [3]}, range(3), path=path)
    assert rows[1] == {"a": 3, "seed": 1, "result": None, "error": "OSError: bad weather"}
    assert rows[2] == {"a": 3, "seed": 2, "result": 2}
    weather.unlink()
    for _ in range(2):
        rows = experiments.sweep(run, {"a": [3]}, range(3), path=path)
        assert [row["result"] for row in rows] == [0, 1, 2]
    assert CALLS == [0, 1, 2, 1]


def test_pairs_with_a_failed_run_do_not_count():
    def run(seed, row):
        if (row, seed) in ((0, 1), (1, 3)):
            raise ArithmeticError
        return [10.0, 0.0, 20.0, 30.0, 60.0][seed] + [0, 1, 2, 6, 3][seed] * row

    with pytest.warns(RuntimeWarning, match="2 of 10"):
        found = experiments.compare(run, {"x": {"row": 0}, "y": {"row": 1}})
    differences = np.array([0, 2, 3])
    assert found.standard_error[1] == pytest.approx(differences.std(ddof=1) / np.sqrt(3))
    assert "+1.6667" in str(found)


def test_a_diverged_training_is_no_result(tmp_path):
    def run(seed, learning_rate):
        net = bn.mlp([2, 3, 2], batchnorm=False, rng=np.random.default_rng(seed))
        X, Y = np.array([[1.0, -1.0], [2.0, -3.0]]), np.array([0, 1])
        rule = bn.GradientDescent(learning_rate)
        rng = np.random.default_rng(0)
        history = bn.fit(net, rule, X, Y, steps=20, batch_size=2, rng=rng)
        return len(history.loss)

    path = tmp_path / "runs.jsonl"
    with pytest.warns(RuntimeWarning, match=r"learning_rate = 1e\+300, seed = 0: Divergence"):
        rows = experiments.sweep(run, {"learning_rate": [0.1, 1e300]}, path=path)
    assert [row["result"] for row in rows] == [20, None]
    assert sum("result" in json.loads(line) for line in path.read_text().splitlines()) == 1


def test_a_run_may_deal_with_divergence_itself():
    def run(seed, strict):
        with warnings.catch_warnings():
            if not strict:
                warnings.simplefilter("ignore", bn.DivergenceWarning)
            warnings.warn("off it went", bn.DivergenceWarning, stacklevel=1)
        return "diverged"

    with pytest.warns(RuntimeWarning, match="strict = True"):
        rows = experiments.sweep(run, {"strict": [True, False]})
    assert [row["result"] for row in rows] == [None, "diverged"]


@pytest.mark.parametrize("bad", [np.nan, np.float32("inf"), "x", None, [1.0]])
def test_what_is_no_number_is_no_result_of_compare(tmp_path, bad):
    path = tmp_path / "runs.jsonl"
    with pytest.warns(RuntimeWarning, match="seed 1: (Type|Value)Error: a result of run"):
        experiments.compare(lambda seed: [0.5, bad][seed], {"x": {}}, range(2), path=path)
    assert len(Results("test_experiments.<lambda>", None).done) == 0
    assert [("result" in json.loads(line)) for line in path.read_text().splitlines()] == [
        True,
        False,
    ]


def test_an_interruption_reaches_the_caller_and_is_not_recorded(tmp_path):
    def run(seed, a):
        if seed == 2:
            raise KeyboardInterrupt
        return seed

    path = tmp_path / "runs.jsonl"
    with pytest.raises(KeyboardInterrupt):
        experiments.sweep(run, {"a": [1]}, range(4), path=path)
    assert [json.loads(line)["result"] for line in path.read_text().splitlines()] == [0, 1]


def test_when_all_runs_fail_the_first_is_shown_with_its_place():
    call = lambda: experiments.compare(run, {"x": {"learning_rat": 1}}, range(2))  # noqa: E731
    words = "all 2 runs failed", "variant 'x', seed 0", "Traceback", "learning_rat"
    refused(call, *words, error=RuntimeError)


# -- files


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
    refused(call, "mine.csv", repr(content.strip())[:20], "another file", error=ValueError)
    assert path.read_text() == content
    assert not CALLS


@pytest.mark.parametrize("tail", ["my thesis", '{"a": 1}', "{'job'", '{"jab": "'])
@pytest.mark.parametrize("lines", [0, 1])
def test_another_file_without_a_last_newline_is_left_alone(tmp_path, tail, lines):
    path = tmp_path / "mine"
    if lines:
        experiments.compare(run, VARIANTS, [0], path=path)
    path.write_text(before := (path.read_text() if lines else "") + tail)
    call = lambda: experiments.compare(run, VARIANTS, range(3), path=path)  # noqa: E731
    refused(call, "mine", "another file", error=ValueError)
    assert path.read_text() == before


def test_a_file_is_only_read_as_long_as_nothing_is_to_be_run(tmp_path):
    path = tmp_path / "runs.jsonl"
    experiments.compare(run, VARIANTS, [0], path=path)
    path.write_text(before := path.read_text() + '{"job": "cut')
    experiments.compare(run, VARIANTS, [0], path=path)
    assert path.read_text() == before


def test_a_missing_folder_is_noticed_before_the_first_run(tmp_path):
    call = lambda: experiments.compare(run, VARIANTS, path=tmp_path / "no" / "f")  # noqa: E731
    refused(call, "no folder", str(tmp_path / "no"), "make it", error=FileNotFoundError)
    with pytest.raises(IsADirectoryError):
        experiments.compare(run, VARIANTS, path=tmp_path)
    assert not CALLS


def other(seed, a=1, b=0):
    return 0.0


def test_another_functions_file_is_refused(tmp_path):
    path = tmp_path / "runs.jsonl"
    experiments.compare(run, VARIANTS, [0], path=path)
    before = path.read_text()
    for function in (other, functools.partial(run, b=3)):
        call = functools.partial(experiments.compare, function, VARIANTS, [0], path=path)
        refused(call, "test_experiments.run", "another file", error=ValueError)
    assert path.read_text() == before


def test_two_writers_neither_mix_nor_double_lines(tmp_path):
    path = tmp_path / "runs.jsonl"
    one, two = Results("f", path), Results("f", path)
    one.add("job 1", {"result": 1})
    two.add("job 1", {"result": 1})
    two.add("job 2", {"error": "bad weather"})
    one.add("job 2", {"result": 2})
    two.add("job 2", {"error": "bad weather"})
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    assert [(line["job"], line.get("result")) for line in lines] == [
        ("job 1", 1), ("job 2", None), ("job 2", 2),
    ]  # fmt: skip
    assert one.done == two.done == Results("f", path).done == {"job 1": 1, "job 2": 2}
    with open(path, "a") as file:
        file.write('{"job": "job 3", "ru')  # by a third, which was killed
    one.add("job 4", {"result": 4})
    two.add("job 5", {"result": 5})
    assert list(Results("f", path).done) == ["job 1", "job 2", "job 4", "job 5"]
    path.unlink()
    one.add("job 6", {"result": 6})
    assert Results("f", path).done == {"job 6": 6}


def test_a_line_waits_until_the_other_writer_is_done(tmp_path):
    path = tmp_path / "runs.jsonl"
    results = Results("f", path)
    thread = threading.Thread(target=results.add, args=("job 1", {"result": 1}))
    with open(path, "a+b") as other:
        files.lock(other)
        thread.start()
        thread.join(0.3)
        assert thread.is_alive()
        assert path.read_bytes() == b""
    thread.join(60)
    assert Results("f", path).done == {"job 1": 1}


SCRIPT = """
import os, signal, sys, time
from bnlab import experiments

def run(seed, a):
    time.sleep(0.03)
    if seed == 5 and not os.path.exists("killed"):
        open("killed", "x").close()
        os.kill(os.getpid() if "worker" in sys.argv else os.getppid(), signal.SIGKILL)
    return [a * seed] * 500

experiments.sweep(run, {"a": [1, 2]}, range(10), n_jobs=2, path="runs.jsonl")
"""


def started(tmp_path, *arguments, script=SCRIPT):
    (tmp_path / "script.py").write_text(script)
    environment = os.environ | {"PYTHONPATH": os.getcwd()}
    with open(tmp_path / "output", "a") as output:  # no pipe: orphans would keep it open
        return subprocess.Popen(
            [sys.executable, "-W", "error", "script.py", *arguments],
            cwd=tmp_path, env=environment, stdout=output, stderr=output,
        )  # fmt: skip


def ended(process, tmp_path, code=0):
    assert process.wait(timeout=120) == code, (tmp_path / "output").read_text()


def found_in(path):
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_two_processes_may_share_a_file(tmp_path):
    (tmp_path / "killed").touch()
    both = [started(tmp_path) for _ in range(2)]
    for process in both:
        ended(process, tmp_path)
    entries = found_in(tmp_path / "runs.jsonl")
    assert len(entries) == len({entry["job"] for entry in entries}) == 20
    assert all(len(entry["result"]) == 500 for entry in entries)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
@pytest.mark.parametrize("victim", ["worker", "parent"])
def test_a_killed_process_loses_nothing_and_doubles_nothing(tmp_path, victim):
    path = tmp_path / "runs.jsonl"
    first = started(tmp_path, victim)
    if victim == "worker":
        ended(first, tmp_path)
    else:
        ended(first, tmp_path, -signal.SIGKILL)
        before = path.read_text()
        ended(started(tmp_path), tmp_path)
        assert path.read_text().startswith(before)
    entries = found_in(path)
    assert len(entries) == len({entry["job"] for entry in entries}) == 20
    for entry in entries:
        job = json.loads(entry["job"])
        assert entry["result"] == [job["a"] * job["seed"]] * 500


MANY = """
import os, signal, sys, time
from bnlab import experiments

def run(seed, a):
    time.sleep(0.02)
    if a == 1 and seed % 7 == 3 and seed < 140 and not os.path.exists(f"killed {seed}"):
        open(f"killed {seed}", "x").close()
        os.kill(os.getpid(), signal.SIGKILL)
    return [a * seed] * 500

factors = [int(a) for a in sys.argv[1:]]
experiments.sweep(run, {"a": factors}, range(150), n_jobs=2, path="runs.jsonl")
"""


def all_there_once(path, factors):
    entries = found_in(path)
    jobs = [json.loads(entry["job"]) for entry in entries]
    assert sorted((job["a"], job["seed"]) for job in jobs) == [
        (a, seed) for a in factors for seed in range(150)
    ]
    for job, entry in zip(jobs, entries, strict=True):
        assert entry["result"] == [job["a"] * job["seed"]] * 500


@pytest.mark.thorough
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_twenty_killed_workers_lose_nothing_and_double_nothing(tmp_path):
    ended(started(tmp_path, "1", script=MANY), tmp_path)
    assert len(list(tmp_path.glob("killed *"))) == 20
    all_there_once(tmp_path / "runs.jsonl", [1])


@pytest.mark.thorough
@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_a_parent_killed_twenty_times_loses_nothing_and_doubles_nothing(tmp_path):
    """At any moment: while it starts, computes or writes; each time the file only grows."""
    rng, path, factors, before = np.random.default_rng(), tmp_path / "runs.jsonl", range(2, 12), ""
    killed = 0
    while killed < 20:
        process = started(tmp_path, *map(str, factors), script=MANY)
        while not (path.exists() and path.read_text() != before) and process.poll() is None:
            time.sleep(0.01)  # it has started to write
        time.sleep(rng.uniform(0, 0.4))
        assert process.poll() is None
        process.kill()
        ended(process, tmp_path, -signal.SIGKILL)
        now, killed = path.read_text(), killed + 1
        assert now.startswith(before[: before.rfind("\n") + 1])
        before = now
    ended(started(tmp_path, *map(str, factors), script=MANY), tmp_path)
    all_there_once(path, factors)


# -- processes


def kills(seed):
    if seed == 1:
        os.kill(os.getpid(), signal.SIGKILL)
    return seed


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_a_run_that_kills_its_process_costs_no_other():
    with pytest.warns(RuntimeWarning, match="seed 1: its process was killed again"):
        found = experiments.compare(kills, {"x": {}}, range(6), n_jobs=2)
    assert np.array_equal(found.values, [[0, np.nan, 2, 3, 4, 5]], equal_nan=True)


def product(seed, n):
    """Sums whose last bits depend on how many threads the linear algebra takes."""
    rng = np.random.default_rng(seed)
    A, B = rng.standard_normal((n, 3000)), rng.standard_normal((3000, n))
    return [float(x) for x in (A @ B).ravel()[:20]] + [float(A.ravel() @ B.ravel())]


def threads(seed):
    import threadpoolctl

    return [pool["num_threads"] for pool in threadpoolctl.threadpool_info()]


@pytest.mark.parametrize("n_jobs", [1, 2])
def test_each_run_has_one_thread_of_linear_algebra(n_jobs):
    from threadpoolctl import threadpool_limits

    with threadpool_limits(2):
        rows = experiments.sweep(threads_of, {"a": [0]}, range(2), n_jobs=n_jobs)
        assert max(threads(0), default=2) == 2  # as before
    assert all(set(row["result"]) <= {1} for row in rows)


def threads_of(seed, a):
    return threads(seed)


def test_results_do_not_depend_on_the_number_of_processes():
    results = [
        [row["result"] for row in experiments.sweep(product, {"n": [7, 64]}, range(3), n_jobs=n)]
        for n in (1, 2, 3)
    ]
    assert results[0] == results[1] == results[2]


@pytest.mark.parametrize("setting", ["on", "off"])
def test_each_run_is_told_the_speed_setting(monkeypatch, setting):
    told = []
    monkeypatch.setattr(bn.fast, "is_on", lambda: setting == "on")
    for name in ("on", "off"):
        monkeypatch.setattr(bn.fast, name, functools.partial(told.append, name))
    experiments.sweep(run, {"a": [1, 2]})
    assert told == [setting] * 2


def fast_here(seed):
    return bn.fast.is_on()


@pytest.mark.parametrize("n_jobs", [1, 2])
def test_processes_have_the_same_speed_setting(n_jobs):
    pytest.importorskip("numba")
    try:
        for setting in (bn.fast.on, bn.fast.off):
            setting()
            found = [o for _, o in parallel.outcomes(fast_here, bool, [("x", {"seed": 0})], n_jobs)]
            assert found == [{"result": setting is bn.fast.on}]
    finally:
        bn.fast.off()


def test_a_cluster_that_loses_a_worker_loses_and_doubles_nothing(tmp_path):
    distributed = pytest.importorskip("distributed")
    marker, path = tmp_path / "killed", tmp_path / "runs.jsonl"

    def run(seed, a):
        time.sleep(0.02)
        if seed == 4 and not marker.exists():
            marker.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return a * seed

    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=":0", silence_logs=50
    ) as cluster:
        rows = experiments.sweep(
            run, {"a": [1, 2]}, range(8), cluster=cluster.scheduler_address, path=path
        )
        assert marker.exists()
        with distributed.Client(cluster) as client:
            again = experiments.sweep(run, {"a": [1, 2]}, range(9), cluster=client, path=path)
            assert client.status == "running"
    assert [row["result"] for row in rows] == [a * seed for a in (1, 2) for seed in range(8)]
    assert [row["result"] for row in again] == [a * seed for a in (1, 2) for seed in range(9)]
    entries = found_in(path)
    assert len(entries) == len({entry["job"] for entry in entries}) == 18


# -- what is said


def test_progress_is_shown_when_asked(capfd):
    experiments.compare(run, VARIANTS, range(2))
    assert capfd.readouterr().err == ""
    experiments.compare(run, VARIANTS, range(2), progress=True)
    assert "4/4" in capfd.readouterr().err


def test_progress_counts_what_is_there_and_tells_the_time_left(tmp_path, capfd):
    path = tmp_path / "runs.jsonl"
    experiments.compare(slow, VARIANTS, range(2), path=path)
    experiments.compare(slow, VARIANTS, range(4), path=path, progress=True)
    shown = capfd.readouterr().err
    assert "4/8" in shown
    assert "8/8" in shown
    assert re.search(r"[67]/8 \[00:0\d<00:0\d", shown)


def slow(seed, a, b=0):
    time.sleep(0.15)
    return run(seed, a, b)


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
        (lambda: experiments.compare(run, {"x": {"a": object}}), ("file of results",), TypeError),
        (lambda: experiments.compare(run, {"x": 3}), ("variant 'x' is 3", "settings"), ValueError),
        (lambda: experiments.compare(run, {"x": {"seed": 3}}), ("'seed'", "taken"), ValueError),
        (lambda: experiments.compare(run, VARIANTS, [1, 1]), ("[1, 1]", "twice"), ValueError),
        (lambda: experiments.sweep(run, {"result": [3]}), ("'result'", "taken"), ValueError),
        (lambda: experiments.sweep(run, {"a": "relu"}), ("'relu'", "['relu']"), ValueError),
        (lambda: experiments.sweep(run, {"a": 3}), ("grid['a'] is 3", "[3]"), ValueError),
        (lambda: experiments.sweep(run, {}), ("grid", "{setting: [values]"), ValueError),
        (lambda: experiments.sweep(run, [1]), ("grid", "{setting: [values]"), ValueError),
    ],
)  # fmt: skip
def test_bad_input_is_refused_in_our_words(call, words, error):
    refused(call, *words, error=error)
