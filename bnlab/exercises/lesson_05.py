"""Exercises of lesson 05: backward through batch norm."""

import numpy as np

from . import Function
from .drawing import of_both_signs


def _backward(rng, n, m, eps=0.1):
    z = rng.normal(rng.normal(0, 2, (n, 1)), rng.uniform(0.5, 2, (n, 1)), (n, m))
    mu, var = z.mean(axis=1, keepdims=True), z.var(axis=1, keepdims=True)
    z_norm = (z - mu) / np.sqrt(var + eps)
    return rng.normal(0.5, 1, (n, m)), z_norm, of_both_signs(rng, (n, 1)), var, eps


dgamma_dbeta = Function(
    title="the gradients of γ and β",
    task="""
        From $\\tilde z = \\gamma\\, z_{norm} + \\beta$ and the incoming gradient `dz_tilde`
        (n, m), write dγ and dβ, each (n, 1). (The 1/m is in the loss, so it is in `dz_tilde`
        already.)
        """,
    stub="""
        def dgamma_dbeta(dz_tilde, z_norm):
            dgamma = ...
            dbeta = ...
            return dgamma, dbeta
        """,
    solution="""
        def dgamma_dbeta(dz_tilde, z_norm):
            dgamma = np.sum(dz_tilde * z_norm, axis=1, keepdims=True)
            dbeta = np.sum(dz_tilde, axis=1, keepdims=True)
            return dgamma, dbeta
        """,
    returns=("dgamma", "dbeta"),
    cases=lambda rng: [_backward(rng, n, m)[:2] for n, m in ((2, 3), (3, 3), (4, 7))],
    slips="""
        dβ is not 1: the derivative of z̃ by β is 1, and the chain rule multiplies it by dz̃,
        example by example.
            dbeta = np.sum(dz_tilde, axis=1, keepdims=True) -> dbeta = np.ones((len(dz_tilde), 1))
            dbeta = np.sum(dz_tilde, axis=1, keepdims=True) -> dbeta = 1
            dbeta = np.sum(dz_tilde, axis=1, keepdims=True) -> dbeta = np.full((len(dz_tilde), 1),
                dz_tilde.shape[1])
        you took the mean over the examples. γ and β are used by all m examples, and the chain rule
        *adds up* what each does; the 1/m is in the loss already.
            np.sum -> np.mean
            np.sum(dz_tilde * -> np.mean(dz_tilde *
            np.sum(dz_tilde, -> np.mean(dz_tilde,
        you summed over the units, not the examples: use axis=1. Each unit has its own γ and β.
            axis=1 -> axis=0
            axis=1, keepdims=True -> axis=0
        the gradient must have the shape of what it updates: γ and β are (n, 1), so keepdims=True.
            drop , keepdims=True
        dγ and dβ have changed places.
            return dgamma, dbeta -> return dbeta, dgamma
        dγ lacks a factor: z̃ changes by z_norm when γ changes by 1.
            dz_tilde * z_norm -> dz_tilde
        these are gradients per example, (n, m); the sum over the examples is missing.
            np.sum(dz_tilde * z_norm, axis=1, keepdims=True) -> dz_tilde * z_norm
            np.sum(dz_tilde * z_norm, axis=1, keepdims=True) -> dz_tilde * z_norm; np.sum(dz_tilde,
                axis=1, keepdims=True) -> dz_tilde
            np.sum(dz_tilde, axis=1, keepdims=True) -> dz_tilde
        `@` mixes units with each other: γ of a unit sees that unit alone. Multiply entry by entry,
        then sum.
            np.sum(dz_tilde * z_norm, axis=1, keepdims=True) -> dz_tilde @ z_norm.T
            np.sum(dz_tilde * z_norm, axis=1, keepdims=True) -> z_norm @ dz_tilde.T
        the sums are to be taken over the examples of one unit, not over everything: give an axis.
            drop axis=1,
            drop axis=1, keepdims=True
        your dγ is 0 whatever comes in, because z_norm sums to 0 in each row. Multiply by `dz_tilde`
        entry by entry *before* summing.
            dz_tilde * z_norm -> z_norm
            np.sum(dz_tilde * z_norm, axis=1, keepdims=True) -> np.sum(dz_tilde, axis=1,
                keepdims=True) * np.sum(z_norm, axis=1, keepdims=True)
        β stands alone in the formula: ∂z̃/∂β is 1, not z_norm.
            np.sum(dz_tilde, -> np.sum(dz_tilde * z_norm,
        the sign: a gradient says which way the loss *grows*. The minus belongs to the update.
            = np.sum( -> = -np.sum(
            dgamma = np.sum( -> dgamma = -np.sum(
            dbeta = np.sum( -> dbeta = -np.sum(
        dγ: the derivative of γ z_norm by γ is z_norm, to the first power and above the line.
            dz_tilde * z_norm -> dz_tilde / z_norm
            dz_tilde * z_norm -> dz_tilde * z_norm**2
        dβ sums what comes in, dz̃; the sum of z_norm is 0 in each row.
            np.sum(dz_tilde, -> np.sum(z_norm,
            np.sum(dz_tilde, axis=1, keepdims=True) -> np.zeros((len(z_norm), 1))
            np.sum(dz_tilde, axis=1, keepdims=True) -> 0
        """,
    hints=[
        """Take one example: by how much does z̃ change when γ changes a little? When β does? Then
        all m examples use the same γ and β.""",
        "dγ: multiply `dz_tilde` by `z_norm` entry by entry, and sum along each row.",
    ],
    why="""γ and β are shared by all examples, so their gradients are sums over the examples; the
    shapes come out as those of γ and β.""",
)


