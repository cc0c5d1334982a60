"""Pictures to touch: each function makes one explorer, to be the last line of a notebook's cell.

They are anywidgets, drawn in the page: JupyterLab (tested here), Notebook 7, VS Code and Colab (not
tested here). Without a kernel an explorer's cell still shows its picture and its sentence.
"""

from .gallery.backward_graph import backward_graph
from .gallery.batch_noise import batch_noise
from .gallery.batch_sizes import batch_sizes
from .gallery.bias import bias
from .gallery.depth import depth
from .gallery.lr_scale_map import lr_scale_map
from .gallery.one_layer import one_layer
from .gallery.optimizers import optimizers
from .gallery.paper_run import paper_run
from .gallery.running_average import running_average
from .gallery.scale_invariance import scale_invariance
from .gallery.shapes import shapes
from .gallery.sphere import sphere
from .gallery.training_scrubber import training_scrubber

__all__ = [
    "backward_graph",
    "batch_noise",
    "batch_sizes",
    "bias",
    "depth",
    "lr_scale_map",
    "one_layer",
    "optimizers",
    "paper_run",
    "running_average",
    "scale_invariance",
    "shapes",
    "sphere",
    "training_scrubber",
]
