"""The clinic: eight sick networks, each with one fault around batch norm, and their charts.

A patient is the ledger's network on the digits with one part exchanged. The part is a short
function below, as somebody wrote it; a treatment is another function in its place. The first eight
functions are also the stubs of the exercises in `exercises/lesson_14.py`.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

import bnlab as bn

from .data import digits
from .history import History, Recorder

SIZES = [64, 100, 100, 100, 10]
ALPHA, BATCH_SIZE, STEPS, EVERY = 0.5, 16, 120, 10


# ------------------------------------------------------------ eight parts, each with its fault


def descend(net, alpha):
    P, G = net.parameters(), net.gradients()
    for name in P:
        if name[0] in "Wb":
            P[name] -= alpha * G[name]


def gradient(net, X, Y):
    total = np.zeros_like(net.theta)
    for start in range(0, len(Y), 2):
        scores = net.forward(X[:, start : start + 2])
        _, dscores = bn.softmax_cross_entropy(scores, Y[start : start + 2])
        net.backward(dscores)
        total += net.dtheta * 2 / len(Y)
    return total


def serve(saved, fresh, X):
    fresh.theta = saved["theta"]
    return fresh.forward(X, training=False)


def epoch(X, Y, size, order):
    order = order[np.argsort(Y[order], kind="stable")]
    parts = [order[start : start + size] for start in range(0, len(order), size)]
    return [(X[:, part], Y[part]) for part in parts]


def classes(net, X, size):
    found = []
    for start in range(0, X.shape[1], size):
        scores = net.forward(X[:, start : start + size])
        found.append(scores.argmax(axis=0))
    return np.concatenate(found)


def plan(sizes):
    layers = []
    for k in range(1, len(sizes)):
        n_in, n = sizes[k - 1], sizes[k]
        layers += [("Linear", n_in, n), ("BatchNorm", n), ("Sigmoid",)]
    return layers[:-1]


def first_weights(noise):
    n_in = noise.shape[1]
    return noise * np.sqrt(n_in)


def backward(dz_tilde, z_norm, gamma, std):
    dz_norm = dz_tilde * gamma
    return dz_norm / std


# ------------------------------------------------------------------------ the same parts, healthy


def _descend(net: Any, alpha: float) -> None:
    net.theta -= alpha * net.dtheta


def _gradient(net: Any, X: NDArray, Y: NDArray) -> NDArray:
    net.backward(bn.softmax_cross_entropy(net.forward(X), Y)[1])
    return net.dtheta


def _serve(saved: dict[str, Any], fresh: Any, X: NDArray) -> NDArray:
    for layer, (mean, var) in zip(_norms(fresh), saved["averages"], strict=True):
        layer.running_mean, layer.running_var = mean, var
    return serve(saved, fresh, X)


def _epoch(X: NDArray, Y: NDArray, size: int, order: NDArray) -> list[tuple[NDArray, NDArray]]:
    starts = range(0, len(order), size)
    return [(X[:, part], Y[part]) for part in (order[start : start + size] for start in starts)]


def _classes(net: Any, X: NDArray, size: int) -> NDArray:
    return net.predict(X)


def _plan(sizes: list[int]) -> list[tuple]:
    return [*plan(sizes[:-1]), ("Sigmoid",), ("Linear", *sizes[-2:])]


def _first_weights(noise: NDArray) -> NDArray:
    return noise / np.sqrt(noise.shape[1])


def _backward(dz_tilde: NDArray, z_norm: NDArray, gamma: NDArray, std: NDArray) -> NDArray:
    dz_norm = dz_tilde * gamma
    shared = (dz_norm * z_norm).mean(axis=1, keepdims=True) * z_norm
    return (dz_norm - dz_norm.mean(axis=1, keepdims=True) - shared) / std


HEALTHY: Mapping[str, Callable] = {
    "descend": _descend,
    "gradient": _gradient,
    "serve": _serve,
    "epoch": _epoch,
    "classes": _classes,
    "plan": _plan,
    "first_weights": _first_weights,
    "backward": _backward,
}
SICK: Mapping[str, Callable] = {
    part.__name__: part
    for part in (descend, gradient, serve, epoch, classes, plan, first_weights, backward)
}
PATIENTS = dict(
    zip(
        "ABCDEFGH",
        ["serve", "descend", "epoch", "plan", "first_weights", "classes", "backward", "gradient"],
        strict=True,
    )
)


class Chart(NamedTuple):
    """What one training left behind: its History, its Recorder and the network."""

    history: History
    recorder: Recorder
    net: Any
    own: float  # test accuracy by the test images' own statistics


class _BatchNorm(bn.BatchNorm):
    """Batch norm whose gradient is a part of the patient."""

    def __init__(self, n: int, part: Callable) -> None:
        super().__init__(n)
        self.part = part

    def gradient(self, d_output: NDArray, cache: Any) -> tuple[NDArray, ...]:
        _, dgamma, dbeta = super().gradient(d_output, cache)
        std = np.sqrt(cache.var + self.eps)
        return self.part(d_output, cache.z_centred / std, self.params["gamma"], std), dgamma, dbeta


def _build(parts: Mapping[str, Callable], rng: np.random.Generator) -> Any:
    layers: list[Any] = []
    for kind, *sizes in parts["plan"](SIZES):
        if kind == "Linear":
            layers.append(bn.Linear(*sizes, rng=rng))
            noise = layers[-1].params["W"] * np.sqrt(sizes[0])
            layers[-1].params["W"] = parts["first_weights"](noise)
        elif kind == "BatchNorm":
            layers.append(_BatchNorm(sizes[0], parts["backward"]))
        else:
            layers.append(getattr(bn, kind)())
    return bn.Network(layers)


def run(start: int = 0, **exchanged: Callable) -> Chart:
    """Train the network of one start with some of its parts exchanged.

    Parameters
    ----------
    start : int
        Seed of the W's and of the order of the examples.
    exchanged : functions
        By the name of the part: "descend", "gradient", "serve", …; the others are healthy.

    Returns
    -------
    chart : Chart
        A look every 10 steps: test accuracy in its History, 100 training images in its Recorder.
    """
    parts = {**HEALTHY, **exchanged}
    data, history = digits(), History()
    X_test, Y_test = data.X_test[:, :396], data.Y_test[:396]  # no mini-batch of one
    net, fresh = (_build(parts, np.random.default_rng(start)) for _ in range(2))
    recorder = Recorder(data.X_train[:, :100], every=EVERY)
    recorder.start(net, history)
    rng, right = np.random.default_rng([1, start]), 0.0
    batches: list[tuple[NDArray, NDArray]] = []
    for step in range(1, STEPS + 1):
        if not batches:
            order = rng.permutation(len(data.Y_train))
            batches = parts["epoch"](data.X_train, data.Y_train, BATCH_SIZE, order)
        X, Y = batches.pop(0)
        scores = _scores(net, X)
        loss, _ = bn.softmax_cross_entropy(scores, Y)
        net.dtheta = parts["gradient"](net, X, Y)
        parts["descend"](net, ALPHA)
        history.step.append(step)
        history.loss.append(loss)
        recorder(net, step, history)
        right += np.mean(scores.argmax(axis=0) == Y) / EVERY
        if step % EVERY == 0:
            history.epoch_step.append(step)
            history.train_accuracy.append(float(right))
            right = 0.0
            found = parts["classes"](net, X_test, 4)
            if "serve" in exchanged:
                found = parts["serve"](_saved(net), fresh, X_test).argmax(axis=0)
            history.validation_accuracy.append(float(np.mean(found == Y_test)))
    own = float(np.mean(_scores(net, X_test).argmax(axis=0) == Y_test))
    return Chart(history, recorder, net, own)


def _norms(net: Any) -> list[Any]:
    return [layer for layer in net.layers if isinstance(layer, bn.BatchNorm)]


def _saved(net: Any) -> dict[str, Any]:
    """What a file of a trained network holds."""
    averages = [(layer.running_mean.copy(), layer.running_var.copy()) for layer in _norms(net)]
    return {"theta": net.theta.copy(), "averages": averages}


def _scores(net: Any, X: NDArray) -> NDArray:
    """Scores by the statistics of X, in a pass that changes nothing."""
    return list(net.trace(X).values())[-1]


def signs(chart: Chart) -> dict[str, float]:
    """Eight numbers at the end of a training, from its History and its Recorder.

    Parameters
    ----------
    chart : Chart

    Returns
    -------
    signs : dict of str to float
        Training and test numbers are means over the last 30 steps.
    """
    history, recorder = chart.history, chart.recorder
    scores = list(recorder.percentiles)[-1]  # z4, or what stands behind it
    low, _, high = recorder.percentiles[scores][0]
    return {
        "training loss": float(np.mean(history.loss[-30:])),
        "training accuracy": float(np.mean(history.train_accuracy[-3:])),
        "test accuracy": float(np.mean(history.validation_accuracy[-3:])),
        "test accuracy, all images in one batch": chart.own,
        "update of W2 / W2": recorder.update_ratio["W2"][-1],
        "update of γ2 / γ2": recorder.update_ratio["gamma2"][-1],
        "median of z2, distance from 0": float(np.abs(recorder.percentiles["z2"][-1][1]).mean()),
        "width of the scores at step 0": float(np.mean(high - low)),
    }


@functools.cache
def healthy(start: int = 0) -> Chart:
    """The chart of the network without a fault."""
    return run(start)


def admit(patient: str, treatment: Callable | None = None) -> Chart:
    """The chart of a patient, as it came or with your function in place of the faulty one.

    Parameters
    ----------
    patient : str
        A letter from "A" to "H".
    treatment : function, optional

    Returns
    -------
    chart : Chart

    Raises
    ------
    ValueError
        If there is no such patient.
    """
    if patient not in PATIENTS:
        raise ValueError(f"there is no patient {patient!r}; there are {', '.join(PATIENTS)}.")
    part = PATIENTS[patient]
    exchanged: Any = {part: treatment or SICK[part]}
    return run(**exchanged)


def table(patient: str, chart: Chart) -> str:
    """The signs of a chart beside those of the healthy network, as lines of text."""
    rows = [(name, f"{value:.2g}") for name, value in signs(chart).items()]
    sound = [f"{value:.2g}" for value in signs(healthy()).values()]
    lines = [f"{'':40}{'healthy':>9}{'patient ' + patient:>11}"]
    lines += [
        f"{name:40}{other:>9}{value:>11}" for (name, value), other in zip(rows, sound, strict=True)
    ]
    return "\n".join(lines)
