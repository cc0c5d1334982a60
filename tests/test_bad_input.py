"""One table of bad input: each call is refused in our own words, and nothing has changed then."""

from typing import NamedTuple

import numpy as np
import pytest
from helpers import refused

import bnlab as bn

N, M = 3, 5  # units, examples; unequal, so that a transposed array can't pass
NAN, INF = np.nan, np.inf


class State:
    """Everything that a refused call could spoil, in the middle of a training step."""

    def __init__(self):
        rng = np.random.default_rng(7)
        self.z = rng.standard_normal((N, M))
        self.gamma, self.beta = rng.uniform(0.5, 2, (2, N, 1))
        self.mean, self.var = rng.standard_normal((N, 1)), rng.uniform(0.5, 2, (N, 1))
        self.cache = bn.batchnorm_forward(self.z, self.gamma, self.beta)[1]
        self.W = rng.standard_normal((N, 4))
        self.b = rng.standard_normal((N, 1))
        self.dz = rng.standard_normal((N, M))
        self.linear = bn.Linear(N, 4, rng=rng)
        self.norm = bn.BatchNorm(N)
        self.layers = {"linear": self.linear, "norm": self.norm, "relu": bn.ReLU()}
        self.X, self.Y = rng.standard_normal((4, 6)), np.array([0, 1, 2, 2, 1, 0])
        self.net = bn.mlp([4, 3, 3], rng=rng)
        self.optimizer = bn.Adam(0.1)
        self.scores = self.net.forward(self.X)
        self.dscores = bn.softmax_cross_entropy(self.scores, self.Y)[1]
        self.net.backward(self.dscores)
        self.optimizer.update(self.net.theta, self.net.dtheta)
        for layer in self.layers.values():
            layer.forward(self.z)
        self.new = bn.Network([bn.Linear(4, 3, rng=rng), bn.BatchNorm(3)])  # no forward pass yet
        self.rng = rng

    def __getitem__(self, name):
        return getattr(self, name)

    def snapshot(self):
        found = {k: v.copy() for k, v in vars(self).items() if isinstance(v, np.ndarray)}
        found |= {f"cache {k}": v.copy() for k, v in self.cache._asdict().items()}
        found |= {f"optimizer {k}": np.copy(v) for k, v in vars(self.optimizer).items()}
        found["theta"], found["dtheta"] = self.net.theta.copy(), self.net.dtheta.copy()
        for name, layer in (self.layers | dict(enumerate(self.net.layers))).items():
            for key, array in [*layer.params.items(), *layer.grads.items()]:
                found[f"{name} {key}"] = array.copy()
            if isinstance(layer, bn.BatchNorm):
                found[f"{name} mean"] = layer.running_mean.copy()
                found[f"{name} var"] = layer.running_var.copy()
        return found, self.rng.bit_generator.state

    def older_gradients(self):
        """What the forward passes before the refused call still give."""
        self.net.backward(self.dscores)
        found = [self.net.dtheta.copy(), *bn.batchnorm_backward(self.dz, self.cache)]
        for layer in self.layers.values():
            found.append(layer.backward(np.ones_like(layer.forward(self.z, training=False))))
        return found


class Row(NamedTuple):
    what: str  # the case, for the test's name
    call: object  # of a State
    words: tuple  # what came, what was expected, the likely slip
    error: type = ValueError


def broken(array, value):
    array = array.copy()
    array[1, 2 if array.shape[1] > 2 else 0] = value
    return array


# Each defect of a matrix of examples in columns: (what, how to make it, what the message says).
MATRIX = [
    ("1-d", lambda a: a[:, 0], ("two dimensions (n, m)", "[:, None]"), ValueError),
    ("3-d", lambda a: a[None], ("two dimensions (n, m)", ".reshape(m, -1).T"), ValueError),
    ("one number", lambda a: 1.5, ("shape ()", "two dimensions (n, m)", "[[number]]"), ValueError),
    ("no units", lambda a: a[:0], ("shape (0, ", "at least one feature", "features"), ValueError),
    ("no examples", lambda a: a[:, :0], (", 0)", "at least one feature", "examples"), ValueError),
    ("complex", lambda a: a + 1j, ("complex128", "real numbers", "real part"), TypeError),
    ("objects", lambda a: a.astype(object), ("object", "real numbers", "None"), TypeError),
    ("strings", lambda a: a.astype(str), ("<U", "real numbers", ".astype(float)"), TypeError),
    ("bytes", lambda a: a.astype("S"), ("|S", "real numbers", ".astype(float)"), TypeError),
    ("float16", lambda a: a.astype(np.float16), ("float16", "float32 or float64"), TypeError),
    ("longdouble", lambda a: a.astype("g"), ("float", "float32 or float64"), TypeError),
    ("dates", lambda a: np.zeros(a.shape, "M8[s]"), ("datetime64", "real numbers"), TypeError),
    ("ragged", lambda a: [[1.0, 2.0], [3.0]], ("differ in length", "full array"), ValueError),
    ("None", lambda a: None, ("None", "expected an array"), TypeError),
    ("masked", lambda a: np.ma.masked_greater(a, a.mean()), ("masked", "filled"), TypeError),
    ("NaN", lambda a: broken(a, NAN), ("NaN", "1 of", "[1, 2]", "division by 0"), ValueError),
    ("Inf", lambda a: broken(a, INF), ("Inf", "1 of", "[1, 2]", "division by 0"), ValueError),
    ("-Inf", lambda a: broken(a, -INF), ("Inf", "1 of", "[1, 2]", "division by 0"), ValueError),
]  # fmt: skip
HUGE = ("huge", lambda a: a * 1e200, ("squares outgrow float64", "Scale"), ValueError)
ONE = ("batch of one", lambda a: a[:, :1], (", 1)", "variance is 0", "β", "at least 2"), ValueError)

