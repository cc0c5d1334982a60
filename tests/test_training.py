"""fit: the lecture's loop, its mini-batches, and every way in which a run can end."""

import copy
import io
import math
import os
import signal
import subprocess
import sys
import threading

import numpy as np
import pytest
from helpers import problem, random_network, refused
from tqdm.auto import tqdm

import bnlab as bn
from bnlab.checks import NotFiniteError
from bnlab.training import progress_bar, train


@pytest.fixture(autouse=True)
def ctrl_c_as_at_a_terminal():
    """Shells start what runs in the background with Ctrl-C ignored, and so perhaps these tests."""
    old = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, old)


def rng(seed=0):
    return np.random.default_rng(seed)


def loop_by_hand(net, optimizer, X, Y, epochs, batch_size, seed=0):
    """What fit promises to do, with public calls alone."""
    generator, losses = rng(seed), []
    for _ in range(epochs):
        for X_t, Y_t in bn.minibatches(X, Y, batch_size, generator):
            loss, dscores = bn.softmax_cross_entropy(net.forward(X_t), Y_t)
            net.backward(dscores)
            optimizer.update(net.theta, net.dtheta)
            losses.append(loss)
    return losses


def net_and_data(m=23, seed=0, **options):
    net = random_network(seed, (4, 6, 5, 3), **options)
    return net, *problem(net, m)


def state(net):
    running = [x.running_mean for x in net.layers if isinstance(x, bn.BatchNorm)]
    running += [x.running_var for x in net.layers if isinstance(x, bn.BatchNorm)]
    return np.concatenate([net.theta, *(r.ravel() for r in running)])


def interrupted(*arguments, **options):
    """The history of a run that Ctrl-C ends."""
    with pytest.raises(KeyboardInterrupt) as caught:
        bn.fit(*arguments, **options)
    return caught.value.history


# -- the loop


@pytest.mark.parametrize("optimizer", [bn.GradientDescent, bn.Momentum, bn.RMSprop, bn.Adam])
@pytest.mark.parametrize("batchnorm", [True, False])
def test_fit_is_the_lectures_loop(optimizer, batchnorm):
    net, X, Y = net_and_data(batchnorm=batchnorm)
    twin = copy.deepcopy(net)
    history = bn.fit(net, optimizer(0.02), X, Y, epochs=3, batch_size=5, rng=rng())
    losses = loop_by_hand(twin, optimizer(0.02), X, Y, 3, 5)
    assert np.allclose(history.loss, losses, rtol=1e-9)
    assert np.allclose(state(net), state(twin), rtol=1e-7, atol=1e-9)
    assert history.step == list(range(1, 16))  # 23 examples: 4 mini-batches of 5, and one of 3
    assert history.epoch_step == [5, 10, 15]
    assert history.stopped is None
    assert len(history.train_accuracy) == 3
    assert history.validation_accuracy == history.validation_loss == []


def test_each_batch_norm_averages_by_its_own_decay():
    norms = bn.BatchNorm(2, decay=0.9), bn.BatchNorm(2, decay=0.5)
    linear = bn.Linear(2, 2, bias=False, rng=rng())
    net, X = bn.Network([norms[0], linear, norms[1]]), rng(1).standard_normal((2, 8))
    z = {norms[0]: X, norms[1]: net.trace(X)["z1"]}
    bn.fit(net, bn.GradientDescent(0.1), X, np.arange(8) % 2, steps=1, batch_size=8, rng=rng())
    for layer in norms:
        mean = (1 - layer.decay) * z[layer].mean(axis=1, keepdims=True)
        var = layer.decay + (1 - layer.decay) * z[layer].var(axis=1, keepdims=True)
        np.testing.assert_allclose(layer.running_mean, mean, atol=1e-15)
        np.testing.assert_allclose(layer.running_var, var, rtol=1e-14)


def test_the_mini_batches_are_those_of_minibatches_and_rng_draws_nothing_else():
    net, X, _ = net_and_data()
    seen = []

    def loss(scores, Y_t):
        seen.append(Y_t.copy())
        return bn.softmax_cross_entropy(scores, Y_t % 3)

    generator, twin = rng(5), rng(5)
    bn.fit(net, bn.Adam(0.1), X, np.arange(23), epochs=2, batch_size=5, rng=generator, loss=loss)
    expected = [Y_t for _ in range(2) for _, Y_t in bn.minibatches(X, np.arange(23), 5, twin)]
    assert [len(Y_t) for Y_t in seen] == [5, 5, 5, 5, 3] * 2  # the ragged last one is used
    for a, b in zip(seen, expected, strict=True):
        assert np.array_equal(a, b)
    assert generator.random() == twin.random()
    assert sorted(np.concatenate(seen[:5])) == list(range(23))
    assert not np.array_equal(seen[0], seen[5])