gradient_of_the_variance = Function(
    title="one node of the graph: dσ²",
    task="""
        In the graph $z_{norm} = (z - \\mu)\\,(\\sigma^2 + \\varepsilon)^{-1/2}$. Given `dz_norm`
        (n, m), `z` (n, m), `mu`, `var` (n, 1) and `eps`, write the gradient of the loss with
        respect to σ², shape (n, 1).
        """,
    stub="""
        def dvar_step(dz_norm, z, mu, var, eps):
            dvar = ...
            return dvar
        """,
    solution="""
        def dvar_step(dz_norm, z, mu, var, eps):
            dvar = np.sum(dz_norm * (z - mu), axis=1, keepdims=True) * -0.5 * (var + eps) ** -1.5
            return dvar
        """,
    returns=("dvar",),
    cases=lambda rng: [_variance_case(rng, n, m) for n, m in ((2, 3), (3, 3), (4, 6))],
    slips="""
        the sign: a larger variance makes z_norm smaller. The derivative of x^(-1/2) begins with a
        minus.
            -0.5 -> 0.5
        the factor -1/2 is missing: the exponent comes down in front, with its sign.
            drop -0.5 *
        the factor 1/2 is missing: it comes down from the exponent.
            -0.5 -> -1
        the exponent: differentiating a power of x lowers the exponent by one, and here it was -1/2.
            ** -1.5 -> ** -0.5
            -0.5 -> 0.5; ** -1.5 -> ** -0.5
            drop -0.5 *; ** -1.5 -> ** -0.5
            ** -1.5 -> ** 0.5
            ** -1.5 -> ** -1.0
            ** -1.5 -> ** 1.5
        you summed over the units: σ² of a unit is used by all its examples, axis=1.
            axis=1 -> axis=0
            axis=1, keepdims=True -> axis=0
            np.sum(dz_norm * (z - mu), axis=1, keepdims=True) * -0.5 * (var + eps) ** -1.5 ->
                np.sum(dz_norm * (z - mu) * -0.5 * (var + eps) ** -1.5, axis=0, keepdims=True)
            np.sum(dz_norm * (z - mu), axis=1, keepdims=True) * -0.5 * (var + eps) ** -1.5 ->
                np.sum(dz_norm * (z - mu) * -0.5 * (var + eps) ** -1.5, axis=0)
        your dσ² is 0 whatever comes in, because z - μ sums to 0 in each row. Multiply by `dz_norm`
        entry by entry *before* summing.
            dz_norm * (z - mu) -> (z - mu)
            np.sum(dz_norm * (z - mu), axis=1, keepdims=True) -> np.sum(dz_norm, axis=1,
                keepdims=True) * np.sum(z - mu, axis=1, keepdims=True)
        all m examples use the same σ², and the chain rule adds up what each of them does: a sum,
        not a mean.
            np.sum -> np.mean
        the factor is z - μ, what σ² divides; z_norm has been divided already.
            (z - mu) -> ((z - mu) / np.sqrt(var + eps))
        the sum over the examples is missing: dσ² has one number per unit, (n, 1).
            np.sum(dz_norm * (z - mu), axis=1, keepdims=True) -> dz_norm * (z - mu)
        ε belongs to the base of the power: σ² + ε.
            (var + eps) -> var
            (var + eps) ** -1.5 -> (var**-1.5 + eps)
        the mean was not subtracted: the factor is z - μ.
            (z - mu) -> z
        the factor z - μ is missing: it is what σ² divides.
            dz_norm * (z - mu) -> dz_norm
        keep the axis: dσ² is (n, 1), like σ².
            np.sum(dz_norm * (z - mu), axis=1, keepdims=True) * -0.5 * (var + eps) ** -1.5 ->
                (np.sum(dz_norm * (z - mu), axis=1, keepdims=True) * -0.5 * (var + eps) ** -1.5)[:,
                0]
            axis=1, keepdims=True -> axis=1
        this is the gradient with respect to σ, the root; the task asks for that of σ².
            * -0.5 * (var + eps) ** -1.5 -> / -(var + eps)
            * -0.5 * (var + eps) ** -1.5 -> / -var
        the power of σ² + ε is missing: differentiating it leaves a power of it.
            drop * (var + eps) ** -1.5
        a bracket in the exponent: Python takes the power -3 first, and then halves. Write -1.5 or
        (-3 / 2).
            ** -1.5 -> ** -3 / 2
        """,
    hints=[
        "The derivative of x^(−1/2) with respect to x, with x = σ² + ε.",
        """Per example: dz_norm · (z - μ) · (-1/2)(σ² + ε)^(-3/2). Then sum over the examples, as
        they all use the same σ².""",
    ],
    why="""a node used by many examples collects the sum of what comes back from each. This term
    is what “μ and σ² are constants” leaves out.""",
)


