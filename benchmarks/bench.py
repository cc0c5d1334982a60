"""The whole benchmark: `make bench`, or python benchmarks/bench.py [--quick] [--only steps start].

Prints one table, and writes results.json, scaling.png and the tables of README.md from it. Each
library runs in a process of its own, all on one core, in turns of random order; what counts is the
ratio within a round. Peers that are not installed are left out. --quick takes few rounds and cases,
and writes to artifacts/bench_quick.json only; --only does some parts anew and keeps the rest.
"""

import argparse
import datetime
import itertools
import json
import os
import platform
import subprocess
import sys
import time
from pathlib import Path

import nets
import race
import report
import scaling

HERE = Path(__file__).parent
STEP = ("bnlab", "step")
PARTS = ["batchnorm", "steps", "losses", "memory", "threads", "tricks", "parts", "protocol"]
PARTS += ["scaling", "start"]


def summary(seconds, ours=STEP):
    """μs, and how many times as long as ours, as quartiles, by contestant and setting."""
    found = race.ratios(seconds, ours)
    return {
        " ".join(key): {
            "us": round(1e6 * race.quartiles(values)[1], 2),
            "ratio": [round(q, 3) for q in found[key]],
        }
        for key, values in seconds.items()
    }


def machine(contestants):
    """What was measured on what, and when."""
    cpu = platform.processor() or platform.machine()
    if Path("/proc/cpuinfo").exists():
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        cpu = next((x.partition(":")[2].strip() for x in lines if x.startswith("model name")), cpu)
    return {
        "date": datetime.datetime.now(datetime.UTC).date().isoformat(),
        "cpu": cpu,
        "cores": os.cpu_count(),
        "load at the start": round(os.getloadavg()[0], 1) if hasattr(os, "getloadavg") else None,
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "versions": {c.library: c.version for c in contestants},
    }


def batchnorm(contestants, quick):
    """Batch norm alone: forward, backward and both."""
    rows, rounds = [], {"forward": 5, "backward": 5, "both": 9}
    if quick:
        rounds = dict.fromkeys(rounds, 3)
    shapes = nets.SHAPES[1:4:2] if quick else nets.SHAPES
    shapes = nets.SHAPES[3:] if race.BRIEF else shapes
    for shape, dtype in itertools.product(shapes, nets.DTYPES):
        for part in (
            ("both",) if shape in nets.ONLY_BOTH or race.BRIEF else ("forward", "backward", "both")
        ):
            case = nets.layer(shape, dtype, part)
            seconds = race.race(contestants, "batchnorm", case, rounds[part])
            rows.append(case | {"times": summary(seconds, ("bnlab", "layer"))})
            say(f"BN {shape} {dtype} {part}", rows[-1]["times"])
    return rows


def steps(contestants, quick):
    """Whole steps: Adam and BN in every setting, then each optimizer with and without BN."""
    every = {(c.name, s) for c in contestants for s in c.settings["step"]}
    # XLA takes seconds to compile each case: beside Adam only its quickest layouts
    slow = {("jax", "rows"), ("jax", "columns"), ("jax", "rows flat"), ("bnlab", "fast fit")}
    slow |= {("tensorflow", "jit_compile")}
    rows = []
    cases = [(n, d, "Adam", True) for n in nets.NETS for d in nets.DTYPES]
    if quick:
        cases = cases[:1] + cases[4:5]
    else:
        rest = itertools.product(nets.NETS, ["float32"], nets.OPTIMIZERS, [True, False])
        cases += [c for c in rest if c not in cases]
    if race.BRIEF:  # and without the settings that were never the fastest
        cases = cases[:8]
        every -= {("jax", "rows"), ("torch", "foreach"), ("tensorflow", "jit_compile")}
    for net, dtype, optimizer, bn in cases:
        case = nets.case(net, dtype, optimizer, bn)
        first = optimizer == "Adam" and bn
        rounds = 3 if quick else (9 if first else 5)
        only = every if first else every - slow
        seconds = race.race(contestants, "step", case, rounds, only=only)
        keep = {k: case[k] for k in ("net", "dtype", "optimizer", "batchnorm")}
        rows.append(keep | {"times": summary(seconds)})
        say(f"step {net} {dtype} {optimizer}{'' if bn else ', no BN'}", rows[-1]["times"])
    return rows


def losses(contestants, quick):
    """The losses of all after the same steps, at a learning rate at which they move."""
    rows = []
    cases = [(n, d, "Adam") for n in nets.NETS for d in nets.DTYPES]
    cases += [("small", "float64", o) for o in nets.OPTIMIZERS[:-1]]
    for net, dtype, optimizer in cases[:2] if quick else cases:
        rate = 0.1 if optimizer in ("GradientDescent", "Momentum") else 1e-3
        case = nets.case(net, dtype, optimizer, learning_rate=rate)
        n = 5 if net == "wide" else 20  # within an epoch: only fit shuffles for a second one
        found = {}
        for c in contestants:
            setting = "columns flat" if c.library == "jax" else c.settings["step"][0]
            found[c.name] = c.ask("losses", case=case, setting=setting, n=n).get("losses")
            if c.library == "bnlab":
                found["bn.fast"] = c.ask("losses", case=case, setting="fast", n=n)["losses"]
                found["fit"] = c.ask("losses", case=case, setting="fit", n=n)["losses"]
        ours = found["bnlab"]
        worst = {
            name: max(abs(a - b) / abs(b) for a, b in zip(theirs, ours, strict=True))
            for name, theirs in found.items()
            if theirs is not None  # the bare calls know Adam alone
        }
        rows.append(
            {"net": net, "dtype": dtype, "optimizer": optimizer, "steps": n}
            | {"first": ours[0], "last": ours[-1], "differs": worst}
        )
    return rows