def test_steps_may_end_within_an_epoch():
    net, X, Y = net_and_data()
    twin = copy.deepcopy(net)
    history = bn.fit(net, bn.Adam(0.02), X, Y, steps=7, batch_size=5, rng=rng())
    longer = bn.fit(twin, bn.Adam(0.02), X, Y, epochs=2, batch_size=5, rng=rng())
    assert history.loss == longer.loss[:7]
    assert history.epoch_step == [5, 7]
    assert len(history.train_accuracy) == 2
    assert history.train_accuracy[0] == longer.train_accuracy[0]
    exactly = bn.fit(twin, bn.Adam(0.02), X, Y, steps=10, batch_size=5, rng=rng())
    assert exactly.epoch_step == [5, 10]
    one = bn.fit(twin, bn.Adam(0.02), X, Y, steps=1, batch_size=500, rng=rng())
    assert (one.step, one.epoch_step) == ([1], [1])


def test_a_second_fit_goes_on_with_the_optimizers_state():
    net, X, Y = net_and_data()
    twin, generator, optimizer = copy.deepcopy(net), rng(), bn.Adam(0.02)
    first = bn.fit(net, optimizer, X, Y, epochs=1, batch_size=5, rng=generator)
    second = bn.fit(net, optimizer, X, Y, epochs=2, batch_size=5, rng=generator)
    whole = bn.fit(twin, bn.Adam(0.02), X, Y, epochs=3, batch_size=5, rng=rng())
    assert first.loss + second.loss == whole.loss
    assert np.array_equal(state(net), state(twin))
    assert optimizer.t == 15
    assert second.step == list(range(1, 11))


def test_train_accuracy_counts_what_was_right_while_training():
    net, X, Y = net_and_data()
    twin, counted, generator, optimizer = copy.deepcopy(net), 0, rng(), bn.Adam(0.02)
    for X_t, Y_t in bn.minibatches(X, Y, 5, generator):
        scores = twin.forward(X_t)
        counted += (scores.argmax(axis=0) == Y_t).sum()
        twin.backward(bn.softmax_cross_entropy(scores, Y_t)[1])
        optimizer.update(twin.theta, twin.dtheta)
    history = bn.fit(net, bn.Adam(0.02), X, Y, epochs=1, batch_size=5, rng=rng())
    assert history.train_accuracy == [counted / 23]


def test_batch_sizes_near_one_that_leaves_a_single_example_are_named():
    net, X, Y = net_and_data(m=101)
    how = {"epochs": 1, "batch_size": 50, "rng": rng()}
    refused(lambda: bn.fit(net, bn.Adam(0.1), X, Y, **how), "would do: 48, 49, 51, 52.")


def test_a_score_of_0_is_class_0_as_in_predict():
    net = bn.Network([bn.Linear(2, 1, rng=rng(), weight_scale=0)])
    X = rng().standard_normal((2, 6))
    assert not net.predict(X).any()
    history = bn.fit(net, bn.Adam(0.1), X, [0, 0, 0, 0, 0, 1], steps=1, batch_size=6, rng=rng())
    assert history.train_accuracy == [5 / 6]


def test_validation_is_by_running_averages_after_each_epoch():
    net, X, Y = net_and_data()
    V, V_Y = problem(net, 11, seed=9)
    twin = copy.deepcopy(net)
    looked = []

    def look(net, step, history):
        if step % 5 == 0:
            loss = bn.softmax_cross_entropy(net.forward(V, training=False), V_Y)[0]
            looked.append((loss, (net.predict(V) == V_Y).mean()))

    history = bn.fit(
        net, bn.Adam(0.02), X, Y, epochs=3, batch_size=5, rng=rng(), validation=(V, V_Y),
        callbacks=[look],
    )  # fmt: skip
    assert np.allclose(history.validation_loss, [loss for loss, _ in looked], rtol=1e-9)
    assert history.validation_accuracy == [accuracy for _, accuracy in looked]
    bn.fit(twin, bn.Adam(0.02), X, Y, epochs=3, batch_size=5, rng=rng())
    assert np.array_equal(state(net), state(twin))  # looking has changed nothing
    alone = bn.fit(
        net, bn.Adam(0.02), X, Y, epochs=1, batch_size=5, rng=rng(), validation=[V[:, :1], V_Y[:1]]
    )
    assert len(alone.validation_loss) == 1  # one example is enough to validate


def test_binary_networks_get_binary_cross_entropy():
    net = random_network(0, (2, 6, 1))
    data = bn.data.moons(rng=rng())
    history = bn.fit(
        net, bn.Adam(0.02), data.X_train, data.Y_train[None], epochs=20, batch_size=50, rng=rng(),
        validation=(data.X_test, data.Y_test),
    )  # fmt: skip
    assert history.loss[-1] < 0.4
    assert history.validation_accuracy[-1] > 0.8
    assert history.validation_accuracy[-1] == (net.predict(data.X_test) == data.Y_test).mean()
    assert history.train_accuracy[-1] > 0.8


