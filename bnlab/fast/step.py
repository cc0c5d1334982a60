"""One step of training as machine code: read `take_step` at the end first, then what it calls.

It is the lecture's step, line by line, with as few journeys through memory as it needs: each unit's
row is normalised, scaled and activated while it is in the processor's cache. The formulas stand in
`batchnorm.py`, `layers.py`, `losses.py` and `optimizers.py`; here are plain loops, and numba
compiles them. Sums are taken in another order than NumPy's, so results differ by rounding alone.
"""

import functools
import math
from concurrent.futures import ThreadPoolExecutor
from types import FunctionType

import numba
import numpy as np
from numba.core.event import Listener, register
from numba.extending import overload

# The sums may be taken in any order, as NumPy's are; NaN and Inf keep their meaning.
_OPTIONS = {"error_model": "numpy", "cache": True, "nogil": True}
loops = numba.njit(fastmath={"reassoc", "contract", "arcp", "nsz"}, **_OPTIONS)
in_this_order = numba.njit(fastmath={"contract"}, **_OPTIONS)

NONE, SIGMOID, TANH, RELU = range(4)
GRADIENT_DESCENT, MOMENTUM, RMSPROP, ADAM = range(4)

# Where everything of a layer is: Linear, with batch norm and activation if it has them.
LAYER = np.dtype(
    [(name, np.int64) for name in ("n_in", "n_out", "start", "biased", "normed", "activation")]
    + [(name, np.int64) for name in ("unit", "running", "unbiased")]
    + [(name, np.float64) for name in ("eps", "decay")]
)


# ------------------------------------------------------------------------- e to the power of x


def _two_to(k):
    """2 to the power of the whole number k, of k's own type: k becomes the number's exponent."""


@overload(_two_to, inline="always")
def _bits_of_two_to(k):
    if k == numba.float32:
        return lambda k: np.int32((np.int32(k) + np.int32(127)) << np.int32(23)).view(np.float32)
    return lambda k: np.int64((np.int64(np.int32(k)) + 1023) << 52).view(np.float64)


@in_this_order
def power_and_rest(x, real):
    """2^k and p with e^x = 2^k (1 + p), for x in [−87, 87], where others end: at 1e-38 and 1e38.

    The compiler makes vector instructions of this, but not of `np.exp`. |x − k log 2| ≤ 0.35, and
    there 13 terms of the series give e^x to the last digit; log 2 comes in two pieces for the same
    reason.
    """
    low, high = real(-87), real(87)
    x = low if x < low else x  # written so that NaN stays NaN
    x = high if x > high else x
    k = np.floor(x * real(1.4426950408889634) + real(0.5))
    r = x - k * real(0.693145751953125) - k * real(1.4286068203094172e-6)
    p = real(1 / 6227020800)
    for factorial in (479001600, 39916800, 3628800, 362880, 40320, 5040, 720, 120, 24, 6, 2, 1):
        p = p * r + real(1 / factorial)
    return _two_to(k), p * r


@loops
def exp(x, real):
    two_to_k, p = power_and_rest(x, real)
    return two_to_k + two_to_k * p


# ------------------------------------------------------------------- batch norm, a unit at a time


@loops
def normalize(i, z, z_tilde, gamma, beta, eps):
    """Unit i: z becomes z − μ, z̃ is filled; returns σ, γ/σ, μ and σ²."""
    real = z.dtype.type
    m, total, squares = real(z.shape[1]), real(0), real(0)
    for j in range(z.shape[1]):
        total += z[i, j]
    mu = total / m
    for j in range(z.shape[1]):
        z[i, j] -= mu
        squares += z[i, j] * z[i, j]
    var = squares / m
    sigma = np.sqrt(var + real(eps))
    scale = gamma / sigma
    for j in range(z.shape[1]):
        z_tilde[i, j] = z[i, j] * scale + beta
    return sigma, scale, mu, var


