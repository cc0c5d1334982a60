"""The contract of a lesson, as a list of what breaks it, each as one line for its author.

Only what makes a notebook a *lesson* stands here. That it was run from top to bottom without
stderr, and that its pictures are small and have alt text, is asked of every notebook: gates.py.
"""

import ast
import re
import statistics

from gates import code_cells

from bnlab import exercises

LESSON = re.compile(r"\d\d_\w+\.ipynb")
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
CELLS, CODE_CELLS, WORDS, MINUTES = 45, 20, (900, 1600), (20, 90)
HOOK_WORDS, FIRST_WORDS, FIRST_CELLS = 70, 130, 5  # what stands before the first result
MEDIAN_LINES, MOST_LINES = 5, 15
MOST_WARNINGS = 4
LINK = re.compile(r"(?<!!)\[(?P<text>[^\[\]]*)\]\((?P<target>[^()\s]+)\)")
FOLD = r"^<details>\n<summary>[^<]+</summary>\n\n(?:(?!<details|</details)[\s\S])+^</details>$"
EARLIER, RECALL, WARNINGS = "From earlier lessons", "## To recall", "## What can go wrong"
PREDICTION = re.compile(r"^predictions\.(\w+)$", re.M)
NET = {"urllib", "http", "socket", "ssl", "ftplib", "requests", "httpx", "aiohttp", "urllib3"}
DOWNLOADS = re.compile(r"fetch_\w+|load_data|urlopen|urlretrieve|get_file|load_dataset")


def faults(nb, path):
    """Everything that keeps `nb` from being the lesson that stands at `path`."""
    return [*arc_faults(nb, int(path.name[:2])), *craft_faults(nb, path)]


def arc_faults(nb, number):
    """What a lesson tells, in which order and how long it takes."""
    return [
        *opening_faults(nb, number),
        *length_faults(nb, number),
        *prediction_faults(nb, number),
        *ladder_faults(nb, number),
        *ending_faults(nb),
        *ledger_faults(nb, number),
    ]


def craft_faults(nb, path):
    """What holds for every cell, whatever the lesson tells."""
    return [
        *fold_faults(nb),
        *exercise_faults(nb, path),
        *link_faults(nb, path),
        *code_faults(nb),
        *cell_faults(nb),
    ]


def texts(nb):
    return [cell for cell in nb.cells if cell.cell_type == "markdown"]


def lines_of(cell):
    """The lines that a reader reads; ruff's blank ones are none."""
    return [line for line in cell.source.splitlines() if line.strip()]


def words(source):
    """Words of two letters or more; formulas and code are none."""
    return len(
        re.findall(r"[^\W\d_]{2,}", re.sub(r"\$\$?.*?\$\$?|`[^`]*`", "", source, flags=re.S))
    )


# -- how it opens, how long it is, how it ends


def opening_faults(nb, number):
    """A title, and within the first screen a result; then what one will be able to do, and when."""
    title = nb.cells[0].source if nb.cells[0].cell_type == "markdown" else ""
    heading = f"# {number:02d} · " if number else "# "
    if not title.startswith(heading):
        yield f"the first cell does not begin with '{heading}' and the title"
    if words(title) > HOOK_WORDS:
        yield f"the first cell has {words(title)} words; {HOOK_WORDS} is the most"
    shown = next((i for i, cell in enumerate(nb.cells) if cell.get("outputs")), len(nb.cells))
    before = sum(words(cell.source) for cell in texts(nb) if cell in nb.cells[:shown])
    if shown >= FIRST_CELLS or before > FIRST_WORDS:
        yield (
            f"the first result comes after {shown} cells and {before} words; "
            f"{FIRST_CELLS - 1} cells and {FIRST_WORDS} words are the most"
        )
    everything = "\n\n".join(cell.source for cell in texts(nb))
    if "**You will be able to**" not in everything:
        yield "nothing says what '**You will be able to**' do"
    stated = re.search(r"\bAbout (\d+) minutes with the exercises \(an estimate\)", everything)
    if not stated or not MINUTES[0] <= int(stated[1]) <= MINUTES[1]:
        yield "nothing says 'About N minutes with the exercises (an estimate)'"
    if number and not re.search(r"[Rr]uns in about \d+ seconds", everything):
        yield "nothing says 'runs in about N seconds'"
    if number:
        yield from earlier_faults(everything, number)


