"""Migrations are one line of history, in the order of their names."""

from __future__ import annotations

import importlib
from itertools import pairwise
from pathlib import Path

from contact_center.bootstrap.migrations import versions

BEFORE_THE_RULE = {
    "2026_11_23_08_policy",
    "2026_11_23_12_treatment",
    "2026_11_29_50_consent",
    "2026_11_29_75_missed_alert",
}
"""Made out of order before this rule. Databases have recorded that order, so it stays."""


def _chain() -> list[str]:
    """Names of all migrations from the first to the last, as each says what it follows."""
    following: dict[str | None, str] = {}
    names = [file.stem for file in Path(versions.__path__[0]).glob("2*.py")]
    for name in names:
        module = importlib.import_module(f"{versions.__name__}.{name}")
        assert module.revision == name
        assert module.down_revision not in following, f"{name} and {following[module.down_revision]} follow the same"
        following[module.down_revision] = name
    chain = []
    last: str | None = None
    while last in following:
        last = following[last]
        chain.append(last)
    assert sorted(chain) == sorted(names)
    return chain


def test_each_migration_follows_one_of_an_earlier_name() -> None:
    assert [after for before, after in pairwise(_chain()) if after < before] == sorted(BEFORE_THE_RULE)


def test_no_migration_stands_before_one_that_databases_may_already_have() -> None:
    chain = _chain()
    since = chain[chain.index("2026_11_29_75_missed_alert") + 1 :]
    assert all(name > "2026_11_29_86_sessions" for name in since)
