"""What pip-audit says of the locks, in lines."""

from __future__ import annotations

import json

from tools.audit import findings

KNOWN = {
    "dependencies": [
        {"name": "fine", "version": "1.0", "vulns": []},
        {"name": "skipped", "skip_reason": "not on the index"},
        {"name": "bad", "version": "2.0",
         "vulns": [{"id": "PYSEC-2026-1", "aliases": ["CVE-2026-1"], "fix_versions": ["2.1"]},
                   {"id": "PYSEC-2026-2", "aliases": [], "fix_versions": []}]},
    ]
}  # fmt: skip


def test_each_vulnerability_is_a_line_with_the_version_that_mends_it() -> None:
    assert findings(json.dumps(KNOWN)) == [
        "bad 2.0: PYSEC-2026-1, mended in 2.1",
        "bad 2.0: PYSEC-2026-2, mended in no version yet",
    ]


def test_an_audit_that_could_not_be_made_is_no_clean_bill() -> None:
    assert findings("") is None
    assert findings('{"error": "no network"}') is None
    assert findings('{"dependencies": []}') == []
