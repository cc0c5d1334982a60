"""How long a student waits before anything happens: the import, and each lesson from its start.

python benchmarks/start.py [--json] [--quick]
"""

import json
import statistics
import subprocess
import sys
import time
from pathlib import Path

import nbformat
from nbclient import NotebookClient

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(1, str(ROOT / "tools"))

from notebooks import ThisInterpreter  # noqa: E402


def process(code, rounds):
    """Median ms of wall time of a fresh Python that runs `code`."""
    took = []
    for _ in range(rounds):
        start = time.perf_counter()
        subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)
        took.append((time.perf_counter() - start) * 1e3)
    return statistics.median(took)


def imports(rounds):
    """ms: bare Python, NumPy, bnlab (which loads NumPy alone)."""
    return {
        "python": process("", rounds),
        "numpy": process("import numpy", rounds),
        "bnlab": process("import bnlab", rounds),
    }


def lesson(path):
    """Seconds from starting the kernel to the first picture, and to the end of the last cell."""
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    first = None

    def look(cell, cell_index, execute_reply):
        nonlocal first
        texts = (str(output.get("data", "")) for output in cell.outputs)
        if first is None and any("image/png" in t or "widget-view" in t for t in texts):
            first = time.perf_counter() - start

    client = NotebookClient(
        notebook,
        kernel_manager_class=ThisInterpreter,
        resources={"metadata": {"path": str(path.parent)}},
        on_cell_executed=look,
        timeout=300,
    )
    start = time.perf_counter()
    client.execute()
    return {"first picture": first, "whole": time.perf_counter() - start}


def main():
    quick = "--quick" in sys.argv
    paths = sorted((ROOT / "notebooks").glob("[0-9]*.ipynb"))
    result = {"import": imports(5 if quick else 15), "lessons": {}}
    for path in paths[:1] if quick else paths:
        try:
            result["lessons"][path.stem] = lesson(path)
        except Exception as error:  # one lesson that does not run here must not end the benchmark
            result["lessons"][path.stem] = {"error": type(error).__name__}
    if "--json" in sys.argv:
        print(json.dumps(result))
        return
    for what, ms in result["import"].items():
        print(f"{what:34}{ms:8.0f} ms")
    for name, took in result["lessons"].items():
        print(f"{name:34}", took)


main()
