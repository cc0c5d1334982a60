"""Layers: the bookkeeping around the maths, each with a forward and a backward pass.

The public `forward` and `backward` check what comes and hand out arrays of the caller's own. Below
them, unchecked: `_train(a, memory)`, which leaves in the dict `memory` what `_gradient(da, memory)`
needs, and `_infer(a)`. A memory handed in again is written over instead of making new arrays: `fit`
does so from step to step, for large arrays fresh from the system cost more than the arithmetic.
"""

import copy
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, DTypeLike, NDArray

from . import batchnorm, checks
from .views import Views

Memory = dict[str, Any]  # arrays of one forward and backward pass, by name


class Layer:
    """What all layers share: parameters, gradients, and one cache between forward and backward."""

    n_in: int | None = None  # units that go in; None: any number, and as many come out
    n_out: int | None = None
    dtype: np.dtype | None = None  # None: that of the input

    def __init__(self) -> None:
        self._own()
        self._running = Views({})  # running averages: state, not parameters
        self._memory: Memory | None = None  # of the last forward pass in training
        self._in_network = False

    def _own(self, **params: NDArray) -> None:
        """Make these the layer's parameters, with gradients of 0."""
        self._params = Views(params)
        self._grads = Views({name: np.zeros_like(p) for name, p in params.items()})

    @property
    def params(self) -> Views:
        """Parameters by name; assigning an item writes into the array."""
        return self._params

    @property
    def grads(self) -> Views:
        """Gradients of the loss by name, of the parameters' shapes; each backward overwrites."""
        return self._grads

    @np.errstate(over="ignore", invalid="ignore")
    def forward(self, a: ArrayLike, training: bool = True) -> NDArray:
        """Output of the layer.

        Parameters
        ----------
        a : array (n_in, m), float64 or float32
            Examples in columns; cast to the layer's dtype where it has one.
        training : bool
            True keeps what `backward` needs (and batch norm uses the mini-batch's statistics and
            moves its running averages). False changes nothing at all.

        Returns
        -------
        output : array (n_out, m)

        Raises
        ------
        ValueError
            If a is not (n_in, m), is empty, or holds NaN or Inf.
        TypeError
            If a does not hold real numbers.
        """
        a = checks.finite("a", checks.matrix("a", a, self.n_in, self.dtype))
        if not training:
            return self._infer(a)
        memory: Memory = {}
        output = self._train(a.copy(), memory)  # a copy: the caller may change a before backward
        self._keep(memory)
        return output.copy()

    @np.errstate(over="ignore", invalid="ignore")
    def backward(self, da: ArrayLike) -> NDArray:
        """Gradient of the loss with respect to the layer's input; fills `grads`.

        Parameters
        ----------
        da : array (n_out, m)
            Gradient of the loss with respect to the last training output.

        Returns
        -------
        gradient : array (n_in, m)

        Raises
        ------
        ValueError
            If da is not of the output's shape or holds NaN or Inf, or if there was no
            ``forward(…, training=True)`` before.
        """
        memory = self._remembered()
        output = memory["output"]
        da = checks.same_shape("da", da, output.shape, "the shape of the output", output.dtype)
        gradient = self._gradient(checks.finite("da", da), memory)
        memory.pop("da", None)  # the caller's own from here on
        return gradient

    def _keep(self, memory: Memory) -> None:
        """Take a finished forward pass as the one that backward belongs to."""
        self._memory = memory

    def _remembered(self) -> Memory:
        if self._memory is None:
            raise ValueError(
                "backward came before forward: it needs what forward(…, training=True) keeps."
            )
        return self._memory

    def __getstate__(self) -> dict[str, Any]:
        """A copy or a pickle takes the values, not the views, and no cache."""
        return self.__dict__ | {
            "_params": Views(self._params.copies()),
            "_grads": Views(self._grads.copies()),
            "_running": Views(self._running.copies()),
            "_memory": None,
            "_in_network": False,
        }

    def __copy__(self) -> "Layer":
        return copy.deepcopy(self)

    def _arguments(self) -> dict[str, Any]:
        """What the constructor needs to make a layer like this one: for files and `repr`."""
        return {}

    def __repr__(self) -> str:
        arguments = ", ".join(f"{k}={v!r}" for k, v in self._arguments().items())
        return f"{type(self).__name__}({arguments})"

    def _train(self, a: NDArray, memory: Memory) -> NDArray:
        raise NotImplementedError

    def _infer(self, a: NDArray) -> NDArray:
        return self._train(a, {})

    def _gradient(self, da: NDArray, memory: Memory) -> NDArray:
        raise NotImplementedError


