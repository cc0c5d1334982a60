"""Losses with their gradients: softmax cross-entropy for classes, binary for one output.

The mean over the mini-batch, and so the 1/m of every gradient, lives here and nowhere else.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from . import checks


@np.errstate(over="ignore")  # a loss beyond all floats is Inf
def softmax_cross_entropy(scores: ArrayLike, Y: ArrayLike) -> tuple[float, NDArray]:
    r"""Mean cross-entropy of the softmax of the scores.

    .. math::
        p = \text{softmax}(s), \quad J = -\frac1m \sum_i \log p^{(i)}_{y^{(i)}}, \quad
        \frac{\partial J}{\partial s} = \frac1m (p - \text{onehot}(Y))

    Parameters
    ----------
    scores : array (n_y, m), float64 or float32
        Logits, n_y ≥ 2 classes × m examples.
    Y : array (m,) or (1, m)
        Class numbers 0 … n_y − 1: bool, integer, or whole-valued float.

    Returns
    -------
    loss : float
        J in nats.
    dscores : array (n_y, m), dtype of scores
        ∂J/∂scores, with the 1/m in it.

    Raises
    ------
    ValueError
        If shapes do not fit, labels are out of range or fractional, scores hold NaN or Inf, or
        there is only one output.
    TypeError
        If scores or labels are not numbers.

    Notes
    -----
    The largest score of each example is subtracted first, so that no exponential overflows.
    """
    scores = checks.finite("scores", checks.matrix("scores", scores))
    if len(scores) == 1:
        raise ValueError(
            "scores has one row: the softmax of one output is always 1. "
            "Use binary_cross_entropy, or one output per class."
        )
    return _softmax_cross_entropy(scores, checks.labels(Y, scores.shape[1], len(scores)))


@np.errstate(over="ignore")
def binary_cross_entropy(scores: ArrayLike, Y: ArrayLike) -> tuple[float, NDArray]:
    r"""Mean cross-entropy of the sigmoid of one score per example.

    .. math::
        p = \sigma(s), \quad J = -\frac1m \sum_i y \log p + (1 - y)\log(1 - p), \quad
        \frac{\partial J}{\partial s} = \frac1m (p - Y)

    Parameters
    ----------
    scores : array (1, m), float64 or float32
        Logits.
    Y : array (1, m) or (m,)
        0 or 1: bool, integer, or whole-valued float.

    Returns
    -------
    loss : float
        J in nats.
    dscores : array (1, m), dtype of scores
        ∂J/∂scores, with the 1/m in it.

    Raises
    ------
    ValueError
        If shapes do not fit, a label is not 0 or 1, or scores hold NaN or Inf.
    TypeError
        If scores or labels are not numbers.

    Notes
    -----
    Written with max(s, 0) − s·y + log(1 + e^(−|s|)), which neither overflows nor takes log 0.
    """
    scores = checks.finite("scores", checks.matrix("scores", scores))
    if len(scores) != 1:
        raise ValueError(
            f"scores has shape {scores.shape}, but expected (1, m): one output. "
            "Use softmax_cross_entropy for one output per class."
        )
    return _binary_cross_entropy(scores, checks.labels(Y, scores.shape[1], 2))


def _softmax_cross_entropy(scores: NDArray, Y: NDArray) -> tuple[float, NDArray]:
    m = scores.shape[1]
    examples = np.arange(m)
    shifted = scores - scores.max(axis=0)  # (n_y, m)
    p = np.exp(shifted)
    total = p.sum(axis=0)  # (m,)
    loss = (np.log(total) - shifted[Y, examples]).sum() / m
    p /= total
    p[Y, examples] -= 1
    p /= m
    return float(loss), p


def _binary_cross_entropy(scores: NDArray, Y: NDArray) -> tuple[float, NDArray]:
    m = scores.shape[1]
    small = np.exp(-np.abs(scores))  # in (0, 1]
    loss = (np.maximum(scores, 0) - scores * Y + np.log1p(small)).sum() / m
    p = np.where(scores >= 0, 1, small) / (1 + small)
    return float(loss), ((p - Y) / m).astype(scores.dtype, copy=False)
