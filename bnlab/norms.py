"""Batch norm's relatives for lesson 13: layer norm, group norm, and batch norm with a part less."""

import copy
import itertools
from collections.abc import Callable
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from . import checks
from .layers import BatchNorm, Layer, Linear, ReLU, Sigmoid
from .network import Network


class GroupNorm(Layer):
    r"""Normalise each example over a group of units; γ and β for every unit, as in batch norm.

    .. math:: \tilde z = \gamma\, \frac{z - \mu}{\sqrt{\sigma^2 + \varepsilon}} + \beta

    with μ and σ² of *one example* over the n/groups units of a group. Nothing depends on the rest
    of the mini-batch, so test time is training, and there are no running averages.

    Parameters
    ----------
    n : int
        Number of units.
    groups : int
        How many groups of neighbouring units; it divides n. One group is layer norm.
    eps : float
        ε > 0, added to the variance inside the root.

    Raises
    ------
    ValueError
        If groups does not divide n, a group would hold one unit, or eps ≤ 0.

    Notes
    -----
    Sources: Ba, Kiros & Hinton (2016), Layer Normalization; Wu & He (2018), Group Normalization.
    """

    def __init__(self, n: int, groups: int, eps: float = 1e-5) -> None:
        self.n_in = self.n_out = checks.whole("n", n)
        self.groups = checks.whole("groups", groups)
        if n % groups or n == groups:
            raise ValueError(
                f"{n} units in {groups} groups: expected groups of equal size, of two or more "
                "(one unit by itself is its own mean)."
            )
        self.eps = checks.epsilon(eps, np.dtype(np.float64))
        self.declare(gamma=np.ones((n, 1)), beta=np.zeros((n, 1)))

    def compute(self, z: NDArray) -> tuple[NDArray, tuple[NDArray, NDArray]]:
        grouped = z.reshape(self.groups, -1, z.shape[1])  # (groups, units of a group, m)
        centred = grouped - grouped.mean(axis=1, keepdims=True)
        sigma = np.sqrt((centred**2).mean(axis=1, keepdims=True) + self.eps)
        z_norm = centred / sigma
        z_tilde = self.params["gamma"] * z_norm.reshape(z.shape) + self.params["beta"]
        return z_tilde, (z_norm, sigma)

    def gradient(self, dz_tilde: NDArray, cache: tuple[NDArray, NDArray]) -> tuple[NDArray, ...]:
        z_norm, sigma = cache
        d = (self.params["gamma"] * dz_tilde).reshape(z_norm.shape)
        along = z_norm * (d * z_norm).mean(axis=1, keepdims=True)
        dz = ((d - d.mean(axis=1, keepdims=True) - along) / sigma).reshape(dz_tilde.shape)
        dgamma = (dz_tilde * z_norm.reshape(dz.shape)).sum(axis=1, keepdims=True)
        return dz, dgamma, dz_tilde.sum(axis=1, keepdims=True)


class LayerNorm(GroupNorm):
    """Normalise each example over all n units: group norm with one group.

    Parameters
    ----------
    n : int
    eps : float

    Raises
    ------
    ValueError
        If n < 2 or eps ≤ 0.
    """

    def __init__(self, n: int, eps: float = 1e-5) -> None:
        super().__init__(n, 1, eps)


class Frozen(BatchNorm):
    """Batch norm that uses its running averages in training too, and never moves them.

    It is the line of test time, z̃ = γ (z − mean)/√(var + ε) + β, with mean and var as constants.
    """

    def compute(self, z: NDArray) -> tuple[NDArray, Any]:
        return self.at_test_time(z), z

    def gradient(self, dz_tilde: NDArray, z: Any) -> tuple[NDArray, ...]:
        sigma = np.sqrt(self.running_var + self.eps)
        dgamma = (dz_tilde * (z - self.running_mean)).sum(axis=1, keepdims=True) / sigma
        dbeta = dz_tilde.sum(axis=1, keepdims=True)
        return self.params["gamma"] / sigma * dz_tilde, dgamma, dbeta

    def update_state(self, cache: Any) -> None:
        pass


def freeze(net: Network) -> Network:
    """A copy of a trained network whose batch norms keep the averages that they have.

    Parameters
    ----------
    net : Network
        It stays as it is.

    Returns
    -------
    frozen : Network
        With a `Frozen` in the place of each batch norm; it trains on, all but the averages.
    """
    layers: list[Layer] = []
    for layer in copy.deepcopy(net).layers:
        if isinstance(layer, BatchNorm):
            frozen = Frozen(layer.n, layer.eps, dtype=layer.dtype)
            frozen.running_mean, frozen.running_var = layer.running_mean, layer.running_var
            frozen.params["gamma"] = layer.params["gamma"]
            frozen.params["beta"] = layer.params["beta"]
            layers.append(frozen)
        else:
            layers.append(copy.deepcopy(layer))
    return Network(layers)


