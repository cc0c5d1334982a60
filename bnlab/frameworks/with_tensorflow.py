"""TensorFlow's answers; `python -m bnlab.frameworks.with_tensorflow` writes them down."""

from types import SimpleNamespace

import numpy as np
import tensorflow as tf

from . import vectors as files
from .conventions import defaults
from .problem import BETA, DZ_TILDE, EPS, GAMMA, RAGGED, UNSEEN, Z, float32

VERSIONS = {"tensorflow": tf.__version__}


def batchnorm(z, gamma, beta, eps):
    """The lecture's line. With axes=[1] the columns are the examples, as in the lecture."""
    mu, var = tf.nn.moments(z, axes=[1], keepdims=True)  # (n, 1)
    return tf.nn.batch_normalization(z, mu, var, offset=beta, scale=gamma, variance_epsilon=eps)


def inference(z, gamma, beta, mean, var, eps):
    """The same line with averages that the caller has kept: TensorFlow's function keeps none."""
    return tf.nn.batch_normalization(z, mean, var, offset=beta, scale=gamma, variance_epsilon=eps)


def gradients(z, gamma, beta, dz_tilde):
    z, gamma, beta = tf.Variable(z), tf.Variable(gamma), tf.Variable(beta)
    with tf.GradientTape() as tape:
        z_tilde = batchnorm(z, gamma, beta, EPS)
    variables = [z, gamma, beta]
    dz, dgamma, dbeta = tape.gradient(z_tilde, variables, output_gradients=tf.constant(dz_tilde))
    found = {"z_tilde": z_tilde, "dz": dz, "dgamma": dgamma, "dbeta": dbeta}
    return {name: array.numpy() for name, array in found.items()}


def vectors():
    inputs = Z, GAMMA, BETA, DZ_TILDE
    mu, var = tf.nn.moments(Z, axes=[1], keepdims=True)
    alone = [tf.nn.moments(z, axes=[1], keepdims=True) for z in RAGGED]
    return {
        **gradients(*inputs),
        "mu": mu.numpy(),
        "var": var.numpy(),
        "ragged_mu": np.hstack([mu for mu, var in alone]),
        "ragged_var": np.hstack([var for mu, var in alone]),
        "inference": inference(UNSEEN, GAMMA, BETA, mu, var, EPS).numpy(),
        **{f"float32_{name}": array for name, array in gradients(*float32(*inputs)).items()},
    }


def make(mean=0.0, var=1.0, **arguments):
    """What a layer would keep; only `measure` needs it."""
    return SimpleNamespace(
        gamma=np.ones((1, 1)),
        beta=np.zeros((1, 1)),
        mean=np.float32([mean]),
        var=np.float32([var]),
        arguments=arguments,
    )


def set_parameters(layer, gamma, beta):
    layer.gamma, layer.beta = gamma, beta


def forward(layer, z):
    return batchnorm(z, layer.gamma, layer.beta, eps=1e-5).numpy()


def fused_forward(layer, z):
    """The fused kernel, which tf.keras 2 used: float32, images (example, row, column, unit)."""
    images = np.float32(z.T[:, None, None, :])
    z_tilde, layer.mean, layer.var = (
        array.numpy()
        for array in tf.compat.v1.nn.fused_batch_norm(
            images,
            scale=np.float32(layer.gamma[0]),
            offset=np.float32(layer.beta[0]),
            mean=layer.mean,
            variance=layer.var,
            **layer.arguments,
        )
    )
    return z_tilde[:, 0, 0, :].T


def read(layer, name):
    """What the functions above hand over by that name."""
    arguments = {"scale": layer.gamma, "offset": layer.beta}
    return (arguments | {"mean": layer.mean, "variance": layer.var}).get(name)


def layers():
    plain = {
        "SWITCH": None,
        "make": make,
        "set_parameters": set_parameters,
        "forward": forward,
        "read": read,
    }
    fused = {
        **plain,
        "forward": fused_forward,
        "running_averages": lambda layer: (layer.mean[:, None], layer.var[:, None]),
    }
    return {
        "tf.nn.batch_normalization": SimpleNamespace(**plain, PARAMETER=None, UNASKED=["eps"]),
        "tf.compat.v1.nn.fused_batch_norm": SimpleNamespace(
            **fused, PARAMETER="exponential_avg_factor", UNASKED=["start", "mean_1e8"]
        ),
    }


def argument_defaults():
    names = "mean", "variance", "offset", "scale", "variance_epsilon"
    return {"tf.nn.batch_normalization": defaults(tf.nn.batch_normalization, *names)}


if __name__ == "__main__":
    files.main(__name__)
