"""Layers: gradients, initial values, running averages, and arrays that stay the caller's."""

import copy
import pickle

import numpy as np
import pytest
from helpers import awkward, few, seeds, sizes
from hypothesis import given
from hypothesis import strategies as st

import bnlab as bn


def make(name, n=3, n_out=4, dtype=np.float64, seed=0):
    """A layer whose parameters are not the initial ones."""
    rng = np.random.default_rng(seed)
    if name.startswith("Linear"):
        layer = bn.Linear(n, n_out, name == "Linear", rng=rng, dtype=dtype)
    elif name == "BatchNorm":
        layer = bn.BatchNorm(n, dtype=dtype)
    else:
        layer = getattr(bn, name)()
    for key, p in layer.params.items():
        if key != "W":
            p += rng.uniform(-0.5, 0.5, p.shape)
    return layer


NAMES = ["Linear", "Linear without b", "BatchNorm", "Sigmoid", "Tanh", "ReLU"]
every_layer = pytest.mark.parametrize("name", NAMES)
A = np.random.default_rng(1).standard_normal((3, 6))


def output_gradient(layer, a=A, seed=2):
    out = layer.forward(a, training=False)
    return np.random.default_rng(seed).standard_normal(out.shape).astype(out.dtype)


# -- what they compute


def test_forward_by_the_formulas():
    linear = make("Linear")
    W, b = linear.params["W"], linear.params["b"]
    assert np.allclose(linear.forward(A), W @ A + b, rtol=1e-14)
    linear = make("Linear without b")
    assert list(linear.params) == ["W"]
    assert np.allclose(linear.forward(A), linear.params["W"] @ A, rtol=1e-14)
    assert np.allclose(bn.Sigmoid().forward(A), 1 / (1 + np.exp(-A)), rtol=1e-14)
    assert np.allclose(bn.Tanh().forward(A), np.tanh(A), rtol=1e-14)
    assert np.array_equal(bn.ReLU().forward(A), np.where(A > 0, A, 0))
    norm = make("BatchNorm")
    gamma, beta = norm.params["gamma"], norm.params["beta"]
    z_tilde, cache = bn.batchnorm_forward(A, gamma, beta)
    assert np.allclose(norm.forward(A), z_tilde, rtol=1e-13, atol=1e-15)
    da = output_gradient(norm)
    dz, dgamma, dbeta = bn.batchnorm_backward(da, cache)
    assert np.allclose(norm.backward(da), dz, rtol=1e-12, atol=1e-14)
    assert np.allclose(norm.grads["gamma"], dgamma, rtol=1e-13)
    assert np.allclose(norm.grads["beta"], dbeta, rtol=1e-13)


@given(seeds, sizes, sizes, st.integers(3, 8), st.sampled_from(NAMES))
@few
def test_gradients_of_input_and_parameters(seed, n, n_out, m, name):
    layer = make(name, n, n_out, seed=seed)
    rng = np.random.default_rng(seed)
    a = rng.standard_normal((n, m))
    if name == "ReLU":  # central differences mean nothing across its kink: stay away from it
        a += 0.1 * np.sign(a)
    target = output_gradient(layer, a)

    def loss(_):
        return float((layer.forward(a) * target).sum())

    loss(None)
    da = layer.backward(target)
    grads = {key: g.copy() for key, g in layer.grads.items()}
    assert da.shape == a.shape
    assert bn.gradient_check(loss, a, da) < 1e-7
    for key, p in layer.params.items():
        assert grads[key].shape == p.shape
        assert bn.gradient_check(loss, p, grads[key]) < 1e-7


def test_relus_gradient_at_0_is_0():
    layer = bn.ReLU()
    layer.forward([[-1.0, -0.0, 0.0, 1e-300, 1.0]])
    assert np.array_equal(layer.backward([[5.0] * 5]), [[0, 0, 0, 5, 5]])


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_large_inputs_neither_overflow_nor_warn(dtype):
    z = np.array([[-1e30, -800, -100, 100, 800, 1e30]], dtype)
    sigmoid = bn.Sigmoid()
    assert np.allclose(sigmoid.forward(z), [[0, 0, 0, 1, 1, 1]], atol=1e-40)
    assert np.allclose(sigmoid.backward(np.ones_like(z)), 0, atol=1e-40)
    tanh = bn.Tanh()
    assert np.array_equal(tanh.forward(z), [[-1, -1, -1, 1, 1, 1]])
    assert not tanh.backward(np.ones_like(z)).any()


