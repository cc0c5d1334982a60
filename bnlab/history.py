"""What happened while training: every step in a `History`, looks at the network in a `Recorder`."""

import math
from collections.abc import Iterable

import numpy as np
from numpy.typing import ArrayLike, NDArray

from . import checks
from .network import Network


class History:
    """What happened while training.

    Attributes
    ----------
    step, loss : list, one entry per update
        Number of the update, from 1, and the loss of its mini-batch, before the update.
    epoch_step : list, one entry per epoch
        The update that ended the epoch, or the run.
    train_accuracy : list, one entry per epoch
        Share of examples that were right while the epoch's mini-batches were trained on: by the
        mini-batches' statistics, before each update. Empty where Y holds no class numbers.
    validation_accuracy, validation_loss : list, one entry per epoch
        On the validation set, by running averages; empty without one, as is the accuracy where its
        Y holds no class numbers.
    stopped : None or str
        None if the run was completed, else "callback", "interrupted" or "diverged".
    """

    def __init__(self) -> None:
        self.step: list[int] = []
        self.loss: list[float] = []
        self.epoch_step: list[int] = []
        self.train_accuracy: list[float] = []
        self.validation_accuracy: list[float] = []
        self.validation_loss: list[float] = []
        self.stopped: str | None = None

    def __repr__(self) -> str:
        said = [f"{len(self.step)} steps"]
        if self.loss:
            said.append(f"loss {self.loss[0]:.3g} → {self.loss[-1]:.3g}")
        if self.train_accuracy:
            said.append(f"train accuracy {self.train_accuracy[-1]:.1%}")
        if self.validation_accuracy:
            said.append(f"validation accuracy {self.validation_accuracy[-1]:.1%}")
        if self.stopped:
            said.append(f"stopped: {self.stopped}")
        return f"History({', '.join(said)})"


class Recorder:
    """A callback that looks at the network while it trains, always at the same examples.

    Hand it to `fit` in ``callbacks``; it looks before the first step (step 0) and then after every
    `every` steps. It uses the statistics of `X_probe` itself and changes no state.

    Parameters
    ----------
    X_probe : array (n_x, m)
        Examples to look at, m ≥ 2 with batch norm.
    every : int
        Steps between two looks.
    percentiles : sequence of float
        Which percentiles of each unit's values to keep, in percent.
    bins : array (k + 1,)
        Edges of the histogram; what lies outside counts in the first and last bin.

    Attributes
    ----------
    step : list of int
        When it looked: 0, every, 2·every, …
    percentiles : dict of lists
        ``percentiles["z_tilde1"][i]`` is (len(q), n) at ``step[i]``: for "z1", "z_tilde1", "a1", …
    histograms : dict of lists
        ``histograms["a1"][i]`` is (k,): counts over all units of the layer and all examples.
    gradient_scale : dict of lists
        Root mean square of the gradient of "W1", "gamma1", …; NaN at step 0.
    update_ratio : dict of lists
        Root mean square of the last update over that of the parameter itself; NaN at step 0, and
        where the parameter is 0.

    Raises
    ------
    ValueError
        If X_probe does not fit the network, every < 1, a percentile is outside 0 … 100, or bins
        do not increase.
    """

    def __init__(
        self,
        X_probe: ArrayLike,
        every: int = 1,
        *,
        percentiles: Iterable[float] = (15, 50, 85),
        bins: ArrayLike | None = None,
    ) -> None:
        self.X_probe = checks.finite("X_probe", checks.matrix("X_probe", X_probe)).copy()
        self.every = checks.whole("every", every)
        self.q = tuple(checks.number("percentile", q) for q in percentiles)
        if not self.q or min(self.q) < 0 or max(self.q) > 100:
            raise ValueError(f"percentiles is {self.q}, but expected numbers from 0 to 100.")
        self.bins = np.linspace(-6, 6, 61) if bins is None else checks.real("bins", bins).copy()
        if self.bins.ndim != 1 or len(self.bins) < 2 or not (np.diff(self.bins) > 0).all():
            raise ValueError("bins are no edges: expected at least 2 numbers, each above the last.")
        self._forget()

    def _forget(self) -> None:
        self.step: list[int] = []
        self.percentiles: dict[str, list[NDArray]] = {}
        self.histograms: dict[str, list[NDArray]] = {}
        self.gradient_scale: dict[str, list[float]] = {}
        self.update_ratio: dict[str, list[float]] = {}
        self._before: dict[str, NDArray] = {}  # parameters one step before the next look

    def start(self, net: Network, history: History) -> None:
        """Forget an earlier run and look at the network as it is."""
        self._forget()
        self(net, 0, history)

    def __call__(self, net: Network, step: int, history: History) -> None:
        if step % self.every == 0:
            self._look(net, step)
        if (step + 1) % self.every == 0:
            self._before = {name: p.copy() for name, p in net.parameters().items()}

    @np.errstate(over="ignore", invalid="ignore")
    def _look(self, net: Network, step: int) -> None:
        try:
            arrays = net.trace(self.X_probe)
        except checks.NotFiniteError:  # the last update diverged: fit will say so
            return
        self.step.append(step)
        for name, values in arrays.items():
            if name.startswith(("z", "a")) and not name.startswith("z_norm"):
                found = np.percentile(values, self.q, axis=1)  # (len(q), n)
                self.percentiles.setdefault(name, []).append(found)
                inside = np.clip(values, self.bins[0], self.bins[-1])
                self.histograms.setdefault(name, []).append(np.histogram(inside, self.bins)[0])
        gradients = net.gradients()
        for name, p in net.parameters().items():
            gradient = ratio = math.nan
            if self._before:
                gradient = _root_mean_square(gradients[name])
                size = _root_mean_square(self._before[name])
                ratio = _root_mean_square(p - self._before[name]) / size if size else math.nan
            self.gradient_scale.setdefault(name, []).append(gradient)
            self.update_ratio.setdefault(name, []).append(ratio)


def _root_mean_square(a: NDArray) -> float:
    return float(np.sqrt(np.mean(np.square(a))))