# Where such a matrix goes in: (what, its name in the State, the call).
TRAINING_Z = [
    ("normalize", "z", lambda s, a: bn.normalize(a)),
    ("batchnorm_forward", "z", lambda s, a: bn.batchnorm_forward(a, s.gamma, s.beta)),
    ("BatchNorm.forward", "z", lambda s, a: s.norm.forward(a)),
]
NET_X = [
    ("Network.forward", "X", lambda s, a: s.net.forward(a)),
    ("Network.trace", "X", lambda s, a: s.net.trace(a)),
]
ANY_Z = [
    ("batchnorm_inference", "z",
     lambda s, a: bn.batchnorm_inference(a, s.gamma, s.beta, s.mean, s.var)),
    ("BatchNorm in inference", "z", lambda s, a: s.norm.forward(a, training=False)),
    ("Linear.forward", "z", lambda s, a: s.linear.forward(a)),
    ("ReLU.forward", "z", lambda s, a: s.layers["relu"].forward(a)),
    ("Network in inference", "X", lambda s, a: s.net.forward(a, training=False)),
    ("Network.predict", "X", lambda s, a: s.net.predict(a)),
    ("fold_batchnorm W", "W", lambda s, a: bn.fold_batchnorm(a, s.gamma, s.beta, s.mean, s.var)),
    ("softmax", "scores", lambda s, a: bn.softmax_cross_entropy(a, s.Y)),
    ("binary", "scores", lambda s, a: bn.binary_cross_entropy(a, s.Y)),
    ("fit X", "X", lambda s, a: fit(s, X=a)),
    ("validation X", "X", lambda s, a: fit(s, validation=(a, s.Y))),
    ("Recorder", "X", lambda s, a: bn.Recorder(a)),
]  # fmt: skip
TABLE = [
    Row(f"{where}: {what}", lambda s, c=call, k=key, d=defect: c(s, d(s[k])), words, error)
    for places, defects in (
        (TRAINING_Z, [*MATRIX, HUGE, ONE]), (NET_X, [*MATRIX, ONE]), (ANY_Z, MATRIX),
    )
    for where, key, call in places
    for what, defect, words, error in defects
]  # fmt: skip


def fit(s, **changes):
    given = {"X": s.X, "Y": s.Y, "steps": 1, "batch_size": 3, "rng": s.rng} | changes
    net, optimizer = given.pop("net", s.net), given.pop("optimizer", s.optimizer)
    return bn.fit(net, optimizer, given.pop("X"), given.pop("Y"), **given)


# Columns: γ, β, mean, var, b and the running averages.
COLUMN = [
    ("(n,)", lambda v, m: v[:, 0], ("shape (3,)", "expected (3, 1)", "reshape(-1, 1)"), ValueError),
    ("(1, n)", lambda v, m: v.T, ("shape (1, 3)", "expected (3, 1)", ".T"), ValueError),
    ("(m, 1)", lambda v, m: np.ones((m, 1)), ("expected (3, 1)",), ValueError),
    ("(1, m)", lambda v, m: np.ones((1, m)), ("expected (3, 1)",), ValueError),
    ("(n, m)", lambda v, m: np.ones((3, m)), ("expected (3, 1)",), ValueError),
    ("number", lambda v, m: 2.0, ("shape ()", "expected (3, 1)", "np.full((3, 1)"), ValueError),
    ("None", lambda v, m: None, ("None", "shape (3, 1)"), TypeError),
    ("NaN", lambda v, m: broken(v, NAN), ("NaN", "finite"), ValueError),
    ("Inf", lambda v, m: broken(v, INF), ("Inf", "finite"), ValueError),
    ("complex", lambda v, m: v + 0j, ("complex128", "real numbers"), TypeError),
    ("strings", lambda v, m: v.astype(str), ("<U", "real numbers"), TypeError),
    ("objects", lambda v, m: v.astype(object), ("object", "real numbers"), TypeError),
]
NEGATIVE = ("negative", lambda v, m: broken(v, -0.1), ("-0.1", "negative", "mean of squares"),
            ValueError)  # fmt: skip


def with_column(function, first, name):
    def call(s, value):
        names = ["gamma", "beta"] + ["mean", "var"] * (function is not bn.batchnorm_forward)
        columns = {n: s[n] for n in names} | {name: value}
        return function(s[first], **columns)

    return call


