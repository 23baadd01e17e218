"""Asking customers how it went, and what follows from their answer. Each act is one unit of work."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from contact_center.directory import service as directory
from contact_center.directory.service import audit
from contact_center.interactions.errors import CannotWrite, MayNotSend, MessageTooLong
from contact_center.interactions.outbound import service as outbound
from contact_center.interactions.outbound.service import StartRequest
from contact_center.interactions.ports import Ports
from contact_center.interactions.presence import visitors
from contact_center.interactions.reading import closed_queries, conversation_queries, outside_queries
from contact_center.interactions.reading.closed_queries import AnsweredWork
from contact_center.interactions.work import notices
from contact_center.interactions.work.notices import Told
from contact_center.kernel.contracts.care import CarePolicyChanged, RatingAsked, RatingGiven
from contact_center.kernel.contracts.channels import Address, AddressKind, Capabilities, ChannelAccount
from contact_center.kernel.contracts.consent import ConsentReason
from contact_center.kernel.ids import AgentId, ConversationId, CustomerId, InteractionId, QueueId, RatingId, new_id
from contact_center.platform.unit_of_work import Database, Reader, UnitOfWork
from crm_core.care import store
from crm_core.care.domain import (
    FOLLOW_UP_WITHIN,
    VALID,
    AskDecision,
    CareSetting,
    ClosedWork,
    RatedBy,
    Rating,
    RatingFigures,
    RatingKind,
    RatingVerdict,
    checked,
    not_asking,
    question_for,
    rating_figures,
    verdict,
    why_not,
)
from crm_core.care.errors import NoSuchRating, NotAnAskingChannel, RatingExpired
from crm_core.care.links import META, RatingLinks, token_hash
from crm_core.care.store import RatingsWanted
from crm_core.customers import service as customers
from crm_core.customers.domain import CustomerAddress
from crm_core.tasks import service as tasks
from crm_core.tasks.errors import NobodysTask

__all__ = ["RatingsWanted", "ask", "give", "listed", "of_customer", "settings"]

PURPOSE = "survey"
ASK = "care.ask"
"""The job that asks about one piece of work."""
SAID_NO = frozenset({ConsentReason.OBJECTION, ConsentReason.WITHDRAWAL})
FollowUpSubject = Callable[[str, RatingKind, int], str]
"""What the task about a bad rating is called: in the organisation's language, of a kind and score."""
TELLS = {Told.NOT_AGREED: AskDecision.NOT_AGREED, Told.CANNOT: AskDecision.CANNOT}


# --- settings -------------------------------------------------------------------------------------------


def asking_channels(channels: Mapping[str, Capabilities]) -> list[str]:
    """Where customers can be asked: in the window of a chat, by a message that reaches them, or after a call by one to
    a telephone number."""
    texts = any(can.text and can.reaches is AddressKind.PHONE for can in channels.values())
    return [
        name
        for name, can in channels.items()
        if (can.text and (can.session or can.reaches is not None)) or (can.media and texts)
    ]


def in_window(can: Capabilities) -> bool:
    """The question stands in the customer's own window, while they are still there; nothing is sent."""
    return can.session and can.text


async def settings(reader: Reader, tenant: UUID, channels: Mapping[str, Capabilities]) -> list[CareSetting]:
    """Of every channel whose customers can be asked."""
    known = await store.settings(reader, tenant)
    return [_at_once(channels, known.get(one) or not_asking(one)) for one in asking_channels(channels)]


def _at_once(channels: Mapping[str, Capabilities], one: CareSetting) -> CareSetting:
    """In the window of a chat nobody waits for the question."""
    return replace(one, delay=timedelta()) if in_window(channels[one.channel]) else one


