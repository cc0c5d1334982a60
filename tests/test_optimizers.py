"""One contract for every optimizer, and each one's formula by hand."""

import copy
import pickle

import numpy as np
import pytest
from helpers import refused

import bnlab as bn

MAKE = {
    "GradientDescent": lambda **k: bn.GradientDescent(0.1, **k),
    "Momentum": lambda **k: bn.Momentum(0.1, **k),
    "RMSprop": lambda **k: bn.RMSprop(0.1, **k),
    "Adam": lambda **k: bn.Adam(0.1, **k),
}
every_optimizer = pytest.mark.parametrize("name", MAKE)
with_averages = pytest.mark.parametrize("name", ["Momentum", "RMSprop", "Adam"])
STATE = {"GradientDescent": "", "Momentum": "v", "RMSprop": "s", "Adam": "vs"}


def by_hand(name, theta, gradients, alpha=0.1, beta1=0.9, beta2=None, eps=1e-8):
    """The lecture's formulas, written as the lecture writes them."""
    beta2 = beta2 if beta2 is not None else {"Adam": 0.999}.get(name, 0.9)
    v = s = 0
    for t, g in enumerate(gradients, start=1):
        v = beta1 * v + (1 - beta1) * g
        s = beta2 * s + (1 - beta2) * g**2
        if name == "GradientDescent":
            theta = theta - alpha * g
        elif name == "Momentum":
            theta = theta - alpha * v
        elif name == "RMSprop":
            theta = theta - alpha * g / (np.sqrt(s) + eps)
        else:
            corrected = v / (1 - beta1**t), s / (1 - beta2**t)
            theta = theta - alpha * corrected[0] / (np.sqrt(corrected[1]) + eps)
    return theta


def run(optimizer, theta, gradients):
    theta = theta.copy()
    for g in gradients:
        optimizer.update(theta, g)
    return theta


RNG = np.random.default_rng(0)
THETA, GRADIENTS = RNG.standard_normal(7), RNG.standard_normal((20, 7))


@every_optimizer
def test_twenty_steps_are_the_formula_by_hand(name):
    found = run(MAKE[name](), THETA, GRADIENTS)
    assert np.allclose(found, by_hand(name, THETA, GRADIENTS), rtol=1e-12)


@every_optimizer
def test_steps_along_a_constant_gradient_are_known(name):
    """(1 − β1^t)-weighted for momentum; exactly α a step for Adam, whatever the gradient's size."""
    g, alpha = np.array([3.0, -2.0]), 0.1
    steps = -np.diff([np.zeros(2), *(run(MAKE[name](), np.zeros(2), [g] * t) for t in (1, 2, 3))],
                     axis=0)  # fmt: skip
    for t, step in enumerate(steps, start=1):
        expected = {
            "GradientDescent": alpha * g,
            "Momentum": alpha * (1 - 0.9**t) * g,
            "RMSprop": alpha * np.sign(g) / np.sqrt(1 - 0.9**t),
            "Adam": alpha * np.sign(g),
        }[name]
        assert np.allclose(step, expected, rtol=1e-7)


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("Momentum", {"beta1": 0.5}),
        ("Momentum", {"beta1": 0}),
        ("RMSprop", {"beta2": 0.5}),
        ("RMSprop", {"beta2": 0, "eps": 0.3}),
        ("Adam", {"beta1": 0.5, "beta2": 0.7}),
        ("Adam", {"beta1": 0, "beta2": 0}),
        ("Adam", {"eps": 0.3}),
    ],
)
def test_the_options_are_used(name, options):
    found = run(MAKE[name](**options), THETA, GRADIENTS)
    assert np.allclose(found, by_hand(name, THETA, GRADIENTS, **options), rtol=1e-12)
    assert not np.allclose(found, by_hand(name, THETA, GRADIENTS), rtol=1e-3)


@every_optimizer
def test_the_learning_rate_is_a_factor_and_may_change_on_the_way(name):
    optimizer = MAKE[name]()
    theta = THETA.copy()
    optimizer.update(theta, GRADIENTS[0])
    before = theta.copy()
    optimizer.learning_rate = 0.2
    twin, theta_twin = copy.deepcopy(optimizer), theta.copy()
    twin.learning_rate = 0.1
    optimizer.update(theta, GRADIENTS[1])
    twin.update(theta_twin, GRADIENTS[1])
    assert np.allclose(theta - before, 2 * (theta_twin - before), rtol=1e-10)


def test_the_defaults():
    assert (bn.Momentum(1).beta1, bn.RMSprop(1).beta2, bn.RMSprop(1).eps) == (0.9, 0.9, 1e-8)
    adam = bn.Adam(1)
    assert (adam.beta1, adam.beta2, adam.eps) == (0.9, 0.999, 1e-8)
    assert repr(adam) == "Adam(learning_rate=1.0, beta1=0.9, beta2=0.999, eps=1e-08)"
    adam.update(THETA.copy(), GRADIENTS[0])
    assert repr(adam) == "Adam(learning_rate=1.0, beta1=0.9, beta2=0.999, eps=1e-08)"


