"""Pictures to touch: each function makes one explorer, to be the last line of a notebook's cell.

Plain ipywidgets are all they need: JupyterLab (tested here), Notebook 7, VS Code and Colab (not
tested here). Without a kernel an explorer's cell still shows its picture and its sentence.
"""

from .batch_noise import batch_noise
from .bias import bias
from .depth import depth
from .lr_scale_map import lr_scale_map
from .one_layer import one_layer
from .optimizers import optimizers
from .running_average import running_average
from .shapes import shapes
from .training_scrubber import training_scrubber

__all__ = [
    "batch_noise",
    "bias",
    "depth",
    "lr_scale_map",
    "one_layer",
    "optimizers",
    "running_average",
    "shapes",
    "training_scrubber",
]
