"""Batch norm as pure functions: by hand, by the formulas, and by what must always be true."""

import copy
import math
import pickle

import numpy as np
import pytest
from helpers import awkward, batches, few, seeds, sizes
from hypothesis import given
from hypothesis import strategies as st

import bnlab as bn

RNG = np.random.default_rng(0)
Z = RNG.standard_normal((3, 5)) * [[1], [10], [0.1]] + [[0], [5], [-2]]
GAMMA, BETA = RNG.uniform(-2, 2, (3, 1)), RNG.standard_normal((3, 1))
DZ = RNG.standard_normal((3, 5))


def draw(seed, n, m):
    rng = np.random.default_rng(seed)
    z = rng.standard_normal((n, m)) * rng.uniform(0.5, 3, (n, 1)) + rng.standard_normal((n, 1))
    gamma, beta = rng.uniform(0.5, 2, (n, 1)) * rng.choice([-1, 1], (n, 1)), rng.normal(size=(n, 1))
    return z, gamma, beta, rng.standard_normal((n, m))


def exact(z, eps=1e-5):
    """Mean, variance and z_norm with more digits than float64 has."""
    z = np.asarray(z, np.longdouble)
    mu = z.mean(axis=1, keepdims=True)
    var = ((z - mu) ** 2).mean(axis=1, keepdims=True)
    return (z - mu) / np.sqrt(var + np.longdouble(eps)), mu, var


def close(a, b, tolerance=1e-12):
    return np.abs(np.asarray(a) - b).max() <= tolerance * max(1, np.abs(b).max())


# -- forward


def test_by_hand():
    z = np.array([[1.0, 3.0], [0.0, 8.0]])
    z_norm, mu, var = bn.normalize(z, eps=3.0)
    assert (mu == [[2], [4]]).all()
    assert (var == [[1], [16]]).all()  # 1/m, and without eps
    assert close(z_norm, np.array([[-0.5, 0.5], [-4 / np.sqrt(19), 4 / np.sqrt(19)]]), 1e-15)
    z_tilde, _ = bn.batchnorm_forward(z, [[2], [1]], [[10], [0]], eps=3.0)
    assert close(z_tilde, np.array([[9, 11], [-4 / np.sqrt(19), 4 / np.sqrt(19)]]), 1e-15)


@given(seeds, sizes, batches, st.sampled_from([1e-8, 1e-5, 0.1, 2]))
@few
def test_forward_is_algorithm_1(seed, n, m, eps):
    z, gamma, beta, _ = draw(seed, n, m)
    z_norm, mu, var = exact(z, eps)
    for found, expected in zip(bn.normalize(z, eps), (z_norm, mu, var), strict=True):
        assert close(found, expected)
    assert close(bn.batchnorm_forward(z, gamma, beta, eps)[0], gamma * z_norm + beta)


def test_the_default_eps_is_1e_5():
    assert np.array_equal(bn.normalize(Z)[0], bn.normalize(Z, 1e-5)[0])
    assert not np.array_equal(bn.normalize(Z)[0], bn.normalize(Z, 2e-5)[0])
    mean, var = np.zeros((3, 1)), np.zeros((3, 1))
    assert close(bn.batchnorm_inference(Z, GAMMA, BETA, mean, var), GAMMA * Z / 1e-5**0.5 + BETA)
    assert close(bn.fold_batchnorm(Z, GAMMA, BETA, mean, var)[0], GAMMA / 1e-5**0.5 * Z)
    forward = bn.batchnorm_forward(Z, GAMMA, BETA)[0]
    assert np.array_equal(forward, bn.batchnorm_forward(Z, GAMMA, BETA, 1e-5)[0])


@given(seeds, sizes, batches)
@few
def test_z_norm_has_mean_0_and_nearly_variance_1(seed, n, m):
    z, *_ = draw(seed, n, m)
    z_norm, _, var = bn.normalize(z)
    rounding = np.finfo(float).eps * np.abs(z).max(axis=1) / np.sqrt(var[:, 0] + 1e-5)  # μ's, in σ
    assert (np.abs(z_norm.mean(axis=1)) <= 2 * rounding).all()
    assert close((z_norm**2).mean(axis=1, keepdims=True), var / (var + 1e-5))


@given(seeds, sizes, batches)
@few
def test_gamma_and_beta_can_give_z_back(seed, n, m):
    z, *_ = draw(seed, n, m)
    _, mu, var = bn.normalize(z)
    assert close(bn.batchnorm_forward(z, np.sqrt(var + 1e-5), mu)[0], z)


