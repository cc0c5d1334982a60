"""Recorded answers: made, saved (as JSON that git can show), loaded and compared. NumPy only."""

import ast
import importlib.util
import json
import os
import platform
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

from . import conventions, problem

HERE = Path(__file__).resolve().parent
FRAMEWORKS = ["tensorflow", "keras", "torch", "flax"]
NEEDS = {"keras": ["keras", "tensorflow"], "flax": ["flax", "jax", "optax"]}

# Both do the same operations but for the order of additions: some 2e-16 each, then times the
# largest factors here, the constant unit's 1/√ε = 100 and 50 steps. What was seen stands in
# tests/parity/README.md.
FLOAT64 = {"rtol": 1e-12, "atol": 1e-12}
# The same in float32, 6e-8 each, without the constant unit.
FLOAT32 = {"rtol": 1e-6, "atol": 1e-6}


def answers_of(framework):
    """Ask one of the modules `with_….py` everything."""
    name = Path(framework.__file__).stem.removeprefix("with_")
    return {
        "made_by": f"with_{name}.py",
        "versions": {"python": platform.python_version(), "numpy": np.__version__}
        | framework.VERSIONS,
        "layers": {
            layer: conventions.measure(parts) for layer, parts in framework.layers().items()
        },
        "defaults": framework.argument_defaults(),
        "vectors": framework.vectors() | trajectories(framework, name, "optimizers"),
        "lookalikes": trajectories(framework, name, "lookalikes"),
    }


def trajectories(framework, name, table):
    """One for each entry of the table: the framework's function `optimizers` or `lookalikes`."""
    return {
        optimizer: problem.trajectory(framework.descend(getattr(framework, table), optimizer))
        for optimizer in calls(name, table)
    }


def main(module_name):
    """`python -m bnlab.frameworks.with_torch [path]`: its answers, beside it or to path."""
    framework = sys.modules[module_name]
    path = Path(sys.argv[1] if sys.argv[1:] else framework.__file__).with_suffix(".json")
    path.write_text(to_json(answers_of(framework)) + "\n", encoding="utf-8")


def recorded(name):
    """What `with_<name>.py` recorded."""
    return load(HERE / f"with_{name}.json")


def installed(name):
    """Whether `live(name)` can be asked here; nothing is imported to find out."""
    packages = NEEDS.get(name, [name])
    return all(importlib.util.find_spec(package) is not None for package in packages)


def live(name):
    """What `with_<name>.py` answers now, in a process of its own, as a recording does."""
    environment = os.environ | {"TF_CPP_MIN_LOG_LEVEL": "3"}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, f"{name}.json")
        command = [sys.executable, "-m", f"bnlab.frameworks.with_{name}", str(path)]
        run = subprocess.run(command, capture_output=True, text=True, env=environment)
        if run.returncode:
            raise RuntimeError(f"with_{name}.py failed (is it installed?)\n{run.stderr}")
        return load(path)


def ask(name):
    """One line: is the framework installed here, and does it still say what it said?"""
    if not installed(name):
        return "not installed here"
    try:
        now, then = live(name), recorded(name)
    except RuntimeError as error:
        return f"could not be asked: {str(error).splitlines()[-1]}"
    version = f"{name} {now['versions'][name]}"
    try:
        compare(now["vectors"], then["vectors"])
    except AssertionError as error:
        return f"{version} answers otherwise: {' '.join(str(error).split())[:200]}"
    return f"{version}, run just now, agrees with the recorded {then['versions'][name]}"


def load(path):
    """A file that `main` wrote, with its vectors as arrays."""
    answers = json.loads(path.read_text(encoding="utf-8"))
    for part in ("vectors", "lookalikes"):
        answers[part] = {
            key: np.array(value, np.float32 if key.startswith("float32") else np.float64)
            for key, value in answers[part].items()
        }
    return answers


def compare(answers, expected):
    """AssertionError unless both hold the same vectors: names, shapes, dtypes, numbers."""
    assert sorted(answers) == sorted(expected), sorted(set(answers) ^ set(expected))
    for name, right in expected.items():
        left = np.asarray(answers[name])
        assert left.shape == right.shape, f"{name}: shape {left.shape}, expected {right.shape}"
        assert left.dtype == right.dtype, f"{name}: {left.dtype}, expected {right.dtype}"
        assert np.isfinite(left).all(), f"{name} is not finite: {left}"
        tolerance = FLOAT32 if right.dtype == np.float32 else FLOAT64
        np.testing.assert_allclose(left, right, err_msg=name, **tolerance)


def to_json(value, indent=""):
    """JSON with one row of a matrix per line; every bit of a float64 is kept."""
    if isinstance(value, np.ndarray):
        value = value.tolist()
    if value == {}:
        return "{}"
    inner = indent + "  "
    if isinstance(value, dict):
        items = [f"{json.dumps(key)}: {to_json(item, inner)}" for key, item in value.items()]
    elif isinstance(value, list) and any(isinstance(item, list) for item in value):
        items = [to_json(item, inner) for item in value]
    else:
        return json.dumps(value, ensure_ascii=False)
    left, right = "{}" if isinstance(value, dict) else "[]"
    return left + "\n" + inner + (",\n" + inner).join(items) + "\n" + indent + right


def source(name, function):
    """The text of a function of `with_<name>.py`; the framework need not be installed."""
    text = (HERE / f"with_{name}.py").read_text(encoding="utf-8")
    for node in ast.parse(text).body:
        if isinstance(node, ast.FunctionDef) and node.name == function:
            return ast.get_source_segment(text, node)
    return None


def model(name):
    """The text of a complete model, `model_<name>.py`; the framework need not be installed."""
    return (HERE / f"model_{name}.py").read_text(encoding="utf-8").rstrip()


def model_output(name):
    """What that model printed when it was run, recorded."""
    return (HERE / f"model_{name}.txt").read_text(encoding="utf-8").rstrip()


def calls(name, table="optimizers"):
    """{"Adam": "torch.optim.Adam(…)", …}: the entries of the dict that the table returns."""
    text = source(name, table)
    if text is None:
        return {}
    made = next(node.value for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Return))
    return {k.value: ast.unparse(v) for k, v in zip(made.keys, made.values, strict=True)}