def _variance_case(rng, n, m, eps=0.1):
    z = rng.normal(0, rng.uniform(0.5, 2, (n, 1)), (n, m))
    mu = of_both_signs(rng, (n, 1), 0.5, 3)
    z += mu - z.mean(axis=1, keepdims=True)
    return (
        rng.normal(0.5, 1, (n, m)),
        z,
        mu,
        z.var(axis=1, keepdims=True),
        eps,
    )


_ONE_LINE = """
        {head}
            m = dz_tilde.shape[1]
            dgamma = np.sum(dz_tilde * z_norm, axis=1, keepdims=True)
            dbeta = np.sum(dz_tilde, axis=1, keepdims=True)
            dz = gamma / np.sqrt(var + eps) * (dz_tilde - dbeta / m - z_norm * dgamma / m)
            return dz
        """


def _less_column_sums(dz, m):
    return dz - dz.sum(axis=0, keepdims=True) / m


_BACKWARD_SLIPS = """
    you treated μ and σ² as constants. They are computed from z, so the gradient comes back through
    them, too: two terms are missing.
        drop - dbeta / m - z_norm * dgamma / m
        gamma / np.sqrt -> 1 / np.sqrt; drop - dbeta / m - z_norm * dgamma / m
        gamma / np.sqrt(var + eps) -> gamma; drop - dbeta / m - z_norm * dgamma / m
        np.sqrt(var + eps) -> (var + eps); drop - dbeta / m - z_norm * dgamma / m
    σ² is treated as a constant: the term that comes back through the variance is missing.
        drop - z_norm * dgamma / m
    γ went missing (every gradient passes it on its way back), and σ² is still treated as a
    constant.
        gamma / np.sqrt -> 1 / np.sqrt; drop - z_norm * dgamma / m
    μ is treated as a constant: the term that comes back through the mean is missing.
        drop - dbeta / m
    γ is missing: z̃ = γ z_norm + β passes every gradient on times γ.
        gamma / np.sqrt -> 1 / np.sqrt
    the terms that come back through μ and σ² are shared among the m examples: a division by m is
    missing.
        dbeta / m -> dbeta; dgamma / m -> dgamma
        dbeta / m -> dbeta
        dgamma / m -> dgamma
        dbeta / m -> dbeta; drop - z_norm * dgamma / m
    there is one division by m too many: the 1/m of the loss is in dz̃ already.
        * (dz_tilde - -> / m * (dz_tilde -
        np.sum -> np.mean
    you divided by σ², the variance; dz is divided by its root, as z was.
        np.sqrt(var + eps) -> (var + eps)
        np.sqrt(var + eps) -> var
        np.sqrt(var + eps) -> (var + eps); drop - z_norm * dgamma / m
    ε is missing under the root: the backward pass belongs to the forward pass that had it.
        np.sqrt(var + eps) -> np.sqrt(var)
    ε is outside the root.
        np.sqrt(var + eps) -> (np.sqrt(var) + eps)
    a sign: what comes back through the mean and the variance is *taken away* from dz̃.
        - dbeta -> + dbeta
        - z_norm -> + z_norm
        - dbeta -> + dbeta; - z_norm -> + z_norm
    you summed over the units, not the examples: use axis=1.
        axis=1 -> axis=0
        dz_tilde.shape[1] -> dz_tilde.shape[0]; axis=1 -> axis=0
        return _less_column_sums(gamma / np.sqrt(var + eps) * dz_tilde, dz_tilde.shape[1])
        return _less_column_sums(gamma / np.sqrt(var + eps) * dz_tilde, dz_tilde.shape[0])
    m is the number of *columns* of dz̃, the examples; shape[0] and len() count the units.
        dz_tilde.shape[1] -> dz_tilde.shape[0]
    the forward pass divides by √(σ² + ε), so the backward pass divides, too; you multiply.
        gamma / np.sqrt(var + eps) -> gamma * np.sqrt(var + eps)
    the third term lacks z_norm: through the variance each example gets back its own share, in
    proportion to its z_norm.
        z_norm * dgamma / m -> dgamma / m
    the sign of γ got lost: a negative γ turns the gradient round, as it turned z_norm.
        gamma / np.sqrt -> np.abs(gamma) / np.sqrt
    γ is there twice.
        gamma / np.sqrt -> gamma**2 / np.sqrt
        z_norm * dgamma / m -> gamma * z_norm * dgamma / m
    the sums over the examples came out flat, (n,), and NumPy lays them along the examples. Keep the
    axis: keepdims=True.
        drop , keepdims=True
    m - 1 is for estimating a variance. The forward pass divided by m, so the backward pass does,
    too.
        dz_tilde.shape[1] -> (dz_tilde.shape[1] - 1)
    the division by √(σ² + ε) is missing: z was divided by it, so its gradient is, too.
        gamma / np.sqrt(var + eps) -> gamma
    what comes back through the variance is divided by √(σ² + ε) once too often: a dz that has been
    divided already needs it no more.
        z_norm * dgamma / m -> z_norm * dgamma / m / np.sqrt(var + eps)
    z_norm is not z - μ: it has been divided by √(σ² + ε) already.
        z_norm * dgamma / m -> z_norm * dgamma / m / (var + eps)
    γ belongs to all three terms: it comes in before the paths part.
        gamma / np.sqrt(var + eps) * (dz_tilde -> 1 / np.sqrt(var + eps) * (gamma * dz_tilde
        z_norm * dgamma / m -> z_norm * dgamma / m / gamma
        dbeta / m -> dbeta / m / gamma
    all three terms are divided by √(σ² + ε), not the first alone.
        gamma / np.sqrt(var + eps) * (dz_tilde -> gamma * (dz_tilde / np.sqrt(var + eps)
        z_norm * dgamma / m -> z_norm * dgamma / m * np.sqrt(var + eps)
        dbeta / m -> dbeta / m * np.sqrt(var + eps)
    the third term takes the mean of dz̃ · z_norm, not that of dz̃.
        z_norm * dgamma / m -> z_norm * dbeta / m
    the third term is there twice: the 2 of the square meets the 1/2 of the root.
        z_norm * dgamma / m -> 2 * z_norm * dgamma / m
    only the two sums are divided by m; dz̃ itself is not.
        (dz_tilde - dbeta / m - z_norm * dgamma / m) -> (dz_tilde - dbeta - z_norm * dgamma) / m
    the means are to be taken over the examples of one unit, not over everything: give an axis.
        np.sum(dz_tilde * z_norm, axis=1, keepdims=True) -> np.sum(dz_tilde * z_norm) /
            len(dz_tilde); np.sum(dz_tilde, axis=1, keepdims=True) -> np.sum(dz_tilde) /
            len(dz_tilde)
        drop axis=1, keepdims=True
    brackets are missing: all three terms are divided by √(σ² + ε), and not the last alone.
        return gamma * dz_tilde - gamma * dz_tilde.mean(axis=1, keepdims=True) - z_norm * (gamma
            * dz_tilde * z_norm).mean(axis=1, keepdims=True) / np.sqrt(var + eps)
        return dz_tilde - dz_tilde.mean(axis=1, keepdims=True) - z_norm * (dz_tilde *
            z_norm).mean(axis=1, keepdims=True) * gamma / np.sqrt(var + eps)
    you averaged over the units, not the examples: use axis=1.
        return gamma / np.sqrt(var + eps) * dz_tilde - (gamma * dz_tilde).mean(axis=0) /
            np.sqrt(var + eps) - z_norm * (gamma * dz_tilde * z_norm).mean(axis=0) / np.sqrt(var +
            eps)
    a division by m is missing: with m · dz̃ in front, all of it is divided by m.
        return dz -> return m * dz
    the means are to be taken over the examples of one unit, not over everything: give an axis.
        return (gamma * dz_tilde - (gamma * dz_tilde).mean() - z_norm * (gamma * dz_tilde *
            z_norm).mean()) / np.sqrt(var + eps)
    the third term has z_norm twice: once inside the mean, times dz̃, and once in front.
        z_norm * dgamma / m -> z_norm * np.mean(dz_tilde * z_norm**2, axis=1, keepdims=True)
        z_norm * dgamma / m -> z_norm**2 * dbeta / m
    the mean is taken away twice; the term that comes back through the variance is still missing.
        - dbeta / m - z_norm * dgamma / m -> - 2 * dbeta / m
    m - 1 is for estimating a variance. The forward pass divided by m. And the term through σ² is
    still missing.
        - dbeta / m - z_norm * dgamma / m -> - dbeta / (m - 1)
    in the third term dz̃ stands bare: it passes γ and the division by √(σ² + ε) as well.
        return dz -> return dz + (gamma / np.sqrt(var + eps) - 1) * z_norm * dgamma / m
    a sign: what comes back through the mean is taken away; and the term through σ² is still
    missing.
        - dbeta / m - z_norm * dgamma / m -> + dbeta / m
    ε was right where it stood; what is missing is the term that comes back through σ².
        np.sqrt(var + eps) -> np.sqrt(var); drop - z_norm * dgamma / m
    the third term is halved: the 1/2 of the root meets the 2 of the square.
        - z_norm * dgamma / m -> - z_norm * dgamma / m / 2
    """

