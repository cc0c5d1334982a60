"""The checkers' checks: whatever a student hands in, a check answers in words, and lets nothing
break or fool it."""

import contextlib
import io
import subprocess
import sys
import time
import warnings

import numpy as np
import pytest

from bnlab import exercises
from bnlab.exercises import Choice, Function, Value, running, wording


def rows_mean(**changes):
    """A small exercise: the mean of each row, and its mean square."""
    settings = {
        "title": "means",
        "task": "Task.",
        "stub": """
            def means(z, w):
                mean = ...
                return mean, w
            """,
        "solution": """
            def means(z, w):
                return z.mean(axis=1, keepdims=True), w * (z**2).mean(axis=1, keepdims=True)
            """,
        "returns": ("mean", "square"),
        "cases": lambda rng: [(rng.normal(3, 1, (n, m)), 2.0) for n, m in ((2, 3), (3, 3), (4, 5))],
        "slips": """
            AXIS
                axis=1 -> axis=0
            SUM
                .mean( -> .sum(
            DIED
                return z @ z
            """,
        "hints": ["first", "second"],
        "why": "WHY",
    }
    return Function(**(settings | changes))


Q = rows_mean()


def solve(z, w):
    return z.mean(axis=1, keepdims=True), w * (z**2).mean(axis=1, keepdims=True)


