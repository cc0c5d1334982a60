"""Where bnlab's step goes: CPU µs a step of each part of `fit`, by wrapping its functions.

OPENBLAS_NUM_THREADS=1 python benchmarks/parts.py small paper
"""

import os
import sys
import time
from collections import Counter
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.pop("OPENBLAS_CORETYPE", None)  # OpenBLAS picks its own kernels
os.environ.pop("OPENBLAS_L2_SIZE", None)
sys.path.insert(1, str(Path(__file__).parents[1]))

import nets
import numpy as np
import with_bnlab

import bnlab as bn
from bnlab import layers, losses, training

spent = Counter()


def watched(owner, name, label):
    """Replace owner.name by itself with a clock around it."""
    function = getattr(owner, name)

    def with_clock(*arguments):
        start = time.thread_time_ns()
        try:
            return function(*arguments)
        finally:
            spent[label] += time.thread_time_ns() - start

    setattr(owner, name, with_clock)


def main():
    chosen = [a for a in sys.argv[1:] if a in nets.NETS] or list(nets.NETS)
    for kind in (layers.Linear, layers.BatchNorm, layers.Sigmoid, layers.ReLU):
        for name, label in (
            ("_train", "forward"),
            ("_gradient", "backward"),
            ("_average", "averages"),
        ):
            if hasattr(kind, name):
                watched(kind, name, f"{kind.__name__} {label}")
    watched(layers.Linear, "_gradient_of_parameters", "Linear (dW alone)")
    watched(losses, "_softmax_cross_entropy", "loss")
    training._softmax_cross_entropy = losses._softmax_cross_entropy
    watched(training, "_right", "accuracy")
    watched(bn.Adam, "update", "Adam")
    gather = training._minibatches

    def minibatches(*arguments):
        it = iter(gather(*arguments))
        while True:
            start = time.thread_time_ns()
            batch = next(it, None)
            spent["mini-batches"] += time.thread_time_ns() - start
            if batch is None:
                return
            yield batch

    training._minibatches = minibatches
    for net in chosen:
        for dtype in nets.DTYPES:
            run = with_bnlab.step(nets.case(net, dtype), "fit")
            run(20)
            rounds, parts = [], []
            for _ in range(40):
                spent.clear()
                n = 30 if net != "wide" else 5
                start = time.thread_time_ns()
                run(n)
                rounds.append((time.thread_time_ns() - start) / n / 1e3)
                parts.append({k: v / n / 1e3 for k, v in spent.items()})
            names = sorted(parts[0], key=lambda k: -parts[0][k])
            print(f"\n{net} {dtype}: {np.quantile(rounds, 0.25):.0f} µs a step of fit")
            for name in names:
                print(f"  {name:20}{np.quantile([p[name] for p in parts], 0.25):8.1f}")


main()
