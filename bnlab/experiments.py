"""Experiments: the same run under several settings and seeds, in parallel, resumable."""

import json
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from . import checks

Run = Callable[..., Any]


class Comparison(NamedTuple):
    """Results of `compare`: one row a variant, one column a seed."""

    variants: list[str]
    seeds: list[int]
    values: NDArray  # (variants, seeds)

    @property
    def differences(self) -> NDArray:
        """Each variant minus the first, seed by seed, (variants, seeds)."""
        return self.values - self.values[0]

    @property
    def standard_error(self) -> NDArray:
        """Standard error of the mean difference, (variants,); NaN with a single seed."""
        n = len(self.seeds)
        if n < 2:
            return np.full(len(self.variants), np.nan)
        return self.differences.std(axis=1, ddof=1) / np.sqrt(n)

    def __str__(self) -> str:
        width = max(map(len, self.variants))
        rows = [f"{'':{width}}      mean   minus the first ± standard error"]
        for name, row, d, e in zip(
            self.variants, self.values, self.differences, self.standard_error, strict=True
        ):
            rows.append(f"{name:{width}}  {row.mean():8.4f}   {d.mean():+.4f} ± {e:.4f}")
        return "\n".join(rows)


def compare(
    run: Run,
    variants: Mapping[str, Mapping[str, Any]],
    seeds: Iterable[int] = range(5),
    *,
    n_jobs: int = 1,
    path: str | os.PathLike[str] | None = None,
    progress: bool = False,
) -> Comparison:
    """Run every variant with every seed: a paired comparison.

    Parameters
    ----------
    run : function
        ``run(seed=…, **settings)`` gives one number. A variant and the next get equal seeds, so
        that equal draws (initial W, mini-batches) cancel in the difference.
    variants : dict of dict
        Name → settings; the first one is what the others are compared with.
    seeds : iterable of int
        At least 2 for a standard error.
    n_jobs : int
        Processes; −1 for all cores.
    path : str or path, optional
        A file of finished runs (JSON, one a line): a second call goes on where the first stopped.
    progress : bool
        Whether to show a progress bar.

    Returns
    -------
    comparison : Comparison

    Raises
    ------
    ValueError
        If there are no variants or no seeds, or the file holds something else.
    TypeError
        If run is no function, or a result is not a number.
    """
    if not isinstance(variants, Mapping) or not variants:
        raise ValueError("variants is empty or no dict, but expected {name: settings, …}.")
    seeds = _seeds(seeds)
    jobs = [dict(settings) | {"seed": seed} for settings in variants.values() for seed in seeds]
    results = _run_all(run, jobs, n_jobs, path, progress)
    values = np.array([checks.number("a result of run", r) for r in results])
    return Comparison(list(variants), seeds, values.reshape(len(variants), len(seeds)))


def sweep(
    run: Run,
    grid: Mapping[str, Sequence[Any]],
    seeds: Iterable[int] = (0,),
    *,
    n_jobs: int = 1,
    path: str | os.PathLike[str] | None = None,
    progress: bool = False,
) -> list[dict[str, Any]]:
    """Run every combination of settings with every seed.

    Parameters
    ----------
    run : function
        ``run(seed=…, **settings)`` gives anything that JSON can hold: a number, a list, a dict.
    grid : dict of lists
        Setting → the values to try; the last setting changes fastest.
    seeds, n_jobs, path, progress
        As in `compare`.

    Returns
    -------
    rows : list of dict
        In the grid's order: the settings, "seed" and "result".

    Raises
    ------
    ValueError, TypeError
        As `compare`.
    """
    if not isinstance(grid, Mapping) or not grid:
        raise ValueError("grid is empty or no dict, but expected {setting: [values], …}.")
    seeds = _seeds(seeds)
    jobs = [
        dict(zip(grid, values, strict=True)) | {"seed": seed}
        for values in product(*grid.values())
        for seed in seeds
    ]
    results = _run_all(run, jobs, n_jobs, path, progress)
    return [job | {"result": result} for job, result in zip(jobs, results, strict=True)]


def _seeds(seeds: Iterable[int]) -> list[int]:
    if not isinstance(seeds, Iterable):
        raise TypeError(f"seeds is {seeds!r}, but expected several: range(5), or [0, 1, 2].")
    seeds = [checks.whole("seed", seed, least=0) for seed in seeds]
    if not seeds:
        raise ValueError("seeds is empty, but expected at least one.")
    return seeds


def _run_all(
    run: Run,
    jobs: list[dict[str, Any]],
    n_jobs: int,
    path: str | os.PathLike[str] | None,
    progress: bool,
) -> list[Any]:
    """Results in the order of the jobs; those that the file has already are not run again."""
    if not callable(run):
        raise TypeError(f"run is a {type(run).__name__}, but expected a function.")
    done = {} if path is None else _read(Path(path))
    keys = [json.dumps(job, sort_keys=True, default=_plain) for job in jobs]
    todo = {key: job for key, job in zip(keys, jobs, strict=True) if key not in done}
    if todo:
        from joblib import Parallel, delayed  # loaded when used, as tqdm below

        def one(key: str, job: dict[str, Any]) -> tuple[str, Any]:
            return key, run(**job)

        finished = Parallel(n_jobs=n_jobs, return_as="generator_unordered")(
            delayed(one)(key, job) for key, job in todo.items()
        )
        if progress:
            from tqdm.auto import tqdm

            finished = tqdm(finished, total=len(todo), unit="run")
        for key, result in finished:
            done[key] = json.loads(json.dumps(result, default=_plain))  # as a file gives it back
            if path is not None:
                with open(path, "a", encoding="utf-8") as file:
                    file.write(json.dumps({"job": key, "result": done[key]}) + "\n")
    return [done[key] for key in keys]


def _read(path: Path) -> dict[str, Any]:
    """Finished runs; a last line that was cut off by an interruption is run again."""
    if not path.exists():
        return {}
    done = {}
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    if lines and not lines[-1].endswith("\n"):
        path.write_text("".join(lines[:-1]), encoding="utf-8")
        lines.pop()
    for i, line in enumerate(lines):
        try:
            entry = json.loads(line)
            done[entry["job"]] = entry["result"]
        except (ValueError, TypeError, KeyError):
            raise ValueError(
                f"line {i + 1} of {str(path)!r} is not a finished run: is it another file?"
            ) from None
    return done


def _plain(value: Any) -> Any:
    """NumPy's numbers and arrays as JSON's."""
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, np.ndarray):
        return value.tolist()
    raise TypeError(f"{value!r} is a {type(value).__name__}, which a file of results can't hold.")
