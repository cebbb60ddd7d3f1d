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
    "chao_shen": Entry("discrete", "discrete", "Chao & Shen 2003"),
    "chao_wang_jost": Entry("discrete", "discrete", "Chao, Wang & Jost 2013"),
    "grassberger": Entry("discrete", "discrete", "Grassberger 2003"),
    "ksg": Entry("continuous", "continuous", "Kraskov, Stögbauer & Grassberger 2004"),
    "miller_madow": Entry("discrete", "discrete", "Miller 1955"),
    "nsb": Entry("discrete", "discrete", "Nemenman, Shafee & Bialek 2002"),
    "plugin": Entry("discrete", "discrete", "Shannon 1948"),
    "ross": Entry("one discrete", "one continuous", "Ross 2014"),
    "shrinkage": Entry("discrete", "discrete", "Hausser & Strimmer 2009"),
}

ENTROPY = {
    "auto": Entry("any", "", "chao_wang_jost with a bound for discrete, spacing for continuous"),
    "chao_shen": Entry("discrete", "", "Chao & Shen 2003"),
    "chao_wang_jost": Entry("discrete", "", "Chao, Wang & Jost 2013"),
    "grassberger": Entry("discrete", "", "Grassberger 2003"),
    "kozachenko_leonenko": Entry("continuous", "", "Kozachenko & Leonenko 1987"),
    "miller_madow": Entry("discrete", "", "Miller 1955"),
    "nsb": Entry("discrete", "", "Nemenman, Shafee & Bialek 2002"),
    "plugin": Entry("discrete", "", "Shannon 1948"),
    "shrinkage": Entry("discrete", "", "Hausser & Strimmer 2009"),
    "spacing": Entry("continuous", "", "Vasicek 1976"),
}
