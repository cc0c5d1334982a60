"""Training: the lecture's loop over epochs and mini-batches, with a record of what happened."""

import contextlib
import math
import signal
import threading
import warnings
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from . import checks
from .data import _minibatches
from .layers import BatchNorm, Memory
from .losses import (
    _binary_cross_entropy,
    _softmax_cross_entropy,
    binary_cross_entropy,
    softmax_cross_entropy,
)
from .network import Network

Loss = Callable[[NDArray, NDArray], tuple[float, NDArray]]
Callback = Callable[[Network, int, "History"], Any]


class SupportsUpdate(Protocol):
    """Anything with the optimizers' update."""

    def update(self, theta: NDArray, dtheta: NDArray) -> None: ...


class DivergenceWarning(UserWarning):
    """The loss became NaN or Inf, and training stopped."""


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
        mini-batches' statistics, before each update.
    validation_accuracy, validation_loss : list, one entry per epoch
        On the validation set, by running averages; empty without one.
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


def fit(
    net: Network,
    optimizer: SupportsUpdate,
    X: ArrayLike,
    Y: ArrayLike,
    *,
    epochs: int | None = None,
    steps: int | None = None,
    batch_size: int,
    rng: np.random.Generator,
    loss: Loss | None = None,
    validation: tuple[ArrayLike, ArrayLike] | None = None,
    callbacks: Iterable[Callback] = (),
    progress: bool = False,
) -> History:
    """Train a network by mini-batches: forward, loss, backward, update; again and again.

    Parameters
    ----------
    net : Network
        Changed in place.
    optimizer : GradientDescent, Momentum, RMSprop, Adam, or anything with their `update`
        A second `fit` goes on with its state.
    X : array (n_x, m)
        Examples in columns; cast to the network's dtype.
    Y : array (m,) or (1, m)
        Class numbers, or 0 and 1 for one output.
    epochs, steps : int
        Exactly one of them: passes over X, or updates.
    batch_size : int
        Examples a mini-batch. The last one of an epoch may be smaller, and is used.
    rng : np.random.Generator
        Shuffles the examples, one permutation an epoch; nothing else uses it.
    loss : function, optional
        ``loss(scores, Y) -> loss, dscores``. Not given: softmax cross-entropy, or binary
        cross-entropy for one output.
    validation : (X, Y), optional
        Looked at after each epoch.
    callbacks : iterable of functions
        Each is called as ``f(net, step, history)`` after each update; True stops the run. One that
        has a method ``start(net, history)`` is told before the first step.
    progress : bool
        Whether to show a progress bar (tqdm).

    Returns
    -------
    history : History

    Raises
    ------
    ValueError
        If both or none of epochs and steps are given; if X, Y or validation do not fit the network
        or hold NaN or Inf; if a mini-batch would hold one example and the network has batch norm.
    TypeError
        If an argument is of the wrong kind.

    Warns
    -----
    DivergenceWarning
        If the loss becomes NaN or Inf: the run ends before that update.

    Notes
    -----
    Ctrl-C (in a notebook: the stop button) ends the run after the current step, with a valid
    network and the history so far. Source: the lecture's loop for t = 1 … number of mini-batches.
    """
    X, Y, whole_set, callbacks, batch_size, last = _check_fit(
        net, optimizer, X, Y, epochs, steps, batch_size, rng, loss, validation, callbacks
    )
    loss, judge = _losses(net, loss)
    history = History()
    for callback in callbacks:
        if hasattr(callback, "start"):
            callback.start(net, history)

    rows = np.ascontiguousarray(X.T)  # (m, n_x): an example is gathered in one piece
    memories: dict[int, list[Memory]] = {}
    right = seen = step = 0

    @np.errstate(over="ignore", invalid="ignore")
    def end_epoch() -> None:
        history.epoch_step.append(step)
        history.train_accuracy.append(right / seen)
        if whole_set is not None:
            scores = net._infer(whole_set[0])
            history.validation_loss.append(float(judge(scores, whole_set[1])[0]))
            history.validation_accuracy.append(_right(scores, whole_set[1]) / scores.shape[1])

    with (
        _interruptible(history),
        _bar(last, progress) as advance,
        np.errstate(over="ignore", invalid="ignore"),
    ):
        while step < last and not history.stopped:
            right = seen = 0
            for X_t, Y_t in _minibatches(rows, Y, batch_size, rng):
                m = X_t.shape[1]
                if m not in memories:  # once for full mini-batches, once for a ragged last one
                    memories[m] = [{} for _ in net.layers]
                try:
                    scores = net._train(X_t, memories[m])
                    value, dscores = loss(scores, Y_t)
                except checks.NotFiniteError:
                    value = math.nan
                step += 1
                history.step.append(step)
                history.loss.append(float(value))
                if not math.isfinite(value):
                    history.stopped = "diverged"
                    break
                net._average(memories[m])
                net._gradient(dscores, memories[m])
                optimizer.update(net.theta, net.dtheta)
                right, seen = right + _right(scores, Y_t), seen + m
                advance(value)
                for callback in callbacks:
                    answer = callback(net, step, history)
                    if isinstance(answer, (bool, np.bool_)) and answer:
                        history.stopped = history.stopped or "callback"
                if history.stopped or step == last:
                    break
            if seen:
                end_epoch()
    if seen and history.epoch_step[-1:] != [step]:  # a KeyboardInterrupt left the loop
        end_epoch()
    if history.stopped == "diverged":
        warnings.warn(
            f"The loss became {history.loss[-1]} at step {step}, so training stopped before that "
            "update. A smaller learning rate usually helps.",
            DivergenceWarning,
            stacklevel=2,
        )
    return history


