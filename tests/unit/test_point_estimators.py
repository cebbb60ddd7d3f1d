"""Neighbour estimators of points against their formulas, and against each other."""

from __future__ import annotations

import hypothesis.strategies as st
import numpy as np
import pytest
import twins
import twins_estimators
from hypothesis import given, settings

import mutually as mu
from mutually import _core
from mutually.estimators.neighbours import k_ensemble as ensemble
from mutually.estimators.neighbours.curve import ksg_curve
from mutually.estimators.neighbours.frenzel_pompe import frenzel_pompe
from mutually.estimators.neighbours.gao import gao
from mutually.estimators.neighbours.k_ensemble import k_ensemble, weights
from mutually.estimators.neighbours.ksg import ksg, ksg_vectors
from mutually.estimators.neighbours.ksg2 import ksg2
from mutually.estimators.neighbours.mesner_shalizi import mesner_shalizi
from mutually.estimators.neighbours.points import Points
from mutually.estimators.neighbours.ross import ross, ross_vector
from mutually.estimators.neighbours.search import local_information
from mutually.variables import Sorted, smallest_codes

# psi comes from a table here and from scipy there; the counts are the same.
CLOSE = {"rtol": 0, "atol": 1e-12}


def points(rng, n, d, groups, grid):
    """Normal coordinates, or those of a small grid, in which distances tie; codes if groups."""
    values = rng.integers(0, 4, (n, d)).astype(float) if grid else rng.normal(size=(n, d))
    labels = smallest_codes(rng.integers(0, groups, n), groups) if groups else None
    return Points(values, labels)


def plain(p):
    return p.values, None if p.labels is None else p.labels.codes


