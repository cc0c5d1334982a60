"""The benchmark's README shows what results.json holds, and nothing older."""

import json
import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[1] / "benchmarks"


@pytest.fixture(scope="module")
def report():
    sys.path.insert(0, str(FOLDER))
    try:
        import report
    finally:
        sys.path.remove(str(FOLDER))
    return report


@pytest.fixture(scope="module")
def results():
    return json.loads((FOLDER / "results.json").read_text(encoding="utf-8"))


def test_the_tables_are_those_of_the_results(report, results):
    text = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert report.render(text, results) == text
    for name in report.TABLES:
        assert f"<!-- {name} -->" in text


def test_another_result_would_show(report, results):
    text = (FOLDER / "README.md").read_text(encoding="utf-8")
    step = results["steps"][0]["times"]["torch default"]["ratio"]
    step[1] += 1
    try:
        assert report.render(text, results) != text
    finally:
        step[1] -= 1


def test_all_that_was_asked_for_is_there(results):
    steps = {(r["net"], r["optimizer"], r["batchnorm"]) for r in results["steps"]}
    nets, optimizers = (
        ("small", "digits", "paper", "wide"),
        ("GradientDescent", "Momentum", "RMSprop", "Adam"),
    )
    assert steps == {(n, o, b) for n in nets for o in optimizers for b in (True, False)}
    for row in results["steps"]:
        assert {name.split()[0] for name in row["times"]} >= {"bnlab", "torch", "jax", "tensorflow"}
    shapes = {(*r["shape"], r["dtype"], r["part"]) for r in results["batchnorm"]}
    for shape in ((100, 60), (256, 256), (512, 1024), (1024, 4096)):
        for dtype in ("float32", "float64"):
            assert {(*shape, dtype, part) for part in ("forward", "backward", "both")} <= shapes
    assert {
        "memory",
        "threads",
        "tricks",
        "parts",
        "protocol",
        "scaling",
        "start",
    } <= results.keys()


def test_all_contestants_computed_the_same(results):
    for row in results["losses"]:
        bound = 1e-12 if row["dtype"] == "float64" else 1e-4
        assert {"bnlab", "fit", "torch", "jax", "tensorflow"} <= row["differs"].keys()
        assert max(row["differs"].values()) <= bound
