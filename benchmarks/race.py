"""The race: one persistent process a library, turns in random order, ratios within each round."""

import json
import os
import random
import statistics
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
LIBRARIES = ("bnlab", "numpy", "torch", "jax", "tensorflow")
MOST, BRIEF = 99, False  # rounds, and whether to leave out what the aims don't ask for
FORCED = "OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"


class Contestant:
    """A library in a process of its own."""

    def __init__(self, library, threads=1, core=None, own_kernels=True):
        names = "OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"
        # Kernels that somebody chose for this machine are dropped: each library picks its own.
        kept = {k: v for k, v in os.environ.items() if not own_kernels or k not in FORCED}
        environment = kept | dict.fromkeys(names, str(threads))
        environment["TF_CPP_MIN_LOG_LEVEL"] = "3"
        if threads == 1:
            environment["XLA_FLAGS"] = (
                "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
            )
        self.library, self.name = library, library
        self.process = subprocess.Popen(
            [sys.executable, str(HERE / "worker.py"), library],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            text=True,
        )
        if core is not None and hasattr(os, "sched_setaffinity"):
            os.sched_setaffinity(self.process.pid, {core})
        about = json.loads(self.process.stdout.readline())
        self.missing = about.get("missing")
        self.version, self.settings = about.get("version"), about.get("settings", {})

    def ask(self, do, **rest):
        """Send a command and wait for its answer."""
        self.process.stdin.write(json.dumps({"do": do} | rest) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"{self.library} ended while asked to {do} {rest}")
        return json.loads(line)

    def close(self):
        self.process.stdin.close()
        self.process.wait(timeout=30)


def start(libraries=LIBRARIES, threads=1, core=None, own_kernels=True):
    """The contestants that are installed here."""
    found = [Contestant(name, threads, core, own_kernels) for name in libraries]
    return [c for c in found if c.missing is None]


def quartiles(values):
    """Lower quartile, median, upper quartile."""
    return statistics.quantiles(values, n=4, method="inclusive")


def race(contestants, kind, case, rounds, clock="cpu", only=None):
    """Time every setting of every contestant, or `only` some: {(name, setting): [seconds, …]}."""
    runners = {}
    for c in contestants:
        for setting in c.settings[kind]:
            key = (c.name, setting)
            if only is not None and key not in only:
                continue
            if c.ask("prepare", id=str(key), kind=kind, case=case, setting=setting)["exists"]:
                runners[key] = c
    seconds = {key: [] for key in runners}
    for _ in range(min(rounds, MOST)):
        for key in random.sample(list(runners), len(runners)):
            seconds[key].append(runners[key].ask("time", id=str(key))[clock])
    for c in contestants:
        c.ask("forget")
    return seconds


def ratios(seconds, ours):
    """How many times as long as `ours` each one took, round by round: quartiles."""
    return {
        key: quartiles([a / b for a, b in zip(values, seconds[ours], strict=True)])
        for key, values in seconds.items()
    }
