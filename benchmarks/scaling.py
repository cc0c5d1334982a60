"""Time and memory of a step as batch, width and depth grow, with the least that they could be.

python benchmarks/scaling.py [--json]
"""

import json
import sys
import time
import tracemalloc

import by_itself  # noqa: F401  first, see there
import nets
import numpy as np
import with_bnlab

DTYPE = "float64"
INPUT, CLASSES = 64, 10
MIDDLE = {"batch": 64, "width": 128, "depth": 3}
GROWS = {
    "batch": [8, 16, 32, 64, 128, 256, 512, 1024, 2048],
    "width": [8, 16, 32, 64, 128, 256, 512, 1024],
    "depth": [1, 2, 4, 8, 16],
}


def case(batch, width, depth):
    """A ReLU network with BN and Adam."""
    sizes = [INPUT, *[width] * depth, CLASSES]
    return nets.case("small", DTYPE) | {"sizes": sizes, "batch": batch, "examples": 2 * batch}


def seconds(run, rounds):
    """Lower quartile of the CPU time a call, warmed up."""
    run(3)
    start = time.process_time()
    run(3)
    n = max(1, round(0.02 / max((time.process_time() - start) / 3, 1e-6)))
    took = []
    for _ in range(rounds):
        start = time.process_time()
        run(n)
        took.append((time.process_time() - start) / n)
    return float(np.quantile(took, 0.25))


def memory(case):
    """Peak bytes of a network, its optimizer and its steps, without the mini-batches."""
    ready = nets.batches(case)
    with_bnlab.step(case, "step", ready)(1)
    tracemalloc.start()
    with_bnlab.step(case, "step", ready)(2)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


def rate_of_products():
    """Multiplications and additions a second of a large matrix product."""
    A = np.random.default_rng(0).random((512, 512)).astype(DTYPE)
    out = np.empty_like(A)
    return 2 * 512**3 / seconds(lambda n: [np.dot(A, A, out=out) for _ in range(n)], 9)


def bounds(case, rate):
    """The least time (its products at that rate) and memory (each array that must exist, once)."""
    pairs = list(zip(case["sizes"], case["sizes"][1:], strict=False))
    m, itemsize = case["batch"], np.dtype(DTYPE).itemsize
    weights = [a * b for a, b in pairs]
    products = 6 * sum(weights) - 2 * weights[0]  # z, dW and da; no da for the input
    units = sum(b for _, b in pairs[:-1])
    parameters = sum(weights) + 2 * units + case["sizes"][-1]
    arrays = 2 * units + case["sizes"][-1]  # z − μ and a of each hidden layer; the scores
    # theta and dtheta, Adam's v and s
    return products * m / rate, (4 * parameters + arrays * m) * itemsize


def measure(quick=False):
    """For each that grows: its values, seconds, bytes, and the bounds of both."""
    rate = rate_of_products()
    result = {"rate": rate, "dtype": DTYPE, "middle": MIDDLE, "input": INPUT}
    for what, values in GROWS.items():
        rows = []
        for value in values[:: 3 if quick else 1]:
            c = case(**MIDDLE | {what: value})
            took = seconds(with_bnlab.step(c, "step"), 3 if quick else 9)
            rows.append([value, took, memory(c), *bounds(c, rate)])
        result[what] = rows
    return result


def draw(result, path):
    """The figure, as a small PNG."""
    from io import BytesIO

    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure
    from PIL import Image

    figure = Figure(figsize=(9, 5), layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.subplots(2, len(GROWS), sharey="row")
    names = {"batch": "examples a mini-batch", "width": "units a layer", "depth": "hidden layers"}
    for column, what in enumerate(GROWS):
        x, took, size, least_time, least_size = np.array(result[what]).T
        pairs = ((took * 1e3, least_time * 1e3), (size / 2**20, least_size / 2**20))
        for row, (found, least) in enumerate(pairs):
            ax = axes[row, column]
            ax.loglog(x, found, "o-", color="#0072B2", label="bnlab")
            ax.loglog(x, least, "--", color="#666666", label="least possible")
            ax.grid(alpha=0.3, which="both", linewidth=0.4)
        axes[1, column].set_xlabel(names[what])
    axes[0, 0].set_ylabel("ms a step")
    axes[1, 0].set_ylabel("MB")
    axes[0, 0].legend(fontsize="small")
    buffer = BytesIO()
    figure.savefig(buffer, dpi=90, format="png")
    image = Image.open(buffer).convert("RGB").quantize(32)
    image.save(path, optimize=True)


def main():
    result = measure("--quick" in sys.argv)
    if "--json" in sys.argv:
        print(json.dumps(result))
        return
    for what in GROWS:
        for value, took, size, least, least_size in result[what]:
            print(
                f"{what:6}{value:6} {took * 1e3:8.2f} ms (bound {least * 1e3:.2f})"
                f" {size / 2**20:8.2f} MB (bound {least_size / 2**20:.2f})"
            )


if __name__ == "__main__":
    main()
