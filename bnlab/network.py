"""A network: layers in a row, with all their parameters in one vector."""

import copy
import itertools
import os
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, DTypeLike, NDArray

from . import checks, saving
from .layers import BatchNorm, Layer, Linear, Pass, ReLU, Sigmoid, Tanh
from .views import Views, end_to_end

ACTIVATIONS: dict[str, Callable[[], Layer]] = {"sigmoid": Sigmoid, "tanh": Tanh, "relu": ReLU}


class Network:
    """Layers in a row; ``theta`` holds every parameter, and each layer's are views into it.

    Parameters
    ----------
    layers : list of layers
        In the order of the forward pass. Sizes and dtypes must fit; a layer belongs to one network.

    Attributes
    ----------
    layers : list
        The list passed. It is not for changing: a layer put into it has no place in theta, and the
        next use of the network says so.
    theta, dtheta : array (P,), float64 or float32
        All parameters in layer order (W, b; γ, β), and their gradients. An optimizer needs no more.

    Raises
    ------
    TypeError
        If something in the list is not a layer.
    ValueError
        If neighbours do not fit, dtypes are mixed, or a layer is used twice.
    """

    def __init__(self, layers: list[Layer]) -> None:
        _check_layers(layers)
        self._bind(layers)

    def _bind(self, layers: list[Layer]) -> None:
        """Lay all parameters end to end, gradients and state too; the layers keep views."""
        self._layers, self._bound, self._tried = layers, list(layers), False
        self._dtype = next((x.dtype for x in layers if x.dtype), np.dtype(np.float64))
        self._theta = end_to_end([layer.params for layer in layers], self._dtype)
        self._dtheta = end_to_end([layer.grads for layer in layers], self._dtype)
        self._state = end_to_end([layer._state for layer in layers], self._dtype)
        for layer in layers:
            layer._in_network = True

    @property
    def layers(self) -> list[Layer]:
        """The list passed."""
        return self._layers

    def _own(self) -> list[Layer]:
        """The layers, if they are still those whose parameters are in theta."""
        if self._layers != self._bound:
            raise ValueError(
                "net.layers has changed since the network was made, but theta holds the "
                "parameters of the first layers. Make a new one: "
                "bn.Network(copy.deepcopy(net.layers))."
            )
        return self._bound

    # Copies and pickles carry the layers; the vectors and views are made anew around them.

    def __getstate__(self) -> dict[str, Any]:
        return {"layers": self._own()}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self._bind(state["layers"])

    def __copy__(self) -> "Network":
        return copy.deepcopy(self)  # two networks can't share layers: each has views of its own

    def __repr__(self) -> str:
        return "Network([\n" + "".join(f"    {x!r},\n" for x in self.layers) + "])"

    # ------------------------------------------------------------------------- parameters

    @property
    def theta(self) -> NDArray:
        """All parameters, (P,): live. Assigning checks the shape and writes into it."""
        self._own()
        return self._theta

    @theta.setter
    def theta(self, value: ArrayLike) -> None:
        Views({"theta": self.theta})["theta"] = value

    @property
    def dtheta(self) -> NDArray:
        """Gradients of all parameters, (P,): live; each `backward` overwrites them."""
        self._own()
        return self._dtheta

    @dtheta.setter
    def dtheta(self, value: ArrayLike) -> None:
        Views({"dtheta": self.dtheta})["dtheta"] = value

    def parameters(self) -> Views:
        """Parameters in the lecture's names: W1, gamma1, beta1, …; assigning writes into theta.

        The number counts the Linear layers; batch norm has that of the Linear before it.

        Returns
        -------
        parameters : mapping of str to array
        """
        return Views(self._named("params"))

    def gradients(self) -> Views:
        """Gradients in the same names: ``gradients()["W1"]`` is dW1, a view of dtheta.

        Returns
        -------
        gradients : mapping of str to array
        """
        return Views(self._named("grads"))

    def _named(self, which: str) -> dict[str, NDArray]:
        return {
            f"{name}{number}": array
            for number, layer in _numbered(self._own())
            for name, array in getattr(layer, which).items()
        }

    # ------------------------------------------------------------------- forward, backward

    @np.errstate(over="ignore", invalid="ignore")
    def forward(self, X: ArrayLike, training: bool = True) -> NDArray:
        """Scores (logits) of the examples.

        Parameters
        ----------
        X : array (n_x, m)
            Examples in columns; cast to theta's dtype.
        training : bool
            True: batch norm uses the mini-batch's statistics and moves its running averages, and
            everything that `backward` needs is kept. False: batch norm uses the running averages,
            and nothing changes.

        Returns
        -------
        scores : array (n_y, m), dtype of theta

        Raises
        ------
        ValueError
            If X is not (n_x, m), is empty, holds NaN or Inf, or is a batch of one in training
            with batch norm. Nothing has changed then.
        TypeError
            If X does not hold real numbers.
        """
        X = self._check_X(X)
        if not training:
            return self._inferred(X).copy()
        scores, caches = self._forward(X.copy())  # the caller may change X before backward
        n, m = X.shape
        for layer, cache in zip(self._bound, caches, strict=True):
            n = layer.n_out or n
            layer._keep(Pass(cache, (n, m), self._dtype))
        return scores.copy()

    @np.errstate(over="ignore", invalid="ignore")
    def backward(self, dscores: ArrayLike) -> None:
        """Gradients of the loss with respect to every parameter, into `dtheta`.

        Parameters
        ----------
        dscores : array (n_y, m)
            Gradient of the loss with respect to the last training scores; the 1/m is in it.

        Raises
        ------
        ValueError
            If there was no forward pass in training before, or dscores does not have the scores'
            shape, or holds NaN or Inf.
        """
        passes = [layer._remembered() for layer in self._own()]
        shape = passes[-1].shape
        if any(passed.shape[1] != shape[1] for passed in passes):
            raise ValueError(
                "backward needs one forward pass through all layers, but since then a layer was "
                "run by itself, on another number of examples. Call net.forward(X) again."
            )
        dscores = checks.same_shape("dscores", dscores, shape, "that of the scores", self._dtype)
        self._backward(checks.finite("dscores", dscores), [passed.cache for passed in passes])

    def predict(self, X: ArrayLike) -> NDArray:
        """Class numbers, by running averages: each example by itself.

        Parameters
        ----------
        X : array (n_x, m)
            Examples in columns.

        Returns
        -------
        classes : array (m,), int
            The class of the highest score; for one output, 1 where the score is above 0.

        Raises
        ------
        ValueError, TypeError
            As `forward`; and if a score is NaN, for want of a highest one.
        """
        scores = self.forward(X, training=False)
        if np.isnan(scores).any():
            raise checks.NotFiniteError(
                "the scores hold NaN, so no class has the highest: do the parameters hold NaN or "
                "Inf? A smaller learning rate usually helps."
            )
        return (scores[0] > 0).astype(np.intp) if len(scores) == 1 else scores.argmax(axis=0)

    @np.errstate(over="ignore", invalid="ignore")
    def trace(self, X: ArrayLike, training: bool = True) -> dict[str, NDArray]:
        """Every array on the way from X to the scores, in the lecture's names; changes no state.

        Parameters
        ----------
        X : array (n_x, m)
            Examples in columns.
        training : bool
            True: batch norm by the statistics of X; False: by the running averages.

        Returns
        -------
        arrays : dict
            "x", "z1", "mu1", "var1", "z_norm1", "z_tilde1", "a1", "z2", …: (n, m), and (n, 1) for
            mu and var.

        Raises
        ------
        ValueError, TypeError
            As `forward`.
        """
        a = self._check_X(X)
        arrays = {"x": a}
        for number, layer in _numbered(self._own()):
            z = a
            if training:
                a, cache = layer._checked_compute(z)
            else:
                a = layer._checked_at_test_time(z)
            if isinstance(layer, BatchNorm):
                running = layer.running_mean, layer.running_var
                mu, var = (cache.mu, cache.var) if training else running
                arrays[f"mu{number}"], arrays[f"var{number}"] = mu, var
                arrays[f"z_norm{number}"] = (z - mu) / np.sqrt(var + layer.eps)
                arrays[f"z_tilde{number}"] = a
            else:
                arrays[f"{'z' if isinstance(layer, Linear) else 'a'}{number}"] = a
        return {name: array.copy() for name, array in arrays.items()}

    def _check_X(self, X: ArrayLike) -> NDArray:
        n_x = next((x.n_in for x in self._own() if x.n_in), None)
        return checks.finite("X", checks.matrix("X", X, n_x, self._dtype))

    # A whole network's compute, gradient and so on: unchecked, and nothing changes but dtheta.

    def _forward(self, a: NDArray) -> tuple[NDArray, list[Any]]:
        if not self._tried:
            self._try_out(a)
        caches = []
        for layer in self._bound:
            a, cache = layer.compute(a)
            caches.append(cache)
        return a, caches

    def _backward(self, da: NDArray, caches: list[Any]) -> None:
        for layer, cache in zip(self._bound[:0:-1], caches[:0:-1], strict=True):
            da = layer._fill(layer.gradient(da, cache))
        first = self._bound[0]
        first._fill((None, *first._gradients_of_parameters(da, caches[0])))

    def _update_state(self, caches: list[Any]) -> None:
        for layer, cache in zip(self._bound, caches, strict=True):
            layer.update_state(cache)

    def _inferred(self, a: NDArray) -> NDArray:
        for layer in self._bound:
            a = layer._checked_at_test_time(a)
        return a

    def _try_out(self, a: NDArray) -> None:
        """Check what every layer returns, once: from then on each step trusts them."""
        caches = []
        for layer in self._bound:
            a, cache = layer._checked_compute(a)
            caches.append(cache)
        for layer, cache in zip(self._bound[::-1], caches[::-1], strict=True):
            if type(layer).gradient is Layer.gradient:  # not written yet: backward will say so
                return
            a = layer._checked_gradient(a, cache)[0]
        self._tried = True

    # ------------------------------------------------------------------------------ files

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the network to an ``.npz`` file: theta, running averages, the layers' arguments.

        The file appears whole or not at all: an interrupted save leaves an older file as it was.
        Through a link it writes the file behind it, and a file that is replaced keeps its mode.

        Parameters
        ----------
        path : str or path
            Name of the file, taken as it is given.

        Raises
        ------
        TypeError
            If a layer is not one of bnlab's own: a file could not bring its code back.
        ValueError
            If theta or a running average holds NaN or Inf, or a running variance is negative.
        OSError
            If path is a folder, a device or write-protected, or its folder can't be written to.
        """
        saving.save(self.layers, self.theta, path)

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> "Network":
        """Read a network that `save` wrote: its predictions are equal to the last bit.

        Parameters
        ----------
        path : str or path
            Name of the file.

        Returns
        -------
        net : Network

        Raises
        ------
        FileNotFoundError
            If there is no such file.
        ValueError
            If the file is truncated, was changed, or is not one of ours.
        """
        return saving.load(path, cls)


def mlp(
    sizes: list[int],
    activation: str = "relu",
    batchnorm: bool = True,
    *,
    rng: np.random.Generator,
    hidden_bias: bool | None = None,
    weight_scale: float | None = None,
    dtype: DTypeLike = np.float64,
    eps: float = 1e-5,
    decay: float = 0.9,
    unbiased: bool = False,
) -> Network:
    """A fully connected network: x → z → (z̃ →) a → … → scores.

    Parameters
    ----------
    sizes : list of int
        [n_x, n_1, …, n_y]: units of the input, of each hidden layer, of the output.
    activation : "relu", "sigmoid" or "tanh"
        After each hidden layer.
    batchnorm : bool
        Batch norm between each hidden layer's z and its activation. The output layer has a b and
        no batch norm.
    rng : np.random.Generator
        Draws the W's in layer order, and nothing else: with and without batch norm, networks from
        equal seeds start from equal W.
    hidden_bias : bool, optional
        Whether the hidden layers have a b. Not given: only without batch norm, which cancels it.
    weight_scale : float, optional
        Standard deviation of every initial W. Not given: √(2/n_in) before ReLU, else √(1/n_in).
    dtype : np.float64 or np.float32
    eps, decay, unbiased
        Handed to each `BatchNorm`.

    Returns
    -------
    net : Network

    Raises
    ------
    ValueError
        If there are fewer than two sizes, a size is below 1, the activation is unknown, or a
        number is outside its range.
    TypeError
        If a size is not whole, or rng is not a Generator.
    """
    if isinstance(sizes, (str, int)) or not hasattr(sizes, "__iter__"):
        raise TypeError(f"sizes is {sizes!r}, but expected a list: [n_x, n_1, …, n_y].")
    sizes = [checks.whole(f"sizes[{i}]", size) for i, size in enumerate(sizes)]
    if len(sizes) < 2:
        raise ValueError(f"sizes is {sizes}, but expected at least [n_x, n_y].")
    checks.one_of("activation", activation, ACTIVATIONS)
    checks.generator(rng, "mlp")
    checks.epsilon(eps, checks.float_type(dtype))  # all this before the first W is drawn
    checks.fraction("decay", decay)
    if hidden_bias is None:
        hidden_bias = not batchnorm
    gain = 2 if activation == "relu" else 1
    layers: list[Layer] = []
    for n_in, n_out in itertools.pairwise(sizes[:-1]):
        scale = np.sqrt(gain / n_in) if weight_scale is None else weight_scale
        layers.append(Linear(n_in, n_out, hidden_bias, rng=rng, weight_scale=scale, dtype=dtype))
        if batchnorm:
            layers.append(BatchNorm(n_out, eps, decay, unbiased=unbiased, dtype=dtype))
        layers.append(ACTIVATIONS[activation]())
    layers.append(Linear(sizes[-2], sizes[-1], rng=rng, weight_scale=weight_scale, dtype=dtype))
    return Network(layers)


# ----------------------------------------------------------------------------------- details


def _numbered(layers: Iterable[Layer]) -> Iterator[tuple[int, Layer]]:
    """Each layer with the number of Linear layers up to it."""
    number = 0
    for layer in layers:
        number += isinstance(layer, Linear)
        yield number, layer


def _check_layers(layers: Any) -> None:
    if not isinstance(layers, list):
        raise TypeError(f"layers is a {type(layers).__name__}, but expected a list of layers.")
    if not layers:
        raise ValueError("layers is an empty list, but expected at least one layer.")
    width: int | None = None
    dtypes, names = set(), set()
    for i, (number, layer) in enumerate(_numbered(layers)):
        if not isinstance(layer, Layer):
            hint = " An instance is made by calling the class." if isinstance(layer, type) else ""
            raise TypeError(f"layers[{i}] is {layer!r}, but expected a layer.{hint}")
        if layer._in_network or layer in layers[:i]:
            raise ValueError(
                f"layers[{i}], {layer!r}, already belongs to a network: its parameters can be "
                "views into one theta only. Make new layers, or copy.deepcopy these."
            )
        if layer.n_in is not None and width is not None and layer.n_in != width:
            raise ValueError(
                f"layers[{i}], {layer!r}, takes {layer.n_in} units, but {width} come out of the "
                "layers before it."
            )
        width = layer.n_out or width
        dtypes |= {layer.dtype} - {None}
        for name in (f"{name}{number}" for name in layer.params):
            if name in names:
                raise ValueError(
                    f"layers[{i}], {layer!r}, is the second with a {name}: the number counts "
                    "the Linear layers up to it."
                )
            names.add(name)
    if len(dtypes) > 1:
        raise ValueError(f"The layers mix {' and '.join(sorted(map(str, dtypes)))}: choose one.")
