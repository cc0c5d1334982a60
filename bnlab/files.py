"""Files that stay whole, whoever is killed and whoever else writes."""

import os
import secrets
import stat
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any, BinaryIO

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

_SCRATCH = ".bnlab-scratch-"


@contextmanager
def replacing(path: str | os.PathLike[str]) -> Iterator[BinaryIO]:
    """A scratch file in the same folder, which takes the place of `path` if all goes well.

    A link stays a link, and the older file's mode is kept. Scratch files that killed processes
    have left in the folder are removed.

    Parameters
    ----------
    path : str or path
        The file to be written, or written anew.

    Yields
    ------
    file : binary file, open for writing

    Raises
    ------
    OSError
        If path is a folder, a device or write-protected, or its folder can't be written to.
    """
    target = Path(os.path.realpath(path))
    if target.exists() and not (target.is_file() and os.access(target, os.W_OK)):
        raise PermissionError(
            f"{os.fspath(path)!r} is a folder, a device or write-protected, but expected the name "
            "of a file that may be replaced."
        )
    _remove_stale(target.parent)
    scratch, file = _new_scratch(target.parent)
    try:
        yield file
        file.flush()
        os.fsync(file.fileno())
        if target.exists():
            os.chmod(scratch, stat.S_IMODE(target.stat().st_mode))
        if sys.platform == "win32":
            file.close()  # no open file can be moved there; elsewhere the lock lasts until the end
        os.replace(scratch, target)
    finally:
        file.close()
        scratch.unlink(missing_ok=True)


def lock(file: IO[Any]) -> None:
    """Wait until no other process has locked the file, then lock it until it is closed.

    The system itself ends the lock of a process that is killed. Where files can't be locked, as on
    some network drives, nothing happens.
    """
    with suppress(OSError):
        while not _try_lock(file):
            time.sleep(0.01)


def _try_lock(file: IO[Any]) -> bool:
    """Whether the lock was free, and now is ours; OSError where files can't be locked."""
    try:
        if sys.platform == "win32":
            here = file.tell()
            file.seek(2**31 - 2)  # a locked byte can't be read by others: one that is never used
            try:
                msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
            finally:
                file.seek(here)
        elif sys.platform == "emscripten":
            raise OSError("a page in a browser has no locks, and nobody to share its files with")
        else:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    return True


def _new_scratch(folder: Path) -> tuple[Path, BinaryIO]:
    while True:
        path = folder / f"{_SCRATCH}{secrets.token_hex(4)}"
        file = open(path, "xb")  # noqa: SIM115 — `replacing` closes it
        lock(file)
        if path.exists():
            return path, file
        file.close()  # another process took it for stale, just before it was locked


def _remove_stale(folder: Path) -> None:
    """Remove scratch files that no process has locked: their owners are dead."""
    for path in folder.glob(f"{_SCRATCH}*"):
        with suppress(OSError):
            if sys.platform == "win32":
                path.unlink()  # refused as long as the file is open
            else:
                with open(path, "rb") as file:
                    if _try_lock(file):
                        path.unlink()