@pytest.mark.parametrize("name", ["softmax_cross_entropy", "binary_cross_entropy"])
def test_our_losses_may_be_given_by_name(name):
    n_y = 3 if name.startswith("softmax") else 1
    nets = [random_network(0, (4, 5, n_y)) for _ in range(3)]
    X, Y = problem(nets[0], 20)
    loss = getattr(bn, name)
    losses = [None, loss, lambda scores, Y: loss(scores, Y)]
    found = [
        bn.fit(
            net, bn.Adam(0.1), X, Y, epochs=2, batch_size=5, rng=rng(), loss=f, validation=(X, Y)
        )
        for net, f in zip(nets, losses, strict=True)
    ]
    for history, net in zip(found[1:], nets[1:], strict=True):
        assert history.loss == found[0].loss
        assert history.validation_loss == found[0].validation_loss
        assert np.array_equal(net.theta, nets[0].theta)


def test_a_loss_of_ones_own():
    net = random_network(0, (4, 5, 2))
    X, _ = problem(net, 20)
    target = rng().standard_normal((2, 20))

    def squares(scores, Y):
        d = scores - Y
        scores[...] = np.nan  # it got a copy: it may do as it likes
        return (d**2).sum() / d.shape[1], 2 * d / d.shape[1]

    history = bn.fit(net, bn.Adam(0.05), X, target, epochs=60, batch_size=10, rng=rng(),
                     loss=squares)  # fmt: skip
    assert history.loss[-1] < 0.5 * history.loss[0]


@pytest.mark.parametrize(
    ("loss", "words"),
    [
        (lambda scores, Y: 0.5, ("pair", "dscores")),
        (lambda scores, Y: (0.5, scores, 1), ("pair", "dscores")),
        (lambda scores, Y: (np.ones(2), scores), ("pair", "one number")),
        (lambda scores, Y: (0.5, scores.T), ("dscores", "(3, 5)", "shape of the scores")),
        (lambda scores, Y: (0.5, None), ("dscores", "None")),
    ],
)
def test_a_loss_that_returns_something_else_is_refused_before_any_change(loss, words):
    net, X, Y = net_and_data()
    before, optimizer = state(net), bn.Adam(0.1)
    refused(
        lambda: bn.fit(net, optimizer, X, Y, steps=1, batch_size=5, rng=rng(), loss=loss), *words
    )
    assert np.array_equal(state(net), before)
    assert optimizer.t == 0


@pytest.mark.parametrize("name", ["softmax_cross_entropy", "binary_cross_entropy"])
def test_a_loss_of_ones_own_may_write_into_what_it_is_handed(name):
    loss, n_y = getattr(bn, name), 1 if name.startswith("binary") else 3

    def spoils(scores, Y):
        result = loss(scores, Y)
        scores[...], Y[...] = 99, 0
        return result

    found = []
    for f in (loss, spoils):
        layers = [bn.Linear(4, n_y, rng=rng()), bn.Tanh()]  # Tanh: backward needs the scores
        net = bn.Network(layers)
        X, Y = problem(net, 20)
        kept = Y.copy()
        history = bn.fit(net, bn.Adam(0.1), X, Y, epochs=3, batch_size=5, rng=rng(), loss=f,
                         validation=(X, Y))  # fmt: skip
        assert np.array_equal(Y, kept)
        found.append((net.theta.tolist(), vars(history)))
    assert found[0] == found[1]


@pytest.mark.parametrize(
    ("n_y", "loss", "words"),
    [
        (3, bn.binary_cross_entropy, ("(3, 1)", "one output", "softmax_cross_entropy")),
        (1, bn.softmax_cross_entropy, ("one row", "binary_cross_entropy")),
    ],
)
def test_a_loss_that_does_not_fit_the_outputs_is_refused_before_the_first_step(n_y, loss, words):
    net = random_network(0, (4, 5, n_y))
    X, _ = problem(net, 20)
    before, optimizer, generator = state(net), bn.Adam(0.1), rng()
    how = {"epochs": 1, "batch_size": 5, "rng": generator, "loss": loss}
    refused(lambda: bn.fit(net, optimizer, X, np.arange(20) % 2, **how), *words)
    assert np.array_equal(state(net), before)
    assert optimizer.t == 0
    assert generator.random() == rng().random()


@pytest.mark.parametrize(
    ("Y", "counts"),
    [
        (np.arange(20) % 3, True),
        (np.eye(3)[:, np.arange(20) % 3], False),  # one-hot
        (np.linspace(-1, 1, 20), False),  # a regression
        (np.arange(20) % 3.0, False),
        (np.arange(20), False),  # no numbers of three classes
        (-(np.arange(20) % 3), False),
        ((np.arange(20) % 3)[None], False),
    ],
)
def test_no_accuracy_where_labels_are_no_class_numbers(Y, counts):
    net = random_network(0, (4, 5, 3))
    X, _ = problem(net, 20)
    loss = lambda scores, Y: ((scores**2).mean(), scores / scores.size)  # noqa: E731
    history = bn.fit(net, bn.Adam(0.1), X, Y, epochs=3, batch_size=5, rng=rng(), loss=loss,
                     validation=(X, Y))  # fmt: skip
    assert len(history.validation_loss) == len(history.epoch_step) == 3
    for accuracy in (history.train_accuracy, history.validation_accuracy):
        assert len(accuracy) == (3 if counts else 0)
        assert all(0 <= share <= 1 for share in accuracy)
    assert ("accuracy" in repr(history)) == counts


