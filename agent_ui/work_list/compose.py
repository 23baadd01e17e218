"""The list of all work: filters, rows, saved views."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final
from uuid import UUID

from agent_ui.compose import lists, own_work
from agent_ui.compose.lens import Lens
from agent_ui.compose.queries import query_of
from agent_ui.frame.ids import id_in
from agent_ui.views import ClockKind, ClockView
from agent_ui.views.lists import FilterView, ListOption, SavedViewLine
from agent_ui.words import labels
from agent_ui.words.dispositions import full_name
from agent_ui.words.languages import Words
from agent_ui.work_list.views import ConversationLine, WorkListPage
from contact_center.directory import service as directory
from contact_center.directory.service import Role
from contact_center.directory.views.service import ViewSubject
from contact_center.interactions.dispositions import service as dispositions
from contact_center.interactions.dispositions.domain import DispositionTree
from contact_center.interactions.listing import service as listing
from contact_center.interactions.listing.domain import (
    OVER,
    WorkFilter,
    WorkHolder,
    WorkOrder,
    WorkStage,
    place_in,
    place_text,
)
from contact_center.interactions.listing.service import ListedWork
from contact_center.interactions.search import service as said
from contact_center.kernel.contracts.interactions import Identity, State
from contact_center.kernel.ids import InteractionId
from contact_center.platform.unit_of_work import Reader
from crm_core.customers import service as customers
from crm_core.customers.domain import Customer
from crm_core.macros import service as macros
from crm_core.snippets.domain import Variable
from routing.policy import administration as routing

LIST: Final = "/conversations"
PAGE: Final = 50
FOUND_IN: Final = 500
"""Messages, the newest, in which a text is looked for."""
FOUND_PEOPLE: Final = 200
ME: Final = "me"
DAYS: Final = (1, 7, 30, 90, 365)
SINCE: Final = 90
"""Days that the list goes back by itself where it is not of open work."""
STEERS: Final = frozenset({Role.SUPERVISOR})


@dataclass(frozen=True, slots=True)
class WorkAsked:
    """The list as its address says it."""

    q: str = ""
    stage: str = ""
    queue: str = ""
    channel: str = ""
    agent: str = ""
    tag: str = ""
    days: str = ""
    order: str = ""

    @property
    def stage_asked(self) -> WorkStage:
        return WorkStage(self.stage) if self.stage in set(WorkStage) else WorkStage.OPEN

    def filter(self, lens: Lens) -> WorkFilter:
        holder: WorkHolder | UUID = (
            WorkHolder.NOBODY if self.agent == WorkHolder.NOBODY else id_in(self.agent) or WorkHolder.ANYBODY
        )
        stage = self.stage_asked
        order = WorkOrder(self.order) if self.order in set(WorkOrder) else _usual(stage)
        days = int(self.days) if self.days.isdigit() and int(self.days) in DAYS else None
        if days is None and stage in OVER and self.days != "all":
            days = SINCE
        return WorkFilter(
            stage, id_in(self.queue), self.channel or None, lens.agent if self.agent == ME else holder,
            self.tag or None, lens.words.now - timedelta(days=days) if days else None, order=order,
        )  # fmt: skip

    def address(self, **more: str) -> str:
        """Without what is not asked; `more` beside it."""
        asked = {
            "q": self.q, "stage": self.stage, "queue": self.queue, "channel": self.channel, "agent": self.agent,
            "tag": self.tag, "days": self.days, "order": self.order, **more,
        }  # fmt: skip
        return query_of(asked)


def _usual(stage: WorkStage) -> WorkOrder:
    return WorkOrder.NEWEST if stage in OVER else WorkOrder.DUE


async def wanted(reader: Reader, lens: Lens, asked: WorkAsked) -> WorkFilter:
    """The filter; a text is looked for in what was said, and in customers' names and addresses."""
    found = asked.filter(lens)
    text = asked.q.strip()
    if not text:
        return found
    spoken = await said.search(reader, lens.tenant, text, FOUND_IN)
    people = await customers.search(reader, lens.tenant, text, FOUND_PEOPLE)
    groups = await customers.groups(reader, lens.tenant, [one.id for one in people])
    return replace(
        found,
        among=[one.interaction_id for one in spoken if one.interaction_id],
        customers=[id for group in groups.values() for id in group],
    )


async def work_list(reader: Reader, lens: Lens, asked: WorkAsked, after: str) -> WorkListPage:
    scope = await listing.scope_of(reader, lens.rights)
    place = place_in(after) if after else None
    found = await listing.page(reader, lens.tenant, scope, await wanted(reader, lens, asked), PAGE, place)
    queues = await routing.queue_names(reader, lens.tenant)
    people = [one for one in await directory.users(reader, lens.tenant) if one.active]
    state = asked.address()
    steers = Role(lens.rights.who.user.role) in STEERS
    serves = {id: name for id, name in queues.items() if scope.queues is None or id in scope.queues}
    return WorkListPage(
        query=asked.q,
        rows=await lines(reader, lens, found.rows, queues),
        total=lists.total(lens.words, found.count, is_whole=found.is_whole),
        filters=await _filters(reader, lens, asked, serves, [(str(one.id), one.name) for one in people]),
        views=(
            *_own(lens.words, state),
            *await lists.saved_views(reader, lens, ViewSubject.CONVERSATIONS, LIST, state),
        ),
        next_page=f"{LIST}?{asked.address(after=place_text(found.next))}" if found.next else None,
        filtered=bool(state),
        state=state,
        export=f"{LIST}/export.csv" + (f"?{state}" if state else ""),
        can_steer=steers,
        agents=tuple(ListOption(str(one.id), one.name) for one in people) if steers else (),
        queues=tuple(ListOption(str(id), name) for id, name in queues.items()) if steers else (),
        macros=tuple(ListOption(str(one.id), one.name) for one in await macros.all_of(reader, lens.tenant)),
        variables=tuple(f"{{{{{one.value}}}}}" for one in Variable),
    )


