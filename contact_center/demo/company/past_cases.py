"""Cases of the year before the demo began: what customers came for, why, what was done, what came back.

Each belongs to a conversation of the year, is opened when that began, and goes its way through the services of cases at
the time it happened.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from heapq import heappop, heappush
from itertools import count
from random import Random
from typing import Any, Final
from uuid import UUID

from contact_center.bootstrap.joins.cases import QueueHours
from contact_center.bootstrap.runtime import Runtime
from contact_center.demo.company import store
from contact_center.demo.company.store import HelpedBefore
from contact_center.demo.names import KILN, agent_id, demo_id, queue_id
from contact_center.platform.unit_of_work import UnitOfWork
from crm_core.cases import service
from crm_core.cases.domain import CaseLinkKind
from crm_core.cases.linking import LinkTo
from crm_core.cases.model import Priority
from crm_core.cases.service import Opening

MANY: Final = 110
SEED: Final = 4417
RECENT: Final = timedelta(days=21)
"""Cases of the last weeks are told by `cases`; those of the year were resolved before."""
HOURS: Final = QueueHours()
OWNERS: Final = ("mei", "wei", "rosa", "james", "anna", "jiahao", "yijun", "grace")


@dataclass(frozen=True, slots=True)
class Matter:
    """What a case may be about; texts in English and Chinese."""

    queue: str
    type: str
    reason: str
    title: tuple[str, str]
    cause: str | None
    remedy: str | None
    resolution: tuple[str, str]
    product: str | None = None
    cost: tuple[int, int] | None = None
    """TWD, from and to."""
    often: int = 1
    hours: int = 24
    """It takes so long, more or less."""


MATTERS: Final = (
    Matter("Repairs", "repair", "defect", ("Grinder rattles", "磨豆機有異音"), "product/lot", "replaced",
           ("The burr carrier came loose; it was replaced.", "刀盤座鬆動，已更換。"), "G1-64", (350, 900), 5, 60),
    Matter("Repairs", "repair", "wear", ("Burrs are blunt", "刀盤變鈍"), "use", "repaired",
           ("New burrs were fitted and aligned.", "已換新刀盤並校正。"), "G2-64", (600, 1400), 3, 50),
    Matter("Repairs", "repair", "defect", ("Boiler does not heat", "鍋爐不加熱"), "product/part", "repaired",
           ("The heating element was replaced under warranty.", "保固內更換加熱管。"), "E1-1G", (1200, 2600), 3, 70),
    Matter("Repairs", "repair", "defect", ("Steam wand drips", "蒸汽棒滴水"), "product/part", "repaired",
           ("The valve seal was replaced.", "已更換閥門墊圈。"), "E1-2G", (200, 500), 3, 30),
    Matter("Repairs", "repair", "maintenance", ("Yearly service of the machine", "年度保養"), "use", "repaired",
           ("Descaled, gaskets changed, pressure set.", "已除垢、換墊圈並調整壓力。"), "E1-2G", None, 2, 40),
    Matter("Repairs", "complaint", "repair_not_lasting", ("It drips again after the repair", "修好後又漏水"),
           "service/repair", "repaired",
           ("Repaired again at no cost, with a loan machine meanwhile.", "免費再次維修，期間提供借用機。"),
           "E1-1G", (300, 1500), 2, 90),
    Matter("Repairs", "question", "product", ("How to set the pump pressure", "如何調整幫浦壓力"), None, None,
           ("Explained with a video.", "已附影片說明。"), "E1-1G", None, 2, 6),
    Matter("Orders", "return", "damaged", ("Damaged in transit", "運送途中受損"), "delivery/carrier", "replaced",
           ("A new one was sent; the carrier pays.", "已重寄新品，由貨運公司賠償。"), "D1-DRIP", (400, 1900), 4, 55),
    Matter("Orders", "return", "wrong_item", ("The wrong part came", "寄錯零件"), "delivery/warehouse",
           "replaced",
           ("The right part was sent at once.", "已立即補寄正確零件。"), "GASKET", (100, 300), 3, 26),
    Matter("Orders", "return", "changed_mind", ("Would rather have the other grinder", "想換另一款磨豆機"), "use",
           "refunded",
           ("Taken back within seven days and refunded.", "七天內退貨，已退款。"), "G1-64", None, 2, 60),
    Matter("Orders", "complaint", "delivery", ("Promised day was missed twice", "兩次沒在約定日送到"),
           "delivery/carrier", "goodwill",
           ("Delivered by our own van, with a voucher.", "改由自家車送達，並附折價券。"), None, (300, 500), 3, 45),
    Matter("Orders", "complaint", "service", ("Nobody called back", "沒有人回電"), "service/promise", "goodwill",
           ("Called, apologised, and the order was sent first.", "已致電致歉，並優先出貨。"), None, (0, 300), 2, 20),
    Matter("Orders", "request", "appointment", ("Move the delivery to another day", "更改送貨日期"), None, None,
           ("Moved with the carrier.", "已與貨運公司改期。"), None, None, 2, 8),
    Matter("Orders", "question", "order", ("When will the order be sent", "訂單何時出貨"), None, None,
           ("It leaves on Thursday.", "星期四出貨。"), None, None, 2, 5),
    Matter("Invoices", "complaint", "billing", ("Charged twice", "重複扣款"), "billing", "refunded",
           ("The second payment was sent back.", "已退回重複款項。"), None, None, 3, 30),
    Matter("Invoices", "question", "billing", ("Tax number is missing on the invoice", "發票沒有統一編號"), None, None,
           ("A corrected invoice was issued.", "已重開發票。"), None, None, 3, 7),
    Matter("Invoices", "request", "change_of_data", ("New address of the company", "公司地址變更"), None, None,
           ("Changed in our books.", "已更新資料。"), None, None, 2, 6),
    Matter("Invoices", "complaint", "billing", ("Price differs from the quote", "金額與報價不符"),
           "service/information", "credited", ("The difference was credited.", "差額已開立折讓。"), None,
           (100, 450), 2, 36),
)  # fmt: skip


@dataclass(order=True, slots=True)
class Step:
    """Something that happens to a case."""

    at: datetime
    place: int
    act: Any


async def note(runtime: Runtime, recent: timedelta = RECENT) -> None:
    """In the order in which it happened, so that numbers rise with time."""
    now = runtime.clock.now()
    async with runtime.database.read(KILN) as reader:
        helped = await store.helped_over_time(reader, KILN, now - timedelta(days=365), now - recent, MANY)
    agenda, places = list[Step](), count()
    for at, by, act in told(helped, now - timedelta(hours=1)):
        heappush(agenda, Step(at, next(places), (by, act)))
    while agenda:
        step = heappop(agenda)
        by, act = step.act
        async with runtime.database.work(KILN, actor=f"user:{by}", now=step.at) as work:
            await act(work)


Act = tuple[datetime, UUID, Any]


def told(helped: Sequence[HelpedBefore], until: datetime) -> Iterator[Act]:
    """What happens when, by whom; nothing of it after `until`."""
    random = Random(SEED)  # noqa: S311 - a story, not a secret
    names = {queue_id(name): name for name in ("Orders", "Repairs", "Invoices")}
    for place, one in enumerate(helped):
        fitting = [matter for matter in MATTERS if matter.queue == names.get(one.queue_id)] or list(MATTERS)  # type: ignore[call-overload]
        matter = random.choices(fitting, [each.often for each in fitting])[0]
        by = agent_id(random.choice(OWNERS))
        yield from _way(random, f"past {place}", one, matter, by, until)


def _way(random: Random, key: str, one: HelpedBefore, matter: Matter, by: UUID, until: datetime) -> Iterable[Act]:
    id = demo_id("case", key)
    chinese = (one.language or "").startswith("zh")
    took = timedelta(hours=matter.hours * random.lognormvariate(0, 0.5))
    began, again = one.at + timedelta(minutes=3), random.random()
    yield began, by, partial(_open, id, one, matter, by, chinese)
    resolved = min(began + max(took, timedelta(minutes=20)), until)
    yield resolved, by, partial(_resolve, id, matter, chinese, random.randrange(*matter.cost) if matter.cost else None)
    if again < 0.08:
        back = resolved + timedelta(hours=random.uniform(10, 70))
        if back + took / 2 > until:
            return
        yield back, by, partial(_reopen, id)
        resolved = back + took / 2
        yield resolved, by, partial(_resolve, id, matter, chinese, None)
    elif again < 0.22 and ":" not in key and resolved + timedelta(days=10) < until:
        other = replace(one, at=resolved + timedelta(hours=random.uniform(12, 150)), conversation_id=None)
        yield from _way(random, f"{key}: again", other, matter, by, until)
    closed = resolved + timedelta(days=15)
    if closed < until:
        yield closed, by, partial(_close, id)


async def _open(id: UUID, one: HelpedBefore, matter: Matter, by: UUID, chinese: bool, work: UnitOfWork) -> None:
    links = [LinkTo(CaseLinkKind.PRODUCT, matter.product, "", "Tryton")] if matter.product else []
    if one.conversation_id is not None:
        links.append(LinkTo(CaseLinkKind.CONVERSATION, str(one.conversation_id)))
    opening = Opening(
        matter.type, matter.title[chinese], one.customer_id, Priority.NORMAL, matter.reason, owner_id=by, links=links,
        is_answered=True,
    )  # fmt: skip
    await service.open_case(work, opening, HOURS, id=id)


async def _resolve(id: UUID, matter: Matter, chinese: bool, cost: int | None, work: UnitOfWork) -> None:
    values: dict[str, Any] = {"cause": matter.cause, "remedy": matter.remedy}
    if cost:
        values |= {"cost": cost, "currency": "TWD"}
    known = {name: value for name, value in values.items() if value is not None}
    if known:
        await service.edit(work, id, None, known)
    await service.resolve(work, id, None, matter.resolution[chinese])


async def _reopen(id: UUID, work: UnitOfWork) -> None:
    await service.reopen(work, id, None, HOURS)


async def _close(id: UUID, work: UnitOfWork) -> None:
    await service.close(work, id, None)
