"""Closed forms and identities of the models, within what theory allows."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import multivariate_t, t

from mutually.estimators.models import elliptical
from mutually.estimators.models.canonical import canonical, correlations, digamma_bias
from mutually.estimators.models.gaussian import gaussian
from mutually.estimators.models.gaussian_copula import gaussian_copula
from mutually.estimators.models.rows import arrange, normal_scores, split
from mutually.estimators.models.t_copula import t_copula


def covariance(rng, d):
    factor = rng.normal(size=(d, d + 2))
    return factor @ factor.T / d


def conditional(c, x, y, z):
    """I(X;Y|Z) of a Gaussian by log-determinants."""

    def logdet(*parts):
        index = np.concatenate(parts).astype(int)
        return np.linalg.slogdet(c[np.ix_(index, index)])[1] if len(index) else 0.0

    return 0.5 * (logdet(x, z) + logdet(y, z) - logdet(z) - logdet(x, y, z))


SIZES = [(1, 1, 0), (2, 3, 0), (1, 1, 1), (2, 1, 3), (4, 4, 2)]


@pytest.mark.parametrize("sizes", SIZES)
def test_canonical_information_equals_log_determinants(sizes):
    rng = np.random.default_rng(sum(sizes))
    c = covariance(rng, sum(sizes))
    x, y, z = np.split(np.arange(sum(sizes)), np.cumsum(sizes)[:2])
    assert canonical(c, sizes).information == pytest.approx(conditional(c, x, y, z), abs=1e-10)


@pytest.mark.parametrize("sizes", SIZES)
@pytest.mark.parametrize("n", [15, 40])
def test_digamma_correction_leaves_no_bias(sizes, n):
    # The correction is exact for Gaussian data, so the mean over m samples lies within 4.5
    # standard errors of the truth, estimated from the samples themselves.
    rng = np.random.default_rng([n, *sizes])
    c = covariance(rng, sum(sizes))
    truth = canonical(c, sizes).information
    factor = np.linalg.cholesky(c)
    found = []
    for _ in range(600):
        rows = split(rng.normal(size=(n, sum(sizes))) @ factor.T, sizes)
        found.append(gaussian(*rows).value)
    assert abs(np.mean(found) - truth) < 4.5 * np.std(found) / math.sqrt(len(found))


def test_chain_rule_of_the_gaussian_is_exact():
    # I(X;Y,Z) = I(X;Z) + I(X;Y|Z), also with the corrections, which are sums of digammas.
    rng = np.random.default_rng(3)
    joint = rng.normal(size=(60, 6)) @ covariance(rng, 6)
    x, y, z = joint[:, :2], joint[:, 2:4], joint[:, 4:]
    left = gaussian(x, joint[:, 2:]).value
    right = gaussian(x, z).value + gaussian(x, y, z).value
    assert left == pytest.approx(right, abs=1e-11)


def test_gaussian_copula_of_normals():
    # The standard deviation of the estimate is |rho| / sqrt(n); ranks lose less than a tenth of it.
    rho, n = 0.6, 4000
    rng = np.random.default_rng(4)
    x = rng.normal(size=(n, 1))
    y = rho * x + math.sqrt(1 - rho**2) * rng.normal(size=(n, 1))
    found = gaussian_copula(normal_scores(np.exp(3 * x)), normal_scores(y**3)).value
    assert abs(found + 0.5 * math.log(1 - rho**2)) < 4 * rho / math.sqrt(n)


def t_rows(rng, n, d, nu, c):
    normal = rng.normal(size=(n, d)) @ np.linalg.cholesky(c).T
    return normal / np.sqrt(rng.chisquare(nu, size=(n, 1)) / nu)


@pytest.mark.parametrize("nu", [1.0, 3.0, 8.0])
def test_information_of_a_t_pair_equals_its_integral(nu):
    # I = E log of the density ratio: for uncorrelated pairs a double integral over the radius and
    # the angle of x = r cos a, y = r sin a.
    shape = canonical(np.eye(2), (1, 1, 0))
    joint = multivariate_t(shape=np.eye(2), df=nu)
    angles = (np.arange(64) + 0.5) * (math.pi / 2 / 64)
    directions = np.column_stack([np.cos(angles), np.sin(angles)])

    def over_angles(s):  # r = s / (1 - s) carries the radius to (0, 1)
        r = s / (1 - s)
        log_density = joint.logpdf(r * directions)
        log_ratio = log_density - t.logpdf(r * directions, nu).sum(axis=1)
        return 2 * math.pi * (np.exp(log_density) * log_ratio).mean() * r / (1 - s) ** 2

    expected = quad(over_angles, 0, 1 - 1e-9, limit=200, epsabs=1e-6)[0]
    found = elliptical.information(elliptical.Elliptical(np.eye(2), nu, 0.0), shape)
    assert found == pytest.approx(expected, abs=2e-4)


@pytest.mark.parametrize("sizes", [(1, 1, 0), (3, 2, 0), (2, 1, 2)])
def test_t_copula_recovers_degrees_of_freedom_and_information(sizes):
    nu, n, d = 3.0, 4000, sum(sizes)
    rng = np.random.default_rng(d)
    c = correlations(rng.normal(size=(d + 4, d)))
    rows = split(normal_scores(t_rows(rng, n, d, nu, c)), sizes)
    truth = elliptical.information(elliptical.Elliptical(c, nu, 0.0), canonical(c, sizes))
    found = t_copula(*rows)
    # Asymptotic standard errors at n = 4000, by simulation: 6 % for nu, below 0.02 for I.
    assert float(found.method.split()[1]) == pytest.approx(nu, rel=0.25)
    assert found.value == pytest.approx(truth, abs=0.08)
    assert found.rows().mean() == pytest.approx(found.value, abs=1e-12)


def test_t_likelihood_equals_scipy():
    rng = np.random.default_rng(8)
    c = correlations(rng.normal(size=(9, 3)))
    rows = arrange(*np.split(normal_scores(t_rows(rng, 500, 3, 4.0, c)), [1], axis=1))
    order = elliptical.ranks(rows.joint, 500)
    fit = elliptical._fit_scatter(order, 500, 4.0, np.eye(3))
    scores = elliptical.t_quantiles(500, 4.0)[order]
    expected = multivariate_t(shape=fit.correlation, df=4.0).logpdf(scores)
    expected = expected - t.logpdf(scores, 4.0).sum(axis=1)
    # EM stops when nothing moves by 1e-5.
    assert fit.likelihood == pytest.approx(expected.mean(), abs=1e-6)


def test_local_values_of_the_t_equal_scipy():
    rng = np.random.default_rng(9)
    c = correlations(rng.normal(size=(12, 4)))
    joint = t_rows(rng, 50, 4, 3.0, c)
    fit = elliptical.Elliptical(c, 3.0, 0.0)
    found = elliptical.raw_local(fit, canonical(c, (2, 1, 1)), split(joint, (2, 1, 1)))

    def log_density(columns):
        return multivariate_t(shape=c[np.ix_(columns, columns)], df=3.0).logpdf(joint[:, columns])

    expected = log_density([0, 1, 2, 3]) + log_density([3])
    expected -= log_density([0, 1, 3]) + log_density([2, 3])
    np.testing.assert_allclose(found, expected, atol=1e-10)


@pytest.mark.parametrize("share", [0.0, 0.4, 0.9])
def test_shrinking_reaches_the_target(share):
    rng = np.random.default_rng(10)
    joint = rng.normal(size=(200, 9)) @ covariance(rng, 9)
    rows = split(normal_scores(joint), (4, 3, 2))
    fit = elliptical.fit_gaussian(rows)
    target = share * canonical(fit.correlation, rows.sizes).information
    found = elliptical.shrunk(fit, rows, target)
    assert canonical(found.correlation, rows.sizes).information == pytest.approx(target, abs=1e-9)
    assert np.linalg.eigvalsh(found.correlation).min() > 0


def test_bias_of_singular_parts_counts_directions():
    assert digamma_bias(30, (0, 3, 1)) == 0
