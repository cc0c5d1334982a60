"""The compiled step: the same numbers as NumPy's to rounding, the same refusals, one switch."""

import copy
import os
import signal
import subprocess
import sys
import time
import warnings

import numpy as np
import pytest

import bnlab as bn
from bnlab.training import train

RNG = np.random.default_rng(5)
BOUNDS = {"f8": 1e-12, "f4": 1e-5}
OPTIMIZERS = {
    "GradientDescent": lambda: bn.GradientDescent(0.1),
    "Momentum": lambda: bn.Momentum(0.1, beta1=0.8),
    "RMSprop": lambda: bn.RMSprop(1e-3, beta2=0.95, eps=1e-6),
    "Adam": lambda: bn.Adam(1e-3, beta1=0.85, beta2=0.99, eps=1e-6),
}


@pytest.fixture(autouse=True)
def _off_afterwards(monkeypatch):
    bn.fast.on()
    bn.fast.off()
    monkeypatch.setattr(bn.fast, "_said", set())
    yield
    bn.fast.off()


@pytest.fixture
def by_numpy(monkeypatch):
    """How many steps NumPy took while the compiled one was on."""
    steps, plain = [], bn.training._take_step.__wrapped__

    def counted(*arguments):
        steps.append(arguments)
        return plain(*arguments)

    monkeypatch.setattr(bn.training._take_step, "__wrapped__", counted)
    return steps


def both_ways(function):
    """Results by NumPy and by compiled code."""
    plain = function()
    bn.fast.on()
    fused = function()
    bn.fast.off()
    return list(zip(plain, fused, strict=True))


def worst(a, b):
    a, b = np.asarray(a), np.asarray(b)
    return np.abs(a - b).max() / max(np.abs(a).max(), 1e-300)


def problem(n_x, n_y, m, dtype, rng=None):
    rng = np.random.default_rng(0) if rng is None else rng
    Y = rng.integers(0, max(n_y, 2), m)
    X = rng.standard_normal((n_x, max(n_y, 2)))[:, Y] + rng.standard_normal((n_x, m))
    return X.astype(dtype), Y


def everything(net, optimizer):
    averages = [getattr(optimizer, name) for name in ("v", "s") if hasattr(optimizer, name)]
    norms = [layer for layer in net.layers if isinstance(layer, bn.BatchNorm)]
    running = [a for norm in norms for a in (norm.running_mean, norm.running_var)]
    return [net.theta, net.dtheta, *averages, *running]


# -- the same numbers


@pytest.mark.parametrize("dtype", ["f8", "f4"])
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("batchnorm", [True, False], ids=["bn", "no bn"])
@pytest.mark.parametrize(
    ("activation", "sizes"),
    [("sigmoid", [7, 10, 9, 3]), ("tanh", [5, 6, 1]), ("relu", [8, 6, 5, 4, 4])],
)
def test_fifty_steps_are_the_same(dtype, optimizer, batchnorm, activation, sizes, by_numpy):
    """Four epochs and a half, with a smaller last mini-batch in each."""
    X, Y = problem(sizes[0], sizes[-1], 157, dtype)

    def run():
        net = bn.mlp(
            sizes, activation, batchnorm, rng=np.random.default_rng(0), dtype=dtype, unbiased=True
        )
        chosen = OPTIMIZERS[optimizer]()
        how = {"steps": 50, "batch_size": 15, "rng": np.random.default_rng(1)}
        history = bn.fit(net, chosen, X, Y, **how)
        assert chosen.t == 50
        return history.loss, history.train_accuracy, *everything(net, chosen)

    pairs = both_ways(run)
    assert len(by_numpy) == 0
    assert np.ptp(pairs[0][0]) > 0.01
    for plain, fused in pairs:
        assert worst(plain, fused) <= BOUNDS[dtype]


