"""Three variables: the numbers of their seven parts, and the picture of them."""

from __future__ import annotations

import matplotlib.pyplot as plt
import numpy as np
import pytest

import mutually as mu
from mutually.plots.information_of_three import overlap
from mutually.three import parts_of_three


def levels(seed, n=400, size=3):
    return np.random.default_rng(seed).integers(0, size, n)


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


def written(ax):
    return [text.get_text() for text in ax.texts]


# -- the parts


def test_an_exclusive_or_has_a_bit_in_each_pair_and_minus_one_in_the_middle():
    x, y = np.tile([0, 0, 1, 1], 200), np.tile([0, 1, 0, 1], 200)
    parts = parts_of_three(x, y, x ^ y, base=2)
    # Chance correction takes what 800 rows show by chance off each term: some 1/1600 bits.
    assert parts.own == pytest.approx((0, 0, 0), abs=0.01)
    assert parts.shared == pytest.approx((1, 1, 1), abs=0.01)
    assert parts.common == pytest.approx(-1, abs=0.01)
    assert parts.n == 800


def test_three_copies_share_all_in_the_middle():
    x = levels(0)
    parts = parts_of_three(x, x.astype(str), -x)
    assert parts.shared == (0.0, 0.0, 0.0)
    assert parts.own == (0.0, 0.0, 0.0)
    assert parts.common == pytest.approx(mu.mutual_information(x, -x).value, abs=1e-12)


def test_the_parts_are_those_of_the_public_functions():
    rng = np.random.default_rng(1)
    x, z = rng.normal(size=(2, 300))
    y = (x + z > 0).astype(str)
    parts = parts_of_three(x, y, z)
    information = [
        mu.mutual_information(one, other, given=third).value
        for one, other, third in ((x, y, z), (x, z, y), (y, z, x))
    ]
    assert list(parts.shared) == information
    assert parts.common == pytest.approx(-mu.interaction_information(x, y, z).value, abs=1e-12)
    assert parts.own[0] is None
    assert parts.own[2] is None
    assert parts.kinds == ("continuous", "discrete", "continuous")


def test_only_rows_that_are_known_in_all_three_count():
    x, y, z = (levels(seed).astype(float) for seed in range(3))
    x[:10], y[10:30], z[30:60] = np.nan, np.nan, np.nan
    options = {"discrete": True}
    assert parts_of_three(x, y, z, **options) == parts_of_three(x[60:], y[60:], z[60:], **options)


def test_bad_input():
    x = levels(0)
    with pytest.raises(mu.MutuallyError, match="z: must have as many rows as x"):
        parts_of_three(x, x, x[:9])
    with pytest.raises(mu.MutuallyError, match="x, y, z: must have a row where all are known"):
        parts_of_three([None, "a"], ["b", None], ["c", "d"])


# -- the picture


def test_an_overlap_of_circles_is_what_lies_in_all():
    # The area of a lens of two unit circles d apart is 2 arccos(d/2) - d sqrt(4 - d^2) / 2.
    def area(points):
        x, y = points.T
        return 0.5 * abs(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1)))

    apart = 0.68 * np.sqrt(3)
    lens = 2 * np.arccos(apart / 2) - apart * np.sqrt(4 - apart**2) / 2
    for pair in ((0, 1), (0, 2), (1, 2)):
        assert area(overlap(pair)) == pytest.approx(lens, rel=1e-3)
    assert 0 < area(overlap((0, 1, 2))) < lens


def test_all_seven_numbers_and_the_names_are_written():
    x, y = levels(0, size=2), levels(1, size=2)
    z = x ^ y
    ax = mu.plot_information(x, y, z, names=("one", "other", "both"), base=2)
    parts = parts_of_three(x, y, z, base=2)
    numbers = [f"{v:.3f}".replace("-0.000", "0.000").replace("-", "\N{MINUS SIGN}")
               for v in (*parts.own, *parts.shared, parts.common)]  # fmt: skip
    assert written(ax)[:10] == [*numbers, "one", "other", "both"]
    assert "The middle is negative" in " ".join(written(ax)[10].split())
    assert ax.get_xlabel() == "entropy and information (bits)"


def test_numbers_have_an_open_part_and_axes_are_drawn_on():
    rng = np.random.default_rng(2)
    x = rng.normal(size=200)
    figure, ax = plt.subplots(figsize=(3, 3))
    assert mu.plot_information(x, x + rng.normal(size=200), levels(3, 200), ax=ax) is ax
    assert written(ax)[:2] == ["open", "open"]
    assert "a continuous variable has no entropy" in " ".join(written(ax)[-1].split())
    figure.savefig("/dev/null", format="png")


def test_wrong_arguments_are_refused():
    x = levels(0)
    with pytest.raises(mu.MutuallyError, match="names: must be 3 names"):
        mu.plot_information(x, x, x, names=("a", "b"))
    with pytest.raises(mu.MutuallyError, match="names: must be 2 names"):
        mu.plot_information(x, x, names="ab")
    with pytest.raises(mu.MutuallyError, match="y: is needed beside z"):
        mu.plot_information(x, z=x)
