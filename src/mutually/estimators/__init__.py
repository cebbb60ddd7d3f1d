"""Estimators by name: one paper, one function, one file."""

from __future__ import annotations

from typing import NamedTuple


class Entry(NamedTuple):
    """What an estimator serves."""

    x: str
    y: str
    paper: str


# Which estimator serves which kinds of scalars. "any" includes mixed variables.
INFORMATION = {
    "auto": Entry("any", "any", "chain rule over atoms; chance_corrected, ross and ksg within"),
    "chance_corrected": Entry("discrete", "discrete", "ours; Vinh 2010, Chao 2013 within"),
    "ksg": Entry("continuous", "continuous", "Kraskov, Stögbauer & Grassberger 2004"),
    "plugin": Entry("discrete", "discrete", "Shannon 1948"),
    "ross": Entry("one discrete", "one continuous", "Ross 2014"),
}

ENTROPY = {
    "auto": Entry("any", "", "chao_wang_jost with a bound for discrete, spacing for continuous"),
    "chao_wang_jost": Entry("discrete", "", "Chao, Wang & Jost 2013"),
    "kozachenko_leonenko": Entry("continuous", "", "Kozachenko & Leonenko 1987"),
    "plugin": Entry("discrete", "", "Shannon 1948"),
    "spacing": Entry("continuous", "", "Vasicek 1976"),
}