@pytest.mark.parametrize("dtype", ["f8", "f4"])
def test_a_net_with_b_before_batch_norm_and_activations_at_its_end(dtype, by_numpy):
    X, Y = problem(4, 3, 40, dtype)

    def run():
        rng = np.random.default_rng(0)
        net = bn.Network(
            [
                bn.Linear(4, 6, rng=rng, dtype=dtype),
                bn.BatchNorm(6, eps=0.01, decay=0.7, dtype=dtype),
                bn.Linear(6, 5, bias=False, rng=rng, dtype=dtype),
                bn.ReLU(),
                bn.Linear(5, 3, rng=rng, dtype=dtype),
                bn.BatchNorm(3, dtype=dtype),
                bn.Tanh(),
            ]
        )
        optimizer = bn.Momentum(0.1)
        bn.fit(net, optimizer, X, Y, steps=20, batch_size=8, rng=np.random.default_rng(1))
        return everything(net, optimizer)

    for plain, fused in both_ways(run):
        assert worst(plain, fused) <= BOUNDS[dtype]
    assert len(by_numpy) == 0


def test_what_is_changed_during_a_run_counts(by_numpy):
    """A learning rate, a decay and a running average that a callback sets."""
    X, Y = problem(4, 3, 40, "f8")

    def change(net, step, history):
        if step == 5:
            net.layers[1].decay, optimizers[-1].learning_rate = 0.5, 0.5
            net.layers[1].running_mean = np.ones((6, 1))
        seen.append(net.gradients()["W1"].copy())

    seen, optimizers = [], []

    def run():
        net = bn.mlp([4, 6, 3], rng=np.random.default_rng(0))
        optimizers.append(bn.Adam(0.01))
        how = {"steps": 10, "batch_size": 8, "rng": np.random.default_rng(1)}
        bn.fit(net, optimizers[-1], X, Y, callbacks=[change], **how)
        return everything(net, optimizers[-1])

    for plain, fused in both_ways(run):
        assert worst(plain, fused) <= 1e-12
    assert worst(seen[:10], seen[10:]) <= 1e-12
    assert len(by_numpy) == 0


def test_copies_and_several_networks_do_not_mix():
    X, Y = problem(4, 3, 40, "f8")
    bn.fast.on()
    net, other = (bn.mlp([4, 6, 3], rng=np.random.default_rng(seed)) for seed in (0, 1))
    how = {"steps": 4, "batch_size": 8}
    bn.fit(net, bn.Adam(0.1), X, Y, rng=np.random.default_rng(0), **how)
    twin, before = copy.deepcopy(net), net.theta.copy()
    for trained in (other, twin):
        bn.fit(trained, bn.Adam(0.1), X, Y, rng=np.random.default_rng(0), **how)
    assert np.array_equal(net.theta, before)
    bn.fit(net, bn.Adam(0.1), X, Y, rng=np.random.default_rng(0), **how)
    assert np.array_equal(net.theta, twin.theta)
    assert np.array_equal(net.layers[1].running_var, twin.layers[1].running_var)


@pytest.mark.parametrize("threads", [2, 3])
def test_several_threads_share_a_wide_step(monkeypatch, threads, by_numpy):
    X, Y = problem(4, 3, 40, "f8")
    monkeypatch.setattr(bn.fast, "_threads", lambda: threads)
    monkeypatch.setattr(bn.fast, "_WIDE", 0)
    bn.fast.on()
    asked = []
    real = bn.fast._step.with_threads
    monkeypatch.setattr(bn.fast._step, "with_threads", lambda n: asked.append(n) or real(n))

    def run():
        net = bn.mlp([4, 7, 5, 3], "tanh", rng=np.random.default_rng(0))
        optimizer = bn.Adam(0.01)
        how = {"steps": 20, "batch_size": 8, "rng": np.random.default_rng(1)}
        history = bn.fit(net, optimizer, X, Y, **how)
        return history.loss, *everything(net, optimizer)

    bn.fast.off()
    for plain, fused in both_ways(run):
        assert worst(plain, fused) <= 1e-12
    assert asked == [threads] * 20
    assert len(by_numpy) == 0


def test_several_threads_refuse_what_one_refuses(monkeypatch):
    monkeypatch.setattr(bn.fast, "_threads", lambda: 2)
    monkeypatch.setattr(bn.fast, "_WIDE", 0)
    bn.fast.on()
    net = bn.mlp([4, 6, 3], rng=np.random.default_rng(0))
    with pytest.raises(ValueError, match="outgrow"):
        list(train(net, bn.Adam(0.1), [(1e300 * np.eye(4, 3), np.arange(3))]))


