"""Networks in files: to the last bit, whole or not at all, and nothing else is accepted."""

import copy
import json
import os
import pickle
import signal
import subprocess
import sys
import time
import tracemalloc
import zipfile

import numpy as np
import pytest
from helpers import problem, random_network, refused, train_by_hand

import bnlab as bn
from bnlab import files, saving


def rng(seed=0):
    return np.random.default_rng(seed)


@pytest.fixture
def trained():
    net = random_network(6, (4, 5, 3, 3), unbiased=True, eps=1e-3, decay=0.7)
    X, Y = problem(net, 30)
    train_by_hand(net, bn.Adam(0.05), X, Y, 10)
    return net, X


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"dtype": np.float32},
        {"batchnorm": False},
        {"activation": "sigmoid", "hidden_bias": True},
        {"activation": "relu", "unbiased": True, "decay": 0.123456789, "eps": 1 / 3},
    ],
)
def test_a_file_brings_the_network_back_to_the_last_bit(tmp_path, options):
    net = random_network(3, (4, 5, 6, 3), **options)
    X, Y = problem(net, 12)
    train_by_hand(net, bn.Adam(0.05), X, Y, 5)
    for name in ("net.npz", "no ending", "ünïcode.npz"):
        path = tmp_path / name
        net.save(path if name == "no ending" else str(path))
        assert path.is_file()
        twin = bn.Network.load(path)
        assert repr(twin) == repr(net)
        assert np.array_equal(twin.theta, net.theta)
        assert twin.theta.dtype == net.theta.dtype
        for training in (False, True):
            assert np.array_equal(twin.forward(X, training), copy.copy(net).forward(X, training))
        assert np.array_equal(twin.predict(X), net.predict(X))
    assert len(list(tmp_path.iterdir())) == 3


def test_a_loaded_network_trains_on_as_the_saved_one(tmp_path, trained):
    net, X = trained
    net.save(tmp_path / "net.npz")
    twin = bn.Network.load(tmp_path / "net.npz")
    Y = np.arange(30) % 3
    assert train_by_hand(twin, bn.Adam(0.1), X, Y, 5) == train_by_hand(net, bn.Adam(0.1), X, Y, 5)
    assert np.array_equal(twin.theta, net.theta)


def test_layers_without_parameters_and_constant_units_come_back_too(tmp_path):
    net = bn.Network([bn.Tanh(), bn.Linear(2, 1, False, rng=rng()), bn.Sigmoid(), bn.ReLU()])
    net.save(tmp_path / "net.npz")
    assert repr(bn.Network.load(tmp_path / "net.npz")) == repr(net)


def assert_not_loaded(path):
    words = "not a network that bnlab saved", "net.save(path)"
    return refused(lambda: bn.Network.load(path), *words, error=ValueError)


def test_a_truncated_file_is_refused_at_every_length(tmp_path, trained):
    net, _ = trained
    whole = tmp_path / "net.npz"
    net.save(whole)
    content = whole.read_bytes()
    cut = tmp_path / "cut.npz"
    for length in [*range(0, 40), *range(40, len(content), 97), len(content) - 1]:
        cut.write_bytes(content[:length])
        with pytest.raises(ValueError, match="not a network that bnlab saved"):
            bn.Network.load(cut)


def test_a_file_changed_anywhere_is_refused_or_gives_the_same_predictions(tmp_path, trained):
    net, X = trained
    expected = net.forward(X, training=False)
    path = tmp_path / "net.npz"
    net.save(path)
    content = bytearray(path.read_bytes())
    refusals = 0
    for i in range(0, len(content), 7):
        changed = content.copy()
        changed[i] ^= 1 << i % 8
        path.write_bytes(changed)
        try:
            found = bn.Network.load(path)
        except ValueError:
            refusals += 1
        else:  # a byte that says nothing, as a time stamp in the archive
            assert np.array_equal(found.forward(X, training=False), expected)
    assert refusals > 0.5 * len(content) / 7


