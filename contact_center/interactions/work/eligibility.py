"""Who else may take work than its queue says: its own rings, and groups its queue has flowed over to.

Kept with the interaction, so that neither a requeue nor another router forgets them. Rings are whatever routing
gave at entry and stay through all queues; groups are of one entry into one queue, told by its service-level clock.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from contact_center.kernel.contracts.interactions import EntryPlan
from contact_center.kernel.ids import QueueId

Facts = Mapping[str, Any]


def facts_of(plan: EntryPlan) -> dict[str, Any]:
    """What an entry plan leaves with the interaction."""
    said = {"rings": list(plan.rings) or None, "treatment": dict(plan.treatment) or None}
    return {name: value for name, value in said.items() if value is not None}


def rings(facts: Facts) -> list[str] | None:
    """Each ring as JSON, as events carry it; None: as its queue has them."""
    own = facts.get("rings")
    return [json.dumps(ring, sort_keys=True, ensure_ascii=False) for ring in own] if own else None


def groups(facts: Facts, since: datetime | None) -> list[QueueId]:
    """The queues whose agents were added in the entry whose clock started at `since`."""
    said = facts.get("groups")
    if not said or since is None or said["since"] != since.isoformat():
        return []
    return [QueueId(UUID(queue)) for queue in said["queues"]]


def with_group(facts: Facts, since: datetime, queue: UUID) -> dict[str, Any]:
    """The facts with one more group in this entry."""
    known = [str(one) for one in groups(facts, since)]
    queues = [*known, *([str(queue)] if str(queue) not in known else [])]
    return {**facts, "groups": {"since": since.isoformat(), "queues": queues}}
