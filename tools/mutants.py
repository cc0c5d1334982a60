"""Do the tests notice a wrong package? Break it in hundreds of small ways, and see which live.

    python tools/mutants.py [MODULE …] [--jobs N] [--only TEXT]     (= make mutants)

Each mutant is bnlab with one thing changed: a comparison turned, an arithmetic sign swapped, a
number or a truth value altered (so also axis and keepdims), a negation dropped, a condition
reversed, a statement or a guard against warnings left out. The tests run on a copy of the tree.
Mutants that no test can kill, as they compute the same, stand with the reason in mutants.txt; the
command fails on a survivor that is not listed, and on a listed one that does not survive.
"""

import argparse
import ast
import collections
import multiprocessing
import os
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[1]
LIST = Path(__file__).with_name("mutants.txt")
CORE = ["batchnorm", "layers", "losses", "optimizers", "network", "bad_input", "training",
        "gradcheck", "public", "your_own_layer"]  # fmt: skip
EXERCISES = ["exercises", "exercises/slips", "exercises/pool", "exercises/solutions",
             "exercises/lucky_answers", "exercises/blind_answers"]  # fmt: skip
ENGINE = ["choice", "comparing", "diagnosis", "exercise", "function", "running", "slips", "trial",
          "value"]  # fmt: skip
# What is mutated, and the tests that should notice: its own first, for most mutants fall there.
MODULES = {
    **{name: [name, *CORE] for name in ("batchnorm", "layers", "losses", "network", "optimizers")},
    "views": ["network", *CORE],
    "training": ["training", *CORE],
    "history": ["training", *CORE],
    "gradcheck": ["gradcheck", "bad_input"],
    "data": ["data", "bad_input"],
    "saving": ["saving", "network"],
    "experiments": ["experiments"],
    "results": ["experiments"],
    "parallel": ["experiments"],
    **{f"exercises/{name}": EXERCISES for name in ENGINE},
    **{
        f"explorers/gallery/{path.stem}": ["explorers"]
        for path in sorted((ROOT / "bnlab" / "explorers" / "gallery").glob("[a-z]*.py"))
    },
}
PICTURES = "explorers/"  # of these only what `compute` computes; the rest is seen, not tested here
TIMEOUT = 120  # seconds; a mutant may run for ever
# Loaded once, for every run of the tests is a fork of one process that has them.
PRELOAD = ["numpy", "pytest", "hypothesis", "matplotlib.figure", "ipywidgets"]

SWAPS: dict[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq, ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.Pow: ast.Mult,
    ast.Mod: ast.Mult, ast.FloorDiv: ast.Mult, ast.MatMult: ast.Mult, ast.And: ast.Or,
    ast.Or: ast.And,
}  # fmt: skip
GUARDS = ("np.errstate",)


class Mutant(NamedTuple):
    """One change: where, and the statement before and after."""

    module: str
    number: int
    name: str


def changes(node: ast.AST) -> Iterator[ast.AST]:
    """What may stand in this expression's place."""
    if isinstance(node, ast.Compare) and len(node.ops) == 1 and type(node.ops[0]) in SWAPS:
        yield ast.Compare(node.left, [SWAPS[type(node.ops[0])]()], node.comparators)  # type: ignore[list-item]
    elif isinstance(node, ast.BinOp) and type(node.op) in SWAPS:
        yield ast.BinOp(node.left, SWAPS[type(node.op)](), node.right)  # type: ignore[arg-type]
    elif isinstance(node, ast.BoolOp):
        yield ast.BoolOp(SWAPS[type(node.op)](), node.values)  # type: ignore[arg-type]
    elif isinstance(node, ast.AugAssign) and type(node.op) in SWAPS:
        yield ast.AugAssign(node.target, SWAPS[type(node.op)](), node.value)  # type: ignore[arg-type]
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, (ast.USub, ast.Not)):
        yield node.operand
    elif isinstance(node, ast.Constant) and isinstance(node.value, bool):
        yield ast.Constant(not node.value)
    elif isinstance(node, ast.Constant) and isinstance(node.value, int):
        yield ast.Constant(node.value + 1)
    elif isinstance(node, ast.Constant) and isinstance(node.value, float):
        yield ast.Constant(node.value * 2)


def removable(statement: ast.stmt) -> bool:
    """A statement whose absence leaves a module that still runs."""
    if isinstance(statement, ast.Expr):
        return not isinstance(statement.value, ast.Constant)  # a docstring
    if isinstance(statement, ast.Assign):
        return any(
            isinstance(target, (ast.Attribute, ast.Subscript)) for target in statement.targets
        )
    return isinstance(statement, (ast.AugAssign, ast.Raise))


