"""Makes the runs of lesson 08's grid anew, and stores what they give in bnlab/grid.json.

    python tools/lesson_runs.py        1,440 trainings, some seven minutes on two cores

Stopped and started again it goes on: finished runs are kept in artifacts/ until all are there.
"""

import json
from pathlib import Path

from bnlab import experiments, grid

KEPT = Path(__file__).resolve().parents[1] / "artifacts" / "grid_runs.json"


def main() -> None:
    KEPT.parent.mkdir(exist_ok=True)
    lines = []
    for activation in ("sigmoid", "relu"):
        for name, (_, rates) in grid.RULES.items():
            for batchnorm in (False, True):
                settings = {"name": name, "batchnorm": batchnorm, "activation": activation}
                rows = experiments.sweep(
                    grid.run,
                    {key: [value] for key, value in settings.items()} | {"rate": rates},
                    grid.STARTS,
                    n_jobs=-1,
                    path=KEPT,
                )
                results = [row["result"] for row in rows]
                count = len(grid.STARTS)
                runs = [results[i : i + count] for i in range(0, len(results), count)]
                lines.append(json.dumps(settings | {"runs": runs}))
                print(f"{activation}, {name}, batch norm {batchnorm}: {len(rows)} runs", flush=True)
    grid.FILE.write_text("[\n" + ",\n".join(lines) + "\n]\n", encoding="utf-8")
    KEPT.unlink()


if __name__ == "__main__":
    main()
