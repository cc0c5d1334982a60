"""Gradient descent and its three improvements: each a few whole-vector lines, as in the lecture.

An optimizer knows nothing of layers: theta holds every W, γ, β and b, dtheta their gradients.
β1 and β2 are weights of moving averages and have nothing to do with batch norm's β. Every update is
in place: theta stays the vector that the network's layers see.
"""

import numpy as np
from numpy.typing import NDArray

from . import checks
from .kernels import replaceable


class Optimizer:
    """What all four share: the checks, and averages that start at 0 with the first update."""

    _averages: tuple[str, ...] = ()

    def __init__(self, learning_rate: float) -> None:
        self.learning_rate = checks.positive("learning_rate", learning_rate)
        self.t = 0  # updates made

    @np.errstate(over="ignore", invalid="ignore")
    def update(self, theta: NDArray, dtheta: NDArray) -> None:
        """Take one step, in place.

        Parameters
        ----------
        theta : array, float64 or float32
            Parameters; changed in place.
        dtheta : array of theta's shape
            Their gradients; not changed.

        Raises
        ------
        ValueError
            If the shapes differ, or are not those of the first update, or theta is read-only.
        TypeError
            If they are not float arrays.
        """
        checks.vector_pair(theta, dtheta)
        if self.t == 0:
            self._start(theta)
        for name in self._averages:
            average = getattr(self, name)
            if (average.shape, average.dtype) != (theta.shape, theta.dtype):
                raise ValueError(
                    f"theta has shape {theta.shape} and dtype {theta.dtype}, but this optimizer's "
                    f"averages {average.shape} and {average.dtype}: they belong to the network of "
                    "its first update. Make a new optimizer for a new one."
                )
        self.t += 1
        self._step(theta, dtheta)

    def _start(self, theta: NDArray) -> None:
        """What only the first theta can tell: the averages' shape, and whether ε is above 0."""
        if hasattr(self, "eps"):
            checks.epsilon(self.eps, theta.dtype)
        for name in self._averages:
            setattr(self, name, np.zeros_like(theta))

    def _step(self, theta: NDArray, g: NDArray) -> None:
        raise NotImplementedError

    def __repr__(self) -> str:
        shown = {
            k: v
            for k, v in vars(self).items()
            if k != "t" and not k.startswith("_") and k not in self._averages
        }
        return f"{type(self).__name__}({', '.join(f'{k}={v!r}' for k, v in shown.items())})"


class GradientDescent(Optimizer):
    r"""θ −= α g.

    Parameters
    ----------
    learning_rate : float
        α > 0.

    Raises
    ------
    ValueError
        If learning_rate is not a finite number above 0.
    """

    def _step(self, theta: NDArray, g: NDArray) -> None:
        theta -= self.learning_rate * g


class Momentum(Optimizer):
    r"""v = β1 v + (1 − β1) g;  θ −= α v.

    Parameters
    ----------
    learning_rate : float
        α > 0.
    beta1 : float in [0, 1)
        Weight of the average v on its old value; v starts at 0, without bias correction.

    Raises
    ------
    ValueError
        If a number is outside its range.

    Notes
    -----
    Source: the lecture on gradient descent with momentum. Frameworks leave the (1 − β1) out.
    """

    _averages = ("v",)
    v: NDArray

    def __init__(self, learning_rate: float, beta1: float = 0.9) -> None:
        super().__init__(learning_rate)
        self.beta1 = checks.fraction("beta1", beta1)

    def _step(self, theta: NDArray, g: NDArray) -> None:
        self.v *= self.beta1
        self.v += (1 - self.beta1) * g
        theta -= self.learning_rate * self.v


class RMSprop(Optimizer):
    r"""s = β2 s + (1 − β2) g²;  θ −= α g/(√s + ε).

    Parameters
    ----------
    learning_rate : float
        α > 0.
    beta2 : float in [0, 1)
        Weight of the average s on its old value; s starts at 0, without bias correction.
    eps : float
        ε > 0, added *outside* the root.

    Raises
    ------
    ValueError
        If a number is outside its range.

    Notes
    -----
    Source: the lecture on RMSprop.
    """

    _averages = ("s",)
    s: NDArray

    def __init__(self, learning_rate: float, beta2: float = 0.9, eps: float = 1e-8) -> None:
        super().__init__(learning_rate)
        self.beta2 = checks.fraction("beta2", beta2)
        self.eps = checks.positive("eps", eps)

    def _step(self, theta: NDArray, g: NDArray) -> None:
        self.s *= self.beta2
        self.s += (1 - self.beta2) * g**2
        theta -= self.learning_rate * g / (np.sqrt(self.s) + self.eps)


class Adam(Optimizer):
    r"""Momentum and RMSprop together, with bias correction.

    .. math::
        v = \beta_1 v + (1-\beta_1) g, \quad s = \beta_2 s + (1-\beta_2) g^2, \quad
        \theta \mathrel{-}= \alpha \frac{v/(1-\beta_1^t)}{\sqrt{s/(1-\beta_2^t)} + \varepsilon}

    Parameters
    ----------
    learning_rate : float
        α > 0.
    beta1, beta2 : float in [0, 1)
        Weights of the averages v and s on their old values; both start at 0.
    eps : float
        ε > 0, added *outside* the root.

    Raises
    ------
    ValueError
        If a number is outside its range.

    Notes
    -----
    Source: Kingma & Ba (2015), Algorithm 1, and the lecture; the lecture writes v and s for the
    paper's m and v.
    """

    _averages = ("v", "s")
    v: NDArray
    s: NDArray

    def __init__(
        self, learning_rate: float, beta1: float = 0.9, beta2: float = 0.999, eps: float = 1e-8
    ) -> None:
        super().__init__(learning_rate)
        self.beta1 = checks.fraction("beta1", beta1)
        self.beta2 = checks.fraction("beta2", beta2)
        self.eps = checks.positive("eps", eps)

    @replaceable
    def _step(self, theta: NDArray, g: NDArray) -> None:
        self.v *= self.beta1
        self.v += (1 - self.beta1) * g
        self.s *= self.beta2
        self.s += (1 - self.beta2) * g**2
        v_share, s_share = 1 - self.beta1**self.t, 1 - self.beta2**self.t  # bias correction
        rate = self.learning_rate / v_share
        theta -= rate * self.v / (np.sqrt(self.s / s_share) + self.eps)