dz_in_one_line = Function(
    title="dz in one line",
    task="""
        Write the whole backward pass to z: from `dz_tilde` (n, m), `z_norm` (n, m), `gamma` and
        `var` (n, 1) and `eps`, return `dz` (n, m), the gradient with respect to z. Remember
        that μ and σ² depend on z.
        """,
    stub="""
        def dz_in_one_line(dz_tilde, z_norm, gamma, var, eps):
            dz = ...
            return dz
        """,
    solution=_ONE_LINE.format(head="def dz_in_one_line(dz_tilde, z_norm, gamma, var, eps):"),
    returns=("dz",),
    cases=lambda rng: [_backward(rng, n, m) for n, m in ((2, 3), (3, 3), (4, 7))],
    slips=_BACKWARD_SLIPS,
    hints=[
        """Three paths lead from z to z̃: directly, through μ, and through σ². The direct one gives
        γ/√(σ² + ε) · dz̃.""",
        """The path through μ takes from each row its mean; the one through σ² takes away z_norm
        times the mean of dz̃ · z_norm.""",
        """dz = γ/√(σ² + ε) · (dz̃ - A - z_norm · B), with A and B (n, 1): means over the examples
        of dz̃ and of dz̃ · z_norm. dβ and dγ are their sums.""",
    ],
    why="""the direct path, less what comes back through μ and through σ².
    `bn.batchnorm_backward` is this line.""",
)


