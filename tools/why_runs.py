"""Makes the runs of lesson 12 anew, and stores what they give in bnlab/why.json.

    python tools/why_runs.py        180 trainings, some three minutes

Stopped and started again it goes on: finished runs are kept in artifacts/ until all are there.
"""

import json
from pathlib import Path

from bnlab import experiments, why

KEPT = Path(__file__).resolve().parents[1] / "artifacts" / "why_runs.json"


def main() -> None:
    KEPT.parent.mkdir(exist_ok=True)
    lines = []
    for kind in why.KINDS:
        rows = experiments.sweep(
            why.run, {"kind": [kind], "rate": why.RATES}, why.STARTS, n_jobs=1, path=KEPT
        )
        results = [row["result"] for row in rows]
        count = len(why.STARTS)
        runs = [results[i : i + count] for i in range(0, len(results), count)]
        lines.append(json.dumps({"kind": kind, "runs": runs}))
        print(f"{kind}: {len(rows)} runs", flush=True)
    why.FILE.write_text("[\n" + ",\n".join(lines) + "\n]\n", encoding="utf-8")
    KEPT.unlink()


if __name__ == "__main__":
    main()
