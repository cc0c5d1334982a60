"""Bad input, refused before anything changes: what came, what was expected, the likely slip."""

import contextlib
import math
import operator
from collections.abc import Iterable
from typing import Any

import numpy as np

Array = np.ndarray
_FLOATS = np.dtype(np.float64), np.dtype(np.float32)


class NotFiniteError(ValueError):
    """NaN or Inf was found, or a value outgrew its floating-point type."""


# ------------------------------------------------------------------------------------ numbers


def number(name: str, value: Any) -> float:
    """One real, finite number as a float."""
    try:
        array = np.asarray(value)
        if array.ndim or array.dtype.kind in "bUSc":  # float() would take some of these
            raise TypeError
        found = float(value)
    except (TypeError, ValueError):
        raise TypeError(f"{name} is {describe(value)}, but expected one real number.") from None
    except OverflowError:  # an int beyond all floats
        found = math.inf
    if not math.isfinite(found):
        raise ValueError(f"{name} is {found}, but expected a finite number.")
    return found


def positive(name: str, value: Any) -> float:
    """One finite number greater than 0."""
    x = number(name, value)
    if x <= 0:
        slip = {
            "eps": " It keeps the square root away from 0 when a unit is constant.",
            "learning_rate": " The minus sign of gradient descent is already in the update.",
        }.get(name, "")
        raise ValueError(f"{name} is {value!r}, but expected a number greater than 0.{slip}")
    return x


def epsilon(eps: Any, dtype: np.dtype) -> float:
    """ε > 0 that is still above 0 in the arrays' own type."""
    x = positive("eps", eps)
    if x < np.finfo(dtype).tiny:
        raise ValueError(f"eps is {x}, too small for {dtype}: it would count as 0 there.")
    return x


def not_negative(name: str, value: Any) -> float:
    """A standard deviation: 0 is allowed."""
    x = number(name, value)
    if x < 0:
        raise ValueError(f"{name} is {x}, but a standard deviation is not negative.")
    return x


def spread(name: str, value: Any, dtype: np.dtype) -> float:
    """A standard deviation of normal numbers in this type: they must not overflow."""
    x = not_negative(name, value)
    if x > float(np.finfo(dtype).max) / 100:  # no normal number is 100 standard deviations out
        raise ValueError(f"{name} is {x}, but expected less: some numbers would be Inf in {dtype}.")
    return x


def fraction(name: str, value: Any) -> float:
    """One number in [0, 1): the weight that a moving average puts on its old value."""
    x = number(name, value)
    if not 0 <= x < 1:
        raise ValueError(
            f"{name} is {value!r}, but expected a number in [0, 1): the weight on the old value. "
            "With 1 the average would never move."
        )
    return x


def whole(name: str, value: Any, least: int = 1) -> int:
    """One whole number, at least `least`."""
    if isinstance(value, (bool, np.bool_)):
        raise TypeError(f"{name} is {value}, but expected a whole number.")
    try:
        x = operator.index(value)
    except TypeError:
        raise TypeError(
            f"{name} is {describe(value)}, but expected a whole number (an int)."
        ) from None
    if x < least:
        raise ValueError(f"{name} is {x}, but expected a whole number of at least {least}.")
    return x


def generator(rng: Any, where: str) -> np.random.Generator:
    """A NumPy random generator: no hidden global state decides a run."""
    if not isinstance(rng, np.random.Generator):
        came = "no rng" if rng is None else f"rng = {describe(rng)}"
        raise TypeError(
            f"{where} got {came}, but expected rng=np.random.default_rng(seed): "
            "random numbers come from a generator that you pass, so that a run can be repeated."
        )
    return rng


def float_type(dtype: Any) -> np.dtype:
    """float64 or float32."""
    with contextlib.suppress(TypeError):
        if np.dtype(dtype) in _FLOATS:
            return np.dtype(dtype)
    raise TypeError(f"dtype is {dtype!r}, but expected np.float64 or np.float32.")


# ------------------------------------------------------------------------------------- arrays


def unmasked(name: str, a: Any) -> Array:
    """`a` as a plain array, unless a mask says that some of it does not count."""
    if isinstance(a, np.ma.MaskedArray) and np.ma.is_masked(a):
        raise TypeError(
            f"{name} is a masked array with {np.ma.count_masked(a)} masked entries, but expected "
            "plain numbers: NumPy would use what is under the mask. Leave those examples out, or "
            "fill them in with .filled(…)."
        )
    return np.asarray(a)


