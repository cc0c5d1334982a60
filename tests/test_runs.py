"""Recorded runs: the command that makes them, and what every record holds."""

import importlib.util
import sys
from pathlib import Path
from types import SimpleNamespace

import nbformat
import numpy as np
import pytest

from bnlab import experiments, runs
from bnlab.predictions import all_predictions
from bnlab.runs import paper

ROOT = Path(__file__).resolve().parents[1]
RECORDED = sorted(path.stem for path in runs.FOLDER.glob("*.npz"))


@pytest.fixture
def tool():
    spec = importlib.util.spec_from_file_location("tool", ROOT / "tools" / "experiments.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_looks_are_even_on_a_logarithmic_axis():
    steps = runs.looks(1000, 40)
    assert (steps[0], steps[-1]) == (1, 1000)
    assert (np.diff(steps) > 0).all()
    ratios = steps[25:] / steps[24:-1]
    assert ratios == pytest.approx(1000 ** (1 / 39), rel=0.02)


def test_a_record_is_made_and_read_and_only_what_is_missing_is_run(tool, tmp_path, monkeypatch):
    calls, fails = [], [True]

    def run(seed, a):
        calls.append(seed)
        if seed == 2 and fails and fails.pop():
            raise KeyboardInterrupt
        return a * seed

    def record(path, n_jobs):
        rows = experiments.sweep(run, {"a": [10]}, range(4), path=path, n_jobs=n_jobs)
        return {"values": np.array([row["result"] for row in rows])}

    monkeypatch.setitem(sys.modules, "bnlab.runs.tiny", SimpleNamespace(record=record))
    monkeypatch.setattr(runs, "FOLDER", tmp_path)
    places = {"kept": tmp_path / "kept", "folder": tmp_path}
    with pytest.raises(KeyboardInterrupt):
        tool.make("tiny", 1, **places)
    path = tool.make("tiny", 1, **places)
    assert path == tmp_path / "tiny.npz"
    assert calls == [0, 1, 2, 2, 3]
    found = runs.load("tiny")
    assert found["values"].tolist() == [0, 10, 20, 30]
    assert found["about"]["command"] == "python tools/experiments.py tiny"
    assert found["about"]["numpy"] == np.__version__
    with pytest.raises(FileNotFoundError, match=r"'other'; there are: tiny"):
        runs.load("other")


@pytest.mark.parametrize("name", RECORDED)
def test_a_record_is_small_and_says_how_it_was_made(name):
    assert (runs.FOLDER / f"{name}.npz").stat().st_size <= 300_000
    assert (runs.FOLDER / f"{name}.py").is_file()
    assert set(runs.load(name)["about"]) == {"command", "python", "numpy"}


# -- the paper's experiment


@pytest.fixture(scope="module")
def recorded():
    return runs.load("paper")


def test_five_starts_are_recorded_to_the_end(recorded):
    looks = len(recorded["step"])
    assert recorded["step"][-1] == paper.STEPS == 50_000
    assert recorded["right"].shape == recorded["loss"].shape == (2, 5, looks)
    assert (recorded["right"] <= 10_000).all()  # so no NaN
    assert recorded["middle"].shape == (2, 5, looks + 1, 3, 3)
    assert recorded["unit_hundredths"].shape == (2, looks + 1, 3, 100)
    images_and_units = recorded["histogram"].sum(axis=-1)
    assert (images_and_units == paper.PROBE * 100).all()
    assert len({row.tobytes() for net in recorded["right"] for row in net}) == 10


def test_each_nets_best_rate_lies_inside_the_grid(recorded):
    reached = recorded["reached"]
    assert reached.shape == (2, len(paper.RATES), 5)
    means = np.where((reached > 0).all(axis=2), reached.mean(axis=2), np.inf)
    assert (means.argmin(axis=1) > 0).all()
    assert (means.argmin(axis=1) < len(paper.RATES) - 1).all()


@pytest.mark.parametrize("batchnorm", [False, True])
def test_the_first_500_steps_made_anew_give_what_is_stored(recorded, batchnorm):
    """Other processors round otherwise, and training makes that larger, step by step."""
    found = paper.run(0, batchnorm, steps=500)
    looks = len(found["step"])
    assert found["step"] == recorded["step"][:looks].tolist()
    assert found["right"] == pytest.approx(recorded["right"][int(batchnorm), 0, :looks], abs=150)
    assert found["loss"] == pytest.approx(recorded["loss"][int(batchnorm), 0, :looks], rel=0.01)


def test_what_is_recorded_inside_is_that_of_the_trained_net(recorded):
    seed = paper.SHOWN
    found = paper.run(seed, True, steps=3, inside=True)
    units = np.array(found["percentiles"])[:, -1]  # (looks, 3, 100)
    assert units == pytest.approx(recorded["unit_hundredths"][1, :4] / 100, abs=0.02)
    layers = np.array(found["layers"])
    assert layers == pytest.approx(recorded["middle"][1, seed, :4], abs=0.02)
    net, images = paper.network(seed, True), paper.digits()
    z_tilde = net.trace(images.X_test[:, :1000])["z_tilde3"]
    assert units[0] == pytest.approx(np.percentile(z_tilde, (15, 50, 85), axis=1), abs=1e-3)
    assert layers[0, 2] == pytest.approx(np.percentile(z_tilde, (15, 50, 85)), abs=1e-3)
    counts = np.array(found["histograms"])
    assert (counts.sum(axis=-1) == 100_000).all()
    assert counts[0, 2, 25] == np.count_nonzero((z_tilde >= 0) & (z_tilde < 0.25))


def test_a_run_of_the_grid_ends_at_the_target_on_other_images(recorded):
    found = paper.run(0, True, 5.0, steps=100, until=0.3)
    assert found["step"][-1] < 100
    assert found["right"][-1] >= 3000 > found["right"][-2]
    X, Y = paper.validation()
    assert X.shape == (784, 10_000)
    assert not (paper.digits().X_test[:, :100] == X[:, :100]).all()
    assert set(Y) == set(range(10))


def test_images_are_ink_and_paper():
    assert paper.binary(np.array([[0.0, 0.5], [0.51, 1.0]])).tolist() == [[0, 0], [1, 1]]


def test_steps_to_a_target():
    values = np.array([[1, 5, 4, 6], [1, 2, 3, 4], [5, 5, 5, 5]])
    assert paper.steps_to(5, np.array([1, 10, 20, 30]), values).tolist() == [10, 0, 1]


def said_in_lesson_11():
    """What the lesson and its predictions say in words, each number computed anew."""
    record = runs.load("paper")
    step, right = record["step"].tolist(), record["right"].tolist()

    def first(net, start, percent):
        return next(s for s, n in zip(step, right[net][start], strict=True) if n >= 100 * percent)

    def factor(percent):
        return np.mean([first(0, s, percent) / first(1, s, percent) for s in range(5)])

    without, with_ = record["reached"][0, 2], record["reached"][1, 3]
    own, each = without.mean() / with_.mean(), without / with_
    end = [np.mean([right[net][s][-1] / 100 for s in range(5)]) for net in (0, 1)]
    wide = record["unit_hundredths"][:, :, 2] - record["unit_hundredths"][:, :, 0]
    yield f"lie a factor of {factor(90):.1f} apart"
    yield f"needs {factor(90):.1f} times fewer steps, at the same α"
    yield f"The factor of {factor(95):.1f} has shrunk to {own:.1f}"
    yield f"batch norm saves a factor of {factor(95):.1f} to 95 %"
    yield f"{factor(50):.0f} to 50 %, {factor(95):.1f} to 95 %. And on α: {own:.1f} with each net"
    yield f"{own:.1f} times on average"
    yield f"our factor is {each.min():.1f} to {each.max():.1f}"
    yield f"{end[1] - end[0]:.1f} points are left"
    yield f"percentile are {np.median(wide[0, 0]) / 100:.2f} apart. With batch norm it is about 2."
    widest = record["reached"][1].mean(axis=1).max() / with_.mean()
    yield f"within a factor of {widest:.1f} of its best"
    low, high = record["right_in_grid"][0, 4].min(), record["right_in_grid"][0, 4].max()
    yield f"at α = 10 reads {low / 100:.0f} to {high / 100:.0f} %"
    layers = record["middle"][:, :, -1, :, 2] - record["middle"][:, :, -1, :, 0]
    for net, place in ((0, "is {} wide in layer 1 and {} in layer 2"), (1, "it is {} and {}")):
        yield place.format(
            *(f"{layers[net, :, k].min():.1f} to {layers[net, :, k].max():.1f}" for k in (0, 1))
        )


@pytest.mark.parametrize("words", sorted(said_in_lesson_11()))
def test_what_the_lesson_says_in_words_is_what_is_recorded(words):
    nb = nbformat.read(ROOT / "notebooks" / "11_the_papers_experiment.ipynb", 4)
    said = [cell.source for cell in nb.cells if cell.cell_type == "markdown"]
    for prediction in all_predictions.values():
        if prediction.lesson == 11:
            said += [prediction.question, prediction.result]
    assert words in " ".join(" ".join(said).split())


def test_the_one_unit_of_lesson_11_is_the_middle_one():
    """Of the plain net's last hidden layer, by how far the median of its input moves."""
    drift = np.ptp(runs.load("paper")["unit_hundredths"][0, :, 1], axis=0)
    nb = nbformat.read(ROOT / "notebooks" / "11_the_papers_experiment.ipynb", 4)
    (cell,) = [cell for cell in nb.cells if cell.id == "sigmoid-figure"]
    assert f"[:, :, :, {np.argsort(drift, kind='stable')[50]}]" in cell.source