@given(seeds, sizes, batches)
@few
def test_a_bias_drops_out_and_a_scale_almost(seed, n, m):
    z, gamma, beta, _ = draw(seed, n, m)
    z_tilde = bn.batchnorm_forward(z, gamma, beta)[0]
    assert close(bn.batchnorm_forward(z + np.arange(n)[:, None], gamma, beta)[0], z_tilde, 1e-11)
    scaled = bn.batchnorm_forward(8 * z, gamma, beta, eps=64e-5)[0]
    assert close(scaled, z_tilde)


def test_the_order_of_the_examples_does_not_matter_but_their_company_does():
    order = [3, 1, 4, 0, 2]
    z_tilde = bn.batchnorm_forward(Z, GAMMA, BETA)[0]
    assert close(bn.batchnorm_forward(Z[:, order], GAMMA, BETA)[0], z_tilde[:, order])
    assert not close(bn.batchnorm_forward(Z[:, :4], GAMMA, BETA)[0], z_tilde[:, :4], 1e-3)


def test_a_constant_unit_gives_beta_and_a_finite_gradient():
    z = np.array([[7.0, 7.0, 7.0], [1.0, 2.0, 4.0]])
    z_tilde, cache = bn.batchnorm_forward(z, [[3], [3]], [[5], [5]])
    assert (z_tilde[0] == 5).all()
    dz, dgamma, _ = bn.batchnorm_backward(np.ones((2, 3)), cache)
    assert np.isfinite(dz).all()
    assert dgamma[0] == 0


@pytest.mark.parametrize(("dtype", "large"), [(np.float32, 1e15), (np.float64, 1e150)])
def test_a_variance_whose_square_overflows_is_still_a_variance(dtype, large):
    z = (large * Z).astype(dtype)
    assert close(
        bn.batchnorm_forward(z, GAMMA, BETA)[0],
        bn.batchnorm_forward(Z, GAMMA, BETA, 1e-12)[0],
        1e-5,
    )
    with pytest.raises(ValueError, match="z"):
        bn.batchnorm_forward((1e10 * z), GAMMA, BETA)


@pytest.mark.parametrize("m", [2, 60, 4096, 100_000])
@pytest.mark.parametrize("mean", [0.0, 1e4, 1e8, -1e8])
def test_the_variance_keeps_its_digits_at_large_means(m, mean):
    z = np.random.default_rng(5).standard_normal((3, m)) + mean
    _, mu, var = exact(z)
    _, found_mu, found_var = bn.normalize(z)
    assert np.abs(found_mu / mu - 1).max() < 1e-14 if mean else close(found_mu, mu, 1e-14)
    assert np.abs(found_var / var - 1).max() < 1e-13
    z_norm = bn.normalize(z)[0]
    assert np.abs(z_norm - exact(z)[0]).max() < 1e-12 + 1e-15 * abs(mean)


def test_the_variance_keeps_its_digits_in_float32_too():
    z = (np.random.default_rng(5).standard_normal((3, 4096)) + 1e4).astype(np.float32)
    assert np.abs(bn.normalize(z)[2] / exact(z)[2] - 1).max() < 1e-4  # E[z²] − μ² is off by 20


@pytest.mark.parametrize("layout", ["C", "F", "strided", "reversed"])
@pytest.mark.parametrize("m", [1_000, 100_000])
def test_the_mean_keeps_its_digits_without_blas(m, layout):
    """Added one after the other, 100,000 numbers near 1e12 are off by tens of last places."""
    z = np.random.default_rng(5).standard_normal((2, m)) + 1e12
    laid_out = {"C": z, "F": np.asfortranarray(z), "strided": np.repeat(z, 2, axis=1)[:, ::2],
                "reversed": z[:, ::-1].copy()[:, ::-1]}[layout]  # fmt: skip
    expected = [math.fsum(row) / m for row in z]
    found = bn.normalize(laid_out)[1][:, 0]
    assert (np.abs(found - expected) <= 2 * np.spacing(1e12)).all()
    one_by_one = np.add.accumulate(z, axis=1)[:, -1] / m
    if m == 100_000:
        assert (np.abs(one_by_one - expected) > 2 * np.spacing(1e12)).any()  # it would show


def test_more_than_ten_million_examples_are_no_problem():
    z = np.tile(np.array([[1.0, 3.0]], "f4"), 5_000_001)
    z_norm, mu, var = bn.normalize(z)
    assert (mu, var) == (2, 1)
    assert z_norm.shape == z.shape


# -- backward


