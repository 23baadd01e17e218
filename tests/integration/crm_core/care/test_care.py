"""Asking customers how it went: once, with their consent, and somebody follows up what was bad."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from contact_center.bootstrap.erasure import erase
from contact_center.directory import service as directory
from contact_center.interactions.ports import ManySecrets
from contact_center.interactions.presence import visitors
from contact_center.interactions.work import closing, replies
from contact_center.kernel.contracts.care import RatingAsked, RatingGiven
from contact_center.kernel.contracts.channels import Address, AddressKind
from contact_center.kernel.ids import AgentId, ConversationId, CustomerId, InteractionId
from contact_center.platform.eventlog import consume_once, read_events
from contact_center.platform.vault import Vault
from crm_core.care import service
from crm_core.care.domain import AskDecision, Rating, RatingKind, care_setting
from crm_core.care.errors import NoSuchRating, RatingExpired
from crm_core.care.following import RatingsFollowWork
from crm_core.care.links import KEY, MASK, RatingLinks
from crm_core.care.service import RatingsWanted
from crm_core.consent import service as consent
from crm_core.consent.domain import ConsentProof, ConsentPurpose, ConsentState, ToldHow
from crm_core.consent.service import NewConsent
from crm_core.customers.merging import service as merging
from crm_core.tasks import reading as tasks
from tests.centre import CHANNELS, Centre

LINKS = RatingLinks(Vault("test secret").key(KEY), "https://centre.example")
TEXTS = {"en": "How did we do?", "zh-Hant": "您滿意嗎？"}
LIN, HUANG = "lin@example.com", "huang@example.com"


async def asks_on(centre: Centre, *channels: str, delay: int = 60) -> None:
    wanted = [
        care_setting(
            one, asks=True, kind=RatingKind.CSAT, question=TEXTS, cap=timedelta(days=30),
            delay=timedelta(minutes=delay),
        )
        for one in channels
    ]  # fmt: skip
    await centre.run(service.set_settings, CHANNELS, wanted)
    centre.ports = replace(centre.ports, secrets=ManySecrets(centre.ports.secrets, LINKS))
    centre.outbox = type(centre.outbox)(centre.db, centre.ports, centre.accounts)


async def closed(centre: Centre, agent: AgentId, sender: str, channel: str = "email", **body: Any) -> InteractionId:
    """The customer wrote, was answered, and the work was closed."""
    kind = {"email": "email", "webchat": "web"}.get(channel, "phone")
    said = {"kind": kind, **({"subject": "Grinder"} if channel == "email" else {}), **body}
    work = await centre.customer_writes(sender, "It is loud", channel=channel, **said)
    await centre.give(work, agent)
    await centre.run(replies.reply, centre.ports, work, agent, "Mei", "We will see.", client_key=f"r{work}")
    await centre.run(closing.close, centre.ports, work, agent, disposition=None, actor=f"user:{agent}")
    return work


async def ask(centre: Centre, work: InteractionId, *, by_person: bool = True) -> AskDecision:
    done: AskDecision = await centre.run(service.ask, centre.ports, LINKS, work, closed_by_person=by_person)
    return done


async def agrees(centre: Centre, work: InteractionId, agent: AgentId, mail: str) -> CustomerId:
    customer = await customer_of(centre, work)
    told = NewConsent(
        address=Address(AddressKind.EMAIL, mail), channel="email", purpose=ConsentPurpose.SURVEY,
        state=ConsentState.GIVEN, how=ToldHow.SPOKEN, proof=ConsentProof(note="Yes, ask me"),
    )  # fmt: skip
    await centre.run(consent.record, customer, told, by=agent)
    return customer


async def customer_of(centre: Centre, work: InteractionId) -> CustomerId:
    return CustomerId(await centre.value("select customer_id from core.work_info where id = %s", work))


async def rating_of(centre: Centre, work: InteractionId) -> Rating:
    async with centre.db.read(centre.tenant) as reader:
        found = await service.listed(reader, centre.tenant, RatingsWanted(), 50)
        asked = await centre.value("select id from crm.rating where interaction_id = %s", work)
        return next((one for one in found if one.id == asked), None) or await service.rating(
            reader, centre.tenant, asked
        )


async def give(centre: Centre, id: UUID, score: int, comment: str = "") -> Rating:
    given: Rating = await centre.run(
        service.give, centre.ports, id, score, comment, subject=lambda _, kind, n: f"{kind.value} {n}", actor="customer"
    )
    return given


async def events_of(centre: Centre, *kinds: type) -> list[Any]:
    async with centre.db.read(centre.tenant) as reader:
        found = await read_events(reader, centre.tenant, after=0, limit=1000)
    return [one.event for one in found if isinstance(one.event, kinds)]


async def test_a_customer_who_agreed_is_asked_once_within_the_cap_by_a_link_that_is_kept_nowhere(
    centre: Centre,
) -> None:
    mei = await centre.agent("Mei")
    first = await closed(centre, mei, LIN)
    assert await ask(centre, first) is AskDecision.OFF
    await asks_on(centre, "email", "sms")
    assert await ask(centre, first) is AskDecision.NOT_AGREED
    customer = await agrees(centre, first, mei, LIN)
    assert await ask(centre, first) is AskDecision.ASKED
    assert await ask(centre, first) is AskDecision.ASKED_ABOUT
    conversation = await centre.value("select conversation_id from core.work_info where id = %s", first)
    await centre.outbox.flush(centre.tenant, ConversationId(conversation))
    rating = await rating_of(centre, first)
    sent = centre.channel("email").sent[-1]
    token = LINKS.token(rating.id)
    assert (sent.text, sent.automatic) == (f"How did we do?\nhttps://centre.example/rate/{token}", True)
    stored = await centre.value(
        "select text from core.message where conversation_id = %s order by position desc limit 1", conversation
    )
    assert (MASK in stored, token in stored) == (True, False)
    assert await service.behind(centre.db, token) == (centre.tenant, rating.id)

    other = await closed(centre, mei, "+886912345678", "sms")
    await centre.run(merging.merge, customer, await customer_of(centre, other), {}, actor=f"user:{mei}")
    assert await ask(centre, other) is AskDecision.ASKED_LATELY, "the same person on another channel"
    centre.clock.pass_(hours=24 * 31)
    again = await closed(centre, mei, LIN, subject="Again")
    assert await ask(centre, again) is AskDecision.ASKED
    [asked, _] = await events_of(centre, RatingAsked)
    assert (asked.rating_id, asked.customer_id, asked.agent_id) == (rating.id, customer, mei)


async def test_the_log_puts_the_asking_down_for_its_time(centre: Centre) -> None:
    mei = await centre.agent("Mei")
    await asks_on(centre, "email", "webchat")
    mail = await closed(centre, mei, LIN)
    chat = await closed(centre, mei, "visitor-1", "webchat")
    await closed(centre, mei, "+886912345678", "sms")
    while await consume_once(centre.db, RatingsFollowWork()):
        pass
    async with centre.db.read_all() as reader:
        jobs = await reader.dicts(
            "select args, scheduled_at from jobs.procrastinate_jobs where task_name = %s "
            "order by scheduled_at nulls first",
            [service.ASK],
        )
    assert [one["args"]["interaction_id"] for one in jobs] == [str(chat), str(mail)]
    assert [one["args"]["by_person"] for one in jobs] == [True, True]
    assert [one["scheduled_at"] for one in jobs] == [None, centre.clock.now() + timedelta(hours=1)]


async def test_a_chat_asks_in_its_own_window_without_consent_and_only_while_its_visitor_is_there(
    centre: Centre,
) -> None:
    mei = await centre.agent("Mei")
    await asks_on(centre, "webchat")
    chat = await closed(centre, mei, "visitor-1", "webchat")
    sent = len(centre.channel("webchat").sent)
    assert await ask(centre, chat, by_person=False) is AskDecision.LEFT
    assert await ask(centre, chat) is AskDecision.ASKED
    assert len(centre.channel("webchat").sent) == sent
    assert (await rating_of(centre, chat)).customer_id is None
    again = await closed(centre, mei, "visitor-1", "webchat")
    assert await ask(centre, again) is AskDecision.ASKED_LATELY, "a visitor nobody knows is asked once, too"


async def test_a_bad_rating_opens_one_follow_up_which_a_better_one_does_not_close(centre: Centre) -> None:
    mei = await centre.agent("Mei")
    await asks_on(centre, "email")
    work = await closed(centre, mei, LIN)
    customer = await agrees(centre, work, mei, LIN)
    assert await ask(centre, work) is AskDecision.ASKED
    id = (await rating_of(centre, work)).id
    assert (await give(centre, id, 3)).task_id is None
    bad = await give(centre, id, 1, "Nobody called")
    assert bad.task_id is not None
    assert (await give(centre, id, 2, "Still")).task_id == bad.task_id
    good = await give(centre, id, 5, "Now it is fine")
    async with centre.db.read(centre.tenant) as reader:
        [task] = await tasks.listed(reader, centre.tenant, tasks.Wanted(customers=[customer]), 10)
        [figures] = await service.figures(reader, centre.tenant, RatingsWanted(agent=mei))
        assert await service.listed(reader, centre.tenant, RatingsWanted(bad=True), 10) == []
    assert (task.id, task.state, task.subject, task.note) == (bad.task_id, "open", "csat 1", "Nobody called")
    assert (task.queue_id, task.conversation_id) == (centre.queues["general"], good.conversation_id)
    assert (figures.asked, figures.answered, figures.value) == (1, 1, 1.0)
    assert len(await events_of(centre, RatingGiven)) == 4
    centre.clock.pass_(hours=24 * 14)
    with pytest.raises(RatingExpired):
        await give(centre, id, 4)


async def test_other_organisations_and_erased_customers_leave_nothing_behind(centre: Centre) -> None:
    mei = await centre.agent("Mei")
    await asks_on(centre, "email")
    work = await closed(centre, mei, HUANG)
    customer = await agrees(centre, work, mei, HUANG)
    await ask(centre, work)
    id = (await rating_of(centre, work)).id
    await give(centre, id, 1, "Call me: 0912 345 678")
    other = await directory.create_tenant(centre.db, slug="lantern", name="Lantern")
    async with centre.db.read(other) as reader:
        assert await service.listed(reader, other, RatingsWanted(), 10) == []
        assert await service.figures(reader, other, RatingsWanted()) == []
        with pytest.raises(NoSuchRating):
            await service.rating(reader, other, id)
        assert not any(one.asks for one in await service.settings(reader, other, CHANNELS))
    await centre.run(erase, customer)
    left = await rating_of(centre, work)
    assert (left.customer_id, left.comment, left.score) == (None, "", 1)
    with pytest.raises(NoSuchRating):
        await service.behind(centre.db, LINKS.token(id))


async def test_a_caller_is_asked_by_sms_where_consent_and_number_allow(centre: Centre) -> None:
    mei = await centre.agent("Mei")
    await asks_on(centre, "voice", delay=5)
    async with centre.db.read(centre.tenant) as reader:
        [voice] = [one for one in await service.settings(reader, centre.tenant, CHANNELS) if one.channel == "voice"]
    assert voice.delay == timedelta(minutes=5), "after a call there is time to write down what it was about"
    number, texts_from = "+886912345678", await centre.account("sms")

    async def call(sender: str = number, kind: str = "phone", *, taken: bool = True) -> InteractionId:
        work = await centre.customer_writes(sender, "a call", channel="voice", kind=kind)
        if taken:
            who = mei if sender == number else await centre.agent("Wei")
            await centre.give(work, who)
            await centre.run(closing.close, centre.ports, work, who, disposition=None, actor=f"user:{who}")
        return work

    async def asked(work: InteractionId, **values: Any) -> AskDecision:
        values = {"closed_by_person": False, "texts_from": texts_from} | values
        done: AskDecision = await centre.run(service.ask, centre.ports, LINKS, work, **values)
        return done

    first = await call()
    assert await asked(first, texts_from=None) is AskDecision.CANNOT
    assert await asked(first) is AskDecision.NOT_AGREED
    customer = await customer_of(centre, first)
    told = NewConsent(
        address=Address(AddressKind.PHONE, number), channel="sms", purpose=ConsentPurpose.SURVEY,
        state=ConsentState.GIVEN, how=ToldHow.SPOKEN, proof=ConsentProof(note="Yes"),
    )  # fmt: skip
    await centre.run(consent.record, customer, told, by=mei)
    assert await asked(first) is AskDecision.ASKED
    conversation = await centre.value("select conversation_id from core.message where meta ? 'rating'")
    await centre.outbox.flush(centre.tenant, ConversationId(conversation))
    rating = await rating_of(centre, first)
    sent = centre.channel("sms").sent[-1]
    assert (sent.recipient.value, sent.text) == (
        number, f"How did we do?\nhttps://centre.example/rate/{LINKS.token(rating.id)}",
    )  # fmt: skip
    assert (rating.channel, rating.agent_id, rating.customer_id) == ("voice", mei, customer)
    assert await asked(await call("visitor-1", "web")) is AskDecision.CANNOT, "no number is known"
    assert await asked(await call("+886912345670", taken=False)) is AskDecision.GOES_ON


async def test_a_call_from_a_web_site_is_rated_in_its_window_while_the_caller_is_there(centre: Centre) -> None:
    await asks_on(centre, "voice")
    account = (await centre.account("webchat")).id

    agents = [await centre.agent(name) for name in ("Mei", "Wei", "Ana")]

    async def called(visitor: str) -> InteractionId:
        work = await centre.customer_writes(visitor, "a call", channel="voice", kind="web")
        who = agents.pop()
        await centre.give(work, who)
        await centre.run(closing.close, centre.ports, work, who, disposition=None, actor=f"user:{who}")
        return work

    async def in_window(work: InteractionId) -> AskDecision:
        done: AskDecision = await centre.run(
            service.ask, centre.ports, LINKS, work, closed_by_person=False, only_in_window=True
        )
        return done

    await centre.run(visitors.came, account, "visitor-1", uuid4())
    first = await called("visitor-1")
    assert await in_window(first) is AskDecision.ASKED
    assert await ask(centre, first) is AskDecision.ASKED_ABOUT, "the job for later finds it asked"
    assert centre.channel("sms").sent == []
    assert await in_window(await called("visitor-1")) is AskDecision.ASKED_LATELY
    assert await in_window(await called("visitor-2")) is AskDecision.LEFT, "their page is closed"

    while await consume_once(centre.db, RatingsFollowWork()):
        pass
    async with centre.db.read_all() as reader:
        jobs = await reader.dicts(
            "select args, scheduled_at from jobs.procrastinate_jobs where task_name = %s "
            "and args->>'interaction_id' = %s order by scheduled_at nulls first", [service.ASK, str(first)],
        )  # fmt: skip
    assert [(one["args"].get("only_in_window", False), one["scheduled_at"] is None) for one in jobs] == [
        (True, True), (False, False),
    ]  # fmt: skip
