"""Coming in, once everything that is asked at the door was shown."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from agent_ui.compose import presence as presences
from agent_ui.frame.acting import act
from agent_ui.frame.screen import HEADERS, HOME, Screens, local
from agent_ui.signin import device, pending
from contact_center.directory import service as directory
from contact_center.directory.access import COOKIE, SECURE_COOKIE, has_tls
from contact_center.directory.service import Role, SignedIn
from contact_center.interactions.presence import connections
from contact_center.interactions.presence import service as presence
from contact_center.kernel.ids import UserId
from contact_center.platform.limits import network_address
from contact_center.platform.unit_of_work import UnitOfWork


async def begin(screens: Screens, request: Request, work: UnitOfWork, user: UserId, way: str) -> str:
    """The cookie of a session that begins with this unit of work."""
    settings = screens.parts.settings
    return await directory.begin_session(
        work, user, lifetime=settings.session_lifetime, idle=settings.session_idle,
        user_agent=request.headers.get("user-agent"), address=network_address(request), way=way,
    )  # fmt: skip


async def come_in(screens: Screens, request: Request, cookie: str, *, next: str, start_as: str) -> Response:
    """On to where they wanted to go, with the session's cookie."""
    who = await directory.session(screens.parts.database, cookie)
    await start(screens, who, start_as)
    response = RedirectResponse(onward(who, next), 303, HEADERS)
    give(screens, request, response, who, cookie)
    return response


def give(screens: Screens, request: Request, response: Response, who: SignedIn, cookie: str) -> None:
    settings = screens.parts.settings
    secure = has_tls(request, settings.public_url)
    max_age = int(settings.session_lifetime.total_seconds())
    name = SECURE_COOKIE if secure else COOKIE
    response.set_cookie(name, cookie, max_age=max_age, path="/", httponly=True, secure=secure, samesite="lax")
    device.remember(response, screens.parts.vault, f"user:{who.user.id}", secure=secure)
    if pending.COOKIE.name in request.cookies:
        pending.COOKIE.forget(response, secure=secure)


def onward(who: SignedIn, next: str) -> str:
    return local(next, HOME[Role(who.user.role)].value)


async def start(screens: Screens, who: SignedIn, start_as: str) -> None:
    """Agents say at sign-in whether they take work at once."""
    if Role(who.user.role) is not Role.AGENT or not start_as:
        return
    chosen, reason = presences.chosen(start_as)

    async def begin_work(work: UnitOfWork) -> None:
        agent = who.agent_id
        # A sign of life: the page's own comes with its socket, and until then the agent would count as long gone.
        await connections.closed(work, await connections.opened(work, agent, screens.parts.process_id))
        await presence.choose(work, agent, chosen, reason)

    await act(screens, who, begin_work)
