"""Estimators of the differential entropy of a scalar on distributions with known entropy."""

from __future__ import annotations

import numpy as np
from report import write
from scipy import stats

import mutually as mu

DISTRIBUTIONS = {
    "normal": stats.norm(),
    "uniform": stats.uniform(),
    "exponential": stats.expon(),
    "t, 3 degrees": stats.t(3),
    "beta(1/2, 1/2)": stats.beta(0.5, 0.5),
    "lognormal": stats.lognorm(1),
}

ESTIMATORS = {
    "spacing (default)": lambda x: mu.entropy(x, estimator="spacing").value,
    "Kozachenko-Leonenko, k = 3": lambda x: mu.entropy(x, estimator="kozachenko_leonenko").value,
    "Kozachenko-Leonenko, k = 1": lambda x: (
        mu.entropy(x, estimator="kozachenko_leonenko", n_neighbors=1).value
    ),
    "Vasicek (SciPy)": lambda x: stats.differential_entropy(x, method="vasicek"),
    "van Es (SciPy)": lambda x: stats.differential_entropy(x, method="van es"),
    "Ebrahimi (SciPy)": lambda x: stats.differential_entropy(x, method="ebrahimi"),
    "Correa (SciPy)": lambda x: stats.differential_entropy(x, method="correa"),
}

ROWS = {10: 400, 30: 400, 100: 400, 1000: 200, 10_000: 40}


def main():
    rng = np.random.default_rng(0)
    squares: dict[str, dict[int, list[float]]] = {name: {} for name in ESTIMATORS}
    for n, repeats in ROWS.items():
        for distribution in DISTRIBUTIONS.values():
            samples = [distribution.rvs(n, random_state=rng) for _ in range(repeats)]
            for name, estimate in ESTIMATORS.items():
                errors = [float(estimate(x)) - distribution.entropy() for x in samples]
                squares[name].setdefault(n, []).append(float(np.sqrt(np.mean(np.square(errors)))))
    write(
        __file__,
        "Entropy of a continuous scalar",
        f"Root mean squared error, mean over {', '.join(DISTRIBUTIONS)}.",
        ["estimator", *(f"n = {n}" for n in ROWS)],
        [[name, *(f"{np.mean(by_n[n]):.4f}" for n in ROWS)] for name, by_n in squares.items()],
    )


if __name__ == "__main__":
    main()
