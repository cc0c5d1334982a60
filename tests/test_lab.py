"""`make lab` and `make edit` as the README prints them, wherever a student may type them."""

import contextlib
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from bnlab.lab import VIEW, keep_pictures

ROOT = Path(__file__).resolve().parents[1]
ADDRESS = re.compile(r"http://127\.0\.0\.1:(\d+)(/lab/tree/\S+)\?(token=\w+)")

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="make and signals as on Unix")
as_root = hasattr(os, "geteuid") and os.geteuid() == 0


@pytest.fixture
def checkout():
    """A copy of the project, in a path with a space, with an environment that is up to date."""
    with tempfile.TemporaryDirectory(prefix="a path ") as folder:
        os.chmod(folder, 0o755)  # for another user, too
        for name in ("bnlab", "notebooks"):
            ignored = shutil.ignore_patterns("__pycache__", ".*")
            shutil.copytree(ROOT / name, Path(folder, name), ignore=ignored)
        for name in ("Makefile", "pyproject.toml", "constraints.txt"):
            shutil.copy(ROOT / name, folder)
        python = Path(folder, ".venv", "bin", "python")
        python.parent.mkdir(parents=True)
        python.write_text(
            f'#!/bin/sh\nexport PYTHONPATH="{folder}" PYTHONDONTWRITEBYTECODE=1\n'
            f'exec "{sys.executable}" "$@"\n'
        )
        python.chmod(0o755)
        Path(folder, ".venv", "installed").touch()
        Path(folder, "home").mkdir()
        yield Path(folder)


@contextlib.contextmanager
def served(command, folder, user=None, home="home"):
    """Run a command until it prints its address; yield (port, path, token, what it printed)."""
    environment = dict(os.environ, HOME=str(folder / home), BROWSER="true", PYTHONUNBUFFERED="1")
    for name in [n for n in environment if n.startswith(("JUPYTER", "IPYTHON", "MAKE", "MFLAGS"))]:
        del environment[name]
    server = subprocess.Popen(
        command, cwd=folder, user=user, group=user and os.stat(folder / "home").st_gid,
        extra_groups=[] if user else None, env=environment, start_new_session=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    killer = threading.Timer(90, os.killpg, (server.pid, signal.SIGKILL))
    killer.start()
    said = ""
    try:
        for line in server.stdout:
            said += line
            if match := ADDRESS.search(line):
                yield *match.groups(), said
                break
        else:
            pytest.fail(f"no address in: {said}")
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(server.pid, signal.SIGTERM)
        server.communicate()
        killer.cancel()


def fetched(port, path, token, content=None):
    """What the server answers: to a GET, or to a PUT of `content`."""
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}{path}", headers={"Authorization": token.replace("=", " ")},
        data=content and json.dumps(content).encode(), method="PUT" if content else "GET",
    )  # fmt: skip
    for _ in range(100):  # the address is printed a moment before it answers
        try:
            with urllib.request.urlopen(request, timeout=30) as reply:
                return reply.read().decode()
        except urllib.error.HTTPError:
            raise
        except urllib.error.URLError:
            time.sleep(0.1)
    raise TimeoutError(f"nothing answers at port {port}")


def view_of_a_widget(**also):
    return {"output_type": "display_data", "metadata": {}, "data": {VIEW: {"model_id": "a"}} | also}