async def set_settings(work: UnitOfWork, channels: Mapping[str, Capabilities], wanted: Iterable[CareSetting]) -> None:
    """Counts for work that is closed from now on. Raises `NotAnAskingChannel`."""
    listed, possible = list(wanted), asking_channels(channels)
    for one in listed:
        if one.channel not in possible:
            raise NotAnAskingChannel(one.channel, field="channel")
    await store.set_settings(work, [_at_once(channels, one) for one in listed])
    work.record(CarePolicyChanged())
    await audit(
        work, "care policy changed", "care",
        **{one.channel: f"{one.kind.value} {'on' if one.asks else 'off'} {one.cap.days}" for one in listed},
    )  # fmt: skip


# --- asking ---------------------------------------------------------------------------------------------


async def ask(
    work: UnitOfWork,
    ports: Ports,
    links: RatingLinks,
    interaction: UUID,
    *,
    closed_by_person: bool,
    texts_from: ChannelAccount | None = None,
    only_in_window: bool = False,
) -> AskDecision:
    """Asks the customer of closed work how it was, unless something speaks against it: then says what.

    Where they sit at the other end, the question stands in the window of their chat and nothing is sent. Elsewhere a
    message goes out into the same conversation; consent is asked in this transaction. After a call from a web site the
    question stands in the window it was made from, if the visitor is there still and has not objected; else it goes to
    a number of theirs by `texts_from`, the account of ours that writes to telephones. `only_in_window`: nothing is
    sent.
    """
    closed = await closed_queries.answered(work, work.tenant_id, interaction)
    if closed is None:
        return AskDecision.GOES_ON
    settings = (await store.settings(work, work.tenant_id)).get(closed.channel, not_asking(closed.channel))
    can = ports.adapters[closed.channel].capabilities
    live = in_window(can)
    in_call_window = can.media and await _still_there(work, ports, closed)
    if only_in_window and not in_call_window:
        return AskDecision.LEFT
    if can.media:
        closed = replace(closed, agent_id=await closed_queries.spoke_with(work, work.tenant_id, interaction))
    ids = await _ids(work, closed.customer_id)
    await store.lock(work, ids[0] if ids else closed.conversation_id)
    if await store.is_asked(work, work.tenant_id, interaction):
        return AskDecision.ASKED_ABOUT
    against = why_not(
        settings, await _facts(work, closed, closed_by_person), live=live, now=work.now,
        asked_last=await _asked_last(work, closed, ids),
    )  # fmt: skip
    if against is not None:
        return against
    rating = _question(work, closed, settings, ids)
    if can.media and not in_call_window:
        told = await _text(work, ports, links, closed, rating, texts_from)
        if told is not AskDecision.ASKED:
            return told
    elif not (live or in_call_window):
        said = f"{rating.question}\n{links.masked}"
        noticed = await notices.tell(
            work, ports, closed.conversation_id, said, key=f"rating:{rating.id}", purpose=PURPOSE,
            meta={META: str(rating.id)},
        )  # fmt: skip
        if noticed is not Told.TOLD:
            return TELLS.get(noticed, AskDecision.CANNOT)
    await note_asked(work, rating, None if live or in_call_window else token_hash(links.token(rating.id)))
    return AskDecision.ASKED


async def _still_there(work: UnitOfWork, ports: Ports, closed: AnsweredWork) -> bool:
    """Whoever called from a web site has a page of it open, and has not said that they do not want to be asked."""
    if closed.contact_kind != AddressKind.WEB or not await visitors.on_site(work, work.tenant_id, closed.contact_value):
        return False
    here = Address(AddressKind.WEB, closed.contact_value)
    return (await ports.consent.may_send(work, here, closed.channel, PURPOSE)).reason not in SAID_NO


