"""The floor: bnlab's own NumPy calls in a row, with no layers, no names and no checks around them.

What a step takes here, no arrangement of bnlab can undercut; what it takes there in addition is the
price of reading like the lecture. With batch norm and Adam only.
"""

import math

import nets
import numpy as np

VERSION = np.__version__
SETTINGS = {"step": ("calls",), "batchnorm": ()}


def step(case, setting):
    """A function that takes n steps and returns their losses."""
    if case["optimizer"] != "Adam" or not case["batchnorm"]:
        return None
    dtype, m, sizes = case["dtype"], case["batch"], case["sizes"]
    hidden = range(len(sizes) - 2)

    def number(x):
        return np.array(x, dtype)  # cheaper for NumPy than a Python number

    def arrays():
        return [np.zeros((sizes[i + 1], m), dtype) for i in hidden]

    # theta and dtheta: W, γ, β of each hidden layer, then W and b
    given = nets.weights(case)
    units = [len(W) for W in given]
    ends = np.cumsum([k * n for W, n in zip(given, units, strict=True) for k in (len(W.T), 1, 1)])
    theta, dtheta, v, s, work = (np.zeros(ends[-2], dtype) for _ in range(5))

    def views(vector):
        parts = np.split(vector, ends[:-2])
        columns = [p.reshape(units[i // 3], -1) for i, p in enumerate(parts)]
        return columns[0::3], columns[1::3], columns[2::3]

    (Ws, gammas, betas), (dWs, dgammas, dbetas) = views(theta), views(dtheta)
    b, db = gammas.pop(), dgammas.pop()
    for W, start in zip(Ws, given, strict=True):
        W[...] = start
    for gamma in gammas:
        gamma[...] = 1

    zs, z_centreds, z_tildes, activations, das, dzs, zeros = (arrays() for _ in range(7))
    passes = [np.zeros_like(z, bool) for z in zs]
    scores = np.zeros((sizes[-1], m), dtype)
    running = np.concatenate([number([0, 1]).repeat(n) for n in units[:-1]])
    ones, count, examples = np.ones(m, dtype), number(m), np.arange(m)
    one, eps, old, new = map(number, (1, 1e-5, 0.9, 0.1))
    beta1, rest1, beta2, rest2 = map(number, (0.9, 0.1, 0.999, 0.001))
    relu, t = case["activation"] == "relu", 0

    def once(X, Y):
        nonlocal t
        a, statistics, kept = X, [], []
        for i in hidden:
            z, z_centred, z_tilde = zs[i], z_centreds[i], z_tildes[i]
            np.dot(Ws[i], a, out=z)
            mu = z.dot(ones)[:, None] / count
            np.subtract(z, mu, out=z_centred)
            var = np.vecdot(z_centred, z_centred)[:, None] / count
            sigma = np.sqrt(var + eps)
            scale = gammas[i] / sigma
            np.multiply(z_centred, scale, out=z_tilde)
            np.add(z_tilde, betas[i], out=z_tilde)
            a = activations[i]
            if relu:
                np.maximum(z_tilde, zeros[i], out=a)
            else:
                np.negative(z_tilde, out=a)
                np.exp(a, out=a)
                np.add(a, one, out=a)
                np.divide(one, a, out=a)
            statistics += mu, var
            kept.append((sigma, scale))
        np.dot(Ws[-1], a, out=scores)
        np.add(scores, b, out=scores)

        shifted = scores - np.maximum.reduce(scores, axis=0)
        p = np.exp(shifted)
        total = np.add.reduce(p, axis=0)
        loss = np.add.reduce(np.log(total) - shifted[Y, examples]) / m
        p /= total
        p[Y, examples] -= 1
        p /= count
        batch = np.concatenate(statistics)[:, 0]
        np.multiply(running, old, out=running)
        np.multiply(batch, new, out=batch)
        np.add(running, batch, out=running)

        np.dot(p, a.T, out=dWs[-1])
        np.add.reduce(p, axis=1, keepdims=True, out=db)
        dz = p
        for i in reversed(hidden):
            da, a = np.dot(Ws[i + 1].T, dz, out=das[i]), activations[i]
            dz_tilde, z_centred, (sigma, scale) = z_tildes[i], z_centreds[i], kept[i]
            if relu:
                np.greater(a, zeros[i], out=passes[i])
                np.multiply(da, passes[i], out=dz_tilde)
            else:
                np.subtract(one, a, out=dz_tilde)
                np.multiply(dz_tilde, a, out=dz_tilde)
                np.multiply(dz_tilde, da, out=dz_tilde)
            dbeta = dz_tilde.dot(ones)[:, None]
            dbetas[i][...] = dbeta
            dgamma = np.vecdot(dz_tilde, z_centred)[:, None]
            dgamma = np.divide(dgamma, sigma, out=dgammas[i])
            dz = np.multiply(z_centred, dgamma / (count * sigma), out=dzs[i])
            np.subtract(dz_tilde, dz, out=dz)
            np.subtract(dz, dbeta / count, out=dz)
            np.multiply(dz, scale, out=dz)
            np.dot(dz, (activations[i - 1] if i else X).T, out=dWs[i])

        t += 1
        np.multiply(v, beta1, out=v)
        np.multiply(dtheta, rest1, out=work)
        np.add(v, work, out=v)
        np.multiply(s, beta2, out=s)
        np.multiply(dtheta, dtheta, out=work)
        np.multiply(work, rest2, out=work)
        np.add(s, work, out=s)
        c1, root_c2 = 1 - 0.9**t, math.sqrt(1 - 0.999**t)
        np.sqrt(s, out=work)
        np.add(work, root_c2 * 1e-8, out=work)
        np.divide(v, work, out=work)
        np.multiply(work, case["learning_rate"] * root_c2 / c1, out=work)
        np.subtract(theta, work, out=theta)
        return float(loss)

    ready = nets.batches(case)

    def steps(n):
        with np.errstate(over="ignore", invalid="ignore"):
            return [once(*ready[i % len(ready)]) for i in range(n)]

    return steps