@loops
def back_through_batchnorm(i, d, z_centred, sigma, scale):
    """Unit i: the gradient of z̃ becomes that of z; returns dγ and dβ."""
    real = d.dtype.type
    m, dbeta, products = real(d.shape[1]), real(0), real(0)
    for j in range(d.shape[1]):
        dbeta += d[i, j]
        products += d[i, j] * z_centred[i, j]
    dgamma = products / sigma
    shift, slope = dbeta / m, dgamma / (m * sigma)
    for j in range(d.shape[1]):
        d[i, j] = (d[i, j] - shift - z_centred[i, j] * slope) * scale
    return dgamma, dbeta


@loops
def batchnorm_forward(z, z_centred, z_tilde, gamma, beta, eps, sigma, scale, mu, var):
    """All units, of a z that stays as it is; columns are (n, 1)."""
    for i in range(z.shape[0]):
        for j in range(z.shape[1]):
            z_centred[i, j] = z[i, j]
        sigma[i, 0], scale[i, 0], mu[i, 0], var[i, 0] = normalize(
            i, z_centred, z_tilde, gamma[i, 0], beta[i, 0], eps
        )


@loops
def batchnorm_backward(dz_tilde, dz, z_centred, sigma, scale, dgamma, dbeta):
    """All units, of a dz̃ that stays as it is."""
    for i in range(dz.shape[0]):
        for j in range(dz.shape[1]):
            dz[i, j] = dz_tilde[i, j]
        dgamma[i, 0], dbeta[i, 0] = back_through_batchnorm(
            i, dz, z_centred, sigma[i, 0], scale[i, 0]
        )


# ---------------------------------------------------------------------------- a layer after W a


@loops
def forward(first, last, z, a, b, gamma, beta, eps, kept, activation):
    """z = W a becomes a, for some units: b, batch norm, activation. How many units failed."""
    real, failed = z.dtype.type, 0
    one, zero = real(1), real(0)
    for i in range(first, last):
        if b.size:
            for j in range(z.shape[1]):
                z[i, j] += b[i]
        if gamma.size:
            kept[0, i], kept[1, i], kept[2, i], kept[3, i] = normalize(
                i, z, a, gamma[i], beta[i], eps
            )
            failed += not np.isfinite(kept[3, i])
        else:
            for j in range(z.shape[1]):
                a[i, j] = z[i, j]
        if activation == RELU:
            for j in range(z.shape[1]):
                a[i, j] = zero if a[i, j] < zero else a[i, j]  # NaN stays NaN
        elif activation == SIGMOID:
            for j in range(z.shape[1]):
                a[i, j] = one / (one + exp(-a[i, j], real))
        elif activation == TANH:
            for j in range(z.shape[1]):
                two_to_k, p = power_and_rest(a[i, j] + a[i, j], real)
                less_one = two_to_k * p + (two_to_k - one)  # e^2z − 1, exact where z is small
                a[i, j] = less_one / (less_one + real(2))
    return failed


@loops
def backward(first, last, d, z_centred, a, db, dgamma, dbeta, kept, activation):
    """The gradient d of a becomes that of z = W a, for some units; db, dγ and dβ are filled."""
    real = d.dtype.type
    one, zero = real(1), real(0)
    for i in range(first, last):
        if activation == RELU:
            for j in range(d.shape[1]):
                d[i, j] = d[i, j] if a[i, j] > zero else zero
        elif activation == SIGMOID:
            for j in range(d.shape[1]):
                d[i, j] *= a[i, j] * (one - a[i, j])
        elif activation == TANH:
            for j in range(d.shape[1]):
                d[i, j] *= one - a[i, j] * a[i, j]
        if dgamma.size:
            dgamma[i], dbeta[i] = back_through_batchnorm(i, d, z_centred, kept[0, i], kept[1, i])
        if db.size:
            total = zero
            for j in range(d.shape[1]):
                total += d[i, j]
            db[i] = total


# ------------------------------------------------------------------------------------- losses


