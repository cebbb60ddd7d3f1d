"""The flights table, all columns against arr_delay: the whole of `rank`, from the Parquet file.

The other side is the script that one writes today: read, drop the rows with a gap, factorise the
strings, call scikit-learn, sort. It is run once, for it takes minutes.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
from sklearn.feature_selection import mutual_info_regression

import mutually as mu
from benchmarks.flights_data import flights_parquet
from benchmarks.rows import Row
from benchmarks.timing import alternate, lap


def script(path: Path, target: str) -> pd.Series:
    """What people paste."""
    frame = pd.read_parquet(path).dropna()
    y = frame.pop(target)
    discrete = []
    for name in frame:
        text = not pd.api.types.is_numeric_dtype(frame[name])
        discrete.append(text and not pd.api.types.is_datetime64_any_dtype(frame[name]))
        if text:
            frame[name] = (
                frame[name].factorize()[0] if discrete[-1] else frame[name].astype("int64")
            )
    scores = mutual_info_regression(frame, y, discrete_features=discrete, random_state=0, n_jobs=1)
    return pd.Series(scores, index=frame.columns).sort_values(ascending=False)


def whole(path: Path, target: str = "arr_delay") -> Row:
    ours = alternate(
        {"ours": lambda: mu.rank(path, target=target, n_jobs=1, progress=False)}, budget=20
    )
    theirs = lap(lambda: script(path, target))
    return Row(
        workload=f"flights, all columns against {target}, whole rank",
        ours=ours["ours"],
        peer="pandas and scikit-learn script",
        theirs=theirs,
        at_least=20,
        aim=50,
        note="peer run once",
    )


def rows(*, quick: bool = False) -> Iterator[Row]:
    """All rows, or a sample of 5000 of them."""
    path = flights_parquet()
    if quick:
        sample = path.with_name("flights-5000.parquet")
        pd.read_parquet(path).sample(5000, random_state=0).to_parquet(sample)
        path = sample
    yield whole(path)
