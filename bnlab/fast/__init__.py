"""Faster training on request: after `bn.fast.on()` a whole step is one compiled call.

It needs numba and scipy (``pip install "bnlab[fast]"``), and compiles when it is used for the first
time; then the machine code stays on disk. `step.py` is the step, to be read like the lecture. This
file is the switch: it tells the step where a network keeps its numbers, and leaves to NumPy what
the step can't do. benchmarks/README.md says what it gains.
"""

import math
import warnings
from collections.abc import Callable
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from .. import kernels, losses, training
from ..batchnorm import Cache
from ..layers import BatchNorm, Linear, ReLU, Sigmoid, Tanh
from ..network import Network
from ..optimizers import Adam, GradientDescent, Momentum, RMSprop

_step: Any = None  # the module step.py: loading it needs numba

# Numbers by which the compiled step knows them.
_ACTIVATIONS = {Sigmoid: 1, Tanh: 2, ReLU: 3}
_RULES = {GradientDescent: 0, Momentum: 1, RMSprop: 2, Adam: 3}
_WIDE = 200_000  # bytes of a layer's a: a second thread gains less on fewer than it costs
_LOSSES = losses._softmax_cross_entropy, losses._binary_cross_entropy


def on() -> None:
    """Use compiled code from here on, in every network and function of bnlab.

    Matrix products take as many threads as OpenBLAS was given (``OPENBLAS_NUM_THREADS``); on wide
    layers the rest of the step takes as many.

    Raises
    ------
    ImportError
        If numba or scipy is not installed.
    """
    global _step
    if _step is None:
        try:
            import scipy.linalg.cython_blas  # noqa: F401  numba's matrix products are scipy's

            from . import step
        except ImportError as error:
            raise ImportError(
                f"bn.fast.on() needs numba and scipy ({error}). "
                'Try: pip install "bnlab[fast]", or go on without: everything works, more slowly.'
            ) from error
        _step = step
    kernels.active.update(_TWINS)


def off() -> None:
    """Back to NumPy."""
    kernels.active.clear()


def is_on() -> bool:
    """Whether compiled code is in use: a worker process starts without it.

    Returns
    -------
    on : bool
    """
    return bool(kernels.active)


# -------------------------------------------------------- a network as the compiled step sees it


class Plan(NamedTuple):
    """What a network's steps have in common."""

    layers: NDArray  # of step.LAYER
    sizes: tuple[int, int]  # n_x, n_y
    norms: list[BatchNorm]
    settings: list[Any]  # theirs
    units: int
    widest: int
    threads: int
    memory: dict[int, tuple[NDArray, ...]]  # for each size of mini-batch


_plans: WeakKeyDictionary[Network, Plan | None] = WeakKeyDictionary()


def _plan(net: Network) -> Plan | None:
    plan = _plans.get(net)
    if plan is None or plan.settings != _settings(plan.norms):
        plan = _plans[net] = _planned(net)
    return plan


def _settings(norms: list[BatchNorm]) -> list[Any]:
    return [(norm.eps, norm.decay, norm.unbiased) for norm in norms]


def _planned(net: Network) -> Plan | None:
    """Where each layer's numbers are; None if a layer is not one that the step knows."""
    rows: list[Any] = []  # one for each Linear, with the batch norm and activation after it
    norms: list[BatchNorm] = []
    start = unit = running = 0
    layer: Any
    for layer in net._bound:
        kind = type(layer)
        if kind is Linear:
            row = np.zeros((), _step.LAYER)
            row["n_in"], row["n_out"], row["biased"] = layer.n_in, layer.n_out, layer.bias
            row["start"], row["unit"] = start, unit
            rows.append(row)
            unit += layer.n_out
        elif rows and kind is BatchNorm and not (row["normed"] or row["activation"]):
            row["normed"], row["running"] = True, running
            row["eps"], row["decay"], row["unbiased"] = _settings([layer])[0]
            norms.append(layer)
            running += 2 * layer.n
        elif rows and kind in _ACTIVATIONS and not row["activation"]:
            row["activation"] = _ACTIVATIONS[kind]
        else:
            return None
        start += sum(p.size for p in layer.params.values())
    sizes = int(rows[0]["n_in"]), int(rows[-1]["n_out"])
    widest = max(int(row["n_out"]) for row in rows)
    return Plan(
        np.array(rows).view(np.recarray),
        sizes,
        norms,
        _settings(norms),
        unit,
        widest,
        _threads(),
        {},
    )


def _threads() -> int:
    """As many as scipy's BLAS has."""
    from threadpoolctl import threadpool_info

    return max([i["num_threads"] for i in threadpool_info() if i["user_api"] == "blas"], default=1)


# ------------------------------------------------------------ in the place of NumPy's functions


_said: set[str] = set()


