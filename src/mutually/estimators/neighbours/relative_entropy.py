"""Relative entropy between two samples of continuous vectors."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from mutually.estimators.estimate import Estimate
from mutually.estimators.neighbours.distances import other_distances, own_distances
from mutually.estimators.neighbours.k_ensemble import weights

Points = NDArray[np.float64]

NEIGHBOURS = (1, 2, 3, 5, 7, 10, 15, 20)
# The noise of the simulations adds to that of the data, and comes cheap where rows are few.
_SIMULATED_ROWS = 20_000
_SIMULATIONS = (2, 20)
_ROWS_PER_COLUMN = 4
# Deviations below this share of the largest are rounding.
_FLAT = 1e-10


def wang_kulkarni_verdu(
    p: Points, q: Points, *, n_neighbors: int = 3, workers: int = 1
) -> Estimate:
    """Estimate D(P || Q) of two samples by distances to neighbours as they are, in nats.

    d times the mean over the rows of p of log(nu / rho), plus log(m / (n - 1)): rho is a row's
    distance to its k-th neighbour among the n rows of p, nu to the k-th of the m rows of q, in the
    maximum norm. The columns are divided by their pooled standard deviations first.

    It assumes independent rows from densities. It fails, towards too little, where P reaches into
    regions where Q has few rows: 1.0 of 1.1 nats are lost for normal variables in five dimensions
    with deviations of 1.5 and 1, and 1000 rows. A row of p that stands k times in q, or more, leads
    to minus infinity, and k + 1 equal rows of p to infinity.

    References
    ----------
    Wang, Kulkarni & Verdú, "Divergence estimation for multidimensional densities via
    k-nearest-neighbor distances", IEEE Transactions on Information Theory 55 (2009),
    doi:10.1109/TIT.2009.2016060.
    """
    scale = np.concatenate([p, q]).std(axis=0)
    scale[scale == 0] = 1.0
    local = _local(p / scale, q / scale, [n_neighbors], workers)[:, 0]
    return Estimate(float(local.mean()), local, "wang_kulkarni_verdu")


def relative_entropy_points(p: Points, q: Points, *, seed: int = 0, workers: int = 1) -> Estimate:
    """Estimate D(P || Q) of two samples of continuous vectors, in nats.

    The value for two normal distributions with the means and covariances of the samples, for which
    there is a formula, plus what Wang, Kulkarni and Verdú's estimator finds more or less in the
    data than in samples of those: its bias, nats in many dimensions, is nearly the same for both
    and cancels. The differences at k = 1 ... 20 are weighed so that what is left of a bias in
    (k/n)^(2/d) cancels too. Before, each column is put on a scale on which the pooled rows are
    nearly normal (the value does not depend on scales), and the columns are made uncorrelated.

    A value that occurs more than once is spread evenly over the gap to its neighbours, in p and q
    alike: that leaves the relative entropy as it is, and the order of different values.

    It assumes independent rows, two or more of p, and none that are in both samples. Infinity is
    the answer where the rows of one sample lie in a plane that those of the other leave, and 0
    where both samples are the same. It fails, towards too little, where Q has next to no rows in a
    region that P reaches, and by up to a sixth of the value for sharp edges in five dimensions.
    Over 14 pairs of distributions (normal, uniform, exponential, Laplace, t, lognormal, with two
    modes) the RMSE with 1000 rows each was 0.04, 0.08, 0.27 nats in 1, 2, 5 dimensions, that of
    Wang, Kulkarni and Verdú's with k = 3 was 0.06, 0.13, 0.56 (studies/relative_entropy.md).

    References
    ----------
    Wang, Kulkarni & Verdú (2009), doi:10.1109/TIT.2009.2016060. Kullback, "Information Theory and
    Statistics" (1959), for normal distributions. The correction by simulation is ours.
    """
    n, m = len(p), len(q)
    random = np.random.default_rng(seed)
    pooled = np.concatenate([p, q])
    warnings = _outside(p, q)
    if np.array_equal(p, q) or not np.ptp(pooled, axis=0).any():
        return Estimate(0.0, np.zeros(n), "relative_entropy_points")
    if _one_is_flat(pooled, n):
        infinite = "the rows of one sample lie in a plane that those of the other leave"
        return Estimate(math.inf, np.full(n, math.inf), "relative_entropy_points", (infinite,))
    columns = [_spread(column, random) for column in pooled.T if np.ptp(column) > 0]
    scores = _uncorrelated(np.stack([_nearly_normal(column) for column in columns], axis=1))
    p, q = scores[:n], scores[n:]
    d = scores.shape[1]

    (p_mean, p_root), (q_mean, q_root) = _fit(p), _fit(q)
    neighbours = [k for k in NEIGHBOURS if k < n / 2 and k <= m / 2] or [1]
    local = _local(p, q, neighbours, workers)
    found = local.mean(axis=0)
    least, most = _SIMULATIONS
    simulations = min(max(_SIMULATED_ROWS // (n + m), least), most)
    for _ in range(simulations):
        simulated_p = p_mean + random.standard_normal((n, d)) @ p_root.T
        simulated_q = q_mean + random.standard_normal((m, d)) @ q_root.T
        again = _local(simulated_p, simulated_q, neighbours, workers)
        found -= again.mean(axis=0) / simulations
    value = _normal((p_mean, p_root), (q_mean, q_root))
    value += float(weights(neighbours, min(n, m), d, 2) @ found)

    local = local[:, neighbours.index(min(3, neighbours[-1]))]
    if min(n, m) < _ROWS_PER_COLUMN * d:
        warnings += (f"{min(n, m)} rows are few for {d} dimensions: the value is rough",)
    return Estimate(value, local + (value - local.mean()), "relative_entropy_points", warnings)


def _local(p: Points, q: Points, neighbours: list[int], workers: int) -> Points:
    n, d = p.shape
    own = own_distances(p, neighbours, workers)
    other = other_distances(q, p, neighbours, workers)
    with np.errstate(divide="ignore"):
        local: Points = d * (np.log(other) - np.log(own)) + math.log(len(q) / (n - 1))
    return local


def _spread(column: Points, random: np.random.Generator) -> Points:
    """Spread values that occur more than once evenly over half the gaps on both sides."""
    values, place, times = np.unique(column, return_inverse=True, return_counts=True)
    if times.max() == 1:
        return column
    middles = (values[1:] + values[:-1]) / 2
    # At the ends as far outward as inward.
    edges = np.concatenate([[2 * values[0] - middles[0]], middles, [2 * values[-1] - middles[-1]]])
    tied = np.flatnonzero(times[place] > 1)
    low, high = edges[place[tied]], edges[place[tied] + 1]
    spread = column.copy()
    spread[tied] = low + (high - low) * random.random(len(tied))
    return spread


def _nearly_normal(column: Points) -> Points:
    """Map a column by a broken line through the root of its number of order statistics.

    Normal scores of all ranks would put neighbours at whole numbers of steps, where the share of
    rows of p between two rows of q, which is what counts, is lost.
    """
    from scipy.special import ndtri

    n = len(column)
    places = np.unique(
        np.round(np.linspace(0, n - 1, math.ceil(math.sqrt(n)) + 1)).astype(np.int64)
    )
    scores: Points = np.interp(column, np.sort(column)[places], ndtri((places + 1) / (n + 1)))
    return scores


def _uncorrelated(points: Points) -> Points:
    """Turn and scale the pooled rows; directions without any width are dropped."""
    centred = points - points.mean(axis=0)
    _, widths, directions = np.linalg.svd(centred, full_matrices=False)
    wide = widths > _FLAT * widths[0]
    turned: Points = centred @ (directions[wide].T / widths[wide]) * math.sqrt(len(points))
    return turned


def _one_is_flat(pooled: Points, n: int) -> bool:
    """Tell whether one sample lies in a plane that the other leaves, up to rounding."""
    varying = pooled[:, np.ptp(pooled, axis=0) > 0]
    turned = _uncorrelated(varying / varying.std(axis=0))
    for sample in (turned[:n], turned[n:]):
        if len(sample) > turned.shape[1]:  # Any so few points lie in a plane.
            widths = np.linalg.svd(sample - sample.mean(axis=0), compute_uv=False)
            if widths[-1] <= _FLAT * math.sqrt(len(sample)):
                return True
    return False


def _fit(points: Points) -> tuple[Points, Points]:
    """Return the mean and a root of the covariance; with few rows, of the variances alone."""
    n, d = points.shape
    covariance = np.atleast_2d(np.cov(points.T, bias=True))
    mean: Points = points.mean(axis=0)
    if n >= _ROWS_PER_COLUMN * d and np.linalg.eigvalsh(covariance)[0] > _FLAT**1.5:
        return mean, np.asarray(np.linalg.cholesky(covariance), dtype=np.float64)
    return mean, np.diag(np.sqrt(np.maximum(np.diag(covariance), _FLAT**2)))


def _normal(p: tuple[Points, Points], q: tuple[Points, Points]) -> float:
    """Return D(P || Q) of two normal distributions, given by means and roots of covariances."""
    (p_mean, p_root), (q_mean, q_root) = p, q
    within = np.linalg.solve(q_root, p_root)
    between = np.linalg.solve(q_root, p_mean - q_mean)
    logs = np.log(np.diag(q_root)) - np.log(np.diag(p_root))
    return float(logs.sum() + 0.5 * ((within**2).sum() + between @ between - len(p_mean)))


def _outside(p: Points, q: Points) -> tuple[str, ...]:
    """Warn where far more rows of p lie outside the range of q than would by chance."""
    m, d = q.shape
    share = float(((p < q.min(axis=0)) | (p > q.max(axis=0))).any(axis=1).mean())
    by_chance = 1 - (1 - 2 / (m + 1)) ** d
    if share <= 0.05 + 2 * by_chance:
        return ()
    return (
        f"{share:.0%} of the first sample lie outside the range of the second: the true value may "
        "be far larger, or infinite",
    )
