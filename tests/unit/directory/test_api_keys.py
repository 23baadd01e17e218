"""Keys of the API: what is a key, what its scopes allow, what a new one may be."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

import pytest

from contact_center.directory.api_keys.domain import NewApiKey, check_scope, checked, key_of, parts_of
from contact_center.directory.api_keys.errors import (
    ApiKeyNameWrong,
    ApiKeyNotForThis,
    ApiKeyScopeWrong,
    ApiKeyTimesWrong,
)

TENANT, ID = UUID(int=1), UUID(int=2)
AREAS = frozenset({"cases", "routing policy"})
FINE = NewApiKey("Export", UUID(int=3), ["cases:read"], 30, 60)


def test_a_key_is_read_back_whatever_its_secret_has_in_it() -> None:
    assert parts_of(key_of(TENANT, ID, "a_b-c_")) == (TENANT, ID, "a_b-c_")


@pytest.mark.parametrize("text", ["", "cck", "cck_1_2_3", f"ccx_{TENANT.hex}_{ID.hex}_x", f"cck_{TENANT.hex}", "a.b.c"])
def test_what_is_no_key_is_none(text: str) -> None:
    assert parts_of(text) is None


@pytest.mark.parametrize(
    ("scopes", "areas", "writes", "allowed"),
    [
        (["cases:read"], ["cases"], False, True),
        (["cases:read"], ["cases"], True, False),
        (["cases:write"], ["cases"], False, True),
        (["cases:write"], ["cases"], True, True),
        (["people:write"], ["cases"], False, False),
        (["*:read"], ["cases"], False, True),
        (["*:read"], ["cases"], True, False),
        (["*:write"], ["cases"], True, True),
        (["*:write"], ["keys"], False, False),
        (["keys:write"], ["keys"], False, False),
        (["*:write"], [], False, False),
    ],
)
def test_a_scope_covers_its_area_and_writing_includes_reading_but_keys_never_manage_keys(
    scopes: Collection[str], areas: Collection[str], writes: bool, allowed: bool
) -> None:
    if allowed:
        check_scope(scopes, areas, writes=writes)
        return
    with pytest.raises(ApiKeyNotForThis):
        check_scope(scopes, areas, writes=writes)


@pytest.mark.parametrize(
    ("wanted", "error", "field"),
    [
        (NewApiKey(" ", ID, ["cases:read"], 30), ApiKeyNameWrong, "name"),
        (NewApiKey("x" * 61, ID, ["cases:read"], 30), ApiKeyNameWrong, "name"),
        (NewApiKey("x", ID, [], 30), ApiKeyScopeWrong, "scopes"),
        (NewApiKey("x", ID, ["cases"], 30), ApiKeyScopeWrong, "scopes"),
        (NewApiKey("x", ID, ["keys:read"], 30), ApiKeyScopeWrong, "scopes"),
        (NewApiKey("x", ID, ["cases:read"], 0), ApiKeyTimesWrong, "days"),
        (NewApiKey("x", ID, ["cases:read"], 731), ApiKeyTimesWrong, "days"),
        (NewApiKey("x", ID, ["cases:read"], 30, 0), ApiKeyTimesWrong, "per_minute"),
    ],
)
def test_what_a_new_key_cannot_be_names_its_field(wanted: NewApiKey, error: type[Exception], field: str) -> None:
    with pytest.raises(error) as wrong:
        checked(wanted, AREAS)
    assert getattr(wrong.value, "fields", {})["field"] == field


def test_a_new_key_is_kept_tidy() -> None:
    kept = checked(NewApiKey("  Night  export ", ID, ["routing policy:read", "cases:read", "cases:read"], 30), AREAS)
    assert (kept.name, kept.scopes) == ("Night export", ["cases:read", "routing policy:read"])
    assert checked(FINE, AREAS) == FINE
