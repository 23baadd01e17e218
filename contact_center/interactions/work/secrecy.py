"""While a customer tells their card's number nothing of it is kept: neither by a recording nor by who takes notes.

In that time every digit of a note is masked, be it a draft or kept; afterwards numbers of cards still are, since a
note that was begun then is often kept later. Of other interactions nothing is masked: a serial number may look alike.
"""

from __future__ import annotations

from uuid import UUID

from contact_center.interactions.work import secrecy_store
from contact_center.kernel.card_numbers import without_cards, without_digits
from contact_center.platform.unit_of_work import UnitOfWork


async def begin(work: UnitOfWork, interaction_id: UUID) -> None:
    """Idempotent."""
    await secrecy_store.begin(work, interaction_id)


async def over(work: UnitOfWork, interaction_id: UUID) -> None:
    """Idempotent."""
    await secrecy_store.over(work, interaction_id)


async def masked(work: UnitOfWork, interaction_id: UUID, text: str) -> str:
    """What may be kept of a note."""
    found = await secrecy_store.ended(work, work.tenant_id, interaction_id)
    if found is None:
        return text
    return without_cards(text) if found[0] is not None else without_digits(text)
