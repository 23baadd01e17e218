"""SQL of consent: how it stands, and every change of it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from contact_center.platform.unit_of_work import Reader, UnitOfWork
from crm_core.consent.domain import Consent, ConsentState

_COLUMNS = "kind, value, channel, purpose, state, source, at, message_id, note"
_PLACE = "tenant_id = %s and kind = %s and value = %s and channel = %s and purpose = %s"


@dataclass(frozen=True, slots=True)
class ConsentPlace:
    """What a decision is about."""

    kind: str
    value: str
    channel: str
    purpose: str

    def key(self, tenant: UUID) -> list[object]:
        return [tenant, self.kind, self.value, self.channel, self.purpose]


async def find(reader: Reader, tenant: UUID, place: ConsentPlace) -> Consent | None:
    """How it stands; None if nobody has decided."""
    return await reader.one(Consent, f"select {_COLUMNS}, change_id from crm.consent where {_PLACE}", place.key(tenant))


async def standing(reader: Reader, tenant: UUID, addresses: Sequence[tuple[str, str]]) -> list[Consent]:
    return await reader.many(
        Consent,
        f"select {_COLUMNS}, change_id from crm.consent where tenant_id = %s "
        "and (kind, value) in (select * from unnest(%s::text[], %s::text[])) order by kind, value, channel, purpose",
        [tenant, [kind for kind, _ in addresses], [value for _, value in addresses]],
    )


async def before_refusal(reader: Reader, tenant: UUID, place: ConsentPlace) -> Consent | None:
    """How it stood before it was last refused; None if nobody had decided (index consent_change_address)."""
    return await reader.one(
        Consent,
        f"select {_COLUMNS}, id as change_id from crm.consent_change where {_PLACE} "
        "and state not in ('withdrawn', 'objected') order by at desc, id desc limit 1",
        place.key(tenant),
    )


async def latest(reader: Reader, tenant: UUID, place: ConsentPlace, count: int) -> list[Consent]:
    """The last changes of one decision, the latest first (index consent_change_address)."""
    return await reader.many(
        Consent,
        f"select {_COLUMNS}, id as change_id from crm.consent_change where {_PLACE} order by at desc, id desc limit %s",
        [*place.key(tenant), count],
    )


async def change(reader: Reader, tenant: UUID, id: UUID) -> Consent | None:
    return await reader.one(
        Consent,
        f"select {_COLUMNS}, id as change_id from crm.consent_change where tenant_id = %s and id = %s",
        [tenant, id],
    )


async def under_key(reader: Reader, tenant: UUID, key: str) -> Consent | None:
    return await reader.one(
        Consent,
        f"select {_COLUMNS}, id as change_id from crm.consent_change where tenant_id = %s and client_key = %s",
        [tenant, key],
    )


async def lock(work: UnitOfWork, place: ConsentPlace) -> None:
    """Until the end of this unit of work nobody else decides the same."""
    named = ":".join(str(part) for part in place.key(work.tenant_id))
    await work.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"consent:{named}"])


async def keep(work: UnitOfWork, consent: Consent, client_key: str | None = None) -> None:
    """Sets it and keeps the change; a decision that is unknown is one that is not there."""
    place = ConsentPlace(consent.kind, consent.value, consent.channel, consent.purpose)
    said = [consent.state, consent.source, consent.at, consent.message_id, consent.note, consent.change_id]
    await stand(work, consent)
    await work.execute(
        "insert into crm.consent_change (tenant_id, kind, value, channel, purpose, state, source, at, message_id, "
        "note, id, client_key) values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
        [*place.key(work.tenant_id), *said, client_key],
    )


async def stand(work: UnitOfWork, consent: Consent) -> None:
    """From now on it stands like this; the history is not touched."""
    place = ConsentPlace(consent.kind, consent.value, consent.channel, consent.purpose)
    if consent.state == ConsentState.UNKNOWN:
        await work.execute(f"delete from crm.consent where {_PLACE}", place.key(work.tenant_id))
        return
    await work.execute(
        "insert into crm.consent (tenant_id, kind, value, channel, purpose, state, source, at, message_id, note, "
        "change_id) values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s) "
        "on conflict (tenant_id, kind, value, channel, purpose) do update set state = excluded.state, "
        "source = excluded.source, at = excluded.at, message_id = excluded.message_id, note = excluded.note, "
        "change_id = excluded.change_id",
        [
            *place.key(work.tenant_id), consent.state, consent.source, consent.at, consent.message_id, consent.note,
            consent.change_id,
        ],
    )  # fmt: skip


_THEIRS = (
    "from crm.consent_change where tenant_id = %(tenant)s "
    "and (kind, value) in (select * from unnest(%(kinds)s::text[], %(values)s::text[]))"
)


async def changes(
    reader: Reader, tenant: UUID, addresses: Collection[tuple[str, str]], before: datetime | None, limit: int
) -> list[Consent]:
    """What was decided for these addresses up to then, the latest first (index consent_change_address)."""
    return await reader.many(
        Consent,
        f"select {_COLUMNS}, id as change_id {_THEIRS} and (%(before)s::timestamptz is null or at <= %(before)s) "
        "order by at desc, id desc limit %(limit)s",
        _places(tenant, addresses) | {"before": before, "limit": limit},
    )


async def count_changes(reader: Reader, tenant: UUID, addresses: Collection[tuple[str, str]]) -> int:
    return int(await reader.value(f"select count(*) {_THEIRS}", _places(tenant, addresses)))


def _places(tenant: UUID, addresses: Collection[tuple[str, str]]) -> dict[str, object]:
    return {"tenant": tenant, "kinds": [kind for kind, _ in addresses], "values": [value for _, value in addresses]}
