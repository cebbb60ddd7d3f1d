"""Gaussian and t copulas: fit, information, draws.

Both are a correlation matrix and a number of degrees of freedom, infinite for the Gaussian.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from mutually.estimators.models.canonical import (
    Canonical,
    canonical,
    correlations,
    digamma_bias,
)
from mutually.estimators.models.rows import Array, Rows, split
from mutually.estimators.models.surrogate import Draw, Surrogate
from mutually.estimators.products import cross, times

# Beyond this many degrees of freedom a t copula is called Gaussian.
_MOST_FREEDOM = 60.0
# Enough rows to find the degrees of freedom roughly; all rows then refine them.
_ROWS_TO_SEARCH = 2500
_EM_STEPS = 30
# Keeps the likelihood of columns with nearly the same ranks finite; information does not see it.
_RIDGE = 1e-8
# Where many rows leave little noise one draw measures what ranks lose.
_ROWS_FOR_ONE_DRAW = 5000
_STREAM = 4
_EM_TOLERANCE = 1e-5


@dataclass(frozen=True)
class Elliptical:
    """A fitted elliptical copula.

    Attributes
    ----------
    correlation : ndarray
        Of the columns x, y, z.
    nu : float
        Degrees of freedom; infinite for a Gaussian copula.
    likelihood : float
        Mean log density of the copula over the rows it was fitted to.
    """

    correlation: Array
    nu: float
    likelihood: float


def fit_gaussian(rows: Rows) -> Elliptical:
    """Fit a Gaussian copula: the correlations of the normal scores."""
    correlation = correlations(rows.joint)
    logdet = np.linalg.slogdet(correlation + _RIDGE * np.eye(rows.size))[1]
    return Elliptical(correlation, math.inf, -0.5 * float(logdet))


def fit_t(rows: Rows, start: Elliptical) -> Elliptical:
    """Fit a t copula, the degrees of freedom by golden section over their logarithm."""
    step = max(1, rows.n // _ROWS_TO_SEARCH)
    order = ranks(rows.joint, rows.n)
    few = order[::step]
    best = start.correlation

    def search(log_nu: float) -> float:
        nonlocal best
        found = _fit_scatter(few, rows.n, math.exp(log_nu), best)
        best = found.correlation
        return found.likelihood

    low, high = 0.0, math.log(_MOST_FREEDOM)
    ratio = (math.sqrt(5) - 1) / 2
    inner, outer = high - ratio * (high - low), low + ratio * (high - low)
    at_inner, at_outer = search(inner), search(outer)
    while high - low > 0.5:
        if at_inner > at_outer:
            high, outer, at_outer = outer, inner, at_inner
            inner = high - ratio * (high - low)
            at_inner = search(inner)
        else:
            low, inner, at_inner = inner, outer, at_outer
            outer = low + ratio * (high - low)
            at_outer = search(outer)
    return _refine(order, (low + high) / 2, best)


def _refine(order: NDArray[np.intp], centre: float, start: Array) -> Elliptical:
    """Fit a t copula whose log degrees of freedom are near `centre`.

    A parabola through three values of the likelihood, which is smooth in them, gives the summit.
    """
    width = 0.35
    fits = [
        _fit_scatter(order, len(order), math.exp(centre + s * width), start) for s in (-1, 0, 1)
    ]
    left, middle, right = (fit.likelihood for fit in fits)
    bend = left - 2 * middle + right
    shift = 0.5 * (left - right) / bend if bend < 0 else math.copysign(1.0, right - left)
    nu = math.exp(centre + width * min(1.5, max(-1.5, shift)))
    return _fit_scatter(order, len(order), nu, fits[1].correlation)


def ranks(scores: Array, n: int) -> NDArray[np.intp]:
    """Undo normal scores of n rows: i - 1 for the quantile of i/(n+1)."""
    from scipy.special import ndtr

    places: NDArray[np.intp] = np.rint(ndtr(scores) * (n + 1)).astype(np.intp)
    return places - 1


def t_quantiles(n: int, nu: float) -> Array:
    """Return the quantiles of Student's t at i/(n+1), i = 1 ... n."""
    from scipy.special import stdtrit

    half = n // 2
    lower = stdtrit(nu, np.arange(1, half + 1) / (n + 1))
    return np.concatenate([lower, np.zeros(n % 2), -lower[::-1]])