def test_make_lab_on_a_bad_day(checkout):
    """Root or not, no home, the port taken, no browser: an address that opens the first lesson."""
    with socket.socket() as taken:
        with contextlib.suppress(OSError):  # somebody else has it: as good
            taken.bind(("127.0.0.1", 8888))
            taken.listen()
        with served(["make", "lab"], checkout, home="none") as (port, path, token, said):
            assert port != "8888"
            assert path == "/lab/tree/my_notebooks/00_start_here.ipynb"
            assert "JupyterLab" in fetched(port, path, token)
            notices = "/lab/api/settings/@jupyterlab/apputils-extension:notification"
            shown = json.loads(fetched(port, notices, token))["schema"]["properties"]
            assert shown["fetchNews"]["default"] == "false"  # no question over the first cell
            assert "Traceback" not in said
            assert ("--allow-root" in said) == as_root
            assert "home folder can't be written" in said
            assert not (checkout / "none").exists()

            # what is stored: a picture instead of a widget that needs a kernel
            cell = {"cell_type": "code", "id": "a", "metadata": {}, "source": ""}
            outputs = [view_of_a_widget(**{"image/png": "iVBORw0KGgo="})]
            cell |= {"outputs": outputs, "execution_count": 1}
            nb = {"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
            model = {"type": "notebook", "format": "json", "content": nb}
            fetched(port, "/api/contents/my_notebooks/saved.ipynb", token, model)
            stored = json.loads((checkout / "my_notebooks" / "saved.ipynb").read_text())
            assert list(stored["cells"][0]["outputs"][0]["data"]) == ["image/png"]


@pytest.mark.thorough
@pytest.mark.parametrize("target, folder", [("lab", "my_notebooks"), ("edit", "notebooks")])
@pytest.mark.parametrize("user", ["this user", "a plain user"])
def test_the_two_commands_of_the_readme(checkout, target, folder, user):
    uid = None
    if user == "a plain user":
        if not as_root:
            pytest.skip("only root can become another user")
        uid = 65534
        command = [sys.executable, "-c", "import jupyterlab, numpy"]
        with contextlib.suppress(PermissionError):
            tried = subprocess.run(command, user=uid, cwd="/", capture_output=True, check=False)
        if "tried" not in locals() or tried.returncode:
            pytest.skip("this Python is root's alone")
        for path in (checkout, *checkout.rglob("*")):
            os.chown(path, uid, uid)
    with served(["make", target], checkout, uid) as (port, path, token, said):
        assert path == f"/lab/tree/{folder}/00_start_here.ipynb"
        assert "bnlab" in fetched(port, f"/api/contents/{folder}/00_start_here.ipynb", token)
        assert ("--allow-root" in said) == (as_root and uid is None)
        assert "Traceback" not in said


@pytest.mark.parametrize(
    "broken, words",
    [
        ("rm -r notebooks", "came without its lessons"),
        ("touch my_notebooks", "my_notebooks can't be made"),
    ],
)
def test_what_cannot_work_ends_in_a_sentence(checkout, broken, words):
    subprocess.run(broken, shell=True, cwd=checkout, check=True)
    run = subprocess.run(["make", "lab"], cwd=checkout, capture_output=True, text=True, check=False)
    assert run.returncode != 0
    assert words in run.stderr
    assert "Traceback" not in run.stderr


def test_after_a_pull_without_a_network_a_working_environment_is_enough(checkout):
    """pip can't install, here because there is none: with an environment that is only a warning."""
    (checkout / "Makefile").write_text(
        (checkout / "Makefile").read_text().replace("-m bnlab lab", "-c 'print(\"served\")' #")
    )
    os.utime(checkout / ".venv" / "installed", (0, 0))
    python = checkout / ".venv" / "bin" / "python"
    python.write_text(
        python.read_text().replace(
            "exec", '[ "$2" = pip ] && exit 1; [ "$2" = venv ] && exit; exec'
        )
    )
    for stamp, code, words in ((True, 0, "stays as it is"), (False, 2, "could not install")):
        if not stamp:
            (checkout / ".venv" / "installed").unlink()
        run = subprocess.run(
            ["make", "lab", "PYTHON=.venv/bin/python"],
            cwd=checkout, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert (run.returncode, "served" in run.stdout) == (code, stamp), run.stdout + run.stderr
        assert words in run.stderr


@pytest.mark.thorough
@pytest.mark.timeout(900)
def test_fetched_beforehand_a_fresh_install_needs_no_network(checkout):
    """The README's two commands: one on a machine with a network, one on a machine without."""
    shutil.copytree(ROOT / "tests", checkout / "tests")
    shutil.copytree(ROOT / "site", checkout / "site", ignore=shutil.ignore_patterns("node_modules"))
    for name in ("README.md", "LICENSE", "LICENSE-CONTENT", "hatch_build.py", "conftest.py"):
        shutil.copy(ROOT / name, checkout)
    shutil.rmtree(checkout / ".venv")
    fetch, install = re.search(
        r"(python -m pip download .+)\n(PIP_NO_INDEX=1 .+) make lab\n",
        (ROOT / "README.md").read_text(),
    ).groups()
    offline = {f"{scheme}_proxy": "http://127.0.0.1:9" for scheme in ("http", "https")}
    for command, network in (
        (fetch.replace("python", f"'{sys.executable}'", 1), {}),
        (f"{install} make .venv PYTHON='{sys.executable}'", offline),
        (".venv/bin/python -c 'import bnlab, jupyterlab, pytest'", offline),
    ):
        run = subprocess.run(
            command, shell=True, cwd=checkout, env=os.environ | network, text=True,
            capture_output=True, check=False,
        )  # fmt: skip
        assert run.returncode == 0, command + run.stdout + run.stderr


def test_only_views_that_are_stored_otherwise_too_are_dropped():
    outputs = [
        view_of_a_widget(**{"image/png": "…", "text/plain": "a"}),
        view_of_a_widget(**{"text/html": "…"}),
        view_of_a_widget(**{"text/plain": "IntSlider()"}),
        {"output_type": "stream", "text": "a"},
    ]
    cells = [{"cell_type": "markdown"}, {"cell_type": "code", "outputs": outputs}]
    keep_pictures({"type": "notebook", "content": {"cells": cells}}, path="a", contents_manager=0)
    kept = [list(output.get("data", ())) for output in outputs]
    assert kept == [["image/png", "text/plain"], ["text/html"], [VIEW, "text/plain"], []]
    keep_pictures({"type": "file", "content": "a text"})


def test_without_jupyterlab_a_sentence_says_how_to_get_it(checkout):
    code = "import sys; sys.modules['jupyterlab.labapp'] = None; from bnlab import lab; "
    run = subprocess.run(
        [sys.executable, "-c", code + "lab.start('notebooks', [])"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert run.returncode == 1
    assert "-m pip install 'bnlab[lab]'" in run.stderr
    assert "Traceback" not in run.stderr
