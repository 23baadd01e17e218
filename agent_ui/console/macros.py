"""Macros in a conversation: what each will do is shown, one is run, and taken back."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from agent_ui.compose import places
from agent_ui.compose.lens import Lens
from agent_ui.console.acting import show, show_rest
from agent_ui.frame.acting import act, rights_of
from agent_ui.frame.lens import lens_of
from agent_ui.frame.screen import Screen, Screens, answer
from agent_ui.views import UndoView
from agent_ui.views.macros import MacroLine, MacroStep, MacrosView
from agent_ui.words import macros as said
from agent_ui.words.dispositions import full_name
from agent_ui.words.macros import MacroNames
from contact_center.directory.access import Agent
from contact_center.interactions.dispositions import service as dispositions
from contact_center.interactions.listing import service as listing
from contact_center.kernel.contracts.interactions import Identity
from contact_center.platform.unit_of_work import Reader, UnitOfWork
from crm_core.customers import service as customers
from crm_core.macros import running, service
from crm_core.macros.domain import ENDINGS
from crm_core.macros.running import RanMacro
from crm_core.snippets.domain import fill
from routing.policy import administration as routing


async def names(reader: Reader, lens: Lens) -> MacroNames:
    tree = await dispositions.tree(reader, lens.tenant)
    called = {one: full_name(lens.words, tree, one) for one in tree.nodes}
    return MacroNames(await routing.queue_names(reader, lens.tenant), called)


def router(screens: Screens) -> APIRouter:
    routes = APIRouter(include_in_schema=False)
    parts = screens.parts

    @routes.get("/macros")
    async def offered(request: Request, who: Agent, interaction: UUID) -> Response:
        """Those of its queue and language, each with what it will do here and why not."""
        screen = screens.open(request, who)
        lens = lens_of(screen, who)
        async with parts.database.read(lens.tenant) as reader:
            ground = await running.ground(reader, parts.ports, lens.rights, interaction, in_composer=True)
            header = ground.header
            known = header.customer_id if header.identity != Identity.AMBIGUOUS else None
            person = (await customers.several(reader, lens.tenant, [known])).get(known) if known else None
            language = header.language or (person.language if person else None)
            own = [header.queue_id] if header.queue_id else []
            found = await service.for_conversation(reader, lens.tenant, own, language)
            called = await names(reader, lens)
        values = await places.values(parts.erp, lens, person)
        lines = []
        for one in found:
            steps = running.plan(one, ground, called.queues)
            told = tuple(MacroStep(said.act(lens.words, each, called), said.why(lens.words, each)) for each in steps)
            text = fill(one.acts.text, values).text
            where = called.queues.get(one.queue_id, "") if one.queue_id else ""
            lines.append(MacroLine(one.id, one.name, told, text, where))
        view = MacrosView(interaction, tuple(lines))
        return screen.fragment(screen.part("macros/offered.html", macros=view))

    @routes.post("/macros/{macro}/run")
    async def run(request: Request, who: Agent, macro: UUID, interaction: Annotated[UUID, Form()]) -> Response:
        screen = screens.open(request, who)
        lens = lens_of(screen, who)

        async def do(unit: UnitOfWork) -> tuple[RanMacro, UUID | None, str, MacroNames]:
            found = await service.get(unit, unit.tenant_id, macro)
            called = await names(unit, lens)
            ran = await running.run(
                unit, parts.ports, rights_of(screens, who), found, interaction, called.queues, in_composer=True
            )
            kept = await running.keep(unit, rights_of(screens, who), [ran.item]) if ran.item else None
            return ran, kept, found.name, called

        ran, kept, name, called = await act(screens, who, do)
        undo = UndoView(_told(screen, name, ran, called), f"/macros/runs/{kept}/undo" if kept else "")
        shown = screen.part("console/push/undo.html", undo=undo)
        if any(one.kind in ENDINGS for one in ran.done):
            return await show_rest(screens, request, who, interaction, shown)
        return answer(request, f"/console?c={interaction}", shown)

    @routes.post("/macros/runs/{run}/undo")
    async def undo(request: Request, who: Agent, run: UUID) -> Response:
        async def back(unit: UnitOfWork) -> UUID:
            kept = await listing.take_act(unit, who.user.id, run, running.KIND)
            done = [await running.undo(unit, parts.ports, rights_of(screens, who), item) for item in kept.items]
            return done[0]

        interaction = await act(screens, who, back)
        gone = screens.open(request, who).part("console/push/undo.html", undo=None)
        return await show(screens, request, who, interaction, gone)

    return routes


def _told(screen: Screen, name: str, ran: RanMacro, called: MacroNames) -> str:
    """What was done, and what was not with its reason."""
    words = screen.words
    told = (
        words.gettext("“%(name)s” done.", name=name)
        if ran.done
        else words.gettext("“%(name)s” did nothing.", name=name)
    )
    left = [
        words.gettext("Not done: %(act)s (%(why)s).", act=said.act(words, one, called), why=said.why(words, one) or "")
        for one in ran.left
    ]
    return " ".join([told, *left])
