"""How often the test for weighted rows finds something where nothing is.

    python studies/weights_tests.py [--quick]

The samples are those of weights.py, of independent variables alone.
"""

from __future__ import annotations

import sys

import numpy as np
from report import write
from weights import DESIGNS, PAIRS, ROWS, Design, Pair, sample, table

from mutually.estimators.weighted.levels import independence
from mutually.estimators.weighted.masses import shares
from mutually.tables import read_column
from mutually.variables import make_variable

REPEATS = 1000
INDEPENDENT = {
    **{name: pair for name, pair in PAIRS.items() if pair.truth < 1e-9},
    "60 x 2 levels": table(np.outer(np.linspace(1, 3, 60), [1, 1])),
}


def pvalues(pair: Pair, design: Design, n: int, repeats: int) -> np.ndarray:
    found = []
    for seed in range(repeats):
        *columns, w = sample(pair, design, n, 10_000 + seed)
        x, y = (make_variable(read_column(c, name)) for c, name in zip(columns, "xy", strict=True))
        test = independence(x, y, shares(w))
        found.append(np.nan if test is None else test.pvalue)
    return np.array(found)


def main():
    repeats = 50 if "--quick" in sys.argv else REPEATS
    rows = []
    for name, pair in INDEPENDENT.items():
        for weights, design in DESIGNS.items():
            for n in ROWS:
                p = pvalues(pair, design, n, repeats)
                tested = p[~np.isnan(p)]
                shown = [f"{np.mean(tested < level):.1%}" for level in (0.05, 0.01)]
                rows.append([name, weights, str(n), *shown, f"{np.isnan(p).mean():.1%}"])
    write(
        __file__,
        "False positives of weighted rows",
        f"""
Independent variables, {repeats} samples: the standard error of a share of 5 % is
{(0.05 * 0.95 / repeats) ** 0.5:.1%}.
""",
        ["variables", "weights", "n", "p < 0.05", "p < 0.01", "no test"],
        rows,
    )


if __name__ == "__main__":
    main()
