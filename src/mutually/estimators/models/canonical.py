"""Canonical correlations of x and y given z, and what they say about information."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from mutually.estimators.models.rows import Array
from mutually.estimators.products import cross, times
from mutually.estimators.psi import digamma

# Eigenvalues of a correlation matrix below this are rounding: the columns are collinear.
_COLLINEAR = 1e-12


class Canonical(NamedTuple):
    """Coordinates in which x, y and z have unit variance and only pairs u_i, v_i are correlated.

    Attributes
    ----------
    to_z, to_u, to_v : ndarray
        Maps from joint rows (x, y, z) to z, to x given z, and to y given z, all whitened. They
        have as many columns as the part has directions; collinear columns count once.
    rho : ndarray
        Correlations of the i-th columns of u and v, in descending order.
    """

    to_z: Array
    to_u: Array
    to_v: Array
    rho: Array

    @property
    def information(self) -> float:
        """Gaussian I(X;Y|Z) in nats; infinite where a correlation is 1 to the last digits."""
        unexplained = 1 - self.rho**2
        if np.any(unexplained < _COLLINEAR):
            return float("inf")
        return float(-0.5 * np.log(unexplained).sum())

    @property
    def ranks(self) -> tuple[int, int, int]:
        """Numbers of directions of x given z, y given z, and z."""
        return self.to_u.shape[1], self.to_v.shape[1], self.to_z.shape[1]

    def squares(self, joint: Array) -> tuple[Array, Array, Array, Array]:
        """Squared Mahalanobis distances of the rows in xyz, xz, yz and z."""
        z = _squares(times(joint, self.to_z))
        u, v = times(joint, self.to_u), times(joint, self.to_v)
        uu, vv = _squares(u), _squares(v)
        r = len(self.rho)
        u, v = u[:, :r], v[:, :r]
        weight = self.rho**2 / (1 - self.rho**2)
        cross = self.rho / (1 - self.rho**2)
        both = (u * u + v * v) @ weight - 2 * (u * v) @ cross
        return z + uu + vv + both, z + uu, z + vv, z


def canonical(correlation: Array, sizes: tuple[int, int, int]) -> Canonical:
    """Decompose a correlation (or covariance) matrix of the columns x, y, z."""
    dx, dy, dz = sizes
    d = dx + dy + dz
    eye = np.eye(d)
    x, y, z = eye[:, :dx], eye[:, dx : dx + dy], eye[:, dx + dy :]
    to_z = _whiten(correlation, z)
    # Least squares on z leaves the parts of x and y that z does not explain.
    explained = to_z @ (to_z.T @ correlation)
    to_u = _whiten(correlation, x - explained @ x)
    to_v = _whiten(correlation, y - explained @ y)
    left, rho, right = np.linalg.svd(to_u.T @ correlation @ to_v)
    return Canonical(to_z, to_u @ left, to_v @ right.T, np.minimum(rho, 1.0))


def digamma_bias(n: float, ranks: tuple[int, int, int]) -> float:
    """Return how much too large the Gaussian estimate is in the mean, from n rows.

    Exact for Gaussian data: the logarithm of the determinant of a Wishart matrix with m degrees of
    freedom is a sum of logarithms of chi-squares with m, m - 1, ... of them.

    References
    ----------
    Goodman, "The distribution of the determinant of a complex Wishart distributed matrix", Annals
    of Mathematical Statistics 34 (1963), doi:10.1214/aoms/1177704251; for real matrices Anderson,
    "An Introduction to Multivariate Statistical Analysis", section 7.5.
    """
    rx, ry, rz = ranks
    psi = 0.5 * digamma((n - 1 - rz - np.arange(rx + ry)) / 2)
    return float(psi[:rx].sum() + psi[:ry].sum() - psi.sum())


def correlations(columns: Array) -> Array:
    """Correlation matrix; columns without variation are left out of it as zeros."""
    centred = columns - columns.mean(axis=0)
    norms = np.sqrt(_squares(centred.T))
    floor = 1e-14 * np.abs(columns).max(axis=0, initial=0.0) * np.sqrt(len(columns))
    centred *= np.where(norms > floor, 1 / np.where(norms > floor, norms, 1.0), 0.0)
    out: Array = cross(centred, centred)
    return out


def _whiten(correlation: Array, directions: Array) -> Array:
    values, vectors = np.linalg.eigh(directions.T @ correlation @ directions)
    keep = values > _COLLINEAR * max(1.0, float(values.max(initial=0.0)))
    out: Array = directions @ (vectors[:, keep] / np.sqrt(values[keep]))
    return out


def _squares(rows: Array) -> Array:
    out: Array = np.einsum("ij,ij->i", rows, rows)
    return out
