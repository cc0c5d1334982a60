"""What each trick gains: a whole step of `fit` with it and without it, turn and turn about.

python benchmarks/tricks.py [--json]
"""

import contextlib
import json
import random
import sys
import time
from types import SimpleNamespace

import by_itself  # noqa: F401  first, see there
import nets
import numpy as np
import race
import with_bnlab

import bnlab as bn
from bnlab import layers, training
from bnlab.optimizers import Adam

# ----------------------------------------------------------------- how it is done without each


def _minibatches(rows, Y, batch_size, rng):
    order = rng.permutation(len(rows))
    for start in range(0, len(order), batch_size):
        chosen = order[start : start + batch_size]
        yield np.ascontiguousarray(rows[chosen].T), Y[..., chosen]


class _OnePerParameter:
    """As many optimizers as there are parameters."""

    def __init__(self, learning_rate):
        self.learning_rate, self.parts = learning_rate, None

    def update(self, theta, dtheta):
        if self.parts is None:
            sizes = [self.net.parameters(), self.net.gradients()]
            pairs = list(zip(*(views.values() for views in sizes), strict=True))
            self.parts = [(Adam(self.learning_rate), p, g) for p, g in pairs]
        for optimizer, p, g in self.parts:
            optimizer.update(p, g)


# name: what is put in the place of what
TRICKS = {
    "one vector of parameters": [(bn, "Adam", _OnePerParameter)],
    "np.dot for np.matmul": [(layers, "np", SimpleNamespace(**vars(np) | {"dot": np.matmul}))],
    "examples by take": [(training, "_minibatches", _minibatches)],
}


@contextlib.contextmanager
def without(trick):
    """Do as before the trick."""
    kept = [(owner, name, getattr(owner, name)) for owner, name, _ in TRICKS[trick]]
    try:
        for owner, name, plain in TRICKS[trick]:
            setattr(owner, name, plain)
        yield
    finally:
        for owner, name, ours in kept:
            setattr(owner, name, ours)


def runner(case):
    """Seconds of CPU that a step takes, called again and again."""
    net, optimizer = with_bnlab._start(case)
    optimizer.net = net
    X, Y = nets.examples(case)
    rng = np.random.default_rng(nets.SEED)
    began = 0.0

    def first(net, step, history):
        nonlocal began
        if step == 1:
            began = time.process_time()

    def seconds(n):
        how = {"steps": n + 1, "batch_size": case["batch"], "callbacks": [first]}
        bn.fit(net, optimizer, X, Y, rng=rng, **how)
        return (time.process_time() - began) / n

    return seconds


def measure(trick, case, rounds):
    """Time without the trick over time with it: quartiles of the rounds."""
    with_it = runner(case)
    with without(trick):
        plain = runner(case)
    for _ in range(2):
        seconds = with_it(5)
    n = max(3, round(0.02 / seconds))
    ratios = []
    for _ in range(rounds):
        took = {}
        for turn in random.sample(["with", "without"], 2):
            with without(trick) if turn == "without" else contextlib.nullcontext():
                took[turn] = (plain if turn == "without" else with_it)(n)
        ratios.append(took["without"] / took["with"])
    return race.quartiles(ratios)


def main():
    rounds = 5 if "--quick" in sys.argv else 15
    chosen = [("small", "float32"), ("paper", "float32"), ("wide", "float64")]
    result = {}
    for trick in TRICKS:
        found = {}
        for net, dtype in chosen:
            case = nets.case(net, dtype)
            found[f"{net} {dtype}"] = measure(trick, case, rounds)
        result[trick] = found
        if "--json" not in sys.argv:
            print(f"{trick:34}", *(f"{k} {v[1]:.2f}" for k, v in found.items()), flush=True)
    if "--json" in sys.argv:
        print(json.dumps(result))


main()
