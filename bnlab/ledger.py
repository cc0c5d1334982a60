"""The ledger: one small network, and a line a lesson that says what a change did to it.

Every line is the same experiment: 64-100-100-100-10 on the bundled digits, gradient descent with
α = 0.1, mini-batches of 60, 20 epochs, from five starts. A lesson changes one thing and adds its
line; the lines of earlier lessons come from `ledger.json`, which a test holds to the lessons.
"""

import json
import os
from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from .data import digits
from .network import Network, mlp
from .optimizers import GradientDescent
from .training import History, SupportsUpdate, fit

SIZES = [64, 100, 100, 100, 10]
STARTS = range(5)
LEFT = ' style="text-align: left"'  # notebooks put the cells of a table to the right
_FILE = Path(__file__).with_name("ledger.json")


class Line(NamedTuple):
    """What one change did: test accuracies and last training losses, one a start."""

    lesson: int
    what: str
    accuracy: list[float]
    loss: list[float]

    def cells(self) -> tuple[str, str, str, str]:
        """Lesson, change, mean accuracy with the worst and the best start, mean loss."""
        percent = 100 * np.array(self.accuracy)
        spread = f"({percent.min():.0f}–{percent.max():.0f})"
        return (
            f"{self.lesson:02d}",
            self.what,
            f"{percent.mean():.0f} % {spread}",
            f"{np.mean(self.loss):.2f}",
        )


def network(start: int = 0, batchnorm: bool = True, activation: str = "sigmoid") -> Network:
    """The ledger's network; equal starts have equal W's, with batch norm and without."""
    return mlp(SIZES, activation, batchnorm=batchnorm, rng=np.random.default_rng(start))


def train(
    net: Network,
    optimizer: SupportsUpdate | None = None,
    *,
    start: int = 0,
    batch_size: int = 60,
    **options: Any,
) -> History:
    """Train on the digits as every line of the ledger does; the test set is looked at each epoch.

    Parameters
    ----------
    net : Network
        Changed in place.
    optimizer : optimizer, optional
        Gradient descent with α = 0.1 if not given.
    start : int
        Seed of the order of the mini-batches.
    batch_size : int
    options
        As for `bn.fit`; 20 epochs if they name neither epochs nor steps.

    Returns
    -------
    history : History
    """
    data = digits()
    if "steps" not in options:
        options.setdefault("epochs", 20)
    return fit(
        net,
        optimizer or GradientDescent(0.1),
        data.X_train,
        data.Y_train,
        batch_size=batch_size,
        rng=np.random.default_rng([1, start]),
        validation=(data.X_test, data.Y_test),
        **options,
    )


def add(lesson: int, what: str, run: Callable[[int], History | tuple[float, float]]) -> "Table":
    """Run one change from five starts, and show the ledger up to its line.

    Parameters
    ----------
    lesson : int
    what : str
        The change, in a few words.
    run : function
        ``run(start)`` trains one network and returns its History, or (test accuracy, loss).

    Returns
    -------
    table : Table
        The lines of earlier lessons and this one.
    """
    results = [result(run(start)) for start in STARTS]
    accuracy, loss = ([round(float(x), 4) for x in column] for column in zip(*results, strict=True))
    line = Line(lesson, what, accuracy, loss)
    kept = lines()
    place = [(old.lesson, old.what) for old in kept]
    if (lesson, what) in place:
        kept[place.index((lesson, what))] = line
    else:  # a new line goes behind those of its lesson
        kept = sorted([*kept, line], key=lambda x: x.lesson)
    if os.environ.get("BNLAB_LEDGER") == "write":  # for authors
        _write(kept)
    return Table(kept[: kept.index(line) + 1])


def result(run: History | tuple[float, float]) -> tuple[float, float]:
    """Test accuracy, and the loss over the last epoch: that of one mini-batch jumps about."""
    if not isinstance(run, History):
        return run
    last_epoch = run.loss[[0, *run.epoch_step][-2] :]
    return run.validation_accuracy[-1], float(np.mean(last_epoch))


def lines() -> list[Line]:
    """All lines that the lessons have added, in their order."""
    return [Line(**entry) for entry in json.loads(_FILE.read_text(encoding="utf-8"))]


def _write(kept: list[Line]) -> None:
    entries = [json.dumps(line._asdict(), ensure_ascii=False) for line in kept]
    _FILE.write_text("[\n" + ",\n".join(entries) + "\n]\n", encoding="utf-8")


class Table:
    """Lines of the ledger, as text and as a table in the page; the last one is the new one."""

    HEAD = ("lesson", "what was changed", "test accuracy (worst–best of 5)", "loss")

    def __init__(self, shown: list[Line]) -> None:
        self.lines = shown

    def __repr__(self) -> str:
        rows = [self.HEAD, *(line.cells() for line in self.lines)]
        widths = [max(len(row[i]) for row in rows) for i in range(4)]
        return "\n".join(
            "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
            for row in rows
        )

    def _repr_html_(self) -> str:
        def row(cells: tuple[str, ...], tag: str, last: bool = False) -> str:
            texts = [f"<b>{escape(cell)}</b>" if last else escape(cell) for cell in cells]
            return f"<tr>{''.join(f'<{tag}{LEFT}>{text}</{tag}>' for text in texts)}</tr>"

        body = [row(line.cells(), "td", line is self.lines[-1]) for line in self.lines]
        return f"<table>{row(self.HEAD, 'th')}{''.join(body)}</table>"
