"""What only rules have: their order, and being tried on today's work while they are written."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from agent_ui.admin.routing import changes, drafting
from agent_ui.admin.routing.policy_access import PolicyAccess
from agent_ui.admin.routing.views import Tried
from agent_ui.frame.screen import HEADERS
from agent_ui.words.rules import meaning
from contact_center.directory.access import Admin
from routing.policy.errors import PolicyInvalid
from routing.rehearsal.replay import service as replays
from routing.rules.attributes import ALL
from routing.rules.model import LONGEST_CONDITION
from routing.rules.preview import preview


def add(routes: APIRouter, access: PolicyAccess) -> None:
    facts = access.screens.parts.customer_facts

    @routes.post("/rules/up")
    async def up(who: Admin, name: Annotated[str, Form()]) -> Response:
        def move(_: object, data: drafting.Data) -> None:
            names = [rule["name"] for rule in data["rules"]]
            n = names.index(name) if name in names else 0
            if n:
                data["rules"][n - 1], data["rules"][n] = data["rules"][n], data["rules"][n - 1]

        await access.do(who, lambda work: drafting.change(work, move))
        return RedirectResponse("/admin/routing/rules?done=saved", 303, HEADERS)

    @routes.post("/rules/check")
    async def check(
        request: Request, who: Admin, when: Annotated[str, Form(max_length=2 * LONGEST_CONDITION)] = ""
    ) -> Response:
        """What is wrong with the condition, or how much of today's work it would have matched."""
        screen = access.screens.open(request, who)
        if not when.strip():
            return screen.fragment(screen.part("admin/routing/tried.html", tried=Tried()))
        tenant = who.tenant
        try:
            async with access.database.read(tenant) as reader:
                found = await preview(reader, tenant, {"when": when}, facts=facts)
                if not found.total:  # the day is young: the latest one says more
                    day = await replays.latest_day(reader, tenant)
                    found = await preview(reader, tenant, {"when": when}, day, facts=facts)
        except PolicyInvalid as wrong:
            troubles = tuple(changes.sentence(screen.words, problem) for problem in wrong.problems)
            return screen.fragment(screen.part("admin/routing/tried.html", tried=Tried(troubles=troubles)))
        tried = Tried(
            found.matched,
            found.total,
            found.unknown,
            tuple((one.at, one.channel, one.subject or "") for one in found.newest[:5]),
            asked=True,
            day=found.day,
        )
        return screen.fragment(screen.part("admin/routing/tried.html", tried=tried))

    @routes.get("/rules/words")
    async def words(request: Request, who: Admin) -> Response:
        """Everything a condition can read, as a dialog."""
        screen = access.screens.open(request, who)
        known = tuple((one.name, one.kind.value, meaning(screen.words, one.name)) for one in ALL)
        return screen.fragment(screen.part("admin/routing/words.html", known=known))
