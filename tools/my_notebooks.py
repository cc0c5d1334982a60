"""Copies the lessons that a student doesn't have yet into my_notebooks/, and never overwrites one.

    python tools/my_notebooks.py

Your work in my_notebooks/ is yours: Git ignores it, and neither a pull nor this script changes it.
The small file my_notebooks/.copied.json remembers what each copy was made from, so that you hear of
it when a lesson has a newer version.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def fingerprint(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def copy_missing(lessons: Path, mine: Path) -> list[str]:
    """Copy every file of `lessons` that `mine` lacks; return the lines to print."""
    record = mine / ".copied.json"
    copied = json.loads(record.read_text(encoding="utf-8")) if record.exists() else {}
    new, newer = [], []
    for source in sorted(p for p in lessons.rglob("*") if p.is_file()):
        name = source.relative_to(lessons)
        if any(part.startswith((".", "__")) for part in name.parts):
            continue
        target = mine / name
        if not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)
            copied[name.as_posix()] = fingerprint(source)
            new.append(name.as_posix())
        elif copied.get(name.as_posix(), "") not in ("", fingerprint(source)):
            newer.append(name.as_posix())
    if new:
        record.write_text(json.dumps(copied, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    lines = [f"copied to {mine.name}/: {', '.join(new)}"] if new else []
    lines += [
        f"{name}: {lessons.name}/ has a newer version, yours is kept. "
        "(To get the new one, rename yours and run this again.)"
        for name in newer
    ]
    return lines or [f"{mine.name}/ has every lesson: nothing to copy."]


if __name__ == "__main__":
    for line in copy_missing(ROOT / "notebooks", ROOT / "my_notebooks"):
        print(line)
