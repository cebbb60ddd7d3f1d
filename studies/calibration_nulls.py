"""Simulates neighbour estimates of independent scalars: which sizes, and what is kept of each.

An estimate on normal scores is a function of ranks, so independent data of any distributions are
a random permutation: y's order is drawn, x's stays. Ross's estimate is the same with labels.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

from mutually import _core

NEIGHBOURS = range(3, 11)
# Rows for the fit, and others for the check of what was fitted.
KSG_FIT = (24, 28, 32, 40, 50, 64, 80, 100, 130, 180, 250, 350, 500, 700, 1000, 1500, 2500, 5000,
           10_000, 20_000, 40_000)  # fmt: skip
KSG_CHECK = (27, 45, 90, 150, 333, 777, 1501, 3333, 9000)
ROSS_CHECK = ((40, 40), (33, 333), (70, 10), (300, 33), (1980, 60), (31, 32, 33), (200, 50, 35),
              (90, 60, 45, 40, 30), (1500, 300, 90, 40), (20,) * 8, (45,) * 8, (100,) * 11,
              (12,) * 15, (33,) * 20, (150, 100, 75, 60, 50, 43, 38, 33, 30),
              (10, 11, 13, 17, 25, 41, 73, 137), (800, *(15,) * 40), (40,) * 50)  # fmt: skip
# Bins of the histograms that checks keep, in units of about one standard deviation.
BINS = np.arange(-8, 12.01, 0.02)


class Job(NamedTuple):
    """One simulation: its kind, the task or the classes' rows where it has such, rows, draws."""

    kind: str
    name: str
    n: int
    draws: int


def jobs(scale: float) -> Iterator[Job]:
    """Say what to simulate; scale multiplies the numbers of draws."""
    for n in KSG_FIT:
        yield Job("ksg", "3", n, _draws(400_000, 5e7, n, scale))
        yield Job("ksg", "all", n, _draws(200_000, 3e7, n, scale))
    for n in KSG_CHECK:
        yield Job("ksg check", "all", n, _draws(200_000, 7e7, n, scale))
    for counts in class_designs():
        yield Job("ross", _words(counts), sum(counts), _draws(30_000, 1e7, sum(counts), scale))
    for counts in ROSS_CHECK:
        draws = _draws(100_000, 4e7, sum(counts), scale)
        yield Job("ross check", _words(counts), sum(counts), draws)


def _draws(most: int, points: float, n: int, scale: float) -> int:
    return max(50, round(scale * min(most, points / n)))


def _words(counts: Sequence[int]) -> str:
    return ",".join(map(str, counts))


def class_designs() -> list[tuple[int, ...]]:
    """Return the rows of the classes for the fit: even and uneven, two to twenty classes."""
    found = []
    for share in (0.5, 0.3, 0.15, 0.07, 0.03, 0.01):
        found += [
            (round(least / share) - least, least)
            for least in (9, 18, 40, 150)
            if least / share <= 4000
        ]
    for classes in (3, 5, 8, 12, 20):
        found += [(rows,) * classes for rows in (9, 15, 30, 60, 200) if rows * classes <= 3000]
    # One large class beside many small ones.
    found += [(1000, *(10,) * 60), (300, *(12,) * 20), (500, *(30,) * 20), (2000, *(40,) * 10)]
    rng = np.random.default_rng(20)
    for concentration in (0.5, 1.0, 3.0):
        for classes in (3, 4, 6, 10, 16):
            for least in (9, 20, 35):
                shares = np.sort(rng.dirichlet([concentration] * classes))[::-1]
                extra = int(rng.choice([100, 400, 1500]))
                found.append(tuple(least + int(extra * share) for share in shares))
    return found


def simulate(job: Job, rng: np.random.Generator) -> dict[str, Any]:
    """Return what is kept of a job: for each k sums of powers, of checks the histogram as well.

    What is summed is the estimate times sqrt(n), of standard deviation about 1 for all n.
    """
    draw = _ksg if job.kind.startswith("ksg") else _ross
    found: dict[int, list[Any]] = {}
    counts = [int(word) for word in job.name.split(",")] if draw is _ross else []
    h = unevenness(counts) if counts else 1.0
    for start in range(0, job.draws, 5000):
        for k, values in draw(job, counts, min(5000, job.draws - start), rng).items():
            scaled = values * job.n**0.5
            sums = np.array([len(scaled), *((scaled**power).sum() for power in (1, 2, 3, 4))])
            histogram = np.histogram(scaled * (k / h) ** 0.5, BINS)[0]
            kept = found.setdefault(k, [0.0, 0])
            kept[0], kept[1] = kept[0] + sums, kept[1] + histogram
    result: dict[str, Any] = {"sums": {k: sums.tolist() for k, (sums, _) in found.items()}}
    if job.kind.endswith("check"):
        result["histograms"] = {k: _trim(histogram) for k, (_, histogram) in found.items()}
    return result


def _trim(histogram: np.ndarray) -> list[int]:
    """Return the first bin that is not empty, and the counts from there to the last one."""
    filled = np.flatnonzero(histogram)
    return [int(filled[0]), *histogram[filled[0] : filled[-1] + 1].tolist()]


def unevenness(counts: Sequence[int]) -> float:
    """Return sum p (1 - p), which the variance of Ross's estimate is about in proportion to."""
    p = np.asarray(counts) / sum(counts)
    return float((p * (1 - p)).sum())


def _ksg(job: Job, _: list[int], draws: int, rng: np.random.Generator) -> dict[int, np.ndarray]:
    n, scores = job.n, _core.normal_scores(job.n)
    in_order = np.arange(n, dtype=np.uint32)
    ks = [3] if job.name == "3" else [k for k in NEIGHBOURS if n >= max(20, 8 * k)]
    values = np.empty((draws, len(ks)))
    for row in values:
        order = rng.permutation(in_order)
        local = _core.ksg_local(scores, in_order, scores, order, ks, 1)
        row[:] = local.reshape(len(ks), n).mean(axis=1)
    return dict(zip(ks, values.T, strict=True))


def _ross(job: Job, counts: list[int], draws: int, rng: np.random.Generator):
    scores, in_order = _core.normal_scores(job.n), np.arange(job.n, dtype=np.uint32)
    codes = np.repeat(np.arange(len(counts), dtype=np.uint32), counts)
    ks = [k for k in NEIGHBOURS if min(counts) >= 3 * k]
    values = np.empty((draws, len(ks)))
    for row in values:
        labels = rng.permutation(codes)
        for place, k in enumerate(ks):
            local = _core.ross_local(scores, in_order, labels, len(counts), k)
            row[place] = local.mean()
    return dict(zip(ks, values.T, strict=True))
