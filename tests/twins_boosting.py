"""Boosted trees by the formulas, to compare the kernel with."""

from __future__ import annotations

import numpy as np


def boosted_scores(learnt, codes, judged, starts, leaves, rate, ridge, least, rounds):
    """Scores of the judged rows after the last round, of shape (rows, classes)."""
    classes = len(starts)
    scores = np.tile(starts, (learnt.shape[1], 1)).astype(float)
    found = np.tile(starts, (judged.shape[1], 1)).astype(float)
    for _ in range(rounds):
        p = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
        for c in range(1 if classes == 2 else 0, classes):
            gradient, curvature = p[:, c] - (codes == c), p[:, c] * (1 - p[:, c])
            for train, test, step in tree(
                learnt, judged, gradient, curvature, leaves, ridge, least
            ):
                scores[train, c] += rate * step
                found[test, c] += rate * step
    return found


def tree(learnt, judged, gradient, curvature, leaves, ridge, least):
    """Which rows fall into each leaf, in both tables, and the Newton step of the leaf."""
    parts = [(np.ones(learnt.shape[1], bool), np.ones(judged.shape[1], bool))]

    def value(rows):
        return gradient[rows].sum() ** 2 / (curvature[rows].sum() + ridge)

    while len(parts) < leaves:
        best = (1e-9, None, None, None)
        for place, (rows, _) in enumerate(parts):
            for j, column in enumerate(learnt):
                for bin in np.unique(column)[:-1]:
                    below, above = rows & (column <= bin), rows & (column > bin)
                    if min(curvature[below].sum(), curvature[above].sum()) < least:
                        continue
                    gain = value(below) + value(above) - value(rows)
                    if gain > best[0] + 1e-9:
                        best = (gain, place, j, bin)
        _, place, j, bin = best
        if place is None:
            break
        rows, others = parts[place]
        parts[place] = rows & (learnt[j] <= bin), others & (judged[j] <= bin)
        parts.append((rows & (learnt[j] > bin), others & (judged[j] > bin)))
    return [
        (rows, others, -gradient[rows].sum() / (curvature[rows].sum() + ridge))
        for rows, others in parts
    ]
