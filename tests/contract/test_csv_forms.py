"""How a CSV file may be written: delimiters, line ends, quotes, packing."""

from __future__ import annotations

import gzip
from csv import writer as csv_writer
from pathlib import Path

import pytest
from table_files import csv, read

from mutually.tables.files import read_file


def test_a_line_break_in_a_field_and_a_windows_file(tmp_path: Path) -> None:
    path = csv(tmp_path, 'a,b\r\n"x\ny",1\r\nz,2\r\n')
    assert read(path) == {"a": ("label", ["x\ny", "z"]), "b": ("integer", [1, 2])}


@pytest.mark.parametrize("end", ["\r\n", "\n"])
@pytest.mark.parametrize("name", ["two\nlines", "two\r\nlines", "one line"])
def test_line_ends_inside_quotes_are_part_of_names_and_values(
    tmp_path: Path, end: str, name: str
) -> None:
    path = tmp_path / "lines.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv_writer(file, lineterminator=end)
        writer.writerows([[name, "text"], *([i, "a\nb" if i % 2 else "c"] for i in range(30))])
    table = read_file(path)
    assert table.names == (name, "text")
    assert table.column(name).values.tolist() == list(range(30))
    assert set(table.column("text").levels) == {"a\nb", "c"}


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("name", ["t.csv", "t.tsv", "t.TXT"])
def test_delimiters(delimiter: str, name: str, tmp_path: Path) -> None:
    path = csv(tmp_path, f'a{delimiter}"b,;|\t"\n1{delimiter}x,y\n'.replace("x,y", "xy"), name)
    assert read(path) == {"a": ("integer", [1]), "b,;|\t": ("label", ["xy"])}


def test_one_column_is_not_split(tmp_path: Path) -> None:
    assert read(csv(tmp_path, "a b\nx;y\nz;w\n")) == {"a b": ("label", ["x;y", "z;w"])}


def test_packed_files_and_byte_order_marks(tmp_path: Path) -> None:
    packed = gzip.compress(b"\xef\xbb\xbfa,b\n1,x\n")
    expected = {"a": ("integer", [1]), "b": ("label", ["x"])}
    assert read(csv(tmp_path, packed, "t.csv.gz")) == expected
    assert read(csv(tmp_path, b"\xef\xbb\xbfa,b\n1,x\n")) == expected
