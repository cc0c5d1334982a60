"""Recorded runs: the command that makes them, and what every record holds."""

import importlib.util
import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from bnlab import experiments, runs

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
