"""bnlab as a contestant: `fit` as a student calls it, and the bare step on ready mini-batches."""

import time

import nets
import numpy as np

import bnlab as bn
from bnlab.losses import _softmax_cross_entropy

VERSION = f"{bn.__version__ if hasattr(bn, '__version__') else ''} numpy {np.__version__}".strip()
SETTINGS = ("fit", "bare")


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


def step(case, setting):
    """A function that takes n steps and returns their losses."""
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

    ready = nets.batches(case)
    memories = [{} for _ in net.layers]

    def bare(n):
        losses = []
        with np.errstate(over="ignore", invalid="ignore"):
            for i in range(n):
                X, Y = ready[i % len(ready)]
                loss, dscores = _softmax_cross_entropy(net._train(X, memories), Y)
                net._average(memories)
                net._gradient(dscores, memories)
                optimizer.update(net.theta, net.dtheta)
                losses.append(loss)
        return losses

    return bare
