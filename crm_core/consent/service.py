"""What may be sent to whom: asked before sending, changed by customers' words and by colleagues."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from contact_center.interactions.errors import NoSuchInteraction
from contact_center.interactions.reading import conversation_queries, message_queries, site_queries
from contact_center.interactions.reading.conversation_queries import Header
from contact_center.kernel.contracts.channels import Address, AddressKind, SteeringWord
from contact_center.kernel.contracts.consent import ConsentChanged, SendDecision
from contact_center.kernel.ids import CustomerId, UserId, new_id
from contact_center.platform.unit_of_work import Reader, UnitOfWork
from crm_core.consent import store
from crm_core.consent.domain import (
    AUTOMATED,
    NO_PROOF,
    OWN_WORD,
    TAKEN_BACK_WITHIN,
    UNDONE,
    Consent,
    ConsentProof,
    ConsentPurpose,
    ConsentState,
    SendPurpose,
    ToldHow,
    checked,
    decide,
    refused,
    restored,
)
from crm_core.consent.errors import ConsentChangedSince, ConsentKeyTaken, NotTheirAddress, NotTheirMessage
from crm_core.consent.store import ConsentPlace
from crm_core.customers import alias_store
from crm_core.customers import store as customers


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactTold:
    """What somebody told a colleague in a conversation, about the address by which they are in it."""

    purpose: ConsentPurpose
    state: ConsentState
    how: ToldHow
    proof: ConsentProof = NO_PROOF


class ConsentBook:
    """The `Consent` port: one decision for every channel and purpose, with its reason."""

    async def may_send(self, work: UnitOfWork, address: Address, channel: str, purpose: str) -> SendDecision:
        return await decision(work, work.tenant_id, address, channel, SendPurpose(purpose))

    async def heard(self, work: UnitOfWork, address: Address, channel: str, wish: SteeringWord, source: str) -> None:
        match wish:
            case SteeringWord.STOP:
                await self.stop(work, address, channel, source)
            case SteeringWord.START:
                await self.start(work, address, channel, source)
            case SteeringWord.HELP:
                pass

    async def stop(self, work: UnitOfWork, address: Address, channel: str, source: str) -> None:
        """STOP ends everything automated to this address (D31): an objection here, a withdrawal there."""
        for purpose in AUTOMATED:
            place = ConsentPlace(address.kind, address.value, channel, purpose)
            await store.lock(work, place)
            found = await store.find(work, work.tenant_id, place)
            if found is None or found.state != refused(purpose):
                await _keep(work, _said(work, place, refused(purpose), source))

    async def start(self, work: UnitOfWork, address: Address, channel: str, source: str) -> None:
        """START undoes STOP: each decision stands again as before. It gives none that was never given."""
        for purpose in AUTOMATED:
            place = ConsentPlace(address.kind, address.value, channel, purpose)
            await store.lock(work, place)
            found = await store.find(work, work.tenant_id, place)
            if found is not None and found.state == refused(purpose):
                before = await store.before_refusal(work, work.tenant_id, place)
                await _keep(work, _said(work, place, restored(before.state if before else None), source))


async def decision(reader: Reader, tenant: UUID, address: Address, channel: str, purpose: SendPurpose) -> SendDecision:
    """Whether something may be sent for this purpose as things stand now, and why."""
    about = purpose.decided_as
    place = ConsentPlace(address.kind, address.value, channel, about) if about else None
    return decide(purpose, await store.find(reader, tenant, place) if place else None)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewConsent:
    """What a customer told a colleague about one of their addresses."""

    address: Address
    channel: str
    purpose: ConsentPurpose
    state: ConsentState
    how: ToldHow
    proof: ConsentProof = NO_PROOF

    @property
    def place(self) -> ConsentPlace:
        return ConsentPlace(self.address.kind, self.address.value, self.channel, self.purpose)


async def record(
    work: UnitOfWork, customer: CustomerId, told: NewConsent, *, by: UserId, client_key: str | None = None
) -> Consent:
    """A colleague writes down what the customer told them; what stands already is not written again.

    Raises `NotTheirAddress`, `NotTheirMessage`, `NotADecision`, `ProofMissing`, and `ConsentKeyTaken` where the key has
    recorded something else.
    """
    proof = checked(told.purpose, told.state, told.proof)
    await _require_theirs(work, customer, told.address.kind, told.address.value)
    await _check_message(work, customer, proof.message)
    return await _record(work, told, proof, by, client_key, of=customer)


async def record_of_contact(
    work: UnitOfWork, interaction: UUID, told: ContactTold, *, by: UserId, client_key: str | None = None
) -> Consent:
    """As `record`, of the address that a conversation is with, whoever that is: also somebody on a web site of whom
    nothing else is known. Their message as proof is one of this conversation.

    Raises `NoSuchInteraction` beside what `record` raises.
    """
    header = await contact_of(work, work.tenant_id, interaction)
    proof = checked(told.purpose, told.state, told.proof)
    if proof.message is not None:
        found = await message_queries.messages_by_id(work, work.tenant_id, [proof.message])
        if not found or found[0].direction != "in" or found[0].conversation_id != header.conversation_id:
            raise NotTheirMessage(field="message")
    new = NewConsent(
        address=Address(AddressKind(header.contact_kind), header.contact_value), channel=header.channel,
        purpose=told.purpose, state=told.state, how=told.how, proof=proof,
    )  # fmt: skip
    return await _record(work, new, proof, by, client_key, of=header.customer_id)


async def contact_of(reader: Reader, tenant: UUID, interaction: UUID) -> Header:
    """With whom a conversation is, as it is looked at through this work. Raises `NoSuchInteraction`."""
    header = await conversation_queries.header(reader, tenant, interaction)
    if header is None:
        raise NoSuchInteraction(interaction)
    return header


async def _record(
    work: UnitOfWork, told: NewConsent, proof: ConsentProof, by: UserId, client_key: str | None, *, of: UUID | None
) -> Consent:
    await store.lock(work, told.place)
    new = replace(
        _said(work, told.place, told.state, f"user:{by}:{told.how.value}"), message_id=proof.message, note=proof.note
    )
    known = await store.under_key(work, work.tenant_id, client_key) if client_key else None
    if known is not None:
        if not _same(known, new):
            raise ConsentKeyTaken(client_key, field="Idempotency-Key")
        return known
    standing_now = await store.find(work, work.tenant_id, told.place)
    if (standing_now.state if standing_now else ConsentState.UNKNOWN) == told.state and proof == NO_PROOF:
        return standing_now or new
    await _keep(work, new, client_key, of=of)
    return new


async def own_word(
    work: UnitOfWork,
    address: Address,
    channel: str,
    purpose: ConsentPurpose,
    state: ConsentState,
    *,
    signed_in: UUID,
    text: str,
) -> None:
    """A customer decides it themselves, on their own page; whoever asks has checked that the address is theirs.

    `text` is what they agreed to or refused, as they read it: the proof. Raises `NotADecision`, `ProofMissing`.
    """
    proof = checked(purpose, state, ConsentProof(note=text))
    place = ConsentPlace(address.kind, address.value, channel, purpose)
    await store.lock(work, place)
    found = await store.find(work, work.tenant_id, place)
    if (found.state if found else ConsentState.UNKNOWN) != state:
        await _keep(work, replace(_said(work, place, state, f"{OWN_WORD}:{signed_in}"), note=proof.note))


async def undo(work: UnitOfWork, customer: CustomerId, change: UUID, *, by: UserId) -> Consent:
    """Takes back what this colleague has just recorded: it stands as before, with the proof it had.

    Returns what was taken back. Raises `ConsentChangedSince` and `NotTheirAddress`.
    """
    done = await _just_recorded(work, change, by)
    await _require_theirs(work, customer, done.kind, done.value)
    return await _take_back(work, done, by, of=customer)


async def undo_of_contact(work: UnitOfWork, interaction: UUID, change: UUID, *, by: UserId) -> Consent:
    """As `undo`, of what `record_of_contact` has recorded."""
    header = await contact_of(work, work.tenant_id, interaction)
    done = await _just_recorded(work, change, by)
    if (done.kind, done.value, done.channel) != (header.contact_kind, header.contact_value, header.channel):
        raise NotTheirAddress(field="address")
    return await _take_back(work, done, by, of=header.customer_id)


async def _just_recorded(work: UnitOfWork, change: UUID, by: UserId) -> Consent:
    done = await store.change(work, work.tenant_id, change)
    if done is None or done.recorded_by != by or done.undone or done.at < work.now - TAKEN_BACK_WITHIN:
        raise ConsentChangedSince(change)
    return done


async def _take_back(work: UnitOfWork, done: Consent, by: UserId, *, of: UUID | None) -> Consent:
    place = ConsentPlace(done.kind, done.value, done.channel, done.purpose)
    await store.lock(work, place)
    last, *earlier = await store.latest(work, work.tenant_id, place, 2)
    if last.change_id != done.change_id:
        raise ConsentChangedSince(done.change_id)
    before = earlier[0] if earlier else _said(work, place, ConsentState.UNKNOWN, "")
    back = replace(_said(work, place, before.state, f"user:{by}:{UNDONE}"), message_id=before.message_id,
                   note=before.note)  # fmt: skip
    await _keep(work, back, of=of)
    await store.stand(work, before)
    return done


async def standing(reader: Reader, tenant: UUID, addresses: Sequence[tuple[str, str]]) -> list[Consent]:
    """Everything decided for these addresses (kind, value); what is missing is unknown."""
    return await store.standing(reader, tenant, addresses) if addresses else []


async def changes(
    reader: Reader, tenant: UUID, addresses: Collection[tuple[str, str]], before: datetime | None, limit: int
) -> list[Consent]:
    """What was decided for these addresses (kind, value) up to a moment, the latest first."""
    return await store.changes(reader, tenant, addresses, before, limit) if addresses else []


async def count_changes(reader: Reader, tenant: UUID, addresses: Collection[tuple[str, str]]) -> int:
    return await store.count_changes(reader, tenant, addresses) if addresses else 0


async def _ids(reader: UnitOfWork, customer: UUID) -> list[UUID]:
    """Every id of this customer: those that were merged are one."""
    return list((await alias_store.groups(reader, reader.tenant_id, [customer]))[customer])


async def _check_message(work: UnitOfWork, customer: CustomerId, message: UUID | None) -> None:
    """Written by this customer, on whatever channel. Raises `NotTheirMessage`."""
    if message is None:
        return
    found = await message_queries.messages_by_id(work, work.tenant_id, [message])
    work_id = found[0].interaction_id if found and found[0].direction == "in" else None
    header = await conversation_queries.header(work, work.tenant_id, work_id) if work_id else None
    if header is None or header.customer_id not in await _ids(work, customer):
        raise NotTheirMessage(field="message")


def _said(work: UnitOfWork, place: ConsentPlace, state: str, source: str) -> Consent:
    who, _, id = source.partition(":")
    message = UUID(id) if who == "message" else None
    return Consent(
        place.kind, place.value, place.channel, place.purpose, state, source, work.now, message, "", new_id()
    )


def _same(one: Consent, other: Consent) -> bool:
    """Whether two say the same, whenever they were said."""
    return replace(one, at=other.at, change_id=other.change_id) == other


async def _require_theirs(work: UnitOfWork, customer: CustomerId, kind: str, value: str) -> None:
    """On file, or one as whom they were on a web site. Raises `NotTheirAddress`."""
    theirs = await customers.addresses_of(work, work.tenant_id, await _ids(work, customer))
    if any((one.kind, one.value) == (kind, value) for one in theirs):
        return
    if kind != AddressKind.WEB or value not in await site_queries.visitors_of(work, work.tenant_id, customer):
        raise NotTheirAddress(field="address")


async def _keep(work: UnitOfWork, consent: Consent, client_key: str | None = None, *, of: UUID | None = None) -> None:
    """`of`: the customer whose word it is, who need not have the address on file."""
    await store.keep(work, consent, client_key)
    [owners] = await customers.matches(work, work.tenant_id, [Address(AddressKind(consent.kind), consent.value)])
    for owner in dict.fromkeys([*(one.customer_id for one in owners), *([of] if of else [])]):
        work.record(
            ConsentChanged(
                customer_id=CustomerId(owner), channel=consent.channel, purpose=consent.purpose, state=consent.state
            )
        )
