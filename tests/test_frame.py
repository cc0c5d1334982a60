"""The repository's frame: one set of versions everywhere, and tools that do what they promise."""

import email
import inspect
import json
import os
import re
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from importlib import metadata
from pathlib import Path

import pytest
import yaml
from chromium import require_chromium
from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

import bnlab as bn

ROOT = Path(__file__).resolve().parents[1]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PROJECT = PYPROJECT["project"]
RUN_TIME = [Requirement(line) for line in PROJECT["dependencies"]]
TEST = [Requirement(line) for line in PROJECT["optional-dependencies"]["test"]]


def pins():
    """What constraints.txt pins on this system: {package: version}."""
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    found = [Requirement(line.partition(" #")[0]) for line in lines if line and line[0] != "#"]
    assert all(r.url is None and re.fullmatch(r"==[\w.]+", str(r.specifier)) for r in found)
    return {
        canonicalize_name(r.name): Version(str(r.specifier)[2:])
        for r in found
        if r.marker is None or r.marker.evaluate()
    }


def tracked_texts():
    """Every committed text file, as (name, text)."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listed.returncode:
        pytest.skip("not a Git checkout")
    for name in filter(None, listed.stdout.split("\0")):
        content = (ROOT / name).read_bytes() if (ROOT / name).is_file() else b"\0"
        if b"\0" not in content:
            yield name, content.decode()


# -- versions


@pytest.mark.parametrize("requirement", RUN_TIME + TEST, ids=str)
def test_every_dependency_has_a_floor_and_a_pin_above_it(requirement):
    assert any(part.operator == ">=" for part in requirement.specifier)
    assert pins()[canonicalize_name(requirement.name)] in requirement.specifier


def test_the_pins_cover_everything_that_is_installed():
    """Whoever installs with constraints.txt gets what CI tested, down to the last dependency."""
    pinned = pins()
    if any(
        Version(metadata.version(r.name)) != pinned[canonicalize_name(r.name)] for r in RUN_TIME
    ):
        pytest.skip("this environment was made without constraints.txt")
    missing, seen, todo = [], set(), [(r, "") for r in RUN_TIME + TEST]
    while todo:
        requirement, extra = todo.pop()
        if requirement.marker and not requirement.marker.evaluate({"extra": extra}):
            continue
        name = canonicalize_name(requirement.name)
        wanted = {(name, extra) for extra in {"", *requirement.extras}} - seen
        seen |= wanted
        if name not in pinned:
            missing.append(name)
            continue
        for _, extra in wanted:
            todo += [(Requirement(line), extra) for line in metadata.requires(name) or []]
    assert not missing


def test_environment_yml_has_the_same_floors():
    environment = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    conda = [d for d in environment["dependencies"] if isinstance(d, str)]
    (pip,) = [d["pip"] for d in environment["dependencies"] if isinstance(d, dict)]
    assert conda == [f"python{PROJECT['requires-python']}", "pip"]
    assert pip == ["-c constraints.txt", '-e ".[lab]"']  # so its packages' floors are pyproject's


def test_the_supported_python_is_the_same_everywhere():
    floor = PROJECT["requires-python"].removeprefix(">=")
    assert PYPROJECT["tool"]["mypy"]["python_version"] == floor
    assert f"({floor.replace('.', ', ')})" in (ROOT / "Makefile").read_text(encoding="utf-8")
    assert f"Python {floor}" in (ROOT / "README.md").read_text(encoding="utf-8")
    assert default_environment()["python_full_version"] >= floor


def test_the_version_is_the_same_everywhere():
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    newest = re.search(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.M)[1]
    assert citation["version"] == newest == bn.__version__ == PROJECT["version"]


# -- what is committed


def test_no_committed_file_names_a_registry_or_a_machines_path():
    registries = "|".join(["pypi" + r"\.org", "python" + "hosted", "npmjs" + r"\.(org|com)"])
    paths = r"(?<![\w.])/(?:opt/(?:pypi|wheels)|work/|root/|home/[a-z])"
    found = [
        f"{name}: {match[0]}"
        for name, text in tracked_texts()
        for match in re.finditer(f"{registries}|{paths}", text)
    ]
    assert not found


@pytest.mark.parametrize("name", ["ci", "publish"])
def test_workflows_name_each_action_by_its_commit_and_each_tool_by_its_version(name):
    """A tag can be moved to other code, a commit can't."""
    text = (ROOT / f".github/workflows/{name}.yml").read_text(encoding="utf-8")
    actions = re.findall(r"uses: (.*)", text)
    assert actions
    loose = [a for a in actions if not re.fullmatch(r"[\w/-]+@[0-9a-f]{40} # v[\d.]+", a)]
    loose += [c for c in re.findall(r"container: (.*)", text) if not re.search(r"-\d{8}$", c)]
    loose += [
        i for i in re.findall(r"pip install ([\w-]\S*)", text) if i[0] != "-" and "==" not in i
    ]
    assert loose == []


