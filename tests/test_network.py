"""Networks: one vector behind all parameters, whole gradients, copies, and files."""

import copy
import io
import pickle

import joblib
import numpy as np
import pytest
from helpers import (
    away_from_kinks,
    awkward,
    few,
    problem,
    random_network,
    refused,
    seeds,
    train_by_hand,
)
from hypothesis import given
from hypothesis import strategies as st

import bnlab as bn

A = np.random.default_rng(1).standard_normal((3, 6))
activations = st.sampled_from(["sigmoid", "tanh", "relu"])


def rng(seed=0):
    return np.random.default_rng(seed)


# -- how mlp builds


def kinds(net):
    return [type(layer).__name__ for layer in net.layers]


@pytest.mark.parametrize("name", ["Sigmoid", "Tanh", "ReLU"])
def test_mlp_puts_batch_norm_before_the_activation_and_none_at_the_end(name):
    net = bn.mlp([6, 5, 4, 3], name.lower(), rng=rng())
    block = ["Linear", "BatchNorm", name]
    assert kinds(net) == [*block, *block, "Linear"]
    assert [(x.n_in, x.n_out) for x in net.layers if x.n_in] == [
        (6, 5), (5, 5), (5, 4), (4, 4), (4, 3),
    ]  # fmt: skip
    plain = bn.mlp([6, 5, 4, 3], name.lower(), batchnorm=False, rng=rng())
    assert kinds(plain) == ["Linear", name, "Linear", name, "Linear"]
    assert kinds(bn.mlp([6, 3], rng=rng())) == ["Linear"]
    assert kinds(bn.mlp([6, 5, 3], rng=rng()))[2] == "ReLU"


@pytest.mark.parametrize(
    ("batchnorm", "hidden_bias", "names"),
    [
        (True, None, "W1 gamma1 beta1 W2 gamma2 beta2 W3 b3"),
        (True, True, "W1 b1 gamma1 beta1 W2 b2 gamma2 beta2 W3 b3"),
        (False, None, "W1 b1 W2 b2 W3 b3"),
        (False, False, "W1 W2 W3 b3"),
    ],
)
def test_names_and_shapes_of_the_parameters(batchnorm, hidden_bias, names):
    net = bn.mlp([6, 5, 4, 3], batchnorm=batchnorm, hidden_bias=hidden_bias, rng=rng())
    P, G = net.parameters(), net.gradients()
    assert list(P) == list(G) == names.split()
    n = [6, 5, 4, 3]
    for name, p in P.items():
        layer = int(name[-1])
        assert p.shape == ((n[layer], n[layer - 1]) if name[0] == "W" else (n[layer], 1))
        assert G[name].shape == p.shape
    assert net.theta.shape == net.dtheta.shape == (sum(p.size for p in P.values()),)
    assert np.array_equal(net.theta, np.concatenate([p.ravel() for p in P.values()]))


def test_only_the_ws_are_drawn_so_that_nets_with_and_without_start_alike():
    generators = [rng(8) for _ in range(4)]
    nets = [
        bn.mlp([6, 5, 4, 3], rng=generators[0]),
        bn.mlp([6, 5, 4, 3], batchnorm=False, rng=generators[1]),
        bn.mlp([6, 5, 4, 3], hidden_bias=True, rng=generators[2]),
    ]
    for net in nets[1:]:
        for name in ("W1", "W2", "W3"):
            assert np.array_equal(net.parameters()[name], nets[0].parameters()[name])
    drawn = [generators[3].standard_normal(shape) for shape in ((5, 6), (4, 5), (3, 4))]
    scales = [np.sqrt(2 / 6), np.sqrt(2 / 5), np.sqrt(1 / 4)]
    for name, w, scale in zip(("W1", "W2", "W3"), drawn, scales, strict=True):
        assert np.allclose(nets[0].parameters()[name], scale * w, rtol=1e-14)
    assert len({g.random() for g in generators}) == 1


