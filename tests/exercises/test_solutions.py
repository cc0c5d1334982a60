"""The solutions themselves, against the package or against plain computation: a check can be no
better than the solution that it compares with."""

import copy

import numpy as np
import pytest

import bnlab as bn
from bnlab import exercises
from bnlab.exercises.comparing import same


def moves(b, k, m):
    z = np.arange(m) * np.ones_like(b)
    moved = z + b * (np.arange(m) < k)
    now, then = (a - a.mean(axis=1, keepdims=True) for a in (moved, z))
    after = z[:, -1:] - moved.mean(axis=1, keepdims=True) - then[:, -1:]  # without b, if k = m too
    return (now - then)[:, :1], after


def line_through_two_points(z_norm, low, high):
    gamma, beta = np.array(
        [
            np.polyfit([row.min(), row.max()], [a.item(), b.item()], 1)
            for row, a, b in zip(z_norm, low, high, strict=True)
        ]
    ).T
    return gamma[:, None], beta[:, None]


def undo(mu, var, eps):
    z = np.array([[-1.0, 1.0]]) * np.sqrt(var) + mu
    z_norm = bn.normalize(z, eps)[0]
    gamma = (z[:, 1:] - z[:, :1]) / (z_norm[:, 1:] - z_norm[:, :1])
    return gamma, z[:, :1] - gamma * z_norm[:, :1]


def backward(dz_tilde, z_norm, gamma, var, eps):
    z = z_norm * np.sqrt(var + eps)
    _, cache = bn.batchnorm_forward(z, gamma, np.zeros_like(gamma), eps)
    return bn.batchnorm_backward(dz_tilde, cache)[0]


def dvar(dz_norm, z, mu, var, eps):
    def loss(v):
        return (dz_norm * (z - mu) / np.sqrt(v + eps)).sum(axis=1, keepdims=True)

    h = 1e-5 * var
    return (loss(var + h) - loss(var - h)) / (2 * h)


def count(sizes):
    return bn.mlp(sizes, rng=np.random.default_rng(0)).theta.size


ORACLES = {
    "batchnorm_from_memory": lambda *args: bn.batchnorm_forward(*args)[0],
    "scale_and_shift": line_through_two_points,
    "undo_normalisation": undo,
    "spot_the_bug_in_normalise": lambda z, eps: bn.normalize(z, eps)[0],
    "count_parameters": count,
    "normalise_table": lambda x, eps: bn.normalize(x.T, eps)[0].T,
    "bias_drops_out": moves,
    "gradient_of_the_variance": dvar,
    "dz_in_one_line": backward,
    "spot_the_backward_bug": backward,
    "spot_the_training_mode": lambda net, X: net.predict(X),
    "unbiased_running_variance": lambda var, m: np.sqrt(var) ** 2 / (1 - 1 / m),
    "tensorflow_batch_normalization": lambda x, mean, variance, offset, scale, eps: (
        bn.batchnorm_inference(
            x.T, scale[:, None], offset[:, None], mean[:, None], variance[:, None], eps
        ).T
    ),
    "cut_into_minibatches": lambda X, Y, size, order: [
        (X[:, part], Y[part]) for part in np.split(order, range(size, len(order), size))
    ],
}


@pytest.mark.parametrize("name", ORACLES)
def test_solution_agrees(name):
    q = getattr(exercises, name)
    for args in q.cases(np.random.default_rng(5)):
        assert same(q.reference(*args), ORACLES[name](*args))


def test_optimizer_solutions_step_as_the_package_does():
    rng = np.random.default_rng(0)
    theta, g1, g2 = rng.normal(size=(3, 4))
    mine, s, v = theta.copy(), np.zeros(4), np.zeros(4)
    theirs, rmsprop_ = theta.copy(), bn.RMSprop(0.1, 0.9, 0.01)
    for g in (g1, g2):
        mine, s = exercises.rmsprop_step.reference(mine, s, g, 0.1, 0.9, 0.01)
        rmsprop_.update(theirs, g)
    np.testing.assert_allclose(mine, theirs)
    mine, s, theirs, adam = theta.copy(), np.zeros(4), theta.copy(), bn.Adam(0.1, 0.9, 0.99, 0.01)
    for t, g in enumerate((g1, g2), start=1):
        mine, v, s = exercises.adam_step.reference(mine, v, s, g, t, 0.1, 0.9, 0.99, 0.01)
        adam.update(theirs, g)
    np.testing.assert_allclose(mine, theirs)


def test_running_averages_are_those_of_the_layer():
    layer, z = bn.BatchNorm(2, decay=0.7), np.random.default_rng(0).normal(size=(2, 5))
    layer.forward(z)
    mean, var = exercises.update_running.reference(
        np.zeros((2, 1)), np.ones((2, 1)), *bn.normalize(z)[1:], 0.7
    )
    np.testing.assert_allclose(layer.running_mean, mean)
    np.testing.assert_allclose(layer.running_var, var)


def test_training_loop_is_fit():
    (net, batches, alpha), *_ = exercises.training_loop.cases(np.random.default_rng(0))
    X, Y = batches[0]
    other = copy.deepcopy(net)
    exercises.training_loop.reference(net, [(X, Y)] * 3, alpha)
    bn.fit(
        other, bn.GradientDescent(alpha), X, Y, steps=3, batch_size=5, rng=np.random.default_rng(0)
    )
    np.testing.assert_allclose(net.theta, other.theta)