COLUMNS = [
    (f"{f.__name__} {name}", name, with_column(f, first, name))
    for f, first, names in (
        (bn.batchnorm_forward, "z", ("gamma", "beta")),
        (bn.batchnorm_inference, "z", ("gamma", "beta", "mean", "var")),
        (bn.fold_batchnorm, "W", ("gamma", "beta", "mean", "var", "b")),
    )
    for name in names
] + [
    ("running_mean", "mean", lambda s, v: setattr(s.norm, "running_mean", v)),
    ("running_var", "var", lambda s, v: setattr(s.norm, "running_var", v)),
]
TABLE += [
    Row(f"{where}: {what}", lambda s, c=call, n=name, d=defect: c(s, d(s[n], M)), words, error)
    for where, name, call in COLUMNS
    for what, defect, words, error in COLUMN + ([NEGATIVE] if name == "var" else [])
    if not (where == "fold_batchnorm b" and what == "None")  # None is no bias
]
TABLE += [
    Row("gamma per example", lambda s: bn.batchnorm_forward(s.z, np.ones((M, 1)), s.beta),
        ("(5, 1)", "(3, 1)", "one value per example", "share")),
    Row("beta per example", lambda s: bn.batchnorm_forward(s.z, s.gamma, np.ones((1, M))),
        ("(1, 5)", "(3, 1)", "one value per example", "share")),
    Row("gamma per unit and example", lambda s: bn.batchnorm_forward(s.z, s.z, s.beta),
        ("(3, 5)", "(3, 1)", "per unit and example", "share")),
    Row("gamma of another count", lambda s: bn.batchnorm_forward(s.z, np.ones((4, 1)), s.beta),
        ("(4, 1)", "(3, 1)", "number of rows")),
    Row("params of another shape", lambda s: s.norm.params.__setitem__("gamma", np.ones(N)),
        ("gamma", "(3,)", "(3, 1)")),
    Row("params NaN", lambda s: s.norm.params.__setitem__("gamma", s.gamma * NAN),
        ("gamma", "NaN")),
    Row("parameters() of another shape",
        lambda s: s.net.parameters().__setitem__("W1", np.ones((4, 3))),
        ("W1", "(4, 3)", "(3, 4)", "transpose")),
    Row("no such parameter", lambda s: s.net.parameters().__setitem__("gamma2", s.gamma),
        ("gamma2", "W1, gamma1, beta1, W2, b2"), KeyError),
    Row("theta of another length", lambda s: setattr(s.net, "theta", s.net.theta[:-1]),
        ("theta", "(29,)", "(30,)")),
    Row("theta as a column", lambda s: setattr(s.net, "theta", s.net.theta[:, None]),
        ("theta", "(30, 1)", "(30,)")),
    Row("theta of NaN", lambda s: setattr(s.net, "theta", s.net.theta * NAN), ("theta", "NaN")),
    Row("theta complex", lambda s: setattr(s.net, "theta", s.net.theta + 0j),
        ("theta", "complex128"), TypeError),
    Row("dtheta of another length", lambda s: setattr(s.net, "dtheta", s.net.theta[:-1]),
        ("dtheta", "(29,)", "(30,)")),
]  # fmt: skip

# Gradients that come back.
GRADIENT = [
    ("transposed", lambda d: d.T, ("expected",), ValueError),
    ("a column too few", lambda d: d[:, :-1], ("expected",), ValueError),
    ("one row", lambda d: d[:1], ("expected",), ValueError),
    ("1-d", lambda d: d[0], ("expected",), ValueError),
    ("NaN", lambda d: broken(d, NAN), ("NaN", "[1, 2]"), ValueError),
    ("Inf", lambda d: broken(d, INF), ("Inf", "[1, 2]"), ValueError),
    ("complex", lambda d: d + 1j, ("complex128", "real numbers"), TypeError),
    ("objects", lambda d: d.astype(object), ("object", "real numbers"), TypeError),
    ("strings", lambda d: d.astype(str), ("<U", "real numbers"), TypeError),
    ("None", lambda d: None, ("None", "expected an array"), TypeError),
]
TABLE += [
    Row(f"{where}: {what}", lambda s, c=call, k=key, d=defect: c(s, d(s[k])), words, error)
    for where, key, call in [
        ("batchnorm_backward", "dz", lambda s, d: bn.batchnorm_backward(d, s.cache)),
        ("BatchNorm.backward", "dz", lambda s, d: s.norm.backward(d)),
        ("ReLU.backward", "dz", lambda s, d: s.layers["relu"].backward(d)),
        ("Network.backward", "dscores", lambda s, d: s.net.backward(d)),
    ]
    for what, defect, words, error in GRADIENT
]
TABLE += [
    Row("dz_tilde of z's transpose", lambda s: bn.batchnorm_backward(s.dz.T, s.cache),
        ("dz_tilde", "(5, 3)", "(3, 5)", "the shape of z", "transpose")),
    Row("dz_tilde whose sum overflows", lambda s: bn.batchnorm_backward(s.z * 0 + 1e308, s.cache),
        ("dz_tilde", "outgrow float64")),
    Row("dz_tilde whose products overflow, but not their sum",
        lambda s: bn.batchnorm_backward(1.7e308 * extremes(s.z), s.cache),
        ("dz_tilde", "outgrow float64")),
    Row("cache of another kind", lambda s: bn.batchnorm_backward(s.dz, (s.z, s.gamma)),
        ("cache is a tuple", "z_tilde, cache = "), TypeError),
    Row("layer backward before forward", lambda s: bn.ReLU().backward(s.dz),
        ("backward came before forward", "training=True")),
    Row("layer backward after inference alone", lambda s: after_inference(s),
        ("backward came before forward", "training=True")),
    Row("network backward before forward", lambda s: s.new.backward(s.dz),
        ("backward came before forward", "training=True")),
]  # fmt: skip


