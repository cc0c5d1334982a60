"""The contract of a lesson, as a list of what breaks it, each as one line for its author.

Only what makes a notebook a *lesson* stands here. That it was run from top to bottom without
stderr, and that its pictures are small and have alt text, is asked of every notebook: gates.py.
"""

import ast
import re
import statistics
from itertools import groupby, pairwise

from gates import code_cells

from bnlab import exercises

LESSON = re.compile(r"\d\d_\w+\.ipynb")
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
OPENING = ("**What you'll do:**", "**What you'll learn:**", "**What you need:**")
WORDS_PER_MINUTE = 200
MEDIAN_LINES, MOST_LINES = 5, 15
LINK = re.compile(r"(?<!!)\[(?P<text>[^\[\]]*)\]\((?P<target>[^()\s]+)\)")
LIST_ITEM = re.compile(r"^(\d+\.|-) .*$", re.MULTILINE)
# What happens to a reader, in this order: asked, shown what the code says, given the answer.
QUESTION, RUN, ANSWER = "question", "run", "answer"
EVENT = re.compile(r"\*\*Predict|<details>")
FOLD = r"^<details>\n<summary>[^<]+</summary>\n\n(?:(?!<details|</details)[\s\S])+^</details>$"
NET = {"urllib", "http", "socket", "ssl", "ftplib", "requests", "httpx", "aiohttp", "urllib3"}
DOWNLOADS = re.compile(r"fetch_\w+|load_data|urlopen|urlretrieve|get_file|load_dataset")


def faults(nb, path):
    """Everything that keeps `nb` from being the lesson that stands at `path`."""
    number = int(path.name[:2])
    return [
        *opening_faults(nb, number),
        *prediction_faults(nb),
        *fold_faults(nb),
        *exercise_faults(nb, number),
        *link_faults(nb, path),
        *code_faults(nb),
        *cell_faults(nb),
    ]


def texts(nb):
    return [cell for cell in nb.cells if cell.cell_type == "markdown"]


def lines_of(cell):
    """The lines that a reader reads; ruff's blank ones are none."""
    return [line for line in cell.source.splitlines() if line.strip()]


# -- how it opens


def opening_faults(nb, number):
    """Title, do/learn/need, an honest estimate of the time, and from 01 on what to recall first."""
    title = nb.cells[0].source if nb.cells[0].cell_type == "markdown" else ""
    heading = f"# {number:02d} · " if number else "# "
    if not title.startswith(heading):
        yield f"the first cell does not begin with '{heading}' and the title"
    places = [title.find(words) for words in OPENING]
    if -1 in places or places != sorted(places):
        yield "the first cell does not say what you'll do, what you'll learn, what you need"
    stated = re.search(r"\bAbout (\d+) minutes[^.]*\(an estimate\)", title)
    words = sum(len(cell.source.split()) for cell in texts(nb))
    if not stated:
        yield "the first cell does not say 'About N minutes … (an estimate)'"
    elif abs(int(stated[1]) - words / WORDS_PER_MINUTE) > 1:
        yield f"{stated[1]} minutes are stated; {words} words take {words / WORDS_PER_MINUTE:.1f}"
    if number and not re.search(r"Runs in about \d+ seconds", title):
        yield "the first cell does not say 'Runs in about N seconds'"
    if number:
        yield from recall_faults(nb.cells[1], number)


def recall_faults(cell, number):
    asked = re.findall(r"<summary>(\d\d): [^<]*\?</summary>", cell.source)
    if cell.cell_type != "markdown" or not 2 <= len(asked) <= 3:
        yield f"the second cell asks {len(asked)} retrieval questions ('NN: …?'), not 2 or 3"
    if late := [lesson for lesson in asked if int(lesson) >= number]:
        yield f"a retrieval question asks for lesson {late[0]}, which comes later"


# -- predict, run, compare


def events(nb):
    """Questions, runs and folded answers, in the order in which a reader meets them."""
    for cell in nb.cells:
        if cell.cell_type == "code":
            yield RUN
        else:
            # Lists say how to work (00) or ask several things under one **Predict**.
            for found in EVENT.finditer(LIST_ITEM.sub("", cell.source)):
                yield ANSWER if found[0] == "<details>" else QUESTION


def prediction_faults(nb):
    met = list(events(nb))
    if any(pair == (QUESTION, ANSWER) for pair in pairwise(met)):
        yield "a prediction is answered before the code has run"
    runs = [kind for kind, _ in groupby(met)]  # several cells or folds in a row count once
    whole = sum(runs[i : i + 3] == [QUESTION, RUN, ANSWER] for i in range(len(runs)))
    committed = [c for c in code_cells(nb) if re.fullmatch(r"predictions\.\w+", c.source.strip())]
    if (asked := whole + len(committed)) < 3:
        yield f"{asked} predictions come before the code and are answered after it; 3 is the least"


