"""Smaller problems inside a large one, each a lower bound on its information (recipe A1)."""

from __future__ import annotations

import math

import numpy as np

from mutually.estimators.estimate import Estimate
from mutually.estimators.models import residual
from mutually.estimators.models.links import components, linked, modulators
from mutually.estimators.models.mixture_residual import core
from mutually.estimators.models.rows import Array, Rows, arrange, normal_scores

_PAIRS_FOR_PRODUCTS = 12
ACCEPT = 2.1


def partition(
    x: Array, y: Array, z: Array | None = None, *, seed: int = 0, workers: int = 1
) -> Estimate:
    rows = arrange(x, y, z)
    return choose(rows, seed, workers)


def choose(rows: Rows, seed: int, workers: int, debug: dict | None = None) -> Estimate:
    whole = core(rows, seed, workers)
    if rows.size < 3 or rows.n < 100 or rows.sizes[2]:
        return whole
    best = whole
    for name, maker in (("blocks", blocks), ("lengths", lengths)):
        found = maker(rows, seed, workers)
        if debug is not None:
            debug[name] = found
        if found is not None and found.value > best.value:
            best = found
    return best


def blocks(rows: Rows, seed: int, workers: int) -> Estimate | None:
    """Sum over groups of linked columns, each independent of all other groups."""
    dx, dy, _ = rows.sizes
    joint = rows.joint
    groups = components(linked(joint))
    if len(groups) == 1:
        return None
    local = np.zeros(rows.n)
    count = 0
    for group in groups:
        x, y = group[group < dx], group[group >= dx]
        if len(x) and len(y):
            count += 1
            part = Rows(
                np.ascontiguousarray(joint[:, x]), np.ascontiguousarray(joint[:, y]), rows.z
            )
            local += core(part, seed, workers).rows()
    return Estimate(float(local.mean()), local, f"{count} independent blocks")


def lengths(rows: Rows, seed: int, workers: int) -> Estimate | None:
    """The columns that tell about the other vector, with each vector's length as a column.

    A column is kept if its share of the length is linked with the other vector: where only lengths
    matter, these alone remain.
    """
    (x, shares_x), (y, shares_y) = _polar(rows.x), _polar(rows.y)
    dx = x.shape[1]
    tested = np.hstack([shares_x, shares_y])
    links = linked(tested)
    cross = links[:dx, dx:]
    strength = np.abs(shares_x.T @ shares_y) * cross
    order = np.argsort(-strength, axis=None)[: min(_PAIRS_FOR_PRODUCTS, int(cross.sum()))]
    pairs = [(int(i), dx + int(j)) for i, j in zip(*np.unravel_index(order, cross.shape), strict=True)]
    more = modulators(np.hstack([x, y]), pairs, links)
    keep_x = np.flatnonzero(cross.any(axis=1) | more[:dx])
    keep_y = np.flatnonzero(cross.any(axis=0) | more[dx:])
    if not len(keep_x) or not len(keep_y):
        return None
    if len(keep_x) + len(keep_y) >= rows.size:
        return None
    part = Rows(np.ascontiguousarray(x[:, keep_x]), np.ascontiguousarray(y[:, keep_y]), rows.z)
    found = core(part, seed, workers)
    return Estimate(
        found.value, found.rows(), f"{len(keep_x)}+{len(keep_y)} columns: {found.method}"
    )


def _polar(part: Array) -> tuple[Array, Array]:
    """Columns and length, and the columns as shares of the length, with the length."""
    if part.shape[1] < 2:
        return part, part
    length = np.sqrt((part**2).sum(axis=1, keepdims=True))
    scores = normal_scores(length)
    return np.hstack([part, scores]), np.hstack([normal_scores(part / length), scores])
