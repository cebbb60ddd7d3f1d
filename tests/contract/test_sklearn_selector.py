"""The selector: how many, of which data, in which company."""

from __future__ import annotations

import pickle
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest
from scipy import sparse
from sklearn.base import clone
from sklearn.compose import ColumnTransformer, make_column_transformer
from sklearn.datasets import load_breast_cancer, load_diabetes, load_iris
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

import mutually as mu
from mutually.sklearn import MutualInformationSelector


def mixed(n: int = 300) -> tuple[dict[str, Any], np.ndarray]:
    """Columns of all kinds, and classes as strings; "island" and "mass" tell, in this order."""
    rng = np.random.default_rng(0)
    y = rng.integers(0, 3, n)
    frame = {
        "noise": rng.standard_normal(n),
        "island": np.array(["x", "y", "z"])[np.where(rng.random(n) < 0.9, y, 0)],
        "mass": y + rng.standard_normal(n),
        "gaps": [None if row % 4 == 0 else float(v) for row, v in enumerate(rng.random(n))],
        "flag": rng.random(n) < 0.5,
        "label": [f"row {row}" for row in range(n)],
    }
    return frame, np.array(["adelie", "gentoo", "chinstrap"])[y]


FRAMES = {"pandas": pd.DataFrame, "polars": pl.DataFrame}
# Older versions of scikit-learn read the names of polars by a protocol that polars has dropped.
NAMES_OF_POLARS = hasattr(StandardScaler().fit(pl.DataFrame({"x": [1.0]})), "feature_names_in_")
with_names_of_polars = pytest.mark.skipif(
    not NAMES_OF_POLARS, reason="this version of scikit-learn sees no names in this one of polars"
)


def names_of(selector: MutualInformationSelector) -> list[str]:
    return selector.get_feature_names_out().tolist()


@pytest.mark.parametrize("kind", ["pandas", pytest.param("polars", marks=with_names_of_polars)])
def test_frames_of_all_kinds_of_columns(kind: str) -> None:
    frame, y = mixed()
    X = FRAMES[kind](frame)
    selector = MutualInformationSelector(k=2).set_output(transform=kind)
    out = selector.fit_transform(X, y)
    assert isinstance(out, FRAMES[kind])
    assert list(out.columns) == names_of(selector) == ["island", "mass"]
    assert selector.feature_names_in_.tolist() == list(frame)
    assert selector.n_features_in_ == 6
    assert list(out.dtypes) == [X["island"].dtype, X["mass"].dtype]
    assert selector.ranking_[[1, 2]].tolist() == [1, 2]
    assert selector.ranking_[5] == 6
    assert np.isnan(selector.scores_[5])
    assert selector.information_.skipped == {"label": "every value is different: it names its rows"}


@with_names_of_polars
def test_a_category_keeps_its_type_in_polars() -> None:
    frame, y = mixed()
    X = pl.DataFrame(frame).with_columns(pl.col("island").cast(pl.Categorical))
    out = MutualInformationSelector(k=1).set_output(transform="polars").fit_transform(X, y)
    assert out.columns == ["island"]
    assert out.schema["island"] == pl.Categorical


def test_output_of_another_kind_than_the_input() -> None:
    frame, y = mixed()
    X = pd.DataFrame(frame)[["noise", "mass"]]
    out = MutualInformationSelector(k=1).set_output(transform="polars").fit_transform(X, y)
    assert isinstance(out, pl.DataFrame)
    assert out["mass"].to_list() == X["mass"].tolist()
    assert isinstance(MutualInformationSelector(k=1).fit_transform(X, y), np.ndarray)


def test_all_kinds_of_frames_and_arrays_score_the_same() -> None:
    frame, y = mixed()
    found = [
        MutualInformationSelector().fit(X, y).scores_
        for X in (
            pd.DataFrame(frame),
            pl.DataFrame(frame),
            pl.DataFrame(frame).to_arrow(),
            pd.DataFrame(frame).to_numpy(),
        )
    ]
    for scores in found[1:]:
        np.testing.assert_array_equal(scores, found[0])


def test_scores_are_those_of_rank() -> None:
    X, y = load_breast_cancer(return_X_y=True, as_frame=True)
    selector = MutualInformationSelector(random_state=3).fit(X, y)
    ranking = mu.rank(X, target=y.to_numpy(), discrete=["target"], rng=3)
    for place, name in enumerate(X.columns):
        row = ranking.feature(name)
        found = (selector.scores_[place], selector.pvalues_[place], selector.qvalues_[place])
        assert found == (row.mi, row.pvalue, row.qvalue)
    assert [names for _, names in sorted(zip(selector.ranking_, X.columns, strict=True))] == [
        row.feature for row in ranking
    ]


