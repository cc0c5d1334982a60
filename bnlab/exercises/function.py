"""An exercise whose answer is a function, judged by what it does on fresh random inputs."""

from __future__ import annotations

import inspect
import re
import time
import types
import zlib
from collections.abc import Callable
from typing import Any

import numpy as np

from . import diagnosis, running
from .comparing import same
from .exercise import Exercise, NotStarted, Unreadable
from .running import Outcome
from .slips import read_slips, without_brackets
from .trial import Case, Trial


class Function(Exercise):
    """An exercise whose answer is a function, judged by what it does.

    `cases(rng)` gives a list of tuples of arguments; the first few should be small, as they are
    shown. `solution` is source text that defines the function. `returns` names what it returns
    (more than one name: a tuple). `in_place` names arguments that it is meant to change,
    `may_change` those that it is free to write into. With `numpy_only` an answer that names `bn`
    is not read.
    `slips` is a text, see `slips.py`; its mistakes are tried in order.
    """

    def __init__(
        self,
        *,
        cases: Callable[[np.random.Generator], list[tuple]],
        slips: str,
        returns: tuple[str, ...],
        in_place: tuple[str, ...] = (),
        may_change: tuple[str, ...] = (),
        numpy_only: bool = False,
        **rest: Any,
    ) -> None:
        super().__init__(**rest)
        self.cases = cases
        self.slips = read_slips(slips, self._solution)
        self.returns = returns
        self.in_place = in_place
        self.may_change = may_change
        self.numpy_only = numpy_only
        self._compiled: dict[str, Callable] = {}

    @property
    def function_name(self) -> str:
        return next(re.finditer(r"^def (\w+)", self._solution, re.MULTILINE))[1]

    @property
    def reference(self) -> Callable:
        """The solution, run."""
        return self.run(self._solution)

    def run(self, source: str) -> Callable:
        """The function that a source text defines; it knows `np`, `bn` and the lesson's helpers."""
        if source not in self._compiled:
            import bnlab

            namespace: dict[str, Any] = {**self.helpers, "np": np, "bn": bnlab}
            exec(compile(source, f"<{self.name}>", "exec"), namespace)
            self._compiled[source] = namespace[self.function_name]
        return self._compiled[source]

    def read(self, answer: Any, seed: int | None) -> Trial:
        """What the answer does, and what it should do. It runs twice on each input."""
        self._refuse_what_is_no_function(answer)
        if self.stub and _same_code(answer, self.run(self.stub)):  # some have none
            raise NotStarted
        names = tuple(inspect.signature(self.reference).parameters)
        inputs = self.cases(self._rng(seed))
        _refuse_other_arguments(answer, names, inputs[0])
        deadline = time.perf_counter() + running.TIME_LIMIT

        def outcomes(function: Callable, deadline: float | None = None) -> list[Outcome]:
            return [
                running.call(function, x, names, self.in_place, deadline, self.may_change)
                for x in inputs
            ]

        with running.quiet() as sink:
            want = outcomes(self.reference)
            try:
                got, again = outcomes(answer, deadline), outcomes(answer, deadline)
            except running.TimeUp:
                late = time.perf_counter() - deadline > 1
                raise Unreadable(
                    f"`{self.function_name}` had not returned after {running.TIME_LIMIT:g} "
                    "seconds, so it was stopped. Is there a loop that never ends?"
                    + (" (It could be stopped only after one long call had ended.)" if late else "")
                ) from None
        if got[0].kind is NotImplementedError:
            raise NotStarted
        cases = [Case(*case) for case in zip(inputs, want, got, again, strict=True)]
        return Trial(cases, names, self.returns, self.in_place, printed=sink.used)

    def accepts(self, trial: Trial) -> bool:
        """Right on every input, twice, and nothing changed that belongs to the caller."""
        return all(
            not trial.wrong_parts(case)
            and not case.got.changed
            and case.again.error is None
            and same(trial.parts(case.again), trial.parts(case.got))
            for case in trial.cases
        )

    def explain(self, trial: Trial) -> str:
        brackets = without_brackets(self._solution)
        slips = (*self.slips, brackets) if brackets else self.slips
        known = [(slip.words, self.run(source)) for slip in slips for source in slip.wrong]
        with running.quiet():
            words = diagnosis.explain(trial, known)
        if trial.printed:
            words += "\n(What your function prints is not shown during a check.)"
        return words

    def _begin(self) -> str:
        return (
            f"change `{self.function_name}` and run the cell again. "
            f"{self._call('hint')} helps you to begin."
        )

    def _rng(self, seed: int | None) -> np.random.Generator:
        """Where the inputs come from: new ones at each call, or always the same for a `seed`."""
        if seed is None:
            return np.random.default_rng()
        return np.random.default_rng([zlib.crc32(self.name.encode()), seed])

    def _refuse_what_is_no_function(self, answer: Any) -> None:
        how = self._call("check", self.function_name)
        if isinstance(answer, type):
            raise Unreadable(f"this is a class; hand over the function: {how}")
        if not callable(answer):
            raise Unreadable(f"hand over the function itself, without calling it: {how}")
        code = getattr(inspect.unwrap(answer), "__code__", None)
        if self.numpy_only and code and {"bn", "bnlab"} & {*code.co_names}:
            raise Unreadable("this calls `bn`. Write the lines yourself, with NumPy alone.")


def _refuse_other_arguments(answer: Callable, names: tuple[str, ...], args: tuple) -> None:
    try:
        signature = inspect.signature(answer)
    except (TypeError, ValueError):  # NumPy's own functions may have none
        return
    try:
        signature.bind(*args)
    except TypeError:
        taken = ", ".join(signature.parameters) or "nothing"
        words = f"your function takes ({taken}); it should take ({', '.join(names)})"
        if by_name := [p.name for p in signature.parameters.values() if p.kind is p.KEYWORD_ONLY]:
            words += f", and `{by_name[0]}` by its place as well: take away the `*` before it"
        raise Unreadable(words + ".") from None


def _same_code(one: Any, other: Any) -> bool:
    """Whether two functions are the same but for comments and layout."""
    if not (type(one) is type(other) is types.FunctionType):
        return False
    return _equal_code(one.__code__, other.__code__) and one.__defaults__ == other.__defaults__


def _equal_code(a: types.CodeType, b: types.CodeType) -> bool:
    if (a.co_code, a.co_names, a.co_varnames) != (b.co_code, b.co_names, b.co_varnames):
        return False
    return len(a.co_consts) == len(b.co_consts) and all(
        _equal_code(x, y)
        if isinstance(x, types.CodeType) and isinstance(y, types.CodeType)
        else repr(x) == repr(y)
        for x, y in zip(a.co_consts, b.co_consts, strict=True)
    )
