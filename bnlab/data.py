"""Data: handwritten and drawn digits, moons, spirals, MNIST from your files, and mini-batches."""

import contextlib
import gzip
import hashlib
import os
import sys
import warnings
import zipfile
import zlib
from collections.abc import Callable, Iterator
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from . import checks, drawing
from .files import replacing


class Dataset(NamedTuple):
    """Examples in columns, labels as class numbers; test examples that no training has seen."""

    X_train: NDArray  # (n_x, m)
    Y_train: NDArray  # (m,)
    X_test: NDArray  # (n_x, m_test)
    Y_test: NDArray  # (m_test,)


def minibatches(
    X: ArrayLike, Y: ArrayLike, batch_size: int, rng: np.random.Generator
) -> Iterator[tuple[NDArray, NDArray]]:
    """One epoch of mini-batches X{t}, Y{t}: every example once, in random order.

    Parameters
    ----------
    X : array (n_x, m)
        Examples in columns.
    Y : array (m,) or (1, m)
        Labels.
    batch_size : int
        Examples a mini-batch; the last one holds what is left.
    rng : np.random.Generator
        Draws one permutation of the m examples, and nothing else.

    Yields
    ------
    X_t : array (n_x, batch_size or fewer)
    Y_t : array (batch_size or fewer,), or (1, …) as Y

    Raises
    ------
    ValueError
        If X is not (n_x, m), Y has another number of labels, or batch_size < 1.
    TypeError
        If X does not hold real numbers, or rng is not a Generator.
    """
    X = checks.matrix("X", X)
    Y = np.asarray(Y)
    if Y.ndim == 0 or Y.shape[-1] != X.shape[1]:
        slip = " Examples stand in columns: did you mean X.T?" if Y.shape == X.shape[:1] else ""
        raise ValueError(
            f"Y has shape {Y.shape}, but expected one label for each of X's {X.shape[1]} examples, "
            f"examples last.{slip}"
        )
    batch_size = checks.whole("batch_size", batch_size)
    return _minibatches(X.T, Y, batch_size, checks.generator(rng, "minibatches"))


def _minibatches(
    rows: NDArray, Y: NDArray, batch_size: int, rng: np.random.Generator
) -> Iterator[tuple[NDArray, NDArray]]:
    """As above, from examples in rows: (m, n_x)."""
    order = rng.permutation(len(rows))
    for start in range(0, len(order), batch_size):
        chosen = order[start : start + batch_size]
        yield np.ascontiguousarray(rows.take(chosen, axis=0).T), Y.take(chosen, axis=-1)


def digits() -> Dataset:
    """Handwritten digits, 8×8 pixels: 1,400 to train on and 397 to test.

    Returns
    -------
    data : Dataset
        X (64, m), float64, each pixel divided by 16 and so in [0, 1]; Y (m,), classes 0 … 9. The
        test set is the last 397 images in the source's order.

    Notes
    -----
    Source: E. Alpaydin & C. Kaynak, "Optical Recognition of Handwritten Digits" (1998), UCI Machine
    Learning Repository, its test file of 1,797 images; licence CC BY 4.0.
    """
    with np.load(str(files("bnlab") / "datasets" / "digits.npz"), allow_pickle=False) as file:
        images, labels = file["images"], file["labels"].astype(np.int64)
    X = np.ascontiguousarray(images.reshape(len(images), 64).T / 16)
    return Dataset(X[:, :1400].copy(), labels[:1400], X[:, 1400:].copy(), labels[1400:])


def moons(
    n_train: int = 400,
    n_test: int = 200,
    noise: float = 0.2,
    rng: np.random.Generator | None = None,
) -> Dataset:
    """Two interleaving half circles, one a class.

    Parameters
    ----------
    n_train, n_test : int
        Points for training and for testing.
    noise : float
        Standard deviation of what is added to each coordinate; the circles have radius 1.
    rng : np.random.Generator, optional
        Draws the points. Not given: the same points every time.

    Returns
    -------
    data : Dataset
        X (2, m), float64; Y (m,), 0 or 1.

    Raises
    ------
    ValueError
        If a count is below 1 or noise is negative.
    """

    def place(t: NDArray, Y: NDArray) -> NDArray:
        angle = np.pi * t
        upper = np.stack([np.cos(angle), np.sin(angle)])
        lower = np.stack([1 - np.cos(angle), 0.5 - np.sin(angle)])
        return np.where(Y == 0, upper, lower)

    return _curves(place, 2, n_train, n_test, noise, rng)


def spirals(
    n_train: int = 600,
    n_test: int = 300,
    noise: float = 0.05,
    rng: np.random.Generator | None = None,
    classes: int = 3,
) -> Dataset:
    """Arms of a spiral, one a class: easy to see, hard for a shallow network.

    Parameters
    ----------
    n_train, n_test : int
        Points for training and for testing.
    noise : float
        Standard deviation of what is added to each coordinate; the arms end at radius 1.
    rng : np.random.Generator, optional
        Draws the points. Not given: the same points every time.
    classes : int
        Number of arms, at least 2.

    Returns
    -------
    data : Dataset
        X (2, m), float64; Y (m,), 0 … classes − 1.

    Raises
    ------
    ValueError
        If a count is below 1, classes below 2, or noise is negative.
    """
    classes = checks.whole("classes", classes, least=2)

    def place(t: NDArray, Y: NDArray) -> NDArray:
        radius = 0.1 + 0.9 * t
        angle = 2 * np.pi * Y / classes + 4 * t
        return radius * np.stack([np.cos(angle), np.sin(angle)])

    return _curves(place, classes, n_train, n_test, noise, rng)


