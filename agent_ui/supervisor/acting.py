"""What supervisors do from the wallboard, and take back: the acts themselves are `routing.control.undoing`."""

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
from agent_ui.frame.ids import id_in
from agent_ui.frame.lens import lens_of
from agent_ui.frame.screen import Screens, answer
from agent_ui.supervisor import causes, controlling, undone
from agent_ui.supervisor.controlling import NothingChosen
from agent_ui.supervisor.views import ClosureView, ControlView
from agent_ui.views import UndoView
from contact_center.directory import service as directory
from contact_center.directory.access import Supervisor
from contact_center.directory.service import SignedIn
from contact_center.kernel.contracts.interactions import Presence
from contact_center.kernel.errors import Invalid
from contact_center.kernel.ids import AgentId, QueueId
from contact_center.platform.unit_of_work import Reader, UnitOfWork
from routing.control import undoing
from routing.explanation.live import LiveLook, see
from routing.policy import administration as routing

BOARD_PAGE = "/supervisor"
Why = Annotated[str, Form()]
"""Judged where the act is: a missing one is refused in words, with the rest of the form kept."""


def router(screens: Screens) -> APIRouter:
    routes = APIRouter(include_in_schema=False)
    _add_dialogs(routes, screens)
    _add_acts(routes, screens)
    _add_closing(routes, screens)
    _add_help(routes, screens)
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
        adapters = screens.parts.ports.adapters
        return await _dialog(
            screens, request, who, lambda r, lens: controlling.of_agent(r, lens, agent, who.time_zone, adapters)
        )

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
            view: ClosureView = await controlling.closing(reader, lens)
        return screen.fragment(screen.part("supervisor/closing.html", closing=view))


async def seen(screens: Screens, reader: Reader, lens: Lens, interaction: UUID) -> LiveLook:
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
        words = screens.open(request, who).words

        async def change(unit: UnitOfWork) -> Done:
            kind, _, value = to.partition(":")
            if kind == "raise":
                points = _number(value)
                return undone.raised(words, points), await undoing.raise_priority(unit, interaction, points, why=why)
            if kind == "agent":
                agent = AgentId(target(to))
                done = await undoing.assign(unit, interaction, agent, why=why)
                return await undone.assigned(words, unit, agent), done
            queue = QueueId(target(to))
            done = await undoing.move(unit, screens.parts.ports, interaction, queue, why=why)
            return await undone.moved(words, unit, queue), done

        return await _done(screens, request, who, change)

    @routes.post("/supervisor/control/agents/{agent}")
    async def agent(request: Request, who: Supervisor, agent: UUID, to: Annotated[str, Form()], why: Why) -> Response:
        """Sets a presence, or takes work back."""
        words = screens.open(request, who).words

        async def change(unit: UnitOfWork) -> Done:
            kind, _, value = to.partition(":")
            if kind == "back":
                done = await undoing.take_back(unit, screens.parts.ports, _uuid(value), why=why)
                return words.gettext("Taken back to its queue."), done
            state, reason = (Presence.OFFLINE, None) if value == Presence.OFFLINE else chosen(value)
            done = await undoing.force_presence(unit, AgentId(agent), state, why=why, away_reason=reason)
            return await undone.presence_set(words, unit, AgentId(agent), state, reason), done

        return await _done(screens, request, who, change)

    @routes.post("/supervisor/control/queues/{queue}")
    async def queue(request: Request, who: Supervisor, queue: UUID, to: Annotated[str, Form()], why: Why) -> Response:
        """Pauses or resumes."""
        if to not in ("pause", "resume"):
            raise NothingChosen(to, field="to")
        words = screens.open(request, who).words

        async def change(unit: UnitOfWork) -> Done:
            done = await undoing.pause(unit, queue, to == "pause", why=why)
            return await undone.paused(words, unit, QueueId(queue), to == "pause"), done

        return await _done(screens, request, who, change)

    @routes.post("/supervisor/control/undo/{id}")
    async def undo(request: Request, who: Supervisor, id: UUID) -> Response:
        """Takes back what this supervisor has just done, while nothing has followed from it."""
        await act(screens, who, lambda unit: undoing.undo(unit, id))
        return _offer(screens, request, who, None)


Done = tuple[str, UUID | None]
"""What was done, in words, and what it is taken back by."""


async def _done(
    screens: Screens, request: Request, who: SignedIn, change: Callable[[UnitOfWork], Awaitable[Done]]
) -> Response:
    """Does it in one unit of work, and offers to take it back."""
    said, id = await act(screens, who, change)
    return _offer(screens, request, who, UndoView(said, f"/supervisor/control/undo/{id}") if id else None)


def _offer(screens: Screens, request: Request, who: SignedIn, undo: UndoView | None) -> Response:
    """To take back what was just done; None takes the offer away, also the one of the act before."""
    return answer(request, BOARD_PAGE, screens.open(request, who).part("console/push/undo.html", undo=undo))


def _add_help(routes: APIRouter, screens: Screens) -> None:
    @routes.post("/supervisor/control/help")
    async def lend(
        request: Request, who: Supervisor, agent: Annotated[UUID, Form()], queue: Annotated[UUID, Form()]
    ) -> Response:
        """Somebody free serves one queue more until the quarter that is an hour off."""
        words = screens.open(request, who).words

        async def change(unit: UnitOfWork) -> Done:
            until = causes.ends(unit.now)
            named = (await routing.queue_names(unit, unit.tenant_id)).get(queue, "")
            why = words.gettext("%(queue)s is behind", queue=named)
            done = await undoing.also_serve(unit, agent, queue, until=until, why=why)
            name = (await directory.names(unit, unit.tenant_id, [agent])).get(agent, "")
            said = words.gettext(
                "%(who)s serves %(queue)s, too, until %(time)s.", who=name, queue=named, time=words.when(until)
            )
            return said, done

        return await _done(screens, request, who, change)


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

        words = screens.open(request, who).words

        async def change(unit: UnitOfWork) -> Done:
            done = await undoing.close_queues(unit, _some(queue), why=why, message=message, to_queue=target_queue)
            return words.ngettext("%(n)s queue closed.", "%(n)s queues closed.", len(queue)), done

        return await _done(screens, request, who, change)

    @routes.post("/supervisor/control/open")
    async def reopen(
        request: Request, who: Supervisor, why: Why, queue: Annotated[list[UUID], Form(default_factory=list)]
    ) -> Response:
        """Opens queues again."""

        words = screens.open(request, who).words

        async def change(unit: UnitOfWork) -> Done:
            done = await undoing.open_queues(unit, _some(queue), why=why)
            return words.ngettext("%(n)s queue open again.", "%(n)s queues open again.", len(queue)), done

        return await _done(screens, request, who, change)


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
    found = id_in(text)
    if found is None:
        raise NothingChosen(text, field="to")
    return found