@every_layer
def test_a_gradient_beyond_all_floats_makes_no_warning(name):
    layer = make(name)
    out = layer.forward(A)
    assert layer.backward(np.full_like(out, 1.7e308)).shape == A.shape


# -- initial values


def test_linear_starts_with_the_stated_spread_and_no_bias():
    layer = bn.Linear(400, 300, rng=np.random.default_rng(0))
    assert layer.params["W"].std() == pytest.approx(1 / 20, rel=0.02)
    assert abs(layer.params["W"].mean()) < 1e-3
    assert layer.params["W"].shape == (300, 400)
    assert layer.params["b"].shape == (300, 1)
    assert not layer.params["b"].any()
    scaled = bn.Linear(400, 300, rng=np.random.default_rng(0), weight_scale=3)
    assert np.allclose(scaled.params["W"], 60 * layer.params["W"])
    assert not bn.Linear(2, 3, rng=np.random.default_rng(0), weight_scale=0).params["W"].any()


def test_equal_seeds_give_equal_weights_and_only_w_is_drawn():
    rng, again = np.random.default_rng(4), np.random.default_rng(4)
    layer = bn.Linear(5, 3, rng=rng)
    assert np.allclose(layer.params["W"], again.standard_normal((3, 5)) / np.sqrt(5))
    bn.BatchNorm(3)
    assert rng.random() == again.random()


@pytest.mark.parametrize("n", [np.int8(100), np.uint8(100), np.int64(100)])
def test_numpys_integers_are_sizes_like_any(n):
    layer = bn.Linear(n, n, rng=np.random.default_rng(0))
    plain = bn.Linear(100, 100, rng=np.random.default_rng(0))
    assert np.array_equal(layer.params["W"], plain.params["W"])
    assert bn.BatchNorm(n).forward(np.eye(100)).shape == (100, 100)


def test_batch_norm_starts_as_stated():
    layer = bn.BatchNorm(4)
    assert (layer.eps, layer.decay, layer.unbiased) == (1e-5, 0.9, False)
    for array, value in (
        (layer.params["gamma"], 1),
        (layer.params["beta"], 0),
        (layer.running_mean, 0),
        (layer.running_var, 1),
    ):
        assert array.shape == (4, 1)
        assert (array == value).all()


# -- running averages


@pytest.mark.parametrize("unbiased", [False, True])
@pytest.mark.parametrize("decay", [0, 0.5, 0.9, 0.99])
def test_running_averages_of_mean_and_variance(decay, unbiased):
    layer = bn.BatchNorm(3, decay=decay, unbiased=unbiased)
    mean, var = np.zeros((3, 1)), np.ones((3, 1))
    rng = np.random.default_rng(3)
    for m in (2, 5, 7):
        z = rng.standard_normal((3, m)) * 3 + 1
        layer.forward(z)
        mean = decay * mean + (1 - decay) * z.mean(axis=1, keepdims=True)
        batch = z.var(axis=1, keepdims=True, ddof=int(unbiased))
        var = decay * var + (1 - decay) * batch
        assert np.allclose(layer.running_mean, mean, rtol=1e-13)
        assert np.allclose(layer.running_var, var, rtol=1e-13)
    gamma, beta = layer.params["gamma"], layer.params["beta"]
    expected = bn.batchnorm_inference(z, gamma, beta, layer.running_mean, layer.running_var)
    assert np.allclose(layer.forward(z, training=False), expected, rtol=1e-13)


def test_unbiased_changes_the_averages_alone():
    plain, unbiased = bn.BatchNorm(3), bn.BatchNorm(3, unbiased=True)
    assert np.array_equal(plain.forward(A), unbiased.forward(A))
    da = output_gradient(plain)
    assert np.array_equal(plain.backward(da), unbiased.backward(da))
    assert np.array_equal(plain.running_mean, unbiased.running_mean)
    assert not np.allclose(plain.running_var, unbiased.running_var)


