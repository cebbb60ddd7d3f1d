"""Several features and a categorical target, on distributions with known information."""

from __future__ import annotations

import math

import numpy as np
from report import write
from scipy import stats
from scipy.special import expit

from mutually.estimators.class_vectors import class_vectors
from mutually.estimators.classifiers import classifiers
from mutually.estimators.neighbours.points import Points
from mutually.estimators.neighbours.ross import ross_vector_local
from mutually.variables import smallest_codes

ROWS = {1000: 4, 5000: 2}


def normal_classes(shares, means, covariances, noise=0):
    """A sampler of normal classes with columns of noise beside, and the information."""
    shares, means = np.array(shares), np.array(means, dtype=float)
    roots = np.linalg.cholesky(np.array(covariances))
    inverses = np.linalg.inv(roots)
    d = means.shape[1]

    def sample(rng, n):
        y = rng.choice(len(shares), n, p=shares)
        x = means[y] + np.einsum("nij,nj->ni", roots[y], rng.standard_normal((n, d)))
        return np.hstack([x, rng.standard_normal((n, noise))]), y

    x, y = sample(np.random.default_rng(0), 200_000)
    logs = np.stack(
        [
            np.log(share * np.linalg.det(inverse))
            - 0.5 * (((x[:, :d] - mean) @ inverse.T) ** 2).sum(axis=1)
            for share, mean, inverse in zip(shares, means, inverses, strict=True)
        ],
        axis=1,
    )
    chosen = logs[np.arange(len(y)), y] - np.logaddexp.reduce(logs, axis=1) - np.log(shares[y])
    return sample, float(chosen.mean())


def by_chance(d, odds):
    """A sampler of a class of two with these log odds given d normal columns."""

    def sample(rng, n):
        x = rng.standard_normal((n, d))
        return x, (rng.random(n) < expit(odds(x))).astype(int)

    def entropy(p):
        return -float((p * np.log(p) + (1 - p) * np.log1p(-p)).mean())

    p = np.clip(
        expit(odds(np.random.default_rng(0).standard_normal((400_000, d)))), 1e-12, 1 - 1e-12
    )
    return sample, entropy(p.mean()) - entropy(p)


def autoregressive(d, rho):
    place = np.arange(d)
    return rho ** np.abs(place[:, None] - place)


def drawn(d, seed):
    return stats.wishart(d + 5, np.eye(d) / (d + 5)).rvs(random_state=seed) + 0.1 * np.eye(d)


def cases():
    rng = np.random.default_rng(5)
    half = [0.5, 0.5]
    yield (
        "2 normal, equal covariances, 10",
        *normal_classes(
            half, [np.zeros(10), np.linspace(0.6, 0, 10)], [autoregressive(10, 0.5)] * 2
        ),
    )
    yield (
        "2 normal, equal covariances, 20",
        *normal_classes(
            [0.7, 0.3], [np.zeros(20), np.full(20, 0.35)], [autoregressive(20, 0.3)] * 2
        ),
    )
    yield (
        "2 normal, unequal, 10",
        *normal_classes(half, [np.zeros(10), np.full(10, 0.3)], [drawn(10, 1), drawn(10, 2)]),
    )
    yield (
        "2 normal, equal, 5 of 20",
        *normal_classes(half, [np.zeros(5), np.full(5, 0.6)], [np.eye(5)] * 2, noise=15),
    )
    yield (
        "2 normal, unequal, 4 of 12",
        *normal_classes(
            half,
            [np.zeros(4), np.full(4, 0.3)],
            [np.eye(4), 1.44 * autoregressive(4, 0.7)],
            noise=8,
        ),
    )
    yield (
        "3 normal, equal, 12",
        *normal_classes(
            [0.3, 0.3, 0.4], 0.7 * rng.standard_normal((3, 12)), [autoregressive(12, 0.4)] * 3
        ),
    )
    yield (
        "3 normal, unequal, 10",
        *normal_classes(
            [0.3, 0.3, 0.4],
            0.4 * rng.standard_normal((3, 10)),
            [drawn(10, s) for s in (10, 11, 12)],
        ),
    )
    yield (
        "10 normal, equal, 5",
        *normal_classes(np.full(10, 0.1), 1.2 * rng.standard_normal((10, 5)), [np.eye(5)] * 10),
    )
    yield (
        "independent, 3 classes, 10",
        *normal_classes([0.5, 0.3, 0.2], np.zeros((3, 10)), [np.eye(10)] * 3),
    )
    yield "product, 2 of 10", *by_chance(10, lambda x: 3 * x[:, 0] * x[:, 1])
    yield (
        "sine and product, 4 of 10",
        *by_chance(10, lambda x: 2 * np.sin(2 * x[:, 0]) + 1.5 * x[:, 1] * x[:, 2] - x[:, 3]),
    )
    yield (
        "bends, 3 of 12",
        *by_chance(12, lambda x: 2 * np.abs(x[:, 0]) - 1.6 + 1.5 * np.cos(2 * x[:, 1]) + x[:, 2]),
    )
    yield "sphere, 5", *by_chance(5, lambda x: 5 * np.sin(2 * np.linalg.norm(x, axis=1)))
    yield "ring, 2", *by_chance(2, lambda x: 6 * np.sin(4 * np.hypot(x[:, 0], x[:, 1])))
    yield "quadrants, 2", *by_chance(2, lambda x: 4 * np.sign(x[:, 0] * x[:, 1]))
    yield (
        "chessboard, 2",
        *by_chance(2, lambda x: 5 * np.sign(np.sin(3 * x[:, 0]) * np.sin(3 * x[:, 1]))),
    )
    yield "line, 2", *by_chance(2, lambda x: 1.5 * x[:, 0] - x[:, 1])


def scores(x):
    return stats.norm.ppf((np.argsort(np.argsort(x, axis=0), axis=0) + 1) / (len(x) + 1))


ESTIMATORS = {
    "class_vectors": lambda x, y, seed: class_vectors(scores(x), y, seed=seed).value,
    "classifiers": lambda x, y, seed: classifiers(x, y, seed=seed).value,
    "Ross, k = 3": lambda x, y, seed: float(
        ross_vector_local(Points(scores(x), None), y, [3]).mean()
    ),
}


def main():
    rows = []
    found: dict[tuple[int, str], list[float]] = {}
    for name, sample, truth in cases():
        row = [name, f"{truth:.3f}"]
        for n, repeats in ROWS.items():
            samples = [sample(np.random.default_rng(seed), n) for seed in range(repeats)]
            for key, estimate in ESTIMATORS.items():
                errors = [
                    estimate(x, smallest_codes(y, int(y.max()) + 1), seed) - truth
                    for seed, (x, y) in enumerate(samples)
                ]
                found.setdefault((n, key), []).append(math.sqrt(np.mean(np.square(errors))))
                row.append(f"{np.mean(errors):+.3f}")
        rows.append(row)
    means = (np.mean(found[n, key]) for n in ROWS for key in ESTIMATORS)
    rows.append(["**RMSE, mean**", "", *(f"**{mean:.3f}**" for mean in means)])
    write(
        __file__,
        "Several features and a categorical target",
        "Mean error, and its root mean square over "
        f"{', '.join(f'{r} samples of {n} rows' for n, r in ROWS.items())}, mean over the cases. "
        "The last number of a name is that of the features. Truths are from 200,000 rows or more.",
        ["case", "truth", *(f"{key}, n = {n}" for n in ROWS for key in ESTIMATORS)],
        rows,
    )


if __name__ == "__main__":
    main()