spot_the_backward_bug = Function(
    title="spot the bug: the net learns, the gradient check fails",
    task="""
        Training with this backward pass works nearly as well; a gradient check says that it is
        wrong by a large amount. The loss can't be trusted to find such a bug: a gradient that is
        only roughly right still goes downhill. Fix it.
        """,
    stub="""
        def backward_mended(dz_tilde, z_norm, gamma, var, eps):
            m = dz_tilde.shape[1]
            dz_norm = gamma * dz_tilde
            dz = dz_norm / np.sqrt(var + eps)
            dz = dz - np.sum(dz, axis=1, keepdims=True) / m
            return dz
        """,
    solution=_ONE_LINE.format(head="def backward_mended(dz_tilde, z_norm, gamma, var, eps):"),
    returns=("dz",),
    cases=lambda rng: [_backward(rng, n, m) for n, m in ((2, 3), (3, 3), (4, 7))],
    slips=_BACKWARD_SLIPS,
    hints=[
        """Test the invariants: does each row of dz sum to 0? Is `np.sum(dz * z_norm, axis=1)`
        nearly 0?""",
        """The path through μ is there, and right. Which number computed from z does this code
        treat as a constant?""",
        """Subtract from dz one more term, in proportion to z_norm: what comes back through the
        variance.""",
    ],
    why="""σ² was treated as a constant. Only a gradient check finds that: the loss still fell.""",
)


