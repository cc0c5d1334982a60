"""Layers: each is two pure methods, `compute` and `gradient`; what they share is in `Layer`."""

import copy
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, DTypeLike, NDArray

from . import batchnorm, checks
from .views import Views


class Pass(NamedTuple):
    """One forward pass through a layer, for the backward pass."""

    cache: Any  # the layer's own
    shape: tuple[int, ...]  # of the output
    dtype: np.dtype


class Layer:
    """What all layers share; the base of one's own.

    A layer is two pure methods, which read `self` and what they are handed and change neither::

        compute(a)                 -> output, cache
        gradient(d_output, cache)  -> d_input, or (d_input, d_first, d_second, …)

    `compute` is the forward pass in training. Its `cache` is anything that `gradient` needs.
    `gradient` returns the gradient of the layer's input and then of each parameter, in the order
    in which they were declared. Arrays are (n, m), float64 or float32; docs/your_own_layer.md shows
    two layers in full. A layer with parameters names them once, by `declare`. Two more methods have
    defaults: `at_test_time` and `update_state`.
    """

    n_in: int | None = None  # units that go in; None: any number
    n_out: int | None = None  # units that come out; None: as many as go in
    dtype: np.dtype | None = None  # None: that of the input

    _params = _grads = Views({})
    _state = Views({})  # batch norm's running averages
    _pass: Pass | None = None  # the last forward pass in training
    _in_network = False

    # ------------------------------------------------------------ what a layer of one's own has

    def declare(self, **params: ArrayLike) -> None:
        """Give the layer its parameters: to be called once, in ``__init__``.

        Parameters
        ----------
        **params : arrays
            Initial values by name, copied. All are float64 or all float32; that becomes the layer's
            `dtype`.

        Raises
        ------
        ValueError
            If the dtypes differ, or a value is NaN or Inf.
        TypeError
            If a parameter does not hold real numbers.
        """
        arrays = {name: checks.finite(name, checks.real(name, p)) for name, p in params.items()}
        dtypes = {array.dtype for array in arrays.values()}
        if len(dtypes) > 1:
            raise ValueError(
                f"{type(self).__name__}'s parameters mix {' and '.join(sorted(map(str, dtypes)))}: "
                "choose one."
            )
        self.dtype = dtypes.pop() if dtypes else None
        self._params = Views({name: array.copy() for name, array in arrays.items()})
        self._grads = Views({name: np.zeros_like(array) for name, array in arrays.items()})

    def compute(self, a: NDArray) -> tuple[NDArray, Any]:
        """Output in training, and what `gradient` needs; pure.

        Parameters
        ----------
        a : array (n_in, m)
            Examples in columns; not to be written into.

        Returns
        -------
        output : array (n_out, m)
        cache : anything

        Raises
        ------
        NotImplementedError
            If the layer has no `compute` of its own.
        """
        raise NotImplementedError(f"{type(self).__name__} has no method compute(self, a).")

    def gradient(self, d_output: NDArray, cache: Any) -> NDArray | tuple[NDArray, ...]:
        """Gradients of the loss with respect to the input and to each parameter; pure.

        Parameters
        ----------
        d_output : array (n_out, m)
            Gradient of the loss with respect to the output; not to be written into.
        cache : what `compute` returned second

        Returns
        -------
        d_input : array (n_in, m)
            Alone, or first in a tuple with the gradient of each parameter, in declared order.

        Raises
        ------
        NotImplementedError
            If the layer has no `gradient` of its own.
        """
        raise NotImplementedError(
            f"{type(self).__name__} has no method gradient(self, d_output, cache)."
        )

    def at_test_time(self, a: NDArray) -> NDArray:
        """Output at test time, ``training=False``: as in training, unless a layer says otherwise.

        Parameters
        ----------
        a : array (n_in, m)
            Examples in columns; not to be written into.

        Returns
        -------
        output : array (n_out, m)

        Raises
        ------
        ValueError, TypeError
            As `compute`.
        """
        return self.compute(a)[0]

    def update_state(self, cache: Any) -> None:
        """Called once the whole network's forward pass has succeeded: does nothing by default.

        Batch norm moves its running averages here: what is neither parameter nor gradient.

        Parameters
        ----------
        cache : what `compute` returned second

        Raises
        ------
        Nothing
            A forward pass must not fail any more.
        """

    # ------------------------------------------------------------------- what every layer gets

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
            return self._checked_at_test_time(a).copy()
        output, cache = self._checked_compute(a.copy())  # the caller may change a before backward
        self._keep(Pass(cache, output.shape, output.dtype))
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
        passed = self._remembered()
        da = checks.same_shape("da", da, passed.shape, "the shape of the output", passed.dtype)
        da = checks.finite("da", da)
        return self._fill(self._checked_gradient(da, passed.cache)).copy()

    # What a layer of one's own returns, checked. A network does so once; see Network._try_out.

    def _checked_compute(self, a: NDArray) -> tuple[NDArray, Any]:
        pair = self._call(self.compute, a)
        if not (isinstance(pair, tuple) and len(pair) == 2):
            raise TypeError(
                f"{type(self).__name__}.compute returned {checks.describe(pair)}, but expected a "
                "pair: return output, cache. If gradient needs nothing, the cache is None."
            )
        self._check("compute", pair[0], (self.n_out or len(a), a.shape[1]), a.dtype)
        return pair

    def _checked_at_test_time(self, a: NDArray) -> NDArray:
        output = self._call(self.at_test_time, a)
        self._check("at_test_time", output, (self.n_out or len(a), a.shape[1]), a.dtype)
        return output

    def _checked_gradient(self, d_output: NDArray, cache: Any) -> tuple[NDArray, ...]:
        found = self._call(self.gradient, d_output, cache)
        found = found if isinstance(found, tuple) else (found,)
        shape_in = self.n_in or len(d_output), d_output.shape[1]
        shapes = [shape_in, *(grad.shape for grad in self._grads.values())]
        if len(found) != len(shapes):
            raise ValueError(
                f"{type(self).__name__}.gradient returned {len(found)} array(s), but expected "
                f"{len(shapes)}: {', '.join(['d_input', *(f'd_{name}' for name in self._grads)])}."
            )
        for array, shape in zip(found, shapes, strict=True):
            self._check("gradient", array, shape, d_output.dtype)
        return found

    def _call(self, method: Callable[..., Any], array: NDArray, *cache: Any) -> Any:
        """Hand a method of the layer's own an array that it can't change: others still need it."""
        try:
            return method(checks.read_only(array), *cache)
        except ValueError as error:
            if "read-only" not in str(error):
                raise
            raise ValueError(
                f"{type(self).__name__}.{method.__name__} writes into the array that it was "
                "handed, but other layers still need that array: compute a new one."
            ) from error

    def _check(self, method: str, array: Any, shape: tuple[int, ...], dtype: np.dtype) -> None:
        name = f"what {type(self).__name__}.{method} returned"
        if not isinstance(array, np.ndarray) or array.dtype != dtype:
            raise TypeError(
                f"{name} is {checks.describe(array)}, but expected an array of {dtype}, "
                f"shape {shape}: the type of what it was handed."
            )
        checks.same_shape(name, array, shape, "(units, examples)")

    # What a network calls at each step.

    def _gradients_of_parameters(self, d_output: NDArray, cache: Any) -> tuple[NDArray, ...]:
        """`gradient` without that of the input, which nobody asks of a network's first layer."""
        found = self.gradient(d_output, cache)
        return found[1:] if isinstance(found, tuple) else ()

    def _fill(self, found: Any) -> NDArray:
        """Write the parameters' gradients into `grads`, and return that of the input."""
        d_input, *gradients = found if isinstance(found, tuple) else (found,)
        for old, new in zip(self._grads.values(), gradients, strict=True):
            old[...] = new
        return d_input

    def _keep(self, passed: Pass) -> None:
        """Take a finished forward pass as the one that backward belongs to."""
        self._pass = passed
        self.update_state(passed.cache)

    def _remembered(self) -> Pass:
        if self._pass is None:
            raise ValueError(
                "backward came before forward: it needs what forward(…, training=True) keeps."
            )
        return self._pass

    def __getstate__(self) -> dict[str, Any]:
        """A copy or a pickle has no forward pass, and belongs to no network."""
        return self.__dict__ | {"_pass": None, "_in_network": False}

    def __copy__(self) -> "Layer":
        return copy.deepcopy(self)

    def _arguments(self) -> dict[str, Any]:
        """What the constructor needs to make a layer like this one: for files and `repr`."""
        return {}

    def __repr__(self) -> str:
        arguments = ", ".join(f"{k}={v!r}" for k, v in self._arguments().items())
        return f"{type(self).__name__}({arguments})"


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

    dtype: np.dtype

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
        dtype = checks.float_type(dtype)
        rng = checks.generator(rng, "Linear")
        scale = np.sqrt(1 / self.n_in) if weight_scale is None else weight_scale
        scale = checks.spread("weight_scale", scale, dtype)
        W = (scale * rng.standard_normal((self.n_out, self.n_in))).astype(dtype)
        b = {"b": np.zeros((self.n_out, 1), dtype)} if self.bias else {}
        self.declare(W=W, **b)

    def _arguments(self) -> dict[str, Any]:
        return {
            "n_in": self.n_in,
            "n_out": self.n_out,
            "bias": self.bias,
            "dtype": self.dtype.name,
        }

    def compute(self, a: NDArray) -> tuple[NDArray, NDArray]:
        z = np.dot(self.params["W"], a)  # (n_out, m)
        return (z + self.params["b"] if self.bias else z), a

    def gradient(self, dz: NDArray, a: NDArray) -> tuple[NDArray, ...]:
        return np.dot(self.params["W"].T, dz), *self._gradients_of_parameters(dz, a)

    def _gradients_of_parameters(self, dz: NDArray, a: NDArray) -> tuple[NDArray, ...]:
        dW = np.dot(dz, a.T)
        return (dW, dz.sum(axis=1, keepdims=True)) if self.bias else (dW,)


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

    dtype: np.dtype

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
        dtype = checks.float_type(dtype)
        self.eps, self.decay = checks.epsilon(eps, dtype), checks.fraction("decay", decay)
        self.unbiased = bool(unbiased)
        zeros, ones = np.zeros((self.n, 1), dtype), np.ones((self.n, 1), dtype)
        self.declare(gamma=ones, beta=zeros)
        self._state = Views({"running_mean": zeros.copy(), "running_var": ones.copy()})

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
        return self._state["running_mean"]

    @running_mean.setter
    def running_mean(self, value: ArrayLike) -> None:
        self.running_mean[...] = checks.column("running_mean", value, self.n, dtype=self.dtype)

    @property
    def running_var(self) -> NDArray:
        """Running average of the mini-batches' variances, (n, 1)."""
        return self._state["running_var"]

    @running_var.setter
    def running_var(self, value: ArrayLike) -> None:
        self.running_var[...] = checks.variance("running_var", value, self.n, dtype=self.dtype)

    def compute(self, z: NDArray) -> tuple[NDArray, batchnorm.Cache]:
        checks.batch("z", z)
        gamma, beta = self.params["gamma"], self.params["beta"]
        z_tilde, cache = batchnorm._forward(z, gamma, beta, self.eps)
        batchnorm._finite(z, cache.var)
        return z_tilde, cache

    def gradient(self, dz_tilde: NDArray, cache: batchnorm.Cache) -> tuple[NDArray, ...]:
        return batchnorm._backward(dz_tilde, cache)

    def update_state(self, cache: batchnorm.Cache) -> None:
        m = cache.z_centred.shape[1]
        var = cache.var * (m / (m - 1)) if self.unbiased else cache.var
        for running, batch in ((self.running_mean, cache.mu), (self.running_var, var)):
            running *= self.decay
            running += (1 - self.decay) * batch

    def at_test_time(self, z: NDArray) -> NDArray:
        mean = self.running_mean
        var = checks.variance("running_var", self.running_var, self.n)
        gamma, beta = self.params["gamma"], self.params["beta"]
        return batchnorm._inference(z, gamma, beta, mean, var, self.eps)


class Sigmoid(Layer):
    r"""a = σ(z) = 1/(1 + e^(−z)), with dz = da · a (1 − a). Shapes (n, m); no parameters."""

    def compute(self, z: NDArray) -> tuple[NDArray, NDArray]:
        a = 1 / (1 + np.exp(-z))  # where e^(−z) overflows to Inf, 1/Inf is the right 0
        return a, a

    def gradient(self, da: NDArray, a: NDArray) -> NDArray:
        return da * a * (1 - a)


class Tanh(Layer):
    r"""a = tanh(z), with dz = da · (1 − a²). Shapes (n, m); no parameters."""

    def compute(self, z: NDArray) -> tuple[NDArray, NDArray]:
        a = np.tanh(z)
        return a, a

    def gradient(self, da: NDArray, a: NDArray) -> NDArray:
        return da * (1 - a**2)


class ReLU(Layer):
    r"""a = max(z, 0), with dz = da where z > 0, else 0. Shapes (n, m); no parameters."""

    def compute(self, z: NDArray) -> tuple[NDArray, NDArray]:
        a = np.maximum(z, 0)
        return a, a

    def gradient(self, da: NDArray, a: NDArray) -> NDArray:
        return da * (a > 0)
