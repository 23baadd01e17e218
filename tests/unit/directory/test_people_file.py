"""A file of people: read from what spreadsheets write."""

from __future__ import annotations

import pytest

from contact_center.directory.people.errors import NoNameColumn, NotAPeopleFile
from contact_center.directory.people.importing import MOST_ROWS, read


@pytest.mark.parametrize(
    "text",
    [
        "name,email,team\nMei,mei@kiln.example,Repairs\n\n,,\n",
        "\ufeff姓名;電子郵件;團隊\r\nMei;mei@kiln.example;Repairs\r\n",
        "Full name\tE-mail\tGROUP\tShoe size\nMei\tmei@kiln.example\tRepairs\t38",
    ],
)
def test_headings_are_known_in_both_languages_and_other_columns_left_out(text: str) -> None:
    assert read(text) == [{"row": "2", "name": "Mei", "email": "mei@kiln.example", "team": "Repairs"}]


def test_rows_are_numbered_as_a_spreadsheet_does() -> None:
    assert [row["row"] for row in read("name,login\na,a\n\nb,b\n")] == ["2", "4"]


@pytest.mark.parametrize("text", ["", "  \n", "name,login\n", 'name,login\n"a,a', "name,login\n\0,a", "x" * 600_000])
def test_what_is_no_file_of_people_is_refused(text: str) -> None:
    with pytest.raises(NotAPeopleFile):
        read(text)


def test_a_heading_needs_a_name_and_something_to_sign_in_by() -> None:
    for head in ("login,team", "name,team"):
        with pytest.raises(NoNameColumn):
            read(f"{head}\na,b")


def test_more_rows_than_are_taken_at_once_are_refused() -> None:
    with pytest.raises(NotAPeopleFile):
        read("name,login\n" + "a,a\n" * (MOST_ROWS + 1))
