"""Where a link leads: Colab's copies, Binder's and Codespaces' environments, from one place."""

import json
import re
import tomllib
from pathlib import Path

import nbformat
import pytest
from packaging.specifiers import SpecifierSet
from packaging.version import Version

from bnlab import lessons
from tools import colab, launchers

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


@pytest.fixture(scope="module")
def copies(tmp_path_factory):
    folder = tmp_path_factory.mktemp("colab")
    colab.copies(folder)
    return {path.name: nbformat.read(path, as_version=4) for path in sorted(folder.iterdir())}


def test_colabs_copies_install_bnlab_first_and_are_the_lessons_otherwise(copies, tmp_path):
    lessons.copy(tmp_path)
    assert list(copies) == [path.name for path in launchers.lessons()]
    for name, copy in copies.items():
        nbformat.validate(copy)
        first, *rest = copy.cells
        where = f"github.com/{launchers.REPOSITORY}@{launchers.PLACE['tag']}"
        assert re.search(rf'^%pip install -q "bnlab @ git\+https://{where}"$', first.source, re.M)
        lesson = json.loads((tmp_path / name).read_text(encoding="utf-8"))["cells"]
        for cell, original in zip(rest, lesson, strict=True):
            assert (cell.id, cell.cell_type) == (original["id"], original["cell_type"])
            assert not cell.get("outputs")
            if cell.cell_type == "code":
                assert cell.source == "".join(original["source"])
            else:
                text = re.sub(r"\]\([^)]*\)", "]()", "".join(original["source"]))
                assert re.sub(r"\]\([^)]*\)", "]()", cell.source) == text


def test_colabs_copies_have_links_that_lead_somewhere(copies):
    links = [
        link
        for copy in copies.values()
        for cell in copy.cells
        if cell.cell_type == "markdown"
        for link in re.findall(r"\]\((\S*?)\)", re.sub(r"`[^`]*`|\$[^$]*\$", "", cell.source))
    ]
    assert len(links) > 20
    for link in links:
        assert link.startswith(("https://", "#")), link
        file = link.partition("#")[0].removeprefix(launchers.source("x")[:-1])
        assert file.startswith(("https://", "")) or (ROOT / file).is_file()
    for name in copies:
        assert launchers.colab(name).endswith(f"/{launchers.PLACE['colab_branch']}/{name}")


# -- Binder and Codespaces


def test_binder_installs_what_everybody_gets():
    """binder/ keeps repo2docker from the environment.yml beside it, whose Python it misreads."""
    assert sorted(path.name for path in (ROOT / "binder").iterdir()) == [
        "requirements.txt",
        "runtime.txt",
    ]
    python = (ROOT / "binder" / "runtime.txt").read_text().strip()
    assert Version(python.removeprefix("python-")) in SpecifierSet(PROJECT["requires-python"])
    assert re.fullmatch(r"python-3\.\d+", python)
    lines = (ROOT / "binder" / "requirements.txt").read_text().splitlines()
    constraints, package = [line for line in lines if line[0] != "#"]
    assert (ROOT / "binder" / constraints.removeprefix("-c ")).resolve() == ROOT / "constraints.txt"
    assert package == "-e .[lab]"
    assert "lab" in PROJECT["optional-dependencies"]


def test_codespaces_gets_the_environment_of_make_and_copies_of_the_lessons():
    container = json.loads((ROOT / ".devcontainer" / "devcontainer.json").read_text())
    make, copy = container["postCreateCommand"].split(" && ")
    target = make.split()[1]
    assert f"\n{target}: " in (ROOT / "Makefile").read_text(encoding="utf-8")
    python = container["customizations"]["vscode"]["settings"]["python.defaultInterpreterPath"]
    assert python == "${containerWorkspaceFolder}/.venv/bin/python"
    assert copy == ".venv/bin/python -m bnlab lessons"
    version = re.search(r"python:(3\.\d+)-", container["image"])[1]
    assert Version(version) in SpecifierSet(PROJECT["requires-python"])
    (opened,) = container["customizations"]["codespaces"]["openFiles"]
    assert opened == f"{lessons.FOLDER}/{lessons.START}"
    assert launchers.codespaces().endswith(f"{launchers.REPOSITORY}?ref={launchers.PLACE['tag']}")
