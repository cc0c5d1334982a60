"""The frameworks' conventions as data, and how a layer's are measured. NumPy only.

`LAYERS` and `DEFAULTS` are what lesson 10 prints. `measure` takes a layer as its
framework makes it when told nothing, feeds it, and reads off the numbers what it did. The tests
want three to be equal: these tables, what was recorded, and what is measured now.
"""

import inspect
from typing import Any

import numpy as np

COLUMNS = {
    "examples": "takes its examples in",
    "gamma": "calls γ",
    "beta": "calls β",
    "mean": "calls the running mean",
    "var": "calls the running variance",
    "switch": "is told: training, test",
    "untold": "does, new and told nothing",
    "batch_variance": "normalises a mini-batch with the variance that is",  # 1/m, or 1/(m − 1)
    "eps": "default ε",
    "parameter": "calls the factor of the averages",
    "factor": "default of that factor",
    "factor_weighs": "value that the factor multiplies",
    "running_variance": "averages the variance that is",
    "start": "running mean and variance before the first mini-batch",
    "averages_dtype": "type of the averages, when γ, β and the mini-batch are float64",
    "batch_of_one": "mini-batch of one example, in training",
    "empty_batch": "mini-batch of no examples, in training",
    "nan": "mini-batch with a NaN, in training",
    "mean_1e8": "unit of variance 1.5 around 1e8, in float64",
}
LAYERS: dict[str, dict[str, dict[str, Any]]] = {
    "bnlab": {
        "bn.BatchNorm": {
            "examples": "columns",
            "gamma": "gamma",
            "beta": "beta",
            "mean": "running_mean",
            "var": "running_var",
            "switch": ["training=True", "training=False"],
            "untold": "training",
            "batch_variance": "biased",
            "eps": 1e-05,
            "parameter": "decay",
            "factor": 0.9,
            "factor_weighs": "old",
            "running_variance": "biased",
            "start": [0.0, 1.0],
            "averages_dtype": "float64",
            "batch_of_one": "refused",
            "empty_batch": "refused",
            "nan": "refused",
            "mean_1e8": "right",
        },
    },
    "tensorflow": {
        "tf.nn.batch_normalization": {
            "examples": None,
            "gamma": "scale",
            "beta": "offset",
            "mean": None,
            "var": None,
            "switch": None,
            "untold": None,
            "batch_variance": "biased",
            "eps": None,
            "parameter": None,
            "factor": None,
            "factor_weighs": None,
            "running_variance": None,
            "start": None,
            "averages_dtype": None,
            "batch_of_one": "every output is β",
            "empty_batch": "empty output",
            "nan": "outputs NaN",
            "mean_1e8": "right",
        },
        "tf.compat.v1.nn.fused_batch_norm": {
            "examples": None,
            "gamma": "scale",
            "beta": "offset",
            "mean": "mean",
            "var": "variance",
            "switch": None,
            "untold": None,
            "batch_variance": "biased",
            "eps": 0.001,
            "parameter": "exponential_avg_factor",
            "factor": 1.0,
            "factor_weighs": "new",
            "running_variance": "unbiased",
            "start": None,
            "averages_dtype": "float32",
            "batch_of_one": "every output is β, running variance drawn to 0",
            "empty_batch": "empty output, averages NaN until the next mini-batch",
            "nan": "outputs NaN, averages NaN until the next mini-batch",
            "mean_1e8": None,
        },
    },
    "keras": {
        "keras.layers.BatchNormalization": {
            "examples": "rows",
            "gamma": "gamma",
            "beta": "beta",
            "mean": "moving_mean",
            "var": "moving_variance",
            "switch": ["training=True", "training=False"],
            "untold": "test",
            "batch_variance": "biased",
            "eps": 0.001,
            "parameter": "momentum",
            "factor": 0.99,
            "factor_weighs": "old",
            "running_variance": "biased",
            "start": [0.0, 1.0],
            "averages_dtype": "float64",
            "batch_of_one": "every output is β, running variance drawn to 0",
            "empty_batch": "empty output, averages NaN for good",
            "nan": "outputs NaN, averages NaN for good",
            "mean_1e8": "right",
        },
    },
    "torch": {
        "torch.nn.BatchNorm1d": {
            "examples": "rows",
            "gamma": "weight",
            "beta": "bias",
            "mean": "running_mean",
            "var": "running_var",
            "switch": ["layer.train()", "layer.eval()"],
            "untold": "training",
            "batch_variance": "biased",
            "eps": 1e-05,
            "parameter": "momentum",
            "factor": 0.1,
            "factor_weighs": "new",
            "running_variance": "unbiased",
            "start": [0.0, 1.0],
            "averages_dtype": "float64",
            "batch_of_one": "refused",
            "empty_batch": "empty output, averages kept",
            "nan": "outputs NaN, averages NaN for good",
            "mean_1e8": "right",
        },
    },
    "flax": {
        "flax.nnx.BatchNorm": {
            "examples": "rows",
            "gamma": "scale",
            "beta": "bias",
            "mean": "mean",
            "var": "var",
            "switch": ["use_running_average=False", "use_running_average=True"],
            "untold": "training",
            "batch_variance": "biased",
            "eps": 1e-05,
            "parameter": "momentum",
            "factor": 0.99,
            "factor_weighs": "old",
            "running_variance": "biased",
            "start": [0.0, 1.0],
            "averages_dtype": "float32",
            "batch_of_one": "every output is β, running variance drawn to 0",
            "empty_batch": "empty output, averages NaN for good",
            "nan": "outputs NaN, averages NaN for good",
            "mean_1e8": "wrong",
        },
    },
}
# Two passes for the variance: all else is the same.
LAYERS["flax"]["flax.nnx.BatchNorm(use_fast_variance=False)"] = LAYERS["flax"][
    "flax.nnx.BatchNorm"
] | {"mean_1e8": "right"}
DEFAULTS = {
    "tensorflow": {
        "tf.nn.batch_normalization": {
            "mean": "required",
            "variance": "required",
            "offset": "required",
            "scale": "required",
            "variance_epsilon": "required",
        },
    },
    "keras": {
        "keras.optimizers.SGD": {"learning_rate": 0.01, "momentum": 0.0},
        "keras.optimizers.RMSprop": {"learning_rate": 0.001, "rho": 0.9, "epsilon": 1e-07},
        "keras.optimizers.Adam": {
            "learning_rate": 0.001,
            "beta_1": 0.9,
            "beta_2": 0.999,
            "epsilon": 1e-07,
        },
    },
    "torch": {
        "torch.optim.SGD": {"lr": 0.001, "momentum": 0, "dampening": 0},
        "torch.optim.RMSprop": {"lr": 0.01, "alpha": 0.99, "eps": 1e-08},
        "torch.optim.Adam": {"lr": 0.001, "betas": [0.9, 0.999], "eps": 1e-08},
    },
    "flax": {
        "optax.sgd": {"momentum": None},
        "optax.rmsprop": {"decay": 0.9, "eps": 1e-08, "eps_in_sqrt": True},
        "optax.adam": {"b1": 0.9, "b2": 0.999, "eps": 1e-08, "eps_root": 0.0},
    },
}
# Where to look for γ, β and the averages; `measure` finds out which of them holds what.
NAMES = {
    "gamma": ("gamma", "weight", "scale"),
    "beta": ("beta", "bias", "offset"),
    "mean": ("running_mean", "moving_mean", "mean"),
    "var": ("running_var", "moving_variance", "variance", "var"),
}


