"""The tables of README.md, made from results.json: between `<!-- name -->` and `<!-- end -->`.

python benchmarks/report.py        writes them anew; a test sees to it that they agree
"""

import json
import re
from pathlib import Path

HERE = Path(__file__).parent
README, RESULTS = HERE / "README.md", HERE / "results.json"


def table(head, rows):
    """A Markdown table: the first column to the left, the others to the right."""
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines)


def ratio(row, name):
    """Times bnlab's, median; None if it did not run."""
    return row["times"][name]["ratio"][1] if name in row["times"] else None


def best(row, start):
    """The quickest of those so called, and how many times as long as bnlab it took."""
    found = {k: v["ratio"][1] for k, v in row["times"].items() if k.startswith(start)}
    return min(found.items(), key=lambda item: item[1]) if found else (None, None)


def short(x):
    """A number of about three digits."""
    return "–" if x is None else f"{x:.2f}" if x < 100 else f"{x:.0f}"


def named(pair):
    """`1.49 fused`."""
    name, x = pair
    return "–" if name is None else f"{x:.2f} {name.partition(' ')[2]}"


# ------------------------------------------------------------------------------- the targets

COMPILED = [  # bn.fast: the fastest jax.jit, PyTorch's fastest take at least this many times
    ("small", 1.25, {"float32": 6.0, "float64": 6.0}),
    ("digits", 1.25, {"float32": 3.0, "float64": 3.0}),
    ("paper", 1.25, {"float32": 3.0, "float64": 2.0}),
    ("wide", 1.1, {"float32": 1.3, "float64": 1.3}),
]
LAYERS = ([512, 512], [512, 1024], [1024, 4096])
BOUND = 1.5  # with bn.fast, batch norm alone takes at most this many times the bound
STEPS = [  # NumPy: PyTorch's default setting and its fastest take at least this many times
    ("small", "float32", 6.0, 4.0),
    ("small", "float64", 6.0, 4.0),
    ("digits", "float64", None, 1.6),
    ("paper", "float32", 2.4, 1.7),
    ("paper", "float64", 1.6, 1.25),
    ("wide", "float32", 1.0, 0.85),
]


def _whole_steps(results):
    """Rows with Adam and batch norm, by network and type; and those of the threads' table."""
    steps = {
        (r["net"], r["dtype"]): r
        for r in results.get("steps", [])
        if r["optimizer"] == "Adam" and r["batchnorm"]
    }
    return steps, {(r["net"], r["dtype"]): r for r in results.get("threads", [])}


def _goals(results):
    """What, the aim, what was found, the same for `fit`, whether more is better."""
    steps, two = _whole_steps(results)
    for net, jax, torch in COMPILED:
        for dtype, aim in torch.items():
            row, wall = steps.get((net, dtype)), two.get((net, dtype))
            if row is None or ratio(row, "bnlab fast") is None:
                continue
            what, fast, fit = (
                f"{net} {dtype}",
                ratio(row, "bnlab fast"),
                ratio(row, "bnlab fast fit"),
            )
            theirs = best(row, "jax")[1]
            if theirs:
                yield f"step, {what}: the fastest jax.jit", jax, theirs / fast, theirs / fit, True
            theirs = best(row, "torch")[1]
            if theirs:
                ours = theirs / fast
                if wall and ratio(
                    wall, "bnlab ×1 fast"
                ):  # by the clock, PyTorch with two threads against one of ours
                    ours = min(ours, best(wall, "torch ×2")[1] / ratio(wall, "bnlab ×1 fast"))
                yield f"step, {what}: PyTorch's fastest", aim, ours, theirs / fit, True
            if net == "wide" and wall and ratio(wall, "bnlab ×2 fast"):
                found = ratio(wall, "bnlab ×1 fast") / ratio(wall, "bnlab ×2 fast")
                yield f"step, {what}: one thread ÷ two", 1.0, found, None, True
                found = best(wall, "torch ×2")[1] / ratio(wall, "bnlab ×2 fast")
                yield f"step, {what}: PyTorch's fastest, two threads both", aim, found, None, True
    for row in results.get("batchnorm", []):
        fast = ratio(row, "bnlab fast")
        if row["part"] == "both" and row["shape"] in LAYERS and fast:
            what = f"batch norm alone, {tuple(row['shape'])} {row['dtype']}: times the bound"
            yield what, BOUND, fast / ratio(row, "bnlab bound"), None, False