async def _text(
    work: UnitOfWork,
    ports: Ports,
    links: RatingLinks,
    closed: AnsweredWork,
    rating: Rating,
    account: ChannelAccount | None,
) -> AskDecision:
    """After a call: to the number it was with, else to one that is on file, of those that agreed."""
    if account is None:
        return AskDecision.CANNOT
    numbers = [closed.contact_value] if closed.contact_kind == AddressKind.PHONE else []
    if closed.customer_id is not None:
        known = await customers.addresses(work, work.tenant_id, closed.customer_id)
        numbers += [one.value for one in known if one.kind == AddressKind.PHONE and _is_used(one, work.now)]
    for number in dict.fromkeys(numbers):
        to = Address(AddressKind.PHONE, number)
        if not (await ports.consent.may_send(work, to, account.channel, PURPOSE)).allowed:
            continue
        message = StartRequest(
            account=account, to=number, text=f"{rating.question}\n{links.masked}", client_key=f"rating:{rating.id}",
            customer=CustomerId(closed.customer_id) if closed.customer_id else None, language=closed.language,
        )  # fmt: skip
        try:
            await outbound.tell(
                work, ports, message, to, author=None, meta={META: str(rating.id)}, purpose=PURPOSE
            )  # fmt: skip
        except (CannotWrite, MayNotSend, MessageTooLong):
            return AskDecision.CANNOT
        return AskDecision.ASKED
    return AskDecision.NOT_AGREED if numbers else AskDecision.CANNOT


def _is_used(address: CustomerAddress, now: datetime) -> bool:
    return address.valid_until is None or address.valid_until > now


async def note_asked(work: UnitOfWork, rating: Rating, link: str | None = None) -> None:
    """`link`: the hash by which the customer's answer finds it."""
    await store.insert(work, rating, link)
    work.record(RatingAsked(**_whom(rating)))


async def _facts(work: UnitOfWork, closed: AnsweredWork, by_person: bool) -> ClosedWork:
    machine = await conversation_queries.asks_for_no_machine(work, work.tenant_id, closed.conversation_id)
    return ClosedWork(closed.state, closed.outcome, closed.agent_id, machine, by_person)


async def _asked_last(work: UnitOfWork, closed: AnsweredWork, ids: list[UUID]) -> datetime | None:
    """Under every id of the customer; of a visitor nobody knows, in every conversation of theirs."""
    theirs = await outside_queries.conversations(
        work, work.tenant_id, closed.channel_account_id, closed.contact_value
    )  # fmt: skip
    return await store.asked_last(work, work.tenant_id, ids, theirs)


def _question(work: UnitOfWork, closed: AnsweredWork, setting: CareSetting, ids: list[UUID]) -> Rating:
    return Rating(
        id=new_id(), interaction_id=closed.id, conversation_id=closed.conversation_id,
        customer_id=ids[0] if ids else None, channel=closed.channel, queue_id=closed.queue_id,
        agent_id=closed.agent_id, kind=setting.kind.value, question=question_for(setting, closed.language),
        language=closed.language, asked_at=work.now, expires_at=work.now + VALID, score=None, comment="",
        answered_at=None, task_id=None,
    )  # fmt: skip


async def _ids(reader: UnitOfWork, customer: UUID | None) -> list[UUID]:
    return await customers.aliases(reader, reader.tenant_id, customer) if customer is not None else []


# --- answering ------------------------------------------------------------------------------------------


async def behind(database: Database, token: str) -> tuple[UUID, UUID]:
    """The organisation and the rating of a link. Raises `NoSuchRating`."""
    async with database.read_all() as reader:
        found = await store.of_token(reader, token_hash(token))
    if found is None:
        raise NoSuchRating
    return found


async def rating(reader: Reader, tenant: UUID, id: UUID) -> Rating:
    """Raises `NoSuchRating`."""
    found = await store.get(reader, tenant, id)
    if found is None:
        raise NoSuchRating
    return found