@loops
def softmax_cross_entropy(scores, Y, d, top, total):
    """The loss; d becomes its gradient. `top` and `total` have room for one number an example."""
    real, loss = scores.dtype.type, 0.0
    m = scores.shape[1]
    for j in range(m):
        top[j], total[j] = scores[0, j], real(0)
    for i in range(1, scores.shape[0]):
        for j in range(m):
            top[j] = scores[i, j] if scores[i, j] > top[j] else top[j]
    for i in range(scores.shape[0]):
        for j in range(m):
            d[i, j] = exp(scores[i, j] - top[j], real)
            total[j] += d[i, j]
    for j in range(m):
        loss += np.log(total[j]) - (scores[Y[j], j] - top[j])
        total[j] = real(1) / total[j]
    for i in range(scores.shape[0]):
        for j in range(m):
            d[i, j] *= total[j]
    for j in range(m):
        d[Y[j], j] -= real(1)
    for i in range(scores.shape[0]):
        for j in range(m):
            d[i, j] /= real(m)
    return loss / m


@loops
def binary_cross_entropy(scores, Y, d):
    """The loss of one score for each example; d becomes its gradient."""
    real, loss = scores.dtype.type, 0.0
    one, m = real(1), scores.shape[1]
    for j in range(m):
        score, y = scores[0, j], real(Y[j])
        small = exp(-abs(score), real)  # in (0, 1]
        loss += max(score, real(0)) - score * y + np.log1p(small)
        p = (one if score >= 0 else small) / (one + small)
        d[0, j] = (p - y) / real(m)
    return loss / m


# --------------------------------------------------------------------------------- optimizers


@loops
def update(first, last, rule, rates, theta, g, v, s):
    """θ after its step and the averages that it moves, from number `first` to before `last`."""
    theta, g, v, s = theta[first:last], g[first:last], v[first:last], s[first:last]
    real = theta.dtype.type
    rate, beta1, beta2, rescale, eps = rates
    old1, new1, old2, new2 = real(beta1), real(1 - beta1), real(beta2), real(1 - beta2)
    alpha, rescale, eps = real(rate), real(rescale), real(eps)
    if rule == GRADIENT_DESCENT:
        for i in range(theta.size):
            theta[i] -= alpha * g[i]
    elif rule == MOMENTUM:
        for i in range(theta.size):
            v[i] = old1 * v[i] + new1 * g[i]
            theta[i] -= alpha * v[i]
    elif rule == RMSPROP:
        for i in range(theta.size):
            s[i] = old2 * s[i] + new2 * (g[i] * g[i])
            theta[i] -= alpha * g[i] / (np.sqrt(s[i]) + eps)
    else:
        for i in range(theta.size):
            v[i] = old1 * v[i] + new1 * g[i]
            s[i] = old2 * s[i] + new2 * (g[i] * g[i])
            theta[i] -= alpha * v[i] / (np.sqrt(s[i] * rescale) + eps)


# ------------------------------------------------------------------------------ the whole step


@loops
def weights(vector, layer):
    """W of a layer in theta, or dW in dtheta."""
    stop = layer.start + layer.n_out * layer.n_in
    return vector[layer.start : stop].reshape(layer.n_out, layer.n_in)


@loops
def columns(vector, layer):
    """b, γ and β in theta, or their gradients in dtheta; what a layer lacks has length 0."""
    b = layer.start + layer.n_out * layer.n_in
    gamma = b + layer.n_out * layer.biased
    beta = gamma + layer.n_out * layer.normed
    return vector[b:gamma], vector[gamma:beta], vector[beta : beta + layer.n_out * layer.normed]


@loops
def arrays(work, layer):
    """z (later z − μ), a, and the gradient d of a (later of z), each (n_out, m)."""
    row, n = 3 * layer.unit, layer.n_out
    return work[row : row + n], work[row + n : row + 2 * n], work[row + 2 * n : row + 3 * n]


