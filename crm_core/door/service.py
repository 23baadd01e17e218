"""The customer's own door: in by a code to an address on file, out again, and what is theirs behind it."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final
from uuid import UUID

from contact_center.interactions.accounts import ChannelAccounts
from contact_center.interactions.errors import CannotWrite, MayNotSend, MessageTooLong
from contact_center.interactions.outbound import service as outbound
from contact_center.interactions.outbound.service import StartRequest
from contact_center.interactions.ports import Ports
from contact_center.kernel.contracts.channels import Address, AddressKind, ChannelAccount
from contact_center.kernel.contracts.door import CustomerSignedIn, CustomerSignedOut
from contact_center.kernel.ids import CustomerId, TenantId, new_id
from contact_center.platform.unit_of_work import Reader, UnitOfWork
from crm_core.customers import service as customers
from crm_core.customers import store as customer_store
from crm_core.customers.domain import Customer, CustomerAddress
from crm_core.customers.profile import service as profile
from crm_core.customers.profile.domain import is_valid
from crm_core.door import store
from crm_core.door.domain import (
    LONGEST_STAY,
    SEEN_EVERY,
    TOKEN_BYTES,
    RoleIn,
    Stay,
    is_too_often,
    lasts,
    roles,
    takes_code,
    token_hash,
)
from crm_core.door.errors import NotInside, TooManyDoorCodes
from crm_core.identity import service as identity
from crm_core.identity.codes import META, IdentityCodes
from crm_core.identity.domain import CODE_VALID, is_old_enough

SEND: Final = "door.send_code"
"""The job that sends a code, if the address is on file."""
PERSON: Final = "person"
CodeText = Callable[[str], tuple[str, str]]
"""Subject and text of the message with a code, in a language; the mask of `identity.codes` stands for the code."""


async def is_open(reader: Reader, tenant: UUID) -> bool:
    """Whether this organisation has its customers sign in."""
    return (await identity.policy(reader, tenant)).own_door


async def reaching(accounts: ChannelAccounts, ports: Ports, tenant: TenantId) -> dict[str, ChannelAccount]:
    """By kind of address the first mailbox or number of ours that reaches it."""
    found: dict[str, ChannelAccount] = {}
    for name, adapter in ports.adapters.items():
        kind = adapter.capabilities.reaches
        if kind is None or kind.value in found:
            continue
        own = [one for one in await accounts.of_channel(name) if one.tenant_id == tenant]
        if own:
            found[kind.value] = own[0]
    return found


# --- coming in ------------------------------------------------------------------------------------------


async def knock(work: UnitOfWork, address: Address, language: str, origin: str) -> UUID:
    """Somebody asks for a code. The same is done for every address; whether it is on file is looked at later, by a job.

    `origin`: the network, or `KNOWN_DEVICE`; each has its own few, so no stranger uses up those of the owner.

    Raises `TooManyDoorCodes`, for every address alike.
    """
    await store.lock_address(work, address)
    asked = await store.asked_since(work, work.tenant_id, address, work.now - timedelta(days=1))
    if is_too_often(asked, origin, work.now):
        raise TooManyDoorCodes
    id = new_id()
    await store.insert_knock(work, id, address, language, work.now + CODE_VALID, origin)
    work.defer(SEND, lock=f"door:{id}", tenant_id=str(work.tenant_id), knock_id=str(id))
    return id


async def send_code(
    work: UnitOfWork, ports: Ports, accounts: Mapping[str, ChannelAccount], knock: UUID, text: CodeText
) -> bool:
    """Whether a code goes out: to one person alone, at an address that is on file for longer than seven days.

    `accounts`: by which of ours addresses of a kind are reached.
    """
    asked = await store.lock_knock(work, knock)
    if asked is None or not takes_code(asked, work.now) or asked.customer_id is not None:
        return False
    to = Address(AddressKind(asked.kind), asked.value)
    account, theirs = accounts.get(asked.kind), await _theirs(work, to)
    if account is None or theirs is None or not is_old_enough(theirs.created_at, work.now):
        return False
    subject, said = text(asked.language)
    message = StartRequest(
        account=account, to=to.value, text=said, client_key=f"door:{knock}", customer=CustomerId(theirs.customer_id),
        subject=subject, language=asked.language,
    )  # fmt: skip
    try:
        written = await outbound.tell(work, ports, message, to, author=None, meta={META: str(knock)})
    except (CannotWrite, MayNotSend, MessageTooLong):
        return False
    await store.set_sent(work, knock, theirs.customer_id, written)
    return True


async def _theirs(reader: UnitOfWork, address: Address) -> CustomerAddress | None:
    """The address as it is on file, of the one person whose it is; None where it is several people's or nobody's."""
    [found] = await customer_store.matches(reader, reader.tenant_id, [address])
    if len({one.canonical_id for one in found}) != 1:
        return None
    who = await customers.customer(reader, reader.tenant_id, found[0].canonical_id)
    if who.kind != PERSON or who.erased_at is not None:
        return None
    return await _on_file(reader, reader.tenant_id, who.id, address.kind.value, address.value)


async def _on_file(reader: Reader, tenant: UUID, customer: UUID, kind: str, value: str) -> CustomerAddress | None:
    for one in await customers.addresses(reader, tenant, customer):
        if (one.kind, one.value) == (kind, value) and (one.valid_until is None or one.valid_until > reader.now):
            return one
    return None


@dataclass(frozen=True, slots=True)
class Entered:
    token: str
    """Of the new sign-in."""
    address: Address
    """By which they came in."""


async def enter(work: UnitOfWork, codes: IdentityCodes, knock: UUID, answer: str) -> Entered | None:
    """None where the code is wrong or over, which counts as a try.

    The code is compared also where none was sent.
    """
    asked = await store.lock_knock(work, knock)
    if asked is None or not takes_code(asked, work.now):
        return None
    fits = codes.fits(asked.id, answer) and asked.customer_id is not None
    await store.count_try(work, asked.id, used=fits)
    if not fits or asked.customer_id is None:
        return None
    token = secrets.token_urlsafe(TOKEN_BYTES)
    stay = Stay(
        new_id(), asked.customer_id, asked.kind, asked.value, work.now, work.now, work.now + LONGEST_STAY, None
    )  # fmt: skip
    await store.insert_stay(work, stay, token_hash(token))
    work.record(CustomerSignedIn(customer_id=CustomerId(asked.customer_id), kind=asked.kind))
    return Entered(token, Address(AddressKind(asked.kind), asked.value))


# --- being in -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Guest:
    """A customer who is signed in, as they are now."""

    stay: Stay
    customer: Customer
    """The one that counts, where they were merged."""
    ids: tuple[UUID, ...]
    """All by which they are known, that one first."""
    addresses: tuple[CustomerAddress, ...]
    roles: tuple[RoleIn, ...]
    is_employed: bool
    """They work at an organisation: of orders and invoices they see what their roles permit, and nothing by their own
    address, under which an ERP often keeps what is the organisation's."""

    @property
    def values(self) -> frozenset[str]:
        """Of their addresses."""
        return frozenset(one.value for one in self.addresses)

    @property
    def address(self) -> Address:
        """By which they signed in."""
        return Address(AddressKind(self.stay.kind), self.stay.value, self.customer.name)


