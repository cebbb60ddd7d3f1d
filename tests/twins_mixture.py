"""A Gaussian mixture by the formula, to compare the kernel with."""

from __future__ import annotations

import numpy as np
from scipy.special import logsumexp
from scipy.stats import multivariate_normal


def log_densities(rows, weights, means, covariances):
    """Log of weight times density, for each row and component."""
    return np.column_stack(
        [
            np.log(w) + np.atleast_1d(multivariate_normal(m, c).logpdf(rows))
            for w, m, c in zip(weights, means, covariances, strict=True)
        ]
    )


def sums(rows, weights, means, covariances):
    """Log density of each row, and responsibilities summed over 1, x and x x'."""
    parts = log_densities(rows, weights, means, covariances)
    total = logsumexp(parts, axis=1)
    share = np.exp(parts - total[:, None])
    second = np.einsum("nk,ni,nj->kij", share, rows, rows)
    return total, share.sum(axis=0), share.T @ rows, second