def real(name: str, a: Any, dtype: Any = None) -> Array:
    """`a` as a float array in C order: float32 and float64 stay, integers become float64."""
    try:
        array = unmasked(name, a)
    except ValueError:
        raise ValueError(
            f"{name} is a nested list whose rows differ in length, but expected a full array."
        ) from None
    if array.dtype.kind not in "fiub" or array.dtype.itemsize > 8 or array.dtype == np.float16:
        slip = {
            "f": "Use float32 or float64: the digits of the others are too few, or not portable.",
            "c": "Take its real part if the imaginary part is zero.",
            "O": "Are there None, rows of different lengths, or other objects among the numbers?",
            "U": "Are these numbers read from a text file? Convert them with .astype(float).",
            "S": "Are these numbers read from a text file? Convert them with .astype(float).",
        }.get(array.dtype.kind, "")
        raise TypeError(
            f"{name} has dtype {array.dtype}, but expected real numbers "
            f"(float32, float64 or integers). {slip}".rstrip()
        )
    if dtype is None:
        dtype = array.dtype.newbyteorder("=") if array.dtype.kind == "f" else np.float64
    with np.errstate(over="ignore"):  # float64 → float32: the Inf is found by whoever reads it
        return np.asarray(array, dtype=dtype, order="C")


def matrix(name: str, a: Any, n: int | None = None, dtype: Any = None) -> Array:
    """A non-empty (n, m) float array: features × examples."""
    if a is None:
        raise TypeError(f"{name} is None, but expected an array of shape (n, m).")
    array = real(name, a, dtype)
    shape = np.shape(a)
    if len(shape) != 2:
        slip = {
            0: "Even one number is a batch: write np.array([[number]]).",
            1: f"One example is a column: {name}[:, None]; one feature is a row: {name}[None, :].",
        }.get(len(shape), f"Flatten each example into a column: {name}.reshape(m, -1).T.")
        raise ValueError(
            f"{name} has shape {shape}, but expected two dimensions (n, m): "
            f"features × examples. {slip}"
        )
    if 0 in shape:
        nothing = "features" if shape[0] == 0 else "examples"
        raise ValueError(
            f"{name} has shape {shape}, but expected at least one feature and one example: "
            f"there are no {nothing}."
        )
    if n is not None and shape[0] != n:
        slip = (
            f" Examples stand in columns here: did you mean {name}.T?"
            if shape[1] == n
            else " The number of rows must equal the number of units (features)."
        )
        raise ValueError(f"{name} has shape {shape}, but expected ({n}, m).{slip}")
    return array


def finite(name: str, a: Array) -> Array:
    """No NaN, no Inf."""
    if not np.isfinite(a).all():
        raise not_finite(name, a)
    return a


def not_finite(name: str, a: Array) -> NotFiniteError:
    """The error for an array in which NaN or Inf was seen, or whose sums overflowed."""
    bad = ~np.isfinite(a)
    if not bad.any():
        return NotFiniteError(
            f"{name} holds values as large as {np.abs(a).max():.1e}: their squares outgrow "
            f"{a.dtype}. Scale them down; in training, try a smaller learning rate."
        )
    where = tuple(int(i) for i in np.argwhere(bad)[0])
    return NotFiniteError(
        f"{name} has NaN or Inf in {bad.sum()} of {a.size} places, the first at {list(where)}, "
        "but expected finite numbers. Look for a division by 0, a log of 0, or a learning rate "
        "that is too large."
    )


def read_only(a: Array) -> Array:
    """The same numbers under a name that can't change them: the array is somebody else's."""
    a = a.view()
    a.flags.writeable = False
    return a


def batch(name: str, z: Array) -> Array:
    """More than one example: with one, the variance is 0 and every output would be β."""
    if z.shape[1] == 1:
        raise ValueError(
            f"{name} has shape {z.shape}: a batch of one example. In training its mean is the "
            "example itself and its variance is 0, so every output would be β whatever the input. "
            "Use a mini-batch of at least 2, or inference (training=False) with running averages."
        )
    return z


def column(name: str, v: Any, n: int, m: int | None = None, dtype: Any = None) -> Array:
    """A finite (n, 1) column: one value per unit."""
    if v is None:
        raise TypeError(f"{name} is None, but expected an array of shape ({n}, 1).")
    array = real(name, v, dtype)
    shape = np.shape(v)
    if shape != (n, 1):
        if shape == ():
            slip = f"every unit has its own: write np.full(({n}, 1), {v})."
        elif shape == (n,):
            slip = f"NumPy would read it as a row, along the examples: write {name}.reshape(-1, 1)."
        elif shape == (1, n):
            slip = f"a row runs along the examples, a column along the units: write {name}.T."
        elif shape in ((m, 1), (1, m)):
            slip = "that is one value per example, but the examples share a unit's γ and β."
        elif shape == (n, m):
            slip = "that is one value per unit and example, but the examples share them."
        else:
            slip = "the number of rows must equal the number of units."
        raise ValueError(
            f"{name} has shape {shape}, but expected ({n}, 1), one value per unit: {slip}"
        )
    return finite(name, array)