# ----------------------------------------------------------------------------------- Recorder


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
        self._before: NDArray | None = None  # theta one step before the next look

    def start(self, net: Network, history: History) -> None:
        """Forget an earlier run and look at the network as it is."""
        self._forget()
        self._look(net, 0)
        self._remember(net, 0)

    def __call__(self, net: Network, step: int, history: History) -> None:
        if step % self.every == 0:
            self._look(net, step)
        self._remember(net, step)

    def _remember(self, net: Network, step: int) -> None:
        if (step + 1) % self.every == 0:
            self._before = net.theta.copy()

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
        start = 0
        gradients = net.gradients()
        for name, p in net.parameters().items():
            gradient = ratio = math.nan
            if self._before is not None and step > 0:
                old = self._before[start : start + p.size]
                gradient = _root_mean_square(gradients[name])
                size = _root_mean_square(old)
                ratio = _root_mean_square(p.ravel() - old) / size if size else math.nan
            self.gradient_scale.setdefault(name, []).append(gradient)
            self.update_ratio.setdefault(name, []).append(ratio)
            start += p.size


# ------------------------------------------------------------------------------------ details


def _root_mean_square(a: NDArray) -> float:
    return float(np.sqrt(np.mean(np.square(a))))


def _right(scores: NDArray, Y: NDArray) -> int:
    classes = scores[0] > 0 if len(scores) == 1 else scores.argmax(axis=0)
    return int(np.count_nonzero(classes == Y))


def _losses(net: Network, loss: Loss | None) -> tuple[Loss, Loss]:
    """The loss to train with and the one to judge by: our own need no second check."""
    if loss is None:
        loss = binary_cross_entropy if _outputs(net) == 1 else softmax_cross_entropy
    ours = {
        softmax_cross_entropy: _softmax_cross_entropy,
        binary_cross_entropy: _binary_cross_entropy,
    }
    if loss in ours:
        return ours[loss], ours[loss]

    def checked(scores: NDArray, Y: NDArray) -> tuple[float, NDArray]:
        pair = loss(scores.copy(), Y)
        if not isinstance(pair, tuple) or len(pair) != 2 or np.ndim(pair[0]):
            raise TypeError("loss did not return a pair: expected one number, and dscores.")
        value, dscores = float(pair[0]), pair[1]
        if math.isfinite(value):
            what = "the shape of the scores"
            dscores = checks.same_shape("dscores", dscores, scores.shape, what, scores.dtype)
            checks.finite("dscores", dscores)
        return value, dscores

    return checked, lambda scores, Y: loss(scores.copy(), Y)


def _outputs(net: Network) -> int | None:
    return next((layer.n_out for layer in reversed(net.layers) if layer.n_out), None)