def test_the_layers_eps_is_used_everywhere():
    layer = bn.BatchNorm(3, eps=0.7)
    z_tilde, cache = bn.batchnorm_forward(A, np.ones((3, 1)), np.zeros((3, 1)), 0.7)
    assert np.allclose(layer.forward(A), z_tilde, rtol=1e-13)
    assert np.allclose(layer.backward(A), bn.batchnorm_backward(A, cache)[0], rtol=1e-12)
    inference = (A - layer.running_mean) / np.sqrt(layer.running_var + 0.7)
    assert np.allclose(layer.forward(A, training=False), inference, rtol=1e-13)


def test_running_averages_are_live_and_writable():
    layer = bn.BatchNorm(3)
    mean, var = layer.running_mean, layer.running_var
    layer.forward(A)
    assert mean is layer.running_mean
    assert var is layer.running_var
    assert mean.any()
    mean[...], var[...] = 5, 4
    assert np.allclose(layer.forward(A, training=False), (A - 5) / np.sqrt(4 + 1e-5))
    layer.running_mean = np.full((3, 1), 7)
    layer.running_var = [[1], [2], [3]]
    assert (mean == 7).all()
    assert np.array_equal(var, [[1], [2], [3]])
    layer.running_mean += 1
    layer.running_var *= 2
    assert (mean == 8).all()
    assert np.array_equal(var, [[2], [4], [6]])


def test_inference_takes_one_example_and_does_not_look_at_the_others():
    layer = make("BatchNorm")
    layer.forward(A)
    together = layer.forward(A, training=False)
    for i in range(A.shape[1]):
        assert np.array_equal(layer.forward(A[:, [i]], training=False), together[:, [i]])


# -- state


@every_layer
def test_inference_changes_nothing_and_does_not_spoil_the_gradient(name):
    layer, twin = make(name), make(name)
    for one in (layer, twin):
        one.forward(A)
    before = pickle.dumps(layer)
    layer.forward(-3 * A, training=False)
    layer.forward(A[:, :1], training=False)
    assert pickle.dumps(layer) == before
    da = output_gradient(layer)
    assert np.array_equal(layer.backward(da), twin.backward(da))


@every_layer
def test_what_was_returned_is_never_overwritten(name):
    layer = make(name)
    da = output_gradient(layer)
    returned = []
    for scale in (1, 2, -1):
        returned += [layer.forward(scale * A), layer.backward(scale * da)]
        returned += [layer.forward(scale * A, training=False), layer.backward(da)]
    kept = [a.copy() for a in returned]
    layer.forward(5 * A + 1)
    layer.backward(7 * da)
    for i, (a, b) in enumerate(zip(returned, kept, strict=True)):
        assert np.array_equal(a, b)
        assert not any(np.shares_memory(a, other) for other in returned[:i])
        assert not any(np.shares_memory(a, p) for p in layer.params.values())


@every_layer
def test_changing_the_callers_arrays_after_forward_changes_no_gradient(name):
    layer, twin = make(name), make(name)
    a, da = A.copy(), output_gradient(layer)
    twin.forward(A)
    expected = twin.backward(da)
    out = layer.forward(a)
    a[...], out[...] = 99, -99
    found = layer.backward(da)
    assert np.array_equal(found, expected)
    found[...] = 55
    assert np.array_equal(layer.backward(da), expected)
    for key, g in twin.grads.items():
        assert np.array_equal(layer.grads[key], g)


def test_batch_norms_gradient_uses_the_gamma_of_its_forward_pass():
    layer, twin = make("BatchNorm"), make("BatchNorm")
    da = output_gradient(layer)
    for one in (layer, twin):
        one.forward(A)
    layer.params["gamma"][...] = 99
    assert np.array_equal(layer.backward(da), twin.backward(da))


@every_layer
@pytest.mark.parametrize("layout", awkward(A))
def test_every_layout_of_the_input_gives_the_same_and_is_left_alone(name, layout):
    layer, twin = make(name), make(name)
    da = output_gradient(twin)
    a, da_laid_out = awkward(A)[layout], awkward(da)[layout]
    kept = copy.deepcopy((a, da_laid_out))
    assert np.array_equal(layer.forward(a), twin.forward(A))
    assert np.array_equal(layer.backward(da_laid_out), twin.backward(da))
    assert np.array_equal(layer.forward(a, training=False), twin.forward(A, training=False))
    assert np.array_equal(a, kept[0])
    assert np.array_equal(da_laid_out, kept[1])


