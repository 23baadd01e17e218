"""Second factors: required of roles, set up, asked for at the door, taken away.

A code is good once, within a minute and a half of its time. Ten wrong ones in an hour end all tries for that hour,
wherever they come from; they are counted beside the secret, in the unit of work that looks at a code, so that nothing
but the database has to be reached. Only who has the password can use them up.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from contact_center.directory import service as directory
from contact_center.directory import settings
from contact_center.directory.domain import Role
from contact_center.directory.second_factor import store
from contact_center.directory.second_factor.domain import (
    MOST_WRONG,
    CodeAttempt,
    DoorStep,
    SecondFactor,
    address,
    is_of_authenticator,
    new_recovery_codes,
    new_secret,
    plain,
    step_of,
)
from contact_center.directory.second_factor.errors import (
    NoSecondFactor,
    SecondCodeWrong,
    SecondFactorNotBegun,
    SecondFactorRequired,
    SecondFactorThere,
    TooManySecondCodes,
)
from contact_center.platform.unit_of_work import Reader, UnitOfWork
from contact_center.platform.vault import Vault

REQUIRED: Final = "second_factor"
"""The organisation's setting: the roles of which it is required."""


@dataclass(frozen=True, slots=True)
class OwnFactor:
    """Somebody's second factor as they see it."""

    since: datetime | None
    """None: there is none."""
    codes_left: int
    required: bool


# --- what the organisation asks


async def required(reader: Reader, tenant: UUID) -> frozenset[Role]:
    found = (await settings.of_tenant(reader, tenant)).get(REQUIRED, [])
    return frozenset(Role(one) for one in found if one in set(Role))


async def require(work: UnitOfWork, roles: Collection[Role]) -> None:
    """Of these roles from their next sign-in on, and of no other."""
    named = sorted(one.value for one in set(roles))
    await settings.change(work, REQUIRED, named)
    await directory.audit(work, "second factor required", "tenant", roles=named)


async def having(reader: Reader, tenant: UUID) -> Mapping[UUID, datetime]:
    """Who has a second factor, and since when."""
    return await store.since(reader, tenant)


async def own(reader: Reader, tenant: UUID, user: directory.User) -> OwnFactor:
    found = await store.factor(reader, tenant, user.id)
    needs = Role(user.role) in await required(reader, tenant)
    if found is None or found.confirmed_at is None:
        return OwnFactor(None, 0, needs)
    return OwnFactor(found.confirmed_at, await store.recovery_codes_left(reader, tenant, user.id), needs)


async def next_step(reader: Reader, tenant: UUID, user: directory.User) -> DoorStep:
    """For somebody whose password was right."""
    mine = await own(reader, tenant, user)
    if mine.since is not None:
        return DoorStep.CODE
    return DoorStep.SET_UP if mine.required else DoorStep.NOTHING


# --- setting up


async def begin(work: UnitOfWork, vault: Vault, user: UUID) -> None:
    """A new secret, which counts once a code of it was typed. Raises `SecondFactorThere`."""
    if not await store.begin(work, user, vault.seal(new_secret().encode())):
        raise SecondFactorThere


async def begun(reader: Reader, vault: Vault, who: directory.User, organisation: str) -> tuple[str, str]:
    """The secret to type, and the address to draw, while it is being set up. Raises `SecondFactorNotBegun`."""
    found = _to_confirm(await store.factor(reader, who.tenant_id, who.id), reader.now)
    secret = vault.open(found.secret).decode()
    return secret, address(secret, who.login, organisation)


async def confirm(work: UnitOfWork, vault: Vault, user: UUID, code: str) -> tuple[CodeAttempt, tuple[str, ...]]:
    """With the recovery codes, which are shown this once. What is returned is written down, so nothing is raised for a
    code that is wrong; see `check`. Raises `SecondFactorNotBegun`."""
    _to_confirm(await store.lock(work, user), work.now)
    done = await attempt(work, vault, user, code, recovery=False)
    if done is not CodeAttempt.FINE:
        return done, ()
    await store.confirm(work, user)
    await directory.audit(work, "second factor set up", f"user:{user}")
    return done, await _renew(work, user)


def _to_confirm(found: SecondFactor | None, now: datetime) -> SecondFactor:
    if found is None or found.confirmed_at is not None or found.set_up_ends(now):
        raise SecondFactorNotBegun
    return found


# --- codes


async def attempt(work: UnitOfWork, vault: Vault, user: UUID, typed: str, *, recovery: bool = True) -> CodeAttempt:
    """What this code is good for. A wrong one is written down with the work, which must therefore be kept: whoever
    calls this raises only afterwards, by `check`. Raises `NoSecondFactor`."""
    found = await store.lock(work, user)
    if found is None:
        raise NoSecondFactor
    wrong, code = found.wrong_now(work.now), plain(typed)
    if wrong >= MOST_WRONG:
        return CodeAttempt.TOO_MANY
    if is_of_authenticator(code):
        step = step_of(vault.open(found.secret).decode(), code, work.now, found.last_step)
        if step is not None:
            await store.used(work, user, step)
            return CodeAttempt.FINE
    elif recovery and await store.spend_recovery_code(work, user, _digest(code)):
        await store.used(work, user, found.last_step)
        left = await store.recovery_codes_left(work, work.tenant_id, user)
        await directory.audit(work, "recovery code used", f"user:{user}", left=left)
        return CodeAttempt.RECOVERED
    await store.set_wrong(work, user, wrong + 1, found.wrong_since if wrong and found.wrong_since else work.now)
    await directory.audit(work, "second factor failed", f"user:{user}")
    return CodeAttempt.WRONG


def check(done: CodeAttempt) -> None:
    """Raises `SecondCodeWrong`, `TooManySecondCodes`."""
    if done is CodeAttempt.TOO_MANY:
        raise TooManySecondCodes
    if done is CodeAttempt.WRONG:
        raise SecondCodeWrong(field="code")


async def renew_codes(work: UnitOfWork, vault: Vault, user: UUID, code: str) -> tuple[CodeAttempt, tuple[str, ...]]:
    """New recovery codes instead of all before, for who shows a code of their authenticator."""
    done = await attempt(work, vault, user, code, recovery=False)
    if done is not CodeAttempt.FINE:
        return done, ()
    await directory.audit(work, "recovery codes made", f"user:{user}")
    return done, await _renew(work, user)


async def _renew(work: UnitOfWork, user: UUID) -> tuple[str, ...]:
    made = new_recovery_codes()
    await store.set_recovery_codes(work, user, [_digest(plain(one)) for one in made])
    return made


# --- taking away


async def remove(work: UnitOfWork, vault: Vault, who: directory.User, code: str) -> CodeAttempt:
    """One's own, by a code of it. Raises `SecondFactorRequired`, `NoSecondFactor`."""
    if Role(who.role) in await required(work, work.tenant_id):
        raise SecondFactorRequired
    done = await attempt(work, vault, who.id, code)
    if done in (CodeAttempt.FINE, CodeAttempt.RECOVERED):
        await store.remove(work, who.id)
        await directory.audit(work, "second factor removed", f"user:{who.id}")
    return done


async def reset(work: UnitOfWork, user: UUID) -> None:
    """By an administrator, for who has lost theirs. Raises `NoSuchUser`, `NoSecondFactor`."""
    await directory.user(work, work.tenant_id, user)
    if not await store.remove(work, user):
        raise NoSecondFactor(user)
    await directory.audit(work, "second factor reset", f"user:{user}")


def _digest(code: str) -> bytes:
    return hashlib.sha256(code.encode()).digest()