def _cubic(rng, n, m, scale=1.0):
    """A loss with curves in it, where to take its gradient, and the gradient."""
    c, x = of_both_signs(rng, (n, m)), of_both_signs(rng, (n, m))
    return (lambda x: scale * float(np.sum(c * (x**3 + x**2)))), x, scale * c * (3 * x**2 + 2 * x)


def _judged(rng):
    """Gradients right and wrong, each in a way of its own; the last ones have no slope at all."""
    f, x, dx = _cubic(rng, 2, 3)
    one_off, error = np.zeros_like(dx), rng.uniform(0.5, 1, dx.shape)
    one_off[tuple(int(rng.integers(1, size)) for size in dx.shape)] = error[0, 0]
    # One slope is 0. The loss is small, so that rounding doesn't make the measured one 0, too.
    z, d = 0.02 * of_both_signs(rng, (2, 3)), of_both_signs(rng, (2, 3), 1)
    z[0, 1] = d[0, 1] = 0
    level = lambda x: float(np.sum(x**3 / 2 + d * x))  # noqa: E731
    tiny, y, dy = _cubic(rng, 3, 2, 1e-10)
    large, u, du = _cubic(rng, 2, 2, 1e6)
    flat = lambda x: 7.5  # noqa: E731
    return [
        (f, x, dx),
        _cubic(rng, 1, 1),
        (lambda x: -float(np.sum(x**3)), x, -3 * x**2),  # downhill everywhere
        (f, x, dx + one_off),
        (f, x, dx - 1.6e-3 * np.abs(dx).max() * np.sign(one_off)),
        (f, x, -dx),
        (f, x, dx - error),
        (f, x, dx + error - error.mean()),
        (f, x, 0 * dx),
        (f, x, dx / 2),
        (level, z, 1.5 * z**2 + d),
        (tiny, y, dy),
        (tiny, y, 2 * dy),
        (large, u, du),
        (flat, x, 0 * dx),
        (flat, x, dx),
    ]


