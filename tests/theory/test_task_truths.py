"""The truths of the known-answer tasks, checked by other means than those they are known by.

Means over random rows are compared within 4.5 standard errors: among 200 checks with other seeds
than these, fewer than one in 700 runs would fail by chance.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from scipy import special, stats

import mutually as mu
from mutually.datasets import tasks
from mutually.datasets.tasks import copula_laws as laws
from mutually.datasets.tasks import formulas, quadrature
from mutually.datasets.tasks.families import hidden, norms, weak

ERRORS = 4.5


def close(task: tasks.Task, values: Any, allowed: float = 0.0) -> None:
    error = math.hypot(values.std() / math.sqrt(len(values)), task.standard_error)
    assert abs(values.mean() - task.mutual_information) <= ERRORS * error + allowed


DENSITIES = [task for task in tasks.all_tasks() if task.log_ratio is not None]


@pytest.mark.parametrize("task", DENSITIES, ids=lambda task: task.name)
def test_the_mean_log_density_ratio_is_the_truth(task: tasks.Task) -> None:
    assert task.log_ratio is not None
    close(task, task.log_ratio(*task.sample(2000, rng=5)))


# The conditional density of y at rows of x, for tasks that are built forwards. The density of y
# alone is then its mean over other rows of x: no grid, no formula for the sum.


def normal(y: Any, mean: Any, deviation: Any) -> Any:
    return stats.norm.pdf(y, mean, deviation)


def rows_of_y(scale: Any, y: Any) -> Any:
    """The density of all columns of y, normal with a common deviation."""
    return np.prod(stats.norm.pdf(y[None] / scale[:, None, None]) / scale[:, None, None], axis=2)


FORWARD: dict[str, Callable[[Any, Any], Any]] = {
    "product-2x1": lambda x, y: normal(y.T, x[:, :1] * x[:, 1:], 0.3),
    "common-scale-3x3": lambda x, y: rows_of_y(np.exp(x.sum(axis=1) / math.sqrt(3)), y),
    "volume-3x1": lambda x, y: (
        (np.sign(x.prod(axis=1))[:, None] == np.sign(y.T))
        * normal(np.log(np.abs(y.T)), np.log(np.abs(x.prod(axis=1)))[:, None], 0.5)
    ),
    "norm-5x1": lambda x, y: normal(y.T, np.linalg.norm(x, axis=1)[:, None], 0.3),
    "sine-8x1": lambda x, y: normal(y.T, np.sin(2.5 * x[:, 2:3]), 0.3),
    "thin-fan-1x8": lambda x, y: normal(y.mean(axis=1), 0.25 * np.cos(3 * x), 1 / math.sqrt(8)),
    "tails-cauchy-sum": lambda x, y: stats.cauchy.pdf(y.T - x),
    "tails-gamma-sum": lambda x, y: stats.expon.pdf(y.T - x),
    "checkerboard-1x1": lambda x, y: (
        2.0 * ((np.floor(4 * x) + np.floor(4 * y.T)) % 2 == 0)
    ),
    "saw-1x1": lambda x, y: 50.0 * (np.abs(y.T - (4 * x) % 1) < 0.01),
    "ordered-levels": lambda x, y: np.diff(
        special.ndtr(
            (np.array([-40, -1, -0.2, 0.5, 1.5, 40]) - 0.7 * x) / math.sqrt(0.51)
        )
    )[:, y[:, 0]],
    "logistic": lambda x, y: special.expit(2 * x * (2 * y.T - 1)),
    "counts-of-scalar": lambda x, y: stats.poisson.pmf(y.T, np.exp(1 + 0.7 * x)),
    "zero-inflated-poisson": lambda x, y: 0.85 * stats.poisson.pmf(y.T, x) + 0.15 * (y.T == 0),
    "steps": lambda x, y: 0.5 * ((x < y.T) & (x + 2 > y.T)),
    "censored": lambda x, y: np.where(
        y.T > 0, normal(y.T, 0.8 * x, 0.6), special.ndtr(-0.8 * x / 0.6)
    ),
    "slope-by-class-2x1": lambda x, y: normal(
        y.T, np.array([-1.5, 0, 2])[x[:, :1].astype(int)] * x[:, 1:], 0.5
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FORWARD)
def test_the_output_density_from_other_rows_gives_the_truth(name: str) -> None:
    task, given = tasks.get(name), FORWARD[name]
    x, y = task.sample(1000, rng=6)
    others = task.sample(10_000, rng=7)[0]
    own = np.array([given(x[i : i + 1], y[i : i + 1])[0, 0] for i in range(len(x))])
    whole = np.concatenate([given(others, part).mean(axis=0) for part in np.split(y, 10)])
    # With m other rows the mean log density is too low by about var / (2 m mean^2), less than the
    # information's own exponential over m.
    close(task, np.log(own / whole), allowed=math.exp(task.mutual_information) / len(others) * 5)


# Closed forms against densities from scipy, and against each other.


@pytest.mark.parametrize(("theta", "x_dim", "y_dim"), [(2.0, 1, 1), (1.5, 3, 3), (0.4, 2, 5)])
def test_clayton_vectors(theta: float, x_dim: int, y_dim: int) -> None:
    def log_density(u: Any) -> Any:
        d = u.shape[1]
        inner = np.log((u**-theta).sum(axis=1) - d + 1)
        constant = np.log1p(theta * np.arange(d)).sum()
        return constant - (1 + theta) * np.log(u).sum(axis=1) - (d + 1 / theta) * inner

    u = laws.clayton_vector(theta, x_dim + y_dim, 20_000, np.random.default_rng(1))
    ratio = log_density(u) - log_density(u[:, :x_dim]) - log_density(u[:, x_dim:])
    error = ratio.std() / math.sqrt(len(u))
    assert abs(ratio.mean() - formulas.clayton(theta, x_dim, y_dim)) < ERRORS * error


def test_clayton_pair_by_formula_and_by_quadrature() -> None:
    for theta in (0.3, 2.0, 6.0):
        exact = math.log1p(theta) - theta / (1 + theta)
        assert formulas.clayton(theta) == pytest.approx(exact, abs=1e-12)
        density = laws.clayton(theta).log_density
        assert quadrature.copula_information(density) == pytest.approx(exact, abs=2e-5)


def test_normal_copula_by_quadrature() -> None:
    for rho in (-0.9, 0.1, 0.6):
        found = quadrature.copula_information(laws.gauss(rho).log_density)
        assert found == pytest.approx(formulas.normal(rho), abs=1e-10)


COPULAS = {
    "clayton": laws.clayton(2.0),
    "gumbel": laws.gumbel(2.5),
    "frank": laws.frank(8.0),
    "joe": laws.joe(3.0),
    "gauss": laws.gauss(0.6),
    "turned": laws.turned(laws.clayton(2.0), x=-1),
    "mixture": laws.mixture(laws.frank(3.0), laws.turned(laws.joe(2.0), y=-1)),
}


@pytest.mark.parametrize("name", COPULAS)
def test_copulas_have_even_margins_and_the_density_that_they_say(name: str) -> None:
    copula = COPULAS[name]
    u = copula.draw(40_000, np.random.default_rng(3))
    for side in u.T:
        assert stats.kstest(side, "uniform").pvalue > 1e-4
    # The chances of 25 cells, by the density integrated over scores, and among the rows.
    a = np.linspace(-7.5, 7.5, 1501)
    grid = np.exp(copula.log_density(*np.meshgrid(a, a, indexing="ij")))
    mass = grid * np.outer(stats.norm.pdf(a), stats.norm.pdf(a)) * (a[1] - a[0]) ** 2
    assert mass.sum() == pytest.approx(1, abs=1e-4)
    cell = np.minimum((special.ndtr(a) * 5).astype(int), 4)
    expected = np.zeros((5, 5))
    np.add.at(expected, (cell[:, None], cell), mass)
    found = np.histogram2d(u[:, 0], u[:, 1], bins=5, range=[[0, 1], [0, 1]])[0] / len(u)
    # The edge of a cell falls between nodes: the mass of a row of nodes is the allowance.
    assert np.abs(found - expected).max() < 4.5 * 0.5 / math.sqrt(len(u)) + 0.002


def test_student_by_its_density() -> None:
    for d, freedom in ((1, 1), (2, 2), (3, 3)):
        law = [stats.multivariate_t(np.zeros(k), np.eye(k), df=freedom) for k in (2 * d, d)]
        z = law[0].rvs(20_000, random_state=4)
        ratio = law[0].logpdf(z) - law[1].logpdf(z[:, :d]) - law[1].logpdf(z[:, d:])
        error = ratio.std() / math.sqrt(len(z))
        truth = formulas.student(np.eye(2 * d), d, freedom)
        assert abs(ratio.mean() - truth) < ERRORS * error


def test_log_determinants_by_canonical_correlations() -> None:
    rng = np.random.default_rng(2)
    factor = rng.normal(size=(7, 7))
    covariance = factor @ factor.T
    x, y, cross = covariance[:3, :3], covariance[3:, 3:], covariance[:3, 3:]
    squares = np.linalg.eigvals(np.linalg.solve(x, cross) @ np.linalg.solve(y, cross.T)).real
    assert formulas.gaussian(covariance, 3) == pytest.approx(-0.5 * np.log1p(-squares).sum())


def test_conditional_normal_by_regression() -> None:
    rng = np.random.default_rng(3)
    factor = rng.normal(size=(6, 6))
    covariance = factor @ factor.T
    z = covariance[3:, 3:]
    rest = covariance[:3, :3] - covariance[:3, 3:] @ np.linalg.solve(z, covariance[3:, :3])
    found = formulas.conditional_gaussian(covariance, 2, 1)
    assert found == pytest.approx(formulas.gaussian(rest, 2))


def test_dirichlet_by_its_density() -> None:
    alpha = np.array([0.5, 1.0, 2.0, 0.5, 1.0, 2.0, 2.0])
    p = np.random.default_rng(1).dirichlet(alpha, size=20_000)

    def log_density(parts: Any, of: Any) -> Any:
        whole = np.hstack([parts, 1 - parts.sum(axis=1, keepdims=True)])
        weights = np.append(of, alpha.sum() - of.sum())
        constant = special.gammaln(alpha.sum()) - special.gammaln(weights).sum()
        return constant + ((weights - 1) * np.log(whole)).sum(axis=1)

    ratio = log_density(p[:, :6], alpha[:6])
    ratio -= log_density(p[:, :3], alpha[:3]) + log_density(p[:, 3:6], alpha[3:6])
    close(tasks.get("dirichlet-3x3"), ratio)


def test_directions_by_the_law_of_scipy() -> None:
    law = stats.vonmises_fisher([0, 0, 1], norms.CONCENTRATION)
    truth = math.log(4 * math.pi) - law.entropy()
    assert tasks.get("directions-3x3").mutual_information == pytest.approx(truth)


def test_von_mises_by_the_law_of_scipy() -> None:
    truth = math.log(2 * math.pi) - stats.vonmises(6).entropy()
    assert formulas.von_mises(6) == pytest.approx(truth)


@pytest.mark.parametrize("name", ["norms-3x3", "norms-8x2", "directions-3x3", "twist-10x10"])
def test_isotropic_vectors_are_normal(name: str) -> None:
    for side in tasks.get(name).sample(20_000, rng=8):
        for column in side.T:
            assert stats.kstest(column, "norm").pvalue > 1e-4


@pytest.mark.parametrize("share", [0.0, 0.3, 1.0])
def test_copies(share: float) -> None:
    same = share + (1 - share) / 4
    other = (1 - share) / 4
    entropy = -same * math.log(same) - (3 * other * math.log(other) if other else 0)
    assert tasks_tables().copies(4, share) == pytest.approx(math.log(4) - entropy)


def tasks_tables() -> Any:
    from mutually.datasets.tasks import tables

    return tables


def test_finer_grids_change_nothing() -> None:
    for channel in (norms._norm_channel(), hidden._sine_channel(), weak._fan_channel()):
        assert channel.information(1001) == pytest.approx(channel.information(4001), abs=1e-8)
    for copula in COPULAS.values():
        coarse = quadrature.copula_information(copula.log_density, step=0.04)
        assert quadrature.copula_information(copula.log_density) == pytest.approx(coarse, abs=1e-6)


def test_rounding_loses_little_and_less_with_finer_steps() -> None:
    rounded = tasks_tables().rounded_normal
    found = [rounded(0.6, step) for step in (1.0, 0.5, 0.1, 0.05)]
    assert found == sorted(found)
    assert found[-1] == pytest.approx(formulas.normal(0.6), abs=3e-4)


# Discrete tasks with a condition: the plug-in value of many rows, less its first-order bias.


@pytest.mark.parametrize("name", ["given-ddd-xor", "given-ddd-chain", "given-ddd-copies"])
def test_conditional_tables(name: str) -> None:
    task = tasks.get(name)
    x, y, z = (side[:, 0] for side in task.sample(100_000, rng=9))
    found = 0.0
    for level in np.unique(z):
        here = z == level
        table = np.zeros((6, 6))
        np.add.at(table, (x[here], y[here]), 1)
        kinds = (table.sum(axis=1) > 0).sum() - 1, (table.sum(axis=0) > 0).sum() - 1
        bias = kinds[0] * kinds[1] / 2
        found += here.mean() * tasks_tables().table_information(table / table.sum())
        found -= bias / len(z)
    assert found == pytest.approx(task.mutual_information, abs=0.006)


def test_conditional_maps_can_be_undone() -> None:
    x, y, z = tasks.get("given-curve").sample(50_000, rng=1)
    a, b = x - 2 * np.sin(2 * z), y - z * z
    assert np.corrcoef(a[:, 0], b[:, 0])[0, 1] == pytest.approx(0.6, abs=0.02)
    x, y, z = tasks.get("given-scale").sample(50_000, rng=1)
    a, b = x * np.exp(-z), y * np.exp(z)
    assert np.corrcoef(a[:, 0], b[:, 0])[0, 1] == pytest.approx(0.7, abs=0.02)


# Scalars of all kinds: what the estimator of the package says at 10,000 rows.


SCALARS = [
    *tasks.tails(),
    *(task for task in tasks.kinds() if task.x_dim == task.y_dim == 1),
    *(task for task in tasks.tuning() if task.x_dim == task.y_dim == 1 and "saw" not in task.name),
]


@pytest.mark.parametrize("task", SCALARS, ids=lambda task: task.name)
@pytest.mark.filterwarnings("ignore::mutually.MutuallyWarning")
def test_the_estimate_of_scalars_is_near_the_truth(task: tasks.Task) -> None:
    x, y = task.sample(10_000, rng=10)
    discrete = tuple(kinds == ("discrete",) or None for kinds in (task.x_kinds, task.y_kinds))
    found = mu.mutual_information(x[:, 0], y[:, 0], discrete=discrete).value
    assert found == pytest.approx(task.mutual_information, abs=0.05)
