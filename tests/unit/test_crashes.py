"""What once crashed the process, each in a process of its own."""

from __future__ import annotations

import subprocess
import sys

import pytest

CRASH = """
import faulthandler
import numpy as np
import mutually as mu
x, y, z = np.random.default_rng(0).integers(0, 3, (3, 300))
for _ in range(9):  # What lies behind an empty matrix decides whether it crashes.
    mu.mutual_information(x, y, estimator={estimator!r})
"""


@pytest.mark.parametrize("estimator", ["frenzel_pompe", "gao", "k_ensemble", "mesner_shalizi"])
def test_estimators_for_any_kinds_serve_two_discrete_variables(estimator):
    """In a process of its own, since it is a segmentation fault; a refusal would be fine."""
    script = CRASH.format(estimator=estimator)
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, timeout=60)
    assert done.returncode >= 0
