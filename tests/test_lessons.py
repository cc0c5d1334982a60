"""A student's copies of the lessons: without outputs, never overwritten, whole or not there."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bnlab import lessons
from bnlab.__main__ import main


def notebook(text, outputs=()):
    """A notebook of one code cell, as the bytes of its file."""
    cell = {"cell_type": "code", "source": text, "outputs": list(outputs), "execution_count": 1}
    return json.dumps({"cells": [cell | {"id": "a", "metadata": {}}], "metadata": {}}).encode()


def source(path):
    return json.loads(path.read_bytes())["cells"][0]["source"]


@pytest.fixture
def originals(tmp_path, monkeypatch):
    """A folder of two lessons and an appendix, which takes the place of the real one."""
    folder = tmp_path / "originals"
    folder.mkdir()
    for name in ("00_start_here", "01_z", "A1_more"):
        (folder / f"{name}.ipynb").write_bytes(notebook(name, [{"output_type": "stream"}]))
    monkeypatch.setattr(lessons, "originals", lambda: folder)
    return folder


@pytest.fixture
def mine(originals, tmp_path):
    """A folder of copies."""
    lessons.copy(tmp_path / "mine")
    return tmp_path / "mine"


def test_copies_have_no_outputs_and_the_originals_keep_theirs(originals, tmp_path):
    (line,) = lessons.copy(tmp_path / "mine")
    assert "00_start_here.ipynb, 01_z.ipynb, A1_more.ipynb" in line
    (cell,) = json.loads((tmp_path / "mine" / "01_z.ipynb").read_bytes())["cells"]
    assert (cell["source"], cell["outputs"], cell["execution_count"]) == ("01_z", [], None)
    assert b"stream" in (originals / "01_z.ipynb").read_bytes()


def test_the_real_lessons_can_be_copied(tmp_path):
    lessons.copy(tmp_path)
    assert (tmp_path / lessons.START).is_file()
    assert lessons.newer(tmp_path) == []


def test_work_is_never_overwritten(originals, mine):
    (mine / "01_z.ipynb").write_bytes(notebook("my work"))
    (originals / "02_new.ipynb").write_bytes(notebook("new"))
    lessons.copy(mine)
    assert source(mine / "01_z.ipynb") == "my work"
    assert source(mine / "02_new.ipynb") == "new"


def test_a_newer_lesson_is_announced_each_time_until_it_is_had(originals, mine):
    assert lessons.copy(mine) == [f"{mine} has every lesson."]
    (originals / "01_z.ipynb").write_bytes(notebook("better"))
    for _ in range(2):
        (line,) = lessons.copy(mine)
        assert "newer version" in line
        assert "-m bnlab reset 01" in line
        assert lessons.newer(mine) == ["01_z.ipynb"]
    lessons.reset("01", mine)
    assert lessons.newer(mine) == []
    assert source(mine / "01_z.ipynb") == "better"
    assert source(mine / "01_z_old1.ipynb") == "01_z"


def test_new_outputs_alone_make_no_newer_lesson(originals, mine):
    (originals / "01_z.ipynb").write_bytes(notebook("01_z", [{"output_type": "error"}]))
    assert lessons.newer(mine) == []


def test_a_students_changes_make_no_newer_lesson(mine):
    copy = json.loads((mine / "01_z.ipynb").read_bytes())
    copy["cells"][0]["source"] = "my work"
    (mine / "01_z.ipynb").write_text(json.dumps(copy))
    assert lessons.newer(mine) == []


def test_a_copy_by_an_older_bnlab_counts_as_older(mine):
    (mine / "01_z.ipynb").write_bytes(notebook("01_z"))
    assert lessons.newer(mine) == ["01_z.ipynb"]


def test_in_the_lessons_own_folder_nothing_is_newer(originals):
    assert lessons.newer(originals) == []


@pytest.mark.parametrize("lesson", [1, "1", "01", "01_z"])
def test_reset_keeps_every_older_one(mine, lesson):
    for i in (1, 2, 3):
        (mine / "01_z.ipynb").write_bytes(notebook(f"try {i}"))
        lines = lessons.reset(lesson, mine)
        assert f"01_z_old{i}.ipynb" in lines[1]
    assert [source(mine / f"01_z_old{i}.ipynb") for i in (1, 2, 3)] == ["try 1", "try 2", "try 3"]


def test_inside_the_folder_of_copies_it_need_not_be_named(mine, monkeypatch):
    monkeypatch.chdir(mine)
    assert lessons.reset("01") == [
        "01_z.ipynb is the lesson as it comes.",
        "Your old one is 01_z_old1.ipynb.",
    ]
    assert not Path("my_notebooks").exists()


@pytest.mark.parametrize("lesson", ["7", "", "zz"])
def test_reset_of_no_lesson_names_those_there_are(mine, lesson):
    before = sorted(os.listdir(mine))
    with pytest.raises(ValueError, match="there are 00, 01, A1"):
        lessons.reset(lesson, mine)
    assert sorted(os.listdir(mine)) == before


@pytest.mark.parametrize("rest", [b"", b"[1]", b'{"cells": 3}', notebook("01_z")[:50], b"\xff\xfe"])
def test_a_lesson_cut_off_is_repaired_and_kept(mine, rest):
    (mine / "01_z.ipynb").write_bytes(rest)
    lines = lessons.copy(mine)
    assert any("01_z_old1.ipynb" in line for line in lines)
    assert source(mine / "01_z.ipynb") == "01_z"
    assert (mine / "01_z_old1.ipynb").read_bytes() == rest


def test_a_folder_named_like_a_lesson_moves_aside(mine):
    (mine / "01_z.ipynb").unlink()
    (mine / "01_z.ipynb").mkdir()
    (mine / "01_z.ipynb" / "thesis").write_text("mine")
    lessons.copy(mine)
    assert source(mine / "01_z.ipynb") == "01_z"
    assert (mine / "01_z_old1.ipynb" / "thesis").read_text() == "mine"


def test_what_cannot_be_written_is_said_and_leaves_no_scrap(mine, monkeypatch):
    (mine / "01_z.ipynb").unlink()

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    lines = lessons.copy(mine)
    assert lines == [f"{mine / '01_z.ipynb'} was not copied: No space left on device."]
    assert sorted(os.listdir(mine)) == [".progress", "00_start_here.ipynb", "A1_more.ipynb"]


def test_a_kill_at_any_moment_leaves_whole_lessons_only(tmp_path):
    """The process dies at its n-th write, rename or the like; then everything is copied again."""
    code = (
        "import os, sys\nfrom bnlab import lessons\n"
        "left = [int(sys.argv[2])]\n"
        "def audit(event, arguments):\n"
        "    if event in ('open', 'os.rename') and sys.argv[1] in str(arguments[:2]):\n"
        "        left[0] -= 1\n"
        "        if not left[0]: os._exit(9)\n"
        "sys.addaudithook(audit)\n"
        "lessons.copy(sys.argv[1])\n"
    )
    for moment in (1, 2, 3, 4, 7):
        folder = tmp_path / str(moment)
        run = subprocess.run([sys.executable, "-c", code, str(folder), str(moment)], check=False)
        assert run.returncode == 9
        assert all(lessons.read(path) for path in folder.glob("*.ipynb"))
        lessons.copy(folder)
        assert lessons.newer(folder) == []
        assert not list(folder.glob("*_old*"))
        assert not list(folder.glob(".*.part"))


# -- in a notebook


@pytest.mark.parametrize(
    "session, named",
    [
        ("mine/01_z.ipynb", ["01_z"]),
        ("mine/00_start_here.ipynb", []),  # this one is fresh; of the other it is told there
        ("", ["01_z", "A1_more"]),  # the front end doesn't say
        ("mine/own.ipynb", ["01_z", "A1_more"]),
    ],
)
def test_a_notebook_says_that_its_lesson_has_a_newer_version(
    originals, mine, monkeypatch, session, named
):
    for name in ("01_z", "A1_more"):
        (originals / f"{name}.ipynb").write_bytes(notebook("better"))
    said = told(mine, monkeypatch, session)
    assert [text["text/plain"].partition(".")[0] for text in said] == named
    for text, name in zip(said, named, strict=True):
        how = f'bn.lessons.reset("{name.partition("_")[0]}")'
        assert how in text["text/plain"]
        assert f"<code>{how}</code>" in text["text/html"]


def test_fresh_copies_the_lessons_own_folder_and_plain_python_say_nothing(
    originals, mine, monkeypatch
):
    assert told(mine, monkeypatch) == []
    (originals / "01_z.ipynb").write_bytes(notebook("better"))
    assert told(originals, monkeypatch) == []
    assert told(mine, monkeypatch, shell=None) == []
    assert len(told(mine, monkeypatch)) == 1


def test_in_the_browser_every_folder_is_of_copies(originals, monkeypatch, tmp_path):
    (tmp_path / "01_z.ipynb").write_bytes(notebook("older"))
    assert told(tmp_path, monkeypatch) == []
    monkeypatch.setattr(sys, "platform", "emscripten")
    assert [text["text/plain"][:4] for text in told(tmp_path, monkeypatch)] == ["01_z"]
    assert (tmp_path / lessons.PROGRESS).exists()


def test_exercises_and_predictions_tell_once():
    code = "from bnlab import lessons; lessons.tell = lambda: print('told')\n"
    for first, then in (("exercises", "predictions"), ("predictions", "exercises")):
        command = [sys.executable, "-c", f"{code}from bnlab import {first}, {then}"]
        assert subprocess.run(command, capture_output=True, text=True).stdout == "told\n"


def told(folder, monkeypatch, session="", shell="a shell"):
    """What a notebook in `folder` is shown."""
    import IPython

    said = []
    monkeypatch.chdir(folder)
    monkeypatch.setenv("JPY_SESSION_NAME", session)
    monkeypatch.setattr(IPython, "get_ipython", lambda: shell)
    monkeypatch.setattr(IPython.display, "display", lambda data, raw: said.append(data))
    lessons.tell()
    return said


# -- the command line


def test_the_commands(originals, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["lessons"]) == 0
    assert "Copied to my_notebooks" in capsys.readouterr().out
    assert main(["reset", "A1", "my_notebooks"]) == 0
    assert Path("my_notebooks", "A1_more_old1.ipynb").is_file()
    assert main(["reset", "42"]) == 1
    assert "there is no lesson '42'" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        main(["lessons", "--wrong"])


def test_a_place_that_is_no_folder_ends_in_a_sentence(originals, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    Path("my_notebooks").write_text("a file")
    assert main(["lessons"]) == 1
    said = capsys.readouterr().err
    assert "my_notebooks can't be made: File exists" in said
    assert "-m bnlab lab FOLDER" in said


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write")
def test_a_read_only_place_ends_in_a_sentence(originals, mine, capsys):
    mine.chmod(0o555)
    try:
        assert "no work will be saved there" in lessons.copy(mine)[0]
    finally:
        mine.chmod(0o755)


def test_a_read_only_place_is_told_to_root_too(originals, mine, monkeypatch):
    """As where a system is mounted read-only: not even root may write."""
    monkeypatch.setattr(os, "access", lambda path, mode: mode != os.W_OK)
    assert "no work will be saved there" in " ".join(lessons.copy(mine))
