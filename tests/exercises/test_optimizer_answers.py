"""Lesson 08, answers of a reader: right ones in other words, and slips as she would write them."""

import math

import numpy as np
import pytest
from helpers import draws

from bnlab import exercises

SEEDS = range(draws(2, 5))


def average_by_weights(values, beta1):
    return np.average(values, weights=beta1 ** np.arange(len(values))[::-1])


def average_towards(values, beta1):
    t = v = 0
    for g in np.float32(values):
        t, v = t + 1, v + (1 - beta1) * (g - v)
    return float(v) / (1 - beta1**t)


def rmsprop_entry_by_entry(theta, s, g, alpha, beta2, eps):
    s = [beta2 * old + (1 - beta2) * new * new for old, new in zip(s, g, strict=True)]
    steps = [alpha * new / (math.sqrt(size) + eps) for size, new in zip(s, g, strict=True)]
    return [old - step for old, step in zip(theta, steps, strict=True)], s


def adam_with_numbers_corrected(theta, v, s, g, t, alpha, beta1, beta2, eps):
    v, s = v + (1 - beta1) * (g - v), s + (1 - beta2) * (g * g - s)
    root = math.sqrt(1 - beta2**t)
    return theta - alpha * root / (1 - beta1**t) * v / (np.sqrt(s) + root * eps), v, s


RIGHT = [
    ("corrected_average", average_by_weights),
    ("corrected_average", average_towards),
    ("rmsprop_step", rmsprop_entry_by_entry),
    ("adam_step", adam_with_numbers_corrected),
]


@pytest.mark.parametrize(("name", "answer"), RIGHT)
@pytest.mark.parametrize("seed", SEEDS)
def test_another_right_way_is_accepted(name, answer, seed):
    result = getattr(exercises, name).judge(answer, seed)
    assert result, result.text


def returns_too_early(values, beta1):
    v = 0.0
    for t, g in enumerate(values, start=1):
        v = beta1 * v + (1 - beta1) * g
        return v / (1 - beta1**t)


def all_averages(values, beta1):
    v, found = 0.0, []
    for t, g in enumerate(values, start=1):
        v = beta1 * v + (1 - beta1) * g
        found.append(v / (1 - beta1**t))
    return np.array(found)


def own_epsilon(theta, s, g, alpha, beta2, eps):
    s = beta2 * s + (1 - beta2) * g**2
    return theta - alpha * g / (np.sqrt(s) + 1e-10), s


def keeps_the_root(theta, s, g, alpha, beta2, eps):
    s = np.sqrt(beta2 * s + (1 - beta2) * g**2)
    return theta - alpha * g / (s + eps), s


def root_before_correction(theta, v, s, g, t, alpha, beta1, beta2, eps):
    v, s = beta1 * v + (1 - beta1) * g, beta2 * s + (1 - beta2) * g**2
    size = np.sqrt(s) / (1 - beta2**t)
    return theta - alpha * v / (1 - beta1**t) / (size + eps), v, s


def forgets_theta(theta, v, s, g, t, alpha, beta1, beta2, eps):
    v, s = beta1 * v + (1 - beta1) * g, beta2 * s + (1 - beta2) * g**2
    return -alpha * (v / (1 - beta1**t)) / (np.sqrt(s / (1 - beta2**t)) + eps), v, s


WRONG = [
    ("corrected_average", returns_too_early, "inside the loop"),
    ("corrected_average", all_averages, "after the last"),
    ("rmsprop_step", own_epsilon, "in the place of `eps`"),
    ("rmsprop_step", keeps_the_root, "needs s itself"),
    ("adam_step", root_before_correction, "after its root was taken"),
    ("adam_step", forgets_theta, "the step alone"),
]


@pytest.mark.parametrize(("name", "answer", "words"), WRONG)
@pytest.mark.parametrize("seed", SEEDS)
def test_a_slip_is_named(name, answer, words, seed):
    result = getattr(exercises, name).judge(answer, seed)
    assert result.status == "Not yet"
    assert words in result.words
