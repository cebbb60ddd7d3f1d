"""Files that are not there or cannot be read: one message that says why."""

from __future__ import annotations

import gzip
import os
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet
from table_files import csv

from mutually.datasets import EXAMPLES
from mutually.errors import MutuallyError
from mutually.tables.files import read_file


def test_what_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(MutuallyError, match="must be a file that is there; got no such file in"):
        read_file(tmp_path / "none.csv")
    csv(tmp_path, "a\n1\n")
    with pytest.raises(MutuallyError, match=r"Hint: did you mean 'table\.csv'\?"):
        read_file(tmp_path / "tables.csv")
    with pytest.raises(MutuallyError, match=r"got no folder '.*none'"):
        read_file(tmp_path / "none" / "table.csv")
    with pytest.raises(
        MutuallyError, match=r"file '.*': must match at least one file; got no match"
    ):
        read_file(tmp_path / "none*.csv")
    with pytest.raises(MutuallyError) as caught:
        read_file("pinguins")
    assert "or one of the examples; got neither" in str(caught.value)
    assert all(name in str(caught.value) for name in EXAMPLES)


@pytest.mark.skipif(os.name == "nt", reason="devices and links of this kind")
def test_what_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(MutuallyError, match=r"must be a file; got a device or a pipe\.\nHint: "):
        read_file("/dev/null")
    link = tmp_path / "dangling.csv"
    link.symlink_to(tmp_path / "gone.csv")
    with pytest.raises(MutuallyError, match=r"got a link to '.*gone\.csv', which is not there"):
        read_file(link)


def test_a_folder(tmp_path: Path) -> None:
    (tmp_path / "data.csv").mkdir()
    with pytest.raises(MutuallyError, match=r"must be a file; got a folder.\nHint: .*\*\.parquet"):
        read_file(tmp_path / "data.csv")


@pytest.mark.parametrize("name", ["table.xlsx", "table", "table.json", "csv"])
def test_an_unknown_ending(name: str, tmp_path: Path) -> None:
    with pytest.raises(MutuallyError, match=r"must end in \.csv, .*\.parquet, \.pq; got "):
        read_file(csv(tmp_path, "a\n1\n", name))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "must begin with a line that holds the column names; got an empty file"),
        (b"\n\na,b\n1,2\n", "must begin with a line that holds the column names; got an empty li"),
        (b"a,b\n", "must hold at least one row; got the names of columns only"),
        (b"a,b", "must hold at least one row; got the names of columns only"),
        (b"a,b\n1,2\n3\n", "as in its header, 2; got 1 in the row that ends on line 3"),
        (b"a,b\n1,2\n3,4,5\n", "as in its header, 2; got 3 in the row that ends on line 3"),
        (b"a,b\n1,2,3\n3,4,5\n", "as in its header, 2; got 3 in .* line 2"),
        (b"# title\na,b\n1,2\n", "as in its header, 1; got 2 in .* line 2"),
        (b"a,b\n" + b"1,2\n" * 30_000 + b"3\n", "as in its header, 2; got 1 in .* line 30002"),
        (b'a,b\n1,"2\n3,4\n', "must be a file that DuckDB can read"),
        (b"a,b\n1,\xe9\n", "UTF-8|utf-8"),
        (b"\xe9,b\n1,2\n", r"must be text in UTF-8; got the byte 0xe9\.\nHint: .* -f latin1"),
        (b"\xff\xfea\x00,\x00", r"must be text in UTF-8; .*\nHint: .* iconv -f utf-16 -t utf8"),
        ("\ufeffa,b\n1,2\n".encode("utf-16-be"), "iconv -f utf-16 -t utf8"),
        (b"PAR1\x00\x01\x02\xff" * 50, r"must be text in UTF-8; .*\nHint: .* it is no text file"),
        (b"PK\x03\x04\x00\x00,b\n1,2\n", r"a NUL byte in its first line\.\nHint: .* no text"),
    ],
)
def test_bad_csv_files(content: bytes, said: str, tmp_path: Path) -> None:
    path = csv(tmp_path, content)
    with pytest.raises(MutuallyError, match=said) as caught:
        read_file(path)
    assert str(caught.value).startswith("file ")
    assert str(path) in str(caught.value)


@pytest.mark.parametrize(
    "content", [b"", b"PAR1", b"no parquet at all", b"PAR1" + b"\x00" * 99 + b"PAR1"]
)
def test_bad_parquet_files(content: bytes, tmp_path: Path) -> None:
    with pytest.raises(MutuallyError, match="must be a file that DuckDB can read; got ") as caught:
        read_file(csv(tmp_path, content, "t.parquet"))
    assert len(str(caught.value).splitlines()) <= 2


def test_a_parquet_file_that_breaks_off_in_its_middle(tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    parquet.write_table(pa.table({"x": [1.5] * 10_000}), path)
    content = bytearray(path.read_bytes())
    content[4:40] = b"\xff" * 36
    path.write_bytes(bytes(content))
    with pytest.raises(MutuallyError, match="must be a file that DuckDB can read"):
        read_file(path).column("x")


def test_a_parquet_file_without_rows(tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    parquet.write_table(pa.table({"x": pa.array([], pa.int64())}), path)
    with pytest.raises(MutuallyError, match="must hold at least one row"):
        read_file(path)


def test_bad_packed_files(tmp_path: Path) -> None:
    with pytest.raises(MutuallyError, match="must be a file that can be read; got "):
        read_file(csv(tmp_path, b"a,b\n1,2\n", "t.csv.gz"))
    with pytest.raises(MutuallyError, match=r"must be a file that can be read|DuckDB can read"):
        read_file(csv(tmp_path, gzip.compress(b"a,b\n1,2\n" * 99)[:-9], "t.csv.gz"))


@pytest.mark.skipif(os.name == "nt" or os.getuid() == 0, reason="root may read every file")
def test_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    path = csv(tmp_path, "a\n1\n")
    path.chmod(0)
    with pytest.raises(MutuallyError, match="must be a file that can be read"):
        read_file(path)
