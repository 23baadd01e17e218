"""Two customers are one: which of both values stays, and what every id stands for. Pure.

A merge never rewrites what belongs to the other customer. It keeps a row of its own, and an alias by which readers find
the whole; taken back, both are as they were, and what came since goes with the address it came from.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

FIELDS = (
    "name", "family_name", "given_name", "form_of_address", "organisation_id", "job", "language", "time_zone", "tax_id",
    "owner_id", "segment", "erp_number",
)  # fmt: skip
"""What is chosen field by field, the organisation's own fields beside them. Addresses, contacts, notes, cases and
consent need no choice: the survivor has them all; tags add up."""
TAGS = "tags"


class Side(StrEnum):
    SURVIVOR = "survivor"
    OTHER = "other"


class Why(StrEnum):
    """The rule by which a value is proposed."""

    SAME = "same"
    ONLY = "only one"
    """The other has none."""
    WRITTEN = "written"
    """The other is nothing but the address from which somebody wrote."""
    PROVEN = "proven"
    """They have shown who they are, the other has not."""
    NEWER = "newer"


@dataclass(frozen=True, slots=True)
class Compared:
    """One of the two, with what the rules ask."""

    id: UUID
    kind: str
    values: Mapping[str, Any]
    """By field; without a value: None."""
    addresses: frozenset[str]
    proven_at: datetime | None
    """When an address of theirs was last proven."""
    changed_at: datetime
    erased: bool = False

    def value(self, field: str) -> Any:
        return self.values.get(field) or None


@dataclass(frozen=True, slots=True)
class Proposal:
    field: str
    survivor: Any
    other: Any
    side: Side
    why: Why


def proposals(survivor: Compared, other: Compared) -> tuple[Proposal, ...]:
    """For each field that either has: what stays unless somebody decides otherwise. Proven goes before newer."""
    return tuple(
        Proposal(field, survivor.value(field), other.value(field), *_choice(field, survivor, other))
        for field in fields(survivor, other)
        if survivor.value(field) is not None or other.value(field) is not None
    )


def fields(one: Compared, other: Compared) -> tuple[str, ...]:
    own = {field for side in (one, other) for field in side.values if field not in FIELDS and field != TAGS}
    return (*FIELDS, *sorted(own))


def _choice(field: str, survivor: Compared, other: Compared) -> tuple[Side, Why]:
    ours, theirs = survivor.value(field), other.value(field)
    if ours == theirs:
        return Side.SURVIVOR, Why.SAME
    if ours is None or theirs is None:
        return (Side.OTHER if ours is None else Side.SURVIVOR), Why.ONLY
    if field == "name":
        bare, bare_other = ours in survivor.addresses, theirs in other.addresses
        if bare != bare_other:
            return (Side.OTHER if bare else Side.SURVIVOR), Why.WRITTEN
    if (survivor.proven_at is None) != (other.proven_at is None):
        return (Side.OTHER if survivor.proven_at is None else Side.SURVIVOR), Why.PROVEN
    return (Side.OTHER if other.changed_at > survivor.changed_at else Side.SURVIVOR), Why.NEWER


def taken(survivor: Compared, other: Compared, chosen: frozenset[str]) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the survivor's fields held and what they get instead, of those chosen from the other; tags add up."""
    changed = [field for field in sorted(chosen) if survivor.value(field) != other.value(field)]
    kept = {one: survivor.value(one) for one in changed}
    given = {one: other.value(one) for one in changed}
    tags, more = survivor.value(TAGS) or [], other.value(TAGS) or []
    if set(more) - set(tags):
        kept[TAGS], given[TAGS] = tags or None, [*tags, *(tag for tag in more if tag not in tags)]
    return kept, given


def restored(now: Mapping[str, Any], kept: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """What the survivor's fields become when the merge ends: as before, but for what was changed since."""
    return {field: before for field, before in kept.items() if (now.get(field) or None) == given.get(field)}


def flat(parents: Mapping[UUID, UUID]) -> dict[UUID, UUID]:
    """For everybody who was merged whom they stand for in the end. `parents`: into whom each was merged."""
    found: dict[UUID, UUID] = {}
    for id in parents:
        whole, seen = parents[id], {id}
        while whole in parents and whole not in seen:
            seen.add(whole)
            whole = parents[whole]
        found[id] = whole
    return found


@dataclass(frozen=True, slots=True)
class Merge:
    """One merge that happened, whether it stands or was taken back."""

    id: UUID
    survivor_id: UUID
    absorbed_id: UUID
    kept: dict[str, Any]
    taken: dict[str, Any]
    at: datetime
    by_actor: str
    ended_at: datetime | None
    ended_by: str | None
