"""Who did it, as the log, the audit and each history name it: `user:<id>` a person, any other word a program."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from contact_center.kernel.ids import UserId

PERSON = "user"


def user_of(actor: str) -> UserId | None:
    """The person behind a name of the log; None for programs."""
    kind, _, id = actor.partition(":")
    if kind != PERSON:
        return None
    try:
        return UserId(UUID(id))
    except ValueError:
        return None


def users_of(actors: Iterable[str]) -> set[UUID]:
    """The persons among them."""
    return {user for actor in actors if (user := user_of(actor)) is not None}
