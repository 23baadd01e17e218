"""What supervisors do from the wallboard; the acts themselves are `routing.control` and `routing.flow.closing`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from agent_ui.compose.lens import Lens
from agent_ui.compose.presence import chosen
from agent_ui.compose.transfers import target
from agent_ui.frame.acting import act
from agent_ui.frame.lens import lens_of
from agent_ui.frame.screen import Screens, answer
from agent_ui.supervisor import controlling
from agent_ui.supervisor.controlling import NothingChosen
from agent_ui.supervisor.views import ClosingView, ControlView
from contact_center.directory.access import Supervisor
from contact_center.directory.service import SignedIn
from contact_center.kernel.contracts.interactions import Presence
from contact_center.kernel.errors import Invalid
from contact_center.kernel.ids import AgentId, QueueId
from contact_center.platform.unit_of_work import Reader, UnitOfWork
from routing.control import service as control
from routing.explanation.live import Seen, see
from routing.flow import closing

BOARD_PAGE = "/supervisor"
Why = Annotated[str, Form()]
"""Judged where the act is: a missing one is refused in words, with the rest of the form kept."""


def router(screens: Screens) -> APIRouter:
    routes = APIRouter(include_in_schema=False)
    _add_dialogs(routes, screens)
    _add_acts(routes, screens)
    _add_closing(routes, screens)
    return routes


def _add_dialogs(routes: APIRouter, screens: Screens) -> None:
    @routes.get("/supervisor/control/work/{interaction}")
    async def work(request: Request, who: Supervisor, interaction: UUID) -> Response:
        """What can be done with waiting work."""

        async def compose(reader: Reader, lens: Lens) -> ControlView:
            return await controlling.of_work(reader, lens, interaction, await seen(screens, reader, lens, interaction))

        return await _dialog(screens, request, who, compose)

    @routes.get("/supervisor/control/agents/{agent}")
    async def agent(request: Request, who: Supervisor, agent: UUID) -> Response:
        """What can be done with an agent: presence, work in hand."""
        return await _dialog(screens, request, who, lambda r, lens: controlling.of_agent(r, lens, agent, who.time_zone))

    @routes.get("/supervisor/control/queues/{queue}")
    async def queue(request: Request, who: Supervisor, queue: UUID) -> Response:
        """Pause or resume."""
        return await _dialog(
            screens, request, who, lambda r, lens: controlling.of_queue(r, lens, queue, screens.parts.waits)
        )

    @routes.get("/supervisor/control/closing")
    async def shut(request: Request, who: Supervisor) -> Response:
        """Emergency closure: what is open, what is closed."""
        screen = screens.open(request, who)
        lens = lens_of(screen, who)
        async with screens.parts.database.read(lens.tenant) as reader:
            view: ClosingView = await controlling.closing(reader, lens)
        return screen.fragment(screen.part("supervisor/closing.html", closing=view))


async def seen(screens: Screens, reader: Reader, lens: Lens, interaction: UUID) -> Seen:
    """What the router would say of waiting work this moment."""
    parts = screens.parts
    can = {name: adapter.capabilities for name, adapter in parts.ports.adapters.items()}
    return await see(reader, lens.tenant, interaction, can, parts.settings.not_again_for)


async def _dialog(
    screens: Screens, request: Request, who: SignedIn, compose: Callable[[Reader, Lens], Awaitable[ControlView]]
) -> Response:
    screen = screens.open(request, who)
    lens = lens_of(screen, who)
    async with screens.parts.database.read(lens.tenant) as reader:
        view = await compose(reader, lens)
    return screen.fragment(screen.part("supervisor/control.html", control=view))


def _add_acts(routes: APIRouter, screens: Screens) -> None:
    @routes.post("/supervisor/control/work/{interaction}")
    async def work(
        request: Request, who: Supervisor, interaction: UUID, to: Annotated[str, Form()], why: Why
    ) -> Response:
        """Raises, assigns or moves."""

        async def change(unit: UnitOfWork) -> None:
            kind, _, value = to.partition(":")
            if kind == "raise":
                await control.raise_priority(unit, interaction, _number(value), why=why)
            elif kind == "agent":
                await control.assign(unit, interaction, AgentId(target(to)), why=why)
            else:
                await control.move(unit, screens.parts.ports, interaction, QueueId(target(to)), why=why)

        await act(screens, who, change)
        return answer(request, BOARD_PAGE)

    @routes.post("/supervisor/control/agents/{agent}")
    async def agent(request: Request, who: Supervisor, agent: UUID, to: Annotated[str, Form()], why: Why) -> Response:
        """Sets a presence, or takes work back."""

        async def change(unit: UnitOfWork) -> None:
            kind, _, value = to.partition(":")
            if kind == "back":
                await control.take_back(unit, _uuid(value), why=why)
                return
            state, reason = (Presence.OFFLINE, None) if value == Presence.OFFLINE else chosen(value)
            await control.force_presence(unit, AgentId(agent), state, why=why, away_reason=reason)

        await act(screens, who, change)
        return answer(request, BOARD_PAGE)

    @routes.post("/supervisor/control/queues/{queue}")
    async def queue(request: Request, who: Supervisor, queue: UUID, to: Annotated[str, Form()], why: Why) -> Response:
        """Pauses or resumes."""
        if to not in ("pause", "resume"):
            raise NothingChosen(to, field="to")
        await act(screens, who, lambda unit: control.pause(unit, queue, to == "pause", why=why))
        return answer(request, BOARD_PAGE)


def _add_closing(routes: APIRouter, screens: Screens) -> None:
    @routes.post("/supervisor/control/close")
    async def close(
        request: Request,
        who: Supervisor,
        why: Why,
        queue: Annotated[list[UUID], Form(default_factory=list)],
        to_queue: Annotated[str, Form()] = "",
        message_en: Annotated[str, Form()] = "",
        message_zh: Annotated[str, Form()] = "",
    ) -> Response:
        """Closes the queues chosen."""
        texts = {"*": message_en or message_zh, "zh-Hant-TW": message_zh}
        message = {language: text.strip() for language, text in texts.items() if text.strip()}
        target_queue = _uuid(to_queue) if to_queue else None

        async def change(unit: UnitOfWork) -> None:
            await closing.close_queues(unit, _some(queue), why=why, message=message, to_queue=target_queue)

        await act(screens, who, change)
        return answer(request, BOARD_PAGE)

    @routes.post("/supervisor/control/open")
    async def reopen(
        request: Request, who: Supervisor, why: Why, queue: Annotated[list[UUID], Form(default_factory=list)]
    ) -> Response:
        """Opens queues again."""

        async def change(unit: UnitOfWork) -> None:
            await closing.open_queues(unit, _some(queue), why=why)

        await act(screens, who, change)
        return answer(request, BOARD_PAGE)


class NoQueueChosen(Invalid):
    """Choose at least one queue."""


def _some(queues: list[UUID]) -> list[UUID]:
    if not queues:
        raise NoQueueChosen(field="queue")
    return queues


def _number(text: str) -> int:
    try:
        return int(text)
    except ValueError as wrong:
        raise NothingChosen(text, field="to") from wrong


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as wrong:
        raise NothingChosen(text, field="to") from wrong
