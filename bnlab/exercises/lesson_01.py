"""Exercises of lesson 01: Algorithm 1, line by line."""

import numpy as np

from . import Choice, Function
from .drawing import of_both_signs


def _z(rng, n, m):
    """Units of different mean and spread, so that no mistake hides."""
    return rng.normal(rng.normal(0, 3, (n, 1)), rng.uniform(0.5, 3, (n, 1)), (n, m))


def _either_sign(rng, n):
    """A γ for each unit; some are negative."""
    return rng.uniform(0.5, 2, (n, 1)) * rng.choice([-1, 1], (n, 1))


def _wanted(rng, n, m):
    """z_norm, and where its ends are to lie; the last unit is to be mirrored."""
    z = _z(rng, n, m)
    z_norm = (z - z.mean(axis=1, keepdims=True)) / z.std(axis=1, keepdims=True)
    low = rng.normal(0, 2, (n, 1))
    high = low + rng.uniform(1, 5, (n, 1))
    high[-1] = low[-1] - rng.uniform(1, 5)
    return z_norm, low, high


def _norm_counted(z, eps, m_mean, m_var):
    mu = z.sum(axis=1, keepdims=True) / m_mean
    var = ((z - mu) ** 2).sum(axis=1, keepdims=True) / m_var
    return (z - mu) / np.sqrt(var + eps), mu, var


def _norm_all(z, eps, axis, keepdims):
    mu = np.mean(z, axis=axis, keepdims=keepdims)
    var = np.var(z, axis=axis, keepdims=keepdims)
    return (z - mu) / np.sqrt(var + eps), mu, var


scale_and_shift = Function(
    title="choose γ and β yourself",
    task="""
        In each row of `z_norm` (n, m) the smallest number is to become `low`, and the largest
        `high`, both (n, 1). Return the `gamma` and `beta`, (n, 1), with which
        $\\tilde z = \\gamma\\, z_{norm} + \\beta$ does that. (`low` may be above `high`.)
        """,
    stub="""
        def scale_and_shift(z_norm, low, high):
            gamma = ...
            beta = ...
            return gamma, beta
        """,
    solution="""
        def scale_and_shift(z_norm, low, high):
            smallest = np.min(z_norm, axis=1, keepdims=True)
            largest = np.max(z_norm, axis=1, keepdims=True)
            gamma = (high - low) / (largest - smallest)
            beta = low - gamma * smallest
            return gamma, beta
        """,
    returns=("gamma", "beta"),
    cases=lambda rng: [_wanted(rng, n, m) for n, m in ((2, 3), (3, 3), (4, 6), (1, 4))],
    slips="""
        γ is the new distance divided by the old one, from smallest to largest; the spread, which is
        1, does not say how far apart those are.
            (high - low) / (largest - smallest) -> high - low
            (high - low) / (largest - smallest) -> (high - low); low - gamma * smallest -> low
        β is where z_norm = 0 comes to lie, and `low` belongs to the smallest z_norm, which is not
        0.
            beta = low - gamma * smallest -> beta = low
            beta = low - gamma * smallest -> beta = low + 0 * smallest
        the middle of the two is β only where z_norm lies evenly about 0; its smallest and largest
        do not.
            beta = low - gamma * smallest -> beta = (low + high) / 2
            (high - low) / (largest - smallest) -> (high - low) / 2; beta = low - gamma * smallest
                -> beta = (low + high) / 2
            (high - low) / (largest - smallest) -> (high - low) / 2
        γ is upside down: it is the new distance over the old one.
            (high - low) / (largest - smallest) -> (largest - smallest) / (high - low)
        the sign of β's second part: γ times the smallest, plus β, is `low`. Solve for β.
            low - gamma * smallest -> low + gamma * smallest
            low - gamma * smallest -> gamma * smallest - low
        γ is missing there: what is shifted has been scaled before.
            low - gamma * smallest -> low - smallest
            low - gamma * smallest -> low + smallest
        smallest and largest are to be found along each row, unit by unit: axis=1.
            axis=1 -> axis=0
            drop , axis=1, keepdims=True
        the axis got lost: γ and β are columns (n, 1), so keepdims=True.
            drop , keepdims=True
        `low` and `high` have changed places: `low` belongs to the *smallest* z_norm.
            (high - low) -> (low - high); low - gamma -> high - gamma
            (high - low) -> (low - high)
            low - gamma * smallest -> high - gamma * smallest
            low - gamma * smallest -> low - gamma * largest
        the sign of γ got lost: where `low` is above `high`, γ is negative and mirrors the unit.
            (high - low) / (largest - smallest) -> np.abs((high - low) / (largest - smallest))
            (high - low) -> np.abs(high - low)
        one number each brings one end to its place: γ = high / largest is right only with β = 0,
        and then the other end is wrong.
            (high - low) / (largest - smallest) -> high / largest; low - gamma * smallest -> 0 * low
            (high - low) / (largest - smallest) -> high / largest
            (high - low) / (largest - smallest) -> low / smallest
            (high - low) / (largest - smallest) -> low / smallest; low - gamma * smallest -> 0 * low
        γ and β have changed places: γ scales, β shifts.
            return gamma, beta -> return beta, gamma
        the first and the last number of a row are not its smallest and largest.
            np.min(z_norm, axis=1, keepdims=True) -> z_norm[:, :1]; np.max(z_norm, axis=1,
                keepdims=True) -> z_norm[:, -1:]
        distances are differences: the smallest number is negative, and adding it makes the
        distance too short.
            (largest - smallest) -> (largest + smallest)
            (high - low) -> (high + low)
        this is z̃; the task asks for the γ and β that make it.
            return gamma, beta -> return gamma * z_norm + beta
        """,
    hints=[
        """z̃ is a straight line, with slope γ and height β at z_norm = 0. You know two points on
        it.""",
        """The slope: how far apart `low` and `high` are, divided by how far apart the smallest and
        the largest z_norm are. Then β from the first point.""",
    ],
    why="""two numbers per unit put z̃ anywhere you like, at any width, either way round. Training
    chooses them by the loss.""",
)


