"""Exercises of lesson 03: the shapes of γ and β, and what broadcasting lets through."""

import numpy as np

from . import Function
from .drawing import of_both_signs

parameter_shapes = Function(
    title="five shapes",
    task="""
        A layer has `n_prev` inputs and `n` units; a mini-batch holds `m` examples. Return the
        shapes of W, γ, β, μ and z, in this order, each as a tuple such as `(2, 3)`.
        """,
    stub="""
        def parameter_shapes(n_prev, n, m):
            W = ...
            gamma = ...
            beta = ...
            mu = ...
            z = ...
            return W, gamma, beta, mu, z
        """,
    solution="""
        def parameter_shapes(n_prev, n, m):
            W = (n, n_prev)
            gamma = (n, 1)
            beta = (n, 1)
            mu = (n, 1)
            z = (n, m)
            return W, gamma, beta, mu, z
        """,
    returns=("W", "gamma", "beta", "mu", "z"),
    cases=lambda rng: [
        (3, 2, 4),
        (5, 3, 8),
        (64, 30, 128),
        tuple(rng.permutation(np.arange(2, 30))[:3].tolist()),
    ],
    slips="""
        γ and β don't depend on the mini-batch: m is not in their shape. One number per unit, for
        all examples.
            gamma = (n, 1) -> gamma = (n, m); beta = (n, 1) -> beta = (n, m)
            gamma = (n, 1) -> gamma = (n, m)
            beta = (n, 1) -> beta = (n, m)
            gamma = (n, 1) -> gamma = (m, 1); beta = (n, 1) -> beta = (m, 1)
            gamma = (n, 1) -> gamma = (1, m); beta = (n, 1) -> beta = (1, m)
        γ and β as (n,) would be laid along the examples by NumPy: (n,) counts as (1, n). Make them
        columns.
            gamma = (n, 1) -> gamma = (n,); beta = (n, 1) -> beta = (n,)
            gamma = (n, 1) -> gamma = (n,)
        `n`, and `(n)` too, is a number and no shape. A shape is a tuple with one number per axis,
        and z has two axes: rows and columns.
            gamma = (n, 1) -> gamma = n; beta = (n, 1) -> beta = n
            gamma = (n, 1) -> gamma = n; beta = (n, 1) -> beta = n; mu = (n, 1) -> mu = n
        γ and β as rows (1, n) would stand beside the examples, not beside the units. Units run
        down, so make them columns.
            gamma = (n, 1) -> gamma = (1, n); beta = (n, 1) -> beta = (1, n)
        γ and β belong to the units of *this* layer (n), not to its inputs (n_prev).
            gamma = (n, 1) -> gamma = (n_prev, 1); beta = (n, 1) -> beta = (n_prev, 1)
        one γ and β for the whole layer is too few: one per unit.
            gamma = (n, 1) -> gamma = (1, 1); beta = (n, 1) -> beta = (1, 1)
            gamma = (n, 1) -> gamma = (); beta = (n, 1) -> beta = ()
            gamma = (n, 1) -> gamma = 1; beta = (n, 1) -> beta = 1
        γ and β are no matrices like W: each unit is scaled by itself, n numbers in all.
            gamma = (n, 1) -> gamma = (n, n); beta = (n, 1) -> beta = (n, n)
            gamma = (n, 1) -> gamma = (n, n_prev); beta = (n, 1) -> beta = (n, n_prev)
        μ has one number per unit: the examples are what it averages over, and keepdims=True leaves
        a 1 in their place.
            mu = (n, 1) -> mu = (1, 1)
            mu = (n, 1) -> mu = (m,)
            mu = (n, 1) -> mu = (1, m)
            mu = (n, 1) -> mu = (m, 1)
            mu = (n, 1) -> mu = (n,)
            mu = (n, 1) -> mu = (1, n)
            mu = (n, 1) -> mu = (n, m)
            mu = (n, 1) -> mu = ()
        W lies on its side: W @ x takes n_prev numbers to n.
            W = (n, n_prev) -> W = (n_prev, n)
        z is for the whole mini-batch, and not for one example: one column each.
            z = (n, m) -> z = (n, 1)
            z = (n, m) -> z = (n,)
        z lies on its side: examples are columns, units are rows.
            z = (n, m) -> z = (m, n)
        z has a row for each unit of *this* layer; n_prev counts the rows of its input x.
            z = (n, m) -> z = (n_prev, m)
        these are numbers of one net. The shapes must come from `n_prev`, `n` and `m`, for any
        layer.
            return ((2, 3), (2, 1), (2, 1), (2, 1), (2, 4))
            return ((3, 2), (3, 1), (3, 1), (3, 1), (3, 4))
        W has a row for each unit and a column for each input; it doesn't grow with the mini-batch.
            W = (n, n_prev) -> W = (n, m)
        """,
    hints=[
        "Which of the five know how many examples there are? Only one.",
        "W @ x is (n, m) and x is (n_prev, m). γ, β and μ stand beside z as columns.",
    ],
    why="""only z grows with the mini-batch. γ and β are (n, 1): one number per unit, learned
    once, used for every example.""",
)


