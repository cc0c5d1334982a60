"""Gives the package's page on a registry its text: the README, with links that work there.

Where the repository is stands in site/launch.toml alone.
"""

import re
import tomllib
from pathlib import Path

from hatchling.metadata.plugin.interface import MetadataHookInterface

LINK = re.compile(r"(!?\[[^\]]*\])\((?![a-z]+:|#)([^)]+)\)")  # no scheme: a file of the repository


class Readme(MetadataHookInterface):
    """Fills in `readme` and `urls`, which pyproject.toml leaves open."""

    def update(self, metadata: dict) -> None:
        """Called by hatchling for every build."""
        root = Path(self.root)
        place = tomllib.loads((root / "site" / "launch.toml").read_text(encoding="utf-8"))
        repository = f"https://github.com/{place['owner']}/{place['repository']}"

        def absolute(link: re.Match[str]) -> str:
            view = "raw" if link[1].startswith("!") else "blob"
            return f"{link[1]}({repository}/{view}/{place['tag']}/{link[2]})"

        text = LINK.sub(absolute, (root / "README.md").read_text(encoding="utf-8"))
        metadata["readme"] = {"content-type": "text/markdown", "text": text}
        metadata["urls"] = {
            "Lessons": place["site"],
            "Source": repository,
            "Changelog": f"{repository}/blob/{place['tag']}/CHANGELOG.md",
        }
