"""A contact centre for tests: the real services on a real database, with a clock that tests move.

mei = await centre.agent("Mei")
chat = await centre.customer_writes("visitor-1", "Hello")
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from channels.task.adapter import TaskAdapter
from channels.voice.voicemail import VoicemailAdapter
from contact_center.bootstrap.joins.signatures import StoredSignatures
from contact_center.directory import service as directory
from contact_center.directory.service import Role
from contact_center.interactions.accounts import ChannelAccounts
from contact_center.interactions.delivery.service import Outbox
from contact_center.interactions.intake.decision import Receipt
from contact_center.interactions.intake.service import Intake
from contact_center.interactions.ports import Ports
from contact_center.interactions.presence import service as presence
from contact_center.interactions.work import offers
from contact_center.kernel.clock import ManualClock
from contact_center.kernel.contracts.channels import (
    Address,
    AddressKind,
    Capabilities,
    ChannelAccount,
    InboundMessage,
    OutboundMessage,
    RawEnvelope,
    Sent,
    Tier,
    Unparseable,
    UnparseableCode,
)
from contact_center.kernel.contracts.interactions import Presence
from contact_center.kernel.ids import AgentId, ChannelAccountId, InteractionId, QueueId, SegmentId, TenantId
from contact_center.platform.blobs import blob_store
from contact_center.platform.jobs import Deferrer, job_app
from contact_center.platform.unit_of_work import Database, UnitOfWork
from contact_center.platform.vault import Vault
from crm_core.customers.service import ConsentBook, CustomerDirectory
from crm_core.identity.codes import KEY, IdentityCodes
from routing.policy import queues_store as routing_store
from routing.rules.planning import QueuePlanner


@dataclass
class PaperChannel:
    """A channel whose provider is this object: JSON in, a list of what was sent out."""

    channel: str
    capabilities: Capabilities
    sent: list[OutboundMessage] = field(default_factory=list)
    trouble: list[Exception] = field(default_factory=list)

    def parse(self, raw: RawEnvelope) -> InboundMessage:
        body = json.loads(raw.body)
        if "broken" in body:
            raise Unparseable(UnparseableCode.OTHERWISE, detail=body["broken"])
        kind = AddressKind(body.get("kind", "phone"))
        return InboundMessage(
            provider_id=raw.provider_id,
            sender=Address(kind, body["from"], body.get("name")),
            text=body["text"],
            subject=body.get("subject"),
            thread_keys=tuple(body.get("thread_keys", ())),
            own_keys=tuple(body.get("own_keys", ())),
            conversation_id=UUID(body["token"]) if body.get("token") else None,
            sender_verified=body.get("verified"),
            automatic=body.get("automatic", False),
            language=body.get("language"),
        )

    async def send(self, account: ChannelAccount, message: OutboundMessage) -> Sent:
        if self.trouble:
            raise self.trouble.pop(0)
        self.sent.append(message)
        return Sent(f"provider-{message.id}")

    async def find(self, account: ChannelAccount, message: OutboundMessage) -> Sent | None:
        return next((Sent(f"provider-{m.id}") for m in self.sent if m.id == message.id), None)


CHANNELS = {
    "webchat": Capabilities(Tier.LIVE, typing=True, session=True),
    "sms": Capabilities(Tier.MESSAGING, max_length=1600, delivery_receipts=True, reaches=AddressKind.PHONE),
    "email": Capabilities(
        Tier.DEFERRED,
        subject=True,
        html=True,
        copies=True,
        attachments=True,
        max_attachment_bytes=1 << 20,
        reaches=AddressKind.EMAIL,
    ),
    "voice": Capabilities(Tier.LIVE, text=False, media=True, session=True),
}
START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


class Centre:
    """One tenant with two queues and one account per channel."""

    def __init__(self, database: Database, clock: ManualClock, ports: Ports, accounts: ChannelAccounts) -> None:
        self.db = database
        self.clock = clock
        self.ports = ports
        self.accounts = accounts
        self.intake = Intake(database, ports, silence=timedelta(hours=24), raw_kept=timedelta(days=30))
        self.outbox = Outbox(database, ports, accounts)
        self.tenant = TenantId(UUID(int=0))
        self.queues: dict[str, QueueId] = {}
        self.account_ids: dict[str, ChannelAccountId] = {}
        self._n = 0

    def channel(self, name: str) -> PaperChannel:
        channel = self.ports.adapters[name]
        assert isinstance(channel, PaperChannel)
        return channel

    async def run(self, function: Any, *args: Any, actor: str = "test", **kwargs: Any) -> Any:
        """Runs a use case in a unit of work of this tenant."""

        async def call(work: UnitOfWork) -> Any:
            return await function(work, *args, **kwargs)

        return await self.db.run(self.tenant, call, actor=actor)

    async def agent(
        self,
        name: str,
        *,
        skills: dict[str, int] | None = None,
        capacity: dict[str, int] | None = None,
        presence_: Presence = Presence.AVAILABLE,
        queues: Sequence[str] = ("general",),
        role: Role = Role.AGENT,
    ) -> AgentId:
        user = await self.run(directory.create_user, login=name, name=name, role=role, password=None, demo=True)
        limits = capacity or {"*": 5, "webchat": 3, "sms": 3, "email": 5, "voice": 1, "task": 2}
        await self.run(
            routing_store.set_profile,
            user,
            skills=skills or {},
            queues={str(self.queues[queue]): {"priority": 1, "delay": 0} for queue in queues},
            capacity=limits,
        )
        await self.run(presence.set_capacity, AgentId(user), limits)
        if presence_ is not Presence.OFFLINE:
            await self.run(presence.choose, AgentId(user), presence_)
        return AgentId(user)

    async def account(self, channel: str) -> ChannelAccount:
        found = await self.accounts.get(self.account_ids[channel])
        assert found is not None
        return found

    async def arrives(self, channel: str, body: dict[str, Any], *, provider_id: str | None = None) -> Receipt:
        self._n += 1
        number = provider_id or f"p{self._n}"
        raw = RawEnvelope(
            await self.account(channel),
            number,
            self.clock.now(),
            "application/json",
            json.dumps(body).encode(),
        )
        return await self.intake.take(raw)

    async def customer_writes(self, sender: str, text: str, *, channel: str = "sms", **body: Any) -> InteractionId:
        """The customer writes; returns the open interaction of that conversation."""
        receipt = await self.arrives(channel, {"from": sender, "text": text, **body})
        found = await self.value(
            "select id from core.interaction where tenant_id = %s and conversation_id = %s "
            "order by created_at desc, id desc",
            self.tenant,
            receipt.conversation_id,
        )
        return InteractionId(found)

    async def give(self, interaction: InteractionId, agent: AgentId) -> SegmentId:
        """Offers the interaction and lets the agent accept."""
        segment = await self.offer(interaction, agent)
        await self.run(offers.accept, segment, agent)
        return segment

    async def offer(self, interaction: InteractionId, agent: AgentId) -> SegmentId:
        expires = self.clock.now() + timedelta(seconds=20)
        segment: SegmentId = await self.run(offers.offer, interaction, agent, expires_at=expires, actor="router")
        return segment

    async def value(self, query: str, *params: Any) -> Any:
        async with self.db.read(self.tenant) as reader:
            return await reader.value(query, list(params))

    async def rows(self, query: str, *params: Any) -> list[dict[str, Any]]:
        async with self.db.read(self.tenant) as reader:
            return await reader.dicts(query, list(params))

    async def history(self, interaction: InteractionId) -> list[tuple[str, dict[str, Any]]]:
        """Each row's code with its arguments."""
        rows = await self.rows(
            "select code, args from core.interaction_history where interaction_id = %s order by number", interaction
        )
        return [(row["code"], row["args"]) for row in rows]

    async def state(self, interaction: InteractionId) -> str:
        return str(
            await self.value(
                "select state from core.interaction where tenant_id = %s and id = %s", self.tenant, interaction
            )
        )

    async def segment_state(self, segment: SegmentId) -> tuple[str, str | None]:
        rows = await self.rows(
            "select state, reason from core.segment where tenant_id = %s and id = %s", self.tenant, segment
        )
        return rows[0]["state"], rows[0]["reason"]

    async def presence(self, agent: AgentId) -> str:
        return str(
            await self.value(
                "select state from core.presence where tenant_id = %s and agent_id = %s", self.tenant, agent
            )
        )