scale_units = Function(
    title="a flat γ meets a square mini-batch",
    task="""
        Here `gamma` came out of a file as a flat array of shape (n,), one number per unit. Scale
        each *unit* (row) of `z_norm` (n, m) by its number; return an (n, m) array. It must also
        be right when n = m, where nothing warns you.
        """,
    stub="""
        def scale_units(z_norm, gamma):
            scaled = ...
            return scaled
        """,
    solution="""
        def scale_units(z_norm, gamma):
            scaled = gamma.reshape(-1, 1) * z_norm
            return scaled
        """,
    returns=("scaled",),
    cases=lambda rng: [
        (rng.normal(size=(n, m)), of_both_signs(rng, n)) for n, m in ((3, 3), (2, 3), (4, 2))
    ],
    slips="""
        γ has n numbers, one for each row: they can't fill (n, m). A column (n, 1) will do.
            reshape(-1, 1) -> reshape(z_norm.shape)
        as (n,), γ is laid along the columns: for n = m NumPy scales each *example* and says
        nothing, else it stops with an error. Make γ a column first.
            gamma.reshape(-1, 1) * z_norm -> gamma * z_norm
            gamma.reshape(-1, 1) * z_norm -> gamma.T * z_norm
            reshape(-1, 1) -> reshape(1, -1)
        `@` adds the units up; scaling leaves them apart. Use `*` with γ as a column.
            gamma.reshape(-1, 1) * z_norm -> gamma @ z_norm
            gamma.reshape(-1, 1) * z_norm -> z_norm @ gamma
            gamma.reshape(-1, 1) * z_norm -> gamma.reshape(1, -1) @ z_norm
        this scales the examples, even where n and m differ: z_norm was turned on its side the wrong
        number of times, or γ was cut or stretched to fit the columns.
            return z_norm * np.resize(gamma, z_norm.shape[1])
        the numbers are right, but turned on their side: turn the result back, so that columns are
        examples.
            gamma.reshape(-1, 1) * z_norm -> gamma * z_norm.T
        you scaled all units by one and the same number.
            gamma.reshape(-1, 1) * z_norm -> gamma[0] * z_norm
            gamma.reshape(-1, 1) * z_norm -> gamma.mean() * z_norm
        γ was added; to scale is to multiply.
            gamma.reshape(-1, 1) * z_norm -> gamma.reshape(-1, 1) + z_norm
        you wait for NumPy to complain, but for n = m it does not: there nothing fails, and the
        examples are scaled. Make γ a column in any case.
            return z_norm * (gamma if len(gamma) == z_norm.shape[1] else gamma[:, None])
        the number of units is written into the code, or m was taken for it. How long is this γ?
            reshape(-1, 1) -> reshape(z_norm.shape[1], 1)
            reshape(-1, 1) -> reshape(2, 1)
            reshape(-1, 1) -> reshape(3, 1)
            reshape(-1, 1) -> reshape(4, 1)
        `np.outer` multiplies every number by every other one. Here each row meets one γ: use `*`.
            return np.outer(gamma, z_norm)
        this scales the columns, one by one, and those are the examples.
            def scale_units(z_norm, gamma):
                return np.stack([gamma[i] * z_norm[:, i] for i in range(z_norm.shape[1])], axis=1)
        you divided by γ; to scale is to multiply.
            gamma.reshape(-1, 1) * z_norm -> z_norm / gamma.reshape(-1, 1)
        this is γ alone, now a column: multiply z_norm by it.
            gamma.reshape(-1, 1) * z_norm -> gamma.reshape(-1, 1)
        an outer product pairs every γ with every number of one row. Each row has its own γ.
            return np.outer(gamma, z_norm[0])
        the sign of γ got lost: a negative γ turns the unit's values round, and that is meant.
            gamma.reshape -> np.abs(gamma).reshape
        γ is used as it stands, and not as a part of its own length.
            * z_norm -> * z_norm / np.linalg.norm(gamma)
        γ is upside down: its first number belongs to the first row.
            gamma.reshape -> gamma[::-1].reshape
        `z_norm` is normalised already: scale it, no more.
            return gamma.reshape(-1, 1) * bn.normalize(z_norm, 0)[0]
            return gamma.reshape(-1, 1) * bn.normalize(z_norm)[0]
        the last unit is not scaled: does a loop end one too early?
            gamma.reshape(-1, 1) -> np.append(gamma[:-1], 1.0).reshape(-1, 1)
        """,
    hints=[
        "NumPy lines shapes up from the right: (n,) meets the *last* axis of (n, m).",
        "`gamma[:, None]` and `gamma.reshape(-1, 1)` both have shape (n, 1).",
    ],
    why="""a column (n, 1) can only be meant one way. The (n,) shape fails loudly when n ≠ m, and
    silently scales the wrong thing when n = m.""",
)


