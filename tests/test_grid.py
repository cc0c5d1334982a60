"""Lesson 08's grid: what is stored is what its command makes, and no choice lies at a rim."""

import numpy as np
import pytest
from helpers import draws

from bnlab import grid, ledger

ROWS = [
    pytest.param(activation, name, batchnorm, id=f"{activation}-{name}-{batchnorm}")
    for activation in ("sigmoid", "relu")
    for name in grid.RULES
    for batchnorm in (False, True)
]


@pytest.mark.parametrize(("activation", "name", "batchnorm"), ROWS)
def test_nine_rates_ten_starts_and_the_best_rate_is_not_at_the_rim(activation, name, batchnorm):
    row = grid.recorded(activation)[name, batchnorm]
    assert row.accuracy.shape == row.loss.shape == (len(row.rates), len(grid.STARTS)) == (9, 10)
    assert 0 < row.best < 8
    assert row.loss[row.best].mean() == np.nanmin(row.loss.mean(axis=1))


@pytest.mark.parametrize("k", range(draws(2, 40)))
def test_a_run_made_anew_gives_what_is_stored(k):
    """Any run up to the best α; beyond it the last bits of another machine would be seen."""
    rng = np.random.default_rng(k)
    activation, name, batchnorm = ROWS[rng.integers(len(ROWS))].values
    row = grid.recorded(activation)[name, batchnorm]
    i, start = rng.integers(row.best + 1), int(rng.integers(10))
    accuracy, loss = grid.run(name, batchnorm, row.rates[i], start, activation)
    assert accuracy == pytest.approx(row.accuracy[i, start], abs=0.03)
    assert loss == pytest.approx(row.loss[i, start], rel=0.1, abs=0.01)


def test_a_run_is_the_ledgers_with_another_optimizer():
    (line,) = [line for line in ledger.lines() if line.what == "with batch norm"]
    accuracy, loss = grid.run("gradient descent", True, 0.1, 0)
    assert (accuracy, loss) == pytest.approx((line.accuracy[0], line.loss[0]), abs=1e-3)


def test_a_run_that_diverges_is_stored_as_not_a_number():
    row = grid.recorded("relu")["gradient descent", False]
    assert np.isnan(row.loss).any()
    assert (np.isnan(row.loss) == np.isnan(row.accuracy)).all()
    i, start = np.argwhere(np.isnan(row.loss))[0]
    assert grid.run("gradient descent", False, row.rates[i], int(start), "relu") is None
