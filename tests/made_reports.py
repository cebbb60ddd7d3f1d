"""Rankings of made tables, for the tests of the report."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np

import mutually as mu

ODD_NAMES = [
    "<script>alert(1)</script>", "\"quotes\" & 'more' </title>", "-->",
    "</style><svg onload=alert(1)>", "温度传感器的平均值", "درجة الحرارة", "שלום", "🐧🌡️", "x" * 300,
    "many words " * 30,
    "two\nlines\ttab", "{{ 7 * 7 }}", "javascript:alert(1)", "\u202eright to left", "lone \ud800",
    "", "   ", "a' onmouseover='alert(1)", "100 %", "</script><script>alert(2)</script>",
]  # fmt: skip
ODD_TARGET = '<i>target</i> "y" \''


def table_of(n: int, columns: int, *, classes: bool = True, seed: int = 0) -> dict[str, Any]:
    """Make a table of columns of all kinds, the first of which tell most; a few miss values."""
    rng = np.random.default_rng(seed)
    y = rng.normal(size=n)
    table: dict[str, Any] = {}
    for at in range(columns):
        column = max(0.0, 1 - 2 * at / columns) * y + rng.normal(size=n)
        form = at % 5
        if form == 1:
            column = np.abs(column) * rng.choice([-1, 1], n)
        elif form == 2:
            column = np.array(list("abcdefghij"))[np.digitize(column, np.linspace(-2, 2, 9))]
        elif form == 3:
            column = np.where(rng.random(n) < 0.4, 0, np.exp(column))
        elif form == 4:
            column = np.where(rng.random(n) < 0.1, np.nan, column)
        table[f"feature {at}"] = column
    words = np.array(["low", "middle", "high"])[np.digitize(y, [-0.5, 0.5])]
    return {**table, "target": words if classes else y}


def odd_table() -> dict[str, Any]:
    """Make a table whose names and labels are hard to write."""
    rng = np.random.default_rng(1)
    y = rng.integers(0, 4, 400)
    labels = np.array(["<b>bold</b>", "好", "</svg><script>", "z" * 80])
    table: dict[str, Any] = {}
    for at, name in enumerate(ODD_NAMES):
        noise = rng.normal(size=400) * (at + 1) / 4
        table[name] = labels[(y + (rng.random(400) < 0.05 * at)) % 4] if at % 3 == 0 else y + noise
    classes = np.array(["<img src=x onerror=alert(1)>", "是", "نعم", "w" * 60])
    return {**table, ODD_TARGET: classes[y]}


def ranked(table: Any, target: Any = "target", **options: Any) -> mu.Ranking:
    """Rank without the warnings, which stand in the ranking."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", mu.MutuallyWarning)
        return mu.rank(table, target, **options)
