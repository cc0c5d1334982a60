"""The widget that shows a prediction in the page and keeps what was committed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import anywidget
import traitlets

from ..progress import recall, record

if TYPE_CHECKING:
    from .kinds import Prediction

VIEW = "application/vnd.jupyter.widget-view+json"
HERE = Path(__file__).parent


class Card(anywidget.AnyWidget):
    """Question, control and reply.

    The page finds the reply itself, so it comes at once even while the kernel is busy; what was
    committed comes here.
    """

    _esm = HERE / "card.js"
    _css = HERE / "card.css"
    content = traitlets.Dict().tag(sync=True)
    guess = traitlets.Any().tag(sync=True)

    def __init__(self, prediction: Prediction) -> None:
        kept = recall("prediction", prediction.name)
        guess = kept["answer"] if kept and prediction.accepts(kept["answer"]) else None
        super().__init__(content=prediction.content(), guess=guess)
        self._name = prediction.name
        self.observe(self._record, "guess")

    def _record(self, change: Any) -> None:
        record("prediction", self._name, True, change.new)

    def view(self) -> dict[str, Any]:
        """The part of an output by which a notebook finds this widget."""
        return {VIEW: {"version_major": 2, "version_minor": 0, "model_id": self.model_id}}