@given(seeds, sizes, st.integers(3, 9))
@few
def test_every_gradient_agrees_with_central_differences(seed, n, m):
    z, gamma, beta, target = draw(seed, n, m)
    dz, dgamma, dbeta = bn.batchnorm_backward(target, bn.batchnorm_forward(z, gamma, beta)[1])

    def loss(z=z, gamma=gamma, beta=beta):
        return float((bn.batchnorm_forward(z, gamma, beta)[0] * target).sum())

    assert bn.gradient_check(lambda x: loss(z=x), z, dz) < 1e-7
    assert bn.gradient_check(lambda x: loss(gamma=x), gamma, dgamma) < 1e-7
    assert bn.gradient_check(lambda x: loss(beta=x), beta, dbeta) < 1e-7


def test_gradients_of_two_examples_agree_too():
    z, gamma, beta, target = draw(11, 4, 2)  # dz is nearly 0: only ε keeps it from being so
    eps = 0.5
    cache = bn.batchnorm_forward(z, gamma, beta, eps)[1]
    dz = bn.batchnorm_backward(target, cache)[0]
    f = lambda z: float((bn.batchnorm_forward(z, gamma, beta, eps)[0] * target).sum())  # noqa: E731
    assert bn.gradient_check(f, z, dz) < 1e-7


@given(seeds, sizes, batches, st.sampled_from([1e-12, 1e-5, 0.3]))
@few
def test_what_is_true_of_every_gradient(seed, n, m, eps):
    z, gamma, beta, target = draw(seed, n, m)
    z_norm, _, var = bn.normalize(z, eps)
    dz, dgamma, dbeta = bn.batchnorm_backward(target, bn.batchnorm_forward(z, gamma, beta, eps)[1])
    size = np.abs(gamma / np.sqrt(var + eps)).max() * np.abs(target).max() * m
    assert np.abs(dz.sum(axis=1)).max() < 1e-13 * size
    # orthogonal to z_norm, but for the share of ε in the variance
    along = (dz * z_norm).sum(axis=1, keepdims=True)
    assert (
        np.abs(along - gamma * dgamma / np.sqrt(var + eps) * eps / (var + eps)).max() < 1e-12 * size
    )
    # plain sums: the 1/m is the loss's
    assert close(dbeta, target.sum(axis=1, keepdims=True))
    assert close(dgamma, (target * z_norm).sum(axis=1, keepdims=True), 1e-11)
    # linear in dz_tilde
    _, cache = bn.batchnorm_forward(z, gamma, beta, eps)
    for once, twice in zip(
        (dz, dgamma, dbeta), bn.batchnorm_backward(2 * target, cache), strict=True
    ):
        assert np.allclose(2 * once, twice, rtol=1e-13, atol=0)


def test_the_weights_before_batch_norm_get_a_gradient_at_right_angles():
    rng = np.random.default_rng(2)
    W, a = rng.standard_normal((3, 4)), rng.standard_normal((4, 8))
    z_tilde, cache = bn.batchnorm_forward(W @ a, GAMMA, BETA, eps=1e-12)
    dz = bn.batchnorm_backward(rng.standard_normal((3, 8)), cache)[0]
    dW = dz @ a.T
    assert np.abs((W * dW).sum(axis=1)).max() < 1e-10
    assert np.abs(dz.sum(axis=1)).max() < 1e-13  # so db = 0
    scaled = bn.batchnorm_forward(2 * W @ a, GAMMA, BETA, eps=4e-12)  # the paper, section 3.3
    assert close(scaled[0], z_tilde)
    rng = np.random.default_rng(2)
    rng.standard_normal((3, 4)), rng.standard_normal((4, 8))
    assert close(bn.batchnorm_backward(rng.standard_normal((3, 8)), scaled[1])[0] @ a.T, dW / 2)


# -- arrays


@pytest.mark.parametrize("layout", awkward(Z))
def test_every_layout_of_the_arrays_gives_the_same(layout):
    z, gamma, beta, dz = (awkward(a)[layout] for a in (Z, GAMMA, BETA, DZ))
    mean, var = awkward(BETA)[layout], awkward(GAMMA**2)[layout]
    kept = copy.deepcopy((z, gamma, beta, dz, mean, var))
    z_tilde, cache = bn.batchnorm_forward(z, gamma, beta)
    found = [z_tilde, *bn.batchnorm_backward(dz, cache), *bn.normalize(z)]
    found += [bn.batchnorm_inference(z, gamma, beta, mean, var)]
    found += bn.fold_batchnorm(z, gamma, beta, mean, var, b=beta)
    z_tilde, cache = bn.batchnorm_forward(Z, GAMMA, BETA)
    expected = [z_tilde, *bn.batchnorm_backward(DZ, cache), *bn.normalize(Z)]
    expected += [bn.batchnorm_inference(Z, GAMMA, BETA, BETA, GAMMA**2)]
    expected += bn.fold_batchnorm(Z, GAMMA, BETA, BETA, GAMMA**2, b=BETA)
    for a, b in zip(found, expected, strict=True):
        assert a.dtype == np.float64
        assert type(a) is np.ndarray
        assert a.flags.c_contiguous
        assert np.array_equal(a, b)
    for now, before in zip((z, gamma, beta, dz, mean, var), kept, strict=True):
        assert np.array_equal(now, before)


