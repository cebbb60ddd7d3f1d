"""Selection by conditional information with a stop, and pairs that tell only together."""

from __future__ import annotations

import numpy as np
import pytest

import mutually as mu


def independent_parts(n=500, noise=8, seed=0):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n, 2 + noise))
    label = rng.integers(0, 3, n)
    y = x[:, 0] + 0.8 * x[:, 1] + label + 0.3 * rng.normal(size=n)
    table = {f"noise {i}": x[:, 2 + i] for i in range(noise)}
    return {"a": x[:, 0], "a copy": np.exp(x[:, 0]), "b": x[:, 1], "label": label,
            **table, "y": y}  # fmt: skip


def test_it_ends_where_nothing_is_left():
    selection = mu.select(independent_parts(), "y", method="cmi")
    # Ranked alone, "a" and its copy are the same; the first name wins.
    assert set(selection.features) == {"a", "b", "label"}
    assert all(row.pvalue <= 0.05 for row in selection)
    (note,) = selection.warnings
    assert note.startswith("ended after 3 columns: none of the 8 left tells more")


def test_noise_alone_gives_an_empty_selection():
    rng = np.random.default_rng(1)
    table = {f"x{i}": rng.normal(size=200) for i in range(6)} | {"y": rng.normal(size=200)}
    selection = mu.select(table, "y", k=3, method="cmi")
    assert (len(selection), selection.features) == (0, [])
    assert "ended after 0 columns" in repr(selection)
    assert "0 columns chosen" in repr(selection)
    assert "ended after 0 columns" in selection._repr_html_()


def test_noise_enters_as_rarely_as_alpha_says():
    # At most 5 % of 40 tables: more than 6 have a probability of 0.3 %.
    found = 0
    for seed in range(40):
        rng = np.random.default_rng(seed)
        table = {f"x{i}": rng.normal(size=100) for i in range(5)}
        table |= {"l": rng.integers(0, 3, 100), "y": rng.integers(0, 2, 100)}
        found += len(mu.select(table, "y", k=1, method="cmi")) > 0
    assert found <= 6


def test_copies_and_functions_end_it_too():
    x = np.random.default_rng(0).normal(size=200)
    table = {"x": x, "up": np.exp(x), "down": -x, "y": x + 0.5}
    selection = mu.select(table, "y", k=3, method="cmi")
    assert len(selection) == 1
    assert selection.warnings == ("ended after 1 column: they determine all others",)


def test_labels_by_the_plug_in():
    rng = np.random.default_rng(0)
    a, b, c = rng.integers(0, 2, (3, 300))
    y = np.where(rng.random(300) < 0.1, 1 - (a & b), a & b)
    table = {"a": a, "b": b, "c": c, "y": y}
    selection = mu.select(table, "y", k=3, method="cmi", estimator="plugin")
    assert set(selection.features) == {"a", "b"}
    first, second = (table[name] for name in selection.features)
    found = mu.mutual_information(second, y, given=first, estimator="plugin")
    assert selection[1].gain == found.value


def exclusive_or(kind, n=500, noise=6, seed=0):
    rng = np.random.default_rng(seed)
    if kind == "labels":
        a, b = rng.integers(0, 2, (2, n))
        y = np.where(rng.random(n) < 0.1, 1 - (a ^ b), a ^ b)
    else:
        a, b = rng.normal(size=(2, n))
        y = a * b + 0.2 * rng.normal(size=n)
        if kind == "classes":
            y = np.where(y > 0, "up", "down")
        if kind == "label and number":
            a = np.where(a > 0, "+", "-")
    table = {f"n{i}": rng.normal(size=n) for i in range(noise)}
    return table | {"a": a, "b": b, "y": y}


@pytest.mark.parametrize("kind", ["labels", "numbers", "classes", "label and number"])
@pytest.mark.parametrize("method", ["jmi", "mrmr", "cmim", "cmi"])
def test_an_exclusive_or_is_found_and_chosen_as_a_unit(kind, method):
    # All methods look for pairs in the same way: 28 of them for one method, 6 for the others.
    table = exclusive_or(kind, noise=6 if method == "jmi" else 2)
    selection = mu.select(table, "y", k=2, method=method, interactions=True)
    assert selection.interactions[0].features == ("a", "b")
    pair = selection.interactions[0]
    assert pair.synergy > 0.2
    assert pair.pvalue <= pair.qvalue <= 0.05
    assert selection.features == ["a", "b"]
    assert [row.step for row in selection] == [1, 1]
    assert selection[0].gain == selection[1].gain == pytest.approx(pair.together / 2)
    assert "together more than apart: a & b" in repr(selection)
    assert selection.to_dict()["interactions"][0]["features"] == ["a", "b"]


def test_a_unit_is_not_chosen_for_one_place():
    selection = mu.select(exclusive_or("labels"), "y", k=1, interactions=True)
    assert len(selection) == 1
    assert selection.interactions


def test_of_many_columns_pairs_are_screened_in_some_rows():
    table = exclusive_or("numbers", n=800, noise=62)
    selection = mu.select(table, "y", k=2, interactions=True, features=[n for n in table
                          if n != "y"])  # fmt: skip
    assert [pair.features for pair in selection.interactions] == [("a", "b")]
    assert selection.features == ["a", "b"]


def test_pairs_of_noise_are_listed_as_rarely_as_alpha_says():
    # At most 5 % of 30 tables list a pair: more than 5 have a probability of 0.3 %.
    listed = 0
    for seed in range(30):
        rng = np.random.default_rng(seed)
        table = {f"x{i}": rng.normal(size=100) for i in range(3)}
        table |= {"l": rng.integers(0, 3, 100), "y": rng.integers(0, 2, 100)}
        listed += len(mu.select(table, "y", k=1, interactions=True).interactions) > 0
    assert listed <= 5


def test_interactions_do_not_depend_on_order_and_threads():
    table = exclusive_or("label and number", n=200, noise=3)
    backwards = dict(reversed(table.items()))
    found = [
        mu.select(t, "y", k=3, interactions=True, n_jobs=jobs)
        for t in (table, backwards)
        for jobs in (1, 3)
    ]
    assert all(other == found[0] for other in found)


def test_interactions_with_missing_values():
    table = exclusive_or("numbers")
    table["b"] = np.where(np.arange(500) % 5 == 0, np.nan, table["b"])
    selection = mu.select(table, "y", k=3, interactions=True)
    assert selection.interactions[0].features == ("a", "b")
    assert selection["b"].n == 400