async def guest(reader: Reader, tenant: UUID, token: str) -> Guest:
    """Raises `NotInside`: also once the door is shut, or their address is theirs no more."""
    stay = await store.stay_of(reader, tenant, token_hash(token))
    if stay is None or not lasts(stay, reader.now) or not await is_open(reader, tenant):
        raise NotInside
    ids = await customers.aliases(reader, tenant, stay.customer_id)
    who = await customers.customer(reader, tenant, stay.customer_id)
    if who.erased_at is not None or await _on_file(reader, tenant, who.id, stay.kind, stay.value) is None:
        raise NotInside
    found = [
        replace(one, customer_id=who.id)
        for one in await customers.addresses(reader, tenant, who.id)
        if one.valid_until is None or one.valid_until > reader.now
    ]
    works_at = [
        one
        for one in await profile.affiliations(reader, tenant, ids)
        if is_valid(reader.now, one.valid_from, one.valid_until)
    ]
    return Guest(stay, who, tuple(ids), tuple(found), roles(works_at), bool(works_at))


def is_to_be_seen(stay: Stay, reader: Reader) -> bool:
    """Whether it is to be kept that they are still there."""
    return reader.now - stay.seen_at >= SEEN_EVERY


async def note_seen(work: UnitOfWork, stay: Stay) -> None:
    await store.set_seen(work, stay.id)


async def leave(work: UnitOfWork, who: Guest, *, everywhere: bool = False) -> None:
    """Ends this sign-in, or each one of theirs."""
    if everywhere:
        await store.end_all(work, who.ids)
    else:
        await store.end(work, who.stay.id)
    work.record(CustomerSignedOut(customer_id=CustomerId(who.customer.id), everywhere=everywhere))
