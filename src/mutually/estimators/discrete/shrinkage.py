"""Hausser and Strimmer's shrinkage estimator of the entropy of a discrete variable."""

from __future__ import annotations

import math

from mutually.estimators.discrete.table import CountsOfCounts


def shrinkage(counts: CountsOfCounts, levels: int | None = None) -> float:
    """Estimate an entropy from shares that are drawn towards equal ones, in nats.

    A share is a weighted mean of the observed share and 1/K for each of K levels; the entropy is
    that of these shares. The weight of 1/K is the estimated variance of the observed shares,
    (1 - sum of squares) / (n - 1), over their squared distance from 1/K, and at most 1 (James and
    Stein).

    It assumes independent rows and that K is known. K is the number of levels that occur, unless
    ``levels`` says more: for a pair of variables it is the product of the levels of the two, so
    that a pair that could occur and did not gets a share. The value is never above log K. It
    fails, towards too much, for few rows of very unequal shares among many levels, which one
    weight cannot follow; and, towards too little, where levels were not seen.

    As a part of mutual information, each entropy has a weight of its own, so the information can
    fall below 0. The authors shrink the joint table alone and take its plug-in information, which
    cannot, and which differs for small samples.

    References
    ----------
    Hausser & Strimmer, "Entropy inference and the James-Stein estimator, with application to
    nonlinear gene association networks", JMLR 10 (2009),
    https://jmlr.org/papers/v10/hausser09a.html (JMLR has no DOIs).
    """
    n = counts.n
    k = counts.levels if levels is None else levels
    if n == 0 or k <= 1:
        return 0.0
    shares = counts.counts / n
    unseen = k - counts.levels
    weight = _weight(counts, k)
    shrunk = weight / k + (1 - weight) * shares
    terms = [
        float(times) * share * math.log(share)
        for times, share in zip(counts.times, shrunk.tolist(), strict=True)
    ]
    if unseen and weight > 0:
        terms.append(unseen * weight / k * math.log(weight / k))
    return -math.fsum(terms) + 0.0


def _weight(counts: CountsOfCounts, k: int) -> float:
    # In whole numbers of any size, times n^2: exact where shares are equal or nearly so.
    n = counts.n
    squares = sum(t * c * c for c, t in zip(counts.counts.tolist(), counts.times.tolist(),
                                            strict=True))  # fmt: skip
    variance = n * n - squares
    distance = (n - 1) * (k * squares - n * n)  # Times k: sum of (N/n - 1/k)^2 over all k levels.
    return 1.0 if distance <= k * variance else k * variance / distance
