"""The ten questions: bnlab computes each right answer and the wrong numbers, and each is keyed."""

import re
from pathlib import Path

import numpy as np
import pytest

import bnlab as bn
from bnlab.frameworks.conventions import LAYERS

ROOT = Path(__file__).resolve().parents[1]


def sections(name):
    """{number: (rest of the heading, text)} for each question of a page."""
    page = (ROOT / "docs" / name).read_text(encoding="utf-8")
    found = re.findall(r"^## Question (\d+)(.*)\n([\s\S]+?)(?=^## |\Z)", page, re.MULTILINE)
    return {int(number): (heading.strip(" ·"), text) for number, heading, text in found}


QUESTIONS = {
    number: dict(re.findall(r"^- \*\*(\w)\*\* · (.+)$", text, re.MULTILINE))
    for number, (_, text) in sections("concept_inventory.md").items()
}
KEY = sections("concept_inventory_key.md")
KEYED = {
    number: dict(re.findall(r"^\| (\w) \| \*\*([^*]+)\*\*: ", text, re.MULTILINE))
    for number, (_, text) in KEY.items()
}


def test_there_are_ten_questions_of_four_options_each_with_its_key():
    assert list(QUESTIONS) == list(KEY) == list(range(1, 11))
    for number, options in QUESTIONS.items():
        assert list(options) == list("abcd"), number
        assert len(set(options.values())) == 4, number


@pytest.mark.parametrize("number", QUESTIONS)
def test_every_wrong_option_is_keyed_to_a_misconception_of_its_own(number):
    right, _ = KEY[number]
    assert sorted([right, *KEYED[number]]) == list("abcd")
    everywhere = [name for keyed in KEYED.values() for name in keyed.values()]
    assert len(set(everywhere)) == len(everywhere) == 30


@pytest.mark.parametrize("number", KEY)
def test_what_helps_is_a_part_of_that_lesson(number):
    helps = re.findall(
        r"\[(\d\d)\]\(\.\./(notebooks/\w+\.ipynb)\), \*([^*]+)\* \|$", KEY[number][1], re.M
    )
    assert len(helps) == 3
    for lesson, path, heading in helps:
        assert path.startswith(f"notebooks/{lesson}_")
        text = (ROOT / path).read_text(encoding="utf-8")
        assert re.search(rf'"#+ {re.escape(heading)}(\\n)?"', text), (path, heading)


def test_nobody_passes_by_choosing_one_letter():
    right = [letter for letter, _ in KEY.values()]
    assert max(right.count(letter) for letter in "abcd") <= 3


# -- the answers: what bnlab says, as the words of one option


def right_option(number):
    return QUESTIONS[number][KEY[number][0]]


def wrong_numbers(number, **expected):
    """The options of these letters hold these numbers."""
    assert {
        k: float(re.match(r"[\d.,]+", QUESTIONS[number][k])[0].replace(",", "")) for k in expected
    } == {letter: pytest.approx(value, abs=0.006) for letter, value in expected.items()}
    assert set(expected) == set(KEYED[number])


def test_question_1():
    z = np.array([[4.0, 6, 6, 12]])
    gamma, beta = np.array([[2.0]]), np.array([[1.0]])
    z_tilde, _ = bn.batchnorm_forward(z, gamma, beta, eps=1e-9)
    assert float(right_option(1)) == round(z_tilde[0, 3], 2)
    deviation, sd = 12 - z.mean(), z.std()
    wrong_numbers(1, a=2 * deviation / sd**2 + 1, b=1 * deviation / sd + 2, d=2 * 12 / sd + 1)


def test_question_2():
    z = np.random.default_rng(0).gamma(1, 2, (1, 1000))  # lopsided
    z_norm = bn.normalize(z)[0]

    def lopsided(x):
        return np.mean(((x - x.mean()) / x.std()) ** 3)

    assert lopsided(z) > 1
    assert np.isclose(lopsided(z), lopsided(z_norm))  # a, and so not b: a bell curve has 0
    assert np.mean(z_norm > 0) < 0.45  # not c
    assert z_norm.max() > 2  # not d
    assert right_option(2).startswith("as lopsided as before")