undo_normalisation = Function(
    title="which γ and β give z back?",
    task="""
        Batch norm can learn to do nothing. From the statistics `mu` and `var` of a mini-batch,
        both (n, 1), and `eps`, return the `gamma` and `beta` for which
        $\\tilde z = \\gamma\\, z_{norm} + \\beta$ is z again, exactly.
        """,
    stub="""
        def undo_normalisation(mu, var, eps):
            gamma = ...
            beta = ...
            return gamma, beta
        """,
    solution="""
        def undo_normalisation(mu, var, eps):
            gamma = np.sqrt(var + eps)
            beta = mu
            return gamma, beta
        """,
    returns=("gamma", "beta"),
    cases=lambda rng: [
        (of_both_signs(rng, (n, 1), 0.5, 4), rng.uniform(0.3, 4, (n, 1)), eps)
        for n, eps in ((2, 0.5), (3, 0.1), (1, 0.2))
    ],
    slips="""
        nearly: without ε in it γ undoes a little too little. z_norm was divided by the root of var
        + ε.
            np.sqrt(var + eps) -> np.sqrt(var)
        γ is to be a standard deviation, not a variance: a root is missing.
            np.sqrt(var + eps) -> (var + eps) ** 2
            np.sqrt(var + eps) -> var
            np.sqrt(var + eps) -> (var + eps)
        ε belongs inside the root, as where z was normalised.
            np.sqrt(var + eps) -> (np.sqrt(var) + eps)
        this γ divides a second time. z_norm *was* divided by the root; undoing it means to multiply
        by the same number.
            np.sqrt(var + eps) -> 1 / np.sqrt(var + eps)
            np.sqrt(var + eps) -> 1 / np.sqrt(var)
        γ and β have changed places: γ undoes the division, β the subtraction.
            return gamma, beta -> return beta, gamma
        this β subtracts the mean a second time; it is to bring it back.
            beta = mu -> beta = -mu
        β must be neither divided nor multiplied by the spread: in z̃ = γ z_norm + β it is added
        after the scaling.
            beta = mu -> beta = mu * gamma
            beta = mu -> beta = mu * np.sqrt(var)
            beta = mu -> beta = mu / np.sqrt(var + eps)
            beta = mu -> beta = -mu / np.sqrt(var + eps)
            beta = mu -> beta = mu / np.sqrt(var)
        γ = 1, β = 0 leave z_norm as it is. The task asks what brings *z* back.
            return (np.ones_like(var), np.zeros_like(mu))
            return (1, 0)
            return (1.0, 0.0)
        γ is right. With β = 0 the mean does not come back.
            beta = mu -> beta = 0
            beta = mu -> beta = 0 * mu
        ε was added to the variance; γ needs the same sum.
            var + eps -> var - eps
        each unit has its own mean and variance: average nothing over the units.
            return (np.sqrt(var.mean() + eps), mu.mean())
            return (np.sqrt(var + eps), mu.mean())
        ε is part of γ alone: it was never added to z.
            beta = mu -> beta = mu + eps
            beta = mu -> beta = mu - eps
        """,
    hints=[
        "z was made z_norm in two steps: a subtraction, then a division. Undo them backwards.",
        """Solve z_norm = (z - μ) / √(σ² + ε) for z, and compare with z = γ z_norm + β.""",
    ],
    why="""so on this mini-batch a layer with batch norm can still compute all that it could
    without: normalising does not take anything away.""",
)


