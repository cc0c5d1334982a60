"""The three kinds of exercise, and how each looks at an answer.

`Function` runs the student's function on fresh random inputs beside the solution. The mistakes
that it knows are `Slip`s: the solution with one thing wrong in it, and what to say. An answer
that *behaves* like a slip gets the slip's words, however it is written. `Value` asks for a
number, a shape or an array; `Choice` for one letter, or several, out of a list.
"""

from __future__ import annotations

import functools
import inspect
import itertools
import os
import re
import textwrap
import types
import zlib
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from . import running
from .comparing import as_numbers, difference, same, show
from .running import Outcome

CORRECT, NOT_YET, NOT_STARTED = "Correct", "Not yet", "Not started"

_MISSING = object()
_switch = {"solutions": True}


def solutions(on: bool | None = None) -> bool:
    """Say whether solutions are shown; `solutions(False)` switches them off for this session.

    The environment variable `BNLAB_SOLUTIONS=off` switches them off from outside.
    """
    if on is not None:
        _switch["solutions"] = bool(on)
    from_outside = os.environ.get("BNLAB_SOLUTIONS", "on").strip().lower()
    return _switch["solutions"] and from_outside not in ("off", "0", "no", "false")


class Result:
    """What a check found: `status` and `text`. True when the answer is correct."""

    def __init__(self, status: str, words: str) -> None:
        self.status = status
        self.words = words

    @property
    def text(self) -> str:
        return f"{self.status}: {self.words}"

    def __bool__(self) -> bool:
        return self.status == CORRECT

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return f"<{self.status}>"

    def _ipython_display_(self) -> None:
        """Nothing: `check` has printed it, so a notebook need not show it again."""


class Slip:
    """One known mistake: the words for it, and wrong answers that show it.

    Each wrong answer is a function, a value, or for a `Function` an edit of its solution: a tuple
    of texts `(old, new)` or `(old, new, old, new, ...)`. The edit is what the test of the slip
    runs, too.
    """

    def __init__(self, words: str, *wrong: Any) -> None:
        self.words = " ".join(words.split())
        self.wrong = wrong


class Exercise:
    """What all exercises share: a task, hints, a solution, and how they are shown."""

    def __init__(
        self,
        name: str,
        *,
        lesson: int,
        title: str,
        task: str,
        solution: str,
        hints: Sequence[str],
        why: str,
        stub: str = "answer = ...",
    ) -> None:
        self.name = name
        self.lesson = lesson
        self.title = title
        self.task = textwrap.dedent(task).strip()
        self.stub = textwrap.dedent(stub).strip()
        self.why = " ".join(why.split())
        self.hints = tuple(" ".join(hint.split()) for hint in hints)
        self._solution = textwrap.dedent(solution).strip()
        self._hints_given = 0

    # what the student calls

    def check(self, answer: Any = _MISSING) -> Result:
        """Look at an answer, print what was found, and return it."""
        result = self.judge(answer)
        print(result.text)
        return result

    def hint(self) -> None:
        """Print a hint; each call prints a stronger one."""
        self._hints_given = min(self._hints_given + 1, len(self.hints))
        n = self._hints_given
        last = n == len(self.hints) and solutions()
        more = f"\n(That was the last hint; exercises.{self.name}.solution() shows a solution.)"
        print(f"Hint {n} of {len(self.hints)}: {self.hints[n - 1]}{more if last else ''}")

    def solution(self) -> None:
        """Print a solution, unless the course has switched solutions off."""
        print(self._solution if solutions() else "Solutions are switched off in this course.")

    # for those who write lessons and tests

    def judge(self, answer: Any = _MISSING, seed: int | None = None) -> Result:
        """As `check`, but prints nothing. Without a `seed` the inputs are new at each call."""
        if answer is _MISSING:
            return Result(NOT_STARTED, f"hand your answer over: {self._call('check', 'answer')}")
        if answer is None or answer is Ellipsis or answer is NotImplemented:
            return self._not_started()
        try:
            return self._judge(answer, seed)
        except Exception as error:  # an answer whose own methods fail
            return Result(NOT_YET, f"this answer can't be read ({type(error).__name__}).")

    def _judge(self, answer: Any, seed: int | None) -> Result:
        raise NotImplementedError

    def _not_started(self) -> Result:
        return Result(
            NOT_STARTED,
            f"replace the `...` by your answer and run the cell again. "
            f"{self._call('hint')} helps you to begin.",
        )

    def _call(self, method: str, argument: str = "") -> str:
        return f"exercises.{self.name}.{method}({argument})"

    def _correct(self) -> Result:
        return Result(CORRECT, self.why)

    def _text(self) -> str:
        return self.task

    def _repr_markdown_(self) -> str:
        return (
            f"**Exercise: {self.title}**\n\n{self._text()}\n\n"
            f"*Stuck?* `{self._call('hint')}` gives a hint, and a stronger one each time; "
            f"`{self._call('solution')}` shows a solution."
        )

    def __repr__(self) -> str:
        return f"Exercise: {self.title}\n\n{self._text()}"


