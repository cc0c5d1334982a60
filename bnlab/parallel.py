"""Runs side by side, in processes here or on a cluster; none that fails costs another."""

import functools
import json
import sys
import traceback
import warnings
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, nullcontext, suppress
from typing import Any

from . import fast
from .results import Outcome, plain
from .training import DivergenceWarning

Run = Callable[..., Any]
Job = tuple[str, dict[str, Any]]  # key, settings


def outcomes(
    run: Run,
    check: Callable[[Any], Any],
    jobs: Iterable[Job],
    n_jobs: int = 1,
    cluster: Any = None,
) -> Iterator[tuple[str, Outcome]]:
    """Run all jobs, in any order; those whose process was killed are run again, each alone.

    Parameters
    ----------
    run, n_jobs, cluster
        As in `experiments.compare`.
    check : function
        Takes a result and returns it, or raises what is wrong with it.
    jobs : iterable of (key, settings)

    Yields
    ------
    key : str
    outcome : dict
        {"result": …} or {"error": …, "traceback": …}, as soon as it is there.
    """
    task = functools.partial(_one, run, check, fast.is_on())
    waiting = dict(jobs)
    with _client(cluster) as client:
        side_by_side = functools.partial(_on_cluster if client else _here, client or n_jobs, task)
        while waiting:
            started: list[str] = []
            for key, outcome in side_by_side(_noted(waiting, started)):
                del waiting[key]
                yield key, outcome
            for key in [key for key in started if key in waiting]:
                yield key, _alone(side_by_side, (key, waiting.pop(key)))


def _noted(waiting: dict[str, dict[str, Any]], started: list[str]) -> Iterator[Job]:
    """The waiting jobs, one by one as they are asked for, each noted as started."""
    for job in list(waiting.items()):
        started.append(job[0])
        yield job


def _alone(side_by_side: Callable[[Iterable[Job]], Iterable[Any]], job: Job) -> Outcome:
    for _ in range(3):  # its process may also die of what somebody else does
        for _, outcome in side_by_side([job]):
            return outcome
    words = "its process was killed again and again: does it need more memory than there is?"
    return {"error": words, "traceback": words}


def _one(
    run: Run, check: Callable[[Any], Any], fast_is_on: bool, key: str, settings: dict[str, Any]
) -> tuple[str, Outcome]:
    """One run, in whatever process: its result as a file will return it, or what went wrong."""
    from threadpoolctl import threadpool_limits  # loaded when used, as what follows

    try:
        (fast.on if fast_is_on else fast.off)()
        browser = sys.platform == "emscripten"  # it has one thread, and warns when asked
        with nullcontext() if browser else threadpool_limits(1), warnings.catch_warnings():
            warnings.simplefilter("error", DivergenceWarning)
            return key, {"result": json.loads(json.dumps(check(run(**settings)), default=plain))}
    except Exception as error:
        words = f"{type(error).__name__}: {error}"
        return key, {"error": words, "traceback": traceback.format_exc()}


# Both ways take jobs and yield outcomes, the first finished first. A job whose process was killed
# yields none.


def _here(n_jobs: int, task: Callable[..., Any], jobs: Iterable[Job]) -> Iterator[Any]:
    from joblib import Parallel, delayed

    parallel = Parallel(n_jobs=n_jobs, return_as="generator_unordered", batch_size=1)
    with suppress(BrokenProcessPool):
        yield from parallel(delayed(task)(*job) for job in jobs)


def _on_cluster(client: Any, task: Callable[..., Any], jobs: Iterable[Job]) -> Iterator[Any]:
    """By Dask's client: joblib's backend for it never returns when a job kills its workers."""
    from distributed import as_completed

    futures = [client.submit(task, *job, pure=False) for job in jobs]
    for future in as_completed(futures, loop=client.loop):
        if future.status == "finished":
            yield future.result()


@contextmanager
def _client(cluster: Any) -> Iterator[Any]:
    """A cluster's client, closed again if it is ours; None for this machine."""
    if not isinstance(cluster, str):
        yield cluster
        return
    try:
        from distributed import Client
    except ImportError as error:
        raise ImportError(
            'a cluster needs dask.distributed: try pip install "bnlab[cluster]".'
        ) from error
    with Client(cluster, set_as_default=False) as client:
        yield client
