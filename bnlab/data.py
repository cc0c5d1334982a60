"""Data: handwritten digits, two moons, spirals, MNIST from your own files, and mini-batches."""

import gzip
import os
import zlib
from collections.abc import Callable, Iterator
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from . import checks


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
        parts[f"X_{half}"] = np.ascontiguousarray(images.reshape(len(images), -1).T) / 255
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
    return ["Dataset", "digits", "minibatches", "mnist", "moons", "spirals"]