def measure(parts):
    """A row of `LAYERS`, from the numbers that a layer gives back.

    `parts` has make(**arguments) (a layer of one unit), set_parameters, forward (in training),
    read(layer, name), running_averages, as_it_comes, SWITCH and PARAMETER; a function that keeps
    no averages lacks `running_averages` and `as_it_comes`, and its SWITCH and PARAMETER are None.
    """
    found = dict.fromkeys(COLUMNS)
    z = np.array([[0.0, 0.0, 1.0, 3.0]])  # mean 1, Σ(z − μ)² = 6: variance 6/4 or 6/3

    # For k z, its first (z − μ)²/z_tilde² = k² variance + ε: two values of k give both unknowns.
    one, hundredth = ((k / parts.forward(parts.make(), k * z)[0, 0]) ** 2 for k in (1.0, 0.01))
    variance = (one - hundredth) / (1 - 1e-4)
    found["batch_variance"] = which_variance(variance)
    found["eps"] = float(f"{hundredth - 1e-4 * variance:.2g}")

    layer = parts.make()
    parts.set_parameters(layer, np.array([[2.0]]), np.array([[0.5]]))
    found["gamma"], found["beta"] = holder(parts, layer, gamma=2.0), holder(parts, layer, beta=0.5)
    found["switch"] = parts.SWITCH
    if hasattr(parts, "as_it_comes"):
        found["examples"], found["untold"] = left_alone(parts, z, found["eps"])

    if parts.PARAMETER:
        start = mean, var = [float(value[0, 0]) for value in parts.running_averages(parts.make())]
        layer = parts.make(**{parts.PARAMETER: 0.25})
        parts.forward(layer, z)
        weight_of_new = (
            float(parts.running_averages(layer)[0][0, 0]) - mean
        )  # the batch's mean is 1
        weighs = {0.25: "new", 0.75: "old"}[round(weight_of_new, 6)]
        layer = parts.make()
        parts.forward(layer, z)
        new_mean, new_var = (float(value[0, 0]) for value in parts.running_averages(layer))
        weight_of_new = new_mean - mean
        found["mean"] = holder(parts, layer, mean=new_mean)
        found["var"] = holder(parts, layer, var=new_var)
        found["start"] = start
        found["averages_dtype"] = parts.running_averages(layer)[0].dtype.name
        found["parameter"] = parts.PARAMETER
        found["factor_weighs"] = weighs
        found["factor"] = round(weight_of_new if weighs == "new" else 1 - weight_of_new, 6)
        found["running_variance"] = which_variance(var + (new_var - var) / weight_of_new)

    found["batch_of_one"] = what_happens(parts, z[:, :1])
    found["empty_batch"] = what_happens(parts, z[:, :0])
    found["nan"] = what_happens(parts, np.array([[0.0, np.nan, 1.0, 3.0]]))

    error = np.abs(parts.forward(parts.make(), 1e8 + z) - parts.forward(parts.make(), z)).max()
    found["mean_1e8"] = "right" if error < 1e-6 else "wrong"
    return found | dict.fromkeys(parts.UNASKED)


