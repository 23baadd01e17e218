"""A file that has grown long says why it is one file."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from tools.house.finding import Finding

LONGEST = 400
"""Lines."""
TOP = 60
"""The reason stands in the first lines, in the module's docstring or a comment."""
REASON = re.compile(rf"\b(longer than {LONGEST} lines:|long because) (?:[\w',-]+\s+){{3}}", re.IGNORECASE)


def check_length(path: PurePosixPath, text: str) -> list[Finding]:
    lines = text.splitlines()
    if len(lines) <= LONGEST or REASON.search("\n".join(lines[:TOP])):
        return []
    remedy = f"split it, or say in its docstring “Longer than {LONGEST} lines: …” and why it is one file"
    return [Finding(path, LONGEST + 1, f"{len(lines)} lines; {remedy}")]