@pytest.mark.parametrize(
    ("activation", "scale", "hidden", "output"),
    [
        ("relu", None, (2 / 6) ** 0.5, (1 / 5) ** 0.5),
        ("tanh", None, (1 / 6) ** 0.5, (1 / 5) ** 0.5),
        ("sigmoid", None, (1 / 6) ** 0.5, (1 / 5) ** 0.5),
        ("relu", 0.01, 0.01, 0.01),
        ("tanh", 2, 2, 2),
    ],
)
def test_the_spread_of_the_initial_weights(activation, scale, hidden, output):
    P = bn.mlp([6, 5, 4], activation, rng=rng(3), weight_scale=scale).parameters()
    draw = rng(3)
    assert np.allclose(P["W1"], hidden * draw.standard_normal((5, 6)), rtol=1e-14)
    assert np.allclose(P["W2"], output * draw.standard_normal((4, 5)), rtol=1e-14)
    assert (P["gamma1"] == 1).all()
    assert not P["beta1"].any()
    assert not P["b2"].any()


def test_mlp_hands_its_options_to_the_layers():
    net = bn.mlp([4, 3, 2], rng=rng(), eps=0.5, decay=0.25, unbiased=True, dtype=np.float32)
    norm = net.layers[1]
    assert (norm.eps, norm.decay, norm.unbiased) == (0.5, 0.25, True)
    assert {net.theta.dtype, net.dtheta.dtype, norm.running_mean.dtype} == {np.dtype("f4")}
    default = bn.mlp(np.array([4, 3, 2]), rng=rng()).layers[1]
    assert (default.eps, default.decay, default.unbiased) == (1e-5, 0.9, False)


# -- the network itself


def test_layers_is_the_list_passed_and_forward_goes_through_it():
    layers = [bn.Linear(4, 3, rng=rng()), bn.BatchNorm(3), bn.Tanh(), bn.Linear(3, 2, rng=rng(1))]
    twins = copy.deepcopy(layers)
    net = bn.Network(layers)
    assert net.layers is layers
    X, _ = problem(net)
    a = X
    for twin in twins:
        a = twin.forward(a)
    assert np.allclose(net.forward(X), a, rtol=1e-13)
    da = np.ones_like(a)
    net.backward(da)
    for twin in twins[::-1]:
        da = twin.backward(da)
    for layer, twin in zip(layers, twins, strict=True):
        for name, g in twin.grads.items():
            assert np.allclose(layer.grads[name], g, rtol=1e-12, atol=1e-15)
        if isinstance(layer, bn.BatchNorm):
            assert np.allclose(layer.running_var, twin.running_var, rtol=1e-13)
    assert net.backward(np.ones((2, 7))) is None
    assert "BatchNorm(n=3" in repr(net)


@given(
    seeds,
    st.lists(st.integers(1, 5), min_size=1, max_size=3),
    st.integers(1, 4),
    st.integers(4, 8),
    activations,
    st.booleans(),
    st.sampled_from([None, True, False]),
)
@few
def test_gradients_of_whole_networks(seed, hidden, n_y, m, activation, batchnorm, hidden_bias):
    def make(i):
        net = random_network(
            [seed, i],
            [3, *hidden, n_y],
            activation,
            batchnorm=batchnorm,
            hidden_bias=hidden_bias,
            eps=0.1,
        )
        return net, *problem(net, m, [seed, i])

    net, X, Y = away_from_kinks(make)
    loss = bn.binary_cross_entropy if n_y == 1 else bn.softmax_cross_entropy
    value, dscores = loss(net.forward(X), Y)
    assert isinstance(value, float)
    net.backward(dscores)
    error = bn.gradient_check(lambda _: loss(net.forward(X), Y)[0], net.theta, net.dtheta)
    assert error < 1e-7


def test_a_bias_before_batch_norm_gets_no_gradient_and_does_not_move_the_scores():
    net = random_network(1, (4, 5, 3), hidden_bias=True)
    X, Y = problem(net)
    scores = net.forward(X)
    net.backward(bn.softmax_cross_entropy(scores, Y)[1])
    G = net.gradients()
    assert np.abs(G["b1"]).max() < 1e-15
    assert np.abs(G["W1"]).max() > 1e-3
    net.parameters()["b1"][...] = 3.5
    assert np.allclose(net.forward(X), scores, rtol=1e-12)


def test_weights_before_batch_norm_and_their_gradient_stand_at_right_angles():
    net = random_network(1, (4, 5, 3), eps=1e-10)
    X, Y = problem(net, 20)
    net.backward(bn.softmax_cross_entropy(net.forward(X), Y)[1])
    P, G = net.parameters(), net.gradients()
    assert np.abs((P["W1"] * G["W1"]).sum(axis=1)).max() < 1e-9
    assert np.abs((P["W2"] * G["W2"]).sum()) > 1e-3


