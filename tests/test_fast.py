"""The fused kernels: the same numbers as NumPy's to rounding, off by default, one switch.

Without numba the plain loops run as they stand, slowly; with it, compiled.
"""

import sys
from importlib.util import find_spec
from types import SimpleNamespace

import numpy as np
import pytest

import bnlab as bn

RNG = np.random.default_rng(5)
WITHOUT_NUMBA = SimpleNamespace(njit=lambda **options: lambda function: function)


@pytest.fixture
def fast(monkeypatch):
    if find_spec("numba") is None:
        monkeypatch.setitem(sys.modules, "numba", WITHOUT_NUMBA)
    yield bn.fast
    bn.fast.off()


def both_ways(fast, function):
    """Results by NumPy and by the kernels."""
    plain = function()
    fast.on()
    fused = function()
    fast.off()
    return list(zip(plain, fused, strict=True))


def worst(a, b):
    a, b = np.asarray(a), np.asarray(b)
    return np.abs(a - b).max() / max(np.abs(a).max(), 1e-300)


@pytest.mark.parametrize(("dtype", "bound"), [("f8", 1e-12), ("f4", 1e-4)])
@pytest.mark.parametrize(("n", "m", "offset"), [(3, 4, 0), (5, 33, 3), (2, 200, 100)])
def test_batch_norm_is_the_same_to_rounding(fast, dtype, bound, n, m, offset):
    z = (RNG.standard_normal((n, m)) + offset).astype(dtype)
    gamma, beta = RNG.standard_normal((2, n, 1)).astype(dtype)
    dz_tilde = RNG.standard_normal((n, m)).astype(dtype)

    def run():
        z_tilde, cache = bn.batchnorm_forward(z, gamma, beta)
        return z_tilde, *bn.normalize(z), *bn.batchnorm_backward(dz_tilde, cache)

    for plain, fused in both_ways(fast, run):
        assert (fused.dtype, fused.shape) == (plain.dtype, plain.shape)
        assert worst(plain, fused) <= bound


def test_a_whole_training_is_the_same_to_rounding(fast):
    data = bn.data.moons(n_train=40, n_test=10)

    def run():
        net = bn.mlp([2, 5, 4, 2], "sigmoid", rng=np.random.default_rng(0))
        optimizer = bn.Adam(0.01)
        how = {"epochs": 3, "batch_size": 8, "rng": np.random.default_rng(1)}
        history = bn.fit(net, optimizer, data.X_train, data.Y_train, **how)
        norm = net.layers[1]
        return history.loss, net.theta, optimizer.v, optimizer.s, norm.running_var

    for plain, fused in both_ways(fast, run):
        assert worst(plain, fused) <= 1e-12


def test_adam_takes_any_shape_and_order(fast):
    theta, g = RNG.standard_normal((2, 3, 4))

    def run():
        found, optimizer = np.asfortranarray(theta), bn.Adam(0.1)
        for _ in range(3):
            optimizer.update(found, g)
        return [found]

    ((plain, fused),) = both_ways(fast, run)
    assert worst(plain, fused) <= 1e-12


def test_not_a_number_is_refused_all_the_same(fast):
    z = RNG.standard_normal((3, 4))
    z[1, 2] = np.nan
    one, zero = np.ones((3, 1)), np.zeros((3, 1))
    fast.on()
    with pytest.raises(ValueError, match="NaN"):
        bn.batchnorm_forward(z, one, zero)


def test_it_is_off_until_it_is_switched_on_and_off_again(fast):
    z = RNG.standard_normal((50, 70))
    before = bn.normalize(z)[0]
    assert not fast.is_on()
    fast.on()
    assert fast.is_on()
    on = bn.normalize(z)[0]
    fast.off()
    assert not fast.is_on()
    assert not np.array_equal(on, before)  # another order of the sums
    assert np.array_equal(bn.normalize(z)[0], before)


def test_without_numba_it_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "numba", None)
    with pytest.raises(ImportError, match=r'pip install "bnlab\[fast\]"'):
        bn.fast.on()
