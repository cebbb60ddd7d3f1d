"""Information of vectors whose copula is that of Student's t distribution."""

from __future__ import annotations

import math

from mutually.estimators.estimate import Estimate
from mutually.estimators.models import elliptical, gaussian
from mutually.estimators.models.rows import Array, Rows, arrange


def t_copula(
    x: Array, y: Array, z: Array | None = None, *, seed: int = 0, workers: int = 1
) -> Estimate:
    """Estimate I(X;Y|Z) in nats from normal scores, as if their copula were Gaussian or Student t.

    The degrees of freedom maximise the likelihood, the scatter comes from EM, and the information
    is a closed form, less a bias correction. Where the likelihood does not ask for heavier tails
    than the Gaussian's, the value is the Gaussian copula's.

    It assumes that monotone maps of each coordinate make all jointly elliptical. It fails on
    relations without that symmetry. Neither seed nor workers change anything.

    References
    ----------
    Demarta & McNeil, "The t copula and related copulas", International Statistical Review 73
    (2005), doi:10.1111/j.1751-5823.2005.tb00254.x.
    """
    rows = arrange(x, y, z)
    plain = gaussian.of_rows(rows, "t_copula, Gaussian limit")
    if plain.warnings or rows.n < 2 * rows.size + 4:
        return plain
    fit = choose(rows)
    if math.isinf(fit.nu):
        return plain
    model = elliptical.surrogate(fit, rows, seed)
    return Estimate(model.value, model.local, f"t_copula, {fit.nu:.3g} degrees of freedom")


def choose(rows: Rows) -> elliptical.Elliptical:
    """Fit the Gaussian and the t copula, and return the one that BIC prefers."""
    plain = elliptical.fit_gaussian(rows)
    student = elliptical.fit_t(rows, plain)
    price = math.log(rows.n) / (2 * rows.n)
    return student if student.likelihood - price > plain.likelihood else plain