def judge(answer, *words, status="Not yet", q=Q):
    """The result's status, and words that must be in its text; nothing is raised or warned of."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        result = q.judge(answer, seed=0)
    assert result.status == status, result.text
    for word in words:
        assert word in result.text, result.text
    assert "Traceback" not in result.text
    return result.text


class TestFunction:
    def test_solution_passes_however_it_is_written(self):
        def by_hand(z, w):
            n, m = z.shape
            mean, square = np.zeros((n, 1)), np.zeros((n, 1))
            for i in range(n):
                for j in range(m):
                    mean[i] += z[i, j] / m
                    square[i] += w * z[i, j] ** 2 / m
            return [mean.tolist(), square]  # lists will do, too

        class Callable:
            def __call__(self, z, w):
                return solve(z, w)

        for answer in (solve, by_hand, lambda z, w: solve(z, w), Callable()):
            assert judge(answer, "WHY", status="Correct").startswith("Correct: ")

    def test_untouched_stub_is_not_started(self):
        def means(z, w):
            mean = ...  # a comment and layout are no work done

            return mean, w

        def unfinished(z, w):
            raise NotImplementedError

        for answer in (means, unfinished, None, ...):
            judge(answer, status="Not started")

    def test_stub_with_a_bug_in_it_is_recognised_by_its_code(self):
        q = rows_mean(stub="def means(z, w):\n    return z.mean(axis=0), w")
        judge(lambda z, w: (np.mean(z, axis=0), w), status="Not yet", q=q)

        def means(z, w):
            return z.mean(axis=0), w

        judge(means, status="Not started", q=q)

    def test_behaviour_of_a_slip_gets_its_words_however_it_is_written(self):
        def by_transposing(z, w):
            t = z.T
            return np.array([[c.mean() for c in t]]), np.array([[w * (c @ c) / len(c) for c in t]])

        def total(z, w):
            return z @ np.ones((z.shape[1], 1)), w * (z * z) @ np.ones((z.shape[1], 1))

        judge(by_transposing, "AXIS")
        judge(total, "SUM")

    def test_slip_in_one_result_only(self):
        judge(lambda z, w: (solve(z, w)[0], w * (z**2).sum(axis=1, keepdims=True)), "SUM")

    def test_slip_that_raises_needs_the_same_error(self):
        judge(lambda z, w: z.dot(z) if len(z) == 3 else z @ z, "DIED")

        def other_error(z, w):
            raise ValueError("something else")

        assert "DIED" not in judge(other_error, "ValueError: something else")

    def test_error_is_shown_with_its_line(self):
        def raising(z, w):
            whole = z + 1
            return whole.no_such_thing

        judge(raising, "AttributeError", "no_such_thing", "return whole.no_such_thing", "z = [[")

    def test_half_filled_stub(self):
        judge(lambda z, w: (... + z, w), "still a `...`")

    @pytest.mark.parametrize("limit", [0.2])
    def test_endless_loops_end(self, limit, monkeypatch):
        monkeypatch.setattr(running, "TIME_LIMIT", limit)

        def one_line(z, w):
            while True: pass  # fmt: skip # noqa: E701

        def many_lines(z, w):
            i = 0
            while i >= 0:
                i += 1

        def swallowing(z, w):
            while True:
                try:
                    z = z + 1
                except Exception:
                    continue

        def in_numpy(z, w):
            while True:
                z = np.tanh(z)

        def deep(z, w):
            return [one_line(z, w) for _ in range(3)]

        def printing(z, w):
            while True:
                print("again")

        before = sys.gettrace()
        for loop in (one_line, many_lines, swallowing, in_numpy, deep, printing):
            start = time.perf_counter()
            judge(loop, "never ends")
            assert time.perf_counter() - start < 20 * limit
            assert sys.gettrace() is before
        judge(solve, status="Correct")  # the next check is none the worse

    def test_endless_recursion_ends(self):
        def again(z, w):
            return again(z, w)

        judge(again, "RecursionError")

    def test_stopping_works(self):
        def stopped(z, w):
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            Q.judge(stopped)

    def test_exit_does_not_end_the_session(self):
        judge(lambda z, w: sys.exit(), "exit()")

    def test_changed_input_is_told_and_does_no_harm(self):
        def changing(z, w):
            result = solve(z, w)
            z -= result[0]
            return result

        judge(changing, "changes its input `z`")

    def test_keeping_what_was_handed_over_is_no_use(self):
        kept = []

        def keeping(z, w):
            for old in kept:
                old *= 0
            kept.append(z)
            result = solve(z, w)
            kept.extend(result)
            return result

        judge(keeping, status="Correct")

    def test_another_answer_the_second_time(self):
        state = np.random.default_rng(0)
        calls = []

        def moody(z, w):
            calls.append(1)
            return solve(z, w if len(calls) <= 3 else state.normal())

        judge(moody, "second time")

    def test_view_of_the_input(self):
        q = rows_mean(
            stub="def means(z, w):\n    return ...",
            solution="def means(z, w):\n    return z[:, :1]",
            returns=("first",),
            slips="",
        )
        judge(lambda z, w: z[:, :1], status="Correct", q=q)
        judge(lambda z, w: z.T, "`first`", "shape", q=q)

    def test_prints_and_warnings_are_swallowed(self, capsys):
        def loud(z, w):
            for _ in range(1000):
                print("spam" * 100)
                print("err", file=sys.stderr)
            sys.stdout.flush()
            warnings.warn("mind", stacklevel=1)
            np.log(-np.ones(3)) / np.zeros(3)
            return solve(z, w)

        judge(loud, status="Correct")
        text = judge(lambda z, w: print("x"), "not shown")
        assert capsys.readouterr() == ("", "")
        assert "spam" not in text

    def test_numpy_set_to_raise_is_no_matter(self):
        def dividing(z, w):
            np.ones(2) / np.zeros(2)
            return solve(z, w)

        with np.errstate(all="raise"):
            judge(dividing, status="Correct")

    @pytest.mark.parametrize(
        ("answer", "words"),
        [
            (lambda z, w: None, "returns nothing"),
            (lambda z, w: solve(z, w)[0], "1 thing"),
            (lambda z, w: (*solve(z, w), 3), "3 things"),
            (lambda z, w: solve(z, w)[::-1], "another order"),
            (lambda z, w: (solve(z, w)[0][:, 0], solve(z, w)[1]), "keepdims"),
            (lambda z, w: (solve(z, w)[0].T, solve(z, w)[1]), "on its side"),
            (lambda z, w: (solve(z, w)[0] * np.nan, solve(z, w)[1]), "NaN"),
            (lambda z, w: (solve(z, w)[0] / 0, solve(z, w)[1]), "infinity"),
            (lambda z, w: (-solve(z, w)[0], solve(z, w)[1]), "wrong sign"),
            (lambda z, w: (0 * solve(z, w)[0], solve(z, w)[1]), "zero everywhere"),
            (lambda z, w: (solve(z, w)[0] * 3, solve(z, w)[1]), "3 times what it should be"),
            (lambda z, w: (solve(z, w)[0] + 3, solve(z, w)[1]), "same amount"),
            (lambda z, w: (solve(z, w)[0] ** 2, solve(z, w)[1]), "too large at ["),
            (lambda z, w: ("text", solve(z, w)[1]), "a str"),
            (lambda z, w: (None, solve(z, w)[1]), "is None"),
            (lambda z, w: ({}, solve(z, w)[1]), "a dict"),
            (lambda z, w: (solve(z, w)[0] + 1j, solve(z, w)[1]), "complex"),
            (lambda z, w: ([[1], [2, 3]], solve(z, w)[1]), "a list"),
            (lambda z, w: (object(), solve(z, w)[1]), "object"),
            (lambda z, w: (yield 1), "generator"),
            (lambda z: z, "your function takes (z); it should take (z, w)"),
            (np.mean, "Not yet"),
            (dict, "a class"),
            (np.ones((2, 1)), "without calling it"),
            (3, "without calling it"),
            ("means", "without calling it"),
            ([solve], "without calling it"),
        ],
    )
    def test_wrong_answers_get_words(self, answer, words):
        judge(answer, words)

    def test_wrong_only_where_zero_is_asked_is_no_factor(self):
        assert "furthest off" in wording.difference([1, 1, 2, 3], np.array([0, 1, 2, 3]))

    def test_coroutine(self):
        async def later(z, w):
            return z

        judge(later, "async def")

    def test_answers_that_fight_back(self):
        class Nasty:
            def __eq__(self, other):
                raise RuntimeError("no")

            __hash__ = None

            def __array__(self, *args, **kwargs):
                raise RuntimeError("no")

            def __deepcopy__(self, memo):
                raise RuntimeError("no")

            def __repr__(self):
                raise RuntimeError("no")

        class Unprintable(Exception):
            def __str__(self):
                raise RuntimeError("no")

        def unprintable(z, w):
            raise Unprintable

        judge(Nasty())
        judge(lambda z, w: (Nasty(), Nasty()))
        judge(unprintable, "Unprintable")

    def test_the_checkers_own_error_is_not_blamed_on_the_answer(self):
        def broken(rng):
            raise IndexError("no such case")

        in_verdict, in_words = rows_mean(), rows_mean()
        in_verdict.accepts = in_words.explain = lambda trial: trial.no_such_thing
        for q in (rows_mean(cases=broken), in_verdict, in_words):
            with pytest.raises(RuntimeError, match="itself failed; that is not your answer's"):
                q.judge(lambda z, w: (z, w))

    def test_addresses_and_random_numbers_stay_out_of_the_words(self):
        def raising(z, w):
            raise ValueError(f"{object()}")

        assert "0x..." in judge(raising)
        for answer in (raising, lambda z, w: (z, z)):
            assert Q.judge(answer, seed=0).text == Q.judge(answer, seed=0).text

    def test_inputs_are_fresh_at_each_check(self, capsys):
        seen = []

        def keeping(z, w):
            seen.append(z)
            return solve(z, w)

        for check in (Q.check, Q.check, lambda f: Q.judge(f, seed=0), lambda f: Q.judge(f, seed=0)):
            seen.append("check")
            check(keeping)
        starts = [seen[i + 1].tolist() for i, z in enumerate(seen) if isinstance(z, str)]
        assert starts[0] != starts[1] and starts[1] != starts[2] and starts[2] == starts[3]

    def test_an_answer_that_is_never_the_same(self):
        rng = np.random.default_rng(0)
        words = "random"
        judge(lambda z, w: (solve(z, w)[0] + rng.normal(), solve(z, w)[1]), words)

    def test_right_numbers_that_change_an_input_may_be_a_known_mistake(self):
        def spoils(z, w):
            z += 1
            return solve(z - 1, w)

        q = rows_mean(
            slips="""
            you added 1 to the caller's z.
                return z.mean -> z += 1 ¶ z = z - 1 ¶ return z.mean
            """
        )
        assert "added 1" in q.judge(spoils).words

    def test_only_one_letter_is_asked_for(self):
        q = exercises.why_db_is_zero
        assert q.judge("ab").words == f"choose only one letter. (a) {q.wrong['a']}"

    def test_the_place_is_named_with_both_numbers(self):
        q = rows_mean(cases=lambda rng: [(np.array([[1.0, 2.0], [3.0, 5.0]]), 2.0)])
        text = judge(lambda z, w: (solve(z, w)[0] ** 2, solve(z, w)[1]), "[1, 0]", q=q)
        assert "`mean` of shape (2, 1)" in text and "yours 16, expected 4." in text

    def test_brackets_and_powers_are_known_everywhere(self):
        q = rows_mean(
            solution="def means(z, w):\n    return 1 / (1 + z**2), (z + w) * z",
            slips="MINE\n    (z + w) * z -> z + w * z",
        )
        judge(lambda z, w: (1 / 1 + z**2, (z + w) * z), "brackets are missing", q=q)
        judge(lambda z, w: (1 / (1 + z**2), z + w * z), "MINE", q=q)
        judge(lambda z, w: (1 / (1 + z ^ 2), (z + w) * z), "power as `**`", q=q)
        judge(lambda z, w: (1 / (1 + w ^ -0.5), (z + w) * z), "power as `**`", q=q)

    def test_in_place(self):
        q = rows_mean(
            stub="def means(z, w):\n    ...",
            solution="def means(z, w):\n    z *= w",
            returns=(),
            in_place=("z",),
            slips="NEW ARRAY\n    return z * w",
        )

        def scale(z, w):
            z[:] = w * z

        def rebind(z, w):
            z = w * z

        judge(scale, status="Correct", q=q)
        judge(rebind, "NEW ARRAY", q=q)
        judge(lambda z, w: z.fill(0), "`z (after the call)`", q=q)

    def test_every_exercise_survives_another_ones_solution(self):
        everything = [q for q in exercises.all_exercises().values() if isinstance(q, Function)]
        for q, other in zip(everything, everything[1:] + everything[:1], strict=True):
            same = {"spot_the_backward_bug", "whole_network"}  # what the one before asks for, too
            if other.name not in same:
                judge(other.reference, q=q)


VALUE = Value(
    title="t",
    task="Task.",
    right=31.6,
    kind="a number",
    rtol=0.01,
    slips={"ROOT": (1000,)},
    hints=["a", "b"],
    solution="31.6",
    why="WHY",
)
SHAPE = Value(
    title="t", task="T", right=(3, 1), kind="a shape such as (2, 3)",
    slips={"ROW": ((1, 3),), "FLAT": ((3,),)}, hints=["a", "b"], solution="(3, 1)", why="WHY",
)  # fmt: skip


class TestValue:
    @pytest.mark.parametrize("answer", [31.6, 31.7, np.float32(31.6), np.array([31.6]), [31.6]])
    def test_right(self, answer):
        judge(answer, "WHY", status="Correct", q=VALUE)

    @pytest.mark.parametrize("answer", [None, ..., "", "...", "____"])
    def test_not_started(self, answer):
        judge(answer, status="Not started", q=VALUE)

    @pytest.mark.parametrize(
        ("answer", "words"),
        [
            (1000, "ROOT"),
            (30, "too small"),
            (np.inf, "too large"),
            (np.nan, "NaN"),
            ("31.6", "without quotes"),
            (True, "a number"),
            ([1, 2], "a number"),
            ({}, "a number"),
            (1j, "a number"),
            (object(), "a number"),
            (lambda: 31.6, "a function"),
        ],
    )
    def test_wrong(self, answer, words):
        assert "31" not in judge(answer, words, q=VALUE).removeprefix("Not yet: 31.6")

    def test_shapes(self):
        for answer in ((3, 1), [3, 1], np.array([3, 1])):
            judge(answer, status="Correct", q=SHAPE)
        judge((1, 3), "ROW", q=SHAPE)
        judge((3,), "FLAT", q=SHAPE)
        judge((3, 2), "1 of the 2", q=SHAPE)
        judge((3, 1, 1), "such as", q=SHAPE)
        judge((3, ...), status="Not started", q=SHAPE)


def choice(**changes):
    settings = {
        "title": "t", "task": "Task.", "options": {"a": "Ah", "b": "Be", "c": "Ce"},
        "right": "b", "wrong": {"a": "NOT A", "c": "NOT C"}, "hints": ["a", "b"],
        "solution": "b", "why": "WHY",
    }  # fmt: skip
    return Choice(**(settings | changes))


class TestChoice:
    @pytest.mark.parametrize("answer", ["b", "B", " b ", "b)", "(b)", "b.", ["b"], "be", "Be"])
    def test_right(self, answer):
        judge(answer, "WHY", status="Correct", q=choice())

    @pytest.mark.parametrize(
        ("answer", "words"),
        [("a", "NOT A"), ("Ce", "NOT C"), ("z", "a, b, c"), (2, "a, b, c"), ("ab", "only one"),
         (["a", "b"], "only one"), (lambda: "b", "a, b, c"), ({"b": 1}, "a, b, c"), (b"b", "a, b"),
         (1.5, "a, b"), ("something long with spaces", "a, b")],
    )  # fmt: skip
    def test_wrong(self, answer, words):
        judge(answer, words, q=choice())

    @pytest.mark.parametrize("answer", [None, ..., "", "...", "?", [], [...]])
    def test_not_started(self, answer):
        judge(answer, status="Not started", q=choice())

    def test_many(self):
        q = choice(right="bc", wrong={"a": "NOT A"}, missing={"c": "AND C"}, many=True)
        for answer in ("bc", "b, c", "cb", ["b", "c"], {"c", "b"}, ("B", "C"), "b and c", "b & c"):
            judge(answer, status="Correct", q=q)
        judge("b", "AND C", q=q)
        judge("c", "missing", q=q)
        judge("abc", "NOT A", q=q)
        judge("x", 'as in "ab"', q=q)


class TestAround:
    def test_check_prints_once_and_shows_nothing_more(self, capsys):
        result = choice().check("b")
        assert capsys.readouterr().out == "Correct: WHY\n"
        assert result and result.status == "Correct" and str(result) == "Correct: WHY"
        assert result._ipython_display_() is None
        assert not choice().check("a")
        choice().check()
        assert "exercises.exercise.check(answer)" in capsys.readouterr().out

    def test_hints_grow(self, capsys):
        q = choice(hints=["weak", "strong"])
        for _ in range(3):
            q.hint()
        lines = capsys.readouterr().out.splitlines()
        assert lines[0] == "Hint 1 of 2: weak"
        assert lines[1] == lines[3] == "Hint 2 of 2: strong"

    def test_solution_can_be_switched_off(self, capsys, monkeypatch):
        q = choice(solution="THE SOLUTION")
        q.solution()
        assert capsys.readouterr().out == "THE SOLUTION\n"
        try:
            assert exercises.solutions(False) is False
            q.solution()
            q.hint()
            q.hint()
            assert "SOLUTION" not in (out := capsys.readouterr().out) and "switched off" in out
            assert "solution()" not in out
        finally:
            assert exercises.solutions(True) is True
        monkeypatch.setenv("BNLAB_SOLUTIONS", "off")
        assert exercises.solutions() is False
        q.solution()
        assert "switched off" in capsys.readouterr().out

    def test_shown_task(self):
        assert "**Exercise: t**\n\nTask.\n\n- **a** · Ah" in choice()._repr_markdown_()
        assert "Task." in repr(choice())

    def test_name_and_lesson_are_those_of_variable_and_file(self):
        q = exercises.lesson_04.bias_drops_out
        assert exercises.bias_drops_out is q
        assert (q.name, q.lesson) == ("bias_drops_out", 4)
        assert "bias_drops_out" in dir(exercises)
        with pytest.raises(AttributeError, match="mean bias_drops_out"):
            _ = exercises.bias_drop_out

    def test_loaded_late_and_light(self):
        code = (
            "import sys, bnlab; print('bnlab.exercises' in sys.modules);"
            "bnlab.exercises.constant_unit;"
            "print(sorted({m.split('.')[0] for m in sys.modules}"
            " & {'matplotlib', 'ipywidgets', 'IPython', 'joblib', 'tqdm'}))"
        )
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
        assert done.stdout.split("\n")[:2] == ["False", "[]"], done.stderr

    def test_works_in_a_thread(self):
        import threading

        found = []
        thread = threading.Thread(target=lambda: found.append(Q.judge(solve).status))
        thread.start()
        thread.join()
        assert found == ["Correct"]

    def test_quiet_puts_everything_back(self):
        stream, filters = sys.stdout, list(warnings.filters)
        with contextlib.suppress(ValueError), running.quiet():
            raise ValueError
        assert sys.stdout is stream and warnings.filters == filters
        assert isinstance(stream, io.TextIOBase) or stream is sys.stdout
