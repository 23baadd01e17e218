"""The audit in words: names for ids, links to what it is about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from agent_ui.admin.audit.views import AuditLine, AuditView, FilterOption, OptionGroup
from agent_ui.compose.lens import Lens
from agent_ui.compose.queries import query_of
from agent_ui.frame.ids import id_in
from agent_ui.views import PresenceState
from agent_ui.words import audit, labels
from agent_ui.words.languages import Words
from contact_center.directory import audit_queries
from contact_center.directory import service as directory
from contact_center.directory.audit_queries import AuditFilter, AuditRow
from contact_center.directory.service import User
from contact_center.kernel.actors import user_of
from contact_center.kernel.contracts.interactions import Presence
from contact_center.kernel.errors import Invalid
from contact_center.platform.paging import ROWS
from contact_center.platform.unit_of_work import Reader
from crm_core.customers import service as customers
from routing.policy import administration as routing

MOST_CUSTOMERS = 20
"""So many customers that fit what was typed are looked for."""
HERE = "/admin/audit"


class NotAPlace(Invalid):
    """`before` is where a page of the audit ends: take it from the link to older entries."""


@dataclass(frozen=True, slots=True)
class AuditQuery:
    """What the address says; all of it may be empty."""

    person: str = ""
    act: str = ""
    """A group, `group:<key>`, or one act."""
    customer: str = ""
    customer_id: str = ""
    since: str = ""
    until: str = ""
    before: str = ""

    def address(self, **changed: str) -> str:
        said = {name: getattr(replace(self, **changed), name) for name in self.__slots__}
        query = query_of(said)
        return f"{HERE}?{query}" if query else HERE


async def audit_view(reader: Reader, lens: Lens, asked: AuditQuery, zone: ZoneInfo) -> AuditView:
    people = await directory.users(reader, lens.tenant)
    found = await _customers(reader, lens, asked)
    wanted = AuditFilter(
        person=id_in(asked.person),
        actions=_actions(asked.act),
        customers=None if found is None else list(found),
        since=_day(asked.since, zone),
        until=_day(asked.until, zone, timedelta(days=1)),
    )
    rows = await audit_queries.entries(reader, lens.tenant, wanted, before=_before(asked.before), limit=ROWS + 1)
    more, rows = len(rows) > ROWS, rows[:ROWS]
    known = await _known(reader, lens, rows, people)
    last = f"{rows[-1].at.isoformat()}~{rows[-1].id}" if more else ""
    only = next(iter(found.values()), "") if asked.customer_id and found else ""
    return AuditView(
        lines=tuple(_line(lens.words, asked, known, row) for row in rows),
        people=tuple(FilterOption(str(one.id), one.name, str(one.id) == asked.person) for one in people),
        acts=_acts(lens.words, asked.act),
        customer=only or asked.customer,
        customer_id=asked.customer_id,
        since=asked.since,
        until=asked.until,
        older=asked.address(before=last) if more else None,
        newest=asked.address(before="") if asked.before else None,
        filtered=asked.address(before="") != HERE,
        nobody=found == {},
    )


async def _customers(reader: Reader, lens: Lens, asked: AuditQuery) -> dict[UUID, str] | None:
    """Names of those asked for; None where none is."""
    id = id_in(asked.customer_id)
    if id is not None:
        named = await customers.several(reader, lens.tenant, [id])
        return {id: named[id].name if id in named else lens.words.gettext("erased customer")}
    if not asked.customer.strip():
        return None
    found = await customers.search(reader, lens.tenant, asked.customer, MOST_CUSTOMERS)
    return {one.id: one.name for one in found}


def _actions(act: str) -> list[str] | None:
    group = audit.GROUPS.get(act.removeprefix("group:")) if act.startswith("group:") else None
    if group is not None:
        return list(group[1])
    return [act] if act else None


def _acts(words: Words, chosen: str) -> tuple[OptionGroup, ...]:
    def group(key: str) -> OptionGroup:
        name, acts = audit.GROUPS[key]
        title, every = words.gettext(name), f"group:{key}"
        options = [FilterOption(act, words.gettext(said), act == chosen) for act, said in acts.items()]
        return OptionGroup(
            title, (FilterOption(every, words.gettext("all: %(group)s", group=title), every == chosen), *options)
        )

    return tuple(group(key) for key in audit.GROUPS)


def _day(text: str, zone: ZoneInfo, later: timedelta = timedelta()) -> datetime | None:
    """Midnight of a day as its field gives it; what is no day asks for nothing."""
    try:
        return datetime.combine(date.fromisoformat(text) + later, time(), zone)
    except (ValueError, OverflowError):
        return None


def _before(text: str) -> tuple[datetime, UUID] | None:
    if not text:
        return None
    at, _, id = text.partition("~")
    try:
        moment, key = datetime.fromisoformat(at), UUID(id)
    except ValueError as wrong:
        raise NotAPlace(text, field="before") from wrong
    if moment.tzinfo is None:
        raise NotAPlace(text, field="before")
    return moment, key


# --- names for ids


@dataclass(frozen=True, slots=True)
class AuditNames:
    people: Mapping[UUID, str]
    customers: Mapping[UUID, str]
    queues: Mapping[UUID, str]


async def _known(reader: Reader, lens: Lens, rows: Sequence[AuditRow], people: Sequence[User]) -> AuditNames:
    ids = {id for row in rows for id in (_of(row, "customer"), id_in(str(row.detail.get("customer")))) if id}
    named = await customers.several(reader, lens.tenant, ids)
    return AuditNames(
        {one.id: one.name for one in people},
        {id: named[id].name if id in named else lens.words.gettext("erased customer") for id in ids},
        await routing.queue_names(reader, lens.tenant),
    )


def _of(row: AuditRow, kind: str) -> UUID | None:
    """The id in the subject, if it is of this kind."""
    named, _, id = row.subject.partition(":")
    return id_in(id) if named == kind else None


def _line(words: Words, asked: AuditQuery, known: AuditNames, row: AuditRow) -> AuditLine:
    actor = user_of(row.actor)
    who = known.people.get(actor, "–") if actor else audit.actor(words, row.actor)
    about, href = _about(words, known, row, actor)
    return AuditLine(
        row.at, who, asked.address(person=str(actor), before="") if actor else None, audit.act(words, row.action),
        about, href, "; ".join(_details(words, known, row)),
    )  # fmt: skip


def _about(words: Words, known: AuditNames, row: AuditRow, actor: UUID | None) -> tuple[str, str | None]:
    kind, _, id = row.subject.partition(":")
    key = id_in(id)
    customer = id_in(str(row.detail.get("customer")))
    match kind:
        case "customer" if key:
            return known.customers[key], f"/customers/{key}"
        case "interaction" if key:
            name = known.customers[customer] if customer else words.gettext("conversation")
            return name, f"/supervisor/work/{key}"
        case "user" if key:
            return ("" if key == actor else known.people.get(key, "–")), None
        case "queue" if key:
            return known.queues.get(key, "–"), f"/supervisor/queues/{key}"
        case "policy":
            return words.gettext("version %(n)s", n=id), f"/admin/routing/versions/{id}"
        case "file" | "call":
            work = id_in(str(row.detail.get("interaction")))
            return words.gettext("conversation") if work else "", f"/supervisor/work/{work}" if work else None
    return "", None


def _details(words: Words, known: AuditNames, row: AuditRow) -> list[str]:
    """What else is known of it, where a reader understands it."""
    said, found = row.detail, []
    if agent := id_in(str(said.get("agent"))):
        found.append(known.people.get(agent, "–"))
    if queue := id_in(str(said.get("queue"))):
        found.append(known.queues.get(queue, "–"))
    if said.get("points"):
        found.append(words.gettext("%(n)s minutes", n=said["points"]))
    if said.get("presence") in set(Presence):
        found.append(labels.presence_state(words, PresenceState(said["presence"])))
    if said.get("address"):
        found.append(words.gettext("from %(address)s", address=said["address"]))
    if isinstance(said.get("allowed_origins"), list):
        found.append(", ".join(map(str, said["allowed_origins"])))
    if said.get("why"):
        found.append(str(said["why"]))
    return found