class Value(Exercise):
    """An exercise whose answer is a number, a tuple of numbers, or an array.

    `right` is the value, `kind` says in words what is asked for, `rtol` how exact it must be.
    """

    def __init__(
        self,
        name: str,
        *,
        right: Any,
        kind: str,
        slips: Sequence[Slip],
        rtol: float = 1e-3,
        **rest: Any,
    ) -> None:
        super().__init__(name, **rest)
        self.right = right
        self.kind = kind
        self.slips = tuple(slips)
        self.rtol = rtol

    def _judge(self, answer: Any, seed: int | None) -> Result:
        if callable(answer):
            return Result(NOT_YET, f"this is a function; the answer is {self.kind}.")
        if isinstance(answer, str):
            if not answer.strip(" ._"):
                return self._not_started()
            return Result(NOT_YET, f"this is a text; the answer is {self.kind}, without quotes.")
        if isinstance(answer, bool):
            return Result(NOT_YET, f"this is {answer}; the answer is {self.kind}.")
        if isinstance(answer, tuple | list) and any(part is Ellipsis for part in answer):
            return self._not_started()
        numbers, right = as_numbers(answer), np.asarray(self.right)
        if numbers is None:
            return Result(NOT_YET, f"the answer is {self.kind}.")
        if numbers.size == right.size == 1:
            numbers = numbers.reshape(right.shape)
        if same(numbers, right, self.rtol):
            return self._correct()
        for slip in self.slips:
            if any(same(numbers, np.asarray(wrong), self.rtol) for wrong in slip.wrong):
                return Result(NOT_YET, slip.words)
        if numbers.shape != right.shape:
            return Result(NOT_YET, f"the answer is {self.kind}.")
        if np.isnan(numbers).any():
            return Result(NOT_YET, "the answer has NaN in it.")
        if right.ndim:
            n = int(np.sum(~np.isclose(numbers, right, rtol=self.rtol)))
            return Result(NOT_YET, f"{n} of the {right.size} numbers {'is' if n == 1 else 'are'} "
                          "something else.")  # fmt: skip
        way = "too large" if numbers > right else "too small"
        return Result(NOT_YET, f"{show(numbers)} is {way}.")


class Choice(Exercise):
    """An exercise that is answered by a letter, or with `many=True` by all letters that are true.

    `options` maps each letter to its text; `right` names the true ones, in one string. `wrong`
    maps each of the others to what to say to those who choose it; `missing` (only with `many`)
    maps a true one to what to say to those who leave it out.
    """

    def __init__(
        self,
        name: str,
        *,
        options: Mapping[str, str],
        right: str,
        wrong: Mapping[str, str],
        missing: Mapping[str, str] | None = None,
        many: bool = False,
        **rest: Any,
    ) -> None:
        super().__init__(name, **rest)
        self.options = {key: " ".join(text.split()) for key, text in options.items()}
        self.right = frozenset(right)
        self.wrong = {key: " ".join(words.split()) for key, words in wrong.items()}
        self.missing = {key: " ".join(words.split()) for key, words in (missing or {}).items()}
        self.many = many

    def _text(self) -> str:
        listed = "\n".join(f"- **{key}** · {text}" for key, text in self.options.items())
        return f"{self.task}\n\n{listed}"

    def _judge(self, answer: Any, seed: int | None) -> Result:
        letters = ", ".join(self.options)
        how = (
            f'answer with all the letters that are true, as in "{"".join(list(self.options)[:2])}".'
            if self.many
            else f"answer with one of the letters {letters}, in quotes."
        )
        if isinstance(answer, np.ndarray):
            answer = answer.tolist()
        parts = list(answer) if isinstance(answer, tuple | list | set | frozenset) else [answer]
        if any(part is Ellipsis or part is None for part in parts):
            return self._not_started()
        if not all(isinstance(part, str) for part in parts):
            return Result(NOT_YET, how)
        if not "".join(parts).strip(" ._?"):
            return self._not_started()
        chosen = set().union(*(self._letters(part) for part in parts))
        if not chosen or not chosen <= set(self.options):
            return Result(NOT_YET, how)
        if not self.many and len(chosen) > 1:
            key = min(chosen - self.right)
            return Result(NOT_YET, f"only one letter is asked for. ({key}) {self.wrong[key]}")
        if chosen == self.right:
            return self._correct()
        for key in self.options:
            if key in chosen and key not in self.right:
                return Result(NOT_YET, f"({key}) {self.wrong[key]}")
        for key, words in self.missing.items():
            if key not in chosen:
                return Result(NOT_YET, f"what you chose is true, but not all of it. {words}")
        return Result(NOT_YET, "what you chose is true, but something true is missing.")

    def _letters(self, text: str) -> set[str]:
        """The letters in "b", "(B)", "b)", "a, d", "ad", or the letter of a whole option."""
        plain = " ".join(text.split()).lower()
        for key, option in self.options.items():
            if plain == option.lower():
                return {key}
        words = re.split(r"[\s,;.()+&]+|\band\b", plain)
        return {letter for word in words for letter in (word if len(word) <= 6 else "?")}


