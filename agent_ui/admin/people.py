"""People: invited by a link, switched off and on, given a new link when they forgot their password."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from agent_ui.admin.compose import admin
from agent_ui.admin.views import LinkView
from agent_ui.frame import serving
from agent_ui.frame.acting import act
from agent_ui.frame.lens import lens_of
from agent_ui.frame.page import Place
from agent_ui.frame.screen import HEADERS, Screens
from contact_center.directory import keys
from contact_center.directory import service as directory
from contact_center.directory.access import Admin
from contact_center.directory.keys import KeyPurpose
from contact_center.directory.service import Role, SignedIn, User
from contact_center.interactions.presence import service as presence
from contact_center.interactions.work import agent_leaving
from contact_center.kernel.errors import Conflict
from contact_center.kernel.ids import AgentId
from contact_center.platform.unit_of_work import UnitOfWork
from routing.policy import administration as routing


class NotYourself(Conflict):
    """You cannot switch off your own account; another administrator can."""


def add_people(routes: APIRouter, screens: Screens) -> None:
    @routes.post("/admin/users")
    async def add(
        request: Request,
        who: Admin,
        name: Annotated[str, Form(max_length=200)],
        role: Annotated[Role, Form()],
        login: Annotated[str, Form(max_length=200)] = "",
        email: Annotated[str, Form(max_length=200)] = "",
    ) -> Response:
        """Answers with the invitation, which is shown this once."""

        async def make(work: UnitOfWork) -> tuple[User, str]:
            user = await directory.create_user(work, login=login, name=name, email=email, role=role, password=None)
            if role is not Role.ADMIN:
                places = routing.first_capacity(screens.parts.ports.adapters) if role is Role.AGENT else {}
                await routing.new_profile(work, user, places)
                await presence.set_capacity(work, AgentId(user), places)
            await directory.audit(work, "user added", f"user:{user}", role=role.value)
            return await directory.user(work, work.tenant_id, user), await keys.make(work, user, KeyPurpose.INVITATION)

        return await _with_link(screens, request, who, *await act(screens, who, make), KeyPurpose.INVITATION)

    @routes.post("/admin/users/{user}/link")
    async def link(request: Request, who: Admin, user: UUID) -> Response:
        """A new link: an invitation for who has not come yet, else a reset."""

        async def make(work: UnitOfWork) -> tuple[User, str, KeyPurpose]:
            found = await directory.user(work, work.tenant_id, user)
            invited = user in await directory.without_password(work, work.tenant_id)
            purpose = KeyPurpose.INVITATION if invited else KeyPurpose.RESET
            return found, await keys.make(work, user, purpose), purpose

        return await _with_link(screens, request, who, *await act(screens, who, make))

    @routes.post("/admin/users/{user}/active")
    async def switch(who: Admin, user: UUID, active: Annotated[bool, Form()]) -> Response:
        if user == who.user.id:
            raise NotYourself

        async def change(work: UnitOfWork) -> None:
            await directory.set_active(work, user, active)
            if not active:
                await agent_leaving.sign_out(work, AgentId(user), frozenset())
            await directory.audit(work, "user switched on" if active else "user switched off", f"user:{user}")

        await act(screens, who, change)
        return RedirectResponse("/admin?done=active#users", 303, HEADERS)


async def _with_link(
    screens: Screens, request: Request, who: SignedIn, user: User, key: str, purpose: KeyPurpose
) -> Response:
    """The page itself, not the way to it: an address must not hold the link's secret."""
    screen = screens.open(request, who)
    until = screens.parts.clock.now() + keys.LASTS
    href = f"{screens.parts.settings.public_url}/key/{key}"
    view = await admin(
        screens.parts, lens_of(screen, who), link=LinkView(user.name, href, purpose is KeyPurpose.INVITATION, until)
    )
    return await serving.page(screens.parts, screen, "admin/page.html", Place.ADMIN, admin=view)
