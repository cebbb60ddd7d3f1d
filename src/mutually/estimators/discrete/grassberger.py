"""Grassberger's estimator of the entropy of a discrete variable."""

from __future__ import annotations

import math

from mutually.estimators.discrete.table import CountsOfCounts
from mutually.estimators.psi import digamma


def grassberger(counts: CountsOfCounts) -> float:
    """Estimate an entropy by a better logarithm of each count, in nats.

    The log of the number of rows n, less the mean over the rows of G(N), N being how often the
    row's level occurs. G(N) is psi(N) + (-1)^N/2 (psi((N+1)/2) - psi(N/2)). The two parts of that
    nearly cancel in places; it equals log 2 + psi(m + 1/2) with m = N/2, rounded down, which is
    what is computed.

    It assumes independent rows and that each level has a small share of them: the counts are
    then Poisson, and the bias of a level vanishes exponentially in its expected count. It fails,
    towards too little, where most levels were not seen: with every row of a level of its own the
    value is log n + 1.270. For a few large levels it errs by up to 1/n. In particular the formula
    gives a variable of one level an entropy of about 1/n (n odd) or a little below 0 (n even):
    for one level, and there only, we return 0 instead. Some programs write psi(n) or G(n) for
    log n, which lowers the value by at most about 1/n.

    References
    ----------
    Grassberger, "Entropy estimates from insufficient samplings" (2003, revised 2008),
    doi:10.48550/arXiv.physics/0307138.
    """
    n = counts.n
    if counts.levels <= 1:
        return 0.0
    g = math.log(2) + digamma(counts.counts // 2 + 0.5)
    terms = counts.times * counts.counts * (math.log(n) - g)
    return math.fsum(terms.tolist()) / n
