"""Explorers that train: in slices between the messages, with a progress bar and a stop button."""

from __future__ import annotations

import asyncio
import html
import time
import traceback
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import ipywidgets as widgets
from matplotlib.figure import Figure

from .engine import Explorer, Update, button, value_of

SLICE = 0.05  # seconds of training between two looks at the messages

Run = dict[str, Any]


class TrainingExplorer(Explorer):
    """An explorer whose picture grows while networks train.

    Parameters
    ----------
    settings : dict of str to widget
        Controls that start a new training when they move; the keys are `train`'s arguments.
    views : dict of str to widget
        Controls that only look at the run; the keys are `compute`'s further arguments.
    train : callable
        `train(**settings)` returns a dict of arrays, and an iterator that fills them: one step of
        training a turn, giving the share that is done.
    stored : dict
        The run of the settings at the start, trained beforehand: so there is a picture at once.
    compute, picture, alt, size
        As for an explorer; `compute(run, **views)`.

    Training takes turns with the kernel's messages, so sliders and the Stop button stay alive. The
    result does not depend on how it was sliced. In plain Python it runs to its end at once.
    """

    def __init__(
        self,
        settings: Mapping[str, Any],
        views: Mapping[str, Any],
        train: Callable[..., tuple[Run, Iterator[float]]],
        compute: Callable[..., Any],
        picture: Callable[[Figure], Update],
        *,
        stored: Run,
        alt: str,
        size: tuple[float, float],
    ) -> None:
        self.train = train
        self.run = self._stored = stored
        self._settings = tuple(settings)
        self._first = {name: value_of(control) for name, control in settings.items()}
        self._trained = self._first
        self._job: Iterator[float] | None = None
        self._task: asyncio.Task | None = None
        self.progress = widgets.FloatProgress(
            1.0, min=0, max=1, description="trained", layout=widgets.Layout(width="14em")
        )

        def shown(**values: Any) -> Any:
            views = {k: v for k, v in values.items() if k not in self._settings}
            return compute(self.run, **views)

        buttons = (
            button("Train", "Train anew with these settings", self.start),
            button("Stop", "Stop training", self.stop),
        )
        super().__init__(
            {**views, **settings},
            shown,
            picture,
            alt=alt,
            size=size,
            more=(*buttons, self.progress),
        )
        for control in settings.values():
            control.unobserve(self._moved, names="value")
            control.observe(self._set, names="value")

    @property
    def training(self) -> bool:
        """Whether it is training now."""
        return self._job is not None

    def start(self) -> None:
        """Train anew with the present settings."""
        self.stop()
        self._trained = self._chosen()
        self.run, self._job = self.train(**self._trained)
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:  # plain Python: now or never
            self._slice(self._job, float("inf"))
        else:
            self._task = loop.create_task(self._in_turns(self._job))

    def stop(self) -> None:
        """Stop training; what has been trained so far stays."""
        if self._job is not None:
            self._job, self._task = None, None

    def reset(self) -> None:
        """Put every control back to its start, and show the run trained beforehand."""
        super().reset()
        self._back()

    def _chosen(self) -> dict[str, Any]:
        return {name: value_of(self.controls[name]) for name in self._settings}

    def _set(self, _change: Any) -> None:
        chosen = self._chosen()
        if chosen == self._trained:
            return
        if chosen == self._first:
            self._back()
        else:
            self.start()

    def _back(self) -> None:
        self.stop()
        self.run, self._trained = self._stored, self._first
        self.progress.value = 1.0
        self.redraw()

    async def _in_turns(self, job: Iterator[float]) -> None:
        while job is self._job:
            self._slice(job, SLICE)
            await asyncio.sleep(0.001)  # the messages' turn: a slider, the Stop button

    def _slice(self, job: Iterator[float], seconds: float) -> None:
        """Train for so long, then show it."""
        end = time.perf_counter() + seconds
        try:
            share = next(job)
            while time.perf_counter() < end:
                share = next(job)
            self.progress.value = share
        except StopIteration:
            self.progress.value = 1.0
            self.stop()
        except Exception as error:
            self.stop()
            what = "".join(traceback.format_exception_only(error)).strip()
            self._say(f"<b>Training stopped.</b> {html.escape(what)}")
            return
        self._show()
