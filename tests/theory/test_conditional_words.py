"""What results and warnings say of a condition."""

from __future__ import annotations

import numpy as np
import pytest
from conditions import information, triple_of

import mutually as mu

pytestmark = pytest.mark.filterwarnings("ignore::mutually.MutuallyWarning")


def test_a_condition_of_rare_levels_is_warned_of():
    rng = np.random.default_rng(0)
    x, y, w = rng.normal(size=(3, 300))
    rare = {"a": np.arange(300) // 6, "w": w}
    with pytest.warns(mu.MutuallyWarning, match="100% of the rows share their level of the cond"):
        found = mu.mutual_information(x, y, given=rare, discrete=(None, None, [True, None]))
    assert found.value == 0


def test_a_condition_that_names_its_rows_is_warned_of():
    rng = np.random.default_rng(0)
    x, y = rng.integers(0, 3, (2, 300))
    assert information(x, y, [f"row {i}" for i in range(300)]).warnings


def test_results_say_what_the_condition_was():
    x, y, z = triple_of(("labels", "counts", "both"))
    found = information(x, y, z)
    assert found.given_kind == "mixed"
    for text in (repr(found), found._repr_html_()):
        assert found.given_reason[:30] in text
    assert found.to_dict()["given_kind"] == "mixed"
    assert information(x, y).given_kind is None
    assert "given:" not in repr(information(x, y))
    left = mu.entropy(x, given=z).value
    assert found.entropy_x == pytest.approx(left, abs=0.02)
