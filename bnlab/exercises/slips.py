"""Known mistakes as text: the words for each, then the wrong answers that show it.

    this is the sum of the squares; the variance is their mean.
        np.mean((z - mu) -> np.sum((z - mu)

    you averaged over the units, not over the examples.
        axis=1 -> axis=0
        return np.var(z, axis=0)

A wrong answer is indented. It is an edit of the solution, `old -> new`, made wherever `old` stands;
`drop old` takes it away; several edits are separated by `;`. Or it is a body of one line, `return
...`, or a whole `def`. In an edit `¶` starts a new line, indented as the one where `old` begins.
What is indented more deeply goes on with the line above.
"""

from __future__ import annotations

import ast
import contextlib
import re
import textwrap
from typing import Any, NamedTuple


class Slip(NamedTuple):
    """One known mistake: what to say, and the wrong answers that show it.

    For a `Function` the answers are source texts, for a `Value` they are values.
    """

    words: str
    wrong: tuple[Any, ...]


def read_slips(text: str, solution: str) -> tuple[Slip, ...]:
    """The slips of a text, each wrong answer made into the source of a function.

    Raises a ValueError where an edit does not fit the solution, or words have no answer.
    """
    slips: list[Slip] = []
    for words, answers in read_entries(text):
        if not answers:
            raise ValueError(f"these words have no wrong answer below them: {words}")
        slips.append(Slip(words, tuple(source_of(answer, solution) for answer in answers)))
    return tuple(slips)


BRACKETS = """brackets are missing: Python takes powers first, then `*` and `/`, then `+` and `-`.
What is to be done before its turn needs brackets of its own."""


def without_brackets(solution: str) -> Slip | None:
    """The solution with a pair of brackets left out that is needed: a slip everywhere.

    A root may also be written as a power, whose exponent needs brackets: `x ** (1 / 2)`.
    """
    right, wrong = ast.dump(ast.parse(solution)), []
    for opening in re.finditer(r"(?<![\w\])])\(", solution):  # not those of a call
        start = end = opening.start()
        depth = 0
        while not (depth == 0 and end > start):
            depth += (solution[end] == "(") - (solution[end] == ")")
            end += 1
        source = f"{solution[:start]}{solution[start + 1 : end - 1]}{solution[end:]}"
        with contextlib.suppress(SyntaxError):
            if ast.dump(ast.parse(source)) != right:
                wrong.append(source)
    for root in re.finditer(r"np\.sqrt\(([^()]+)\)", solution):  # (x) ** 1 / 2 is half of x
        for power in (f"({root[1]}) ** 1 / 2", f"{root[1]} ** 0.5"):
            source = f"{solution[: root.start()]}{power}{solution[root.end() :]}"
            if " " in root[1] or "1 / 2" in power:
                wrong.append(source)
        before = solution[: root.start()]
        if before.endswith("/ "):
            wrong.append(f"{before[:-2]}* ({root[1]}) ** -1 / 2{solution[root.end() :]}")
    return Slip(" ".join(BRACKETS.split()), tuple(wrong)) if wrong else None


def read_entries(text: str) -> list[tuple[str, list[str]]]:
    """Words, and what is indented below them; an answer of several lines keeps its layout."""
    entries: list[tuple[str, list[str]]] = []
    for line in textwrap.dedent(text).strip("\n").splitlines():
        depth = len(line) - len(line.lstrip())
        if not line.strip():
            continue
        if depth == 0:
            if not entries or entries[-1][1]:
                entries.append(("", []))
            words, answers = entries[-1]
            entries[-1] = (f"{words} {line}".strip(), answers)
        elif not entries:
            raise ValueError(f"a wrong answer without words above it: {line.strip()}")
        elif depth == 4 or not entries[-1][1]:
            entries[-1][1].append(line.strip())
        else:
            entries[-1][1][-1] += "\n" + line[4:]
    return entries


def source_of(answer: str, solution: str) -> str:
    """The source of a wrong answer, given in one of the forms above."""
    if answer.startswith("def "):
        return answer
    answer = " ".join(answer.split())
    if answer.startswith("return ") and " -> " not in answer:
        head = next(line for line in solution.splitlines() if line.startswith("def "))
        return f"{head}\n    {answer}"
    for edit in answer.split("; "):
        old, arrow, new = edit.partition(" -> ")
        if not arrow:
            old, new = edit.removeprefix("drop "), ""
            if old == edit:
                raise ValueError(f"neither `old -> new`, `drop old` nor `return ...`: {edit}")
        solution = _replaced(solution, old, new)
    return solution


def _replaced(source: str, old: str, new: str) -> str:
    pattern = r"\n *".join(re.escape(part.strip()) for part in old.split("¶"))
    if not re.search(pattern, source):
        raise ValueError(f"{old!r} is not in the solution:\n{source}")

    def replace(found: re.Match) -> str:
        line = source[source.rfind("\n", 0, found.start()) + 1 :]
        indent = line[: len(line) - len(line.lstrip(" "))]
        return re.sub(r" *¶ *", "\n" + indent, new)

    return re.sub(pattern, replace, source)
