"""What may be sent to whoever a conversation is with, where nobody knows who that is: in a dialog beside it."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from agent_ui.compose.opened import name_of
from agent_ui.customers import consent as table
from agent_ui.frame.acting import act, rights_of
from agent_ui.frame.lens import lens_of
from agent_ui.frame.screen import Screens, answer
from agent_ui.views import UndoView
from agent_ui.words import consent as said_of_consent
from contact_center.directory import service as directory
from contact_center.directory.access import Agent
from contact_center.directory.service import SignedIn
from contact_center.interactions.work.rights import Act
from contact_center.kernel.ids import UserId
from contact_center.platform.unit_of_work import UnitOfWork
from crm_core.consent import service as consent
from crm_core.consent.domain import Consent, ConsentProof, ToldHow
from crm_core.consent.service import ContactTold

PAGE = "/console/interactions/{interaction}/consent"


def router(screens: Screens) -> APIRouter:
    routes = APIRouter(include_in_schema=False)

    @routes.get(PAGE)
    async def ask(request: Request, who: Agent, interaction: UUID) -> Response:
        """The dialog."""
        screen = screens.open(request, who)
        lens = lens_of(screen, who)
        async with screens.parts.database.read(lens.tenant) as reader:
            await lens.rights.require(reader, interaction, Act.READ)
            header = await consent.contact_of(reader, lens.tenant, interaction)
            view = await table.of_contact(reader, lens, header)
            name = await name_of(reader, lens, header)
        part = screen.part("customers/consent.html", consent_table=view, consent_of=None, customer_name=name)
        return screen.fragment(part)

    @routes.post(PAGE)
    async def told(
        request: Request,
        who: Agent,
        interaction: UUID,
        change: Annotated[str, Form(max_length=600)],
        how: Annotated[ToldHow, Form()],
        note: Annotated[str, Form(max_length=2000)] = "",
        message: Annotated[UUID | None, Form()] = None,
    ) -> Response:
        """They have told this colleague what may be sent to them."""
        words = screens.open(request, who).words
        state, purpose, _, _ = table.parse_change(words, change)
        new = ContactTold(purpose=purpose, state=state, how=how, proof=ConsentProof(message, note))

        async def write(unit: UnitOfWork) -> Consent:
            await rights_of(screens, who).require(unit, interaction, Act.IDENTIFY)
            done = await consent.record_of_contact(unit, interaction, new, by=UserId(who.user.id))
            await directory.audit(
                unit, "consent recorded", f"interaction:{interaction}", channel=done.channel, purpose=purpose.value,
                state=state.value,
            )  # fmt: skip
            return done

        made = await act(screens, who, write)
        said = words.gettext(
            "%(purpose)s: %(state)s", purpose=said_of_consent.purpose(words, purpose),
            state=said_of_consent.state(words, purpose, state),
        )  # fmt: skip
        undo = UndoView(said, f"{PAGE.format(interaction=interaction)}/{made.change_id}/undo")
        return await _shown(screens, request, who, interaction, undo)

    @routes.post(f"{PAGE}/{{change}}/undo")
    async def undo(request: Request, who: Agent, interaction: UUID, change: UUID) -> Response:
        async def take_back(unit: UnitOfWork) -> None:
            await rights_of(screens, who).require(unit, interaction, Act.IDENTIFY)
            done = await consent.undo_of_contact(unit, interaction, change, by=UserId(who.user.id))
            await directory.audit(
                unit, "consent recording undone", f"interaction:{interaction}", channel=done.channel,
                purpose=done.purpose,
            )  # fmt: skip

        await act(screens, who, take_back)
        return await _shown(screens, request, who, interaction, None)

    return routes


async def _shown(
    screens: Screens, request: Request, who: SignedIn, interaction: UUID, undo: UndoView | None
) -> Response:
    screen = screens.open(request, who)
    lens = lens_of(screen, who)
    async with screens.parts.database.read(lens.tenant) as reader:
        view = await table.of_contact(reader, lens, await consent.contact_of(reader, lens.tenant, interaction))
    part = screen.part("customers/consented.html", consent_table=view, undo=undo)
    return answer(request, f"/console?c={interaction}", part)
