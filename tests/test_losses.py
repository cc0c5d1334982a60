"""Losses: by hand, by the formulas, at the extremes, and with the 1/m that lives here alone."""

import numpy as np
import pytest
from helpers import awkward, few, seeds
from hypothesis import given
from hypothesis import strategies as st

import bnlab as bn


def draw(seed, n_y, m):
    rng = np.random.default_rng(seed)
    return 2 * rng.standard_normal((n_y, m)), rng.integers(0, max(n_y, 2), m)


def test_softmax_by_hand():
    scores = np.log([[1.0, 2.0], [3.0, 2.0]])  # p = (1/4, 3/4) and (1/2, 1/2)
    loss, dscores = bn.softmax_cross_entropy(scores, [1, 0])
    assert isinstance(loss, float)
    assert loss == pytest.approx((np.log(4 / 3) + np.log(2)) / 2, rel=1e-15)
    assert np.allclose(dscores, [[1 / 8, -1 / 4], [-1 / 8, 1 / 4]], rtol=1e-14)


def test_binary_by_hand():
    loss, dscores = bn.binary_cross_entropy([[np.log(3), 0, -np.log(3)]], [[1, 0, 1]])
    assert isinstance(loss, float)
    assert loss == pytest.approx((np.log(4 / 3) + np.log(2) + np.log(4)) / 3, rel=1e-15)
    assert np.allclose(dscores, [[-1 / 12, 1 / 6, -1 / 4]], rtol=1e-14)


@given(seeds, st.integers(2, 6), st.integers(1, 9))
@few
def test_softmax_is_the_formula_and_its_gradient(seed, n_y, m):
    scores, Y = draw(seed, n_y, m)
    loss, dscores = bn.softmax_cross_entropy(scores, Y)
    p = np.exp(scores) / np.exp(scores).sum(axis=0)
    assert loss == pytest.approx(-np.log(p[Y, np.arange(m)]).mean(), rel=1e-12)
    assert np.allclose(dscores, (p - np.eye(n_y)[:, Y]) / m, rtol=1e-11, atol=1e-15)
    assert np.abs(dscores.sum(axis=0)).max() < 1e-15
    f = lambda s: bn.softmax_cross_entropy(s, Y)[0]  # noqa: E731
    assert bn.gradient_check(f, scores, dscores) < 1e-7


@given(seeds, st.integers(1, 9))
@few
def test_binary_is_the_formula_and_its_gradient(seed, m):
    scores, Y = draw(seed, 1, m)
    loss, dscores = bn.binary_cross_entropy(scores, Y)
    p = 1 / (1 + np.exp(-scores[0]))
    assert loss == pytest.approx(-np.where(Y, np.log(p), np.log1p(-p)).mean(), rel=1e-12)
    assert np.allclose(dscores[0], (p - Y) / m, rtol=1e-11, atol=1e-15)
    f = lambda s: bn.binary_cross_entropy(s, Y)[0]  # noqa: E731
    assert bn.gradient_check(f, scores, dscores) < 1e-7


@given(seeds, st.integers(1, 9))
@few
def test_one_output_is_two_with_the_other_score_0(seed, m):
    scores, Y = draw(seed, 1, m)
    loss, dscores = bn.binary_cross_entropy(scores, Y)
    both, dboth = bn.softmax_cross_entropy(np.concatenate([0 * scores, scores]), Y)
    assert loss == pytest.approx(both, rel=1e-13)
    assert np.allclose(dscores, dboth[1:], rtol=1e-12, atol=1e-16)


