"""Estimators of the differential entropy of a vector on distributions with known entropy."""

from __future__ import annotations

import math

import numpy as np
from report import write
from scipy import stats
from scipy.special import gammaln, logsumexp

from mutually import _core
from mutually.estimators.neighbours.kozachenko_leonenko import kozachenko_leonenko_vector
from mutually.estimators.neighbours.spacing import spacing
from mutually.estimators.neighbours.vector_entropy import vector_entropy
from mutually.variables import Sorted

DIMENSIONS = (2, 5, 10)
ROWS = {100: 20, 1000: 10}
NORMAL = 0.5 * math.log(2 * math.pi * math.e)


def autoregressive(d, rho):
    place = np.arange(d)
    return rho ** np.abs(place[:, None] - place)


def distributions(d):
    """Names, samplers and entropies."""
    for rho in (0.0, 0.6, 0.95):
        covariance = autoregressive(d, rho)
        root, half = np.linalg.cholesky(covariance), 0.5 * np.linalg.slogdet(covariance)[1]
        yield (
            f"normal, AR {rho}",
            lambda rng, n, root=root: rng.standard_normal((n, d)) @ root.T,
            d * NORMAL + half,
        )
    yield "cube", lambda rng, n: rng.random((n, d)), 0.0
    yield "exponential", lambda rng, n: rng.exponential(size=(n, d)), float(d)
    covariance = autoregressive(d, 0.7)
    root = np.linalg.cholesky(covariance)
    yield (
        "lognormal, AR 0.7",
        lambda rng, n: np.exp(rng.standard_normal((n, d)) @ root.T),
        d * NORMAL + 0.5 * np.linalg.slogdet(covariance)[1],
    )
    t = stats.multivariate_t(np.zeros(d), covariance, df=4)
    yield (
        "t, 4 degrees, AR 0.7",
        lambda rng, n: t.rvs(n, random_state=rng),
        -float(t.logpdf(t.rvs(200_000, random_state=0)).mean()),
    )
    for parts, spread in ((2, 2.0), (5, 2.0), (20, 1.0)):
        yield f"mixture of {parts}", *mixture(d, parts, spread)
    yield "chain of sines", lambda rng, n: sines(rng, n, d), d * NORMAL + (d - 1) * math.log(0.3)
    turn = stats.ortho_group(d).rvs(random_state=3)
    yield "turned cube", lambda rng, n: rng.random((n, d)) @ turn.T, 0.0
    yield "ball", lambda rng, n: ball(rng, n, d), d / 2 * math.log(math.pi) - gammaln(d / 2 + 1)


def mixture(d, parts, spread):
    rng = np.random.default_rng(7)
    means = rng.standard_normal((parts, d)) * spread
    shapes = stats.wishart(d + 3, np.eye(d) / (d + 3))
    covariances = [shapes.rvs(random_state=rng) + 0.05 * np.eye(d) for _ in range(parts)]
    roots = np.array([np.linalg.cholesky(c) for c in covariances])

    def sample(rng, n):
        part = rng.integers(parts, size=n)
        return means[part] + np.einsum("nij,nj->ni", roots[part], rng.standard_normal((n, d)))

    points = sample(np.random.default_rng(1), 100_000)
    logs = [
        stats.multivariate_normal(m, c).logpdf(points)
        for m, c in zip(means, covariances, strict=True)
    ]
    return sample, -float((logsumexp(logs, axis=0) - math.log(parts)).mean())


def sines(rng, n, d):
    x = rng.standard_normal((n, d))
    for j in range(1, d):
        x[:, j] = np.sin(2 * x[:, j - 1]) + 0.3 * x[:, j]
    return x


def ball(rng, n, d):
    x = rng.standard_normal((n, d))
    return x * (rng.random(n) ** (1 / d) / np.linalg.norm(x, axis=1))[:, None]


def margins_alone(x):
    columns = (Sorted(*_core.sort_column(np.ascontiguousarray(c))) for c in x.T)
    scores = np.argsort(np.argsort(x, axis=0), axis=0) + 1
    normal = stats.norm.ppf(scores / (len(x) + 1))
    copula = 0.5 * np.linalg.slogdet(np.corrcoef(normal.T))[1]
    return sum(spacing(c).value for c in columns) + copula


ESTIMATORS = {
    "vector_entropy": lambda x: vector_entropy(x).value,
    "Kozachenko-Leonenko, k = 3": lambda x: kozachenko_leonenko_vector(x).value,
    "spacings and normal copula": margins_alone,
}


def main():
    rows = []
    squares: dict[tuple[int, int, str], list[float]] = {}
    for d in DIMENSIONS:
        for name, sample, truth in distributions(d):
            row = [name, str(d)]
            for n, repeats in ROWS.items():
                samples = [sample(np.random.default_rng(i), n) for i in range(repeats)]
                for key, estimate in ESTIMATORS.items():
                    errors = np.array([estimate(x) - truth for x in samples])
                    squares.setdefault((d, n, key), []).append(np.sqrt(np.mean(errors**2)))
                    row.append(f"{errors.mean():+.3f}")
            rows.append(row)
        rows.append(
            [
                "**RMSE, mean**",
                str(d),
                *(f"**{np.mean(squares[d, n, key]):.3f}**" for n in ROWS for key in ESTIMATORS),
            ]
        )
    write(
        __file__,
        "Entropy of a continuous vector",
        "Mean error, and for each number of dimensions the root mean squared error, mean over the "
        f"distributions; {', '.join(f'{r} samples of {n} rows' for n, r in ROWS.items())}. The "
        "entropies of the mixtures and of t are from 100,000 and 200,000 drawn points.",
        ["distribution", "dimensions", *(f"{key}, n = {n}" for n in ROWS for key in ESTIMATORS)],
        rows,
    )


if __name__ == "__main__":
    main()
