"""The addresses under which a lesson can be read, run or fetched; all made from site/launch.toml.

`python tools/launchers.py 03` prints those of lesson 03.
"""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path
from urllib.parse import quote

ROOT = Path(__file__).resolve().parents[1]
PLACE: dict[str, str] = tomllib.loads((ROOT / "site" / "launch.toml").read_text(encoding="utf-8"))
REPOSITORY = f"{PLACE['owner']}/{PLACE['repository']}"


def source(path: str = "") -> str:
    """The repository's page on GitHub, or that of a file in it."""
    page = f"https://github.com/{REPOSITORY}"
    return f"{page}/blob/{PLACE['tag']}/{quote(path)}" if path else page


def colab(notebook: str) -> str:
    """Colab, on the copy of a notebook whose first cell installs bnlab."""
    where = f"{REPOSITORY}/blob/{PLACE['colab_branch']}/{quote(notebook)}"
    return f"https://colab.research.google.com/github/{where}"


def binder(notebook: str) -> str:
    """Binder, in JupyterLab on a notebook of the repository."""
    opened = quote(f"lab/tree/notebooks/{notebook}", safe="")
    return f"https://mybinder.org/v2/gh/{REPOSITORY}/{PLACE['tag']}?urlpath={opened}"


def codespaces() -> str:
    """GitHub's Codespaces, on the repository."""
    return f"https://codespaces.new/{REPOSITORY}?ref={PLACE['tag']}"


def lite(notebook: str) -> str:
    """The lab in the browser, from the site's root."""
    return f"lite/lab/index.html?path={quote(notebook)}"


def lessons() -> list[Path]:
    """The notebooks in reading order: lessons by number, then the appendices."""
    return sorted((ROOT / "notebooks").glob("*.ipynb"))


def main(wanted: str = "") -> None:
    """Print every address of the lessons whose names begin with `wanted`."""
    for path in lessons():
        if path.name.startswith(wanted):
            print(path.name)
            for what in (colab, binder):
                print(f"  {what.__name__:<8}{what(path.name)}")
            print(f"  {'source':<8}{source(f'notebooks/{path.name}')}")
            print(f"  {'lite':<8}{PLACE['site']}/{lite(path.name)}")


if __name__ == "__main__":
    main(*sys.argv[1:])
