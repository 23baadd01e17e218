"""A notice of ours to a customer, in a conversation they had: through the one door out, as a service notice unless it
is for another purpose."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from uuid import UUID

from contact_center.interactions.errors import CannotWrite, MayNotSend, MessageTooLong
from contact_center.interactions.ports import Ports
from contact_center.interactions.work import messages, sending
from contact_center.platform.unit_of_work import UnitOfWork

SERVICE = "service"


class Told(StrEnum):
    """What became of a notice."""

    TOLD = "told"
    NOT_AGREED = "not_agreed"
    """The customer has objected to service notices there, or has not agreed to what else it is for."""
    CANNOT = "cannot"
    """The channel takes no text now, or none so long."""
    NO_CONVERSATION = "no_conversation"


async def tell(
    work: UnitOfWork,
    ports: Ports,
    conversation: UUID,
    text: str,
    *,
    key: str,
    purpose: str = SERVICE,
    meta: Mapping[str, str] | None = None,
) -> Told:
    """Consent for the purpose is asked in this transaction, and once more before it goes out; the same `key` writes
    once. `meta` names what `Secrets` put in on the way out."""
    row = await messages.lock_conversation(work, conversation)
    try:
        await sending.check(work, ports, row, row.participants.reply(), text, purpose)
    except MayNotSend:
        return Told.NOT_AGREED
    except (CannotWrite, MessageTooLong):
        return Told.CANNOT
    if await messages.already_written(work, conversation, key, text) is None:
        await messages.add_message(
            work, row, None, direction="out", author=("system", None, None), text=text, client_key=key,
            meta={**(meta or {}), "automatic": True, "purpose": purpose},
        )  # fmt: skip
        sending.flush(work, conversation)
    return Told.TOLD
