"""Batch normalisation as pure functions: Algorithm 1 of Ioffe & Szegedy (2015), and its gradient.

Columns are examples: z is (n, m), n units × m examples; every statistic and parameter is (n, 1).
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from . import checks
from .kernels import replaceable


class Cache(NamedTuple):
    """What the backward pass needs of the forward pass; opaque to its holder, and reusable."""

    z_centred: NDArray  # (n, m)  z − μ
    sigma: NDArray  # (n, 1)  √(σ² + ε)
    scale: NDArray  # (n, 1)  γ/σ
    mu: NDArray  # (n, 1)  the mini-batch's statistics, for the running averages
    var: NDArray  # (n, 1)


# ------------------------------------------------------------------- Algorithm 1, line by line


def _sum(a: NDArray) -> NDArray:
    """Over the examples, (n, 1). NumPy adds a row pairwise: that keeps a large mean's digits."""
    return a.sum(axis=1, keepdims=True)


def _sum_of_products(a: NDArray, b: NDArray) -> NDArray:
    """Of a·b over the examples, (n, 1), without an array of the products."""
    return np.vecdot(a, b)[:, None]


@replaceable
def _forward(z: NDArray, gamma: NDArray, beta: NDArray, eps: float) -> tuple[NDArray, Cache]:
    m = z.shape[1]
    mu = _sum(z) / m  # line 1: the mini-batch's mean
    z_centred = z - mu
    var = _sum_of_products(z_centred, z_centred) / m  # line 2: its variance
    sigma = np.sqrt(var + eps)
    scale = gamma / sigma
    z_tilde = scale * z_centred + beta  # lines 3 and 4: γ·z_norm + β, where z_norm is z_centred/σ
    return z_tilde, Cache(z_centred, sigma, scale, mu, var)


@replaceable
def _backward(dz_tilde: NDArray, cache: Cache) -> tuple[NDArray, NDArray, NDArray]:
    z_centred, sigma, scale = cache.z_centred, cache.sigma, cache.scale
    m = z_centred.shape[1]
    dbeta = _sum(dz_tilde)
    dgamma = _sum_of_products(dz_tilde, z_centred) / sigma
    dz = scale * (dz_tilde - dbeta / m - z_centred * (dgamma / (m * sigma)))
    return dz, dgamma, dbeta


def _inference(
    z: NDArray, gamma: NDArray, beta: NDArray, mean: NDArray, var: NDArray, eps: float
) -> NDArray:
    return gamma / np.sqrt(var + eps) * (z - mean) + beta


def _finite(z: NDArray, var: NDArray) -> None:
    """A NaN or Inf anywhere in z ends up in its variance: no second look at z is needed."""
    if not np.isfinite(var).all():
        raise checks.not_finite("z", z)


# ------------------------------------------------------- the same, with every argument checked


@np.errstate(over="ignore", invalid="ignore")
def normalize(z: ArrayLike, eps: float = 1e-5) -> tuple[NDArray, NDArray, NDArray]:
    r"""Give every unit mean 0 and variance 1 over the mini-batch.

    .. math::
        \mu = \frac{1}{m}\sum_i z^{(i)}, \quad
        \sigma^2 = \frac{1}{m}\sum_i (z^{(i)} - \mu)^2, \quad
        z_\text{norm} = \frac{z - \mu}{\sqrt{\sigma^2 + \varepsilon}}

    Parameters
    ----------
    z : array (n, m), float64 or float32
        Pre-activations: n units × m examples, m ≥ 2. Integers are taken as float64.
    eps : float
        ε > 0, added to the variance *inside* the root, so that a constant unit gives 0, not 0/0.

    Returns
    -------
    z_norm : array (n, m), dtype of z
    mu : array (n, 1)
        Mean of each unit over the examples (``axis=1``).
    var : array (n, 1)
        Biased variance, 1/m, *without* ε.

    Raises
    ------
    ValueError
        If z is not two-dimensional, is empty, holds a single example (its variance is 0), or
        holds NaN or Inf; if eps ≤ 0 or not finite.
    TypeError
        If z does not hold real numbers, or is float16; if eps is no number.

    Notes
    -----
    Source: Ioffe & Szegedy (2015), Algorithm 1, lines 1–3. The variance is computed in two passes
    (first μ, then the squares of z − μ): E[z²] − μ² would lose all digits at large means.
    """
    z = checks.batch("z", checks.matrix("z", z))
    eps = checks.epsilon(eps, z.dtype)
    one, zero = np.ones((len(z), 1), z.dtype), np.zeros((len(z), 1), z.dtype)
    z_norm, cache = _forward(z, one, zero, eps)
    _finite(z, cache.var)
    return z_norm, cache.mu, cache.var


