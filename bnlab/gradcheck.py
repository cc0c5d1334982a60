"""Gradient check: does a gradient agree with what tiny steps in each direction measure?"""

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray

from . import checks


def gradient_check(
    f: Callable[[NDArray], float],
    x: ArrayLike,
    dx: ArrayLike,
    h: float | None = None,
    allow_zero: bool = False,
) -> float:
    r"""Worst relative error of a gradient against central differences.

    .. math::
        n_k = \frac{f(x + h e_k) - f(x - h e_k)}{2h}, \quad
        \text{error} = \max_k \frac{|dx_k - n_k|}{\max(|dx_k|, |n_k|, 10^{-3} L)}

    L, the largest entry of both, keeps the rounding of nearly-zero entries out of the result: they
    are judged against a thousandth of it.

    Parameters
    ----------
    f : function
        ``f(x)`` is the loss, one number. While it runs, x itself holds the changed value, so f may
        also read an array that x *is*: ``gradient_check(lambda _: loss(), net.theta, net.dtheta)``.
    x : array, float64 or float32
        Where the gradient was taken; put back afterwards. In float32 little can be proven.
    dx : array of x's shape
        The gradient to judge; copied first, so f may overwrite it.
    h : float, optional
        Half the step. Not given: two steps of about 1e-3 · ``max(1, |x_k|)``, combined so that
        their h² errors cancel, or one of about 1e-5 where they disagree, as across the kink of a
        ReLU.
    allow_zero : bool
        Whether a gradient that is 0 everywhere, and measured as 0, may pass.

    Returns
    -------
    error : float
        About 1e-8 for a right gradient in float64; 1e-3 is wrong.

    Raises
    ------
    ValueError
        If the shapes differ, f gives NaN or Inf, h is lost in rounding, or every entry is 0 on both
        sides: such a check proves nothing (through batch norm, a batch of one has dz = 0 whatever
        the formula).
    TypeError
        If f is no function or does not give one number.
    """
    if not callable(f):
        raise TypeError(f"f is a {type(f).__name__}, but expected a function of x.")
    point = checks.real("x", x).copy()
    if isinstance(x, np.ndarray) and x.dtype == point.dtype and x.flags.writeable:
        point = x
    checks.finite("x", point)
    dx = checks.finite("dx", checks.same_shape("dx", dx, point.shape, "the shape of x")).copy()
    h = None if h is None else checks.positive("h", h)
    numeric = np.zeros(point.shape)
    for k in np.ndindex(point.shape):
        numeric[k] = _slope(f, point, k, h)
    largest = max(np.abs(numeric).max(initial=0), np.abs(dx).max(initial=0))
    if not dx.any() and largest < 1e-9:
        if allow_zero:
            return 0.0
        raise ValueError(
            "Both gradients are 0 everywhere: this check would pass for any formula that gives 0. "
            "Is it a batch of one, or does f not depend on x? allow_zero=True if 0 is the point."
        )
    scale = np.maximum(np.maximum(np.abs(dx), np.abs(numeric)), 1e-3 * largest)
    return float((np.abs(dx - numeric) / scale).max())


def _slope(f: Callable[[NDArray], float], x: NDArray, k: tuple[int, ...], h: float | None) -> float:
    """Slope of f along entry k of x."""
    eps = float(np.finfo(x.dtype).eps)
    size = max(1.0, abs(float(x[k])))
    if h is not None:
        return _central_difference(f, x, k, h)
    h = eps**0.2 * size
    narrow, wide = _central_difference(f, x, k, h), _central_difference(f, x, k, 2 * h)
    if abs(wide - narrow) > 1e-4 * abs(narrow) + 1e-7 * abs(checks.number("f(x)", f(x))):
        return _central_difference(f, x, k, eps ** (1 / 3) * size)  # a kink, as ReLU has at 0
    return (4 * narrow - wide) / 3  # their h² terms cancel: errors shrink with h⁴


def _central_difference(
    f: Callable[[NDArray], float], x: NDArray, k: tuple[int, ...], h: float
) -> float:
    """(f(x + h) − f(x − h)) / 2h along entry k, which is put back."""
    old = x[k]
    try:
        x[k] = old + h
        right, above = float(x[k]), checks.number("f(x)", f(x))
        x[k] = old - h
        left, below = float(x[k]), checks.number("f(x)", f(x))
    finally:
        x[k] = old
    if right == left:
        raise ValueError(
            f"h is {h}, too small beside {old}: the two ends of the step are the same number. "
            "Leave h out, or try 1e-5."
        )
    return (above - below) / (right - left)  # the step that was really taken, after rounding
