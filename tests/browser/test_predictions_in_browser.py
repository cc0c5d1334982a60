"""A prediction in the page: asked, answered by keyboard, committed, replied to, and kept."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from bnlab import predictions
from bnlab.lessons import PROGRESS
from bnlab.markup import as_html
from bnlab.predictions import Choice, Number, Prediction, Range
from bnlab.predictions.card import Card
from browser.jupyter import Notebook

pytestmark = pytest.mark.browser

RESULT = "THE RESULT"
FRUIT = Choice(
    "Which of `these` is red?",
    options={"banana": "You think of gold.", "cherry": "You think of spring."},
    answer="cherry",
    result=RESULT,
    seen="cherry",
)
SHARE = Number(
    "What share?",
    answer=16,
    unit="%",
    replies=[(0, 13, "LOW"), (13, 20, "NEAR"), (20, 100, "HIGH")],
    result=RESULT,
    seen="16%",
)
ANY = Number(
    "How much?",
    answer=0.5,
    replies=[(float("-inf"), 0, "NEGATIVE"), (0, float("inf"), "POSITIVE")],
    result=RESULT,
    seen="0.5",
)
SPAN = Range(
    "From where to where?",
    answer=(-2, 4),
    track=(-10, 10),
    step=1,
    within=1,
    near="NEAR",
    wider="WIDER",
    narrower="NARROWER",
    lower="LOWER",
    higher="HIGHER",
    result=RESULT,
    seen="from -2 to 4",
)

# What anywidget does, with a model that only remembers.
RENDER = """async ([source, css, content, guess]) => {
    const address = URL.createObjectURL(new Blob([source], {type: 'text/javascript'}));
    const {default: {render}} = await import(address);
    const state = {content, guess}, listeners = {};
    const model = {
        get: name => state[name],
        set: (name, value) => { state[name] = value; listeners['change:' + name]?.(); },
        save_changes: () => { window.saved = state.guess; },
        on: (name, f) => { listeners[name] = f; },
        off: name => { delete listeners[name]; },
    };
    window.saved = null;
    document.head.replaceChildren(Object.assign(document.createElement('style'),
                                                {textContent: css}));
    const el = document.createElement('div');
    document.body.replaceChildren(el);
    render({model, el});
}"""

RESTART = "() => window.jupyterapp.shell.currentWidget.sessionContext.restartKernel()"


@pytest.fixture(scope="module")
def page(browser: Browser):
    page = browser.new_page(viewport={"width": 700, "height": 500})
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    yield page
    page.close()
    assert problems == []


def render(page: Page, prediction: Prediction, guess: object = None) -> None:
    """Show a prediction without Jupyter."""
    page.evaluate(RENDER, [str(Card._esm), str(Card._css), prediction.content(), guess])


def commit(page: Page) -> None:
    page.get_by_role("button", name="Commit").click()


def reply(page: Page) -> str:
    return page.get_by_role("status").inner_text()


def saved(page: Page) -> object:
    return page.evaluate("window.saved")


def test_a_choice_is_made_and_committed_by_keyboard(page: Page) -> None:
    render(page, FRUIT)
    group = page.get_by_role("group", name="Predict. Which of these is red?")
    expect(group.get_by_role("radio")).to_have_count(2)
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert saved(page) == "cherry"
    assert reply(page).split("\n\n") == [
        "Your prediction: cherry, and so it is.",
        "You think of spring.",
        RESULT,
    ]
    expect(page.get_by_role("status")).to_be_focused()
    expect(page.get_by_role("radio", name="banana")).to_be_disabled()
    expect(page.get_by_role("button")).to_have_count(0)


@pytest.mark.parametrize("prediction", [FRUIT, SHARE, SPAN])
def test_nothing_of_the_result_shows_before_a_commit(page: Page, prediction: Prediction) -> None:
    render(page, prediction)
    commit(page)  # nothing was chosen, typed or moved
    assert saved(page) is None
    assert RESULT not in page.locator("body").inner_text()
    assert "The answer" not in page.locator("body").inner_text()
    expect(page.locator(".truth:visible")).to_have_count(0)
    assert reply(page).startswith(("Choose", "Type", "Move"))


@pytest.mark.parametrize(
    ("prediction", "guess", "words"),
    [
        (FRUIT, "banana", "Your prediction: banana. The answer: cherry."),
        (SHARE, 30, "Your prediction: 30 %. The answer: 16 %."),
        (SHARE, 16, "Your prediction: 16 %, and so it is."),
        (SPAN, [-1, 5], "Your prediction: −1 to 5. The answer: −2 to 4."),
    ],
)
def test_a_committed_answer_is_shown_again(
    page: Page, prediction: Prediction, guess: object, words: str
) -> None:
    render(page, prediction, guess)
    assert reply(page).startswith(words)
    assert RESULT in reply(page)
    if prediction is FRUIT:
        expect(page.get_by_role("radio", name="banana")).to_be_checked()


@pytest.mark.parametrize(
    ("typed", "guess"),
    [
        *((f" {x} ", 30) for x in ("30", "30 %", "30%", "30.0", "3e1")),
        ("0,3", 0.3),
        *((typed, None) for typed in ("", "much", "101", "-1", "%", "3 0")),
    ],
)
def test_a_number_is_read_as_people_write_it(page: Page, typed: str, guess: float | None) -> None:
    render(page, SHARE)
    box = page.get_by_role("textbox", name="Your prediction, in %")
    box.fill(typed)
    box.press("Enter")
    assert saved(page) == guess
    if guess is None:
        assert reply(page) == "Type a number from 0 to 100, then commit."
        assert box.input_value() == typed  # nothing typed is lost


@pytest.mark.parametrize(
    ("typed", "guess", "words"),
    [("−2", -2, "NEGATIVE"), ("1,000", 1000, "POSITIVE"), ("1,000.5", 1000.5, "POSITIVE")],
)
def test_a_number_without_bounds(page: Page, typed: str, guess: float, words: str) -> None:
    render(page, ANY)
    page.get_by_role("textbox").fill(typed)
    commit(page)
    assert saved(page) == guess
    assert words in reply(page)


@pytest.mark.parametrize(
    ("guess", "words"),
    [(0, "LOW"), (12.9, "LOW"), (13, "NEAR"), (19.9, "NEAR"), (20, "HIGH"), (100, "HIGH")],
)
def test_each_number_gets_the_reply_of_its_interval(page: Page, guess: float, words: str) -> None:
    render(page, SHARE, guess)
    assert reply(page).split("\n\n")[1] == words


@pytest.mark.parametrize(
    ("guess", "words"),
    [
        ([-2, 4], "NEAR"),
        ([-3, 3], "NEAR"),
        ([-4, 4], "WIDER"),
        ([-2, 6], "WIDER"),
        ([0, 1], "NARROWER"),
        ([-9, -5], "LOWER"),
        ([-6, 3], "LOWER"),
        ([0, 9], "HIGHER"),
    ],
)
def test_each_interval_gets_its_reply(page: Page, guess: list, words: str) -> None:
    render(page, SPAN, guess)
    assert reply(page).split("\n\n")[1] == words


def test_an_interval_is_drawn_by_keyboard_and_by_mouse(page: Page) -> None:
    render(page, SPAN)
    lower, upper = page.get_by_role("slider").all()
    lower.focus()
    for _ in range(12):  # from −10
        lower.press("ArrowRight")
    upper.focus()
    for _ in range(9):  # from 10 past the lower end
        upper.press("ArrowLeft")
    assert [lower.input_value(), upper.input_value()] == ["1", "1"]
    track = page.locator(".track").bounding_box()
    x, y = track["x"] + track["width"] * 0.55, track["y"] + track["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + track["width"] * 0.1, y, steps=5)
    page.mouse.up()
    assert upper.get_attribute("aria-valuetext") == "3"
    commit(page)
    assert saved(page) == [1, 3]
    bars = [page.locator(f".{name}").bounding_box() for name in ("guessed", "truth")]
    unit = track["width"] / 20
    assert bars[1]["x"] == pytest.approx(track["x"] + 8 * unit, abs=1)
    assert bars[1]["width"] == pytest.approx(6 * unit, abs=1)
    assert bars[0]["x"] == pytest.approx(track["x"] + 11 * unit, abs=1)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_fits_a_phone_in_light_and_dark(browser: Browser, artifacts: Path, scheme: str) -> None:
    page = browser.new_page(viewport={"width": 390, "height": 700}, color_scheme=scheme)
    for prediction, guess in ((FRUIT, None), (SHARE, 30), (SPAN, None), (SPAN, [-5, 1])):
        render(page, prediction, guess)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        state = "open" if guess is None else "committed"
        page.screenshot(path=artifacts / f"prediction_{prediction.kind}_{state}_{scheme}.png")
    page.close()


def test_a_prediction_in_jupyterlab_is_committed_and_kept(
    open_notebook: Callable[..., Notebook], folder: Path, tmp_path: Path, artifacts: Path
) -> None:
    cells = [
        "from bnlab import predictions",
        "predictions.third_valley",
        "share = predictions.Number('What share?', answer=70, unit='%', result='Why.',\n"
        "                           replies=[(0, 76, 'Low.'), (76, 100, 'High.')], seen='70%')\n"
        "share",
        "print('the result')",
    ]
    path = tmp_path / "predictions.ipynb"
    nb = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    nb.metadata.kernelspec = {"display_name": "Python 3", "name": "python3"}
    nbformat.write(nb, path)
    (folder / PROGRESS).touch()  # as in a student's folder
    notebook = open_notebook(path)
    notebook.run_all()  # an open question stops nothing
    page = notebook.page
    assert notebook.ask("predictions.third_valley.guess") == "None"

    card, other = page.locator(".bnlab-prediction").all()
    card.get_by_role("radio").first.focus()
    page.keyboard.press("ArrowDown")  # moves in the control, not to the next cell
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    words = "Your prediction: as round as divided by σ. The answer: a narrow valley again."
    expect(card.get_by_role("status")).to_contain_text(words)
    expect(card.get_by_role("status")).to_be_focused()
    assert notebook.ask("predictions.third_valley.guess") == "'as round as divided by σ'"
    box = other.get_by_role("textbox")
    box.fill("80")
    box.press("Enter")
    expect(other.get_by_role("status")).to_contain_text("Your prediction: 80 %. The answer: 70 %.")
    page.locator(".jp-Notebook").screenshot(path=artifacts / "prediction_in_lab.png")

    notebook.run_all()
    expect(page.locator(".bnlab-prediction")).to_have_count(2)
    expect(card.get_by_role("status")).to_contain_text(words)

    page.evaluate(RESTART)
    expect(card.get_by_role("status")).to_contain_text(words)  # the page needs no kernel
    icon = card.evaluate("card => getComputedStyle(card, '::before').content")
    assert icon == "none"  # and no red icon says so
    assert notebook.ask("__import__('sys').modules.get('bnlab')") == "None"  # a new kernel
    notebook.run_all()
    expect(card.get_by_role("status")).to_contain_text(words)
    assert notebook.errors() == []
    assert notebook.problems == []
    (folder / PROGRESS).unlink()


ROOT = Path(__file__).resolve().parents[2]
LESSONS = sorted((ROOT / "notebooks").glob("[01][0-9]_*.ipynb"))
SHOW = """async number => {
    const { content } = window.jupyterapp.shell.currentWidget;
    content.activeCellIndex = number;
    content.deselectAll();
    await window.jupyterapp.commands.execute('notebook:run-cell');
}"""


def guess_by_hand(card: Locator, prediction: Prediction) -> None:
    """Click, type or draw a guess as a student would, and commit it."""
    if isinstance(prediction, Choice):
        card.get_by_role("radio").last.click()
    elif isinstance(prediction, Number):
        low, high, _ = prediction.replies[-1]
        guess = low if high == float("inf") else (low + high) / 2
        card.get_by_role("textbox").fill(str(round(guess, 3)))
    else:
        card.get_by_role("slider").first.focus()
        card.page.keyboard.press("ArrowRight")
    card.get_by_role("button", name="Commit").click()


@pytest.mark.thorough
@pytest.mark.parametrize("lesson", LESSONS, ids=lambda path: path.stem[:2])
def test_every_prediction_of_a_lesson_is_committed_in_lab(
    open_notebook: Callable[..., Notebook],
    folder: Path,
    tmp_path: Path,
    artifacts: Path,
    lesson: Path,
) -> None:
    """In the lesson itself as a student gets it, but only its questions are run."""
    nb = nbformat.read(lesson, 4)
    for cell in nb.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    copy = tmp_path / f"ask_{lesson.name}"
    nbformat.write(nb, copy)
    asked = [c.source.split(".")[1] for c in nb.cells if c.source.startswith("predictions.")]
    assert len(asked) >= 3
    begin = next(i for i, c in enumerate(nb.cells) if "from bnlab import" in c.source)
    (folder / PROGRESS).unlink(missing_ok=True)  # nothing is kept from an earlier test
    notebook = open_notebook(copy)
    notebook.page.evaluate(SHOW, begin)
    for number, cell in enumerate(nb.cells):
        if not cell.source.startswith("predictions."):
            continue
        notebook.page.evaluate(SHOW, number)
        name = cell.source.split(".")[1]
        prediction = getattr(predictions, name)
        place = notebook.page.locator(".jp-Notebook .jp-Cell.jp-mod-active")
        card = place.locator(".bnlab-prediction")
        expect(card).to_be_visible()
        assert card.get_by_role("status").inner_text() == "", "the answer shows before the guess"
        guess_by_hand(card, prediction)
        expect(card.get_by_role("status")).to_contain_text("Your prediction: ")
        expect(card.get_by_role("button", name="Commit")).to_be_hidden()
        result = card.locator(".reply p").last
        expect(result).to_have_text(unescape(re.sub("<[^>]+>", "", as_html(prediction.result))))
        assert notebook.ask(f"predictions.{name}.guess") != "None"
        place.screenshot(path=artifacts / f"committed_{lesson.stem[:2]}_{name}.png")
    assert notebook.errors() == []
