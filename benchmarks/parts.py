"""Where bnlab's step goes: CPU μs a step of each part of `fit`, by wrapping its functions.

python benchmarks/parts.py small paper
"""

import json
import sys
import time
from collections import Counter

import by_itself  # noqa: F401  first, see there
import nets
import numpy as np
import with_bnlab

import bnlab as bn
from bnlab import layers, losses, network, training

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


def watch_all():
    """A clock around every part of a step."""
    for kind in (layers.BatchNorm, layers.Sigmoid, layers.ReLU):
        for name in ("compute", "gradient"):
            watched(kind, name, "batch norm" if kind is layers.BatchNorm else "activation")
    watched(layers.Linear, "compute", "Linear")
    watched(layers.Linear, "gradients_of_parameters", "Linear")
    linear = layers.Linear.gradient

    def gradient(*arguments):  # it calls gradients_of_parameters, which is counted already
        start, counted = time.thread_time_ns(), spent["Linear"]
        done = linear(*arguments)
        spent["Linear"] = counted + time.thread_time_ns() - start
        return done

    layers.Linear.gradient = gradient
    watched(losses, "_softmax_cross_entropy", "loss")
    training._softmax_cross_entropy = losses._softmax_cross_entropy
    watched(training, "_right", "accuracy")
    watched(network.Network, "_update_state", "running averages")
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


def measure(net, dtype, rounds=40):
    """μs a step of each part, and of the whole: medians."""
    run = with_bnlab.step(nets.case(net, dtype), "fit")
    run(20)
    n, found = (30 if net != "wide" else 5), []
    for _ in range(rounds if net != "wide" else rounds // 4):
        spent.clear()
        run(n)
        whole = time.process_time() - run.began[0]
        # the clocks' own time, about 1 μs a part and step, is in both
        found.append({"whole": whole / n * 1e6} | {k: v / n / 1e3 for k, v in spent.items()})
    return {k: float(np.median([f[k] for f in found])) for k in found[0]}


def main():
    watch_all()
    chosen = [a for a in sys.argv[1:] if a in nets.NETS] or list(nets.NETS)
    result = {f"{net} {dtype}": measure(net, dtype) for net in chosen for dtype in nets.DTYPES}
    if "--json" in sys.argv:
        print(json.dumps(result))
        return
    for name, parts in result.items():
        print(f"\n{name}: {parts.pop('whole'):.0f} μs a step of fit")
        for part in sorted(parts, key=parts.get, reverse=True):
            print(f"  {part:20}{parts[part]:8.1f}")


main()
