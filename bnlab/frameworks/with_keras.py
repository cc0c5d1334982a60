"""Keras's answers; `python -m bnlab.frameworks.with_keras` writes them to with_keras.json."""

import os
import sys

os.environ["KERAS_BACKEND"] = "tensorflow"  # whatever the user's own setting: one thing is compared

import keras
import tensorflow as tf

from . import problem
from . import vectors as files
from .conventions import defaults

VERSIONS = {"keras": keras.__version__, "tensorflow": tf.__version__}
PARAMETER, UNASKED = "momentum", ()
SWITCH = ["training=True", "training=False"]

keras.config.set_floatx("float64")  # else an optimizer rounds its learning rate to float32


def batchnorm(n, eps, decay, dtype="float64"):
    """What bn.BatchNorm(n, eps, decay) is in Keras."""
    return built(keras.layers.BatchNormalization(epsilon=eps, momentum=decay, dtype=dtype), n)


def make(**arguments):
    return built(keras.layers.BatchNormalization(**arguments), 1)


def built(layer, n):
    layer.build((None, n))
    return layer


def set_parameters(layer, gamma, beta):
    layer.gamma.assign(gamma[:, 0])
    layer.beta.assign(beta[:, 0])


def forward(layer, z):
    """In training. Examples are rows here, hence z.T, (m, n)."""
    return layer(z.T, training=True).numpy().T


def gradients(layer, z, dz_tilde):
    z = tf.Variable(z)
    with tf.GradientTape() as tape:
        z_tilde = tf.transpose(layer(tf.transpose(z), training=True))
    variables = [z, layer.gamma.value, layer.beta.value]
    dz, dgamma, dbeta = tape.gradient(z_tilde, variables, output_gradients=tf.constant(dz_tilde))
    return [array.numpy() for array in (z_tilde, dz, dgamma[:, None], dbeta[:, None])]


def running_averages(layer):
    return layer.moving_mean.numpy()[:, None], layer.moving_variance.numpy()[:, None]


def infer(layer, z):
    return layer(z.T, training=False).numpy().T


def as_it_comes(layer, x):
    return layer(x).numpy()


def read(layer, name):
    return {variable.name: variable.numpy() for variable in layer.variables}.get(name)


def optimizers(alpha, beta1, beta2, eps):
    """The lecture's optimizers that Keras has exactly, if float32 holds β1 exactly."""
    return {
        "GradientDescent": keras.optimizers.SGD(alpha),
        "Momentum": keras.optimizers.SGD(alpha * (1 - beta1), momentum=beta1),
    }


def lookalikes(alpha, beta1, beta2, eps):
    return {
        "Momentum (β1 rounded to float32)": keras.optimizers.SGD(
            alpha * (1 - beta1), momentum=beta1
        ),
        "RMSprop (ε inside the root)": keras.optimizers.RMSprop(alpha, rho=beta2, epsilon=eps),
        "Adam (ε-hat)": keras.optimizers.Adam(alpha, beta_1=beta1, beta_2=beta2, epsilon=eps),
    }


def descend(table, name):
    theta = keras.Variable(problem.THETA_0, dtype="float64")
    optimizer = table(**problem.hyperparameters(name))[name]

    def step(dtheta):
        optimizer.apply([keras.ops.convert_to_tensor(dtheta)], [theta])
        return theta.numpy()

    return step


def vectors():
    return problem.layer_vectors(sys.modules[__name__])


def layers():
    return {"keras.layers.BatchNormalization": sys.modules[__name__]}


def argument_defaults():
    return {
        "keras.optimizers.SGD": defaults(keras.optimizers.SGD, "learning_rate", "momentum"),
        "keras.optimizers.RMSprop": defaults(
            keras.optimizers.RMSprop, "learning_rate", "rho", "epsilon"
        ),
        "keras.optimizers.Adam": defaults(
            keras.optimizers.Adam, "learning_rate", "beta_1", "beta_2", "epsilon"
        ),
    }


if __name__ == "__main__":
    files.main(__name__)
