"""Builds the site: `make site`, or `.venv-site/bin/python site/build.py`. Nothing is trained.

What Sphinx reads is laid out in `build/site/source`: the documents as they are, and copies of the
lessons in which every figure is a file of its own and every explorer's cell holds the explorer
itself. Where `_site/lite` has a lab (site/lite.py makes it), lessons offer "Run here".
"""

from __future__ import annotations

import ast
import base64
import itertools
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np

import bnlab as bn
from bnlab import ledger, lessons
from bnlab.explorers import explorer as engine
from bnlab.explorers.scene import plain

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
sys.path.insert(0, str(ROOT / "tools"))
import launchers  # noqa: E402

SOURCE = ROOT / "build" / "site" / "source"
DOCTREES = ROOT / "build" / "site" / "doctrees"
OUT = ROOT / "_site"
MODULES = ROOT / "site" / "node_modules"

IMAGE = re.compile(r'src="data:image/png;base64,([^"]+)"')
THEME = re.compile(r"<style>\[data-jp-theme-light.*?</style>")  # the site has its own


# -- what a reader touches


def explorer_name(call: str) -> str:
    """`bn.explorers.one_layer(simple=True)` → `one_layer-simple`."""
    name, _, rest = call.removeprefix("bn.explorers.").partition("(")
    return "-".join([name, *re.findall(r"(\w+)=True", rest)])


def shown_explorer(source: str) -> str | None:
    """The call that makes the explorer which a cell shows, if it shows one."""
    body = ast.parse(source).body
    if body and isinstance(body[-1], ast.Expr):
        call = ast.unparse(body[-1])
        if re.fullmatch(r"bn\.explorers\.\w+\([\w=, ]*\)", call):
            return call
    return None


def write_explorer(call: str, folder: Path) -> str:
    """Write what the page needs to move this explorer with no kernel; return its script, if any."""
    explorer = eval(call, {"bn": bn})  # a call of ours, by the pattern above
    spec = plain({**explorer.page_spec(), "script": explorer._script})
    text = json.dumps(spec, ensure_ascii=False, separators=(",", ":"))
    (folder / f"{explorer_name(call)}.json").write_text(text, encoding="utf-8")
    explorer.close()
    return explorer._script


def live(call: str, depth: str, picture: str) -> str:
    """The explorer in a page; until it is drawn, and where nothing can draw it, the picture."""
    source = f"{depth}explorers/{explorer_name(call)}.json"
    return f'<bnlab-explorer src="{source}">{picture}</bnlab-explorer>'


def write_explorers(calls: set[str]) -> None:
    """All explorers' scenes and tables, the view that draws them, and their own scripts."""
    folder = OUT / "explorers"
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "gallery").mkdir(parents=True)
    for name in ("view.js", "view.css"):
        shutil.copy(str(engine.HERE / name), folder / name)
    for call in sorted(calls):
        if script := write_explorer(call, folder):
            shutil.copy(str(engine.HERE / "gallery" / script), folder / "gallery" / script)


def write_net(folder: Path) -> None:
    """What the front page trains with: the digits, lesson 00's first weights, its mini-batches."""
    folder.mkdir(parents=True, exist_ok=True)
    data, epochs = bn.data.digits(), 20
    net = ledger.network(batchnorm=False)
    weights = [net.parameters()[f"W{l}"] for l in range(1, 5)]
    rng = np.random.default_rng([1, 0])
    order = [rng.permutation(data.Y_train.size) for _ in range(epochs)]
    numbers = {
        "X_train": np.round(data.X_train * 16).astype("u1"),
        "X_test": np.round(data.X_test * 16).astype("u1"),
        "Y_train": data.Y_train.astype("u1"),
        "Y_test": data.Y_test.astype("u1"),
        "order": np.array(order).astype("<u2"),
        "W": np.concatenate([W.ravel() for W in weights]).astype("<f8"),
    }
    layout, parts, at = {}, [], 0
    for name, array in numbers.items():
        at += (pad := -at % 8)
        parts += [b"\0" * pad, array.tobytes()]
        layout[name] = [at, array.size]
        at += array.nbytes
    about = {
        "sizes": ledger.SIZES,
        "rate": 0.1,
        "batch": 60,
        "epochs": epochs,
        "eps": 1e-5,
        "decay": 0.9,
    }
    (folder / "net.json").write_text(json.dumps({**about, "layout": layout}), encoding="utf-8")
    (folder / "net.bin").write_bytes(b"".join(parts))