def test_steps_keep_their_scores():
    X, Y = problem(4, 3, 8, "f8")
    bn.fast.on()
    net = bn.mlp([4, 6, 3], rng=np.random.default_rng(0))
    steps = list(train(net, bn.GradientDescent(0.5), [(X, Y)] * 3))
    assert not np.array_equal(steps[0].scores, steps[1].scores)
    for step in steps:
        assert bn.softmax_cross_entropy(step.scores, Y)[0] == pytest.approx(step.loss, rel=1e-12)


@pytest.mark.parametrize("dtype", ["f8", "f4"])
def test_extreme_scores_and_activations_stay_finite(dtype):
    """e to the power of ±1e6 ends where it makes no difference any more."""
    X = np.array([[-1e6, -100, -3, 0, 3, 100, 1e6]], dtype)

    def run():
        found = []
        for activation in ("sigmoid", "tanh"):
            net = bn.mlp([1, 3, 1], activation, False, rng=np.random.default_rng(0), dtype=dtype)
            net.parameters()["W2"] = [[-1, 50, 1e4]]
            (step,) = train(net, bn.Adam(0.1), [(X, np.array([0, 1] * 3 + [0]))], LOSSES[1])
            found += [step.loss, step.scores, net.dtheta]
        return found

    for plain, fused in both_ways(run):
        assert np.isfinite(fused).all()
        assert worst(plain, fused) <= BOUNDS[dtype]


LOSSES = bn.softmax_cross_entropy, bn.binary_cross_entropy


def test_small_numbers_keep_their_digits_through_tanh(by_numpy):
    X = np.full((1, 1), 1e-9)
    net = bn.Network([bn.Linear(1, 2, False, rng=np.random.default_rng(0)), bn.Tanh()])
    expected = np.tanh(net.theta[:, None] * 1e-9)
    bn.fast.on()
    (step,) = train(net, bn.Adam(0.1), [(X, np.array([0]))])
    assert np.allclose(step.scores, expected, rtol=1e-14, atol=0)
    assert len(by_numpy) == 0


# -- the same refusals


@pytest.mark.parametrize("batchnorm", [True, False], ids=["bn", "no bn"])
@pytest.mark.parametrize("dtype", ["f8", "f4"])
def test_a_run_diverges_at_the_same_step(dtype, batchnorm):
    X, Y = problem(4, 3, 40, dtype)
    stopped = []

    def run():
        net = bn.mlp([4, 6, 3], batchnorm=batchnorm, rng=np.random.default_rng(0), dtype=dtype)
        optimizer = bn.GradientDescent(1e30 if dtype == "f8" else 1e5)
        with pytest.warns(bn.training.DivergenceWarning) as told:
            history = bn.fit(
                net, optimizer, X, Y, steps=50, batch_size=8, rng=np.random.default_rng(1)
            )
        stopped.append((history.step, history.stopped, str(told[0].message), optimizer.t))
        return []

    both_ways(run)
    assert stopped[0] == stopped[1]
    assert 1 < len(stopped[0][0]) < 50


def state(net, optimizer):
    return [a.copy() for a in everything(net, optimizer)]


@pytest.mark.parametrize(
    ("X", "Y", "error", "words"),
    [
        (np.full((4, 3), np.nan), [0, 1, 2], ValueError, "NaN"),
        (1e300 * np.eye(4, 3), [0, 1, 2], ValueError, "outgrow"),
        (np.ones((4, 1)), [0], ValueError, "a batch of one"),
        (np.ones((4, 3)), [0, 1, 3], IndexError, "out of bounds"),
    ],
    ids=["NaN", "overflow", "a batch of one", "a label too many"],
)
def test_refusals_are_numpys_and_nothing_changes(X, Y, error, words):
    words_said = []
    for switch in (bn.fast.off, bn.fast.on):
        switch()
        net = bn.mlp([4, 6, 3], rng=np.random.default_rng(0))
        optimizer = bn.Adam(0.1)
        list(train(net, optimizer, [problem(4, 3, 8, "f8")]))
        before = state(net, optimizer)
        with pytest.raises(error) as told:
            list(train(net, optimizer, [(X, np.array(Y))]))
        words_said.append(str(told.value))
        kept = [i for i in range(len(before)) if i != 1]  # dtheta is for the next backward
        assert all(np.array_equal(before[i], state(net, optimizer)[i]) for i in kept)
        assert optimizer.t == 1
    assert words_said[0] == words_said[1]
    assert words in words_said[0]


