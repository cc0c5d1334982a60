"""Another machine's arithmetic: what the core computes comes out wrong in its last bit.

Other processors add in another order and take other polynomials for exp, so a lesson that prints
more than the mathematics says prints something else there. `disturb()` makes batchnorm, layers,
losses and optimizers return about every second float with another last bit.
"""

import functools
import inspect
import sys

import numpy as np


def nudged(value):
    """The floats in `value`, each with its fifth bit from the end as its last one: half change.

    Zeros (ReLU's, say), whole numbers and infinities stay: they are exact on every machine. Twice
    is as once: where one disturbed function calls another, neither undoes the other's work.
    """
    if isinstance(value, tuple):
        values = [nudged(item) for item in value]
        return type(value)(*values) if hasattr(value, "_fields") else tuple(values)
    if isinstance(value, float):
        return float(nudged(np.array(value)))
    if not isinstance(value, np.ndarray) or value.dtype.kind != "f":
        return value
    bits = np.ascontiguousarray(value).view(f"i{value.itemsize}").reshape(value.shape)
    return (bits ^ (bits ^ bits >> 4) & 1).view(value.dtype)


def disturbed(function):
    @functools.wraps(function)
    def wrapper(*args, **kw):
        return nudged(function(*args, **kw))

    return wrapper


def disturbed_update(update):
    """An optimizer writes into theta and returns nothing."""

    @functools.wraps(update)
    def wrapper(self, theta, dtheta):
        update(self, theta, dtheta)
        theta[...] = nudged(theta)

    return wrapper


def disturb():
    """From here on this process computes as another machine would."""
    from bnlab import batchnorm, layers, losses, optimizers

    new = {}
    for module in (batchnorm, layers, losses):
        for function in vars(module).values():
            if inspect.isfunction(function) and function.__module__ == module.__name__:
                new[function] = disturbed(function)
    for cls in vars(layers).values():
        if inspect.isclass(cls) and issubclass(cls, layers.Layer):
            for name, function in list(vars(cls).items()):
                if inspect.isfunction(function) and not name.startswith("__"):
                    setattr(cls, name, disturbed(function))
    base = optimizers.Optimizer
    base.update = disturbed_update(base.update)
    for module in [m for name, m in sys.modules.items() if name.startswith("bnlab")]:
        for name, value in list(vars(module).items()):
            if inspect.isfunction(value) and value in new:
                setattr(module, name, new[value])