def is_expression(value: Any) -> bool:
    """What is looked into: not types, not the words of an error or of a text."""
    return isinstance(value, (ast.expr, ast.comprehension, ast.keyword, ast.arguments)) and not (
        isinstance(value, ast.JoinedStr)
    )


methods = multiprocessing.get_all_start_methods()
FORKS: Any = multiprocessing.get_context("forkserver" if "forkserver" in methods else "spawn")

Step = Callable[[], str]  # makes the change, and says what the statement is then


def steps(tree: ast.Module) -> Iterator[tuple[str, str, Step, Callable[[], None]]]:
    """Every change of a module: scope, statement before, the change, and how to take it back."""

    def put(owner: Any, field: str, index: int | None, new: Any) -> None:
        if index is None:
            setattr(owner, field, new)
        else:
            getattr(owner, field)[index] = new

    def step(owner: Any, field: str, index: int | None, old: Any, new: Any, of: ast.AST) -> Any:
        def change() -> str:
            put(owner, field, index, new)
            return "(left out)" if isinstance(new, ast.Pass) else head(new if of is old else of)

        return head(of), change, lambda: put(owner, field, index, old)

    def visit(node: Any, of: ast.AST, scope: str) -> Iterator[Any]:
        for field, value in ast.iter_fields(node):
            if field in ("annotation", "returns", "decorator_list", "exc", "cause"):
                continue
            for index, child in enumerate(value) if isinstance(value, list) else [(None, value)]:
                inner, statement = scope, of
                if isinstance(child, (ast.FunctionDef, ast.ClassDef)):
                    inner = f"{scope}.{child.name}".lstrip(".")
                    for i, decorator in enumerate(child.decorator_list):
                        if ast.unparse(decorator).startswith(GUARDS):
                            without = child.decorator_list[:i] + child.decorator_list[i + 1 :]
                            old = child.decorator_list

                            def drop(child: Any = child, without: Any = without) -> str:
                                child.decorator_list = without
                                return "(left out)"

                            def back(child: Any = child, old: Any = old) -> None:
                                child.decorator_list = old

                            yield inner, f"@{ast.unparse(decorator)}", drop, back
                if isinstance(child, ast.stmt):
                    statement = child
                    if removable(child):
                        yield inner, *step(node, field, index, child, ast.Pass(), child)
                    for new in changes(child):
                        yield inner, *step(node, field, index, child, new, child)
                    yield from visit(child, child, inner)
                elif is_expression(child) or isinstance(child, (ast.ExceptHandler, ast.withitem)):
                    options = list(changes(child))
                    if field == "test" and not options:
                        options = [ast.UnaryOp(ast.Not(), child)]
                    for new in options:
                        yield inner, *step(node, field, index, child, new, statement)
                    yield from visit(child, statement, inner)

    yield from visit(tree, tree, "")


def head(node: ast.AST) -> str:
    """A statement in one line, without the block that belongs to it."""
    text = ast.unparse(ast.fix_missing_locations(node))
    block = isinstance(node, (ast.If, ast.For, ast.While, ast.With, ast.FunctionDef, ast.ClassDef))
    lines = [line for line in text.splitlines() if not (block and line.startswith("@"))]
    return lines[0] if block else " ".join(line.strip() for line in lines)


def mutants(module: str) -> list[Mutant]:
    """All mutants of a module, each with a name that does not depend on line numbers."""
    tree = ast.parse((ROOT / "bnlab" / f"{module}.py").read_text(encoding="utf-8"))
    found, names = [], collections.Counter[str]()
    for number, (scope, before, change, back) in enumerate(list(steps(tree))):
        if module.startswith(PICTURES) and scope.partition(".")[0] != "compute":
            continue
        name = f"{module}.{scope}: {before}  ->  {change()}"
        back()
        names[name] += 1
        found.append(Mutant(module, number, name + f"  #{names[name]}" * (names[name] > 1)))
    return found


def source(mutant: Mutant) -> str:
    """The mutated module."""
    tree = ast.parse((ROOT / "bnlab" / f"{mutant.module}.py").read_text(encoding="utf-8"))
    list(steps(tree))[mutant.number][2]()
    return ast.unparse(ast.fix_missing_locations(tree))


def listed() -> dict[str, str]:
    """The mutants that compute the same, with the reason: a line of each, in turn."""
    found: dict[str, str] = {}
    name = ""
    for line in LIST.read_text(encoding="utf-8").splitlines():
        if line.startswith("    "):
            found[name] = (found[name] + " " + line.strip()).strip()
        elif line and line[0] != "#":
            name = line
            found[name] = ""
    return found