def _curves(
    place: Callable[[NDArray, NDArray], NDArray],
    classes: int,
    n_train: int,
    n_test: int,
    noise: float,
    rng: np.random.Generator | None,
) -> Dataset:
    """Points along one curve a class, with noise; training and test points drawn alike."""
    n_train, n_test = checks.whole("n_train", n_train), checks.whole("n_test", n_test)
    noise = checks.not_negative("noise", noise)
    rng = np.random.default_rng(0) if rng is None else checks.generator(rng, "data")
    halves: list[NDArray] = []
    for n in (n_train, n_test):
        Y = rng.permutation(n) % classes  # as even as it can be
        X = place(rng.random(n), Y) + noise * rng.standard_normal((2, n))
        halves += [X, Y]
    return Dataset(*halves)


# ----------------------------------------------------------------------------------- MNIST

# The fixed set of drawn digits: one checksum of all its pixels and labels, whatever drew them.
_FIXED = (60_000, 10_000)
_SHA256 = "0067887cde6de564a960117ad89c333f69b19255bf630254dec7fd6cc4cb1aaa"


def drawn_digits(
    m: int = 60_000, rng: np.random.Generator | None = None, m_test: int = 10_000
) -> Dataset:
    """Digits of MNIST's size, 28×28 pixels, drawn by the computer: no download, not handwritten.

    The ten digits in 15 printed fonts, with random stroke, size, slant, shift, warp, ink and grain.
    Over three seeds, 60,000 to train on and 10,000 to test, a linear classifier got 89.7 to 90.1 %
    right (4 epochs of Adam); with batch norm and ReLU, three hidden layers of 100 got 98.7 to
    98.9 % (6 epochs) and two of 300 got 98.9 to 99.4 % (8 epochs).

    Parameters
    ----------
    m : int
        Digits for training.
    rng : np.random.Generator, optional
        Draws new ones. Not given: the first m and m_test of one fixed set of 60,000 + 10,000, which
        is drawn once (about 4 s) and then kept in your cache folder: $BNLAB_CACHE if you set it.
    m_test : int
        Digits for testing.

    Returns
    -------
    data : Dataset
        X (784, m), float64 (440 MB for the whole set), each pixel divided by 255 and so in [0, 1];
        Y (m,), classes 0 … 9.

    Raises
    ------
    ValueError
        If a count is below 1, or above the fixed set's without an rng.
    TypeError
        If a count is not whole, or rng is not a Generator.

    Warns
    -----
    RuntimeWarning
        If the fixed set is another on this machine: its checksum, of all pixels and labels, is not
        the one stored here. Numbers that were measured on the set then differ a little.
    """
    counts = checks.whole("m", m), checks.whole("m_test", m_test)
    sets: list[tuple[NDArray, NDArray]]
    if rng is not None:
        checks.generator(rng, "drawn_digits")
        sets = [drawing.draw(n, rng) for n in counts]
    elif counts[0] > _FIXED[0] or counts[1] > _FIXED[1]:
        raise ValueError(
            f"m, m_test = {counts}, but the fixed set has {_FIXED}: pass "
            "rng=np.random.default_rng(seed) to draw as many as you like."
        )
    else:
        fixed = zip(counts, *_fixed_digits(), strict=True)
        sets = [(images[:n], labels[:n]) for n, images, labels in fixed]
    (X, Y), (X_test, Y_test) = ((_columns(a), b.astype(np.int64)) for a, b in sets)
    return Dataset(X, Y, X_test, Y_test)


def _fixed_digits() -> tuple[list[NDArray], list[NDArray]]:
    """Images and labels of the fixed set, each to train on and to test on; cached if possible."""
    path = _cache_folder() / f"drawn_digits_{_SHA256[:8]}.npz"
    with contextlib.suppress(OSError, EOFError, ValueError, KeyError, zipfile.BadZipFile):
        with open(path, "rb") as kept, np.load(kept, allow_pickle=False) as arrays:
            images, labels = arrays["images"], arrays["labels"]
        if _checksum(images, labels) == _SHA256:
            return np.split(images, _FIXED[:1]), np.split(labels, _FIXED[:1])
    sets = [drawing.draw(n, np.random.default_rng(seed)) for seed, n in enumerate(_FIXED)]
    images, labels = (np.concatenate(parts) for parts in zip(*sets, strict=True))
    if _checksum(images, labels) == _SHA256:
        with contextlib.suppress(OSError):  # a full or read-only disk costs seconds, no more
            path.parent.mkdir(parents=True, exist_ok=True)
            with replacing(path) as file:
                np.savez(file, images=images, labels=labels)
    else:
        warnings.warn(
            f"NumPy {np.__version__} draws other digits on this machine than those that the stored "
            "numbers were measured on: they are as good, but your numbers will differ a little.",
            RuntimeWarning,
            stacklevel=3,
        )
    return np.split(images, _FIXED[:1]), np.split(labels, _FIXED[:1])