def test_question_3():
    rng = np.random.default_rng(0)
    net = bn.mlp([3, 4, 2], rng=rng, hidden_bias=True)
    X, Y = rng.normal(size=(3, 8)), rng.integers(0, 2, 8)
    before = net.trace(X)["z_tilde1"]
    net.parameters()["b1"][0] += 5
    stays = np.allclose(net.trace(X)["z_tilde1"], before)
    net.backward(bn.softmax_cross_entropy(net.forward(X), Y)[1])
    no_gradient = np.allclose(net.gradients()["b1"], 0, atol=1e-12)
    assert stays
    assert no_gradient
    assert right_option(3) == "z̃ stays; db is 0"


def test_question_4():
    net = bn.mlp([3, 4, 5, 2], rng=np.random.default_rng(0))
    assert "b1" not in net.parameters()
    assert int(right_option(4)) == net.theta.size
    P, units = net.parameters(), 4 + 5
    without = sum(P[name].size for name in P if not name.startswith(("gamma", "beta")))
    wrong_numbers(4, a=without, c=net.theta.size + 2 * units, d=without + 2 * units * 32)


def test_question_5():
    z = np.random.default_rng(0).normal(size=(50, 20))
    assert int(right_option(5)) == bn.normalize(z)[1].size
    wrong_numbers(5, b=z.mean(axis=0).size, c=z.mean().size, d=z.size)


def test_question_6():
    rng = np.random.default_rng(0)
    net = bn.mlp([5, 4, 2], rng=rng)
    image = rng.normal(size=(5, 1))
    one, other = (net.trace(np.hstack([image, rng.normal(size=(5, 59))])) for _ in range(2))
    changes = [n for n in ("z1", "z_tilde1") if not np.allclose(one[n][:, 0], other[n][:, 0])]
    words = {("z_tilde1",): "z̃, but not z", ("z1", "z_tilde1"): "z and z̃"}
    assert right_option(6) == words[tuple(changes)]


def test_question_7():
    z = np.random.default_rng(0).normal(size=(1, 10))
    z = 4 * bn.normalize(z, eps=1e-12)[0]  # σ = 4
    _, cache = bn.batchnorm_forward(z, np.array([[2.0]]), np.array([[0.0]]), eps=1e-12)
    dz, _, _ = bn.batchnorm_backward(np.full((1, 10), 0.1), cache)
    assert np.allclose(dz, 0, atol=1e-12)
    assert right_option(7).startswith("0 for")
    assert QUESTIONS[7]["d"].startswith("0.045")
    wrong_numbers(7, a=0.1 * 2 / 4, b=0.1 * 2, d=0.1 * 2 / 4 * (1 - 1 / 10))


def test_question_8():
    rng = np.random.default_rng(0)
    net = bn.mlp([5, 4, 2], "tanh", rng=rng)
    X, Y = rng.normal(size=(5, 30)), rng.integers(0, 2, 30)
    net.backward(bn.softmax_cross_entropy(net.forward(X), Y)[1])
    before, adam = net.theta.copy(), bn.Adam(0.001, 0.9, 0.999)
    beta = net.parameters()["beta1"].copy()
    adam.update(net.theta, net.dtheta)
    moved = np.abs(net.parameters()["beta1"] - beta)
    assert np.allclose(moved, 0.001, rtol=1e-3)
    assert np.allclose(np.abs(net.theta - before), 0.001, rtol=1e-2)  # and so does each W
    assert right_option(8).startswith("each unit's β moves by about 0.001")


def test_question_9():
    rng = np.random.default_rng(0)
    net = bn.mlp([5, 4, 2], rng=rng)
    P = net.parameters()
    P["gamma1"], P["beta1"] = np.full((4, 1), 2.0), np.full((4, 1), -1.0)
    for _ in range(2):  # whatever the image shows
        image = rng.normal(size=(5, 1))
        z_tilde = net.trace(np.repeat(image, 10, axis=1))["z_tilde1"]
        assert np.allclose(z_tilde, -1, atol=1e-10)
        assert not np.allclose(net.trace(image, training=False)["z_tilde1"], -1)  # not c
    assert right_option(9).startswith("−1,")


def test_question_10():
    torch = LAYERS["torch"]["torch.nn.BatchNorm1d"]
    assert (torch["parameter"], torch["factor"]) == ("momentum", 0.1)
    assert torch["factor_weighs"] == "new"
    mean = bn.running_average([10.0], [20.0], decay=1 - torch["factor"])
    assert float(right_option(10)) == pytest.approx(mean[0])
    wrong_numbers(10, b=bn.running_average([10.0], [20.0], decay=0.1)[0], c=20, d=15)