def rewritten(path, **changes):
    """The file again, with changed arrays: whole, but not what was saved."""
    with np.load(path) as file:
        arrays = dict(file)
    for name, change in changes.items():
        arrays[name] = change(arrays.get(name))
    np.savez(path, **{k: v for k, v in arrays.items() if v is not None})


def header_with(**changes):
    return lambda header: np.array(json.dumps(json.loads(str(header)) | changes))


@pytest.mark.parametrize(
    "changes",
    [
        {"theta": lambda a: a + 1},
        {"theta": lambda a: a.astype("f4")},
        {"theta": lambda a: a[:-1]},
        {"theta": lambda a: None},
        {"theta": lambda a: a * np.nan},
        {"running_mean_1": lambda a: a + 1e-12},
        {"running_var_1": lambda a: None},
        {"header": lambda a: None},
        {"header": lambda a: np.array("no json")},
        {"header": lambda a: np.array("[1, 2]")},
        {"header": header_with(format="bnlab network 999")},
        {"header": header_with(layers=[])},
        {"header": header_with(layers=[["os.system", {"n": 3}]])},
        {"header": header_with(sha256="0" * 64)},
        {"extra": lambda a: np.ones(3)},
    ],
)
def test_a_file_that_was_changed_on_purpose_is_refused(tmp_path, trained, changes):
    path = tmp_path / "net.npz"
    trained[0].save(path)
    rewritten(path)
    bn.Network.load(path)  # writing it again alone does no harm
    rewritten(path, **changes)
    assert_not_loaded(path)


def forged(path, arrays, **changes):
    """A whole file with a fingerprint of its own: only its content can give it away."""
    header = json.loads(str(arrays["header"])) | changes
    rest = {name: array for name, array in arrays.items() if name != "header"}
    header["sha256"] = saving._digest(rest, header["layers"])
    np.savez(path, header=np.array(json.dumps(header)), **rest)


def test_a_forged_fingerprint_does_not_help(tmp_path, trained):
    path = tmp_path / "net.npz"
    net, _ = trained
    for change in (
        {"theta": net.theta.astype(np.float32)},
        {"theta": net.theta[None]},
        {"running_var_1": -net.layers[1].running_var},
        {"running_var_1": net.layers[1].running_var.view(np.int64)},
        {"extra": np.ones(3)},
    ):
        net.save(path)
        with np.load(path) as file:
            forged(path, dict(file) | change)
        assert_not_loaded(path)


def test_the_fingerprint_covers_names_shapes_and_types():
    a, b = np.arange(6.0), np.arange(6.0)
    print_of = saving._digest({"a": a, "b": b}, [])
    for other in (
        {"a": a, "c": b},
        {"a": a[None], "b": b},
        {"a": a.view(np.int64), "b": b},
        {"a": np.append(a, b[:1]), "b": b[1:]},
        {"a": a, "b": b + 1},
    ):
        assert saving._digest(other, []) != print_of
    assert saving._digest({"a": a, "b": b}, [["ReLU", {}]]) != print_of
    assert saving._digest({"b": b, "a": a}, []) == print_of  # the order says nothing


def compressed(path, arrays):
    np.savez_compressed(path, **arrays | {"theta": np.zeros(4_000_000)})


def announces_more(path, arrays):
    """A header that promises 8 GB, in an archive that is otherwise whole."""
    np.savez(path, **arrays)
    content = path.read_bytes()
    old = f"'shape': ({arrays['theta'].size},), }}".encode()
    new = b"'shape': (1000000000,), }"
    assert content.count(old) == 1
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["theta.npy"] = parts["theta.npy"].replace(old + b" " * (len(new) - len(old)), new)
    assert new in parts["theta.npy"]
    with zipfile.ZipFile(path, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)


