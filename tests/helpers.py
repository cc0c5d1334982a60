"""What several tests need: random problems, and a check that a refusal is in our own words."""

import copy
import os
import warnings

import numpy as np
import pytest
from hypothesis import settings
from hypothesis import strategies as st

import bnlab as bn


def draws(quick, thorough):
    """How much to try: `quick`, or `thorough` when BNLAB_THOROUGH is set, as in CI.

    What the quick run leaves out altogether is marked `@pytest.mark.thorough`.
    """
    return thorough if os.environ.get("BNLAB_THOROUGH") else quick


def later(*values):
    """One row of `parametrize` that waits for the thorough run."""
    return pytest.param(*values, marks=pytest.mark.thorough)


NUMPYS_WORDS = (
    "broadcast", "operands", "matmul", "ufunc", "inhomogeneous", "cast ", "gufunc", "out of bounds",
    "could not convert", "object arrays", "mismatch in its core", "divide by zero",
)  # fmt: skip


def refused(call, *words, error=(ValueError, TypeError)):
    """The call raises `error` with all of `words`, none of NumPy's own, and warns of nothing."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(error) as caught:
            call()
    text = str(caught.value)
    assert caught.value.__cause__ is None or isinstance(caught.value, ValueError)
    missing = [word for word in words if word not in text]
    assert not missing, f"{missing} not in: {text}"
    said = text.replace("might have broadcast", "")  # our own warning of it, in vector_pair
    assert not [word for word in NUMPYS_WORDS if word in said], text
    return text


def random_network(seed=0, sizes=(4, 5, 3, 2), activation="tanh", **options):
    """A network whose γ and β are not 1 and 0, so that a wrong gradient can't hide."""
    rng = np.random.default_rng(seed)
    net = bn.mlp(list(sizes), activation, rng=rng, **options)
    for layer in net.layers:
        for name, p in layer.params.items():
            if name != "W":
                p += rng.uniform(-0.5, 0.5, p.shape)
    return net


def problem(net, m=7, seed=1):
    """Examples and labels that fit the network."""
    rng = np.random.default_rng(seed)
    n_x = next(layer.n_in for layer in net.layers if layer.n_in)
    n_y = next(layer.n_out for layer in net.layers[::-1] if layer.n_out)
    return rng.standard_normal((n_x, m)), rng.integers(0, max(n_y, 2), m)


def away_from_kinks(make, least=0.03):
    """The first of the problems make(0), make(1), … in which no ReLU's input is near 0.

    Central differences across the kink measure neither of its two slopes. The problem itself is
    chosen, by its forward pass alone: the gradient that is then checked plays no part in it.
    """
    for seed in range(2000):
        net, X, Y = make(seed)
        inputs, a = [], X
        for layer in copy.deepcopy(net.layers):
            inputs += [np.abs(a).min()] if isinstance(layer, bn.ReLU) else []
            a = layer.forward(a)
        if min(inputs, default=1) > least:
            return net, X, Y
    raise AssertionError("no such problem")


def train_by_hand(net, optimizer, X, Y, steps, loss=bn.softmax_cross_entropy):
    """The lecture's loop on one mini-batch; returns the losses."""
    losses = []
    for _ in range(steps):
        value, dscores = loss(net.forward(X), Y)
        net.backward(dscores)
        optimizer.update(net.theta, net.dtheta)
        losses.append(value)
    return losses


few = settings(max_examples=draws(10, 50), deadline=None, derandomize=True, database=None)
sizes = st.integers(1, 6)
batches = st.integers(2, 9)
seeds = st.integers(0, 2**32 - 1)


def awkward(a):
    """The same numbers as arrays that are laid out in every way that NumPy knows."""
    read_only = a.copy()
    read_only.flags.writeable = False
    spread = np.zeros((2 * a.shape[0], 3 * a.shape[1]), a.dtype)
    spread[::2, ::3] = a
    return {
        "F-ordered": np.asfortranarray(a),
        "read-only": read_only,
        "strided": spread[::2, ::3],
        "reversed": a[::-1, ::-1].copy()[::-1, ::-1],
        "big-endian": a.astype(a.dtype.newbyteorder(">")),
        "list": a.tolist(),
        "subclass": a.view(np.recarray) if a.dtype.names else np.ma.array(a),
    }
