"""Builds the lab in the browser: JupyterLite with the lessons, bnlab in its kernel, and no server.

    python tools/lite.py OUT              as published: Pyodide's packages come from its release
    python tools/lite.py OUT --offline    nothing from outside: the browser test opens this one

A lesson is at OUT/lab/index.html?path=00_start_here.ipynb. The runtime comes from npm; what it
lacks (bnlab itself, ipywidgets and so on) is entered in its lock file, so `import bnlab` loads it.
With --offline the wheels compiled for the browser come from a package that carries them, and each
must have the SHA-256 that Pyodide's own lock file says.
"""

from __future__ import annotations

import argparse
import email
import hashlib
import json
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from bnlab import lessons

ROOT = Path(__file__).resolve().parents[1]

# The Pyodide that jupyterlite-pyodide-kernel asks for, and the one whose wheels are in CARRIER.
PUBLISHED, OFFLINE = "314.0.6", "314.0.3"
RELEASE = f"https://cdn.jsdelivr.net/pyodide/v{PUBLISHED}/full/"
CARRIER = "open-webui==0.12.4"
RUNS = re.compile(r"runs in about \d+ seconds")
PIP = (sys.executable, "-m", "pip")

# What the kernel loads when it starts: all at once, rather than one after the other when needed.
LOADED = ("micropip", "piplite", "pyodide-kernel", "ipykernel", "comm", "jedi", "ipython", "bnlab")
# Of these only the part in the page is used, and JupyterLite has that.
IN_THE_PAGE = {"jupyterlab-widgets", "widgetsnbextension"}
BROWSER = {
    "implementation_name": "cpython",
    "os_name": "posix",
    "platform_machine": "wasm32",
    "platform_python_implementation": "CPython",
    "platform_system": "Emscripten",
    "python_full_version": "3.14.2",
    "python_version": "3.14",
    "sys_platform": "emscripten",
    "extra": "",
}
SETTINGS = {
    "jupyter-lite-schema-version": 0,
    "jupyter-config-data": {
        "appName": "bnlab",
        "exposeAppInBrowser": True,  # the tests drive it
        "litePluginSettings": {
            "@jupyterlite/pyodide-kernel-extension:kernel": {
                "pyodideUrl": "./static/pyodide/pyodide.mjs",
                "disablePyPIFallback": True,
                "loadPyodideOptions": {"packages": LOADED},
            }
        },
    },
}


def build(out: Path, offline: bool) -> None:
    """Make the folder `out` anew."""
    with tempfile.TemporaryDirectory() as scratch:
        lite = Path(scratch, "lite")
        (lite / "files").mkdir(parents=True)
        copy_lessons(lite / "files")
        pyodide = unpack_runtime(Path(scratch), OFFLINE if offline else PUBLISHED)
        fill(pyodide, Path(scratch), offline)
        (lite / "jupyter-lite.json").write_text(json.dumps(SETTINGS))
        shutil.rmtree(out, ignore_errors=True)  # a second build into the same folder goes astray
        command = [sys.executable, "-m", "jupyterlite_core", "build", "--no-sourcemaps"]
        command += ["--contents", "files", "--apps", "lab", "--output-dir", str(out.resolve())]
        run(command, lite)
        shutil.copytree(pyodide, out / "static" / "pyodide")


def copy_lessons(folder: Path) -> None:
    """The lessons without outputs, as everybody gets them, and beside them what they link to."""
    lessons.copy(folder)
    (folder / lessons.PROGRESS).unlink()
    for path in folder.glob("*.ipynb"):
        text = path.read_text(encoding="utf-8").replace("](../docs/", "](docs/")
        text = RUNS.sub(r"\g<0> on a laptop, longer here in the browser", text)
        path.write_text(text, encoding="utf-8", newline="\n")
    shutil.copytree(ROOT / "docs", folder / "docs", ignore=shutil.ignore_patterns("*.png"))


def unpack_runtime(scratch: Path, version: str) -> Path:
    """Pyodide's runtime from npm: without packages, but with the lock file that names them."""
    run(["npm", "pack", "--silent", f"pyodide@{version}"], scratch)
    with tarfile.open(scratch / f"pyodide-{version}.tgz") as archive:
        archive.extractall(scratch, filter="data")
    for pattern in ("*.map", "*.d.ts", "*.html"):
        for path in (scratch / "package").glob(pattern):
            path.unlink()
    return scratch / "package"


