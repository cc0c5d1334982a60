"""PyTorch's answers; `python -m bnlab.frameworks.with_torch` writes them to with_torch.json."""

import sys

import torch

from . import problem
from . import vectors as files
from .conventions import defaults

VERSIONS = {"torch": torch.__version__}
PARAMETER, UNASKED = "momentum", ()
SWITCH = ["layer.train()", "layer.eval()"]


def batchnorm(n, eps, decay, dtype="float64"):
    """What bn.BatchNorm(n, eps, decay, unbiased=True) is in PyTorch."""
    return torch.nn.BatchNorm1d(n, eps=eps, momentum=1 - decay, dtype=getattr(torch, dtype))


def make(**arguments):
    return torch.nn.BatchNorm1d(1, dtype=torch.float64, **arguments)


def set_parameters(layer, gamma, beta):
    layer.weight.data, layer.bias.data = torch.tensor(gamma[:, 0]), torch.tensor(beta[:, 0])


def forward(layer, z):
    """In training. Examples are rows here, hence z.T, (m, n)."""
    return layer.train()(torch.tensor(z.T)).T.detach().numpy()


def gradients(layer, z, dz_tilde):
    z = torch.tensor(z, requires_grad=True)
    z_tilde = layer.train()(z.T).T
    z_tilde.backward(torch.tensor(dz_tilde))
    dgamma, dbeta = layer.weight.grad[:, None], layer.bias.grad[:, None]  # (n, 1)
    return [array.detach().numpy() for array in (z_tilde, z.grad, dgamma, dbeta)]


def running_averages(layer):
    return layer.running_mean.numpy()[:, None].copy(), layer.running_var.numpy()[:, None].copy()


def infer(layer, z):
    return layer.eval()(torch.tensor(z.T)).T.detach().numpy()


def as_it_comes(layer, x):
    return layer(torch.tensor(x)).detach().numpy()


def read(layer, name):
    return getattr(layer, name).detach().numpy() if hasattr(layer, name) else None


def optimizers(params, alpha, beta1, beta2, eps):
    """The lecture's optimizers, exactly."""
    return {
        "GradientDescent": torch.optim.SGD(params, lr=alpha),
        "Momentum": torch.optim.SGD(params, lr=alpha * (1 - beta1), momentum=beta1),
        "RMSprop": torch.optim.RMSprop(params, lr=alpha, alpha=beta2, eps=eps),
        "Adam": torch.optim.Adam(params, lr=alpha, betas=(beta1, beta2), eps=eps),
    }


def lookalikes(params, alpha, beta1, beta2, eps):
    return {
        "Momentum (first step undamped)": torch.optim.SGD(
            params, lr=alpha, momentum=beta1, dampening=beta1
        ),
    }


def descend(table, name):
    theta = torch.tensor(problem.THETA_0, requires_grad=True)
    optimizer = table([theta], **problem.hyperparameters(name))[name]

    def step(dtheta):
        theta.grad = torch.tensor(dtheta)
        optimizer.step()
        return theta.detach().numpy().copy()

    return step


def vectors():
    return problem.layer_vectors(sys.modules[__name__])


def layers():
    return {"torch.nn.BatchNorm1d": sys.modules[__name__]}


def argument_defaults():
    return {
        "torch.optim.SGD": defaults(torch.optim.SGD, "lr", "momentum", "dampening"),
        "torch.optim.RMSprop": defaults(torch.optim.RMSprop, "lr", "alpha", "eps"),
        "torch.optim.Adam": defaults(torch.optim.Adam, "lr", "betas", "eps"),
    }


if __name__ == "__main__":
    files.main(__name__)