def information(fit: Elliptical, shape: Canonical) -> float:
    """I(X;Y|Z) of the model in nats.

    References
    ----------
    Guerrero-Cusumano, "Measures of dependence for the multivariate t distribution with
    applications to the stock market", Communications in Statistics 27 (1998),
    doi:10.1080/03610929808832255.
    """
    rx, ry, rz = shape.ranks
    if math.isinf(fit.nu):
        return shape.information

    def term(d: int) -> float:
        half = (fit.nu + d) / 2
        return math.lgamma(half) - half * _psi(half)

    tails = term(rz) + term(rx + ry + rz) - term(rx + rz) - term(ry + rz)
    return shape.information + tails


def local_values(fit: Elliptical, shape: Canonical, rows: Rows) -> Array:
    """Pointwise values of the model at rows of normal scores."""
    if not math.isinf(fit.nu):
        quantiles = t_quantiles(rows.n, fit.nu)
        rows = Rows(*(quantiles[ranks(part, rows.n)] for part in rows))
    return raw_local(fit, shape, rows)


def raw_local(fit: Elliptical, shape: Canonical, rows: Rows) -> Array:
    """Pointwise values of the model at rows on its own scale."""
    rx, ry, rz = shape.ranks
    xyz, xz, yz, z = shape.squares(rows.joint)
    if math.isinf(fit.nu):
        return shape.information - 0.5 * (xyz + z - xz - yz)

    def log_kernel(squares: Array, d: int) -> Array:
        half = (fit.nu + d) / 2
        return math.lgamma(half) - half * np.log1p(squares / fit.nu)

    return (
        shape.information
        + log_kernel(xyz, rx + ry + rz)
        + log_kernel(z, rz)
        - log_kernel(xz, rx + rz)
        - log_kernel(yz, ry + rz)
    )


def bias(fit: Elliptical, shape: Canonical, n: int) -> float:
    """How much the fitted information is too large in the mean, from n rows.

    Exact for the Gaussian. The scatter of a t distribution is estimated with (nu + d + 2) /
    (nu + d) times the variance of the Gaussian's, to first order, and so is the bias larger.
    """
    exact = digamma_bias(n, shape.ranks)
    if math.isinf(fit.nu):
        return exact
    d = fit.nu + sum(shape.ranks)
    return exact * (d + 2) / d


def shrunk(fit: Elliptical, rows: Rows, target: float) -> Elliptical:
    """Lower the canonical correlations until the Gaussian part is `target` nats.

    Noise makes all of them too large, and the small ones most: what of each the noise explains is
    known for many rows and columns, and is taken off. What then lacks to the target is shared by
    those that look like noise alone.

    References
    ----------
    Bao, Hu, Pan & Zhou, "Canonical correlation coefficients of high-dimensional Gaussian vectors:
    finite rank case", Annals of Statistics 47 (2019), doi:10.1214/18-AOS1704.
    """
    shape = canonical(fit.correlation, rows.sizes)
    rx, ry, rz = shape.ranks
    freedom = rows.n - 1 - rz
    a, b = rx / freedom, ry / freedom
    squares = shape.rho**2
    edge = a + b - 2 * a * b + 2 * math.sqrt(a * b * (1 - a) * (1 - b))
    spiked = squares > edge
    middle = squares - a * (1 - b) - b * (1 - a)
    product = (1 - a) * (1 - b)
    root = np.sqrt(np.maximum(middle**2 - 4 * product * a * b, 0.0))
    clean = np.where(spiked, (middle + root) / (2 * product), 0.0)
    noise = np.where(spiked, 0.0, squares)
    if _gaussian_information(clean) > target:
        factor = _solve(lambda t: _gaussian_information(t * clean), target)
        final = factor * clean
    else:
        factor = _solve(lambda t: _gaussian_information(clean + t * noise), target)
        final = clean + factor * noise
    dx, dy, _ = rows.sizes
    here, there = slice(0, dx), slice(dx, dx + dy)
    r = fit.correlation.copy()
    k = len(shape.rho)
    to_x, to_y = (r @ shape.to_u[:, :k])[here], (r @ shape.to_v[:, :k])[there]
    through_z = ((r @ shape.to_z) @ (shape.to_z.T @ r))[here, there]
    r[here, there] = through_z + (to_x * np.sqrt(final)) @ to_y.T
    r[there, here] = r[here, there].T
    return Elliptical(r, fit.nu, fit.likelihood)


def _gaussian_information(squares: Array) -> float:
    return float(-0.5 * np.log(1 - squares).sum())