@pytest.mark.parametrize("dtype", ["i1", "u4", "i8", "?"])
def test_integers_count_as_float64(dtype):
    z = np.array([[0, 1, 1], [1, 0, 0]], dtype)
    assert np.array_equal(bn.normalize(z)[0], bn.normalize(z.astype(float))[0])
    assert bn.normalize(z)[0].dtype == np.float64


def results(dtype):
    z, gamma, beta, dz = (a.astype(dtype) for a in (Z, GAMMA, BETA, DZ))
    z_tilde, cache = bn.batchnorm_forward(z, gamma, beta)
    return [
        z_tilde,
        *bn.batchnorm_backward(dz, cache),
        *bn.normalize(z),
        bn.batchnorm_inference(z, gamma, beta, beta, gamma**2),
        *bn.fold_batchnorm(z, gamma, beta, beta, gamma**2),
        bn.running_average(z, dz),
    ]


def test_float32_is_kept_and_is_near_float64():
    for single, double in zip(results(np.float32), results(np.float64), strict=True):
        assert single.dtype == np.float32
        assert double.dtype == np.float64
        assert np.abs(single - double).max() <= 1e-5 * np.abs(double).max()


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_zs_dtype_decides(dtype):
    other = np.float32 if dtype == np.float64 else np.float64
    z, gamma, beta, dz = Z.astype(dtype), GAMMA.astype(other), BETA.astype(other), DZ.astype(other)
    z_tilde, cache = bn.batchnorm_forward(z, gamma, beta)
    found = [z_tilde, *bn.batchnorm_backward(dz, cache)]
    found += [bn.batchnorm_inference(z, gamma, beta, beta, gamma**2)]
    found += bn.fold_batchnorm(z, gamma, beta, beta, gamma**2, b=beta)
    assert {a.dtype for a in found} == {np.dtype(dtype)}


def test_the_cache_is_reusable_and_independent_of_the_callers_arrays():
    z, gamma, beta, dz = Z.copy(), GAMMA.copy(), BETA.copy(), DZ.copy()
    z_tilde, cache = bn.batchnorm_forward(z, gamma, beta)
    first = bn.batchnorm_backward(dz, cache)
    kept = [a.copy() for a in first]
    for a in (z, gamma, beta, z_tilde):
        a[...] = 99
    bn.batchnorm_forward(z * np.arange(5), gamma, beta)
    again = bn.batchnorm_backward(DZ, cache)
    pickled = bn.batchnorm_backward(DZ, pickle.loads(pickle.dumps(cache)))
    for a, b, c, d in zip(first, kept, again, pickled, strict=True):
        assert np.array_equal(a, b)
        assert np.array_equal(a, c)
        assert np.array_equal(a, d)
    for a in first:
        a[...] = 77
    for a, b in zip(kept, bn.batchnorm_backward(DZ, cache), strict=True):
        assert np.array_equal(a, b)
    assert np.array_equal(dz, DZ)


def test_nothing_returned_shares_memory_with_what_was_given_or_returned_before():
    given_arrays = [Z.copy(), GAMMA.copy(), BETA.copy(), GAMMA**2]
    z, gamma, beta, var = given_arrays
    z_tilde, cache = bn.batchnorm_forward(z, gamma, beta)
    returned = [z_tilde, *bn.batchnorm_backward(DZ, cache), *bn.normalize(z)]
    returned += [bn.batchnorm_inference(z, gamma, beta, beta, var), bn.running_average(beta, gamma)]
    returned += bn.fold_batchnorm(z, gamma, beta, beta, var, b=beta)
    for i, a in enumerate(returned):
        for b in given_arrays + returned[:i] + list(cache):
            assert not np.shares_memory(a, b)


