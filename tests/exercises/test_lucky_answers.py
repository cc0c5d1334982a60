"""A wrong answer must not pass by luck. Where a check compares class numbers, few images would let
many wrong networks agree with the right one."""

import copy

import numpy as np
import pytest
from helpers import draws

import bnlab as bn
from bnlab import exercises

DRAWS = range(draws(8, 40))


def with_layers(net, change):
    """A copy of the net in which `change` was done to each batch norm layer."""
    other = copy.deepcopy(net)
    for layer in other.layers:
        if isinstance(layer, bn.BatchNorm):
            change(layer)
    return other


def without_variance(net, X):
    return with_layers(net, lambda layer: layer.running_var.fill(1)).predict(X)


def without_mean(net, X):
    return with_layers(net, lambda layer: layer.running_mean.fill(0)).predict(X)


def without_gamma(net, X):
    return with_layers(net, lambda layer: layer.params["gamma"].fill(1)).predict(X)


def without_beta(net, X):
    return with_layers(net, lambda layer: layer.params["beta"].fill(0)).predict(X)


def centred_by_company(net, X):
    return net.predict(X - X.mean(axis=1, keepdims=True))


@pytest.mark.parametrize(
    "answer",
    [without_variance, without_mean, without_gamma, without_beta, centred_by_company],
    ids=lambda answer: answer.__name__,
)
def test_wrong_classes_are_refused_on_every_draw(answer):
    q = exercises.spot_the_training_mode
    assert not [seed for seed in DRAWS if q.judge(answer, seed)]


def several_in_training_mode(net, X):
    """Nothing is left changed, and a single image is answered as it should be."""
    if X.shape[1] == 1:
        return net.predict(X)
    return np.argmax(copy.deepcopy(net).forward(X), axis=0)


def test_training_mode_for_several_is_called_that_on_every_draw():
    for seed in DRAWS:
        words = exercises.spot_the_training_mode.judge(several_in_training_mode, seed).words
        assert "several are still in training mode" in words, seed
