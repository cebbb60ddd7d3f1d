"""Copulas of two numbers: samplers, and densities in normal scores.

Samplers of Archimedean copulas draw a common frailty M and divide exponential numbers by it
(Marshall & Olkin 1988, doi:10.1080/01621459.1988.10478671); densities are those of Nelsen (2006),
doi:10.1007/0-387-28678-0. In normal scores a = Phi^-1(u) a copula is turned round by a sign.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


class Copula(NamedTuple):
    """Two dependent even numbers: rows of shape (n, 2), and the log density at normal scores."""

    draw: Callable[[int, np.random.Generator], Array]
    log_density: Callable[[Array, Array], Array]


def clayton(theta: float) -> Copula:
    """Return the copula with dependence in the lower tail."""

    def draw(n: int, rng: np.random.Generator) -> Array:
        return clayton_vector(theta, 2, n, rng)

    def log_density(a: Array, b: Array) -> Array:
        s, t = _log_cdf(a), _log_cdf(b)
        # log(u^-theta + v^-theta - 1) without overflow: the larger power is taken out.
        top = np.maximum(-theta * s, -theta * t)
        inner = np.exp(-theta * s - top) + np.exp(-theta * t - top) - np.exp(-top)
        return np.asarray(
            math.log1p(theta) - (1 + theta) * (s + t) - (2 + 1 / theta) * (top + np.log(inner))
        )

    return Copula(draw, log_density)


def clayton_vector(theta: float, dim: int, n: int, rng: np.random.Generator) -> Array:
    """Draw rows of the Clayton copula of dim numbers."""
    frailty = rng.gamma(1 / theta, size=(n, 1))
    return np.asarray((1 + rng.exponential(size=(n, dim)) / frailty) ** (-1 / theta))


def gumbel(theta: float) -> Copula:
    """Return the copula with dependence in the upper tail."""
    index = 1 / theta

    def draw(n: int, rng: np.random.Generator) -> Array:
        # A positive stable number, by Kanter (1975), doi:10.1214/aop/1176996309.
        angle, width = rng.uniform(0, math.pi, (n, 1)), rng.exponential(size=(n, 1))
        frailty = (
            np.sin(index * angle)
            / np.sin(angle) ** theta
            * (np.sin((1 - index) * angle) / width) ** (theta - 1)
        )
        return np.asarray(np.exp(-((rng.exponential(size=(n, 2)) / frailty) ** index)))

    def log_density(a: Array, b: Array) -> Array:
        s, t = -_log_cdf(a), -_log_cdf(b)
        log_s, log_t = np.log(s), np.log(t)
        log_r = np.logaddexp(theta * log_s, theta * log_t) / theta
        r = np.exp(log_r)
        powers = (theta - 1) * (log_s + log_t) + (1 - 2 * theta) * log_r
        return np.asarray(s + t - r + powers + np.log(r + theta - 1))

    return Copula(draw, log_density)


def frank(theta: float) -> Copula:
    """Return the copula without dependence in the tails."""
    p = -math.expm1(-theta)

    def draw(n: int, rng: np.random.Generator) -> Array:
        frailty = rng.logseries(p, size=(n, 1))
        return np.asarray(-np.log1p(-p * np.exp(-rng.exponential(size=(n, 2)) / frailty)) / theta)

    def log_density(a: Array, b: Array) -> Array:
        u, v = np.exp(_log_cdf(a)), np.exp(_log_cdf(b))
        inner = p - np.expm1(-theta * u) * np.expm1(-theta * v)
        return np.asarray(math.log(theta * p) - theta * (u + v) - 2 * np.log(inner))

    return Copula(draw, log_density)


def joe(theta: float) -> Copula:
    """Return the copula with strong dependence in the upper tail."""

    def draw(n: int, rng: np.random.Generator) -> Array:
        # A Sibuya number is geometric with a chance of success of the beta law.
        chance = np.maximum(rng.beta(1 / theta, 1 - 1 / theta, size=(n, 1)), 1e-15)
        frailty = rng.geometric(chance)
        return np.asarray(1 - (-np.expm1(-rng.exponential(size=(n, 2)) / frailty)) ** (1 / theta))

    def log_density(a: Array, b: Array) -> Array:
        s, t = _log_cdf(-a), _log_cdf(-b)
        inner = np.exp(theta * s) - np.exp(theta * t) * np.expm1(theta * s)
        log_inner = np.log(inner)
        return np.asarray(
            (1 / theta - 2) * log_inner + (theta - 1) * (s + t) + np.log(theta - 1 + inner)
        )

    return Copula(draw, log_density)


def gauss(correlation: float) -> Copula:
    """Return the normal copula."""
    rest = 1 - correlation * correlation

    def draw(n: int, rng: np.random.Generator) -> Array:
        from scipy.special import ndtr

        a, b = rng.normal(size=(2, n))
        return np.asarray(ndtr(np.column_stack([a, correlation * a + math.sqrt(rest) * b])))

    def log_density(a: Array, b: Array) -> Array:
        square = correlation * correlation * (a * a + b * b) - 2 * correlation * a * b
        return np.asarray(-0.5 * math.log(rest) - square / (2 * rest))

    return Copula(draw, log_density)


def turned(copula: Copula, x: int = 1, y: int = 1) -> Copula:
    """Return the copula with the sign of one score, or both, turned round."""

    def draw(n: int, rng: np.random.Generator) -> Array:
        u = copula.draw(n, rng)
        return np.where([x < 0, y < 0], 1 - u, u)

    return Copula(draw, lambda a, b: copula.log_density(x * a, y * b))


def mixture(one: Copula, other: Copula) -> Copula:
    """Return the copula that is one or the other with equal chances."""

    def draw(n: int, rng: np.random.Generator) -> Array:
        first = rng.random((n, 1)) < 0.5
        return np.where(first, one.draw(n, rng), other.draw(n, rng))

    def log_density(a: Array, b: Array) -> Array:
        both = np.logaddexp(one.log_density(a, b), other.log_density(a, b))
        return np.asarray(both - math.log(2))

    return Copula(draw, log_density)


def _log_cdf(a: Array) -> Array:
    from scipy.special import log_ndtr

    return np.asarray(log_ndtr(a))