@pytest.mark.parametrize("shape", [(3, 200), (300, 4096), (7, 200_000), (5000, 300)])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_arrays_of_every_size_give_the_same(shape, dtype):
    rng = np.random.default_rng(1)
    z, dz = rng.standard_normal((2, *shape)).astype(dtype)
    gamma, beta = rng.uniform(0.5, 2, (2, shape[0], 1)).astype(dtype)
    z_tilde, cache = bn.batchnorm_forward(z, gamma, beta)
    found = [z_tilde, *bn.batchnorm_backward(dz, cache), *bn.normalize(z)]
    rows = [0, 1, shape[0] // 2, shape[0] - 1]
    z_norm, mu, var = exact(z[rows])
    dz, gamma = dz[rows].astype(np.longdouble), gamma[rows]
    dbeta, dgamma = dz.sum(axis=1, keepdims=True), (dz * z_norm).sum(axis=1, keepdims=True)
    m = shape[1]
    expected = [
        gamma * z_norm + beta[rows],
        gamma / np.sqrt(var + 1e-5) * (dz - dbeta / m - z_norm * dgamma / m),
        dgamma,
        dbeta,
        z_norm,
        mu,
        var,
    ]
    for a, b in zip(found, expected, strict=True):
        assert a.dtype == dtype
        assert close(a[rows], b, 1e-11 if dtype == np.float64 else 1e-4)


# -- inference, folding, averages


@given(seeds, sizes, st.integers(1, 9), st.sampled_from([1e-8, 1e-5, 0.5]))
@few
def test_inference_is_the_formula_example_by_example(seed, n, m, eps):
    z, gamma, beta, _ = draw(seed, n, m)
    rng = np.random.default_rng(seed)
    mean, var = rng.standard_normal((n, 1)), rng.uniform(0, 2, (n, 1))
    found = bn.batchnorm_inference(z, gamma, beta, mean, var, eps)
    assert close(found, gamma * (z - mean) / np.sqrt(var + eps) + beta)
    for i in range(m):
        alone = bn.batchnorm_inference(z[:, [i]], gamma, beta, mean, var, eps)
        assert np.array_equal(alone, found[:, [i]])


def test_inference_with_the_batchs_own_statistics_is_training():
    _, mu, var = bn.normalize(Z)
    found = bn.batchnorm_inference(Z, GAMMA, BETA, mu, var)
    assert close(found, bn.batchnorm_forward(Z, GAMMA, BETA)[0])


@given(seeds, sizes, sizes, st.booleans(), st.sampled_from([1e-5, 0.5]))
@few
def test_a_folded_layer_is_the_layer_and_batch_norm_after_it(seed, n, n_in, with_b, eps):
    rng = np.random.default_rng(seed)
    W, a = rng.standard_normal((n, n_in)), rng.standard_normal((n_in, 4))
    gamma, beta, mean, b = rng.standard_normal((4, n, 1))
    var = rng.uniform(0.1, 2, (n, 1))
    W_folded, b_folded = bn.fold_batchnorm(W, gamma, beta, mean, var, eps, b if with_b else None)
    assert (W_folded.shape, b_folded.shape) == ((n, n_in), (n, 1))
    z = W @ a + (b if with_b else 0)
    assert close(W_folded @ a + b_folded, bn.batchnorm_inference(z, gamma, beta, mean, var, eps))


def test_a_running_average_weights_the_old_value_by_decay():
    old, new = np.array([[1.0], [2.0]]), np.array([[3.0], [6.0]])
    assert close(bn.running_average(old, new, 0.75), np.array([[1.5], [3.0]]), 1e-15)
    assert np.array_equal(bn.running_average(old, new), bn.running_average(old, new, 0.9))
    assert np.array_equal(bn.running_average(old, new, 0), new)
    assert bn.running_average(1.0, 3.0, 0.5) == 2
    assert np.shape(bn.running_average(1.0, 3.0, 0.5)) == ()
    assert bn.running_average(old.astype("f4"), new).dtype == np.float32


def test_a_variance_of_minus_zero_is_not_negative():
    assert np.isfinite(bn.batchnorm_inference(Z, GAMMA, BETA, BETA, -0.0 * BETA**2)).all()


def test_a_result_beyond_all_floats_is_inf_without_a_warning():
    one = np.ones((1, 1))
    for f in (bn.batchnorm_inference, bn.fold_batchnorm):
        assert np.isinf(f(np.full((1, 2), 1e308), 1e10 * one, one, 0 * one, one)[0]).all()
    assert np.isnan(bn.batchnorm_inference([[1e308]], 0 * one, one, -1e308 * one, one))  # 0 · Inf