spot_the_lost_axis = Function(
    title="spot the bug: it was tested on 4 units and 4 examples",
    task="""
        This is to subtract from each unit its mean over the examples. With 4 units and 4 examples
        it ran; with 4 units and 8 examples it stops with an error. It was wrong in both cases.
        Fix it.
        """,
    stub="""
        def centre(z):
            mu = z.mean(axis=1)
            return z - mu
        """,
    solution="""
        def centre(z):
            mu = z.mean(axis=1, keepdims=True)
            return z - mu
        """,
    returns=("the result",),
    cases=lambda rng: [
        (rng.normal(rng.normal(0, 3, (n, 1)), 1, (n, m)),) for n, m in ((3, 3), (2, 3), (4, 8))
    ],
    slips="""
        the sign: the mean is taken from z.
            z - mu -> mu - z
        axis=0 makes the error go away, but it averages over the units: each *example* now has mean
        0, not each unit.
            axis=1, keepdims=True -> axis=0
        the means still lie along the examples. Keep the axis when averaging, so that they form a
        column (n, 1).
            z - mu -> z - mu.reshape(1, -1)
            z - mu -> z - mu.T
        one mean for everything: no error any more, but each unit has its own mean.
            drop axis=1, keepdims=True
            axis=1, keepdims=True -> keepdims=True
        the numbers are right, but turned on their side: columns are examples.
            return z - mu -> return (z - mu).T
        these are the means alone; the task asks for z without them.
            return z - mu -> return mu
            return z - mu -> return mu[:, 0]
            return z - mu -> return mu + 0 * z
        the mean was added, not subtracted.
            z - mu -> z + mu
        too much: only the mean was to go. You divided by the spread as well.
            return z - mu -> return (z - mu) / z.std(axis=1, keepdims=True)
            return z - mu -> return bn.normalize(z)[0]
        this subtracts the sum; the mean was right.
            z.mean( -> z.sum(
        the median is another middle: the task asks for the mean.
            return z - np.median(z, axis=1, keepdims=True)
        the keyword is `keepdims`, with an s.
            keepdims -> keepdim
        there is one mean for each row: n of them. z.shape[1] is m.
            z - mu -> z - mu.reshape(z.shape[1], 1)
            z - mu -> z - mu[:, 0].reshape(z.shape[1], 1)
        z.T has the examples in its rows, so its axis=1 runs over the units.
            z.mean( -> z.T.mean(
        this takes the first unit's mean from all of them.
            z - mu -> z - mu[0]
        m counts the examples, and those are the columns: z.shape[1], and neither z.shape[0] nor one
        fewer.
            z.mean(axis=1, keepdims=True) -> z.sum(axis=1, keepdims=True) / len(z)
            z.mean(axis=1, keepdims=True) -> z.sum(axis=1, keepdims=True) / (z.shape[1] - 1)
        two means were taken away, over the examples and over the units: only the first was meant.
            return z - mu -> return z - mu - z.mean(axis=0, keepdims=True)
        the smallest value is no middle: the task asks for the mean.
            z.mean -> z.min
            z.mean -> z.max
        """,
    hints=[
        "What is `mu.shape`? Where does NumPy put a shape like that beside (n, m)?",
        "The axis is right. A keyword of `mean` keeps it in the result.",
    ],
    why="""with a square mini-batch each unit lost *another unit's* mean, and nothing said so. Test
    shapes with n ≠ m.""",
)