def _plain_goals(results):
    """The same for NumPy: whole steps only."""
    steps, two = _whole_steps(results)
    for net, dtype, *aims in STEPS:
        row = steps.get((net, dtype))
        if row is None or best(row, "torch")[1] is None:
            continue
        quickest = best(row, "torch")[1]
        if (net, dtype) in two:
            quickest = min(quickest, best(two[net, dtype], "torch ×2")[1])
        theirs = ratio(row, "torch default"), quickest
        for who, aim, found in zip(("default", "fastest"), aims, theirs, strict=True):
            if aim is not None:
                fit = found / ratio(row, "bnlab fit")
                yield f"step, {net} {dtype}: PyTorch's {who}", aim, found, fit, True


def _verdict(aim, found, more):
    if found is None:
        return "–"
    return f"{found:.2f} {'✓' if (found >= aim if more else found <= aim) else 'missed'}"


def targets(results):
    """The aims, and whether they were reached, as lines of text."""
    for whose, goals in (("bn.fast", _goals), ("NumPy", _plain_goals)):
        for what, aim, found, fit, more in goals(results):
            sign = "≥" if more else "≤"
            verdict = _verdict(aim, found, more)
            yield f"{whose:8}{what:64} {sign} {aim:<5} {verdict:13} fit {short(fit)}"


# -------------------------------------------------------------------------------- the tables


def _machine(r):
    m = r["machine"]
    versions = ", ".join(f"{k} {v}" for k, v in m["versions"].items() if k != "numpy")
    minutes = f"; {m['minutes']} minutes" if "minutes" in m else ""
    anew = "".join(
        f" Done anew on {a['date']}, {a.get('cpu', m['cpu'])}, load {a['load']}: "
        f"{', '.join(a['parts'])}."
        for a in m.get("anew", [])
    )
    return (
        f"{m['date']}; {m['cpu']}, {m['cores']} cores, {m['system']}, Python {m['python']}; "
        f"{versions}; load {m['load at the start']} when it began{minutes}.{anew}"
    )


def _aims(goals, whose):
    rows = [
        [what, f"{'≥' if more else '≤'} {aim}", _verdict(aim, found, more), short(fit)]
        for what, aim, found, fit, more in goals
    ]
    return table(["aim", "", whose, "its `fit`"], rows)


def _targets(r):
    return _aims(_goals(r), "with `bn.fast.on()`")


def _plain_targets(r):
    return _aims(_plain_goals(r), "NumPy")


def _steps(r):
    rows = []
    for row in r["steps"]:
        if row["optimizer"] == "Adam" and row["batchnorm"]:
            others = (named(best(row, name)) for name in ("torch", "jax", "tensorflow"))
            low, _, high = row["times"].get("torch default", {"ratio": [0, 0, 0]})["ratio"]
            rows.append(
                [
                    f"{row['net']} {row['dtype']}",
                    f"{row['times']['bnlab step']['us']:.0f}",
                    short(ratio(row, "numpy calls")),
                    short(ratio(row, "bnlab fit")),
                    short(ratio(row, "bnlab fast")),
                    short(ratio(row, "bnlab fast fit")),
                    f"{short(ratio(row, 'torch default'))} ({low:.2f}–{high:.2f})",
                    *others,
                ]
            )
    head = [
        "net",
        "bnlab μs",
        "bare calls",
        "`fit`",
        "bn.fast",
        "its `fit`",
        "PyTorch default (quartiles)",
    ]
    return table([*head, "PyTorch fastest", "jax.jit fastest", "tf.function fastest"], rows)


def _optimizers(r):
    rows = [
        [
            f"{row['net']} {row['optimizer']}{'' if row['batchnorm'] else ', no BN'}",
            f"{row['times']['bnlab step']['us']:.0f}",
            short(ratio(row, "bnlab fit")),
            short(ratio(row, "bnlab fast")),
            short(ratio(row, "torch default")),
            *(named(best(row, name)) for name in ("torch", "jax", "tensorflow")),
        ]
        for row in r["steps"]
        if row["dtype"] == "float32" and not (row["optimizer"] == "Adam" and row["batchnorm"])
    ]
    head = ["float32", "bnlab μs", "`fit`", "bn.fast", "PyTorch default", "PyTorch fastest"]
    return table([*head, "jax.jit", "tf.function"], rows)