def test_a_network_may_start_and_end_with_any_layer():
    net = bn.Network([bn.Tanh(), bn.BatchNorm(3), bn.ReLU()])
    assert list(net.parameters()) == ["gamma0", "beta0"]
    X = rng().standard_normal((3, 5))
    net.backward(np.ones_like(net.forward(X)))
    assert net.dtheta.any()
    only = bn.Network([bn.ReLU()])
    assert only.theta.shape == (0,)
    only.backward(only.forward(X))
    assert np.array_equal(only.predict(X), np.maximum(X, 0).argmax(axis=0))


def test_batch_norm_in_front_of_everything_gets_its_gradient():
    net = bn.Network([bn.BatchNorm(3), bn.Linear(3, 2, rng=rng())])
    X, Y = rng(1).standard_normal((3, 6)), np.array([0, 1, 1, 0, 1, 0])
    net.backward(bn.softmax_cross_entropy(net.forward(X), Y)[1])
    analytic = net.dtheta.copy()
    assert analytic[:6].all()

    def loss(theta):
        return bn.softmax_cross_entropy(net.trace(X)["z1"], Y)[0]

    assert bn.gradient_check(loss, net.theta, analytic) < 1e-7


def test_numbers_that_overflow_on_the_way_raise_no_warnings():
    net = bn.Network([bn.BatchNorm(2), bn.Sigmoid()])
    X = np.array([[1.0, 2.0, 4.0], [-1.0, 0.0, 5.0]])
    net.parameters()["gamma0"][...] = 1e4  # e^(10,000) is Inf, and 1/Inf the right 0
    assert net.trace(X)["a0"].min() == 0
    assert net.forward(X).min() == 0
    assert net.forward(X, training=False).min() == 0
    steep = bn.Network([bn.BatchNorm(2)])
    steep.parameters()["gamma0"][...] = 1e10
    steep.forward(X)
    large = 1e305 * np.array([[1, 0, 0], [0, 1, 0]])
    steep.backward(large)
    assert np.isinf(steep.layers[0].backward(large)).any()


# -- inference


def test_inference_changes_nothing_and_does_not_spoil_the_gradient():
    net, twin = random_network(), random_network()
    X, Y = problem(net)
    dscores = bn.softmax_cross_entropy(net.forward(X), Y)[1]
    twin.forward(X)
    before = pickle.dumps(net)
    net.forward(5 * X, training=False)
    net.predict(X[:, :1])
    net.trace(2 * X)
    net.trace(X, training=False)
    bn.Recorder(X).start(net, bn.History())
    assert pickle.dumps(net) == before
    net.backward(dscores)
    twin.backward(dscores)
    assert np.array_equal(net.dtheta, twin.dtheta)


def test_predictions_are_by_running_averages_example_by_example():
    net = random_network(2, (4, 5, 3))
    X, Y = problem(net, 30)
    train_by_hand(net, bn.Adam(0.05), X, Y, 20)
    scores = net.forward(X, training=False)
    classes = net.predict(X)
    assert np.array_equal(classes, scores.argmax(axis=0))
    assert classes.shape == (30,)
    assert classes.dtype.kind == "i"
    assert len(set(classes)) > 1
    for i in range(30):
        assert np.allclose(net.forward(X[:, [i]], training=False), scores[:, [i]], rtol=1e-12)
        assert net.predict(X[:, [i]]) == classes[i]
    assert not np.allclose(net.forward(X), scores)


def test_nan_in_the_scores_is_no_class():
    net = random_network(batchnorm=False)
    X, _ = problem(net)
    net.theta[-1] = np.nan
    refused(lambda: net.predict(X), "NaN", "learning rate", error=ValueError)
    net.theta[-1] = np.inf  # the highest score there is
    assert np.array_equal(net.predict(X), np.ones(7))


def test_predictions_of_one_output_are_1_where_the_score_is_above_0():
    net = bn.Network([bn.Linear(1, 1, rng=rng())])
    net.theta = [2, 0]
    found = net.predict([[-1.0, -1e-9, 0.0, 1e-9, 3.0]])
    assert np.array_equal(found, [0, 0, 0, 1, 1])
    assert found.dtype.kind == "i"


