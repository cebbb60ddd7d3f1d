"""Information of vectors whose copula is Gaussian."""

from __future__ import annotations

from mutually.estimators.estimate import Estimate
from mutually.estimators.models.gaussian import of_rows
from mutually.estimators.models.rows import Array, arrange


def gaussian_copula(
    x: Array, y: Array, z: Array | None = None, *, seed: int = 0, workers: int = 1
) -> Estimate:
    """Estimate I(X;Y|Z) in nats from normal scores, as if they were jointly Gaussian.

    It assumes that monotone maps of each coordinate make all jointly Gaussian; the estimate does
    not change under such maps. It fails, mostly towards too little, on every other relation.

    References
    ----------
    Ince, Giordano, Kayser, Rousselet, Gross & Schyns, "A statistical framework for neuroimaging
    data analysis based on mutual information estimated via a Gaussian copula", Human Brain
    Mapping 38 (2017), doi:10.1002/hbm.23471.
    """
    return of_rows(arrange(x, y, z), "gaussian_copula")
