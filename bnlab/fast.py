"""Faster steps on request: batch norm and Adam each in one pass over the numbers, by numba.

Off unless you say ``bn.fast.on()``, which needs numba (``pip install "bnlab[fast]"``) and takes a
second or two the first time. The formulas are those of `batchnorm.py` and `optimizers.py`, unit by
unit and number by number; sums are taken in another order, so results differ by rounding alone.
What it gains is measured in benchmarks/README.md.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from . import kernels
from .batchnorm import Cache
from .optimizers import Adam

# The sums may be taken in any order, as NumPy's are; NaN and Inf keep their meaning.
_FASTMATH = {"reassoc", "contract", "arcp", "nsz"}

_compiled: dict[str, Any] = {}


def on() -> None:
    """Use the fused kernels from here on, in every network and function of bnlab.

    Raises
    ------
    ImportError
        If numba is not installed.
    """
    try:
        import numba
    except ImportError as error:
        raise ImportError(
            "bn.fast.on() needs numba, which is not installed. "
            'Try: pip install "bnlab[fast]", or go on without: everything works, a little slower.'
        ) from error
    if not _compiled:
        compiled = numba.njit(fastmath=_FASTMATH, error_model="numpy", cache=True)
        for loops in (_forward_rows, _backward_rows, _adam):
            _compiled[loops.__name__] = compiled(loops)
    kernels.active.update(_TWINS)


def off() -> None:
    """Back to NumPy."""
    kernels.active.clear()


def is_on() -> bool:
    """Whether the fused kernels are in use: a worker process starts without them.

    Returns
    -------
    on : bool
    """
    return bool(kernels.active)


# ------------------------------------------------------------ in the place of NumPy's functions


def _forward(z: NDArray, gamma: NDArray, beta: NDArray, eps: float) -> tuple[NDArray, Cache]:
    z_centred, z_tilde = np.empty_like(z), np.empty_like(z)
    sigma, scale, mu, var = (np.empty_like(gamma) for _ in range(4))
    zero, m = z.dtype.type(0), z.dtype.type(z.shape[1])
    columns = gamma, beta, sigma, scale, mu, var
    _compiled["_forward_rows"](z, z_centred, z_tilde, *columns, z.dtype.type(eps), zero, m)
    return z_tilde, Cache(z_centred, sigma, scale, mu, var)


def _backward(dz_tilde: NDArray, cache: Cache) -> tuple[NDArray, NDArray, NDArray]:
    dz, sigma, scale = np.empty_like(dz_tilde), cache.sigma, cache.scale
    dgamma, dbeta = np.empty_like(sigma), np.empty_like(sigma)
    zero, m = dz.dtype.type(0), dz.dtype.type(dz.shape[1])
    columns = sigma, scale, dgamma, dbeta
    _compiled["_backward_rows"](dz_tilde, cache.z_centred, dz, *columns, zero, m)
    return dz, dgamma, dbeta


def _step(self: Adam, theta: NDArray, g: NDArray) -> None:
    if theta.ndim != 1:  # somebody's own array, not a network's
        return Adam._step.__wrapped__(self, theta, g)  # type: ignore[attr-defined]
    c1, c2 = 1 - self.beta1**self.t, 1 - self.beta2**self.t
    numbers = (
        self.beta1,
        1 - self.beta1,
        self.beta2,
        1 - self.beta2,
        self.learning_rate / c1,
        1 / c2,
        self.eps,
    )
    _compiled["_adam"](theta, g, self.v, self.s, *map(theta.dtype.type, numbers))


_TWINS: dict[str, Callable[..., Any]] = {
    "batchnorm._forward": _forward,
    "batchnorm._backward": _backward,
    "optimizers.Adam._step": _step,
}


# --------------------------------------------------- plain loops, which numba makes machine code


def _forward_rows(z, z_centred, z_tilde, gamma, beta, sigma, scale, mu, var, eps, zero, m):
    for i in range(z.shape[0]):
        total = zero
        for j in range(z.shape[1]):
            total += z[i, j]
        mean, squares = total / m, zero
        for j in range(z.shape[1]):
            z_centred[i, j] = z[i, j] - mean
            squares += z_centred[i, j] * z_centred[i, j]
        mu[i, 0], var[i, 0] = mean, squares / m
        sigma[i, 0] = np.sqrt(var[i, 0] + eps)
        scale[i, 0] = gamma[i, 0] / sigma[i, 0]
        for j in range(z.shape[1]):
            z_tilde[i, j] = z_centred[i, j] * scale[i, 0] + beta[i, 0]


def _backward_rows(dz_tilde, z_centred, dz, sigma, scale, dgamma, dbeta, zero, m):
    for i in range(dz.shape[0]):
        total, products = zero, zero
        for j in range(dz.shape[1]):
            total += dz_tilde[i, j]
            products += dz_tilde[i, j] * z_centred[i, j]
        dbeta[i, 0], dgamma[i, 0] = total, products / sigma[i, 0]
        shift, slope, factor = total / m, dgamma[i, 0] / (m * sigma[i, 0]), scale[i, 0]
        for j in range(dz.shape[1]):
            dz[i, j] = (dz_tilde[i, j] - shift - z_centred[i, j] * slope) * factor


def _adam(theta, g, v, s, beta1, rest1, beta2, rest2, rate, rescale, eps):
    for i in range(theta.size):
        v[i] = beta1 * v[i] + rest1 * g[i]
        s[i] = beta2 * s[i] + rest2 * (g[i] * g[i])
        theta[i] -= rate * v[i] / (np.sqrt(s[i] * rescale) + eps)
