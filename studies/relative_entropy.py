"""Estimators of the relative entropy of two samples of vectors with a known one."""

from __future__ import annotations

import math

import numpy as np
from report import write
from scipy import stats

from mutually.estimators.neighbours.relative_entropy import (
    relative_entropy_points,
    wang_kulkarni_verdu,
)

DIMENSIONS = (1, 2, 5)
ROWS = ((1000, 1000), (300, 3000), (3000, 300))
REPEATS = 10


def normal(mean, covariance):
    root = np.linalg.cholesky(covariance)
    return lambda rng, n: mean + rng.standard_normal((n, len(root))) @ root.T


def of_normals(p, q):
    (p_mean, p_cov), (q_mean, q_cov) = p, q
    gap = q_mean - p_mean
    logs = np.linalg.slogdet(q_cov)[1] - np.linalg.slogdet(p_cov)[1]
    within = np.trace(np.linalg.solve(q_cov, p_cov)) + gap @ np.linalg.solve(q_cov, gap)
    return 0.5 * float(within - len(gap) + logs)


def pairs(d):
    """Names, samplers of both, and the truth."""
    zero, unit = np.zeros(d), np.eye(d)
    place = np.arange(d)
    correlated = 0.8 ** np.abs(place[:, None] - place)
    for name, p, q in (
        ("equal normal", (zero, unit), (zero, unit)),
        ("normal, shifted by 1/2", (zero + 0.5, unit), (zero, unit)),
        ("normal, shifted by 2 in all", (zero + 2 / math.sqrt(d), unit), (zero, unit)),
        ("normal, deviations 0.3 and 1", (zero, 0.09 * unit), (zero, unit)),
        ("normal, deviations 1.5 and 1", (zero, 2.25 * unit), (zero, unit)),
        ("normal, AR 0.8 and independent", (zero, correlated), (zero, unit)),
        ("normal, independent and AR 0.8", (zero, unit), (zero, correlated)),
    ):
        yield name, normal(*p), normal(*q), of_normals(p, q)
    yield (
        "exponential, means 1/2 and 1",
        lambda rng, n: rng.exponential(0.5, (n, d)),
        lambda rng, n: rng.exponential(1, (n, d)),
        d * (math.log(2) - 0.5),
    )
    yield (
        "cube and normal",
        lambda rng, n: rng.random((n, d)),
        normal(zero + 0.5, unit),
        d * (0.5 * math.log(2 * math.pi) + 0.5 / 12),
    )
    yield (
        "half a cube and the cube",
        lambda rng, n: rng.random((n, d)) / 2,
        lambda rng, n: rng.random((n, d)),
        d * math.log(2),
    )
    t = stats.t(4)
    cross = t.expect(lambda x: t.logpdf(x) - stats.norm(0, 1.5).logpdf(x))
    yield "t, 4 degrees, and normal", _each(t, d), normal(zero, 2.25 * unit), d * float(cross)
    yield (
        "Laplace and normal",
        _each(stats.laplace(), d),
        normal(zero, 2 * unit),
        d * (0.5 * math.log(4 * math.pi) + 0.5 - math.log(2) - 1),
    )
    yield (
        "lognormal, shifted",
        lambda rng, n: np.exp(rng.standard_normal((n, d)) + 0.5),
        lambda rng, n: np.exp(rng.standard_normal((n, d))),
        d / 8,
    )
    # The modes are 8 deviations apart: the entropy is that of a part plus log 2.
    covariance = np.full((d, d), 4.0) + 0.25 * unit
    entropy = math.log(2) + d * 0.5 * math.log(2 * math.pi * math.e * 0.25)
    whole = 0.5 * np.linalg.slogdet(2 * math.pi * math.e * covariance)[1]
    yield "two modes and normal", two_modes(d), normal(zero, covariance), float(whole - entropy)


def _each(distribution, d):
    return lambda rng, n: distribution.rvs((n, d), random_state=rng)


def two_modes(d):
    def sample(rng, n):
        return 2 * rng.choice([-1.0, 1.0], (n, 1)) + 0.5 * rng.standard_normal((n, d))

    return sample


ESTIMATORS = {
    "default": lambda p, q: relative_entropy_points(p, q).value,
    "k = 3": lambda p, q: wang_kulkarni_verdu(p, q).value,
}


def main():
    rows = []
    for d in DIMENSIONS:
        squares: dict[tuple[int, str], list[float]] = {}
        for name, p, q, truth in pairs(d):
            row = [name, str(d), f"{truth:.3f}"]
            for n, m in ROWS:
                samples = [
                    (p(np.random.default_rng(i), n), q(np.random.default_rng(1000 + i), m))
                    for i in range(REPEATS)
                ]
                for key, estimate in ESTIMATORS.items():
                    errors = np.array([estimate(*sample) - truth for sample in samples])
                    squares.setdefault((n, key), []).append(float(np.sqrt(np.mean(errors**2))))
                    row.append(f"{errors.mean():+.3f}")
            rows.append(row)
        means = (np.mean(squares[n, key]) for n, _ in ROWS for key in ESTIMATORS)
        rows.append(["**RMSE, mean**", str(d), "", *(f"**{mean:.3f}**" for mean in means)])
    write(
        __file__,
        "Relative entropy of two samples of vectors",
        f"Mean error over {REPEATS} samples, and for each number of dimensions the root mean "
        "squared error, mean over the pairs, for `relative_entropy_points` (default) and for Wang, "
        "Kulkarni and Verdú's estimator with k = 3; n rows of p, m of q.",
        [
            "P and Q",
            "dimensions",
            "truth",
            *(f"{key}, n = {n}, m = {m}" for n, m in ROWS for key in ESTIMATORS),
        ],
        rows,
    )


if __name__ == "__main__":
    main()
