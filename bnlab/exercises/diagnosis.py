"""Explain to a student what is wrong with a function: the mistake by its name, or else the place.

An answer that behaves like a known mistake gets that mistake's words, however it is written.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable

from . import running
from .comparing import Thing, same
from .running import Outcome
from .trial import Case, Trial
from .wording import difference, show

Known = list[tuple[str, Callable]]  # the words for a mistake, and a function that makes it


def explain(trial: Trial, known: Known) -> str:
    """What to say of an answer that was not accepted."""
    right = not any(trial.wrong_parts(case) for case in trial.cases)
    words = None
    if not right or any(case.got.changed for case in trial.cases):
        words = _recognise(trial, known)
    if words is None and right:
        words = _changed(trial)
    return words or _unsteady(trial) or _describe(trial)


# -- a known mistake


def _recognise(trial: Trial, known: Known) -> str | None:
    """The words of the first mistake that behaves like the answer in everything, what it does to
    its inputs included; failing that, in what it gives; failing that, wherever the answer is
    wrong; failing that, in the first thing that is wrong.
    """
    wrong = list(dict.fromkeys(p for case in trial.cases for p in trial.wrong_parts(case)))
    first = [part for part in wrong if part != "error"][:1] or wrong

    def behaviour(function: Callable) -> Callable[[int], Outcome]:
        """What a mistake does with each input, run when asked: most differ on the first."""
        return functools.cache(
            lambda i: running.call(function, trial.cases[i].args, trial.names, trial.in_place)
        )

    behaviours = [(words, behaviour(function)) for words, function in known]
    everything = list(trial.parts(trial.cases[0].want))
    stages = [(everything, True), (everything, False)]
    if not any(case.got.error is None and _structure(trial, case) for case in trial.cases):
        stages += [(wrong, False), (first, False)]
    for asked, inputs_too in stages:
        for words, outcome in behaviours:
            if _alike(trial, outcome, asked, inputs_too):
                return words
    return None


def _alike(
    trial: Trial, outcome: Callable[[int], Outcome], asked: list[str], inputs_too: bool
) -> bool:
    """The same wrong values everywhere; where there is an error instead, of the same type.

    Errors alone say too little: then their messages must agree, too. With `inputs_too` both
    change the same inputs; then that may be all that is wrong with them.
    """
    seen = False
    for i, case in enumerate(trial.cases):
        slip = outcome(i)
        if case.got.kind is not slip.kind:
            return False
        if inputs_too:
            if case.got.changed != slip.changed:
                return False
            seen = seen or bool(slip.changed)
        if slip.kind is not None:
            seen = seen or case.got.error == slip.error
            continue
        mine, theirs = trial.parts(case.got), trial.parts(slip)
        parts = [part for part in asked if part != "error"]
        if not all(same(mine[part], theirs[part]) for part in parts):
            return False
        seen = seen or bool(set(parts) & set(trial.wrong_parts(case)))
    return seen


# -- bad manners


def _changed(trial: Trial) -> str | None:
    for case in trial.cases:
        for name in case.got.changed:
            return (
                f"the result is right, but your function changes its input `{name}`, which "
                "belongs to the caller. Make something new instead of writing into it."
            )
    return None


def _unsteady(trial: Trial) -> str | None:
    for case in trial.cases:
        first, then = trial.parts(case.got), trial.parts(case.again)
        if case.got.error is not None or case.again.error is not None:
            steady = case.got.kind is case.again.kind
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


# -- the place


def _describe(trial: Trial) -> str:
    """No known mistake fits: say on which input it goes wrong, and in which way."""
    cases = trial.cases
    case = next(case for case in cases if trial.wrong_parts(case))
    if case.got.error is not None:
        return _describe_error(trial, case)
    if words := _structure(trial, case):
        return words
    part = trial.wrong_parts(case)[0]
    want, got = trial.parts(case.want)[part], trial.parts(case.got)[part]
    words = f"`{part}` {difference(got, want)}."
    if isinstance(got, tuple) and any(same(one, want) for one in got):
        words = f"your function returns {len(got)} things; it should return `{part}` alone."
    for i, name in enumerate(trial.names):
        gots = [trial.parts(other.got).get(part) for other in cases]
        if all(same(g, other.args[i]) for g, other in zip(gots, cases, strict=True)):
            words = f"`{part}` is just `{name}`, as it was handed in."
    everywhere = all(trial.wrong_parts(other) for other in cases)
    start = "For example with" if everywhere else "Not for every input, but with"
    words += f"\n{start} {_show_input(trial.names, case.args)}"
    if changed := [name for case in cases for name in case.got.changed]:
        words += f"\n(Your function also changes its input `{changed[0]}`.)"
    return words


def _describe_error(trial: Trial, case: Case) -> str:
    error = case.got.error or ""
    if "ellipsis" in error.lower() and "slices" not in error:  # NumPy lists what may be an index
        return f"there is still a `...` to be replaced ({case.got.where})."
    if case.got.kind is SystemExit:
        return "your function calls exit(); let it return instead."
    if "bitwise_xor" in error or "for ^" in error:
        return "Python writes a power as `**`; `^` is something else."
    words = f"your function stopped with\n    {error}"
    if case.got.where:
        words += f"\n    in {case.got.where}"
    if "could not be broadcast" in error and ",)" in error:
        words += (
            "\n(NumPy lines shapes up from the right, so a flat (n,) lies along the columns. "
            "Did an axis get lost? keepdims=True keeps it.)"
        )
    if "0-dimensional arrays can be converted" in error or "size-1 arrays" in error:
        words += (
            "\n(`math` takes single numbers. For arrays NumPy has its own: `np.sqrt`, `np.exp`.)"
        )
    return words + f"\nwhen called with {_show_input(trial.names, case.args)}"


def _structure(trial: Trial, case: Case) -> str | None:
    """The wrong number of things, or the right ones in another order."""
    returns, value = trial.returns, case.got.value
    if len(returns) < 2:
        return None
    asked = ", ".join(returns)
    if isinstance(value, Thing) and value.kind in ("generator", "coroutine"):
        return f"what your function returns {difference(value, 0)}."
    if value is None:
        return f"your function returns nothing; it should end with `return {asked}`."
    if not isinstance(value, tuple | list) or len(value) != len(returns):
        n = len(value) if isinstance(value, tuple | list) else 1
        return (
            f"your function returns {n} thing{'s' if n != 1 else ''}; "
            f"it should return {len(returns)}: {asked}."
        )
    for order in itertools.permutations(range(len(value))):
        if all(same(value[i], w) for i, w in zip(order, case.want.value, strict=True)):
            return f"these are the right things in another order; return {asked}."
    return None


def _show_input(names: tuple[str, ...], args: tuple) -> str:
    return "\n    " + "\n    ".join(
        f"{name} = {_short(show(value))}" for name, value in zip(names, args, strict=False)
    )


def _short(text: str) -> str:
    return text if len(text) <= 200 else text[:200] + " ..."
