"""A continuous vector and a discrete variable: known answers, limits, and the parts."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats
from scipy.special import digamma, expit

from mutually.estimators.class_models import bent, linear, mixtures, quadratic
from mutually.estimators.class_regression import newton, probabilities
from mutually.estimators.class_relevance import relevant
from mutually.estimators.class_selection import selected
from mutually.estimators.class_trees import boosted, rounds_of_trees
from mutually.estimators.class_vectors import class_vectors
from mutually.estimators.neighbours.points import Points
from mutually.estimators.neighbours.ross import ross_vector_local
from mutually.estimators.stacking import mixture_weights, sharpened, stratified_folds
from mutually.variables import smallest_codes


def labels(codes):
    codes = np.asarray(codes)
    return smallest_codes(codes, int(codes.max(initial=0)) + 1)


def scores(x):
    return stats.norm.ppf((np.argsort(np.argsort(x, axis=0), axis=0) + 1) / (len(x) + 1))


def shifted(n, d, shift, seed, classes=2):
    """Unit normal classes whose means lie ``shift`` apart in every coordinate."""
    rng = np.random.default_rng(seed)
    y = rng.integers(classes, size=n)
    return rng.standard_normal((n, d)) + shift * y[:, None], y


def information_of_shift(d, shift, draws=200_000):
    # Only the mean along the line between the classes counts: log 2 - E log(1 + exp(-t)), with t
    # normal of mean m and variance 2m, m half the squared distance.
    m = 0.5 * d * shift**2
    t = m + math.sqrt(2 * m) * np.random.default_rng(0).standard_normal(draws)
    return math.log(2) - float(np.logaddexp(0, -t).mean())


# The models.


@pytest.mark.parametrize(
    "model",
    [
        linear,
        quadratic(1),
        quadratic(20),
        bent(joint=False),
        bent(joint=True),
        mixtures(3),
        selected(linear, equal=True),
        selected(quadratic(0), equal=False),
        relevant,
    ],
)
def test_models_learn_the_probabilities_of_normal_classes(model):
    (x, y), (new, new_y) = shifted(4000, 2, 1.0, 0), shifted(2000, 2, 1.0, 1)
    found = model(x, y, 2, new)
    np.testing.assert_allclose(np.exp(found).sum(axis=1), 1, atol=1e-12)
    # Log odds are (x1 + x2) - 1, with a deviation of 1.7; what a model errs costs less than 0.02.
    odds = new.sum(axis=1) - 1
    truth = -np.logaddexp(0, np.where(new_y == 1, -odds, odds))
    assert (truth - found[np.arange(2000), new_y]).mean() < 0.02


def test_bent_classes_see_what_normal_ones_do_not():
    rng = np.random.default_rng(0)
    y = rng.integers(2, size=3000)
    # The same means and variances: one class has two modes.
    x = np.where(y == 1, np.sign(rng.standard_normal(3000)), 0) * 0.95
    x = (x + np.where(y == 1, 0.31, 1.0) * rng.standard_normal(3000))[:, None]
    half = slice(0, 1500), slice(1500, None)
    gains = [
        model(x[half[0]], y[half[0]], 2, x[half[1]])[np.arange(1500), y[half[1]]].mean()
        for model in (quadratic(1), bent(joint=False), mixtures(3))
    ]
    assert min(gains[1:]) > gains[0] + 0.1


@pytest.mark.parametrize("classes", [2, 3])
def test_the_regression_is_that_of_scikit_learn(classes):
    linear_model = pytest.importorskip("sklearn.linear_model")
    x, y = shifted(300, 2, 1.0, 0, classes)
    free = classes if classes > 2 else 1
    terms = np.column_stack([np.ones(300), x])
    ridge = np.array([1e-6, 5.0, 5.0])
    chosen = y[:, None] == np.arange(classes)[-free:]
    found = probabilities(terms, newton(terms, chosen, ridge, np.zeros((3, free))))
    peer = linear_model.LogisticRegression(C=1 / 5, tol=1e-10, max_iter=9999).fit(x, y)
    np.testing.assert_allclose(found, peer.predict_proba(x)[:, -free:], atol=2e-3)


def gained(model, sample, n=1000, new=4000):
    """Log probability over the truth's, on rows that were not learnt from."""
    (x, y, _), (rows, of_rows, truth) = sample(n, 0), sample(new, 1)
    found = model(x, y, 2, rows)
    return float((found[np.arange(new), of_rows] - truth).mean())


