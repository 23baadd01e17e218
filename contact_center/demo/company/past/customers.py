"""The customers' side of the year: they write, wait, lose patience, answer, and thank."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from random import Random
from uuid import UUID

from contact_center.demo.company import store
from contact_center.demo.company.past.letters import chosen, letter
from contact_center.demo.company.past.plan import Contact
from contact_center.demo.company.past.talks import Talk, Talks
from contact_center.demo.company.past.world import PastWorld
from contact_center.demo.company.talk import THANKS
from contact_center.demo.names import EMAIL, SMS, VOICE, WEBCHAT, queue_id
from contact_center.interactions.work import customer_leaving
from contact_center.kernel.contracts.channels import ChannelAccount
from contact_center.kernel.contracts.interactions import InteractionQueued, Outcome, QueuedBecause
from contact_center.kernel.events import Recorded
from contact_center.kernel.ids import ConversationId

After = Callable[[float, Callable[[], Awaitable[None]]], None]
ACCOUNTS = {"email": EMAIL, "sms": SMS, "webchat": WEBCHAT, "voice": VOICE}
LIVE = ("webchat", "voice")
PATIENCE = (5.1, 0.55)
"""Of the logarithm of the seconds somebody waits in a chat or call: half of them give up after 164 s."""


class Customers:
    def __init__(self, world: PastWorld, talks: Talks, random: Random, after: After) -> None:
        self._world = world
        self._talks = talks
        self._random = random
        self._after = after
        self._letters = 0
        self._accounts: dict[str, ChannelAccount] = {}

    async def arrive(self, contact: Contact) -> None:
        """A new matter; in a conversation of theirs that is still open, it is one more message there."""
        conversation = await self._write(contact, contact.words)
        if conversation is not None:
            self._talks.by_conversation[conversation] = Talk(contact, conversation)

    def hear(self, recorded: Recorded) -> None:
        event = recorded.event
        if not isinstance(event, InteractionQueued):
            return
        self._talks.conversation_of[event.interaction_id] = event.conversation_id
        if event.because is QueuedBecause.NEW and event.channel in LIVE:
            self._after(self._random.lognormvariate(*PATIENCE), lambda: self.give_up(event.interaction_id))

    async def give_up(self, interaction: UUID) -> None:
        await self._world.database.run(
            self._world.tenant, lambda unit: customer_leaving.abandon(unit, interaction), actor="customer"
        )

    async def leave(self, interaction: UUID, outcome: Outcome = Outcome.COMPLETED) -> None:
        await self._world.database.run(
            self._world.tenant,
            lambda unit: customer_leaving.customer_left(unit, self._world.ports, interaction, outcome),
            actor="customer",
        )

    async def say(self, talk: Talk, words: str) -> None:
        """The next words; where the conversation was closed meanwhile, they begin another about the same matter."""
        conversation = await self._write(talk.contact, words, talk.last_mail)
        if conversation is not None and conversation not in self._talks.by_conversation:
            self._talks.by_conversation[conversation] = Talk(talk.contact, conversation, answered=talk.answered)

    def next_words(self, talk: Talk) -> str:
        return talk.contact.matter.next_words(self._random)

    def thanks(self, talk: Talk) -> str:
        return self._random.choice(THANKS[talk.contact.person.language])

    async def receive(self, conversation: str) -> None:
        """What an agent wrote reaches the customer by the one door out."""
        id = ConversationId(UUID(conversation))
        await self._world.outbox.flush(self._world.tenant, id)
        talk = self._talks.by_conversation.get(id)
        if talk is not None and talk.contact.channel == "email":
            async with self._world.database.read(self._world.tenant) as reader:
                talk.last_mail = await store.last_sent(reader, self._world.tenant, id)

    async def live(self) -> list[UUID]:
        """Calls and chats that are not over."""
        async with self._world.database.read(self._world.tenant) as reader:
            return await store.live_interactions(reader, self._world.tenant)

    async def _write(self, contact: Contact, words: str, answers: str | None = None) -> UUID | None:
        self._letters += 1
        account = await self._account(contact.channel)
        reached = chosen(account, queue_id(contact.queue))
        raw = letter(contact, reached, self._world.clock.now(), words, self._letters, answers)
        receipt = await self._world.intake.take(raw)
        return receipt.conversation_id

    async def _account(self, channel: str) -> ChannelAccount:
        if channel not in self._accounts:
            found = await self._world.accounts.get(ACCOUNTS[channel])
            assert found is not None, "the demo's accounts are seeded"
            self._accounts[channel] = found
        return self._accounts[channel]