def holder(parts, layer, **wanted):
    """The one name of NAMES under which a layer keeps a value: holder(parts, layer, gamma=2.0)."""
    ((what, value),) = wanted.items()
    kept = {name: parts.read(layer, name) for name in NAMES[what]}
    (name,) = [n for n, array in kept.items() if array is not None and (array == value).all()]
    return name


def left_alone(parts, z, eps):
    """Does a new layer take examples in rows, and does it train, when it is only called?"""
    training = parts.forward(parts.make(), z)
    test = z / np.sqrt(1 + eps)  # running mean 0, running variance 1
    for examples, x in (("rows", z.T), ("columns", z)):
        try:
            y = parts.as_it_comes(parts.make(), x).reshape(z.shape)
        except Exception:
            continue
        for mode, expected in (("training", training), ("test", test)):
            if np.allclose(y, expected, atol=1e-6):
                return examples, mode
    raise AssertionError("neither rows nor columns, neither training nor test")


def which_variance(value):
    return {1.5: "biased", 2.0: "unbiased"}[round(value, 4)]


def what_happens(parts, z):
    """What a layer makes of a strange mini-batch, and of its averages after a good one."""
    layer = parts.make()
    parts.set_parameters(layer, np.array([[2.0]]), np.array([[0.5]]))
    before = parts.running_averages(layer) if parts.PARAMETER else ()
    try:
        z_tilde = parts.forward(layer, z)
    except Exception:
        changed = parts.PARAMETER and not np.array_equal(before, parts.running_averages(layer))
        return "refused too late: the averages have changed" if changed else "refused"
    words = [] if z.size else ["empty output"]
    if np.isnan(z_tilde).any():
        words.append("outputs NaN")
    elif z.size:
        words.append("every output is β" if (z_tilde == 0.5).all() else "outputs are numbers")
    if parts.PARAMETER:
        after = parts.running_averages(layer)
        parts.forward(layer, np.array([[0.0, 0.0, 1.0, 3.0]]))
        if np.isnan(after).any():
            again = np.isnan(parts.running_averages(layer)).any()
            words.append("averages NaN " + ("for good" if again else "until the next mini-batch"))
        elif np.array_equal(before, after):
            words.append("averages kept")
        else:
            words.append("running variance drawn to 0" if after[1] < before[1] else "averages move")
    return ", ".join(words)


def defaults(function, *arguments):
    """{argument: its default}, as JSON keeps it."""
    parameters = inspect.signature(function).parameters
    values = {name: parameters[name].default for name in arguments}
    words = {inspect.Parameter.empty: "required"}
    return {k: list(v) if isinstance(v, tuple) else words.get(v, v) for k, v in values.items()}
