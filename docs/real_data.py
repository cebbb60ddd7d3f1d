"""Makes the tables of real-data.md: scikit-learn's example tables, its scores beside ours.

Run from the repository's root, in an environment with scikit-learn and pandas:

    python docs/real_data.py                 # every table
    python docs/real_data.py wine digits     # some of them
"""

from __future__ import annotations

import sys
from functools import partial

import pandas as pd
from sklearn import datasets
from sklearn.feature_selection import mutual_info_classif, mutual_info_regression

import mutually as mu

SETS = {
    "breast_cancer": (datasets.load_breast_cancer, mutual_info_classif),
    "wine": (datasets.load_wine, mutual_info_classif),
    "diabetes": (partial(datasets.load_diabetes, scaled=False), mutual_info_regression),
    "digits": (datasets.load_digits, mutual_info_classif),
}


def side_by_side(name: str) -> pd.DataFrame:
    """Our rows, with scikit-learn's score and rank beside; columns that we set aside come last."""
    load, learn = SETS[name]
    bunch = load(as_frame=True)
    theirs = pd.Series(learn(bunch.data, bunch.target, random_state=0), index=bunch.data.columns)
    classes = {bunch.target.name: True} if learn is mutual_info_classif else None
    ranking = mu.rank(bunch.frame, target=bunch.target.name, discrete=classes)
    frame = ranking.to_frame().set_index("feature")
    frame["scikit-learn"] = theirs
    frame["difference"] = frame["mi"] - frame["scikit-learn"]
    frame["distinct"] = bunch.data.nunique()
    frame["most common"] = bunch.data.apply(lambda x: x.value_counts(normalize=True).iloc[0])
    for column, reason in ranking.skipped.items():
        print(f"set aside: {column}: {reason} (scikit-learn: {theirs[column]:.3f})")
    return frame


def report(name: str) -> None:
    """Agreement of the two rankings, the first ten columns and the largest differences."""
    print(f"\n## {name}\n")
    frame = side_by_side(name)
    spearman = frame["mi"].corr(frame["scikit-learn"], method="spearman")
    gap = frame["difference"].abs()
    print(
        f"{len(frame)} columns ranked; Spearman {spearman:.3f}; largest difference {gap.max():.3f}"
    )
    print(f"mean of ours less theirs {frame['difference'].mean():+.4f}\n")
    shown = ["kind", "mi", "scikit-learn", "difference", "distinct", "most common", "n"]
    with pd.option_context("display.width", 200, "display.max_columns", 20):
        print(frame[shown].head(10).round(3).to_string(), "\n")
        print(frame.loc[gap.nlargest(6).index, shown].round(3).to_string())


if __name__ == "__main__":
    for chosen in sys.argv[1:] or SETS:
        report(chosen)
