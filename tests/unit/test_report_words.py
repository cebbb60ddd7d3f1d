"""What the report says in words: the answer, what a number means, and how it was made."""

from __future__ import annotations

import math

import numpy as np
import pytest
from made_rankings import ranking, row
from made_reports import ranked

import mutually as mu
from mutually.report import in_words
from mutually.report.again import Again
from mutually.report.correlations import correlations, normal_information
from mutually.report.meaning import beside_correlation, for_a_prediction, how_sure, in_short
from mutually.report.words import fit, name_of, plain
from mutually.tables import read_column

RNG = np.random.default_rng(0)


def found(name: str, mi: float, q: float = 0.001, **facts: object) -> object:
    known = {"low": mi - 0.1, "high": mi + 0.1, "pvalue": q, "noise_floor": 0.02}
    return row(name, mi, qvalue=q, **{**known, **facts})


def said(*rows: object, **facts: object) -> str:
    return " ".join(in_words(ranking(*rows, **{"alpha": 0.05, **facts})))  # type: ignore[arg-type]


def test_the_answer_names_what_tells_how_much_and_what_does_not() -> None:
    text = said(found("a", 0.8), found("b", 0.4, normalized=0.25), found("c", -0.01, 0.7))
    assert text == (
        "a and b tell most about species: a alone removes 50.0 % of its uncertainty (0.800 of "
        "1.600 nats of entropy). 2 of the 3 columns that were ranked tell more than chance shows "
        "(q at most 5 %). They may tell the same: shares do not add up. Not worth a look alone: c "
        "shows no more than chance (it tells 0.090 nats at most, with 95 % confidence)."
    )


def test_the_answer_about_numbers_is_a_correlation() -> None:
    text = said(found("a", 0.8), target_kind="continuous", given=["z"])
    assert text.startswith(
        "a tells about species, beyond z: it alone tells as much as one normal column does about "
        "another at a correlation of 0.500."
    )


def test_the_answer_where_nothing_is_found() -> None:
    text = said(found("a", 0.01, 0.5), found("b", 0.005, 0.6))
    assert text.startswith("No column tells more about species than chance would show.")
    assert "Not worth a look alone: a and b show no more than chance (each tells 0.110" in text


def test_the_answer_without_inference_and_without_columns() -> None:
    text = said(row("a", 0.5), alpha=None)
    assert "made without inference" in text
    assert "Not worth" not in text
    assert said() == "No column could be ranked: what was set aside, and why, stands below."


def test_many_names_are_counted() -> None:
    text = said(*(found(f"c{at}", 0.5 - at / 100) for at in range(9)))
    assert text.startswith("c0, c1 and c2 tell most")
    assert "All 9 columns that were ranked tell" in text


def test_what_one_number_means() -> None:
    one = found("a", 0.8, rank_low=1, rank_high=3)
    short = ranking(one, alpha=0.05)
    assert plain(in_short(short[0], short)) == (
        "Knowing it removes 50.0 % of the uncertainty (entropy) of species."
    )
    assert [plain(part) for part in how_sure(short[0], short)] == [
        "The true value lies between 0.700 and 0.900 nats with 95 % confidence; a column that "
        "tells nothing stays below 0.020 as often.",
        "Its true place is between 1 and 3, of 1.",
    ]
    noise = ranking(found("a", 0.001, 0.9), alpha=0.05)
    assert "nothing is found here" in plain(in_short(noise[0], noise))


def test_bounds_are_those_of_the_result() -> None:
    x = RNG.integers(0, 2, 2000)
    y = np.where(RNG.random(2000) < 0.2, 1 - x, x)
    ranks = ranked({"x": x, "y": y}, "y")
    again = Again(ranks)
    sentence = for_a_prediction(ranks[0], ranks, again.estimate(ranks[0]), again.target)
    assert sentence is not None
    bounds = mu.mutual_information(x, y).error_bounds()
    assert f"errs in {100 * bounds.least:.0f} % of the rows or more (Fano)" in plain(sentence)
    assert f"errs in {100 * bounds.reachable:.0f} % or less" in plain(sentence)
    # Whoever names the commonest errs in its complement.
    assert f"commonest errs in {100 * min(y.mean(), 1 - y.mean()):.0f} %" in plain(sentence)


def test_the_bound_of_a_squared_error_is_that_of_the_result() -> None:
    x = RNG.normal(size=2000)
    y = x + 0.5 * RNG.normal(size=2000)
    ranks = ranked({"x": x, "y": y}, "y")
    again = Again(ranks)
    sentence = for_a_prediction(ranks[0], ranks, again.estimate(ranks[0]), again.target)
    assert sentence is not None
    bound = math.sqrt(mu.mutual_information(x, y).mean_squared_error_bound())
    assert f"root mean squared error of {bound:.4g} or more" in plain(sentence)
    assert f"naming the mean has {y.std():.4g}" in plain(sentence)


def test_correlations_are_the_textbook_ones() -> None:
    from scipy.stats import pearsonr, spearmanr

    x = RNG.normal(size=300)
    y = np.exp(x + RNG.normal(size=300))
    known = correlations(read_column(x, "x"), read_column(y, "y"))
    assert known is not None
    assert known.pearson == pytest.approx(pearsonr(x, y)[0], abs=1e-12)
    assert known.spearman == pytest.approx(spearmanr(x, y)[0], abs=1e-12)
    assert correlations(read_column(["a", "b", "a"], "x"), read_column([1, 2, 3], "y")) is None
    flat = correlations(read_column([1.0, 1.0, 1.0], "x"), read_column([1.0, 2.0, 3.0], "y"))
    assert flat is not None
    assert math.isnan(flat.pearson)
    huge = correlations(read_column([1e300, 2e300, 4e300], "x"), read_column([1, 2, 3], "y"))
    assert huge is not None
    assert huge.pearson == pytest.approx(pearsonr([1, 2, 4], [1, 2, 3])[0])


def test_what_correlation_sees_of_a_parabola_and_of_a_line() -> None:
    x = RNG.normal(size=3000)
    table = {"x": x, "line": x + 0.5 * RNG.normal(size=3000)}
    table["bow"] = x * x + 0.3 * RNG.normal(size=3000)
    for target, words in (("bow", "correlation sees"), ("line", "close to a straight line")):
        ranks = ranked(table, target, features=["x"])
        known = correlations(read_column(x, "x"), read_column(table[target], target))
        sentence = beside_correlation(ranks[0], ranks, known)
        assert sentence is not None
        assert words in plain(sentence)
        if target == "bow":
            assert known is not None
            part = 100 * normal_information(known.pearson) / ranks[0].mi
            assert part < 5
            assert f"sees {part:.0f} %" in plain(sentence)


def test_names_are_cut_where_there_is_no_room_and_never_empty() -> None:
    assert fit("x" * 300, 100).full == "x" * 300
    assert len(fit("x" * 300, 100).text) < 20
    assert len(fit("好" * 300, 100).text) < len(fit("i" * 300, 100).text)
    assert name_of("").text == "(no name)"
    assert name_of("  ").text == "(2 spaces)"
    joined = "\u0915\u094d\u200d\u0937"
    assert name_of(joined).text == joined, "joiners are part of words"
    assert name_of("\u202eabc").text == "\\u202eabc", "marks that turn the line are written out"