spot_the_bug_in_normalise = Function(
    title="spot the bug: it looks right for spread 1",
    task="""
        Somebody tested this on data of standard deviation 1, and all was well. On other data each
        row comes out with another spread. Find the bug and fix it.
        """,
    stub="""
        def normalise_mended(z, eps):
            mu = np.mean(z, axis=1, keepdims=True)
            var = np.var(z, axis=1, keepdims=True)
            z_norm = (z - mu) / (var + eps)
            return z_norm
        """,
    solution="""
        def normalise_mended(z, eps):
            mu = np.mean(z, axis=1, keepdims=True)
            var = np.var(z, axis=1, keepdims=True)
            z_norm = (z - mu) / np.sqrt(var + eps)
            return z_norm
        """,
    returns=("z_norm",),
    cases=lambda rng: [
        (_z(rng, n, m), eps) for n, m, eps in ((2, 3, 0.5), (3, 3, 0.1), (4, 7, 0.3))
    ],
    slips="""
        you still divide by the variance: what brings the spread to 1 is the standard deviation.
            np.sqrt(var + eps) -> (var)
            (z - mu) / np.sqrt(var + eps) -> (1.0 / (var + eps)) * (z - mu)
        now ε is outside the root: it belongs to the variance, under the root.
            np.sqrt(var + eps) -> (np.sqrt(var) + eps)
            np.sqrt(var + eps) -> np.sqrt(var) + eps
            np.var( -> np.std(; np.sqrt(var + eps) -> (var + eps)
        this is the root of a standard deviation: `np.std` has taken the root already.
            np.var( -> np.std(
        ε got lost; a constant unit would be divided by 0.
            np.sqrt(var + eps) -> np.sqrt(var)
            np.sqrt(var + eps) -> np.std(z, axis=1, keepdims=True)
        the axis was right before: examples are columns, so axis=1.
            axis=1 -> axis=0
            axis=1 -> axis=0; np.sqrt(var + eps) -> (var + eps)
        m or m - 1 is not the bug: Algorithm 1 divides by m.
            keepdims=True) ¶ z_norm -> keepdims=True, ddof=1) ¶ z_norm
            keepdims=True) ¶ z_norm -> keepdims=True, ddof=1) ¶ z_norm; np.sqrt(var + eps) -> (var +
                eps)
        squaring goes the wrong way: the variance is a square already, and z - μ is not.
            np.sqrt(var + eps) -> (var**2 + eps)
            np.sqrt(var + eps) -> (var + eps) ** 2
        the numerator is under a root as well, and its signs are lost. z - μ was right; only what it
        is divided by is wrong.
            (z - mu) / np.sqrt(var + eps) -> np.sqrt(np.abs(z - mu) / (var + eps))
            (z - mu) / np.sqrt(var + eps) -> np.sqrt((z - mu) / (var + eps))
        you multiply by the spread; dividing was right, by something else.
            (z - mu) / np.sqrt(var + eps) -> (z - mu) * np.sqrt(var + eps)
            (z - mu) / np.sqrt(var + eps) -> (z - mu) * (var + eps)
        now nothing is divided: each row still has its own spread.
            (z - mu) / np.sqrt(var + eps) -> z - mu
        ε is now added to the quotient. It belongs below the bar, to the variance.
            np.sqrt(var + eps) -> var + eps
        one mean or one variance for everything: each unit has its own. The axis was right.
            drop axis=1,
        the mean is no longer subtracted; that part was right.
            (z - mu) / -> z /
        ε stands there twice: once, under the root, is enough.
            np.sqrt(var + eps) -> (np.sqrt(var + eps) + eps)
        this divides by the distance from smallest to largest value; the task is about the
        standard deviation.
            np.sqrt(var + eps) -> (np.ptp(z, axis=1, keepdims=True) + eps)
            np.sqrt(var + eps) -> np.ptp(z, axis=1, keepdims=True)
        μ is added now; subtracting it was right.
            z - mu -> z + mu
        the wrong statistic stands under the root: σ² says how far the values spread, μ only where
        they lie.
            np.sqrt(var + eps) -> np.sqrt(mu + eps)
            np.sqrt(var + eps) -> np.sqrt(np.abs(mu) + eps)
        """,
    hints=[
        "For spread 1 the variance and the standard deviation are the same number.",
        "What power of the spread do you want to divide by? Look at the third line.",
    ],
    why="""the variance is in squared units; its root has the units of z. Data of spread 1 can't
    show the difference.""",
)


