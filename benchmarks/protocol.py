"""The full protocol of lesson 11 as a user would run it: 50,000 steps, seconds by the clock.

python benchmarks/protocol.py [--json] [--steps 50000]

784-100-100-100-10, sigmoid, batch norm, gradient descent, mini-batches of 60 out of 60,000 images
of 0 and 1, float32, one thread. Everybody shuffles and gathers by itself, in its own way, and
starts from nothing: the seconds are those of a whole process, with imports and compiling.
"""

import itertools
import json
import os
import random
import resource
import subprocess
import sys
import time

import by_itself  # noqa: F401  first, see there
import numpy as np

SIZES, BATCH, IMAGES, RATE = [784, 100, 100, 100, 10], 60, 60_000, 0.1


def images():
    """X (784, 60000) and Y (60000,): noisy pictures of ten prototypes, in black and white."""
    rng = np.random.default_rng(0)
    Y = rng.integers(0, 10, IMAGES)
    prototypes = rng.random((784, 10)) < 0.3
    X = prototypes[:, Y] ^ (rng.random((784, IMAGES), np.float32) < 0.2)
    return X.astype(np.float32), Y


def with_bnlab(steps, fast=False):
    """`bn.fit`, by NumPy or with bn.fast on."""
    import bnlab as bn

    if fast:
        bn.fast.on()
    net = bn.mlp(SIZES, "sigmoid", rng=np.random.default_rng(0), dtype="float32")
    how = {"steps": steps, "batch_size": BATCH, "rng": np.random.default_rng(1)}
    return bn.fit(net, bn.GradientDescent(RATE), *images(), **how).loss[-1]


def with_torch(steps):
    """Eager PyTorch: a permutation an epoch, rows gathered by it, SGD."""
    import torch

    torch.set_num_threads(1)
    X, Y = images()
    X, Y = torch.from_numpy(np.ascontiguousarray(X.T)), torch.from_numpy(Y)
    layers = []
    for n_in, n_out in itertools.pairwise(SIZES[:-1]):
        layers += [torch.nn.Linear(n_in, n_out, bias=False), torch.nn.BatchNorm1d(n_out)]
        layers.append(torch.nn.Sigmoid())
    net = torch.nn.Sequential(*layers, torch.nn.Linear(*SIZES[-2:]))
    optimizer = torch.optim.SGD(net.parameters(), lr=RATE)
    done = 0
    while True:
        for chosen in torch.randperm(IMAGES).split(BATCH):
            loss = torch.nn.functional.cross_entropy(net(X[chosen]), Y[chosen])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            done += 1
            if done == steps:
                return float(loss)


def with_jax(steps):
    """The whole step in one jax.jit, which gathers the mini-batch as well."""
    import jax
    import jax.numpy as jnp

    X, Y = images()
    X, Y = jnp.array(X.T), jnp.array(Y, "int32")
    rng = np.random.default_rng(0)
    params = []
    for n_in, n_out in itertools.pairwise(SIZES):
        W = jnp.array(rng.standard_normal((n_in, n_out)) / np.sqrt(n_in), "float32")
        params.append((W, jnp.ones(n_out), jnp.zeros(n_out)))
    running = [(jnp.zeros(n), jnp.ones(n)) for n in SIZES[1:-1]]

    def loss_of(params, running, a, Y):
        moved = []
        for (W, gamma, beta), (mean, var) in zip(params, running, strict=False):
            z = a @ W
            mu, sigma2 = z.mean(0), z.var(0)
            moved.append((0.9 * mean + 0.1 * mu, 0.9 * var + 0.1 * sigma2))
            a = jax.nn.sigmoid(gamma * (z - mu) / jnp.sqrt(sigma2 + 1e-5) + beta)
        W, _, b = params[-1]
        log_p = jax.nn.log_softmax(a @ W + b)
        return -jnp.take_along_axis(log_p, Y[:, None], 1).mean(), moved

    @jax.jit
    def step(params, running, X, Y, chosen):
        grad = jax.value_and_grad(loss_of, has_aux=True)
        (loss, running), g = grad(params, running, X[chosen], Y[chosen])
        return jax.tree.map(lambda p, d: p - RATE * d, params, g), running, loss

    done = 0
    while True:
        order = rng.permutation(IMAGES).astype("int32")
        for start in range(0, IMAGES, BATCH):
            params, running, loss = step(params, running, X, Y, order[start : start + BATCH])
            done += 1
            if done == steps:
                return float(loss)


RUNS = {
    "bnlab, NumPy": with_bnlab,
    "bnlab, bn.fast": lambda steps: with_bnlab(steps, fast=True),
    "PyTorch": with_torch,
    "jax.jit": with_jax,
}


def cpu_of_children():
    """Seconds, of all processes that this one has started and seen end."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main():
    steps = int(sys.argv[sys.argv.index("--steps") + 1]) if "--steps" in sys.argv else 50_000
    if "--quick" in sys.argv:
        steps = 500
    if "--who" in sys.argv:
        print(RUNS[sys.argv[sys.argv.index("--who") + 1]](steps))
        return
    found = {}
    environment = os.environ | {
        "XLA_FLAGS": "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
    }
    for who in random.sample(list(RUNS), len(RUNS)):
        command = [sys.executable, __file__, "--who", who, "--steps", str(steps)]
        began, used = time.perf_counter(), cpu_of_children()
        done = subprocess.run(command, capture_output=True, text=True, env=environment)
        seconds, used = time.perf_counter() - began, cpu_of_children() - used
        if done.returncode == 0:
            last = float(done.stdout.split()[-1])
            found[who] = {
                "steps": steps,
                "seconds": round(seconds, 1),
                "cpu": round(used, 1),
                "loss": round(last, 4),
            }
        print(who, found.get(who, "is not installed"), file=sys.stderr, flush=True)
    if "--json" in sys.argv:
        print(json.dumps({who: found[who] for who in RUNS if who in found}))


main()
