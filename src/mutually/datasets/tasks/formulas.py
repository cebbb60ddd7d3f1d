"""Mutual informations in closed form, and the matrices that they are of."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]


def dense(dim: int, correlation: float) -> Matrix:
    """Return the correlation matrix with one correlation between any two coordinates."""
    return np.full((dim, dim), correlation) + (1 - correlation) * np.eye(dim)


def pairs(x_dim: int, y_dim: int, correlations: tuple[float, ...]) -> Matrix:
    """Return the matrix in which x_i and y_i correlate, for the first i, and nothing else."""
    matrix = np.eye(x_dim + y_dim)
    for i, correlation in enumerate(correlations):
        matrix[i, x_dim + i] = matrix[x_dim + i, i] = correlation
    return matrix


def normal(correlation: float) -> float:
    """Return the information of two normal scalars."""
    return -0.5 * math.log1p(-correlation * correlation)


def gaussian(covariance: Matrix, x_dim: int) -> float:
    """Return the information of the first x_dim coordinates and the others."""
    x, y = covariance[:x_dim, :x_dim], covariance[x_dim:, x_dim:]
    return 0.5 * (_log_det(x) + _log_det(y) - _log_det(covariance))


def conditional_gaussian(covariance: Matrix, x_dim: int, y_dim: int) -> float:
    """Return I(X; Y | Z) of the coordinates in the order x, y, z."""
    d = len(covariance)
    x, y, z = range(x_dim), range(x_dim, x_dim + y_dim), range(x_dim + y_dim, d)

    def part(*indices: range) -> float:
        chosen = [i for one in indices for i in one]
        return _log_det(covariance[np.ix_(chosen, chosen)])

    return 0.5 * (part(x, z) + part(y, z) - part(z) - part(x, y, z))


def student(dispersion: Matrix, x_dim: int, freedom: float) -> float:
    """Return the information in a multivariate Student t with these degrees of freedom.

    The Gaussian part, and a part that the common scale of both sides adds [1]_.

    References
    ----------
    .. [1] Arellano-Valle, Contreras-Reyes & Genton (2013). Shannon entropy and mutual information
       for multivariate skew-elliptical distributions. Scandinavian Journal of Statistics 40,
       42-62. doi:10.1111/j.1467-9469.2011.00774.x
    """
    d = len(dispersion)
    return gaussian(dispersion, x_dim) + sum(
        sign * student_entropy(k, freedom) for sign, k in ((1, x_dim), (1, d - x_dim), (-1, d))
    )


def student_entropy(dim: int, freedom: float) -> float:
    """Return the differential entropy of the Student t of unit dispersion."""
    from scipy.special import digamma, gammaln

    half, whole = freedom / 2, (freedom + dim) / 2
    scale = dim / 2 * math.log(freedom * math.pi)
    return float(gammaln(half) - gammaln(whole) + scale + whole * (digamma(whole) - digamma(half)))


def uniform_noise(width: float) -> float:
    """Return I(U; U + N) of U even on (0, 1) and N even on (-width, width)."""
    return 1 / (4 * width) if width > 0.5 else width - math.log(2 * width)


def binary_entropy(p: float) -> float:
    """Return the entropy of a coin."""
    return 0.0 if p in (0, 1) else -p * math.log(p) - (1 - p) * math.log1p(-p)


def von_mises(concentration: float) -> float:
    """Return the information of two even angles whose difference has the von Mises law."""
    from scipy.special import i0, i1

    return float(
        concentration * i1(concentration) / i0(concentration) - math.log(i0(concentration))
    )


def clayton(theta: float, x_dim: int = 1, y_dim: int = 1) -> float:
    """Return the information of two parts of a Clayton copula.

    With G of the gamma law of shape 1/theta and E_i of the exponential law, the uniform numbers are
    U_i = (1 + E_i / G)^(-1/theta), so sum(U_i^-theta) - d + 1 is 1 + (a gamma number of shape d) /
    G, and the mean of the log density needs only the mean of the log of that: a difference of
    digammas.
    """
    return (
        _clayton_negentropy(theta, x_dim + y_dim)
        - _clayton_negentropy(theta, x_dim)
        - _clayton_negentropy(theta, y_dim)
    )


def _clayton_negentropy(theta: float, d: int) -> float:
    from scipy.special import digamma

    constant = sum(math.log1p(k * theta) for k in range(d))
    mean_log = float(digamma(1 / theta + d) - digamma(1 / theta))
    return constant + d * (1 + theta) - (d + 1 / theta) * mean_log


def dirichlet(alpha: tuple[float, ...], x_dim: int, y_dim: int) -> float:
    """Return the information of x_dim and the next y_dim parts of a Dirichlet vector.

    Parts with the rest summed up are a Dirichlet vector again, of which the entropy is known.
    """
    total = sum(alpha)
    x, y = alpha[:x_dim], alpha[x_dim : x_dim + y_dim]
    parts = ((1, x), (1, y), (-1, x + y))
    return sum(sign * _dirichlet_entropy((*part, total - sum(part))) for sign, part in parts)


def _dirichlet_entropy(alpha: tuple[float, ...]) -> float:
    from scipy.stats import dirichlet as law

    return float(law(alpha).entropy())


def _log_det(matrix: Matrix) -> float:
    return float(np.linalg.slogdet(matrix)[1])