async def lines(
    reader: Reader, lens: Lens, rows: list[ListedWork], queues: Mapping[UUID, str]
) -> tuple[ConversationLine, ...]:
    people = await customers.several(reader, lens.tenant, [row.customer_id for row in rows if row.customer_id])
    agents = await directory.names(reader, lens.tenant, [row.owner_agent_id for row in rows if row.owner_agent_id])
    codes = await dispositions.tree(reader, lens.tenant)
    return tuple(_line(lens, row, people, queues, agents, codes) for row in rows)


def _line(
    lens: Lens,
    row: ListedWork,
    people: Mapping[UUID, Customer],
    queues: Mapping[UUID, str],
    agents: Mapping[UUID, str],
    codes: DispositionTree,
) -> ConversationLine:
    known = people.get(row.customer_id) if row.customer_id and row.identity != Identity.AMBIGUOUS else None
    who = own_work.named(lens, known.name if known else row.contact_name, row.contact_kind, row.contact_value)
    is_open = row.state != State.CLOSED
    clock = None
    if is_open and row.due_at is not None:
        clock = ClockView(ClockKind.DUE, row.last_at or row.created_at, row.due_at)
    elif row.state == State.QUEUED:
        clock = ClockView(ClockKind.AGE, row.created_at)
    agent = agents.get(row.owner_agent_id, "") if row.owner_agent_id else ""
    return ConversationLine(
        InteractionId(row.interaction_id), row.channel, who, " ".join((row.subject or row.last_text or "").split()),
        known.organisation_name if known else None, queues.get(row.queue_id, "") if row.queue_id else "",
        standing(lens.words, row, agent, codes), tuple(row.tags), clock, row.closed_at or row.last_at,
    )  # fmt: skip


def standing(words: Words, row: ListedWork, agent: str, codes: DispositionTree) -> str:
    """How far it is, and with whom."""
    match row.state:
        case State.QUEUED:
            return words.gettext("in the queue")
        case State.WORKING:
            return words.gettext("with %(agent)s", agent=agent) if agent else words.gettext("in hand")
        case State.WAITING if row.parked_until is not None:
            return words.gettext("%(agent)s, until %(time)s", agent=agent, time=words.when(row.parked_until))
        case State.WAITING:
            return words.gettext("%(agent)s, waiting for the customer", agent=agent)
        case State.CLOSED:
            how = full_name(words, codes, row.disposition, row.closed_at) if row.disposition else ""
            by = (
                words.gettext("closed by %(agent)s", agent=agent) if agent else words.gettext("closed without an agent")
            )
            parts = [by, how]
            return words.gettext(", ").join(part for part in parts if part)
        case _:
            return words.gettext("planned")


def _own(words: Words, state: str) -> tuple[SavedViewLine, ...]:
    views = (
        (words.gettext("Mine"), "agent=me"),
        (words.gettext("In the queues"), "stage=queued"),
        (words.gettext("Closed"), "stage=closed"),
    )
    return tuple(lists.own_view(n, name, LIST, query, state) for n, (name, query) in enumerate(views))


async def _filters(
    reader: Reader, lens: Lens, asked: WorkAsked, queues: Mapping[UUID, str], people: list[tuple[str, str]]
) -> tuple[FilterView, ...]:
    words = lens.words
    anybody = words.gettext("all")
    stages = [
        (WorkStage.QUEUED.value, words.gettext("in the queue")),
        (WorkStage.WORKING.value, words.gettext("in hand")),
        (WorkStage.WAITING.value, words.gettext("waiting for the customer")),
        (WorkStage.CLOSED.value, words.gettext("closed work")),
        (WorkStage.SPAM.value, words.gettext("spam")),
        (WorkStage.ALL.value, words.gettext("open and closed")),
    ]
    holders = [(ME, words.gettext("me")), (WorkHolder.NOBODY.value, words.gettext("nobody")), *people]
    channels = [(code, labels.channel(words, code)) for code in labels.channel_codes(words)]
    days = [(str(n), words.ngettext("last day", "last %(n)s days", n)) for n in DAYS]
    tags = [(one, one) for one in await listing.tags_in_use(reader, lens.tenant)]
    orders = [
        (WorkOrder.DUE.value, words.gettext("due first")),
        (WorkOrder.OLDEST.value, words.gettext("oldest first")),
        (WorkOrder.NEWEST.value, words.gettext("newest first")),
    ]
    goes_back = asked.stage_asked in OVER
    if goes_back:
        days.append(("all", words.gettext("whole past")))
    usual = words.ngettext("last day", "last %(n)s days", SINCE) if goes_back else words.gettext("any time")
    by_itself = dict(orders)[_usual(asked.stage_asked).value]
    orders = [one for one in orders if one[0] != _usual(asked.stage_asked).value]
    return (
        FilterView("stage", words.gettext("State"), words.gettext("open work"), lists.options(stages, asked.stage)),
        FilterView("queue", words.gettext("Queue"), anybody,
                   lists.options([(str(id), name) for id, name in queues.items()], asked.queue)),
        FilterView("channel", words.gettext("Channel"), anybody, lists.options(channels, asked.channel)),
        FilterView("agent", words.gettext("With"), words.gettext("anybody"), lists.options(holders, asked.agent)),
        FilterView("tag", words.gettext("Tag"), anybody, lists.options(tags, asked.tag)),
        FilterView("days", words.gettext("Begun"), usual, lists.options(days, asked.days)),
        FilterView("order", words.gettext("Order"), by_itself, lists.options(orders, asked.order)),
    )  # fmt: skip
