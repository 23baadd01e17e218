"""Who follows the log in the worker."""

from __future__ import annotations

from channels.voice.desk import CallDesk
from channels.voice.following import CallsFollowWork
from contact_center.bootstrap.joins.erp import ErpSystems, ReadAhead
from contact_center.bootstrap.joins.routing_facts import StoredFacts
from contact_center.bootstrap.runtime import Runtime
from contact_center.measures.projection import Measures
from contact_center.platform.eventlog import Consumer
from routing.rules.following import RulesFollowFacts
from routing.rules.planning import QueuePlanner


def consumers(runtime: Runtime, calls: CallDesk, erp: ErpSystems) -> list[Consumer]:
    """Each has a cursor of its own; several workers share them."""
    return [
        Measures(),
        CallsFollowWork(calls, runtime.ports),
        ReadAhead(erp),
        RulesFollowFacts(QueuePlanner(StoredFacts())),
    ]
