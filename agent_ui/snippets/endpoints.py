"""Snippets where somebody writes: those of the queue and language, with what is known in their places."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from agent_ui.compose import places
from agent_ui.frame.lens import lens_of
from agent_ui.frame.screen import Screens
from agent_ui.views.snippets import SnippetLine, SnippetsView
from agent_ui.words import snippets as named
from contact_center.directory.access import Agent
from contact_center.interactions.reading import conversation_queries
from contact_center.interactions.work.rights import Act
from contact_center.kernel.contracts.interactions import Identity
from crm_core.customers import service as customers
from crm_core.snippets import service
from crm_core.snippets.domain import Variable, fill
from routing.policy import administration as routing


def router(screens: Screens) -> APIRouter:
    routes = APIRouter(include_in_schema=False)
    parts = screens.parts

    @routes.get("/snippets")
    async def offered(
        request: Request,
        who: Agent,
        interaction: UUID | None = None,
        customer: UUID | None = None,
    ) -> Response:
        """For a conversation, or for a message to this customer that is being begun: those of the writer's queues."""
        screen = screens.open(request, who)
        lens = lens_of(screen, who)
        language = None
        async with parts.database.read(lens.tenant) as reader:
            own: Collection[UUID] = await parts.ports.planner.serves(reader, lens.tenant, lens.agent)
            if interaction is not None:
                await lens.rights.require(reader, interaction, Act.NOTE)
                header = await conversation_queries.header(reader, lens.tenant, interaction)
                known = header is not None and header.identity != Identity.AMBIGUOUS
                customer = header.customer_id if header is not None and known else None
                own = [header.queue_id] if header is not None and header.queue_id else []
                language = header.language if header is not None else None
            person = (await customers.several(reader, lens.tenant, [customer])).get(customer) if customer else None
            found = await service.for_conversation(
                reader, lens.tenant, own, language or (person.language if person else None)
            )
            queues = await routing.queue_names(reader, lens.tenant)
        values = await places.values(screens.parts.erp, lens, person)
        words = named.variables(screen.words)
        lines = []
        for one in found:
            filled = fill(one.text, values)
            missing = tuple(words[Variable(each)] for each in filled.missing)
            lines.append(
                SnippetLine(one.name, filled.text, missing, queues.get(one.queue_id, "") if one.queue_id else "")
            )
        return screen.fragment(screen.part("snippets/offered.html", snippets=SnippetsView(tuple(lines))))

    return routes
