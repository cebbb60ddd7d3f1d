"""What a ranking remembers of its call, and what a pickle keeps of it."""

from __future__ import annotations

import copy
import pickle

import numpy as np
import pytest
from made_reports import ranked, table_of

import mutually as mu

TABLE = {"a": [1.5, 2.5, 3.5, 4.5] * 10, "b": ["u", "v"] * 20, "y": [0, 1, 1, 1] * 10}


def call(*arguments: object, **options: object) -> str:
    origin = mu.rank(*arguments, **options).origin  # type: ignore[arg-type]
    assert origin is not None
    return origin.call


def test_the_call_is_written_as_it_can_be_repeated() -> None:
    assert call("penguins", "species") == "mu.rank('penguins', target='species')"
    options = {"features": ["a", ["a", "b"]], "discrete": ["a"], "base": 2, "inference": False}
    written = call(TABLE, "y", **options, n_jobs=1, progress=False)
    assert written == (
        "mu.rank(table, target='y', features=['a', ['a', 'b']], discrete=['a'], base=2, "
        "inference=False)"
    )
    again = eval(written, {"mu": mu, "table": TABLE})
    assert again == mu.rank(TABLE, "y", **options)


def test_values_of_rows_are_counted_and_not_written() -> None:
    written = call({"a": TABLE["a"]}, np.array(TABLE["y"]), given=np.array(TABLE["b"]))
    assert written == "mu.rank(table, target=<40 values>, given=<40 values>)"


def test_generators_and_iterators_are_written_by_what_they_gave() -> None:
    written = call(TABLE, "y", features=iter(["a", "b"]), rng=np.random.default_rng(5))
    assert written.startswith("mu.rank(table, target='y', features=['a', 'b'], rng=")
    again = eval(written, {"mu": mu, "table": TABLE})
    assert again == mu.rank(TABLE, "y", rng=np.random.default_rng(5))


@pytest.mark.parametrize("lose", [lambda r: pickle.loads(pickle.dumps(r)), copy.deepcopy])
def test_the_table_is_left_behind(lose: object) -> None:
    ranking = ranked(table_of(1000, 6))
    assert ranking.origin is not None
    assert ranking.origin.table is not None
    again = lose(ranking)  # type: ignore[operator]
    assert again == ranking
    assert again.origin.table is None
    assert again.origin.call == ranking.origin.call
    assert again.origin.asked["target"] == "target"
    assert len(pickle.dumps(ranking)) < 10_000
    assert pickle.loads(pickle.dumps(again)).origin.asked == again.origin.asked


def test_a_pickle_holds_no_values_of_rows() -> None:
    rng = np.random.default_rng(0)
    given, y = {"z": rng.normal(size=4000)}, rng.normal(size=4000)
    ranking = mu.rank({"a": y + rng.normal(size=4000)}, y, given=given, inference=False)
    kept = pickle.loads(pickle.dumps(ranking)).origin.asked
    assert {"target", "given"}.isdisjoint(kept)
    assert kept["n_neighbors"] == 3


def test_a_fitted_selector_holds_no_data() -> None:
    from mutually.sklearn import MutualInformationSelector

    rng = np.random.default_rng(0)
    x = rng.normal(size=(200, 3))
    selector = MutualInformationSelector(k=1).fit(x, x[:, 0] > 0)
    assert selector.information_.origin.table is None
