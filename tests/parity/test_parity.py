"""bnlab against the real frameworks: what they recorded, and with --live what they say now."""

import functools
import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from bnlab import frameworks
from bnlab.frameworks import conventions, problem, vectors, with_bnlab
from bnlab.frameworks.lookalikes import DIFFERENCES, FORMULAS
from bnlab.frameworks.vectors import FRAMEWORKS, compare

ROOT = Path(__file__).resolve().parents[2]
live = functools.cache(vectors.live)


@pytest.fixture(
    params=[(name, "recorded") for name in FRAMEWORKS]
    + [pytest.param((name, "live"), marks=pytest.mark.live) for name in FRAMEWORKS],
    ids="-".join,
)
def source(request):
    """A framework's name, and its answers."""
    name, origin = request.param
    if origin == "recorded":
        return name, vectors.recorded(name)
    return name, live(name)


def ours(name, **overrides):
    """bnlab's answers to all that the framework was asked."""
    if name == "tensorflow":
        return with_bnlab.function_vectors()
    unbiased = name == "torch"  # the running variance: the one setting that differs
    batchnorm = functools.partial(with_bnlab.batchnorm, unbiased=unbiased)
    here = SimpleNamespace(**vars(with_bnlab) | {"batchnorm": batchnorm} | overrides)
    return problem.layer_vectors(here) | {
        optimizer: problem.trajectory(with_bnlab.descend(with_bnlab.optimizers, optimizer))
        for optimizer in vectors.calls(name)
    }


def lookalike(name):
    return problem.trajectory(FORMULAS[name](problem.THETA_0, **problem.hyperparameters(name)))


def check(name, answers):
    """All that is claimed of a framework."""
    compare(ours(name), answers["vectors"])
    calls = vectors.calls(name, "lookalikes")
    compare({call: lookalike(call) for call in calls}, answers["lookalikes"])
    assert answers["layers"] == conventions.LAYERS[name]
    assert answers["defaults"] == conventions.DEFAULTS[name]


# ------------------------------------------------------------------------------- the comparison


def test_bnlab_equals_the_framework(source):
    name, answers = source
    compare(ours(name), answers["vectors"])


def test_lookalikes_are_their_formulas(source):
    name, answers = source
    calls = vectors.calls(name, "lookalikes")
    compare({call: lookalike(call) for call in calls}, answers["lookalikes"])


def test_lookalikes_differ_from_the_lecture_as_stated(source):
    for name, path in source[1]["lookalikes"].items():
        lecture = problem.trajectory(with_bnlab.descend(with_bnlab.optimizers, name))
        difference = np.abs(path - lecture).max(axis=1)  # (5,): of each coordinate
        seen = difference[problem.ORDINARY].max(), difference[problem.TINY]
        assert seen == pytest.approx(DIFFERENCES[name], rel=0.03, abs=1e-12), name
        assert difference[problem.ZERO] == 0


def test_conventions_are_as_the_table_says(source):
    name, answers = source
    assert answers["layers"] == conventions.LAYERS[name]
    assert answers["defaults"] == conventions.DEFAULTS[name]


def test_bnlab_keeps_its_own_row_of_the_table():
    assert conventions.measure(with_bnlab) == conventions.LAYERS["bnlab"]["bn.BatchNorm"]


@pytest.mark.parametrize("name", [*FRAMEWORKS, "bnlab"])
def test_the_switch_is_what_the_compared_lines_say(name):
    """`forward` and `infer` gave the numbers that agree; so this is how to ask for each."""
    for row in conventions.LAYERS[name].values():
        if row["switch"]:
            train, test = row["switch"]
            assert train in vectors.source(name, "forward")
            assert test in vectors.source(name, "infer")
            assert test not in vectors.source(name, "forward")


def test_the_recorded_answers_load_without_a_framework_or_the_lessons_tools():
    code = "import sys, bnlab.frameworks; print(*{m.partition('.')[0] for m in sys.modules})"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    heavy = {"tensorflow", "keras", "torch", "flax", "jax", "optax", "matplotlib", "ipywidgets"}
    assert not heavy & set(run.stdout.split())


def test_the_table_shows_what_the_tests_compare():
    text = frameworks.table(*conventions.COLUMNS)._repr_markdown_()
    heads, _, *rows = [line.strip("| ").split(" | ") for line in text.splitlines()]
    assert heads == ["bnlab", "tf.nn", "Keras", "PyTorch", "Flax"]
    assert len(rows) == len(conventions.COLUMNS)
    shown = dict(zip(conventions.COLUMNS, rows, strict=True))
    assert shown["eps"] == ["default ε", "1e-5", "–", "1e-3", "1e-5", "1e-5"]
    assert shown["gamma"][1:] == ["`gamma`", "`scale`", "`gamma`", "`weight`", "`scale`"]
    assert shown["running_variance"][1:] == ["biased", "–", "biased", "unbiased", "biased"]
    assert "1e-3" in repr(frameworks.table("eps"))
    with pytest.raises(ValueError, match=r"momentum.*there are.*parameter"):
        frameworks.table("momentum")


