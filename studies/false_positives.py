"""How often permutation tests find something where there is nothing, and where there is."""

from __future__ import annotations

import sys

import numpy as np
from report import write

from mutually.estimators.neighbours.points import separated
from mutually.inference import shuffles
from mutually.inference.permutations import permutation_test
from mutually.inference.permuted import statistic_for
from mutually.tables.columns import read_column
from mutually.variables import make_variable
from mutually.vectors import join

SETS = 400
CANDIDATES = (5, 10)


def normal(random, n, spread=1.0):
    return spread * random.normal(size=n)


def chain(random, n):
    x = normal(random, n)
    z = x + normal(random, n)
    return x, z + normal(random, n), z


def common(spread):
    def draw(random, n):
        z = normal(random, n)
        return z + normal(random, n, spread), z + normal(random, n, spread), z

    return draw


def curved(random, n):
    z = normal(random, n)
    return np.sin(2 * z) + normal(random, n, 0.5), z**2 + normal(random, n, 0.5), z


def classes(random, n):
    z = normal(random, n)
    return (z + normal(random, n) > 0).astype(int), z + normal(random, n), z


def two(random, n):
    z = random.normal(size=(n, 2))
    return z.sum(axis=1) + normal(random, n), z.sum(axis=1) + normal(random, n), *z.T


def apart(random, n):
    return normal(random, n), normal(random, n), normal(random, n)


def related(random, n):
    z = normal(random, n)
    x = z + normal(random, n)
    return x, z + 0.5 * x + normal(random, n), z


GIVEN = {
    "chain X -> Z -> Y": chain,
    "common cause, noise 1": common(1.0),
    "common cause, noise 0.3": common(0.3),
    "common cause, noise 0.1": common(0.1),
    "curved common cause, sin 2z and z^2": curved,
    "class and number, common cause": classes,
    "two common causes": two,
    "all independent": apart,
    "related given Z (power)": related,
}

# Each takes minutes at 500 rows.
AT_500 = (
    "chain X -> Z -> Y",
    "common cause, noise 1",
    "common cause, noise 0.1",
    "curved common cause, sin 2z and z^2",
)


def remembering(random, n, phi):
    noise = random.normal(size=n + 200)
    for i in range(1, n + 200):
        noise[i] += phi * noise[i - 1]
    return noise[200:]


def variable(values):
    return make_variable(read_column(np.ascontiguousarray(values), "v"))


def positive(statistic, shuffle):
    def of(repetition):
        return statistic.of_rows(shuffle(repetition))

    return permutation_test(statistic.observed, of, most=99).pvalue <= 0.05


def given_rates(draw, n):
    found = np.zeros(len(CANDIDATES))
    for s in range(SETS):
        x, y, *z = map(variable, draw(np.random.default_rng([s, n]), n))
        given = join("z", z)
        statistic = statistic_for(x, y, given)
        (points,) = next(separated([given], "normal_scores", 0))
        found += [positive(statistic, shuffles.nearby(points, s, k_perm=k)) for k in CANDIDATES]
    return [f"{100 * rate:.1f}" for rate in found / SETS]


def series_rates(phi, n):
    found = np.zeros(2)
    for s in range(SETS):
        random = np.random.default_rng([s, n])
        statistic = statistic_for(*(variable(remembering(random, n, phi)) for _ in "xy"))
        found += [positive(statistic, make(n, s)) for make in (shuffles.free, shuffles.circular)]
    return [f"{100 * rate:.1f}" for rate in found / SETS]


def main():
    rows = []
    for n in (200, 500):
        for name, draw in GIVEN.items():
            if n == 500 and name not in AT_500:
                continue
            rates = given_rates(draw, n)
            rows.append([name, str(n), *rates, "", ""])
            print(*rows[-1], file=sys.stderr, flush=True)
        for phi in (0.5, 0.9):
            rates = series_rates(phi, n)
            rows.append([f"independent series, memory {phi}", str(n), "", "", *rates])
            print(*rows[-1], file=sys.stderr, flush=True)
    write(
        __file__,
        "False positives of permutation tests",
        f"Percent of {SETS} data sets with p <= 0.05 (99 permutations; the standard error of 5 is "
        "1.1). Given Z rows are exchanged with those near in Z, k candidates; series are exchanged "
        "freely, or shifted in a circle by 5 % of their length or more.",
        ["task", "n", *(f"k = {k}" for k in CANDIDATES), "freely", "shifted"],
        rows,
    )


if __name__ == "__main__":
    main()