async def furnished_centre(database: Database, system_url: str) -> Centre:
    """In an empty database, whose connections may have served other centres before."""
    clock = ManualClock(START)
    database.clock = clock
    database.wake = _nobody_to_wake
    vault = Vault("test secret")
    jobs = job_app(system_url)
    database.defer = Deferrer(jobs)
    ports = Ports(
        adapters={
            **{name: PaperChannel(name, capabilities) for name, capabilities in CHANNELS.items()},
            "voicemail": VoicemailAdapter(),
            "task": TaskAdapter(),
        },
        customers=CustomerDirectory(),
        planner=QueuePlanner(),
        consent=ConsentBook(),
        blobs=blob_store("memory://", vault),
        secrets=IdentityCodes(vault.key(KEY)),
        signatures=StoredSignatures(),
    )
    centre = Centre(database, clock, ports, ChannelAccounts(database, vault))
    centre.tenant = await directory.create_tenant(database, slug="kiln", name="Kiln & Co")
    for queue in ("general", "billing"):
        centre.queues[queue] = await centre.run(
            routing_store.add_queue,
            queue,
            wrap_mode={"voice": "timed", "webchat": "optional"},
            wrap_seconds={"voice": 60},
        )
    for channel in CHANNELS:
        centre.account_ids[channel] = await centre.run(
            centre.accounts.create,
            channel=channel,
            name=channel,
            address=f"{channel}@kiln.example",
            settings={},
            secrets={},
            queue_id=centre.queues["general"],
        )
    return centre


async def _nobody_to_wake(tenant: TenantId) -> None:
    pass