def test_how_many_are_kept() -> None:
    X, y = load_breast_cancer(return_X_y=True)

    def kept(**how: Any) -> int:
        return int(MutualInformationSelector(**how).fit(X, y).get_support().sum())

    assert kept() == 10
    assert kept(k=4) == 4
    assert kept(k="all") == 30
    assert kept(fraction=0.5) == 15
    assert kept(fraction=0.001) == 1
    fitted = MutualInformationSelector(alpha=0.01).fit(X, y)
    np.testing.assert_array_equal(fitted.get_support(), fitted.qvalues_ <= 0.01)
    assert 15 < kept(alpha=0.01) < 30
    best = np.sort(np.maximum(fitted.scores_, 0))[::-1]
    for mass in (0.1, 0.5, 1.0):
        count = kept(mass=mass)
        assert best[:count].sum() >= mass * best.sum() * (1 - 1e-9)
        assert best[: count - 1].sum() < mass * best.sum()


def test_more_than_there_are() -> None:
    X, y = load_iris(return_X_y=True)
    with pytest.warns(mu.MutuallyWarning, match="k=9 is more than the 4 features"):
        assert MutualInformationSelector(k=9).fit_transform(X, y).shape == (150, 4)
    assert MutualInformationSelector().fit_transform(X, y).shape == (150, 4)


@pytest.mark.parametrize("how", [{"alpha": 0.001}, {"mass": 0.5}])
@pytest.mark.parametrize("frame", [None, "pandas", "polars"])
def test_nothing_to_select(how: dict[str, float], frame: str | None) -> None:
    X = np.tile(np.arange(20.0), 10)[:, None]
    y = np.repeat([0, 1], 100)
    selector = MutualInformationSelector(**how)
    data: Any = X
    if frame is not None:
        selector.set_output(transform=frame)
        data = FRAMES[frame]({"x": X[:, 0]})
    selector.fit(data, y)
    with pytest.warns(UserWarning, match="No features were selected"):
        assert selector.transform(data).shape[1] == 0


@pytest.mark.parametrize(
    "how", [{"k": 3, "alpha": 0.1}, {"fraction": 0.5, "mass": 0.5}, {"k": "all", "mass": 0.5}]
)
def test_one_way_to_say_how_many(how: dict[str, Any]) -> None:
    X, y = load_iris(return_X_y=True)
    with pytest.raises(ValueError, match="must not be given together; got " + next(iter(how))):
        MutualInformationSelector(**how).fit(X, y)


def test_the_target_is_a_class_or_a_number() -> None:
    X, y = load_diabetes(return_X_y=True)
    assert MutualInformationSelector().fit(X, y).information_.target_kind == "continuous"
    X, y = load_iris(return_X_y=True)
    assert MutualInformationSelector().fit(X, y).information_.target_kind == "discrete"
    few = MutualInformationSelector().fit(X[::15], y[::15])
    assert few.information_.target_kind == "discrete"
    number = MutualInformationSelector(target="regression").fit(X, y + X[:, 0] / 100)
    assert number.information_.target_kind == "continuous"
    with pytest.raises(ValueError, match="Unknown label type"):
        MutualInformationSelector(target="classification").fit(X, X[:, 0] + 0.01)
    with pytest.raises(ValueError, match="1d array"):
        MutualInformationSelector().fit(X, X)


@pytest.mark.parametrize("discrete", [["code"], [1], [False, True]])
def test_discrete_features_by_name_place_and_mask(discrete: Any) -> None:
    rng = np.random.default_rng(0)
    code = rng.integers(0, 40, 2000)
    y = np.argsort(np.argsort(rng.random(40)))[code] % 2 + 0.1 * rng.standard_normal(2000)
    X = pd.DataFrame({"x": rng.standard_normal(2000), "code": code})
    labels = MutualInformationSelector(k=1, discrete_features=discrete).fit(X, y)
    numbers = MutualInformationSelector(k=1).fit(X, y)
    assert labels.information_.feature("code").kind == "discrete"
    assert numbers.information_.feature("code").kind == "continuous"
    assert labels.scores_[1] > numbers.scores_[1]


