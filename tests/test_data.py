"""Data: digits (bundled, drawn), toy sets, mini-batches, and MNIST from generated IDX files."""

import gzip
import struct

import numpy as np
import pytest
from helpers import refused

import bnlab as bn
from bnlab import data as data_module
from bnlab import drawing

# -- digits


def test_digits_are_columns_in_0_to_1_with_enough_to_test_on():
    data = bn.data.digits()
    assert isinstance(data, bn.Dataset)
    assert data._fields == ("X_train", "Y_train", "X_test", "Y_test")
    assert data.X_train.shape == (64, 1400)
    assert data.X_test.shape == (64, 397)
    assert (data.Y_train.shape, data.Y_test.shape) == ((1400,), (397,))
    for X, Y in (data[:2], data[2:]):
        assert X.dtype == np.float64
        assert X.flags.c_contiguous
        assert (X.min(), X.max()) == (0, 1)
        assert np.array_equal(X * 16, np.round(X * 16))
        assert Y.dtype.kind == "i"
        assert set(Y) == set(range(10))
    data.X_train[...] = -1  # each call gives arrays of its own
    assert bn.data.digits().X_train.min() == 0


def test_digits_are_those_of_scikit_learn():
    """The one test that may skip: scikit-learn is no dependency, but its copy is the reference."""
    source = pytest.importorskip("sklearn.datasets").load_digits()
    data = bn.data.digits()
    X, Y = np.hstack([data.X_train, data.X_test]), np.hstack([data.Y_train, data.Y_test])
    assert np.array_equal(X, source.data.T / 16)
    assert np.array_equal(Y, source.target)


def test_the_digits_are_all_there_and_in_order():
    """What the test above would say, as a checksum that needs no scikit-learn."""
    data = bn.data.digits()
    assert list(data.Y_train[:20]) == [*range(10)] * 2
    assert np.hstack([data.X_train, data.X_test]).sum() * 16 == 561718
    counts = np.bincount(np.hstack([data.Y_train, data.Y_test]))
    assert list(counts) == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]


# -- drawn digits


@pytest.fixture
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("BNLAB_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def test_drawn_digits_have_mnists_shapes():
    data = bn.data.drawn_digits(2500, np.random.default_rng(0), m_test=300)
    assert (data.X_train.shape, data.X_test.shape) == ((784, 2500), (784, 300))
    assert data.X_train.dtype == np.float64
    assert data.X_train.flags.c_contiguous
    assert (data.X_train.min(), data.X_train.max()) == (0, 1)
    assert data.Y_train.dtype == np.int64
    counts = np.bincount(data.Y_train)
    assert len(counts) == 10
    assert counts.min() > 200
    assert len({column.tobytes() for column in data.X_train.T}) == 2500  # each is drawn by itself


def test_the_same_seed_draws_the_same_digits():
    one, two, other = (
        bn.data.drawn_digits(1200, np.random.default_rng(seed), m_test=10) for seed in (3, 3, 4)
    )
    assert all(np.array_equal(a, b) for a, b in zip(one, two, strict=True))
    assert not np.array_equal(one.X_train, other.X_train)
    images, labels = drawing.draw(1200, np.random.default_rng(3))
    assert np.array_equal(one.X_train, images.reshape(1200, 784).T / 255)
    assert np.array_equal(one.Y_train, labels)


def test_every_machine_draws_the_same_digits():
    images, labels = drawing.draw(2000, np.random.default_rng(5))
    assert data_module._checksum(images, labels) == (
        "7e74213b986461f91095a94a1fdb7d314b705136440c763f9ff67f7446ad7881"
    )


def test_without_rng_the_fixed_set_is_drawn_once_and_then_kept(cache, monkeypatch):
    first = bn.data.drawn_digits(100, m_test=50)  # warns if its checksum is not the stored one
    assert len(list(cache.iterdir())) == 1
    monkeypatch.setattr(drawing, "draw", None)
    longer = bn.data.drawn_digits(200, m_test=60)
    assert np.array_equal(longer.X_train[:, :100], first.X_train)
    assert np.array_equal(longer.Y_test[:50], first.Y_test)
    assert not np.array_equal(first.X_train[:, :50], first.X_test)
    longer.X_train[...] = 0  # the caller's own
    assert np.array_equal(bn.data.drawn_digits(100, m_test=50).X_train, first.X_train)


@pytest.fixture
def small(monkeypatch):
    """A fixed set of 30 + 20 in place of the large one."""
    sets = [drawing.draw(n, np.random.default_rng(seed)) for seed, n in enumerate((30, 20))]
    checksum = data_module._checksum(*(np.concatenate(parts) for parts in zip(*sets, strict=True)))
    monkeypatch.setattr(data_module, "_FIXED", (30, 20))
    monkeypatch.setattr(data_module, "_SHA256", checksum)


@pytest.mark.parametrize("damage", [lambda b: b[:-9], lambda b: b"", lambda b: b"no file of ours"])
def test_a_damaged_cache_is_drawn_again(cache, small, damage):
    first = bn.data.drawn_digits(30, m_test=20)
    (path,) = cache.iterdir()
    whole = path.read_bytes()
    path.write_bytes(damage(whole))
    assert np.array_equal(bn.data.drawn_digits(30, m_test=20).X_test, first.X_test)
    assert path.read_bytes()[-100:] == whole[-100:]
    with np.load(path) as file:
        np.savez(path, images=file["images"][::-1], labels=file["labels"])
    assert np.array_equal(bn.data.drawn_digits(30, m_test=20).X_test, first.X_test)


def test_a_cache_that_cannot_be_written_costs_nothing_else(cache, small):
    cache.write_text("a file in the folder's place")
    assert bn.data.drawn_digits(30, m_test=20).X_test.shape == (784, 20)


def test_other_digits_than_those_of_the_stored_numbers_are_announced(cache, small, monkeypatch):
    monkeypatch.setattr(data_module, "_SHA256", "0" * 64)
    with pytest.warns(RuntimeWarning, match="draws other digits on this machine") as caught:
        bn.data.drawn_digits(30, m_test=20)
    assert caught[0].filename == __file__
    assert not cache.exists()


def test_a_line_gets_nine_of_ten_and_a_network_more():
    X, Y, X_test, Y_test = bn.data.drawn_digits(12_000, np.random.default_rng(0), m_test=2_000)
    found = []
    for sizes, batchnorm in (([784, 10], False), ([784, 100, 100, 10], True)):
        net = bn.mlp(sizes, batchnorm=batchnorm, rng=np.random.default_rng(0))
        bn.fit(net, bn.Adam(2e-3), X, Y, epochs=4, batch_size=100, rng=np.random.default_rng(0))
        found.append(np.mean(net.predict(X_test) == Y_test))
    assert 0.82 < found[0] < 0.92
    assert 0.95 < found[1] < 0.99


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: bn.data.drawn_digits(0), ("m is 0", "at least 1")),
        (lambda: bn.data.drawn_digits(5, m_test=0), ("m_test is 0", "at least 1")),
        (lambda: bn.data.drawn_digits(2.5), ("m is 2.5", "whole")),
        (lambda: bn.data.drawn_digits(70_000), ("70000", "60000", "default_rng")),
        (lambda: bn.data.drawn_digits(5, 3), ("rng = 3", "default_rng")),
    ],
)
def test_bad_wishes_for_digits_are_refused(call, words):
    refused(call, *words)


