"""Pictures to touch: each function makes one explorer, to be the last line of a notebook's cell.

Plain ipywidgets are all they need: JupyterLab (tested here), Notebook 7, VS Code and Colab (not
tested here). Without a kernel an explorer's cell still shows its picture and its sentence.
"""

from .one_layer import one_layer

__all__ = ["one_layer"]
