"""Pages of an organisation for its customers: found by its name in the address, drawn without scripts."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from http import HTTPStatus
from typing import Any, Final

from fastapi import Request
from starlette.responses import HTMLResponse, Response

from agent_ui.frame.page import Page
from agent_ui.frame.screen import PUBLIC_POLICY, Screen, Screens
from agent_ui.words.languages import LANGUAGES
from contact_center.directory import service as directory
from contact_center.directory.domain import Tenant
from contact_center.platform.unit_of_work import Reader
from crm_core.door import service as door
from crm_core.knowledge import reading
from crm_core.knowledge.errors import NoHelpPage

SHORTLY: Final = "public, max-age=60"
NEVER: Final = "no-store"


class PublicDesk:
    """What the rooms of such pages share."""

    def __init__(self, screens: Screens) -> None:
        self.screens = screens
        self.parts = screens.parts

    async def tenant(self, slug: str) -> Tenant:
        """Raises `NoHelpPage` for one that there is not."""
        found = await directory.tenant_called(self.parts.database, slug)
        if found is None:
            raise NoHelpPage
        return found

    def screen(self, request: Request, language: str, zone: str = "UTC") -> Screen:
        if language not in LANGUAGES:
            raise NoHelpPage
        return replace(self.screens.open(request, zone=zone), language=language)

    def answer(
        self,
        request: Request,
        screen: Screen,
        template: str,
        tenant: Tenant,
        keep: str,
        status: int = 200,
        **views: Any,
    ) -> Response:
        """`keep`: for how long caches may; `NEVER` for what is one customer's."""
        own = keep == NEVER
        page = Page(tenant=tenant.name, csrf="", theme="auto")
        text = screen.renderer.page(template, page, language=screen.language, now=screen.now, **views)
        headers = {"Content-Security-Policy": PUBLIC_POLICY, "Cache-Control": keep,
                   "X-Content-Type-Options": "nosniff",
                   "Referrer-Policy": "same-origin" if own else "no-referrer"}  # fmt: skip
        if own:
            return HTMLResponse(text, status, headers)
        headers["ETag"] = f'"{hashlib.sha256(text.encode()).hexdigest()[:20]}"'
        if request.headers.get("if-none-match") == headers["ETag"]:
            return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
        return HTMLResponse(text, status, headers)


async def check(reader: Reader, tenant: Tenant) -> bool:
    """Whether customers can sign in, too. Raises `NoHelpPage`: an organisation with neither articles for customers nor
    a door of their own has no such pages; that it is there is not told either."""
    has_door = await door.is_open(reader, tenant.tenant_id)
    if not has_door and not await reading.any_shown(reader, tenant.tenant_id):
        raise NoHelpPage
    return has_door