def fold_faults(nb):
    """GitHub shows markdown within a fold only after a blank line."""
    for cell in texts(nb):
        whole = re.findall(FOLD, cell.source, re.MULTILINE)
        if not len(whole) == cell.source.count("<details") == cell.source.count("</details"):
            yield (
                f"{cell.id}: a fold is not <details>, <summary>…</summary>, a blank line, "
                "its text, </details>, each on a line of its own"
            )


# -- exercises


def exercise_faults(nb, number):
    """Each stub as the exercise has it, after its task; all of this lesson's, 3 at least."""
    known, met, stubs = exercises.all_exercises(), [], []
    for cell in code_cells(nb):
        if task := re.fullmatch(r"exercises\.(\w+)", cell.source.strip()):
            met.append(task[1])
        for name in re.findall(r"\bexercises\.(\w+)\.check\(", cell.source):
            stubs.append(name)
            if name not in known:
                yield f"{cell.id}: there is no exercise {name}"
            elif name not in met:
                yield f"{cell.id}: the task, a cell `exercises.{name}`, does not stand before"
            elif not is_stub(cell.source, known[name]):
                yield f"{cell.id}: the cell does not begin with the stub of exercises.{name}"
        if re.search(r"\.(hint|solution)\(", cell.source):
            yield f"{cell.id}: a committed lesson asks for no hint or solution"
    if number and len(stubs) < 3:
        yield f"{len(stubs)} exercises, and 3 is the least"
    own = [name for name, exercise in known.items() if exercise.lesson == number]
    if left := sorted(set(own) - set(stubs)):
        yield f"exercises of this lesson that are not in it: {', '.join(left)}"


def is_stub(source, exercise):
    """Does the cell begin with the exercise's own code? Comments and layout are free."""
    stub, cell = (ast.parse(text).body for text in (exercise.stub, source))
    return [ast.dump(line) for line in cell[: len(stub)]] == [ast.dump(line) for line in stub]


# -- links


def link_faults(nb, path):
    """Links to files work (and so do those of the copy next door); the last line leads on."""
    lessons = sorted(p.name for p in path.parent.glob("*.ipynb") if LESSON.fullmatch(p.name))
    for cell in texts(nb):
        for link in LINK.finditer(re.sub(r"\$[^$]+\$|`[^`]+`", "", cell.source)):
            target = link["target"]
            if re.match(r"https?://|mailto:", target):
                continue
            if "#" in target:
                yield f"{cell.id}: {target}: JupyterLab and GitHub name headings differently"
            elif not (path.parent / target).exists():
                yield f"{cell.id}: {target} does not exist"
    here = lessons.index(path.name)
    last = texts(nb)[-1].source.strip().splitlines()[-1]
    for word, step in (("Back", -1), ("Next", 1)):
        if not 0 <= here + step < len(lessons):
            continue
        led = re.search(rf"\*\*{word}:\*\* \[[^\]]+\]\(([^)]+)\)", last)
        if not led or led[1] != lessons[here + step]:
            yield f"the last line has no link '**{word}:** […]({lessons[here + step]})'"


# -- code


def code_faults(nb):
    cells = code_cells(nb)
    sizes = [len(lines_of(cell)) for cell in cells]
    if (median := statistics.median(sizes)) > MEDIAN_LINES:
        yield f"the median code cell has {median} lines; {MEDIAN_LINES} is the most"
    for cell, size in zip(cells, sizes, strict=True):
        if size > MOST_LINES:
            yield f"{cell.id}: {size} lines of code; {MOST_LINES} is the most"
        if found := reaches_out(cell.source):
            yield f"{cell.id}: {found}: a lesson needs no network"
        drawn = any("image/png" in output.get("data", {}) for output in cell.outputs)
        titled = re.search(r"\bset_title\(|\btitle=|\bheadline\(|\bexplorers\.", cell.source)
        if drawn and not titled:
            yield f"{cell.id}: a figure whose axes get no title"


def reaches_out(source):
    """What in the code would ask the network for something; None if nothing does."""
    if found := re.search(r"^\s*[!%].*", source, re.M):
        return found[0].strip()
    for node in ast.walk(ast.parse(source)):
        modules = [a.name for a in node.names] if isinstance(node, ast.Import) else []
        modules += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        for module in modules:
            if module.split(".")[0] in NET:
                return f"import {module}"
        name = getattr(node, "attr", getattr(node, "id", None))
        if isinstance(name, str) and DOWNLOADS.fullmatch(name):
            return name
        if isinstance(node, ast.Constant) and re.match(r"https?://|ftp://", str(node.value)):
            return node.value
    return None


# -- cells


def cell_faults(nb):
    if nb.metadata.get("kernelspec", {}).get("name") != "python3":
        yield "the kernel's name is not python3"
    for cell in nb.cells:
        if not SLUG.fullmatch(cell.id):
            yield f"{cell.id}: the id of a cell says in a-z, 0-9 and - what the cell does"
        if any(output.output_type == "error" for output in cell.get("outputs", [])):
            yield f"{cell.id}: stores an error: catch it and print what it says"
    ids = [cell.id for cell in nb.cells]
    for twice in sorted({i for i in ids if ids.count(i) > 1}):
        yield f"{twice}: two cells have this id"
