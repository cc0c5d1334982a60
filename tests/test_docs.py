"""Is what the documents say true? Links lead somewhere, and every formula gives bnlab's numbers."""

import json
import re
from pathlib import Path

import numpy as np
import pytest

import bnlab as bn
from bnlab import norms
from bnlab.frameworks.conventions import LAYERS

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
PAGES = [*sorted(DOCS.glob("*.md")), *sorted(ROOT.glob("*.md"))]


def read(name):
    return (DOCS / name).read_text(encoding="utf-8")


def section(page, heading):
    """The text below a heading, up to the next one."""
    return page.split(f"\n## {heading}\n")[1].split("\n## ")[0]


def table(text):
    """The rows of a text's tables as lists of cells, without the head rows."""
    bodies = re.findall(r"^\|[ :|-]+\|\n((?:\|.*\n?)+)", text, re.MULTILINE)
    lines = [line for body in bodies for line in body.splitlines()]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


# -- every page


@pytest.mark.parametrize("page", PAGES, ids=[p.name for p in PAGES])
def test_links_lead_to_files_that_exist(page):
    targets = re.findall(r"\]\(([^()\s]+)\)", page.read_text(encoding="utf-8"))
    files = [t.partition("#")[0] for t in targets if not re.match(r"https?://|#", t)]
    assert [t for t in files if not (page.parent / t).exists()] == []


