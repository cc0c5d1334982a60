"""One contestant's process: reads commands from stdin, answers on stdout, a JSON line each.

{"do": "prepare", "id": 7, "kind": "step", "case": {...}, "setting": "fused"}
{"do": "time", "id": 7}            -> {"cpu": seconds a call, "wall": seconds a call}
{"do": "losses", "id": 7, "n": 50} -> {"losses": [...]}
{"do": "memory"}                   -> {"peak": MB}
{"do": "forget"}
"""

import gc
import importlib
import json
import os
import resource
import sys
import time
from pathlib import Path

TURN = 0.03  # seconds that one turn of a contestant should take


def clock(run, n):
    """CPU and wall seconds of run(n), from the moment that run itself says it began."""
    began = time.process_time(), time.perf_counter()
    run(n)
    ended = time.process_time(), time.perf_counter()
    began = getattr(run, "began", began)
    return ended[0] - began[0], ended[1] - began[1]


def main():
    sys.path.insert(1, str(Path(__file__).parents[1]))  # the repository's own bnlab
    answers, sys.stdout = sys.stdout, sys.stderr  # what libraries print must not mix in
    try:
        contestant = importlib.import_module(f"with_{sys.argv[1]}")
    except ImportError as error:
        print(json.dumps({"missing": str(error)}), file=answers, flush=True)
        return
    about = {"version": contestant.VERSION, "settings": contestant.SETTINGS, "pid": os.getpid()}
    print(json.dumps(about), file=answers, flush=True)
    gc.collect()
    gc.freeze()  # what the import made is not looked through again before every turn
    prepared = {}
    for line in sys.stdin:
        command = json.loads(line)
        answer = {}
        if command["do"] == "prepare":
            run = getattr(contestant, command["kind"])(command["case"], command["setting"])
            if run is not None:
                run(3)  # compile, warm up
                once = clock(run, 10)[0] / 10
                prepared[command["id"]] = run, max(3, round(TURN / max(once, 1e-6)))
            answer["exists"] = run is not None
        elif command["do"] == "time":
            run, n = prepared[command["id"]]
            gc.collect()
            cpu, wall = clock(run, n)
            answer = {"cpu": cpu / n, "wall": wall / n}
        elif command["do"] == "losses":
            run = contestant.step(command["case"], command["setting"])
            if run is not None:
                answer["losses"] = [float(x) for x in run(command["n"])]
        elif command["do"] == "memory":
            answer["peak"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024  # MB
        elif command["do"] == "forget":
            prepared.clear()
        print(json.dumps(answer), file=answers, flush=True)


main()
