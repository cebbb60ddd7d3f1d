"""Wall time of calls run in turn, so that a slow minute of the machine falls on all of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from statistics import median
from time import perf_counter

Call = Callable[[], object]


# A lap of a short call repeats it until this many seconds have gone, as `timeit` does: one call of
# 0.1 ms behind another program's would measure how it finds the caches.
SHORTEST_LAP = 0.02


def lap(call: Call) -> float:
    """Seconds that one call takes; of short ones, the mean of a row of them."""
    start = perf_counter()
    calls = 0
    while calls == 0 or perf_counter() - start < SHORTEST_LAP:
        call()
        calls += 1
    return (perf_counter() - start) / calls


def alternate(
    calls: Mapping[str, Call], *, budget: float = 60.0, least: int = 3, most: int = 31
) -> dict[str, float]:
    """Median seconds of each call over rounds A B A B ...

    A first round warms caches, loads code and says how many rounds fit into the budget; it is
    not counted. At least `least` and at most `most` rounds are run.
    """
    once = sum(max(lap(call), SHORTEST_LAP) for call in calls.values())
    rounds = int(min(most, max(least, budget / once)))
    laps: dict[str, list[float]] = {name: [] for name in calls}
    for _ in range(rounds):
        for name, call in calls.items():
            laps[name].append(lap(call))
    return {name: median(seconds) for name, seconds in laps.items()}


def glance(calls: Mapping[str, Call], *, patience: float = 2.0) -> dict[str, float]:
    """Seconds of peers that only stand beside: one lap of the slow, three more of the quick."""
    seconds = {}
    for name, call in calls.items():
        first = lap(call)
        seconds[name] = first if first > patience else median([lap(call) for _ in range(3)])
    return seconds
