"""Cases of the story: one late, one that waits for a part, one resolved, a new one, and a known incident with two more.

What happened before the demo began is told by when each was opened; the rest happens in the order of the calls.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from contact_center.bootstrap.joins.cases import QueueHours
from contact_center.bootstrap.runtime import Runtime
from contact_center.demo.company.story.model import Story
from contact_center.demo.names import KILN, agent_id, demo_id, queue_id
from contact_center.directory.domain import Role
from contact_center.platform.unit_of_work import UnitOfWork
from crm_core.cases import administering, incidents, service
from crm_core.cases.domain import CaseLinkKind, WaitFor
from crm_core.cases.incident import IncidentRule
from crm_core.cases.linking import LinkTo
from crm_core.cases.model import DEFAULTS, CaseType, Priority
from crm_core.cases.permissions import Actor
from crm_core.cases.service import Opening

LOT = "2609-B"
GRINDER = LinkTo(CaseLinkKind.PRODUCT, "Kiln G1", "grinder", "Tryton")
HOURS = QueueHours()


@dataclass(frozen=True, slots=True)
class Told:
    """A case as the story tells it."""

    key: str
    type: str
    title: str
    customer: UUID
    owner: str | None
    ago: timedelta
    priority: Priority = Priority.NORMAL
    reason: str | None = None
    wants: str = ""
    told: str = ""
    links: tuple[LinkTo, ...] = field(default=())
    fields: dict[str, str] = field(default_factory=dict)


def stories(customers: dict[str, UUID]) -> tuple[Told, ...]:
    """`customers`: ids of people of the story by key."""
    who = list(customers.values())
    return (
        Told(
            "late", "complaint", "Boiler does not heat", who[0], "mei", timedelta(days=11), Priority.HIGH, "quality",
            "A machine that heats, before the weekend.", "We would collect it within three days. Nobody has.",
        ),
        Told(
            "part", "repair", "Steam wand drips", who[1], "mei", timedelta(days=2), Priority.NORMAL, "defect",
            "The machine back by Friday.", "The part is ordered and comes this week.",
            (LinkTo(CaseLinkKind.SERIAL, "M2-1204"),),
        ),
        Told(
            "resolved", "complaint", "Wrong voltage plate", who[2], "wei", timedelta(days=5), Priority.NORMAL,
            "quality", "A plate that says 220 V.", "A new plate was sent at no cost.",
        ),
        Told("new", "return", "Damaged in transit", who[3], None, timedelta(hours=6), reason="damaged",
             wants="Another grinder, or the money back."),
        Told(
            "incident", "complaint", "Burr carriers of lot 2609-B come loose", who[4], "sam", timedelta(days=1),
            Priority.HIGH, "quality", "", "New carriers arrive on Wednesday.",
            (GRINDER, LinkTo(CaseLinkKind.LOT, LOT, "burr carriers of September")),
        ),
        Told(
            "rattles", "complaint", "磨豆機修回來後一直有聲音", who[5], "mei", timedelta(days=3), Priority.HIGH,
            "repair_not_lasting", "週末市集前要有安靜的磨豆機；不行的話先借一台。", "零件星期三到。",
            (GRINDER, LinkTo(CaseLinkKind.SERIAL, "G1-4417"), LinkTo(CaseLinkKind.LOT, LOT)),
        ),
        Told(
            "noise", "question", "Grinder makes a rattling noise", who[6], "wei", timedelta(hours=20),
            wants="Is it safe to go on grinding?", links=(GRINDER,),
        ),
        Told(
            "loan", "loan", "Loan grinder until hers is quiet", who[5], "mei", timedelta(days=2), Priority.NORMAL,
            "repair_takes_long", "A grinder for the market at the weekend.", "She has G1-0007 since yesterday.",
            (LinkTo(CaseLinkKind.SERIAL, "G1-0007"),), {"serial": "G1-0007"},
        ),
    )  # fmt: skip


async def note(runtime: Runtime, story: Story) -> None:
    """After the year of history, in the present: all of them in one unit of work."""
    customers = {person.key: demo_id("customer", person.key) for person in story.people}

    async def add(work: UnitOfWork) -> None:
        await _add(work, customers)

    await runtime.database.run(KILN, add, actor="demo")


async def keep_types(runtime: Runtime) -> None:
    """Before the first case of the year."""
    await runtime.database.run(KILN, _types, actor="demo")


LOAN = CaseType.model_validate(
    {
        "code": "loan", "names": {"en": "Loan machine", "zh-Hant": "借用機"},
        "fields": [
            {"code": "serial", "names": {"en": "Serial number", "zh-Hant": "序號"}, "required": True},
            {"code": "back_by", "kind": "date", "names": {"en": "Back by", "zh-Hant": "歸還日"}},
            {"code": "came_back", "kind": "choice", "names": {"en": "Came back", "zh-Hant": "歸還狀況"}, "choices": [
                {"code": "whole", "names": {"en": "As it was", "zh-Hant": "完好"}},
                {"code": "worn", "names": {"en": "Worn", "zh-Hant": "有磨損"}},
            ]},
        ],
        "sub_states": [
            {"code": "with_them", "of": "waiting", "names": {"en": "with the customer", "zh-Hant": "客戶使用中"}},
        ],
        "reasons": [{"code": "repair_takes_long", "names": {"en": "Repair takes long", "zh-Hant": "維修時間長"}}],
        "goals": [{"clock": "first_answer", "hours": 4}, {"clock": "solve", "hours": 120}],
        "priorities": ["normal", "high"], "reopen_days": 7,
    }
)  # fmt: skip
"""A type of the company's own."""