@pytest.mark.parametrize("training", [True, False])
def test_a_trace_names_every_array_on_the_way(training):
    net = random_network(1, (4, 5, 3), "tanh", unbiased=True, eps=0.3)
    X, _ = problem(net)
    net.forward(2 * X + 1)
    T = net.trace(X, training=training)
    assert list(T) == ["x", "z1", "mu1", "var1", "z_norm1", "z_tilde1", "a1", "z2"]
    P = net.parameters()
    mu, var = T["z1"].mean(axis=1, keepdims=True), T["z1"].var(axis=1, keepdims=True)
    if not training:
        mu, var = net.layers[1].running_mean, net.layers[1].running_var
    z_norm = (T["z1"] - mu) / np.sqrt(var + 0.3)
    expected = {
        "x": X,
        "z1": P["W1"] @ X,
        "mu1": mu,
        "var1": var,
        "z_norm1": z_norm,
        "z_tilde1": P["gamma1"] * z_norm + P["beta1"],
        "a1": np.tanh(P["gamma1"] * z_norm + P["beta1"]),
        "z2": P["W2"] @ T["a1"] + P["b2"],
    }
    for name, array in expected.items():
        assert np.allclose(T[name], array, rtol=1e-11, atol=1e-14), name
        T[name][...] = 99
    assert np.allclose(net.trace(X, training=training)["z2"], expected["z2"], rtol=1e-11)
    assert not (X == 99).any()
    assert not (net.layers[1].running_mean == 99).any()
    assert list(bn.mlp([4, 5, 3], batchnorm=False, rng=rng()).trace(X)) == ["x", "z1", "a1", "z2"]


# -- arrays


def test_what_was_returned_is_never_overwritten():
    net = random_network()
    X, Y = problem(net)
    returned = []
    for scale in (1, 2, 3):
        returned += [net.forward(scale * X), net.forward(scale * X, training=False), net.predict(X)]
        net.backward(bn.softmax_cross_entropy(returned[-3], Y)[1])
    kept = [a.copy() for a in returned]
    optimizer = bn.Adam(0.1)
    bn.fit(net, optimizer, X, Y, steps=5, batch_size=4, rng=rng())
    train_by_hand(net, optimizer, X, Y, 2)
    for i, (a, b) in enumerate(zip(returned, kept, strict=True)):
        assert np.array_equal(a, b)
        assert not any(np.shares_memory(a, other) for other in returned[:i])


def test_changing_the_callers_arrays_after_forward_changes_no_gradient():
    net, twin = random_network(), random_network()
    X, Y = problem(net)
    dscores = bn.softmax_cross_entropy(twin.forward(X), Y)[1]
    twin.backward(dscores)
    mine = X.copy()
    scores = net.forward(mine)
    mine[...], scores[...] = 99, -99
    given_dscores = dscores.copy()
    net.backward(given_dscores)
    assert np.array_equal(net.dtheta, twin.dtheta)
    assert np.array_equal(given_dscores, dscores)
    net.backward(dscores)  # as often as you like
    assert np.array_equal(net.dtheta, twin.dtheta)


@pytest.mark.parametrize("last", [bn.Sigmoid, bn.Tanh, bn.ReLU])
def test_changing_the_scores_changes_no_gradient_of_a_last_layer_that_needs_them(last):
    found = []
    for spoil in (False, True):
        net = bn.Network([bn.Linear(3, 2, rng=rng()), last()])
        scores = net.forward(A)
        if spoil:
            scores[...] = 99
        net.backward(np.ones_like(scores))
        found.append(net.dtheta.copy())
    assert np.array_equal(*found)


@pytest.mark.parametrize("layout", awkward(np.ones((2, 2))))
def test_every_layout_of_the_arrays_gives_the_same_and_is_left_alone(layout):
    net, twin = random_network(), random_network()
    X, Y = problem(net)
    dscores = bn.softmax_cross_entropy(twin.forward(X), Y)[1]
    twin.backward(dscores)
    given_X, given_dscores = awkward(X)[layout], awkward(dscores)[layout]
    kept = copy.deepcopy((given_X, given_dscores))
    net.forward(given_X)
    net.backward(given_dscores)
    assert np.allclose(net.dtheta, twin.dtheta, rtol=1e-12, atol=1e-16)
    assert np.array_equal(net.predict(given_X), twin.predict(X))
    assert np.array_equal(given_X, kept[0])
    assert np.array_equal(given_dscores, kept[1])


