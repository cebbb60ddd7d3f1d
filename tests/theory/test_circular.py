"""Circular variables: closed forms, invariances, and exact means under independence."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import permutations

import numpy as np
import pytest
from scipy.special import digamma, i0, i1
from scipy.stats import norm

import mutually as mu
from mutually.estimators.neighbours.circle import circular_class_local, circular_local
from mutually.inference.permuted import statistic_for
from mutually.pairs import estimate_pair
from mutually.tables import read_column
from mutually.variables import Sorted, make_variable

DAY = 24.0


def of_von_mises(kappa):
    """I(X; X + E), X uniform: log 2 pi less the entropy of E, von Mises of concentration kappa."""
    return kappa * i1(kappa) / i0(kappa) - math.log(i0(kappa))


def noisy_hours(n, seed, scale=2.0):
    random = np.random.default_rng(seed)
    hour = random.uniform(0, DAY, n)
    return hour, np.mod(hour + random.normal(scale=scale, size=n), DAY)


# By studies/circular.md the root mean squared error at 5000 rows is 0.024 at most: four of these.
@pytest.mark.parametrize("kappa", [0.5, 2.0, 8.0, 50.0])
def test_von_mises_noise_on_a_uniform_angle(kappa):
    random = np.random.default_rng(int(kappa * 10))
    x = random.uniform(0, 2 * math.pi, 5000)
    y = np.mod(x + random.vonmises(0, kappa, 5000), 2 * math.pi)
    found = mu.mutual_information(x, y, circular=2 * math.pi)
    assert abs(found.value - of_von_mises(kappa)) < 4 * 0.024


def test_a_line_beside_an_angle():
    """Y = c + normal noise with c = cos of a uniform angle: h(Y) by quadrature."""
    random = np.random.default_rng(1)
    scale = 0.5
    angle = random.uniform(0, 360, 5000)
    y = np.cos(np.radians(angle)) + random.normal(scale=scale, size=5000)
    at = np.linspace(-4, 4, 4001)
    means = np.cos(2 * np.pi * (np.arange(1000) + 0.5) / 1000)
    density = norm.pdf(at[:, None], means, scale).mean(axis=1)
    truth = -np.trapezoid(density * np.log(density), at) - 0.5 * math.log(
        2 * math.pi * math.e * scale**2
    )
    found = mu.mutual_information(angle, y, circular=(360, None))
    assert abs(found.value - truth) < 4 * found.standard_error
    turned = mu.mutual_information(y, angle, circular=(None, 360))
    assert turned.value == found.value


def test_classes_by_the_hour():
    """Night is one class, from 21 to 5: the entropy of the class is what the hour tells."""
    random = np.random.default_rng(2)
    hour = random.uniform(0, DAY, 3000)
    night = np.where((hour < 5) | (hour >= 21), "night", "day")
    found = mu.mutual_information(hour, night, circular=(DAY, None))
    truth = -(1 / 3 * math.log(1 / 3) + 2 / 3 * math.log(2 / 3))
    assert abs(found.value - truth) < 4 * found.standard_error + 0.01


@pytest.mark.parametrize("n", [6, 7])
@pytest.mark.parametrize("k", [1, 3])
@pytest.mark.parametrize("both", [False, True])
def test_the_mean_of_ksg_over_all_pairings_is_zero(n, k, both):
    """KSG's mean under independence is 0 for ranks, whatever distances grow with them.

    While the radius grows, one row after another comes nearer in x or in y. With a and b of them
    nearer, exchanging "next in x, then in y" for "next in y, then in x" changes the mean by
    P(k - 1 of a and b among n - 2) / (n - 1), less the same: nothing. And it is 0 where all rows
    come nearer in x first. Equal distances come in any order, over which our values are means.
    """
    y = Sorted(np.arange(n, dtype=float), np.arange(n, dtype=np.uint32), both)
    values = [
        circular_local(
            Sorted(np.arange(n, dtype=float), np.array(order, dtype=np.uint32), True), y, [k]
        )[0].mean()
        # Turning x changes nothing, so that the first row may stay where it is.
        for order in permutations(range(n))
        if order[0] == 0
    ]
    assert np.mean(values) == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize("counts", [(2, 5), (3, 4), (2, 2, 3), (4, 4)])
def test_the_mean_of_classes_over_all_pairings_is_zero(counts):
    codes = np.repeat(np.arange(len(counts)), counts)
    n = len(codes)
    order = np.arange(n, dtype=np.uint32)
    labels = {tuple(p) for p in permutations(codes.tolist())} if n < 8 else None
    if labels is None:
        random = np.random.default_rng(0)
        draws = [circular_class_local(order, random.permutation(codes).astype(np.uint32), 2, 3)
                 .mean() for _ in range(4000)]  # fmt: skip
        assert abs(np.mean(draws)) < 4 * np.std(draws) / math.sqrt(4000)
        return
    values = [
        circular_class_local(order, np.array(c, dtype=np.uint32), len(counts), 3).mean()
        for c in labels
    ]
    assert np.mean(values) == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize("shift", [0.0, 3.7, 11.0, -5.25])
@pytest.mark.parametrize("sign", [1, -1])
def test_turning_and_mirroring_change_no_bit(shift, sign):
    hour, y = noisy_hours(700, 3)
    line = np.cos(2 * np.pi * hour / DAY) + 0.5 * np.random.default_rng(4).normal(size=700)
    moved = np.mod(sign * hour + shift, DAY)
    for other, circular in ((y, DAY), (line, (DAY, None))):
        found = mu.mutual_information(hour, other, circular=circular)
        again = mu.mutual_information(moved, other, circular=circular)
        assert np.array_equal(found.local, again.local)
        assert found.pvalue == again.pvalue
        assert found.standard_error == again.standard_error
    classes = np.where(hour < 8, "a", "b")
    found = mu.mutual_information(hour, classes, circular=(DAY, None))
    again = mu.mutual_information(moved, classes, circular=(DAY, None))
    assert np.array_equal(found.local, again.local)


def test_turning_changes_no_bit_of_tied_hours():
    hour, y = noisy_hours(600, 5)
    quarter = np.floor(hour * 4) / 4
    for data in (quarter, np.floor(hour)):
        found = mu.mutual_information(data, y, circular=DAY)
        assert "tie orders" in found.estimator
        for shift in (1.0, 7.25, 23.0):
            moved = np.mod(data + np.floor(shift * 4) / 4, DAY)
            again = mu.mutual_information(moved, y, circular=DAY)
            assert np.array_equal(found.local, again.local)


def test_increasing_maps_that_keep_the_cut_change_no_bit():
    hour, y = noisy_hours(500, 6)
    found = mu.mutual_information(hour, y, circular=DAY)
    bent = 360 * (hour / DAY) ** 3
    assert np.array_equal(found.local, mu.mutual_information(bent, y, circular=(360, DAY)).local)
    whole_turns = hour + DAY * np.random.default_rng(0).integers(-3, 4, 500)
    again = mu.mutual_information(whole_turns, y, circular=DAY)
    # Adding turns rounds values by 1e-14, which changes no rank here.
    assert np.array_equal(found.local, again.local)
    swapped = mu.mutual_information(y, hour, circular=DAY)
    assert swapped.value == found.value


def test_what_a_line_loses_of_a_class_across_the_cut():
    """A class of six rows, three to either side of midnight, among 200 at equal spaces.

    On a line the third neighbour of each lies at the other end, and n - 3 rows are as near. Around
    the circle, where rows that are equally far count by chance, 5 or 6 are for the two outermost of
    the class, 3 or 4 for the next and 3 for the inner ones. The other rows see the same but for
    those beside the class: six rows, by less than psi(6) - psi(3) each.
    """
    n = 200
    hour = (np.arange(n) + 0.5) * DAY / n
    beside = np.where(np.minimum(hour, DAY - hour) < 3 * DAY / n, "midnight", "else")
    circle = mu.mutual_information(hour, beside, circular=(DAY, None))
    line = mu.mutual_information(hour, beside)
    around = (digamma(5) + digamma(6)) / 2 + (digamma(3) + digamma(4)) / 2 + digamma(3)
    lost = 2 * (3 * digamma(n - 3) - around) / n
    assert lost > 0.1  # of 0.135 nats, the entropy of the class
    assert abs(circle.value - line.value - lost) < 6 * (digamma(6) - digamma(3)) / n


def test_edges_cost_a_line_more():
    """Y = X + E: 20 samples of 100 rows, RMSE 0.09 on circles and 0.15 on lines by one k."""
    truth = math.log(DAY) - 0.5 * math.log(2 * math.pi * math.e)
    errors = []
    for seed in range(20):
        hour, y = noisy_hours(100, seed, scale=1.0)
        errors.append(
            [
                mu.mutual_information(hour, y, circular=period, estimator="ksg").value - truth
                for period in (DAY, None)
            ]
        )
    circle, line = np.sqrt(np.mean(np.square(errors), axis=0))
    assert circle < 0.8 * line


def test_conditions_and_vectors_wrap_too():
    hour, y = noisy_hours(1500, 7)
    random = np.random.default_rng(8)
    z = np.cos(2 * np.pi * hour / DAY) + 0.3 * random.normal(size=1500)
    # Given the hour, z tells nothing about y; the error of neighbours in three dimensions is 0.03.
    given = mu.mutual_information(z, y, given=hour, circular=(None, DAY, DAY))
    assert abs(given.value) < 0.03
    assert given.pvalue > 0.01
    vector = mu.mutual_information(np.stack([hour, z], 1), y, circular=([DAY, None], DAY))
    alone = mu.mutual_information(hour, y, circular=DAY)
    assert abs(vector.value - alone.value) < 0.1
    assert mu.mutual_information(hour, y, given=hour, circular=DAY).value == 0
    assert mu.mutual_information(np.mod(hour + 5, DAY), y, given=hour, circular=DAY).value == 0
    assert mu.mutual_information(hour, y, given=hour, circular=(DAY, DAY, None)).value == 0


def test_entropy_around_a_circle():
    random = np.random.default_rng(9)
    angle = random.vonmises(3.0, 4.0, 4000)
    truth = -4.0 * i1(4.0) / i0(4.0) + math.log(2 * math.pi * i0(4.0))
    found = mu.entropy(angle, circular=2 * math.pi)
    assert abs(found.value - truth) < 4 * found.standard_error
    assert found.estimator == "circular spacing"
    degrees = mu.entropy(np.degrees(angle) + 100, circular=360)
    assert degrees.value - found.value == pytest.approx(math.log(180 / math.pi), abs=1e-9)
    # Of uniform data the mean is exactly log(period): spacings are beta variables.
    means = [mu.entropy(random.uniform(0, DAY, 30), circular=DAY).value for _ in range(400)]
    assert abs(np.mean(means) - math.log(DAY)) < 4 * np.std(means) / 20


def test_the_chain_rule_of_the_entropy_given():
    hour, y = noisy_hours(2000, 10)
    left = mu.entropy(y, given=hour, circular=DAY)
    whole, shared = mu.entropy(y, circular=DAY), mu.mutual_information(y, hour, circular=DAY)
    assert left.value == pytest.approx(whole.value - shared.value, abs=1e-12)


@pytest.mark.parametrize("kind", ["circle", "line", "classes"])
def test_permutations_repeat_the_statistic_of_the_closed_form(kind):
    random = np.random.default_rng(11)
    hour = make_variable(read_column(random.uniform(0, DAY, 200), "hour"), period=DAY)
    values = {
        "circle": lambda: random.uniform(0, DAY, 200),
        "line": lambda: random.normal(size=200),
        "classes": lambda: random.choice(["a", "b"], 200),
    }[kind]()
    period = DAY if kind == "circle" else None
    y = make_variable(read_column(values, "y"), period=period)
    null = estimate_pair(hour, y).independence
    statistic = statistic_for(hour, y)
    assert statistic.observed == pytest.approx(null.statistic, abs=1e-14)
    draws = 1000
    rows = [random.permutation(200).astype(np.uint32) for _ in range(draws)]
    repeated = np.array([statistic.of_rows(r) for r in rows])
    deviation = null.null.variance**0.5
    assert abs(repeated.mean()) < 4 * deviation / math.sqrt(draws)
    # Four standard errors of a deviation, and 2 % for the fit (studies/circular.md).
    assert abs(repeated.std() / deviation - 1) < 4 / math.sqrt(2 * draws) + 0.02
    moved = replace(hour, values=hour.values[rows[0]], presorted=None)
    assert statistic_for(moved, y).observed == pytest.approx(repeated[0], abs=1e-14)


@pytest.mark.parametrize("kind", ["circle", "line", "classes"])
def test_false_positives(kind):
    """Two and a half binomial standard errors of 5 % of 600; studies/circular.md has more."""
    random = np.random.default_rng(12)
    hits = 0
    for _ in range(600):
        hour = random.uniform(0, DAY, 60)
        y = {
            "circle": lambda: random.vonmises(0, 1, 60),
            "line": lambda: random.standard_t(3, 60),
            "classes": lambda: random.choice(["a", "b"], 60),
        }[kind]()
        circular = (DAY, 2 * math.pi) if kind == "circle" else (DAY, None)
        hits += mu.mutual_information(hour, y, circular=circular).pvalue <= 0.05
    assert abs(hits / 600 - 0.05) < 2.5 * math.sqrt(0.05 * 0.95 / 600)


def test_tables_have_the_values_of_their_pairs():
    hour, y = noisy_hours(300, 13)
    random = np.random.default_rng(14)
    table = {
        "hour": hour,
        "y": y,
        "noise": random.normal(size=300),
        "night": np.where(hour < 6, "yes", "no"),
    }
    periods = {"hour": DAY, "y": DAY}
    pair = mu.mutual_information(hour, y, circular=DAY)
    ranking = mu.rank(table, "y", circular=periods)
    assert ranking["hour"].mi == pair.value
    assert ranking["hour"].pvalue == pair.pvalue
    assert ranking[0].feature == "hour"
    backwards = mu.rank(dict(reversed(table.items())), "y", circular=periods, n_jobs=3)
    assert [row.mi for row in backwards] == [row.mi for row in ranking]
    pairs = mu.pairwise(table, circular=periods)
    assert pairs["hour", "y"].mi == pair.value
    assert pairs["y", "noise"].mi == ranking["noise"].mi
    chosen = mu.select(table, "y", k=2, circular=periods)
    assert chosen.features[0] == "hour"
    given = mu.rank(table, "y", given="night", circular=periods)
    direct = mu.mutual_information(hour, y, given=table["night"], circular=(DAY, DAY))
    assert given["hour"].mi == direct.value
    joint = mu.rank(table, "y", features=[["hour", "noise"]], circular=periods, inference=False)
    vector = {"hour": hour, "noise": table["noise"]}
    assert joint[0].mi == mu.mutual_information(vector, y, circular=([DAY, None], DAY)).value
