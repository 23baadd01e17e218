"""A file of customers: read as text, columns recognised by their headings, each row judged. Pure."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import islice
from typing import Final
from uuid import UUID

from contact_center.directory.fields.domain import JsonValue
from contact_center.kernel.scripts import has_han
from crm_core.customers.importing.errors import NotAnImportFile, TooManyRows, WrongMapping

MOST_ROWS: Final = 100_000
MOST_COLUMNS: Final = 60
LONGEST_CELL: Final = 2000
LONGEST_NUMBER: Final = 100
KEPT: Final = timedelta(days=30)
"""How long the rows of a file are kept; a whole import goes back until then."""
OWN: Final = "field."


class ImportField(StrEnum):
    """What a column may be; beside these `field.` and the code of one of the organisation's own fields."""

    NOTHING = ""
    NAME = "name"
    FAMILY_NAME = "family_name"
    GIVEN_NAME = "given_name"
    KIND = "kind"
    EMAIL = "email"
    PHONE = "phone"
    JOB = "job"
    LANGUAGE = "language"
    TAX_ID = "tax_id"
    ERP_NUMBER = "erp_number"
    SEGMENT = "segment"
    TAGS = "tags"


KNOWN_BY: Final[Mapping[ImportField, tuple[str, ...]]] = {
    ImportField.NAME: (
        "name", "fullname", "customer", "customername", "contact", "contactname", "姓名", "名稱", "客戶",
        "客戶名稱", "客戶姓名", "聯絡人", "公司名稱",
    ),
    ImportField.FAMILY_NAME: ("lastname", "familyname", "surname", "姓", "姓氏",),
    ImportField.GIVEN_NAME: ("firstname", "givenname", "名", "名字",),
    ImportField.KIND: ("kind", "type", "customertype", "類型", "類別", "客戶類型",),
    ImportField.EMAIL: (
        "email", "mail", "emailaddress", "電子郵件", "電子信箱", "信箱", "郵件", "電郵", "email1",
    ),
    ImportField.PHONE: (
        "phone", "mobile", "telephone", "tel", "cell", "cellphone", "phonenumber", "mobilephone", "電話",
        "手機", "行動電話", "聯絡電話", "電話號碼", "手機號碼",
    ),
    ImportField.JOB: ("job", "title", "jobtitle", "position", "職稱", "職務",),
    ImportField.LANGUAGE: ("language", "lang", "locale", "語言",),
    ImportField.TAX_ID: ("taxid", "taxnumber", "vat", "vatnumber", "統編", "統一編號",),
    ImportField.ERP_NUMBER: (
        "erp", "erpnumber", "customernumber", "customerno", "customerid", "客戶編號", "客戶代號", "erp編號",
    ),
    ImportField.SEGMENT: ("segment", "class", "grade", "分級", "等級", "客戶等級",),
    ImportField.TAGS: ("tags", "tag", "labels", "標籤",),
}  # fmt: skip
"""Headings in English and Chinese, without case, spaces and signs."""
ORGANISATIONS: Final = frozenset({"organisation", "organization", "company", "機構", "公司", "企業", "法人"})


class RowOutcome(StrEnum):
    NEW = "new"
    CHANGES = "changes"
    SAME = "same"
    DUPLICATE = "duplicate"
    """Several customers have what it says; left out until somebody decides."""
    REFUSED = "refused"


class ImportState(StrEnum):
    MAPPED = "mapped"
    """Columns have their fields; nothing was looked at yet."""
    CHECKING = "checking"
    CHECKED = "checked"
    RUNNING = "running"
    DONE = "done"
    UNDOING = "undoing"
    UNDONE = "undone"


AT_WORK: Final = frozenset({ImportState.CHECKING, ImportState.RUNNING, ImportState.UNDOING})


@dataclass(frozen=True, slots=True)
class Import:
    id: UUID
    file_name: str
    encoding: str
    headings: list[str]
    mapping: list[str]
    """For each column a field, or nothing."""
    state: str
    row_count: int
    next_row: int
    """Where the work that goes on now goes on."""
    created_by: UUID
    created_at: datetime
    ended_at: datetime | None

    def has_rows(self, now: datetime) -> bool:
        return now < self.created_at + KEPT


@dataclass(frozen=True, slots=True)
class ImportRow:
    n: int
    cells: list[str]
    outcome: str | None
    problem: str | None
    """Code of the error."""
    problem_field: str | None
    fields: list[str]
    """What the row changes of a customer who is there, by `ImportField`."""
    customer_id: UUID | None
    erp_before: str | None
    """The number in the ERP that the import replaced, empty if there was none; None if it left it as it was."""
    done: bool


@dataclass(frozen=True, slots=True)
class ReadFile:
    encoding: str
    headings: list[str]
    rows: list[list[str]]


@dataclass(frozen=True, slots=True)
class RowValues:
    """A row by its fields."""

    name: str
    kind: str
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    erp_number: str | None = None
    fields: Mapping[str, JsonValue] = field(default_factory=dict)
    """As an edit takes them; empty cells are left out, they never empty a field."""


