"""The networks that are timed: equal weights and equal mini-batches for every contestant."""

import numpy as np

# name: sizes, activation, batch size, examples to choose mini-batches from
NETS = {
    "small": ([64, 32, 32, 10], "relu", 64, 1_400),
    "digits": ([64, 100, 100, 100, 10], "sigmoid", 60, 1_400),
    "paper": ([784, 100, 100, 100, 10], "sigmoid", 60, 6_000),
    "wide": ([784, 512, 512, 512, 10], "relu", 256, 6_000),
}
OPTIMIZERS = ("GradientDescent", "Momentum", "RMSprop", "Adam")
DTYPES = ("float32", "float64")
SEED = 1


def case(net, dtype, optimizer="Adam", batchnorm=True, learning_rate=1e-9):
    """One thing to time. The tiny learning rate keeps the numbers ordinary however long it runs."""
    sizes, activation, batch, examples = NETS[net]
    return {
        "net": net,
        "sizes": sizes,
        "activation": activation,
        "batch": batch,
        "examples": examples,
        "dtype": dtype,
        "optimizer": optimizer,
        "batchnorm": batchnorm,
        "learning_rate": learning_rate,
    }


SHAPES = ((10, 60), (100, 60), (256, 256), (512, 512), (512, 1024), (1024, 4096))
ONLY_BOTH = ((10, 60), (512, 512))


def layer(shape, dtype, part):
    """Batch norm alone to time; `part` is "forward", "backward" or "both"."""
    return {"shape": list(shape), "dtype": dtype, "part": part}


def layer_arrays(case):
    """z, dz̃ (n, m) and γ, β (n,)."""
    rng = np.random.default_rng(SEED)
    n, m = case["shape"]
    arrays = (rng.standard_normal(size) for size in ((n, m), (n, m), n, n))
    return tuple(a.astype(case["dtype"]) for a in arrays)


def weights(case):
    """W of every layer, (n_out, n_in), by the rule of `bnlab.mlp`."""
    rng = np.random.default_rng(SEED)
    gain = 2 if case["activation"] == "relu" else 1
    pairs = list(zip(case["sizes"], case["sizes"][1:], strict=False))
    gains = [gain] * (len(pairs) - 1) + [1]
    return [
        (np.sqrt(g / n_in) * rng.standard_normal((n_out, n_in))).astype(case["dtype"])
        for g, (n_in, n_out) in zip(gains, pairs, strict=True)
    ]


def examples(case):
    """X (n_x, m) in [0, 1] and Y (m,): noisy pictures of ten random prototypes."""
    rng = np.random.default_rng(SEED)
    Y = rng.integers(0, case["sizes"][-1], case["examples"])
    prototypes = rng.random((case["sizes"][0], case["sizes"][-1]))
    X = 0.6 * prototypes[:, Y] + 0.4 * rng.random((case["sizes"][0], len(Y)))
    return X.astype(case["dtype"]), Y


def batches(case):
    """The full mini-batches of one epoch, in the order in which `bnlab.fit` takes them."""
    X, Y = examples(case)
    order = np.random.default_rng(SEED).permutation(len(Y))
    b = case["batch"]
    chosen = [order[i : i + b] for i in range(0, len(order) - b + 1, b)]
    return [(np.ascontiguousarray(X[:, c]), Y[c]) for c in chosen]
