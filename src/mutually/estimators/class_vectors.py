"""Our default for a continuous vector and a discrete variable."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from mutually.estimators.class_models import Model, bent, linear, mixtures, quadratic
from mutually.estimators.class_relevance import relevant
from mutually.estimators.class_selection import selected
from mutually.estimators.class_trees import boosted, rounds_of_trees
from mutually.estimators.estimate import Estimate
from mutually.estimators.neighbours.k_ensemble import weights as weights_of_numbers
from mutually.estimators.neighbours.points import Points
from mutually.estimators.neighbours.ross import ross_vector_local
from mutually.estimators.stacking import (
    mixture_weights,
    sharpened,
    stratified_folds,
)
from mutually.variables import Labels, smallest_codes

Matrix = NDArray[np.float64]

BENT: list[Model] = [bent(joint=False), bent(joint=True)]
PARTS = (3, 8)
# Rows of the smallest class that the models with more freedom need.
_ROWS_BENT = 20
_ROWS_A_PART = 10
# Rows of the smallest class, per column, that can do without a common covariance beside their own.
_ROWS_A_COLUMN = 3
# Neighbours see nothing in more dimensions, and a search costs the square of the rows.
_DIMENSIONS_OF_NEIGHBOURS = 20
_ROWS_OF_NEIGHBOURS = 10_000
# In few dimensions several numbers of neighbours tell the bias that is left from the rest.
_FEW_DIMENSIONS = 5
_NEIGHBOURS = (1, 2, 3, 5, 7, 10)
_DRAWS = 6


class _Stack(NamedTuple):
    """What models say of rows that they did not see, against the shares of the classes.

    ``gains`` has a column for each model and one of zeros, ``posterior`` a matrix for each;
    ``shares`` is the log of the share of a row's class outside its fold.
    """

    gains: Matrix
    posterior: Matrix
    shares: Matrix
    folds: NDArray[np.int64]


def class_vectors(x: Matrix, classes: Labels, *, seed: int = 0, workers: int = 1) -> Estimate:
    """Estimate the mutual information of a continuous vector and a discrete variable, in nats.

    Three steps:

    1. *Predict.* Models of the classes are learnt on all folds but one and judged on that one:
       normal classes with one covariance or several, on all columns and on those that the classes
       differ in; smooth densities of the columns; mixtures of normal parts; logistic regression on
       broken lines and products, each with a ridge of its own; boosted trees. The mixture of them
       that predicts best gains some log probability over the shares of the classes: a lower bound
       on the information, on average.
    2. *Add back what learning cost.* A model of p parameters loses p / 2n on new rows and gains as
       much on its own: half the difference is added, for normal models and regression, by their
       weight and by how surely they gain anything.
    3. *Look for what the models miss.* Ross's estimator is applied to the data, and to the same
       rows with classes drawn from the mixture's probabilities. The difference, in which the bias
       of neighbours cancels, is added where it is above 0, with the weight z^2 / (z^2 + 4), z its
       standard deviations (up to 20 dimensions).

    Parameters
    ----------
    x : ndarray of shape (n, d)
        Normal scores, or columns of a deviation near 1.
    classes : Labels
        The class of each row.
    seed : int
        Seed of the folds and of the drawn classes.
    workers : int
        Threads.

    Notes
    -----
    It assumes independent rows. It fails, towards too little, where the classes differ neither in
    ways that the models know nor within the reach of neighbours, such as a chessboard of a few
    rows a square. A class of one row counts as 0, and a warning says so.

    References
    ----------
    Ross (2014), doi:10.1371/journal.pone.0087357. Wolpert, "Stacked generalization", Neural
    Networks 5 (1992), doi:10.1016/S0893-6080(05)80023-1. Friedman, "Regularized discriminant
    analysis", JASA 84 (1989), doi:10.1080/01621459.1989.10478752. Hastie & Tibshirani,
    "Discriminant analysis by Gaussian mixtures", JRSS B 58 (1996),
    doi:10.1111/j.2517-6161.1996.tb02073.x. Friedman, "Greedy function approximation", Annals of
    Statistics 29 (2001), doi:10.1214/aos/1013203451. MacKay, "Bayesian interpolation", Neural
    Computation 4 (1992), doi:10.1162/neco.1992.4.3.415. The third step is ours.
    """
    n = len(classes.codes)
    kept, warnings = rows_of_classes(classes)
    varying = np.ptp(x[kept], axis=0) > 0 if kept.any() else np.zeros(x.shape[1], dtype=bool)
    y = np.unique(classes.codes[kept], return_inverse=True)[1].astype(np.intp)
    local = np.zeros(n)
    if not varying.any() or not len(y) or y.max() == 0:
        return Estimate(0.0, local, "class_vectors", warnings)
    points = np.ascontiguousarray(x[np.ix_(kept, varying)])
    points /= points.std(axis=0)
    random = np.random.default_rng(seed)
    rows = np.bincount(y)

    few = _of_few_parameters(int(rows.min()), points.shape[1])
    stack = _stack(points, y, few + _others(int(rows.min()), points.shape[1]), random)
    weights = mixture_weights(stack.gains)
    posterior = sharpened(_mixed(stack, rows), y)
    own = posterior[np.arange(len(y)), y] - stack.shares

    # What says nothing has cost nothing: the weight follows how surely the gain is above 0.
    z = max(0.0, float(own.mean() / (own.std() / math.sqrt(len(y)) + 1e-12)))
    optimism = _optimism(points, y, stack, few) * float(weights[: len(few)].sum())
    optimism *= z * z / (z * z + 4)
    missed = 0.0
    if points.shape[1] <= _DIMENSIONS_OF_NEIGHBOURS:
        missed = _missed(points, y, posterior, random, workers)
    own += optimism + missed
    # Rows without a second of their class add nothing.
    local[kept] = own
    return Estimate(float(local.mean()), local, "class_vectors", warnings)


def rows_of_classes(classes: Labels) -> tuple[NDArray[np.bool_], tuple[str, ...]]:
    """Return the rows whose class has another row, and a warning about the others."""
    alone = int(np.count_nonzero(classes.counts == 1))
    kept = classes.counts[classes.codes] > 1
    if alone == 0:
        return kept, ()
    if alone == 1:
        return kept, ("1 class has one row: it counts as 0",)
    return kept, (f"{alone} classes have one row each: those rows count as 0",)


def _of_few_parameters(smallest: int, d: int) -> list[Model]:
    """Return the models of which half the gain on their own rows over new ones is added back."""
    weakest = quadratic(0 if smallest >= _ROWS_A_COLUMN * d else 1)
    models = [linear, weakest, quadratic(4), quadratic(20)]
    models += [selected(linear, equal=True), selected(weakest, equal=False)]
    return [*models, relevant] if smallest >= _ROWS_BENT else models


def _others(smallest: int, d: int) -> list[Model]:
    models: list[Model] = []
    if smallest >= _ROWS_BENT:
        models += BENT
    # Covariances of parts cost the cube of the dimensions, and in many of them learn nothing.
    if d <= _DIMENSIONS_OF_NEIGHBOURS:
        models += [mixtures(p) for p in PARTS if smallest >= (_ROWS_A_PART + d * d / 4) * p]
    return models


def _stack(
    x: Matrix, y: NDArray[np.intp], models: list[Model], random: np.random.Generator
) -> _Stack:
    """Judge each row by models that were learnt without its fold."""
    n, classes = len(y), int(y.max()) + 1
    count = min(10 if n < 2000 else 5, n)
    folds = stratified_folds(y, count, random)
    rows = np.bincount(y, minlength=classes)
    rounds = rounds_of_trees(x.shape[1], classes) if rows.min() >= _ROWS_BENT else []
    posterior = np.empty((len(models) + len(rounds), n, classes))
    shares = np.log(rows[y] / n)
    for fold in range(count):
        inside, outside = folds == fold, folds != fold
        # Outside its fold a row's class is rarer than it is, by a half where it has two rows, and
        # to know that would be to know the class: the shares of all rows take the place.
        rarer = np.log(rows / np.bincount(y[outside], minlength=classes))
        for place, model in enumerate(models):
            found = model(x[outside], y[outside], classes, x[inside]) + rarer
            posterior[place, inside] = found - np.logaddexp.reduce(found, axis=1)[:, None]
        if rounds:
            trees = boosted(x[outside], y[outside], classes, x[inside], rounds) + rarer
            trees -= np.logaddexp.reduce(trees, axis=2)[:, :, None]
            posterior[len(models) :, inside] = trees
    gains = posterior[:, np.arange(n), y].T - shares[:, None]
    # The shares of the classes stand for a model that knows nothing.
    return _Stack(np.column_stack([gains, np.zeros(n)]), posterior, shares, folds)


def _mixed(stack: _Stack, rows: NDArray[np.intp]) -> Matrix:
    """Return log probabilities of a mixture, its weights chosen on the rows of other folds."""
    highest = stack.posterior.max(axis=0)
    total = np.empty_like(highest)
    for fold in range(int(stack.folds.max()) + 1):
        inside = stack.folds == fold
        *weights, of_shares = mixture_weights(stack.gains[~inside])
        total[inside] = of_shares * (rows / rows.sum()) * np.exp(-highest[inside])
        for weight, one in zip(weights, stack.posterior, strict=True):
            total[inside] += weight * np.exp(one[inside] - highest[inside])
    mixed: Matrix = np.log(total) + highest
    return mixed


def _optimism(x: Matrix, y: NDArray[np.intp], stack: _Stack, few: list[Model]) -> float:
    """Return half the gain of the first models on rows that they saw over rows they did not."""
    classes, rows = int(y.max()) + 1, np.arange(len(y))
    shares = np.log(np.bincount(y)[y] / len(y))
    own = np.stack([model(x, y, classes, x)[rows, y] - shares for model in few], axis=1)
    new = stack.gains[:, : len(few)]
    weights = mixture_weights(new)
    gained = (np.logaddexp.reduce(g + np.log(weights + 1e-300), axis=1).mean() for g in (own, new))
    return float(next(gained) - next(gained)) / 2


def _missed(
    x: Matrix, y: NDArray[np.intp], posterior: Matrix, random: np.random.Generator, workers: int
) -> float:
    """Return what neighbours find in the data more than in classes drawn from the posterior."""
    n, classes = posterior.shape
    if n > _ROWS_OF_NEIGHBOURS:
        chosen = random.permutation(n)[:_ROWS_OF_NEIGHBOURS]
        x, y, posterior, n = x[chosen], y[chosen], posterior[chosen], _ROWS_OF_NEIGHBOURS

    d = x.shape[1]
    neighbours = list(_NEIGHBOURS) if d <= _FEW_DIMENSIONS else [3]
    by_number = weights_of_numbers(neighbours, n, d, 2)

    def found(codes: NDArray[np.intp]) -> float:
        local = ross_vector_local(
            Points(x, None), smallest_codes(codes, classes), neighbours, workers
        ).T
        return float(by_number @ local.mean(axis=0))

    steps = np.cumsum(np.exp(posterior), axis=1)[:, :-1]
    drawn = [found((random.random((n, 1)) > steps).sum(axis=1)) for _ in range(_DRAWS)]
    difference = found(y) - math.fsum(drawn) / _DRAWS
    variance = float(np.var(drawn, ddof=1)) * (1 + 1 / _DRAWS)
    squared = difference * difference
    # What models miss is not below 0: the neighbours then found less than usual.
    return difference * squared / (squared + 4 * variance) if difference > 0 else 0.0
