"""Simulated agents: they sign in, take offers, type, answer, hand on, wrap up and take breaks.

They work through the services that a console uses, and hear of their work as a console does: from the log.
What they hold is read from the database when they begin, so a restart loses nobody. Contacts of people who try
the demo they leave to a human who is available.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from typing import Any
from uuid import UUID

import structlog

from contact_center.bootstrap.runtime import Runtime
from contact_center.demo.company.seed import CAPACITY, COLLEAGUES
from contact_center.demo.life.answering import Answers, Doing
from contact_center.demo.life.cast import Cast
from contact_center.demo.life.headset import Headset
from contact_center.demo.life.hints import Hints
from contact_center.demo.life.pace import PaceFile, on_duty
from contact_center.demo.life.store import (
    contact_of_conversation,
    contact_of_interaction,
    forgotten,
    humans_available,
    presence_of,
)
from contact_center.demo.names import KILN, agent_id
from contact_center.interactions import store
from contact_center.interactions.presence import connections
from contact_center.interactions.presence import service as presence
from contact_center.interactions.work import agent_leaving, closing, offers, wrapping_up
from contact_center.interactions.work.consulting import CONSULT
from contact_center.kernel.contracts.interactions import (
    InteractionWorking,
    MessageReceived,
    MessageWritten,
    Presence,
    PresenceChanged,
    SegmentOffered,
    SegmentState,
    SegmentWrapping,
)
from contact_center.kernel.errors import ContactCenterError
from contact_center.kernel.events import Recorded
from contact_center.kernel.ids import AgentId
from contact_center.platform.eventlog import Tail
from contact_center.platform.unit_of_work import UnitOfWork

log = structlog.get_logger()

LOOK_AFTER = 15.0
BREAK = (120.0, 300.0)
"""Seconds of a short break."""
MISSES, BREAKS = 0.02, 0.02
"""Shares: offers nobody answers; looks after which somebody takes a break."""
NONE_OF = {"voicemail": 0, "task": 0}
"""What simulated colleagues leave to people."""
WORDS = {"break", "lunch", "meeting"}
HEADSETS = 2
"""So many of them take calls; the others' desks have no sound card."""

FORGET_AFTER = timedelta(minutes=30)


@dataclass(slots=True)
class Seat:
    """A colleague's desk."""

    agent: AgentId
    name: str
    phone: bool
    connection: UUID | None = None
    back_at: float = 0.0
    """Loop time at which a break ends."""


