"""Who follows the log in the worker."""

from __future__ import annotations

from collections.abc import Sequence

from contact_center.bootstrap.joins.facts import fact_sources
from contact_center.bootstrap.joins.routing_facts import StoredFacts
from contact_center.directory.webhooks.following import WebhooksFollow
from contact_center.interactions.ports import Ports
from contact_center.interactions.search.service import MessageWords
from contact_center.measures.projection import Measures
from contact_center.platform.eventlog import Consumer
from contact_center.warehouse.following import FactsFollow
from crm_core.care.following import RatingsFollowWork
from crm_core.cases.following import CasesFollow
from crm_core.cases.outcomes import CaseOutcomes
from crm_core.customers.duplicates.service import DuplicatesFollow
from crm_core.knowledge.following import ArticlesFollowWork
from crm_core.tasks.following import TasksFollowCalls
from crm_core.tasks.tasks import TasksFollowWork
from erp_link.following import ReadAhead
from erp_link.systems import ErpSystems
from routing.flow.following import CallbacksFollowCalls
from routing.rules.following import RulesFollowFacts
from routing.rules.planning import QueuePlanner


def consumers(of_channels: Sequence[Consumer], erp: ErpSystems, ports: Ports) -> list[Consumer]:
    """Each has a cursor of its own; several workers share them."""
    facts = RulesFollowFacts(QueuePlanner(StoredFacts()))
    of_crm: list[Consumer] = [
        TasksFollowWork(), TasksFollowCalls(ports), CasesFollow(), CaseOutcomes(),
        DuplicatesFollow(), ArticlesFollowWork(), RatingsFollowWork(),
    ]  # fmt: skip
    return [
        Measures(),
        FactsFollow(fact_sources()),
        MessageWords(),
        WebhooksFollow(),
        *of_channels,
        ReadAhead(erp),
        *of_crm,
        CallbacksFollowCalls(),
        facts,
    ]