def by_odds(odds, d):
    def sample(n, seed):
        rng = np.random.default_rng(seed)
        x = rng.standard_normal((n, d))
        p = expit(odds(x))
        y = (rng.random(n) < p).astype(np.intp)
        return x, y, np.log(np.where(y == 1, p, 1 - p))

    return sample


def trees(x, y, classes, new):
    return boosted(x, y, classes, new, rounds_of_trees(x.shape[1], classes))[-1]


# What each of three models is there for: it comes within 0.05 nats of the truth where those that
# do not know the structure stay 0.1 and more below.


def test_trees_learn_steps():
    sample = by_odds(lambda x: 2 * np.sign(x[:, :3]).sum(axis=1), 15)
    assert gained(trees, sample, n=2000) > -0.05
    assert max(gained(linear, sample), gained(bent(joint=False), sample)) < -0.1


def test_relevance_finds_the_curves_among_many_columns():
    sample = by_odds(lambda x: 2 * np.sin(2 * x[:, :4]).sum(axis=1), 20)
    assert gained(relevant, sample) > -0.05
    assert max(gained(quadratic(1), sample), gained(bent(joint=False), sample)) < -0.1


def test_selection_leaves_noise_out():
    # One informative column of twenty: a covariance of all columns for each class costs 0.1.
    sample = by_odds(lambda x: 1.5 * x[:, 0] ** 2 - 1.5, 20)
    found = gained(selected(quadratic(0), equal=False), sample)
    assert found > gained(quadratic(1), sample) + 0.08


def test_nothing_is_selected_from_noise():
    rng = np.random.default_rng(0)
    x, y = rng.standard_normal((2000, 6)), np.repeat([0, 1], [500, 1500])
    for equal, model in ((True, linear), (False, quadratic(0))):
        found = np.exp(selected(model, equal=equal)(x, y, 2, x))
        np.testing.assert_allclose(found.mean(axis=0), [0.25, 0.75], atol=0.02)


def test_costs_are_bounded():
    assert rounds_of_trees(10, 2) == [25, 50, 100, 200]
    assert max(rounds_of_trees(500, 2)) <= 10
    assert rounds_of_trees(10, 1000) == []


def test_few_rows_of_a_class_do_not_break_normal_models():
    x = np.random.default_rng(0).standard_normal((12, 5))
    y = np.array([0] * 10 + [1, 2])
    for model in (linear, quadratic(1), quadratic(20)):
        assert np.isfinite(model(x, y, 3, x)).all()


# Folds and weights.


def test_folds_leave_no_class_out():
    y = np.repeat([0, 1, 2], [2, 5, 40])
    folds = stratified_folds(y, 10, np.random.default_rng(0))
    for fold in range(10):
        assert set(y[folds != fold]) == {0, 1, 2}
    assert np.bincount(folds, minlength=10).max() <= 5 + 1


def test_the_weights_are_those_of_the_best_mixture():
    rng = np.random.default_rng(0)
    gains = rng.normal(size=(500, 3)) + np.array([0, 0.3, -2])
    weights = mixture_weights(gains, steps=2000)
    grid = [(a, b, 1 - a - b) for a in np.linspace(0, 1, 41) for b in np.linspace(0, 1 - a, 41)]
    best = max(np.log(np.exp(gains) @ np.array(w)).mean() for w in grid)
    assert np.log(np.exp(gains) @ weights).mean() == pytest.approx(best, abs=1e-3)
    assert weights.sum() == pytest.approx(1)


def test_sharpening_finds_the_power():
    rng = np.random.default_rng(0)
    odds = rng.normal(size=20_000) * 2
    y = (rng.random(20_000) < expit(odds)).astype(np.intp)
    flat = np.stack([-np.logaddexp(0, odds * 0.7), -np.logaddexp(0, -odds * 0.7)], axis=1)
    found = sharpened(flat, y)
    slope = (found[:, 1] - found[:, 0]) @ odds / (odds @ odds)
    # The deviation of the slope of a logistic regression is 0.012 here.
    assert slope == pytest.approx(1, abs=0.05)


# Ross in more dimensions.