def wants_more(path, arrays):
    layers = [["BatchNorm", {"n": 5_000_000}], ["Linear", {"n_in": 5_000_000, "n_out": 3}]]
    forged(path, arrays, layers=layers)


def wants_less_and_more(path, arrays):
    layers = [["BatchNorm", {"n": 5_000_000}], ["Linear", {"n_in": -5_000_000, "n_out": 3}]]
    forged(path, arrays, layers=layers)


def has_many_layers(path, arrays):
    forged(path, arrays, layers=[["Linear", {"n_in": 20, "n_out": 3}]] * 5_000)


@pytest.mark.parametrize(
    "forge", [compressed, announces_more, wants_more, wants_less_and_more, has_many_layers]
)
def test_no_file_takes_more_memory_than_its_size_allows(tmp_path, trained, forge):
    path = tmp_path / "net.npz"
    trained[0].save(path)
    with np.load(path) as file:
        forge(path, dict(file))
    tracemalloc.start()
    try:
        assert_not_loaded(path)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 500_000 + 10 * path.stat().st_size


class Intruder:
    """An object that acts when it is unpickled."""

    acted = 0

    def __reduce__(self):
        return act, ()


def act():
    Intruder.acted += 1


def test_no_pickle_in_a_file_is_ever_opened(tmp_path, trained):
    path = tmp_path / "net.npz"
    trained[0].save(path)
    rewritten(path, extra=lambda a: np.array([Intruder()]))
    assert_not_loaded(path)
    assert not Intruder.acted
    with np.load(path, allow_pickle=True) as file:
        file["extra"]
    assert Intruder.acted  # it would have


def foreign(kind, path):
    if kind == "another npz":
        np.savez(path, theta=np.ones(3))
    elif kind == "npy":
        with open(path, "wb") as file:
            np.save(file, np.ones(3))
    elif kind == "pickle":
        path.write_bytes(pickle.dumps({"theta": [1]}))
    elif kind == "pickled npz":
        np.savez(path, header=np.array([{"a": 1}], dtype=object))
    elif kind == "zip":
        with zipfile.ZipFile(path, "w") as file:
            file.writestr("header.npy", "not an array")
    else:
        path.write_bytes({"empty": b"", "text": b"W1,W2\n1,2\n", "bytes": bytes(range(256))}[kind])


@pytest.mark.parametrize(
    "kind", ["another npz", "npy", "pickle", "pickled npz", "zip", "empty", "text", "bytes"]
)
def test_a_foreign_file_is_refused(tmp_path, kind):
    path = tmp_path / "file.npz"
    foreign(kind, path)
    assert "file.npz" in assert_not_loaded(path)


def test_a_folder_and_a_missing_file(tmp_path):
    refused(lambda: bn.Network.load(tmp_path), "folder", "expected a file", error=ValueError)
    with pytest.raises(FileNotFoundError, match=r"nowhere\.npz"):
        bn.Network.load(tmp_path / "nowhere.npz")
    with pytest.raises(OSError):
        random_network().save(tmp_path / "no folder" / "net.npz")
    with pytest.raises(OSError):
        random_network().save(tmp_path)
    assert not list(tmp_path.iterdir())


def test_a_layer_of_ones_own_is_refused_by_save_and_the_old_file_stays(tmp_path, trained):
    class MyTanh(bn.Tanh):
        pass

    path = tmp_path / "net.npz"
    trained[0].save(path)
    before = path.read_bytes()
    net = bn.Network([bn.Linear(2, 2, rng=rng()), MyTanh()])
    refused(lambda: net.save(path), "layer 1", "MyTanh", "net.theta", error=TypeError)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("where", ["os.replace", "os.fsync", "numpy.savez"])
