"""The paper draft cites what its bibliography has, and no more."""

import re
from pathlib import Path

PAPER = Path(__file__).resolve().parents[2] / "paper"


def test_each_citation_has_its_entry_and_each_entry_is_cited() -> None:
    text = (PAPER / "paper.md").read_text(encoding="utf-8")
    entries = re.findall(r"^@\w+\{(\w+),", (PAPER / "paper.bib").read_text(encoding="utf-8"), re.M)
    assert sorted(set(re.findall(r"@(\w+)", text))) == sorted(entries)


def test_it_has_the_parts_that_the_journal_asks_for() -> None:
    text = (PAPER / "paper.md").read_text(encoding="utf-8")
    for part in ("Summary", "Statement of need", "Learning objectives", "References"):
        assert f"\n# {part}\n" in text
    assert len(text.split()) < 1000
