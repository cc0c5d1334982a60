"""The fixed numbers that every framework is given, and what is asked of it. NumPy only.

A framework is one module, `with_<framework>.py`; `layer_vectors` and `trajectory` below put the
same questions to each, in the lecture's layout (columns are examples). `with_bnlab.py` answers
them too, so a comparison is only: the same question twice, are the answers equal?

No number here is a default of any framework, so that an argument that is not handed on shows.
"""

import numpy as np

EPS = 1e-4
DECAY = 0.8  # the weight on the old value


def wave(n, m, phase):
    """A repeatable (n, m) array of order 1, rounded so that it is the same on every machine."""
    i, j = np.mgrid[1 : n + 1, 1 : m + 1]
    return np.round(np.sin(phase + 1.9 * i * j) + 0.5 * i - 1, 3)


def mini_batch(m, phase):
    """(4, m): three ordinary units, and one that is constant, where ε alone is in the root."""
    z = wave(4, m, phase)
    z[3] = 0.75
    return z


Z = mini_batch(8, phase=0.3)
DZ_TILDE = wave(4, 8, phase=2.0)
GAMMA = np.array([[1.5], [-0.7], [0.2], [2.0]])
BETA = np.array([[0.3], [0.0], [-1.2], [0.6]])
RAGGED = [mini_batch(m, phase=m + k) for k, m in enumerate([8, 8, 8, 5, 2])]
UNSEEN = wave(4, 3, phase=9.0)


def float32(*arrays):
    """The three ordinary units in float32; the constant one would multiply rounding by 1/√ε."""
    return [array[:3].astype("float32") for array in arrays]


def layer_vectors(framework):
    """Forward, gradients, running averages and inference of a framework's BatchNorm layer."""

    def new(gamma=GAMMA, beta=BETA):
        layer = framework.batchnorm(len(gamma), EPS, DECAY, gamma.dtype.name)
        framework.set_parameters(layer, gamma, beta)
        return layer

    names = ("z_tilde", "dz", "dgamma", "dbeta")
    vectors = dict(zip(names, framework.gradients(new(), Z, DZ_TILDE), strict=True))

    layer = new()
    after_each = []
    for z in RAGGED:
        framework.forward(layer, z)
        after_each.append(framework.running_averages(layer))
    vectors["running_mean"], vectors["running_var"] = map(np.hstack, zip(*after_each, strict=True))
    vectors["inference"] = framework.infer(layer, UNSEEN)

    answers = framework.gradients(new(*float32(GAMMA, BETA)), *float32(Z, DZ_TILDE))
    return vectors | {f"float32_{k}": v for k, v in zip(names, answers, strict=True)}


# The optimizers' problem: J(θ) = Σ h (θ − target)² / 2, its target a little elsewhere for each
# mini-batch t. Three ordinary coordinates; one whose gradient is as small as ε, where it matters
# whether ε is inside the root; and one whose gradient is always zero.
ORDINARY, TINY, ZERO = slice(0, 3), 3, 4
H = np.array([2.0, 0.5, 0.05, 1e-8, 0.0])
TARGET = np.array([0.2, 0.4, -0.6, -0.8, 1.0])
THETA_0 = np.array([1.0, -2.0, 0.5, 0.8, 3.0])
STEPS = 50
ALPHA, EPS_ADDED = 0.05, 2e-8
# Exact in float32 too, because Keras rounds its βs to float32 even for float64 parameters; only
# the entry that shows this has another.
BETA1 = {"Momentum (β1 rounded to float32)": 0.7}
BETA2 = {"RMSprop": 0.8125, "Adam": 0.96875}


def gradient(theta, t):
    """dθ on mini-batch t = 1, 2, …"""
    return H * (theta - TARGET - 0.3 * np.sin(t + np.arange(5)))


def hyperparameters(name):
    """For "Adam", and likewise for "Adam (what is odd about it)"."""
    beta2 = BETA2.get(name.split(" (")[0], 0.875)
    return {"alpha": ALPHA, "beta1": BETA1.get(name, 0.75), "beta2": beta2, "eps": EPS_ADDED}


def trajectory(step):
    """(5, 50): θ after each of 50 steps; the gradient is NumPy's, the step the framework's."""
    theta, path = THETA_0, []
    for t in range(1, STEPS + 1):
        theta = step(gradient(theta, t))
        path.append(theta)
    return np.stack(path, axis=1)
