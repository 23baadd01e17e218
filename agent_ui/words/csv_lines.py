"""Lines of files for spreadsheets, whose cells are read as text, never as formulas."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What makes a spreadsheet read a cell as a formula (CWE-1236); an apostrophe before it makes it text."""
BOM = "\ufeff"
"""Without it Excel reads UTF-8 as the code page of the machine."""


def csv_cell(value: object) -> str:
    text = "" if value is None else str(value).replace("\r\n", "\n")
    is_number = text.startswith("+") and text[1:].replace(" ", "").isdigit()
    return f"'{text}" if text.startswith(_FORMULA) and not is_number else text


def csv_line(values: Sequence[object]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow([csv_cell(value) for value in values])
    return out.getvalue()
