"""How many threads a number of jobs means."""

from __future__ import annotations

import pytest

from mutually import threads
from mutually.errors import MutuallyError


@pytest.fixture(autouse=True)
def eight_cores(monkeypatch):
    monkeypatch.setattr(threads, "allotted_cores", lambda: 8)
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)


def test_none_is_all_cores_up_to_the_cap_of_the_process_pool(monkeypatch):
    assert threads.resolve_workers(None) == 8
    for text, expected in {"2": 2, "64": 8, "3,2": 3, "": 8, "many": 8, "0": 8}.items():
        monkeypatch.setenv("OMP_NUM_THREADS", text)
        assert threads.resolve_workers(None) == expected


def test_numbers_are_taken_as_in_joblib(monkeypatch):
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    assert [threads.resolve_workers(n) for n in (1, 5, 20, -1, -2, -99)] == [1, 5, 20, 8, 7, 1]


@pytest.mark.parametrize("n_jobs", [0, 2.0, True, "2"])
def test_anything_else_is_refused(n_jobs):
    with pytest.raises(MutuallyError, match="n_jobs: must be None or a whole number"):
        threads.resolve_workers(n_jobs)


def test_a_control_groups_quota_counts(monkeypatch, tmp_path):
    monkeypatch.undo()
    quota = tmp_path / "cpu.max"
    monkeypatch.setattr(threads, "_CPU_MAX", quota)
    for text in ("150000 100000", "max 100000", "broken"):
        quota.write_text(text)
        threads.allotted_cores.cache_clear()
        cores = threads.allotted_cores()
        assert cores <= 2 if text.startswith("15") else cores >= 1
    threads.allotted_cores.cache_clear()
