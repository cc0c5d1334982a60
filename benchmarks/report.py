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

STEPS = [  # PyTorch's default setting, its fastest, the fastest jax.jit; at least this many times
    ("small", "float32", 6.0, 4.0, 1.5),
    ("small", "float64", 6.0, 4.0, 1.5),
    ("digits", "float64", None, 1.6, None),
    ("paper", "float32", 2.4, 1.7, 1.15),
    ("paper", "float64", 1.6, 1.25, 1.15),
    ("wide", "float32", 1.0, 0.85, None),
]
LAYERS = [  # at most this part of PyTorch eager's time, and this many times the bound
    ([10, 60], "float32", 0.55, None),
    ([10, 60], "float64", 0.55, None),
    ([100, 60], "float32", 0.85, None),
    ([100, 60], "float64", 0.85, None),
    ([256, 256], "float32", 0.9, None),
    ([256, 256], "float64", 0.9, None),
    ([512, 512], "float64", None, 3.0),
    ([512, 1024], "float32", 1.2, None),
    ([512, 1024], "float64", 1.0, 3.0),
    ([1024, 4096], "float64", None, 3.0),
]


def _goals(results):
    """What, the aim, ours, `fit` (whole steps), ours with bn.fast, whether more is better."""
    steps = {
        (r["net"], r["dtype"]): r
        for r in results.get("steps", [])
        if r["optimizer"] == "Adam" and r["batchnorm"]
    }
    two = {(r["net"], r["dtype"]): r for r in results.get("threads", [])}
    for net, dtype, *aims in STEPS:
        row = steps.get((net, dtype))
        if row is None:
            continue
        quickest = best(row, "torch")[1]
        if (net, dtype) in two and quickest is not None:
            quickest = min(quickest, best(two[net, dtype], "torch ×2")[1])
        theirs = ratio(row, "torch default"), quickest, best(row, "jax")[1]
        fit, fast = ratio(row, "bnlab fit"), ratio(row, "bnlab fast")
        whose = "PyTorch's default", "PyTorch's fastest", "the fastest jax.jit"
        for who, aim, found in zip(whose, aims, theirs, strict=True):
            if aim is not None and found is not None:
                what = f"step, {net} {dtype}: {who}"
                yield what, aim, found, found / fit, fast and found / fast, True
    layers = {
        (*r["shape"], r["dtype"]): r for r in results.get("batchnorm", []) if r["part"] == "both"
    }
    for shape, dtype, eager, bound in LAYERS:
        row = layers.get((*shape, dtype))
        if row is None:
            continue
        fast = ratio(row, "bnlab fast")
        for who, name, aim in (
            ("PyTorch eager", "torch eager", eager),
            ("bound", "bnlab bound", bound),
        ):
            found = ratio(row, name)
            if aim is not None and found is not None:
                what = f"batch norm alone, {tuple(shape)} {dtype}: part of {who}"
                what = what if name != "bnlab bound" else what.replace("part of", "times the")
                yield what, aim, 1 / found, None, fast and fast / found, False


def _verdict(aim, found, more):
    if found is None:
        return "–"
    return f"{found:.2f} {'✓' if (found >= aim if more else found <= aim) else 'missed'}"


def targets(results):
    """The aims, and whether they were reached, as lines of text."""
    for what, aim, found, fit, fast, more in _goals(results):
        sign = "≥" if more else "≤"
        yield (
            f"{what:64} {sign} {aim:<5} {_verdict(aim, found, more):13}"
            f" fit {short(fit):5} with bn.fast {_verdict(aim, fast, more)}"
        )


# -------------------------------------------------------------------------------- the tables


def _machine(r):
    m = r["machine"]
    versions = ", ".join(f"{k} {v}" for k, v in m["versions"].items() if k != "numpy")
    minutes = f"; {m['minutes']} minutes" if "minutes" in m else ""
    anew = "".join(
        f" Done anew on {a['date']}, load {a['load']}: {', '.join(a['parts'])}."
        for a in m.get("anew", [])
    )
    return (
        f"{m['date']}; {m['cpu']}, {m['cores']} cores, {m['system']}, Python {m['python']}; "
        f"{versions}; load {m['load at the start']} when it began{minutes}.{anew}"
    )


def _targets(r):
    rows = [
        [
            what,
            f"{'≥' if more else '≤'} {aim}",
            _verdict(aim, found, more),
            short(fit),
            _verdict(aim, fast, more),
        ]
        for what, aim, found, fit, fast, more in _goals(r)
    ]
    return table(["aim", "", "bnlab", "its `fit`", "with `bn.fast.on()`"], rows)


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
                    f"{short(ratio(row, 'torch default'))} ({low:.2f}–{high:.2f})",
                    *others,
                ]
            )
    head = ["net", "bnlab μs", "bare calls", "`fit`", "bn.fast", "PyTorch default (quartiles)"]
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


def _parts(r):
    nets = list(r["parts"])
    names = sorted({p for parts in r["parts"].values() for p in parts} - {"whole"})
    first = r["parts"][nets[0]]
    names.sort(key=lambda p: -first.get(p, 0))
    rows = [[p, *(f"{r['parts'][n].get(p, 0):.0f}" for n in nets)] for p in names]
    rows.append(["**whole step**", *(f"{r['parts'][n]['whole']:.0f}" for n in nets)])
    return table(["μs", *nets], rows)


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
    "steps": _steps,
    "optimizers": _optimizers,
    "batch norm": _batchnorm,
    "losses": _losses,
    "memory": _memory,
    "threads": _threads,
    "tricks": _tricks,
    "parts": _parts,
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
