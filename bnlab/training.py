"""Training: the lecture's loop over epochs and mini-batches, and `fit`, which records it."""

import contextlib
import math
import signal
import sys
import threading
import warnings
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from . import checks
from .data import _minibatches
from .history import History
from .kernels import replaceable
from .layers import BatchNorm
from .losses import (
    _binary_cross_entropy,
    _softmax_cross_entropy,
    binary_cross_entropy,
    softmax_cross_entropy,
)
from .network import Network

Loss = Callable[[NDArray, NDArray], tuple[float, NDArray]]
Callback = Callable[[Network, int, History], Any]


class SupportsUpdate(Protocol):
    """Anything with the optimizers' update."""

    def update(self, theta: NDArray, dtheta: NDArray) -> None: ...


class DivergenceWarning(UserWarning):
    """The loss became NaN or Inf, and training stopped."""


class Step(NamedTuple):
    """One step of training, as it was before its update."""

    loss: float
    scores: NDArray  # (n_y, m)
    Y: NDArray


def train(
    net: Network,
    optimizer: SupportsUpdate,
    batches: Iterable[tuple[NDArray, NDArray]],
    loss: Loss = softmax_cross_entropy,
) -> Iterator[Step]:
    """The lecture's loop: one step for each mini-batch, whenever the next one is asked for.

    Parameters
    ----------
    net : Network
        Changed in place.
    optimizer : GradientDescent, Momentum, RMSprop, Adam, or anything with their `update`
    batches : iterable of (X_t, Y_t)
        Mini-batches that fit the network and have its dtype: they are not checked.
    loss : function
        ``loss(scores, Y) -> loss, dscores``.

    Yields
    ------
    step : Step
        The mini-batch's loss, scores and labels, after the update. Between two steps the network is
        whole, and the run may be left.

    Raises
    ------
    NotFiniteError
        If the loss is NaN or Inf, or a number outgrows its type: before that step's update.
    TypeError, ValueError
        If a loss of one's own returns something else than a number and dscores.
    """
    loss = _prepared(loss)
    for X_t, Y_t in batches:
        with np.errstate(over="ignore", invalid="ignore"):
            value, scores = _take_step(net, optimizer, X_t, Y_t, loss)
        yield Step(value, scores, Y_t)


