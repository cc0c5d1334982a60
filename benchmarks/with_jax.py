"""JAX as a contestant: the whole step in one `jax.jit`, its buffers donated, in four layouts.

Examples in rows or in columns; parameters as a list of arrays or as one flat vector.
"""

import functools

import jax
import jax.flatten_util
import jax.numpy as jnp
import nets

jax.config.update("jax_enable_x64", True)

VERSION = jax.__version__
SETTINGS = {
    "step": ("rows", "columns", "rows flat", "columns flat"),
    "batchnorm": ("rows", "columns"),
}


def _batchnorm(z, gamma, beta, axis):
    mu = z.mean(axis, keepdims=True)
    var = jnp.square(z - mu).mean(axis, keepdims=True)
    return gamma * ((z - mu) / jnp.sqrt(var + 1e-5)) + beta, mu, var


def _update(optimizer, rate, theta, v, s, g, t):
    """The lecture's formulas for one array."""
    if optimizer in ("Momentum", "Adam"):
        v = 0.9 * v + 0.1 * g
    if optimizer in ("RMSprop", "Adam"):
        b2 = 0.999 if optimizer == "Adam" else 0.9
        s = b2 * s + (1 - b2) * g * g
    if optimizer == "Adam":
        step = (v / (1 - 0.9**t)) / (jnp.sqrt(s / (1 - 0.999**t)) + 1e-8)
    elif optimizer == "RMSprop":
        step = g / (jnp.sqrt(s) + 1e-8)
    else:
        step = v if optimizer == "Momentum" else g
    return theta - rate * step, v, s


def step(case, setting):
    """A function that takes n steps and returns their losses."""
    rows, dtype = setting.startswith("rows"), case["dtype"]
    axis = 0 if rows else 1
    activation = {"relu": jax.nn.relu, "sigmoid": jax.nn.sigmoid}[case["activation"]]
    params = []
    for i, W in enumerate(given := nets.weights(case)):
        unit = (1, len(W)) if rows else (len(W), 1)
        if case["batchnorm"] and i < len(given) - 1:
            extra = (jnp.ones(unit, dtype), jnp.zeros(unit, dtype))
        else:
            extra = (jnp.zeros(unit, dtype),)
        params.append((jnp.array(W.T if rows else W), *extra))
    averages = [
        (jnp.zeros_like(p[1]), jnp.ones_like(p[1])) if len(p) == 3 else None for p in params
    ]

    def forward(params, averages, X, Y):
        a, moved = X, []
        for i, (W, *extra) in enumerate(params):
            z = a @ W if rows else W @ a
            if len(extra) == 2:
                z, mu, var = _batchnorm(z, *extra, axis)
                old_mu, old_var = averages[i]
                moved.append((0.9 * old_mu + 0.1 * mu, 0.9 * old_var + 0.1 * var))
            else:
                z = z + extra[0]
                moved.append(None)
            a = activation(z) if i < len(params) - 1 else z
        shifted = a - jax.lax.stop_gradient(a.max(1 - axis, keepdims=True))
        log_sum = jnp.log(jnp.exp(shifted).sum(1 - axis))
        chosen = jnp.take_along_axis(shifted, jnp.expand_dims(Y, 1 - axis), 1 - axis)
        return (log_sum - chosen.squeeze(1 - axis)).mean(), moved

    unflatten = None
    if setting.endswith("flat"):
        params, unflatten = jax.flatten_util.ravel_pytree(params)
    zeros = functools.partial(jax.tree.map, jnp.zeros_like)

    def loss_of(params, averages, X, Y):
        return forward(unflatten(params) if unflatten else params, averages, X, Y)

    @functools.partial(jax.jit, donate_argnums=0)
    def whole(state, X, Y):
        params, averages, v, s, t = state
        (loss, averages), g = jax.value_and_grad(loss_of, has_aux=True)(params, averages, X, Y)
        t = t + 1
        update = functools.partial(_update, case["optimizer"], case["learning_rate"])
        leaves, tree = jax.tree.flatten(params)
        columns = (leaves, *map(jax.tree.leaves, (v, s, g)))
        new = [update(*arrays, t) for arrays in zip(*columns, strict=True)]
        params, v, s = (jax.tree.unflatten(tree, part) for part in zip(*new, strict=True))
        return (params, averages, v, s, t), loss

    state = (params, averages, zeros(params), zeros(params), jnp.zeros((), dtype))
    ready = [(jnp.array(X.T if rows else X), jnp.array(Y, "int32")) for X, Y in nets.batches(case)]

    def run(n):
        nonlocal state
        losses = []
        for i in range(n):
            X, Y = ready[i % len(ready)]
            state, loss = whole(state, X, Y)
            losses.append(loss)
        jax.block_until_ready(state)
        return losses

    return run


def batchnorm(case, setting):
    """A function that makes n passes."""
    rows = setting == "rows"
    z, d, gamma, beta = nets.layer_arrays(case)
    given = (z.T, gamma, beta) if rows else (z, gamma[:, None], beta[:, None])
    inputs, d = [jnp.array(a) for a in given], jnp.array(d.T if rows else d)

    def norm(z, gamma, beta):
        return _batchnorm(z, gamma, beta, 0 if rows else 1)[0]

    forward = jax.jit(lambda *inputs: jax.vjp(norm, *inputs))  # as in training: with what is kept
    backward = jax.jit(lambda kept, d: kept(d))
    both = jax.jit(lambda d, *inputs: jax.vjp(norm, *inputs)[1](d))
    kept = forward(*inputs)[1]
    once = {
        "forward": lambda: forward(*inputs),
        "backward": lambda: backward(kept, d),
        "both": lambda: both(d, *inputs),
    }[case["part"]]

    def run(n):
        for _ in range(n):
            done = once()
        jax.block_until_ready(done)

    return run
