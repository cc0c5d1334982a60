"""Results of finished runs, in memory and in a file that several processes may add to at once."""

import json
import os
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from . import files

Outcome = dict[str, Any]  # {"result": …}, or {"error": …, "traceback": …}

_START = b'{"job": "'  # of every line


class Results:
    """Results by job; with a path, each is also a line (JSON) of that file as soon as it is there.

    A failed run is a line too, with its error, but counts as not run.

    Parameters
    ----------
    run : str
        Name of the function that makes the results: a file belongs to one function.
    path : str or path, optional
        The file. What it holds already is taken over.

    Attributes
    ----------
    done : dict
        Job → result.

    Raises
    ------
    FileNotFoundError
        If the file's folder does not exist.
    ValueError
        If the file is not one of ours, or belongs to another function. It is left as it is.
    """

    def __init__(self, run: str, path: str | os.PathLike[str] | None = None) -> None:
        self.done: dict[str, Any] = {}
        self._run = run
        self._path = None if path is None else Path(path)
        self._read = 0  # bytes of the file that `done` knows
        if self._path is None:
            return
        if not self._path.parent.is_dir():
            raise FileNotFoundError(
                f"there is no folder {str(self._path.parent)!r} to hold {self._path.name!r}: make "
                "it first."
            )
        if self._path.exists():
            with open(self._path, "rb") as file:
                self._catch_up(file)

    def open(self) -> None:
        """Make the file if there is none: what can't be written is noticed before the first run."""
        if self._path is not None:
            self._path.open("ab").close()

    def add(self, job: str, outcome: Outcome) -> None:
        """Keep the outcome of a run, unless another process has added its result before."""
        if self._path is not None:
            with open(self._path, "a+b") as file:
                files.lock(file)
                self._catch_up(file)
                if job in self.done:
                    return
                file.truncate(self._read)  # ends behind the last whole line
                line = json.dumps({"job": job, "run": self._run} | outcome) + "\n"
                self._read += file.write(line.encode())
        if "result" in outcome:
            self.done[job] = outcome["result"]

    def _catch_up(self, file: BinaryIO) -> None:
        """Read the lines that are new; a last line that was cut off counts as not there."""
        if file.seek(0, os.SEEK_END) < self._read:  # somebody has emptied or replaced it
            self._read = 0
        file.seek(self._read)
        content = file.read()
        whole, cut_off = content[: content.rfind(b"\n") + 1], content[content.rfind(b"\n") + 1 :]
        if not _START.startswith(cut_off[: len(_START)]):
            raise self._not_ours(cut_off)
        found = {}
        for line in whole.splitlines():
            try:
                entry = json.loads(line)
                job, run = entry["job"], entry.get("run", self._run)
                if "error" not in entry:
                    found[job] = entry["result"]
            except (ValueError, TypeError, KeyError):
                raise self._not_ours(line) from None
            if run != self._run:
                raise ValueError(
                    f"{str(self._path)!r} holds results of {run}, but this is {self._run}: take "
                    "another file, one for each function."
                )
        self.done |= found
        self._read += len(whole)

    def _not_ours(self, line: bytes) -> ValueError:
        return ValueError(
            f"{str(self._path)!r} has the line {line[:60].decode(errors='replace')!r}, which is no "
            "finished run: is it another file?"
        )


def plain(value: Any) -> Any:
    """NumPy's numbers and arrays as JSON's: the ``default`` of `json.dumps`."""
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, np.ndarray):
        return value.tolist()
    raise TypeError(f"{value!r} is a {type(value).__name__}, which a file of results can't hold.")
