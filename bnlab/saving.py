"""A network in a file: written whole or not at all, read to the last bit or refused."""

import hashlib
import io
import json
import os
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from . import checks
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
    target = Path(path)
    scratch = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    try:
        with open(scratch, "wb") as file:
            np.savez(file, header=np.array(header), **arrays)
            file.flush()
            os.fsync(file.fileno())
        os.replace(scratch, target)
    finally:
        scratch.unlink(missing_ok=True)


def load(path: str | os.PathLike[str], network: Callable[[list[Layer]], "Network"]) -> "Network":
    """Read what `save` wrote into a new network; see `Network.load`."""
    if Path(path).is_dir():
        raise ValueError(f"{os.fspath(path)!r} is a folder, but expected a file.")
    content = io.BytesIO(Path(path).read_bytes())
    try:
        with np.load(content, allow_pickle=False) as file:
            arrays = {name: file[name] for name in file.files}
        header = json.loads(str(arrays.pop("header")))
        if header["format"] != _FORMAT:
            raise ValueError(f"its format is {header['format']!r}, not {_FORMAT!r}")
        if header["sha256"] != _digest(arrays, header["layers"]):
            raise ValueError("its numbers are not those that were saved")
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


def _rebuild(name: str, arguments: dict[str, Any]) -> Layer:
    if name == "Linear":
        arguments = arguments | {"rng": np.random.default_rng(0), "weight_scale": 0.0}
    return _OURS[name](**arguments)


def _restore(net: "Network", arrays: dict[str, NDArray]) -> None:
    theta = arrays.pop("theta")
    if theta.dtype != net.theta.dtype:
        raise ValueError(f"theta has dtype {theta.dtype}, but its layers {net.theta.dtype}")
    net.theta = theta
    for i, layer in enumerate(net.layers):
        if isinstance(layer, BatchNorm):
            layer.running_mean = arrays.pop(f"running_mean_{i}")
            layer.running_var = arrays.pop(f"running_var_{i}")
    if arrays:
        raise ValueError(f"there are arrays that no layer asks for: {sorted(arrays)}")
