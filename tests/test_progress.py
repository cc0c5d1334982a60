"""What a student has done is kept beside the student's copies, and nowhere else."""

import json
import subprocess
import sys

import pytest

from bnlab import exercises, lessons, progress


@pytest.fixture
def mine(tmp_path, monkeypatch):
    """A folder of copies, the notebook's working folder."""
    originals = tmp_path / "originals"
    originals.mkdir()
    code = ["from bnlab import exercises, predictions", "predictions.valley", "exercises.adam_step"]
    code += ["q = exercises.two_betas\nq.check(…)", "exercises.adam_step.hint()"]
    cells = [{"cell_type": "code", "id": "a", "metadata": {}, "source": text} for text in code]
    (originals / "08_adam.ipynb").write_text(json.dumps({"cells": cells, "metadata": {}}))
    monkeypatch.setattr(lessons, "originals", lambda: originals)
    monkeypatch.setattr(progress, "originals", lambda: originals)
    lessons.copy(tmp_path / "mine")
    monkeypatch.chdir(tmp_path / "mine")
    return tmp_path / "mine"


def test_the_table_tells_done_from_not_yet(mine):
    progress.record("exercise", "adam_step", True)
    progress.record("exercise", "two_betas", False)
    progress.record("prediction", "valley", True, 0.3)
    rows = progress.table().rows
    assert rows == [
        ("08_adam", "predictions", "✓ valley"),
        ("08_adam", "exercises", "✓ adam_step ○ two_betas"),
    ]
    assert repr(progress.table()).splitlines()[1] == "08_adam  exercises    " + rows[1][2]
    assert progress.table()._repr_html_().count("<td") == 6


def test_a_check_is_recorded(mine):
    q = exercises.all_exercises()["two_betas"]
    q.check(...)
    assert progress.recall("exercise", "two_betas") is None
    q.check("a")
    assert progress.recall("exercise", "two_betas") == {"done": False, "answer": None}
    assert q.check("c")
    assert progress.recall("exercise", "two_betas") == {"done": True, "answer": None}


def test_what_is_done_stays_done(mine):
    progress.record("exercise", "adam_step", True)
    progress.record("exercise", "adam_step", False)
    assert progress.recall("exercise", "adam_step") == {"done": True, "answer": None}


def test_an_answer_is_had_again(mine):
    assert progress.recall("prediction", "valley") is None
    progress.record("prediction", "valley", True, [1, 2])
    assert progress.recall("prediction", "valley") == {"done": True, "answer": [1, 2]}
    assert progress.recall("exercise", "valley") is None


def test_a_newer_lesson_is_in_the_table(mine):
    original = lessons.originals() / "08_adam.ipynb"
    original.write_text(original.read_text().replace("hint", "solution"))
    assert progress.table().rows[-1] == ("08_adam", "newer version", 'bn.lessons.reset("08")')


def test_elsewhere_nothing_is_recorded(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    progress.record("exercise", "adam_step", True)
    assert list(tmp_path.iterdir()) == []
    assert "make lab" in repr(progress.table())
    assert "make lab" in progress.table()._repr_html_()


def test_a_file_that_cannot_be_written_disturbs_nobody(mine, monkeypatch):
    def refuse(*_, **__):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("builtins.open", refuse)
    progress.record("exercise", "adam_step", True)


@pytest.mark.parametrize(
    "torn", [b'{"kind": "exer', b"\n[1]\n7\n", b"\xff\x00", b'{"kind": []}', b'{"name": 1}\n']
)
def test_a_damaged_file_costs_only_its_damaged_lines(mine, torn):
    progress.record("exercise", "adam_step", True)
    with open(progress.PROGRESS, "ab") as file:
        file.write(b"\n" + torn)
    progress.record("exercise", "two_betas", True)
    assert progress.table().rows[1][2] == "✓ adam_step ✓ two_betas"


def test_another_kind_is_refused(mine):
    with pytest.raises(ValueError, match="'exercises'; it should be one of prediction, exercise"):
        progress.record("exercises", "adam_step", True)


def test_several_notebooks_at_once_lose_nothing(mine):
    code = (
        "import sys\nfrom bnlab import progress\n"
        "for i in range(200): progress.record('exercise', f'e{sys.argv[1]}_{i}', True)"
    )
    command = [sys.executable, "-c", code]
    runs = [subprocess.Popen([*command, str(k)]) for k in range(3)]
    assert [run.wait() for run in runs] == [0, 0, 0]
    assert all(progress.recall("exercise", f"e{k}_{i}") for k in range(3) for i in range(200))
