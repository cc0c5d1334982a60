"""Optimizers that frameworks have in place of the lecture's, or beside them: the formula of each.

The recorded paths of these calls equal the formulas here, and differ from the lecture's by what
`DIFFERENCES` says.
"""

import numpy as np


def momentum_first_step_undamped(theta, alpha, beta1, beta2, eps):
    """v = g at the first step, not (1 − β1) g."""
    v = None

    def step(g):
        nonlocal theta, v
        v = g if v is None else beta1 * v + (1 - beta1) * g
        theta = theta - alpha * v
        return theta

    return step


def momentum_beta1_rounded(theta, alpha, beta1, beta2, eps):
    """The lecture's, with the float32 that is nearest to β1 in the average."""
    v = 0.0
    rounded = float(np.float32(beta1))

    def step(g):
        nonlocal theta, v
        v = rounded * v + (1 - beta1) * g
        theta = theta - alpha * v
        return theta

    return step


def rmsprop_eps_inside(theta, alpha, beta1, beta2, eps):
    """√(s + ε), not √s + ε: where the gradient is small, ε counts as √ε."""
    s = 0.0

    def step(g):
        nonlocal theta, s
        s = beta2 * s + (1 - beta2) * g**2
        theta = theta - alpha * g / np.sqrt(s + eps)
        return theta

    return step


def adam_eps_hat(theta, alpha, beta1, beta2, eps):
    """The bias corrections before ε is added: Adam with ε/√(1 − β2ᵗ) for ε."""
    v = s = 0.0
    t = 0

    def step(g):
        nonlocal theta, v, s, t
        t += 1
        v = beta1 * v + (1 - beta1) * g
        s = beta2 * s + (1 - beta2) * g**2
        alpha_t = alpha * np.sqrt(1 - beta2**t) / (1 - beta1**t)
        theta = theta - alpha_t * v / (np.sqrt(s) + eps)
        return theta

    return step


FORMULAS = {
    "Momentum (first step undamped)": momentum_first_step_undamped,
    "Momentum (β1 rounded to float32)": momentum_beta1_rounded,
    "RMSprop (ε inside the root)": rmsprop_eps_inside,
    "Adam (ε-hat)": adam_eps_hat,
}
# The largest |θ − the lecture's θ| in 50 steps of problem.py: where gradients are ordinary, and
# where they are as small as ε.
DIFFERENCES = {
    "Momentum (first step undamped)": (0.17, 2.7e-9),
    "Momentum (β1 rounded to float32)": (3.8e-8, 0.0),
    "RMSprop (ε inside the root)": (7.5e-6, 0.88),
    "Adam (ε-hat)": (3.4e-7, 0.16),
}
