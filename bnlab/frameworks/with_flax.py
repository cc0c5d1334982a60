"""Flax's and Optax's answers; `python -m bnlab.frameworks.with_flax` writes them down."""

import sys
from functools import partial
from types import SimpleNamespace

import flax
import jax
import numpy as np
import optax
from flax import nnx
from jax import numpy as jnp

from . import problem
from . import vectors as files
from .conventions import defaults

VERSIONS = {"flax": flax.__version__, "optax": optax.__version__, "jax": jax.__version__}
PARAMETER, UNASKED = "momentum", ()
SWITCH = ["use_running_average=False", "use_running_average=True"]

jax.config.update("jax_enable_x64", True)  # JAX turns float64 into float32 unless told


def batchnorm(n, eps, decay, dtype="float64"):
    """What bn.BatchNorm(n, eps, decay) is in Flax."""
    layer = nnx.BatchNorm(
        n,
        epsilon=eps,
        momentum=decay,
        use_fast_variance=False,
        param_dtype=dtype,
        rngs=nnx.Rngs(0),
    )
    # Its averages are float32 whatever param_dtype says, so they are replaced.
    layer.mean = nnx.BatchStat(jnp.zeros(n, dtype))
    layer.var = nnx.BatchStat(jnp.ones(n, dtype))
    return layer


def make(**arguments):
    return nnx.BatchNorm(1, param_dtype="float64", rngs=nnx.Rngs(0), **arguments)


def set_parameters(layer, gamma, beta):
    layer.scale[...], layer.bias[...] = gamma[:, 0], beta[:, 0]


def forward(layer, z):
    """In training. Examples are rows here, hence z.T, (m, n)."""
    return np.asarray(layer(jnp.asarray(z.T), use_running_average=False).T)


def gradients(layer, z, dz_tilde):
    def output_times_dz_tilde(layer, z):
        z_tilde = layer(z.T, use_running_average=False).T
        return jnp.sum(z_tilde * dz_tilde), z_tilde

    gradient = nnx.grad(output_times_dz_tilde, argnums=(0, 1), has_aux=True)
    (dlayer, dz), z_tilde = gradient(layer, jnp.asarray(z))
    dgamma, dbeta = dlayer["scale"][...][:, None], dlayer["bias"][...][:, None]  # (n, 1)
    return [np.asarray(array) for array in (z_tilde, dz, dgamma, dbeta)]


def running_averages(layer):
    return np.asarray(layer.mean[...])[:, None], np.asarray(layer.var[...])[:, None]


def infer(layer, z):
    return np.asarray(layer(jnp.asarray(z.T), use_running_average=True).T)


def as_it_comes(layer, x):
    return np.asarray(layer(jnp.asarray(x)))


def read(layer, name):
    return np.asarray(getattr(layer, name)[...]) if hasattr(layer, name) else None


def optimizers(alpha, beta1, beta2, eps):
    """The lecture's optimizers, exactly."""
    return {
        "GradientDescent": optax.sgd(alpha),
        "Momentum": optax.sgd(alpha * (1 - beta1), momentum=beta1),
        "RMSprop": optax.rmsprop(alpha, decay=beta2, eps=eps, eps_in_sqrt=False),
        "Adam": optax.adam(alpha, b1=beta1, b2=beta2, eps=eps),
    }


def lookalikes(alpha, beta1, beta2, eps):
    return {
        "RMSprop (ε inside the root)": optax.rmsprop(alpha, decay=beta2, eps=eps),
    }


def descend(table, name):
    theta = jnp.asarray(problem.THETA_0)
    optimizer = table(**problem.hyperparameters(name))[name]
    state = optimizer.init(theta)

    def step(dtheta):
        nonlocal theta, state
        updates, state = optimizer.update(jnp.asarray(dtheta), state, theta)
        theta = optax.apply_updates(theta, updates)
        return np.asarray(theta)

    return step


def vectors():
    return problem.layer_vectors(sys.modules[__name__])


def layers():
    here = sys.modules[__name__]
    accurate = SimpleNamespace(**vars(here))
    accurate.make = partial(make, use_fast_variance=False)
    return {
        "flax.nnx.BatchNorm": here,
        "flax.nnx.BatchNorm(use_fast_variance=False)": accurate,
    }


def argument_defaults():
    return {
        "optax.sgd": defaults(optax.sgd, "momentum"),
        "optax.rmsprop": defaults(optax.rmsprop, "decay", "eps", "eps_in_sqrt"),
        "optax.adam": defaults(optax.adam, "b1", "b2", "eps", "eps_root"),
    }


if __name__ == "__main__":
    files.main(__name__)
