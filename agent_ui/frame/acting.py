"""Shared by all routes by which somebody acts: one unit of work per click, in their name."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeVar

from agent_ui.frame.screen import Screens
from contact_center.directory.service import SignedIn
from contact_center.interactions.work.rights import Rights
from contact_center.platform.unit_of_work import UnitOfWork

T = TypeVar("T")


def rights_of(screens: Screens, who: SignedIn) -> Rights:
    return Rights(screens.parts.ports.planner, who)


async def act(screens: Screens, who: SignedIn, function: Callable[[UnitOfWork], Awaitable[T]]) -> T:
    return await screens.parts.database.run(who.tenant, function, actor=who.actor)
