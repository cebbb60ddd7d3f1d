"""Turned planes: one-to-one maps of each side that wind around the origin."""

from __future__ import annotations

import numpy as np

from mutually.datasets.tasks import copula_laws as laws
from mutually.datasets.tasks import copulas, formulas, maps
from mutually.datasets.tasks.maps import Array, Map
from mutually.datasets.tasks.task import Task

FAMILY = "spirals"
NORMAL = "closed form, log-determinants of the vectors before the map"


def tasks() -> list[Task]:
    """Return the tasks of this family."""
    four = formulas.pairs(4, 4, (0.8, 0.8))
    ten = formulas.pairs(10, 10, (0.8, 0.8, 0.8))
    wound = maps.mapped(
        maps.normals(four, 4),
        _wound(((0, 1, 0.25), (2, 3, -0.5))),
        _wound(((1, 2, 0.25), (0, 3, 0.5))),
    )
    frank = laws.frank(9)
    pairs = maps.beside(*[copulas.pair_draw(frank, maps.normal_quantile)] * 2, maps.noise(4, 4))
    wound_frank = maps.mapped(
        pairs,
        _wound(((0, 2, 0.3), (1, 3, 0.2), (4, 5, 0.2))),
        _wound(((0, 1, 0.2), (2, 4, 0.3))),
    )
    twisted = maps.mapped(
        maps.normals(ten, 10),
        _twisted(((0, 5, 6), (1, 7, 8), (2, 9, 4))),
        _twisted(((0, 1, 9), (2, 3, 4))),
    )
    return [
        Task("spiral-planes-4x4", FAMILY, 4, 4, formulas.gaussian(four, 4), wound, NORMAL),
        Task("spiral-frank-6x6", FAMILY, 6, 6, lambda: copulas.information(frank, 2), wound_frank,
             copulas.GRID + " before the map"),
        Task("twist-10x10", FAMILY, 10, 10, formulas.gaussian(ten, 10), twisted, NORMAL),
    ]  # fmt: skip


def _wound(planes: tuple[tuple[int, int, float], ...]) -> Map:
    # Turning keeps the norm, so that each map can be undone from its image.
    def wound(z: Array) -> Array:
        for first, second, speed in planes:
            z = maps.rotated_by_norm(first, second, speed)(z)
        return z

    return wound


def _twisted(planes: tuple[tuple[int, int, int], ...]) -> Map:
    # The coordinate that sets the angle stays outside the plane, so each turn can be undone.
    def twisted(z: Array) -> Array:
        for first, second, by in planes:
            z = maps.turned(z, first, second, 0.8 * z[:, by])
        return z

    return twisted
