"""SQL of providers, and of whom they stand for."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from contact_center.directory.domain import Role
from contact_center.directory.service import NO_PASSWORD
from contact_center.directory.single_sign_on.domain import LocalFor, MappingRule, Provider
from contact_center.platform.unit_of_work import Reader, UnitOfWork

_PROVIDER = "name, issuer, client_id, claim, rules, makes_people, only_matched, trusts_email, local_for, active, secret"


async def provider(reader: Reader, tenant: UUID) -> tuple[Provider, bytes | None] | None:
    """With its secret, sealed."""
    rows = await reader.dicts(f"select {_PROVIDER} from core.sign_in_provider where tenant_id = %s", [tenant])
    if not rows:
        return None
    row = dict(rows[0])
    secret, rules = row.pop("secret"), row.pop("rules")
    read = tuple(MappingRule(one["value"], Role(one["role"]), one["team"]) for one in rules)
    row["local_for"] = LocalFor(row["local_for"])
    return Provider(rules=read, **row), bytes(secret) if secret is not None else None


async def keep(work: UnitOfWork, one: Provider, secret: bytes | None) -> None:
    """`secret` None: the one there is."""
    rules = [{"value": each.value, "role": each.role.value, "team": each.team} for each in one.rules]
    await work.execute(
        "insert into core.sign_in_provider (tenant_id, name, issuer, client_id, claim, rules, makes_people, "
        "only_matched, trusts_email, local_for, active, secret, changed_at) "
        "values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s) on conflict (tenant_id) do update set "
        "name = excluded.name, issuer = excluded.issuer, client_id = excluded.client_id, claim = excluded.claim, "
        "rules = excluded.rules, makes_people = excluded.makes_people, only_matched = excluded.only_matched, "
        "trusts_email = excluded.trusts_email, local_for = excluded.local_for, active = excluded.active, "
        "secret = coalesce(excluded.secret, core.sign_in_provider.secret), changed_at = excluded.changed_at",
        [
            work.tenant_id, one.name, one.issuer, one.client_id, one.claim, Jsonb(rules), one.makes_people,
            one.only_matched, one.trusts_email, one.local_for.value, one.active, secret, work.now,
        ],
    )  # fmt: skip


async def remove(work: UnitOfWork) -> bool:
    """False if there was none."""
    return await work.execute("delete from core.sign_in_provider where tenant_id = %s", [work.tenant_id]) > 0


async def offered(reader: Reader) -> list[dict[str, Any]]:
    """Organisations with a provider in use, over all of them."""
    return await reader.dicts(
        "select p.tenant_id, t.slug, p.name from core.sign_in_provider p join core.tenant t using (tenant_id) "
        "where p.active order by t.slug"
    )


async def known(reader: Reader, tenant: UUID, issuer: str, subject: str) -> UUID | None:
    found: UUID | None = await reader.value(
        "select user_id from core.sign_in_identity where tenant_id = %s and issuer = %s and subject = %s",
        [tenant, issuer, subject],
    )
    return found


async def with_email(reader: Reader, tenant: UUID, email: str) -> list[UUID]:
    return await reader.values(
        "select id from core.user_account where tenant_id = %s and (lower(email) = %s or login = %s)",
        [tenant, email, email],
    )


async def link(work: UnitOfWork, issuer: str, subject: str, user: UUID) -> None:
    await work.execute(
        "insert into core.sign_in_identity (tenant_id, issuer, subject, user_id, linked_at) "
        "values (%s, %s, %s, %s, %s) on conflict (tenant_id, issuer, subject) do nothing",
        [work.tenant_id, issuer, subject, user, work.now],
    )


async def arrived(work: UnitOfWork, user: UUID, password_hash: str) -> None:
    """Who was invited has come, by another door: a password that nobody knows stands for that."""
    await work.execute(
        "update core.user_account set password_hash = %s where tenant_id = %s and id = %s and password_hash = %s",
        [password_hash, work.tenant_id, user, NO_PASSWORD],
    )