normalise_table = Function(
    title="a table with its examples in rows",
    task="""
        Data often come as a table `x` of shape (m, n): one example per *row*, one unit per column,
        as in frameworks and spreadsheets. Normalise each unit over the examples, and return a
        table of the same shape (m, n).
        """,
    stub="""
        def normalise_table(x, eps):
            x_norm = ...
            return x_norm
        """,
    solution="""
        def normalise_table(x, eps):
            mu = x.mean(axis=0, keepdims=True)
            var = x.var(axis=0, keepdims=True)
            x_norm = (x - mu) / np.sqrt(var + eps)
            return x_norm
        """,
    returns=("x_norm",),
    cases=lambda rng: [
        (rng.normal(rng.normal(0, 3, (1, n)), rng.uniform(0.5, 3, (1, n)), (m, n)), eps)
        for m, n, eps in ((3, 2, 0.5), (3, 3, 0.1), (6, 4, 0.2))
    ],
    slips="""
        you normalised each row, which is one *example* here. The rule is not “axis=1” but “over the
        examples”: in this table they run along axis=0.
            axis=0 -> axis=1
            axis=0, keepdims=True -> axis=1
        the numbers are right, but turned on their side: the table should come back as (m, n).
            return x_norm -> return x_norm.T
        turned on its side *and* normalised over the wrong axis: the examples are rows here.
            axis=0 -> axis=1; return x_norm -> return x_norm.T
        one mean and variance for the whole table: each unit has its own.
            drop axis=0,
        you divided by the variance: its root is the spread.
            np.sqrt(var + eps) -> (var + eps)
            np.sqrt(var + eps) -> var
        ε is outside the root.
            np.sqrt(var + eps) -> (np.sqrt(var) + eps)
        ε is not used.
            np.sqrt(var + eps) -> np.sqrt(var + 1e-5)
            np.sqrt(var + eps) -> np.sqrt(var)
        you used the variance with m - 1; batch norm divides by m.
            x.var(axis=0, keepdims=True) -> x.var(axis=0, keepdims=True, ddof=1)
        the table is only centred: after that each unit is to be divided by its spread.
            (x - mu) / np.sqrt(var + eps) -> x - mu
        `reshape` keeps the numbers in their order and tears the examples apart; to turn a table on
        its side is another thing.
            return x_norm -> return bn.normalize(x.reshape(x.shape[::-1]), eps)[0].reshape(x.shape)
            return x_norm -> return bn.normalize(x.T, eps)[0].reshape(x.shape)
        you multiply by the spread; to bring it to 1, divide.
            (x - mu) / np -> (x - mu) * np
        the mean was not taken away.
            (x - mu) / np -> x / np
        mean and variance are taken along different axes; both run over the examples.
            x.mean(axis=0 -> x.mean(axis=1
            x.var(axis=0 -> x.var(axis=1
        `bn.normalize` returns three things, z_norm, μ and σ²: take the first.
            return bn.normalize(x.T, eps)
            return bn.normalize(x, eps)
            return bn.normalize(x.T, eps).T
        this is the root of a standard deviation: `std` has taken the root already.
            x.var( -> x.std(
        this brings each unit between 0 and 1 by its smallest and largest value; mean and spread are
        meant.
            return (x - x.min(axis=0)) / (x.max(axis=0) - x.min(axis=0))
            return (x - x.min(axis=0)) / (x.max(axis=0) - x.min(axis=0) + eps)
        the units lie along the last axis here, so their means are a row (1, n): a column would be
        laid along the examples.
            mu) / np.sqrt(var + -> mu.reshape(-1, 1)) / np.sqrt(var.reshape(-1, 1) +
        """,
    hints=[
        "The numbers of one unit form a column of this table. Along which axis do they run?",
        """Either average along axis=0, or turn the table (x.T), use what you know, and turn the
        result back.""",
    ],
    why="""“over the examples, unit by unit” is the rule; which axis that is depends on how the
    data lie. Frameworks want rows, the lecture columns.""",
)


def _shapes(rng, n, m):
    """γ in every shape that somebody might try, and z."""
    z = rng.normal(size=(n, m))
    shapes = [(n, 1), (n,), (1, n), (m, 1), (1, m), (n, m), (1, 1), (m,), (n, 1, 1), ()]
    return [(rng.normal(size=shape), z) for shape in shapes]