def memory(libraries, quick):
    """Peak memory of a process, MB: after the import, and after steps of two networks."""
    rows = {}
    for library in libraries:
        row = {}
        for net in ("paper",) if quick else ("paper", "wide"):
            (c,) = race.start([library])
            row.setdefault("import", c.ask("memory")["peak"])
            setting = "fused" if library == "torch" else c.settings["step"][0]
            case = nets.case(net, "float32")
            c.ask("prepare", id="0", kind="step", case=case, setting=setting)
            row[net] = c.ask("memory")["peak"]
            c.close()
        rows[library] = {k: round(v) for k, v in row.items()}
    return rows


def threads(quick):
    """One and two threads, wall time, no core of their own: bnlab by both, PyTorch by both."""
    if (os.cpu_count() or 1) < 2:
        return []
    contestants = []
    for library, count in itertools.product(("bnlab", "torch"), (1, 2)):
        for c in race.start([library], threads=count):
            c.name = f"{library} ×{count}"
            contestants.append(c)
    only = {(c.name, s) for c in contestants for s in ("step", "fast", "default", "fused")}
    rows = []
    cases = itertools.product(nets.NETS, nets.DTYPES)
    for net, dtype in list(cases)[:1] if quick else cases:
        case = nets.case(net, dtype)
        seconds = race.race(contestants, "step", case, 3 if quick else 9, "wall", only)
        times = summary(seconds, ("bnlab ×1", "step"))
        rows.append({"net": net, "dtype": dtype, "times": times})
        say(f"threads {net} {dtype}", times)
    for c in contestants:
        c.close()
    return rows


def _case(row):
    """What a row is about: all that is no result."""
    names = "net", "dtype", "optimizer", "batchnorm", "shape", "part"
    return tuple(str(row.get(name)) for name in names)


def script(name, core, quick, *more):
    """The answer of one of the scripts here that run bnlab alone, on the same core."""
    command = [sys.executable, str(HERE / name), "--json", *(["--quick"] if quick else []), *more]
    pin = (lambda: os.sched_setaffinity(0, {core})) if core is not None else None
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True, preexec_fn=pin)
    return json.loads(done.stdout)


def say(what, times):
    """One line of the table."""
    cells = [f"{name} {t['us']:.0f} μs ({t['ratio'][1]:.2f})" for name, t in times.items()]
    print(f"{what:34}", "; ".join(cells), flush=True)


def main():
    ask = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ask.add_argument("--quick", action="store_true")
    ask.add_argument("--only", nargs="+", choices=PARTS, default=PARTS)
    ask.add_argument("--brief", action="store_true", help="Adam with batch norm, big layers alone")
    ask.add_argument("--rounds", type=int, default=99, help="at most so many, on a busy machine")
    said = ask.parse_args()
    quick, only = said.quick, said.only
    race.MOST, race.BRIEF = said.rounds, said.brief
    pinned = hasattr(os, "sched_setaffinity")
    core = max(os.sched_getaffinity(0)) if pinned else None
    target = HERE.parent / "artifacts/bench_quick.json" if quick else report.RESULTS
    target.parent.mkdir(exist_ok=True)
    results = json.loads(target.read_text()) if target.exists() and only != PARTS else {}
    began = time.perf_counter()

    contestants = race.start(core=core)
    libraries = [c.library for c in contestants]
    here = machine(contestants)
    results.setdefault("machine", here)
    if only != PARTS:
        anew = {"parts": only, "date": here["date"], "load": here["load at the start"]}
        anew |= {"cpu": here["cpu"], "brief": said.brief, "rounds": said.rounds}
        results["machine"]["anew"] = [*results["machine"].get("anew", []), anew]
    print("μs, and in brackets how many times as long as bnlab (its step, or its layer)")
    together = {"batchnorm": batchnorm, "steps": steps, "losses": losses}
    by_itself = {
        "memory": lambda quick: memory(libraries, quick),
        "threads": threads,
        "tricks": lambda quick: script("tricks.py", core, quick),
        "parts": lambda quick: script("parts.py", core, quick, *(["small"] if quick else [])),
        "protocol": lambda quick: script("protocol.py", None, quick),
        "scaling": lambda quick: script("scaling.py", core, quick),
        "start": lambda quick: script("start.py", None, quick),
    }
    for part in [name for name in together if name in only]:
        old, found = results.get(part, []), together[part](contestants, quick)
        same = {_case(row) for row in found}
        results[part] = found + [row for row in old if said.brief and _case(row) not in same]
    for c in contestants:
        c.close()
    for part in [name for name in by_itself if name in only]:
        results[part] = by_itself[part](quick)
    if only == PARTS:
        results["machine"]["minutes"] = round((time.perf_counter() - began) / 60, 1)
    target.write_text(json.dumps(results, indent=1) + "\n")
    print(f"\nwritten: {target.name}", end="")
    if not quick:
        scaling.draw(results["scaling"], HERE / "scaling.png")
        report.write(results)
        print(", scaling.png and the tables of README.md", end="")
    print(f"; {(time.perf_counter() - began) / 60:.1f} minutes")
    for line in report.targets(results):
        print(line)


if __name__ == "__main__":
    main()
