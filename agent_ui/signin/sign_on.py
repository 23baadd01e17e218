"""Sign-on through the organisation's provider: there, and back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from starlette.responses import RedirectResponse, Response

from agent_ui.frame.screen import HEADERS, Screens, local
from agent_ui.signin import entering
from agent_ui.signin.sealed_cookie import SealedCookie
from agent_ui.signin.views import ClaimLine, TriedView
from agent_ui.words.labels import role_names
from agent_ui.words.sign_on import trouble
from contact_center.directory import service as directory
from contact_center.directory.access import Admin, has_tls, public
from contact_center.directory.errors import NoSuchTenant
from contact_center.directory.single_sign_on import service
from contact_center.directory.single_sign_on.domain import Provider, SignOnClaims, SignOnTry, rule_for
from contact_center.directory.single_sign_on.errors import SignOnFailed, SignOnTrouble
from contact_center.kernel.errors import TooManyRequests
from contact_center.kernel.ids import TenantId, UserId
from contact_center.kernel.rates import Rate
from contact_center.platform.limits import network_address
from contact_center.platform.unit_of_work import UnitOfWork

BACK: Final = "/sign-in/callback"
OFTEN: Final = Rate(300, 5, "sign-on")
"""Of one address: a whole call centre comes in the morning; each makes us ask the provider."""
Way = Annotated[None, Depends(public("whoever signs in through a provider is nobody yet"))]


class TooManySignOns(TooManyRequests):
    """Too many sign-ons from one address at once."""


@dataclass(frozen=True, slots=True)
class AtProvider:
    """What the browser keeps, sealed, while it is at the provider's."""

    tenant: str
    state: str
    nonce: str
    verifier: str
    next: str = ""
    start_as: str = ""
    trial: bool = False
    """An administrator looks what the provider says; nobody comes in."""


COOKIE: Final = SealedCookie("cc_sign_on", "sign-on", AtProvider)


def add_routes(routes: APIRouter, screens: Screens) -> None:
    parts = screens.parts

    @routes.get("/sign-in/with/{slug}")
    async def go(request: Request, _: Way, slug: str, next: str = "", start_as: str = "") -> Response:
        """To the provider; an administrator can give this address to their people."""
        tenant = await directory.tenant_called(parts.database, slug)
        if tenant is None:
            raise NoSuchTenant(slug)
        return await _away(screens, request, TenantId(tenant.tenant_id), next=local(next, ""), start_as=start_as[:40])

    @routes.get("/admin/sign-in/try")
    async def try_it(request: Request, who: Admin) -> Response:
        """The same way, and at its end what the provider says of whoever tries."""
        return await _away(screens, request, who.tenant, trial=True)

    @routes.get(BACK)
    async def back(request: Request, _: Way) -> Response:
        await _not_too_often(screens, request)
        try:
            away = _kept(screens, request)
            answer = {name: value[:4000] for name, value in request.query_params.items()}
            one = SignOnTry(away.state, away.nonce, away.verifier)
            tenant = TenantId(UUID(hex=away.tenant))
            mine, who = await service.come_back(
                parts.database, parts.vault, parts.openid, tenant, one, answer, _back(screens), parts.clock.now()
            )
            if away.trial:
                return _tried(screens, request, mine, who)
            return await _admitted(screens, request, tenant, away, mine, who)
        except SignOnFailed as failed:
            return await _refused(screens, request, failed.reason)


async def _away(
    screens: Screens, request: Request, tenant: TenantId, *, next: str = "", start_as: str = "", trial: bool = False
) -> Response:
    await _not_too_often(screens, request)
    parts = screens.parts
    try:
        href, one = await service.begin(parts.database, parts.openid, tenant, _back(screens))
    except SignOnFailed as failed:
        return await _refused(screens, request, failed.reason)
    away = AtProvider(tenant.hex, one.state, one.nonce, one.verifier, next, start_as, trial)
    response = RedirectResponse(href, 303, HEADERS)
    secure = has_tls(request, parts.settings.public_url)
    COOKIE.keep(response, parts.vault, away, parts.clock.now(), secure=secure)
    return response


def _kept(screens: Screens, request: Request) -> AtProvider:
    """Good for one answer: whoever reads it takes it away. Raises `SignOnFailed`."""
    away = COOKIE.opened(request, screens.parts.vault, screens.parts.clock.now())
    if away is None:
        raise SignOnFailed(SignOnTrouble.LATE)
    return away


async def _admitted(
    screens: Screens, request: Request, tenant: TenantId, away: AtProvider, mine: Provider, who: SignOnClaims
) -> Response:
    parts = screens.parts

    async def admit(work: UnitOfWork) -> UserId:
        return await service.admit(work, parts.people, mine, who)

    try:
        user = await parts.database.run(tenant, admit, actor="system")
    except SignOnFailed as failed:
        reason = failed.reason.value

        async def note(work: UnitOfWork) -> None:
            await directory.audit(work, "sign-on failed", "tenant", reason=reason)

        await parts.database.run(tenant, note, actor="stranger")
        raise
    cookie = await parts.database.run(
        tenant, lambda work: entering.begin(screens, request, work, user, "sign-on"), actor=f"user:{user}"
    )
    response = await entering.come_in(screens, request, cookie, next=away.next, start_as=away.start_as)
    return _forgotten(screens, request, response)


def _tried(screens: Screens, request: Request, mine: Provider, who: SignOnClaims) -> Response:
    screen = screens.open(request)
    rule = rule_for(mine, who.values)
    role = role_names(screen.words)[rule.role.value] if rule else ""
    lines = tuple(ClaimLine(name, value, name == mine.claim) for name, value in sorted(who.said.items()))
    view = TriedView(mine.name, lines, rule.value if rule else "", role, rule.team if rule else "", mine.claim)
    return _forgotten(screens, request, screen.html("signin/tried.html", tried=view))


async def _refused(screens: Screens, request: Request, reason: SignOnTrouble) -> Response:
    """The door again, with why."""
    screen = screens.open(request)
    response = screen.html("signin/refused.html", status=401, why=trouble(screen.words, reason))
    return _forgotten(screens, request, response)


def _forgotten(screens: Screens, request: Request, response: Response) -> Response:
    COOKIE.forget(response, secure=has_tls(request, screens.parts.settings.public_url))
    return response


async def _not_too_often(screens: Screens, request: Request) -> None:
    parts = screens.parts
    if await parts.limits.take(parts.clock.now(), (OFTEN, network_address(request))):
        raise TooManySignOns


def _back(screens: Screens) -> str:
    return f"{screens.parts.settings.public_url}{BACK}"