def _checksum(images: NDArray[np.uint8], labels: NDArray[np.uint8]) -> str:
    return hashlib.sha256(images.tobytes() + labels.tobytes()).hexdigest()


def _cache_folder() -> Path:
    """Where this system keeps what can be made again."""
    if chosen := os.environ.get("BNLAB_CACHE"):
        return Path(chosen)
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", "~/AppData/Local")).expanduser() / "bnlab"
    if sys.platform == "darwin":
        return Path("~/Library/Caches/bnlab").expanduser()
    return Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache").expanduser() / "bnlab"


def _columns(images: NDArray[np.uint8]) -> NDArray:
    """Images as columns, (pixels, m), from 0 to 1."""
    return np.ascontiguousarray(images.reshape(len(images), -1).T) / 255


_MNIST_FILES = {
    "X_train": "train-images-idx3-ubyte",
    "Y_train": "train-labels-idx1-ubyte",
    "X_test": "t10k-images-idx3-ubyte",
    "Y_test": "t10k-labels-idx1-ubyte",
}


def mnist(folder: str | os.PathLike[str]) -> Dataset:
    """MNIST from the four files that you have, as they are published: IDX, plain or gzipped.

    Parameters
    ----------
    folder : str or path
        Holds train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-images-idx3-ubyte and
        t10k-labels-idx1-ubyte, each with or without ``.gz``.

    Returns
    -------
    data : Dataset
        X (pixels, m), float64, each pixel divided by 255 and so in [0, 1]; Y (m,), classes 0 … 9.

    Raises
    ------
    FileNotFoundError
        If the folder or a file is missing: it says which, and where they are published.
    ValueError
        If a file is no IDX file of unsigned bytes, is shorter or longer than its header says, or
        the numbers of images and labels differ.

    Notes
    -----
    Source: Y. LeCun, C. Cortes & C. Burges, the MNIST database.
    """
    found = {name: _find(Path(folder), file) for name, file in _MNIST_FILES.items()}
    raw = {name: _read_idx(path, 3 if name[0] == "X" else 1) for name, path in found.items()}
    parts: dict[str, NDArray] = {}
    for half in ("train", "test"):
        images, labels = raw[f"X_{half}"], raw[f"Y_{half}"]
        if len(images) != len(labels):
            raise ValueError(
                f"{found[f'X_{half}'].name} has {len(images)} images, but "
                f"{found[f'Y_{half}'].name} {len(labels)} labels: are they of one set?"
            )
        if labels.max() > 9:
            raise ValueError(
                f"{found[f'Y_{half}'].name} has a label {labels.max()}, but digits end at 9."
            )
        parts[f"X_{half}"] = _columns(images)
        parts[f"Y_{half}"] = labels.astype(np.int64)
    if len(parts["X_train"]) != len(parts["X_test"]):
        raise ValueError("Training and test images differ in size: are they of one set?")
    return Dataset(**parts)


def _find(folder: Path, name: str) -> Path:
    for path in (folder / name, folder / f"{name}.gz"):
        if path.is_file():
            return path
    raise FileNotFoundError(
        f"There is no {name} (or {name}.gz) in {str(folder)!r}. MNIST is four files, published on "
        "Yann LeCun's page on the MNIST database and mirrored by many; download them there into "
        "one folder. bnlab.data.digits() needs no download."
    )


def _read_idx(path: Path, dimensions: int) -> NDArray:
    """An IDX file: 0, 0, type (8: unsigned byte), dimensions, sizes (big-endian), the data."""
    raw = path.read_bytes()
    if path.suffix == ".gz":
        try:
            raw = gzip.decompress(raw)
        except (EOFError, OSError, zlib.error) as error:
            raise ValueError(f"{path.name} is not a whole gzip file: download it again.") from error
    start = 4 + 4 * dimensions
    if len(raw) < start or raw[:4] != bytes((0, 0, 8, dimensions)):
        raise ValueError(
            f"{path.name} starts with {list(raw[:4])}, but an IDX file of unsigned bytes in "
            f"{dimensions} dimension(s) with [0, 0, 8, {dimensions}]. Is it a web page, or another "
            "of the four files?"
        )
    shape = tuple(int(n) for n in np.frombuffer(raw, ">u4", dimensions, 4))
    expected = int(np.prod(shape, dtype=object))
    if len(raw) - start != expected:
        raise ValueError(
            f"{path.name} holds {len(raw) - start} bytes after its header, which announces "
            f"{' × '.join(map(str, shape))} = {expected}: the download was cut, or is damaged."
        )
    if expected == 0:
        raise ValueError(f"{path.name} is empty: its header announces no examples.")
    return np.frombuffer(raw, np.uint8, offset=start).reshape(shape)


def __dir__() -> list[str]:
    return ["Dataset", "digits", "drawn_digits", "minibatches", "mnist", "moons", "spirals"]
