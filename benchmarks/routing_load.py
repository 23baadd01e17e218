"""A large centre in the database: 500 agents, 20 queues, 12 skills, three rings, a backlog that waits."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from contact_center.directory import service as directory
from contact_center.directory.service import Role
from contact_center.kernel.ids import AgentId, ChannelAccountId, TenantId, new_id
from contact_center.platform.unit_of_work import Database, UnitOfWork
from routing.policy import queues_store as store

AGENTS, QUEUES, SKILLS, WAITING = 500, 20, 12, 5_000
CHANNEL, TIER = "sms", "messaging"
PASSWORD = "benchmark only"
RINGS = [{"after": 3600, "lower": {f"s{n}": 1 for n in range(SKILLS)}}, {"after": 7200, "drop": ["s0"]}]


# Accepting and closing in one statement each, with all that the router and the pages read of it: 460 agents who
# did it through the product's own code in this process would be the load that is measured.
AGENT_IN_SQL = """
create schema bench;
create function bench.tell(tenant uuid, told jsonb[]) returns void language sql as $$
  with head as (update core.event_head set position = position + cardinality(told) where tenant_id = tenant
    returning position - cardinality(told) as base)
  insert into core.event (tenant_id, position, id, type, version, at, actor, payload)
  select tenant, base + n, gen_random_uuid(), one ->> 'type', 1, now(), 'benchmark', one - 'type'
  from head, unnest(told) with ordinality as t (one, n) $$;
create function bench.accept(of_tenant uuid, one uuid, of_work uuid, by_agent uuid) returns void language plpgsql as $$
begin
  perform 1 from core.interaction where tenant_id = of_tenant and id = of_work for update;
  update core.segment set state = 'connected', connected_at = now() where tenant_id = of_tenant and id = one;
  update core.interaction set state = 'working', owner_agent_id = by_agent, answered_at = now()
    where tenant_id = of_tenant and id = of_work;
  perform bench.tell(of_tenant, array[
    jsonb_build_object('type', 'segment.connected', 'segment_id', one, 'interaction_id', of_work, 'agent_id', by_agent),
    jsonb_build_object('type', 'interaction.working', 'segment_id', one, 'interaction_id', of_work,
      'agent_id', by_agent, 'conversation_id', (select conversation_id from core.interaction
        where tenant_id = of_tenant and id = of_work))]);
end $$;
create function bench.close(of_tenant uuid, one uuid, of_work uuid, by_agent uuid) returns void language plpgsql as $$
begin
  perform 1 from core.interaction where tenant_id = of_tenant and id = of_work for update;
  update core.interaction set state = 'closed', outcome = 'completed', closed_at = now()
    where tenant_id = of_tenant and id = of_work;
  update core.segment set state = 'done', reason = 'completed', done_at = now()
    where tenant_id = of_tenant and id = one;
  update core.presence set idle_since = now() where tenant_id = of_tenant and agent_id = by_agent;
  perform bench.tell(of_tenant, array[
    jsonb_build_object('type', 'interaction.closed', 'interaction_id', of_work, 'outcome', 'completed',
      'was', 'working',
      'queue_id', (select queue_id from core.interaction where tenant_id = of_tenant and id = of_work),
      'conversation_id', (select conversation_id from core.interaction where tenant_id = of_tenant and id = of_work)),
    jsonb_build_object('type', 'segment.done', 'segment_id', one, 'interaction_id', of_work, 'agent_id', by_agent,
      'reason', 'completed', 'was', 'connected')]);