@pytest.mark.parametrize("error", [OSError("disk full"), KeyboardInterrupt()])
def test_a_save_that_fails_leaves_the_old_file_and_no_litter(
    tmp_path, trained, monkeypatch, where, error
):
    def fails(*args, **kwargs):
        raise error

    path = tmp_path / "net.npz"
    trained[0].save(path)
    before = path.read_bytes()
    monkeypatch.setattr(where, fails)
    with pytest.raises(type(error)):
        random_network().save(path)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


KILLED = """
import os, sys, numpy as np, bnlab as bn
bn.mlp([4, 3, 2], rng=np.random.default_rng(0)).save("net.npz")
whole = open("net.npz", "rb").read()
real = os.{where}
def kill(*args):
    if {before}: real(*args)
    print("here", flush=True)
    os.kill(os.getpid(), 9)
os.{where} = kill
bn.mlp([4, 9, 2], rng=np.random.default_rng(1)).save("net.npz")
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
@pytest.mark.parametrize("where", ["fsync", "replace"])
def test_a_save_that_is_killed_half_way_leaves_the_old_file_whole(tmp_path, where):
    code = KILLED.format(where=where, before="False")
    run = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True,
                         env=os.environ | {"PYTHONPATH": os.getcwd()})  # fmt: skip
    assert (run.returncode, run.stdout) == (-signal.SIGKILL, "here\n"), run.stderr
    assert bn.Network.load(tmp_path / "net.npz").layers[0].n_out == 3
    assert len(list(tmp_path.iterdir())) == 2
    (tmp_path / ".bnlab-scratch-older").write_bytes(b"left by another that was killed")
    random_network().save(tmp_path / "another.npz")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["another.npz", "net.npz"]


def test_two_saves_at_once_do_not_disturb_each_other(tmp_path, trained):
    with files.replacing(tmp_path / "slow") as slow:
        trained[0].save(tmp_path / "net.npz")
        slow.write(b"whole")
    assert (tmp_path / "slow").read_bytes() == b"whole"
    assert len(list(tmp_path.iterdir())) == 2


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege there")
def test_a_link_stays_a_link_and_the_file_keeps_its_mode(tmp_path, trained):
    real, link = tmp_path / "shelf" / "real.npz", tmp_path / "link.npz"
    real.parent.mkdir()
    link.symlink_to(real)
    for expected in (None, 0o640, 0o600):
        trained[0].save(link)
        assert link.is_symlink()
        assert bn.Network.load(real).theta.size == trained[0].theta.size
        if expected is not None:
            assert real.stat().st_mode & 0o777 == expected
        real.chmod(0o640 if expected is None else 0o600)
    assert len(list(tmp_path.rglob("*"))) == 3


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no named pipes in folders")
def test_what_is_no_file_is_not_replaced(tmp_path, trained):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    refused(lambda: trained[0].save(pipe), "pipe", "device", error=PermissionError)
    assert pipe.is_fifo()


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write all")
def test_a_protected_file_is_not_replaced(tmp_path, trained):
    path = tmp_path / "net.npz"
    path.write_bytes(b"precious")
    path.chmod(0o444)
    refused(lambda: trained[0].save(path), "write-protected", error=PermissionError)
    assert path.read_bytes() == b"precious"


def test_saving_again_replaces_the_file_in_one_go(tmp_path, trained):
    path = tmp_path / "net.npz"
    for n in (3, 5):
        random_network(0, (4, n, 2)).save(path)
        assert bn.Network.load(path).layers[0].n_out == n
    assert time.time() - path.stat().st_mtime < 60


def test_a_network_is_saved_in_a_browser_too(tmp_path, monkeypatch):
    """There Python's fcntl has no flock."""
    monkeypatch.setattr(sys, "platform", "emscripten")
    monkeypatch.delattr(files.fcntl, "flock", raising=False)
    net = random_network()
    for _ in range(2):
        net.save(tmp_path / "net.npz")
    assert (bn.Network.load(tmp_path / "net.npz").theta == net.theta).all()
    assert [path.name for path in tmp_path.iterdir()] == ["net.npz"]
