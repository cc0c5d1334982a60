"""A network in a file: written whole or not at all, read to the last bit or refused."""

import hashlib
import json
import math
import os
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

from . import checks, files
from .layers import BatchNorm, Layer, Linear, ReLU, Sigmoid, Tanh

if TYPE_CHECKING:
    from .network import Network

_FORMAT = "bnlab network 1"
_OURS: dict[str, type[Layer]] = {c.__name__: c for c in (Linear, BatchNorm, Sigmoid, Tanh, ReLU)}


def save(layers: list[Layer], theta: NDArray, path: str | os.PathLike[str]) -> None:
    """Write layers, theta and running averages; see `Network.save`."""
    description = []
    arrays: dict[str, Any] = {"theta": checks.finite("theta", theta)}
    for i, layer in enumerate(layers):
        if type(layer) not in _OURS.values():
            raise TypeError(
                f"layer {i} is a {type(layer).__name__}, but save knows bnlab's own layers "
                "only: a file could not bring back its code. Save net.theta yourself."
            )
        description.append([type(layer).__name__, layer._arguments()])
        if isinstance(layer, BatchNorm):
            mean, var = layer.running_mean, layer.running_var
            arrays[f"running_mean_{i}"] = checks.finite("running_mean", mean)
            arrays[f"running_var_{i}"] = checks.variance("running_var", var, layer.n)
    header = json.dumps(
        {"format": _FORMAT, "layers": description, "sha256": _digest(arrays, description)}
    )
    with files.replacing(path) as file:
        np.savez(file, header=np.array(header), **arrays)


def load(path: str | os.PathLike[str], network: Callable[[list[Layer]], "Network"]) -> "Network":
    """Read what `save` wrote into a new network; see `Network.load`."""
    if Path(path).is_dir():
        raise ValueError(f"{os.fspath(path)!r} is a folder, but expected a file.")
    with open(path, "rb") as file:
        try:
            arrays = _read(file)
            header = json.loads(str(arrays.pop("header")))
            if header["format"] != _FORMAT:
                raise ValueError(f"its format is {header['format']!r}, not {_FORMAT!r}")
            if header["sha256"] != _digest(arrays, header["layers"]):
                raise ValueError("its numbers are not those that were saved")
            _check_size(header["layers"], arrays["theta"].size)
            net = network([_rebuild(*entry) for entry in header["layers"]])
            _restore(net, arrays)
        except Exception as error:  # zipfile, json, NumPy: each has its own words for a bad file
            raise ValueError(
                f"{os.fspath(path)!r} is not a network that bnlab saved, or it is damaged "
                f"({type(error).__name__}: {error}). Save it again with net.save(path)."
            ) from error
    return net


def _digest(arrays: dict[str, NDArray], description: list[Any]) -> str:
    """A fingerprint of all that is saved: a file that was changed by hand must not pass."""
    sha = hashlib.sha256(json.dumps(description).encode())
    for name in sorted(arrays):
        sha.update(f"{name} {arrays[name].dtype} {arrays[name].shape}".encode())
        sha.update(arrays[name].tobytes())
    return sha.hexdigest()


def _read(file: BinaryIO) -> dict[str, NDArray]:
    """All arrays of an .npz file; what it announces must be there before memory is taken for it."""
    arrays = {}
    with zipfile.ZipFile(file) as archive:
        members = archive.infolist()
        if sum(member.file_size for member in members) > os.fstat(file.fileno()).st_size:
            raise ValueError("its parts are larger than the whole")
        for member in members:
            with archive.open(member) as part:
                if npy.read_magic(part) != (1, 0):
                    raise ValueError(f"{member.filename} is of a version that save never writes")
                shape, _, dtype = npy.read_array_header_1_0(part)
                if math.prod(shape) * dtype.itemsize != member.file_size - part.tell():
                    raise ValueError(f"{member.filename} is not of the size that it announces")
                part.seek(0)
                arrays[member.filename.removesuffix(".npy")] = npy.read_array(part)
    return arrays


def _check_size(description: list[Any], available: int) -> None:
    """Refuse layers that need more parameters than there are, before the first is made."""
    needed = 0
    for _, arguments in description:
        sizes = [checks.whole(k, n) for k, n in arguments.items() if k in ("n_in", "n_out", "n")]
        needed += math.prod(sizes) if sizes else 0
    if needed > available:
        raise ValueError(f"its layers need at least {needed} parameters, but it has {available}")


def _rebuild(name: str, arguments: dict[str, Any]) -> Layer:
    if name == "Linear":
        arguments = arguments | {"rng": np.random.default_rng(0), "weight_scale": 0.0}
    return _OURS[name](**arguments)


def _restore(net: "Network", arrays: dict[str, NDArray]) -> None:
    for name, array in arrays.items():
        if array.dtype != net.theta.dtype:
            raise ValueError(f"{name} has dtype {array.dtype}, but its layers {net.theta.dtype}")
    net.theta = arrays.pop("theta")
    for i, layer in enumerate(net.layers):
        if isinstance(layer, BatchNorm):
            layer.running_mean = arrays.pop(f"running_mean_{i}")
            layer.running_var = arrays.pop(f"running_var_{i}")
    if arrays:
        raise ValueError(f"there are arrays that no layer asks for: {sorted(arrays)}")
