"""Slow, plain twins of the neighbour estimators for points, written like the formulas.

Points are a matrix (n, d), d from 0 on, and a code for each row or None; rows of other codes are
infinitely far.
"""

from __future__ import annotations

import numpy as np
from scipy.special import digamma
from twins import strictly_nearer


def distances(points, codes):
    """Maximum norm; infinite between rows of different codes."""
    n = len(points)
    d = np.zeros((n, n))
    for column in points.T:
        d = np.maximum(d, np.abs(column[:, None] - column[None, :]))
    return d if codes is None else np.where(codes[:, None] == codes[None, :], d, np.inf)


def others(d):
    """The same without a row's distance to itself."""
    d = d.copy()
    np.fill_diagonal(d, np.inf)
    return d


def radius_and_k(joint, k):
    """For each row the neighbour that is used, at most as many as it has, and its distance."""
    n = len(joint)
    eps, used = np.zeros(n), np.zeros(n, dtype=int)
    for i, row in enumerate(others(joint)):
        near = np.sort(row[np.isfinite(row)])
        used[i] = min(k, len(near))
        eps[i] = near[used[i] - 1] if len(near) else np.nan
    return eps, used


def local_information(x, y, z, k):
    """KSG 1, Ross, and Frenzel and Pompe; each argument is a pair of points and codes."""
    dx, dy = distances(*x), distances(*y)
    dz = np.zeros_like(dx) if z is None else distances(*z)
    eps, used = radius_and_k(np.maximum(np.maximum(dx, dy), dz), k)
    local = np.zeros(len(dx))
    for i in range(len(local)):
        if used[i] == 0:
            continue
        xz, yz, in_z = (
            strictly_nearer(d[i], eps[i]).sum()
            for d in (np.maximum(dx, dz), np.maximum(dy, dz), dz)
        )
        if z is None:
            in_z = len(local)
        if eps[i] == 0:  # where values repeat, all others at the place are the neighbours
            used[i] = (others(np.maximum(np.maximum(dx, dy), dz))[i] == 0).sum()
        local[i] = digamma(used[i]) - digamma(xz) - digamma(yz) + digamma(in_z)
    return local


def ksg2(x, y, k):
    """The rectangle that the k nearest rows span, its edges counted; rows must not tie."""
    n = len(x)
    dx, dy = distances(x, None), distances(y, None)
    joint = others(np.maximum(dx, dy))
    local = np.zeros(n)
    for i in range(n):
        near = np.argsort(joint[i], kind="stable")[:k]
        counts = [(d[i] <= d[i, near].max()).sum() - 1 for d in (dx, dy)]
        local[i] = digamma(k) - 1 / k - digamma(counts[0]) - digamma(counts[1]) + digamma(n)
    return local


def gao(x, y, k):
    """Algorithm 1 of the paper, of pairs of points and codes."""
    dx, dy = distances(*x), distances(*y)
    joint = np.maximum(dx, dy)
    n = len(dx)
    rho, used = radius_and_k(joint, k)
    local = np.zeros(n)
    for i in range(n):
        if used[i] == 0:
            continue
        tied = (others(joint)[i] == 0).sum() if rho[i] == 0 else used[i]
        n_x, n_y = ((d[i] <= rho[i]).sum() for d in (dx, dy))  # n_x + 1 in the paper's count
        local[i] = digamma(tied) + np.log(n) - np.log(n_x) - np.log(n_y)
    return local


def mesner_shalizi(x, y, z, k):
    """Algorithm 1 of the paper without its cut at 0, of pairs of points and codes."""
    dx, dy = distances(*x), distances(*y)
    dz = np.zeros_like(dx) if z is None else distances(*z)
    joint = np.maximum(np.maximum(dx, dy), dz)
    n = len(dx)
    rho, used = radius_and_k(joint, k)
    local = np.zeros(n)
    for i in range(n):
        if used[i] == 0:
            continue
        within, xz, yz, in_z = (
            (d[i] <= rho[i]).sum() - 1 for d in (joint, np.maximum(dx, dz), np.maximum(dy, dz), dz)
        )
        local[i] = digamma(within) - digamma(xz) - digamma(yz) + digamma(in_z)
    return local