def test_float32_is_kept_all_the_way_and_is_near_float64():
    nets = [random_network(3, (4, 6, 5, 3), dtype=dtype) for dtype in (np.float32, np.float64)]
    X, Y = problem(nets[0], 20)
    nets[0].theta = nets[1].theta
    found = []
    for net in nets:
        scores = net.forward(X)
        loss, dscores = bn.softmax_cross_entropy(scores, Y)
        net.backward(dscores)
        assert {a.dtype for a in (scores, dscores, net.dtheta)} == {net.theta.dtype}
        running = [x.running_var for x in net.layers if isinstance(x, bn.BatchNorm)]
        found.append([scores, np.array(loss), net.dtheta, net.forward(X, False), *running])
    for single, double in zip(*found, strict=True):
        assert np.abs(single - double).max() <= 1e-5 * max(1, np.abs(double).max())


def test_a_layer_run_by_hand_on_as_many_examples_may_stand_in():
    net, twin = random_network(), random_network()
    X, Y = problem(net)
    a = X
    for layer in net.layers:
        a = layer.forward(a)
    dscores = bn.softmax_cross_entropy(a, Y)[1]
    net.backward(dscores)
    twin.forward(X)
    twin.backward(dscores)
    assert np.allclose(net.dtheta, twin.dtheta, rtol=1e-12)


# -- views


def change_theta_in_place(net):
    net.theta[...] = 2 * net.theta


def assign_theta(net):
    net.theta = 2 * net.theta


def assign_theta_with_an_operator(net):
    net.theta *= 2


def assign_items(net):
    P = net.parameters()
    for name in P:
        P[name] = 2 * P[name]


def assign_items_with_an_operator(net):
    P = net.parameters()
    for name in P:
        P[name] += P[name]


def assign_layers_params(net):
    for layer in net.layers:
        for name in layer.params:
            layer.params[name] = 2 * layer.params[name]


def change_params_in_place(net):
    for layer in net.layers:
        for p in layer.params.values():
            p *= 2


CHANGES = [
    change_theta_in_place, assign_theta, assign_theta_with_an_operator, assign_items,
    assign_items_with_an_operator, assign_layers_params, change_params_in_place,
]  # fmt: skip


def through_joblib(net):
    buffer = io.BytesIO()
    joblib.dump(net, buffer)
    buffer.seek(0)
    return joblib.load(buffer)


COPIES = {
    "itself": lambda net: net,
    "copy": copy.copy,
    "deepcopy": copy.deepcopy,
    "pickle": lambda net: pickle.loads(pickle.dumps(net)),
    "pickle 2": lambda net: pickle.loads(pickle.dumps(net, protocol=2)),
    "joblib": through_joblib,
    "layers": lambda net: bn.Network(copy.deepcopy(net.layers)),
}


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("copied", COPIES)
def test_views_survive_every_way_of_copying_and_assigning(copied, change):
    net, twin = random_network(4), random_network(4)
    X, Y = problem(net, 10)
    optimizer, twins = bn.Adam(0.03), bn.Adam(0.03)
    train_by_hand(net, optimizer, X, Y, 3)
    train_by_hand(twin, twins, X, Y, 3)
    twin.theta[...] = 2 * twin.theta
    if copied == "itself":
        assert np.array_equal(net.dtheta, twin.dtheta)
    net = COPIES[copied](net)
    change(net)
    assert np.array_equal(net.theta, twin.theta)
    expected = train_by_hand(twin, twins, X, Y, 5)
    assert train_by_hand(net, copy.deepcopy(optimizer), X, Y, 5) == expected
    assert np.array_equal(net.theta, twin.theta)
    assert np.array_equal(net.predict(X), twin.predict(X))


@pytest.mark.parametrize("copied", [name for name in COPIES if name != "itself"])
def test_a_copy_shares_nothing(copied):
    net = random_network(4)
    X, Y = problem(net, 10)
    train_by_hand(net, bn.Adam(0.1), X, Y, 2)
    twin = COPIES[copied](net)
    assert twin.theta.dtype == net.theta.dtype
    assert np.array_equal(twin.theta, net.theta)
    assert np.array_equal(twin.dtheta, net.dtheta)
    assert np.array_equal(twin.forward(X, training=False), net.forward(X, training=False))
    before = pickle.dumps(net)
    refused(lambda: twin.backward(np.ones((2, 10))), "before forward")
    train_by_hand(twin, bn.Adam(0.1), X, Y, 2)
    assert pickle.dumps(net) == before
    assert not np.array_equal(twin.theta, net.theta)