constant_unit = Choice(
    title="a unit that says the same to everybody",
    task="""
        One unit gives z = 3 for *every* example of the mini-batch. γ = 2, β = -1 and ε = 1e-5.
        What is z̃ for this unit?
        """,
    options={
        "a": "-1 for every example",
        "b": "NaN: 0 divided by 0",
        "c": "5 for every example",
        "d": "0 for every example",
        "e": "a very large number, about 1/√ε",
    },
    right="a",
    wrong={
        "b": """Without ε it would be 0/0. Here the root is of 0 + ε, which is not 0. What is the
            numerator?""",
        "c": """This is 2·3 - 1: γ and β applied to z itself. They act on z_norm. What is z_norm
            here?""",
        "d": "This is z_norm. One line of Algorithm 1 is still to come.",
        "e": """The denominator is small, but look at the numerator: how far is this unit from its
            own mean?""",
    },
    hints=[
        "Compute μ, then z - μ, for a row of 3s.",
        "z_norm = (3 - 3) / √(0 + ε). Then apply γ and β.",
    ],
    solution="""
        Answer: a. The mean is 3, so z - mu is exactly 0, and 0 / sqrt(0 + eps) is 0: eps is there
        so that this is not 0/0. Then z_tilde = 2 * 0 + (-1) = -1, which is beta.
        """,
    why="""a unit that is constant over the mini-batch carries no information, and comes out as β.
    ε turns 0/0 into 0.""",
)