@np.errstate(over="ignore", invalid="ignore")
def batchnorm_forward(
    z: ArrayLike, gamma: ArrayLike, beta: ArrayLike, eps: float = 1e-5
) -> tuple[NDArray, Cache]:
    r"""Normalise over the mini-batch, then scale by γ and shift by β.

    .. math:: \tilde z = \gamma\, z_\text{norm} + \beta

    with z_norm as in :func:`normalize`. This is batch norm in *training*.

    Parameters
    ----------
    z : array (n, m), float64 or float32
        Pre-activations: n units × m examples, m ≥ 2. Its dtype decides that of the results.
    gamma, beta : array (n, 1)
        Scale and shift of each unit: the examples of the mini-batch share them.
    eps : float
        ε > 0, added to the variance inside the root.

    Returns
    -------
    z_tilde : array (n, m), dtype of z
    cache : opaque
        Hand it to :func:`batchnorm_backward`, as often as you like.

    Raises
    ------
    ValueError
        If z is not two-dimensional, empty, a batch of one, or holds NaN or Inf; if gamma or beta
        is not (n, 1) or not finite; if eps ≤ 0 or not finite.
    TypeError
        If an array does not hold real numbers, or is float16.

    Notes
    -----
    Source: Ioffe & Szegedy (2015), Algorithm 1; the lecture writes z̃ for the paper's y.
    """
    z = checks.batch("z", checks.matrix("z", z))
    n, m = z.shape
    gamma = checks.column("gamma", gamma, n, m, z.dtype)
    beta = checks.column("beta", beta, n, m, z.dtype)
    eps = checks.epsilon(eps, z.dtype)
    z_tilde, cache = _forward(z, gamma, beta, eps)
    _finite(z, cache.var)
    return z_tilde, cache


@np.errstate(over="ignore", invalid="ignore")
def batchnorm_backward(dz_tilde: ArrayLike, cache: Cache) -> tuple[NDArray, NDArray, NDArray]:
    r"""Gradients of the loss J through batch norm in training.

    .. math::
        d\beta = \sum_i d\tilde z^{(i)}, \quad
        d\gamma = \sum_i d\tilde z^{(i)} z_\text{norm}^{(i)}, \quad
        dz = \frac{\gamma}{\sqrt{\sigma^2+\varepsilon}}
             \Big(d\tilde z - \frac{d\beta}{m} - z_\text{norm}\frac{d\gamma}{m}\Big)

    The two subtracted terms are there because μ and σ² are made of z as well.

    Parameters
    ----------
    dz_tilde : array (n, m)
        ∂J/∂z̃. The 1/m of the loss is already in it.
    cache : what :func:`batchnorm_forward` returned second; it is not changed.

    Returns
    -------
    dz : array (n, m), dtype of z
        ∂J/∂z. Each row sums to 0: a constant added to a unit changes nothing.
    dgamma, dbeta : array (n, 1)
        ∂J/∂γ and ∂J/∂β: plain sums over the mini-batch.

    Raises
    ------
    ValueError
        If dz_tilde is not of z's shape, or holds NaN or Inf.
    TypeError
        If cache is not what the forward pass returned.

    Notes
    -----
    Source: Ioffe & Szegedy (2015), section 3, the chain rule after Algorithm 1, collected into one
    line; lesson 05 derives it.
    """
    if not isinstance(cache, Cache):
        raise TypeError(
            f"cache is a {type(cache).__name__}, but expected the second value that "
            "batchnorm_forward returned: z_tilde, cache = batchnorm_forward(z, gamma, beta)."
        )
    shape, dtype = cache.z_centred.shape, cache.z_centred.dtype
    dz_tilde = checks.same_shape("dz_tilde", dz_tilde, shape, "the shape of z", dtype)
    dz, dgamma, dbeta = _backward(dz_tilde, cache)
    if not (np.isfinite(dbeta).all() and np.isfinite(dgamma).all()):
        raise checks.not_finite("dz_tilde", dz_tilde)
    return dz, dgamma, dbeta