def test_a_job_of_the_publishing_workflow_may_do_only_what_it_must():
    flow = yaml.safe_load((ROOT / ".github/workflows/publish.yml").read_text(encoding="utf-8"))
    assert flow["permissions"] == {"contents": "read"}
    may = {name: job["permissions"] for name, job in flow["jobs"].items() if "permissions" in job}
    assert may == {
        "pages": {"pages": "write", "id-token": "write"},
        "release": {"id-token": "write"},
    }
    secrets = (ROOT / ".github/workflows/publish.yml").read_text(encoding="utf-8").count("secrets.")
    assert secrets == 0


def test_every_make_target_in_the_readme_exists():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    named = set(re.findall(r"(?:^|`)make ([a-z-]+)", readme, re.M))
    assert {"lab", "test", "edit", "notebooks", "parity"} <= named
    assert named <= set(re.findall(r"^([a-z-]+):", makefile, re.M))


def test_the_readme_names_every_file_of_the_package():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    reading = readme[readme.index("**The core**") : readme.index("## How the repository")]
    named = set(re.findall(r"`(\w+\.py|\w+/)`", reading))
    hidden = ("_", "jupyter", "datasets")  # what goes without saying, settings, numbers
    there = {path for path in (ROOT / "bnlab").iterdir() if not path.name.startswith(hidden)}
    folders = {f"{path.name}/" for path in there if (path / "__init__.py").exists()}
    assert named - {"bnlab/"} == folders | {path.name for path in there if path.suffix == ".py"}


def test_importing_bnlab_loads_numpy_alone():
    code = "import json, sys, bnlab; print(json.dumps(sorted(sys.modules)))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = {name.partition(".")[0] for name in json.loads(run.stdout)}
    heavy = {"matplotlib", "ipywidgets", "IPython", "joblib", "tqdm", "scipy", "pandas", "PIL"}
    assert "numpy" in loaded
    assert not loaded & heavy


def public_functions():
    """Every public function and method of what `import bnlab as bn` offers."""
    for name in bn.__all__:
        thing = getattr(bn, name)
        if inspect.ismodule(thing):
            members = {f"{name}.{n}": f for n, f in vars(thing).items() if n[0] != "_"}
        elif inspect.isclass(thing):
            methods = {n: f for n, f in vars(thing).items() if n[0] != "_" or n == "__init__"}
            members = {f"{name}.{n}": inspect.unwrap(f) for n, f in methods.items()}
        else:
            members = {name: thing}
        for path, function in members.items():
            if inspect.isfunction(function) and function.__module__.startswith("bnlab"):
                yield path, function


@pytest.mark.parametrize("name", sorted(dict(public_functions())))
def test_public_functions_say_their_types(name):
    signature = inspect.signature(dict(public_functions())[name])
    types = {n: p.annotation for n, p in signature.parameters.items() if n not in ("self", "cls")}
    if not name.endswith("__init__"):
        types["returns"] = signature.return_annotation
    assert not [n for n, annotation in types.items() if annotation is inspect.Signature.empty]


