"""Makes the recorded runs of lessons anew and stores them in bnlab/runs/: `make experiments`.

    python tools/experiments.py               all of them, on every core
    python tools/experiments.py paper         one of them
    python tools/experiments.py --jobs=1      one process

Stopped and started again it goes on: finished runs are kept in artifacts/runs/ until you delete
that folder. How to add an experiment stands in bnlab/runs/__init__.py.
"""

import argparse
import json
import platform
from importlib import import_module
from pathlib import Path

import numpy as np

from bnlab import runs

KEPT = Path(__file__).resolve().parents[1] / "artifacts" / "runs"


def make(name: str, n_jobs: int = -1, kept: Path = KEPT, folder: Path = runs.FOLDER) -> Path:
    """Run one experiment as far as it is not yet done, and store what it records."""
    kept.mkdir(parents=True, exist_ok=True)
    arrays = import_module(f"bnlab.runs.{name}").record(kept / f"{name}.jsonl", n_jobs)
    about = {
        "command": f"python tools/experiments.py {name}",
        "python": platform.python_version(),
        "numpy": np.__version__,
    }
    path = folder / f"{name}.npz"
    np.savez_compressed(path, about=np.array(json.dumps(about)), **arrays)
    return path


def main() -> None:
    known = sorted(path.stem for path in runs.FOLDER.glob("[a-z]*.py"))
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("names", nargs="*", default=known, metavar="NAME", help=", ".join(known))
    parser.add_argument("--jobs", type=int, default=-1, help="processes; -1: one a core")
    chosen = parser.parse_args()
    if unknown := set(chosen.names) - set(known):
        parser.error(f"there is no {', '.join(sorted(unknown))}; there are: {', '.join(known)}")
    for name in chosen.names:
        path = make(name, chosen.jobs)
        print(f"{path.name}: {path.stat().st_size / 1000:.0f} kB", flush=True)


if __name__ == "__main__":
    main()
