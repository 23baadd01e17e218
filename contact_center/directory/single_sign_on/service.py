"""Sign-on through a provider: set up, tried, begun, and whom a provider's answer lets in.

Nobody is who a provider says by a name alone: the first time an account is found by an e-mail address that is
verified, or made where a line of the mapping says as what; from then on it is the issuer's own id that counts.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from contact_center.directory import service as directory
from contact_center.directory.domain import Role
from contact_center.directory.errors import EmailTaken, LoginTaken
from contact_center.directory.hashing import hash_password
from contact_center.directory.people import service as people
from contact_center.directory.people.domain import NewPerson, PersonEdit
from contact_center.directory.people.errors import LastAdministrator
from contact_center.directory.people.ports import PeoplePorts
from contact_center.directory.single_sign_on import store
from contact_center.directory.single_sign_on.domain import (
    LocalFor,
    MappingRule,
    Provider,
    SignOnClaims,
    SignOnTry,
    believed,
    checked,
    claims_of,
    new_try,
    rule_for,
    way_there,
)
from contact_center.directory.single_sign_on.errors import (
    LocalSignInClosed,
    NoSignOnProvider,
    SignOnFailed,
    SignOnTrouble,
)
from contact_center.directory.single_sign_on.ports import OpenIdProvider
from contact_center.kernel.ids import TenantId, UserId
from contact_center.platform.unit_of_work import Database, Reader, UnitOfWork
from contact_center.platform.vault import Vault


@dataclass(frozen=True, slots=True)
class SignOnOffer:
    """An organisation whose people come in through their provider."""

    slug: str
    name: str
    """Of the provider."""


@dataclass(frozen=True, slots=True)
class ProviderTest:
    """What a test has found."""

    keys: int = 0
    trouble: SignOnTrouble | None = None


# --- setting up


async def provider(reader: Reader, tenant: UUID) -> Provider | None:
    found = await store.provider(reader, tenant)
    return found[0] if found else None


async def keep(work: UnitOfWork, vault: Vault, wanted: Provider, secret: str) -> Provider:
    """An empty secret keeps the one there is. Raises what `errors` has, naming the field."""
    one = checked(wanted)
    await store.keep(work, one, vault.seal(secret.encode()) if secret else None)
    await directory.audit(
        work, "sign-on changed", "tenant", issuer=one.issuer, client=one.client_id, active=one.active,
        rules=len(one.rules), makes_people=one.makes_people, local_for=one.local_for.value,
    )  # fmt: skip
    return one


async def remove(work: UnitOfWork) -> None:
    """People sign in by password from now on. Raises `NoSignOnProvider`."""
    if not await store.remove(work):
        raise NoSignOnProvider
    await directory.audit(work, "sign-on removed", "tenant")


async def test(asked: OpenIdProvider, issuer: str) -> ProviderTest:
    """Whether a provider can be used: its document, its addresses, its keys."""
    try:
        keys = await asked.keys(await asked.discover(issuer))
    except SignOnFailed as failed:
        return ProviderTest(trouble=failed.reason)
    return ProviderTest(len(keys))


# --- at the door


async def offers(database: Database, slug: str = "") -> tuple[SignOnOffer | None, bool]:
    """The one to show at the door: of this organisation, or of the only one there is; and whether there are others."""
    async with database.read_all() as reader:
        rows = await store.offered(reader)
    only = len(rows) == 1 and len(await directory.tenants(database)) == 1
    found = next((one for one in rows if only or one["slug"] == slug), None)
    return (SignOnOffer(found["slug"], found["name"]) if found else None), bool(rows)


async def check_local(reader: Reader, tenant: UUID, user: directory.User) -> None:
    """Raises `LocalSignInClosed`."""
    found = await provider(reader, tenant)
    if found and found.active and found.local_for is LocalFor.ADMINISTRATORS and Role(user.role) is not Role.ADMIN:
        raise LocalSignInClosed


async def begin(database: Database, asked: OpenIdProvider, tenant: TenantId, back: str) -> tuple[str, SignOnTry]:
    """Where the browser goes, and what it keeps meanwhile. Raises `NoSignOnProvider`, `SignOnFailed`."""
    async with database.read(tenant) as reader:
        found = await provider(reader, tenant)
    if found is None:
        raise NoSignOnProvider
    one = new_try()
    return way_there(await asked.discover(found.issuer), found, one, back), one


async def come_back(
    database: Database, vault: Vault, asked: OpenIdProvider, tenant: TenantId, one: SignOnTry,
    answer: Mapping[str, str], back: str, now: datetime,
) -> tuple[Provider, SignOnClaims]:  # fmt: skip
    """Whom the provider says this browser is. `answer`: what it brought. Raises `SignOnFailed`."""
    if not secrets.compare_digest(answer.get("state", "").encode(errors="replace"), one.state.encode()):
        raise SignOnFailed(SignOnTrouble.LATE)
    if answer.get("error") or not answer.get("code"):
        raise SignOnFailed(SignOnTrouble.DECLINED)
    async with database.read(tenant) as reader:
        found = await store.provider(reader, tenant)
    if found is None:
        raise SignOnFailed(SignOnTrouble.LATE)
    mine, sealed = found
    at = await asked.discover(mine.issuer)
    if answer.get("iss", mine.issuer) != mine.issuer or (at.names_itself and "iss" not in answer):
        raise SignOnFailed(SignOnTrouble.WRONG_ISSUER)
    client = (mine.client_id, vault.open(sealed).decode() if sealed else "")
    tokens = await asked.exchange(at, client, answer["code"], one.verifier, back)
    said = dict(believed(str(tokens.get("id_token")), await asked.keys(at), mine, one.nonce, now))
    access = tokens.get("access_token")
    if at.userinfo_endpoint and isinstance(access, str):
        said = _joined(said, await asked.about(at, access))
    return mine, claims_of(said, mine)


def _joined(said: dict[str, Any], about: Mapping[str, Any]) -> dict[str, Any]:
    """The page about the person adds to the token, and is of the same person, or it is not believed."""
    if about.get("sub") != said["sub"]:
        raise SignOnFailed(SignOnTrouble.NOT_A_DOCUMENT)
    return {**about, **said}


async def admit(work: UnitOfWork, ports: PeoplePorts, mine: Provider, who: SignOnClaims) -> UserId:
    """The account of whom the provider stands for, as the mapping says it is today. Raises `SignOnFailed`."""
    rule = rule_for(mine, who.values)
    if rule is None and mine.rules and mine.only_matched:
        raise SignOnFailed(SignOnTrouble.NO_MATCH)
    known = await store.known(work, work.tenant_id, who.issuer, who.subject)
    user = known or await _found(work, who) or await _made(work, ports, mine, rule, who)
    account = await directory.user(work, work.tenant_id, user)
    if not account.active:
        raise SignOnFailed(SignOnTrouble.SWITCHED_OFF)
    if known is None:
        await store.link(work, who.issuer, who.subject, user)
        await store.arrived(work, user, await hash_password(secrets.token_urlsafe(32)))
        await directory.audit(work, "sign-on linked", f"user:{user}", issuer=who.issuer)
    if rule is not None:
        await _mapped(work, ports, user, rule)
    return UserId(user)


async def _found(work: UnitOfWork, who: SignOnClaims) -> UUID | None:
    if not who.email:
        return None
    found = await store.with_email(work, work.tenant_id, directory.spelled(who.email))
    if found and not who.email_verified:
        raise SignOnFailed(SignOnTrouble.EMAIL_NOT_VOUCHED)
    return found[0] if len(found) == 1 else None


async def _made(
    work: UnitOfWork, ports: PeoplePorts, mine: Provider, rule: MappingRule | None, who: SignOnClaims
) -> UUID:
    if rule is None or not mine.makes_people:
        raise SignOnFailed(SignOnTrouble.NO_ACCOUNT)
    locale = await directory.language(work, work.tenant_id)
    new = NewPerson(
        who.name or who.email or who.subject, rule.role, "" if who.email else who.subject[:100], who.email,
        team=rule.team, locale=locale if locale in people.LOCALES else "en",
    )  # fmt: skip
    try:
        return await people.add(work, ports, new)
    except (LoginTaken, EmailTaken) as taken:
        raise SignOnFailed(SignOnTrouble.EMAIL_NOT_VOUCHED) from taken


async def _mapped(work: UnitOfWork, ports: PeoplePorts, user: UUID, rule: MappingRule) -> None:
    """Role and team as the provider has them today; the last administrator stays one, or nobody could repair it."""
    team = rule.team or None
    try:
        await people.change(work, ports, user, PersonEdit(role=rule.role, team=team), by=user)
    except LastAdministrator:
        await people.change(work, ports, user, PersonEdit(team=team), by=user)