def fill(pyodide: Path, scratch: Path, offline: bool) -> None:
    """Put into the runtime's folder what LOADED needs, and into its lock file where to find it."""
    path = pyodide / "pyodide-lock.json"
    lock = json.loads(path.read_text())
    theirs = {plain(name): entry for name, entry in lock["packages"].items()}
    carrier = Carrier(scratch) if offline else None
    known = {name: p for name, p in theirs.items() if not carrier or carrier.has(p)}
    for wheel in (own_wheel(scratch), *bundled_wheels()):
        known |= entered(wheel, pyodide)
    used: set[str] = set()
    todo = set(LOADED)
    while todo:
        for wheel in from_registry(sorted(todo - known.keys()), scratch):
            known |= entered(wheel, pyodide)
        used |= todo
        todo = {plain(need) for name in todo for need in known[name]["depends"]} - used
    for name in theirs.keys() & known.keys():
        if known[name] is not theirs[name]:
            continue  # ours took its place
        if not carrier:
            known[name]["file_name"] = RELEASE + theirs[name]["file_name"]
        elif name in used:
            (pyodide / theirs[name]["file_name"]).write_bytes(carrier.wheel(theirs[name]))
        else:
            del known[name]
    lock["packages"] = known
    path.write_text(json.dumps(lock))


class Carrier:
    """A package on the registry that has wheels of Pyodide's release inside."""

    def __init__(self, scratch: Path) -> None:
        folder = scratch / "carrier"
        run([*PIP, "download", "-q", "--no-deps", "-d", str(folder), CARRIER], ROOT)
        self.archive = zipfile.ZipFile(next(folder.iterdir()))
        self.inside = {name.rpartition("/")[2]: name for name in self.archive.namelist()}

    def has(self, entry: dict[str, Any]) -> bool:
        """Whether the wheel of this entry of Pyodide's lock file is inside."""
        return entry["file_name"] in self.inside

    def wheel(self, entry: dict[str, Any]) -> bytes:
        """The wheel of this entry, to the last byte."""
        content = self.archive.read(self.inside[entry["file_name"]])
        if hashlib.sha256(content).hexdigest() != entry["sha256"]:
            raise SystemExit(f"{entry['file_name']} in {CARRIER} is not the one Pyodide released.")
        return content


def own_wheel(scratch: Path) -> Path:
    """bnlab's own wheel, built from this checkout."""
    run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(scratch)], ROOT)
    return next(scratch.glob("bnlab-*.whl"))


def bundled_wheels() -> list[Path]:
    """What jupyterlite-pyodide-kernel brings for its own kernel."""
    folder = Path(sys.prefix, "share/jupyter/labextensions/@jupyterlite/pyodide-kernel-extension")
    wheels = (folder / "static" / "pypi").glob("*.whl")
    return [wheel for wheel in wheels if wheel.name.partition("-")[0] != "widgetsnbextension"]


def from_registry(names: list[str], scratch: Path) -> list[Path]:
    """Wheels without compiled parts, of the versions in constraints.txt."""
    if not names:
        return []
    folder = Path(tempfile.mkdtemp(dir=scratch))
    command = [*PIP, "download", "-q", "--no-deps", "-c", "constraints.txt", "-d", str(folder)]
    run([*command, "--only-binary=:all:", "--platform=any", "--abi=none", *names], ROOT)
    return sorted(folder.glob("*.whl"))


def entered(wheel: Path, pyodide: Path) -> dict[str, Any]:
    """Copy a wheel into the runtime's folder; return its entry in the lock file."""
    shutil.copy(wheel, pyodide)
    with zipfile.ZipFile(wheel) as archive:
        files = archive.namelist()
        (about,) = (name for name in files if name.endswith(".dist-info/METADATA"))
        metadata = email.message_from_bytes(archive.read(about))
    needs = [Requirement(line) for line in metadata.get_all("Requires-Dist", [])]
    depends = {
        plain(need.name) for need in needs if need.marker is None or need.marker.evaluate(BROWSER)
    }
    tops = {name.split("/")[0].removesuffix(".py") for name in files}
    name = plain(metadata["Name"])
    entry = {
        "name": name,
        "version": metadata["Version"],
        "file_name": wheel.name,
        "sha256": hashlib.sha256(wheel.read_bytes()).hexdigest(),
        "install_dir": "site",
        "package_type": "package",
        "imports": sorted(top for top in tops if top.isidentifier()),
        "depends": sorted(depends - IN_THE_PAGE),
        "unvendored_tests": False,
    }
    return {name: entry}


def plain(name: str) -> str:
    """A package's name as lock files write it."""
    return str(canonicalize_name(name))


def run(command: list[str], folder: Path) -> None:
    """Run a program; what it says is shown if it fails."""
    ended = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if ended.returncode:
        raise SystemExit(f"{' '.join(command)} failed:\n{ended.stdout}{ended.stderr}")


def main(arguments: list[str] | None = None) -> int:
    """Do what the command line says."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("out", type=Path, help="a folder, which is made anew")
    parser.add_argument("--offline", action="store_true", help="nothing from outside")
    options = parser.parse_args(arguments)
    build(options.out, options.offline)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
