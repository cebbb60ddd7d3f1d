"""Circular estimates written as their formulas read: slow, plain, and for distinct values."""

from __future__ import annotations

import numpy as np
from scipy.special import digamma
from scipy.stats import norm


def arcs(ranks):
    """Return the distances between ranks around a circle of as many steps, (n, n)."""
    n = len(ranks)
    along = np.abs(ranks[:, None] - ranks[None, :])
    return np.minimum(along, n - along)


def ranks_of(values):
    """Return the rank of each value, from 0 on."""
    return np.argsort(np.argsort(values))


def steps(values):
    """Return distances between normal scores in steps of a circle of length 2 sqrt(pi)."""
    n = len(values)
    scores = norm.ppf((ranks_of(values) + 1) / (n + 1)) * n / (2 * np.sqrt(np.pi))
    return np.abs(scores[:, None] - scores[None, :])


def circular_ksg(x_distances, y_distances, k, random, draws):
    """Return KSG's pointwise values, the mean over drawn orders of rows that are equally far."""
    n = len(x_distances)
    own = np.where(np.eye(n, dtype=bool), np.inf, 0.0)
    total = np.zeros(n)
    for _ in range(draws):
        dx = x_distances + random.uniform(0, 1e-6, (n, n)) + own
        dy = y_distances + random.uniform(0, 1e-6, (n, n)) + own
        radius = np.sort(np.maximum(dx, dy), axis=1)[:, k - 1 : k]
        n_x, n_y = np.sum(dx < radius, axis=1), np.sum(dy < radius, axis=1)
        total += digamma(k) + digamma(n) - digamma(n_x + 1) - digamma(n_y + 1)
    return total / draws


def circular_classes(x, classes, k, random, draws):
    """Return Ross's values, the mean over drawn orders of equal arcs."""
    n = len(x)
    around = arcs(ranks_of(x)).astype(float)
    total = np.zeros(n)
    for _ in range(draws):
        jitter = random.uniform(0, 0.5, (n, n))
        for row in range(n):
            own = classes == classes[row]
            own[row] = False
            if not own.any():
                continue
            distances = around[row] + jitter[row]
            distances[row] = np.inf
            used = min(k, int(own.sum()))
            radius = np.sort(distances[own])[used - 1]
            passed = np.sum(distances <= radius)
            total[row] += digamma(n) - digamma(own.sum() + 1) + digamma(used) - digamma(passed)
    return total / draws
