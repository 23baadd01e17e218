"""Rules over the API: what they can know, and what one would have done. Rules are saved with the policy."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter
from pydantic import Field, SkipValidation

from contact_center.directory.access import Admin, Supervisor
from contact_center.platform.unit_of_work import Database
from routing.policy.endpoints import PolicyRoutes, StrictBody
from routing.rules.attributes import ALL, AttributeKind
from routing.rules.model import RulePart
from routing.rules.ports import CustomerFacts, Sentences
from routing.rules.preview import Preview, preview

if TYPE_CHECKING:
    Rule = dict[str, Any]
else:
    # Described as a rule, read by ourselves, so that a mistake is told by its column.
    Rule = Annotated[RulePart, SkipValidation]


@dataclass(frozen=True, slots=True)
class AttributeOut:
    """An attribute that conditions can read."""

    name: str
    kind: AttributeKind
    meaning: str


class RulePreview(StrictBody):
    rule: Rule
    day: Annotated[date | None, Field(description="In the organisation's time zone; left out: today.")] = None


def router(database: Database, facts: CustomerFacts, sentences: Sentences) -> APIRouter:
    """For supervisors and administrators."""
    routes = APIRouter(prefix="/api/v1/routing/rules", tags=["routing policy"])
    desk = PolicyRoutes(database)

    @routes.get("/attributes")
    async def attributes(who: Supervisor) -> list[AttributeOut]:
        """Everything a condition can read, with its type and meaning."""
        return [AttributeOut(one.name, one.kind, sentences.attribute(one.name)) for one in ALL]

    @routes.post("/preview")
    async def try_out(who: Admin, body: RulePreview) -> Preview:
        """How much of a day's work a rule would have matched; changes nothing."""
        found = await desk.read(who, lambda reader, of: preview(reader, of, body.rule, body.day, facts=facts))
        return replace(found, text=sentences.tried(found.matched, found.total, found.unknown))

    return routes
