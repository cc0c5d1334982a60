"""Run a student's function so that nothing it does can hurt the check or the notebook.

It gets copies; what it prints is swallowed; its warnings and errors are caught; an endless loop
is ended. For the last, Python's own trace hook looks at the clock at each line of the student's
code. Of the ways to stop a running function this is the one that works in any thread, on Windows
and in the browser (where there are neither threads nor signals), keeps every variable of the
session, and needs nothing to be cleaned up. Its price, a function that runs some ten times slower
for a few milliseconds, does not matter here. It cannot stop a single long call into compiled
code, nor a loop that swallows every exception with a bare `except:`; the stop button can.
"""

from __future__ import annotations

import contextlib
import copy
import dataclasses
import inspect
import io
import linecache
import os
import re
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from ..layers import BatchNorm
from ..network import Network
from .comparing import Thing, identical, plain
from .pristine import pristine

TIME_LIMIT = 5.0  # seconds for all the calls of one check

_OURS = tuple(
    os.path.dirname(os.path.abspath(path)) + os.sep
    for path in (np.__file__, os.path.dirname(__file__))  # the folders numpy/ and exercises/
)


class TimeUp(BaseException):
    """Raised inside a function that runs too long. No `except Exception` catches it."""


@dataclasses.dataclass
class Outcome:
    """What one call did: the value it returned, or how it failed."""

    value: Any = None
    error: str | None = None  # the exception's type and message
    where: str = ""  # the line of the student's code
    kind: type[BaseException] | None = None
    after: dict[str, Any] = dataclasses.field(default_factory=dict)  # arguments it may change
    changed: tuple[str, ...] = ()  # arguments it should not have changed


class _Swallow(io.TextIOBase):
    """A stream that keeps nothing, so that no amount of printing matters."""

    used = False

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        self.used = True
        return len(text)


@contextlib.contextmanager
def quiet() -> Iterator[_Swallow]:
    """No output, no warnings."""
    sink = _Swallow()
    with (
        contextlib.redirect_stdout(sink),
        contextlib.redirect_stderr(sink),
        warnings.catch_warnings(),
        np.errstate(all="ignore"),
    ):
        warnings.simplefilter("ignore")
        yield sink


def _clock(deadline: float) -> Callable:
    """A trace hook that raises `TimeUp` in the running code once the time is over."""

    def at_step(frame, event, arg):
        if time.perf_counter() > deadline:
            raise TimeUp
        return at_step

    def at_call(frame, event, arg):
        if time.perf_counter() > deadline:
            raise TimeUp
        if frame.f_code.co_filename.startswith(_OURS):
            return None
        frame.f_trace_opcodes = True  # `while True: pass` never comes to another line
        return at_step

    return at_call


@contextlib.contextmanager
def _guarded(deadline: float) -> Iterator[None]:
    """What runs inside ends in time and leaves nothing changed, not even the debugger's hook."""
    process, tracing = os.getpid(), sys.gettrace()
    try:
        with pristine():
            sys.settrace(_clock(deadline))
            try:
                yield
            finally:
                sys.settrace(tracing)
    finally:
        if os.getpid() != process:  # a fork came here: it must not go on as a second session
            os._exit(0)


def call(
    function: Callable,
    args: tuple,
    names: tuple[str, ...],
    in_place: tuple[str, ...] = (),
    deadline: float | None = None,
    may_change: tuple[str, ...] = (),
) -> Outcome:
    """Call `function` with copies of `args` and say what it did; `names` are the arguments'.

    With a `deadline`, a time of `time.perf_counter`, the function is not trusted: it runs guarded,
    and `TimeUp` comes through when its time is over.
    """
    handed = copy.deepcopy(args)
    outcome = Outcome()
    try:
        with contextlib.nullcontext() if deadline is None else _guarded(deadline):
            outcome.value = plain(function(*handed))
    except (TimeUp, KeyboardInterrupt):
        raise
    except BaseException as error:
        outcome.kind = type(error)
        outcome.error = describe_error(error)
        outcome.where = _line_of(error, function)
    for name, then, now in zip(names, args, handed, strict=False):
        if name in in_place:
            outcome.after[name] = plain(getattr(now, "theta", now))  # of a network, its parameters
        elif name not in may_change and not identical(_state(then), _state(now)):
            outcome.changed += (name,)
    return outcome


def _state(argument: Any) -> Any:
    """An argument as plain data; of a network, its parameters and its running averages."""
    if not isinstance(argument, Network):
        return plain(argument)
    try:
        layers = [layer for layer in argument.layers if isinstance(layer, BatchNorm)]
        averages = [array for x in layers for array in (x.running_mean, x.running_var)]
        return plain([argument.theta, *averages])
    except Exception:  # the student's function took it to pieces
        return Thing("Network")


def describe_error(error: BaseException) -> str:
    """Type and first line of the message, without memory addresses."""
    try:
        lines = str(error).strip().splitlines()
    except Exception:
        lines = []
    message = re.sub(r"0x[0-9a-fA-F]+", "0x...", lines[0])[:300] if lines else ""
    name = type(error).__name__
    return f"{name}: {message}" if message else name


def _line_of(error: BaseException, function: Callable) -> str:
    """The last line of the student's own code that ran, quoted."""
    code = getattr(inspect.unwrap(function), "__code__", None)
    home = code.co_filename if code else None
    found = ""
    trace = error.__traceback__
    while trace is not None:
        name = trace.tb_frame.f_code.co_filename
        if name == home if home else not name.startswith(_OURS):
            text = linecache.getline(name, trace.tb_lineno).strip()
            found = f"line {trace.tb_lineno}" + (f":  {text}" if text else "")
        trace = trace.tb_next
    return found
