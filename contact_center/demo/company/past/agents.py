"""The agents' side of the year: they come, answer offers (or miss them), work as each medium asks, and go."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from contact_center.demo.company.past.customers import After, Customers
from contact_center.demo.company.past.plan import Shift, skills
from contact_center.demo.company.past.talks import Talk, Talks
from contact_center.demo.company.past.world import PastWorld
from contact_center.demo.company.seed import COLLEAGUES, PEOPLE
from contact_center.demo.company.story.model import Topic
from contact_center.demo.names import agent_id, queue_id
from contact_center.interactions.presence import service as presence
from contact_center.interactions.work import agent_leaving, closing, holding, offers, replies, transfers, wrapping_up
from contact_center.interactions.work.replies import AfterReply
from contact_center.kernel.contracts.interactions import (
    InteractionWorking,
    Presence,
    PresenceChanged,
    SegmentOffered,
    SegmentWrapping,
)
from contact_center.kernel.events import Recorded
from contact_center.kernel.ids import AgentId, InteractionId
from contact_center.platform.unit_of_work import UnitOfWork
from routing.router import acts
from routing.router.store import DueRow

Act = Callable[[], Awaitable[None]]
MISSES, REJECTS, ASKS_BACK, OVERRUNS = 0.02, 0.01, 0.45, 0.08
"""Shares: offers nobody answers, offers refused, matters that need a second turn, wrap-ups past their time."""
FORGOTTEN = timedelta(days=2)
"""An answer is waited for this long, then the matter is closed."""


class Agents:
    def __init__(self, world: PastWorld, talks: Talks, random: Random, after: After, customers: Customers) -> None:
        self._world = world
        self._talks = talks
        self._random = random
        self._after = after
        self._customers = customers
        self.logins = tuple(skills())
        named = [(login, name) for login, name, *_ in PEOPLE] + [(login, name) for login, name, _ in COLLEAGUES]
        self._names = {agent_id(login): name for login, name in named}
        self._keys = 0

    # --- coming and going

    def schedule(self, shift: Shift, add: Callable[[datetime, Act], None]) -> None:
        agent = agent_id(shift.login)
        add(shift.begins, lambda: self._choose(agent, Presence.AVAILABLE))
        for begins, ends, why in shift.breaks:
            add(begins, lambda why=why: self._pause(agent, why))  # type: ignore[misc]
            add(ends, lambda: self._choose(agent, Presence.AVAILABLE))
        add(shift.ends, lambda: self._go(agent))

    async def _choose(self, agent: AgentId, chosen: Presence) -> None:
        await self._run(agent, lambda unit: presence.choose(unit, agent, chosen))

    async def _pause(self, agent: AgentId, why: str) -> None:
        await self._run(agent, lambda unit: presence.choose_next(unit, agent, Presence.AWAY, why))

    async def _go(self, agent: AgentId) -> None:
        await self._run(agent, lambda unit: agent_leaving.sign_out(unit, agent, frozenset()))

    async def _back(self, agent: AgentId) -> None:
        """After a missed offer, unless they have left in the meantime."""
        async with self._world.database.read(self._world.tenant) as reader:
            now = await presence.get(reader, self._world.tenant, agent)
        if now is not None and now.state == Presence.NOT_RESPONDING:
            await self._choose(agent, Presence.AVAILABLE)

    # --- what they hear of

    def hear(self, recorded: Recorded) -> None:
        event = recorded.event
        if isinstance(event, SegmentOffered):
            self._offered(event)
        elif isinstance(event, InteractionWorking):
            self._begin(event)
        elif isinstance(event, SegmentWrapping):
            self._wrap(event)
        elif isinstance(event, PresenceChanged) and event.presence is Presence.NOT_RESPONDING:
            self._after(self._random.uniform(60, 240), lambda: self._back(event.agent_id))

    def _offered(self, event: SegmentOffered) -> None:
        agent, segment = event.agent_id, event.segment_id
        dice = self._random.random()
        if dice < MISSES:
            return
        if dice < MISSES + REJECTS:
            self._after(3, lambda: self._run(agent, lambda unit: offers.reject(unit, segment, agent)))
            return
        pause = min(18.0, self._random.lognormvariate(1.3, 0.5))
        self._after(pause, lambda: self._run(agent, lambda unit: offers.accept(unit, segment, agent)))

    def _begin(self, event: InteractionWorking) -> None:
        agent, interaction = event.agent_id, event.interaction_id
        talk = self._talks.of(interaction)
        channel = talk.contact.channel
        if self._belongs_elsewhere(talk):
            self._after(self._random.uniform(20, 70), lambda: self._hand_on(talk, agent, interaction))
        elif channel == "voice":
            self._call(event)
        elif channel == "webchat":
            self._after(self._random.uniform(15, 60), lambda: self._chat(talk, agent, interaction))
        else:
            seconds = (90, 420) if channel == "email" else (25, 110)
            self._after(self._random.uniform(*seconds), lambda: self._write(talk, agent, interaction))

    def _wrap(self, event: SegmentWrapping) -> None:
        agent, segment, until = event.agent_id, event.segment_id, event.until
        if until is not None and self._random.random() < OVERRUNS:
            row = DueRow(self._world.tenant, segment, event.interaction_id, agent, "wrapping")
            left = (until - self._world.clock.now()).total_seconds() + 1
            self._after(left, lambda: self._run("router", acts.due(row).do))
            return
        code = self._talks.of(event.interaction_id).contact.matter.disposition
        self._after(
            self._random.uniform(8, 50),
            lambda: self._run(agent, lambda unit: wrapping_up.wrap_up(unit, segment, agent, disposition=code)),
        )

    # --- work

    def _belongs_elsewhere(self, talk: Talk) -> bool:
        contact = talk.contact
        if talk.handed_on or contact.matter.topic is not Topic.REPAIR or contact.queue == "Repairs":
            return False
        return self._random.random() < 0.5

    async def _hand_on(self, talk: Talk, agent: AgentId, interaction: InteractionId) -> None:
        talk.handed_on = True
        await self._run(
            agent,
            lambda unit: transfers.transfer_to_queue(unit, self._world.ports, interaction, agent, queue_id("Repairs")),
        )

    def _call(self, event: InteractionWorking) -> None:
        agent, interaction = event.agent_id, event.interaction_id
        talk = min(900.0, self._random.lognormvariate(5.1, 0.5))
        if self._random.random() < 0.2:
            self._after(talk * 0.4, lambda: self._run(agent, lambda unit: holding.hold(unit, interaction, agent)))
            self._after(talk * 0.6, lambda: self._run(agent, lambda unit: holding.resume(unit, interaction, agent)))
        self._after(talk, lambda: self._customers.leave(interaction))

    async def _chat(self, talk: Talk, agent: AgentId, interaction: InteractionId) -> None:
        await self._say(talk, agent, interaction, AfterReply.STAY)
        pause = self._random.uniform(12, 60)
        if talk.answered < talk.contact.matter.turns:
            if self._random.random() < 0.06:
                self._after(pause, lambda: self._customers.leave(interaction))
                return
            self._after(pause, lambda: self._customers.say(talk, self._customers.next_words(talk)))
            self._after(pause + self._random.uniform(15, 50), lambda: self._chat(talk, agent, interaction))
            return
        self._after(pause, lambda: self._customers.say(talk, self._customers.thanks(talk)))
        self._after(pause + 20, lambda: self._close(talk, agent, interaction))

    async def _write(self, talk: Talk, agent: AgentId, interaction: InteractionId) -> None:
        """One answer, then either all is said or the customer has the next word."""
        last = talk.answered >= 1 or self._random.random() > ASKS_BACK
        await self._say(talk, agent, interaction, AfterReply.STAY if last else AfterReply.WAIT)
        if last:
            await self._close(talk, agent, interaction)
            return
        answered = talk.answered
        if self._random.random() < 0.8:
            minutes = (60, 900) if talk.contact.channel == "sms" else (1200, 20_000)
            self._after(
                self._random.uniform(*minutes), lambda: self._customers.say(talk, self._customers.next_words(talk))
            )
        self._after(FORGOTTEN.total_seconds(), lambda: self._forget(talk, agent, interaction, answered))

    async def _forget(self, talk: Talk, agent: AgentId, interaction: InteractionId, answered: int) -> None:
        if talk.answered == answered:
            await self._close(talk, agent, interaction)

    async def _say(self, talk: Talk, agent: AgentId, interaction: InteractionId, then: AfterReply) -> None:
        self._keys += 1
        key, text, name = f"past-{self._keys}", talk.contact.matter.answer(talk.answered), self._names[agent]
        await self._run(
            agent,
            lambda unit: replies.reply(
                unit, self._world.ports, interaction, agent, name, text, client_key=key, then=then
            ),
        )
        talk.answered += 1

    async def _close(self, talk: Talk, agent: AgentId, interaction: InteractionId) -> None:
        code = talk.contact.matter.disposition
        await self._run(
            agent, lambda unit: closing.close(unit, self._world.ports, interaction, agent, disposition=code)
        )

    async def _run(self, who: UUID | str, function: Callable[[UnitOfWork], Awaitable[Any]]) -> None:
        actor = who if isinstance(who, str) else f"user:{who}"
        await self._world.database.run(self._world.tenant, function, actor=actor)
