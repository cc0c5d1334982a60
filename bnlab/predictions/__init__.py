"""Predictions that are committed before the result is there: a cell `predictions.third_valley`.

The cell shows the question with a control and a Commit button. Committing keeps the answer and
opens the reply: what was predicted, what is true, what this guess says about one's picture of the
matter, and the result in words. The next code cell then shows the result in full: a student's copy
of a lesson has no outputs, so nothing needs to be hidden, and Run All runs past a question that is
still open. A committed answer survives when the cell or the kernel runs anew. Without a kernel the
cell's stored output is the question with its answer folded.

How to write a prediction
-------------------------
One file a lesson, `lesson_04.py`. The variable's name is the prediction's name, the file's number
its lesson; names are unique over all lessons::

    after_one_epoch = Number(
        "… What share of the test images does the third one read?",
        answer=70,
        unit="%",
        replies=[(0, 60, "what such a guess reveals"), (60, 76, "…"), (76, 101, "…")],
        result="Ten points fewer. The running mean …",
        seen="b = 5: test accuracy 70%",
    )

- Ask about the lesson's one idea. Everything needed to answer stands in the question or above it;
  the result does not.
- A reply speaks to the picture that leads to the guess, and says why it fails or holds, without
  praise. The page puts "Your prediction: 80 %. The answer: 70 %." above it, and below it the result
  in words with its reason: neither says the other again.
- `seen` is printed by a cell further down, and by none above: a test compares.
- `Choice`, `Number` and `Range` say in their docstrings what they take. Texts are plain, with
  `code`, *emphasis*, <sub>…</sub> and <sup>…</sup>.
- In the lesson: a cell with `predictions.after_one_epoch` alone, right before the cell that shows
  the result.
"""

from __future__ import annotations

import pkgutil
from importlib import import_module

from .kinds import Choice, Number, Prediction, Range

__all__ = ["Choice", "Number", "Prediction", "Range", "all_predictions"]

all_predictions: dict[str, Prediction] = {}  # by name, in the order of the lessons

for _module in sorted(m.name for m in pkgutil.iter_modules(__path__) if m.name[:7] == "lesson_"):
    for _name, _thing in vars(import_module(f"{__name__}.{_module}")).items():
        if isinstance(_thing, Prediction):
            if _name in all_predictions:
                raise ValueError(f"{_module}: another lesson has a prediction called {_name}")
            _thing.name, _thing.lesson = _name, int(_module[7:])
            all_predictions[_name] = _thing

globals().update(all_predictions)
