"""The ledger: what a line says, and that the lessons say the same."""

import json
from pathlib import Path

import pytest

from bnlab import History, ledger

NOTEBOOKS = Path(__file__).resolve().parents[1] / "notebooks"


@pytest.fixture
def empty(tmp_path, monkeypatch):
    """A ledger without lines, in a file of its own, that `add` may write."""
    file = tmp_path / "ledger.json"
    file.write_text("[]", encoding="utf-8")
    monkeypatch.setattr(ledger, "_FILE", file)
    monkeypatch.setenv("BNLAB_LEDGER", "write")


def runs(accuracy, loss=0.5):
    return lambda start: (accuracy + start / 100, loss)


def test_a_table_ends_with_the_new_line_and_hides_later_lessons(empty):
    ledger.add(0, "without", runs(0.10))
    ledger.add(2, "later", runs(0.50))
    table = ledger.add(1, "with", runs(0.90, 0.25))
    assert [line.what for line in table.lines] == ["without", "with"]
    assert repr(table).splitlines()[-1].split() == ["01", "with", "92", "%", "(90–94)", "0.25"]
    assert [line.what for line in ledger.lines()] == ["without", "with", "later"]


def test_a_second_run_replaces_its_own_line_and_keeps_the_order(empty):
    ledger.add(0, "without", runs(0.10))
    ledger.add(0, "with", runs(0.90))
    table = ledger.add(0, "without", runs(0.20))
    assert [line.what for line in table.lines] == ["without"]
    assert [(x.what, x.accuracy[0]) for x in ledger.lines()] == [("without", 0.2), ("with", 0.9)]


def test_a_student_changes_nothing(empty, monkeypatch):
    monkeypatch.delenv("BNLAB_LEDGER")
    ledger.add(0, "mine", runs(0.10))
    assert ledger.lines() == []


def test_the_page_shows_text_as_text(empty):
    assert "<b>α &lt; 1</b></td>" in ledger.add(0, "α < 1", runs(0.1))._repr_html_()


def test_the_loss_is_that_of_the_last_epoch():
    history = History()
    history.loss, history.epoch_step = [9.0, 9.0, 1.0, 3.0], [2, 4]
    history.validation_accuracy = [0.1, 0.2]
    assert ledger.result(history) == (0.2, 2.0)


def test_equal_starts_give_equal_runs():
    first, second = (ledger.train(ledger.network(1), start=1, epochs=1) for _ in range(2))
    assert first.loss == second.loss
    assert first.loss != ledger.train(ledger.network(2), start=2, epochs=1).loss


def test_the_lessons_and_the_file_hold_the_same_lines():
    """Each line stands, word for word, in its lesson's stored output; no table has another."""
    filed = {line.lesson: set() for line in ledger.lines()}
    for line in ledger.lines():
        filed[line.lesson].add(" ".join(line.cells()))
    for path in NOTEBOOKS.glob("[0-9][0-9]_*.ipynb"):
        outputs = [
            "".join(output.get("data", {}).get("text/plain", []))
            for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]
            for output in cell.get("outputs", [])
        ]
        tables = [text for text in outputs if text.split()[:1] == [ledger.Table.HEAD[0]]]
        last = {" ".join(text.splitlines()[-1].split()) for text in tables}
        assert last == filed.pop(int(path.name[:2]), set()), path.name
    assert not filed