def test_ross_against_the_formula():
    x, y = shifted(60, 3, 1.0, 2, classes=3)
    y[:4] = [3, 4, 4, 4]
    found = ross_vector_local(Points(x, None), labels(y), [1, 5]).T
    distances = np.abs(x[:, None] - x[None]).max(axis=2)
    for i in range(60):
        own = np.flatnonzero((y == y[i]) & (np.arange(60) != i))
        for column, k in enumerate((1, 5)):
            near = min(k, len(own))
            if near == 0:
                assert found[i, column] == 0
                continue
            m = (distances[i] < np.sort(distances[i, own])[near - 1]).sum()
            expected = digamma(60) + digamma(near) - digamma(len(own) + 1) - digamma(m)
            assert found[i, column] == pytest.approx(expected, abs=1e-12)


# The whole.


@pytest.mark.parametrize("d", [2, 10])
@pytest.mark.parametrize("classes", [2, 5])
def test_independence_is_near_zero(d, classes):
    found = []
    for seed in range(4):
        x, y = shifted(500, d, 0.0, seed, classes)
        found.append(class_vectors(scores(x), labels(y), seed=seed).value)
    assert abs(np.mean(found)) < 0.03


@pytest.mark.parametrize(("d", "shift"), [(2, 0.8), (10, 0.3), (30, 0.2)])
def test_normal_classes(d, shift):
    truth = information_of_shift(d, shift)
    found = []
    for seed in range(4):
        x, y = shifted(1000, d, shift, seed)
        found.append(class_vectors(scores(x), labels(y), seed=seed).value)
    # One value has a deviation of some 0.025, from the rows above all.
    assert np.mean(found) == pytest.approx(truth, abs=0.035)


def test_a_ring_that_no_normal_class_knows():
    rng = np.random.default_rng(0)
    x = rng.standard_normal((2000, 2))
    inside = np.abs(np.hypot(*x.T) - 1.2) < 0.4
    share = inside.mean()
    truth = -share * math.log(share) - (1 - share) * math.log(1 - share)
    assert class_vectors(scores(x), labels(inside.astype(int))).value > 0.75 * truth


def test_classes_far_apart_have_their_entropy():
    x, y = shifted(400, 5, 8.0, 0)
    shares = np.bincount(y) / 400
    entropy = -float(shares @ np.log(shares))
    found = class_vectors(scores(x), labels(y))
    assert found.value == pytest.approx(entropy, abs=0.02)


def test_the_same_bits_for_any_number_of_threads():
    x, y = shifted(300, 3, 0.5, 0)
    one, four = (class_vectors(scores(x), labels(y), workers=w) for w in (1, 4))
    assert one.value == four.value
    assert np.array_equal(one.rows(), four.rows())
    assert one.rows().mean() == pytest.approx(one.value, abs=1e-12)


def test_rows_sorted_by_class():
    x, y = shifted(25_000, 2, 1.0, 0)
    order = np.argsort(y, kind="stable")
    found = class_vectors(x[order], labels(y[order])).value
    assert found == pytest.approx(information_of_shift(2, 1.0), abs=0.015)


def test_names_of_classes_do_not_matter():
    x, y = shifted(300, 3, 0.5, 0)
    assert class_vectors(x, labels(3 * y)).value == class_vectors(x, labels(y)).value


def test_classes_of_a_row_count_with_zero():
    x, y = shifted(200, 3, 1.0, 0)
    y[:2] = [2, 3]
    found = class_vectors(x, labels(y))
    assert found.rows()[:2].tolist() == [0, 0]
    assert "2 classes have one row each" in found.warnings[0]
    only = class_vectors(x[:3], labels([0, 1, 2]))
    assert only.value == 0


def test_constant_and_equal_columns():
    x, y = shifted(300, 2, 1.0, 0)
    plain = class_vectors(x, labels(y)).value
    assert class_vectors(np.column_stack([x, np.ones(300)]), labels(y)).value == plain
    doubled = class_vectors(np.column_stack([x, x]), labels(y)).value
    assert doubled == pytest.approx(plain, abs=0.03)
    assert class_vectors(np.ones((300, 1)), labels(y)).value == 0
    assert class_vectors(x, labels(np.zeros(300, int))).value == 0


@pytest.mark.parametrize(("n", "d"), [(4, 1), (10, 20), (50, 60)])
def test_fewer_rows_than_dimensions(n, d):
    x = np.random.default_rng(0).standard_normal((n, d))
    assert math.isfinite(class_vectors(x, labels(np.arange(n) % 2)).value)
