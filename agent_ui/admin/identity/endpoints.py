"""The page about identity: what is asked before a customer counts as verified, and what waits for it."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from agent_ui.admin.identity.views import IdentityPolicyView, PolicyChoice
from agent_ui.compose.help_frame import door
from agent_ui.frame import serving
from agent_ui.frame.acting import act
from agent_ui.frame.page import Place
from agent_ui.frame.screen import HEADERS, Screens
from agent_ui.words import identity as said
from agent_ui.words.languages import Words
from contact_center.directory import service as directory
from contact_center.directory.access import Admin
from contact_center.platform.unit_of_work import UnitOfWork
from crm_core.identity import service as identity
from crm_core.identity.domain import COMPARED, Guarded, IdentityPolicy, ProofQuestion, policy


def router(screens: Screens) -> APIRouter:
    routes = APIRouter(include_in_schema=False, prefix="/admin/identity")

    @routes.get("")
    async def page(request: Request, who: Admin, done: str = "") -> Response:
        screen = screens.open(request, who)
        async with screens.parts.database.read(who.tenant) as reader:
            found = await identity.policy(reader, who.tenant)
        notice = screen.words.gettext("Saved. It counts from now on.") if done else None
        own = next(one for one in await directory.tenants(screens.parts.database) if one.tenant_id == who.tenant)
        view = policy_view(screen.words, found, door(own, screen.language), notice)
        return await serving.page(screens.parts, screen, "admin/identity.html", Place.ADMIN, identity=view)

    @routes.post("")
    async def change(
        who: Admin,
        needed: Annotated[int, Form()],
        attempts: Annotated[int, Form()],
        lock_minutes: Annotated[int, Form(ge=0, le=100_000)],
        question: Annotated[list[ProofQuestion] | None, Form()] = None,
        locked: Annotated[list[Guarded] | None, Form()] = None,
        own_door: Annotated[bool, Form()] = False,
    ) -> Response:
        wanted = policy(
            question or [], needed, locked or [], attempts, timedelta(minutes=lock_minutes), own_door=own_door
        )

        async def write(unit: UnitOfWork) -> None:
            await identity.set_policy(unit, wanted)

        await act(screens, who, write)
        return RedirectResponse("/admin/identity?done=yes", 303, HEADERS)

    return routes


def policy_view(words: Words, found: IdentityPolicy, address: str, notice: str | None = None) -> IdentityPolicyView:
    """`address`: of the page where customers sign in."""
    questions = [
        (one, PolicyChoice(one.value, said.question(words, one), one in found.questions)) for one in ProofQuestion
    ]
    return IdentityPolicyView(
        tuple(choice for one, choice in questions if one in COMPARED),
        tuple(choice for one, choice in questions if one not in COMPARED),
        tuple(PolicyChoice(one.value, said.waits(words, one), one in found.locked) for one in Guarded),
        found.needed, found.attempts, int(found.lock.total_seconds() // 60), found.own_door, address, notice,
    )  # fmt: skip
