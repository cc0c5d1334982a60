"""bnlab's answers to the same questions: what the tests compare with every recorded file."""

import numpy as np

import bnlab as bn

from . import problem
from .problem import BETA, DZ_TILDE, EPS, GAMMA, RAGGED, UNSEEN, Z, float32

PARAMETER, UNASKED = "decay", ()
SWITCH = ["training=True", "training=False"]


def batchnorm(n, eps, decay, dtype="float64", unbiased=False):
    return bn.BatchNorm(n, eps=eps, decay=decay, unbiased=unbiased, dtype=dtype)


def make(**arguments):
    return bn.BatchNorm(1, **arguments)


def set_parameters(layer, gamma, beta):
    layer.params["gamma"], layer.params["beta"] = gamma, beta


def forward(layer, z):
    return layer.forward(z, training=True)


def gradients(layer, z, dz_tilde):
    z_tilde = layer.forward(z, training=True)
    dz = layer.backward(dz_tilde)
    return [z_tilde, dz, layer.grads["gamma"].copy(), layer.grads["beta"].copy()]


def running_averages(layer):
    return layer.running_mean.copy(), layer.running_var.copy()


def infer(layer, z):
    return layer.forward(z, training=False)


def as_it_comes(layer, x):
    return layer.forward(x)


def read(layer, name):
    return layer.params[name] if name in layer.params else getattr(layer, name, None)


def optimizers(alpha, beta1, beta2, eps):
    return {
        "GradientDescent": bn.GradientDescent(alpha),
        "Momentum": bn.Momentum(alpha, beta1=beta1),
        "RMSprop": bn.RMSprop(alpha, beta2=beta2, eps=eps),
        "Adam": bn.Adam(alpha, beta1=beta1, beta2=beta2, eps=eps),
    }


def descend(table, name):
    theta = problem.THETA_0.copy()
    optimizer = table(**problem.hyperparameters(name))[name.split(" (")[0]]

    def step(dtheta):
        optimizer.update(theta, dtheta)
        return theta.copy()

    return step


def function_vectors():
    """What with_tensorflow.py asks of functions, asked of bnlab's."""
    found = {}
    inputs = Z, GAMMA, BETA, DZ_TILDE
    for prefix, (z, gamma, beta, dz_tilde) in (("", inputs), ("float32_", float32(*inputs))):
        z_tilde, cache = bn.batchnorm_forward(z, gamma, beta, EPS)
        dz, dgamma, dbeta = bn.batchnorm_backward(dz_tilde, cache)
        answers = {"z_tilde": z_tilde, "dz": dz, "dgamma": dgamma, "dbeta": dbeta}
        found |= {prefix + name: array for name, array in answers.items()}
    _, mu, var = bn.normalize(Z, EPS)
    alone = [bn.normalize(z, EPS) for z in RAGGED]
    return found | {
        "mu": mu,
        "var": var,
        "ragged_mu": np.hstack([mu for _, mu, _ in alone]),
        "ragged_var": np.hstack([var for _, _, var in alone]),
        "inference": bn.batchnorm_inference(UNSEEN, GAMMA, BETA, mu, var, EPS),
    }
