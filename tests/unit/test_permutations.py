"""Permutation tests: full enumeration, validity under the null, and statistics that reuse sorts."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from scipy.stats import gamma, norm, pearson3, skew

from mutually.estimators.neighbours.points import separated
from mutually.estimators.nulls.null import upper_tail
from mutually.inference import shuffles
from mutually.inference.permutations import (
    SMALLEST,
    moments,
    permutation_test,
)
from mutually.inference.permuted import paired_anew, statistic_for
from mutually.inference.residuals import residuals
from mutually.pairs import estimate_pair
from mutually.tables.columns import read_column
from mutually.variables import make_variable
from mutually.vectors import join


def variable(values, **options):
    return make_variable(read_column(np.asarray(values), "v"), **options)


def numbers(n, seed, spread=1.0):
    return variable(spread * np.random.default_rng(seed).normal(size=n))


def labels(n, seed, levels=3):
    return variable(np.random.default_rng(seed).integers(0, levels, n), discrete=True)


def mixed(n, seed):
    rng = np.random.default_rng(seed)
    return variable(np.where(rng.random(n) < 0.4, 0.0, rng.normal(size=n)))


def vector(n, seed):
    return join("v", [numbers(n, seed), numbers(n, seed + 1)])


# -- the test itself


def test_full_enumeration_gives_the_exact_p():
    # All 6! pairings, the observed one among them, as the definition of a permutation test has it.
    x = labels(6, 0, 2)
    y = labels(6, 3, 3)
    statistic = statistic_for(x, y)
    rows = np.array(list(permutations(range(6))), dtype=np.uint32)
    values = np.array([statistic.of_rows(r) for r in rows])
    found = permutation_test(
        statistic.observed, lambda b: statistic.of_rows(rows[b + 1]), most=719, exceedances=720
    )
    exact = np.mean(values >= statistic.observed - 1e-9)
    assert found.pvalue == pytest.approx(exact, abs=1e-12)
    assert found.permutations == 719


def test_a_table_gives_what_fishers_exact_test_does():
    from scipy.stats import fisher_exact

    # One-sided in G is two-sided in the table where the margins are symmetric.
    x = np.repeat([0, 1], 10)
    y = np.r_[np.repeat([0, 1], [8, 2]), np.repeat([0, 1], [2, 8])]
    statistic = statistic_for(variable(x, discrete=True), variable(y, discrete=True))
    shuffle = shuffles.free(20, 0)
    found = permutation_test(
        statistic.observed, lambda b: statistic.of_rows(shuffle(b)), most=20_000, exceedances=10**6
    )
    exact = fisher_exact([[8, 2], [2, 8]]).pvalue
    assert abs(found.pvalue - exact) < 4 * np.sqrt(exact / 20_000)


def uniform_statistics(sets, most, seed):
    """Statistics of data sets under the null: each and its repetitions have one distribution."""
    random = np.random.default_rng(seed)
    return random.normal(size=sets), random.normal(size=(sets, most))


@pytest.mark.parametrize("exceedances", [None, 5, 20])
def test_p_is_uniform_on_its_grid_under_the_null(exceedances):
    sets, most = 4000, 199
    observed, repeated = uniform_statistics(sets, most, 1)
    results = [
        permutation_test(o, lambda b, r=r: r[b], most=most, exceedances=exceedances)
        for o, r in zip(observed, repeated, strict=True)
    ]
    p = np.array([r.pvalue for r in results])
    h = exceedances or 10
    grid = [1 / 200, 4 / 200, h / 150, h / 100, h / 50, h / 25]
    for a in (a for a in grid if a < 1):
        assert abs(np.mean(p <= a + 1e-12) - a) < 4 * np.sqrt(a * (1 - a) / sets)
    for a in np.linspace(0.01, 0.9, 50):
        assert np.mean(p <= a) < a + 4 * np.sqrt(a * (1 - a) / sets)
    # The point of stopping: under the null half of the sets need about 2 h repetitions.
    assert np.median([r.permutations for r in results]) <= 2.5 * h


def test_p_is_conservative_where_statistics_are_equal():
    random = np.random.default_rng(2)
    observed, repeated = random.integers(0, 3, 2000), random.integers(0, 3, (2000, 99))
    p = [
        permutation_test(float(o), lambda b, r=r: float(r[b]), most=99).pvalue
        for o, r in zip(observed, repeated, strict=True)
    ]
    for a in (0.05, 0.1, 0.35, 0.5):
        assert np.mean(np.array(p) <= a) < a + 4 * np.sqrt(a * (1 - a) / 2000)


@pytest.mark.parametrize(("most", "alpha"), [(99, 0.05), (199, 0.1), (999, 0.05), (99, 0.29)])
def test_stopping_early_never_changes_the_decision(most, alpha):
    observed, repeated = uniform_statistics(300, most, 3)
    for o, r in zip(observed + 1.5, repeated, strict=True):
        full = permutation_test(o, lambda b, r=r: r[b], most=most, exceedances=most + 1)
        short = permutation_test(o, lambda b, r=r: r[b], most=most, alpha=alpha)
        assert full.permutations == most
        assert (full.pvalue <= alpha + 1e-12) == (short.pvalue <= alpha + 1e-12)


@pytest.mark.parametrize("shift", [0.0, 1.5, 3.0, 20.0])
def test_the_result_is_the_same_for_any_number_of_threads(shift):
    def of(b):
        return float(np.random.default_rng(b).normal())

    one, *others = [permutation_test(shift, of, most=1000, workers=w) for w in (1, 4, 7)]
    assert all(other == one for other in others)


def test_errors_come_out_of_threads():
    def fails(b):
        if b == 70:
            raise ZeroDivisionError("in repetition 70")
        return 0.0

    with pytest.raises(ZeroDivisionError, match="repetition 70"):
        permutation_test(1.0, fails, workers=4)


def test_equal_up_to_rounding_is_as_large():
    found = permutation_test(0.3, lambda b: 0.1 + 0.2 - 1e-15, most=20)
    assert found.pvalue == 1.0


def test_nan_is_no_finding():
    assert permutation_test(float("nan"), float).pvalue == 1.0
    assert permutation_test(9.0, lambda b: float("nan")).pvalue == 1.0


# -- the fitted tail


@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize("quantile", [0.0, 0.1, 0.9, 0.9999])
def test_the_tail_is_scipys_pearson3(sign, quantile):
    values = sign * gamma.rvs(4, size=3000, random_state=0)
    at = np.quantile(values, quantile) + 0.1
    fitted = pearson3(skew(values), values.mean(), values.std(ddof=1))
    assert upper_tail(at, moments(values)) == pytest.approx(fitted.sf(at), rel=1e-9, abs=1e-300)


def test_a_symmetric_tail_is_normal():
    values = norm.ppf((np.arange(1001) + 0.5) / 1001)
    assert upper_tail(4.0, moments(values)) == pytest.approx(
        norm.sf(4.0 / values.std(ddof=1)), rel=1e-6
    )


def test_a_tail_beyond_1e5_ends_there_and_is_marked():
    random = np.random.default_rng(0).gamma(20, size=1000)
    found = permutation_test(float(random.mean() + 30 * random.std()), lambda b: float(random[b]))
    assert found.tail
    assert found.pvalue == SMALLEST
    assert (found.exceedances, found.permutations) == (0, 1000)
    within = permutation_test(float(random.mean() + 4.7 * random.std()), lambda b: float(random[b]))
    assert within.tail
    assert within.pvalue == upper_tail(random.mean() + 4.7 * random.std(), moments(random))
    assert SMALLEST < within.pvalue < 1 / 1001


def test_few_repetitions_and_constant_ones_have_no_tail():
    random = np.random.default_rng(0).normal(size=999)
    few = permutation_test(10.0, lambda b: float(random[b]), most=999)
    assert (few.tail, few.pvalue) == (False, 1 / 1000)
    equal = permutation_test(1.0, lambda b: 1.0)
    assert (equal.pvalue, equal.null.variance) == (1.0, 0.0)


# -- statistics that reuse sorts

N = 80
PAIRS = {
    "ksg": (numbers(N, 0), numbers(N, 1), "ksg"),
    "plugin": (labels(N, 0), labels(N, 1, 5), "plugin"),
    "ross of a number": (numbers(N, 0), labels(N, 1), "ross"),
    "ross of a class": (labels(N, 0), numbers(N, 1), "ross"),
    "ksg of vectors": (vector(N, 0), vector(N, 5), "ksg"),
    "ksg of a vector and a scalar": (vector(N, 0), numbers(N, 5), "ksg"),
    "ross of a vector": (vector(N, 0), labels(N, 5), "ross"),
    "ross of a class and a vector": (labels(N, 0), vector(N, 5), "ross"),
    "mixed": (mixed(N, 0), mixed(N, 1), "frenzel_pompe"),
    "mixed and class": (mixed(N, 0), labels(N, 1), "frenzel_pompe"),
}


@pytest.mark.parametrize(("x", "y", "estimator"), PAIRS.values(), ids=PAIRS)
def test_statistics_equal_the_estimate_of_the_paired_rows(x, y, estimator):
    cheap = statistic_for(x, y)
    named = statistic_for(x, y, estimator=estimator)
    assert cheap.observed == pytest.approx(
        estimate_pair(x, y, estimator=estimator).value, abs=1e-12
    )
    assert named.observed == estimate_pair(x, y, estimator=estimator).value
    assert named.name == estimator
    assert cheap.name == estimator
    shuffle = shuffles.free(N, 0)
    for b in range(5):
        rows = shuffle(b)
        expected = estimate_pair(paired_anew(x, rows), y, estimator=estimator).value
        assert cheap.of_rows(rows) == pytest.approx(expected, abs=1e-12)
        assert named.of_rows(rows) == expected


GIVEN = {
    "numbers given numbers": (numbers(N, 0), numbers(N, 1), numbers(N, 2), "frenzel_pompe"),
    "numbers given a class": (numbers(N, 0), numbers(N, 1), labels(N, 2), "frenzel_pompe"),
    "class given numbers": (labels(N, 0), numbers(N, 1), vector(N, 2), "frenzel_pompe"),
    "classes given a class": (labels(N, 0), labels(N, 1, 5), labels(N, 2), "plugin"),
}


def less(v, z):
    """Return the variable that the test sees: numbers less what other numbers say of them."""
    points, of_z = next(separated([v, z], "normal_scores", 0))
    left = residuals(points, of_z, shuffles.LOCAL_CANDIDATES)
    return v if points.dimension == 0 else variable(left.values[:, 0])


@pytest.mark.parametrize(("x", "y", "z", "estimator"), GIVEN.values(), ids=GIVEN)
def test_the_same_with_a_condition(x, y, z, estimator):
    statistic = statistic_for(x, y, z)
    assert statistic.name == estimator
    x, y = (less(v, z) for v in (x, y))
    expected = estimate_pair(x, y, z, estimator=estimator).value
    assert statistic.observed == pytest.approx(expected, abs=1e-12)
    shuffle = shuffles.within_blocks(np.zeros(N) if z.labels is None else z.labels.codes, 0)
    for b in range(5):
        rows = shuffle(b)
        expected = estimate_pair(paired_anew(x, rows), y, z, estimator=estimator).value
        assert statistic.of_rows(rows) == pytest.approx(expected, abs=1e-12)


def test_what_does_not_vary_or_is_held_by_the_condition_is_0():
    x, y = numbers(N, 0), numbers(N, 1)
    for statistic in (
        statistic_for(variable(np.ones(N)), y),
        statistic_for(x, variable(np.ones(N), discrete=False)),
        statistic_for(x, y, x),
        statistic_for(x, y, join("z", [x, y])),
    ):
        assert (statistic.observed, statistic.of_rows(np.arange(N, dtype=np.uint32))) == (0.0, 0.0)


def test_ties_are_ordered_once():
    x, y = variable(np.arange(N) % 7, discrete=False), numbers(N, 0)
    statistic = statistic_for(x, y, seed=3)
    rows = np.arange(N, dtype=np.uint32)
    assert statistic.of_rows(rows) == statistic.observed
    assert statistic_for(x, y, seed=4).observed != statistic.observed


@pytest.mark.parametrize(
    "make",
    [
        lambda s: (numbers(40, 2 * s), numbers(40, 2 * s + 1)),
        lambda s: (labels(40, 2 * s), numbers(40, 2 * s + 1)),
        lambda s: (labels(40, 2 * s), labels(40, 2 * s + 1, 5)),
        lambda s: (variable(np.random.default_rng(s).poisson(3, 40), discrete=False),
                   numbers(40, s + 10**6)),
    ],
    ids=["ksg", "ross", "plugin", "ties"],
)  # fmt: skip
def test_false_positives_of_each_statistic(make):
    # 5 % within 4 standard errors of 500 data sets; tables are conservative for their ties.
    sets, shuffle = 500, shuffles.free(40, 9)
    found = 0
    for s in range(sets):
        statistic = statistic_for(*make(s))
        p = permutation_test(
            statistic.observed, lambda b, s=statistic: s.of_rows(shuffle(b)), most=199
        ).pvalue
        found += p <= 0.05
    assert abs(found / sets - 0.05) < 4 * np.sqrt(0.05 * 0.95 / sets)


def test_a_statistic_gives_the_same_bits_in_any_number_of_threads():
    statistic, shuffle = statistic_for(*PAIRS["ksg of vectors"][:2]), shuffles.free(N, 0)
    one, *others = [
        permutation_test(statistic.observed, lambda b: statistic.of_rows(shuffle(b)), workers=w)
        for w in (1, 4, 7)
    ]
    assert all(other == one for other in others)


def common_cause(random, n):
    z = random.normal(size=n)
    return np.sin(2 * z) + random.normal(size=n) / 2, z**2 + random.normal(size=n) / 2, z


def a_chain(random, n):
    x = random.normal(size=n)
    z = x + random.normal(size=n)
    return x, z + random.normal(size=n), z


def related(random, n):
    z = random.normal(size=n)
    x = z + random.normal(size=n)
    return x, z + x + random.normal(size=n), z


@pytest.mark.parametrize(
    ("draw", "low", "high"), [(a_chain, 0, 0.12), (common_cause, 0, 0.12), (related, 0.9, 1)]
)
def test_rows_exchanged_near_z_test_conditional_independence(draw, low, high):
    # A guard: 5 % and four standard errors of 150 data sets; studies/false_positives.md has rates.
    found = 0
    for s in range(150):
        x, y, z = map(variable, draw(np.random.default_rng(s), 150))
        statistic = statistic_for(x, y, z)
        ((points,),) = separated([z], "normal_scores", 0)
        shuffle = shuffles.nearby(points, s)
        p = permutation_test(
            statistic.observed, lambda b, s=statistic, r=shuffle: s.of_rows(r(b)), most=99
        ).pvalue
        found += p <= 0.05
    assert low <= found / 150 <= high
