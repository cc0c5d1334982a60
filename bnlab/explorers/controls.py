"""The controls of an explorer: what a hand may choose, and what is refused."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from numbers import Integral, Real
from typing import Any, Literal


@dataclass(frozen=True)
class Control:
    """One control: its label, its start, its values. Made by the functions below."""

    kind: Literal["range", "log", "whole", "steps", "choice", "switch"]
    label: str
    value: Any
    low: float = 0
    high: float = 0
    step: float = 1
    digits: int = 2
    options: Sequence[tuple[str, Any]] = ()

    def checked(self, value: Any) -> Any:
        """The value as a plain number, text or bool; a ValueError if no hand could choose it."""
        if self.kind == "switch":
            if isinstance(value, bool):
                return value
            raise ValueError(f"{self.label}: expected True or False, got {value!r}")
        if self.options:
            for _, option in self.options:
                if option == value:
                    return option
            choices = ", ".join(repr(option) for _, option in self.options)
            raise ValueError(f"{self.label}: expected one of {choices}; got {value!r}")
        whole = self.kind == "whole"
        low, high = (10**self.low, 10**self.high) if self.kind == "log" else (self.low, self.high)
        number = isinstance(value, Real) and not isinstance(value, bool)
        if number and whole and isinstance(value, Integral) and low <= int(value) <= high:
            return int(value)
        if number and not whole and low * (1 - 1e-9 * (low > 0)) <= value <= high * (1 + 1e-9):
            return float(value)
        kind = "a whole number" if whole else "a number"
        raise ValueError(f"{self.label}: expected {kind} from {low:g} to {high:g}, got {value!r}")

    def positions(self) -> list[Any]:
        """Every value that its slider or its buttons can be put to."""
        if self.kind == "switch":
            return [False, True]
        if self.options:
            return [option for _, option in self.options]
        count = round((self.high - self.low) / self.step) + 1
        places = [round(self.low + k * self.step, 10) for k in range(count)]
        if self.kind == "log":
            return [float(f"{10**place:.10g}") for place in places]
        return [int(place) for place in places] if self.kind == "whole" else places


def slider(
    label: str, value: float, low: float, high: float, step: float, digits: int = 2
) -> Control:
    """A slider for a real number, shown with so many decimals; any number between may be typed."""
    return Control("range", label, float(value), low, high, step, digits)


def log_slider(label: str, value: float, low: float, high: float, step: float = 0.25) -> Control:
    """A slider over powers of ten; `low` and `high` are exponents, `value` goes to a step."""
    place = low + step * round((math.log10(value) - low) / step)
    return Control("log", label, float(f"{10**place:.10g}"), low, high, step)


def whole_slider(label: str, value: int, low: int, high: int, step: int = 1) -> Control:
    """A slider for a whole number."""
    return Control("whole", label, value, low, high, step)


def steps(label: str, options: Sequence[Any], value: Any) -> Control:
    """A slider over a few values, or (name, value) pairs."""
    return Control("steps", label, value, options=_pairs(options))


def choice(label: str, options: Sequence[Any], value: Any) -> Control:
    """A row of buttons, one of them pressed; values, or (name, value) pairs."""
    return Control("choice", label, value, options=_pairs(options))


def switch(label: str, value: bool) -> Control:
    """Yes or no."""
    return Control("switch", label, value)


def _pairs(options: Sequence[Any]) -> tuple[tuple[str, Any], ...]:
    return tuple(
        option if isinstance(option, tuple) else (str(option), option) for option in options
    )


@dataclass(frozen=True)
class Button:
    """A button that moves a whole control by so much, in a circle if it wraps.

    Without `moves` it calls the explorer's method of its name, in the kernel. `when="busy"`: only
    while the explorer trains.
    """

    label: str
    about: str
    moves: str = ""
    by: int = 1
    wrap: bool = True
    when: Literal["", "busy"] = ""
