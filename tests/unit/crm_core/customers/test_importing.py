"""A file of customers as it was read, its columns as they were recognised."""

from __future__ import annotations

import pytest

from crm_core.customers.importing.domain import checked_mapping, guess, read_file, remember, values_of
from crm_core.customers.importing.errors import NotAnImportFile, WrongMapping

TEXT = '姓名,手機,電子郵件,統編\r\n林佳穎,0912345081,lin@moss.example,12345675\r\n,,,\r\n"陳, 柏翰",0922000111,,\r\n'


@pytest.mark.parametrize(
    ("raw", "encoding"),
    [(TEXT.encode(), "UTF-8"), (TEXT.encode("utf-8-sig"), "UTF-8"), (TEXT.encode("cp950"), "Big5"),
     (TEXT.encode("utf-16"), "UTF-16"), (TEXT.replace(",", ";").replace('"陳; 柏翰"', '"陳; 柏翰"').encode(), "UTF-8")],
)  # fmt: skip
def test_a_file_is_read_in_the_encodings_and_with_the_separators_that_offices_write(raw: bytes, encoding: str) -> None:
    found = read_file(raw)
    assert found.encoding == encoding
    assert found.headings == ["姓名", "手機", "電子郵件", "統編"]
    assert found.rows[0] == ["林佳穎", "0912345081", "lin@moss.example", "12345675"]
    assert len(found.rows) == 2  # an empty line is none


@pytest.mark.parametrize("raw", [b"", b"name,phone\r\n", b"\x00\x01\x02", b"\xff\xff\xff\xff", b",,\n1,2,3"])
def test_what_is_no_table_is_refused(raw: bytes) -> None:
    with pytest.raises(NotAnImportFile):
        read_file(raw)


def test_columns_are_recognised_in_both_languages_by_own_fields_and_as_the_last_time() -> None:
    own = {"opening": "Opening day"}
    headings = ["姓名", "E-Mail", "Mobile Phone", "統一編號", "Opening Day", "Shoe size"]
    assert guess(headings, own, {}) == ["name", "email", "phone", "tax_id", "field.opening", ""]
    last = remember(["Shoe size", "姓名"], ["segment", ""])
    assert guess(headings, own, last)[-1] == "segment"
    assert guess(["Name", "Name", "Phone", "Tel"], {}, {}) == ["name", "", "phone", "phone"]


@pytest.mark.parametrize("mapping", [["name"], ["name", "name"], ["job", ""], ["name", "shoes"], ["name", "field.x"]])
def test_a_mapping_that_cannot_be_is_refused(mapping: list[str]) -> None:
    with pytest.raises(WrongMapping):
        checked_mapping(["a", "b"], mapping, {})


def test_a_row_is_read_by_its_fields() -> None:
    mapping = ["family_name", "given_name", "email", "phone", "phone", "tags", "kind", "erp_number"]
    said = values_of(["林", "佳穎", "a@x.example; b@x.example", "0912", "", "café、VIP", "公司", "C-7"], mapping)
    assert (said.name, said.kind, said.erp_number) == ("林佳穎", "organisation", "C-7")
    assert said.emails == ("a@x.example", "b@x.example")
    assert said.phones == ("0912",)
    assert said.fields["tags"] == ["café", "VIP"]
    assert values_of(["Hale", "Tom", "", "", "", "", "", ""], mapping).name == "Tom Hale"
    assert values_of(["", "", "a@x.example", "", "", "", "", ""], mapping).name == "a@x.example"


def test_an_apostrophe_that_kept_a_cell_from_being_a_formula_is_no_part_of_it() -> None:
    assert read_file(b"name\r\n'=Lin\r\n'Ohana\r\n").rows == [["=Lin"], ["'Ohana"]]