@pytest.mark.parametrize("n_y", [1, 2])
def test_one_output_and_two_tell_the_classes_0_and_1(n_y):
    net = random_network(0, (4, 5, n_y))
    X, _ = problem(net, 20)
    before, how = state(net), {"steps": 1, "batch_size": 20, "rng": rng()}
    refused(lambda: bn.fit(net, bn.Adam(0.1), X, np.arange(20) % 3, **how), "from 0 to 2", "0 … 1")
    assert np.array_equal(state(net), before)
    loss = lambda scores, Y: ((scores**2).mean(), scores / scores.size)  # noqa: E731
    found = [bn.fit(net, bn.Adam(0.1), X, np.arange(20) % k, loss=loss, **how) for k in (2, 3)]
    assert [len(history.train_accuracy) for history in found] == [1, 0]


def test_validation_by_scores_that_are_nan_has_no_accuracy():
    net, X, Y = net_and_data(batchnorm=False)
    spoil = lambda net, step, history: net.theta.fill(np.nan)  # noqa: E731
    history = bn.fit(net, bn.Adam(0.1), X, Y, steps=1, batch_size=50, rng=rng(), callbacks=[spoil],
                     validation=(X, Y))  # fmt: skip
    assert math.isnan(history.validation_accuracy[0])


def test_train_is_the_loop_of_fit_one_step_at_a_time():
    net, X, Y = net_and_data()
    twin, optimizer = copy.deepcopy(net), bn.Adam(0.02)
    history = bn.fit(net, bn.Adam(0.02), X, Y, steps=4, batch_size=5, rng=rng())
    run = train(twin, optimizer, bn.minibatches(X, Y, 5, rng()))
    assert optimizer.t == 0  # nothing happens before it is asked for
    for t in range(4):
        X_t, Y_t = list(bn.minibatches(X, Y, 5, rng()))[t]
        scores = copy.deepcopy(twin).forward(X_t)
        step = next(run)
        assert step.loss == history.loss[t]
        assert np.array_equal(step.scores, scores)
        assert np.array_equal(step.Y, Y_t)
        assert optimizer.t == t + 1
    assert np.array_equal(state(net), state(twin))
    assert len(list(run)) == 1  # the ragged last mini-batch


def test_two_nets_train_in_lockstep_and_one_may_diverge():
    nets, X, Y = [net_and_data()[0] for _ in range(2)], *problem(random_network(), 23)
    Y = Y % 3
    tame, wild = (
        train(net, optimizer, bn.minibatches(X, Y, 5, rng()))
        for net, optimizer in zip(nets, [bn.Adam(0.01), bn.GradientDescent(1e200)], strict=True)
    )
    assert next(tame).loss == next(wild).loss
    before = np.geterr()
    with pytest.raises(NotFiniteError):
        for _ in range(4):
            next(wild)
    assert np.geterr() == before
    assert len(list(tame)) == 4
    assert np.isfinite(nets[0].theta).all()


def test_train_leaves_the_net_as_it_was_when_the_loss_is_not_finite():
    net, X, Y = net_and_data()
    for value in (math.nan, math.inf, -math.inf):
        before, optimizer = state(net), bn.Adam(0.1)
        loss = lambda scores, Y, value=value: (value, scores)  # noqa: E731
        with pytest.raises(NotFiniteError, match=f"the loss became {value}"):
            next(train(net, optimizer, [(X, Y)], loss))
        assert np.array_equal(state(net), before)
        assert optimizer.t == 0


def test_anything_with_an_update_is_an_optimizer():
    class Signs:
        def update(self, theta, dtheta):
            theta -= 0.01 * np.sign(dtheta)

    net, X, Y = net_and_data()
    history = bn.fit(net, Signs(), X, Y, epochs=30, batch_size=5, rng=rng())
    assert history.loss[-1] < history.loss[0]


def test_the_callers_arrays_are_left_alone_and_of_any_kind():
    expected = None
    for given_X, given_Y in (
        (lambda X: X, lambda Y: Y),
        (np.asfortranarray, lambda Y: Y[None]),
        (lambda X: X.tolist(), lambda Y: Y.tolist()),
        (lambda X: np.repeat(X, 2, axis=1)[:, ::2], lambda Y: Y.astype(float)),
    ):
        net, X, Y = net_and_data()
        X_given, Y_given = given_X(X), given_Y(Y)
        if isinstance(X_given, np.ndarray):
            X_given.flags.writeable = False
        kept = copy.deepcopy((X_given, Y_given))
        bn.fit(net, bn.Adam(0.02), X_given, Y_given, epochs=2, batch_size=5, rng=rng())
        assert np.array_equal(X_given, kept[0])
        assert np.array_equal(Y_given, kept[1])
        expected = state(net) if expected is None else expected
        assert np.allclose(state(net), expected, rtol=1e-12)


