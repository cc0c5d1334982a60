"""Runs the lessons anew and stores their outputs so that the same run always gives the same bytes.

    python tools/notebooks.py                      every notebook in notebooks/
    python tools/notebooks.py notebooks/00_*.ipynb only these
    python tools/notebooks.py --check              write nothing; fail if a file would change

The code is first formatted by ruff. Stored are: execution counts, text, and figures as small
palette PNGs. Dropped are: timings, widget state (a reader without a kernel could not use it) and
whatever an editor left in the metadata. Validation (`pytest --nbval`) compares the text.
"""

from __future__ import annotations

import argparse
import base64
import io
import subprocess
import sys
from pathlib import Path
from queue import Empty
from typing import Any

import nbformat
from ipykernel.kernelspec import get_kernel_dict
from jupyter_client.asynchronous import AsyncKernelClient
from jupyter_client.channels import AsyncZMQSocketChannel
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from nbformat import NotebookNode
from PIL import Image
from traitlets import Type

from bnlab.style import png

ROOT = Path(__file__).resolve().parents[1]
MAX_PNG_BYTES = 40_000
VIEW = "application/vnd.jupyter.widget-view+json"
METADATA = {
    "kernelspec": {
        "display_name": "Python 3 (ipykernel)",
        "language": "python",
        "name": "python3",
    },
    "language_info": {"name": "python"},
}


class Patient(AsyncZMQSocketChannel):
    """Looks once a second whether a reply is there.

    One that comes while nbclient sends an Output widget's message on the same channel wakes nobody,
    and nbclient would wait for ever (its issue 312).
    """

    async def get_msg(  # type: ignore[override]  # as in the class itself
        self, timeout: float | None = None
    ) -> dict[str, Any]:
        left = float("inf") if timeout is None else timeout
        while True:
            try:
                return await super().get_msg(min(left, 1.0))
            except Empty:
                left -= 1.0
                if left <= 0:
                    raise


class Client(AsyncKernelClient):
    """The usual client, with patience for replies."""

    shell_channel_class = Type(Patient)


class ThisInterpreter(AsyncKernelManager):
    """A kernel of the Python that runs this script, whatever kernels are registered elsewhere."""

    client_factory = Type(Client)

    @property
    def kernel_spec(self) -> KernelSpec:
        return KernelSpec(**get_kernel_dict())


def run(nb: NotebookNode, folder: Path) -> None:
    """Execute every cell in a fresh kernel, in `folder`; an exception in a cell is raised."""
    for cell in nb.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    NotebookClient(
        nb,
        kernel_manager_class=ThisInterpreter,
        resources={"metadata": {"path": str(folder)}},
        extra_arguments=["--log-level=ERROR"],
        timeout=600,
        record_timing=False,
        coalesce_streams=True,
        store_widget_state=True,  # without it nbclient fails on Output widgets
    ).execute()


def palette_png(data: str) -> str:
    """A base64 PNG with few colours, on white, without metadata; refused above 40 KB."""
    image = Image.open(io.BytesIO(base64.b64decode(data)))
    small = png(image, colours=64)
    size = len(small)
    if size > MAX_PNG_BYTES:
        raise ValueError(
            f"a figure of {image.width}×{image.height} pixels takes {size / 1000:.1f} KB as a PNG; "
            f"a lesson stores {MAX_PNG_BYTES // 1000} KB at most. Draw it smaller, with fewer "
            "points, or without colour gradients."
        )
    return base64.b64encode(small).decode() + "\n"


def tidy_output(output: NotebookNode) -> None:
    """Drop from one output what changes from run to run or means nothing to a reader."""
    if output.output_type == "error":
        # The traceback names files of this machine; validation looks at the exception alone.
        output.traceback = [f"{output.ename}: {output.evalue}"]
    if "data" not in output:
        return
    output.data.pop(VIEW, None)
    keep: dict[str, Any] = {}
    if "image/png" in output.data:
        output.data["image/png"] = palette_png(output.data["image/png"])
        alt = output.metadata.get("image/png", {}).get("alt") or output.metadata.get("alt")
        keep = {"image/png": {"alt": alt}} if alt else {}
    output.metadata = nbformat.from_dict(keep)


def tidy(nb: NotebookNode) -> None:
    """Normalise a notebook that has just run."""
    nb.metadata = nbformat.from_dict(METADATA)
    nb.nbformat, nb.nbformat_minor = 4, 5
    for number, cell in enumerate(nb.cells):
        kept = {k: v for k, v in cell.metadata.items() if k in ("tags", "reason") and v}
        cell.metadata = nbformat.from_dict(kept)
        if cell.cell_type != "code":
            continue
        try:
            for output in cell.outputs:
                tidy_output(output)
        except ValueError as error:
            raise ValueError(f"cell {number} ({cell.id}): {error}") from None
        cell.outputs = [o for o in cell.outputs if o.get("data") != {}]


def refresh(path: Path) -> bytes:
    """The bytes that `path` has after a fresh run; the file itself is left as it is."""
    nb = nbformat.read(path, as_version=4)
    run(nb, path.resolve().parent)
    tidy(nb)
    return stored(nb)


def stored(nb: NotebookNode) -> bytes:
    """A notebook as the bytes of its file, whatever wrote it before."""
    nbformat.validate(nb)
    return (nbformat.writes(nb).rstrip("\n") + "\n").encode()


def main(arguments: list[str] | None = None) -> int:
    """Refresh (or check) the notebooks named, all of notebooks/ when none is."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--check", action="store_true", help="write nothing; fail on a difference")
    parser.add_argument("files", nargs="*", type=Path)
    options = parser.parse_args(arguments)
    files = options.files or sorted((ROOT / "notebooks").glob("*.ipynb"))
    if files and not options.check:
        subprocess.run([sys.executable, "-m", "ruff", "format", "-q", *files], check=True)
    wrong = 0
    for path in files:
        try:
            fresh = refresh(path)
        except (CellExecutionError, ValueError) as error:
            print(f"{path.name}: left as it was.\n{error}", file=sys.stderr)
            wrong += 1
            continue
        same = fresh == path.read_bytes()
        if not same and options.check:
            wrong += 1
        elif not same:
            path.write_bytes(fresh)
        state = "unchanged" if same else "would change" if options.check else "updated"
        print(f"{path.name}: {state}", flush=True)
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