# -- toy sets


@pytest.mark.parametrize(("make", "classes"), [(bn.data.moons, 2), (bn.data.spirals, 3)])
def test_toy_sets(make, classes):
    data = make(31, 12)
    assert data.X_train.shape == (2, 31)
    assert data.X_test.shape == (2, 12)
    for X, Y in (data[:2], data[2:]):
        assert X.dtype == np.float64
        assert Y.shape == X.shape[1:]
        counts = np.bincount(Y, minlength=classes)
        assert len(counts) == classes
        assert counts.max() - counts.min() <= 1
    for a, b in zip(data, make(31, 12), strict=True):
        assert np.array_equal(a, b)  # without rng the same points every time
    other = make(31, 12, rng=np.random.default_rng(1))
    assert not np.array_equal(data.X_train, other.X_train)
    again = make(31, 12, rng=np.random.default_rng(1))
    assert np.array_equal(other.X_test, again.X_test)
    assert np.abs(make(2000, noise=1.0).X_train).max() > 2


@pytest.mark.parametrize(
    ("make", "stated"), [(bn.data.moons, (400, 200, 0.2)), (bn.data.spirals, (600, 300, 0.05))]
)
def test_toy_sets_as_they_come_are_of_the_stated_size_and_noise(make, stated):
    for a, b in zip(make(), make(*stated), strict=True):
        assert np.array_equal(a, b)


def test_moons_without_noise_are_two_half_circles():
    X, Y, _, _ = bn.data.moons(500, noise=0)
    upper, lower = X[:, Y == 0], X[:, Y == 1]
    assert np.allclose(np.hypot(*upper), 1)
    assert np.allclose(np.hypot(*(lower - [[1], [0.5]])), 1)
    assert upper[1].min() >= 0
    assert lower[1].max() <= 0.5
    assert upper[0].min() < -0.9
    assert upper[0].max() > 0.9
    assert (lower[0].min() < 0.1, lower[0].max() > 1.9) == (True, True)


