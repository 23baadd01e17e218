"""Call flows as administrators change them: draft, check, publish, go back; and which account uses which.

A draft may have problems, a version never: what calls enter by was checked. Going back publishes an earlier version
anew, so that the history says what was live when.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from channels.voice.flow import store
from channels.voice.flow.checking import problems
from channels.voice.flow.domain import CallFlow, FlowCounts, FlowVersion, PromptSound, StoredFlow
from channels.voice.flow.errors import (
    FlowChangedMeanwhile,
    FlowHasProblems,
    FlowInUse,
    FlowNameUnusable,
    FlowNotPublished,
    FlowProblem,
    NoSuchCallFlow,
    NoSuchFlowVersion,
    SoundUnusable,
    TooManyFlows,
)
from contact_center.directory.service import audit
from contact_center.kernel.contracts.call_flows import (
    CallFlowAssigned,
    CallFlowChanged,
    CallFlowPublished,
    CallFlowRemoved,
)
from contact_center.kernel.ids import ChannelAccountId, new_id
from contact_center.platform.blobs import BlobStore
from contact_center.platform.unit_of_work import Reader, UnitOfWork

SHOWN_VERSIONS = 50
LONGEST_NAME = 80
LONGEST_NOTE = 300
MOST_FLOWS = 100
MOST_SOUND = 2 * 1024 * 1024
"""Bytes of a prompt's sound."""
_SOUNDS = ((b"RIFF", "audio/wav"), (b"ID3", "audio/mpeg"), (b"\xff\xfb", "audio/mpeg"), (b"OggS", "audio/ogg"))


@dataclass(frozen=True, slots=True)
class FlowDraft:
    """A flow with what it is made of now."""

    stored: StoredFlow
    live: CallFlow | None
    problems: tuple[FlowProblem, ...]

    @property
    def draft(self) -> CallFlow:
        return self.stored.draft or self.live or CallFlow()

    @property
    def changed(self) -> bool:
        """There is something to publish."""
        return self.stored.draft is not None and self.stored.draft != self.live


async def all_of(reader: Reader, tenant: UUID) -> list[StoredFlow]:
    return await store.flows(reader, tenant)


async def accounts(reader: Reader, tenant: UUID) -> dict[UUID, UUID]:
    """Account → flow by which its calls enter."""
    return await store.assigned(reader, tenant)


async def one(reader: Reader, tenant: UUID, id: UUID, queues: Collection[UUID]) -> FlowDraft:
    """Raises `NoSuchCallFlow`."""
    found = await store.flow(reader, tenant, id)
    if found is None:
        raise NoSuchCallFlow(id)
    live = await store.version(reader, tenant, id, found.published) if found.published else None
    flow = found.draft or (live.flow if live else CallFlow())
    return FlowDraft(found, live.flow if live else None, problems(flow, queues))


def checked(flow: CallFlow, queues: Collection[UUID]) -> tuple[FlowProblem, ...]:
    """What would keep this from being published."""
    return problems(flow, queues)


async def counted(reader: Reader, tenant: UUID, within: timedelta) -> list[FlowCounts]:
    """What came of the calls that entered within this time, by account."""
    return await store.counts(reader, tenant, within)


async def versions(reader: Reader, tenant: UUID, id: UUID) -> list[FlowVersion]:
    """The latest first."""
    return await store.versions(reader, tenant, id, SHOWN_VERSIONS)


async def create(work: UnitOfWork, name: str, draft: CallFlow, id: UUID | None = None) -> UUID:
    """Raises `FlowNameUnusable`, `FlowNameTaken`, `TooManyFlows`."""
    if len(await store.flows(work, work.tenant_id)) >= MOST_FLOWS:
        raise TooManyFlows
    made = id or new_id()
    await store.insert(work, made, _name(name), draft)
    work.record(CallFlowChanged(flow_id=made))
    return made


async def change(work: UnitOfWork, id: UUID, draft: CallFlow, *, saw: int, name: str | None = None) -> None:
    """A draft may have problems; calls go on by what is published.

    `saw`: the `edits` that the writer changed. Raises `NoSuchCallFlow`, `FlowChangedMeanwhile`, `FlowNameTaken`.
    """
    found = await _locked(work, id, saw)
    await store.change(work, id, found.name if name is None else _name(name), draft, found.published)
    work.record(CallFlowChanged(flow_id=id))


