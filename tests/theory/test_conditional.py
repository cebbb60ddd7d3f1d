"""Conditional information of tables, and given levels: identities."""

from __future__ import annotations

import math
from itertools import combinations_with_replacement

import numpy as np
import pytest
from conditions import COLUMNS, information
from drawn_columns import label_triples
from hypothesis import given, settings

import mutually as mu

pytestmark = pytest.mark.filterwarnings("ignore::mutually.MutuallyWarning")


def plugin(x, y, z=None):
    return information(x, y, z, estimator="plugin").value


# --- tables: exact identities of the plug-in


@settings(max_examples=40)
@given(label_triples())
def test_the_chain_rule_of_tables(triple):
    x, y, z = triple
    whole = plugin({"x": x, "z": z}, y)
    assert whole == pytest.approx(plugin(z, y) + plugin(x, y, z), abs=1e-12)


@settings(max_examples=40)
@given(label_triples())
def test_a_discrete_condition_is_the_mean_over_its_levels(triple):
    x, y, z = triple
    parts = [np.mean(z == level) * plugin(x[z == level], y[z == level]) for level in np.unique(z)]
    assert plugin(x, y, z) == pytest.approx(math.fsum(parts), abs=1e-12)


@settings(max_examples=40)
@given(label_triples())
def test_plugin_values_are_above_zero_and_at_most_the_entropies_left(triple):
    x, y, z = triple
    left = [mu.entropy(v, given=z, estimator="plugin", discrete=True).value for v in (x, y)]
    assert -1e-12 <= plugin(x, y, z) <= min(left) + 1e-12


@pytest.mark.parametrize(
    "estimator", ["chao_shen", "chao_wang_jost", "grassberger", "miller_madow", "nsb", "shrinkage",
                  "shuffle_gated", "chance_corrected"],
)  # fmt: skip
def test_every_discrete_estimator_takes_a_condition(estimator):
    rng = np.random.default_rng(0)
    z = rng.integers(0, 3, 900)
    x, y = ((z + rng.integers(0, 2, 900)) % 3 for _ in range(2))
    found = information(x, y, z, estimator=estimator)
    # x and y depend on z alone; 3 levels of 2 x 2 cells at 900 rows: the bias of the plug-in is
    # 3 / (2 * 900), its deviation about as large.
    assert abs(found.value) < 0.02
    assert information(x, y, estimator=estimator).value > 0.05
    assert found.local.mean() == pytest.approx(found.value, abs=1e-12)
    # The same to the rounding of sums of differently labelled counts.
    assert information(y, x, z, estimator=estimator).value == pytest.approx(found.value, abs=1e-12)


# --- by levels, any kinds


# What an atom is, and whether counts are few levels, depends on the rows, and differs by level.
STABLE = ("continuous", "rounded", "labels")


@pytest.mark.parametrize(("one", "other"), [*combinations_with_replacement(STABLE, 2)])
def test_the_default_given_labels_is_the_mean_over_the_levels(one, other):
    x, y, z = COLUMNS[one], COLUMNS[other], np.arange(300) % 3
    found = information(x, y, z)
    kinds = (found.x_kind == "discrete", found.y_kind == "discrete")
    parts = []
    for level in range(3):
        rows = z == level
        parts.append(information(x[rows], y[rows], discrete=kinds))
    assert found.value == pytest.approx(np.mean([part.value for part in parts]), abs=1e-12)
    for level, part in enumerate(parts):
        np.testing.assert_allclose(found.local[z == level], part.local, atol=1e-12)


@pytest.mark.parametrize(("one", "other"), [*combinations_with_replacement(COLUMNS, 2)])
def test_a_constant_condition_changes_nothing(one, other):
    x, y = COLUMNS[one], COLUMNS[other]
    for constant in (np.ones(300), ["same"] * 300):
        assert information(x, y, constant).value == information(x, y).value