def test_labels_below_zero_count_from_the_end_as_in_numpy(by_numpy):
    X, Y = problem(4, 3, 8, "f8")
    bn.fast.on()
    net = bn.mlp([4, 6, 3], rng=np.random.default_rng(0))
    list(train(net, bn.Adam(0.1), [(X, Y - 3)]))
    assert len(by_numpy) == 1


def test_an_optimizer_of_another_network_is_refused():
    bn.fast.on()
    optimizer = bn.Adam(0.1)
    for sizes in ([4, 6, 3], [4, 7, 3]):
        net = bn.mlp(sizes, rng=np.random.default_rng(0))
        run = train(net, optimizer, [problem(4, 3, 8, "f8")])
        if sizes[1] == 6:
            list(run)
        else:
            with pytest.raises(ValueError, match="averages"):
                list(run)


def test_changed_layers_are_refused():
    bn.fast.on()
    net = bn.mlp([4, 6, 3], rng=np.random.default_rng(0))
    net.layers.append(bn.ReLU())
    with pytest.raises(ValueError, match=r"net\.layers has changed"):
        list(train(net, bn.Adam(0.1), [problem(4, 3, 8, "f8")]))


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signal")
def test_ctrl_c_ends_the_run_after_a_whole_step():
    X, Y = problem(4, 3, 40, "f8")
    bn.fast.on()
    net, optimizer = bn.mlp([4, 6, 3], rng=np.random.default_rng(0)), bn.Adam(0.1)

    def press(net, step, history):
        if step == 7:
            signal.raise_signal(signal.SIGINT)

    how = {"steps": 50, "batch_size": 8, "rng": np.random.default_rng(1)}
    old = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt) as told:
            bn.fit(net, optimizer, X, Y, callbacks=[press], **how)
    finally:
        signal.signal(signal.SIGINT, old)
    assert told.value.history.stopped == "interrupted"
    assert optimizer.t == len(told.value.history.step) == 7


# -- what it leaves to NumPy


class Half(bn.Layer):
    def compute(self, a):
        return a / 2, None

    def gradient(self, d_output, cache):
        return d_output / 2


class Slow:
    def update(self, theta, dtheta):
        theta -= 0.1 * dtheta


def squares(scores, Y):
    return float((scores**2).mean()), 2 * scores / scores.size


@pytest.mark.parametrize(
    ("layer", "optimizer", "loss", "words"),
    [
        (Half, bn.Adam, LOSSES[0], "layers"),
        (bn.ReLU, Slow, LOSSES[0], "Slow"),
        (bn.ReLU, bn.Adam, squares, "loss"),
    ],
    ids=["a layer", "an optimizer", "a loss"],
)
def test_ones_own_is_left_to_numpy_and_told_once(layer, optimizer, loss, words):
    X, Y = problem(4, 3, 8, "f8")

    def run():
        rng = np.random.default_rng(0)
        net = bn.Network(
            [bn.Linear(4, 6, False, rng=rng), bn.BatchNorm(6), layer(), bn.Linear(6, 3, rng=rng)]
        )
        chosen = optimizer() if optimizer is Slow else optimizer(0.01)
        return [*[step.loss for step in train(net, chosen, [(X, Y)] * 3, loss)], net.theta]

    plain = run()
    bn.fast.on()
    with pytest.warns(UserWarning, match=words) as told:
        fused = run()
    assert len(told) == 1
    assert "NumPy" in str(told[0].message)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        run()
    assert worst(plain[-1], fused[-1]) <= 1e-12
    assert worst(plain[:-1], fused[:-1]) <= 1e-12


# -- batch norm and Adam by themselves


