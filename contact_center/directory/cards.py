"""What customers read below letters of who writes: title, team, telephone; and the organisation's address."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from contact_center.directory import store
from contact_center.directory.errors import NotACard
from contact_center.directory.service import audit
from contact_center.platform.unit_of_work import Reader, UnitOfWork

LONGEST: Final = 100
LONGEST_ADDRESS: Final = 300
ADDRESS: Final = "address"
"""The organisation's setting."""


@dataclass(frozen=True, slots=True)
class Card:
    name: str
    title: str
    team: str
    phone: str
    """As it is to be read."""
    email: str | None


async def card(reader: Reader, tenant: UUID, user: UUID) -> Card | None:
    found = await store.card(reader, tenant, user)
    return Card(**found) if found else None


async def set_card(work: UnitOfWork, user: UUID, *, title: str, team: str, phone: str) -> None:
    """Below letters from now on. Raises `NotACard` naming the field."""
    await store.set_card(work, user, **checked(title=title, team=team, phone=phone))
    await audit(work, "card changed", f"user:{user}")


def checked(**given: str) -> dict[str, str]:
    """Lines of a card as they are kept. Raises `NotACard` naming the field."""
    return {field: _line(field, text, LONGEST) for field, text in given.items()}


async def company(reader: Reader, tenant: UUID) -> tuple[str, str]:
    """Name and address of the organisation, as customers read them; empty: not known."""
    settings = await store.settings(reader, tenant)
    return await store.tenant_name(reader, tenant), str(settings.get(ADDRESS, ""))


async def set_address(work: UnitOfWork, address: str) -> None:
    """Raises `NotACard`."""
    await store.change_setting(work, ADDRESS, _line(ADDRESS, address, LONGEST_ADDRESS))
    await audit(work, "company address changed", "tenant")


def _line(field: str, text: str, longest: int) -> str:
    line = " ".join(unicodedata.normalize("NFC", text).split())
    if len(line) > longest or not line.isprintable() or "{{" in line:
        raise NotACard(field=field)
    return line