@pytest.mark.parametrize("classes", [2, 3, 5])
def test_spirals_without_noise_are_arms_turned_by_equal_angles(classes):
    X, Y, _, _ = bn.data.spirals(600, noise=0, classes=classes)
    radius = np.hypot(*X)
    assert radius.min() >= 0.1
    assert 0.9 < radius.max() <= 1
    turned = np.arctan2(X[1], X[0]) - 4 * (radius - 0.1) / 0.9
    arm = np.round(turned * classes / (2 * np.pi)) % classes
    assert np.array_equal(arm, Y)
    assert np.allclose(np.exp(1j * turned), np.exp(2j * np.pi * Y / classes))


def test_noise_has_the_stated_spread():
    quiet, noisy = (bn.data.spirals(4000, noise=s, rng=np.random.default_rng(0)) for s in (0, 0.3))
    assert np.array_equal(quiet.Y_train, noisy.Y_train)
    assert (noisy.X_train - quiet.X_train).std() == pytest.approx(0.3, rel=0.03)


# -- mini-batches


@pytest.mark.parametrize("m", [1, 6, 7])
@pytest.mark.parametrize("batch_size", [1, 3, 6, 100])
def test_every_example_comes_once_with_its_label(m, batch_size):
    X = np.arange(2.0 * m).reshape(2, m)
    rng, twin = np.random.default_rng(3), np.random.default_rng(3)
    batches = list(bn.minibatches(X, np.arange(m), batch_size, rng))
    order = twin.permutation(m)
    assert rng.random() == twin.random()  # one permutation, and nothing else
    assert [len(Y_t) for _, Y_t in batches[:-1]] == [min(batch_size, m)] * (len(batches) - 1)
    assert np.array_equal(np.concatenate([Y_t for _, Y_t in batches]), order)
    for X_t, Y_t in batches:
        assert np.array_equal(X_t, X[:, Y_t])
        assert X_t.flags.c_contiguous
        assert not np.shares_memory(X_t, X)


def test_labels_keep_their_shape_and_arrays_their_type():
    X = np.arange(12, dtype=np.float32).reshape(2, 6)
    for X_t, Y_t in bn.minibatches(X, np.arange(6)[None], 4, np.random.default_rng(0)):
        assert Y_t.shape == (1, X_t.shape[1])
        assert X_t.dtype == np.float32
    whole = next(bn.minibatches(X.astype(int), np.arange(6), np.int8(6), np.random.default_rng(0)))
    assert whole[0].dtype == np.float64
    many = bn.minibatches(np.ones((1, 300)), np.ones(300), np.int8(100), np.random.default_rng(0))
    assert len(list(many)) == 3


def test_mini_batches_stay_as_they_were_and_the_callers_arrays_too():
    X, Y = np.asfortranarray(np.arange(12.0).reshape(2, 6)), np.arange(6)
    X.flags.writeable = Y.flags.writeable = False
    batches = list(bn.minibatches(X, Y, 2, np.random.default_rng(0)))
    kept = [X_t.copy() for X_t, _ in batches]
    batches[0][0][...] = 99
    for (X_t, _), before in zip(batches[1:], kept[1:], strict=True):
        assert np.array_equal(X_t, before)


# -- MNIST

NAMES = {
    "X_train": "train-images-idx3-ubyte",
    "Y_train": "train-labels-idx1-ubyte",
    "X_test": "t10k-images-idx3-ubyte",
    "Y_test": "t10k-labels-idx1-ubyte",
}


def idx(array, magic=None):
    """An IDX file's bytes."""
    head = magic or bytes((0, 0, 8, array.ndim))
    return head + struct.pack(f">{array.ndim}I", *array.shape) + array.astype(np.uint8).tobytes()


@pytest.fixture
def files(tmp_path):
    """A small MNIST of 3 × 2 pixels, and what it should give."""
    rng = np.random.default_rng(0)
    arrays = {
        "X_train": rng.integers(0, 256, (7, 3, 2)),
        "Y_train": rng.integers(0, 10, 7),
        "X_test": rng.integers(0, 256, (4, 3, 2)),
        "Y_test": np.array([9, 0, 3, 3]),
    }
    for key, array in arrays.items():
        (tmp_path / NAMES[key]).write_bytes(idx(array))
    return tmp_path, arrays


def zip_it(path):
    path.with_name(path.name + ".gz").write_bytes(gzip.compress(path.read_bytes()))
    path.unlink()


@pytest.mark.parametrize("zipped", [[], ["X_train", "Y_test"], list(NAMES)])
@pytest.mark.parametrize("kind", [str, lambda folder: folder])
def test_mnist_reads_the_four_files_plain_or_gzipped(files, zipped, kind):
    folder, arrays = files
    for key in zipped:
        zip_it(folder / NAMES[key])
    data = bn.data.mnist(kind(folder))
    assert isinstance(data, bn.Dataset)
    for half in ("train", "test"):
        X, Y = getattr(data, f"X_{half}"), getattr(data, f"Y_{half}")
        raw = arrays[f"X_{half}"]
        assert np.array_equal(X, raw.reshape(len(raw), 6).T / 255)
        assert (X.dtype, X.flags.c_contiguous) == (np.float64, True)
        assert np.array_equal(Y, arrays[f"Y_{half}"])
        assert Y.dtype.kind == "i"
        X[...] = 0  # writable, as all that is the caller's own