def test_joblibs_workers_train_what_they_are_sent():
    net = random_network(4)
    X, Y = problem(net, 10)

    def trained(net):
        train_by_hand(net, bn.Momentum(0.1), X, Y, 3)
        return net

    with joblib.parallel_config("loky", n_jobs=2):
        found = joblib.Parallel()(joblib.delayed(trained)(net) for _ in range(2))
    expected = trained(copy.deepcopy(net))
    for one in found:
        assert np.array_equal(one.theta, expected.theta)
        assert one.parameters()["W1"].base is not None
        one.theta[...] = 0
        assert not one.layers[0].params["W"].any()


def test_the_lectures_own_line_works_as_written():
    net, twin = random_network(), random_network()
    X, Y = problem(net)
    alpha = 0.1
    for one in (net, twin):
        one.backward(bn.softmax_cross_entropy(one.forward(X), Y)[1])
    P, G = net.parameters(), net.gradients()
    for name in P:
        P[name] = P[name] - alpha * G[name]
    bn.GradientDescent(alpha).update(twin.theta, twin.dtheta)
    assert np.allclose(net.theta, twin.theta, rtol=1e-14)
    W1 = P["W1"]
    W1 = W1 - 1  # a local name changes nothing
    assert np.array_equal(net.theta, np.concatenate([p.ravel() for p in P.values()]))
    assert not np.array_equal(W1, P["W1"])


def test_theta_and_dtheta_are_live_contiguous_and_cover_the_layers():
    net = random_network()
    theta, dtheta = net.theta, net.dtheta
    X, Y = problem(net)
    net.backward(bn.softmax_cross_entropy(net.forward(X), Y)[1])
    assert net.dtheta is dtheta
    assert net.theta is theta
    assert theta.flags.c_contiguous
    for layer in net.layers:
        for name, p in layer.params.items():
            assert p.base is theta
            assert layer.grads[name].base is dtheta
    net.dtheta = np.arange(dtheta.size)
    assert net.gradients()["W1"].ravel()[1] == 1
    for name in net.parameters():
        assert net.parameters()[name].base is theta
    dtheta[...] = np.nan  # overwritten, whatever was there
    net.forward(X)
    net.backward(np.ones((2, 7)))
    assert np.isfinite(dtheta).all()


# -- layers that were exchanged


USES = {
    "theta": lambda net, X: net.theta,
    "dtheta": lambda net, X: net.dtheta,
    "assigning theta": lambda net, X: setattr(net, "theta", 0),
    "parameters": lambda net, X: net.parameters(),
    "gradients": lambda net, X: net.gradients(),
    "forward": lambda net, X: net.forward(X),
    "predict": lambda net, X: net.predict(X),
    "trace": lambda net, X: net.trace(X),
    "backward": lambda net, X: net.backward(np.ones((2, 7))),
    "save": lambda net, X: net.save("never written.npz"),
    "copy": lambda net, X: copy.deepcopy(net),
    "fit": lambda net, X: bn.fit(net, bn.Adam(0.1), X, np.arange(7) % 2, steps=1, batch_size=7,
                                 rng=rng()),
}  # fmt: skip


@pytest.mark.parametrize("use", USES)
@pytest.mark.parametrize("change", ["replace", "append", "remove"])
def test_a_network_whose_layers_were_changed_refuses_to_be_used(use, change, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    net = random_network()
    X, _ = problem(net)
    net.forward(X)
    first, last = net.layers[0], net.layers[-1]
    if change == "replace":
        net.layers[0] = bn.Linear(4, 5, rng=rng())
    elif change == "append":
        net.layers.append(bn.Tanh())
    else:
        net.layers.pop()
    refused(lambda: USES[use](net, X), "net.layers has changed", "copy.deepcopy(net.layers)")
    assert not list(tmp_path.iterdir())
    anew = bn.Network(copy.deepcopy(net.layers))  # what the message says works
    anew.forward(X)
    net.layers[:] = [first, *net.layers[1:-1], last][: len(net.layers)]
    if change == "replace":  # put back, the network is as before
        net.backward(np.ones_like(net.forward(X)))


def test_the_list_itself_cannot_be_exchanged():
    net = random_network()
    with pytest.raises(AttributeError):
        net.layers = []
