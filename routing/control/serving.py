"""Which queues agents serve for some hours: a supervisor moves people where work piles up, and it ends by itself.

It lies over the profile of the published policy and leaves that as it is: a policy that is published meanwhile is what
holds again afterwards. Queues that an agent serves anyway keep their priority and delay; skills that are named are
added to the agent's own, or take their level for the time. Work in hand stays where it is.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from contact_center.directory import service as directory
from contact_center.directory.service import Role, audit
from contact_center.kernel.errors import Invalid, NotFound
from contact_center.platform.unit_of_work import UnitOfWork
from routing.control.service import reason
from routing.errors import NoSuchQueue
from routing.policy import administration, serving
from routing.policy import queues_store as profiles
from routing.policy import service as publishing
from routing.policy import serving_store as store
from routing.policy.serving_store import ServingRow
from routing.policy.skills import with_implied

LONGEST: Final = timedelta(days=7)
MOST_AGENTS: Final = 500
TAKES_WORK: Final = frozenset({Role.AGENT, Role.SUPERVISOR})


class NobodyToServe(Invalid):
    """Choose at least one agent who works here."""


class ServesNothing(Invalid):
    """Choose at least one queue; who shall get no work for a while is set away."""


class ServesTooLong(Invalid):
    """It ends in the future, within seven days; longer belongs into the routing policy."""


class NoSuchSkill(Invalid):
    """The routing policy knows no such skill, or a level is not between 0 and 5."""


class NotServingOtherwise(NotFound):
    """This agent serves what the routing policy says."""


async def set_serving(
    work: UnitOfWork,
    agents: Collection[UUID],
    queues: Collection[UUID],
    *,
    skills: Mapping[str, int],
    until: datetime,
    why: str,
) -> list[ServingRow]:
    """Lets these agents serve these queues and no others until then; returns what held before, where anything did.

    Raises `NobodyToServe`, `ServesNothing`, `NoSuchQueue`, `NoSuchSkill`, `ServesTooLong`, and `WhyMissing`.
    """
    said = reason(why)
    wanted = await _agents(work, agents)
    if not work.now < until <= work.now + LONGEST:
        raise ServesTooLong(field="until")
    await _check_queues(work, queues)
    levels = await _skills(work, skills)
    before = await store.lock(work, wanted)
    own = {row.agent_id: row for row in await profiles.profiles(work, work.tenant_id)}
    for agent in wanted:
        profile = own.get(agent)
        had = profile.queues if profile else {}
        serves = {str(one): had.get(str(one), dict(administration.NEW_QUEUE)) for one in sorted(set(queues))}
        has = {**(profile.skills if profile else {}), **levels}
        await store.put(work, ServingRow(agent, serves, has, until, work.now, work.actor, said))
        serving.changed(work, agent)
    await audit(
        work, "queues set for a while", "tenant", agents=[str(one) for one in wanted],
        queues=[str(one) for one in sorted(set(queues))], until=until.isoformat(), why=said,
    )  # fmt: skip
    return before


async def also_serve(work: UnitOfWork, agent: UUID, queue: UUID, *, until: datetime, why: str) -> list[ServingRow]:
    """As `set_serving`, with the queues that the agent serves now, and this one."""
    held = await store.lock(work, [agent])
    now = await profiles.served(work, work.tenant_id, agent)
    skills = held[0].skills if held else {}
    return await set_serving(work, [agent], {*now, queue}, skills=skills, until=until, why=why)


async def end_serving(work: UnitOfWork, agent: UUID) -> ServingRow:
    """The agent serves what the policy says, at once; returns what held. Raises `NotServingOtherwise`."""
    rows = await store.lock(work, [agent])
    if not rows or not await store.remove(work, agent):
        raise NotServingOtherwise(agent)
    serving.changed(work, agent)
    await audit(work, "queues set for a while ended", f"user:{agent}")
    return rows[0]


async def put_back(work: UnitOfWork, agents: Sequence[UUID], before: Sequence[ServingRow]) -> None:
    """What held before an act holds again, unless its time is over by now."""
    held = {row.agent_id: row for row in before if row.until > work.now}
    for agent in agents:
        if agent in held:
            await store.put(work, held[agent])
        else:
            await store.remove(work, agent)
        serving.changed(work, agent)


async def _agents(work: UnitOfWork, agents: Collection[UUID]) -> list[UUID]:
    here = {one.id for one in await directory.users(work, work.tenant_id) if one.active and one.role in TAKES_WORK}
    wanted = sorted(set(agents))
    if not wanted or len(wanted) > MOST_AGENTS or not here.issuperset(wanted):
        raise NobodyToServe(field="agents")
    return wanted


async def _check_queues(work: UnitOfWork, queues: Collection[UUID]) -> None:
    if not queues:
        raise ServesNothing(field="queues")
    known = {row.id for row in await profiles.queues(work, work.tenant_id) if row.active}
    unknown = next((one for one in queues if one not in known), None)
    if unknown is not None:
        raise NoSuchQueue(unknown, field="queues")


async def _skills(work: UnitOfWork, skills: Mapping[str, int]) -> dict[str, int]:
    document = (await publishing.current(work, work.tenant_id)).document
    known = set(document.skills)
    wrong = next((name for name, level in skills.items() if name not in known or not 0 <= level <= 5), None)
    if wrong is not None:
        raise NoSuchSkill(wrong, field="skills")
    return with_implied(skills, document.implies)
