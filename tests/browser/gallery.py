"""Makes the gallery: a notebook with every explorer in a cell of its own.

python tests/browser/gallery.py FILE.ipynb
"""

from __future__ import annotations

import sys
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_notebook

import bnlab as bn


def write_gallery(path: Path) -> list[str]:
    """Write the notebook; return the explorers' names in the order of their cells."""
    names = list(bn.explorers.__all__)
    first = new_code_cell("import bnlab as bn", id="import")
    cells = [
        new_code_cell(f"{name} = bn.explorers.{name}()\n{name}", id=name.replace("_", "-"))
        for name in names
    ]
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    notebook = new_notebook(cells=[first, *cells], metadata={"kernelspec": kernel})
    nbformat.write(notebook, path)
    return names


if __name__ == "__main__":
    write_gallery(Path(sys.argv[1]))
