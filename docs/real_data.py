"""Makes the tables of real-data.md: scikit-learn's example tables, its scores beside ours.

Run from the repository's root, in an environment with scikit-learn and pandas:

    python docs/real_data.py                 # every table
    python docs/real_data.py wine digits     # some of them
"""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable
from functools import partial

import numpy as np
import pandas as pd
from sklearn import datasets
from sklearn.feature_selection import mutual_info_classif, mutual_info_regression

import mutually as mu

Learn = Callable[..., np.ndarray]
Scores = tuple[mu.Ranking, pd.Series]

SETS = {
    "breast_cancer": (datasets.load_breast_cancer, mutual_info_classif),
    "wine": (datasets.load_wine, mutual_info_classif),
    "diabetes": (partial(datasets.load_diabetes, scaled=False), mutual_info_regression),
    "digits": (datasets.load_digits, mutual_info_classif),
}


def scores(learn: Learn, features: pd.DataFrame, target: pd.Series, seed: int = 0) -> Scores:
    """Return our ranking and scikit-learn's scores by feature, of the same table."""
    theirs = learn(features, target, random_state=seed)
    classes = {"target": True} if learn is mutual_info_classif else None
    table = features.assign(target=target.to_numpy())
    ranking = mu.rank(table, target="target", discrete=classes, rng=seed)
    return ranking, pd.Series(theirs, index=features.columns)


def side_by_side(learn: Learn, features: pd.DataFrame, target: pd.Series) -> pd.DataFrame:
    """Return our rows with scikit-learn's score beside; say what we set aside."""
    ranking, theirs = scores(learn, features, target)
    for column, reason in ranking.skipped.items():
        print(f"set aside: {column}: {reason} (scikit-learn: {theirs[column]:.3f})")
    frame = ranking.to_frame().set_index("feature")
    frame["scikit-learn"] = theirs
    frame["difference"] = frame["mi"] - frame["scikit-learn"]
    frame["distinct"] = features.nunique()
    frame["most common"] = features.apply(lambda x: x.value_counts(normalize=True).iloc[0])
    return frame


def chance(learn: Learn, features: pd.DataFrame, target: pd.Series) -> None:
    """Print what both say when the target is shuffled, and how far the seed alone moves them."""
    ours, theirs = [], []
    for seed in range(20):
        shuffled = target.sample(frac=1, random_state=seed)
        ranking, learned = scores(learn, features, shuffled)
        ours += [row.mi for row in ranking]
        theirs += list(learned)
    for name, values in (("ours", pd.Series(ours)), ("scikit-learn", pd.Series(theirs))):
        print(f"shuffled target, {name}: mean {values.mean():+.4f}, SD {values.std():.4f}")
    runs = [scores(learn, features, target, seed) for seed in range(10)]
    ours_by_seed = pd.DataFrame(
        {i: {row.feature: row.mi for row in r} for i, (r, _) in enumerate(runs)}
    )
    theirs_by_seed = pd.DataFrame({i: learned for i, (_, learned) in enumerate(runs)})
    for name, frame in (("ours", ours_by_seed), ("scikit-learn", theirs_by_seed)):
        spread = frame.std(axis=1)
        print(f"ten seeds, {name}: largest SD {spread.max():.4f} ({spread.idxmax()})")


def above_chance(x: pd.Series, target: pd.Series) -> float:
    """Return the plug-in value less its mean over 50 shuffles: a check for discrete pairs."""
    rng = np.random.default_rng(0)
    both = {"discrete": True, "estimator": "plugin"}
    by_chance = [
        float(mu.mutual_information(x, rng.permutation(target.to_numpy()), **both))
        for _ in range(50)
    ]
    return float(mu.mutual_information(x, target, **both)) - float(np.mean(by_chance))


def report(name: str) -> None:
    """Print how the two agree, the first ten columns and the largest differences."""
    print(f"\n## {name}\n")
    load, learn = SETS[name]
    bunch = load(as_frame=True)
    frame = side_by_side(learn, bunch.data, bunch.target)
    spearman = frame["mi"].corr(frame["scikit-learn"], method="spearman")
    gap = frame["difference"].abs()
    print(
        f"{len(frame)} columns ranked; Spearman {spearman:.3f}; largest difference {gap.max():.3f}"
    )
    chance(learn, bunch.data, bunch.target)
    shown = ["kind", "mi", "scikit-learn", "difference", "distinct", "most common"]
    largest = frame.loc[gap.nlargest(6).index, shown]
    if (largest["kind"] == "discrete").all():
        largest["plug-in less chance"] = [
            above_chance(bunch.data[column], bunch.target) for column in largest.index
        ]
    with pd.option_context("display.width", 200, "display.max_columns", 20):
        print("\n", frame[shown].head(10).round(3).to_string(), "\n")
        print(largest.round(3).to_string())


if __name__ == "__main__":
    warnings.simplefilter("ignore", mu.MutuallyWarning)
    for chosen in sys.argv[1:] or SETS:
        report(chosen)