@loops
def columns_kept(kept, layer):
    """σ, γ/σ, μ and σ² of a layer's units, (4, n_out)."""
    return kept[4 * layer.unit : 4 * (layer.unit + layer.n_out)].reshape(4, layer.n_out)


@loops
def move_running_averages(running, kept, layer, m):
    real, n = running.dtype.type, layer.n_out
    old, new = real(layer.decay), real(1 - layer.decay)
    widen = real(m / (m - 1)) if layer.unbiased else real(1)
    for i in range(n):
        mean, var = layer.running + i, layer.running + n + i
        running[mean] = old * running[mean] + new * kept[2, i]
        running[var] = old * running[var] + new * (kept[3, i] * widen)


def take_step(X, Y, theta, dtheta, v, s, running, layers, work, kept, scores, rule, rates):
    """One step on one mini-batch: the loss; or NaN, and then nothing has changed but `dtheta`."""
    last, m = len(layers) - 1, X.shape[1]
    for y in Y:
        if not 0 <= y < max(len(scores), 2):
            return math.nan

    a = X
    for k in range(last + 1):  # forward: z = W a, then b, batch norm, activation
        layer = layers[k]
        n, eps, activation = layer.n_out, layer.eps, layer.activation
        z, a_next, _ = arrays(work, layer)
        b, gamma, beta = columns(theta, layer)
        statistics = columns_kept(kept, layer)
        np.dot(weights(theta, layer), a, z)
        if forward(0, n, z, a_next, b, gamma, beta, eps, statistics, activation):
            return math.nan
        a = a_next
    scores[:] = a

    d = arrays(work, layers[last])[2]
    if len(scores) == 1:
        loss = binary_cross_entropy(scores, Y, d)
    else:
        loss = softmax_cross_entropy(scores, Y, d, work[-1], work[-2])
    if not np.isfinite(loss):
        return math.nan

    for k in range(last, -1, -1):  # backward: dz, dW, and the gradient of the a before
        layer = layers[k]
        n, activation = layer.n_out, layer.activation
        z_centred, a, d = arrays(work, layer)
        db, dgamma, dbeta = columns(dtheta, layer)
        statistics = columns_kept(kept, layer)
        backward(0, n, d, z_centred, a, db, dgamma, dbeta, statistics, activation)
        if layer.normed:
            move_running_averages(running, statistics, layer, m)
        if k == 0:
            np.dot(d, X.T, weights(dtheta, layer))
        else:
            _, a_before, d_before = arrays(work, layers[k - 1])
            np.dot(d, a_before.T, weights(dtheta, layer))
            np.dot(weights(theta, layer).T, d, d_before)

    update(0, theta.size, rule, rates, theta, dtheta, v, s)
    return loss


in_one_call = loops(take_step)


@functools.cache
def with_threads(count):
    """`take_step` for wide layers: the same lines, but run by Python.

    NumPy's products have threads of their own; where the lines say forward, backward and update,
    each of `count` threads takes its part of the units or parameters.
    """
    pool = ThreadPoolExecutor(count - 1)

    def shared(function):
        def call(first, last, *rest):
            ends = [first + (last - first) * k // count for k in range(count + 1)]
            others = [pool.submit(function, *ends[k : k + 2], *rest) for k in range(1, count)]
            found = [function(*ends[:2], *rest), *(other.result() for other in others)]
            return sum(filter(None, found))

        return call

    names = {f.__name__: shared(f) for f in (forward, backward, update)}
    return FunctionType(take_step.__code__, globals() | names)


class _Telling(Listener):
    """Numba compiles, for the machine code is not on disk yet: says so."""

    told = False

    def on_start(self, event):
        if not self.told and event.data["dispatcher"].py_func.__module__ == __name__:
            self.told = True
            print("bn.fast compiles its code: some 10 seconds, and then never again here.")

    def on_end(self, event):
        pass


register("numba:compile", _Telling())
