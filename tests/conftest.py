"""How hypothesis draws its examples: the same ones on every run, unless fresh ones are asked for.

`make fresh-seeds` asks for them; a failure then prints the line that repeats it. There is no
deadline per example, since a shared machine may stop for longer than any of them takes.
"""

from __future__ import annotations

import os
import signal

import pytest
from hypothesis import settings

# The threads of BLAS and OpenMP, one for each core in each process of `pytest -n auto`, wait for
# each other in busy loops, which keep the cores from all others. Both read this when NumPy and
# scikit-learn are first imported, which no test has done yet; processes that they start inherit it.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OMP_WAIT_POLICY", "passive")

# What a shell starts in the background ignores Ctrl-C, and so does all that is started from there:
# tests that interrupt themselves or their children would wait for ever.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# Where these helpers assert, a failure shows the values as it does in a test.
pytest.register_assert_rewrite("command_line", "reading", "table_files")

settings.register_profile("fixed", derandomize=True, database=None, deadline=None)
# Under the sanitizers every example costs ten times as much.
settings.register_profile("few", derandomize=True, database=None, deadline=None, max_examples=20)
settings.register_profile("fresh", derandomize=False, deadline=None, print_blob=True)
settings.load_profile("fixed")
