"""What may be sent to whom: asked before sending, changed by customers' words and by colleagues."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from contact_center.kernel.contracts.channels import Address, SteeringWord
from contact_center.kernel.contracts.consent import ConsentChanged
from contact_center.kernel.ids import CustomerId, UserId
from contact_center.platform.unit_of_work import Reader, UnitOfWork
from crm_core.consent import store
from crm_core.consent.domain import (
    AUTOMATED,
    CONTACT,
    Consent,
    ConsentChange,
    ConsentPurpose,
    ConsentState,
    ToldHow,
    allowed,
    restored,
)
from crm_core.consent.errors import NotTheirAddress
from crm_core.customers import store as customers

NOT_AGREED = "not_agreed"


class ConsentBook:
    """The `Consent` port: a reply to somebody who wrote is allowed unless they asked us to stop."""

    async def may_send(self, work: UnitOfWork, address: Address, channel: str, purpose: str) -> str | None:
        asked = ConsentPurpose.SERVICE if purpose == CONTACT else purpose
        state = await store.state(work, work.tenant_id, address.kind, address.value, channel, asked)
        return None if allowed(purpose, state) else NOT_AGREED

    async def heard(self, work: UnitOfWork, address: Address, channel: str, wish: SteeringWord, source: str) -> None:
        match wish:
            case SteeringWord.STOP:
                await self.stop(work, address, channel, source)
            case SteeringWord.START:
                await self.start(work, address, channel, source)
            case SteeringWord.HELP:
                pass

    async def stop(self, work: UnitOfWork, address: Address, channel: str, source: str) -> None:
        """STOP ends everything automated to this address (D31)."""
        for purpose in AUTOMATED:
            state = await store.state(work, work.tenant_id, address.kind, address.value, channel, purpose)
            if state != ConsentState.WITHDRAWN:
                await _keep(work, address, channel, purpose, ConsentState.WITHDRAWN, source)

    async def start(self, work: UnitOfWork, address: Address, channel: str, source: str) -> None:
        """START undoes STOP: each consent stands again as before. It gives none that was never given."""
        for purpose in AUTOMATED:
            place = (work.tenant_id, address.kind, address.value, channel, purpose)
            if await store.state(work, *place) == ConsentState.WITHDRAWN:
                before = await store.before_withdrawal(work, *place)
                await _keep(work, address, channel, purpose, restored(before), source)


async def record(
    work: UnitOfWork,
    customer: CustomerId,
    address: Address,
    channel: str,
    purpose: ConsentPurpose,
    state: ConsentState,
    *,
    by: UserId,
    how: ToldHow,
) -> None:
    """A colleague writes down what the customer told them. Raises `NotTheirAddress`."""
    theirs = await customers.addresses(work, work.tenant_id, customer)
    if not any(one.kind == address.kind and one.value == address.value for one in theirs):
        raise NotTheirAddress(field="address")
    await _keep(work, address, channel, purpose, state, f"user:{by}:{how.value}")


async def standing(reader: Reader, tenant: UUID, addresses: Sequence[tuple[str, str]]) -> list[Consent]:
    """Every consent decided for these addresses (kind, value); what is missing is unknown."""
    return await store.standing(reader, tenant, addresses) if addresses else []


async def changes(
    reader: Reader, tenant: UUID, addresses: Collection[tuple[str, str]], before: datetime | None, limit: int
) -> list[ConsentChange]:
    """What was decided for these addresses (kind, value) up to a moment, the latest first."""
    return await store.changes(reader, tenant, addresses, before, limit) if addresses else []


async def count_changes(reader: Reader, tenant: UUID, addresses: Collection[tuple[str, str]]) -> int:
    return await store.count_changes(reader, tenant, addresses) if addresses else 0


async def _keep(
    work: UnitOfWork, address: Address, channel: str, purpose: ConsentPurpose, state: ConsentState, source: str
) -> None:
    at: datetime = work.now
    await store.keep(work, Consent(address.kind, address.value, channel, purpose, state, source, at))
    [owners] = await customers.matches(work, work.tenant_id, [address])
    for owner in owners:
        work.record(
            ConsentChanged(
                customer_id=CustomerId(owner.customer_id), channel=channel, purpose=purpose.value, state=state.value
            )
        )