@every_optimizer
def test_state_is_made_at_the_first_update(name):
    optimizer = MAKE[name]()
    assert not any(hasattr(optimizer, average) for average in STATE[name])
    assert optimizer.t == 0
    theta = THETA.copy()
    refused(lambda: optimizer.update(theta, GRADIENTS[0][:3]), "equal shapes")
    assert optimizer.t == 0
    assert not any(hasattr(optimizer, average) for average in STATE[name])
    optimizer.update(theta, GRADIENTS[0])
    assert optimizer.t == 1
    for average in STATE[name]:
        array = getattr(optimizer, average)
        assert (array.shape, array.dtype) == (theta.shape, theta.dtype)


@every_optimizer
def test_theta_is_changed_in_place_and_nothing_else_is(name):
    optimizer, theta = MAKE[name](), THETA.copy()
    view, g = theta[2:4], GRADIENTS[0].copy()
    g.flags.writeable = False
    assert optimizer.update(theta, g) is None
    assert (view != THETA[2:4]).all()
    assert np.array_equal(g, GRADIENTS[0])
    later, kept = GRADIENTS[1].copy(), theta.copy()
    optimizer.update(theta, later)
    later[...] = 99  # the optimizer keeps nothing of it
    twin = run(MAKE[name](), THETA, GRADIENTS[:3])
    optimizer.update(theta, GRADIENTS[2])
    assert np.array_equal(theta, twin)
    assert not np.array_equal(theta, kept)


@every_optimizer
def test_equal_runs_are_equal_to_the_last_bit_and_copies_go_on_alike(name):
    first, second = MAKE[name](), MAKE[name]()
    theta = run(first, THETA, GRADIENTS[:10])
    assert np.array_equal(theta, run(second, THETA, GRADIENTS[:10]))
    for twin in (copy.deepcopy(first), pickle.loads(pickle.dumps(first))):
        found = run(twin, theta, GRADIENTS[10:])
        assert np.array_equal(found, run(MAKE[name](), THETA, GRADIENTS))


@every_optimizer
def test_any_shape_and_layout_of_theta(name):
    theta = np.asfortranarray(RNG.standard_normal((3, 4)))
    g = RNG.standard_normal((5, 3, 4))
    expected = run(MAKE[name](), theta.ravel(), g.reshape(5, 12)).reshape(3, 4)
    found = theta.copy(order="F")
    spread = np.zeros((6, 8))
    spread[::2, ::2] = theta
    one, two = MAKE[name](), MAKE[name]()
    for each in g:
        one.update(found, each)
        two.update(spread[::2, ::2], np.asfortranarray(each))
    assert np.array_equal(found, expected)
    assert np.array_equal(spread[::2, ::2], expected)
    assert not spread[1::2].any()
    empty = np.zeros(0)
    MAKE[name]().update(empty, empty.copy())


@every_optimizer
def test_float32_is_kept_and_is_near_float64(name):
    single = run(MAKE[name](), THETA.astype("f4"), GRADIENTS.astype("f4"))
    assert single.dtype == np.float32
    assert np.abs(single - run(MAKE[name](), THETA, GRADIENTS)).max() <= 1e-5 * np.abs(THETA).max()
    mixed = run(MAKE[name](), THETA.astype("f4"), GRADIENTS)
    assert np.allclose(mixed, single, atol=1e-5)


@every_optimizer
def test_a_zero_gradient_at_the_start_moves_nothing(name):
    assert np.array_equal(run(MAKE[name](), THETA, [0 * THETA] * 3), THETA)


@every_optimizer
def test_overflow_makes_no_warning(name):
    for size in (1e200, np.inf, np.nan):
        run(MAKE[name](), THETA, [np.full(7, size)] * 3)


@with_averages
def test_averages_belong_to_one_network(name):
    optimizer = MAKE[name]()
    optimizer.update(THETA.copy(), GRADIENTS[0])
    before = pickle.dumps(optimizer)
    words = "(4,)", "(7,)", "new optimizer"
    refused(lambda: optimizer.update(np.ones(4), np.ones(4)), *words, error=ValueError)
    single = np.ones(7, np.float32)
    words = "float32", "float64", "new optimizer"
    refused(lambda: optimizer.update(single, single), *words, error=ValueError)
    assert pickle.dumps(optimizer) == before


def test_gradient_descent_keeps_no_state_and_serves_any_network():
    optimizer = bn.GradientDescent(0.5)
    for theta in (np.ones(3), np.ones(5), np.ones(5, "f4"), np.ones((2, 2))):
        optimizer.update(theta, np.ones_like(theta))
        assert (theta == 0.5).all()


@every_optimizer
def test_it_finds_the_bottom_of_a_bowl(name):
    theta, optimizer = np.array([3.0, -2.0]), MAKE[name]()
    for t in range(2000):
        optimizer.learning_rate = 0.1 / (1 + t / 20)
        optimizer.update(theta, theta * [1, 10])
    assert np.abs(theta).max() < 1e-2


def test_an_optimizer_of_ones_own_needs_its_step():
    with pytest.raises(NotImplementedError):
        type(bn.Adam(1)).__base__(0.1).update(THETA.copy(), GRADIENTS[0])
