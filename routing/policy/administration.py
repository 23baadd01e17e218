"""What administrators and pages see of queues and profiles."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from contact_center.directory import service as directory
from contact_center.kernel.by_channel import REST, by_channel
from contact_center.kernel.contracts.channels import ChannelAdapter
from contact_center.kernel.errors import Invalid
from contact_center.kernel.ids import QueueId
from contact_center.kernel.names import seen
from contact_center.platform.unit_of_work import Reader, UnitOfWork
from routing.policy import queues_store as store
from routing.policy import service as publishing
from routing.policy.skills import with_implied, without_implied

LONGEST_NAME = 80


class NotAQueue(Invalid):
    """A queue needs a name of at most 80 characters, a target of at least 1 second and a goal of 1 to 100 percent."""


@dataclass(frozen=True, slots=True)
class QueueSummary:
    """A queue as its administrator set it. Targets and limits are those of `*`, else the shortest of any channel."""

    id: UUID
    name: str
    priority: int
    skills: tuple[str, ...]
    goal_percent: int
    target_seconds: int
    offer_seconds: int
    members: tuple[UUID, ...]
    active: bool


async def queue_names(reader: Reader, tenant: UUID) -> dict[UUID, str]:
    return {row.id: row.name for row in await store.queues(reader, tenant)}


async def queues(reader: Reader, tenant: UUID) -> list[QueueSummary]:
    """All queues in their order, with who serves them now."""
    members: dict[UUID, list[UUID]] = {}
    for profile in await store.profiles_now(reader, tenant):
        for queue in profile.queues:
            members.setdefault(UUID(queue), []).append(profile.agent_id)
    return [_summary(row, members.get(row.id, [])) for row in await store.queues(reader, tenant)]


def _summary(row: store.QueueRow, members: list[UUID]) -> QueueSummary:
    return QueueSummary(
        row.id,
        row.name,
        row.priority,
        tuple(f"{name} {level}" for name, level in sorted(row.skills.items())),
        row.sl_percent,
        _typical(row.sl_seconds, 20),
        _typical(row.offer_seconds, 20),
        tuple(members),
        row.active,
    )


def _typical(seconds: dict[str, int], otherwise: int) -> int:
    return seconds.get(REST) or min(seconds.values(), default=otherwise)


async def add_queue(work: UnitOfWork, name: str, *, target_seconds: int, goal_percent: int) -> QueueId:
    """A new queue for all channels. Raises `NotAQueue` or `QueueNameTaken`."""
    name = name.strip()
    if not (seen(name) and len(name) <= LONGEST_NAME and target_seconds >= 1 and 1 <= goal_percent <= 100):
        raise NotAQueue(field="name, target_seconds, goal")
    queue = await store.add_queue(work, name, sl_seconds={REST: target_seconds}, sl_percent=goal_percent)
    await publishing.edited(work, f"queue {name} added")
    return queue


async def set_queue(work: UnitOfWork, queue: UUID, *, name: str, priority: int) -> None:
    """Renames a queue and says how many points its work has before all other (0: none)."""
    name = name.strip()
    if not (seen(name) and len(name) <= LONGEST_NAME and -1000 <= priority <= 1000):
        raise NotAQueue(field="name, priority")
    await store.change_queue(work, queue, name=name, priority=priority)
    await publishing.edited(work, f"queue {name} changed")


IN_TOTAL = 5
NEW_QUEUE: Mapping[str, int] = {"priority": 1, "delay": 0}
"""How an agent serves a queue until an administrator says otherwise."""


def first_capacity(channels: Mapping[str, ChannelAdapter]) -> dict[str, int]:
    """Places of a new agent: per channel as it says itself, and in total (`*`)."""
    return {REST: IN_TOTAL, **{code: one.capabilities.first_places for code, one in channels.items()}}


@dataclass(frozen=True, slots=True)
class ServedBy:
    """What an agent gets work of: queues, skills with their levels."""

    queues: frozenset[UUID]
    skills: dict[str, int]


async def serving(reader: Reader, tenant: UUID, agents: Collection[UUID]) -> dict[UUID, ServedBy]:
    """Of those of these agents who have a profile; without skills that follow from others."""
    implies = (await publishing.current(reader, tenant)).document.implies
    return {
        row.agent_id: ServedBy(frozenset(UUID(queue) for queue in row.queues), without_implied(row.skills, implies))
        for row in await store.profiles(reader, tenant)
        if row.agent_id in agents
    }


async def has_profile(reader: Reader, tenant: UUID, agent: UUID) -> bool:
    return any(row.agent_id == agent for row in await store.profiles(reader, tenant))


async def profile_like(
    work: UnitOfWork, agent: UUID, capacity: dict[str, int], *, like: UUID | None, queues: frozenset[UUID] | None
) -> dict[str, int]:
    """A new agent's profile, as a colleague's; without one, or with `queues`, those queues. Returns the places."""
    rows = {row.agent_id: row for row in await store.profiles(work, work.tenant_id)}
    model = rows.get(like) if like is not None else None
    had = model.queues if model else {str(row.id): dict(NEW_QUEUE) for row in await store.queues(work, work.tenant_id)}
    serves = had if queues is None else {str(one): had.get(str(one), dict(NEW_QUEUE)) for one in sorted(queues)}
    places = dict(model.capacity) if model else capacity
    await store.set_profile(work, agent, skills=dict(model.skills) if model else {}, queues=serves, capacity=places)
    await edited_person(work, agent)
    return places


async def set_serving(work: UnitOfWork, agent: UUID, queues: frozenset[UUID], skills: Mapping[str, int]) -> None:
    """Queues that stay keep their priority and delay; places stay as they are."""
    implies = (await publishing.current(work, work.tenant_id)).document.implies
    row = next((one for one in await store.profiles(work, work.tenant_id) if one.agent_id == agent), None)
    had = row.queues if row else {}
    serves = {str(one): had.get(str(one), dict(NEW_QUEUE)) for one in sorted(queues)}
    await store.set_profile(
        work, agent, skills=with_implied(skills, implies), queues=serves, capacity=row.capacity if row else {}
    )
    await edited_person(work, agent)


async def edited_person(work: UnitOfWork, agent: UUID) -> None:
    """What one person serves is a version of its own, as is their sign-in name, by which policies call them."""
    await publishing.edited(work, (await directory.user(work, work.tenant_id, agent)).name)


async def skill_names(reader: Reader, tenant: UUID) -> list[str]:
    """Those that the policy declares, in its order."""
    return list((await publishing.current(reader, tenant)).document.skills)


async def wrap_seconds(reader: Reader, tenant: UUID, queue: UUID | None, channel: str) -> int | None:
    """How long a wrap-up of this queue and channel may take; None without a limit."""
    rows = [row for row in await store.queues(reader, tenant) if row.id == queue]
    found: int | None = by_channel(rows[0].wrap_seconds, channel, None) if rows else None
    return found


async def wrap_mode(reader: Reader, tenant: UUID, queue: UUID | None, channel: str) -> str | None:
    """Whether a wrap-up of this queue and channel is wanted, as in `WrapMode`; None for a queue that is not there."""
    rows = [row for row in await store.queues(reader, tenant) if row.id == queue]
    found: str | None = by_channel(rows[0].wrap_mode, channel, None) if rows else None
    return found


async def unserved(reader: Reader, tenant: UUID) -> dict[UUID, tuple[str, ...]]:
    """Waiting interactions that nobody signed in could take, with the skills that nobody has."""
    return {row.interaction_id: tuple(row.missing) for row in await store.unserved(reader, tenant)}


async def recording_days(reader: Reader) -> dict[tuple[UUID, UUID], int]:
    """By tenant and queue, where the queue says how long recordings of its work are kept; as role `system`."""
    return await store.recording_days(reader)
