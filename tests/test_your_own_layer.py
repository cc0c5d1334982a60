"""A layer of one's own: the two of docs/your_own_layer.md, and what is said of a wrong one."""

import contextlib
import copy
import io
import pickle
import re
import sys
import types
from pathlib import Path

import numpy as np
import pytest
from helpers import refused

import bnlab as bn

PAGE = Path(__file__).parents[1] / "docs" / "your_own_layer.md"
BLOCKS = re.findall(r"```(python|output)\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
A = np.random.default_rng(1).standard_normal((3, 6))


@pytest.fixture(scope="module")
def page():
    """The page's names, after running it from top to bottom: as a module, so that pickle works."""
    module = types.ModuleType("your_own_layer")
    sys.modules[module.__name__] = module
    printed = None
    for kind, text in BLOCKS:
        if kind == "output":
            assert printed == text
            continue
        with contextlib.redirect_stdout(io.StringIO()) as out:
            exec(compile(text, str(PAGE), "exec"), module.__dict__)
        printed = out.getvalue()
    yield module
    del sys.modules[module.__name__]


def network(page, dtype=np.float64):
    rng = np.random.default_rng(2)
    first = bn.Linear(3, 4, rng=rng, dtype=dtype)
    return bn.Network([first, page.LayerNorm(4), page.LeakyReLU(0.2), bn.Linear(4, 2, rng=rng)])


def test_the_page_runs_and_prints_what_it_says(page):
    assert [kind for kind, _ in BLOCKS].count("output") == 2
    assert page.error < 1e-5
    assert page.history.train_accuracy[-1] > 0.9


def test_they_compute_their_formulas(page):
    assert np.array_equal(page.LeakyReLU(0.5).forward([[-2.0, 4.0]]), [[-1.0, 4.0]])
    layer = page.LayerNorm(3)
    expected = (A - A.mean(axis=0)) / np.sqrt(A.var(axis=0) + 1e-5)
    assert np.allclose(layer.forward(A), expected, rtol=1e-12)
    alone = layer.forward(A[:, :1], training=False)
    assert np.allclose(alone, expected[:, :1], rtol=1e-12)  # an example by itself, at test time too


def test_a_network_of_them_has_the_right_gradient(page):
    net, Y = network(page), np.array([0, 1, 1, 0, 1, 0])
    for p in net.parameters().values():
        p += 0.3
    f = lambda _: bn.softmax_cross_entropy(net.forward(A), Y)[0]  # noqa: E731
    net.backward(bn.softmax_cross_entropy(net.forward(A), Y)[1])
    assert bn.gradient_check(f, net.theta, net.dtheta) < 1e-6


@pytest.mark.parametrize(
    "copied", [copy.copy, copy.deepcopy, lambda net: pickle.loads(pickle.dumps(net))]
)
def test_a_copy_trains_as_the_network_does(page, copied):
    net, Y = network(page), np.array([0, 1, 1, 0, 1, 0])
    twin = copied(net)
    losses = [
        bn.fit(one, bn.Adam(0.1), A, Y, epochs=20, batch_size=3, rng=np.random.default_rng(0)).loss
        for one in (net, twin)
    ]
    assert losses[0] == losses[1]
    assert losses[0][-1] < 0.5 * losses[0][0]
    assert np.array_equal(net.theta, twin.theta)
    assert not np.shares_memory(net.theta, twin.theta)


def test_save_says_what_a_file_cannot_bring_back(page, tmp_path):
    refused(lambda: network(page).save(tmp_path / "net.npz"), "LayerNorm", "code", "net.theta",
            error=TypeError)  # fmt: skip
    assert not list(tmp_path.iterdir())


def test_its_parameters_decide_its_type(page):
    refused(lambda: network(page, np.float32), "float32 and float64", "choose one")
    single = bn.Network([page.LeakyReLU(), bn.Linear(3, 2, rng=page.rng, dtype=np.float32)])
    scores = single.forward(A)
    assert scores.dtype == np.float32
    single.backward(np.ones_like(scores))
    layer = bn.Layer()
    refused(lambda: layer.declare(W=np.ones(2), b=np.ones(2, "f4")), "Layer", "mix", "choose one")
    refused(lambda: layer.declare(W=np.full(2, np.nan)), "W", "NaN")
    start = np.ones((2, 2))
    layer.declare(W=start)
    layer.params["W"] -= 1
    assert start.all()


def test_at_test_time_and_update_state_are_used():
    class Counts(bn.Layer):
        passes = 0

        def compute(self, a):
            return 2 * a, "cache"

        def gradient(self, da, cache):
            assert cache == "cache"
            return 2 * da

        def at_test_time(self, a):
            return -a

        def update_state(self, cache):
            assert cache == "cache"
            self.passes += 1

    layer, norm = Counts(), bn.BatchNorm(3)
    net = bn.Network([layer, norm])
    assert np.allclose(net.forward(A, training=False), -A / np.sqrt(1 + 1e-5), rtol=1e-12)
    assert layer.passes == 0
    net.forward(A)
    assert layer.passes == 1
    refused(lambda: net.forward(A[:, :1]), "batch of one")  # BatchNorm refuses: no layer has moved
    assert layer.passes == 1
    Y = np.array([0, 1, 2, 0, 1, 2])
    bn.fit(net, bn.Adam(0.1), A, Y, steps=3, batch_size=3, rng=np.random.default_rng(0))
    assert layer.passes == 4
    layer.forward(A)
    assert layer.passes == 5


# -- wrong layers


class Right(bn.Layer):
    """A layer to spoil: a ↦ W·a, unit by unit."""

    def __init__(self):
        self.declare(W=np.ones((3, 1)))

    def compute(self, a):
        return self.params["W"] * a, a

    def gradient(self, d, a):
        return self.params["W"] * d, (d * a).sum(axis=1, keepdims=True)


def in_place(self, a):
    a *= 2
    return a, None


def in_place_gradient(self, d, a):
    d *= 2
    return d, (d * a).sum(axis=1, keepdims=True)


def in_place_at_test_time(self, a):
    a[a < 0] = 0
    return a


WRONG = {
    "compute returns no cache": ("compute", lambda self, a: 2 * a, ("array of", "pair", "cache")),
    "compute returns nothing": ("compute", lambda self, a: None, ("None", "pair", "cache")),
    "compute returns three": ("compute", lambda self, a: (a, a, a), ("pair", "cache")),
    "output None": ("compute", lambda self, a: (None, a), ("None", "(3, 6)")),
    "output transposed": ("compute", lambda self, a: (a.T, a), ("(6, 3)", "(3, 6)", "transpose")),
    "output too small": ("compute", lambda self, a: (a[:2], a), ("(2, 6)", "(3, 6)")),
    "output float32": ("compute", lambda self, a: (a.astype("f4"), a), ("float32", "float64")),
    "output a list": ("compute", lambda self, a: (a.tolist(), a), ("list", "shape (3, 6)")),
    "compute writes into a": ("compute", in_place, ("writes into", "new one")),
    "gradient of the input alone": ("gradient", lambda self, d, a: d,
        ("returned 1 array", "expected 2", "d_input, d_W")),
    "gradient of too many": ("gradient", lambda self, d, a: (d, d, d),
        ("returned 3 array", "expected 2", "d_input, d_W")),
    "gradient None": ("gradient", lambda self, d, a: None, ("returned 1 array", "expected 2")),
    "d_input None": ("gradient", lambda self, d, a: (None, self.params["W"]), ("None", "(3, 6)")),
    "d_input of another shape": ("gradient", lambda self, d, a: (d[:2], self.params["W"]),
        ("(2, 6)", "(3, 6)")),
    "d_W not summed": ("gradient", lambda self, d, a: (d, d * a), ("(3, 6)", "(3, 1)")),
    "d_W summed to (n,)": ("gradient", lambda self, d, a: (d, (d * a).sum(axis=1)),
        ("(3,)", "(3, 1)")),
    "gradient writes into d": ("gradient", in_place_gradient, ("writes into", "new one")),
}  # fmt: skip


def spoilt(method, wrong):
    return type("Spoilt", (Right,), {method: wrong})()


@pytest.mark.parametrize("what", WRONG)
def test_a_wrong_return_is_refused_by_name_and_nothing_has_changed(what):
    method, wrong, words = WRONG[what]
    wrong.__name__ = method
    error = refused  # of both kinds
    layer = spoilt(method, wrong)
    a = A.copy()

    def both_ways():
        layer.backward(np.ones_like(layer.forward(a)))

    error(both_ways, f"Spoilt.{method}", *words)
    assert not layer.grads["W"].any()
    assert np.array_equal(a, A)
    norm, layer, optimizer = bn.BatchNorm(3), spoilt(method, wrong), bn.Adam(0.1)
    net = bn.Network([bn.Sigmoid(), norm, layer])
    before = net.theta.copy()
    error(lambda: net.forward(a), f"Spoilt.{method}", *words)
    how = {"epochs": 1, "batch_size": 6, "rng": np.random.default_rng(0)}
    error(lambda: bn.fit(net, optimizer, a, np.arange(6) % 3, **how), f"Spoilt.{method}", *words)
    assert np.array_equal(net.theta, before)
    assert not norm.running_mean.any()
    assert not net.dtheta.any()
    assert optimizer.t == 0


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (lambda self, a: a[:1], ("(1, 6)", "(3, 6)")),
        (lambda self, a: None, ("None",)),
        (in_place_at_test_time, ("writes into", "new one")),
    ],
)
def test_a_wrong_test_time_is_refused_by_name(wrong, words):
    wrong.__name__ = "at_test_time"
    a = A.copy()
    for net in (spoilt("at_test_time", wrong), bn.Network([spoilt("at_test_time", wrong)])):
        refused(lambda net=net: net.forward(a, training=False), "Spoilt.at_test_time", *words)
    assert np.array_equal(a, A)