def test_float32_networks_train_in_float32():
    nets = [net_and_data(dtype=dtype)[0] for dtype in (np.float32, np.float64)]
    nets[0].theta = nets[1].theta
    X, Y = problem(nets[0], 23)
    single, double = (
        bn.fit(net, bn.Momentum(0.02), X, Y, epochs=2, batch_size=5, rng=rng()) for net in nets
    )
    assert nets[0].theta.dtype == nets[0].dtheta.dtype == np.float32
    assert np.allclose(single.loss, double.loss, rtol=1e-4)


@pytest.mark.parametrize("integer", [np.int8, np.uint8, np.int64])
def test_numpys_integers_count_like_any(integer):
    net = random_network(0, (4, 5, 3))
    X, Y = problem(net, 300)
    history = bn.fit(
        net, bn.Adam(0.1), X, Y, epochs=integer(100), batch_size=integer(100), rng=rng()
    )
    assert len(history.loss) == 300
    assert (
        len(bn.fit(net, bn.Adam(0.1), X, Y, steps=integer(7), batch_size=60, rng=rng()).loss) == 7
    )


# -- a mini-batch of one


@pytest.mark.parametrize("m", [2, 3, 5, 7, 16, 25, 101])
def test_a_last_mini_batch_of_one_is_refused_with_sizes_that_do(m):
    for batch_size in range(1, m + 3):
        net = random_network(0, (4, 5, 3))
        X, Y = problem(net, m)
        before = state(net)

        def run(size, net=net, X=X, Y=Y):
            return bn.fit(net, bn.Adam(0.01), X, Y, epochs=1, batch_size=size, rng=rng())

        if m % batch_size != 1 and batch_size > 1:
            assert len(run(batch_size).loss) == math.ceil(m / batch_size)
            continue
        text = refused(lambda run=run, size=batch_size: run(size), "single", "would do", str(m))
        assert np.array_equal(state(net), before)
        sizes = [int(size) for size in text.split("would do: ")[1].rstrip(".").split(", ")]
        assert 1 <= len(sizes) <= 4
        assert sizes == sorted(sizes)
        for size in sizes:
            run(size)


def test_a_last_mini_batch_of_one_is_no_matter_where_it_is_not_reached_or_normalised():
    net, X, Y = net_and_data(m=21)
    assert len(bn.fit(net, bn.Adam(0.1), X, Y, steps=4, batch_size=5, rng=rng()).loss) == 4
    refused(lambda: bn.fit(net, bn.Adam(0.1), X, Y, steps=5, batch_size=5, rng=rng()), "single")
    plain, X, Y = net_and_data(m=21, batchnorm=False)
    assert len(bn.fit(plain, bn.Adam(0.1), X, Y, epochs=1, batch_size=5, rng=rng()).loss) == 5
    assert len(bn.fit(plain, bn.Adam(0.1), X, Y, epochs=1, batch_size=1, rng=rng()).loss) == 21


# -- callbacks and the ways to end


def test_a_callback_is_called_after_each_update_and_true_stops():
    for yes in (True, np.True_):
        net, X, Y = net_and_data()
        calls = []

        def callback(given_net, step, history, net=net, calls=calls, yes=yes):
            assert given_net is net
            assert history.step[-1] == step == len(history.loss)
            calls.append((step, net.theta.copy()))
            return yes if step == 7 else None

        also = []
        both = iter([callback, lambda net, step, history, also=also: also.append(step)])
        history = bn.fit(net, bn.Adam(0.1), X, Y, epochs=9, batch_size=5, rng=rng(), callbacks=both)
        assert [step for step, _ in calls] == also == [1, 2, 3, 4, 5, 6, 7]
        assert history.stopped == "callback"
        assert history.step == also
        assert history.epoch_step == [5, 7]
        assert np.array_equal(calls[-1][1], net.theta)
        assert not np.array_equal(calls[-2][1], net.theta)


@pytest.mark.parametrize("answer", [None, False, 0, 1, "stop", np.False_, np.ones(3)])
def test_nothing_but_true_stops(answer):
    net, X, Y = net_and_data()
    history = bn.fit(net, bn.Adam(0.1), X, Y, steps=3, batch_size=5, rng=rng(),
                     callbacks=(lambda *_: answer,))  # fmt: skip
    assert (len(history.loss), history.stopped) == (3, None)


def test_a_callback_may_evaluate_and_even_train_aside():
    net, X, Y = net_and_data()
    twin = copy.deepcopy(net)

    def meddles(net, step, history):
        net.predict(3 * X)
        other = copy.deepcopy(net)
        other.backward(np.ones_like(other.forward(X)))

    bn.fit(net, bn.Adam(0.1), X, Y, epochs=2, batch_size=5, rng=rng(), callbacks=[meddles])
    bn.fit(twin, bn.Adam(0.1), X, Y, epochs=2, batch_size=5, rng=rng())
    assert np.array_equal(state(net), state(twin))


def test_start_is_called_before_the_first_step():
    class Starts:
        def __init__(self):
            self.told = []

        def start(self, net, history):
            self.told.append((net.theta.copy(), list(history.step)))

        def __call__(self, net, step, history):
            self.told.append(step)

    net, X, Y = net_and_data()
    theta, callback = net.theta.copy(), Starts()
    bn.fit(net, bn.Adam(0.1), X, Y, steps=2, batch_size=5, rng=rng(), callbacks=[callback])
    assert np.array_equal(callback.told[0][0], theta)
    assert callback.told[0][1] == []
    assert callback.told[1:] == [1, 2]


