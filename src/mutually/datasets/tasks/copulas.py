"""Dependence with the shapes of copulas: in one tail, in none, in crosses, in many coordinates."""

from __future__ import annotations

from functools import partial

import numpy as np

from mutually.datasets.tasks import copula_laws as laws
from mutually.datasets.tasks import formulas, maps, quadrature
from mutually.datasets.tasks.copula_laws import Copula
from mutually.datasets.tasks.maps import Array, Map
from mutually.datasets.tasks.task import Draw, LogRatio, Sample, Task

FAMILY = "copulas"
CLAYTON = "closed form, digamma"
GRID = "quadrature of the copula density"


def pair_draw(copula: Copula, quantile: Map = maps.same) -> Draw:
    """Return the sampler of one pair; its margins are even, or of a quantile function."""

    def draw(n: int, rng: np.random.Generator) -> Sample:
        u = quantile(copula.draw(n, rng))
        return u[:, :1], u[:, 1:]

    return draw


def pair_log_ratio(copula: Copula, pairs: int, *, normal: bool = False) -> LogRatio:
    """Return the pointwise information of so many leading pairs with even or normal margins."""
    scores = maps.same if normal else maps.normal_quantile

    def log_ratio(x: Array, y: Array) -> Array:
        a, b = scores(x), scores(y)
        return np.asarray(sum(copula.log_density(a[:, j], b[:, j]) for j in range(pairs)))

    return log_ratio


def information(copula: Copula, pairs: int = 1) -> float:
    """Return the information of so many independent pairs."""
    return pairs * quadrature.copula_information(copula.log_density)


def copula_task(
    name: str, copula: Copula, *, pairs: int = 1, noise: int = 0, normal: bool = False
) -> Task:
    """Return a task of independent pairs, and coordinates of noise beside them."""
    pair = pair_draw(copula, maps.normal_quantile if normal else maps.same)
    blocks = [pair] * pairs + ([maps.noise(noise, noise)] if noise else [])
    return Task(
        name,
        FAMILY,
        pairs + noise,
        pairs + noise,
        partial(information, copula, pairs),
        maps.beside(*blocks),
        GRID,
        log_ratio=pair_log_ratio(copula, pairs, normal=normal),
    )


def tasks() -> list[Task]:
    """Return the tasks of this family."""
    cross = laws.mixture(laws.gauss(0.9), laws.gauss(-0.9))
    arrow = laws.mixture(laws.clayton(5), laws.turned(laws.clayton(5), x=-1))
    return [
        copula_task("clayton-1x1", laws.clayton(2)),
        copula_task("frank-1x1", laws.frank(8)),
        copula_task("cross-1x1", cross),
        copula_task("frank-pairs-5x5", laws.frank(4), pairs=5),
        copula_task("clayton-pair-noise-8x8", laws.clayton(3), noise=7, normal=True),
        Task("clayton-vector-3x3", FAMILY, 3, 3, formulas.clayton(1.5, 3, 3), _clayton(1.5, 3, 3),
             CLAYTON),
        copula_task("joe-1x1", laws.joe(3)),
        copula_task("gumbel-1x1", laws.gumbel(2.5)),
        copula_task("clayton-arrow-1x1", arrow),
        copula_task("gumbel-pairs-3x3", laws.gumbel(1.8), pairs=3),
        copula_task("joe-pair-noise-6x6", laws.joe(4), noise=5, normal=True),
        Task("dirichlet-3x3", FAMILY, 3, 3, formulas.dirichlet(_ALPHA, 3, 3), _dirichlet,
             "closed form, entropies of Dirichlet vectors"),
        Task("volatility-5x5", FAMILY, 5, 5, formulas.clayton(1, 5, 5), _volatility,
             CLAYTON + ": signs are independent, sizes are a Clayton vector"),
    ]  # fmt: skip


_ALPHA = (0.5, 1.0, 2.0, 0.5, 1.0, 2.0, 2.0)


def _clayton(theta: float, x_dim: int, y_dim: int) -> Draw:
    def draw(n: int, rng: np.random.Generator) -> Sample:
        u = laws.clayton_vector(theta, x_dim + y_dim, n, rng)
        return u[:, :x_dim], u[:, x_dim:]

    return draw


def _dirichlet(n: int, rng: np.random.Generator) -> Sample:
    parts = rng.dirichlet(_ALPHA, size=n)
    return parts[:, :3], parts[:, 3:6]


def _volatility(n: int, rng: np.random.Generator) -> Sample:
    u = laws.clayton_vector(1, 10, n, rng)
    shocks = -np.log(u) * rng.choice([-1.0, 1.0], size=u.shape)
    return shocks[:, :5], shocks[:, 5:]