def extremes(z):
    """1 at each unit's largest value, −1 at its smallest."""
    largest, smallest = z.max(axis=1, keepdims=True), z.min(axis=1, keepdims=True)
    return (z == largest) * 1.0 - (z == smallest)


def after_inference(s):
    s.new.forward(s.X, training=False)
    s.new.backward(s.dz)


# Numbers: (where, call, which lists of bad numbers).
NOT_A_NUMBER = [
    ("text", "0.1", TypeError), ("None", None, TypeError), ("bool", True, TypeError),
    ("complex", 0.1 + 0j, TypeError), ("NumPy's complex", np.complex128(0.1), TypeError),
    ("array", np.ones(2), TypeError), ("ragged", [[1], [1, 2]], TypeError),
    ("NaN", NAN, ValueError), ("Inf", INF, ValueError), ("-Inf", -INF, ValueError),
    ("10**400", 10**400, ValueError),
]  # fmt: skip
NOT_POSITIVE = [*NOT_A_NUMBER, ("0", 0, ValueError), ("negative", -0.1, ValueError)]
NOT_A_FRACTION = [*NOT_A_NUMBER, ("1", 1.0, ValueError), ("above 1", 1.5, ValueError),
                  ("negative", -0.1, ValueError)]  # fmt: skip
NOT_WHOLE = [("0", 0, ValueError), ("negative", -3, ValueError), ("fraction", 2.5, TypeError),
             ("2.0", 2.0, TypeError), ("text", "3", TypeError), ("bool", True, TypeError),
             ("array", np.array([2, 3]), TypeError), ("NaN", NAN, TypeError)]  # fmt: skip
