"""Your own copies of the lessons: without outputs, and never overwritten.

Each copy carries, in its notebook's metadata, the fingerprint of the lesson that it was made from.
So nothing beside the notebooks has to be kept, and a copy knows when its lesson has become newer:
the first cell that loads exercises or predictions says so.
"""

from __future__ import annotations

import contextlib
import hashlib
import itertools
import json
import os
import platform
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

FOLDER = "my_notebooks"
START = "00_start_here.ipynb"
PROGRESS = ".progress"  # the file in a folder of copies that bnlab.progress writes to

# What a kernel of this Python says of itself: opening a copy then changes nothing in it.
LANGUAGE = {
    "codemirror_mode": {"name": "ipython", "version": 3},
    "file_extension": ".py",
    "mimetype": "text/x-python",
    "name": "python",
    "nbconvert_exporter": "python",
    "pygments_lexer": "ipython3",
    "version": platform.python_version(),
}


def originals() -> Path:
    """The folder of the lessons: inside an installed package, beside the package in a checkout."""
    package = Path(__file__).parent
    for folder in (package / "notebooks", package.parent / "notebooks"):
        if (folder / START).is_file():
            return folder
    raise FileNotFoundError(
        "this installation of bnlab came without its lessons. "
        "Install bnlab anew, or get them from its repository."
    )


def copy(folder: str | os.PathLike[str] | None = None) -> list[str]:
    """Copy the lessons that a folder lacks.

    What is in the way and is no notebook (a lesson cut off by a crash, a folder of that name) is
    kept under another name.

    Parameters
    ----------
    folder : where the copies are; without it this folder if it has copies, else my_notebooks

    Returns
    -------
    list of str
        What was done and what could not be, in sentences.

    Raises
    ------
    OSError
        If the folder can't be made.
    """
    folder, copied, lines = _begin(folder), [], []
    for name, content in fresh_copies():
        target = folder / name
        if read(target) is not None:
            continue
        try:
            kept = _put(content, target)
        except OSError as error:
            lines.append(f"{target} was not copied: {error.strerror}.")
            continue
        copied.append(name)
        if kept:
            lines.append(f"{target} was no notebook (cut off?). It is now called {kept.name}.")
    if copied:
        lines.insert(0, f"Copied to {folder}: {', '.join(copied)}.")
    if not os.access(folder, os.W_OK):
        lines.append(f"{folder} can't be written: no work will be saved there. {_elsewhere()}")
    for name in newer(folder):
        how = f"{_command()} reset {name.partition('_')[0]}"
        lines.append(f"{folder / name}: the lesson has a newer version. To get it, too: {how}")
    return lines or [f"{folder} has every lesson."]


def newer(folder: str | os.PathLike[str] = ".") -> list[str]:
    """The names of the copies in `folder` whose lessons have a newer version."""
    found: list[str] = []
    if not (Path(folder) / PROGRESS).exists():  # no folder of copies, perhaps the lessons' own
        return found
    for name, content in fresh_copies():
        mine = read(Path(folder) / name)
        if mine is not None and _mark(mine) != _mark(json.loads(content)):
            found.append(name)
    return found


def tell() -> None:
    """In a notebook among copies, show once whether its lesson has a newer version.

    Where the front end does not say which notebook it is, all copies that have one are named.
    """
    IPython: Any = sys.modules.get("IPython")
    if IPython is None or IPython.get_ipython() is None:
        return
    if sys.platform == "emscripten":  # JupyterLite, whose notebooks are the reader's own copies
        with contextlib.suppress(OSError):
            Path(PROGRESS).touch()
    session = Path(os.environ.get("JPY_SESSION_NAME", "")).name
    stale = newer()
    for name in [session] if session in stale else [] if session in _names() else stale:
        number = name.partition("_")[0]
        kept = f"Yours is kept beside it, as {Path(name).stem}_old1.ipynb or the like."
        how = f'bn.lessons.reset("{number}")'
        text = f"{name} has a newer version. To get it, run {how} and reopen the lesson. {kept}"
        page = f"<p><strong>{name} has a newer version.</strong> To get it, run <code>{how}</code>"
        page += f" and reopen the lesson. {kept}</p>"
        IPython.display.display({"text/plain": text, "text/html": page}, raw=True)