class Copy:
    """A copy of what the tests need, in which one mutant at a time lives."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        ignore = shutil.ignore_patterns("__pycache__", "browser", "notebooks", "parity")
        for name in ("bnlab", "tests", "tools", "docs"):
            shutil.copytree(ROOT / name, folder / name, ignore=ignore)
        shutil.copy(ROOT / "pyproject.toml", folder)

    def survives(self, module: str, text: str) -> bool:
        """Whether all tests pass with this text for the module."""
        target = self.folder / "bnlab" / f"{module}.py"
        original = target.read_text(encoding="utf-8")
        try:
            target.write_text(text, encoding="utf-8")
            for old in target.parent.glob(f"__pycache__/{target.stem}.*"):
                old.unlink()  # two mutants of one second and size would share it
            own, *others = dict.fromkeys(MODULES[module])
            return self.passes([own]) and (not others or self.passes(others))
        finally:
            target.write_text(original, encoding="utf-8")

    def passes(self, tests: list[str]) -> bool:
        """Whether these test files pass, within the time."""
        run = FORKS.Process(target=run_tests, args=(self.folder, tests))
        run.start()
        run.join(TIMEOUT)
        if run.is_alive():
            os.killpg(run.pid, signal.SIGKILL) if hasattr(os, "killpg") else run.kill()
            run.join()
        return run.exitcode == 0


def run_tests(folder: Path, tests: list[str]) -> None:
    """Run test files of a copy, in this process of its own; exits with pytest's code."""
    if hasattr(os, "setsid"):
        os.setsid()  # whoever ends this process ends what the tests have started, too
    os.chdir(folder)
    sys.path.insert(0, str(folder))
    sys.dont_write_bytecode = False  # the tests stay the same, whoever said so
    os.environ |= {
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",  # most runs are short
        "OPENBLAS_NUM_THREADS": "1",
        "PYTHONPATH": str(folder),
    }
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    import pytest

    files = [str(Path("tests", name).parent / f"test_{Path(name).name}.py") for name in tests]
    options = ["-x", "-q", "--tb=no", "-p", "pytest_timeout", "-p", "no:cacheprovider"]
    os._exit(pytest.main([*options, "-o", "addopts=", *files]))


def main() -> int:
    """Run what the command line asks for; 0 if every mutant is killed or listed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("modules", nargs="*", help=f"of {list(MODULES)}; all if none is given")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--only", default="", help="mutants whose name has this text")
    given = parser.parse_args()
    modules = given.modules or list(MODULES)
    chosen = [m for name in modules for m in mutants(name) if given.only in m.name]
    equivalent, start = listed(), time.perf_counter()
    FORKS.set_forkserver_preload(PRELOAD)
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(given.jobs) as pool:
        copies = [Copy(Path(folder) / str(i)) for i in range(given.jobs)]
        for name in {frozenset(MODULES[name]): name for name in modules}.values():
            if not copies[0].survives(name, (ROOT / "bnlab" / f"{name}.py").read_text("utf-8")):
                print(f"The tests of {name} fail without any mutant: repair that first.")
                return 1

        def survives(mutant: Mutant) -> bool:
            copy = copies.pop()
            try:
                return copy.survives(mutant.module, source(mutant))
            finally:
                copies.append(copy)

        alive = set()
        for i, (mutant, lives) in enumerate(zip(chosen, pool.map(survives, chosen), strict=True)):
            if lives:
                alive.add(mutant.name)
                print(
                    f"{'equivalent' if mutant.name in equivalent else 'SURVIVES':10}", mutant.name
                )
            if (i + 1) % 50 == 0:
                print(
                    f"… {i + 1} of {len(chosen)}, {time.perf_counter() - start:.0f} s", flush=True
                )
    unlisted = sorted(alive - equivalent.keys())
    names = {m.name for m in chosen}
    stale = [
        name
        for name in equivalent
        if name not in alive
        and (name in names or (not given.only and name.split(".")[0] in modules))
    ]
    unexplained = [name for name in equivalent if not equivalent[name]]
    for words, those in (
        ("No test notices", unlisted),
        ("Listed as equivalent, but gone or killed", stale),
        ("Listed without a reason", unexplained),
    ):
        for name in those:
            print(f"{words}: {name}")
    print(
        f"{len(chosen) - len(alive)} of {len(chosen)} mutants killed, "
        f"{len(alive) - len(unlisted)} equivalent by name, {len(unlisted)} survive; "
        f"{time.perf_counter() - start:.0f} s"
    )
    return bool(unlisted or stale or unexplained)


if __name__ == "__main__":
    sys.exit(main())