@pytest.mark.parametrize(("dtype", "bound"), [("f8", 1e-12), ("f4", 1e-4)])
@pytest.mark.parametrize(("n", "m", "offset"), [(3, 4, 0), (5, 33, 3), (2, 200, 100)])
def test_batch_norm_is_the_same_to_rounding(dtype, bound, n, m, offset):
    z = (RNG.standard_normal((n, m)) + offset).astype(dtype)
    gamma, beta = RNG.standard_normal((2, n, 1)).astype(dtype)
    dz_tilde = RNG.standard_normal((n, m)).astype(dtype)
    given = [a.copy() for a in (z, dz_tilde)]

    def run():
        z_tilde, cache = bn.batchnorm_forward(z, gamma, beta)
        return z_tilde, *bn.normalize(z), *bn.batchnorm_backward(dz_tilde, cache)

    for plain, fused in both_ways(run):
        assert (fused.dtype, fused.shape) == (plain.dtype, plain.shape)
        assert worst(plain, fused) <= bound
    assert np.array_equal(given[0], z)
    assert np.array_equal(given[1], dz_tilde)


def test_adam_takes_any_shape_and_order():
    theta, g = RNG.standard_normal((2, 3, 4))

    def run():
        found, flat, optimizers = np.asfortranarray(theta), theta.ravel(), (bn.Adam(0.1),) * 1
        for _ in range(3):
            optimizers[0].update(found, g)
        other = bn.Adam(0.1)
        flat = flat.copy()
        for _ in range(3):
            other.update(flat, g.ravel())
        return [found, flat]

    for plain, fused in both_ways(run):
        assert worst(plain, fused) <= 1e-12


def test_not_a_number_is_refused_all_the_same():
    z = RNG.standard_normal((3, 4))
    z[1, 2] = np.nan
    one, zero = np.ones((3, 1)), np.zeros((3, 1))
    bn.fast.on()
    with pytest.raises(ValueError, match="NaN"):
        bn.batchnorm_forward(z, one, zero)


# -- the switch


def test_it_is_off_until_it_is_switched_on_and_off_again():
    z = RNG.standard_normal((50, 70))
    before = bn.normalize(z)[0]
    assert not bn.fast.is_on()
    bn.fast.on()
    assert bn.fast.is_on()
    on = bn.normalize(z)[0]
    bn.fast.off()
    assert not bn.fast.is_on()
    assert not np.array_equal(on, before)  # another order of the sums
    assert np.array_equal(bn.normalize(z)[0], before)


@pytest.mark.parametrize("missing", ["numba", "scipy.linalg.cython_blas"])
def test_without_numba_or_scipy_it_says_what_to_install(monkeypatch, missing):
    monkeypatch.setattr(bn.fast, "_step", None)
    monkeypatch.setitem(sys.modules, missing, None)
    monkeypatch.delitem(sys.modules, "bnlab.fast.step")
    monkeypatch.delattr(bn.fast, "step")
    with pytest.raises(ImportError, match=r'pip install "bnlab\[fast\]"'):
        bn.fast.on()


RUN = """
import time, numpy as np, bnlab as bn
began = time.perf_counter()
bn.fast.on()
X, Y = np.random.default_rng(0).standard_normal((4, 40)), np.arange(40) % 3
net = bn.mlp([4, 6, 3], rng=np.random.default_rng(0))
bn.fit(net, bn.Adam(0.1), X, Y, steps=9, batch_size=8, rng=np.random.default_rng(0))
print("\\nseconds", time.perf_counter() - began)
"""


def test_it_compiles_once_says_so_and_the_next_process_need_not(tmp_path):
    def said():
        environment = os.environ | {"NUMBA_CACHE_DIR": str(tmp_path)}
        done = subprocess.run(
            [sys.executable, "-c", RUN], env=environment, check=True, text=True, capture_output=True
        )
        words, _, seconds = done.stdout.rpartition("\nseconds ")
        return words.strip(), float(seconds)

    began = time.perf_counter()
    words, first = said()
    assert "compiles" in words
    assert time.perf_counter() - began > first
    words, second = said()
    assert words == ""
    assert second < first / 2