NUMBERS = [
    ("normalize eps", lambda s, x: bn.normalize(s.z, x), "eps", NOT_POSITIVE),
    ("forward eps", lambda s, x: bn.batchnorm_forward(s.z, s.gamma, s.beta, x), "eps",
        NOT_POSITIVE),
    ("inference eps", lambda s, x: bn.batchnorm_inference(s.z, s.gamma, s.beta, s.mean, s.var, x),
     "eps", NOT_POSITIVE),
    ("fold eps", lambda s, x: bn.fold_batchnorm(s.W, s.gamma, s.beta, s.mean, s.var, x), "eps",
     NOT_POSITIVE),
    ("BatchNorm eps", lambda s, x: bn.BatchNorm(3, x), "eps", NOT_POSITIVE),
    ("mlp eps", lambda s, x: bn.mlp([4, 3, 2], rng=s.rng, eps=x), "eps", NOT_POSITIVE),
    ("mlp decay", lambda s, x: bn.mlp([4, 3, 2], rng=s.rng, decay=x), "decay", NOT_A_FRACTION),
    ("BatchNorm decay", lambda s, x: bn.BatchNorm(3, decay=x), "decay", NOT_A_FRACTION),
    ("running_average decay", lambda s, x: bn.running_average(s.mean, s.mean, x), "decay",
     NOT_A_FRACTION),
    *[(f"{o.__name__} learning rate", lambda s, x, o=o: o(x), "learning_rate", NOT_POSITIVE)
      for o in (bn.GradientDescent, bn.Momentum, bn.RMSprop, bn.Adam)],
    ("Momentum beta1", lambda s, x: bn.Momentum(0.1, x), "beta1", NOT_A_FRACTION),
    ("RMSprop beta2", lambda s, x: bn.RMSprop(0.1, x), "beta2", NOT_A_FRACTION),
    ("RMSprop eps", lambda s, x: bn.RMSprop(0.1, eps=x), "eps", NOT_POSITIVE),
    ("Adam beta1", lambda s, x: bn.Adam(0.1, x), "beta1", NOT_A_FRACTION),
    ("Adam beta2", lambda s, x: bn.Adam(0.1, beta2=x), "beta2", NOT_A_FRACTION),
    ("Adam eps", lambda s, x: bn.Adam(0.1, eps=x), "eps", NOT_POSITIVE),
    ("gradient_check h", lambda s, x: bn.gradient_check(np.sum, s.z, s.z, x), "h",
     [row for row in NOT_POSITIVE if row[0] != "None"]),
    ("Linear n_in", lambda s, x: bn.Linear(x, 2, rng=s.rng), "n_in", NOT_WHOLE),
    ("Linear n_out", lambda s, x: bn.Linear(2, x, rng=s.rng), "n_out", NOT_WHOLE),
    ("BatchNorm n", lambda s, x: bn.BatchNorm(x), "n", NOT_WHOLE),
    ("mlp sizes", lambda s, x: bn.mlp([4, x, 2], rng=s.rng), "sizes[1]", NOT_WHOLE),
    ("fit batch_size", lambda s, x: fit(s, batch_size=x), "batch_size", NOT_WHOLE),
    ("fit steps", lambda s, x: fit(s, steps=x), "steps", NOT_WHOLE),
    ("fit epochs", lambda s, x: fit(s, steps=None, epochs=x), "epochs",
     NOT_WHOLE),
    ("minibatches batch_size", lambda s, x: bn.minibatches(s.X, s.Y, x, s.rng), "batch_size",
     NOT_WHOLE),
    ("Recorder every", lambda s, x: bn.Recorder(s.X, x), "every", NOT_WHOLE),
    ("moons n_train", lambda s, x: bn.data.moons(x), "n_train", NOT_WHOLE),
    ("moons n_test", lambda s, x: bn.data.moons(5, x), "n_test", NOT_WHOLE),
    ("spirals classes", lambda s, x: bn.data.spirals(classes=x), "classes", NOT_WHOLE),
]  # fmt: skip
TABLE += [
    Row(f"{where}: {what}", lambda s, c=call, x=value: c(s, x), (name, "expected"), error)
    for where, call, name, defects in NUMBERS
    for what, value, error in defects
]
TABLE += [
    Row("eps 0", lambda s: bn.normalize(s.z, 0), ("eps", "0", "greater than 0", "square root")),
    Row("learning rate -1", lambda s: bn.Adam(-1), ("learning_rate", "-1", "minus sign")),
    Row("decay 1", lambda s: bn.BatchNorm(3, decay=1), ("decay", "1", "[0, 1)", "old value")),
    Row("eps that float32 can't hold", lambda s: bn.BatchNorm(3, 1e-50, dtype="f4"),
        ("eps", "1e-50", "float32", "0")),
    *[Row(f"eps that float32 can't hold, in {name}", call, ("eps", "1e-50", "float32", "0"))
      for name, call in {
        "normalize": lambda s: bn.normalize(s.z.astype("f4"), 1e-50),
        "forward": lambda s: bn.batchnorm_forward(s.z.astype("f4"), s.gamma, s.beta, 1e-50),
        "inference": lambda s: bn.batchnorm_inference(s.z.astype("f4"), s.gamma, s.beta, s.mean,
                                                      s.var, 1e-50),
        "fold": lambda s: bn.fold_batchnorm(s.W.astype("f4"), s.gamma, s.beta, s.mean, s.var,
                                            1e-50),
        "mlp": lambda s: bn.mlp([2, 2, 2], rng=s.rng, dtype="f4", eps=1e-50),
        "Adam": lambda s: bn.Adam(0.1, eps=1e-50).update(np.ones(2, "f4"), np.zeros(2, "f4")),
        "RMSprop": lambda s: bn.RMSprop(0.1, eps=1e-50).update(np.ones(2, "f4"),
                                                               np.zeros(2, "f4")),
      }.items()],
    Row("weight_scale beyond all floats", lambda s: bn.Linear(2, 3, rng=s.rng, weight_scale=1e308),
        ("weight_scale", "1e+308", "float64", "Inf")),
    Row("weight_scale beyond float32",
        lambda s: bn.mlp([2, 3, 2], rng=s.rng, weight_scale=1e38, dtype="f4"),
        ("weight_scale", "1e+38", "float32", "Inf")),
    Row("weight_scale negative", lambda s: bn.Linear(2, 3, rng=s.rng, weight_scale=-1),
        ("weight_scale", "-1", "not negative")),
    Row("weight_scale NaN", lambda s: bn.mlp([4, 3, 2], rng=s.rng, weight_scale=NAN),
        ("weight_scale", "nan", "finite")),
    Row("noise negative", lambda s: bn.data.moons(noise=-1, rng=s.rng), ("noise", "-1")),

    # Random generators.
    Row("Linear without rng", lambda s: bn.Linear(2, 3), ("no rng", "rng=np.random.default_rng"),
        TypeError),
    Row("Linear with a seed", lambda s: bn.Linear(2, 3, rng=0),
        ("rng = 0", "rng=np.random.default_rng"), TypeError),
    Row("Linear with RandomState", lambda s: bn.Linear(2, 3, rng=np.random.RandomState(0)),
        ("RandomState", "rng=np.random.default_rng"), TypeError),
    Row("Linear with the module", lambda s: bn.Linear(2, 3, rng=np.random),
        ("rng=np.random.default_rng",), TypeError),
    Row("mlp with a seed", lambda s: bn.mlp([2, 3], rng=5), ("mlp got rng = 5", "default_rng"),
        TypeError),
    Row("mlp without rng", lambda s: bn.mlp([2, 3]), ("rng",), TypeError),
    Row("fit with a seed", lambda s: fit(s, rng=5), ("rng = 5", "default_rng"), TypeError),
    Row("minibatches with a seed", lambda s: bn.minibatches(s.X, s.Y, 2, 5),
        ("rng = 5", "default_rng"), TypeError),
    Row("moons with a seed", lambda s: bn.data.moons(rng=5), ("rng = 5", "default_rng"), TypeError),

    # Networks.
    Row("sizes a text", lambda s: bn.mlp("432", rng=s.rng), ("sizes is '432'", "[n_x"), TypeError),
    Row("sizes a number", lambda s: bn.mlp(4, rng=s.rng), ("sizes is 4", "[n_x"), TypeError),
    Row("sizes too few", lambda s: bn.mlp([4], rng=s.rng), ("[4]", "at least [n_x, n_y]")),
    Row("unknown activation", lambda s: bn.mlp([4, 3, 2], "rleu", rng=s.rng),
        ("activation", "rleu", "sigmoid", "tanh", "relu")),
    Row("activation a class", lambda s: bn.mlp([4, 3, 2], bn.ReLU, rng=s.rng),
        ("activation", "sigmoid", "tanh", "relu"), TypeError),
    Row("float16 layer", lambda s: bn.Linear(2, 3, rng=s.rng, dtype=np.float16),
        ("float16", "np.float64 or np.float32"), TypeError),
    Row("dtype no type", lambda s: bn.BatchNorm(3, dtype="nonsense"),
        ("nonsense", "np.float64 or np.float32"), TypeError),
    Row("float16 mlp", lambda s: bn.mlp([4, 3, 2], rng=s.rng, dtype="f2"), ("f2", "np.float64"),
        TypeError),
    Row("layers that don't fit", lambda s: bn.Network([bn.BatchNorm(3), bn.Linear(4, 2,
        rng=new_rng())]),
        ("layers[1]", "takes 4", "3 come out")),
    Row("layers that don't fit past an activation",
        lambda s: bn.Network([bn.BatchNorm(3), bn.ReLU(), bn.BatchNorm(4)]),
        ("layers[2]", "takes 4", "3 come out")),
    Row("mixed dtypes", lambda s: bn.Network([bn.BatchNorm(3), bn.BatchNorm(3, dtype="f4")]),
        ("second with a gamma",)),
    Row("mixed dtypes behind a Linear",
        lambda s: bn.Network([bn.Linear(3, 3, rng=new_rng()),
                              bn.BatchNorm(3, dtype="f4")]), ("float32", "float64", "choose one")),
    Row("layers a tuple", lambda s: bn.Network((bn.ReLU(),)),
        ("tuple", "list of layers"), TypeError),
    Row("layers a layer", lambda s: bn.Network(bn.ReLU()), ("ReLU", "list of layers"), TypeError),
    Row("no layers", lambda s: bn.Network([]), ("empty list", "at least one")),
    Row("a class for a layer", lambda s: bn.Network([bn.ReLU]),
        ("layers[0]", "a layer", "calling the class"), TypeError),
    Row("a number for a layer", lambda s: bn.Network([3]),
        ("layers[0]", "3", "a layer"), TypeError),
    Row("a layer twice", lambda s: bn.Network([s.layers["relu"]] * 2),
        ("layers[1]", "already belongs", "deepcopy")),
    Row("a layer of another network", lambda s: bn.Network([s.net.layers[0]]),
        ("layers[0]", "already belongs", "deepcopy")),
    Row("examples in rows", lambda s: s.net.forward(s.X.T), ("(6, 4)", "(4, m)", "X.T")),
    Row("examples in rows, to predict", lambda s: s.net.predict(s.X.T),
        ("(6, 4)", "(4, m)", "X.T")),
    Row("too many features", lambda s: s.net.forward(np.ones((5, 6))),
        ("(5, 6)", "(4, m)", "number of rows")),
    Row("examples in rows, to a layer", lambda s: s.linear.forward(s.z.T),
        ("(5, 3)", "(3, m)", "a.T")),
    Row("a layer run by itself since", lambda s: run_a_layer(s), ("by itself", "net.forward(X)")),

    # Labels.
    Row("label too large", lambda s: bn.softmax_cross_entropy(s.scores, s.Y + 1),
        ("1 to 3", "0 … 2", "3 classes", "starts at 0")),
    Row("label negative", lambda s: bn.softmax_cross_entropy(s.scores, s.Y - 1),
        ("-1 to 1", "0 … 2")),
    Row("label huge", lambda s: bn.softmax_cross_entropy(s.scores, [2**64 - 1] * 6), ("0 … 2",)),
    Row("label fractional", lambda s: bn.softmax_cross_entropy(s.scores, s.Y + 0.5),
        ("0.5", "whole numbers")),
    Row("label NaN", lambda s: bn.softmax_cross_entropy(s.scores, s.Y * NAN), ("nan", "whole")),
    Row("labels too few", lambda s: bn.softmax_cross_entropy(s.scores, s.Y[:-1]),
        ("(5,)", "6 examples", "(6,)")),
    Row("labels one-hot", lambda s: bn.softmax_cross_entropy(s.scores, np.eye(3)[:, s.Y]),
        ("(3, 6)", "(6,)", "argmax(axis=0)")),
    Row("labels one-hot in rows", lambda s: bn.softmax_cross_entropy(s.scores, np.eye(3)[s.Y]),
        ("(6, 3)", "(6,)", "columns")),
    Row("labels a column", lambda s: bn.softmax_cross_entropy(s.scores, s.Y[:, None]),
        ("(6, 1)", "(6,)", "columns")),
    Row("labels one number", lambda s: bn.softmax_cross_entropy(s.scores, 1), ("()", "(6,)")),
    Row("labels of text", lambda s: bn.softmax_cross_entropy(s.scores, list("abcabc")),
        ("<U1", "np.unique"), TypeError),
    Row("labels of objects", lambda s: bn.softmax_cross_entropy(s.scores, [None] * 6),
        ("object", "class numbers"), TypeError),
    Row("labels complex", lambda s: bn.softmax_cross_entropy(s.scores, s.Y + 0j),
        ("complex128", "class numbers"), TypeError),
    Row("labels None", lambda s: bn.softmax_cross_entropy(s.scores, None), ("None", "6 labels"),
        TypeError),
    Row("labels masked", lambda s: bn.softmax_cross_entropy(s.scores, np.ma.masked_equal(s.Y, 1)),
        ("Y is a masked array", "2 masked"), TypeError),
    Row("labels masked, for a loss of one's own",
        lambda s: fit(s, Y=np.ma.masked_equal(s.Y, 1), loss=lambda scores, Y: (0.0, scores)),
        ("Y is a masked array", "2 masked"), TypeError),
    Row("labels ragged", lambda s: bn.softmax_cross_entropy(s.scores, [[1], [1, 2]]),
        ("ragged", "one label per example")),
    Row("binary label 2", lambda s: bn.binary_cross_entropy(s.scores[:1], s.Y),
        ("0 to 2", "0 … 1")),
    Row("binary labels too few", lambda s: bn.binary_cross_entropy(s.scores[:1], [0, 1]),
        ("(2,)", "6 examples")),
    Row("softmax of one output", lambda s: bn.softmax_cross_entropy(s.scores[:1], s.Y * 0),
        ("one row", "binary_cross_entropy")),
    Row("binary of three outputs", lambda s: bn.binary_cross_entropy(s.scores, s.Y),
        ("(3, 6)", "(1, m)", "softmax_cross_entropy")),

    # Optimizers.
    Row("theta and dtheta differ", lambda s: s.optimizer.update(s.net.theta, s.net.dtheta[:-1]),
        ("(30,)", "(29,)", "equal shapes", "one gradient")),
    Row("dtheta could be broadcast", lambda s: s.optimizer.update(s.net.theta, np.ones(1)),
        ("(30,)", "(1,)", "equal shapes")),
    Row("another network's theta", lambda s: s.optimizer.update(np.ones(4), np.ones(4)),
        ("(4,)", "(30,)", "new optimizer")),
    Row("theta of another type",
        lambda s: s.optimizer.update(s.net.theta.astype("f4"), s.net.dtheta.astype("f4")),
        ("float32", "float64", "new optimizer")),
    Row("theta a list", lambda s: s.optimizer.update([1.0], np.ones(1)), ("theta", "NumPy array"),
        TypeError),
    Row("dtheta a number", lambda s: s.optimizer.update(s.net.theta, 1.0), ("dtheta", "1.0"),
        TypeError),
    Row("theta of integers", lambda s: bn.Adam(1).update(np.ones(3, int), np.ones(3)),
        ("theta", "int64", "float64 or float32"), TypeError),
    Row("dtheta complex", lambda s: s.optimizer.update(s.net.theta, s.net.theta + 0j),
        ("dtheta", "complex128"), TypeError),
    Row("theta read-only", lambda s: bn.Adam(1).update(np.broadcast_to(1.0, 3), np.ones(3)),
        ("read-only", "in place", "copy")),

    # fit.
    Row("fit with both epochs and steps", lambda s: fit(s, epochs=1), ("epochs is 1", "steps is 1",
        "exactly one")),
    Row("fit with neither", lambda s: fit(s, steps=None), ("None", "exactly one")),
    Row("fit on examples in rows", lambda s: fit(s, X=s.X.T), ("(6, 4)", "(4, m)", "X.T")),
    Row("fit with labels too few", lambda s: fit(s, Y=s.Y[1:]), ("(5,)", "6 examples")),
    Row("fit with a label too large", lambda s: fit(s, Y=s.Y + 1), ("1 to 3", "0 … 2")),
    Row("fit on the last batch of one", lambda s: fit(s, batch_size=5, steps=2),
        ("batch_size is 5", "last mini-batch", "6 examples", "variance is 0",
            "would do: 2, 3, 4, 6")),
    Row("fit with batch_size 1", lambda s: fit(s, batch_size=1),
        ("batch_size is 1", "every mini-batch", "would do")),
    Row("fit on one example", lambda s: fit(s, X=s.X[:, :1], Y=s.Y[:1]),
        ("one example", "at least 2")),
    Row("fit with no network", lambda s: fit(s, net=s.net.layers), ("net is a list", "Network"),
        TypeError),
    Row("fit with an optimizer's class", lambda s: fit(s, optimizer=bn.Adam),
        ("optimizer", "GradientDescent(0.1)"), TypeError),
    Row("fit with no optimizer", lambda s: fit(s, optimizer=0.1), ("0.1", "GradientDescent(0.1)"),
        TypeError),
    Row("fit with no loss", lambda s: fit(s, loss="softmax"), ("softmax", "function"), TypeError),
    Row("fit with one callback", lambda s: fit(s, callbacks=lambda *a: None), ("list", "[f]"),
        TypeError),
    Row("fit with callbacks None", lambda s: fit(s, callbacks=None), ("None", "[f]"), TypeError),
    Row("fit with no callback", lambda s: fit(s, callbacks=[3]),
        ("3", "f(net, step, h"), TypeError),
    Row("fit with validation X alone", lambda s: fit(s, validation=s.X),
        ("pair", "(X, Y)"), TypeError),
    Row("fit with validation True", lambda s: fit(s, validation=True),
        ("pair", "(X, Y)"), TypeError),
    Row("fit with validation in rows", lambda s: fit(s, validation=(s.X.T, s.Y)),
        ("(6, 4)", "(4, m)", "X.T")),
    Row("fit with validation labels", lambda s: fit(s, validation=(s.X, s.Y + 1)), ("1 to 3",)),
    Row("fit with labels for a loss of one's own",
        lambda s: fit(s, Y=np.ones((6, 2)), loss=lambda scores, Y: (0.0, scores)),
        ("(6, 2)", "6 labels", "last")),
    Row("fit with a Recorder of another X", lambda s: fit(s, callbacks=[bn.Recorder(s.z)]),
        ("(3, 5)", "(4, m)")),
    Row("Recorder with percentiles above 100", lambda s: bn.Recorder(s.X, percentiles=[50, 101]),
        ("101", "0 to 100")),
    Row("Recorder with no percentiles", lambda s: bn.Recorder(s.X, percentiles=[]),
        ("()", "0 to 100")),
    Row("Recorder with bins that fall", lambda s: bn.Recorder(s.X, bins=[1, 0]), ("bins", "above")),
    Row("Recorder with one edge", lambda s: bn.Recorder(s.X, bins=[1]), ("bins", "at least 2")),

    # Around it.
    Row("minibatches of rows", lambda s: bn.minibatches(s.X.T, s.Y, 2, s.rng),
        ("(6,)", "4 examples", "X.T")),
    Row("minibatches with labels too few", lambda s: bn.minibatches(s.X, s.Y[1:], 2, s.rng),
        ("(5,)", "6 examples")),
    Row("minibatches with one label", lambda s: bn.minibatches(s.X, 3, 2, s.rng), ("()", "6 ex")),
    Row("running_average of two shapes", lambda s: bn.running_average(s.mean, s.mean.T),
        ("(1, 3)", "(3, 1)", "the shape of old", "transpose")),
    Row("running_average of NaN", lambda s: bn.running_average(s.mean, s.mean * NAN),
        ("new", "NaN")),
    Row("running_average from NaN", lambda s: bn.running_average(s.mean * NAN, s.mean),
        ("old", "NaN")),
    Row("gradient_check of no function", lambda s: bn.gradient_check(3.0, s.z, s.z),
        ("f is a float", "function"), TypeError),
    Row("gradient_check with dx of another shape", lambda s: bn.gradient_check(np.sum, s.z, s.z.T),
        ("dx", "(5, 3)", "(3, 5)", "transpose")),
    Row("gradient_check with NaN in dx", lambda s: bn.gradient_check(np.sum, s.z, s.z * NAN),
        ("dx", "NaN")),
    Row("gradient_check with NaN in x", lambda s: bn.gradient_check(np.sum, s.z * NAN, s.z),
        ("x", "NaN")),
    Row("gradient_check of a vector", lambda s: bn.gradient_check(lambda x: x, s.z, s.z),
        ("f(x)", "one real number"), TypeError),
    Row("gradient_check of NaN", lambda s: bn.gradient_check(lambda x: NAN, s.z, s.z),
        ("f(x)", "nan")),
    Row("save of NaN", lambda s: spoilt(s, "theta").save("never written"), ("theta", "NaN")),
    Row("save of a NaN average", lambda s: spoilt(s, "mean").save("never written"),
        ("running_mean", "NaN")),
    Row("save of a negative variance", lambda s: spoilt(s, "var").save("never written"),
        ("running_var", "negative")),
    Row("inference by a negative variance", lambda s: spoilt(s, "var").predict(s.X),
        ("running_var", "negative")),
]  # fmt: skip


