"""Who somebody is: what an organisation asks, what was answered, and what waits for it."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from contact_center.directory.domain import Role
from contact_center.directory.service import SignedIn, audit
from contact_center.interactions.accounts import ChannelAccounts, NoSuchChannelAccount
from contact_center.interactions.errors import NoSuchInteraction
from contact_center.interactions.outbound import service as outbound
from contact_center.interactions.outbound.service import StartRequest
from contact_center.interactions.ports import Ports
from contact_center.interactions.reading import at_work_queries, conversation_queries
from contact_center.interactions.work import identifying
from contact_center.interactions.work.identifying import NobodyToVerify
from contact_center.kernel.contracts.channels import Address, AddressKind, ChannelAccount
from contact_center.kernel.contracts.identity import IdentityAsked, IdentityPolicyChanged
from contact_center.kernel.ids import CustomerId, InteractionId, new_id
from contact_center.platform.unit_of_work import Reader, UnitOfWork
from crm_core.customers import service as customers
from crm_core.customers.domain import CustomerAddress
from crm_core.identity import store
from crm_core.identity.codes import META, IdentityCodes
from crm_core.identity.domain import (
    BETWEEN_CODES,
    CODE_ATTEMPTS,
    CODE_VALID,
    CODES_A_DAY,
    COMPARED,
    Check,
    ContactAtHand,
    Guarded,
    IdentityPolicy,
    KnownAnswers,
    ProofQuestion,
    answered,
    is_old_enough,
    is_proven,
    is_right,
    locked_until,
    masked,
    waits_for_proof,
)
from crm_core.identity.errors import (
    AddressTooNew,
    AnswerMissing,
    CannotSendCode,
    NoCode,
    NoSuchAddressOfTheirs,
    NotAskedHere,
    NotVerifiedYet,
    TooManyCodes,
    VerificationLocked,
)

__all__ = ["asked_lately", "policy", "set_policy"]


async def policy(reader: Reader, tenant: UUID) -> IdentityPolicy:
    return await store.policy(reader, tenant)


async def set_policy(work: UnitOfWork, wanted: IdentityPolicy) -> None:
    """Counts at once, for contacts that go on, too."""
    await store.set_policy(work, wanted)
    work.record(IdentityPolicyChanged())
    await audit(
        work, "identity policy changed", "identity", questions=[one.value for one in wanted.questions],
        needed=wanted.needed, locked=sorted(wanted.locked), attempts=wanted.attempts,
        lock_minutes=int(wanted.lock.total_seconds() // 60), own_door=wanted.own_door,
    )  # fmt: skip


# --- what waits for it --------------------------------------------------------------------------------


async def guarded(reader: Reader, who: SignedIn, customer: UUID) -> frozenset[Guarded]:
    """What this person may not see or change of a customer now."""
    role = Role(who.user.role)
    rules = await store.policy(reader, who.tenant)
    if role is not Role.AGENT or not rules.locked:
        return frozenset()
    ids = await customers.aliases(reader, who.tenant, customer)
    rows = await at_work_queries.contacts_at_hand(reader, who.tenant, who.agent_id, ids)
    at_hand = [ContactAtHand(row["id"], row["identity"], row["contact_kind"] == AddressKind.OWN) for row in rows]
    return waits_for_proof(rules, role, at_hand)


async def guarded_of_all(reader: Reader, who: SignedIn, ids: Collection[UUID]) -> frozenset[Guarded]:
    """What this person may not see of something that belongs to all of these customers: what one of them has proven is
    shown. Of what belongs to nobody we know, nothing is proven."""
    each = [await guarded(reader, who, one) for one in ids or (UUID(int=0),)]
    return frozenset.intersection(*each)


async def changeable(reader: Reader, who: SignedIn, ids: Collection[UUID]) -> frozenset[UUID]:
    """Those of these customers whose data this person may change now. One question, however many."""
    rules = await store.policy(reader, who.tenant)
    if Role(who.user.role) is not Role.AGENT or Guarded.CHANGES not in rules.locked:
        return frozenset(ids)
    same = await customers.groups(reader, who.tenant, ids)
    everyone = sorted({one for group in same.values() for one in group} | set(ids))
    rows = await at_work_queries.contacts_at_hand(reader, who.tenant, who.agent_id, everyone)
    found = set()
    for id in ids:
        known = {id, *same.get(id, ())}
        at_hand = [
            ContactAtHand(row["id"], row["identity"], row["contact_kind"] == AddressKind.OWN)
            for row in rows
            if row["customer_id"] in known
        ]
        if Guarded.CHANGES not in waits_for_proof(rules, Role.AGENT, at_hand):
            found.add(id)
    return frozenset(found)


async def require_change(reader: Reader, who: SignedIn, *of: UUID) -> None:
    """Raises `NotVerifiedYet` where the data of one of these customers may not be changed yet."""
    for customer in of:
        if Guarded.CHANGES in await guarded(reader, who, customer):
            raise NotVerifiedYet(customer)


async def in_part(reader: Reader, who: SignedIn) -> Callable[[str], str]:
    """How this person sees the addresses of many customers at once: where addresses wait, an agent sees them in part,
    verified or not."""
    waits = Role(who.user.role) is Role.AGENT and Guarded.ADDRESSES in (await store.policy(reader, who.tenant)).locked
    return masked if waits else str


# --- asking -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Standing:
    """How far the verification of a customer is in a contact."""

    customer: CustomerId
    policy: IdentityPolicy
    checks: tuple[Check, ...]
    locked_until: datetime | None
    code_sent_at: datetime | None
    """Of a code that is still valid."""

    @property
    def answered(self) -> frozenset[str]:
        return answered(self.checks)


@dataclass(frozen=True, slots=True)
class CheckResult:
    passed: bool
    verified: bool
    locked_until: datetime | None


async def standing(reader: Reader, tenant: UUID, interaction: UUID) -> Standing:
    """Raises `NoSuchInteraction` and `NobodyToVerify`."""
    customer, ids = await _customer(reader, tenant, interaction)
    rules = await store.policy(reader, tenant)
    checks = await store.checks(reader, tenant, interaction, ids)
    code = await store.last_code(reader, tenant, interaction, ids)
    valid = code is not None and code.used_at is None and code.expires_at > reader.now
    wrong = await store.wrong_since(reader, tenant, ids, reader.now - rules.lock)
    return Standing(
        customer, rules, tuple(checks), locked_until(rules, wrong, reader.now),
        code.sent_at if code is not None and valid else None,
    )  # fmt: skip


async def ask(
    work: UnitOfWork,
    codes: IdentityCodes,
    interaction: UUID,
    question: ProofQuestion,
    *,
    by: UUID,
    answer: str = "",
    judged: bool | None = None,
    known: KnownAnswers,
) -> CheckResult:
    """A question was asked: the answer is compared, or an agent has judged it. A wrong one is counted, not raised.

    Raises `NotAskedHere`, `VerificationLocked`, `AnswerMissing`, `NothingToCompare`, `NoCode`.
    """
    customer, ids = await _customer(work, work.tenant_id, interaction)
    await store.lock(work, customer)
    rules = await store.policy(work, work.tenant_id)
    if question not in rules.questions:
        raise NotAskedHere(question.value, field="question")
    wrong = await store.wrong_since(work, work.tenant_id, ids, work.now - rules.lock)
    if locked_until(rules, wrong, work.now) is not None:
        raise VerificationLocked
    if question is ProofQuestion.CODE:
        passed = await _try_code(work, codes, interaction, ids, answer)
    elif question in COMPARED:
        passed = is_right(question, answer, known)
    elif judged is None:
        raise AnswerMissing(field="passed")
    else:
        passed = judged
    check = Check(new_id(), customer, interaction, question.value, passed, by, work.now, None)
    await store.insert_check(work, check)
    work.record(
        IdentityAsked(
            customer_id=customer, interaction_id=InteractionId(interaction), question=question.value, passed=passed
        )
    )
    done = answered(await store.checks(work, work.tenant_id, interaction, ids))
    verified = passed and is_proven(rules, done)
    if verified:
        await identifying.verify(work, interaction, "+".join(sorted(done)))
    elif not passed:
        await audit(work, "verification failed", f"interaction:{interaction}", customer=str(customer), how=question)
    until = locked_until(rules, [*wrong, work.now], work.now) if not passed else None
    return CheckResult(passed, verified, until)


async def take_back(work: UnitOfWork, interaction: UUID) -> None:
    """The customer is who they say again, no more; what was answered must be asked anew. Raises `NotVerified`."""
    await identifying.unverify(work, interaction)
    await store.undo_passed(work, interaction)


async def asked_lately(reader: Reader, tenant: UUID, customer: UUID, limit: int) -> list[Check]:
    """Who asked what of a customer, the latest first; never the answers."""
    return await store.of_customer(reader, tenant, await customers.aliases(reader, tenant, customer), limit)


# --- codes --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CodeAddress:
    """Where a code could go."""

    address: CustomerAddress
    channel: str
    old_enough: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeRequest:
    interaction: UUID
    address: UUID
    account: ChannelAccount
    text: str
    """With `codes.MASK` where the code is to stand."""
    subject: str | None = None


async def code_addresses(
    reader: Reader, tenant: UUID, customer: UUID, channels: Collection[tuple[str, str]]
) -> list[CodeAddress]:
    """The customer's addresses that a channel reaches (`channels`: name and kind of address)."""
    by_kind = {kind: name for name, kind in channels}
    return [
        CodeAddress(one, by_kind[one.kind], is_old_enough(one.created_at, reader.now))
        for one in await customers.addresses(reader, tenant, customer)
        if one.kind in by_kind
    ]