def earlier_faults(everything, number):
    fold = re.search(rf"<summary>{EARLIER}[^<]*</summary>([\s\S]*?)</details>", everything)
    asked = re.findall(r"\*\*(\d\d):\*\*", fold[1]) if fold else []
    if not 2 <= len(asked) <= 3:
        yield f"the fold '{EARLIER} …' asks {len(asked)} questions ('**NN:** …?'), not 2 or 3"
    if late := [lesson for lesson in asked if int(lesson) >= number]:
        yield f"a question on earlier lessons is on lesson {late[0]}, which comes later"


def length_faults(nb, number):
    told = sum(words(cell.source) for cell in texts(nb))
    asks = re.compile(r"\bexercises\.|\.check\(|\bpredictions\.")
    code = sum(not asks.search(cell.source) for cell in code_cells(nb))
    if len(nb.cells) > CELLS:
        yield f"{len(nb.cells)} cells; {CELLS} is the most"
    if code > CODE_CELLS:
        yield f"{code} code cells besides exercises and predictions; {CODE_CELLS} is the most"
    if told > WORDS[1] or (number and told < WORDS[0]):
        yield f"{told} words; a lesson has {WORDS[0]} to {WORDS[1]}"


def ending_faults(nb):
    """Three questions to recall, folded; what can go wrong, in a few lines."""
    everything = "\n\n".join(cell.source for cell in texts(nb))
    recall = section(everything, RECALL)
    if recall.count("<details>") != 3:
        yield f"'{RECALL}' asks {recall.count('<details>')} folded questions, not 3"
    warnings = re.findall(r"^- ", section(everything, WARNINGS), re.M)
    if not 1 <= len(warnings) <= MOST_WARNINGS:
        yield f"'{WARNINGS}' lists {len(warnings)} things, not 1 to {MOST_WARNINGS}"


def section(everything, heading):
    """What stands between this heading and the next."""
    return re.split(r"^#+ ", everything.partition(f"{heading}\n")[2], maxsplit=1, flags=re.M)[0]


def ledger_faults(nb, number):
    call = re.compile(rf"\bledger\.add\(\s*{number},")
    if not any(call.search(cell.source) for cell in code_cells(nb)):
        yield f"no cell adds the lesson's line: ledger.add({number}, …)"


# -- predictions


def prediction_faults(nb, number):
    """All of this lesson's, 3 to 5, each once, as the last line of its own cell."""
    from bnlab import predictions

    known = {n for n, p in predictions.all_predictions.items() if p.lesson == number}
    met = []
    for cell in code_cells(nb):
        found = PREDICTION.findall(cell.source)
        met += found
        if found and not cell.source.rstrip().endswith(f"predictions.{found[-1]}"):
            yield f"{cell.id}: the prediction is not the last line of its cell"
    if number and not 3 <= len(met) <= 5:
        yield f"{len(met)} predictions; a lesson has 3 to 5"
    if twice := {name for name in met if met.count(name) > 1}:
        yield f"predictions asked twice: {', '.join(sorted(twice))}"
    if unknown := sorted(set(met) - known):
        yield f"predictions that lesson {number:02d} does not have: {', '.join(unknown)}"
    if left := sorted(known - set(met)):
        yield f"predictions of this lesson that are not in it: {', '.join(left)}"


# -- folds


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


def ladder_faults(nb, number):
    """A few exercises; the last one has no stub."""
    known = exercises.all_exercises()
    asked = re.findall(r"\bexercises\.(\w+)\.check\(", "\n".join(c.source for c in code_cells(nb)))
    if number and not 3 <= len(asked) <= 5:
        yield f"{len(asked)} exercises; a lesson has 3 to 5"
    if number and asked and asked[-1] in known and known[asked[-1]].stub:
        yield f"the last exercise, {asked[-1]}, has a stub: one is to be done without help"


def exercise_faults(nb, path):
    """Each stub as the exercise has it, after its task; all of this lesson's, here or appended."""
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
    appended = "".join(p.read_text(encoding="utf-8") for p in path.parent.glob("A*.ipynb"))
    own = {name for name, exercise in known.items() if exercise.lesson == int(path.name[:2])}
    own -= set(re.findall(r"\bexercises\.(\w+)\.check\(", appended))
    if left := sorted(own - set(stubs)):
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
