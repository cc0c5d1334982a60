"""Batch norm's relatives: their formulas, their gradients, and what they are handed wrongly."""

import numpy as np
import pytest
from helpers import refused

import bnlab as bn
from bnlab import norms

RNG = np.random.default_rng(3)
Z = 2 * RNG.standard_normal((6, 5)) + 1


def filled(layer):
    """The layer with γ and β that a wrong gradient can't hide behind."""
    rng = np.random.default_rng(4)
    for p in layer.params.values():
        p += rng.uniform(0.2, 1, p.shape)
    return layer


def test_layer_norm_is_batch_norm_of_the_transpose():
    expected = bn.normalize(Z.T)[0].T
    np.testing.assert_allclose(norms.LayerNorm(6).forward(Z), expected, rtol=1e-12)


def test_group_norm_is_layer_norm_in_each_group():
    expected = np.vstack([norms.LayerNorm(3).forward(part) for part in (Z[:3], Z[3:])])
    np.testing.assert_allclose(norms.GroupNorm(6, 2).forward(Z), expected, rtol=1e-12)


@pytest.mark.parametrize("layer", [norms.LayerNorm(6), norms.GroupNorm(6, 3)])
def test_an_image_by_itself_is_what_it_is_among_others(layer):
    together = filled(layer).forward(Z)
    np.testing.assert_allclose(layer.forward(Z[:, :1]), together[:, :1], rtol=1e-12)
    np.testing.assert_array_equal(layer.forward(Z, training=False), together)


def frozen():
    layer = norms.Frozen(6)
    layer.running_mean, layer.running_var = np.full((6, 1), 0.7), np.full((6, 1), 2.5)
    return layer


@pytest.mark.parametrize(
    "make", [lambda: norms.GroupNorm(6, 2), lambda: norms.LayerNorm(6), frozen]
)
def test_a_network_of_them_has_the_right_gradient(make):
    rng = np.random.default_rng(5)
    net = bn.Network(
        [bn.Linear(4, 6, rng=rng), filled(make()), bn.Tanh(), bn.Linear(6, 3, rng=rng)]
    )
    X, Y = rng.standard_normal((4, 5)), np.array([0, 1, 2, 1, 0])
    net.backward(bn.softmax_cross_entropy(net.forward(X), Y)[1])
    f = lambda _: bn.softmax_cross_entropy(net.forward(X), Y)[0]  # noqa: E731
    assert bn.gradient_check(f, net.theta, net.dtheta) < 1e-6


def test_frozen_batch_norm_trains_as_it_tests_and_keeps_its_averages():
    layer = filled(frozen())
    expected = bn.batchnorm_inference(
        Z, layer.params["gamma"], layer.params["beta"], layer.running_mean, layer.running_var
    )
    np.testing.assert_allclose(layer.forward(Z), expected, rtol=1e-12)
    assert (layer.running_mean == 0.7).all()
    assert (layer.running_var == 2.5).all()


@pytest.mark.parametrize("activation", ["relu", "sigmoid"])
def test_equal_seeds_give_equal_weights_whatever_the_norm(activation):
    sizes = [8, 20, 20, 3]
    made = {
        norm: norms.network(sizes, norm, activation, rng=np.random.default_rng(1))
        for norm in ("none", "batch", "layer", "group")
    }
    for batchnorm, norm in ((True, "batch"), (False, "none")):
        rng = np.random.default_rng(1)
        ours = bn.mlp(sizes, activation, batchnorm=batchnorm, rng=rng)
        np.testing.assert_array_equal(ours.theta, made[norm].theta)
    for net in made.values():
        for name in ("W1", "W2", "W3"):
            np.testing.assert_array_equal(net.parameters()[name], made["none"].parameters()[name])
    assert made["group"].layers[1].groups == 2


def test_reestimated_averages_are_those_of_the_images_layer_by_layer():
    rng = np.random.default_rng(2)
    net = bn.mlp([8, 6, 5, 3], "sigmoid", rng=rng)
    X, theta = rng.standard_normal((8, 40)), net.theta.copy()
    arrays = net.trace(X)
    norms.reestimate(net, X)
    for number, layer in enumerate(net.layers[1:-1:3], start=1):
        np.testing.assert_allclose(layer.running_mean, arrays[f"mu{number}"], rtol=1e-10)
        np.testing.assert_allclose(layer.running_var, arrays[f"var{number}"], rtol=1e-10)
    np.testing.assert_array_equal(net.theta, theta)