def test_ask_says_in_one_line_what_is_here(monkeypatch):
    then = vectors.recorded("torch")
    monkeypatch.setattr(vectors, "installed", lambda name: False)
    assert vectors.ask("torch") == "not installed here"
    monkeypatch.setattr(vectors, "installed", lambda name: True)
    monkeypatch.setattr(vectors, "live", lambda name: then)
    assert "agrees" in vectors.ask("torch")
    other = then | {"vectors": then["vectors"] | {"dz": then["vectors"]["dz"] + 1e-9}}
    monkeypatch.setattr(vectors, "live", lambda name: other)
    assert "answers otherwise" in vectors.ask("torch")
    assert "\n" not in vectors.ask("torch")

    def fails(name):
        raise RuntimeError("with_torch.py failed\nImportError: no such thing")

    monkeypatch.setattr(vectors, "live", fails)
    assert vectors.ask("torch") == "could not be asked: ImportError: no such thing"


def test_every_optimizer_of_the_lecture_has_its_equivalents():
    lecture = {"GradientDescent", "Momentum", "RMSprop", "Adam"}
    assert set(vectors.calls("bnlab")) == lecture
    assert set(vectors.calls("torch")) == set(vectors.calls("flax")) == lecture
    assert set(vectors.calls("keras")) == {"GradientDescent", "Momentum"}
    shown = {call for name in FRAMEWORKS for call in vectors.calls(name, "lookalikes")}
    assert shown == set(FORMULAS) == set(DIFFERENCES)


def test_every_file_says_what_made_it_and_with_the_versions_that_we_install():
    metadata = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    pins = metadata["project"]["optional-dependencies"]["frameworks"]
    pinned = dict(pin.split(";")[0].strip().split("==") for pin in pins)
    pinned["tensorflow"] = pinned["tensorflow-cpu"]
    for name in FRAMEWORKS:
        answers = vectors.recorded(name)
        assert answers["made_by"] == f"with_{name}.py"
        for package, version in answers["versions"].items():
            if package not in ("python", "numpy"):
                assert version.split("+")[0] == pinned[package]


@pytest.mark.live
@pytest.mark.parametrize("name", FRAMEWORKS)
def test_the_framework_has_not_drifted(name):
    now = live(name)
    then = vectors.recorded(name)
    try:
        for part in ("vectors", "lookalikes"):
            compare(now[part], then[part])
        assert now["layers"] == then["layers"]
        assert now["defaults"] == then["defaults"]
    except AssertionError as error:
        versions = f"recorded with {then['versions']}, now {now['versions']}"
        raise AssertionError(f"{name} answers otherwise than recorded: {versions}") from error


# ------------------------------------------------------------------ the complete models

MODELS = ["torch", "keras"]


def version_and_share(printed):
    return re.fullmatch(r"\w+ (\S+): (\d+)% of the test images read", printed.strip()).groups()


@pytest.mark.parametrize("name", MODELS)
def test_the_record_of_a_model_is_of_the_version_that_we_compare_with(name):
    version, share = version_and_share(frameworks.model_output(name))
    assert version == vectors.recorded(name)["versions"][name]
    assert int(share) > 85
    assert "batch_norm" in frameworks.model(name).lower().replace("batchnorm", "batch_norm")


@pytest.mark.live
@pytest.mark.parametrize("name", MODELS)
def test_a_model_prints_what_was_recorded(name):
    """Within two images in a hundred: another processor adds in another order."""
    command = [sys.executable, "-m", f"bnlab.frameworks.model_{name}"]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    now, then = version_and_share(run.stdout), version_and_share(frameworks.model_output(name))
    assert now[0] == then[0]
    assert abs(int(now[1]) - int(then[1])) <= 2


# ------------------------------------------------------------------ the checkers can say no


def entries(part):
    return [(name, key) for name in FRAMEWORKS for key in vectors.recorded(name)[part]]


def copy_with(name, change, path):
    """A copy of a recorded file, changed, read again as the tests read it."""
    answers = vectors.recorded(name)
    change(answers)
    path.write_text(vectors.to_json(answers), encoding="utf-8")
    return vectors.load(path)


def test_an_unchanged_copy_passes(tmp_path):
    for name in FRAMEWORKS:
        check(name, copy_with(name, lambda answers: None, tmp_path / "copy.json"))


