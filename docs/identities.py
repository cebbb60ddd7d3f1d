"""How far I(X;Y) is from H(X) + H(Y) - H(X,Y), for each kind; the table of identities.md."""

from __future__ import annotations

import warnings

import numpy as np

import mutually as mu

SAMPLES = 20


def normals(rng, n, d=1):
    x = rng.normal(size=(n, d))
    return x, 0.6 * x + 0.8 * rng.normal(size=(n, d))


def labels(rng, n):
    x = rng.integers(0, 6, n)
    return x, np.where(rng.random(n) < 0.5, x, rng.integers(0, 6, n))


def label_and_number(rng, n):
    x = rng.integers(0, 3, n)
    return x.astype(str), x + rng.normal(size=n)


CASES = {
    "two labels, plugin": (labels, "plugin"),
    "two labels, auto": (labels, "auto"),
    "a label and a number, auto": (label_and_number, "auto"),
    "two numbers, auto": (normals, "auto"),
    "3 + 3 numbers, auto": (lambda rng, n: normals(rng, n, 3), "auto"),
}


def gap(x, y, estimator):
    def entropy(*parts):
        columns = {f"{i}": column for i, column in enumerate(parts)}
        return mu.entropy(columns, estimator=estimator).value

    one, other = ([*part.T] if part.ndim == 2 else [part] for part in (x, y))
    information = mu.mutual_information(x, y, estimator=estimator).value
    return information - (entropy(*one) + entropy(*other) - entropy(*one, *other))


def main():
    warnings.simplefilter("ignore", mu.MutuallyWarning)
    for name, (draw, estimator) in CASES.items():
        cells = []
        for n in (1000, 10_000):
            seeds = map(np.random.default_rng, range(SAMPLES))
            gaps = [gap(*draw(rng, n), estimator) for rng in seeds]
            cells.append(f"{np.mean(gaps):+.4f} | {np.std(gaps):.4f}")
        print(f"| {name} | " + " | ".join(cells) + " |", flush=True)


if __name__ == "__main__":
    main()
