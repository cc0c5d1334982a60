"""Experiments: the same run under several settings and seeds, in parallel, resumable.

A run that fails costs no other: it is reported by its settings and seed, recorded with its error,
and run again the next time. Each run uses one thread of the machine's linear algebra, so that the
results do not depend on the number of processes.
"""

import functools
import json
import os
import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import product
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from . import checks, parallel
from .parallel import Run
from .results import Outcome, Results, plain
from .training import progress_bar


class Comparison(NamedTuple):
    """Results of `compare`: one row a variant, one column a seed; NaN where a run has failed."""

    variants: list[str]
    seeds: list[int]
    values: NDArray  # (variants, seeds)

    @property
    def differences(self) -> NDArray:
        """Each variant minus the first, seed by seed, (variants, seeds)."""
        return self.values - self.values[0]

    @property
    def standard_error(self) -> NDArray:
        """Standard error of the mean difference, (variants,); NaN with fewer than two pairs."""
        pairs = [d[np.isfinite(d)] for d in self.differences]
        return np.array([d.std(ddof=1) / np.sqrt(len(d)) if len(d) > 1 else np.nan for d in pairs])

    def __str__(self) -> str:
        width = max(map(len, self.variants))
        rows = [f"{'':{width}}      mean   minus the first ± standard error"]
        for name, row, d, e in zip(
            self.variants, self.values, self.differences, self.standard_error, strict=True
        ):
            failed = np.isnan(row).sum()
            note = f"   ({failed} of {len(row)} failed)" if failed else ""
            rows.append(f"{name:{width}}  {_mean(row):8.4f}   {_mean(d):+.4f} ± {e:.4f}{note}")
        return "\n".join(rows)


def compare(
    run: Run,
    variants: Mapping[str, Mapping[str, Any]],
    seeds: Iterable[int] = range(5),
    *,
    n_jobs: int = 1,
    cluster: Any = None,
    path: str | os.PathLike[str] | None = None,
    progress: bool = False,
) -> Comparison:
    """Run every variant with every seed: a paired comparison.

    Parameters
    ----------
    run : function
        ``run(seed=…, **settings)`` returns one number. A variant and the next get equal seeds, so
        that equal draws (initial W, mini-batches) cancel in the difference.
    variants : dict of dict
        Name → settings; the first one is what the others are compared with. Settings are whatever
        JSON can hold, and as in JSON (1, 2), [1, 2] and np.array([1, 2]) are one setting; 1 and
        1.0 are two.
    seeds : iterable of int
        At least 2 for a standard error.
    n_jobs : int
        Processes on this machine; −1 for one a core.
    cluster : str or dask.distributed.Client, optional
        Instead of processes here: a Dask cluster, or the address of its scheduler
        ("tcp://…:8786"). It needs ``pip install "bnlab[cluster]"``, bnlab on every worker, and
        `run` in a module that the workers can import too, or in your notebook.
    path : str or path, optional
        A file of finished runs (JSON, one a line): a second call goes on where the first stopped,
        and several processes may use the file at once. A file belongs to one function, known by
        its name: take another file after changing what the function does.
    progress : bool
        Whether to show a progress bar, with the time left.

    Returns
    -------
    comparison : Comparison

    Warns
    -----
    RuntimeWarning
        If some runs failed: which ones, and how. A run in which `fit` diverges has failed, unless
        it deals with the `DivergenceWarning` itself.

    Raises
    ------
    RuntimeError
        If all runs failed.
    ValueError
        If there are no variants or no seeds, a name or a seed is given twice, or the file holds
        something else.
    TypeError
        If run is no function, or a setting is nothing that JSON can hold.
    FileNotFoundError
        If the file's folder does not exist.
    """
    if not isinstance(variants, Mapping) or not variants:
        raise ValueError("variants is empty or no dict, but expected {name: settings, …}.")
    seeds = _seeds(seeds)
    jobs = []
    for name, settings in variants.items():
        if not isinstance(settings, Mapping):
            raise ValueError(
                f"variant {name!r} is {settings!r}, but expected its settings: {{name: value, …}}."
            )
        _check_names(settings, "seed")
        jobs += [
            (f"variant {name!r}, seed {seed}", dict(settings) | {"seed": seed}) for seed in seeds
        ]
    outcomes = _run_all(run, jobs, _number, n_jobs, cluster, path, progress)
    values = np.array([_number(o["result"]) if "result" in o else np.nan for o in outcomes])
    return Comparison(list(variants), seeds, values.reshape(len(variants), len(seeds)))


