"""JupyterLab as the lessons want it: how it is started, and what it stores.

    python -m bnlab.lab FOLDER [JupyterLab's options]

In a JupyterLab that you start yourself, `jupyter server extension enable bnlab.lab` adds the part
that concerns storing.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import quote

from .lessons import START

VIEW = "application/vnd.jupyter.widget-view+json"

# What JupyterLab reads from files: its question about news shall not cover the first cell, and this
# module is an extension of its server.
SETTINGS = Path(__file__).parent / "jupyter"

# Where Jupyter, IPython and matplotlib write, each in the home folder unless told otherwise.
HOMES = (
    "JUPYTER_CONFIG_DIR",
    "JUPYTER_DATA_DIR",
    "JUPYTER_RUNTIME_DIR",
    "JUPYTERLAB_SETTINGS_DIR",
    "JUPYTERLAB_WORKSPACES_DIR",
    "IPYTHONDIR",
    "MPLCONFIGDIR",
)


def start(folder: str | os.PathLike[str], options: list[str]) -> None:
    """Open JupyterLab on the first lesson in `folder`, and stay until it ends.

    Raises
    ------
    SystemExit
        With a sentence, if there is no such lesson or no JupyterLab.
    """
    lesson = Path(folder).resolve() / START
    if not lesson.is_file():
        raise SystemExit(f"There is no lesson to open: {lesson} is missing.")
    # The kernels get these: one BLAS thread is fastest for small matrices, and lesson 00 compares
    # its own Python with the one that opened it.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    os.environ["BNLAB_PYTHON"] = sys.executable
    others = os.environ.get("JUPYTER_CONFIG_PATH", "").split(os.pathsep)
    os.environ["JUPYTER_CONFIG_PATH"] = os.pathsep.join(filter(None, [*others, str(SETTINGS)]))
    if not os.access(Path.home(), os.W_OK):
        elsewhere = tempfile.mkdtemp(prefix="bnlab-")
        print(f"Your home folder can't be written: JupyterLab keeps its settings in {elsewhere}.")
        for name in HOMES:
            os.environ.setdefault(name, os.path.join(elsewhere, name.lower()))
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        print("You are root, as in a bare container: JupyterLab is started with --allow-root.")
        options = ["--allow-root", *options]
    try:
        from jupyterlab.labapp import LabApp
    except ModuleNotFoundError as error:
        raise SystemExit(
            f"JupyterLab can't start here ({error}). Install it with\n"
            f"    {sys.executable} -m pip install 'bnlab[lab]'"
        ) from None
    root = lesson.parents[1]  # so that a lesson's links to ../docs can be followed
    LabApp.launch_instance(
        [
            f"--ServerApp.root_dir={root}",
            f"--LabApp.default_url=/lab/tree/{quote(lesson.relative_to(root).as_posix())}",
            "--log-level=WARN",  # the address and what goes wrong
            *options,
        ]
    )


def keep_pictures(model: dict[str, Any], **_: Any) -> None:
    """Before a notebook is saved, drop the view of a widget that is stored as picture or page too.

    Without a kernel JupyterLab would try the view first, and say "model not found".
    """
    if model["type"] != "notebook":
        return
    for cell in model["content"]["cells"]:
        for output in cell.get("outputs", ()):
            data = output.get("data", {})
            if "image/png" in data or "text/html" in data:
                data.pop(VIEW, None)


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": __name__}]


def _load_jupyter_server_extension(server: Any) -> None:
    server.contents_manager.register_pre_save_hook(keep_pictures)


if __name__ == "__main__":
    start(sys.argv[1], sys.argv[2:])
