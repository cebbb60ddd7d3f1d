"""Chao and Shen's estimator of the entropy of a discrete variable."""

from __future__ import annotations

import math

import numpy as np

from mutually.estimators.discrete.table import CountsOfCounts


def chao_shen(counts: CountsOfCounts) -> float:
    """Estimate an entropy with weights for the levels that a sample misses, in nats.

    The shares of the levels are multiplied by the coverage, the share of the population whose
    levels were seen: one less the share of rows with a level of their own (Good and Turing). Each
    term -q log q of such a share q is then divided by the probability 1 - (1 - q)^n that n rows
    show the level at all (Horvitz and Thompson).

    It assumes independent rows, and that unseen levels resemble the rare ones that were seen. It
    fails where nearly every row has a level of its own: the coverage is then near 0 and the value
    depends on a handful of rows. Where that holds for all rows, the coverage is taken as 1/n, as
    the authors' and others' programs do, and the value is about 2 log n, whatever the truth. It
    can exceed the log of the number of levels.

    References
    ----------
    Chao & Shen, "Nonparametric estimation of Shannon's index of diversity when there are unseen
    species in sample", Environmental and Ecological Statistics 10 (2003),
    doi:10.1023/A:1026096204727.
    """
    n = counts.n
    if counts.levels <= 1:
        return 0.0
    ones = min(counts.occurring(1), n - 1)
    shares = (1 - ones / n) * (counts.counts / n)
    # Below 1, since there are two levels or more; and small shares keep all their digits.
    seen = -np.expm1(n * np.log1p(-shares))
    terms = counts.times * shares * np.log(shares) / seen
    return -math.fsum(terms.tolist())