# -- the lessons


def figure_files(markup: str, stem: str, depth: str) -> str:
    """The same HTML with its pictures as files of their own in `figures/`."""

    names = (f"{stem}{f'-{k}' if k > 1 else ''}.png" for k in itertools.count(1))

    def put(match: re.Match[str]) -> str:
        name = next(names)
        (OUT / "figures" / name).write_bytes(base64.b64decode(match[1]))
        return f'loading="lazy" src="{depth}figures/{name}"'

    known = 'class="bnlab-figure dark-light"'  # by this class the theme leaves a picture alone
    return IMAGE.sub(put, THEME.sub("", markup)).replace('class="bnlab-figure"', known)


def launch(notebook: str) -> str:
    """A line of links under a lesson's title: where it can be run."""
    links = [
        (launchers.colab(notebook), "Colab", "Run this lesson in Google Colab"),
        (launchers.binder(notebook), "Binder", "Run this lesson on Binder"),
        (f"../download/{notebook}", "Download", "Download this lesson as a notebook"),
    ]
    items = "".join(f'<li><a href="{a}" title="{t}">{w}</a></li>' for a, w, t in links)
    if (OUT / "lite" / "lab" / "index.html").exists():
        here = f"../{launchers.lite(notebook)}"
        about = "Run this lesson in this browser, with nothing to install"
        items = f'<li><a class="here" href="{here}" title="{about}">Run here</a></li>' + items
    return f'<nav class="bnlab-launch" aria-label="Run this lesson"><ul>{items}</ul></nav>'


def lesson(path: Path) -> tuple[dict[str, Any], set[str]]:
    """A lesson as the site shows it, and the explorers in it."""
    nb = json.loads(path.read_text(encoding="utf-8"))
    calls: set[str] = set()
    title, _, rest = "".join(nb["cells"][0]["source"]).partition("\n")
    nb["cells"][0]["source"] = f"{title}\n\n{launch(path.name)}\n\n{elsewhere(rest)}"
    for cell in nb["cells"][1:]:
        source = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            cell["source"] = elsewhere(source)
            continue
        call = shown_explorer(source)
        for output in cell["outputs"]:
            if "text/html" not in output.get("data", {}):
                continue
            markup = "".join(output["data"]["text/html"])
            markup = figure_files(markup, f"{path.stem}-{cell['id']}", "../")
            if call:
                calls.add(call)
                markup = live(call, "../", markup)
            elif "<strong>Predict.</strong>" in markup:
                markup = f'<div class="bnlab-prediction">{markup}</div>'
            output["data"] = {"text/html": markup}
    nb["metadata"]["language_info"]["pygments_lexer"] = "ipython3"
    return nb, calls


def elsewhere(markdown: str) -> str:
    """The same text, where links to files that are not on the site go to the repository."""

    def put(match: re.Match[str]) -> str:
        target, part, rest = match[1].partition("#")
        name = target.rpartition("/")[2]
        if not target or ":" in target or (ROOT / "docs" / name).exists():
            return match[0]
        if (ROOT / "notebooks" / name).exists():
            return match[0]
        file = target.lstrip("./")
        if not (ROOT / file).exists():
            raise FileNotFoundError(f"a link to {target}, which is nowhere")
        return f"]({launchers.source(file)}{part}{rest})"

    return re.sub(r"\]\(([^()\s]+)\)", put, markdown)


# -- all of it


