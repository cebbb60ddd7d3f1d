"""Independent columns give p-values that are uniform, and related ones are found.

Of m data sets without a relation the share with p <= a is binomial: its standard error is
sqrt(a (1 - a) / m), and four of these are allowed. Where few tables are possible (two booleans) p
takes few values, so that only "not more than a" can be asked.
"""

from __future__ import annotations

import functools
import math
from itertools import combinations_with_replacement

import numpy as np
import pytest

import mutually as mu
from mutually.pairs import estimate_pair
from mutually.reading import read_variable

DRAWS = {60: 400, 300: 200}  # by the number of rows


def columns(n, rng):
    """One column of each kind, all independent of each other."""
    ranks, tail = np.arange(1, 21), 1 / np.arange(1, 101)
    return {
        "normal": rng.normal(size=n),
        "Cauchy": rng.standard_cauchy(n),
        "counts": rng.poisson(30, n),
        "zero-inflated": np.where(rng.random(n) < 0.3, 0.0, rng.normal(size=n)),
        "rounded": np.round(rng.normal(size=n), 1),
        "bool": rng.random(n) < 0.3,
        "20 levels": rng.choice(20, n, p=ranks / ranks.sum()).astype(str),
        "100 levels": rng.choice(100, n, p=tail / tail.sum()).astype(str),
    }


TABLES = {"bool", "20 levels", "100 levels"}
MANY = {"20 levels", "100 levels"}
PAIRS = [*combinations_with_replacement(columns(10, np.random.default_rng(0)), 2)]


@functools.cache
def drawn(n):
    """Draws of all columns for every pair, two each, so that a kind can meet itself."""
    rng = np.random.default_rng(n)
    return [
        [{kind: read_variable(v, kind) for kind, v in columns(n, rng).items()} for _ in range(2)]
        for _ in range(DRAWS[n])
    ]


def independent(kinds, n):
    """Return p-values by closed form for independent columns of these kinds; nan without one."""
    found = []
    for one, other in drawn(n):
        estimate = estimate_pair(one[kinds[0]], other[kinds[1]])
        found.append(math.nan if estimate.independence is None else estimate.independence.pvalue)
    return np.array(found)


def check_uniform(p, *, few_values=False, levels=(0.05, 0.2, 0.5)):
    for level in levels:
        share, error = np.mean(p <= level), math.sqrt(level * (1 - level) / len(p))
        assert share < level + 4 * error, level
        assert few_values or share > level - 4 * error, level


@pytest.mark.parametrize("n", DRAWS)
@pytest.mark.parametrize("kinds", PAIRS, ids=" and ".join)
def test_p_of_independent_columns_is_uniform(kinds, n):
    p = independent(kinds, n)
    known = p[~np.isnan(p)]
    if len(known) < 100:
        # Classes of fewer than nine rows have no closed form beside numbers.
        assert not set(kinds) <= TABLES
        assert MANY & set(kinds)
        return
    check_uniform(known, few_values=set(kinds) <= TABLES)


@pytest.mark.parametrize("k", [3, 5, 10])
@pytest.mark.parametrize("other", ["normal", "bool"])
def test_small_p_are_as_rare_as_they_say_for_any_number_of_neighbours(k, other):
    rng = np.random.default_rng(k)
    p = []
    for _ in range(2000):
        x, y = rng.normal(size=(2, 120))
        x, y = (read_variable(v, "v") for v in (x, y > 0.5 if other == "bool" else y))
        found = estimate_pair(x, y, n_neighbors=k).independence
        p.append(math.nan if found is None else found.pvalue)
    known = np.array([value for value in p if not math.isnan(value)])
    assert len(known) > 1500  # a class of fewer than 3 k rows has no closed form
    check_uniform(known, levels=(0.002, 0.01, 0.05, 0.5))


def test_p_depends_on_ranks_alone():
    rng = np.random.default_rng(0)
    for _ in range(20):
        x, y = rng.normal(size=(2, 100))
        heavy = np.tan(0.5 * np.arctan(np.exp(x)) - 0.3)  # rising, and nothing like normal
        assert mu.mutual_information(x, y).pvalue == mu.mutual_information(heavy, y).pvalue


@pytest.mark.filterwarnings("ignore::mutually.MutuallyWarning")
def test_p_of_many_classes_beside_a_number_comes_from_permutations():
    rng = np.random.default_rng(3)
    p = []
    for _ in range(100):
        drawn = columns(300, rng)
        found = mu.mutual_information(drawn["normal"], drawn["100 levels"], n_permutations=99)
        p.append(found.pvalue)
        assert "permutations of ross" in found.pvalue_method
    check_uniform(np.array(p), few_values=True)


@pytest.mark.parametrize("kinds", [("normal", "normal"), ("normal", "bool"), ("bool", "bool")])
def test_p_given_a_class_is_uniform_where_both_depend_on_it(kinds):
    """Moments of independent parts add, so a class as the condition has a closed form too."""
    rng = np.random.default_rng(len("".join(kinds)))
    p = []
    for _ in range(DRAWS[300]):
        z = np.arange(300) % 3
        one, other = (
            (v > 0 if kind == "bool" else v)
            for kind, v in zip(kinds, (z - 1) / 2 + rng.normal(size=(2, 300)), strict=True)
        )
        x, y, given = (read_variable(v, "v") for v in (one, other, z))
        p.append(estimate_pair(x, y, given).independence.pvalue)
    check_uniform(np.array(p), few_values=kinds == ("bool", "bool"))


def related(name, rng):
    """300 rows of x and y, where x tells about y."""
    x, noise = rng.normal(size=(2, 300))
    return {
        "correlation 0.5": (x, 0.5 * x + math.sqrt(0.75) * noise),
        "sine": (x, np.sin(3 * x) + 0.3 * noise),
        "circle": (np.cos(6 * x) + 0.1 * noise, np.sin(6 * x)),
        "shifted classes": (x > 0.5, noise + (x > 0.5)),
        "spread of classes": (x > 0, noise * np.where(x > 0, 2.5, 1)),
        "table": (x > 0, x + noise > 0.5),
        "zeros that tell": (np.where(x > 0.5, 0.0, noise), x),
    }[name]


@pytest.mark.filterwarnings("ignore::mutually.MutuallyWarning")
@pytest.mark.parametrize(
    "name",
    ["correlation 0.5", "sine", "circle", "shifted classes", "spread of classes", "table",
     "zeros that tell"],
)  # fmt: skip
def test_relations_are_found(name):
    rng = np.random.default_rng(5)
    found = [mu.mutual_information(*related(name, rng)).pvalue for _ in range(20)]
    # Eighteen of twenty, where of independent pairs one in twenty is.
    assert sum(p < 0.05 for p in found) >= 18