@pytest.mark.parametrize("loss", [bn.softmax_cross_entropy, bn.binary_cross_entropy])
def test_it_is_a_mean_so_that_examples_twice_change_nothing(loss):
    scores, Y = draw(1, 3 if loss is bn.softmax_cross_entropy else 1, 5)
    once, dscores = loss(scores, Y)
    twice, dtwice = loss(np.tile(scores, 2), np.tile(Y, 2))
    assert once == pytest.approx(twice, rel=1e-14)
    assert np.allclose(np.tile(dscores, 2), 2 * dtwice, rtol=1e-14)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_extreme_scores_neither_overflow_nor_lose_the_loss(dtype):
    big = 1e4
    scores = np.array([[big, 0, -big], [0, big, 0]], dtype)
    loss, dscores = bn.softmax_cross_entropy(scores, [0, 0, 0])
    assert loss == pytest.approx((0 + big + big) / 3)
    assert np.allclose(dscores, np.array([[0, -1, -1], [0, 1, 1]]) / 3)
    loss, dscores = bn.binary_cross_entropy(np.array([[big, big, -big, -big]], dtype), [1, 0, 1, 0])
    assert loss == pytest.approx((0 + big + big + 0) / 4)
    assert np.allclose(dscores, np.array([[0, 1, -1, 0]]) / 4)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_loss_beyond_all_floats_is_inf_without_a_warning(dtype):
    top = np.finfo(dtype).max
    loss, dscores = bn.softmax_cross_entropy(np.array([[top, top], [-top, -top]], dtype), [1, 1])
    assert loss == np.inf
    assert np.isfinite(dscores).all()
    loss, dscores = bn.binary_cross_entropy(np.full((1, 3), -top, np.float64), [1, 1, 1])
    assert loss > 1e38
    assert np.isfinite(dscores).all()


def test_a_tiny_loss_keeps_its_digits():
    loss, _ = bn.binary_cross_entropy([[40.0]], [1])
    assert loss == pytest.approx(np.exp(-40), rel=1e-12)
    assert bn.softmax_cross_entropy([[40.0], [0.0]], [0])[0] < 1e-16


def test_a_shift_of_all_scores_changes_no_softmax():
    scores, Y = draw(2, 4, 6)
    loss, dscores = bn.softmax_cross_entropy(scores, Y)
    shifted, dshifted = bn.softmax_cross_entropy(scores + 1000, Y)
    assert loss == pytest.approx(shifted, rel=1e-11)
    assert np.allclose(dscores, dshifted, atol=1e-13)


@pytest.mark.parametrize(
    "labels",
    [
        lambda Y: Y,
        lambda Y: Y[None],
        lambda Y: Y.tolist(),
        lambda Y: Y.astype(np.uint8),
        lambda Y: Y.astype(np.int8),
        lambda Y: Y.astype(np.uint64),
        lambda Y: Y.astype(np.float32),
        lambda Y: Y.astype(np.float64)[None],
        lambda Y: Y.astype(np.float16),
        lambda Y: Y.astype(bool),
        lambda Y: np.repeat(Y, 2)[::2],
    ],
)
@pytest.mark.parametrize("n_y", [1, 2])
def test_labels_of_every_kind_count_alike(labels, n_y):
    loss = bn.softmax_cross_entropy if n_y == 2 else bn.binary_cross_entropy
    scores, Y = draw(3, n_y, 6)
    given_Y = labels(Y)
    kept = np.array(given_Y)
    found, expected = loss(scores, given_Y), loss(scores, Y)
    assert found[0] == expected[0]
    assert np.array_equal(found[1], expected[1])
    assert np.array_equal(given_Y, kept)


@pytest.mark.parametrize("layout", awkward(np.ones((2, 2))))
@pytest.mark.parametrize("n_y", [1, 3])
def test_every_layout_of_the_scores_gives_the_same_and_is_left_alone(layout, n_y):
    loss = bn.softmax_cross_entropy if n_y == 3 else bn.binary_cross_entropy
    scores, Y = draw(4, n_y, 6)
    given_scores = awkward(scores)[layout]
    kept = np.array(given_scores)
    found, expected = loss(given_scores, Y), loss(scores, Y)
    assert found[0] == expected[0]
    assert np.array_equal(found[1], expected[1])
    assert np.array_equal(given_scores, kept)
    again = loss(scores, Y)[1]
    again[...] = 9
    assert np.array_equal(found[1], expected[1])
    assert not np.shares_memory(found[1], scores)


@pytest.mark.parametrize("n_y", [1, 3])
def test_float32_is_kept_and_is_near_float64(n_y):
    loss = bn.softmax_cross_entropy if n_y == 3 else bn.binary_cross_entropy
    scores, Y = draw(5, n_y, 50)
    single, double = loss(scores.astype("f4"), Y), loss(scores, Y)
    assert isinstance(single[0], float)
    assert single[0] == pytest.approx(double[0], rel=1e-5)
    assert (single[1].dtype, double[1].dtype) == (np.float32, np.float64)
    assert np.abs(single[1] - double[1]).max() <= 1e-5 * np.abs(double[1]).max()
    assert loss(np.round(scores).astype(int), Y)[1].dtype == np.float64
