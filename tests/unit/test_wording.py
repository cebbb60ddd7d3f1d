"""How names and numbers are written for people."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mutually.wording import decimals, number, readable, share, some


@given(st.text(), st.integers(5, 40))
def test_a_readable_name_is_one_printable_line_of_the_width(name: str, width: int) -> None:
    text = readable(name, width)
    assert len(text) <= width
    assert all(c.isprintable() or c in "\u00a0\u3000" for c in text)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("bill_length_mm", "bill_length_mm"),
        ("naïve 中文 ☃", "naïve 中文 ☃"),
        ("a\nb\tc", r"a\nb\tc"),
        ("\x1b[31mred", r"\x1b[31mred"),
        ("\u202eright to left", r"\u202eright to left"),
        ("\ud800", r"\ud800"),
        (3, "3"),
        (("a", 1), "('a', 1)"),
        (None, "None"),
    ],
)
def test_names_of_all_sorts(name: object, text: str) -> None:
    assert readable(name) == text


def test_a_long_name_keeps_both_ends() -> None:
    assert readable("abcdefghij", 10) == "abcdefghij"
    assert readable("abcdefghijk", 10) == "abcde…hijk"


@given(st.floats(-1e9, 1e9))
def test_zero_has_no_sign(value: float) -> None:
    text = number(value, 3)
    assert text != "-0.000"
    # Half of the last place, which may be rounded itself.
    assert float(text) == pytest.approx(value, abs=5e-4 + 1e-15 * abs(value))


def test_decimals_pass_over_what_is_not_finite() -> None:
    assert decimals([math.nan, math.inf, 0.05]) == 4
    assert decimals([]) == decimals([math.nan]) == decimals([0.0]) == 3
    assert decimals([1e-12]) == 6


def test_share_is_percent_for_a_discrete_target_only() -> None:
    assert share(0.5, "discrete") == "50.0 %"
    assert share(-0.0001, "discrete") == "0.0 %"
    assert share(0.5, "continuous") == share(0.5, "mixed") == "0.500"
    assert share(math.nan, "discrete") == "nan"


def test_some_counts_what_it_leaves_out() -> None:
    assert some([]) == ""
    assert some(["a"]) == "a"
    assert some(range(5), 2) == "0, 1 and 3 more"