@replaceable
def _take_step(
    net: Network, optimizer: SupportsUpdate, X: NDArray, Y: NDArray, loss: Loss
) -> tuple[float, NDArray]:
    """Forward, loss, backward, update: the loss and the scores before the update."""
    scores, caches = net._forward(X)
    value, dscores = loss(scores, Y)
    if not math.isfinite(value):
        raise checks.NotFiniteError(f"the loss became {value}.")
    net._update_state(caches)  # the running averages
    net._backward(dscores, caches)
    optimizer.update(net.theta, net.dtheta)
    return value, scores


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
        Class numbers, or 0 and 1 for one output. For a loss of your own anything with the examples
        last; accuracies are then kept only if it holds class numbers, whole numbers of shape (m,).
    epochs, steps : int
        Exactly one of them: passes over X, or updates.
    batch_size : int
        Examples a mini-batch. The last one of an epoch may be smaller, and is used.
    rng : np.random.Generator
        Shuffles the examples, one permutation an epoch; nothing else uses it.
    loss : function, optional
        ``loss(scores, Y) -> loss, dscores``; it gets copies. Not given: softmax cross-entropy, or
        binary cross-entropy for one output.
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
        or hold NaN or Inf; if the loss does not fit the number of outputs; if a mini-batch would
        hold one example and the network has batch norm.
    TypeError
        If an argument is of the wrong kind.
    KeyboardInterrupt
        After Ctrl-C (in a notebook: the stop button). The current step is finished first, so that
        the network is whole; the exception's ``history`` is the History of what ran.

    Warns
    -----
    DivergenceWarning
        If the loss becomes NaN or Inf: the run ends before that update.

    Notes
    -----
    Source: the lecture's loop for t = 1 … number of mini-batches. The loop itself is `train`.
    """
    _check_roles(net, optimizer, rng)
    callbacks = _check_callbacks(callbacks)
    X = net._check_X(X)
    n_y, m = _outputs(net) or len(X), X.shape[1]
    loss = _chosen(loss, n_y)
    Y = _labels(Y, m, n_y, loss)
    if validation is not None:
        validation = _check_validation(validation, net, n_y, loss)
    batch_size = checks.whole("batch_size", batch_size)
    last = _last_step(epochs, steps, m, batch_size)
    if any(isinstance(layer, BatchNorm) for layer in net.layers):
        _no_batch_of_one(m, batch_size, last)

    history = History()
    for callback in callbacks:
        if hasattr(callback, "start"):
            callback.start(net, history)
    run = train(net, optimizer, _epochs(X, Y, batch_size, rng), loss)
    an_epoch = math.ceil(m / batch_size)
    counts = _are_classes(Y, n_y)
    right = seen = 0

    def end_epoch() -> None:
        nonlocal right, seen
        if seen:
            history.epoch_step.append(len(history.step))
            if counts:
                history.train_accuracy.append(right / seen)
            right = seen = 0
            if validation is not None:
                _validate(net, *validation, loss, history)

    try:
        with _whole_steps() as pressed:
            for number in _numbers(last, history, progress):
                try:
                    value, scores, Y_t = next(run)
                except checks.NotFiniteError:
                    value, history.stopped = math.nan, "diverged"
                history.step.append(number)
                history.loss.append(value)
                if history.stopped:
                    break
                right, seen = right + (counts and _right(scores, Y_t)), seen + scores.shape[1]
                for callback in callbacks:
                    answer = callback(net, number, history)
                    if isinstance(answer, (bool, np.bool_)) and answer:
                        history.stopped = "callback"
                if history.stopped or pressed:
                    break
                if number % an_epoch == 0:
                    end_epoch()
            end_epoch()
        if pressed:
            raise KeyboardInterrupt(
                f"training stopped after step {len(history.step)}. The network is whole; the run "
                "so far is this exception's `history`: in a notebook, sys.last_value.history."
            )
    except KeyboardInterrupt as error:
        history.stopped = history.stopped or "interrupted"
        end_epoch()
        error.history = history  # type: ignore[attr-defined]
        raise
    if history.stopped == "diverged":
        warnings.warn(
            f"The loss became NaN or Inf at step {len(history.step)}, so training stopped before "
            "that update. A smaller learning rate usually helps.",
            DivergenceWarning,
            stacklevel=2,
        )
    return history


# ----------------------------------------------------------------------------- losses and labels


def _ours(loss: Loss) -> Loss | None:
    """The same without its checks, if it is one of bnlab's own losses."""
    if loss is softmax_cross_entropy:
        return _softmax_cross_entropy
    return _binary_cross_entropy if loss is binary_cross_entropy else None


def _prepared(loss: Loss) -> Loss:
    """The loss as training calls it: ours without a second check, another one with its checks."""
    if ours := _ours(loss):
        return ours

    def checked(scores: NDArray, Y: NDArray) -> tuple[float, NDArray]:
        pair = loss(scores.copy(), Y.copy())  # it may do with them as it likes
        if not isinstance(pair, tuple) or len(pair) != 2 or np.ndim(pair[0]):
            raise TypeError("loss did not return a pair: expected one number, and dscores.")
        value, dscores = float(pair[0]), pair[1]
        if math.isfinite(value):
            what = "the shape of the scores"
            dscores = checks.same_shape("dscores", dscores, scores.shape, what, scores.dtype)
            checks.finite("dscores", dscores)
        return value, dscores

    return checked


def _chosen(loss: Loss | None, n_y: int) -> Loss:
    """The loss to train with: one that fits the number of outputs."""
    if loss is None:
        return binary_cross_entropy if n_y == 1 else softmax_cross_entropy
    if not callable(loss):
        raise TypeError(f"loss is {loss!r}, but expected a function of scores and Y.")
    if _ours(loss):
        loss(np.zeros((n_y, 1)), np.array([0]))  # refuses outputs that it is not for
    return loss


def _labels(Y: ArrayLike, m: int, n_y: int, loss: Loss) -> NDArray:
    if _ours(loss):
        return checks.labels(Y, m, max(n_y, 2))
    Y = checks.unmasked("Y", np.asanyarray(Y))  # a loss of the student's own knows what Y holds
    if Y.ndim == 0 or Y.shape[-1] != m:
        raise ValueError(f"Y has shape {Y.shape}, but expected {m} labels, examples last.")
    return Y


def _are_classes(Y: NDArray, n_y: int) -> bool:
    """Whether a share of right answers means anything."""
    return Y.ndim == 1 and Y.dtype.kind in "iub" and Y.min() >= 0 and Y.max() < max(n_y, 2)


def _right(scores: NDArray, Y: NDArray) -> int:
    classes = scores[0] > 0 if len(scores) == 1 else scores.argmax(axis=0)
    return int(np.count_nonzero(classes == Y))


