# ruff: noqa: E501 (a claim is a line)
"""Every number of the story is one that a lesson prints, a record holds, or a definition gives."""

import json
import re
from pathlib import Path

import pytest

import bnlab as bn

ROOT = Path(__file__).resolve().parents[2]
STORY = (ROOT / "site" / "pages" / "story.md").read_text(encoding="utf-8")
PROSE = " ".join(STORY.split())


def printed(number):
    """Everything that a lesson's cells have printed or shown, as plain text."""
    (path,) = (ROOT / "notebooks").glob(f"{number}_*.ipynb")
    outputs = [
        output
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]
        for output in cell.get("outputs", [])
    ]
    texts = ["".join(o.get("text", o.get("data", {}).get("text/plain", ""))) for o in outputs]
    return " ".join(" ".join(texts).split())


# A phrase of the story, the lesson, and what its outputs must hold for the phrase to be true.
CLAIMS = [
    ("One of them reads 16 %", "00", ["without batch norm: 16% of the test images"]),
    ("The other reads 91 %", "00", ["with batch norm: 91% of the test images"]),
    ("plain network reads 11 % on average, and 16 % at best", "00", ["batch norm 11 % (10–16)"]),
    ("reads 90 % on average, and 89 % at worst", "00", ["with batch norm 90 % (89–91)"]),
    ("it still needs 50 steps", "01", ["as they are standard deviations [0.96 5.13], 50 steps"]),
    ("Now 2 steps do", "01", ["divided by σ standard deviations [1. 1.], 2 steps"]),
    ("five times too narrow: 50 steps again", "01", ["[1.04 0.2 ], 50 steps"]),
    ("Their mean is 4, their variance 9, so σ is 3", "01", ["[[ 4.] [12.]]", "[[9.] [4.]]"]),
    ("−1, −0.3333, −0.3333 and 1.6667", "01", ["[[-1. -0.3333 -0.3333 1.6667]"]),
    ("they become 0, 1, 1 and 4", "01", ["[[ 0. 1. 1. 4.]"]),
    ("the spread that is left is 0.000002", "02", ["weights × 0.2: spread without batch norm 0.000002"]),
    ("With batch norm it is 0.637", "02", ["0.000002, with it 0.637"]),
    ("it is 0.637 again", "02", ["weights × 5: spread without batch norm 0.909190, with it 0.637"]),
    ("that reads 92 % where the usual place reads 90 %", "02", ["behind the activation 92 %", "00 with batch norm 90 %"]),
    ("learning rate from 0.1 to 3, and the usual place reads 91 %", "02", ["α = 3, before: 91%"]),
    ("the other guesses, with 10 %", "02", ["α = 3, behind: 10% (10%–10%)"]),
    ("from 27,710 numbers to 28,010", "02", ["[64, 100, 100, 100, 10]: 27710 → 28010 numbers"]),
    ("both have the loss 0.678042", "04", ["b = 0: last loss 0.678042", "b = 5: last loss 0.678042"]),
    ("The first reads 80 % of the images, and the second 70 %", "04", ["0.678042, reads 80%", "0.678042, reads 70%"]),
    ("the measured slope is 0.000, and the nonsense gives 0.000", "05", ["m = 1: measured slope 0.000, nonsense 0.000"]),
    ("gives −307.664 where the slope is −0.159", "05", ["m = 6: measured slope -0.159, nonsense -307.664"]),
    ("reads 87 % where the right gradient reads 88 %", "05", ["right reads 88%", "μ, σ² constant reads 87%"]),
    ("off by twice its own size", "05", [f"dW1 off by {n}%" for n in (206, 208, 202)]),
    ("computes z = 0.470 every time", "06", ["m = 60: z = 0.470 every time"]),
    ("its z̃ is 1.50 ± 0.15", "06", ["z̃ = 1.50 ± 0.15"]),
    ("which for m = 60 is 13 % of σ", "06", ["m = 60: scatter of μ 0.127 (law 0.129)"]),
    ("With mini-batches of 6, the same network reads 88 %", "06", ["mini-batches of 6, 480 steps 88 %"]),
    ("0.549 in layer 1, 0.133 in layer 2 and 0.029 in layer 3", "07", ["layer 1: without z 0.549", "layer 2: without z 0.133", "layer 3: without z 0.029"]),
    ("the reach of z̃ is 2.11, 2.14 and 2.15", "07", ["with z̃ 2.11", "with z̃ 2.14", "with z̃ 2.15"]),
    ("one part in 23 of their size, and those of the first layer by one part in 7,000", "07", ["without batch norm W1 1.4e-04", "W4 4.3e-02"]),
    ("initial weights 4 times as large", "07", ["4 × larger W"]),
    ("Now the plain network reads 91 %", "07", ["4 × larger W α = 0.1: 86% (86%–86%) α = 0.3: 90% (89%–90%) α = 1: 91% (89%–92%)"]),
    ("as many as with batch norm", "07", ["with batch norm α = 0.1: 90% (89%–91%) α = 0.3: 91% (89%–92%) α = 1: 91%"]),
    ("With Adam the plain network reads 91 %, and with Adam and batch norm 92 %", "08", ["Adam without batch norm 91% with batch norm 92%"]),
    ("reads 85 % or more at none of the nine with gradient descent", "08", ["gradient descent without batch norm 0, with batch norm 8 of 9 α: 85 % or more"]),
    ("at none with momentum", "08", ["momentum without batch norm 0, with batch norm 8 of 9"]),
    ("at 2 with RMSprop", "08", ["RMSprop without batch norm 2, with batch norm 8 of 9"]),
    ("at 3 with Adam", "08", ["Adam without batch norm 3, with batch norm 8 of 9"]),
    ("at 8 of 9, whichever optimizer", "08", ["with batch norm 8 of 9"]),
    ("it reads as many images as with both learned", "07", ["γ and β frozen at 1 and 0 90 % (89–91)", "00 with batch norm 90 %"]),
    ("and it still reads 88 %", "03", ["the wrong axis: over the units 88 %"]),
    ("all 397 test images then get the same class", "09", ["classes given to the 397 images: {8}"]),
    ("classify it 30 times", "09", ["how often it is called 0, 1, …, 9: [ 0 3 0 15 0 3 0 7 2 0]"]),
    ("it is a 1, a 5, a 7 or an 8", "09", ["[ 0 3 0 15 0 3 0 7 2 0]"]),
    ("both networks read 91 %", "04", ["10 epochs, b = 0: 91% on average", "10 epochs, b = 5: 91% on average"]),
    ("the training accuracy is 98 % while the test says 10 %", "09", ["decay 0.999, training images, while training: 98%", "decay 0.999 read after epoch 1: 10 %"]),
    ("and it reads 10 % of those, too", "09", ["decay 0.999, training images, at test time: 10%"]),
    ("28,010 parameters and 600 averages become 27,710 numbers", "09", ["28010 parameters and 600 averages become 27710 numbers"]),
    ("the same scores to ten digits", "09", ["largest difference of a score: 0.0000000000"]),
    ("and they read 51 %", "10", ["sorted, 60 at a time: 51 % read"]),
    ("With 20 at a time it is 22 %", "10", ["sorted, 20 at a time: 22 % read"]),
]  # fmt: skip