def test_an_error_in_a_callback_reaches_the_caller_with_a_valid_net():
    net, X, Y = net_and_data()

    def fails(net, step, history):
        if step == 3:
            raise ZeroDivisionError("mine")

    with pytest.raises(ZeroDivisionError, match="mine"):
        bn.fit(net, bn.Adam(0.1), X, Y, epochs=2, batch_size=5, rng=rng(), callbacks=[fails])
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    assert np.isfinite(net.forward(X, training=False)).all()


def test_ctrl_c_after_the_third_step_ends_the_run_there():
    net, X, Y = net_and_data()
    twin = copy.deepcopy(net)

    def press(net, step, history):
        if step == 3:
            signal.raise_signal(signal.SIGINT)

    optimizer = bn.Adam(0.1)
    history = interrupted(net, optimizer, X, Y, epochs=9, batch_size=5, rng=rng(),
                          callbacks=[press], validation=(X, Y))  # fmt: skip
    assert history.stopped == "interrupted"
    assert "interrupted" in repr(history)
    assert history.step == [1, 2, 3]
    assert history.epoch_step == [3]
    assert len(history.train_accuracy) == len(history.validation_accuracy) == 1
    bn.fit(twin, bn.Adam(0.1), X, Y, steps=3, batch_size=5, rng=rng())
    assert np.array_equal(state(net), state(twin))
    assert optimizer.t == 3
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    assert len(bn.fit(net, optimizer, X, Y, steps=2, batch_size=5, rng=rng()).loss) == 2


def test_a_keyboard_interrupt_in_a_callback_ends_the_run_there():
    net, X, Y = net_and_data()

    def interrupts(net, step, history):
        if step == 7:
            raise KeyboardInterrupt

    history = interrupted(net, bn.Adam(0.1), X, Y, epochs=9, batch_size=5, rng=rng(),
                          callbacks=[interrupts], validation=(X, Y))  # fmt: skip
    assert history.stopped == "interrupted"
    assert history.step == list(range(1, 8))
    assert history.epoch_step == [5, 7]
    assert len(history.train_accuracy) == len(history.validation_loss) == 2


def test_a_second_ctrl_c_ends_it_at_once():
    net, X, Y = net_and_data()
    also = []

    def press_twice(net, step, history):
        signal.raise_signal(signal.SIGINT)
        signal.raise_signal(signal.SIGINT)

    history = interrupted(net, bn.Adam(0.1), X, Y, epochs=9, batch_size=5, rng=rng(),
                          callbacks=[press_twice, lambda *_: also.append(1)])  # fmt: skip
    assert (history.stopped, history.step, also) == ("interrupted", [1], [])
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


@pytest.mark.parametrize("step", [7, 15])  # 15 is the last
def test_a_loop_around_fit_ends_with_it_and_takes_no_part_of_a_run_for_a_result(step):
    results = []

    def press(net, number, history):
        if number == step and len(results) == 1:
            signal.raise_signal(signal.SIGINT)

    with pytest.raises(KeyboardInterrupt, match=f"after step {step}"):
        for seed in range(3):
            net, X, Y = net_and_data(seed=seed)
            bn.fit(net, bn.Adam(0.1), X, Y, epochs=3, batch_size=5, rng=rng(), callbacks=[press])
            results.append(seed)
    assert results == [0]
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_ctrl_c_in_the_step_that_diverges_is_not_lost():
    net, X, Y = net_and_data()

    def loss(scores, Y):
        signal.raise_signal(signal.SIGINT)
        return math.nan, scores

    history = interrupted(net, bn.Adam(0.1), X, Y, steps=3, batch_size=5, rng=rng(), loss=loss)
    assert (history.stopped, history.step) == ("diverged", [1])


def test_someone_elses_handler_of_ctrl_c_is_left_alone():
    net, X, Y = net_and_data()
    pressed = []

    def mine(number, frame):
        pressed.append(number)

    old = signal.signal(signal.SIGINT, mine)
    try:
        history = bn.fit(net, bn.Adam(0.1), X, Y, steps=3, batch_size=5, rng=rng(),
                         callbacks=[lambda *_: signal.raise_signal(signal.SIGINT)])  # fmt: skip
        assert signal.getsignal(signal.SIGINT) is mine
    finally:
        signal.signal(signal.SIGINT, old)
    assert len(pressed) == 3
    assert history.stopped is None


def test_fit_works_in_a_thread():
    net, X, Y = net_and_data()
    found = []

    def work():
        found.append(bn.fit(net, bn.Adam(0.1), X, Y, steps=3, batch_size=5, rng=rng()))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert len(found[0].loss) == 3


