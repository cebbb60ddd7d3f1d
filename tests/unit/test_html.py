"""The HTML of results and rankings in a notebook."""

from __future__ import annotations

import math
import re
from html.parser import HTMLParser
from types import SimpleNamespace
from typing import Any

import made_rankings
import pytest
from made_rankings import ranking

import mutually as mu
from mutually.results.html import (
    MOST_ROWS,
    comparison_html,
    network_html,
    ranking_html,
    result_html,
)
from mutually.results.networks import Edge, Network
from mutually.results.ranked import RankedFeature

EVIL = "<script>alert('1')</script>&\"x\""


class Checker(HTMLParser):
    """Collects tags and text, and complains where a tag is not closed in turn."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.words: list[str] = []
        self.feed(page)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def row(name: Any, mi: float, warning: str = "") -> RankedFeature:
    return made_rankings.row(name, mi, normalized=mi, warning=warning, reason=EVIL)


def test_a_ranking_is_a_table_with_bars_in_proportion() -> None:
    page = ranking_html(ranking(row("a", 0.8), row("b", 0.2), row("c", -0.1), row("d", math.nan)))
    checked = Checker(page)
    assert checked.tags.count("tr") == 5
    assert re.findall(r"width:([\d.]+)%", page) == ["100.0", "25.0", "0.0", "0.0"]
    words = " ".join(checked.words)
    for part in ("What each column tells about species", "344 rows", "80.0 %", "-0.100", "nan"):
        assert part in words


def test_intervals_and_q_values_stand_beside_the_values() -> None:
    known = {"low": 0.3, "high": 0.5, "pvalue": 0.001, "qvalue": 0.002, "pvalue_method": EVIL}
    rows = (made_rankings.row("a", 0.4, **known), made_rankings.row("b", 0.1))
    page = ranking_html(ranking(*rows, alpha=0.05))
    checked = Checker(page)
    assert {"interval", "q", "0.300 to 0.500", "0.002", "nan"} <= set(checked.words)
    assert "1 of 2 features tell something" in page
    assert "p = 0.001, &lt;script" in page, "how it was found is said where the mouse is"
    assert "interval" not in ranking_html(ranking(*rows))


def test_everything_is_escaped() -> None:
    page = ranking_html(
        ranking(row(EVIL, 0.1, EVIL), target=EVIL, skipped={EVIL: EVIL}, target_kind=EVIL)
    )
    checked = Checker(page)
    assert "script" not in checked.tags
    assert "<script" not in page
    assert page.count("&lt;script&gt;") >= 6


def test_it_reads_on_light_and_dark_pages() -> None:
    page = ranking_html(ranking(row("a", 0.8)))
    assert not re.search(r"(?<![\w-])color\s*:", page), "the colour of text is the page's"
    assert "#fff" not in page
    assert "http" not in page, "nothing is loaded"


def test_a_long_ranking_is_cut_and_says_so() -> None:
    page = ranking_html(ranking(*(row(f"f{i}", 1.0) for i in range(200))))
    assert Checker(page).tags.count("tr") == MOST_ROWS + 1
    assert len(page.splitlines()) <= 60
    assert f"The best {MOST_ROWS} of 200 features" in page


def test_what_was_set_aside_is_named() -> None:
    skipped = {f"c{i}": "constant" for i in range(12)}
    page = ranking_html(ranking(skipped=skipped))
    assert "Set aside: c0 (constant), c1 (constant)" in page
    assert "and 4 more." in page


@pytest.mark.parametrize("warnings", [(), (EVIL,)])
def test_a_result_is_a_table_of_its_facts(warnings: tuple[str, ...]) -> None:
    facts = {
        "value": 0.123456789, "base": None, "unit": "nats", "n": 100, "estimator": "<ksg>",
        "x_kind": "discrete", "warnings": warnings,
    }  # fmt: skip
    result: Any = SimpleNamespace(
        value=0.123456789, unit="nats", warnings=warnings, known=lambda: facts
    )
    page = result_html(result)
    words = Checker(page).words
    assert "0.123457 nats" in words
    assert "x kind" in words
    assert "base" not in words
    assert (EVIL in words) == bool(warnings)
    assert len(page.splitlines()) <= 60


def test_real_results_have_html() -> None:
    found = mu.mutual_information(["a", "b"] * 50, [1.5, 2.5] * 50)
    assert f"{found.value:.6g} nats" in Checker(found._repr_html_()).words
    assert "Entropy" in Checker(mu.entropy(["a", "b"] * 50)._repr_html_()).words
    table = Checker(mu.rank("penguins", "species")._repr_html_())
    assert table.tags.count("tr") == 8


def test_a_comparison_is_a_table_of_its_facts() -> None:
    y = ["a", "b", "c"] * 30
    found = mu.compare(*(mu.mutual_information(x, y) for x in (y[:45] + y[:45], [1, 2] * 45)))
    checked = Checker(comparison_html(found))
    assert found._repr_html_() == comparison_html(found)
    assert checked.tags.count("tr") == 6
    words = " ".join(checked.words)
    assert f"{found.difference:.6g} nats" in words
    assert f"{found.confidence_interval().low:.6g}" in words


@pytest.mark.parametrize("count", [0, 3, MOST_ROWS + 1])
def test_a_network_is_a_table_of_its_heaviest_edges(count: int) -> None:
    names = [EVIL, *range(count)]
    edges = [Edge(EVIL, name, 1.0 + name, 0.1, math.nan if name else 0.03) for name in names[1:]]
    network = Network(names, edges, "aracne", "nats", dict)
    page = network._repr_html_()
    checked = Checker(page)
    assert page == network_html(network)
    assert "script" not in checked.tags
    assert checked.tags.count("tr") == 1 + min(count, MOST_ROWS)
    assert ("to_frame() has all" in page) == (count > MOST_ROWS)
    assert ("0.030" in checked.words) == (0 < count <= MOST_ROWS)  # The lightest stands last.
