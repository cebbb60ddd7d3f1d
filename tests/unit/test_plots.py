"""Plots by their data: widths of bars, labels, order; not by their pixels."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from itertools import pairwise
from types import SimpleNamespace
from typing import Any

import made_rankings
import matplotlib as mpl
import pytest
from made_rankings import ranking
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

import mutually as mu
from mutually.errors import MissingExtra, MutuallyError
from mutually.plots import information as information_plot
from mutually.plots import plot_information, plot_ranking
from mutually.results.ranked import RankedFeature


def row(feature: Any, kind: str, mi: float, **more: Any) -> RankedFeature:
    return made_rankings.row(feature, mi, kind=kind, **more)


FOUR = ranking(
    row("bill_length_mm", "continuous", 0.69),
    row("island", "discrete", 0.5),
    row("rain", "mixed", 0.25),
    row("sex", "discrete", -0.0042),
    skipped={"row_id": "names its rows", "constant": "one value only"},
)


@pytest.fixture(autouse=True)
def _agg() -> Iterator[None]:
    mpl.use("agg")
    yield
    plt.close("all")


@pytest.fixture
def ax() -> Axes:
    return Figure(figsize=(6, 4), layout="constrained").subplots()


def texts(ax: Axes) -> list[str]:
    return [text.get_text() for text in ax.texts]


def names(ax: Axes) -> list[str]:
    return [label.get_text() for label in ax.get_yticklabels()]


def inside(artist: Any, ax: Axes) -> bool:
    """Whether an artist lies within the figure, not cut at its edge."""
    box, page = artist.get_window_extent(), ax.figure.bbox
    return page.x0 <= box.x0 and box.x1 <= page.x1 and page.y0 <= box.y0 and box.y1 <= page.y1


# --- rankings


def test_bars_are_the_values_best_first_at_the_top(ax: Axes) -> None:
    assert plot_ranking(FOUR, ax=ax) is ax
    assert [bar.get_width() for bar in ax.patches] == [each.mi for each in FOUR]
    assert names(ax) == [each.feature for each in FOUR]
    bottom, top = ax.get_ylim()
    assert bottom > 3 > 0 > top, "place 0, the best, is at the top"
    assert texts(ax)[:4] == ["0.690", "0.500", "0.250", "\N{MINUS SIGN}0.004"]
    assert ax.get_xlabel() == "mutual information with species (nats)"


def test_a_negative_bar_ends_left_of_the_zero_line(ax: Axes) -> None:
    plot_ranking(FOUR, ax=ax)
    last = ax.patches[3]
    assert last.get_x() + last.get_width() == pytest.approx(-0.0042)
    assert ax.get_xlim()[0] < -0.0042
    assert ax.lines[0].get_xdata() == [0, 0]


def test_kinds_differ_in_colour_and_in_hatch(ax: Axes) -> None:
    plot_ranking(FOUR, ax=ax)
    looks = {
        each.kind: (to_hex(bar.get_facecolor()), bar.get_hatch())
        for each, bar in zip(FOUR, ax.patches, strict=True)
    }
    assert len({colour for colour, _ in looks.values()}) == 3
    assert len({hatch for _, hatch in looks.values()}) == 3
    legend = ax.get_legend()
    assert legend is not None
    assert [text.get_text() for text in legend.get_texts()] == ["continuous", "discrete", "mixed"]


def test_intervals_become_error_bars_where_rows_have_them(ax: Axes) -> None:
    rows = ranking(
        row("a", "mixed", 0.3, low=0.2, high=0.45),
        row("b", "mixed", 0.1, low=math.nan, high=math.nan),
    )
    plot_ranking(rows, ax=ax)
    (segments,) = (collection.get_segments() for collection in ax.collections)
    assert segments[0].tolist() == [[0.2, 0.0], [0.45, 0.0]]
    assert len(segments) == 1
    assert ax.texts[0].xy[0] == 0.45, "the number stands after the bar's interval"
    assert ax.get_xlim()[1] > 0.45


def test_the_noise_floor_is_a_line_across_each_bar(ax: Axes) -> None:
    rows = ranking(
        row("a", "mixed", 0.3, noise_floor=0.05),
        row("b", "mixed", 0.01, noise_floor=0.04),
        row("c", "mixed", 0.0),
    )
    plot_ranking(rows, ax=ax)
    lines = [collection.get_segments()[0].tolist() for collection in ax.collections]
    assert lines == [[[0.05, -0.5], [0.05, 0.5]], [[0.04, 0.5], [0.04, 1.5]]]
    legend = ax.get_legend()
    assert legend is not None
    assert [text.get_text() for text in legend.get_texts()] == ["mixed", "noise floor"]


def test_what_was_set_aside_stands_below(ax: Axes) -> None:
    plot_ranking(FOUR, ax=ax)
    ax.figure.draw_without_rendering()
    note = ax.texts[-1]
    words = note.get_text().replace("\n", " ")
    assert words == "Set aside: row_id (names its rows), constant (one value only)."
    assert inside(note, ax)
    assert note.get_window_extent().y1 < ax.xaxis.label.get_window_extent().y0


def test_top_draws_the_best_and_says_so(ax: Axes) -> None:
    plot_ranking(FOUR, ax=ax, top=2)
    assert names(ax) == ["bill_length_mm", "island"]
    assert "The best 2 of 4 features." in texts(ax)[-1]


@pytest.mark.parametrize("top", [0, -1, 2.5, "3"])
def test_top_must_be_a_positive_integer(top: Any) -> None:
    with pytest.raises(MutuallyError, match=r"top: must be a positive integer"):
        plot_ranking(FOUR, top=top)


def test_an_empty_ranking_says_so(ax: Axes) -> None:
    plot_ranking(ranking(skipped={"a": "constant"}), ax=ax)
    assert texts(ax) == ["no feature could be ranked", "Set aside: a (constant)."]


def test_values_that_are_not_finite_have_no_bar(ax: Axes) -> None:
    plot_ranking(ranking(row("a", "mixed", math.nan)), ax=ax)
    assert ax.patches[0].get_width() == 0
    assert texts(ax) == ["nan"]


def test_names_of_all_sorts_are_drawn_as_they_are(ax: Axes) -> None:
    rows = ranking(
        row("price in $ and $", "discrete", 0.3),
        row("two\nlines", "discrete", 0.2),
        row(7, "discrete", 0.1),
        row("mean temperature of the first sensor, degC", "discrete", 0.05),
        target="cost $x$",
    )
    plot_ranking(rows, ax=ax)
    ax.figure.draw_without_rendering()  # a "$" read as mathematics would raise here
    assert names(ax) == ["price in $ and $", "two\\nlines", "7", "mean temperatu… sensor, degC"]
    assert "cost $x$" in ax.get_xlabel()


@pytest.mark.parametrize("n", [1, 4, 60])
def test_a_new_figure_grows_with_the_bars_and_cuts_nothing(n: int) -> None:
    draw = random.Random(n)
    kinds = ["discrete", "continuous", "mixed"]
    values = sorted((draw.expovariate(5) - 0.02 for _ in range(n)), reverse=True)
    rows = ranking(*(row(f"feature number {i}", kinds[i % 3], v) for i, v in enumerate(values)))
    ax = plot_ranking(rows)
    assert plt.fignum_exists(ax.figure.number)
    assert ax.figure.get_figheight() >= 0.29 * n
    ax.figure.draw_without_rendering()
    written = [*ax.texts, *ax.get_yticklabels(), ax.xaxis.label, ax.get_legend()]
    assert all(inside(artist, ax) for artist in written)
    boxes = [label.get_window_extent() for label in ax.get_yticklabels()]
    assert all(upper.y0 > lower.y1 for upper, lower in pairwise(boxes))
    legend = ax.get_legend().get_window_extent()
    assert legend.y1 < ax.patches[-1].get_window_extent().y0, "the legend covers no bar"


def test_crowded_axes_name_every_few_bars() -> None:
    ax = Figure(figsize=(3, 2)).subplots()
    plot_ranking(ranking(*(row(f"f{i}", "mixed", 1 - i / 60) for i in range(60))), ax=ax)
    assert len(ax.patches) == 60
    assert len(names(ax)) < 30
    assert texts(ax) == []


def test_axes_of_a_part_of_a_figure_will_do() -> None:
    left, right = Figure(figsize=(10, 4), layout="constrained").subfigures(1, 2)
    ax = plot_ranking(FOUR, ax=left.subplots())
    assert len(ax.patches) == 4
    plot_ranking(FOUR, ax=right.subplots())
    ax.figure.figure.draw_without_rendering()


def test_nothing_outside_the_axes_changes(ax: Axes) -> None:
    before = dict(mpl.rcParams)
    plot_ranking(FOUR, ax=ax)
    assert dict(mpl.rcParams) == before
    assert plt.get_fignums() == [], "axes that are given need no pyplot"


def test_without_matplotlib_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "matplotlib", None)
    with pytest.raises(MissingExtra, match=r"pip install 'mutually\[plot\]'"):
        plot_ranking(FOUR)


def test_a_real_ranking_draws_itself(ax: Axes) -> None:
    found = mu.rank("penguins", "species")
    assert found.plot(ax=ax) is ax
    assert [bar.get_width() for bar in ax.patches] == [each.mi for each in found]
    assert names(ax) == [each.feature for each in found]
    ax.figure.draw_without_rendering()


# --- the entropy diagram


def estimate(value: float, h_x: float | None, h_y: float | None, **facts: Any) -> Any:
    kinds = {
        "x_kind": "continuous" if h_x is None else "discrete",
        "y_kind": "mixed" if h_y is None else "discrete",
    }
    fixed = {"value": value, "entropy_x": h_x, "entropy_y": h_y, "unit": "nats", "n": 333}
    return SimpleNamespace(**fixed, **kinds, estimator="contingency", given_kind=None, **facts)


@pytest.fixture
def diagram(monkeypatch: pytest.MonkeyPatch, ax: Axes) -> Any:
    """Draw a made-up estimate, whose numbers are known."""
    monkeypatch.setattr(information_plot, "_result_of", lambda result, *rest: result)

    def draw(result: Any, **options: Any) -> Axes:
        drawn = plot_information(result, ax=ax, **options)
        drawn.figure.draw_without_rendering()
        return drawn

    return draw


def spans(ax: Axes) -> list[list[float]]:
    """Left and right end of the bars, in order of drawing."""
    return [[bar.get_x(), bar.get_x() + bar.get_width()] for bar in ax.patches]


def key(ax: Axes) -> list[str]:
    legend = ax.get_legend()
    assert legend is not None
    return [text.get_text() for text in legend.get_texts()]


def test_the_diagram_is_true_to_scale(diagram: Any) -> None:
    ax = diagram(estimate(0.4, 1.0, 1.1), names=("island", "species"))
    own_x, shared, own_y = [0.0, 0.6], [0.6, 1.0], [1.0, 1.7]
    rows = [own_x, shared, shared, own_y, own_x, shared, own_y]
    assert spans(ax) == [pytest.approx(span) for span in rows]
    assert ax.get_xlim() == pytest.approx((0, 1.7)), "the whole width is the joint entropy"
    assert key(ax) == [
        "H(island | species) = 0.600 nats",
        "I(island; species) = 0.400 nats",
        "H(species | island) = 0.700 nats",
    ]
    assert names(ax) == [
        "H(island)\n1.000 nats",
        "H(species)\n1.100 nats",
        "H(island, species)\n1.700 nats",
    ]
    assert texts(ax)[:3] == ["0.600 nats", "0.400 nats", "0.700 nats"]
    assert ax.get_xlabel() == "entropy (nats)"


def test_a_continuous_variable_has_an_open_end(diagram: Any) -> None:
    ax = diagram(estimate(0.4, 1.0, None), names=("species", "bill"))
    own_x, shared = [0.0, 0.6], [0.6, 1.0]
    assert spans(ax) == [pytest.approx(s) for s in (own_x, shared, shared, own_x, shared)]
    assert [image.get_extent()[0] for image in ax.images] == pytest.approx([1.0, 1.0])
    opacity = ax.images[0].get_array()[0, :, 3]
    assert opacity[0] == 1
    assert opacity[-1] == 0
    assert (opacity[1:] <= opacity[:-1]).all(), "it fades out to the right"
    assert names(ax)[1:] == [
        "H(bill)\nmixed: no entropy to scale",
        "H(species, bill)\nno entropy to scale",
    ]
    assert key(ax)[2] == "H(bill | species) open end"
    assert "a differential entropy, which depends on its unit" in " ".join(texts(ax)[-1].split())
    assert max(ax.get_xticks()) <= 1.0, "no scale where nothing is to scale"


def test_two_continuous_variables_show_what_they_share_alone(diagram: Any) -> None:
    ax = diagram(estimate(0.5, None, None))
    assert spans(ax) == [pytest.approx([0.0, 0.5])] * 3
    assert len(ax.images) == 4
    assert key(ax) == ["H(X | Y) open end", "I(X; Y) = 0.500 nats", "H(Y | X) open end"]


def test_a_negative_estimate_has_no_width_but_its_value(diagram: Any) -> None:
    ax = diagram(estimate(-0.002, 0.7, 1.0))
    assert [0.7, 0.7] in spans(ax)
    assert key(ax)[1] == "I(X; Y) = \N{MINUS SIGN}0.002 nats"
    assert "below zero" in texts(ax)[-1]


def test_an_estimate_above_the_entropy_is_said(diagram: Any) -> None:
    ax = diagram(estimate(1.02, 1.0, 1.1))
    assert key(ax)[0] == "H(X | Y) = \N{MINUS SIGN}0.020 nats"
    assert "above an entropy" in texts(ax)[-1]


@pytest.mark.parametrize(
    "result",
    [
        estimate(0.0, 0.0, 0.0),
        estimate(1.0, 1.0, 1.0),
        estimate(-0.1, None, None),
        estimate(0.0, None, None),
        estimate(1.02, 1.0, 1.0),
        estimate(0.003, 0.02, 5.3),
    ],
)
def test_extremes_are_drawn(diagram: Any, result: Any) -> None:
    ax = diagram(result, names=("a $ and a $", "x" * 100))
    assert all(inside(label, ax) for label in ax.get_yticklabels())
    assert min(bar.get_width() for bar in ax.patches) >= 0


def test_variables_and_their_result_give_one_picture(ax: Axes) -> None:
    x, y = ["a", "b", "c", "c"] * 25, [True, False, True, False] * 25
    plot_information(x, y, ax=ax, base=2)
    h_x, h_y = mu.entropy(x, base=2).value, mu.entropy(y, base=2).value
    assert (h_x, h_y) == (pytest.approx(1.5, abs=0.02), 1.0)
    shared = mu.mutual_information(x, y, base=2).value
    assert spans(ax)[0] == pytest.approx([0, h_x - shared])
    assert spans(ax)[3] == pytest.approx([h_x, h_x + h_y - shared])
    assert ax.get_xlabel() == "entropy (bits)"
    other = Figure().subplots()
    plot_information(mu.mutual_information(x, y, base=2), ax=other)
    assert spans(other) == spans(ax)
    assert names(other) == names(ax)


def test_what_does_not_belong_together_is_refused() -> None:
    result = mu.mutual_information([1, 2] * 20, [1, 2] * 20)
    with pytest.raises(MutuallyError, match="y: is needed"):
        plot_information([1, 2, 3])
    with pytest.raises(MutuallyError, match="base: is not used beside a result"):
        plot_information(result, base=2)
    with pytest.raises(MutuallyError, match="y: is not used beside a result"):
        plot_information(result, [1, 2])


def test_what_is_no_ranking_and_no_axes_is_one_message() -> None:
    with pytest.raises(MutuallyError, match=r"ranking: must be what .* got an int\.\nHint: plot_r"):
        plot_ranking(3)  # type: ignore[arg-type]
    wrong: Any = (3, [1], Figure())
    for ax in wrong:
        with pytest.raises(MutuallyError, match=r"ax: must be one matplotlib Axes; got an? "):
            plot_ranking(FOUR, ax=ax)  # type: ignore[arg-type]
        with pytest.raises(MutuallyError, match=r"ax: must be one matplotlib Axes; got an? "):
            plot_information([1.5, 2.5, 3.0, 4.5] * 5, [1, 2] * 10, ax=ax)