class Linear(Layer):
    r"""z = W a + b, or z = W a.

    .. math:: dW = dz\, a^T, \quad db = \sum_i dz^{(i)}, \quad da = W^T dz

    Parameters
    ----------
    n_in, n_out : int
        Units before and after.
    bias : bool
        False leaves b out: before batch norm the mean subtraction would cancel it.
    rng : np.random.Generator
        Draws W; required.
    weight_scale : float, optional
        Standard deviation of the initial W; √(1/n_in) if not given. b starts at 0.
    dtype : np.float64 or np.float32

    Attributes
    ----------
    params, grads : mapping with "W" (n_out, n_in) and, with bias, "b" (n_out, 1)

    Raises
    ------
    TypeError
        If there is no rng, or a size is not a whole number.
    ValueError
        If a size is below 1, or weight_scale is negative or not finite.
    """

    def __init__(
        self,
        n_in: int,
        n_out: int,
        bias: bool = True,
        *,
        rng: np.random.Generator | None = None,
        weight_scale: float | None = None,
        dtype: DTypeLike = np.float64,
    ) -> None:
        self.n_in, self.n_out = checks.whole("n_in", n_in), checks.whole("n_out", n_out)
        self.bias = bool(bias)
        self.dtype: np.dtype = checks.float_type(dtype)
        rng = checks.generator(rng, "Linear")
        scale = np.sqrt(1 / self.n_in) if weight_scale is None else weight_scale
        scale = checks.not_negative("weight_scale", scale)
        W = (scale * rng.standard_normal((self.n_out, self.n_in))).astype(self.dtype)
        super().__init__()
        self._own(W=W, **({"b": np.zeros((self.n_out, 1), self.dtype)} if bias else {}))

    def _arguments(self) -> dict[str, Any]:
        return {
            "n_in": self.n_in,
            "n_out": self.n_out,
            "bias": self.bias,
            "dtype": self.dtype.name,
        }

    def _train(self, a: NDArray, memory: Memory) -> NDArray:
        memory["a"] = a
        z = memory["output"] = np.dot(self.params["W"], a, out=memory.get("output"))
        if self.bias:
            z += self.params["b"]
        return z  # (n_out, m)

    def _gradient(self, dz: NDArray, memory: Memory) -> NDArray:
        self._gradient_of_parameters(dz, memory)
        da = memory["da"] = np.dot(self.params["W"].T, dz, out=memory.get("da"))
        return da

    def _gradient_of_parameters(self, dz: NDArray, memory: Memory) -> None:
        np.dot(dz, memory["a"].T, out=self.grads["W"])
        if self.bias:
            np.add.reduce(dz, axis=1, keepdims=True, out=self.grads["b"])


