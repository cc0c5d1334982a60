"""bnlab as a contestant.

Whole steps: on mini-batches that are there already, as every other contestant has them; and `fit`
as a student calls it, which shuffles, gathers and keeps a history; both also with fused kernels.
Batch norm alone: as in a layer that trains, as the public functions, and the bound: the arrays that
must be read and written, read and written once by NumPy's plainest operations.
"""

import itertools
import time
from importlib.util import find_spec

import nets
import numpy as np

import bnlab as bn
from bnlab.training import train

VERSION = f"{bn.__version__ if hasattr(bn, '__version__') else ''} numpy {np.__version__}".strip()
SETTINGS = {
    "step": ("step", "fit", "fast", "fast fit"),
    "batchnorm": ("layer", "fast", "function", "bound"),
}
FAST = find_spec("numba") is not None


def _start(case):
    net = bn.mlp(
        case["sizes"],
        case["activation"],
        case["batchnorm"],
        rng=np.random.default_rng(0),
        hidden_bias=not case["batchnorm"],
        dtype=case["dtype"],
    )
    for i, W in enumerate(nets.weights(case), 1):
        net.parameters()[f"W{i}"] = W
    return net, getattr(bn, case["optimizer"])(case["learning_rate"])


def step(case, setting, ready=None):
    """A function that takes n steps, on these mini-batches if given, and returns their losses."""
    if setting.startswith("fast"):
        plain = "fit" if setting == "fast fit" else "step"
        return _with_kernels(step(case, plain, ready)) if FAST else None
    net, optimizer = _start(case)
    if setting == "fit":
        X, Y = nets.examples(case)
        rng = np.random.default_rng(nets.SEED)

        def first(net, step, history):
            if step == 1:  # the checks and fit's one copy of X are over: timed apart
                fit.began = time.process_time(), time.perf_counter()

        def fit(n):
            how = {"steps": n + 1, "batch_size": case["batch"], "callbacks": [first]}
            return bn.fit(net, optimizer, X, Y, rng=rng, **how).loss[:n]

        return fit

    ready = ready or nets.batches(case)
    run = train(net, optimizer, itertools.cycle(ready))

    def steps(n):
        return [step.loss for step in itertools.islice(run, n)]

    return steps


def _with_kernels(run):
    """The same with bn.fast on, and off again afterwards."""

    def fast(n):
        bn.fast.on()
        try:
            return run(n)
        finally:
            bn.fast.off()
            if hasattr(run, "began"):
                fast.began = run.began

    return fast


def batchnorm(case, setting):
    """A function that makes n passes."""
    if setting == "fast":
        return _with_kernels(batchnorm(case, "layer")) if FAST else None
    z, dz_tilde, gamma, beta = nets.layer_arrays(case)
    out, other = np.empty_like(z), np.empty_like(z)
    gamma, beta = gamma[:, None], beta[:, None]
    layer = bn.BatchNorm(len(z), dtype=z.dtype)
    layer.params["gamma"], layer.params["beta"] = gamma, beta
    cache = layer.compute(z)[1]
    passes = {
        "layer": (lambda: layer.compute(z), lambda: layer.gradient(dz_tilde, cache)),
        "function": (
            lambda: bn.batchnorm_forward(z, gamma, beta),
            lambda: bn.batchnorm_backward(dz_tilde, cache),
        ),
        "bound": (lambda: np.copyto(out, z), lambda: np.add(z, dz_tilde, out=other)),
    }[setting]
    return _repeat({"forward": passes[:1], "backward": passes[1:], "both": passes}[case["part"]])


def _repeat(passes):
    def run(n):
        with np.errstate(over="ignore", invalid="ignore"):
            for _ in range(n):
                for f in passes:
                    f()

    return run