Norm = Literal["none", "batch", "layer", "group"]


def network(
    sizes: list[int], norm: Norm, activation: str = "relu", *, rng: np.random.Generator
) -> Network:
    """`bn.mlp`, with another normalisation before each activation; equal seeds, equal W.

    Parameters
    ----------
    sizes : list of int
    norm : "none", "batch", "layer" or "group"
        Group norm has groups of ten units.
    activation : "relu" or "sigmoid"
    rng : np.random.Generator

    Returns
    -------
    net : Network

    Raises
    ------
    ValueError
        If the norm or the activation is none of these.
    """
    activations = {"relu": ReLU, "sigmoid": Sigmoid}
    checks.one_of("activation", activation, activations)
    norms: dict[str, Callable[[int], list[Layer]]] = {
        "none": lambda n: [],
        "batch": lambda n: [BatchNorm(n)],
        "layer": lambda n: [LayerNorm(n)],
        "group": lambda n: [GroupNorm(n, n // 10)],
    }
    checks.one_of("norm", norm, norms)
    gain = 2 if activation == "relu" else 1
    layers: list[Layer] = []
    for n_in, n in itertools.pairwise(sizes[:-1]):
        bias, scale = norm == "none", np.sqrt(gain / n_in)
        layers += [Linear(n_in, n, bias, rng=rng, weight_scale=scale), *norms[norm](n)]
        layers.append(activations[activation]())
    return Network([*layers, Linear(sizes[-2], sizes[-1], rng=rng)])


def reestimate(net: Network, X: NDArray) -> None:
    """Give every batch norm the mean and variance of its z over the whole of X, in place.

    Parameters
    ----------
    net : Network
        With batch norm; its parameters stay as they are.
    X : array (n_x, m)
        Training images, or unlabelled ones from where the network is to work.
    """
    a = X
    for layer in net.layers:
        if isinstance(layer, BatchNorm):
            layer.running_mean = a.mean(axis=1, keepdims=True)
            layer.running_var = a.var(axis=1, keepdims=True)
        a = layer.forward(a, training=False)


class Parts(BatchNorm):
    """Batch norm with parts taken away, to see what each does.

    Parameters
    ----------
    n : int
    mean, var : bool
        Whether μ is subtracted, and whether z is divided by √(σ² + ε).
    learned : bool
        Whether γ and β learn; otherwise they stay 1 and 0.
    through : bool
        Whether the gradient goes through μ and σ²; otherwise it takes them for constants.

    Notes
    -----
    Source: Ioffe & Szegedy (2015), section 2, on a bias that grows when the gradient ignores μ.
    """

    def __init__(
        self,
        n: int,
        *,
        mean: bool = True,
        var: bool = True,
        learned: bool = True,
        through: bool = True,
    ) -> None:
        super().__init__(n)
        self.mean, self.var, self.learned, self.through = mean, var, learned, through

    def compute(self, z: NDArray) -> tuple[NDArray, Any]:
        mu, var = z.mean(axis=1, keepdims=True), z.var(axis=1, keepdims=True)
        sigma = np.sqrt(var + self.eps) if self.var else np.ones_like(var)
        z_norm = (z - mu if self.mean else z) / sigma
        return self.params["gamma"] * z_norm + self.params["beta"], (z, mu, var, sigma, z_norm)

    def gradient(self, dz_tilde: NDArray, cache: Any) -> tuple[NDArray, ...]:
        z, mu, _, sigma, z_norm = cache
        d = self.params["gamma"] * dz_tilde
        dz = d / sigma
        if self.through and self.var:
            along = (d * z_norm).mean(axis=1, keepdims=True)
            dz = dz - (z - mu) / sigma**2 * along
        if self.through and self.mean:
            dz = dz - (d / sigma).mean(axis=1, keepdims=True)
        dgamma = (dz_tilde * z_norm).sum(axis=1, keepdims=True) * self.learned
        return dz, dgamma, dz_tilde.sum(axis=1, keepdims=True) * self.learned

    def update_state(self, cache: Any) -> None:
        for running, batch in ((self.running_mean, cache[1]), (self.running_var, cache[2])):
            running *= self.decay
            running += (1 - self.decay) * batch

    def at_test_time(self, z: NDArray) -> NDArray:
        sigma = np.sqrt(self.running_var + self.eps) if self.var else 1.0
        centred = z - self.running_mean if self.mean else z
        return self.params["gamma"] * (centred / sigma) + self.params["beta"]