def _check_fit(
    net: Any,
    optimizer: Any,
    X: Any,
    Y: Any,
    epochs: Any,
    steps: Any,
    batch_size: Any,
    rng: Any,
    loss: Any,
    validation: Any,
    callbacks: Any,
) -> tuple[NDArray, NDArray, tuple[NDArray, NDArray] | None, tuple[Callback, ...], int, int]:
    """All of fit's arguments; what it works with, and the number of the last step."""
    if not isinstance(net, Network):
        raise TypeError(f"net is a {type(net).__name__}, but expected a Network, as from mlp(…).")
    if isinstance(optimizer, type) or not callable(getattr(optimizer, "update", None)):
        raise TypeError(
            f"optimizer is {optimizer!r}, but expected an optimizer, such as GradientDescent(0.1)."
        )
    if (epochs is None) == (steps is None):
        raise ValueError(
            f"epochs is {epochs} and steps is {steps}, but expected exactly one of them: "
            "passes over X, or updates."
        )
    epochs = checks.whole("epochs", 1 if epochs is None else epochs)
    steps = None if steps is None else checks.whole("steps", steps)
    batch_size = checks.whole("batch_size", batch_size)
    checks.generator(rng, "fit")
    if loss is not None and not callable(loss):
        raise TypeError(f"loss is {loss!r}, but expected a function of scores and Y.")
    if callable(callbacks) or not isinstance(callbacks, Iterable):
        raise TypeError(f"callbacks is {callbacks!r}, but expected a list of functions: [f].")
    callbacks = tuple(callbacks)
    for callback in callbacks:
        if not callable(callback):
            raise TypeError(
                f"callbacks holds {callback!r}, but expected functions f(net, step, h)."
            )
    X, Y = _examples(net, X, Y, loss)
    if validation is not None:
        try:
            X_validation, Y_validation = validation
        except (TypeError, ValueError):
            raise TypeError("validation is not a pair, but expected (X, Y).") from None
        validation = _examples(net, X_validation, Y_validation, loss)
    if any(isinstance(layer, BatchNorm) for layer in net.layers):
        _no_batch_of_one(X.shape[1], batch_size, steps)
    last = steps or epochs * math.ceil(X.shape[1] / batch_size)
    return X, Y, validation, callbacks, batch_size, last


def _examples(net: Network, X: Any, Y: Any, loss: Loss | None) -> tuple[NDArray, NDArray]:
    X = net._check_X(X)
    n_y, m = _outputs(net) or len(X), X.shape[1]
    if loss in (None, softmax_cross_entropy, binary_cross_entropy):
        return X, checks.labels(Y, m, max(n_y, 2))
    Y = np.asarray(Y)  # a loss of the student's own knows what its labels are
    if Y.ndim == 0 or Y.shape[-1] != m:
        raise ValueError(f"Y has shape {Y.shape}, but expected {m} labels, examples last.")
    return X, Y


def _no_batch_of_one(m: int, batch_size: int, steps: int | None) -> None:
    """A mini-batch of one can't be normalised: say so before the first step."""
    batches = math.ceil(m / batch_size)
    reached = steps is None or steps >= batches
    if batch_size > 1 and m > 1 and not (m % batch_size == 1 and reached):
        return
    if m == 1:
        raise ValueError("X holds one example: batch norm needs at least 2 to train.")
    near = sorted(range(2, m + 1), key=lambda size: (abs(size - batch_size), size))
    would_do = sorted([size for size in near if m % size != 1][:4])
    which = "every" if batch_size == 1 else "the last"
    raise ValueError(
        f"batch_size is {batch_size}, so that {which} mini-batch of the {m} examples would hold a "
        "single one: its variance is 0, and batch norm would give β whatever the input. "
        f"Batch sizes near it that would do: {', '.join(map(str, would_do))}."
    )


@contextlib.contextmanager
def _interruptible(history: History) -> Iterator[None]:
    """Let Ctrl-C end the run after the current step; a second one ends it at once."""

    def finish_this_step(number, frame):
        signal.signal(signal.SIGINT, signal.default_int_handler)
        history.stopped = "interrupted"

    ours = (
        threading.current_thread() is threading.main_thread()
        and signal.getsignal(signal.SIGINT) is signal.default_int_handler
    )
    try:
        if ours:
            signal.signal(signal.SIGINT, finish_this_step)
        yield
    except KeyboardInterrupt:
        history.stopped = "interrupted"
    finally:
        if ours:
            signal.signal(signal.SIGINT, signal.default_int_handler)


@contextlib.contextmanager
def _bar(total: int, show: bool) -> Iterator[Callable[[float], None]]:
    """A progress bar on request: what it yields is told the loss after each step."""
    if not show:
        yield lambda loss: None
        return
    from tqdm.auto import tqdm  # loaded when used: the core needs NumPy alone

    with tqdm(total=total, unit="step") as bar:

        def advance(loss: float) -> None:
            bar.set_postfix_str(f"loss {loss:.3f}", refresh=False)
            bar.update()

        yield advance
