"""SQL of consent: how it stands, and every change of it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from contact_center.kernel.ids import new_id
from contact_center.platform.unit_of_work import Reader, UnitOfWork
from crm_core.consent.domain import Consent, ConsentChange, ConsentState

_COLUMNS = "kind, value, channel, purpose, state, source, at"


async def state(reader: Reader, tenant: UUID, kind: str, value: str, channel: str, purpose: str) -> str | None:
    found = await reader.value(
        "select state from crm.consent where tenant_id = %s and kind = %s and value = %s and channel = %s "
        "and purpose = %s",
        [tenant, kind, value, channel, purpose],
    )
    return str(found) if found else None


async def standing(reader: Reader, tenant: UUID, addresses: Sequence[tuple[str, str]]) -> list[Consent]:
    return await reader.many(
        Consent,
        f"select {_COLUMNS} from crm.consent where tenant_id = %s "
        "and (kind, value) in (select * from unnest(%s::text[], %s::text[])) order by kind, value, channel, purpose",
        [tenant, [kind for kind, _ in addresses], [value for _, value in addresses]],
    )


async def before_withdrawal(
    reader: Reader, tenant: UUID, kind: str, value: str, channel: str, purpose: str
) -> str | None:
    """How it stood before it was last withdrawn; None if nobody had decided (index consent_change_address)."""
    found = await reader.value(
        "select state from crm.consent_change where tenant_id = %s and kind = %s and value = %s and channel = %s "
        "and purpose = %s and state <> 'withdrawn' order by at desc, id desc limit 1",
        [tenant, kind, value, channel, purpose],
    )
    return str(found) if found else None


async def keep(work: UnitOfWork, consent: Consent) -> None:
    """Sets it and keeps the change; an unknown consent is one that is not there."""
    key = [work.tenant_id, consent.kind, consent.value, consent.channel, consent.purpose]
    if consent.state == ConsentState.UNKNOWN:
        await work.execute(
            "delete from crm.consent where tenant_id = %s and kind = %s and value = %s and channel = %s "
            "and purpose = %s",
            key,
        )
    else:
        await work.execute(
            "insert into crm.consent (tenant_id, kind, value, channel, purpose, state, source, at) "
            "values (%s, %s, %s, %s, %s, %s, %s, %s) on conflict (tenant_id, kind, value, channel, purpose) "
            "do update set state = excluded.state, source = excluded.source, at = excluded.at",
            [*key, consent.state, consent.source, consent.at],
        )
    await work.execute(
        "insert into crm.consent_change (tenant_id, kind, value, channel, purpose, state, source, at, id) "
        "values (%s, %s, %s, %s, %s, %s, %s, %s, %s)",
        [*key, consent.state, consent.source, consent.at, new_id()],
    )


_THEIRS = (
    "from crm.consent_change where tenant_id = %(tenant)s "
    "and (kind, value) in (select * from unnest(%(kinds)s::text[], %(values)s::text[]))"
)


async def changes(
    reader: Reader, tenant: UUID, addresses: Collection[tuple[str, str]], before: datetime | None, limit: int
) -> list[ConsentChange]:
    """What was decided for these addresses up to then, the latest first (index consent_change_address)."""
    rows = await reader.dicts(
        f"select id, {_COLUMNS} {_THEIRS} and (%(before)s::timestamptz is null or at <= %(before)s) "
        "order by at desc, id desc limit %(limit)s",
        _places(tenant, addresses) | {"before": before, "limit": limit},
    )
    return [ConsentChange(row.pop("id"), Consent(**row)) for row in rows]


async def count_changes(reader: Reader, tenant: UUID, addresses: Collection[tuple[str, str]]) -> int:
    return int(await reader.value(f"select count(*) {_THEIRS}", _places(tenant, addresses)))


def _places(tenant: UUID, addresses: Collection[tuple[str, str]]) -> dict[str, object]:
    return {"tenant": tenant, "kinds": [kind for kind, _ in addresses], "values": [value for _, value in addresses]}