@st.composite
def spaces(draw, with_z=True):
    """x, y and z or None, together with one coordinate at least."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    n = draw(st.integers(2, 40))
    shapes = [(draw(st.integers(0, 3)), draw(st.sampled_from([0, 0, 2, 6]))) for _ in range(3)]
    shapes[0] = (max(shapes[0][0], 1), shapes[0][1])
    x, y, z = (points(rng, n, d, groups, draw(st.booleans())) for d, groups in shapes)
    return x, y, (z if with_z and draw(st.booleans()) else None)


@given(spaces(), st.lists(st.integers(1, 6), min_size=1, max_size=3, unique=True))
def test_local_information_is_the_formula(space, neighbours):
    x, y, z = space
    found = local_information(x, y, z, neighbours, 1)
    for k, row in zip(neighbours, found, strict=True):
        of_z = None if z is None else plain(z)
        expected = twins_estimators.local_information(plain(x), plain(y), of_z, k)
        np.testing.assert_allclose(row, expected, **CLOSE)


@given(spaces(), st.integers(1, 6))
def test_mesner_shalizi_is_the_formula(space, k):
    x, y, z = space
    found = mesner_shalizi(x, y, z, n_neighbors=k)
    of_z = None if z is None else plain(z)
    expected = twins_estimators.mesner_shalizi(plain(x), plain(y), of_z, k)
    np.testing.assert_allclose(found.rows(), expected, **CLOSE)
    assert found.value == pytest.approx(expected.mean(), abs=1e-12)


@given(spaces(with_z=False), st.integers(1, 6))
def test_gao_is_the_formula(space, k):
    x, y, _ = space
    found = gao(x, y, n_neighbors=k)
    np.testing.assert_allclose(found.rows(), twins_estimators.gao(plain(x), plain(y), k), **CLOSE)
    assert found.value == pytest.approx(found.rows().mean(), abs=1e-12)


@given(st.integers(0, 2**32), st.integers(1, 3), st.integers(1, 3), st.integers(1, 6))
def test_ksg2_is_the_formula(seed, dx, dy, k):
    rng = np.random.default_rng(seed)
    x, y = rng.normal(size=(40, dx)), rng.normal(size=(40, dy))
    found = ksg2(Points(x, None), Points(y, None), n_neighbors=k)
    np.testing.assert_allclose(found.rows(), twins_estimators.ksg2(x, y, k), **CLOSE)


@given(spaces(), st.integers(1, 6))
def test_frenzel_pompe_and_ksg_of_vectors_are_local_information(space, k):
    x, y, z = space
    np.testing.assert_array_equal(
        frenzel_pompe(x, y, z, n_neighbors=k).rows(), local_information(x, y, z, [k], 1)[0]
    )
    np.testing.assert_array_equal(
        ksg_vectors(x, y, n_neighbors=k).rows(), local_information(x, y, None, [k], 1)[0]
    )


@given(st.integers(0, 2**32), st.integers(1, 3), st.integers(1, 12), st.integers(1, 4))
def test_ross_of_vectors_is_the_formula(seed, d, classes, k):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(40, d))
    codes = rng.integers(0, classes, 40)
    found = ross_vector(Points(x, None), smallest_codes(codes, classes), n_neighbors=k)
    expected = twins_estimators.local_information((x, None), (x[:, :0], codes), None, k)
    np.testing.assert_allclose(found.rows(), expected, **CLOSE)
    if d == 1:
        np.testing.assert_allclose(found.rows(), twins.ross_local(x[:, 0], codes, k), **CLOSE)


# --- the scalar kernels


def in_order(x):
    return Sorted(*_core.sort_column(np.ascontiguousarray(x)))


@pytest.mark.parametrize("k", [1, 3, 9])
@pytest.mark.parametrize("scale", [1.0, 1e-6])
def test_ksg_of_two_columns_is_the_scalar_kernel(k, scale):
    rng = np.random.default_rng(k)
    x = rng.normal(size=700)
    y = scale * (x + rng.normal(size=700))
    scalar = ksg(in_order(x), in_order(y), n_neighbors=k, transform=None)
    vector = ksg_vectors(Points(x[:, None], None), Points(y[:, None], None), n_neighbors=k)
    # The four terms are added in another order, which rounds differently.
    np.testing.assert_allclose(vector.rows(), scalar.rows(), **CLOSE)
    np.testing.assert_allclose(vector.rows(), twins.ksg_local(x, y, k), **CLOSE)


@pytest.mark.parametrize("k", [1, 3, 9])
@pytest.mark.parametrize("classes", [2, 30, 300])
def test_ross_of_one_column_is_the_scalar_kernel(k, classes):
    rng = np.random.default_rng(k)
    x, codes = rng.normal(size=700), rng.integers(0, classes, 700)
    labels = smallest_codes(codes, classes)
    scalar = ross(in_order(x), labels, n_neighbors=k, transform=None)
    vector = ross_vector(Points(x[:, None], None), labels, n_neighbors=k)
    # The four terms are added in another order, which rounds differently.
    np.testing.assert_allclose(vector.rows(), scalar.rows(), **CLOSE)
    assert vector.warnings == scalar.warnings


@pytest.mark.parametrize("dims", [(1, 1, 0), (1, 1, 1), (2, 1, 0), (2, 3, 2)])
def test_a_curve_has_every_k_of_its_estimator(dims):
    rng = np.random.default_rng(0)
    x, y, z = (rng.normal(size=(150, d)) for d in dims)
    ks = [1, 4, 10]
    curve = ksg_curve(x, y, z, ks, 1)
    condition = (z, None) if z.shape[1] else None
    assert curve.shape == (3, 150)
    for row, k in zip(curve, ks, strict=True):
        expected = twins_estimators.local_information((x, None), (y, None), condition, k)
        np.testing.assert_allclose(row, expected, **CLOSE)
    np.testing.assert_array_equal(curve, ksg_curve(x, y, z if z.shape[1] else None, ks, 2))


# --- the ensemble


@pytest.mark.parametrize("dimension", [1, 2, 5, 20])
@pytest.mark.parametrize("n", [21, 1000])
def test_weights_keep_the_value_and_cancel_the_bias(dimension, n):
    k = list(ensemble.NEIGHBOURS)
    w = weights(k, n, dimension)
    power = (np.array(k) / n) ** (1.5 / dimension)
    assert w.sum() == pytest.approx(1, abs=1e-10)
    assert w @ power == pytest.approx(0, abs=1e-10)
    # Among all weights that meet both conditions none has less of sum w^2 / k: it is orthogonal
    # to every direction that leaves the conditions alone.
    gradient = w / np.array(k)
    span = np.stack([np.ones(len(k)), power])
    coefficients, *_ = np.linalg.lstsq(span.T, gradient, rcond=None)
    np.testing.assert_allclose(gradient, coefficients @ span, atol=1e-9)


@settings(max_examples=20)
@given(spaces())
def test_the_ensemble_is_its_weighted_parts(space):
    x, y, z = space
    ks = [k for k in ensemble.NEIGHBOURS if k < x.n]
    dimension = x.dimension + y.dimension + (0 if z is None else z.dimension)
    of_z = None if z is None else plain(z)
    parts = [twins_estimators.local_information(plain(x), plain(y), of_z, k) for k in ks]
    expected = weights(ks, x.n, dimension) @ np.array(parts)
    np.testing.assert_allclose(k_ensemble(x, y, z).rows(), expected, rtol=0, atol=1e-9)


# --- what holds for all of them

ALL = {
    "frenzel_pompe": frenzel_pompe,
    "gao": gao,
    "k_ensemble": k_ensemble,
    "ksg": ksg_vectors,
    "ksg2": ksg2,
    "mesner_shalizi": mesner_shalizi,
}


@pytest.mark.parametrize("name", ALL)
def test_symmetry_and_threads_to_the_bit(name):
    rng = np.random.default_rng(1)
    x, y = (Points(rng.normal(size=(900, d)), None) for d in (2, 3))
    found = ALL[name](x, y)
    # Two terms are subtracted in the order of x and y, which rounds differently in "ksg2".
    assert ALL[name](y, x).value == pytest.approx(found.value, abs=1e-14)
    for workers in (2, 5):
        np.testing.assert_array_equal(ALL[name](x, y, workers=workers).rows(), found.rows())


@pytest.mark.parametrize("name", ALL)
def test_correlated_pairs_in_the_mean(name):
    """Two pairs of normals at 0.6: 0.446 nats."""
    truth = -np.log(1 - 0.36)
    values = []
    for seed in range(6):
        rng = np.random.default_rng(seed)
        x = rng.normal(size=(1000, 2))
        y = 0.6 * x + 0.8 * rng.normal(size=(1000, 2))
        values.append(ALL[name](Points(x, None), Points(y, None)).value)
    # The bias of k = 3 in four dimensions is below 0.06 at n = 1000, the ensemble's below 0.03.
    assert abs(np.mean(values) - truth) < 0.06 + 4 * np.std(values, ddof=1) / np.sqrt(6)


@pytest.mark.parametrize("name", ["frenzel_pompe", "k_ensemble"])
def test_atoms_on_both_sides(name):
    """Half of the rows of x and of y are 0, independently: the truth is 0."""
    rng = np.random.default_rng(0)
    x, y = (np.where(rng.random(1000) < 0.5, 0, rng.normal(size=1000)) for _ in range(2))
    # Ten deviations of an estimate at k = 3 and n = 1000.
    assert abs(mu.mutual_information(x, y, estimator=name).value) < 0.3