trust_the_gradient = Function(
    title="a gradient check that can't be fooled",
    task="""
        Somebody brings a loss `f` (`f(x)` is one number), an array `x` (n, m), and `dx` (n, m), a
        formula's gradient of f at x. Write a function of `f`, `x` and `dx` that measures the slope
        at each entry of x and returns True if that proves `dx` right, else False. Right means: no
        entry is off by more than a thousandth of the largest slope, whatever size the slopes have.
        0 against 0 proves nothing. `x` stays as it is. No stub this time.
        """,
    stub="",
    solution="""
        def trust(f, x, dx):
            h = 1e-4
            slopes = np.zeros(x.shape)
            for k in np.ndindex(x.shape):
                step = np.zeros(x.shape)
                step[k] = h
                slopes[k] = (f(x + step) - f(x - step)) / (2 * h)
            largest = np.abs(slopes).max()
            proven = largest > 0 and np.abs(dx - slopes).max() <= 1e-3 * largest
            return proven
        """,
    returns=("proven",),
    cases=_judged,
    slips="""
        0 against 0: where f does not depend on x, any formula that gives 0 passes. Say False when
        all slopes are 0.
            drop largest > 0 and
        you move all entries at once. Move one entry at a time: each has a slope of its own.
            step[k] = h -> step[:] = h
        the two points lie 2h apart, h to each side: divide by 2h.
            / (2 * h) -> / h
        the sign of the slope: f to the right, minus f to the left.
            f(x + step) - f(x - step) -> f(x - step) - f(x + step)
        a gradient that is off to one side passes: the difference is negative there. Take its
        absolute value.
            np.abs(dx - slopes).max() -> (dx - slopes).max()
            np.abs(dx - slopes).max() -> (slopes - dx).max()
        the steepest slope may be negative: take absolute values before the maximum.
            np.abs(slopes).max() -> slopes.max()
            drop largest > 0 and; np.abs(slopes).max() -> slopes.max()
            drop largest > 0 and; 1e-3 * largest -> 1e-3 * slopes.max()
            1e-3 * largest -> 1e-3 * slopes.max()
        a gradient with the wrong sign passes, as you compare sizes alone.
            np.abs(dx - slopes) -> np.abs(np.abs(dx) - np.abs(slopes))
            np.abs(dx - slopes).max() <= 1e-3 * largest -> abs(np.linalg.norm(dx) -
                np.linalg.norm(slopes)) <= 1e-3 * np.linalg.norm(slopes)
        errors of opposite signs cancel in a sum or a mean. Look at the worst entry.
            np.abs(dx - slopes).max() -> abs((dx - slopes).sum())
            np.abs(dx - slopes).max() -> abs((dx - slopes).mean())
            np.abs(dx - slopes).max() <= 1e-3 * largest -> abs(dx.sum() - slopes.sum()) <= 1e-3 *
                abs(slopes.sum())
        in a mean one wrong entry hides among right ones. Look at the worst entry.
            np.abs(dx - slopes).max() -> np.abs(dx - slopes).mean()
        one right entry is enough for you, and another one is wrong. All must be right.
            np.abs(dx - slopes).max() -> np.abs(dx - slopes)[0, 0]
            np.abs(dx - slopes).max() <= 1e-3 * largest -> abs(dx - slopes)[0, 0] <= 1e-3 *
                abs(slopes[0, 0])
            np.abs(dx - slopes).max() -> np.abs(dx - slopes).min()
            np.abs(dx - slopes).max() <= 1e-3 * largest -> np.any(np.abs(dx - slopes) <= 1e-3 *
                largest)
        a tolerance that does not know the size of the slopes: where they are tiny, everything
        passes, and where they are huge, nothing does. Compare with the largest slope.
            1e-3 * largest -> 1e-3
            1e-3 * largest -> 1e-5
            1e-3 * largest -> 1e-6
            1e-3 * largest -> 1e-7
            np.abs(dx - slopes).max() <= 1e-3 * largest -> np.allclose(dx, slopes)
            h = 1e-4 -> h = 1e-5; np.abs(dx - slopes).max() <= 1e-3 * largest -> np.allclose(dx,
                slopes)
            np.abs(dx - slopes).max() <= 1e-3 * largest -> np.allclose(dx, slopes, rtol=1e-3)
        each entry is judged by its own slope: where that is 0, rounding alone looks like an error
        of 100 %. The yardstick is the largest slope.
            np.abs(dx - slopes).max() <= 1e-3 * largest -> np.all(np.abs(dx - slopes) <= 1e-3 *
                np.abs(slopes))
        tiny slopes are slopes, too: only where all of them are 0 is nothing proven.
            largest > 0 -> largest > 1e-3
            largest > 0 -> largest > 1e-8
        everything passes. Compare `dx` with slopes that you measure.
            proven = largest > 0 and np.abs(dx - slopes).max() <= 1e-3 * largest -> proven = True
        nothing passes. Measured slopes never agree to the last bit; and over a step of 0.1 the
        slope changes, while one of 1e-15 leaves nothing but rounding.
            h = 1e-4 -> h = 0.1
            h = 1e-4 -> h = 1e-16
            np.abs(dx - slopes).max() <= 1e-3 * largest -> np.array_equal(dx, slopes)
            <= 1e-3 * largest -> == 0
        the answer is the wrong way round.
            return proven -> return not proven
        """,
    hints=[
        "Move one entry by h to both sides: slope = (f(x + step) − f(x − step)) / (2h).",
        "`for k in np.ndindex(x.shape)` walks through all entries; `step` is 0 but for entry k.",
        "Which number is the worst error to be compared with? What if that number is 0?",
    ],
    why="""every entry, a yardstick that knows the size of the slopes, and no verdict on 0 against
    0: the mini-batch of one could not fool this check. `bn.gradient_check` does the same.""",
)
