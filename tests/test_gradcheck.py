"""The gradient checker: passes what is right, and rejects what is wrong by little."""

import numpy as np
import pytest
from helpers import few, random_network, refused, seeds
from hypothesis import given

import bnlab as bn

RNG = np.random.default_rng(3)
Z, GAMMA, BETA = (
    RNG.standard_normal((3, 5)),
    RNG.uniform(0.5, 2, (3, 1)),
    RNG.standard_normal((3, 1)),
)
TARGET = RNG.standard_normal((3, 5))


def loss(z):
    """A loss behind batch norm whose gradient is TARGET."""
    return float((bn.batchnorm_forward(z, GAMMA, BETA)[0] * TARGET).sum())


def right_dz():
    return bn.batchnorm_backward(TARGET, bn.batchnorm_forward(Z, GAMMA, BETA)[1])[0]


def test_a_right_gradient_passes_with_digits_to_spare():
    assert bn.gradient_check(loss, Z, right_dz()) < 1e-8


@given(seeds)
@few
def test_one_entry_off_by_a_thousandth_is_rejected(seed):
    rng = np.random.default_rng(seed)
    x = rng.uniform(1, 2, 6)
    dx = np.cos(x) * x + np.sin(x)
    assert bn.gradient_check(lambda x: float((x * np.sin(x)).sum()), x, dx) < 1e-8
    k = np.abs(dx).argmax()
    dx[k] *= 1.001
    found = bn.gradient_check(lambda x: float((x * np.sin(x)).sum()), x, dx)
    assert found == pytest.approx(1e-3, rel=0.01)


@pytest.mark.parametrize("factor", [0.999, 1.001])
def test_a_gradient_off_by_a_thousandth_is_rejected(factor):
    assert bn.gradient_check(loss, Z, factor * right_dz()) > 9e-4


def test_statistics_treated_as_constants_are_rejected():
    _, mu, var = bn.normalize(Z)
    sigma = np.sqrt(var + 1e-5)
    z_norm, m = (Z - mu) / sigma, Z.shape[1]
    dz_norm = GAMMA * TARGET
    both = dz_norm / sigma
    only_mu = (dz_norm - dz_norm.sum(axis=1, keepdims=True) / m) / sigma  # σ² taken as constant
    only_var = (dz_norm - z_norm * (dz_norm * z_norm).sum(axis=1, keepdims=True) / m) / sigma
    for wrong in (both, only_mu, only_var):
        assert bn.gradient_check(loss, Z, wrong) > 0.01
    right = only_mu + only_var - both
    assert bn.gradient_check(loss, Z, right) < 1e-7


def test_a_batch_of_one_proves_nothing_and_is_refused():
    def by_hand(z):  # batch norm written out, for `bnlab` itself refuses a batch of one
        centred = z - z.mean(axis=1, keepdims=True)
        return centred / np.sqrt((centred**2).mean(axis=1, keepdims=True) + 1e-5)

    one = Z[:, :1]
    f = lambda z: float((by_hand(z) * TARGET[:, :1]).sum())  # noqa: E731
    refused(lambda: bn.gradient_check(f, one, np.zeros_like(one)), "batch of one", "allow_zero")
    assert bn.gradient_check(f, one, np.zeros_like(one), allow_zero=True) == 0


def test_a_loss_that_ignores_x_is_refused_unless_zero_is_the_point():
    refused(lambda: bn.gradient_check(lambda x: 1.0, Z, 0 * Z), "0 everywhere")
    assert bn.gradient_check(lambda x: 1.0, Z, 0 * Z, allow_zero=True) == 0


def test_a_gradient_where_there_is_none_is_wrong_not_vacuous():
    assert bn.gradient_check(lambda x: 1.0, Z, Z) == 1
    assert bn.gradient_check(lambda x: float(x.sum()), Z, 0 * Z) == 1
    assert bn.gradient_check(lambda x: float(x.sum()), Z, -np.ones_like(Z)) == pytest.approx(2)


def test_a_kink_is_looked_at_from_near_by():
    x = np.array([1e-4, -1e-4, 2.0])  # nearer to ReLU's kink than the usual step
    assert bn.gradient_check(lambda x: float((np.maximum(x, 0) ** 1).sum()), x, x > 0) < 1e-7


@pytest.mark.parametrize("h", [1e-4, 1e-5])
def test_the_step_can_be_chosen(h):
    seen = []
    bn.gradient_check(lambda x: seen.append(float(x[0])) or float(x[0] ** 2), np.ones(1), [2.0], h)
    assert sorted(seen) == pytest.approx([1 - h, 1 + h], rel=1e-12)


def test_x_is_put_back_even_when_f_fails():
    x = Z.copy()

    def fails(x):
        raise ArithmeticError("in f")

    bn.gradient_check(loss, x, right_dz())
    with pytest.raises(ArithmeticError):
        bn.gradient_check(fails, x, x)
    assert np.array_equal(x, Z)


def test_f_may_read_the_array_that_x_is_and_overwrite_dx():
    net = random_network()
    X, Y = RNG.standard_normal((4, 6)), np.array([0, 1] * 3)

    def value(_):
        loss, dscores = bn.softmax_cross_entropy(net.forward(X), Y)
        net.backward(dscores)  # overwrites dtheta, which is what is judged
        return loss

    value(None)
    assert bn.gradient_check(value, net.theta, net.dtheta) < 1e-7


@pytest.mark.parametrize("x", [[1, 2, 3], (1.0, 2.0), np.arange(3), 2.0, np.float32(2), [[1, 2]]])
def test_x_may_be_anything_of_numbers(x):
    dx = 2.0 * np.asarray(x)
    assert bn.gradient_check(lambda x: float((x**2).sum()), x, dx) < 1e-3
    assert bn.gradient_check(lambda x: float((x**2).sum()), x, 1.1 * dx) > 0.05


def test_a_read_only_x_is_copied():
    x = np.broadcast_to(2.0, (2, 2))
    assert bn.gradient_check(lambda x: float((x**2).sum()), x, 2 * x) < 1e-7
    assert (x == 2).all()


def test_small_entries_are_judged_against_a_thousandth_of_the_largest():
    x = np.array([1.0, 1.0])
    slopes = np.array([1.0, 1e-3])
    dx = slopes * [1, 1.5]  # the small entry is off by half its size
    found = bn.gradient_check(lambda x: float(x @ slopes), x, dx)
    assert found == pytest.approx(0.5 / 1.5, rel=1e-3)
    dx = slopes * [1, 1] + [0, 1e-6]
    assert bn.gradient_check(lambda x: float(x @ slopes), x, dx) == pytest.approx(1e-3, rel=0.01)


def test_dx_is_copied_before_f_runs():
    x, dx = np.array([1.0, 2.0]), np.array([5.0, 5.0])  # right would be (2, 4)

    def f(x):
        dx[...] = 2 * x  # as backward does with dtheta
        return float((x**2).sum())

    assert bn.gradient_check(f, x, dx) > 0.1


@pytest.mark.parametrize("h", [1e-300, 1e-17])
def test_a_step_that_is_lost_in_rounding_is_refused(h):
    refused(lambda: bn.gradient_check(lambda x: float(x @ x), np.ones(2), np.ones(2), h=h),
            "h is", "too small", error=ValueError)  # fmt: skip
