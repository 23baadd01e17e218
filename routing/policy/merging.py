"""A new document laid over what is there: who is meant by a name, and who is left alone. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from uuid import UUID

from routing.policy.model import AccessPart, AgentPart, PolicyDocument, QueuePart
from routing.policy.rows import StoredQueue


def completed(
    document: PolicyDocument, before: PolicyDocument, stored: Iterable[StoredQueue], new_id: Callable[[], UUID]
) -> PolicyDocument:
    """The whole policy the document asks for.

    A queue is the one with its id, else the one with its name, else a new one. Agents who are not named keep what
    they have, less queues and skills that are no more.
    """
    rows = list(stored)
    queues = tuple(_identified(queue, rows, new_id) for queue in document.queues)
    names = {queue.id: queue.name for queue in queues}
    moved = {queue.name: names[queue.id] for queue in before.queues if queue.id in names}
    skills = frozenset(document.skills)
    left = {
        login: _still(agent, moved, skills) for login, agent in before.agents.items() if login not in document.agents
    }
    agents = {**left, **document.agents}
    return document.model_copy(update={"queues": queues, "agents": dict(sorted(agents.items()))})


def _identified(queue: QueuePart, rows: list[StoredQueue], new_id: Callable[[], UUID]) -> QueuePart:
    known = {row.id for row in rows}
    named = {row.name: row.id for row in rows}
    if queue.id in known:
        return queue
    return queue.model_copy(update={"id": named.get(queue.name) or queue.id or new_id()})


def _still(agent: AgentPart, moved: Mapping[str, str], skills: frozenset[str]) -> AgentPart:
    queues: dict[str, AccessPart] = {moved[name]: access for name, access in agent.queues.items() if name in moved}
    kept = {skill: level for skill, level in agent.skills.items() if skill in skills}
    return agent.model_copy(update={"queues": queues, "skills": kept})


def without_leavers(document: PolicyDocument, logins: frozenset[str]) -> PolicyDocument:
    """An older version, less the agents who are not here any more."""
    agents = {login: agent for login, agent in document.agents.items() if login in logins}
    return document.model_copy(update={"agents": agents})