@np.errstate(over="ignore", invalid="ignore")
def batchnorm_inference(
    z: ArrayLike,
    gamma: ArrayLike,
    beta: ArrayLike,
    mean: ArrayLike,
    var: ArrayLike,
    eps: float = 1e-5,
) -> NDArray:
    r"""Batch norm at test time: with a fixed mean and variance, each example by itself.

    .. math:: \tilde z = \gamma\,\frac{z - \text{mean}}{\sqrt{\text{var} + \varepsilon}} + \beta

    Parameters
    ----------
    z : array (n, m), float64 or float32
        Pre-activations; m = 1 is fine here.
    gamma, beta : array (n, 1)
        Scale and shift of each unit.
    mean, var : array (n, 1)
        Statistics of the training set, usually the running averages; var ≥ 0.
    eps : float
        ε > 0, the one used in training.

    Returns
    -------
    z_tilde : array (n, m), dtype of z
        A column depends on the same column of z alone.

    Raises
    ------
    ValueError
        If z is not two-dimensional, empty, or holds NaN or Inf; if gamma, beta, mean or var is
        not (n, 1) or not finite; if var is negative; if eps ≤ 0 or not finite.
    TypeError
        If an array does not hold real numbers, or is float16.

    Notes
    -----
    Source: Ioffe & Szegedy (2015), section 3.1 and Algorithm 2.
    """
    z = checks.finite("z", checks.matrix("z", z))
    n, m = z.shape
    gamma = checks.column("gamma", gamma, n, m, z.dtype)
    beta = checks.column("beta", beta, n, m, z.dtype)
    mean = checks.column("mean", mean, n, m, z.dtype)
    var = checks.variance("var", var, n, m, z.dtype)
    return _inference(z, gamma, beta, mean, var, checks.epsilon(eps, z.dtype))


# ------------------------------------------------------------------------------- around it


def running_average(old: ArrayLike, new: ArrayLike, decay: float = 0.9) -> NDArray:
    r"""One step of an exponentially weighted average: ``decay·old + (1 − decay)·new``.

    Parameters
    ----------
    old, new : array, equal shapes
        The average so far and the newest value (a mini-batch's μ or σ²).
    decay : float in [0, 1)
        Weight on the *old* value. (PyTorch's ``momentum`` is the weight on the new one.)

    Returns
    -------
    average : array, shape and dtype of old

    Raises
    ------
    ValueError
        If the shapes differ, a value is NaN or Inf, or decay is outside [0, 1).

    Notes
    -----
    Source: the lecture on exponentially weighted averages, at test time.
    """
    decay = checks.fraction("decay", decay)
    old = checks.finite("old", checks.real("old", old))
    new = checks.same_shape("new", new, old.shape, "the shape of old", old.dtype)
    return decay * old + (1 - decay) * checks.finite("new", new)


@np.errstate(over="ignore", invalid="ignore")
def fold_batchnorm(
    W: ArrayLike,
    gamma: ArrayLike,
    beta: ArrayLike,
    mean: ArrayLike,
    var: ArrayLike,
    eps: float = 1e-5,
    b: ArrayLike | None = None,
) -> tuple[NDArray, NDArray]:
    r"""Fold batch norm's inference form into the linear layer before it.

    .. math::
        s = \frac{\gamma}{\sqrt{\text{var}+\varepsilon}}, \quad
        W_\text{folded} = s\,W, \quad b_\text{folded} = s\,(b - \text{mean}) + \beta

    so that ``z_tilde = W_folded @ a + b_folded``: at test time batch norm costs nothing.

    Parameters
    ----------
    W : array (n, n_in), float64 or float32
        Weights of the linear layer.
    gamma, beta, mean, var : array (n, 1)
        As in :func:`batchnorm_inference`; var ≥ 0.
    eps : float
        ε > 0, the one used in training.
    b : array (n, 1) or None
        Bias of the linear layer; None is 0.

    Returns
    -------
    W_folded : array (n, n_in), dtype of W
    b_folded : array (n, 1), dtype of W

    Raises
    ------
    ValueError
        If a shape does not fit, a value is NaN or Inf, var is negative, or eps ≤ 0.
    TypeError
        If an array does not hold real numbers, or is float16.

    Notes
    -----
    Source: Ioffe & Szegedy (2015), Algorithm 2, line 11: inference is one linear transform.
    """
    W = checks.finite("W", checks.matrix("W", W))
    n = W.shape[0]
    b = np.zeros((n, 1), W.dtype) if b is None else checks.column("b", b, n, None, W.dtype)
    gamma = checks.column("gamma", gamma, n, None, W.dtype)
    beta = checks.column("beta", beta, n, None, W.dtype)
    mean = checks.column("mean", mean, n, None, W.dtype)
    var = checks.variance("var", var, n, None, W.dtype)
    scale = gamma / np.sqrt(var + checks.epsilon(eps, W.dtype))
    return scale * W, scale * (b - mean) + beta
