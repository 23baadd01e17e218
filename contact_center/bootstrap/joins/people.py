"""People joined to routing, by which they get work, and to the rooms in which they have something in hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from contact_center.directory.domain import Role
from contact_center.directory.people.domain import WorkOf
from contact_center.directory.people.ports import PeoplePorts
from contact_center.interactions.ports import Ports
from contact_center.interactions.presence import service as presence
from contact_center.interactions.work import agent_leaving
from contact_center.kernel.ids import AgentId
from contact_center.platform.unit_of_work import Reader, UnitOfWork
from crm_core.cases import handing as cases
from crm_core.cases import queries as case_queries
from crm_core.tasks import handing as tasks
from routing.policy import administration as routing


@dataclass(frozen=True, slots=True)
class ServedByPolicy:
    """See `contact_center.directory.people.ports.Served`."""

    ports: Ports

    async def queues(self, reader: Reader, tenant: UUID) -> Mapping[UUID, str]:
        return {one.id: one.name for one in await routing.queues(reader, tenant) if one.active}

    async def skills(self, reader: Reader, tenant: UUID) -> Sequence[str]:
        return await routing.skill_names(reader, tenant)

    async def of(self, reader: Reader, tenant: UUID, users: Sequence[UUID]) -> Mapping[UUID, WorkOf]:
        found = await routing.serving(reader, tenant, users)
        return {id: WorkOf(one.queues, one.skills) for id, one in found.items()}

    async def begin(
        self, work: UnitOfWork, user: UUID, role: Role, *, like: UUID | None, queues: frozenset[UUID] | None
    ) -> None:
        if role is Role.ADMIN or await routing.has_profile(work, work.tenant_id, user):
            return
        usual = routing.first_capacity(self.ports.adapters) if role is Role.AGENT else {}
        places = await routing.profile_like(work, user, usual, like=like, queues=queues)
        await presence.set_capacity(work, AgentId(user), places)

    async def set(self, work: UnitOfWork, user: UUID, serves: WorkOf) -> None:
        await routing.set_serving(work, user, serves.queues, serves.skills)

    async def renamed(self, work: UnitOfWork, user: UUID) -> None:
        if await routing.has_profile(work, work.tenant_id, user):
            await routing.edited_person(work, user)


class HeldConversations:
    """See `contact_center.directory.people.ports.HeldWork`; likewise the next two."""

    kind = "conversations"

    async def count(self, reader: Reader, tenant: UUID, user: UUID) -> int:
        return await agent_leaving.held(reader, tenant, AgentId(user))

    async def hand_over(self, work: UnitOfWork, user: UUID, to: UUID | None) -> Sequence[UUID]:
        return await agent_leaving.leave_for_good(work, AgentId(user), AgentId(to) if to else None)

    async def hand_back(self, work: UnitOfWork, ids: Sequence[UUID], user: UUID, given_to: UUID | None) -> int:
        return await agent_leaving.back_again(work, ids, AgentId(user), AgentId(given_to) if given_to else None)


@dataclass(frozen=True, slots=True)
class HeldTasks:
    ports: Ports
    kind: str = "tasks"

    async def count(self, reader: Reader, tenant: UUID, user: UUID) -> int:
        return await tasks.count(reader, tenant, user)

    async def hand_over(self, work: UnitOfWork, user: UUID, to: UUID | None) -> Sequence[UUID]:
        return await tasks.hand_over(work, self.ports, user, to)

    async def hand_back(self, work: UnitOfWork, ids: Sequence[UUID], user: UUID, given_to: UUID | None) -> int:
        return await tasks.hand_back(work, self.ports, ids, user, given_to)


class HeldCases:
    kind = "cases"

    async def count(self, reader: Reader, tenant: UUID, user: UUID) -> int:
        return await case_queries.mine(reader, tenant, user)

    async def hand_over(self, work: UnitOfWork, user: UUID, to: UUID | None) -> Sequence[UUID]:
        return await cases.hand_over(work, user, to)

    async def hand_back(self, work: UnitOfWork, ids: Sequence[UUID], user: UUID, given_to: UUID | None) -> int:
        return await cases.hand_back(work, ids, user, given_to)


def people_ports(ports: Ports) -> PeoplePorts:
    return PeoplePorts(ServedByPolicy(ports), (HeldConversations(), HeldTasks(ports), HeldCases()))
