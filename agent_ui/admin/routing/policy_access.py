"""What the routes of these pages share."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeVar

from starlette.responses import RedirectResponse, Response

from agent_ui.admin.routing import drafting
from agent_ui.admin.routing.drafting import PolicyState
from agent_ui.frame.acting import act
from agent_ui.frame.screen import HEADERS, Screens
from contact_center.directory.service import SignedIn
from contact_center.kernel.ids import TenantId
from contact_center.platform.unit_of_work import Reader, UnitOfWork

T = TypeVar("T")


class PolicyAccess:
    """Opens a screen with the policy as it stands, for who asks."""

    def __init__(self, screens: Screens) -> None:
        self.screens = screens
        self.database = screens.parts.database

    async def read(self, who: SignedIn, asks: Callable[[Reader, TenantId], Awaitable[T]]) -> T:
        tenant = who.tenant
        async with self.database.read(tenant) as reader:
            return await asks(reader, tenant)

    async def do(self, who: SignedIn, does: Callable[[UnitOfWork], Awaitable[T]]) -> T:
        return await act(self.screens, who, does)

    async def policy_state(self, who: SignedIn) -> PolicyState:
        return await self.read(who, drafting.policy_state)


def to(path: str, done: str) -> Response:
    return RedirectResponse(f"{path}{'&' if '?' in path else '?'}done={done}", 303, HEADERS)
