"""The picture of information against lag: the data behind it."""

from __future__ import annotations

import matplotlib.pyplot as plt
import numpy as np
import pytest

import mutually as mu


@pytest.fixture(scope="module")
def found():
    rng = np.random.default_rng(0)
    x = rng.normal(size=300)
    y = np.roll(x, 2) + rng.normal(size=300)
    return mu.mutual_information(x, y, lags=range(-1, 5), n_permutations=99, base=2)


def test_points_and_floor_are_the_numbers(found):
    ax = found.plot()
    lines = {line.get_label(): line for line in ax.lines}
    values = lines["MI, 95 % interval"]
    assert list(values.get_xdata()) == list(found.lags)
    assert list(values.get_ydata()) == list(found.values)
    floor = lines["noise floor over all lags"]
    assert list(floor.get_ydata()) == [point.noise_floor for point in found.profile]
    best = lines["best lag, 2"]
    assert (list(best.get_xdata()), list(best.get_ydata())) == ([2], [found.value])
    ends = [tuple(part.get_segments()[0][:, 1]) for part in ax.collections]
    assert ends == [(point.low, point.high) for point in found.profile]
    assert ax.get_ylabel() == "mutual information (bits)"
    plt.close(ax.figure)


def test_it_draws_on_axes_that_are_given_and_calls_the_series_by_name(found):
    figure, ax = plt.subplots()
    assert mu.plot_lags(found, ax=ax, names=("rain $", "delay")) is ax
    assert ax.get_xlabel() == "rows by which rain $ is earlier than delay"
    figure.savefig("/dev/null", format="png")
    plt.close(figure)


def test_a_floor_that_nothing_can_exceed_is_not_drawn():
    rng = np.random.default_rng(1)
    with pytest.warns(mu.MutuallyWarning, match="cannot show a p-value"):
        few = mu.mutual_information(*rng.normal(size=(2, 60)), lags=range(5), n_permutations=19)
    ax = mu.plot_lags(few)
    assert "noise floor over all lags" not in [line.get_label() for line in ax.lines]
    ax.figure.savefig("/dev/null", format="png")
    plt.close(ax.figure)


def test_other_things_are_refused(found):
    plain = mu.mutual_information([1.0, 2.0, 3.0, 4.0, 5.5], [2.0, 1.0, 3.0, 5.0, 4.0])
    with pytest.raises(mu.MutuallyError, match=r"result: must be what .* returned with lags="):
        mu.plot_lags(plain)
    with pytest.raises(mu.MutuallyError, match="ax: must be one matplotlib Axes; got a str"):
        mu.plot_lags(found, ax="here")
