"""How many threads this process may use, and work shared among them."""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from mutually.errors import fail

Item = TypeVar("Item")
Outcome = TypeVar("Outcome")

_CPU_MAX = Path("/sys/fs/cgroup/cpu.max")


@lru_cache(maxsize=1)
def allotted_cores() -> int:
    """Return the number of cores that affinity and the control group leave to this process."""
    try:
        cores = len(os.sched_getaffinity(0))
    except AttributeError:  # not on macOS and Windows
        cores = os.cpu_count() or 1
    try:
        quota, period = _CPU_MAX.read_text().split()
        if quota != "max":
            cores = min(cores, math.ceil(int(quota) / int(period)))
    except (OSError, ValueError):
        pass
    return max(1, cores)


def resolve_workers(n_jobs: int | None) -> int:
    """Turn ``n_jobs`` into a number of threads.

    None takes all allotted cores, but no more than ``OMP_NUM_THREADS``: process pools set it in
    their workers, so that nested use does not ask for more than the machine has. A negative
    number counts back from all cores, as in joblib: -1 is all of them.

    Raises
    ------
    MutuallyError
        Where ``n_jobs`` is 0 or not an integer.
    """
    if n_jobs is None:
        cap = os.environ.get("OMP_NUM_THREADS", "").split(",")[0].strip()
        cores = allotted_cores()
        return min(cores, int(cap)) if cap.isdigit() and int(cap) > 0 else cores
    if isinstance(n_jobs, bool) or not isinstance(n_jobs, int) or n_jobs == 0:
        fail("n_jobs", "must be None or a whole number other than 0", repr(n_jobs), "n_jobs=-1")
    return n_jobs if n_jobs > 0 else max(1, allotted_cores() + 1 + n_jobs)


def map_in_order(
    job: Callable[[Item], Outcome], items: Sequence[Item], workers: int
) -> list[Outcome]:
    """Do a job for each item, several at a time, and return the outcomes in the items' order.

    The first error in that order is raised; what has not started then does not.
    """
    if workers == 1 or len(items) < 2:
        return [job(item) for item in items]
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(min(workers, len(items))) as pool:
        futures = [pool.submit(job, item) for item in items]
        try:
            return [future.result() for future in futures]
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
