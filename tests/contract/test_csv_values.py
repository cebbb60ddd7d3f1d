"""What the values of a CSV file become: types, missing ones, decimal commas, text."""

from __future__ import annotations

from pathlib import Path

import pytest
from table_files import csv, read

from mutually.tables.files import read_file
from mutually.tables.readers import duckdb_rows


def test_empty_fields_and_na_are_missing(tmp_path: Path) -> None:
    path = csv(tmp_path, 'n,w,f\n1,a,0.5\nNA,NA,NA\n,,\n"NA","",""\n2,b,nan\n')
    assert read(path) == {
        "n": ("integer", [1, None, None, None, 2]),
        "w": ("label", ["a", None, None, None, "b"]),
        "f": ("number", [0.5, None, None, None, None]),
    }


def test_types_of_a_csv_file(tmp_path: Path) -> None:
    path = csv(
        tmp_path,
        "flag,day,clock,moment,zoned,big,huge,zip,all\n"
        "true,2024-03-01,10:00:00,2024-03-01 10:00:00,2024-03-01T10:00:00Z,1,1,01234,NA\n"
        "false,2024-03-02,10:00:01,2024-03-01 10:00:01,2024-03-01T10:00:02Z,"
        "9223372036854775807,170141183460469231731687303715884105727,00123,\n",
    )
    assert read(path) == {
        "flag": ("boolean", [1, 0]),
        "day": ("time", [0.0, 86400e6]),
        "clock": ("time", [0.0, 1e6]),
        "moment": ("time", [0.0, 1e6]),
        "zoned": ("time", [0.0, 2e6]),
        "big": ("integer", [1, 2**63 - 1]),
        "huge": ("number", [1.0, 2.0**127]),
        "zip": ("label", ["01234", "00123"]),
        "all": ("label", [None, None]),
    }


@pytest.mark.parametrize(
    ("late", "family"), [("x", "label"), ("2.5", "number"), ("n/a", "label"), ("NA", "integer")]
)
def test_a_late_value_decides_the_type_too(late: str, family: str, tmp_path: Path) -> None:
    path = csv(tmp_path, "a,b\n" + "1,2\n" * 30_000 + f"{late},3\n")
    column = read_file(path).column("a")
    assert column.family == family
    assert column.values.size == 30_001


@pytest.mark.parametrize(
    ("early", "late", "expected"),
    [
        ("2024-01-01", "2024-01-01 10:30:00", 37_800e6),
        ("01/02/2024", "31/12/2024", 334 * 86400e6),
        ("1", "1e3", 999.0),
    ],
)
def test_a_late_value_is_not_cut(early: str, late: str, expected: float, tmp_path: Path) -> None:
    path = csv(tmp_path, "a,b\n" + f"{early},2\n" * 30_000 + f"{late},3\n")
    values = read_file(path).column("a").values
    assert values[-1] - values[0] == expected


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_decimal_commas(end: str, tmp_path: Path) -> None:
    lines = ["x;y;z;w", "1,23;1;1,5;01", "-4;NA;1.500;02", ";-2,5e3;2;03", "0,5;3;3;04"]
    path = csv(tmp_path, end.join([*lines, ""]))
    assert read(path) == {
        "x": ("number", [1.23, -4.0, None, 0.5]),
        "y": ("number", [1.0, None, -2500.0, 3.0]),
        "z": ("label", ["1,5", "1.500", "2", "3"]),  # Which of the two is a decimal sign?
        "w": ("label", ["01", "02", "03", "04"]),
    }
    assert read_file(path).column("x").dtype == "DOUBLE with decimal commas"
    # With commas between the fields, one in quotes may stand between thousands.
    assert read(csv(tmp_path, 'x,y\n"1,234",1\n"999",2\n'))["x"] == ("label", ["1,234", "999"])


@pytest.mark.parametrize("levels", [0, 20_000])
def test_text_that_is_mostly_numbers_says_so(
    levels: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(duckdb_rows, "_LEVELS_BY_ENUM", levels)
    rows = "".join(f"{at / 8},{at},w{at % 3},{at % 9}\n" for at in range(196))
    path = csv(tmp_path, "a,b,c,d\n" + rows + "?,oops,?,1\n1,!,w,\n,4,w,1\n2,?,w,1\n,x y,w,NA\n")
    table = read_file(path)
    a, b, c, d = map(table.column, table.names)
    assert a.dtype == "VARCHAR, 99.4 % of it numbers, first other value '?'"
    assert b.dtype == "VARCHAR, 98 % of it numbers, first other value 'oops'"
    assert (a.family, b.family, c.dtype, d.dtype) == ("label", "label", "VARCHAR", "BIGINT")
    half = csv(tmp_path, "a,b\n" + "1,2\n" * 18 + "x,2\n")
    assert read_file(half).column("a").dtype == "VARCHAR"


def test_a_sign_of_comments_is_a_value(tmp_path: Path) -> None:
    assert read(csv(tmp_path, "a,b\n#1,2\n#3,4\n"))["a"] == ("label", ["#1", "#3"])
