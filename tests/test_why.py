"""Lesson 12's runs: what is stored is what its command makes, and what the lesson says of them."""

import itertools

import numpy as np
import pytest
from helpers import draws

import bnlab as bn
from bnlab import ledger
from bnlab.runs import why

KINDS = pytest.mark.parametrize("kind", why.KINDS)


@KINDS
def test_nine_rates_five_starts_and_the_best_rate_is_not_at_the_rim(kind):
    row = why.recorded()[kind]
    assert row.accuracy.shape == row.loss.shape == row.growth.shape == (9, 5)
    assert len(why.RATES) == 9
    assert 0 < row.best < 8


@pytest.mark.parametrize("k", range(draws(3, 20)))
def test_a_run_made_anew_gives_what_is_stored(k):
    """Up to the best α; beyond it the last bits of another machine would be seen."""
    rng = np.random.default_rng(k)
    kind = why.KINDS[k % 4]
    row = why.recorded()[kind]
    i, start = int(rng.integers(row.best + 1)), int(rng.integers(5))
    got = why.run(kind, why.RATES[i], start)
    assert got["accuracy"] == pytest.approx(row.accuracy[i, start], abs=0.03)
    assert got["loss"] == pytest.approx(row.loss[i, start], rel=0.1, abs=0.01)
    assert got["growth"] == pytest.approx(row.growth[i, start], rel=0.02)


@pytest.mark.parametrize("what", ["without batch norm", "with batch norm"])
def test_a_run_is_the_ledgers(what):
    (line,) = [line for line in ledger.lines() if line.what == what]
    row = why.recorded()[what]
    np.testing.assert_allclose(row.accuracy[why.RATES.index(0.1)], line.accuracy, atol=0.01)


def test_shaking_moves_stretches_and_scatters_and_stops_at_test_time():
    layer = why.Shaken(np.random.default_rng(0))
    z = np.random.default_rng(1).normal(size=(500, 300))
    one, r = layer.compute(z)
    other, _ = layer.compute(z)
    assert 0.5 <= r.min() < 0.6 < 1.9 < r.max() <= 2
    shift = one.mean(axis=1)
    assert shift.std() == pytest.approx(1, abs=0.1)
    assert abs(np.corrcoef(shift, other.mean(axis=1))[0, 1]) < 0.2  # a new draw at each step
    assert np.std(one - r * z - shift[:, None]) == pytest.approx(1, abs=0.05)
    np.testing.assert_array_equal(layer.gradient(np.ones_like(z), r), r * np.ones_like(z))
    np.testing.assert_array_equal(layer.at_test_time(z), z)


def test_a_shaken_network_has_the_weights_of_the_ledgers_and_a_gradient_through_the_noise():
    net, plain = why.shaken(3), ledger.network(3)
    np.testing.assert_array_equal(net.theta, plain.theta)
    shaking = [layer for layer in net.layers if isinstance(layer, why.Shaken)]
    assert len(shaking) == 3
    layer, (z, weights) = shaking[0], np.random.default_rng(1).normal(size=(2, 4, 5))

    def loss(z):
        layer.rng = np.random.default_rng(7)  # the same noise at each call
        return np.sum(weights * layer.compute(z)[0] ** 2)

    layer.rng = np.random.default_rng(7)
    output, cache = layer.compute(z)
    assert bn.gradient_check(loss, z, layer.gradient(2 * weights * output, cache)) < 1e-6


def test_hold_keeps_the_length_of_every_row_and_its_direction():
    net, hold = ledger.network(0), why.Hold()
    P = net.parameters()
    before = P["W2"].copy()
    hold.start(net, None)
    net.theta *= 3
    hold(net, 1, None)
    np.testing.assert_allclose(P["W2"], before, rtol=1e-12)
    assert np.abs(P["W4"]).max() > 0  # the output layer is left alone
    assert np.linalg.norm(P["W4"]) > 2 * np.linalg.norm(ledger.network(0).parameters()["W4"])


def test_a_jump_is_the_mean_of_this_step_less_that_of_the_last_in_units_of_the_spread():
    X, Y = bn.data.digits()[:2]
    net, shift, seen = ledger.network(0), why.Shift(X[:, :50]), []

    def keep(net, step, history):
        seen.append(net.trace(X[:, :50])["a2"])  # what W3 receives

    bn.fit(
        net,
        bn.GradientDescent(1.0),
        X,
        Y,
        steps=4,
        batch_size=60,
        rng=np.random.default_rng(0),
        callbacks=[shift, keep],
    )
    assert np.shape(shift.jumps) == (3, 3)
    for t, (before, now) in enumerate(itertools.pairwise(seen)):
        jump = (now.mean(axis=1) - before.mean(axis=1)) / now.std(axis=1)
        assert shift.jumps[t][1] == pytest.approx(np.sqrt(np.mean(jump**2)))