class BatchNorm(Layer):
    r"""Batch normalisation of n units: z̃ = γ·z_norm + β, with running averages for test time.

    Training uses the mini-batch's own μ and σ² and moves the running averages, ::

        running = decay · running + (1 − decay) · batch

    from 0 (mean) and 1 (variance); inference uses the running averages.

    Parameters
    ----------
    n : int
        Number of units.
    eps : float
        ε > 0, added to the variance inside the root.
    decay : float in [0, 1)
        Weight of the running averages on their *old* value.
    unbiased : bool
        True averages σ²·m/(m − 1), as the paper does for inference; False σ² itself. Training
        normalises with the biased σ² either way.
    dtype : np.float64 or np.float32

    Attributes
    ----------
    params, grads : mapping with "gamma" (n, 1), starting at 1, and "beta" (n, 1), starting at 0
    running_mean, running_var : array (n, 1), live and writable

    Raises
    ------
    ValueError
        If n < 1, eps ≤ 0 or decay is outside [0, 1). Training forward: if the batch holds a single
        example.

    Notes
    -----
    Source: Ioffe & Szegedy (2015), Algorithms 1 and 2. The maths is in `batchnorm.py`.
    """

    def __init__(
        self,
        n: int,
        eps: float = 1e-5,
        decay: float = 0.9,
        *,
        unbiased: bool = False,
        dtype: DTypeLike = np.float64,
    ) -> None:
        self.n = self.n_in = self.n_out = checks.whole("n", n)
        self.dtype: np.dtype = checks.float_type(dtype)
        self.eps, self.decay = checks.epsilon(eps, self.dtype), checks.fraction("decay", decay)
        self.unbiased = bool(unbiased)
        super().__init__()
        self._own(gamma=np.ones((n, 1), self.dtype), beta=np.zeros((n, 1), self.dtype))
        start = {"mean": np.zeros((n, 1), self.dtype), "var": np.ones((n, 1), self.dtype)}
        self._running = Views(start)

    def _arguments(self) -> dict[str, Any]:
        return {
            "n": self.n,
            "eps": self.eps,
            "decay": self.decay,
            "unbiased": self.unbiased,
            "dtype": self.dtype.name,
        }

    @property
    def running_mean(self) -> NDArray:
        """Running average of the mini-batches' means, (n, 1)."""
        return self._running["mean"]

    @running_mean.setter
    def running_mean(self, value: ArrayLike) -> None:
        self.running_mean[...] = checks.column("running_mean", value, self.n, dtype=self.dtype)

    @property
    def running_var(self) -> NDArray:
        """Running average of the mini-batches' variances, (n, 1)."""
        return self._running["var"]

    @running_var.setter
    def running_var(self, value: ArrayLike) -> None:
        self.running_var[...] = checks.variance("running_var", value, self.n, dtype=self.dtype)

    def _train(self, z: NDArray, memory: Memory) -> NDArray:
        checks.batch("z", z)
        if "z_centred" not in memory:
            memory["z_centred"], memory["output"] = np.empty_like(z), np.empty_like(z)
        gamma, beta, z_tilde = self.params["gamma"], self.params["beta"], memory["output"]
        memory["mu"], memory["var"], memory["sigma"], memory["scale"] = batchnorm._forward(
            z, gamma, beta, self.eps, memory["z_centred"], z_tilde
        )
        batchnorm._finite(z, memory["var"])
        return z_tilde

    def _keep(self, memory: Memory) -> None:
        super()._keep(memory)
        self._average(memory)

    def _average(self, memory: Memory) -> None:
        """Move the running averages by one mini-batch."""
        statistics = self._statistics(memory)
        for average, batch in zip(self._running.values(), statistics, strict=True):
            batchnorm._average(average, batch, self.decay)

    def _statistics(self, memory: Memory) -> tuple[NDArray, NDArray]:
        """The mini-batch's μ and σ², as they go into the running averages."""
        mu, var, m = memory["mu"], memory["var"], memory["output"].shape[1]
        return mu, var * (m / (m - 1)) if self.unbiased else var

    def _infer(self, z: NDArray) -> NDArray:
        var = checks.variance("running_var", self.running_var, len(z))
        gamma, beta = self.params["gamma"], self.params["beta"]
        return batchnorm._inference(z, gamma, beta, self.running_mean, var, self.eps)

    def _gradient(self, dz_tilde: NDArray, memory: Memory) -> NDArray:
        if "da" not in memory:
            memory["da"] = np.empty_like(dz_tilde)
        dz = memory["da"]
        self.grads["gamma"][...], self.grads["beta"][...] = batchnorm._backward(
            dz_tilde, memory["z_centred"], memory["sigma"], memory["scale"], dz
        )
        return dz


class Sigmoid(Layer):
    r"""a = σ(z) = 1/(1 + e^(−z)), with dz = da · a (1 − a). Shapes (n, m); no parameters."""

    def _train(self, z: NDArray, memory: Memory) -> NDArray:
        a = memory["output"] = np.negative(z, out=memory.get("output"))
        np.exp(a, out=a)  # may overflow to inf: 1/inf is the right 0
        a += 1
        return np.divide(1, a, out=a)

    def _gradient(self, da: NDArray, memory: Memory) -> NDArray:
        a = memory["output"]
        dz = memory["da"] = np.subtract(1, a, out=memory.get("da"))
        dz *= a
        dz *= da
        return dz


class Tanh(Layer):
    r"""a = tanh(z), with dz = da · (1 − a²). Shapes (n, m); no parameters."""

    def _train(self, z: NDArray, memory: Memory) -> NDArray:
        a = memory["output"] = np.tanh(z, out=memory.get("output"))
        return a

    def _gradient(self, da: NDArray, memory: Memory) -> NDArray:
        a = memory["output"]
        dz = memory["da"] = np.multiply(a, a, out=memory.get("da"))
        np.subtract(1, dz, out=dz)
        dz *= da
        return dz


class ReLU(Layer):
    r"""a = max(z, 0), with dz = da where z > 0, else 0. Shapes (n, m); no parameters."""

    def _train(self, z: NDArray, memory: Memory) -> NDArray:
        if "zeros" not in memory:
            memory["zeros"] = np.zeros_like(z)  # NumPy compares arrays 2–3 times as fast as with 0
        a = memory["output"] = np.maximum(z, memory["zeros"], out=memory.get("output"))
        return a

    def _gradient(self, da: NDArray, memory: Memory) -> NDArray:
        passes = np.greater(memory["output"], memory["zeros"], out=memory.get("passes"))
        memory["passes"] = passes
        dz = memory["da"] = np.multiply(da, passes, out=memory.get("da"))
        return dz