# -- what is published


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    """A folder with the source archive, and the wheel made from what is in that archive alone."""
    folder = tmp_path_factory.mktemp("published")
    build = [sys.executable, "-m", "hatchling", "build", "-d", str(folder)]
    subprocess.run([*build, "-t", "sdist"], cwd=ROOT, capture_output=True, check=True)
    with tarfile.open(next(folder.glob("*.tar.gz"))) as archive:
        archive.extractall(folder, filter="data")
    inside = next(path for path in folder.iterdir() if path.is_dir())
    subprocess.run([*build, "-t", "wheel"], cwd=inside, capture_output=True, check=True)
    (wheel,) = folder.glob("*.whl")
    zipfile.ZipFile(wheel).extractall(folder / "installed")
    return folder


def test_wheel_and_source_archive_carry_lessons_and_tests(published):
    """Who installs the package without a clone gets the same copies."""
    subprocess.run(
        [sys.executable, "-m", "bnlab", "lessons", "mine"],
        cwd=published, check=True, capture_output=True,
        env=os.environ | {"PYTHONPATH": str(published / "installed")},
    )  # fmt: skip
    lessons = {path.name for path in (ROOT / "notebooks").glob("*.ipynb")}
    assert {path.name for path in (published / "mine").glob("*.ipynb")} == lessons
    installed = published / "installed" / "bnlab"
    assert len(list((installed / "jupyter").rglob("*.json"))) == 2
    assert {path.name for path in (published / "installed").iterdir() if path.is_dir()} == {
        "bnlab",
        f"bnlab-{bn.__version__}.dist-info",
    }
    tests = {path.name for path in (ROOT / "tests").glob("*.py")}
    assert {path.name for path in (installed / "tests").glob("*.py")} == tests | {"conftest.py"}
    source = published / f"bnlab-{bn.__version__}"
    for name in ("notebooks", "tests", "tests/browser", "docs"):
        there = {p.name for p in (ROOT / name).iterdir() if p.name != "__pycache__"}
        assert {path.name for path in (source / name).iterdir()} == there


def test_the_readmes_links_work_on_a_registry_too(published):
    (about,) = (published / "installed").glob("*.dist-info/METADATA")
    metadata = email.message_from_bytes(about.read_bytes())
    text = metadata.get_payload(decode=True).decode()
    links = re.findall(r"(!?)\[[^\]]*\]\(([^)]+)\)", text)
    assert len(links) > 10
    assert [link for _, link in links if not link.startswith(("https://", "#"))] == []
    place = tomllib.loads((ROOT / "site" / "launch.toml").read_text(encoding="utf-8"))
    repository = f"https://github.com/{place['owner']}/{place['repository']}"
    for picture, link in links:
        view = f"{repository}/{'raw' if picture else 'blob'}/{place['tag']}/"
        if link.startswith(view):
            assert (ROOT / link.removeprefix(view)).exists()
    assert {url.split(", ")[1] for url in metadata.get_all("Project-URL")} >= {
        place["site"],
        repository,
    }


@pytest.mark.thorough
@pytest.mark.timeout(1500)
@pytest.mark.parametrize("versions", ["oldest", "newest"])
def test_the_tests_pass_where_only_the_wheel_is_installed(published, tmp_path, versions):
    """In an empty environment, away from the repository, with the oldest and newest versions."""
    (wheel,) = published.glob("*.whl")
    subprocess.run([sys.executable, "-m", "venv", "env"], cwd=tmp_path, check=True)
    python = tmp_path / "env" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    also = [str(r) for r in TEST if r.name in ("pytest", "pytest-timeout", "hypothesis")]
    if versions == "oldest":
        also += [str(r).replace(">=", "==") for r in RUN_TIME]
        also += ["pyparsing==3.2.*"]  # newer ones warn about how matplotlib 3.9 calls them
    install = [python, "-m", "pip", "install", "-q", "--only-binary=:all:", wheel, *also]
    subprocess.run(install, check=True)
    folder = "import bnlab, pathlib; print(pathlib.Path(bnlab.__file__).with_name('tests'))"
    place = subprocess.run([python, "-c", folder], cwd=tmp_path, capture_output=True, text=True)
    assert "env" in place.stdout
    command = [python, "-m", "pytest", "-q", "-p", "no:cacheprovider", place.stdout.strip()]
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PYTEST", "BNLAB"))}
    run = subprocess.run(command, cwd=tmp_path, env=kept, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout[-3000:]
    assert int(re.search(r"(\d+) passed", run.stdout)[1]) > 2000


# -- signs


def test_mu_is_the_greek_letter_everywhere():
    """The micro sign looks the same, and a search for one does not find the other."""
    assert [name for name, text in tracked_texts() if "\N{MICRO SIGN}" in text] == []


# -- what conftest.py does


@pytest.fixture
def no_chromium(monkeypatch):
    monkeypatch.setenv("PATH", os.devnull)
    monkeypatch.delenv("BNLAB_CHROMIUM", raising=False)
    monkeypatch.setattr("chromium.ELSEWHERE", ())


def test_without_chromium_a_laptop_skips_and_says_how_to_get_it(no_chromium, monkeypatch):
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match="apt-get install chromium"):
        require_chromium()