def lay_out() -> None:
    """Write everything that Sphinx reads, and what goes beside its pages."""
    shutil.rmtree(SOURCE, ignore_errors=True)
    for folder in ("figures", "download"):
        shutil.rmtree(OUT / folder, ignore_errors=True)
        (OUT / folder).mkdir(parents=True)
    shutil.copytree(HERE / "pages", SOURCE)
    (SOURCE / "notebooks").mkdir()
    (SOURCE / "docs").mkdir()
    calls: set[str] = set()
    for path in launchers.lessons():
        nb, found = lesson(path)
        calls |= found
        (SOURCE / "notebooks" / path.name).write_text(json.dumps(nb, ensure_ascii=False))
    for name, content in lessons.fresh_copies():
        (OUT / "download" / name).write_bytes(content)
    for path in sorted((ROOT / "docs").glob("*.md")):
        (SOURCE / "docs" / path.name).write_text(elsewhere(path.read_text(encoding="utf-8")))
    story = SOURCE / "story.md"
    text, found = with_pictures(story.read_text(encoding="utf-8"))
    story.write_text(re.sub(r"(\d) %", "\\1\u00a0%", text), encoding="utf-8")
    calls |= found
    write_explorers(calls)
    write_net(OUT / "net")


def with_pictures(text: str) -> tuple[str, set[str]]:
    """A page of ours, and its explorers: `{{ bn.explorers.bias() }}` names one, `{{ figure LESSON
    CELL }}` a lesson's figure."""
    calls = set(re.findall(r"\{\{ (bn\.explorers\.\w+\([\w=, ]*\)) \}\}", text))
    for call in calls:
        text = text.replace(f"{{{{ {call} }}}}", live(call, "", picture_of(call=call)))

    def figure(match: re.Match[str]) -> str:
        return f'<p class="bnlab-wide">{picture_of(*match.groups())}</p>'

    return re.sub(r"\{\{ figure (\w+) ([\w-]+) \}\}", figure, text), calls


def picture_of(stem: str = "", cell_id: str = "", call: str = "") -> str:
    """A picture that a lesson stores, by its cell or by the explorer that the cell shows."""
    for path in launchers.lessons():
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            if cell["cell_type"] != "code":
                continue
            named = (path.stem, cell["id"]) == (stem, cell_id)
            if named or (call and shown_explorer("".join(cell["source"])) == call):
                pages = [o["data"]["text/html"] for o in cell["outputs"] if "data" in o]
                return figure_files("".join(pages[0]), f"{path.stem}-{cell['id']}", "")
    raise LookupError(f"no lesson has the picture {stem or call} {cell_id}")


def vendor_mathjax() -> None:
    """MathJax, its font and English speech, as files of the site."""
    target, source = OUT / "mathjax", MODULES / "mathjax"
    if target.exists():
        return
    for part in ("tex-chtml.js", "input/tex/extensions", "ui", "a11y", "sre/speech-worker.js"):
        copy = shutil.copytree if (source / part).is_dir() else shutil.copy
        (target / part).parent.mkdir(parents=True, exist_ok=True)
        copy(source / part, target / part)
    (target / "sre" / "mathmaps").mkdir()
    for language in ("base", "en", "nemeth"):
        file = f"sre/mathmaps/{language}.json"
        shutil.copy(source / file, target / file)
    shutil.copytree(MODULES / "@mathjax" / "mathjax-newcm-font" / "chtml", target / "font/chtml")


def main() -> None:
    lay_out()
    vendor_mathjax()
    command = [sys.executable, "-m", "sphinx", "-b", "html", "-W", "--keep-going", "-q"]
    command += ["-c", str(HERE), "-d", str(DOCTREES), str(SOURCE), str(OUT)]
    done = subprocess.run(command, cwd=ROOT)
    shutil.rmtree(ROOT / "jupyter_execute", ignore_errors=True)  # myst-nb's copies, beside _site
    if done.returncode:
        sys.exit(done.returncode)
    pages = sorted(OUT.glob("*.html")) + sorted(OUT.glob("*/*.html"))
    print(f"{len(pages)} pages in {OUT.relative_to(ROOT)}/; `make site-serve` shows them.")


if __name__ == "__main__":
    main()
