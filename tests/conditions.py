"""Columns and conditions for the tests of information given something."""

from __future__ import annotations

import numpy as np
from drawn_columns import columns_of_all_kinds

import mutually as mu

COLUMNS = columns_of_all_kinds(300)
del COLUMNS["many labels"]
VECTOR = {name: COLUMNS[name] for name in ("labels", "mixed", "continuous")}


def information(x, y, z=None, **options):
    return mu.mutual_information(x, y, given=z, **options)


def triple_of(names):
    noise = np.random.default_rng(2).normal(size=300)
    known = {
        **COLUMNS,
        "noise": noise,
        "noisy": COLUMNS["continuous"] + noise,
        "labels of noise": np.where(noise > 0.3, "a", "b"),
        "both": {"n": noise, "l": np.arange(300) % 2},
        "vector": VECTOR,
    }
    return [known[name] for name in names]
