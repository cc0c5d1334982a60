"""Pictures of batch norm: each takes arrays or a `History`, and `ax=None`, and returns the axes.

In a lesson: `ax = bn.plots.some_picture(…)`, a headline that says the finding, then
`bn.plots.show(ax, alt=…)`. Colours and sizes come from `bnlab/style.py`.
"""

from ..style import (
    BLACK,
    DECAYS,
    GOLD,
    GREEN,
    OPTIMIZERS,
    PURPLE,
    RAW,
    WITH,
    WITHOUT,
    axes,
    format_number,
    headline,
    line_style,
    show,
)
from .data import histograms, images, raw_and_normalized, stages
from .graphs import backward_graph, flow, forward_pass
from .training import (
    accuracy,
    by_layer,
    by_rate,
    descend,
    descent,
    layers_over_training,
    loss,
    over_steps,
    percentiles_over_steps,
    shares,
)

__all__ = [
    "BLACK",
    "DECAYS",
    "GOLD",
    "GREEN",
    "OPTIMIZERS",
    "PURPLE",
    "RAW",
    "WITH",
    "WITHOUT",
    "accuracy",
    "axes",
    "backward_graph",
    "by_layer",
    "by_rate",
    "descend",
    "descent",
    "flow",
    "format_number",
    "forward_pass",
    "headline",
    "histograms",
    "images",
    "layers_over_training",
    "line_style",
    "loss",
    "over_steps",
    "percentiles_over_steps",
    "raw_and_normalized",
    "shares",
    "show",
    "stages",
]