def sweep(
    run: Run,
    grid: Mapping[str, Sequence[Any]],
    seeds: Iterable[int] = (0,),
    *,
    n_jobs: int = 1,
    cluster: Any = None,
    path: str | os.PathLike[str] | None = None,
    progress: bool = False,
) -> list[dict[str, Any]]:
    """Run every combination of settings with every seed.

    Parameters
    ----------
    run : function
        ``run(seed=…, **settings)`` returns anything that JSON can hold: a number, a list, a dict.
    grid : dict of lists
        Setting → the values to try; the last setting changes fastest.
    seeds, n_jobs, cluster, path, progress
        As in `compare`.

    Returns
    -------
    rows : list of dict
        In the grid's order: the settings, "seed" and "result"; for a failed run the result is None,
        and "error" says why.

    Raises
    ------
    RuntimeError, ValueError, TypeError, FileNotFoundError
        As `compare`, which also says what is warned of.
    """
    if not isinstance(grid, Mapping) or not grid:
        raise ValueError("grid is empty or no dict, but expected {setting: [values], …}.")
    _check_names(grid, "seed", "result", "error")
    for name, values in grid.items():
        if isinstance(values, str) or not isinstance(values, Iterable):
            raise ValueError(f"grid[{name!r}] is {values!r}, but expected a list: [{values!r}].")
    seeds = _seeds(seeds)
    settings = [dict(zip(grid, values, strict=True)) for values in product(*grid.values())]
    jobs = [
        (", ".join(f"{k} = {v!r}" for k, v in job.items()), job)
        for job in (chosen | {"seed": seed} for chosen in settings for seed in seeds)
    ]
    outcomes = _run_all(run, jobs, _finite, n_jobs, cluster, path, progress)
    rows = []
    for (_, job), outcome in zip(jobs, outcomes, strict=True):
        rows.append(job | {"result": outcome.get("result")})
        if "error" in outcome:
            rows[-1]["error"] = outcome["error"]
    return rows


# ------------------------------------------------------------------------------------ checks


def _seeds(seeds: Iterable[int]) -> list[int]:
    if not isinstance(seeds, Iterable):
        raise TypeError(f"seeds is {seeds!r}, but expected several: range(5), or [0, 1, 2].")
    seeds = [checks.whole("seed", seed, least=0) for seed in seeds]
    if not seeds:
        raise ValueError("seeds is empty, but expected at least one.")
    if len(set(seeds)) < len(seeds):
        raise ValueError(f"seeds is {seeds}, but a seed that comes twice adds nothing new.")
    return seeds


def _check_names(settings: Mapping[str, Any], *taken: str) -> None:
    for name in taken:
        if name in settings:
            raise ValueError(f"a setting is called {name!r}, but that name is taken: rename it.")


def _number(result: Any) -> float:
    return checks.number("a result of run", result)


def _finite(result: Any) -> Any:
    """A lone NaN or Inf is no result; within a list it may mean that nothing was measured there."""
    return _number(result) if isinstance(result, (float, np.floating)) else result


def _name(run: Run) -> str:
    """What a function is called, with what `functools.partial` has fixed in it."""
    if isinstance(run, functools.partial):
        return f"{_name(run.func)} with {run.args} {run.keywords}"
    known = run if hasattr(run, "__qualname__") else type(run)
    return f"{known.__module__}.{known.__qualname__}"


def _mean(values: NDArray) -> float:
    """Mean of the runs that did not fail."""
    finished = values[np.isfinite(values)]
    return finished.mean() if len(finished) else np.nan


# ----------------------------------------------------------------------------------- running


def _run_all(
    run: Run,
    jobs: list[tuple[str, dict[str, Any]]],
    check: Callable[[Any], Any],
    n_jobs: int,
    cluster: Any,
    path: str | os.PathLike[str] | None,
    progress: bool,
) -> list[Outcome]:
    """Outcomes in the order of the jobs (label, settings); those in the file are not run again."""
    if not callable(run):
        raise TypeError(f"run is a {type(run).__name__}, but expected a function.")
    keys = [json.dumps(job, sort_keys=True, default=plain) for _, job in jobs]
    labels = {key: label for key, (label, _) in zip(keys, jobs, strict=True)}
    results = Results(_name(run), path)
    todo = {key: job for key, (_, job) in zip(keys, jobs, strict=True) if key not in results.done}
    failures: dict[str, Outcome] = {}
    if todo:
        results.open()
        finished = parallel.outcomes(run, check, todo.items(), n_jobs, cluster)
        if progress:
            done = len(labels) - len(todo)
            finished = progress_bar(finished, initial=done, total=len(labels), unit="run")
        for key, outcome in finished:
            results.add(key, outcome)
            if key not in results.done:
                failures[key] = outcome
    if failures:
        _report(failures, labels)
    return [{"result": results.done[key]} if key in results.done else failures[key] for key in keys]


def _report(failures: dict[str, Outcome], labels: dict[str, str]) -> None:
    if len(failures) == len(labels):
        key, outcome = next(iter(failures.items()))
        raise RuntimeError(
            f"all {len(labels)} runs failed; first {labels[key]}:\n{outcome['traceback']}"
        )
    lines = [f"\n  {labels[key]}: {outcome['error']}" for key, outcome in failures.items()]
    warnings.warn(
        f"{len(failures)} of {len(labels)} runs failed, and will be run again next time:"
        + "".join(lines),
        RuntimeWarning,
        stacklevel=4,
    )
