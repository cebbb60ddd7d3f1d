"""Two continuous columns of many rows: counts in bins beside neighbours in a sample of the rows.

The bins' edges are from the same sample. Errors are estimates less the truth.
"""

from __future__ import annotations

import math

import numpy as np
from report import write

import mutually as mu
from mutually.datasets import tasks
from mutually.datasets.tasks.quadrature import Channel, even_nodes
from mutually.estimators.binned.chain import chain_of_bins

ROWS, SAMPLE, BINS, DRAWS = 1_000_000, 100_000, 1024, 3
TASKS = [
    "additive-noise-0.1", "additive-noise-0.75", "half-cube-1x1", "wiggly-1x1", "student-1-1x1",
    "clayton-1x1", "frank-1x1", "cross-1x1", "multiplicative-1x1", "saw-1x1",
]  # fmt: skip


def normal(rho):
    def draw(n, rng):
        x = rng.normal(size=n)
        return x, rho * x + math.sqrt(1 - rho * rho) * rng.normal(size=n)

    return draw, -0.5 * math.log(1 - rho * rho)


def sine():
    def draw(n, rng):
        x = rng.random(n)
        return x, np.sin(2 * math.pi * x) + 0.3 * rng.normal(size=n)

    u, weights = even_nodes(2000)
    return draw, Channel(np.sin(2 * math.pi * u), np.full_like(u, 0.3), weights).information()


def of_task(name):
    task = tasks.get(name)
    return lambda n, rng: [a[:, 0] for a in task.sample(n, rng)], task.mutual_information


def counts(x, y, sampled):
    codes = []
    for values in (x, y):
        ascending = np.sort(values[sampled])
        edges = np.unique(ascending[np.arange(1, BINS) * SAMPLE // BINS])
        codes.append(np.searchsorted(edges, values))
    found = np.bincount(codes[0] * BINS + codes[1], minlength=BINS * BINS)
    return found.reshape(BINS, BINS)


def main():
    rng = np.random.default_rng(0)
    laws = {f"normal, rho {rho:g}": normal(rho) for rho in (0, 0.1, 0.3, 0.6, 0.95, 0.99)}
    laws |= {name: of_task(name) for name in TASKS} | {"sin(2 pi x) + 0.3 noise": sine()}
    rows = []
    for name, (draw, truth) in laws.items():
        bins, errors, spread, narrow, sample = [], [], [], 0, []
        for _ in range(DRAWS):
            x, y = draw(ROWS, rng)
            sampled = rng.choice(ROWS, SAMPLE, replace=False)
            found = chain_of_bins(counts(x, y, sampled), BINS, BINS)
            bins.append(found.estimate.value - truth)
            errors.append(math.sqrt(found.estimate.errors.variance))
            spread.append(found.unresolved)
            narrow += found.narrow
            by_sample = mu.mutual_information(x[sampled], y[sampled])
            sample.append(by_sample.value - truth)
        rows.append(
            [
                name, f"{truth:.4f}", f"{np.mean(bins):+.5f}", f"{root(bins):.5f}",
                f"{np.mean(errors):.5f}", f"{np.mean(spread):.5f}", f"{narrow} of {DRAWS}",
                f"{np.mean(sample):+.5f}", f"{root(sample):.5f}",
            ]
        )  # fmt: skip
    write(
        __file__,
        "Counts in bins, or neighbours in a sample",
        f"{ROWS:,} rows, {BINS} x {BINS} bins with edges from a sample of {SAMPLE:,} rows, and our "
        f"default estimate of the sample itself; {DRAWS} draws each. `unresolved` is what the bins "
        "say that finer ones might add; where it is more than 1 % of the value and two standard "
        "errors the relation counts as finer than bins, and the sample's estimate is taken if it "
        "is larger by three standard errors of both.",
        ["relation", "truth", "bins: mean error", "root mean square", "its standard error",
         "unresolved", "finer than bins", "sample: mean error", "root mean square"],
        rows,
    )  # fmt: skip


def root(errors):
    return math.sqrt(np.mean(np.square(errors)))


if __name__ == "__main__":
    main()