@every_layer
def test_float32_is_kept_and_is_near_float64(name):
    single, double = make(name, dtype=np.float32), make(name)
    da = output_gradient(double)
    pairs = [(single.forward(A.astype("f4")), double.forward(A))]
    pairs += [(single.backward(da.astype("f4")), double.backward(da))]
    pairs += [(single.grads[k], double.grads[k]) for k in double.grads]
    pairs += [(single.forward(A.astype("f4"), training=False), double.forward(A, training=False))]
    for a, b in pairs:
        assert (a.dtype, b.dtype) == (np.float32, np.float64)
        assert np.abs(a - b).max() <= 1e-5 * max(1, np.abs(b).max())


@pytest.mark.parametrize("name", ["Linear", "BatchNorm"])
def test_a_layer_with_parameters_casts_its_input_to_their_type(name):
    layer = make(name, dtype=np.float32)
    assert layer.forward(A).dtype == np.float32
    assert layer.backward(output_gradient(layer).astype(float)).dtype == np.float32
    assert make(name).forward(A.astype("f4")).dtype == np.float64


@pytest.mark.parametrize("name", ["Sigmoid", "Tanh", "ReLU"])
def test_a_layer_without_parameters_follows_its_input(name):
    layer = make(name)
    assert layer.forward(A.astype("f4")).dtype == np.float32
    assert layer.backward(A).dtype == np.float32
    assert layer.forward(A).dtype == np.float64
    assert layer.forward([[1, 2], [3, 4]]).dtype == np.float64


@every_layer
def test_a_batch_of_another_size_is_no_problem(name):
    layer = make(name)
    for m in (6, 3, 6, 2):
        assert layer.forward(A[:, :m]).shape[1] == m
        assert layer.backward(output_gradient(layer, A[:, :m])).shape == (3, m)


# -- parameters and copies


@pytest.mark.parametrize("name", ["Linear", "BatchNorm"])
def test_assigning_a_parameter_writes_into_it(name):
    layer = make(name)
    for key in layer.params:
        array = layer.params[key]
        new = np.arange(array.size, dtype=float).reshape(array.shape)
        layer.params[key] = new
        assert layer.params[key] is array
        assert np.array_equal(array, new)
        layer.params[key] -= 1
        assert np.array_equal(array, new - 1)
        assert np.array_equal(new, np.arange(array.size).reshape(array.shape))
    assert len(layer.params) == 2
    assert "(" in repr(layer.params)
    with pytest.raises(KeyError, match="no 'w'"):
        layer.params["w"]
    with pytest.raises(KeyError, match="none at all"):
        bn.ReLU().params["W"]


@every_layer
@pytest.mark.parametrize(
    "copied", [copy.copy, copy.deepcopy, lambda x: pickle.loads(pickle.dumps(x))]
)
def test_a_copy_is_equal_and_independent(name, copied):
    layer = make(name)
    layer.forward(A)
    layer.backward(output_gradient(layer))
    twin = copied(layer)
    assert np.array_equal(layer.forward(A, training=False), twin.forward(A, training=False))
    for key, g in layer.grads.items():
        assert np.array_equal(twin.grads[key], g)
    with pytest.raises(ValueError, match="before forward"):
        twin.backward(output_gradient(layer))
    da = output_gradient(layer)
    expected = layer.backward(da)
    for array in [*twin.params.values(), *twin.grads.values()]:
        array[...] = 9
    twin.forward(5 * A)
    assert np.array_equal(layer.backward(da), expected)
    if name == "BatchNorm":
        assert not np.array_equal(layer.running_mean, twin.running_mean)


def test_a_layers_repr_says_how_it_was_made():
    assert repr(bn.ReLU()) == "ReLU()"
    assert repr(bn.BatchNorm(3, decay=0.5)) == (
        "BatchNorm(n=3, eps=1e-05, decay=0.5, unbiased=False, dtype='float64')"
    )
    linear = bn.Linear(2, 3, False, rng=np.random.default_rng(0), dtype="f4")
    assert repr(linear) == "Linear(n_in=2, n_out=3, bias=False, dtype='float32')"
