"""Truths by Monte Carlo integration, as `studies/truths.py` computed them.

Each is the mean of the pointwise information over independent rows, with its standard error. The
script recomputes and rewrites the table below; nothing else writes it.
"""

from __future__ import annotations

import math

from mutually.datasets.tasks.task import Draw, LogRatio, Task

# name: (information in nats, its standard error)
TRUTHS: dict[str, tuple[float, float]] = {
    "circle-2x2": (1.08621, 0.00098),
    "clusters-3x3": (0.9849, 0.00099),
    "clusters-5x5": (1.49482, 0.001),
    "equal-means-2x2": (1.57202, 0.001),
    "equal-means-3x3": (1.02042, 0.001),
    "equal-means-5x5": (0.89311, 0.00099),
    "knot-3x1": (1.1127, 0.00099),
    "laplace-clusters-2x2": (0.94268, 0.001),
    "moebius-3x2": (1.30793, 0.00099),
    "noisy-roll-3x1": (0.9975, 0.00099),
    "series-2x2": (1.82477, 0.00099),
    "sphere-3x3": (1.02937, 0.00099),
    "torus-3x2": (1.25567, 0.00099),
}

REFERENCE = "Monte Carlo mean of the log density ratio, studies/truths.py"


def monte_carlo(
    name: str,
    family: str,
    x_dim: int,
    y_dim: int,
    draw: Draw,
    log_ratio: LogRatio,
    *,
    given_dim: int = 0,
    x_kinds: tuple[str, ...] = (),
    y_kinds: tuple[str, ...] = (),
    given_kinds: tuple[str, ...] = (),
) -> Task:
    """Return a task whose truth stands in the table; nan where it does not stand there yet."""
    truth, standard_error = TRUTHS.get(name, (math.nan, math.nan))
    return Task(
        name,
        family,
        x_dim,
        y_dim,
        truth,
        draw,
        REFERENCE,
        given_dim=given_dim,
        standard_error=standard_error,
        log_ratio=log_ratio,
        x_kinds=x_kinds,
        y_kinds=y_kinds,
        given_kinds=given_kinds,
    )
