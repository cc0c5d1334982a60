"""Makes the copies of the lessons that Colab opens: their first cell installs bnlab.

    python -m tools.colab OUT

They belong on the branch that site/launch.toml names as colab_branch. Colab shows one notebook
without the folder around it, so links to other lessons and to docs/ become addresses.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

from bnlab import lessons
from tools import launchers

# A link to a file of the repository, in the source of a notebook; without a scheme, no anchor.
LINK = re.compile(r"\]\((?![a-z]+:|#)([^)\s#]+)(#[^)\s]*)?\)")


def install() -> dict[str, object]:
    """The cell that comes first."""
    package = f"bnlab @ git+{launchers.source()}@{launchers.PLACE['tag']}"
    return {
        "cell_type": "code",
        "id": "install",
        "metadata": {},
        "source": f'# Colab has no bnlab yet: about 20 seconds.\n%pip install -q "{package}"',
        "outputs": [],
        "execution_count": None,
    }


def address(link: re.Match[str]) -> str:
    """The same link, for a notebook that lies in no folder."""
    path, anchor = link[1], link[2] or ""
    if path.endswith(".ipynb") and "/" not in path:
        return f"]({launchers.colab(path)}{anchor})"
    found = (launchers.ROOT / "notebooks" / path).resolve().relative_to(launchers.ROOT)
    return f"]({launchers.source(found.as_posix())}{anchor})"


def copies(out: Path) -> None:
    """Write the copy of every lesson into the folder `out`."""
    lessons.copy(out)
    (out / lessons.PROGRESS).unlink()
    for path in out.glob("*.ipynb"):
        nb = json.loads(path.read_text(encoding="utf-8"))
        for cell in nb["cells"]:
            if cell["cell_type"] == "markdown":
                cell["source"] = LINK.sub(address, "".join(cell["source"])).splitlines(True)
        nb["cells"].insert(0, install())
        path.write_text(json.dumps(nb, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    copies(Path(sys.argv[1]))