def test_without_chromium_ci_fails(no_chromium, monkeypatch):
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="apt-get install chromium"):
        require_chromium()


def run_pytest(folder, *arguments, **environment):
    """pytest over `folder` with our settings and our conftest; returns (exit code, text)."""
    (folder / "conftest.py").write_text((ROOT / "conftest.py").read_text())
    command = [sys.executable, "-m", "pytest", str(folder), "-c", str(ROOT / "pyproject.toml")]
    command += ["--rootdir", str(folder), "-q", *arguments]
    command += ["-o", "addopts=--strict-markers", "-p", "pytest_timeout", "-p", "xdist.plugin"]
    kept = {k: v for k, v in os.environ.items() if k not in ("CI", "PYTEST_XDIST_WORKER")}
    kept["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"  # the others cost three seconds a run
    run = subprocess.run(
        command, cwd=ROOT, env=kept | environment, capture_output=True, text=True, timeout=120
    )
    return run.returncode, run.stdout + run.stderr


def test_a_skipped_browser_test_fails_in_ci_alone(tmp_path):
    (tmp_path / "test_it.py").write_text(
        "import pytest\n"
        "@pytest.mark.browser\ndef test_browser(): pytest.skip('no reason')\n"
        "def test_other(): pytest.skip('a reason')\n"
    )
    code, text = run_pytest(tmp_path)
    assert (code, "2 skipped" in text) == (0, True), text
    code, text = run_pytest(tmp_path, CI="true")
    assert (code, "1 failed, 1 skipped" in text) == (1, True), text


def test_thorough_tests_wait_for_the_switch(tmp_path):
    (tmp_path / "test_it.py").write_text(
        "import pytest\n"
        "@pytest.mark.parametrize('i', [0, pytest.param(1, marks=pytest.mark.thorough)])\n"
        "def test_each(i): pass\n"
    )
    code, text = run_pytest(tmp_path, BNLAB_THOROUGH="")
    assert (code, "1 passed, 1 deselected" in text) == (0, True), text
    code, text = run_pytest(tmp_path, BNLAB_THOROUGH="1")
    assert (code, "2 passed" in text) == (0, True), text


TIMED = """
import time
from pathlib import Path
import pytest
log = Path(__file__).with_name("log")

def take(name):
    start = time.time()
    time.sleep(0.1)
    with log.open("a") as file:
        file.write(f"{name} {start} {time.time()}\\n")
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such file locks")
def test_a_test_that_must_run_alone_does(tmp_path):
    (tmp_path / "test_a.py").write_text(
        TIMED + "@pytest.mark.parametrize('i', range(9))\ndef test_a(i): take('shared')\n"
    )
    (tmp_path / "test_b.py").write_text(
        TIMED + "@pytest.mark.alone\n"
        "@pytest.mark.parametrize('i', range(3))\ndef test_b(i): take('alone')\n"
    )
    code, text = run_pytest(tmp_path, "-n2", "--dist=loadfile")
    assert code == 0, text
    rows = [line.split() for line in (tmp_path / "log").read_text().splitlines()]
    shared = [(float(a), float(b)) for kind, a, b in rows if kind == "shared"]
    alone = [(float(a), float(b)) for kind, a, b in rows if kind == "alone"]
    assert (len(shared), len(alone)) == (9, 3)
    assert not [1 for a, b in alone for c, d in shared if a < d and c < b]
    assert alone[0][0] < shared[-1][0]  # and they need not wait for the end