def _batchnorm(r):
    rows = []
    for row in r["batchnorm"]:
        eager = ratio(row, "torch eager") or 1
        parts = ("bnlab layer", "bnlab fast", "bnlab function", "torch native")
        cells = [(ratio(row, name) or 0) / eager for name in parts]
        jax, bound = best(row, "jax")[1], ratio(row, "bnlab bound")
        rows.append(
            [
                f"{row['shape'][0]} × {row['shape'][1]} {row['dtype']} {row['part']}",
                f"{row['times']['bnlab layer']['us']:.1f}",
                *(short(c or None) for c in cells),
                short(jax and jax / eager),
                short(bound / eager),
                short(1 / bound),
            ]
        )
    head = ["part of PyTorch eager's time", "layer μs", "layer", "bn.fast", "functions"]
    return table([*head, "PyTorch native", "jax.jit", "bound", "layer ÷ bound"], rows)


def _losses(r):
    names = [n for n in r["losses"][0]["differs"] if n != "bnlab"]
    rows = [
        [
            f"{row['net']} {row['dtype']} {row['optimizer']}",
            row["steps"],
            f"{row['first']:.4f} → {row['last']:.4f}",
            *(f"{row['differs'][n]:.0e}" if n in row["differs"] else "–" for n in names),
        ]
        for row in r["losses"]
    ]
    return table(["", "steps", "loss", *names], rows)


def _memory(r):
    rows = [[name, *(f"{v} MB" for v in row.values())] for name, row in r["memory"].items()]
    return table(["process", *(f"after {k}" for k in next(iter(r["memory"].values())))], rows)


def _threads(r):
    names = list(dict.fromkeys(name for row in r["threads"] for name in row["times"]))
    names = [n for n in names if n != "bnlab ×1 step"]
    rows = [
        [
            f"{row['net']} {row['dtype']}",
            f"{row['times']['bnlab ×1 step']['us']:.0f}",
            *(short(ratio(row, n)) for n in names),
        ]
        for row in r["threads"]
    ]
    return table(["wall time", "bnlab ×1 step, μs", *names], rows)


def _quartiles(q):
    return f"{q[1]:.2f} ({q[0]:.2f}–{q[2]:.2f})" if q else ""


def _tricks(r):
    nets = list(next(iter(r["tricks"].values())))
    rows = [
        [trick, *(_quartiles(found.get(n)) for n in nets)] for trick, found in r["tricks"].items()
    ]
    return table(["a step without it ÷ a step with it", *nets], rows)


def _parts(r, which="fit"):
    found = r["parts"][which]
    nets = list(found)
    names = {p for parts in found.values() for p in parts} - {"whole"}
    names = sorted(names, key=lambda p: -found[nets[0]].get(p, 0))
    rows = [[p, *(f"{found[n].get(p, 0):.0f}" for n in nets)] for p in names]
    rows.append(["**whole step**", *(f"{found[n]['whole']:.0f}" for n in nets)])
    return table(["μs", *nets], rows)


def _compiled_parts(r):
    return _parts(r, "compiled")


def _protocol(r):
    rows = [
        [who, f"{found['seconds']:.0f} s", f"{found['cpu']:.0f} s", f"{found['loss']:.4f}"]
        for who, found in r["protocol"].items()
    ]
    steps = next(iter(r["protocol"].values()))["steps"]
    return table([f"{steps:,} steps", "by the clock", "of the processor", "last loss"], rows)


def _start(r):
    s = r["start"]
    rows = [[f"a fresh Python: {k}", f"{v:.0f} ms", ""] for k, v in s["import"].items()]
    for name, took in s["lessons"].items():
        first = took.get("first picture")
        whole = f"{took['whole']:.1f} s" if "whole" in took else took["error"]
        rows.append([name, whole, f"{first:.1f} s" if first else ""])
    return table(["", "whole", "first picture or explorer"], rows)


TABLES = {
    "machine": _machine,
    "targets": _targets,
    "plain targets": _plain_targets,
    "steps": _steps,
    "optimizers": _optimizers,
    "batch norm": _batchnorm,
    "losses": _losses,
    "memory": _memory,
    "threads": _threads,
    "tricks": _tricks,
    "parts": _parts,
    "compiled parts": _compiled_parts,
    "protocol": _protocol,
    "start": _start,
}


def render(text, results):
    """The text with every table made from the results."""

    def made(match):
        return f"{match[1]}\n{TABLES[match[2]](results)}\n<!-- end -->"

    return re.sub(r"(<!-- (\w[\w ]*) -->)\n.*?<!-- end -->", made, text, flags=re.DOTALL)


def write(results):
    """Make README.md's tables anew."""
    README.write_text(render(README.read_text(encoding="utf-8"), results), encoding="utf-8")


if __name__ == "__main__":
    write(json.loads(RESULTS.read_text(encoding="utf-8")))