async def discard(work: UnitOfWork, id: UUID, *, saw: int) -> None:
    """What is published is the draft again. Raises `FlowNotPublished` where nothing is."""
    found = await _locked(work, id, saw)
    if not found.published:
        raise FlowNotPublished
    await store.change(work, id, found.name, None, found.published)
    work.record(CallFlowChanged(flow_id=id))


async def publish(work: UnitOfWork, id: UUID, queues: Collection[UUID], *, saw: int, note: str = "") -> int:
    """The draft becomes a version, and calls that enter from now on are led by it; returns its number.

    Raises `FlowHasProblems`, `FlowChangedMeanwhile`. Without changes nothing happens.
    """
    found = await _locked(work, id, saw)
    if found.draft is None:
        return found.published
    return await _publish(work, found, found.draft, queues, note)


async def go_back(
    work: UnitOfWork, id: UUID, version: int, queues: Collection[UUID], *, saw: int, note: str = ""
) -> int:
    """An earlier version, published anew under the next number; a draft that waited is gone.

    Raises `NoSuchFlowVersion`, and `FlowHasProblems` where what it rests on has gone meanwhile.
    """
    found = await _locked(work, id, saw)
    earlier = await store.version(work, work.tenant_id, id, version)
    if earlier is None:
        raise NoSuchFlowVersion(str(version), field="version")
    return await _publish(work, found, earlier.flow, queues, note)


async def _publish(work: UnitOfWork, found: StoredFlow, flow: CallFlow, queues: Collection[UUID], note: str) -> int:
    wrong = problems(flow, queues)
    if wrong:
        raise FlowHasProblems(wrong)
    number = await store.last_version(work, work.tenant_id, found.id) + 1
    await store.add_version(work, found.id, number, flow, note.strip()[:LONGEST_NOTE])
    await store.change(work, found.id, found.name, None, number)
    work.record(CallFlowPublished(flow_id=found.id, flow_version=number))
    await audit(work, "call flow published", f"call_flow:{found.id}", version=number)
    return number


async def remove(work: UnitOfWork, id: UUID, *, saw: int) -> None:
    """Raises `FlowInUse` while calls enter by it."""
    found = await _locked(work, id, saw)
    if found.id in (await store.assigned(work, work.tenant_id)).values():
        raise FlowInUse
    await store.remove(work, id)
    work.record(CallFlowRemoved(flow_id=id))
    await audit(work, "call flow removed", f"call_flow:{id}", name=found.name)


async def assign(work: UnitOfWork, account: UUID, flow: UUID | None) -> None:
    """How calls of this account enter; the caller has asked whether it is one of ours that takes calls.

    Raises `NoSuchCallFlow`, `FlowNotPublished`.
    """
    if flow is not None:
        found = await store.lock(work, flow)
        if found is None:
            raise NoSuchCallFlow(flow, field="flow")
        if not found.published:
            raise FlowNotPublished(field="flow")
    if (await store.assigned(work, work.tenant_id)).get(account) == flow:
        return
    await store.assign(work, account, flow)
    work.record(CallFlowAssigned(account_id=ChannelAccountId(account), flow_id=flow))
    await audit(work, "call flow assigned", f"channel_account:{account}", flow=str(flow) if flow else None)


async def add_sound(work: UnitOfWork, blobs: BlobStore, flow: UUID, content: bytes) -> UUID:
    """A sound that prompts of this flow may play. Raises `SoundUnusable`, `NoSuchCallFlow`."""
    kind = sound_kind(content)
    if await store.lock(work, flow) is None:
        raise NoSuchCallFlow(flow)
    id = new_id()
    key = f"{work.tenant_id}/prompts/{id}"
    await blobs.put(key, content)
    await store.add_sound(work, PromptSound(id, flow, key, kind, len(content)))
    return id


def sound_kind(content: bytes) -> str:
    """Its media type, by its first bytes. Raises `SoundUnusable`."""
    kind = next((kind for start, kind in _SOUNDS if content.startswith(start)), None)
    if kind is None or len(content) > MOST_SOUND:
        raise SoundUnusable(field="sound")
    return kind


async def _locked(work: UnitOfWork, id: UUID, saw: int) -> StoredFlow:
    found = await store.lock(work, id)
    if found is None:
        raise NoSuchCallFlow(id)
    if found.edits != saw:
        raise FlowChangedMeanwhile
    return found


def _name(text: str) -> str:
    name = " ".join(text.split())
    if not 0 < len(name) <= LONGEST_NAME:
        raise FlowNameUnusable(field="name")
    return name
