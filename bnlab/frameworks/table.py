"""The table of conventions as a notebook shows it: one row for each convention asked for."""

from typing import Any

from .conventions import COLUMNS, LAYERS

NAMES = {"bnlab": "bnlab", "tensorflow": "tf.nn", "keras": "Keras", "torch": "PyTorch"}
NAMES |= {"flax": "Flax"}
CODE = {"gamma", "beta", "mean", "var", "switch", "parameter"}  # words that one types


class Table:
    """`table("eps", "factor")`: these rows of `LAYERS`, for the plain layer of each framework.

    Parameters
    ----------
    rows : str
        Keys of `COLUMNS`.

    Raises
    ------
    ValueError
        If there is no such row.
    """

    def __init__(self, *rows: str) -> None:
        if unknown := [row for row in rows if row not in COLUMNS]:
            raise ValueError(f"no row is called {unknown[0]!r}; there are {', '.join(COLUMNS)}")
        self.rows = rows

    def cells(self) -> list[list[str]]:
        """Heads and rows as words."""
        layers = [next(iter(LAYERS[name].values())) for name in NAMES]
        lines = [["", *NAMES.values()]]
        for row in self.rows:
            lines.append([COLUMNS[row], *(words(layer[row], row in CODE) for layer in layers)])
        return lines

    def _repr_markdown_(self) -> str:
        heads, *rows = self.cells()
        lines = [heads, ["---"] * len(heads), *rows]
        return "\n".join("| " + " | ".join(line) + " |" for line in lines)

    def __repr__(self) -> str:
        return "\n".join(" · ".join(line).replace("`", "") for line in self.cells())


def words(value: Any, code: bool = False) -> str:
    """A value of the table in words; what is not asked, or not there, is a dash."""
    if value is None:
        return "–"
    if isinstance(value, list):
        return ", ".join(words(item, code) for item in value)
    if isinstance(value, float):
        return f"{value:.0e}".replace("e-0", "e-") if 0 < value < 0.01 else f"{value:g}"
    return f"`{value}`" if code else value