class Colleagues:
    def __init__(
        self,
        runtime: Runtime,
        answers: Answers,
        cast: Cast,
        hints: Hints,
        pace: PaceFile,
        random: Random,
        headset: Headset | None,
    ) -> None:
        """Without a headset (this machine has no WebRTC) nobody of them takes calls."""
        self._runtime = runtime
        self._answers = answers
        self._cast = cast
        self._hints = hints
        self._pace = pace
        self._random = random
        self._headset = headset
        self._seats = {
            agent_id(login): Seat(agent_id(login), name, headset is not None and number < HEADSETS)
            for number, (login, name, _) in enumerate(COLLEAGUES)
        }
        self._passed: set[tuple[UUID, AgentId]] = set()
        self._humans = 0
        self._on_the_phone = 0
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def take_calls(self) -> bool:
        """Whether somebody could answer a call now: a person, or a colleague with a headset."""
        return self._humans + self._on_the_phone > 0

    async def run(self) -> None:
        """Until cancelled; the desks are left as a browser that is closed leaves them."""
        tail = Tail(self._runtime.database, self._runtime.wakeups, {KILN}.__contains__)
        await tail.start()
        following = asyncio.create_task(self._follow(tail))
        try:
            await self._resume()
            while not following.done():
                await self._look_after()
                await asyncio.wait([following], timeout=LOOK_AFTER)
            following.result()
        finally:
            for task in [following, *self._tasks]:
                task.cancel()

    # --- hearing

    async def _follow(self, tail: Tail) -> None:
        async for batch in tail.batches():
            for recorded in batch:
                self._hear(recorded)

    def _hear(self, recorded: Recorded) -> None:
        event = recorded.event
        if isinstance(event, MessageWritten) and event.direction == "out" and self._hints.wanted:
            self._later(0, lambda: self._hint(event.conversation_id))
        elif isinstance(event, MessageReceived) and event.interaction_id is not None:
            self._customer_wrote(event.interaction_id)
        elif isinstance(event, SegmentOffered) and event.agent_id in self._seats:
            self._offered(event)
        elif isinstance(event, InteractionWorking) and event.agent_id in self._seats:
            self._work_on(event.interaction_id, event.agent_id)
        elif isinstance(event, SegmentWrapping) and event.agent_id in self._seats:
            self._wrap(event.segment_id, event.interaction_id, event.agent_id)
        elif isinstance(event, PresenceChanged) and event.agent_id in self._seats:
            self._presence(event)

    async def _hint(self, conversation: UUID) -> None:
        async with self._runtime.database.read(KILN) as reader:
            contact = await contact_of_conversation(reader, KILN, conversation)
        if contact is not None:
            self._hints.give(contact)

    # --- offers

    def _offered(self, event: SegmentOffered) -> None:
        self._later(0, lambda: self._answer_offer(event))

    async def _answer_offer(self, event: SegmentOffered) -> None:
        """Somebody who tries the demo is passed on at once: they should not wait for our reading. Who is asked about a
        call that an agent keeps goes to it."""
        agent, segment, once = event.agent_id, event.segment_id, (event.interaction_id, event.agent_id)
        if self._headset is not None and await self._headset.cannot(event.interaction_id):
            await self._run(agent, lambda unit: offers.reject(unit, segment, agent))
        elif event.purpose == CONSULT:
            answer = offers.reject if self._headset is None else offers.accept
            await self._run(agent, lambda unit: answer(unit, segment, agent))
        elif self._humans and once not in self._passed and not await self._simulated(event.interaction_id):
            self._passed.add(once)
            await self._run(agent, lambda unit: offers.reject(unit, segment, agent))
        elif self._random.random() >= MISSES:
            await asyncio.sleep(min(12.0, self._random.lognormvariate(1.2, 0.5)))
            await self._run(agent, lambda unit: offers.accept(unit, segment, agent))

    async def _simulated(self, interaction: UUID) -> bool:
        async with self._runtime.database.read(KILN) as reader:
            contact = await contact_of_interaction(reader, KILN, interaction)
        return self._cast.is_simulated(str(contact))

    # --- work

    def _customer_wrote(self, interaction: UUID) -> None:
        agent = self._answers.agent_of(interaction)
        if agent is not None:
            self._work_on(interaction, agent)

    def _work_on(self, interaction: UUID, agent: AgentId) -> None:
        """Reads, types and answers; what the customer adds meanwhile is answered with it."""
        if self._answers.begin(interaction, agent):
            self._later(0, lambda: self._answer(interaction, agent))

    async def _answer(self, interaction: UUID, agent: AgentId) -> None:
        try:
            if self._headset is not None and await self._headset.talk(interaction, agent):
                return
            doing = await self._answers.plan(interaction)
            if doing is None:
                return
            await self._type(doing, agent)
            await self._run(agent, lambda unit: self._answers.carry_out(unit, doing, agent, self._seats[agent].name))
        finally:
            self._answers.ended(interaction)
        if doing.left_open:
            self._later(doing.left_open, lambda: self._give_up_waiting(interaction, agent))

    async def _type(self, doing: Doing, agent: AgentId) -> None:
        await asyncio.sleep(doing.reading)
        if doing.typing_to:
            signal = {"to": doing.typing_to, "active": True, "name": self._seats[agent].name}
            await self._runtime.wakeups.signal(signal)
        await asyncio.sleep(doing.typing)
        if doing.typing_to:
            await self._runtime.wakeups.signal({"to": doing.typing_to, "active": False})

    async def _give_up_waiting(self, interaction: UUID, agent: AgentId) -> None:
        """The customer has no more to say; still in hand or waiting, the matter is closed."""
        code = await self._answers.disposition(interaction)
        if not await self._answers.silent(interaction):
            return
        await self._run(
            agent, lambda unit: closing.close(unit, self._runtime.ports, interaction, agent, disposition=code)
        )

    def _wrap(self, segment: UUID, interaction: UUID, agent: AgentId) -> None:
        if self._headset is not None:
            self._headset.ended(interaction)

        async def wrap() -> None:
            code = await self._answers.disposition(interaction)
            await self._run(agent, lambda unit: wrapping_up.wrap_up(unit, segment, agent, disposition=code))  # type: ignore[arg-type]

        self._later(self._random.uniform(6, 30), wrap)

    # --- coming and going

    def _presence(self, event: PresenceChanged) -> None:
        if event.presence is Presence.NOT_RESPONDING:
            self._later(self._random.uniform(30, 90), lambda: self._choose(event.agent_id, Presence.AVAILABLE))

    async def _look_after(self) -> None:
        """Opens or leaves desks as the page says, and keeps as many at work as there should be."""
        if not self._pace.read().colleagues:
            await self._leave_all()
            return
        seats = list(self._seats.values())
        for seat in seats:
            if seat.connection is None:
                await self._sit_down(seat)
        async with self._runtime.database.read(KILN) as reader:
            self._humans = await humans_available(reader, KILN, list(self._seats))
        await self._staff(on_duty(len(seats), self._humans))
        await self._close_forgotten()

    async def _close_forgotten(self) -> None:
        """Customers who have not answered for long, also from before this process began."""
        async with self._runtime.database.read(KILN) as reader:
            found = await forgotten(reader, KILN, list(self._seats), reader.now - FORGET_AFTER)
        for matter in found:
            await self._give_up_waiting(matter.id, AgentId(matter.owner_agent_id))

    async def _staff(self, wanted: int) -> None:
        states = await self._states()
        self._on_the_phone = sum(
            seat.phone and states.get(seat.agent) == Presence.AVAILABLE for seat in self._seats.values()
        )
        now = asyncio.get_running_loop().time()
        here = [seat for seat in self._seats.values() if states.get(seat.agent) == Presence.AVAILABLE]
        away = [seat for seat in self._seats.values() if seat not in here and seat.back_at <= now]
        for seat in away[: max(0, wanted - len(here))]:
            await self._choose(seat.agent, Presence.AVAILABLE)
        rested = here if len(here) > wanted else [seat for seat in here if self._random.random() < BREAKS]
        for seat in rested[: max(1, len(here) - wanted)]:
            seat.back_at = now + self._random.uniform(*BREAK)
            await self._choose_next(seat.agent)

    async def _sit_down(self, seat: Seat) -> None:
        async def sit(unit: UnitOfWork) -> UUID:
            await presence.set_capacity(
                unit, seat.agent, {**CAPACITY, "voice": int(seat.phone), "voicemail": 0, "task": 0}
            )
            return await connections.opened(unit, seat.agent, self._runtime.process_id)

        seat.connection = await self._runtime.database.run(KILN, sit, actor=f"user:{seat.agent}")

    async def _leave_all(self) -> None:
        for seat in self._seats.values():
            if seat.connection is not None:
                opened, seat.connection = seat.connection, None
                await self._run(seat.agent, lambda unit, opened=opened: connections.closed(unit, opened))  # type: ignore[misc]
        for agent, state in (await self._states()).items():
            if state != Presence.OFFLINE:
                await self._run(agent, lambda unit, agent=agent: agent_leaving.sign_out(unit, agent, frozenset()))  # type: ignore[misc]

    async def _states(self) -> dict[AgentId, str]:
        async with self._runtime.database.read(KILN) as reader:
            return await presence_of(reader, KILN, list(self._seats))

    async def _choose(self, agent: AgentId, chosen: Presence) -> None:
        if self._seats[agent].connection is not None:
            await self._run(agent, lambda unit: presence.choose(unit, agent, chosen))

    async def _choose_next(self, agent: AgentId) -> None:
        why = self._random.choice(sorted(WORDS))
        await self._run(agent, lambda unit: presence.choose_next(unit, agent, Presence.AWAY, why))

    async def _resume(self) -> None:
        """What was in hand when this process ended is taken up again."""
        async with self._runtime.database.read(KILN) as reader:
            held = [segment for agent in self._seats for segment in await store.agent_segments(reader, KILN, agent)]
        for segment in held:
            agent = AgentId(segment.agent_id)
            if segment.phase is SegmentState.ALERTING:
                self._later(2, lambda s=segment, a=agent: self._accept(s.id, a))  # type: ignore[misc]
            elif segment.phase is SegmentState.WRAPPING:
                self._wrap(segment.id, segment.interaction_id, agent)
            else:
                self._work_on(segment.interaction_id, agent)

    async def _accept(self, segment: UUID, agent: AgentId) -> None:
        await self._run(agent, lambda unit: offers.accept(unit, segment, agent))  # type: ignore[arg-type]

    # --- within

    async def _run(self, agent: AgentId, function: Callable[[UnitOfWork], Awaitable[Any]]) -> None:
        await self._runtime.database.run(KILN, function, actor=f"user:{agent}")

    def _later(self, seconds: float, act: Callable[[], Awaitable[None]]) -> None:
        task = asyncio.create_task(self._quietly(seconds, act))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _quietly(self, seconds: float, act: Callable[[], Awaitable[None]]) -> None:
        """What is not possible any more (somebody else has it, the customer left) is simply not done."""
        await asyncio.sleep(seconds)
        try:
            await act()
        except ContactCenterError as error:
            log.debug("a simulated agent was too late", error=str(error))
        except Exception:
            log.exception("a simulated agent failed")
