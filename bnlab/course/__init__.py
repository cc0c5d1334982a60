"""For those who teach: sets of lessons for a course, and marks that come with their reason.

`bnlab course export --out DIR` writes the sets (sets.py), `bnlab grade FILES` marks what students
hand in: grading.py runs each notebook in processes of its own (worker.py) and report.py tells the
student, the gradebook and the class.
"""

from __future__ import annotations

from . import answers, sets
from .gain import Gain, gain
from .grading import Graded, Limits, Mark, grade
from .report import write_csv, write_feedback
from .sets import export

__all__ = [
    "Gain",
    "Graded",
    "Limits",
    "Mark",
    "answers",
    "export",
    "gain",
    "grade",
    "sets",
    "write_csv",
    "write_feedback",
]
