"""Entropies, information and interaction of tables: exact identities of the plug-in."""

from __future__ import annotations

import numpy as np
import pytest
from drawn_columns import N, label_triples
from hypothesis import given, settings

import mutually as mu

pytestmark = pytest.mark.filterwarnings("ignore::mutually.MutuallyWarning")


def plugin(x, z=None):
    return mu.entropy(x, given=z, estimator="plugin", discrete=True).value


def shared(x, y, z=None):
    return mu.mutual_information(x, y, given=z, estimator="plugin").value


@settings(max_examples=40)
@given(label_triples())
def test_information_and_entropies_of_tables(triple):
    x, y, z = triple
    joint = plugin({"x": x, "y": y})
    assert shared(x, y) == pytest.approx(plugin(x) + plugin(y) - joint, abs=1e-12)
    assert joint == pytest.approx(plugin(y) + plugin(x, y), abs=1e-12)
    assert shared(x, y, z) == pytest.approx(plugin(x, z) - plugin(x, {"y": y, "z": z}), abs=1e-12)
    assert plugin({"x": x, "z": z}) == plugin({"z": z, "x": x})
    assert plugin(x, x) == 0


@settings(max_examples=40)
@given(label_triples())
def test_total_correlation_and_interaction_of_tables(triple):
    x, y, z = triple
    together = plugin({"x": x, "y": y, "z": z})
    total = mu.total_correlation(x, y, z, estimator="plugin").value
    assert total == pytest.approx(plugin(x) + plugin(y) + plugin(z) - together, abs=1e-12)
    interaction = mu.interaction_information(x, y, z, estimator="plugin").value
    assert interaction == pytest.approx(shared(x, y, z) - shared(x, y), abs=1e-12)
    for other in ((y, z, x), (z, y, x)):
        found = mu.interaction_information(*other, estimator="plugin").value
        assert found == pytest.approx(interaction, abs=1e-14)


@pytest.mark.parametrize("name", ["chao_shen", "chao_wang_jost", "grassberger", "miller_madow"])
def test_what_is_left_is_a_difference_of_entropies_by_every_name(name):
    x, z = np.arange(N) % 7, np.arange(N) % 4
    left = mu.entropy(x, given=z, estimator=name, discrete=True).value
    whole = mu.entropy({"x": x, "z": z}, estimator=name).value
    assert left == pytest.approx(whole - mu.entropy(z, estimator=name).value, abs=1e-12)


def test_a_discrete_estimator_says_the_kind_of_the_condition_too():
    # As in mutual_information(..., estimator="plugin"), which takes these numbers for levels.
    assert mu.entropy([0, 0, 1], given=[0, 1, 2], estimator="plugin").value == 0