@pytest.mark.parametrize("page", sorted(DOCS.glob("*.md")), ids=lambda p: p.name)
def test_github_shows_the_maths(page):
    r"""GitHub takes `\,` and the like for escapes, and a | within a table for a new cell."""
    text = re.sub(r"```.*?```|`[^`]*`", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert text.count("$") % 2 == 0
    for formula in re.findall(r"\$([^$]+)\$", text):
        assert not re.search(r"\\[^a-zA-Z]|\||^\s|\s$|\n", formula), formula


# -- the cheat sheet: its NumPy is run, and must give what bnlab gives


SHEET = read("cheat_sheet.md")
TRAINING, BACKWARD = "Training: x → z → z̃ → a → …", "Backward"
TEST_TIME, CHECKS = "Training against test time", "What must hold (good as tests)"
OPTIMIZERS = "Optimizers: one step, for every parameter alike"
FRAMEWORKS = "Names and defaults in frameworks"


def numpy_in(heading):
    """The code in the last column of a section's tables."""
    found = [re.fullmatch(r"`([^`]+)`( is 0)?", row[-1]) for row in table(section(SHEET, heading))]
    return [match[1] for match in found if match]


@pytest.fixture(scope="module")
def ran():
    """Every name of the sheet after its lines have run, and a layer of bnlab that did the same."""
    rng = np.random.default_rng(0)
    n, m = 4, 7
    layer = bn.BatchNorm(n, eps=0.1, decay=0.8)
    gamma, beta = rng.uniform(-2, 2, (n, 1)), rng.uniform(-2, 2, (n, 1))
    layer.params["gamma"], layer.params["beta"] = gamma, beta
    names = {"np": np, "m": m, "gamma": gamma, "beta": beta, "eps": 0.1, "decay": 0.8}
    names |= {"running_mean": np.zeros((n, 1)), "running_var": np.ones((n, 1)), "layer": layer}
    names |= {"W": rng.normal(size=(n, 3)), "a_prev": rng.normal(2, 3, (3, m))}
    names |= {"dz_tilde": rng.normal(size=(n, m))}
    lines = [line for part in (TRAINING, BACKWARD, TEST_TIME) for line in numpy_in(part)]
    assert len(lines) == 14
    for line in lines:
        exec(line, names)
    return names


def test_training_lines(ran):
    z_norm, mu, var = bn.normalize(ran["z"], 0.1)
    for name, value in (("z_norm", z_norm), ("mu", mu), ("var", var)):
        assert np.allclose(ran[name], value, rtol=1e-12, atol=1e-13), name
    layer = ran["layer"]
    assert np.allclose(ran["z_tilde"], layer.forward(ran["z"]), rtol=1e-12, atol=1e-13)
    assert np.allclose(ran["running_mean"], layer.running_mean, rtol=1e-12)
    assert np.allclose(ran["running_var"], layer.running_var, rtol=1e-12)


def test_backward_lines(ran):
    _, cache = bn.batchnorm_forward(ran["z"], ran["gamma"], ran["beta"], 0.1)
    found = bn.batchnorm_backward(ran["dz_tilde"], cache)
    for name, value in zip(("dz", "dgamma", "dbeta"), found, strict=True):
        assert np.allclose(ran[name], value, rtol=1e-12, atol=1e-13), name
    linear = bn.Linear(3, 4, bias=False, rng=np.random.default_rng(0))
    linear.params["W"] = ran["W"]
    linear.forward(ran["a_prev"])
    assert np.allclose(linear.backward(ran["dz"]), ran["da_prev"], rtol=1e-12, atol=1e-13)
    assert np.allclose(linear.grads["W"], ran["dW"], rtol=1e-12, atol=1e-13)


def test_the_loss_holds_the_1_over_m():
    """dscores = (p − one-hot Y)/m"""
    scores, Y = np.random.default_rng(0).normal(size=(3, 5)), np.array([0, 2, 1, 1, 0])
    p = np.exp(scores) / np.exp(scores).sum(axis=0)
    assert "dscores = (p − one-hot Y)/m" in SHEET
    assert np.allclose(bn.softmax_cross_entropy(scores, Y)[1], (p - np.eye(3)[:, Y]) / 5)


def test_lines_of_test_time(ran):
    averages = ran["running_mean"], ran["running_var"]
    z_test = bn.batchnorm_inference(ran["z"], ran["gamma"], ran["beta"], *averages, 0.1)
    assert np.allclose(ran["z_test"], z_test, rtol=1e-12, atol=1e-13)
    W, b = bn.fold_batchnorm(ran["W"], ran["gamma"], ran["beta"], *averages, 0.1)
    assert np.allclose(ran["W_folded"], W, rtol=1e-12)
    assert np.allclose(ran["b_folded"], b, rtol=1e-12)


def test_lines_of_other_axes(ran):
    n = len(ran["z"])
    names = dict(ran) | {"n": n, "groups": 2}
    for line in numpy_in("Other axes"):
        exec(line, names)
    assert np.allclose(names["batch_norm"], ran["z_norm"], rtol=1e-12, atol=1e-13)
    for name, layer in (("layer", norms.LayerNorm(n, 0.1)), ("group", norms.GroupNorm(n, 2, 0.1))):
        found = names[f"{name}_norm"]
        assert np.allclose(found, layer.forward(ran["z"]), rtol=1e-12, atol=1e-13), name


def test_what_must_hold_holds(ran):
    checks = numpy_in(CHECKS)
    assert len(checks) == 7
    for check in checks:
        assert np.allclose(eval(check, ran), 0, atol=1e-12), check


@pytest.mark.parametrize(
    ("place", "optimizer"),
    [
        (0, bn.GradientDescent(0.1)),
        (1, bn.Momentum(0.1, 0.8)),
        (2, bn.RMSprop(0.1, 0.7, 1e-3)),
        (3, bn.Adam(0.1, 0.8, 0.7, 1e-3)),
    ],
    ids=lambda o: type(o).__name__,
)
def test_optimizer_lines(place, optimizer):
    rng = np.random.default_rng(0)
    ours = rng.normal(size=6)
    names = {"np": np, "alpha": 0.1, "beta1": 0.8, "beta2": 0.7, "eps": 1e-3, "v": 0.0, "s": 0.0}
    names["theta"] = ours.copy()
    for t in range(1, 5):
        names |= {"t": t, "g": rng.normal(size=6)}
        optimizer.update(ours, names["g"])
        exec(numpy_in(OPTIMIZERS)[place], names)
    assert np.allclose(names["theta"], ours, rtol=1e-12)


def test_parameters_and_state_are_as_the_sheet_lists_them():
    net = bn.mlp([3, 2, 1], rng=np.random.default_rng(0))
    assert list(net.parameters()) == ["W1", "gamma1", "beta1", "W2", "b2"]
    assert (net.layers[1].running_mean == 0).all()
    assert (net.layers[1].running_var == 1).all()


def test_frameworks_are_as_measured():
    known = {name: layer for layers in LAYERS.values() for name, layer in layers.items()}
    known |= {name.replace("tensorflow", "tf"): layer for name, layer in known.items()}
    weights = {"biased": "1/m", "unbiased": "1/(m−1)", None: "–"}
    for name, examples, names, eps, factor, old_or_new, variance, untold in table(
        section(SHEET, FRAMEWORKS)
    ):
        layer = known[name.strip("`")]
        assert layer["batch_variance"] == "biased"
        assert examples == (layer["examples"] or "either")
        assert names == f"{layer['gamma']}, {layer['beta']}"
        assert eps == "must be given" if layer["eps"] is None else float(eps) == layer["eps"]
        expected = f"{layer['parameter']} {layer['factor']}" if layer["parameter"] else "–"
        assert factor == expected
        assert old_or_new == (layer["factor_weighs"] or "–")
        assert variance == weights[layer["running_variance"]]
        assert untold == (layer["untold"] or "–")


# -- the glossary


GLOSSARY = table(read("glossary.md").replace(r"\|", "¦"))


def test_glossary_is_sorted_and_says_each_thing_once():
    words = [word.strip("*").lower() for word, _, _ in GLOSSARY]
    assert words == sorted(set(words))


@pytest.mark.parametrize("row", GLOSSARY, ids=lambda row: row[0].strip("*"))
def test_glossary_explains_in_a_sentence_or_two_and_the_lesson_has_the_word(row):
    word, meaning, lesson = row
    sentences = re.findall(r"[.)](?= [A-Z`]|$)", meaning)
    assert 1 <= len(sentences) <= 2, sentences
    assert meaning.endswith((".", ")"))
    number, target = re.fullmatch(r"\[(\d\d)\]\(\.\./notebooks/(\w+\.ipynb)\)", lesson).groups()
    assert target.startswith(f"{number}_")
    stem = re.split(r" \(", word.strip("*"))[0].lower()
    symbol = re.search(r"\((\S+)\)", word)
    text = (ROOT / "notebooks" / target).read_text(encoding="utf-8").lower()
    assert stem in text or (symbol and symbol[1].lower() in text)


# -- the lecture companion

COMPANION = (ROOT / "docs" / "lecture_companion.md").read_text(encoding="utf-8")
PLACES = re.findall(r"\[\w\d+?\]\(\.\./(notebooks/[^)]+)\), \*([^|]+?)\* \|", COMPANION)


@pytest.mark.parametrize("path, part", PLACES)
def test_the_companion_leads_to_a_part_of_the_lesson(path, part):
    cells = json.loads((ROOT / path).read_text(encoding="utf-8"))["cells"]
    text = "\n".join("".join(cell["source"]) for cell in cells)
    assert part in re.findall(r"^#+ (.+)$", text, re.MULTILINE)


def test_the_companion_follows_every_part_of_the_notes_into_a_lesson():
    rows = [line for line in COMPANION.splitlines() if line.startswith("| ") and "---" not in line]
    rows = [row for row in rows if not row.startswith("| the notes |")]
    assert len(rows) == len(PLACES) > 20
    assert {path[10:12] for path, _ in PLACES} >= {f"{number:02d}" for number in range(1, 9)}
