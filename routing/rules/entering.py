"""Rules at the door: attributes of work that enters, and what the rules make of its plan. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from contact_center.kernel.contracts.interactions import EntryPlan, EntryRequest
from contact_center.kernel.ids import AgentId
from routing.rules.applying import Rule, RulesOutcome
from routing.rules.attributes import LONGEST_TEXT, Attributes
from routing.rules.book import RuleBook
from routing.rules.model import LAST, OWNER
from routing.rules.ports import Picture

Record = dict[str, Any]
NOBODY = Picture()

STRANGER: Attributes = {
    "customer.known": False,
    "customer.verified": False,
    "customer.kind": "",
    "customer.name": "",
    "customer.organisation": "",
    "customer.language": "",
    "customer.first_contact": True,
    "customer.open_matters": 0,
    "customer.contacts_30d": 0,
    "customer.last_agent": "",
    "erp.known": False,
}
"""What holds of somebody the CRM does not know; the ERP is not asked about them."""


@dataclass(frozen=True, slots=True)
class AttributeSources:
    """What the attributes of work are made of."""

    request: EntryRequest
    queue: str
    """The queue without rules, by name."""
    is_open: bool
    picture: Picture
    at: datetime


def attributes(entered: AttributeSources, book: RuleBook) -> Attributes:
    request, local = entered.request, entered.at.astimezone(book.zone)
    customer: Attributes = STRANGER if request.customer_id is None else entered.picture.attributes
    return {
        **customer,
        "customer.verified": request.verified,
        "interaction.channel": request.channel,
        "interaction.tier": str(request.tier),
        "interaction.queue": entered.queue,
        "interaction.language": request.language or "",
        "interaction.subject": request.subject or "",
        "interaction.text": request.text[:LONGEST_TEXT],
        "time.hour": local.hour,
        "time.weekday": local.isoweekday(),
        "time.open": entered.is_open,
    }


def ruled(plan: EntryPlan, outcome: RulesOutcome, book: RuleBook, picture: Picture, now: datetime) -> EntryPlan:
    """The plan of the queue with what the rules add."""
    agent = preferred_agent(outcome, book.agents, picture)
    wait = outcome.preferred.seconds if outcome.preferred else 0
    return replace(
        plan,
        priority=plan.priority + outcome.priority,
        skills=stronger(plan.skills, outcome.skills),
        preferred_agent_id=agent,
        preferred_until=now + timedelta(seconds=wait) if agent else None,
        at_head=outcome.at_head,
        rules=records(outcome, book),
        **widened(outcome),
    )


def widened(outcome: RulesOutcome) -> Record:
    """Rings and treatment as they are kept with the work."""
    rings = [ring.model_dump(mode="json", exclude_defaults=True) for ring in outcome.rings]
    treatment = outcome.treatment.model_dump(mode="json", exclude_defaults=True) if outcome.treatment else {}
    return {"rings": rings, "treatment": treatment}


def preferred_agent(outcome: RulesOutcome, agents: Mapping[str, AgentId], picture: Picture) -> AgentId | None:
    """`agents` by login."""
    if outcome.preferred is None:
        return None
    named = outcome.preferred.agent
    if named == OWNER:
        return picture.owner
    return picture.last_agent if named == LAST else agents.get(named)


def stronger(one: Mapping[str, int], other: Mapping[str, int]) -> dict[str, int]:
    """Of two minimums of a skill the higher."""
    return {skill: max(one.get(skill, 0), other.get(skill, 0)) for skill in {**one, **other}}


def records(outcome: RulesOutcome, book: RuleBook) -> tuple[Record, ...]:
    """What is kept with the interaction: which rules held and what they did, which could not be told yet."""
    held = [record(rule, book.version) for rule in outcome.matched]
    return (*held, *({"rule": name, "unknown": list(names)} for name, names in outcome.open.items()))


def record(rule: Rule, version: int) -> Record:
    did = rule.then.model_dump(mode="json", exclude_defaults=True)
    return {"rule": rule.name, "version": version, **did}


def inherited(plan: EntryPlan, stored: Sequence[Mapping[str, Any]]) -> EntryPlan:
    """In another queue the points and skills that rules gave stay the work's own."""
    held = [one for one in stored if "unknown" not in one]
    skills = plan.skills
    for one in held:
        skills = stronger(skills, one.get("skills", {}))
    return replace(plan, priority=plan.priority + sum(one.get("priority", 0) for one in held), skills=skills)
