"""Lesson 13's recorded runs: what is stored is what its command makes."""

import numpy as np
import pytest
from helpers import draws

from bnlab import runs
from bnlab.runs import batch_sizes

RECORDED = runs.load("batch_sizes")


def test_every_size_norm_rate_and_start_is_there():
    shape = len(batch_sizes.NORMS), len(batch_sizes.BATCH_SIZES), 5, len(batch_sizes.SEEDS)
    for name in batch_sizes.MEASURED:
        assert RECORDED[name].shape == shape
    assert RECORDED["rate"].tolist() == [
        list(batch_sizes.rates(m)) for m in batch_sizes.BATCH_SIZES
    ]


def test_the_chosen_rate_is_the_best_on_the_held_out_digits():
    best = batch_sizes.best(RECORDED)
    mean = np.nan_to_num(RECORDED["held_out"]).mean(axis=-1)
    assert best["held_out"].mean(axis=-1) == pytest.approx(mean.max(axis=-1))


@pytest.mark.parametrize("k", range(draws(2, 20)))
def test_a_run_made_anew_gives_what_is_stored(k):
    """At rates up to the best: beyond, training is at the edge, and the last bits decide."""
    rng = np.random.default_rng(k)
    norm, size = rng.integers(len(batch_sizes.NORMS)), rng.integers(3, 7)
    place = rng.integers(batch_sizes.best(RECORDED)["place"][norm, size] + 1)
    seed, m = int(rng.integers(5)), batch_sizes.BATCH_SIZES[size]
    rate = float(RECORDED["rate"][size, place])
    found = batch_sizes.run(seed, batch_sizes.NORMS[norm], m, rate)
    for name, value in zip(batch_sizes.MEASURED, found, strict=True):
        assert value == pytest.approx(RECORDED[name][norm, size, place, seed], abs=0.05)
