"""What TensorFlow, Keras, PyTorch and Flax say to the same numbers. NumPy only, nothing to install.

`recorded("torch")` is what PyTorch answered once, `ask("torch")` asks it now if it is here,
`source("torch", "batchnorm")` are the lines of PyTorch that it took, `table` shows the
conventions that `LAYERS` holds. What each is asked is in `problem.py`; `tests/parity` compares the
answers.
"""

from . import problem
from .conventions import COLUMNS, DEFAULTS, LAYERS
from .lookalikes import DIFFERENCES
from .table import Table as table
from .vectors import (
    FRAMEWORKS,
    ask,
    calls,
    compare,
    installed,
    live,
    model,
    model_output,
    recorded,
    source,
)

__all__ = [
    "COLUMNS",
    "DEFAULTS",
    "DIFFERENCES",
    "FRAMEWORKS",
    "LAYERS",
    "ask",
    "calls",
    "compare",
    "installed",
    "live",
    "model",
    "model_output",
    "problem",
    "recorded",
    "source",
    "table",
]