@functools.cache
def _run(source: str, name: str, function_name: str) -> Callable:
    """The function that a source text defines; it knows `np` and `bn`."""
    import bnlab

    namespace: dict[str, Any] = {"np": np, "bn": bnlab}
    exec(compile(source, f"<{name}>", "exec"), namespace)
    return namespace[function_name]


class Case(NamedTuple):
    """One input, what it should give, and what the student's function gave."""

    args: tuple
    want: Outcome
    got: Outcome


class Function(Exercise):
    """An exercise whose answer is a function, judged by what it does.

    `cases(rng)` gives a list of tuples of arguments; the first few should be small, as they are
    shown. `solution` is source text that defines the function. `returns` names what it gives back
    (more than one name: a tuple). `in_place` names arguments that it is meant to change.
    `slips` are tried in order.
    """

    def __init__(
        self,
        name: str,
        *,
        cases: Callable[[np.random.Generator], list[tuple]],
        slips: Sequence[Slip],
        returns: tuple[str, ...],
        in_place: tuple[str, ...] = (),
        **rest: Any,
    ) -> None:
        super().__init__(name, **rest)
        self.cases = cases
        self.slips = tuple(slips)
        self.returns = returns
        self.in_place = in_place

    # the function, the stub and the slips, as functions

    @property
    def function_name(self) -> str:
        return next(re.finditer(r"^def (\w+)", self._solution, re.MULTILINE))[1]

    @property
    def reference(self) -> Callable:
        """The solution, run."""
        return self._run_source(self._solution)

    def wrongs(self, slip: Slip) -> list[Callable]:
        """A slip's wrong answers as functions."""
        return [self._edited(w) if isinstance(w, tuple) else w for w in slip.wrong]

    def _edited(self, edit: tuple[str, ...]) -> Callable:
        source = self._solution
        for old, new in zip(edit[::2], edit[1::2], strict=True):
            if old not in source:
                raise ValueError(f"{self.name}: {old!r} is not in the solution")
            source = source.replace(old, new)
        return self._run_source(source)

    def _run_source(self, source: str) -> Callable:
        return _run(source, self.name, self.function_name)

    # judging

    def _not_started(self) -> Result:
        return Result(
            NOT_STARTED,
            f"change `{self.function_name}` and run the cell again. "
            f"{self._call('hint')} helps you to begin.",
        )

    def _judge(self, answer: Any, seed: int | None) -> Result:
        reference = self.reference
        names = tuple(inspect.signature(reference).parameters)
        if words := self._not_a_function(answer):
            return Result(NOT_YET, words)
        if _same_code(answer, self._run_source(self.stub)):
            return self._not_started()
        inputs = self.cases(self._rng(seed))
        if words := _wrong_arguments(answer, names, inputs[0]):
            return Result(NOT_YET, words)
        with running.quiet() as sink:
            try:
                got = self._outcomes(answer, names, inputs, running.TIME_LIMIT)
                again = self._outcomes(answer, names, inputs, running.TIME_LIMIT)
            except running.TimeUp:
                return Result(
                    NOT_YET,
                    f"`{self.function_name}` had not come back after {running.TIME_LIMIT:g} "
                    "seconds, so it was stopped. Is there a loop that never ends?",
                )
            want = self._outcomes(reference, names, inputs)
            runs = [Case(*case) for case in zip(inputs, want, got, strict=True)]
            if got[0].kind is NotImplementedError:
                return self._not_started()
            right = all(self._wrong_parts(run) == [] for run in runs)
            words = None
            if not right or any(run.got.changed for run in runs):
                words = self._recognise(runs, names)
            words = words or self._manners(runs, again, right)
            if words is None and not right:
                words = self._describe(runs, names)
        if words is None:
            return self._correct()
        if sink.used:
            words += "\n(What your function prints is not shown during a check.)"
        return Result(NOT_YET, words)

    def _rng(self, seed: int | None) -> np.random.Generator:
        """Where the inputs come from: new ones at each call, or always the same for a `seed`."""
        if seed is None:
            return np.random.default_rng()
        return np.random.default_rng([zlib.crc32(self.name.encode()), seed])

    def _outcomes(
        self, function: Callable, names: tuple[str, ...], inputs: list[tuple], limit=None
    ) -> list[Outcome]:
        clock = running.time.perf_counter
        start = clock()
        return [
            running.call(
                function,
                args,
                names,
                self.in_place,
                None if limit is None else max(0.0, limit - (clock() - start)),
            )
            for args in inputs
        ]

    def _not_a_function(self, answer: Any) -> str | None:
        name = self.function_name
        if isinstance(answer, type):
            return f"this is a class; hand over the function: {self._call('check', name)}"
        if not callable(answer):
            return f"hand over the function itself, without calling it: {self._call('check', name)}"
        return None

    def _parts(self, outcome: Outcome) -> dict[str, Any]:
        """What a call gave, thing by thing: each that is returned, each changed in place."""
        parts = {f"{name} (after the call)": value for name, value in outcome.after.items()}
        if len(self.returns) == 1:
            parts[self.returns[0]] = outcome.value
        elif len(self.returns) > 1:
            value = outcome.value
            fits = isinstance(value, tuple | list) and len(value) == len(self.returns)
            values = value if fits else itertools.repeat(value)
            parts.update(zip(self.returns, values, strict=False))
        return parts

    def _wrong_parts(self, run: Case) -> list[str]:
        if run.got.error is not None:
            return ["error"]
        want, got = self._parts(run.want), self._parts(run.got)
        return [name for name in want if not same(got[name], want[name])]

    def _manners(self, runs: list[Case], again: list[Outcome], right: bool) -> str | None:
        """Is the function well behaved? Most of that is asked only once the numbers are right."""
        for run in runs:
            if right and run.got.changed:
                name = run.got.changed[0]
                return (
                    f"the result is right, but your function changes its input `{name}`, which "
                    "belongs to the caller. Make something new instead of writing into it."
                )
        for run, second in zip(runs, again, strict=True):
            first, then = self._parts(run.got), self._parts(second)
            if run.got.error is not None or second.error is not None:
                steady = run.got.kind is second.kind
            else:
                steady = all(
                    same(then[name], first[name]) or not same(first[name], first[name])
                    for name in first  # a thing that can't be compared says nothing
                )
            if not steady:
                return (
                    "the same input gave another result the second time: does it draw random "
                    "numbers of its own, or keep something from one call to the next?"
                )
        return None

    def _recognise(self, runs: list[Case], names: tuple[str, ...]) -> str | None:
        """The words of the first slip that behaves like the answer in everything, what it does to
        its inputs included; failing that, in what it gives; failing that, wherever the answer is
        wrong; failing that, in the first thing that is wrong.
        """
        inputs = [run.args for run in runs]
        wrong = list(dict.fromkeys(part for run in runs for part in self._wrong_parts(run)))
        first = [part for part in wrong if part != "error"][:1] or wrong

        def behaviour(function: Callable) -> Callable[[int], Outcome]:
            """What a slip does with each input, run when asked: most differ on the first."""
            return functools.cache(
                lambda i: running.call(function, inputs[i], names, self.in_place)
            )

        behaviours = [(slip, behaviour(f)) for slip in self.slips for f in self.wrongs(slip)]
        everything = list(self._parts(runs[0].want))
        for asked, inputs_too in ((everything, True), (everything, False), (wrong, False),
                                  (first, False)):  # fmt: skip
            for slip, outcome in behaviours:
                if self._alike(runs, outcome, asked, inputs_too):
                    return slip.words
        return None

    def _alike(
        self,
        runs: list[Case],
        outcome: Callable[[int], Outcome],
        asked: list[str],
        inputs_too: bool,
    ) -> bool:
        """The same wrong values everywhere; where there is an error instead, of the same type.

        Errors alone say too little: then their messages must agree, too. With `inputs_too` both
        change the same inputs; then that may be all that is wrong with them.
        """
        seen = False
        for i, run in enumerate(runs):
            slip = outcome(i)
            if run.got.kind is not slip.kind:
                return False
            if inputs_too:
                if run.got.changed != slip.changed:
                    return False
                seen = seen or bool(slip.changed)
            if slip.kind is not None:
                seen = seen or run.got.error == slip.error
                continue
            mine, theirs = self._parts(run.got), self._parts(slip)
            parts = [part for part in asked if part != "error"]
            if not all(same(mine[part], theirs[part]) for part in parts):
                return False
            seen = seen or bool(set(parts) & set(self._wrong_parts(run)))
        return seen

    def _describe(self, runs: list[Case], names: tuple[str, ...]) -> str:
        """No slip fits: say on which input it goes wrong, and in which way."""
        run = next(run for run in runs if self._wrong_parts(run))
        if run.got.error is not None:
            return self._describe_error(run, names)
        if words := self._structure(run):
            return words
        part = self._wrong_parts(run)[0]
        want, got = self._parts(run.want)[part], self._parts(run.got)[part]
        words = f"`{part}` {difference(got, want)}."
        if isinstance(got, tuple) and any(same(one, want) for one in got):
            words = f"your function returns {len(got)} things; asked is `{part}` alone."
        for i, name in enumerate(names):
            gots = [self._parts(other.got).get(part) for other in runs]
            if all(same(g, other.args[i]) for g, other in zip(gots, runs, strict=True)):
                words = f"`{part}` is just `{name}`, as it was handed in."
        if all(self._wrong_parts(other) for other in runs):
            words += f"\nFor example with {_show_input(names, run.args)}"
        else:
            words += f"\nNot for every input, but with {_show_input(names, run.args)}"
        if changed := [name for run in runs for name in run.got.changed]:
            words += f"\n(Your function also changes its input `{changed[0]}`.)"
        return words

    def _describe_error(self, run: Case, names: tuple[str, ...]) -> str:
        error = run.got.error or ""
        if "ellipsis" in error.lower():
            return f"there is still a `...` to be replaced ({run.got.where})."
        if run.got.kind is SystemExit:
            return "your function calls exit(); let it return instead."
        words = f"your function stopped with\n    {error}"
        if run.got.where:
            words += f"\n    in {run.got.where}"
        if "could not be broadcast" in error and ",)" in error:
            words += (
                "\n(NumPy lines shapes up from the right, so a flat (n,) lies along the columns. "
                "Did an axis get lost? keepdims=True keeps it.)"
            )
        return words + f"\nwhen called with {_show_input(names, run.args)}"

    def _structure(self, run: Case) -> str | None:
        """The wrong number of things, or the right ones in another order."""
        if len(self.returns) < 2:
            return None
        asked = ", ".join(self.returns)
        value = run.got.value
        if inspect.isgenerator(value) or inspect.iscoroutine(value):
            return f"what your function returns {difference(value, 0)}."
        if value is None:
            return f"your function returns nothing; it should end with `return {asked}`."
        if not isinstance(value, tuple | list) or len(value) != len(self.returns):
            n = len(value) if isinstance(value, tuple | list) else 1
            return (
                f"your function returns {n} thing{'s' if n != 1 else ''}; "
                f"asked are {len(self.returns)}: {asked}."
            )
        for order in itertools.permutations(range(len(value))):
            if all(same(value[i], w) for i, w in zip(order, run.want.value, strict=True)):
                return f"these are the right things in another order; asked are: {asked}."
        return None