@pytest.mark.parametrize("part", ["vectors", "lookalikes"])
def test_a_change_of_1e6_in_any_vector_is_noticed(part, tmp_path):
    """1e-6 of float64; of float32, which resolves 1e-7, 1e-5. Relative where numbers exceed 1."""
    for name, key in entries(part):
        for where in (np.argmin, np.argmax):

            def change(answers, key=key, where=where):
                array = answers[part][key]
                size = 1e-5 if array.dtype == np.float32 else 1e-6
                array.flat[where(np.abs(array))] += size * max(1, np.abs(array).max())

            changed = copy_with(name, change, tmp_path / "copy.json")
            with pytest.raises(AssertionError, match=key.split(" (")[0]):
                check(name, changed)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda vectors: vectors.pop("dz"),
        lambda vectors: vectors.update(extra=vectors["dz"]),
        lambda vectors: vectors.update(dz=vectors["dz"].T),
        lambda vectors: vectors.update(dgamma=vectors["dgamma"][:1]),
        lambda vectors: vectors.update(dz=np.full_like(vectors["dz"], np.nan)),
        lambda vectors: vectors.update(dz=vectors["dz"].astype(np.float32)),
    ],
    ids=["missing", "extra", "transposed", "broadcast", "NaN", "float32"],
)
def test_compare_refuses(spoil):
    expected = vectors.recorded("torch")["vectors"]
    spoilt = dict(expected)
    spoil(spoilt)
    for pair in ((spoilt, expected), (expected, spoilt)):
        with pytest.raises(AssertionError):
            compare(*pair)


@pytest.mark.parametrize("name", FRAMEWORKS)
def test_a_change_of_any_convention_is_noticed(name, tmp_path):
    recorded = vectors.recorded(name)
    for part in ("layers", "defaults"):
        for row in recorded[part]:
            for column in recorded[part][row]:

                def change(answers, part=part, row=row, column=column):
                    answers[part][row][column] = "something else"

                with pytest.raises(AssertionError):
                    check(name, copy_with(name, change, tmp_path / "copy.json"))


@pytest.mark.parametrize(
    "arguments, column, found",
    [
        ({"unbiased": True}, "running_variance", "unbiased"),
        ({"eps": 1e-3}, "eps", 1e-3),
        ({"decay": 0.99}, "factor", 0.99),
    ],
)
def test_measure_sees_another_layer(arguments, column, found):
    make = functools.partial(with_bnlab.make, **arguments)
    row = conventions.measure(SimpleNamespace(**vars(with_bnlab) | {"make": make}))
    assert row == conventions.LAYERS["bnlab"]["bn.BatchNorm"] | {column: found}


@pytest.mark.parametrize(
    "name, arguments, seen_in",
    [
        ("torch", {"unbiased": False}, "running_var"),
        ("keras", {"unbiased": True}, "running_var"),
        ("torch", {"unbiased": True, "decay": 1 - problem.DECAY}, "running_mean"),
        ("torch", {"unbiased": True, "eps": 1e-5}, "z_tilde"),
    ],
)
def test_a_wrong_setting_is_noticed(name, arguments, seen_in):
    def batchnorm(n, eps, decay, dtype):
        settings = {"eps": eps, "decay": decay, "dtype": dtype} | arguments
        return with_bnlab.batchnorm(n, **settings)

    wrong, right = ours(name, batchnorm=batchnorm), vectors.recorded(name)["vectors"]
    with pytest.raises(AssertionError, match=seen_in):
        compare({seen_in: wrong[seen_in]}, {seen_in: right[seen_in]})


@pytest.mark.parametrize("wrong", [name for name in FORMULAS if name not in problem.BETA1])
def test_a_lookalike_is_not_taken_for_the_lectures_optimizer(wrong):
    name = wrong.split(" (")[0]
    right = vectors.recorded("torch")["vectors"][name]
    with pytest.raises(AssertionError):
        compare({name: lookalike(wrong)}, {name: right})


def test_numbers_survive_the_file_bit_for_bit(tmp_path):
    numbers = np.random.default_rng(0).standard_normal((3, 4)) * 10.0 ** np.arange(-20, 20, 10)
    rows = {"vectors": {"x": numbers, "float32_x": numbers.astype("float32")}, "lookalikes": {}}
    path = tmp_path / "numbers.json"
    path.write_text(vectors.to_json(rows), encoding="utf-8")
    again = vectors.load(path)["vectors"]
    assert np.array_equal(again["x"], numbers)
    assert np.array_equal(again["float32_x"], rows["vectors"]["float32_x"])
    assert json.loads(vectors.to_json({"a": [1, None, "ε"]})) == {"a": [1, None, "ε"]}