def test_a_scale_and_a_shift_of_all_pixels_is_undone_by_new_averages():
    rng = np.random.default_rng(2)
    net, X = bn.mlp([8, 6, 5, 3], "relu", rng=rng), rng.standard_normal((8, 40))
    scores = []
    for seen in (X, 0.5 + 0.5 * X):
        norms.reestimate(net, seen)
        scores.append(net.forward(seen, training=False))
    np.testing.assert_allclose(*scores, rtol=1e-3, atol=1e-3)  # but for ε


def test_bad_input_is_refused():
    refused(lambda: norms.GroupNorm(6, 4), "6 units in 4 groups", "equal size")
    refused(lambda: norms.GroupNorm(6, 6), "its own mean")
    refused(lambda: norms.LayerNorm(1), "two or more")
    rng = np.random.default_rng(0)
    refused(lambda: norms.network([4, 20, 2], "instance", rng=rng), "norm", "instance")
    refused(lambda: norms.network([4, 20, 2], "layer", "tanh", rng=rng), "activation", "tanh")


@pytest.mark.parametrize(("mean", "var"), [(True, True), (True, False), (False, True)])
def test_batch_norm_with_a_part_less_has_the_right_gradient(mean, var):
    rng = np.random.default_rng(5)
    layer = filled(norms.Parts(6, mean=mean, var=var))
    net = bn.Network([bn.Linear(4, 6, rng=rng), layer, bn.Tanh(), bn.Linear(6, 3, rng=rng)])
    X, Y = rng.standard_normal((4, 5)), np.array([0, 1, 2, 1, 0])
    net.backward(bn.softmax_cross_entropy(net.forward(X), Y)[1])
    f = lambda _: bn.softmax_cross_entropy(net.forward(X), Y)[0]  # noqa: E731
    assert bn.gradient_check(f, net.theta, net.dtheta) < 1e-6


def test_with_all_its_parts_it_is_batch_norm_in_training_and_at_test_time():
    whole, ours = filled(norms.Parts(6)), filled(bn.BatchNorm(6))
    for layer in (whole, ours):
        for _ in range(3):
            layer.forward(Z)
        layer.backward(Z**2)
    np.testing.assert_allclose(whole.forward(Z), ours.forward(Z), rtol=1e-10)
    np.testing.assert_allclose(
        whole.forward(Z, training=False), ours.forward(Z, training=False), rtol=1e-10
    )
    for name in ("gamma", "beta"):
        np.testing.assert_allclose(whole.grads[name], ours.grads[name], rtol=1e-10)


def test_what_does_not_learn_gets_no_gradient_and_constants_let_b_through():
    frozen, constants = norms.Parts(6, learned=False), norms.Parts(6, through=False)
    for layer in (frozen, constants):
        layer.forward(Z)
    frozen.backward(Z)
    assert not frozen.grads["gamma"].any()
    assert not frozen.grads["beta"].any()
    d = np.ones_like(Z)
    assert np.abs(constants.backward(d).sum(axis=1)).min() > 0.1  # a b before it would grow


def test_a_frozen_copy_answers_as_before_and_training_leaves_its_averages():
    rng = np.random.default_rng(2)
    net, X, Y = bn.mlp([8, 6, 5, 3], rng=rng), rng.standard_normal((8, 40)), np.arange(40) % 3
    bn.fit(net, bn.Adam(0.01), X, Y, epochs=2, batch_size=8, rng=rng)
    frozen, theta = norms.freeze(net), net.theta.copy()
    np.testing.assert_allclose(
        frozen.forward(X), net.forward(X, training=False), rtol=1e-12, atol=1e-12
    )
    bn.fit(frozen, bn.Adam(0.01), X, Y, epochs=2, batch_size=2, rng=rng)
    assert np.abs(frozen.theta - theta).max() > 1e-3
    np.testing.assert_array_equal(net.theta, theta)
    for old, new in zip(net.layers[1:-1:3], frozen.layers[1:-1:3], strict=True):
        np.testing.assert_array_equal(old.running_mean, new.running_mean)
        np.testing.assert_array_equal(old.running_var, new.running_var)