@pytest.mark.parametrize("form", ["csr", "csc", "coo"])
def test_sparse_data(form: str) -> None:
    X = sparse.random_array((200, 5), density=0.4, rng=np.random.default_rng(0))
    y = X.toarray()[:, 2] > 0.2
    selector = MutualInformationSelector(k=1).fit(X.asformat(form), y)
    dense = MutualInformationSelector(k=1).fit(X.toarray(), y)
    np.testing.assert_array_equal(selector.scores_, dense.scores_)
    assert sparse.issparse(selector.transform(X.asformat(form)))
    assert selector.get_support(indices=True).tolist() == [2]


def test_missing_infinite_and_constant_values() -> None:
    rng = np.random.default_rng(0)
    y = rng.standard_normal(200)
    X = np.column_stack([y, y, np.full(200, 7.0), np.full(200, np.nan)])
    X[::5, 0] = np.nan
    X[np.argmax(y), 1] = np.inf
    selector = MutualInformationSelector(k=3).fit(X, y)
    assert (selector.scores_[:2] > 2).all()
    assert (selector.scores_[2], selector.pvalues_[2]) == (0, 1)
    assert np.isnan(selector.scores_[3])
    np.testing.assert_array_equal(selector.transform(X), X[:, :3])


def test_a_column_that_cannot_be_read_is_set_aside() -> None:
    X = pd.DataFrame({"list": [[1], [2]] * 50, "x": np.arange(100.0)})
    selector = MutualInformationSelector().fit(X, np.arange(100) // 50)
    assert selector.get_support().tolist() == [False, True]
    assert "must hold booleans, numbers, strings" in selector.information_.skipped["list"]


@pytest.mark.parametrize("name", ["target", "target_"])
def test_a_feature_that_is_called_target(name: str) -> None:
    X, y = load_iris(return_X_y=True)
    frame = pd.DataFrame(X[:, :2], columns=["target", name + "x"])
    assert names_of(MutualInformationSelector(k=1).fit(frame, y)) == ["target"]


def test_clone_pickle_and_repeat() -> None:
    X, y = load_iris(return_X_y=True, as_frame=True)
    one = MutualInformationSelector(k=2, n_neighbors=5).fit(X, y)
    other = clone(one)
    assert other.get_params() == one.get_params()
    assert not hasattr(other, "scores_")
    again = pickle.loads(pickle.dumps(one))
    for selector in (other.fit(X, y), again, clone(one).set_params(n_jobs=7).fit(X, y)):
        np.testing.assert_array_equal(selector.scores_, one.scores_)
        np.testing.assert_array_equal(selector.transform(X), one.transform(X))


def test_in_a_grid_search_over_k() -> None:
    X, y = load_breast_cancer(return_X_y=True)
    pipeline = Pipeline(
        [
            ("scale", StandardScaler()),
            ("select", MutualInformationSelector()),
            ("model", LogisticRegression()),
        ]
    )
    search = GridSearchCV(pipeline, {"select__k": [1, 5, "all"]}, cv=3, n_jobs=1).fit(X, y)
    assert search.best_score_ > 0.95
    assert search.best_estimator_[:-1].transform(X).shape[1] in (5, 30)


def test_in_a_column_transformer_and_a_pipeline() -> None:
    frame, y = mixed()
    X = pd.DataFrame(frame)
    transformer: ColumnTransformer = make_column_transformer(
        (MutualInformationSelector(k=1), ["noise", "mass"]),
        (OneHotEncoder(sparse_output=False), ["island"]),
        verbose_feature_names_out=False,
    ).set_output(transform="pandas")
    out = transformer.fit_transform(X, y)
    assert out.columns.tolist() == ["mass", "island_x", "island_y", "island_z"]
    model = make_pipeline(
        MutualInformationSelector(alpha=0.01), HistGradientBoostingClassifier(max_iter=20)
    )
    model[0].set_output(transform="pandas")
    numbers = X.assign(island=X["island"].map({"x": 0, "y": 1, "z": 2}))
    assert model.fit(numbers, y).score(numbers, y) > 0.8
    assert names_of(model[0])[:2] == ["island", "mass"]


def test_inverse_transform() -> None:
    X, y = load_iris(return_X_y=True)
    selector = MutualInformationSelector(k=2).fit(X, y)
    back = selector.inverse_transform(selector.transform(X))
    np.testing.assert_array_equal(back, np.where(selector.get_support(), X, 0))


@with_names_of_polars
def test_names_that_changed_are_refused() -> None:
    frame, y = mixed()
    X = pl.DataFrame(frame)
    selector = MutualInformationSelector().set_output(transform="polars").fit(X, y)
    with pytest.raises(ValueError, match="feature names should match"):
        selector.transform(X.rename({"mass": "weight"}))
    with pytest.raises(ValueError, match="feature names should match"):
        selector.transform(X.drop("mass"))


@pytest.mark.parametrize("X", [pd.DataFrame({"x": [1.0]}), np.ones((1, 1))])
def test_one_row_is_refused(X: Any) -> None:
    with pytest.raises(ValueError, match=r"1 sample"):
        MutualInformationSelector().fit(X, [1])


def test_a_target_is_required() -> None:
    frame, _ = mixed()
    with pytest.raises(ValueError, match="requires y to be passed, but the target y is None"):
        MutualInformationSelector().fit(pd.DataFrame(frame), None)


def test_methods_that_count_what_features_share_say_how_many() -> None:
    X, y = load_iris(return_X_y=True)
    with pytest.raises(ValueError, match='must be "mim" where alpha or mass'):
        MutualInformationSelector(alpha=0.1, method="jmi").fit(X, y)


@pytest.mark.parametrize("method", ["jmi", "cmim", "mrmr"])
def test_other_methods_see_what_features_share(method: str) -> None:
    X, y = load_iris(return_X_y=True)
    twice = np.column_stack([X, X[:, 2]])
    selector = MutualInformationSelector(k=2, method=method).fit(twice, y)
    chosen = mu.select(np.column_stack([twice, y]), 5, k=2, method=method, discrete=[5]).features
    assert sorted(chosen) == selector.get_support(indices=True).tolist()
    assert selector.ranking_[chosen].tolist() == [1, 2]
    assert not selector.get_support()[[2, 4]].all()
    assert MutualInformationSelector(k="all", method=method).fit(twice, y).get_support().all()
    third = MutualInformationSelector(fraction=0.6, method=method).fit(twice, y)
    assert third.get_support().sum() == 3
    np.testing.assert_array_equal(third.scores_, selector.scores_)


def test_other_methods_of_a_frame_with_columns_that_are_set_aside() -> None:
    frame, y = mixed()
    X = pd.DataFrame(frame).assign(list=[[row] for row in range(300)])
    selector = MutualInformationSelector(k=2, method="jmi").fit(X, y)
    assert names_of(selector) == ["island", "mass"]
    everything = MutualInformationSelector(k="all", method="jmi").fit(X, y)
    assert sorted(everything.ranking_) == list(range(1, 8))
    assert set(everything.ranking_[[5, 6]]) == {6, 7}


def test_a_method_may_keep_fewer() -> None:
    X, y = load_iris(return_X_y=True)
    twice = np.column_stack([X[:, 2], X[:, 2] * 2])
    selector = MutualInformationSelector(k=2, method="cmi").fit(twice, y)
    assert selector.get_support().sum() == 1


def test_a_method_of_no_name() -> None:
    X, y = load_iris(return_X_y=True)
    with pytest.raises(ValueError, match="The 'method' parameter"):
        MutualInformationSelector(k=2, method="best").fit(X, y)


@pytest.mark.parametrize(
    ("y", "message"),
    [
        (np.array(["a", None, "b"] * 40, dtype=object), "y: must have no missing values; got 40"),
        (pd.Series(["a", None, "b"] * 40), "NaN|missing"),
        (np.array([1.0, np.nan, 2.0] * 40), "Input y contains NaN"),
        (np.array([{}, 1, 2] * 40, dtype=object), "Unknown label type|must hold"),
        (np.ones(120), "must vary"),
    ],
)
@pytest.mark.parametrize("frame", [True, False])
def test_targets_that_cannot_be(y: Any, message: str, frame: bool) -> None:
    X = pd.DataFrame({"x": np.random.default_rng(0).standard_normal(120)})
    with pytest.raises(ValueError, match=message):
        MutualInformationSelector().fit(X if frame else X.to_numpy(), y)


@pytest.mark.parametrize("make", [pd.Series, pd.Categorical, pl.Series, list])
def test_targets_of_all_kinds(make: Any) -> None:
    frame, y = mixed()
    expected = MutualInformationSelector().fit(pd.DataFrame(frame), y).scores_
    found = MutualInformationSelector().fit(pd.DataFrame(frame), make(y.tolist())).scores_
    np.testing.assert_array_equal(found, expected)