@pytest.mark.parametrize("missing", NAMES)
def test_a_missing_file_is_named_with_where_to_get_it(files, missing):
    folder, _ = files
    (folder / NAMES[missing]).unlink()
    words = NAMES[missing], ".gz", str(folder), "MNIST database", "digits()"
    refused(lambda: bn.data.mnist(folder), *words, error=FileNotFoundError)
    refused(lambda: bn.data.mnist(folder / "nowhere"), "nowhere", error=FileNotFoundError)


DEFECTS = {
    "cut": (lambda raw: raw[:-1], ("bytes after its header", "cut")),
    "too long": (lambda raw: raw + b"0", ("bytes after its header", "damaged")),
    "empty": (lambda raw: b"", ("starts with []", "0, 0, 8")),
    "header cut": (lambda raw: raw[:7], ("0, 0, 8",)),
    "web page": (lambda raw: b"<!DOCTYPE html>" + raw, ("[60, 33, 68, 79]", "web page")),
    "floats": (lambda raw: b"\0\0\x0d" + raw[3:], ("[0, 0, 13,", "[0, 0, 8,")),
    "other dimensions": (lambda raw: raw[:3] + b"\2" + raw[4:], ("[0, 0, 8, 2]", "of the four")),
    "gzip without its name": (gzip.compress, ("[31, 139,", "web page")),
    "no examples": (lambda raw: raw[:4] + bytes(4 * raw[3]), ("no examples",)),
}


@pytest.mark.parametrize("defect", DEFECTS)
@pytest.mark.parametrize("key", NAMES)
def test_a_damaged_file_is_refused_by_name(files, key, defect):
    folder, _ = files
    path = folder / NAMES[key]
    change, words = DEFECTS[defect]
    path.write_bytes(change(path.read_bytes()))
    refused(lambda: bn.data.mnist(folder), NAMES[key], *words, error=ValueError)


def test_a_huge_announcement_is_refused_without_trying(files):
    folder, _ = files
    path = folder / NAMES["X_train"]
    path.write_bytes(bytes((0, 0, 8, 3)) + b"\xff" * 12)
    refused(lambda: bn.data.mnist(folder), "4294967295 × 4294967295", error=ValueError)


@pytest.mark.parametrize(
    "change",
    [
        lambda raw: raw[: len(raw) // 2],
        lambda raw: raw[:-1],
        lambda raw: raw[:5],
        lambda raw: raw[:14] + b"\xff\xff\xff" + raw[17:],  # within the compressed stream
        lambda raw: raw[:-8] + b"1234" + raw[-4:],  # its checksum
        lambda raw: b"no gzip at all",
        lambda raw: raw + b"rubbish behind it",
    ],
)
def test_a_damaged_gzip_file_is_refused(files, change):
    folder, _ = files
    zip_it(folder / NAMES["X_train"])
    path = folder / (NAMES["X_train"] + ".gz")
    path.write_bytes(change(path.read_bytes()))
    words = path.name, "gzip", "download it again"
    refused(lambda: bn.data.mnist(folder), *words, error=ValueError)


def test_an_empty_gzip_file_is_refused(files):
    folder, _ = files
    zip_it(folder / NAMES["X_train"])
    (folder / (NAMES["X_train"] + ".gz")).write_bytes(b"")
    refused(lambda: bn.data.mnist(folder), NAMES["X_train"], error=ValueError)


def test_files_that_do_not_belong_together_are_refused(files):
    folder, arrays = files
    path = folder / NAMES["Y_train"]
    path.write_bytes(idx(arrays["Y_train"][:-1]))
    words = "7 images", "6 labels", NAMES["X_train"], NAMES["Y_train"], "one set"
    refused(lambda: bn.data.mnist(folder), *words, error=ValueError)
    path.write_bytes(idx(arrays["Y_train"] + 5))
    refused(lambda: bn.data.mnist(folder), NAMES["Y_train"], "digits end at 9", error=ValueError)
    path.write_bytes(idx(arrays["Y_train"]))
    (folder / NAMES["X_test"]).write_bytes(idx(np.zeros((4, 2, 2))))
    refused(lambda: bn.data.mnist(folder), "differ in size", error=ValueError)


def test_a_folder_in_a_files_place_counts_as_missing(files):
    folder, _ = files
    (folder / NAMES["X_test"]).unlink()
    (folder / NAMES["X_test"]).mkdir()
    refused(lambda: bn.data.mnist(folder), NAMES["X_test"], error=FileNotFoundError)
