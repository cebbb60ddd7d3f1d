"""Bias and spread of the default estimator on scalars of all kinds, beside scikit-learn's."""

from __future__ import annotations

import math
import warnings

import numpy as np
from report import write
from scipy import stats
from sklearn.feature_selection import mutual_info_classif, mutual_info_regression

import mutually as mu


def normal(rho):
    return -0.5 * math.log(1 - rho * rho)


def normals(rng, n, rho=0.6):
    x = rng.normal(size=n)
    return x, rho * x + math.sqrt(1 - rho * rho) * rng.normal(size=n)


def mapped(change):
    def draw(rng, n):
        x, y = normals(rng, n)
        return change(x), y

    return draw


def inflated(rng, n):
    x, y = normals(rng, n, 0.8)
    off = rng.random(n) < 0.4
    return np.where(off, 0, x), np.where(off, 0, y)


def rounded(rng, n):
    return tuple(np.round(v, 1) for v in normals(rng, n))


def counts(rng, n):
    label = rng.integers(0, 2, n)
    return rng.poisson(np.where(label == 0, 3, 4.5)).astype(float), label


def counts_truth():
    k = np.arange(80)
    p, q = stats.poisson(3).pmf(k), stats.poisson(4.5).pmf(k)
    mean = (p + q) / 2
    return float((p * np.log(p / mean) + q * np.log(q / mean)).sum() / 2)


def many_levels(rng, n):
    return rng.integers(0, 500, n).astype(float), rng.integers(0, 2, n)


CASES = {
    "normal, 0": (0.0, lambda rng, n: normals(rng, n, 0.0)),
    "normal, 0.6": (normal(0.6), normals),
    "normal, 0.9": (normal(0.9), lambda rng, n: normals(rng, n, 0.9)),
    "exp(3x)": (normal(0.6), mapped(lambda x: np.exp(3 * x))),
    "one outlier of 1e6": (normal(0.6), mapped(lambda x: np.where(np.arange(len(x)) == 3, 1e6, x))),
    "1e10 + x": (normal(0.6), mapped(lambda x: 1e10 + x)),
    "zero-inflated, 40 % of both": (0.6730117 + 0.6 * normal(0.8), inflated),
    "rounded to 0.1": (normal(0.6), rounded),
    "counts against classes": (counts_truth(), counts),
    "500 levels of noise": (0.0, many_levels),
}


def ours(name, x, y):
    discrete = (True, True) if name == "500 levels of noise" else None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", mu.MutuallyWarning)
        return mu.mutual_information(x, y, discrete=discrete).value


def theirs(name, x, y):
    if y.dtype.kind == "i":
        discrete = name == "500 levels of noise"
        return mutual_info_classif(x[:, None], y, discrete_features=discrete, random_state=0)[0]
    return mutual_info_regression(x[:, None], y, random_state=0)[0]


def main():
    rows = []
    for name, (truth, draw) in CASES.items():
        row = [name, f"{truth:.4f}"]
        for n, repeats in ((1000, 100), (10_000, 40)):
            data = [draw(np.random.default_rng(seed), n) for seed in range(repeats)]
            found = np.array([ours(name, x, y) for x, y in data])
            peer = np.array([theirs(name, x, y) for x, y in data[:20]])
            row += [f"{found.mean() - truth:+.4f}", f"{found.std():.4f}",
                    f"{peer.mean() - truth:+.4f}"]  # fmt: skip
        rows.append(row)
    header = ["case", "truth"]
    for n in (1000, 10_000):
        header += [f"bias, n = {n}", "its spread", "scikit-learn's bias"]
    write(
        __file__,
        "Scalars of all kinds",
        "Bias and standard deviation of `mu.mutual_information` with its defaults (100 samples of "
        "1000 rows, 40 of 10,000), and the bias of scikit-learn's `mutual_info_classif` and "
        "`mutual_info_regression` on the first 20 of them.",
        header,
        rows,
    )


if __name__ == "__main__":
    main()
