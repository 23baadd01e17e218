"""Cases on a real database: opened, worked on, woken, merged."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
import pytest_asyncio

from contact_center.directory.approvals import service as approvals
from contact_center.directory.approvals.domain import Verdict
from contact_center.directory.approvals.errors import NotForOneself
from contact_center.directory.domain import Role
from contact_center.interactions.scheduled import service as scheduled
from contact_center.interactions.work import replies
from contact_center.kernel.contracts.erp import ErpFactsRead
from contact_center.kernel.ids import AgentId, CustomerId
from contact_center.platform.eventlog import consume_once
from contact_center.platform.unit_of_work import UnitOfWork
from crm_core.cases import administering, linking, listing, quality, service, waking
from crm_core.cases.clocks import CaseClockKind, ClockState
from crm_core.cases.clocks import Reading as ClockReading
from crm_core.cases.domain import Case, CaseLinkKind, WaitFor
from crm_core.cases.errors import CannotMerge, CaseNotReady, KeyUsedOtherwise, NoSuchCase, NotYourCase
from crm_core.cases.following import CasesFollow
from crm_core.cases.linking import LinkTo
from crm_core.cases.listing import CaseFilter
from crm_core.cases.numbers import quoted, short
from crm_core.cases.outcomes import CaseOutcomes
from crm_core.cases.permissions import Actor
from crm_core.cases.ports import AroundTheClock
from crm_core.cases.quality import Dimension, Only, QualityFilter
from crm_core.cases.service import Opening
from tests.centre import Centre

HOURS = AroundTheClock()


class Desk:
    """Mei and Wei are agents, Sam is their supervisor."""

    def __init__(self, centre: Centre, mei: Actor, wei: Actor, sam: Actor) -> None:
        self.centre, self.mei, self.wei, self.sam = centre, mei, wei, sam

    async def open(self, title: str = "Grinder rattles", *, key: str | None = None, **values: Any) -> Case:
        opening = Opening(**{"type": "complaint", "title": title, "owner_id": self.mei.user, **values})
        return await self.do(service.open_case, opening, HOURS, key=key)

    async def do(self, function: Any, *args: Any, by: Actor | None = None, **kwargs: Any) -> Any:
        actor = f"user:{(by or self.mei).user}"
        return await self.centre.run(function, *args, actor=actor, **kwargs)

    async def see(self, id: UUID, by: Actor | None = None) -> service.CaseDetail:
        async with self.centre.db.read(self.centre.tenant) as reader:
            return await service.detail(reader, self.centre.tenant, id, by or self.mei)

    async def follow(self) -> None:
        while await consume_once(self.centre.db, CasesFollow()):
            pass


@pytest_asyncio.fixture
async def desk(centre: Centre) -> Desk:
    mei, wei = [Actor(await centre.agent(name), Role.AGENT) for name in ("Mei", "Wei")]
    return Desk(centre, mei, wei, Actor(await centre.agent("Sam", role=Role.SUPERVISOR), Role.SUPERVISOR))


async def conversation_of(centre: Centre, interaction: UUID) -> UUID:
    found: UUID = await centre.value("select conversation_id from core.interaction where id = %s", interaction)
    return found


async def test_a_case_sent_twice_with_one_key_is_one_case(desk: Desk) -> None:
    one, two = await desk.open(key="a"), await desk.open(key="a")
    assert one.id == two.id
    other = await desk.open(key="b")
    assert other.number == one.number + 1
    with pytest.raises(KeyUsedOtherwise):
        await desk.open("Something else", key="a")


async def test_a_case_that_waits_for_the_customer_goes_on_when_they_write(desk: Desk) -> None:
    interaction = await desk.centre.customer_writes("+886912345678", "It rattles")
    conversation = await conversation_of(desk.centre, interaction)
    case = await desk.open(links=[LinkTo(CaseLinkKind.CONVERSATION, str(conversation))])
    await desk.do(service.wait, case.id, desk.mei, WaitFor.CUSTOMER, note="serial number")
    await desk.follow()
    desk.centre.clock.pass_(hours=30)
    waiting = await desk.see(case.id)
    assert [one.state for one in waiting.clocks] == [
        ClockState.STANDING,
        ClockState.STANDING,
        ClockState.RUNNING,
    ]
    await desk.centre.customer_writes("+886912345678", "G1-4417")
    await desk.follow()
    found = await desk.see(case.id)
    assert (found.case.state, found.case.wait_for) == ("open", None)
    assert found.clocks[1].stood_still == pytest.approx(30 * 3600)
    assert (found.changes[0].code, found.changes[0].args) == ("woke", {"woken_by": "customer"})


async def test_our_answer_in_a_linked_conversation_ends_the_clock_of_the_first_answer(desk: Desk) -> None:
    interaction = await desk.centre.customer_writes("+886912345678", "It rattles")
    conversation = await conversation_of(desk.centre, interaction)
    case = await desk.open(links=[LinkTo(CaseLinkKind.CONVERSATION, str(conversation))])
    agent = AgentId(desk.mei.user)
    await desk.centre.give(interaction, agent)
    desk.centre.clock.pass_(minutes=42)
    words = "We send a new carrier."
    await desk.centre.run(replies.reply, desk.centre.ports, interaction, agent, "Mei", words, client_key="1")
    await desk.follow()
    first = (await desk.see(case.id)).clocks[0]
    assert (first.kind, first.state, first.spent) == (CaseClockKind.FIRST_ANSWER, ClockState.MET, 42 * 60)


async def test_an_answer_taken_back_before_it_was_sent_has_never_ended_the_clock(desk: Desk) -> None:
    interaction = await desk.centre.customer_writes("+886912345678", "It rattles")
    conversation = await conversation_of(desk.centre, interaction)
    case = await desk.open(links=[LinkTo(CaseLinkKind.CONVERSATION, str(conversation))])
    agent = AgentId(desk.mei.user)
    await desk.centre.give(interaction, agent)
    desk.centre.clock.pass_(minutes=42)

    async def say(text: str, **how: Any) -> UUID:
        written: replies.Written = await desk.centre.run(
            replies.reply, desk.centre.ports, interaction, agent, "Mei", text, client_key=text, held=True, **how
        )
        desk.centre.clock.pass_(seconds=3)
        await desk.follow()
        return written.message_id

    async def back(message: UUID) -> ClockReading:
        await desk.centre.run(scheduled.take_back, desk.centre.ports, message, agent)
        await desk.follow()
        return (await desk.see(case.id)).clocks[0]

    first = await say("We send a new carrier.")
    assert (await desk.see(case.id)).clocks[0].state == ClockState.MET
    reading = await back(first)
    assert (reading.state, reading.spent) == (ClockState.RUNNING, 42 * 60 + 3)
    wrong, right = await say("We send a carrier."), await say("We send two.")
    reading = await back(wrong)
    assert (reading.state, reading.spent) == (ClockState.MET, 42 * 60 + 6)
    assert (await back(right)).state == ClockState.RUNNING
    planned = await say("Tomorrow", send_at=desk.centre.clock.now() + timedelta(hours=1))
    assert (await desk.see(case.id)).clocks[0].state == ClockState.RUNNING
    desk.centre.clock.pass_(hours=1)
    await desk.centre.run(scheduled.let_go, planned)
    await desk.follow()
    assert (await desk.see(case.id)).clocks[0].spent == pytest.approx(42 * 60 + 3600 + 12)
    codes = [one.code for one in (await desk.see(case.id)).changes]
    assert codes.count("answer_taken_back") == 3


async def test_waits_end_at_their_date_and_resolved_cases_close_by_themselves(desk: Desk) -> None:
    case = await desk.open(type="question")
    tomorrow = desk.centre.clock.now() + timedelta(days=1)
    await desk.do(service.wait, case.id, desk.mei, WaitFor.DATE, wake_at=tomorrow)
    assert await waking.wake_once(desk.centre.db) == 0
    desk.centre.clock.pass_(hours=25)
    assert await waking.wake_once(desk.centre.db) == 1
    assert (await desk.see(case.id)).case.state == "open"
    await desk.do(service.resolve, case.id, desk.mei, "Explained.")
    desk.centre.clock.pass_(hours=8 * 24)
    assert await waking.wake_once(desk.centre.db) == 1
    assert (await desk.see(case.id)).case.state == "closed"


async def test_a_case_that_waits_for_the_erp_goes_on_when_facts_were_read_anew(desk: Desk) -> None:
    await desk.centre.customer_writes("+886912345678", "Where is it?")
    [customer] = await desk.centre.rows("select customer_id from core.conversation")
    case = await desk.open(customer_id=customer["customer_id"])
    await desk.do(service.wait, case.id, desk.mei, WaitFor.ERP, note="SO-20377")

    async def read(work: UnitOfWork) -> None:
        work.record(ErpFactsRead(customer_id=CustomerId(customer["customer_id"]), source="Tryton"))

    await desk.centre.run(read)
    await desk.follow()
    assert (await desk.see(case.id)).case.state == "open"


async def test_resolving_waits_for_cause_remedy_and_a_second_person(desk: Desk) -> None:
    case = await desk.open()
    asked = await desk.do(approvals.ask, service.subject_of(case.id), "refund", "Courier, NT$600", desk.mei.user)
    with pytest.raises(CaseNotReady) as refused:
        await desk.do(service.resolve, case.id, desk.mei)
    assert refused.value.fields["missing"] == ["cause", "remedy", "approval"]
    await desk.do(service.edit, case.id, desk.mei, {"cause": "product/lot", "remedy": "replaced"})
    with pytest.raises(NotForOneself):
        await desk.do(approvals.decide, asked.id, Verdict.APPROVED, desk.mei.user, Role.SUPERVISOR)
    await desk.do(approvals.decide, asked.id, Verdict.APPROVED, desk.sam.user, Role.SUPERVISOR, by=desk.sam)
    assert (await desk.do(service.resolve, case.id, desk.mei)).state == "resolved"


async def test_opened_again_in_time_it_is_the_same_case_and_later_one_that_follows(desk: Desk) -> None:
    case = await desk.open(type="question")
    await desk.do(service.resolve, case.id, desk.mei)
    desk.centre.clock.pass_(hours=48)
    again = await desk.do(service.reopen, case.id, desk.wei, HOURS, by=desk.wei)
    assert (again.id, again.state) == (case.id, "open")
    await desk.do(service.resolve, case.id, desk.mei)
    desk.centre.clock.pass_(hours=8 * 24)
    new = await desk.do(service.reopen, case.id, desk.wei, HOURS, by=desk.wei)
    assert (new.follows_id, new.state, new.number) == (case.id, "open", case.number + 1)


async def test_a_case_that_goes_into_another_brings_all_that_was_its_own(desk: Desk) -> None:
    one, two = await desk.open(), await desk.open("The same again")
    await desk.do(linking.link, two.id, desk.mei, LinkTo(CaseLinkKind.ORDER, "SO-20377", "burr carrier", "Tryton"))
    await desk.do(service.watch, two.id, desk.mei, desk.wei.user)
    with pytest.raises(NotYourCase):
        await desk.do(linking.merge, one.id, two.id, desk.wei, by=desk.wei)
    await desk.do(linking.merge, one.id, two.id, desk.mei)
    kept, gone = await desk.see(one.id), await desk.see(two.id)
    assert [(link.ref, link.source) for link in kept.links] == [("SO-20377", "Tryton")]
    assert kept.watchers == (desk.wei.user,)
    assert (gone.case.state, gone.case.merged_into) == ("closed", one.id)
    with pytest.raises(CannotMerge):
        await desk.do(linking.merge, one.id, two.id, desk.mei)


async def test_what_was_just_done_can_be_taken_back(desk: Desk) -> None:
    case = await desk.open()
    await desk.do(service.wait, case.id, desk.mei, WaitFor.CUSTOMER)
    back = await desk.do(service.undo, case.id, desk.mei)
    assert (back.state, back.wait_for) == ("open", None)
    await desk.do(service.assign, case.id, desk.mei, desk.wei.user)
    assert (await desk.do(service.undo, case.id, desk.mei)).owner_id == desk.mei.user
    await desk.do(linking.link, case.id, desk.mei, LinkTo(CaseLinkKind.LOT, "2609-B"))
    await desk.do(service.undo, case.id, desk.mei)
    assert (await desk.see(case.id)).links == ()


async def test_lists_are_by_what_is_due_and_leave_out_what_is_not_for_the_reader(desk: Desk) -> None:
    late = await desk.open("Late")
    desk.centre.clock.pass_(hours=5)
    fresh = await desk.open("Fresh", type="question")
    await desk.do(administering.keep, (await _type(desk, "return")).model_copy(update={"confidential": True}))
    hidden = await desk.open("Confidential", type="return")
    async with desk.centre.db.read(desk.centre.tenant) as reader:
        tenant = desk.centre.tenant
        mine = await listing.listed(reader, tenant, CaseFilter(), desk.mei, limit=10)
        hers = await listing.listed(reader, tenant, CaseFilter(), desk.wei, limit=10)
        counts = await listing.overview(reader, tenant, desk.mei)
        rest = await listing.listed(
            reader, tenant, CaseFilter(), desk.mei, limit=10, after=(mine[0].due_at, mine[0].id)
        )
    assert [one.id for one in mine] == [late.id, fresh.id, hidden.id]
    assert [one.id for one in hers] == [late.id, fresh.id]
    assert [one.id for one in rest] == [fresh.id, hidden.id]
    assert (counts.mine, counts.late, counts.incidents) == (3, 1, 0)
    with pytest.raises(NoSuchCase):
        await desk.see(hidden.id, desk.wei)


async def _type(desk: Desk, code: str) -> Any:
    async with desk.centre.db.read(desk.centre.tenant) as reader:
        return (await service.types(reader, desk.centre.tenant))[code]


async def test_figures_of_resolved_cases_and_the_cases_behind_each(desk: Desk) -> None:
    await desk.centre.customer_writes("+886912345678", "Again")
    [row] = await desk.centre.rows("select customer_id, id from core.conversation")
    begun, tenant = desk.centre.clock.now(), desk.centre.tenant
    made = []
    product = LinkTo(CaseLinkKind.PRODUCT, "Kiln G1")
    for type, cause, hours, link in (
        ("complaint", "product/lot", 1, product),
        ("repair", "product/lot", 30, product),  # of another type, about the same product
        ("return", "delivery/carrier", 100, LinkTo(CaseLinkKind.CONVERSATION, str(row["id"]))),  # of neither
        ("complaint", None, 2, product),
    ):
        case = await desk.open(type=type, customer_id=row["customer_id"], links=[link], reason=None)
        values = {"cause": cause or "use", "remedy": "replaced"}
        await desk.do(service.edit, case.id, desk.mei, values)
        desk.centre.clock.pass_(hours=hours)
        await desk.do(service.resolve, case.id, desk.mei)
        desk.centre.clock.pass_(hours=24)
        made.append(case.id)
    await desk.do(service.reopen, made[1], desk.mei, HOURS)
    await desk.do(service.resolve, made[1], desk.mei)
    while await consume_once(desk.centre.db, CaseOutcomes()):
        pass
    wanted = QualityFilter(begun, desk.centre.clock.now() + timedelta(seconds=1))
    async with desk.centre.db.read(tenant) as reader:
        found = await quality.quality(reader, tenant, wanted)
        assert (found.all.cases, found.all.repeated, found.all.late, found.all.reopened) == (4, 1, 1, 1)
        assert [(one.row.key, one.row.cases, one.so_far) for one in found.causes] == [
            ("product/lot", 2, 0.5), ("delivery/carrier", 1, 0.75), ("use", 1, 1.0),
        ]  # fmt: skip
        assert [(one.key, one.cases) for one in found.products] == [("Kiln G1", 3)]
        [queue] = await desk.centre.rows("select queue_id from core.interaction")
        assert {one.key for one in found.queues} == {str(queue["queue_id"]), None}
        for only, ids in ((Only.REPEATED, [made[0]]), (Only.LATE, [made[2]]), (Only.REOPENED, [made[1]])):
            behind = await quality.cases(reader, tenant, wanted, only=only, limit=10)
            assert [one.id for one in behind] == ids, only
        by_lot = await quality.cases(reader, tenant, wanted, by=Dimension.CAUSE, key="product/lot", limit=10)
        assert {one.id for one in by_lot} == set(made[:2])
        first = await quality.cases(reader, tenant, wanted, limit=1)
        after = (first[0].resolved_at or begun, first[0].id)
        assert len(await quality.cases(reader, tenant, wanted, after=after, limit=10)) == 3


async def test_a_number_is_found_however_it_is_quoted(desk: Desk) -> None:
    case = await desk.open()
    async with desk.centre.db.read(desk.centre.tenant) as reader:
        for text in (quoted(case.number), short(case.number), quoted(case.number).removeprefix("CS-")):
            assert await service.find(reader, desk.centre.tenant, text) == case.id