def _stretches(gamma, z):
    try:
        return (gamma * z).shape == z.shape
    except ValueError:
        return False


def _multiplies(gamma, z):
    try:
        return (gamma * z).size > 0
    except ValueError:
        return False


fits = Function(
    title="a guard for the shape of γ",
    task="""
        Write a function of `gamma` and `z`, both arrays. It returns `True` where `gamma` has the
        right shape for the units of `z`, with columns as examples, and `False` for every other
        shape, whatever NumPy would say to it. It must not be fooled when n = m. No stub this time.
        """,
    stub="",
    solution="""
        def fits(gamma, z):
            return gamma.shape == (z.shape[0], 1)
        """,
    returns=("the answer",),
    cases=lambda rng: [
        *_shapes(rng, 3, 4),
        *_shapes(rng, 4, 4),
        *_shapes(rng, *rng.permutation(np.arange(2, 9))[:2].tolist()),
    ],
    slips="""
        `np.broadcast_shapes` stops with an error where NumPy can't stretch; and where it can, the
        shape may still be wrong.
            return np.broadcast_shapes(gamma.shape, z.shape) == z.shape
        an `assert` stops with an error; the task asks for False.
            def fits(gamma, z):
                assert gamma.shape == (z.shape[0], 1)
                return True
        this says yes to every shape with n numbers, so to (n,) and (1, n), too. NumPy lays those
        along the examples: look at the shape, not at the size.
            return gamma.size == z.shape[0]
            return gamma.size == len(z)
        this looks at the first length alone. What about (n,), (n, m)?
            return len(gamma) == len(z)
            return gamma.shape[0] == z.shape[0]
        this says yes wherever NumPy can stretch. (1, m) and (n, m) can be stretched, and are wrong.
            return _stretches(gamma, z)
            return _multiplies(gamma, z)
        γ with the shape of z would be a number for each example: the examples share a unit's γ.
            return gamma.shape == z.shape
        that is one number for each *example*: m counts the columns.
            return gamma.shape == (z.shape[1], 1)
            return gamma.shape == (1, z.shape[1])
        that is a row: NumPy lays it along the examples. Units run down.
            return gamma.shape == (1, z.shape[0])
            return gamma.shape == (z.shape[0],)
        a flat γ slips through, or a second length other than 1 does. There is one right shape.
            return gamma.shape in ((z.shape[0], 1), (z.shape[0],))
            return gamma.ndim == 2 and gamma.shape[0] == z.shape[0]
            return gamma.shape[0] == z.shape[0] and gamma.shape[-1] == 1
        one number for all units is too few: (1, 1) is not (n, 1).
            return gamma.shape in ((z.shape[0], 1), (1, 1))
            return gamma.ndim == 2 and gamma.shape[1] == 1
        these are the two answers, the wrong way round.
            return gamma.shape != (z.shape[0], 1)
        a flat γ has no second length, so `gamma.shape[1]` stops with an error there.
            return gamma.shape[0] == z.shape[0] and gamma.shape[1] == 1
            return gamma.shape[1] == 1 and gamma.shape[0] == z.shape[0]
        this says no to every shape. Is the shape compared with a tuple (no tuple equals a list),
        and is γ the first argument?
            return gamma.shape == [z.shape[0], 1]
            return False
            (gamma, z): -> (z, gamma):
        n = m is no mistake: a γ of the right shape is right there, too.
            return gamma.shape == (z.shape[0], 1) and z.shape[0] != z.shape[1]
        this says yes to every shape.
            return True
        two axes are not enough: (1, n), (1, 1) and (n, m) have two as well.
            return gamma.ndim == 2
            return gamma.ndim == 2 and gamma.size == z.shape[0]
            return gamma.ndim == 2 and gamma.size == len(z)
        one length is right, and the other is not asked for: both must be right, `and` in the place
        of `or`.
            return gamma.shape[0] == z.shape[0] or gamma.shape[1] == 1
            return gamma.shape[0] == z.shape[0] or gamma.shape[-1] == 1
        a single number (shape ()) slips through: it would be one γ for all units.
            return gamma.shape in ((z.shape[0], 1), ())
        """,
    hints=[
        "There is one right shape. Which attribute of an array holds its shape?",
        "A shape is a tuple: compare it with the tuple (number of units, 1).",
    ],
    why="""one comparison of two tuples, and it holds for n = m as well: it asks for the shape and
    not for what NumPy can make of it. `bnlab` refuses γ by the same test.""",
)
