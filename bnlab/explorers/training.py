"""Explorers that train: in slices between the messages, with a progress bar and a Stop button."""

from __future__ import annotations

import asyncio
import time
import traceback
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..checks import NotFiniteError
from ..network import Network
from ..training import SupportsUpdate, _epochs
from ..training import train as train_steps
from .controls import Button, Control
from .explorer import Explorer
from .scene import Frame, Scene

SLICE = 0.05  # seconds of training between two turns of the messages

Run = dict[str, Any]


def side_by_side(
    learners: Mapping[Any, tuple[Network, SupportsUpdate]], X: NDArray, Y: NDArray, batch_size: int
) -> Iterator[dict[Any, float]]:
    """Train networks on the same mini-batches: each turn one step of each, and their losses.

    A network that diverges rests from then on, and is no longer among the losses.
    """
    runs = {
        name: train_steps(net, optimizer, _epochs(X, Y, batch_size, np.random.default_rng(1)))
        for name, (net, optimizer) in learners.items()
    }
    while True:
        losses = {}
        for name, run in list(runs.items()):
            try:
                losses[name] = next(run).loss
            except NotFiniteError:
                del runs[name]
        yield losses


class TrainingExplorer(Explorer):
    """An explorer whose picture grows while networks train.

    Parameters
    ----------
    settings : dict of str to Control
        Controls that start a new training when they move; the keys are `train`'s arguments.
    views : dict of str to Control
        Controls that only look at the run; the keys are `compute`'s further arguments.
    train : callable
        `train(**settings)` returns a dict of arrays, and an iterator that fills them: one step of
        training a turn, giving the share that is done.
    compute, scene, frame, alt
        As for an explorer; `compute(run, **views)`.
    stored : dict
        The run of the settings at the start, trained beforehand: so there is a picture at once.

    Training takes turns with the kernel's messages, so sliders and the Stop button stay alive. The
    result does not depend on how it was sliced. In plain Python it runs to its end at once.
    """

    def __init__(
        self,
        settings: Mapping[str, Control],
        views: Mapping[str, Control],
        train: Callable[..., tuple[Run, Iterator[float]]],
        compute: Callable[..., Any],
        scene: Scene,
        frame: Callable[[Any], Frame],
        *,
        stored: Run,
        alt: str,
    ) -> None:
        self.train = train
        self.run = self._stored = stored
        self._first = {name: control.value for name, control in settings.items()}
        self._trained = self._first
        self._job: Iterator[float] | None = None
        self._views = list(views)

        def look(**values: Any) -> Any:
            return compute(self.run, **{name: values[name] for name in self._views})

        buttons = {
            "start": Button("Train", "Train anew with these settings"),
            "stop": Button("Stop", "Stop training; what is trained so far stays", when="busy"),
        }
        super().__init__(
            {**views, **settings}, look, scene, frame, alt=alt, buttons=buttons, progress=True
        )
        self.observe(self._set, names=list(settings))

    @property
    def training(self) -> bool:
        """Whether it is training now."""
        return self._job is not None

    def start(self) -> None:
        """Train anew with the present settings."""
        self._trained = self._chosen()
        self.run, self._job = self.train(**self._trained)
        self._busy = 0.0
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:  # plain Python: now or never
            self._slice(self._job, float("inf"))
        else:
            self._task = loop.create_task(self._in_turns(self._job))

    def stop(self) -> None:
        """Stop training; what has been trained so far stays."""
        self._job = self._busy = None

    def close(self) -> None:
        """Stop training, and end the widget."""
        self._job = None
        super().close()

    def reset(self) -> None:
        """Put every control back to its start, and show the run trained beforehand."""
        super().reset()
        self._back()

    def _movable(self) -> list[str]:
        return self._views  # a page by itself shows the run that is there

    def _chosen(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self._first}

    def _set(self, _change: Any) -> None:
        chosen = self._chosen()
        if chosen == self._first:
            self._back()
        elif chosen != self._trained:
            self.start()

    def _back(self) -> None:
        self.stop()
        self.run, self._trained = self._stored, self._first
        self.redraw()

    async def _in_turns(self, job: Iterator[float]) -> None:
        while job is self._job:
            self._slice(job, SLICE)
            await asyncio.sleep(0.001)  # the messages' turn: a slider, the Stop button
        if self._job is None:  # stopped, perhaps by another thread in the middle of a step
            self._busy = None

    def _slice(self, job: Iterator[float], seconds: float) -> None:
        """Train for so long, then show it."""
        end = time.perf_counter() + seconds
        try:
            self._busy = next(job)
            while time.perf_counter() < end:
                self._busy = next(job)
        except StopIteration:
            self.stop()
        except Exception as error:
            self.stop()
            what = "".join(traceback.format_exception_only(error)).strip()
            self._frame = {**self._frame, "note": f"Training stopped: {what}"}
            return
        self._shown = None
        self._show()
