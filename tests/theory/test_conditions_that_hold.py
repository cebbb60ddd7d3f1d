"""Nothing is left of a variable that the condition holds, whatever else it holds."""

from __future__ import annotations

import math
from itertools import product

import numpy as np
import pytest
from conditions import COLUMNS, VECTOR, information

pytestmark = pytest.mark.filterwarnings("ignore::mutually.MutuallyWarning")


@pytest.mark.parametrize(("one", "other"), [*product(COLUMNS, repeat=2)])
def test_nothing_is_left_of_what_the_condition_holds(one, other):
    x, y = COLUMNS[one], COLUMNS[other]
    assert information(x, y, x).value == 0
    assert information(y, x, x).value == 0
    held = {"first": x, "second": np.random.default_rng(1).normal(size=300)}
    assert information(x, y, held).value == 0
    assert information(y, x, {**held, "third": np.arange(300) % 2}).value == 0


def test_nothing_is_left_of_a_vector_that_the_condition_holds():
    y = np.random.default_rng(1).normal(size=300)
    for extra in ({}, {"more": np.arange(300) % 2}, {"more": y + COLUMNS["continuous"]}):
        assert information(VECTOR, y, {**VECTOR, **extra}).value == 0
        np.testing.assert_array_equal(information(VECTOR, y, {**VECTOR, **extra}).local, 0)


@pytest.mark.parametrize("image", [lambda v: -v, np.exp, lambda v: v**3], ids=["-", "exp", "cube"])
@pytest.mark.parametrize("name", ["continuous", "rounded"])
def test_a_condition_holds_its_monotone_images(name, image):
    z, y = COLUMNS[name], COLUMNS["labels"]
    assert information(image(z), y, z).value == 0


def test_only_what_the_condition_lacks_counts():
    y, z = np.random.default_rng(1).normal(size=(2, 300))
    part = {"c": COLUMNS["continuous"], "z": z}
    assert information(part, y, z).value == information(COLUMNS["continuous"], y, z).value


def test_nothing_is_left_of_joint_labels_that_the_condition_holds():
    labels = {"a": COLUMNS["labels"], "b": np.arange(300) % 3}
    y = np.random.default_rng(1).normal(size=300)
    assert information(labels, y, {**labels, "c": COLUMNS["continuous"]}).value == 0


def test_a_constant_tells_nothing_exactly():
    y, z = COLUMNS["rounded"], COLUMNS["continuous"]
    assert information(np.ones(300), y, z).value == 0


def test_the_scale_is_nan_where_nothing_is_left():
    labels = {"a": COLUMNS["labels"], "b": np.arange(300) % 3}
    noise = np.random.default_rng(1).normal(size=300)
    found = information(COLUMNS["continuous"], labels, {**labels, "c": noise})
    assert found.entropy_y == 0
    assert math.isnan(found.normalized)