REAL = """
import signal, numpy as np, bnlab as bn
signal.signal(signal.SIGINT, signal.default_int_handler)
data = bn.data.digits()
net = bn.mlp([64, 30, 10], rng=np.random.default_rng(0))
def told(net, step, history):
    if step == 20: print("running", flush=True)
optimizer = bn.Adam(0.01)
try:
    bn.fit(net, optimizer, data.X_train, data.Y_train, steps=10**9, batch_size=64,
           rng=np.random.default_rng(1), callbacks=[told])
except KeyboardInterrupt as error:
    history = error.history
assert history.stopped == "interrupted", history.stopped
assert history.step == list(range(1, optimizer.t + 1)) and optimizer.t >= 20
twin = bn.mlp([64, 30, 10], rng=np.random.default_rng(0))
bn.fit(twin, bn.Adam(0.01), data.X_train, data.Y_train, steps=optimizer.t, batch_size=64,
       rng=np.random.default_rng(1))
assert np.array_equal(net.theta, twin.theta)
assert np.array_equal(net.predict(data.X_test), twin.predict(data.X_test))
print("whole", flush=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no SIGINT to one process")
def test_a_real_ctrl_c_leaves_the_net_of_a_whole_number_of_steps():
    run = subprocess.Popen([sys.executable, "-W", "error", "-c", REAL], text=True,
                           stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                           env=os.environ | {"PYTHONPATH": os.getcwd()})  # fmt: skip
    try:
        assert run.stdout.readline() == "running\n"
        run.send_signal(signal.SIGINT)
        out, err = run.communicate(timeout=60)
    finally:
        run.kill()
    assert (run.returncode, out) == (0, "whole\n"), err


@pytest.mark.parametrize("batchnorm", [True, False])
def test_a_run_that_diverges_stops_with_a_warning(batchnorm):
    net, X, Y = net_and_data(batchnorm=batchnorm, activation="relu")
    recorder = bn.Recorder(X)
    optimizer = bn.GradientDescent(1e200)
    with pytest.warns(bn.DivergenceWarning, match="smaller learning rate") as caught:
        history = bn.fit(net, optimizer, X, Y, epochs=9, batch_size=5, rng=rng(),
                         callbacks=[recorder], validation=(X, Y))  # fmt: skip
    assert caught[0].filename == __file__
    assert len(caught) == 1
    assert history.stopped == "diverged"
    assert not math.isfinite(history.loss[-1])
    assert all(math.isfinite(loss) for loss in history.loss[:-1])
    assert optimizer.t == len(history.loss) - 1
    assert history.step == list(range(1, len(history.loss) + 1))
    running = [x.running_var for x in net.layers if isinstance(x, bn.BatchNorm)]
    assert all(np.isfinite(v).all() for v in running)
    assert issubclass(bn.DivergenceWarning, UserWarning)


def test_a_loss_that_becomes_nan_stops_before_the_update():
    net, X, Y = net_and_data()
    thetas = []

    def loss(scores, Y):
        value, dscores = bn.softmax_cross_entropy(scores, Y)
        return (math.nan if len(thetas) == 3 else value), dscores

    with pytest.warns(bn.DivergenceWarning, match="NaN or Inf at step 4"):
        history = bn.fit(net, bn.Adam(0.1), X, Y, epochs=9, batch_size=5, rng=rng(), loss=loss,
                         callbacks=[lambda net, *_: thetas.append(net.theta.copy())])  # fmt: skip
    assert np.array_equal(net.theta, thetas[-1])
    assert len(history.loss) == 4


def test_a_gradient_of_nan_from_a_loss_never_reaches_the_parameters():
    net, X, Y = net_and_data()
    before = state(net)
    with pytest.warns(bn.DivergenceWarning):
        bn.fit(net, bn.Adam(0.1), X, Y, epochs=9, batch_size=5, rng=rng(),
               loss=lambda scores, Y: (0.5, scores * np.nan))  # fmt: skip
    assert np.array_equal(state(net), before)


def test_a_net_that_is_nan_already_diverges_at_the_first_step():
    net, X, Y = net_and_data()
    net.theta[0] = np.nan
    with pytest.warns(bn.DivergenceWarning):
        history = bn.fit(net, bn.Adam(0.1), X, Y, epochs=1, batch_size=5, rng=rng())
    assert (history.step, history.epoch_step) == ([1], [])
    assert "diverged" in repr(history)


def test_the_progress_bar_says_something_and_only_when_asked(capfd):
    net, X, Y = net_and_data()
    bn.fit(net, bn.Adam(0.1), X, Y, epochs=2, batch_size=5, rng=rng())
    assert capfd.readouterr() == ("", "")
    history = bn.fit(net, bn.Adam(0.1), X, Y, epochs=2, batch_size=5, rng=rng(), progress=True)
    out, err = capfd.readouterr()
    assert out == ""
    assert "10/10" in err
    assert f"loss {history.loss[-1]:.3f}" in err


def test_a_historys_repr_tells_the_run_in_a_line():
    assert repr(bn.History()) == "History(0 steps)"
    net, X, Y = net_and_data()
    history = bn.fit(net, bn.Adam(0.1), X, Y, epochs=2, batch_size=5, rng=rng(), validation=(X, Y))
    text = repr(history)
    assert text.startswith("History(10 steps, loss ")
    assert f"{history.loss[-1]:.3g}" in text
    assert f"train accuracy {history.train_accuracy[-1]:.1%}" in text
    assert f"validation accuracy {history.validation_accuracy[-1]:.1%}" in text
    assert "stopped" not in text


def test_digits_are_learned():
    data = bn.data.digits()
    net = bn.mlp([64, 40, 10], rng=rng())
    history = bn.fit(
        net, bn.Adam(0.01), data.X_train, data.Y_train, epochs=10, batch_size=50, rng=rng(),
        validation=(data.X_test, data.Y_test),
    )  # fmt: skip
    assert history.train_accuracy[-1] > 0.98
    assert history.validation_accuracy[-1] > 0.9


# -- Recorder


def test_a_recorder_looks_at_step_0_and_then_every_so_often():
    net, X, Y = net_and_data()
    probe = X[:, :9].copy()
    recorder = bn.Recorder(probe, every=3, percentiles=[0, 50, 100], bins=[-1, 0, 1])
    thetas, dthetas = [net.theta.copy()], [None]
    twin = copy.deepcopy(net)

    def keep(net, step, history):
        thetas.append(net.theta.copy())
        dthetas.append(net.dtheta.copy())

    bn.fit(net, bn.Adam(0.05), X, Y, steps=8, batch_size=5, rng=rng(), callbacks=[keep, recorder])
    assert recorder.step == [0, 3, 6]
    names = ["z1", "z_tilde1", "a1", "z2", "z_tilde2", "a2", "z3"]
    assert list(recorder.percentiles) == list(recorder.histograms) == names
    for i, step in enumerate(recorder.step):
        twin.theta = thetas[step]
        for name in names:
            values = twin.trace(probe)[name]
            expected = np.stack([values.min(axis=1), np.median(values, axis=1), values.max(axis=1)])
            assert np.allclose(recorder.percentiles[name][i], expected, rtol=1e-9)
            counts = [(values < 0).sum(), (values >= 0).sum()]  # what lies outside counts as well
            assert np.array_equal(recorder.histograms[name][i], counts)
        twin.dtheta = 0 * thetas[0] if step == 0 else dthetas[step]
        old = copy.deepcopy(twin)
        old.theta = thetas[max(step - 1, 0)]
        for name, p in twin.parameters().items():
            gradient, ratio = recorder.gradient_scale[name][i], recorder.update_ratio[name][i]
            if step == 0:
                assert math.isnan(gradient)
                assert math.isnan(ratio)
                continue
            before = old.parameters()[name]
            rms = lambda a: np.sqrt((a**2).mean())  # noqa: E731
            assert gradient == pytest.approx(rms(twin.gradients()[name]), rel=1e-12)
            assert ratio == pytest.approx(rms(p - before) / rms(before), rel=1e-9)


def test_a_recorder_changes_nothing_keeps_its_probe_and_forgets_at_a_new_run():
    net, X, Y = net_and_data()
    twin = copy.deepcopy(net)
    probe = X[:, :9].copy()
    recorder = bn.Recorder(probe)
    probe[...] = 0
    bn.fit(net, bn.Adam(0.05), X, Y, epochs=1, batch_size=5, rng=rng(), callbacks=[recorder])
    bn.fit(twin, bn.Adam(0.05), X, Y, epochs=1, batch_size=5, rng=rng())
    assert np.array_equal(state(net), state(twin))
    assert recorder.step == [0, 1, 2, 3, 4, 5]
    assert recorder.percentiles["z1"][0].shape == (3, 6)
    assert np.array_equal(recorder.X_probe, X[:, :9])
    assert recorder.histograms["a1"][0].sum() == 6 * 9
    assert recorder.histograms["a1"][0].shape == (60,)
    bn.fit(net, bn.Adam(0.05), X, Y, steps=2, batch_size=5, rng=rng(), callbacks=[recorder])
    assert recorder.step == [0, 1, 2]
    assert len(recorder.percentiles["z1"]) == len(recorder.update_ratio["W1"]) == 3


def test_the_update_of_a_parameter_that_is_0_has_no_ratio():
    net = bn.mlp([4, 5, 3], rng=rng())
    X, Y = problem(net, 20)
    recorder = bn.Recorder(X)
    bn.fit(net, bn.Adam(0.05), X, Y, steps=2, batch_size=5, rng=rng(), callbacks=[recorder])
    assert math.isnan(recorder.update_ratio["beta1"][1])  # β starts at 0
    assert recorder.update_ratio["beta1"][2] > 0
    assert recorder.update_ratio["gamma1"][1] == pytest.approx(0.05, rel=1e-3)
    assert recorder.gradient_scale["beta1"][1] > 0


def test_in_a_browser_no_thread_watches_the_progress_bar(monkeypatch):
    """There are no threads, and tqdm would warn that it can't start one."""
    monkeypatch.setattr(tqdm, "monitor_interval", 10)
    list(progress_bar(range(2), file=io.StringIO()))
    assert tqdm.monitor_interval == 10
    monkeypatch.setattr(sys, "platform", "emscripten")
    list(progress_bar(range(2), file=io.StringIO()))
    assert tqdm.monitor_interval == 0
