"""SQL of proposals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from contact_center.kernel.contracts.erp_acts import ErpAct, ProposalState
from contact_center.platform.unit_of_work import Reader, UnitOfWork
from erp_link.proposals.domain import COUNTED, ActLimit, ErpProposal, Sums, plain, restored

_COLUMNS = (
    "id, kind, state, source, account, customer_id, interaction_id, case_id, entity, external_id, number, payload, "
    "preview, outcome, words, trouble, amount, currency, proposed_by, proposed_at, sent_at, settled_at, tries, undoes, "
    "undone_by"
)


@dataclass(frozen=True, slots=True)
class _Row:
    id: UUID
    kind: str
    state: str
    source: str
    account: str
    customer_id: UUID | None
    interaction_id: UUID | None
    case_id: UUID | None
    entity: str
    external_id: str
    number: str
    payload: Mapping[str, Any]
    preview: Mapping[str, Any]
    outcome: Mapping[str, Any] | None
    words: str
    trouble: str
    amount: Decimal | None
    currency: str | None
    proposed_by: UUID
    proposed_at: datetime
    sent_at: datetime | None
    settled_at: datetime | None
    tries: int
    undoes: UUID | None
    undone_by: UUID | None

    def proposal(self) -> ErpProposal:
        return ErpProposal(
            self.id, ErpAct(self.kind), ProposalState(self.state), self.source, self.account, self.customer_id,
            self.interaction_id, self.case_id, self.entity, self.external_id, self.number, self.payload,
            restored(self.preview), restored(self.outcome) if self.outcome is not None else None, self.words,
            self.trouble, self.amount, self.currency, self.proposed_by, self.proposed_at, self.sent_at,
            self.settled_at, self.tries, self.undoes, self.undone_by,
        )  # fmt: skip


async def add(work: UnitOfWork, one: ErpProposal) -> bool:
    """False where there is one under this id already, or another that undoes the same."""
    added = await work.execute(
        "insert into erp.proposal (tenant_id, id, kind, state, source, account, customer_id, interaction_id, case_id, "
        "entity, external_id, number, payload, preview, amount, currency, proposed_by, proposed_at, undoes) "
        "values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s) on conflict do nothing",
        [
            work.tenant_id, one.id, one.kind, one.state, one.source, one.account, one.customer_id, one.interaction_id,
            one.case_id, one.entity, one.external_id, one.number, Jsonb(dict(one.payload)), Jsonb(plain(one.preview)),
            one.amount, one.currency, one.proposed_by, one.proposed_at, one.undoes,
        ],
    )  # fmt: skip
    return added == 1


async def get(reader: Reader, tenant: UUID, id: UUID) -> ErpProposal | None:
    row = await reader.one(_Row, f"select {_COLUMNS} from erp.proposal where tenant_id = %s and id = %s", [tenant, id])
    return row.proposal() if row else None


async def lock(work: UnitOfWork, id: UUID) -> ErpProposal | None:
    row = await work.one(
        _Row, f"select {_COLUMNS} from erp.proposal where tenant_id = %s and id = %s for update", [work.tenant_id, id]
    )
    return row.proposal() if row else None


async def save(work: UnitOfWork, one: ErpProposal) -> None:
    """How it stands now; what was asked for never changes."""
    await work.execute(
        "update erp.proposal set state = %s, outcome = %s, words = %s, trouble = %s, sent_at = %s, settled_at = %s, "
        "tries = %s, undone_by = %s where tenant_id = %s and id = %s",
        [
            one.state, Jsonb(plain(one.outcome)) if one.outcome else None, one.words, one.trouble, one.sent_at,
            one.settled_at, one.tries, one.undone_by, work.tenant_id, one.id,
        ],
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class ProposalFilter:
    """Of whom, and whether only what is not settled. `waiting`: for a second person who is not `not_by`."""

    by: UUID | None = None
    customer: tuple[UUID, ...] = ()
    case: UUID | None = None
    record: tuple[str, str] | None = None
    open: bool = False
    waiting: bool = False
    not_by: UUID | None = None


async def listed(reader: Reader, tenant: UUID, wanted: ProposalFilter, limit: int) -> list[ErpProposal]:
    """The latest first."""
    rows = await reader.many(
        _Row,
        f"select {_COLUMNS} from erp.proposal where tenant_id = %(tenant)s "
        "and (%(by)s::uuid is null or proposed_by = %(by)s) "
        "and (%(customers)s::uuid[] is null or customer_id = any(%(customers)s)) "
        "and (%(case)s::uuid is null or case_id = %(case)s) "
        "and (%(entity)s::text is null or (entity = %(entity)s and external_id = %(record)s)) "
        "and (not %(open)s or state in ('proposed', 'approved', 'sent', 'unknown')) "
        "and (not %(waiting)s or (state = 'proposed' and proposed_by <> %(not_by)s)) "
        "order by proposed_at desc, id limit %(limit)s",
        {
            "tenant": tenant, "by": wanted.by, "customers": list(wanted.customer) or None, "case": wanted.case,
            "entity": wanted.record[0] if wanted.record else None,
            "record": wanted.record[1] if wanted.record else None,
            "open": wanted.open, "waiting": wanted.waiting, "not_by": wanted.not_by or UUID(int=0), "limit": limit,
        },
    )  # fmt: skip
    return [row.proposal() for row in rows]


async def serialise(work: UnitOfWork, account: str, person: UUID) -> None:
    """Until the end of this work no other counts the sums of this account or person: two at once would both fit.

    In this order for all, so that nobody waits for who waits for them.
    """
    for what in (account, str(person)):
        await work.execute(
            "select pg_advisory_xact_lock(hashtextextended(%s || %s, 0))", [f"erp.proposal {work.tenant_id} ", what]
        )


@dataclass(frozen=True, slots=True)
class SumsOf:
    """What is added up: acts of a kind, by document, account and person."""

    kind: ErpAct
    entity: str
    record: str
    account: str
    by: UUID


async def sums(reader: Reader, tenant: UUID, of: SumsOf, currency: str, since: datetime) -> Sums:
    """What was proposed in one currency and has not come to nothing."""
    rows = await reader.dicts(
        "select "
        "coalesce(sum(abs(amount)) filter (where entity = %(entity)s and external_id = %(record)s), 0) as record, "
        "coalesce(sum(abs(amount)) filter (where account = %(account)s), 0) as customer, "
        "coalesce(sum(abs(amount)) filter (where proposed_by = %(by)s), 0) as agent from erp.proposal "
        "where tenant_id = %(tenant)s and kind = %(kind)s and currency = %(currency)s and undone_by is null "
        "and state = any(%(counted)s) and proposed_at > %(since)s",
        {
            "tenant": tenant, "kind": of.kind, "currency": currency, "entity": of.entity, "record": of.record,
            "account": of.account, "by": of.by, "counted": sorted(COUNTED), "since": since,
        },
    )  # fmt: skip
    return Sums(**rows[0])


@dataclass(frozen=True, slots=True)
class _LimitRow:
    kind: str
    currency: str
    alone: Decimal
    per_record: Decimal | None
    per_customer: Decimal | None
    per_agent: Decimal | None
    days: int
    released_by: Sequence[UUID]


async def limits(reader: Reader, tenant: UUID) -> list[ActLimit]:
    rows = await reader.many(
        _LimitRow,
        "select kind, currency, alone, per_record, per_customer, per_agent, days, released_by from erp.act_limit "
        "where tenant_id = %s order by kind, currency",
        [tenant],
    )
    return [
        ActLimit(
            ErpAct(one.kind), one.currency, one.alone, one.per_record, one.per_customer, one.per_agent, one.days,
            tuple(one.released_by),
        )
        for one in rows
    ]  # fmt: skip


async def hold_limits(work: UnitOfWork) -> None:
    """Until the end of this work nobody else changes them: two who did at once would lose what the first has said."""
    await work.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"erp.act_limit {work.tenant_id}"])


async def set_limits(work: UnitOfWork, wanted: Sequence[ActLimit]) -> None:
    """These instead of any before."""
    await work.execute("delete from erp.act_limit where tenant_id = %s", [work.tenant_id])
    for one in wanted:
        await work.execute(
            "insert into erp.act_limit (tenant_id, kind, currency, alone, per_record, per_customer, per_agent, days, "
            "released_by) values (%s, %s, %s, %s, %s, %s, %s, %s, %s)",
            [
                work.tenant_id, one.kind, one.currency, one.alone, one.per_record, one.per_customer, one.per_agent,
                one.days, list(one.released_by),
            ],
        )  # fmt: skip
