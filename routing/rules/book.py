"""The rules that are followed, compiled once per version of the policy."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import structlog

from contact_center.kernel.ids import AgentId, TenantId
from contact_center.platform.unit_of_work import Reader
from routing.rules import store
from routing.rules.applying import Rule
from routing.rules.language import NotACondition, language
from routing.rules.model import RulePart

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class RuleBook:
    """The rules of one version that are switched on, in their order. A rule's queue is an id."""

    version: int
    rules: tuple[Rule, ...]
    zone: ZoneInfo
    deadline: timedelta
    agents: Mapping[str, AgentId]
    """Those that rules name, by login."""

    @property
    def groups(self) -> frozenset[str]:
        """Groups of attributes that the rules read."""
        return frozenset(name.partition(".")[0] for rule in self.rules for name in rule.condition.names)

    @property
    def reads(self) -> frozenset[str]:
        """Groups of facts of the customer that it takes to follow the rules."""
        prefers = any(rule.then.preferred for rule in self.rules)
        return (self.groups & {"customer", "erp"}) | ({"customer"} if prefers else frozenset())


class RuleBooks:
    """The book of each tenant, read anew when its policy has a new version."""

    def __init__(self) -> None:
        self._known: dict[TenantId, RuleBook] = {}

    async def of(self, reader: Reader, tenant: TenantId) -> RuleBook | None:
        """None where no rule is switched on."""
        known = self._known.get(tenant)
        head = await store.head(reader, tenant, known.version if known else None)
        if head is None:
            return None
        if known is None or head.rules is not None:
            known = await _read(reader, tenant, head)
            self._known[tenant] = known
        return known if known.rules else None


async def _read(reader: Reader, tenant: TenantId, head: store.RulesHeadRow) -> RuleBook:
    parts = [RulePart.model_validate(rule) for rule in head.rules or ()]
    deadline = timedelta(seconds=head.facts_deadline_seconds)
    return await read(reader, tenant, parts, zone_of(head.time_zone), head.version, deadline)


async def read(
    reader: Reader,
    tenant: TenantId,
    parts: Iterable[RulePart],
    zone: ZoneInfo,
    version: int = 0,
    deadline: timedelta = timedelta(0),
) -> RuleBook:
    """The book of these rules; they name queues by id."""
    rules = tuple(compiled(part for part in parts if part.enabled))
    return RuleBook(version, rules, zone, deadline, await _agents(reader, tenant, rules))


def compiled(parts: Iterable[RulePart]) -> Iterable[Rule]:
    """A condition that cannot be read any more is left out: it stops nobody's message."""
    for part in parts:
        try:
            yield Rule(part.name, language().condition(part.when), part.then, part.stop)
        except NotACondition as wrong:
            log.error("stored rule cannot be read", rule=part.name, error=str(wrong))


def zone_of(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")


async def _agents(reader: Reader, tenant: TenantId, rules: Iterable[Rule]) -> dict[str, AgentId]:
    logins = sorted({rule.then.preferred.agent for rule in rules if rule.then.preferred})
    if not logins:
        return {}
    rows = await store.agents(reader, tenant, logins)
    return {row["login"]: AgentId(UUID(str(row["id"]))) for row in rows}
