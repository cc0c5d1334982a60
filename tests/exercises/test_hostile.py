"""Sessions and answers that tamper with Python: nothing wrong passes, nothing stays broken."""

import builtins
import itertools
import os
import sys
import time

import nbformat
import numpy as np
import pytest
from nbclient import NotebookClient

from bnlab import exercises
from bnlab.exercises import comparing, function, running, trial

Q = exercises.scale_units


def right(z_norm, gamma):
    return gamma[:, None] * z_norm


def wrong(z_norm, gamma):
    return z_norm


# -- a session that has patched what a check relies on

PATCHES = {
    "same": [(m, "same", lambda *args: True) for m in (comparing, function, trial)],
    "close": [(comparing, "close", lambda *args: True)],
    "numbers": [(comparing, "as_numbers", lambda value: np.zeros(1))],
    "plain": [(running, "plain", lambda value: 0)],
    "call": [(running, "call", lambda *args: running.Outcome())],
    "the class": [(exercises.Function, "accepts", lambda self, found: True)],
    "allclose": [(np, "allclose", lambda *args, **kwargs: True)],
    "array_equal": [(np, "array_equal", lambda *args, **kwargs: True)],
    "all": [(builtins, "all", lambda things: True)],
    "all of numpy": [(np, "all", lambda *args: True), (np, "isfinite", lambda x: x != x)],
    "abs": [(np, "abs", lambda x: 0 * x)],
}


@pytest.mark.parametrize("name", PATCHES)
def test_patched_session_makes_no_wrong_answer_right(name, monkeypatch):
    for owner, attribute, patch in PATCHES[name]:
        monkeypatch.setattr(owner, attribute, patch)
    results = Q.judge(wrong), Q.judge(right)
    kept = [vars(owner)[attribute] is patch for owner, attribute, patch in PATCHES[name]]
    monkeypatch.undo()
    assert [result.status for result in results] == ["Not yet", "Correct"]
    assert kept == [True] * len(kept)  # the session has its patches back


def test_patched_mean_does_not_change_what_is_asked_for(monkeypatch):
    monkeypatch.setattr(np, "mean", lambda z, **kwargs: 0 * z[:, :1])
    patched = lambda z, gamma, beta, eps: gamma * z / np.sqrt(eps) + beta  # noqa: E731
    result = exercises.batchnorm_from_memory.judge(patched)
    monkeypatch.undo()
    assert result.status == "Not yet"


def test_check_works_without_numpys_mean_and_leaves_it_so(monkeypatch):
    monkeypatch.delattr(np, "mean")
    result = exercises.batchnorm_from_memory.judge(exercises.batchnorm_from_memory.reference)
    gone = not hasattr(np, "mean")
    monkeypatch.undo()
    assert result and gone


# -- an answer that patches while it is checked


def test_patch_made_during_a_check_is_undone():
    def cheat(z_norm, gamma):
        for owner, attribute, patch in itertools.chain(*PATCHES.values()):
            setattr(owner, attribute, patch)
        del np.mean
        return z_norm

    before = np.mean, builtins.all, comparing.same, exercises.Function.accepts
    assert Q.judge(cheat).status == "Not yet"
    assert (np.mean, builtins.all, comparing.same, exercises.Function.accepts) == before


# -- time, and the debugger


def test_time_limit_is_for_all_calls_of_a_check(monkeypatch):
    """Four inputs, each twice: all calls take twice the limit, one round of them does not."""
    monkeypatch.setattr(running, "TIME_LIMIT", 0.4)

    def slow(z_norm, gamma):
        time.sleep(0.3 / len(Q.cases(np.random.default_rng())))
        return right(z_norm, gamma)

    assert "never ends" in Q.judge(slow).words


def test_long_call_that_could_not_be_stopped_is_told(monkeypatch):
    monkeypatch.setattr(running, "TIME_LIMIT", 0.05)
    assert "one long call" in Q.judge(lambda z_norm, gamma: time.sleep(1.1)).words


def test_keyword_only_arguments_are_told():
    def by_name(z_norm, *, gamma):
        return right(z_norm, gamma)

    assert "`gamma` by its place" in Q.judge(by_name).words


@pytest.mark.parametrize("answer", [right, wrong, lambda z_norm, gamma: 1 / 0])
def test_debugger_keeps_its_trace_function(answer):
    def trace(frame, event, arg):
        return None

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        Q.judge(answer)
        after = sys.gettrace()
    finally:
        sys.settrace(before)
    assert after is trace


# -- a notebook's kernel after the worst

WORST = {
    "endless loop": "while True: pass",
    "a gigabyte": "[print('x' * 10**6) for _ in range(1000)]",
    "fork": "import os; os.fork()",
    "fork and loop": "import os\n    if os.fork() == 0:\n        while True: pass",
    "closed stdout": "import sys; sys.stdout.close()",
    "no stdout": "import sys; sys.stdout = sys.stderr = None",
    "no mean": "del np.mean",
    "no print": "import builtins; del builtins.print",
    "exit": "raise SystemExit",
    "recursion": "return answer(z_norm, gamma)",
}


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
def test_kernel_is_usable_after_the_worst():
    notebook = nbformat.v4.new_notebook()
    add = notebook.cells.append
    add(
        nbformat.v4.new_code_cell("""
        import numpy as np
        from bnlab import exercises
        exercises.running.TIME_LIMIT = 0.3""")
    )
    for code in WORST.values():
        add(
            nbformat.v4.new_code_cell(
                f"def answer(z_norm, gamma):\n    {code}\n\nexercises.scale_units.check(answer)"
            )
        )
    add(
        nbformat.v4.new_code_cell("""
        def answer(z_norm, gamma):
            return gamma[:, None] * z_norm
        exercises.scale_units.check(answer)
        print(np.mean([1, 3]))""")
    )
    NotebookClient(notebook, timeout=60).execute()
    for name, cell in zip(WORST, notebook.cells[1:], strict=False):
        (shown,) = cell.outputs
        assert shown.data["text/plain"].startswith("Not yet: "), name
    shown, printed = notebook.cells[-1].outputs
    assert shown.data["text/plain"].startswith("Correct: ")
    assert "<strong>✓ Correct:</strong>" in shown.data["text/html"]
    assert printed.text == "2.0\n"