def code_channels(ports: Ports) -> list[tuple[str, str]]:
    """Name and kind of address of each channel that could take one."""
    return [
        (name, one.capabilities.reaches.value)
        for name, one in ports.adapters.items()
        if one.capabilities.reaches is not None
    ]


async def code_account(accounts: ChannelAccounts, tenant: UUID, chosen: CodeAddress | None) -> ChannelAccount:
    """The first mailbox or number of ours that reaches it. Raises `NoSuchChannelAccount`."""
    if chosen is None:
        raise NoSuchChannelAccount(field="address")
    for one in await accounts.of_channel(chosen.channel):
        if one.tenant_id == tenant:
            return one
    raise NoSuchChannelAccount(chosen.channel)


async def send_code(work: UnitOfWork, ports: Ports, wanted: CodeRequest, *, by: UUID, author: str) -> None:
    """A new code to an address of theirs that is older than seven days; an earlier one is valid no more.

    Raises `NotAskedHere`, `VerificationLocked`, `NoSuchAddressOfTheirs`, `AddressTooNew`, `CannotSendCode`,
    `TooManyCodes` and what the channel refuses.
    """
    customer, ids = await _customer(work, work.tenant_id, wanted.interaction)
    await store.lock(work, customer)
    rules = await store.policy(work, work.tenant_id)
    if ProofQuestion.CODE not in rules.questions:
        raise NotAskedHere(ProofQuestion.CODE.value, field="question")
    wrong = await store.wrong_since(work, work.tenant_id, ids, work.now - rules.lock)
    if locked_until(rules, wrong, work.now) is not None:
        raise VerificationLocked
    theirs = await customers.addresses(work, work.tenant_id, customer)
    address = next((one for one in theirs if one.id == wanted.address), None)
    if address is None:
        raise NoSuchAddressOfTheirs(field="address")
    if not is_old_enough(address.created_at, work.now):
        raise AddressTooNew(field="address")
    capabilities = ports.adapters[wanted.account.channel].capabilities
    if capabilities.reaches is None or capabilities.reaches != address.kind:
        raise CannotSendCode(field="account")
    sent = await store.codes_since(work, work.tenant_id, ids, work.now - timedelta(days=1))
    if len(sent) >= CODES_A_DAY or (sent and sent[0] > work.now - BETWEEN_CODES):
        raise TooManyCodes
    id = new_id()
    await store.insert_code(
        work, id, customer=customer, interaction=wanted.interaction, address=address.id,
        channel=wanted.account.channel, by=by, expires_at=work.now + CODE_VALID,
    )  # fmt: skip
    message = StartRequest(
        account=wanted.account, to=address.value, text=wanted.text, client_key=f"code:{id}", customer=customer,
        subject=wanted.subject,
    )  # fmt: skip
    to = Address(AddressKind(address.kind), address.value)
    written = await outbound.tell(work, ports, message, to, author=(by, author), meta={META: str(id)})
    await store.set_message(work, id, written)
    await audit(
        work, "code sent", f"interaction:{wanted.interaction}", customer=str(customer), channel=wanted.account.channel
    )


async def _try_code(
    work: UnitOfWork, codes: IdentityCodes, interaction: UUID, ids: Collection[UUID], answer: str
) -> bool:
    if not answer.strip():
        raise AnswerMissing(field="answer")
    sent = await store.last_code(work, work.tenant_id, interaction, ids)
    if sent is None or sent.used_at is not None or sent.expires_at <= work.now or sent.attempts >= CODE_ATTEMPTS:
        raise NoCode
    right = codes.fits(sent.id, answer)
    await store.count_try(work, sent.id, used=right)
    return right


async def _customer(reader: Reader, tenant: UUID, interaction: UUID) -> tuple[CustomerId, list[UUID]]:
    """With whom the contact is: the customer that counts now, and every id of theirs."""
    header = await conversation_queries.header(reader, tenant, interaction)
    if header is None:
        raise NoSuchInteraction(interaction)
    if header.customer_id is None:
        raise NobodyToVerify(interaction)
    ids = await customers.aliases(reader, tenant, header.customer_id)
    return CustomerId(ids[0]), ids
