"""The lists of known-answer tasks, and what they sample."""

from __future__ import annotations

import math

import numpy as np
import pytest

from mutually.datasets import tasks
from mutually.datasets.tasks import lists, stored
from mutually.errors import MutuallyError

ALL = tasks.all_tasks()


def test_the_lists_have_their_sizes() -> None:
    sizes = {name: len(tasks.suite(name)) for name in tasks.SUITES}
    assert sizes["public"] == 40
    assert sizes["tuning"] >= 20
    assert sizes["final"] >= 20
    assert sizes["tuning"] + sizes["final"] >= 40
    assert all(len(getattr(tasks, name)()) == size for name, size in sizes.items())


def test_names_are_unique() -> None:
    assert len({task.name for task in ALL}) == len(ALL)


def test_every_own_task_stands_in_one_half() -> None:
    tuning = {task.name for task in tasks.tuning()}
    final = {task.name for task in tasks.final()}
    assert not tuning & final
    assert tuning | final == set(lists._own())
    assert lists.TUNING.keys() == lists.FINAL.keys()
    for half in (lists.TUNING, lists.FINAL):
        for family, names in half.items():
            assert {tasks.get(name).family for name in names} == {family}


@pytest.mark.parametrize("task", ALL, ids=lambda task: task.name)
def test_samples_have_the_shapes_and_kinds_that_the_task_says(task: tasks.Task) -> None:
    sides = (task.x_kinds, task.y_kinds, task.given_kinds)
    arrays = task.sample(200, rng=1)
    again = task.sample(200, rng=np.random.default_rng(1))
    assert (len(sides[0]), len(sides[1])) == (task.x_dim, task.y_dim)
    assert len(arrays) == (3 if task.given_dim else 2)
    for array, other, kinds in zip(arrays, again, sides, strict=False):
        assert array.shape == (200, len(kinds))
        assert array.flags["C_CONTIGUOUS"]
        assert np.isfinite(array).all()
        assert np.array_equal(array, other)
        for column, kind in zip(array.T, kinds, strict=True):
            assert kind in ("continuous", "counts", "discrete", "mixed")
            if kind in ("counts", "discrete"):
                assert (column == np.rint(column)).all()
                assert column.min() >= 0
            if kind == "mixed":
                assert (column == 0).mean() > 0.02
    assert not np.array_equal(arrays[1], task.sample(200, rng=2)[1])


@pytest.mark.parametrize("task", ALL, ids=lambda task: task.name)
def test_truths_are_finite_and_stored_ones_are_exact_enough(task: tasks.Task) -> None:
    assert math.isfinite(task.mutual_information)
    assert task.mutual_information >= 0
    assert 0 <= task.standard_error <= 0.002
    assert (task.standard_error > 0) == (task.reference == stored.REFERENCE)


def test_every_stored_truth_has_a_task() -> None:
    assert set(stored.TRUTHS) == {t.name for t in ALL if t.reference == stored.REFERENCE}


def test_scalars_with_tails_have_at_most_one_nat() -> None:
    for task in tasks.tails():
        assert (task.x_dim, task.y_dim) == (1, 1)
        assert task.mutual_information <= 1


def test_a_task_by_a_wrong_name_is_refused() -> None:
    with pytest.raises(MutuallyError, match="name: must be the name of a task; got 'nonsense'"):
        tasks.get("nonsense")
    with pytest.raises(MutuallyError, match="must be one of 'public', 'tuning'"):
        tasks.suite("nonsense")


@pytest.mark.parametrize("n", [0, -1, 1.5, True, "ten"])
def test_a_wrong_number_of_rows_is_refused(n: object) -> None:
    with pytest.raises(MutuallyError, match="n: must be a whole number from 1 on"):
        tasks.get("normal-1x1").sample(n)  # type: ignore[arg-type]


def test_one_row_can_be_drawn() -> None:
    assert all(len(array) == 1 for task in ALL for array in task.sample(1))
