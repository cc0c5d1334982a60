"""Exercises of lesson 01: Algorithm 1, line by line."""

import numpy as np

from .engine import Choice, Function, Slip


def _z(rng, n, m):
    """Units of different mean and spread, so that no mistake hides."""
    return rng.normal(rng.normal(0, 3, (n, 1)), rng.uniform(0.5, 3, (n, 1)), (n, m))


def _zs(rng):
    return [(_z(rng, n, m),) for n, m in ((2, 3), (3, 3), (1, 5), (4, 7))]


batch_variance = Function(
    "batch_variance",
    lesson=1,
    title="the variance of a mini-batch, by hand",
    task="""
        Lines 1 and 2 of Algorithm 1. `z` has shape (n, m): n units, m examples in columns.
        The mean is there; write the line that computes the variance, one number per unit,

        $$\\sigma^2 = \\frac{1}{m}\\sum_{i=1}^{m} \\left(z^{(i)} - \\mu\\right)^2$$

        so that `var` has shape (n, 1), like `mu`. No need for `np.var`.
        """,
    stub="""
        def batch_variance(z):
            mu = np.mean(z, axis=1, keepdims=True)  # (n, 1)
            var = ...  # (n, 1): your line
            return var
        """,
    solution="""
        def batch_variance(z):
            mu = np.mean(z, axis=1, keepdims=True)  # (n, 1)
            var = np.mean((z - mu) ** 2, axis=1, keepdims=True)  # (n, 1)
            return var
        """,
    returns=("var",),
    cases=_zs,
    slips=[
        Slip(
            """you averaged over the units, not over the examples. Examples are the columns, so
            the sum runs along axis=1.""",
            ("np.mean((z - mu) ** 2, axis=1", "np.mean((z - mu) ** 2, axis=0"),
            ("axis=1", "axis=0"),
            lambda z: np.mean((z - z.mean(axis=1, keepdims=True)) ** 2, axis=0),
            lambda z: np.var(z, axis=0),
        ),
        Slip(
            """you averaged over everything at once; each unit has its own variance. Say along
            which axis.""",
            ("np.mean((z - mu) ** 2, axis=1, keepdims=True)", "np.mean((z - mu) ** 2)"),
            ("axis=1, ", ""),
            lambda z: np.var(z),
        ),
        Slip(
            """these are the right numbers, but in a row of shape (n,) that NumPy would lay
            along the examples. Keep the axis: keepdims=True.""",
            ("((z - mu) ** 2, axis=1, keepdims=True)", "((z - mu) ** 2, axis=1)"),
        ),
        Slip(
            """this is the standard deviation. The variance is its square: leave the root to
            the next line of the algorithm.""",
            ("return var", "return np.sqrt(var)"),
            ("return var", "return np.sqrt(var)[:, 0]"),
        ),
        Slip(
            """you divided by m - 1 (the variance estimated from a sample). Batch norm divides by
            m: these m examples are all that it wants to normalise.""",
            lambda z: np.var(z, axis=1, keepdims=True, ddof=1),
            lambda z: np.var(z, axis=1, ddof=1),
        ),
        Slip(
            """this is the sum of the squares; the variance is their mean.""",
            ("np.mean((z - mu)", "np.sum((z - mu)"),
            ("np.mean((z - mu) ** 2, axis=1, keepdims=True)", "np.sum((z - mu) ** 2, axis=1)"),
        ),
        Slip(
            """this is the mean of z²: the mean μ was not taken away first.""",
            ("(z - mu) ** 2", "z**2"),
        ),
        Slip(
            """the deviations z - μ were averaged without being squared: they always cancel
            to 0.""",
            ("(z - mu) ** 2", "(z - mu)"),
            ("np.mean((z - mu) ** 2, axis=1, keepdims=True)", "np.mean(z - mu, axis=1)"),
        ),
        Slip(
            """you averaged the sizes |z - μ|; the variance averages the squares.""",
            ("(z - mu) ** 2", "np.abs(z - mu)"),
        ),
        Slip(
            """these are the squared deviations of every example; their mean over the examples
            is still to be taken.""",
            ("np.mean((z - mu) ** 2, axis=1, keepdims=True)", "(z - mu) ** 2"),
        ),
    ],
    hints=[
        "Subtract `mu` from `z` (the shapes fit: (n, m) and (n, 1)), and square.",
        """Average the squares the way `mu` is averaged in the line above: same function, same
        axis, same keepdims.""",
        "The line begins `var = np.mean((z - mu) ** 2, ...`.",
    ],
    why="""one variance per unit, over the examples of the mini-batch, divided by m. The shape
    (n, 1) lets it stand beside z, whatever the batch size.""",
)
