"""bnlab: batch normalisation, step by step, in NumPy. Start with the notebooks."""

from importlib import import_module
from typing import Any

from . import data
from .batchnorm import (
    batchnorm_backward,
    batchnorm_forward,
    batchnorm_inference,
    fold_batchnorm,
    normalize,
    running_average,
)
from .data import Dataset, minibatches
from .gradcheck import gradient_check
from .history import History, Recorder
from .layers import BatchNorm, Layer, Linear, ReLU, Sigmoid, Tanh
from .losses import binary_cross_entropy, softmax_cross_entropy
from .network import Network, mlp
from .optimizers import Adam, GradientDescent, Momentum, RMSprop
from .training import DivergenceWarning, fit

__version__ = "1.0.0"

__all__ = [
    "Adam",
    "BatchNorm",
    "Dataset",
    "DivergenceWarning",
    "GradientDescent",
    "History",
    "Layer",
    "Linear",
    "Momentum",
    "Network",
    "RMSprop",
    "ReLU",
    "Recorder",
    "Sigmoid",
    "Tanh",
    "batchnorm_backward",
    "batchnorm_forward",
    "batchnorm_inference",
    "binary_cross_entropy",
    "data",
    "fit",
    "fold_batchnorm",
    "gradient_check",
    "minibatches",
    "mlp",
    "normalize",
    "running_average",
    "softmax_cross_entropy",
]

# Most of these need matplotlib, ipywidgets, joblib or numba; they load when first used.
_LATER = (
    "exercises",
    "experiments",
    "explorers",
    "fast",
    "frameworks",
    "ledger",
    "lessons",
    "plots",
    "predictions",
    "progress",
    "runs",
)


def __getattr__(name: str) -> Any:
    if name in _LATER:
        return import_module(f".{name}", __name__)
    raise AttributeError(f"module 'bnlab' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*__all__, *_LATER, "__version__"])