end $$;
grant usage on schema bench to cc_system;
"""


@dataclass(frozen=True, slots=True)
class Crowd:
    tenant: TenantId
    agents: tuple[AgentId, ...]
    logins: dict[AgentId, str]


async def fill(
    database: Database,
    tenant: TenantId,
    account: ChannelAccountId,
    *,
    places: int,
    auto_accept: bool,
    agents: int = AGENTS,
    waiting: int = WAITING,
    offer_seconds: int = 600,
    seed: int = 1,
) -> Crowd:
    """Agents with so many places each, all present, and the backlog, in a tenant that exists."""
    chance = random.Random(seed)
    people = tuple(AgentId(new_id()) for _ in range(agents))
    logins = {agent: f"bench{n:03}" for n, agent in enumerate(people)}

    async def write(work: UnitOfWork) -> None:
        queues = await _queues(work, auto_accept, offer_seconds)
        await _people(work, logins, places)
        await _profiles(work, people, queues, chance)
        await _backlog(work, account, queues, chance, waiting)
        await store.bump_version(work)

    await database.run(tenant, write, actor="benchmark", role="system")
    return Crowd(tenant, people, logins)


async def _queues(work: UnitOfWork, auto_accept: bool, offer_seconds: int) -> list[UUID]:
    settings: dict[str, Any] = {"rings": [*RINGS, {"after": 10_800}], "auto_accept": auto_accept}
    return [
        await store.add_queue(
            work, f"bench {n:02}", position=100 + n, settings=settings, offer_seconds={"*": offer_seconds}
        )
        for n in range(QUEUES)
    ]


async def _people(work: UnitOfWork, logins: dict[AgentId, str], places: int) -> None:
    """One password is hashed, the others are copies: hashing 500 would take longer than all the rest."""
    model = await directory.create_user(work, login="model", name="Model", role=Role.AGENT, password=PASSWORD)
    values = [work.tenant_id, model]
    await work.execute(
        "insert into core.user_account (tenant_id, id, login, name, password_hash, role, created_at) "
        "select u.tenant_id, a.id, a.login, a.login, u.password_hash, u.role, u.created_at "
        "from core.user_account u, unnest(%s::uuid[], %s::text[]) as a (id, login) "
        "where u.tenant_id = %s and u.id = %s",
        [list(logins), list(logins.values()), *values],
    )
    await work.execute(
        "insert into core.presence (tenant_id, agent_id, state, since, idle_since) "
        "select %s, id, 'available', %s, %s from unnest(%s::uuid[]) as a (id)",
        [work.tenant_id, work.now, work.now, list(logins)],
    )
    await work.execute(
        "insert into core.agent_load (tenant_id, agent_id, channel, capacity) "
        "select %s, id, channel, %s from unnest(%s::uuid[]) as a (id), unnest(array['*', %s]) as c (channel)",
        [work.tenant_id, places, list(logins), CHANNEL],
    )


async def _profiles(work: UnitOfWork, agents: tuple[AgentId, ...], queues: list[UUID], chance: random.Random) -> None:
    for agent in agents:
        serves = chance.sample(queues, chance.randint(1, 5))
        await work.execute(
            "insert into routing.agent_profile (tenant_id, agent_id, skills, queues) values (%s, %s, %s, %s)",
            [
                work.tenant_id,
                agent,
                Jsonb({f"s{n}": chance.randint(2, 4) for n in range(SKILLS) if chance.random() < 0.5}),
                Jsonb({str(queue): {"priority": 1, "delay": 0} for queue in serves}),
            ],
        )


async def _backlog(
    work: UnitOfWork, account: ChannelAccountId, queues: list[UUID], chance: random.Random, waiting: int
) -> None:
    combinations = {queue: [chance.sample(range(SKILLS), k) for k in (0, 0, 1, 1, 2)] for queue in queues}
    for _ in range(waiting):
        queue = chance.choice(queues)
        skills = {f"s{n}": 2 for n in chance.choice(combinations[queue])}
        await _waiting(work, account, queue, skills, work.now - timedelta(seconds=chance.random() * 1800))


async def _waiting(
    work: UnitOfWork, account: ChannelAccountId, queue: UUID, skills: dict[str, int], since: datetime
) -> None:
    conversation, interaction = new_id(), new_id()
    await work.execute(
        "insert into core.conversation (tenant_id, id, channel, channel_account_id, contact_kind, contact_value, "
        "opened_at, correlation_id) values (%s, %s, %s, %s, 'phone', %s, %s, %s)",
        [work.tenant_id, conversation, CHANNEL, account, f"+88691{conversation.int % 10**7:07}", since, conversation],
    )
    await work.execute(
        "insert into core.interaction (tenant_id, id, conversation_id, channel, channel_account_id, tier, direction, "
        "state, queue_id, skills, created_at, entered_at, ranked_at, queued_at, sl_started_at, sl_seconds, sl_percent, "
        "correlation_id) values (%s, %s, %s, %s, %s, %s, 'inbound', 'queued', %s, %s, %s, %s, %s, %s, %s, 300, 80, %s)",
        [
            work.tenant_id, interaction, conversation, CHANNEL, account, TIER, queue, Jsonb(skills),
            *[since] * 5, conversation,
        ],
    )  # fmt: skip
