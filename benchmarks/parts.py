"""Where bnlab's step goes, CPU μs: the parts of `fit` by wrapping its functions, and those of the
compiled step by running each by itself.

python benchmarks/parts.py small paper
"""

import itertools
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
    watched(layers.Linear, "_gradients_of_parameters", "Linear")
    linear = layers.Linear.gradient

    def gradient(*arguments):  # it calls _gradients_of_parameters, which is counted already
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


def backward(step, fresh, d, *arguments):
    """`step.backward` writes over d: again and again, and it would vanish into denormals."""
    np.copyto(d, fresh)
    step.backward(0, len(d), d, *arguments)


def compiled(net, dtype, rounds=15):
    """μs of each part of the compiled step, repeated by itself: its numbers are in the cache then.

    "the rest" is what the whole step takes beyond their sum: Python, and numbers out of the cache.
    """
    case = nets.case(net, dtype)
    bn.fast.on()
    step = bn.fast._step
    model, optimizer = with_bnlab._start(case)
    batches = nets.batches(case)
    n = {"small": 300, "digits": 100, "paper": 40, "wide": 3}[net]

    def clock(function, *arguments):
        function(*arguments)
        took = []
        for _ in range(rounds):
            start = time.thread_time_ns()
            for _ in range(n):
                function(*arguments)
            took.append((time.thread_time_ns() - start) / n / 1e3)
        return float(np.median(took))

    run = training.train(model, optimizer, itertools.cycle(batches))
    found = Counter(whole=clock(next, run))
    X, Y = batches[0]
    plan = bn.fast._plan(model)
    work, kept = plan.memory[len(Y)]
    theta, dtheta, before, d_before = model.theta, model.dtheta, X, None
    rng = np.random.default_rng(0)
    for layer in plan.layers:
        z, a, d = step.arrays(work, layer)
        W, dW = step.weights(theta, layer), step.weights(dtheta, layer)
        d[...] = rng.standard_normal(d.shape)
        found["Linear"] += clock(np.dot, W, before, z) + clock(np.dot, d, before.T, dW)
        if d_before is not None:
            found["Linear"] += clock(np.dot, W.T, d, d_before)
        z[...] = rng.standard_normal(z.shape)
        units, statistics = layer.n_out, step.columns_kept(kept, layer)
        rest, fused = (statistics, layer.activation), "batch norm and activation"
        columns, gradients = step.columns(theta, layer), step.columns(dtheta, layer)
        found[fused] += clock(step.forward, 0, units, z, a, *columns, layer.eps, *rest)
        found[fused] += clock(backward, step, d.copy(), d, z, a, *gradients, *rest)
        before, d_before = a, d
    Y, scores = np.ascontiguousarray(Y, np.int64), np.ascontiguousarray(a)
    found["loss"] = clock(step.softmax_cross_entropy, scores, Y, d, work[-1], work[-2])
    dtheta[:] = 1e-3 * rng.standard_normal(dtheta.shape)
    averages, rates = (optimizer.v, optimizer.s), bn.fast._rates(optimizer, 10)
    found["Adam"] = clock(step.update, 0, theta.size, 3, rates, theta, dtheta, *averages)
    found["the rest"] = 2 * found["whole"] - sum(found.values())
    bn.fast.off()
    return dict(found)


def main():
    chosen = [a for a in sys.argv[1:] if a in nets.NETS] or list(nets.NETS)
    cases = [(net, dtype) for net in chosen for dtype in nets.DTYPES]
    result = {"compiled": {" ".join(c): compiled(*c) for c in cases} if with_bnlab.FAST else {}}
    watch_all()
    result["fit"] = {" ".join(c): measure(*c) for c in cases}
    if "--json" in sys.argv:
        print(json.dumps(result))
        return
    for what, found in result.items():
        for name, parts in found.items():
            print(f"\n{name}: {parts.pop('whole'):.0f} μs a step, {what}")
            for part in sorted(parts, key=parts.get, reverse=True):
                print(f"  {part:28}{parts[part]:8.1f}")


main()