# What the story sets up rather than finds; the test below computes those that can be computed.
GIVEN = [
    "Each has 64 pixels", "three layers of 100 sigmoid units", "the same 1,400 images",
    "each mini-batch of 60 images", "After 20 epochs, which are 480 steps", "we show them 397 images",
    "the rents of 200 flats", "standard deviation of about 1,", "standard deviation of about 5.",
    "In 2015 Sergey Ioffe", "the values 1, 3, 3 and 9", "from dividing by 0",
    "With γ = 1.5 and β = 1.5", "200 examples go through", "the weights 25 times larger", "at ±1",
    "its gradient is 0", "take the same 24 steps", "has b = 5 in every hidden unit", "z − μ is 0",
    "into 300 different mini-batches of 60", "after the same 480 steps",
    "With mini-batches of 2, every z_norm is just +1 or −1", "from the 15th to the 85th percentile",
    "take a learning rate of 1", "Hold γ at 1 and β at 0", "from 60 copies of the image",
    "test image, a 3", "It is called a 3", "The running mean starts at 0", "our decay is 0.9",
    "After 24 steps 8 % of the way", "With b = 5 in front, 8 % of 5 is 0.4",
    "a decay of 0.999, and after 20 epochs", "of their 21 answers", "m − 1 in the place of m",
    "so 0.1 in one is 0.9 in the other", "sorted by digit, 60 at a time", "unit mean 0 and spread 1",
    "lesson 00",
]  # fmt: skip


@pytest.mark.parametrize(("phrase", "lesson", "shown"), CLAIMS, ids=[c[0][:40] for c in CLAIMS])
def test_a_lesson_prints_what_the_story_says(phrase, lesson, shown):
    assert phrase in PROSE
    outputs = printed(lesson)
    assert [words for words in shown if words not in outputs] == []


def test_no_number_of_the_story_is_left_unheld():
    text = re.sub(r"\$\$.*?\$\$|\$[^$]+\$|`[^`]+`|\{\{.*?\}\}|\]\([^)]*\)", " ", PROSE)
    for phrase in sorted([*GIVEN, *(claim[0] for claim in CLAIMS)], key=len, reverse=True):
        assert phrase in PROSE, phrase
        text = text.replace(phrase, " … ")
    left = [text[max(0, m.start() - 40) : m.end() + 20] for m in re.finditer(r"\d", text)]
    assert left == []


def test_what_the_story_sets_up_is_so():
    data = bn.data.digits()
    assert data.X_train.shape == (64, 1400)
    assert data.Y_test.size == 397
    assert bn.ledger.SIZES == [64, 100, 100, 100, 10]
    assert 20 * -(-1400 // 60) == 480
    z_tilde, _ = bn.batchnorm_forward([[1, 3, 3, 9]], [[1.5]], [[1.5]])
    assert z_tilde.round(4).ravel().tolist() == [0, 1, 1, 4]
    assert bn.BatchNorm(1).decay == 0.9
    assert round(0.9**24, 2) == 0.08  # of the way, and 8 % of 5 is 0.4
    assert (
        bn.frameworks.conventions.LAYERS["keras"]["keras.layers.BatchNormalization"]["eps"]
        == 100 * bn.BatchNorm(1).eps
    )
    assert [round(1 / 1.4e-4, -3), round(1 / 4.3e-2)] == [7000, 23]  # parts of a weight's size
    answers = printed("10").split("keras torch flax ")[1].split("inference")[0]
    assert answers.count("equal") + 2 == 19  # and the last row: equal, 0.193, equal
    assert "inference equal 0.193 equal" in printed("10")


def test_it_has_five_explorers_and_takes_twenty_minutes():
    assert STORY.count("{{ bn.explorers.") == 5
    assert 2500 <= len(STORY.split()) <= 3500