def _take_step(net: Network, optimizer: Any, X: NDArray, Y: NDArray, loss: Any) -> Any:
    """A step by compiled code; by NumPy if that can't do it, or must say what is wrong."""
    plan = _plan(net)
    by_numpy = training._take_step.__wrapped__  # type: ignore[attr-defined]
    if plan is None:
        reason = "one of its layers is your own, or stands where none of bnlab's mlps has it"
    elif type(optimizer) not in _RULES:
        reason = f"{type(optimizer).__name__} is an optimizer of your own"
    elif loss not in _LOSSES:
        reason = "the loss is your own"
    else:
        done = _compiled_step(plan, net, optimizer, X, Y, loss)
        return done or by_numpy(net, optimizer, X, Y, loss)
    if reason not in _said:
        _said.add(reason)
        warnings.warn(f"bn.fast leaves this network to NumPy: {reason}.", stacklevel=2)
    return by_numpy(net, optimizer, X, Y, loss)


def _compiled_step(
    plan: Plan, net: Network, optimizer: Any, X: NDArray, Y: NDArray, loss: Any
) -> tuple[float, NDArray] | None:
    """Loss and scores; None if the step was refused, and then nothing has changed."""
    theta, m, (n_x, n_y) = net.theta, Y.size, plan.sizes
    if (
        X.shape != (n_x, m)
        or X.dtype != theta.dtype
        or Y.dtype.kind not in "iub"
        or m <= bool(plan.norms)  # one example can't be normalised
        or (n_y == 1) != (loss is losses._binary_cross_entropy)
    ):
        return None
    if optimizer.t == 0:
        optimizer._start(theta)
    averages = []
    for name in "vs":
        average = getattr(optimizer, name, theta[:0])
        if average.size and (average.shape != theta.shape or average.dtype != theta.dtype):
            return None
        averages.append(average)
    if m not in plan.memory:
        plan.memory[m] = tuple(
            np.empty(shape, theta.dtype) for shape in ((3 * plan.units + 2, m), 4 * plan.units)
        )
    scores = np.empty((n_y, m), theta.dtype)
    shared = plan.threads > 1 and plan.widest * m * theta.itemsize > _WIDE
    value = (_step.with_threads(plan.threads) if shared else _step.in_one_call)(
        X if X.flags.carray else X.copy(),
        np.ascontiguousarray(Y, np.int64).reshape(-1),
        theta,
        net.dtheta,
        *averages,
        net._state,
        plan.layers,
        *plan.memory[m],
        scores,
        _RULES[type(optimizer)],
        _rates(optimizer, optimizer.t + 1),
    )
    if math.isnan(value):
        return None
    optimizer.t += 1
    return value, scores


def _rates(optimizer: Any, t: int) -> tuple[float, ...]:
    """α, β1, β2, what s is multiplied by, ε at update t: Adam's bias correction is in them."""
    names = "learning_rate", "beta1", "beta2", "eps"
    alpha, beta1, beta2, eps = [float(getattr(optimizer, name, 0)) for name in names]
    if type(optimizer) is not Adam:
        return alpha, beta1, beta2, 1.0, eps
    return alpha / (1 - beta1**t), beta1, beta2, 1 / (1 - beta2**t), eps


def _forward(z: NDArray, gamma: NDArray, beta: NDArray, eps: float) -> tuple[NDArray, Cache]:
    z_centred, z_tilde = np.empty_like(z), np.empty_like(z)
    columns = [np.empty_like(gamma) for _ in range(4)]
    _step.batchnorm_forward(z, z_centred, z_tilde, gamma, beta, eps, *columns)
    return z_tilde, Cache(z_centred, *columns)


def _backward(dz_tilde: NDArray, cache: Cache) -> tuple[NDArray, NDArray, NDArray]:
    dz, sigma, scale = np.empty_like(dz_tilde), cache.sigma, cache.scale
    dgamma, dbeta = np.empty_like(sigma), np.empty_like(sigma)
    _step.batchnorm_backward(dz_tilde, dz, cache.z_centred, sigma, scale, dgamma, dbeta)
    return dz, dgamma, dbeta


def _update(self: Adam, theta: NDArray, g: NDArray) -> None:
    if theta.ndim != 1 or not all(a.flags.c_contiguous for a in (theta, g, self.v, self.s)):
        # somebody's own array, not a network's
        return Adam._step.__wrapped__(self, theta, g)  # type: ignore[attr-defined]
    _step.update(0, theta.size, _RULES[Adam], _rates(self, self.t), theta, g, self.v, self.s)


_TWINS: dict[str, Callable[..., Any]] = {
    "training._take_step": _take_step,
    "batchnorm._forward": _forward,
    "batchnorm._backward": _backward,
    "optimizers.Adam._step": _update,
}
