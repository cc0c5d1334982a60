"""What a student's function did with each input, beside what the solution does."""

from __future__ import annotations

import itertools
from typing import Any, NamedTuple

from .comparing import same
from .running import Outcome


class Case(NamedTuple):
    """One input, what it should give, what the function gave, and what it gave once more."""

    args: tuple
    want: Outcome
    got: Outcome
    again: Outcome


class Trial(NamedTuple):
    """All cases of one check; `returns` and `in_place` as in `Function`."""

    cases: list[Case]
    names: tuple[str, ...]  # of the arguments
    returns: tuple[str, ...]
    in_place: tuple[str, ...]
    printed: bool

    def parts(self, outcome: Outcome) -> dict[str, Any]:
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

    def wrong_parts(self, case: Case) -> list[str]:
        """The names of the things that are not what they should be."""
        if case.got.error is not None:
            return ["error"]
        want, got = self.parts(case.want), self.parts(case.got)
        return [name for name in want if not same(got[name], want[name])]
