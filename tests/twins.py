"""Slow, plain twins of the native kernels, written like the formulas."""

from __future__ import annotations

import numpy as np
from scipy.special import digamma


def strictly_nearer(distances, eps):
    """Which distances are below eps; at eps = 0, which are 0 (scikit-learn's counting)."""
    return distances <= np.nextafter(eps, 0)


def ksg_local(x, y, k):
    """Kraskov et al. 2004, first algorithm, by the full matrix of distances."""
    n = len(x)
    dx = np.abs(x[:, None] - x[None, :])
    dy = np.abs(y[:, None] - y[None, :])
    joint = np.maximum(dx, dy)
    np.fill_diagonal(joint, np.inf)
    eps = np.sort(joint, axis=1)[:, k - 1]
    in_x = strictly_nearer(dx, eps[:, None]).sum(axis=1)
    in_y = strictly_nearer(dy, eps[:, None]).sum(axis=1)
    return digamma(n) + digamma(k) - digamma(in_x) - digamma(in_y)


def ross_local(x, codes, k):
    """Ross 2014 by the full matrix of distances; a class of one row gets 0."""
    n = len(x)
    local = np.zeros(n)
    distances = np.abs(x[:, None] - x[None, :])
    for i in range(n):
        own = np.flatnonzero((codes == codes[i]) & (np.arange(n) != i))
        if len(own) == 0:
            continue
        near = min(k, len(own))
        d = np.sort(distances[i, own])[near - 1]
        m = strictly_nearer(distances[i], d).sum()
        local[i] = digamma(n) + digamma(near) - digamma(len(own) + 1) - digamma(m)
    return local


def cells(x, y):
    """Return the cells that occur, as {(x, y): count}."""
    found: dict[tuple[int, int], int] = {}
    for pair in zip(x.tolist(), y.tolist(), strict=True):
        found[pair] = found.get(pair, 0) + 1
    return found


def table_chance(rows, columns):
    """Expected sums over a table's cells, given its margins, from the hypergeometric pmf."""
    from scipy.stats import hypergeom

    n = sum(rows)
    sums = np.zeros(4)
    for a in rows:
        for b in columns:
            count = np.arange(max(0, a + b - n), min(a, b) + 1)
            p = hypergeom(n, a, b).pmf(count)
            full = count[count > 0]
            sums[0] += p[count > 0] @ (full * np.log(full))
            sums[1] += p[count > 0] @ (full * digamma(full))
            sums[2] += p[count == 1].sum()
            sums[3] += p[count == 2].sum()
    return sums


class SplitMix:
    """The generator of the kernels: a hash of a counter."""

    def __init__(self, seed):
        self.state = seed

    def __call__(self):
        mask = 2**64 - 1
        self.state = (self.state + 0x9E3779B97F4A7C15) & mask
        z = self.state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & mask
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & mask
        return z ^ (z >> 31)

    def below(self, bound):
        high, low = self() >> 32, self() % 2**32
        return ((high << 32 | low) * bound) >> 64


def exchange_nearby(near, seed):
    """Runge 2018, algorithm 1: rows in random order take an unused candidate where there is one."""
    n = len(near)
    random = SplitMix(seed)
    waiting, used, chosen = list(range(n)), set(), np.arange(n)
    while waiting:
        at = random.below(len(waiting))
        waiting[at], waiting[-1] = waiting[-1], waiting[at]
        row = waiting.pop()
        candidates = [other for other in near[row].tolist() if other < n]
        while candidates:
            at = random.below(len(candidates))
            chosen[row] = candidates[at]
            if chosen[row] not in used:
                break
            candidates[at] = candidates[-1]
            candidates.pop()
        used.add(int(chosen[row]))
    return chosen