batchnorm_from_memory = Function(
    title="the four lines, from memory",
    task="""
        Close your eyes, recall the four lines, and write them down: a function of `z` (n, m),
        `gamma` and `beta`, both (n, 1), and `eps` that returns z̃. NumPy only, no `bn`. No stub
        this time.
        """,
    stub="",
    solution="""
        def batchnorm_from_memory(z, gamma, beta, eps):
            mu = np.mean(z, axis=1, keepdims=True)  # (n, 1)
            var = np.mean((z - mu) ** 2, axis=1, keepdims=True)  # (n, 1)
            z_norm = (z - mu) / np.sqrt(var + eps)  # (n, m)
            z_tilde = gamma * z_norm + beta
            return z_tilde
        """,
    returns=("z_tilde",),
    numpy_only=True,
    cases=lambda rng: [
        (_z(rng, n, m), _either_sign(rng, n), rng.normal(0, 2, (n, 1)), eps)
        for n, m, eps in ((2, 3, 0.5), (3, 3, 0.1), (4, 7, 0.3), (1, 6, 1e-5))
    ],
    slips="""
        you averaged over the units, not the examples: use axis=1.
            axis=1 -> axis=0
            return gamma * _norm_all(z, eps, axis=0, keepdims=False)[0] + beta
            np.mean(z, axis=1 -> np.mean(z, axis=0
            np.mean((z - mu) ** 2, axis=1 -> np.mean((z - mu) ** 2, axis=0
        you averaged over all entries of z at once. Each unit has its own mean and its own variance:
        average along axis=1.
            return gamma * _norm_all(z, eps, axis=None, keepdims=False)[0] + beta
            return gamma * _norm_all(z, eps, axis=None, keepdims=True)[0] + beta
            np.mean(z, axis=1, -> np.mean(z,
            np.mean((z - mu) ** 2, axis=1, -> np.mean((z - mu) ** 2,
        your means have shape (n,), so NumPy lays them along the examples: it either refuses or,
        when n = m, subtracts the wrong numbers. Keep them as columns (n, 1): keepdims=True.
            return gamma * _norm_all(z, eps, axis=1, keepdims=False)[0] + beta
            (z, axis=1, keepdims=True) -> (z, axis=1)
        you divided by the variance; the spread that brings every unit to 1 is its root, the
        standard deviation.
            np.sqrt(var + eps) -> (var + eps)
            np.sqrt(var + eps) -> var
        ε is outside the root. In Algorithm 1 it is added to the variance, and the root is taken of
        the sum.
            np.sqrt(var + eps) -> (np.sqrt(var) + eps)
            np.sqrt(var + eps) -> np.sqrt(var) + eps
        the `eps` that is handed in is not used: it was left out, or a number stands in its place.
        Without an ε a unit that is constant over the mini-batch would be divided by 0.
            np.sqrt(var + eps) -> np.sqrt(var)
            np.sqrt(var + eps) -> np.sqrt(var + 1e-5)
            np.sqrt(var + eps) -> np.sqrt(var + 1e-8)
        you used the variance with m - 1. Algorithm 1 divides by m.
            np.mean((z - mu) ** 2, axis=1, keepdims=True) -> np.var(z, axis=1, keepdims=True,
                ddof=1)
        the mean was not subtracted: z_norm must have mean 0 in each row.
            (z - mu) / np -> z / np
        you multiplied by the root; to bring the spread to 1, divide by it.
            (z - mu) / np.sqrt(var + eps) -> (z - mu) * np.sqrt(var + eps)
        z_norm is right only where Python reads it so: a division binds more tightly than the minus
        before it. Put z - mu in brackets.
            gamma * z_norm + beta -> gamma * z - mu / np.sqrt(var + eps) + beta
            (z - mu) / np.sqrt(var + eps) -> z - mu / np.sqrt(var + eps)
        this brings each unit between 0 and 1 by its smallest and largest value. That is another
        kind of scaling; Algorithm 1 uses mean and variance.
            (z - mu) / np.sqrt(var + eps) -> (z - z.min(axis=1, keepdims=True)) / np.ptp(z, axis=1,
                keepdims=True)
        m is the number of examples, and those are the *columns*: z.shape[1]. len(z) and z.shape[0]
        count the units.
            return gamma * _norm_counted(z, eps, len(z), len(z))[0] + beta
            return gamma * _norm_counted(z, eps, z.shape[1], len(z))[0] + beta
        the mean must be taken of this mini-batch, unit by unit; yours divides the sum by something
        other than m, the number of columns.
            np.mean(z, axis=1, keepdims=True) -> np.sum(z, axis=1, keepdims=True)
            np.mean(z, axis=1, keepdims=True) -> np.sum(z, axis=1, keepdims=True) / len(z)
        z_norm is only centred: its spread is still what it was.
            (z - mu) / np.sqrt(var + eps) -> z - mu
        your variance is the *sum* of the squared deviations; it should be their mean.
            np.mean((z - mu) ** 2 -> np.sum((z - mu) ** 2
        the deviations in your variance are not squared: their mean is always 0.
            np.mean((z - mu) ** 2 -> np.mean((z - mu)
        your variance is the mean of z²: the mean was not taken away before squaring.
            np.mean((z - mu) ** 2 -> np.mean(z**2
        γ and β have changed places: γ scales (multiplies), β shifts (is added).
            gamma * z_norm + beta -> beta * z_norm + gamma
        β was added before the scaling, so γ scales it too. First scale, then shift.
            gamma * z_norm + beta -> gamma * (z_norm + beta)
        `@` is a matrix product, which adds up over units. Here each unit has one γ of its own: use
        `*`, and broadcasting does the rest.
            gamma * z_norm -> gamma @ z_norm
            gamma * z_norm -> gamma.T @ z_norm
        β is missing: the scaled value is not shifted.
            drop + beta
        γ is missing: the value is shifted, but not scaled.
            gamma * z_norm -> z_norm
        γ is used as it is, with its sign: a negative γ mirrors the unit.
            gamma * -> np.abs(gamma) *
            gamma * -> gamma**2 *
        line 4 is missing: this is z_norm. γ and β are not used.
            gamma * z_norm + beta -> z_norm
        the variance is the mean of the *squared* deviations; yours takes their sizes.
            (z - mu) ** 2 -> np.abs(z - mu)
        too much: z̃ is what goes *into* the activation.
            gamma * z_norm + beta -> np.tanh(gamma * z_norm + beta)
            gamma * z_norm + beta -> 1 / (1 + np.exp(-(gamma * z_norm + beta)))
        β is subtracted; it is added.
            + beta -> - beta
        β was divided as well: divide first, then scale and shift.
            return (gamma * (z - np.mean(z, axis=1, keepdims=True)) + beta) / np.sqrt(np.var(z,
                axis=1, keepdims=True) + eps)
        you divided by γ; batch norm multiplies by it.
            gamma * z_norm -> z_norm / gamma
        the standard deviation stands under the root, so two roots are taken: the variance belongs
        there.
            np.mean((z - mu) ** 2, axis=1, keepdims=True) -> np.std(z, axis=1, keepdims=True)
        the mean was subtracted twice: the second time from a z that had lost it already.
            (z - mu) / np -> (z - mu - mu) / np
        the median is another middle: batch norm uses the mean.
            np.mean(z, axis=1, keepdims=True) -> np.median(z, axis=1, keepdims=True)
        """,
    hints=[
        """Four lines: μ, σ², z_norm, z̃. Which axis holds the examples?""",
        """`np.mean(z, axis=1, keepdims=True)` has shape (n, 1) and can be subtracted from z.""",
        """For the variance average the squares of z - mu in the same way; then divide z - mu by
        `np.sqrt` of the variance plus eps. Scale by γ, shift by β.""",
    ],
    why="""four lines, and batch norm is yours: z̃ has mean β and, but for ε, standard deviation |γ|,
    whatever z was.""",
)
