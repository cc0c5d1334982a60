"""Predictions: what is stored in a notebook, what is refused, and that each answer is true."""

import copy
import html
import json
import re
from pathlib import Path

import nbformat
import pytest

import bnlab as bn
from bnlab.lessons import PROGRESS
from bnlab.predictions import Choice, Number, Range, all_predictions

NOTEBOOKS = Path(__file__).resolve().parents[1] / "notebooks"
VIEW = "application/vnd.jupyter.widget-view+json"
WORDS = {"result": "Because.", "seen": "16 of 20"}
REPLIES = [(0, 13, "too low"), (13, 20, "near"), (20, 100, "too high")]
WAYS = {way: f"It is {way}." for way in ("near", "wider", "narrower", "lower", "higher")}
TRACK = {"track": (0, 30), "step": 1, "within": 1, **WAYS, **WORDS}

FRUIT = Choice(
    "Which is `x` < z<sub>1</sub>, *really*?",
    options={"a & b": "You add.", "c": "You think\n    of c."},
    answer="c",
    **WORDS,
)
SHARE = Number("What share?", answer=16, unit="%", replies=REPLIES, **WORDS)
SPAN = Range("From where to where?", answer=(16, 20), **TRACK)
KINDS = pytest.mark.parametrize("prediction", [FRUIT, SHARE, SPAN], ids=lambda p: p.kind)
ALL = pytest.mark.parametrize("prediction", all_predictions.values(), ids=all_predictions)


# -- what is stored


@KINDS
def test_the_output_is_a_widget_the_question_in_plain_text_and_its_answer_folded(prediction):
    data = prediction._repr_mimebundle_()
    assert set(data) == {"text/plain", "text/html", VIEW}
    question, fold = data["text/html"].split("<details>")
    for shown in (question, data["text/plain"]):
        assert "Predict" in shown
        assert "Because." not in shown
    assert "Because." in fold
    assert fold.endswith("</details>")
    assert prediction._repr_mimebundle_() == data  # shown again it is the same card


def test_light_markup_becomes_html_and_everything_else_stays_text():
    folded = FRUIT.folded()
    assert "Which is <code>x</code> &lt; z<sub>1</sub>, <em>really</em>?" in folded
    assert "<li>a &amp; b</li>" in folded
    assert "<li>c: You think of c.</li>" in folded
    assert repr(FRUIT) == "Predict: Which is x < z_1, *really*?\n  - a & b\n  - c"


def test_the_fold_says_what_each_guess_reveals():
    assert "<li>below 13 %: too low</li>\n<li>13 to 20 %: near</li>" in SHARE.folded()
    assert "<li>20 % or more: too high</li>" in SHARE.folded()
    assert all(words in SPAN.folded() for words in WAYS.values())


@KINDS
def test_what_the_page_gets_is_json_without_infinity(prediction):
    assert json.loads(json.dumps(prediction.content(), allow_nan=False)) == prediction.content()


def test_an_interval_without_end_reaches_the_page_as_null():
    replies = [(float("-inf"), 0, "-"), (0, float("inf"), "+")]
    content = Number("?", answer=16, replies=replies, **WORDS).content()
    json.dumps(content, allow_nan=False)
    assert [reply["low"] for reply in content["replies"]] == [None, 0]


# -- what is kept


@pytest.fixture
def progress(tmp_path, monkeypatch):
    """A student's folder, where progress is recorded."""
    monkeypatch.chdir(tmp_path)
    Path(PROGRESS).touch()
    return bn.progress


def in_a_new_kernel(kind=0):
    """A prediction as a new kernel shows it."""
    prediction = copy.copy((SHARE, SPAN, FRUIT)[kind])
    prediction.name, prediction._card = "asked", None
    prediction._repr_mimebundle_()
    return prediction


@pytest.mark.parametrize(("kind", "guess"), [(0, 30), (1, [4, 20]), (2, "a & b")])
def test_a_committed_answer_survives_the_kernel(progress, kind, guess):
    first = in_a_new_kernel(kind)
    assert first.guess is None
    first._card.set_state({"guess": guess})  # what the page sends
    assert first.guess == guess
    assert progress.recall("prediction", "asked") == {"done": True, "answer": guess}
    again = in_a_new_kernel(kind)
    assert again.guess == again._card.get_state("guess")["guess"] == guess


@pytest.mark.parametrize(
    ("kind", "answer"), [(0, 250), (0, "x"), (1, [4, 31]), (1, ["a", "b"]), (1, 4), (2, "gone")]
)
def test_an_answer_that_the_question_no_longer_offers_is_left_out(progress, kind, answer):
    progress.record("prediction", "asked", True, answer)
    assert in_a_new_kernel(kind).guess is None


def test_showing_a_question_records_nothing(progress):
    in_a_new_kernel()
    assert Path(PROGRESS).read_text() == ""


# -- what is refused


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: Choice("?", options={"a": "", "b": ""}, answer="c", **WORDS), "'c'.*one of"),
        (lambda: Number("?", answer=16, replies=REPLIES[::2], **WORDS), "each to begin where"),
        (lambda: Number("?", answer=16, replies=REPLIES[::-1], **WORDS), "each to begin where"),
        (lambda: Number("?", answer=101, replies=REPLIES, **WORDS), "101.*from 0 to 100"),
        (lambda: Number("?", answer=17, replies=REPLIES, **WORDS), "17 is not in what"),
        (lambda: Number("?", answer=6, replies=REPLIES, **WORDS), "6 is not in what"),
        (lambda: Range("?", answer=(20, 16), **TRACK), r"\(20, 16\).*on the track"),
        (lambda: Range("?", answer=(16, 31), **TRACK), r"\(16, 31\).*on the track"),
        (lambda: Range("?", answer=(16, 21), **TRACK), "21 is not in what"),
    ],
)
def test_a_prediction_that_contradicts_itself_is_refused(make, words):
    with pytest.raises(ValueError, match=words):
        make()


# -- the lessons' own


def test_each_is_had_by_its_name_and_knows_its_lesson():
    assert bn.predictions.third_valley is all_predictions["third_valley"]
    assert bn.predictions.third_valley.name == "third_valley"
    assert {p.lesson for p in all_predictions.values()} >= {1, 4}
    with pytest.raises(AttributeError, match="third_vally"):
        bn.predictions.third_vally  # noqa: B018


def outputs(cell):
    """All text that a cell has stored."""
    for output in cell.get("outputs", []):
        data = output.get("data", {})
        for text in (output.get("text", ""), data.get("text/plain", ""), data.get("text/html", "")):
            yield " ".join(html.unescape(re.sub("<[^>]+>", " ", text)).split())


@ALL
def test_its_answer_is_borne_out_further_down_in_the_lesson_and_not_above(prediction):
    (path,) = NOTEBOOKS.glob(f"{prediction.lesson:02d}_*.ipynb")
    cells = nbformat.read(path, as_version=4).cells
    asked = f"predictions.{prediction.name}"
    (place,) = (i for i, cell in enumerate(cells) if cell.source.strip() == asked)
    seen = [i for i, cell in enumerate(cells) for text in outputs(cell) if prediction.seen in text]
    assert seen, f"no cell of {path.name} prints {prediction.seen!r}"
    assert min(seen) > place, f"cell {min(seen)} prints the answer before it is asked for"