def test_a_method_that_is_missing_is_named():
    class Unfinished(bn.Layer):
        pass

    net = bn.Network([Unfinished()])
    for call in (lambda: net.forward(A), lambda: Unfinished().forward(A)):
        with pytest.raises(NotImplementedError, match=r"Unfinished has no method compute\(self, a"):
            call()
    Unfinished.compute = lambda self, a: (a**2, a)
    scores = net.forward(A)  # forward alone works already
    assert np.array_equal(scores, A**2)
    with pytest.raises(NotImplementedError, match=r"Unfinished has no method gradient\(self, d_"):
        net.backward(scores)
    Unfinished.gradient = lambda self, d, a: 2 * a * d
    net.backward(net.forward(A))


def test_errors_of_its_own_reach_the_student():
    def fails(self, a):
        raise ValueError("mine")

    with pytest.raises(ValueError, match=r"^mine$"):
        spoilt("compute", fails).forward(A)


def test_what_it_returns_is_the_callers_own():
    class Identity(bn.Layer):
        def compute(self, a):
            return a, None

        def gradient(self, d, cache):
            return d

    layer = Identity()
    for one in (layer, bn.Network([Identity()])):
        a = A.copy()
        for training in (True, False):
            out = one.forward(a, training=training)
            out[...] = 9
            assert np.array_equal(a, A)
    d = A.copy()
    layer.forward(A)
    layer.backward(d)[...] = 9
    assert np.array_equal(d, A)
