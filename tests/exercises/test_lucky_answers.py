"""A wrong answer must not pass by luck. Where a check compares class numbers, few images would let
many wrong networks agree with the right one."""

import copy
import inspect

import numpy as np
import pytest
from helpers import draws

import bnlab as bn
from bnlab import exercises
from bnlab.exercises import Function

ALL = exercises.all_exercises()

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


# Never negative, or a size that a step or a shape is made from: no sign can be lost there.
WITHOUT_SIGN = {
    "var", "variance", "running_var", "s", "u", "eps", "variance_epsilon", "alpha", "decay",
    "momentum", "beta1", "beta2", "accuracy", "variances", "std",
}  # fmt: skip
# These ask for a length or a shape alone, or for what is the same with any examples.
OF_THE_SIZE_ALONE = {
    ("effective_rate", "W"),
    ("layers_without_length", "X"),
    ("length_by_pythagoras", "W"),
    ("update_ratio", "W"),
    ("update_ratio", "dW"),
    ("fits", "gamma"),
    ("fits", "z"),
}

LOST = {
    "the sign": np.abs,
    "what is negative": lambda x: np.maximum(x, 0),
    "what is positive": lambda x: np.minimum(x, 0),
    "the size": np.sign,
    "the number": lambda x: 0 * x,
    "the differences": lambda x: np.full_like(x, np.mean(x)),
}


def numbers(value):
    """Whether an argument is an array of floats, or a dict of such."""
    if isinstance(value, dict):
        return all(map(numbers, value.values()))
    return isinstance(value, np.ndarray) and value.dtype.kind == "f"


def without(lose, value):
    if isinstance(value, dict):
        return {name: without(lose, array) for name, array in value.items()}
    return lose(value)


@pytest.mark.parametrize("name", [n for n, q in ALL.items() if isinstance(q, Function)])
def test_no_argument_can_be_used_in_part_unseen(name):
    """The solution itself, with one argument's sign, size or differences lost, is refused."""
    q = ALL[name]
    arguments = q.cases(np.random.default_rng(0))[0]
    for i, argument in enumerate(inspect.signature(q.reference).parameters):
        if not numbers(arguments[i]) or (name, argument) in OF_THE_SIZE_ALONE:
            continue
        for what, lose in LOST.items():
            if argument in WITHOUT_SIGN and what in ("the sign", "what is negative"):
                continue

            def answer(*args, i=i, lose=lose):
                return q.reference(*args[:i], without(lose, args[i]), *args[i + 1 :])

            lucky = [seed for seed in range(draws(2, 20)) if q.judge(answer, seed)]
            assert not lucky, (argument, what, lucky)


def test_running_averages_may_be_updated_in_place():
    def update(running_mean, running_var, mu, var, decay):
        running_mean *= decay
        running_mean += (1 - decay) * mu
        running_var += (1 - decay) * (var - running_var)
        return running_mean, running_var

    assert exercises.update_running.judge(update)
