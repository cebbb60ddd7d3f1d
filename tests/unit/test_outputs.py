"""Files appear whole or not at all."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

import pytest

from mutually.cli.outputs import check_place, written_together
from mutually.errors import MutuallyError


def write_and_fail(path: Path, error: Exception) -> None:
    with written_together() as stage:
        stage(path).write_text("new")
        raise error


def test_files_appear_together_at_the_end(tmp_path: Path) -> None:
    one, two = tmp_path / "one.txt", tmp_path / "two.txt"
    with written_together() as stage:
        stage(one).write_text("1")
        stage(two).write_text("2")
        assert not one.exists()
        assert not two.exists()
    assert (one.read_text(), two.read_text()) == ("1", "2")
    assert len(list(tmp_path.iterdir())) == 2


def test_after_an_error_all_is_as_it_was(tmp_path: Path) -> None:
    one = tmp_path / "one.txt"
    one.write_text("old")
    with pytest.raises(RecursionError):
        write_and_fail(one, RecursionError())
    assert one.read_text() == "old"
    assert list(tmp_path.iterdir()) == [one]


def test_what_the_system_refuses_is_one_clear_error(tmp_path: Path) -> None:
    one = tmp_path / "one.txt"
    with pytest.raises(MutuallyError, match=r"one.txt: cannot be written; got No space left"):
        write_and_fail(one, OSError(errno.ENOSPC, "No space left on device"))
    assert list(tmp_path.iterdir()) == []


def test_a_replaced_file_keeps_its_permissions_and_a_link_stays_a_link(tmp_path: Path) -> None:
    real, link = tmp_path / "real.txt", tmp_path / "link.txt"
    real.write_text("old")
    real.chmod(0o640)
    link.symlink_to(real)
    with written_together() as stage:
        stage(link).write_text("new")
    assert link.is_symlink()
    assert real.read_text() == "new"
    assert stat.S_IMODE(real.stat().st_mode) == 0o640


def test_a_device_is_written_to_and_not_replaced(tmp_path: Path) -> None:
    device = Path(os.devnull)
    check_place("--output", device)
    with written_together() as stage:
        assert stage(device) == device
    assert not device.is_file()


def test_places_are_checked_before_the_work(tmp_path: Path) -> None:
    check_place("--plot", tmp_path / "new.png")
    with pytest.raises(MutuallyError, match="--plot: must name a file; got the folder"):
        check_place("--plot", tmp_path)
    with pytest.raises(MutuallyError, match=r"(?s)--plot: needs a folder that exists.*mkdir -p"):
        check_place("--plot", tmp_path / "no folder" / "new.png")