def _solve(increasing: Callable[[float], float], target: float) -> float:
    """Where a function on [0, 1] reaches the target, or the end that comes nearest."""
    low, high = 0.0, 1.0
    for _ in range(50):
        middle = (low + high) / 2
        if increasing(middle) > target:
            high = middle
        else:
            low = middle
    return low


def surrogate(fit: Elliptical, rows: Rows, seed: int) -> Surrogate:
    """Make a surrogate of a fitted copula, its information corrected for bias.

    What the fit loses by seeing ranks alone is measured on draws from the model, where the fit to
    their ranks is compared with the truth about the same rows (a parametric bootstrap).
    """
    shape = canonical(fit.correlation, rows.sizes)
    excess = bias(fit, shape, rows.n)
    raw = information(fit, shape)
    target = shrunk(fit, rows, shape.information - excess)
    draw = _drawing(target, rows)
    lost = []
    for repeat in range(1 if rows.n >= _ROWS_FOR_ONE_DRAW else 2):
        drawn, truth = draw(np.random.default_rng([seed, _STREAM, repeat]))
        again = fit_gaussian(drawn)
        if not math.isinf(fit.nu):
            again = _refine(ranks(drawn.joint, rows.n), math.log(fit.nu), again.correlation)
        again_shape = canonical(again.correlation, drawn.sizes)
        lost.append(truth - information(again, again_shape) + excess)
    value = raw - excess + float(np.mean(lost))
    local = local_values(fit, shape, rows)
    local += value - local.mean()
    name = "Gaussian copula" if math.isinf(fit.nu) else f"t copula with {fit.nu:.3g} df"
    parameters = rows.size * (rows.size - 1) / 2 + (not math.isinf(fit.nu))
    return Surrogate(name, value, local, fit.likelihood - parameters / rows.n, draw)


def _drawing(model: Elliptical, rows: Rows) -> Draw:
    shape = canonical(model.correlation, rows.sizes)
    values, vectors = np.linalg.eigh(model.correlation)
    root = vectors * np.sqrt(np.maximum(values, 0.0))

    def draw(rng: np.random.Generator) -> tuple[Rows, float]:
        joint = times(rng.standard_normal((rows.n, rows.size)), root.T)
        if not math.isinf(model.nu):
            joint /= np.sqrt(rng.chisquare(model.nu, size=(rows.n, 1)) / model.nu)
        drawn = split(joint, rows.sizes)
        return drawn.scores(), float(raw_local(model, shape, drawn).mean())

    return draw


def _fit_scatter(order: NDArray[np.intp], of: int, nu: float, start: Array) -> Elliptical:
    """EM for the correlation of a t copula, with its column scales left free between steps.

    `order` are ranks among `of` rows, of which these may be a part.

    References
    ----------
    Kent, Tyler & Vardi, "A curious likelihood identity for the multivariate t-distribution",
    Communications in Statistics 23 (1994), doi:10.1080/03610919408813180: dividing by the sum of
    the weights makes it fast.
    """
    n, d = order.shape
    quantiles = t_quantiles(of, nu)
    rows = quantiles[order]
    correlation, ridge = start, _RIDGE * np.eye(d)
    for step in range(_EM_STEPS + 1):
        factor = np.linalg.cholesky(correlation + ridge)
        halves = times(rows, np.linalg.inv(factor).T)
        squares = np.einsum("ij,ij->i", halves, halves)
        if step == _EM_STEPS:
            break
        weights = (nu + d) / (nu + squares)
        weighted = rows * np.sqrt(weights / weights.sum())[:, None]
        scatter = cross(weighted, weighted)
        scale = np.sqrt(np.diag(scatter))
        new = scatter / np.outer(scale, scale)
        change = float(np.abs(new - correlation).max())
        correlation = new
        if change < _EM_TOLERANCE:
            break
    half, one = (nu + d) / 2, (nu + 1) / 2
    log_density = (
        math.lgamma(half)
        + (d - 1) * math.lgamma(nu / 2)
        - d * math.lgamma(one)
        - float(np.log(np.diag(factor)).sum())
        - half * float(np.log1p(squares / nu).sum()) / n
        + one * float(np.log1p(quantiles**2 / nu).sum()) * d / of
    )
    return Elliptical(correlation, nu, log_density)


def _psi(x: float) -> float:
    from mutually.estimators.psi import digamma

    return float(digamma(x)[0])