async def give(
    work: UnitOfWork, ports: Ports, id: UUID, score: int, comment: str, *, subject: FollowUpSubject
) -> Rating:
    """The customer's answer, or another one in its place. A bad one opens one follow-up, which stays whatever follows.

    Raises `NoSuchRating`, `RatingExpired`, `NotOnThisScale`, `CommentTooLong`.
    """
    asked = await store.lock_rating(work, id)
    if asked is None:
        raise NoSuchRating
    if not asked.is_open(work.now):
        raise RatingExpired
    score, said = checked(asked.of, score, comment)
    contact = await closed_queries.answered(work, work.tenant_id, asked.interaction_id)
    customer = asked.customer_id or (contact.customer_id if contact is not None else None)
    given = replace(asked, score=score, comment=said, answered_at=work.now, customer_id=customer)
    bad = verdict(given.of, score) is RatingVerdict.BAD
    if bad and given.task_id is None:
        given = replace(given, task_id=await _follow_up(work, ports, given, subject))
    await store.answer(
        work, id, score=score, bad=bad, comment=said, customer=customer, task=given.task_id
    )  # fmt: skip
    work.record(RatingGiven(**_whom(given)))
    return given


async def _follow_up(work: UnitOfWork, ports: Ports, given: Rating, subject: FollowUpSubject) -> UUID | None:
    """For the team of the queue; without one for whoever had answered, if they still work here."""
    assert given.score is not None
    queue = QueueId(given.queue_id) if given.queue_id else None
    new = tasks.NewTask(
        subject=subject(await directory.language(work, work.tenant_id), given.of, given.score),
        due_at=work.now + FOLLOW_UP_WITHIN,
        timed=False,
        note=given.comment,
        owner=AgentId(given.agent_id) if given.agent_id and queue is None else None,
        queue=queue,
        customer=CustomerId(given.customer_id) if given.customer_id else None,
        conversation=given.conversation_id,
    )
    try:
        return await tasks.create(work, ports, new, by=None)
    except NobodysTask:
        return None


def _whom(rating: Rating) -> dict[str, Any]:
    return {
        "rating_id": RatingId(rating.id),
        "interaction_id": InteractionId(rating.interaction_id),
        "conversation_id": ConversationId(rating.conversation_id),
        "customer_id": CustomerId(rating.customer_id) if rating.customer_id else None,
        "queue_id": QueueId(rating.queue_id) if rating.queue_id else None,
        "agent_id": AgentId(rating.agent_id) if rating.agent_id else None,
    }


# --- reading --------------------------------------------------------------------------------------------


async def of_conversation(reader: Reader, tenant: UUID, conversation: UUID) -> Rating | None:
    """The one that was asked last in it."""
    return await store.of_conversation(reader, tenant, conversation)


async def of_customer(reader: Reader, tenant: UUID, customer: UUID, limit: int) -> list[Rating]:
    """What they answered, under every id of theirs, the latest first."""
    ids = await customers.aliases(reader, tenant, customer)
    return await store.listed(reader, tenant, RatingsWanted(customers=ids), limit)


async def of_work(reader: Reader, tenant: UUID, interactions: Collection[UUID]) -> list[Rating]:
    """What was answered about these pieces of work."""
    return await store.of_work(reader, tenant, interactions)


async def listed(
    reader: Reader, tenant: UUID, wanted: RatingsWanted, limit: int, after: tuple[datetime, UUID] | None = None
) -> list[Rating]:
    """What was answered, the latest first."""
    return await store.listed(reader, tenant, wanted, limit, after)


async def figures_by(
    reader: Reader, tenant: UUID, wanted: RatingsWanted, by: RatedBy
) -> dict[UUID, list[RatingFigures]]:
    """`figures` of each queue or agent about whom somebody was asked."""
    found = await store.counts_by(reader, tenant, wanted, by)
    return {
        id: [rating_figures(kind, counts[kind]) for kind in RatingKind if kind in counts]
        for id, counts in found.items()
    }


async def figures(reader: Reader, tenant: UUID, wanted: RatingsWanted) -> list[RatingFigures]:
    """Of each kind that was asked; bad ones and others alike."""
    counts = await store.counts(reader, tenant, wanted)
    return [rating_figures(kind, counts[kind]) for kind in RatingKind if kind in counts]
