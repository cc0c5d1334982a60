"""A process of its own for one submission: it runs the cells, or it judges the answers.

    python -m bnlab.course.worker run FOLDER      cells.json  → events.jsonl, an answer a file
    python -m bnlab.course.worker judge FOLDER    answers.json → events.jsonl

Each event is written before and after its step, so that whoever waits outside knows which step
hangs or has ended this process. The cells and the checks never share a process: what a notebook
replaces, the checks do not see. An answer goes from one to the other as a pickle.
"""

from __future__ import annotations

import ast
import itertools
import json
import os
import pickle
import sys
from pathlib import Path
from typing import Any

RECORD = "__bnlab_answer__"


class Events:
    """Lines of JSON in a file, each written at once."""

    def __init__(self, folder: Path) -> None:
        self._lines = open(folder / "events.jsonl", "ab", buffering=0)  # noqa: SIM115
        self._write, self._dumps = self._lines.write, json.dumps

    def say(self, **event: Any) -> None:
        self._write((self._dumps(event) + "\n").encode())


class Checks(ast.NodeTransformer):
    """Turn `exercises.NAME.check(answer)` into a call that keeps the answer.

    A notebook may replace `check`, or give the exercise a name of its own (`q = exercises.NAME`):
    what counts is the name that stands in the cell.
    """

    def __init__(self, names: set[str]) -> None:
        self.names = names
        self.called: dict[str, str] = {}  # the notebook's own names for exercises

    def exercise(self, node: ast.expr) -> str | None:
        """The exercise that an expression names."""
        if isinstance(node, ast.Attribute):
            holder = node.value
            where = holder.id if isinstance(holder, ast.Name) else getattr(holder, "attr", "")
            return node.attr if where == "exercises" and node.attr in self.names else None
        return self.called.get(node.id) if isinstance(node, ast.Name) else None

    def visit_Assign(self, node: ast.Assign) -> Any:
        name = self.exercise(node.value)
        for target in node.targets:
            if isinstance(target, ast.Name):
                self.called.pop(target.id, None)
                if name:
                    self.called[target.id] = name
        return self.generic_visit(node)

    def visit_ImportFrom(self, node: ast.ImportFrom) -> Any:
        if node.module == "bnlab.exercises":
            for alias in node.names:
                if alias.name in self.names:
                    self.called[alias.asname or alias.name] = alias.name
        return node

    def visit_Call(self, node: ast.Call) -> Any:
        self.generic_visit(node)
        if isinstance(node.func, ast.Attribute) and node.func.attr == "check":
            name = self.exercise(node.func.value)
            if name:
                node.args.insert(0, ast.Constant(name))
                node.func = ast.Name(RECORD, ast.Load())
        return ast.fix_missing_locations(node)


def run(folder: Path) -> None:
    """Run the cells; keep each answer that a cell hands to a check."""
    import cloudpickle
    from IPython.core.interactiveshell import InteractiveShell
    from traitlets.config import Config

    from ..exercises import Function, Result, all_exercises
    from ..exercises.exercise import CORRECT
    from ..exercises.running import describe_error

    task = json.loads((folder / "cells.json").read_text(encoding="utf-8"))
    events, numbers, here = Events(folder), itertools.count(), {"cell": -1}
    dumps = cloudpickle.dumps
    seen: set[str] = set()

    def record(name: str, *given: Any, **named: Any) -> Any:
        seen.add(name)
        event = {"answer": name, "cell": here["cell"]}
        try:
            file = f"{next(numbers)}.pickle"
            content = dumps([*given, *named.values()][:1])  # a check may be left empty
            (folder / file).write_bytes(content)
            events.say(**event, file=file)
        except Exception as error:
            events.say(**event, error=describe_error(error))
        return Result(CORRECT, "")  # what stands behind the check in the cell goes on

    shell = InteractiveShell.instance(config=Config(HistoryManager={"enabled": False}))
    shell.ast_transformers.append(Checks(set(all_exercises())))
    shell.user_ns[RECORD] = record
    for number, source in enumerate(task["cells"]):
        if number in task["skip"]:
            continue
        here["cell"] = number
        events.say(begin=number)
        sys.stdout = sys.stderr = open(os.devnull, "w")  # noqa: SIM115  a cell may have closed them
        result = shell.run_cell(source, store_history=False)
        error = result.error_before_exec or result.error_in_exec
        events.say(end=number, error=describe_error(error) if error else None)
    here["cell"] = -1
    for name in set(task["asked"]) - seen:  # the check's line was deleted
        exercise = all_exercises()[name]
        if isinstance(exercise, Function) and exercise.function_name in shell.user_ns:
            record(name, shell.user_ns[exercise.function_name])
    events.say(done=True)


def judge(folder: Path) -> None:
    """Judge the answers, each on several draws of inputs; the first that fails is reported."""
    from ..exercises import all_exercises
    from ..exercises.exercise import NOT_YET
    from ..exercises.running import describe_error

    task = json.loads((folder / "answers.json").read_text(encoding="utf-8"))
    events, loads, known = Events(folder), pickle.loads, all_exercises()
    for number, (name, file) in enumerate(task["answers"]):
        if number in task["skip"]:
            continue
        events.say(begin=number)
        try:
            answer = loads((folder / file).read_bytes())
            for seed in range(task["seeds"]):
                result = known[name].judge(answer[0], seed) if answer else known[name].judge()
                if not result:
                    break
            events.say(end=number, status=result.status, words=result.words)
        except Exception as error:
            events.say(end=number, status=NOT_YET, words=describe_error(error))
    events.say(done=True)


def limit(megabytes: int) -> None:
    """Let this process have so much memory, and write no file of more than 200 MB."""
    try:
        import resource
    except ImportError:  # Windows
        return
    for what, size in ((resource.RLIMIT_AS, megabytes << 20), (resource.RLIMIT_FSIZE, 200 << 20)):
        resource.setrlimit(what, (size, size))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    limit(int(os.environ["BNLAB_MEGABYTES"]))
    {"run": run, "judge": judge}[sys.argv[1]](Path(sys.argv[2]))
    os._exit(0)  # threads and handlers that a notebook left behind are not waited for