def variance(name: str, v: Any, n: int, m: int | None = None, dtype: Any = None) -> Array:
    """A finite (n, 1) column with nothing below 0."""
    array = column(name, v, n, m, dtype)
    if array.min() < 0:
        raise ValueError(
            f"{name} has a negative value, {array.min():.3g}, but a variance is a mean of "
            "squares. Did you pass the mean, or a log of the variance?"
        )
    return array


def same_shape(name: str, a: Any, shape: tuple[int, ...], what: str, dtype: Any = None) -> Array:
    """A float array of just this shape."""
    if a is None:
        raise TypeError(f"{name} is None, but expected an array of shape {shape}.")
    array = real(name, a, dtype)
    if np.shape(a) != shape:
        slip = " Did you mean its transpose?" if np.shape(a) == shape[::-1] != shape else ""
        raise ValueError(f"{name} has shape {np.shape(a)}, but expected {shape}, {what}.{slip}")
    return array


def labels(Y: Any, m: int, n_classes: int) -> Array:
    """Class numbers 0 … n_classes − 1 as an integer array (m,); (1, m) is taken as well."""
    if Y is None:
        raise TypeError(f"Y is None, but expected {m} labels.")
    try:
        array = unmasked("Y", Y)
    except ValueError:
        raise ValueError("Y is a ragged nested list, but expected one label per example.") from None
    if array.dtype.kind not in "fiub":
        raise TypeError(
            f"Y has dtype {array.dtype}, but expected class numbers 0 … {n_classes - 1}. "
            "Names of classes become numbers by np.unique(Y, return_inverse=True)[1]."
        )
    if array.shape not in ((m,), (1, m)):
        slip = ""
        if array.shape == (n_classes, m):
            slip = " One-hot labels become class numbers by Y.argmax(axis=0)."
        elif array.shape in ((m, n_classes), (m, 1)):
            slip = " Examples stand in columns here, and a label is one class number."
        raise ValueError(
            f"Y has shape {array.shape}, but expected one label for each of the {m} examples: "
            f"({m},).{slip}"
        )
    array = array.reshape(m)
    fractional = array[~(np.isfinite(array) & (array == np.floor(array)))]
    if fractional.size:
        raise ValueError(
            f"Y holds {fractional[0]}, but expected whole numbers, 0 … {n_classes - 1}: a label is "
            "the number of a class. Are these predictions, or measurements?"
        )
    # compared before any cast: an unsigned or huge label must not wrap round into range
    if array.min() < 0 or array.max() >= n_classes:
        raise ValueError(
            f"Y has labels from {array.min()} to {array.max()}, but expected 0 … {n_classes - 1} "
            f"for {n_classes} classes: counting starts at 0."
        )
    return array.astype(np.intp)


def vector_pair(theta: Any, dtheta: Any) -> None:
    """A parameter array that can be changed in place and a gradient of its shape."""
    for name, a in (("theta", theta), ("dtheta", dtheta)):
        if not isinstance(a, np.ndarray):
            raise TypeError(f"{name} is {describe(a)}, but expected a NumPy array.")
        if a.dtype not in _FLOATS:
            raise TypeError(f"{name} has dtype {a.dtype}, but expected float64 or float32.")
    if theta.shape != dtheta.shape:
        raise ValueError(
            f"theta has shape {theta.shape} and dtheta {dtheta.shape}, but expected equal shapes: "
            "each parameter has one gradient. NumPy might have broadcast them silently."
        )
    if not theta.flags.writeable:
        raise ValueError("theta is read-only, but an update changes it in place: pass a copy.")


def one_of(name: str, value: Any, allowed: Iterable[str]) -> str:
    """One of a few names."""
    allowed = list(allowed)
    if not isinstance(value, str):
        raise TypeError(f"{name} is {describe(value)}, but expected one of {allowed}.")
    if value not in allowed:
        raise ValueError(f"{name} is {value!r}, but expected one of {allowed}.")
    return value


def describe(value: Any) -> str:
    """A value in the words of an error."""
    if isinstance(value, np.ndarray):
        return f"an array of {value.dtype}, shape {value.shape}"
    text = repr(value)
    return f"{text if len(text) < 40 else '…'} (a {type(value).__name__})"