async def _types(work: UnitOfWork) -> None:
    """Goals count in the hours of Repairs."""
    hours = str(queue_id("Repairs"))
    for type in DEFAULTS:
        if type.code in ("complaint", "repair"):
            await administering.keep(work, type.model_copy(update={"hours_of_queue": hours}))
    await administering.keep(work, LOAN)
    await administering.keep(work, LOAN.model_copy(update={"hours_of_queue": hours}))


async def _add(work: UnitOfWork, customers: dict[str, UUID]) -> None:
    for one in stories(customers):
        opening = Opening(
            one.type, one.title, one.customer, one.priority, one.reason, one.wants, one.told,
            owner_id=agent_id(one.owner) if one.owner else None, links=one.links, opened_at=work.now - one.ago,
            fields=one.fields,
        )  # fmt: skip
        await service.open_case(work, opening, HOURS, id=case_id(one.key))
    await _what_became_of_them(work)


async def _what_became_of_them(work: UnitOfWork) -> None:
    for key in ("part", "resolved", "incident", "rattles", "loan"):
        await service.answered(work, case_id(key), work.now)
    await service.wait(work, case_id("part"), None, WaitFor.ERP, note="M2-1204", sub_state="part_ordered")
    await service.wait(work, case_id("loan"), None, WaitFor.CUSTOMER, note="G1-0007", sub_state="with_them")
    await service.edit(work, case_id("resolved"), None, {"cause": "product/part", "remedy": "replaced"})
    await service.resolve(work, case_id("resolved"), None, "A new plate was sent and fitted.")
    sam = Actor(agent_id("sam"), Role.SUPERVISOR)
    rule = IncidentRule(words=("rattle", "rattling", "磨豆機 聲音"), products=(), lots=(LOT,))
    texts = {
        "en": "Some G1 grinders rattle: the burr carrier has come loose. We replace it at no cost from Wednesday.",
        "zh-Hant": "部分 G1 磨豆機的刀盤座會鬆動而發出聲音，星期三起免費更換。",
    }
    await incidents.declare(
        work, case_id("incident"), sam, rule, advice="Offer a loan machine; do not promise a day before Wednesday.",
        announcement=texts, announced=True, expected_at=work.now + timedelta(days=2),
    )  # fmt: skip
    await incidents.link(work, case_id("rattles"), case_id("incident"), sam)


def case_id(key: str) -> UUID:
    return demo_id("case", key)