def new_rng():
    return np.random.default_rng(0)


def run_a_layer(s):
    net = bn.mlp([4, 3, 3], rng=new_rng())
    scores = net.forward(s.X)
    net.layers[0].forward(s.X[:, :3])
    net.backward(scores)


def spoilt(s, what):
    net = bn.mlp([4, 3, 3], rng=new_rng())
    if what == "theta":
        net.theta[0] = NAN
    elif what == "mean":
        net.layers[1].running_mean[0] = NAN
    else:
        net.layers[1].running_var[0] = -1
    return net


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.what)
def test_it_is_refused_in_our_words_and_nothing_has_changed(row, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    state = State()
    before = state.snapshot()
    refused(lambda: row.call(state), *row.words, error=row.error)
    after = state.snapshot()
    assert before[0].keys() == after[0].keys()
    for name, array in before[0].items():
        assert np.array_equal(array, after[0][name]), f"{name} has changed"
    assert before[1] == after[1], "random numbers were drawn"
    for old, new in zip(State().older_gradients(), state.older_gradients(), strict=True):
        assert np.array_equal(old, new), "an older forward pass has lost its gradient"
    assert not list(tmp_path.iterdir())


def test_every_row_has_a_name_of_its_own():
    names = [row.what for row in TABLE]
    assert len(names) == len(set(names))


def test_the_table_would_notice_a_call_that_is_let_through():
    with pytest.raises(pytest.fail.Exception):
        refused(lambda: bn.normalize([[1.0, 2.0]]))


@pytest.mark.filterwarnings("default")  # so that `refused` itself must turn them into errors
def test_the_table_would_notice_numpys_words_and_warnings():
    with pytest.raises(AssertionError):
        refused(lambda: np.ones(2) + np.ones(3))
    with pytest.raises(RuntimeWarning):
        refused(lambda: np.ones(2) / np.zeros(2))
