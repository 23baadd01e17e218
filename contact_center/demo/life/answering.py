"""What a simulated agent does next with an interaction: read from the conversation, never remembered."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from uuid import UUID

from contact_center.bootstrap.runtime import Runtime
from contact_center.demo.company.matters import Matters
from contact_center.demo.company.story.model import Topic
from contact_center.demo.company.talk import LOOKING, NOTED, WELCOME, Matter, language_of
from contact_center.demo.life.cast import Cast
from contact_center.demo.names import KILN, queue_id
from contact_center.interactions.reading import conversation_queries, message_queries
from contact_center.interactions.reading.conversation_queries import Header
from contact_center.interactions.reading.message_queries import MessageRow
from contact_center.interactions.work import closing, replies, transfers
from contact_center.interactions.work.replies import AfterReply
from contact_center.kernel.ids import AgentId
from contact_center.platform.unit_of_work import UnitOfWork

LEFT_OPEN = {"webchat": 120.0, "sms": 900.0, "email": 1800.0}
"""Seconds of silence after our last answer; then the matter is closed."""
HANDED_ON = 0.5
"""Share of repairs in another queue that are handed on to Repairs."""


@dataclass(frozen=True, slots=True)
class Doing:
    """One step: an answer, or handing the work on."""

    interaction: UUID
    text: str
    then: AfterReply
    key: str
    """The same for the same turn, so that a restart does not answer twice."""
    disposition: str
    reading: float
    typing: float
    typing_to: str | None = None
    to_repairs: bool = False
    left_open: float = 0.0


class Answers:
    def __init__(self, runtime: Runtime, matters: Matters, cast: Cast, random: Random) -> None:
        self._runtime = runtime
        self._matters = matters
        self._cast = cast
        self._random = random
        self._agents: dict[UUID, AgentId] = {}
        self._answering: set[UUID] = set()

    def agent_of(self, interaction: UUID) -> AgentId | None:
        return self._agents.get(interaction)

    def begin(self, interaction: UUID, agent: AgentId) -> bool:
        """False while an answer to this is being written already."""
        self._agents[interaction] = agent
        if interaction in self._answering:
            return False
        self._answering.add(interaction)
        return True

    def ended(self, interaction: UUID) -> None:
        self._answering.discard(interaction)

    async def plan(self, interaction: UUID) -> Doing | None:
        """None if the customer has not written since our last answer, or the work is not in hand."""
        header, messages = await self._read(interaction)
        if header is None or header.state != "working" or not _waits(messages):
            return None
        mine = [message for message in messages if message.interaction_id == interaction]
        turn = sum(message.direction == "out" for message in mine)
        asked = [message.text for message in mine if message.direction == "in"]
        matter = self._matter(asked, header.contact_value)
        if self._goes_to_repairs(header, matter, turn):
            return self._hand_on(header, matter, turn)
        return self._answer(header, matter, turn, asked)

    async def carry_out(self, unit: UnitOfWork, doing: Doing, agent: AgentId, name: str) -> None:
        ports = self._runtime.ports
        if doing.to_repairs:
            await replies.note(unit, doing.interaction, agent, name, doing.text, client_key=doing.key)
            await transfers.transfer_to_queue(unit, ports, doing.interaction, agent, queue_id("Repairs"))
            self._agents.pop(doing.interaction, None)
            return
        then = AfterReply.STAY if doing.then is AfterReply.CLOSE else doing.then
        await replies.reply(unit, ports, doing.interaction, agent, name, doing.text, client_key=doing.key, then=then)
        if doing.then is AfterReply.CLOSE:
            await closing.close(unit, ports, doing.interaction, agent, disposition=doing.disposition)
            self._agents.pop(doing.interaction, None)

    async def silent(self, interaction: UUID) -> bool:
        """Whether the customer has not written since our last answer."""
        header, messages = await self._read(interaction)
        return header is not None and header.state != "closed" and not _waits(messages)

    async def disposition(self, interaction: UUID) -> str:
        header, messages = await self._read(interaction)
        asked = [message.text for message in messages if message.direction == "in"]
        matter = self._matter(asked, header.contact_value if header else "")
        return matter.disposition if matter else "other"

    async def _read(self, interaction: UUID) -> tuple[Header | None, list[MessageRow]]:
        async with self._runtime.database.read(KILN) as reader:
            header = await conversation_queries.header(reader, KILN, interaction)
            if header is None:
                return None, []
            return header, await message_queries.messages(reader, KILN, header.conversation_id, limit=60)

    def _matter(self, asked: list[str], contact: str) -> Matter | None:
        """The latest message that names something we know; else what a simulated customer has in mind."""
        named = next((found for text in reversed(asked) if (found := self._matters.read(text)) is not None), None)
        return named or self._cast.matter_of(contact)

    def _goes_to_repairs(self, header: Header, matter: Matter | None, turn: int) -> bool:
        repair = matter is not None and matter.topic is Topic.REPAIR
        return repair and turn == 0 and header.queue_id != queue_id("Repairs") and self._random.random() < HANDED_ON

    def _hand_on(self, header: Header, matter: Matter | None, turn: int) -> Doing:
        assert matter is not None
        about = matter.facts.get("serial", "")
        text = f"Repair of {about}: please take over." if matter.language == "en" else f"{about} 維修，請接手。"
        return Doing(
            header.interaction_id, text, AfterReply.STAY, f"life-on-{header.interaction_id}", matter.disposition,
            reading=self._random.uniform(4, 10), typing=2.0, to_repairs=True,
        )  # fmt: skip

    def _answer(self, header: Header, matter: Matter | None, turn: int, asked: list[str]) -> Doing:
        text, last = _words(matter, turn, asked)
        live = header.channel == "webchat"
        then = AfterReply.STAY if live and not last else AfterReply.CLOSE if last else AfterReply.WAIT
        typing = min(25.0, 3 + len(text) * (0.09 if language_of(text) == "zh-TW" else 0.05))
        return Doing(
            header.interaction_id, text, then, f"life-{header.interaction_id}-{turn}",
            matter.disposition if matter else "other",
            reading=self._random.uniform(3, 9) if live else self._random.uniform(10, 40), typing=typing,
            typing_to=f"{header.channel_account_id}:{header.contact_value}" if live else None,
            left_open=0.0 if then is AfterReply.CLOSE else LEFT_OPEN.get(header.channel, 600.0),
        )  # fmt: skip


def _waits(messages: list[MessageRow]) -> bool:
    """Whether the last word is the customer's."""
    said = [message for message in messages if message.direction in ("in", "out")]
    return bool(said) and said[-1].direction == "in"


def _words(matter: Matter | None, turn: int, asked: list[str]) -> tuple[str, bool]:
    """The answer, and whether it is the last one."""
    language = matter.language if matter else language_of(asked[-1] if asked else "")
    if matter is None:
        return (LOOKING[language], False) if turn == 0 else (NOTED[language], True)
    if turn >= matter.turns:
        return WELCOME[language], True
    return matter.answer(turn), False