@np.errstate(over="ignore", invalid="ignore")
def _validate(net: Network, X: NDArray, Y: NDArray, loss: Loss, history: History) -> None:
    scores = net._inferred(X)
    history.validation_loss.append(float(_prepared(loss)(scores, Y)[0]))
    if _are_classes(Y, len(scores)):
        known = not np.isnan(scores).any()
        history.validation_accuracy.append(_right(scores, Y) / len(Y) if known else math.nan)


# ------------------------------------------------------------------------------- fit's arguments


def _epochs(
    X: NDArray, Y: NDArray, batch_size: int, rng: np.random.Generator
) -> Iterator[tuple[NDArray, NDArray]]:
    """Mini-batches without end, in a new order every epoch."""
    rows = np.ascontiguousarray(X.T)  # (m, n_x): an example is gathered in one piece
    while True:
        yield from _minibatches(rows, Y, batch_size, rng)


def _outputs(net: Network) -> int | None:
    return next((layer.n_out for layer in reversed(net.layers) if layer.n_out), None)


def _check_roles(net: Any, optimizer: Any, rng: Any) -> None:
    if not isinstance(net, Network):
        raise TypeError(f"net is a {type(net).__name__}, but expected a Network, as from mlp(…).")
    if isinstance(optimizer, type) or not callable(getattr(optimizer, "update", None)):
        raise TypeError(
            f"optimizer is {optimizer!r}, but expected an optimizer, such as GradientDescent(0.1)."
        )
    checks.generator(rng, "fit")


def _check_callbacks(callbacks: Any) -> tuple[Callback, ...]:
    if not callable(callbacks) and isinstance(callbacks, Iterable):
        callbacks = tuple(callbacks)
        if all(map(callable, callbacks)):
            return callbacks
    raise TypeError(
        f"callbacks is {callbacks!r}, but expected a list of functions f(net, step, history): [f]."
    )


def _check_validation(pair: Any, net: Network, n_y: int, loss: Loss) -> tuple[NDArray, NDArray]:
    try:
        X, Y = pair
    except (TypeError, ValueError):
        raise TypeError("validation is not a pair, but expected (X, Y).") from None
    X = net._check_X(X)
    return X, _labels(Y, X.shape[1], n_y, loss)


def _last_step(epochs: int | None, steps: int | None, m: int, batch_size: int) -> int:
    """Number of the last step."""
    if (epochs is None) == (steps is None):
        raise ValueError(
            f"epochs is {epochs} and steps is {steps}, but expected exactly one of them: "
            "passes over X, or updates."
        )
    if steps is not None:
        return checks.whole("steps", steps)
    return checks.whole("epochs", epochs) * math.ceil(m / batch_size)


def _no_batch_of_one(m: int, batch_size: int, last: int) -> None:
    """A mini-batch of one can't be normalised: say so before the first step."""
    reached = last >= math.ceil(m / batch_size)
    if batch_size > 1 and not (m % batch_size == 1 and reached):
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
def _whole_steps() -> Iterator[list[bool]]:
    """Let Ctrl-C wait for the end of the step, as what it yields tells; a second one does not."""
    pressed: list[bool] = []

    def finish_this_step(number, frame):
        signal.signal(signal.SIGINT, signal.default_int_handler)
        pressed.append(True)

    ours = (
        threading.current_thread() is threading.main_thread()
        and signal.getsignal(signal.SIGINT) is signal.default_int_handler
    )
    try:
        if ours:
            signal.signal(signal.SIGINT, finish_this_step)
        yield pressed
    finally:
        if ours:
            signal.signal(signal.SIGINT, signal.default_int_handler)


def _numbers(last: int, history: History, progress: bool) -> Iterator[int]:
    """1 … last, behind a progress bar on request."""
    if not progress:
        yield from range(1, last + 1)
        return
    for number in (bar := progress_bar(range(1, last + 1), unit="step")):
        yield number
        bar.set_postfix_str(f"loss {history.loss[-1]:.3f}", refresh=False)


def progress_bar(of: Iterable[Any], **options: Any) -> Any:
    """What an iterable yields, behind a bar of tqdm's.

    Parameters
    ----------
    of : iterable
    options : tqdm's own

    Returns
    -------
    iterable

    Raises
    ------
    TypeError
        If tqdm does not know an option.
    """
    from tqdm.auto import tqdm  # loaded when used: the core needs NumPy alone

    if sys.platform == "emscripten":  # in a browser there is no thread that could watch the bar
        tqdm.monitor_interval = 0
    return tqdm(of, **options)
