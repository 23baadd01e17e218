"""The agent's word on who a conversation is with (D31)."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from contact_center.directory import audit_queries
from contact_center.directory.audit_queries import AuditFilter
from contact_center.directory.service import audit
from contact_center.interactions import store
from contact_center.interactions.domain import Interaction
from contact_center.interactions.work import messages
from contact_center.kernel.contracts.interactions import ConversationIdentified, Identity
from contact_center.kernel.errors import Conflict
from contact_center.kernel.ids import ConversationId, CustomerId
from contact_center.platform.unit_of_work import UnitOfWork

TAKEN_BACK_WITHIN = timedelta(seconds=15)
"""Pages offer ten seconds; the click itself takes time."""


async def pick_customer(unit: UnitOfWork, interaction_id: UUID, customer: CustomerId) -> None:
    """One of several on a shared number: the agent's choice is a claim, not proof."""
    before = (await store.interaction(unit, unit.tenant_id, interaction_id)).customer_id
    await _identify(unit, interaction_id, customer, Identity.CLAIMED, "picked by the agent")
    subject = f"interaction:{interaction_id}"
    await audit(unit, "customer chosen", subject, customer=str(customer), before=str(before) if before else None)


async def unpick(unit: UnitOfWork, interaction_id: UUID) -> None:
    """Takes a choice back at once: the conversation is with whoever it was with before. Raises `NothingPicked`."""
    subject = f"interaction:{interaction_id}"
    lately = AuditFilter(actions=["customer chosen"], since=unit.now - TAKEN_BACK_WITHIN)
    rows = await audit_queries.entries(unit, unit.tenant_id, lately)
    last = next((one for one in rows if one.subject == subject), None)
    if last is None or last.actor != unit.actor:
        raise NothingPicked(interaction_id)
    row = await store.interaction(unit, unit.tenant_id, interaction_id)
    if str(row.customer_id) != last.detail.get("customer"):
        raise NothingPicked(interaction_id)
    before = last.detail.get("before")
    identity = Identity.CLAIMED if before else Identity.UNKNOWN
    await _identify(unit, interaction_id, CustomerId(UUID(before)) if before else None, identity, "choice taken back")
    await audit(unit, "customer choice taken back", subject, customer=before, before=last.detail.get("customer"))


class NothingPicked(Conflict):
    """This was chosen too long ago, or by somebody else, or taken back already; choose again instead."""


class NobodyToVerify(Conflict):
    """Say first who it is: nobody is chosen as the customer of this conversation."""


class NotVerified(Conflict):
    """This customer is not shown as verified; there is nothing to take back."""


async def verify(unit: UnitOfWork, interaction_id: UUID, how: str) -> None:
    """The customer has shown who they are, by what `how` is the code of; from now on they are who they say.

    Raises `NobodyToVerify`.
    """
    row = await store.interaction(unit, unit.tenant_id, interaction_id)
    if row.customer_id is None:
        raise NobodyToVerify(interaction_id)
    customer = CustomerId(row.customer_id)
    await _identify(unit, interaction_id, customer, Identity.VERIFIED, how, contact=interaction_id)
    subject = f"interaction:{interaction_id}"
    await audit(unit, "customer verified", subject, customer=str(row.customer_id), how=how)


async def unverify(unit: UnitOfWork, interaction_id: UUID) -> None:
    """Takes a verification back: the customer is who they say again, no more. Raises `NotVerified`."""
    row = await store.interaction(unit, unit.tenant_id, interaction_id)
    await messages.lock_conversation(unit, row.conversation_id)
    if await store.identity_of(unit, row.conversation_id) != Identity.VERIFIED:
        raise NotVerified(interaction_id)
    customer = CustomerId(row.customer_id) if row.customer_id else None
    await _identify(unit, interaction_id, customer, Identity.CLAIMED, "taken back")
    subject = f"interaction:{interaction_id}"
    await audit(unit, "verification taken back", subject, customer=str(customer) if customer else None)


async def end(unit: UnitOfWork, row: Interaction) -> None:
    """A verification by agents ends with the contact in which they asked; transfers are the same contact."""
    await _of_contact(unit, row, Identity.CLAIMED, await store.end_verification(unit, row.conversation_id, row.id))


async def restore(unit: UnitOfWork, row: Interaction) -> None:
    """Closing was taken back at once: the contact goes on, and what was proven in it holds."""
    back = row.closed_at is not None and unit.now - row.closed_at < TAKEN_BACK_WITHIN
    if back:
        restored = await store.restore_verification(unit, row.conversation_id, row.id)
        await _of_contact(unit, row, Identity.VERIFIED, restored)


async def _of_contact(unit: UnitOfWork, row: Interaction, identity: Identity, changed: bool) -> None:
    if changed:
        customer = CustomerId(row.customer_id) if row.customer_id else None
        conversation = ConversationId(row.conversation_id)
        unit.record(ConversationIdentified(conversation_id=conversation, customer_id=customer, identity=identity))


async def _identify(
    unit: UnitOfWork,
    interaction_id: UUID,
    customer: CustomerId | None,
    identity: Identity,
    how: str,
    *,
    contact: UUID | None = None,
) -> None:
    row = await store.interaction(unit, unit.tenant_id, interaction_id)
    await messages.lock_conversation(unit, row.conversation_id)
    await store.update_conversation(
        unit,
        row.conversation_id,
        customer_id=customer,
        identity=identity.value,
        identity_how=how,
        identity_at=unit.now,
        identity_contact=contact,
    )
    await store.set_customer(unit, row.conversation_id, customer)
    unit.record(
        ConversationIdentified(
            conversation_id=ConversationId(row.conversation_id), customer_id=customer, identity=identity
        )
    )