def _show_input(names: tuple[str, ...], args: tuple) -> str:
    return "\n    " + "\n    ".join(
        f"{name} = {_short(show(value))}" for name, value in zip(names, args, strict=False)
    )


def _short(text: str) -> str:
    return text if len(text) <= 200 else text[:200] + " ..."


def _wrong_arguments(answer: Callable, names: tuple[str, ...], args: tuple) -> str | None:
    try:
        signature = inspect.signature(answer)
    except (TypeError, ValueError):  # NumPy's own functions may have none
        return None
    try:
        signature.bind(*args)
    except TypeError:
        taken = ", ".join(signature.parameters) or "nothing"
        return f"your function takes ({taken}); it should take ({', '.join(names)})."
    return None


def _same_code(one: Any, other: Any) -> bool:
    """Whether two functions are the same but for comments and layout."""
    a, b = (getattr(f, "__code__", None) for f in (one, other))
    if a is None or b is None:
        return False
    return _equal_code(a, b) and repr(one.__defaults__) == repr(other.__defaults__)


def _equal_code(a: types.CodeType, b: types.CodeType) -> bool:
    if (a.co_code, a.co_names, a.co_varnames) != (b.co_code, b.co_names, b.co_varnames):
        return False
    return len(a.co_consts) == len(b.co_consts) and all(
        _equal_code(x, y)
        if isinstance(x, types.CodeType) and isinstance(y, types.CodeType)
        else repr(x) == repr(y)
        for x, y in zip(a.co_consts, b.co_consts, strict=True)
    )
