"""The report: its size, what it holds, what it escapes, and what it refuses."""

from __future__ import annotations

import copy
import pickle
import re
from base64 import b64encode
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import made_rankings
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_reports import ODD_NAMES, ODD_TARGET, odd_table, ranked, table_of

import mutually as mu
from mutually.report import report_html
from mutually.report.words import name_of
from mutually.wording import readable

VOID = {"meta", "input", "br"}


class Checker(HTMLParser):
    """Collects tags, attributes and text, and complains where a tag is not closed in turn."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str, str | None]] = []
        self.words: list[str] = []
        self.feed(page)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(tag, name, value) for name, value in attrs]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(tag, name, value) for name, value in attrs]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())

    @property
    def ids(self) -> list[str]:
        return [value or "" for _, name, value in self.attributes if name == "id"]


@pytest.fixture(scope="module")
def fifty() -> mu.Ranking:
    return ranked(table_of(2000, 50))


# Size, and what is on the page.


@pytest.mark.parametrize("classes", [True, False])
@pytest.mark.parametrize("n", [2000, 4000])
def test_fifty_features_take_less_than_400_kb(n: int, classes: bool) -> None:
    page = report_html(ranked(table_of(n, 50, classes=classes)))
    assert len(page.encode()) < 400_000
    assert page.count('<details id="f') == 50


def test_two_thousand_features_have_fifty_panels() -> None:
    page = report_html(ranked(table_of(120, 2000, classes=False)))
    checked = Checker(page)
    assert checked.tags.count("details") == 50
    assert checked.tags.count("tr") == 2001
    assert len(page.encode()) < 2_000_000
    assert "The best 50 of 2,000 columns" in checked.text


def test_every_part_is_there(fifty: mu.Ranking) -> None:
    checked = Checker(report_html(fifty, panels=10))
    for part in ("answer", "bars", "table", "panels", "f1", "f10", "repeats", "reading", "method"):
        assert part in checked.ids
    assert "f11" not in checked.ids
    assert len(set(checked.ids)) == len(checked.ids)
    links = [v[1:] for t, name, v in checked.attributes if name == "href" and v]
    assert set(links) <= set(checked.ids), "every link leads somewhere"
    for words in ("mu.rank(table, target='target')", f"mutually {mu.__version__}", "Seed"):
        assert words in checked.text
    assert "q-values Benjamini" in checked.text


def test_a_table_is_told_to_screen_readers(fifty: mu.Ranking) -> None:
    checked = Checker(report_html(fifty))
    scopes = [value for _, name, value in checked.attributes if name == "scope"]
    assert scopes.count("row") == 50
    assert scopes.count("col") == 9
    assert checked.tags.count("caption") == 1
    roles = [t for t, name, value in checked.attributes if (name, value) == ("role", "img")]
    labels = [t for t, name, _ in checked.attributes if t == "svg" and name == "aria-label"]
    titled = re.findall(r'<svg[^>]*role="img"[^>]*>(<title>)?', report_html(fifty))
    assert len(roles) == len(labels) + sum(map(bool, titled))


def test_the_same_ranking_gives_the_same_bytes(tmp_path: Path) -> None:
    table = table_of(300, 8)
    one = ranked(table).report(tmp_path / "one.html")
    shuffled = dict(sorted(table.items(), reverse=True))
    other = ranked(shuffled, n_jobs=1).report(tmp_path / "other.html")
    assert one.read_bytes() == other.read_bytes().replace(b", n_jobs=1", b"")
    assert one.read_bytes() != ranked(table).report(tmp_path / "b.html", date="2 May").read_bytes()


def test_a_file_is_read_again(tmp_path: Path) -> None:
    file = tmp_path / "table.csv"
    file.write_text("a,y\n" + "\n".join(f"{at * 7 % 31},{at % 3}" for at in range(120)))
    page = report_html(ranked(str(file), "y"))
    assert "table.csv" in page
    assert page.count('<details id="f') == 1


# Nothing of the data is more than text, and nothing is asked for.


def check_policy(page: str) -> None:
    found = re.search(r'Content-Security-Policy" content="([^"]*)"', page)
    assert found is not None
    policy = found[1].replace("&#39;", "'")
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    for tag in ("style", "script"):
        (text,) = re.findall(rf"<{tag}>(.*?)</{tag}>", page, re.DOTALL)
        digest = b64encode(sha256(text.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy


def test_no_request_can_leave_the_page(fifty: mu.Ranking) -> None:
    for page in (report_html(fifty), report_html(ranked(odd_table(), ODD_TARGET))):
        check_policy(page)
        assert "://" not in page
        checked = Checker(page)
        assert {"img", "link", "iframe", "object", "embed", "base"}.isdisjoint(checked.tags)
        for _, name, value in checked.attributes:
            assert name not in ("src", "style", "srcset", "action", "xlink:href")
            assert not name.startswith("on")
            assert name != "href" or (value or "").startswith("#")
        assert "url(" not in page.replace("url(#fade-left)", "").replace("url(#fade-right)", "")


def test_odd_names_are_text_everywhere() -> None:
    ranking = ranked(odd_table(), ODD_TARGET)
    page = report_html(ranking, title="<b>title</b>", date="<i>date</i>")
    checked = Checker(page)
    assert checked.tags.count("script") == 1
    assert "img" not in checked.tags
    assert "<script>alert" not in page
    for name in ODD_NAMES:
        assert name_of(name).text in "".join(checked.words)
    assert "<b>title</b>" in checked.text
    assert "<i>date</i>" in checked.text


@settings(max_examples=60)
@given(st.lists(st.text(max_size=40), min_size=3, max_size=3, unique=True), st.text(max_size=20))
def test_no_name_changes_the_page(names: list[str], label: str) -> None:
    def page(first: str, second: str, target: str, other: str) -> Checker:
        y = np.arange(60) % 2
        table = {
            first: (np.arange(60) * 7 % 31) / 7 + y,
            second: np.where(np.arange(60) % 3, other, "plain"),
            target: y,
        }
        return Checker(report_html(ranked(table, target)))

    label = label + "?"
    plain, odd = page("n1", "n2", "t", "label"), page(*names, label)
    # A name that is cut has a title, in a picture as a tag; names may also change the order.
    assert sorted(t for t in odd.tags if t != "title") == sorted(
        t for t in plain.tags if t != "title"
    )
    words = "".join(odd.words)
    for name in names:
        assert name_of(name).text in words


@given(st.text(max_size=400), st.text(max_size=400))
def test_nor_does_any_other_text_of_a_ranking(name: str, text: str) -> None:
    rows = [made_rankings.row(name, 0.5, warning=text, reason=text, estimator=text)]
    ranking = made_rankings.ranking(*rows, target=name, warnings=(text,), skipped={name: text})
    checked = Checker(report_html(ranking, pictures=False, title=text, date=text))
    plain = made_rankings.row("a", 0.5, warning="b" * bool(text), reason="b")
    same = made_rankings.ranking(plain, warnings=("b",), skipped={"a": "b"})
    assert checked.tags == Checker(report_html(same, pictures=False, title="t", date="d")).tags
    assert " ".join(readable(text).split()) in checked.text


# Rankings of all forms.


def test_an_empty_ranking_has_a_page(tmp_path: Path) -> None:
    table = {"id": [f"row {at}" for at in range(40)], "one": [1] * 40, "y": [0, 1] * 20}
    path = ranked(table, "y").report(tmp_path / "report.html")
    checked = Checker(path.read_text(encoding="utf-8"))
    assert "No column could be ranked" in checked.text
    assert "every value is different: it names its rows" in checked.text
    assert {"table", "panels", "bars"}.isdisjoint(checked.ids)


@pytest.mark.parametrize(
    "options",
    [
        {"inference": False},
        {"base": 2},
        {"given": ["species"]},
        {"given": np.arange(344) % 5},
        {"features": [["bill_length_mm", "sex"], "sex", "year"]},
        {"missing": "category"},
        {"discrete": ["flipper_length_mm"]},
        {"circular": {"bill_length_mm": 60, "body_mass_g": 7000}, "given": ["sex"]},
        {"circular": {"bill_length_mm": 60}, "features": [["bill_length_mm", "sex"], "year"]},
        {"weights": "year"},
        {"weights": np.arange(344) % 3, "weight_type": "frequency"},
        {"weights": "year", "given": ["sex"]},
        {"rng": 7},
        {"n_neighbors": 5},
        {"time": "year", "features": ["sex"]},
        {"features": ["sex"], "estimator": "ross"},
    ],
    ids=lambda options: next(iter(options)),
)
def test_every_way_to_rank_has_a_report(options: dict[str, Any]) -> None:
    if "time" in options:
        options = {**options, "time": None, "blocks": "island"}
    ranking = ranked("penguins", "body_mass_g", **options)
    checked = Checker(report_html(ranking))
    assert checked.tags.count("details") == len(ranking)
    assert ("q-values" in checked.text) == (ranking.alpha is not None)


def test_a_target_of_values_and_times_and_booleans_have_pictures() -> None:
    rng = np.random.default_rng(0)
    y = rng.normal(size=200)
    days = np.datetime64("2024-01-01") + np.rint(10 * y).astype("timedelta64[D]")
    table = {"days": days, "flag": y > 0, "big": 2**62 + rng.integers(0, 2**61, 200)}
    checked = Checker(report_html(ranked(table, y)))
    assert checked.tags.count("figure") == 6
    assert "What tells about target?" in checked.text
    assert "first" in checked.words


def test_of_large_tables_a_sample_is_drawn_and_it_is_said() -> None:
    rng = np.random.default_rng(0)
    x = rng.normal(size=30_000)
    table = {"x": x, "z": x + rng.normal(size=30_000), "y": rng.normal(size=30_000)}
    text = Checker(report_html(ranked(table, "y"))).text
    assert "Of 20,000 rows, chosen by a hash" in text
    assert "of 20,000 of the 30,000 rows" in text


def test_without_pictures_no_value_is_shown() -> None:
    table = {"secret": ["Anna", "Boris"] * 50, "y": [0, 1] * 50}
    ranking = ranked(table, "y")
    assert "Anna" in report_html(ranking)
    page = report_html(ranking, pictures=False)
    assert "Anna" not in page
    assert page.count('<details id="f') == 1
    assert 'class="pic"' not in page
    assert 'class="spark"' not in page


def test_partners_are_columns_that_repeat_each_other() -> None:
    rng = np.random.default_rng(0)
    x = rng.normal(size=500)
    table = {"x": x, "copy": x + 0.3 * rng.normal(size=500), "noise": rng.normal(size=500)}
    text = Checker(report_html(ranked({**table, "y": x + rng.normal(size=500)}, "y"))).text
    assert re.search(r"Closest to it: copy \(\d\.\d+ nats, as a correlation of 0\.9\d\)", text)
    assert "No other of the 3 columns that were compared repeats it." in text


# What was pickled, and what has changed.


def test_a_pickled_ranking_needs_its_table() -> None:
    table = table_of(300, 4)
    ranking = ranked(table)
    for lost in (pickle.loads(pickle.dumps(ranking)), copy.deepcopy(ranking)):
        with pytest.raises(mu.MutuallyError, match=r"table: is needed") as caught:
            report_html(lost)
        assert "table=..." in str(caught.value)
        assert report_html(lost, table=table) == report_html(ranking)
        assert "mu.rank(table" in report_html(lost, pictures=False)


def test_a_table_that_has_changed_is_refused() -> None:
    table = table_of(300, 4)
    ranking = ranked(table)
    table["feature 0"][:100] = 0.0
    with pytest.raises(mu.MutuallyError, match=r"table: must hold what was ranked: 'feature 0'"):
        report_html(ranking)


def test_another_table_is_refused() -> None:
    table = table_of(300, 4)
    ranking = ranked(table)
    fewer = {name: column[:200] for name, column in table.items()}
    with pytest.raises(mu.MutuallyError, match="must have the 300 rows that were ranked; got 200"):
        report_html(ranking, table=fewer)
    without = {name: column for name, column in table.items() if name != "feature 1"}
    with pytest.raises(mu.MutuallyError, match="none called 'feature 1'"):
        report_html(ranking, table=without)
    del without["target"]
    with pytest.raises(mu.MutuallyError, match="must have a column 'target', the target"):
        report_html(ranking, table=without)


def test_a_target_of_values_is_found_again_by_its_name() -> None:
    table = table_of(300, 3)
    y = table.pop("target")
    ranking = ranked(table, y)
    lost = pickle.loads(pickle.dumps(ranking))
    with pytest.raises(mu.MutuallyError, match="add the target's values as a column"):
        report_html(lost, table=table)
    assert report_html(lost, table={**table, "target": y}) == report_html(ranking)


def test_a_ranking_with_lags_has_a_page_without_pictures() -> None:
    rng = np.random.default_rng(0)
    x = rng.normal(size=400)
    y = np.roll(x, 2) + 0.5 * rng.normal(size=400)
    ranking = ranked({"x": x, "y": y}, "y", lags=range(4), inference=False)
    text = Checker(report_html(ranking)).text
    assert "Pictures are not drawn for a ranking with lags." in text
    assert "It tells most at lag 2" in text


def test_weights_that_were_values_are_lost_in_a_pickle() -> None:
    table = table_of(300, 3)
    lost = pickle.loads(pickle.dumps(ranked(table, weights=np.linspace(1, 2, 300))))
    with pytest.raises(mu.MutuallyError, match="weights: are needed"):
        report_html(lost, table=table)
    named = ranked({**table, "w": np.linspace(1, 2, 300)}, weights="w")
    kept = pickle.loads(pickle.dumps(named))
    again = report_html(kept, table={**table, "w": np.linspace(1, 2, 300)})
    assert again == report_html(named)
    assert "Each row counts once here" in again


# Parameters and files.


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"panels": -1}, "panels: must be a whole number"),
        ({"panels": True}, "panels: must be a whole number"),
        ({"title": 3}, "title: must be a text"),
        ({"date": 2024}, "date: must be a text"),
        ({"table": 3}, "table: must be a dataframe"),
    ],
)
def test_what_is_refused(options: dict[str, Any], words: str) -> None:
    with pytest.raises(mu.MutuallyError, match=words):
        report_html(ranked("penguins", "species"), **options)


def test_where_it_cannot_be_written(tmp_path: Path) -> None:
    ranking = ranked("penguins", "species")
    with pytest.raises(mu.MutuallyError, match="path: must name a file"):
        ranking.report(tmp_path)
    with pytest.raises(mu.MutuallyError, match="path: needs a folder that exists"):
        ranking.report(tmp_path / "no" / "report.html")
    path = ranking.report(str(tmp_path / "r.html"), panels=0, title="Penguins")
    assert path == tmp_path / "r.html"
    checked = Checker(path.read_text(encoding="utf-8"))
    assert "Penguins" in checked.words
    assert "details" not in checked.tags


def test_jinja_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "jinja2", None)
    with pytest.raises(mu.MutuallyError, match=r"pip install 'mutually\[report\]'"):
        report_html(ranked("penguins", "species"))