def reset(lesson: str | int, folder: str | os.PathLike[str] | None = None) -> list[str]:
    """Make a fresh copy of a lesson; the old one stays beside it, under another name.

    Parameters
    ----------
    lesson : its number or the start of its name: 3, "03", "A1", "03_shapes"
    folder : as in `copy`

    Returns
    -------
    list of str
        What was done, in sentences.

    Raises
    ------
    ValueError
        If there is no such lesson.
    OSError
        If the folder can't be written.
    """
    start = f"{int(lesson):02d}" if str(lesson).isdecimal() else str(lesson)
    known = dict(fresh_copies())
    names = [name for name in known if start and name.startswith(start)]
    if len(names) != 1:
        numbers = ", ".join(name.partition("_")[0] for name in known)
        raise ValueError(f"there is no lesson {lesson!r}; there are {numbers}.")
    (name,) = names
    folder = _begin(folder)
    kept = _put(known[name], folder / name)
    lines = [f"{folder / name} is the lesson as it comes."]
    if kept:
        lines.append(f"Your old one is {kept}.")
    return lines


def home(folder: str | os.PathLike[str] | None = None) -> Path:
    """The folder of a student's copies: the one named, or this one if it has copies, or FOLDER."""
    return Path(folder or ("." if os.path.exists(PROGRESS) else FOLDER))


def _begin(folder: str | os.PathLike[str] | None) -> Path:
    """Make the folder of copies, if it isn't there, and let progress be recorded in it."""
    folder = home(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OSError(f"{folder} can't be made: {error.strerror}. {_elsewhere()}") from None
    with contextlib.suppress(OSError):
        (folder / PROGRESS).touch()
    return folder


def _elsewhere() -> str:
    return f"Name another folder: {_command()} lab FOLDER"


def _command() -> str:
    """This package's command line, as it can be typed here."""
    python = Path(sys.executable)
    if python.is_relative_to(Path.cwd()):
        python = python.relative_to(Path.cwd())
    return f"{python} -m bnlab"


def _names() -> set[str]:
    """The lessons' file names."""
    return {path.name for path in originals().glob("*.ipynb")}


def fresh_copies() -> Iterator[tuple[str, bytes]]:
    """Each lesson's file name, and what a fresh copy of it holds."""
    for path in sorted(originals().glob("*.ipynb")):
        nb = json.loads(path.read_text(encoding="utf-8"))
        for cell in nb["cells"]:
            if cell["cell_type"] == "code":
                cell["outputs"], cell["execution_count"] = [], None
        nb["metadata"]["bnlab"] = {"copy_of": hashlib.sha256(_bytes(nb)).hexdigest()[:16]}
        nb["metadata"]["language_info"] = LANGUAGE
        yield path.name, _bytes(nb)


def _bytes(nb: dict[str, Any]) -> bytes:
    return (json.dumps(nb, indent=1, ensure_ascii=False) + "\n").encode()


def _mark(nb: dict[str, Any]) -> Any:
    """What a copy was made from; None in one that an old version of bnlab made."""
    return nb.get("metadata", {}).get("bnlab", {}).get("copy_of")


def read(path: Path) -> dict[str, Any] | None:
    """Return the notebook in a file, or None if there is none, or no whole one."""
    try:
        nb = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return nb if isinstance(nb, dict) and isinstance(nb.get("cells"), list) else None


def _put(content: bytes, target: Path) -> Path | None:
    """Write a file whole or not at all; what was there keeps a name that is returned."""
    scratch = target.with_name(f".{target.name}.part")
    try:
        scratch.write_bytes(content)
        kept = None
        if os.path.lexists(target):
            numbered = (target.with_stem(f"{target.stem}_old{i}") for i in itertools.count(1))
            kept = next(name for name in numbered if not os.path.lexists(name))
            target.rename(kept)
        os.replace(scratch, target)
    finally:
        scratch.unlink(missing_ok=True)
    return kept