def text_of(raw: bytes) -> tuple[str, str]:
    """The text and its encoding: UTF-8 with or without its mark, UTF-16 with it, Big5 as Windows writes it."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        tried: tuple[str, ...] = ("utf-16",)
    else:
        tried = ("utf-8-sig", "cp950", "big5hkscs")
    for encoding in tried:
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text, {"utf-8-sig": "UTF-8", "utf-16": "UTF-16"}.get(encoding, "Big5")
    raise NotAnImportFile(field="file")


def read_file(raw: bytes) -> ReadFile:
    """Raises `NotAnImportFile`, `TooManyRows`. Lines that are empty are left out."""
    text, encoding = text_of(raw)
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    try:
        lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=False)
        headings = [" ".join(one.split())[:100] for one in next(lines, [])]
        found = (line for line in lines if any(cell.strip() for cell in line))
        rows = [[_cell(cell) for cell in line] for line in islice(found, MOST_ROWS + 1)]
    except csv.Error as wrong:
        raise NotAnImportFile(field="file") from wrong
    if not any(headings) or not rows:
        raise NotAnImportFile(field="file")
    if len(rows) > MOST_ROWS or len(headings) > MOST_COLUMNS:
        raise TooManyRows(field="file")
    width = len(headings)
    return ReadFile(encoding, headings, [(row + [""] * width)[:width] for row in rows])


def _cell(text: str) -> str:
    """An apostrophe before what a spreadsheet would read as a formula is its own, not the customer's."""
    plain = text.strip()[:LONGEST_CELL]
    return plain[1:] if plain[:1] == "'" and plain[1:2] in tuple("=+-@") else plain


def _key(heading: str) -> str:
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", heading).casefold())


def guess(headings: Sequence[str], own: Mapping[str, str], remembered: Mapping[str, str]) -> list[str]:
    """The field of each column: as it was the last time, else by its heading. `own`: names of own fields by code."""
    by_key = {_key(word): one.value for one, words in KNOWN_BY.items() for word in words}
    by_key |= {_key(name): f"{OWN}{code}" for code, name in own.items()}
    once: set[str] = set()
    found = []
    for heading in headings:
        chosen = remembered.get(_key(heading)) or by_key.get(_key(heading), "")
        if chosen in once and chosen not in (ImportField.EMAIL, ImportField.PHONE):
            chosen = ""
        once.add(chosen)
        found.append(chosen)
    return found


def remember(headings: Sequence[str], mapping: Sequence[str]) -> dict[str, str]:
    return {_key(heading): chosen for heading, chosen in zip(headings, mapping, strict=True) if chosen}


def checked_mapping(headings: Sequence[str], mapping: Sequence[str], own: Mapping[str, str]) -> list[str]:
    """Raises `WrongMapping`: a field twice (but e-mail and phone), an unknown one, or nothing to know a customer by."""
    allowed = {one.value for one in ImportField} | {f"{OWN}{code}" for code in own}
    chosen = [one for one in mapping if one]
    twice = {one for one in chosen if chosen.count(one) > 1} - {ImportField.EMAIL, ImportField.PHONE}
    by = {ImportField.NAME, ImportField.EMAIL, ImportField.PHONE, ImportField.FAMILY_NAME}
    if len(mapping) != len(headings) or set(chosen) - allowed or twice or not by & set(chosen):
        raise WrongMapping(field="mapping")
    return list(mapping)


def values_of(cells: Sequence[str], mapping: Sequence[str]) -> RowValues:
    said: dict[str, list[str]] = {}
    for cell, chosen in zip(cells, mapping, strict=True):
        if chosen and cell:
            said.setdefault(chosen, []).append(cell)

    def one(of: ImportField) -> str:
        return said.get(of.value, [""])[0]

    fields: dict[str, JsonValue] = {
        name: values[0]
        for name, values in said.items()
        if name.startswith(OWN) or name in ("family_name", "given_name", "job", "language", "tax_id", "segment")
    }
    if ImportField.TAGS in said:
        fields["tags"] = [tag.strip() for tag in re.split(r"[;,、；，|]", one(ImportField.TAGS)) if tag.strip()]
    name = one(ImportField.NAME) or _whole(one(ImportField.FAMILY_NAME), one(ImportField.GIVEN_NAME))
    emails, phones = _several(said.get("email", [])), _several(said.get("phone", []))
    kind = "organisation" if _key(one(ImportField.KIND)) in ORGANISATIONS else "person"
    known_by = name or next(iter((*emails, *phones)), "")
    return RowValues(known_by, kind, emails, phones, one(ImportField.ERP_NUMBER) or None, fields)


def _whole(family: str, given: str) -> str:
    """Chinese names without a space, family first; others as they are written."""
    if not (family and given):
        return family or given
    return f"{family}{given}" if has_han(family[0]) else f"{given} {family}"


def _several(cells: Sequence[str]) -> tuple[str, ...]:
    found = (part.strip() for cell in cells for part in re.split(r"[;、；]", cell))
    return tuple(dict.fromkeys(part for part in found if part))
